/* doctor: the engine's part of `wartel doctor`: what stands between it and a
 * message, in the order in which it would fail. */
#ifndef ENGINE_DOCTOR_H
#define ENGINE_DOCTOR_H

#include <jansson.h>

#include "engine/engine.h"

struct http;

/* {"items":[{"check","state","say","do"}]}: a new reference. Takes some requests to
 * WAHA for each number. */
json_t *doctor_look(struct engine *, struct db *, struct http *);

#endif
