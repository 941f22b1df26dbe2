/* chats: pages of what WAHA has stored. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

#include "waha/call.h"
#include "waha/chats.h"
#include "waha/decode.h"

#include "base/banned.h"

void waha_page_fini(struct waha_page *p)
{
	events_fini(&p->events);
	*p = (struct waha_page){ 0 };
}

void waha_chats_fini(struct waha_chats *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i].name);
	free(l->v);
	*l = (struct waha_chats){ 0 };
}

static char *messages_path(const struct waha *w, const struct waha_query *q)
{
	char chat[ADDRESS_CAP] = "all", *path;
	struct buf b;

	if (q->chat)
		address_text(q->chat, chat);
	path = waha_path("/api/%s/chats/%s/messages?limit=%d&offset=%d&downloadMedia=false&sortOrder=%s",
		w->session, chat, q->limit ? q->limit : 100, q->offset, q->oldest_first ? "asc" : "desc");
	buf_init(&b, 1024);
	buf_adds(&b, path);
	free(path);
	if (q->since)
		buf_addf(&b, "&filter.timestamp.gte=%lld", (long long)q->since);
	if (q->until)
		buf_addf(&b, "&filter.timestamp.lte=%lld", (long long)q->until);
	if (q->only_from_me)
		buf_adds(&b, "&filter.fromMe=true");
	return buf_take(&b);
}

/* Hidden rows count too: paging goes by rows. */
static void read_times(const json_t *rows, struct waha_page *out)
{
	size_t i;
	json_t *row;

	out->rows = json_array_size(rows);
	json_array_foreach((json_t *)rows, i, row) {
		int64_t at = decode_seconds(row, "timestamp");
		if (!at)
			continue;
		if (!out->oldest || at < out->oldest)
			out->oldest = at;
		if (at > out->newest)
			out->newest = at;
	}
}

bool waha_messages(struct waha *w, const struct waha_query *q, struct waha_page *out, struct err *e)
{
	char *path = messages_path(w, q);
	struct waha_told told = { 0 };
	bool ok = waha_get(w, path, WAHA_LISTING_MS, JSON_ARRAY, &told, e);

	waha_page_fini(out);
	if (ok) {
		read_times(told.json, out);
		decode_rows(told.json, w->engine, &out->events);
	}
	waha_told_fini(&told);
	return ok;
}

/* Each engine has its own name for it. */
static int64_t chat_time(const json_t *row)
{
	static const char *const names[] = { "conversationTimestamp", "timestamp", "t" };
	int64_t at = 0;

	for (size_t i = 0; !at && i < sizeof names / sizeof *names; i++)
		at = decode_seconds(row, names[i]);
	return at;
}

static void take_chat(void *out, const json_t *row)
{
	struct waha_chats *l = out;
	struct waha_chat c = { .at = chat_time(row), .archived = json_flag(row, "archived") };
	const char *id = decode_id_text(json_at(row, "id")), *name = json_str(row, "name");

	if (!id || !address_parse(id, &c.address, NULL))
		return;
	c.name = name && *name ? xstrdup(name) : NULL;
	LIST_GROW(l);
	l->v[l->n++] = c;
}

bool waha_chats(struct waha *w, int limit, int offset, struct waha_chats *out, struct err *e)
{
	waha_chats_fini(out);
	return waha_rows(w, waha_path("/api/%s/chats?limit=%d&offset=%d&sortBy=conversationTimestamp&sortOrder=desc",
		w->session, limit, offset), take_chat, out, &out->rows, e);
}
