/* contact_picture: what somebody looks like, asked of WhatsApp when a person wants to
 * see it, and kept for a day. */
#ifndef ENGINE_CONTACT_PICTURE_H
#define ENGINE_CONTACT_PICTURE_H

#include "engine/engine.h"

struct http;

/* As JOB_PICTURE in the table of engine.h. On a worker's thread. */
bool contact_picture(struct engine *, struct db *, struct http *, const json_t *args, json_t **out, struct err *);

#endif
