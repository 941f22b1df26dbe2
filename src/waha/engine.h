/* engine: where the WAHA engines differ, one row each. What one of them cannot do at
 * all stands in able.c. */
#ifndef WAHA_ENGINE_H
#define WAHA_ENGINE_H

#include <jansson.h>

#include "model/event.h"

enum engine_sort { ENGINE_UNSORTED, ENGINE_SHOWN, ENGINE_REVOKED, ENGINE_HIDDEN };

struct engine_traits {
	enum waha_engine engine;
	bool store_option; /* keeps messages only when config.noweb.store says so */
	bool tags_option;  /* tells ticks in groups and presences only with config.webjs.tagsEventsOn */
	struct waha_version new_id_since; /* year 0: no pre-made ids */
	/* Of a message's `_data` (never NULL): */
	const json_t *(*content)(const json_t *data); /* WhatsApp's message, or NULL */
	const char *(*push_name)(const json_t *data);
	const char *(*participant)(const json_t *data); /* who wrote in a group */
	/* The sender's other address, phone for lid or the reverse. */
	const char *(*sender_alt)(const json_t *data, bool group);
	/* The other address of the one we wrote to, for our own messages. */
	const char *(*recipient_alt)(const json_t *data);
	/* The engine itself says that this message of ours failed, beyond an ack
	 * of −1 that stands for "not known" in its listings. */
	bool (*failed)(const json_t *data);
	const json_t *(*reactions)(const json_t *data); /* array or NULL */
	/* Where there is no such message, what the engine's own model says the row is:
	 * completes e, or tells that it is not for people. NULL: none. */
	enum engine_sort (*refine)(const json_t *data, struct event *e);
};

extern const struct engine_traits engine_noweb, engine_gows, engine_webjs, engine_wpp;

/* Never NULL. For WAHA_UNSURE the shape of _data says which it is (NULL data: NOWEB's,
 * whose rows say most by themselves). */
const struct engine_traits *engine_traits_of(enum waha_engine, const json_t *data);

#endif
