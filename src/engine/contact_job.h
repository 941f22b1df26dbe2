/* contact_job: what jobs do about people: block them in WhatsApp, ask whether a number
 * is there. On a worker's thread, with its connection and its HTTP. */
#ifndef ENGINE_CONTACT_JOB_H
#define ENGINE_CONTACT_JOB_H

#include "engine/engine.h"

struct http;

/* args and result as in the table of engine.h. */
bool contact_job_block(struct engine *, struct db *, struct http *, const json_t *args, struct err *);
bool contact_job_check(struct engine *, struct db *, struct http *, const json_t *args, json_t **out, struct err *);

#endif
