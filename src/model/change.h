/* change: something in the database became different and faces may care. Values
 * only; the row itself is read again by whoever wants it. */
#ifndef MODEL_CHANGE_H
#define MODEL_CHANGE_H

#include <stddef.h>
#include <stdint.h>

#include "model/names.h"

#define CHANGE_KINDS(X)                            \
	X(CHANGE_MESSAGE, "message")	 /* id: message */      \
	X(CHANGE_CONVERSATION, "conversation") /* id: conversation */ \
	X(CHANGE_QUEUE, "queue")	 /* id: 0 */            \
	X(CHANGE_SESSION, "session")	 /* id: session */      \
	X(CHANGE_HEALTH, "health")	 /* id: 0 */            \
	X(CHANGE_CONTACT, "contact")	 /* id: contact */      \
	X(CHANGE_PRESENCE, "presence")	 /* id: conversation */ \
	X(CHANGE_JOB, "job")		 /* id: job */
enum change_kind { CHANGE_KINDS(NAMES_ENUM) };
NAMES_DECLARE(change_kind, change_kind)

struct change {
	enum change_kind kind;
	int64_t id;
};
struct changes {
	struct change *v;
	size_t n, cap;
};
/* Adds unless it is there already. */
void changes_add(struct changes *, enum change_kind, int64_t id);
void changes_fini(struct changes *);

#endif
