/* search: what people type into the search line, as words and filters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/zone.h"
#include "store/search.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

struct reading {
	struct call *c;
	struct search_query *q;
	struct buf words;
};

static bool unknown_value(const char *name, const char *value, const char *allowed, struct err *e)
{
	return err_set(e, ERR_USAGE, "search.filter",
		N_("{name}:{value} is not a filter; there are: {allowed}"), "name=%s\nvalue=%s\nallowed=%s",
		name, value, allowed);
}

static bool filter_in(struct reading *r, const char *value, struct err *e)
{
	struct target t = { 0 };
	if (!target_conversation(r->c, value, &t, e))
		return false;
	r->q->chat_id = t.chat.chat_id;
	return true;
}

static bool filter_from(struct reading *r, const char *value, struct err *e)
{
	if (strcmp(value, "me") == 0) {
		r->q->from_me = 1;
		return true;
	}
	r->q->from_me = 0;
	return target_contact(r->c, value, &r->q->from_contact_id, e);
}

static bool filter_is(struct reading *r, const char *value, struct err *e)
{
	if (strcmp(value, "starred") == 0)
		r->q->starred = true;
	else if (strcmp(value, "unknown") == 0)
		r->q->unknown = true;
	else
		return unknown_value("is", value, "is:starred, is:unknown", e);
	return true;
}

static bool filter_has(struct reading *r, const char *value, struct err *e)
{
	static const char *const kinds[] = { "image", "video", "audio", "voice", "document", "sticker",
		"location", "contact", "poll" };
	if (strcmp(value, "media") == 0) {
		r->q->has_media = true;
		return true;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(value, kinds[i]) == 0) {
			r->q->has_kind = kinds[i];
			return true;
		}
	}
	return unknown_value("has", value,
		"has:media, has:image, has:video, has:audio, has:voice, has:document, "
		"has:sticker, has:location, has:contact, has:poll",
		e);
}

/* The first second of a day in the number's zone. */
static bool day_start(struct reading *r, const char *name, const char *value, int64_t *out, struct err *e)
{
	const struct target *t = &r->c->target;
	int y, m, d, n = 0;
	if (sscanf(value, "%4d-%2d-%2d%n", &y, &m, &d, &n) != 3 || value[n] || m < 1 || m > 12 || d < 1
		|| d > 31)
		return err_set(e, ERR_USAGE, "search.date", N_("{name}:{value} needs a day as 2026-11-22"),
			"name=%s\nvalue=%s", name, value);
	struct civil civil = { .year = y, .month = m, .day = d };
	*out = zone_unix(shape_zone(r->c->s, t->number ? t->number->name : NULL), &civil);
	return true;
}

static bool filter_after(struct reading *r, const char *value, struct err *e)
{
	return day_start(r, "after", value, &r->q->since, e);
}

static bool filter_before(struct reading *r, const char *value, struct err *e)
{
	return day_start(r, "before", value, &r->q->until, e);
}

static const struct search_filter {
	const char *name;
	bool (*take)(struct reading *, const char *value, struct err *);
} filters[] = {
	{ "in:", filter_in }, { "from:", filter_from }, { "is:", filter_is }, { "has:", filter_has },
	{ "after:", filter_after }, { "before:", filter_before },
};

/* The next word of the line, quotes inside it kept together and, in a filter's
 * value, taken off. Returns its length in the line. */
static size_t next_word(const char *s, struct buf *raw, struct buf *value)
{
	size_t n = 0;
	bool quoted = false;
	for (; s[n] && (quoted || s[n] != ' '); n++) {
		if (s[n] == '"')
			quoted = !quoted;
		else
			buf_addc(value, s[n]);
		buf_addc(raw, s[n]);
	}
	if (quoted)
		buf_addc(raw, '"');
	return n;
}

static bool take_word(struct reading *r, const char *raw, const char *plain, struct err *e)
{
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		size_t len = strlen(filters[i].name);
		if (strncmp(raw, filters[i].name, len) != 0)
			continue;
		if (!plain[len])
			return err_set(e, ERR_USAGE, "search.empty-filter",
				N_("{filter} needs a value behind it"), "filter=%s", filters[i].name);
		return filters[i].take(r, plain + len, e);
	}
	buf_addf(&r->words, "%s%s", r->words.n ? " " : "", raw);
	return true;
}

static bool read_query(struct reading *r, const char *s, struct err *e)
{
	bool ok = true;
	while (ok && *(s += strspn(s, " \t\n"))) {
		struct buf raw = { 0 }, plain = { 0 };
		s += next_word(s, &raw, &plain);
		ok = take_word(r, buf_str(&raw), buf_str(&plain), e);
		buf_fini(&raw);
		buf_fini(&plain);
	}
	return ok;
}

bool message_search(struct call *c, struct err *e)
{
	struct search_query q = { .from_me = -1, .session_id = c->target.session_id,
		.after = json_str(c->args, "after"),
		.limit = call_limit(c) };
	struct reading r = { .c = c, .q = &q };
	struct message_rows rows = { 0 };
	char next[SEARCH_CURSOR] = "";
	bool ok = read_query(&r, json_str_or(c->args, "q", ""), e);
	q.words = buf_str(&r.words);
	ok = ok && search_messages(c->s->db, &q, &rows, next, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape_found(c->s, &rows.v[i]));
		reply_list(c->reply, items, next);
	}
	message_rows_fini(&rows);
	buf_fini(&r.words);
	return ok;
}
