/* lookup: reading back what was sent. */
#include <string.h>

#include "waha/able.h"
#include "waha/call.h"
#include "waha/decode.h"
#include "waha/error.h"
#include "waha/lookup.h"

#include "base/banned.h"

static bool look_in_chat(struct waha *w, const struct address *chat, int64_t since, const char *bare,
	struct event *out, struct err *e)
{
	struct waha_page page = { 0 };
	bool ok = waha_look_sent(w, chat, since, &page, e);

	for (size_t i = 0; ok && i < page.events.n; i++) {
		struct event *ev = &page.events.v[i];

		if (ev->id.from_me && !strcmp(ev->id.bare, bare)) {
			*out = *ev;
			*ev = (struct event){ 0 };
			break;
		}
	}
	waha_page_fini(&page);
	return ok;
}

bool waha_look_id(struct waha *w, const struct address *chat, int64_t since, const char *bare, struct event *out,
	struct err *e)
{
	struct waha_told told = { 0 };
	struct err why = { 0 };
	bool ok;

	event_fini(out);
	if (!waha_able(w->engine, ABLE_HISTORY_ALL, NULL))
		return look_in_chat(w, chat, since, bare, out, e);
	ok = waha_get(w, waha_path("/api/%s/chats/all/messages/%s?downloadMedia=false", w->session, bare), WAHA_BOUND_MS,
		JSON_OBJECT, &told, &why);
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
