/* stage: an engine that is only scenery: it answers the API's routes with fixed
 * JSON on a Unix socket, pushes events when told, and remembers what was asked.
 * For tests of faces; it knows nothing of the engine's code. */
#ifndef TESTS_TUI_STAGE_H
#define TESTS_TUI_STAGE_H

#include <jansson.h>
#include <stdbool.h>

struct stage;

/* answers: object of "METHOD /path[?query]" to body; the path alone serves any
 * query. Borrowed. */
struct stage *stage_new(const char *socket_path, const json_t *answers);
void stage_free(struct stage *);
void stage_push(struct stage *, const char *event, const json_t *data);
/* Another answer from now on. */
void stage_answer(struct stage *, const char *request, const json_t *body);
/* Requests that begin so are not answered for now; NULL: now they are. */
void stage_slow(struct stage *, const char *request);
/* All requests so far, "METHOD /path?query body" a line each (heap). */
char *stage_asked(struct stage *);
/* Nothing is answered any more, connections are closed; and the way back. */
void stage_gone(struct stage *);
void stage_back(struct stage *);

#endif
