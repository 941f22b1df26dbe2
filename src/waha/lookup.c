/* lookup: reading back what was sent. */
#include <stdlib.h>

#include "waha/call.h"
#include "waha/decode.h"
#include "waha/error.h"
#include "waha/lookup.h"

#include "base/banned.h"

bool waha_look_id(struct waha *w, const char *bare, struct event *out, struct err *e)
{
	char *path = waha_path("/api/%s/chats/all/messages/%s?downloadMedia=false", w->session, bare);
	struct waha_told told = { 0 };
	struct err why = { 0 };
	bool ok = waha_get(w, path, WAHA_BOUND_MS, JSON_OBJECT, &told, &why);

	event_fini(out);
	if (ok)
		decode_row(told.json, w->engine, out);
	else if (told.stage == HTTP_ANSWERED && told.status == 404 &&
		waha_fault_of(told.status, told.json) == FAULT_NO_MESSAGE)
		ok = true;
	else if (e)
		*e = why;
	waha_told_fini(&told);
	return ok;
}

bool waha_look_sent(struct waha *w, const struct address *chat, int64_t since, struct waha_page *out,
	struct err *e)
{
	struct waha_query q = { .chat = chat, .since = since, .oldest_first = true, .only_from_me = true };

	return waha_messages(w, &q, out, e);
}
