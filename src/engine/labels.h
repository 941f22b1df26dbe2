/* labels: WhatsApp Business's labels in step with ours (store/label_told.h). Read list by
 * list: once a phone is paired, some times a day, and when names are asked for; heard at
 * once where WAHA tells; told by a job where the number's labels_in_step says both. */
#ifndef ENGINE_LABELS_H
#define ENGINE_LABELS_H

#include "model/event.h"

#include "engine/receive.h"

/* Events of labels are none of messages. In the caller's write transaction. */
bool labels_about(const struct event *);
bool labels_receive(struct db *, const struct receiving *, const struct event *, struct changes *, struct err *);
/* All is read again; in the caller's write transaction. */
bool labels_ask(struct db *, int64_t session_id, struct err *);

struct http;
/* What JOB_LABEL does; args as in the table of engine.h. */
bool labels_job(struct engine *, struct db *, struct http *, const json_t *args, struct err *);

#endif
