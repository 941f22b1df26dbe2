/* search: what people type into the search line, as words and filters. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/zone.h"
#include "command/filter.h"
#include "store/agent.h"
#include "store/contact.h"
#include "store/label.h"
#include "store/search.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

struct reading {
	struct call *c;
	struct search_query *q;
	struct buf words;
	bool narrow; /* by more than in: */
	enum message_kind kind;
};

enum { BESIDE = 10, AT_ONCE = 200 };

static bool unknown_value(const char *filter, const char *value, struct err *e)
{
	char allowed[256];
	filter_values(filter, allowed, sizeof allowed);
	return err_set(e, ERR_USAGE, "search.filter", N_("{filter}{value} is not a filter; there are: {allowed}"),
		"filter=%s\nvalue=%s\nallowed=%s", filter, value, allowed);
}

static bool take_in(struct reading *r, const char *value, struct err *e)
{
	struct target t = { 0 };
	if (!target_conversation(r->c, value, &t, e))
		return false;
	r->q->chat_id = t.chat.chat_id;
	return true;
}

static bool take_from(struct reading *r, const char *value, struct err *e)
{
	if (strcmp(value, "me") == 0) {
		r->q->from_me = 1;
		return true;
	}
	r->q->from_me = 0;
	return target_contact(r->c, value, &r->q->from_contact_id, e);
}

/* Whose answer it is. */
static bool take_agent(struct reading *r, const char *value, struct err *e)
{
	struct agent_row row;
	r->q->agent_id = r->c->s->caller.agent_id;
	if (strcmp(value, "me") == 0)
		return true;
	if (!agent_named(r->c->s->db, value, &row, e))
		return false;
	r->q->agent_id = row.id;
	return true;
}

static bool take_label(struct reading *r, const char *value, struct err *e)
{
	struct label_row row;
	if (!label_named(r->c->s->db, value, &row, e))
		return false;
	r->q->label_id = row.id;
	return true;
}

static bool take_is(struct reading *r, const char *value, struct err *e)
{
	if (!filter_has("is:", value))
		return unknown_value("is:", value, e);
	r->q->starred = r->q->starred || strcmp(value, "starred") == 0;
	r->q->unknown = r->q->unknown || strcmp(value, "unknown") == 0;
	if (strcmp(value, "unread") == 0)
		r->q->unseen_by = r->c->s->caller.agent_id;
	return true;
}

static bool take_has(struct reading *r, const char *value, struct err *e)
{
	if (!filter_has("has:", value))
		return unknown_value("has:", value, e);
	if (strcmp(value, "media") == 0)
		r->q->has_media = true;
	else if (strcmp(value, "link") == 0)
		r->q->has_link = true;
	else if (!message_kind_named(value, &r->kind))
		return unknown_value("has:", value, e);
	else
		r->q->has_kind = message_kind_name(r->kind);
	return true;
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

static bool take_after(struct reading *r, const char *value, struct err *e)
{
	return day_start(r, "after", value, &r->q->since, e);
}

static bool take_before(struct reading *r, const char *value, struct err *e)
{
	return day_start(r, "before", value, &r->q->until, e);
}

static const struct taker {
	const char *name;
	bool (*take)(struct reading *, const char *value, struct err *);
} takers[] = {
	{ "in:", take_in }, { "from:", take_from }, { "agent:", take_agent }, { "label:", take_label },
	{ "is:", take_is }, { "has:", take_has }, { "after:", take_after }, { "before:", take_before },
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
	const char *filter = filter_of(raw), *meant = filter ? NULL : filter_meant(raw);
	for (size_t i = 0; filter && i < sizeof takers / sizeof *takers; i++) {
		size_t len = strlen(takers[i].name);
		if (strncmp(raw, takers[i].name, len) != 0)
			continue;
		if (!plain[len])
			return err_set(e, ERR_USAGE, "search.empty-filter",
				N_("{filter} needs a value behind it"), "filter=%s", takers[i].name);
		r->narrow = r->narrow || takers[i].take != take_in;
		return takers[i].take(r, plain + len, e);
	}
	if (raw[0] == '-' && filter_of(raw + 1))
		return err_set(e, ERR_USAGE, "search.minus",
			N_("- takes words away, not filters: search without {filter}"), "filter=%s", raw);
	if (meant)
		return err_set(e, ERR_USAGE, "search.meant",
			N_("there is no filter {typed}; {meant} was meant? In quotes it is a word like others"),
			"typed=%.*s\nmeant=%.*s", (int)strcspn(raw, ":") + 1, raw, (int)strcspn(meant, ":") + 1,
			meant);
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

/* What else has these words: with the first page alone, a few of each. */
static bool put_notes(struct reading *r, json_t *o, struct err *e)
{
	struct found_notes rows = { 0 };
	json_t *all = json_array();
	bool ok = search_notes(r->c->s->db, buf_str(&r->words), r->q->chat_id, BESIDE, &rows, e);
	for (size_t i = 0; i < rows.n; i++) {
		const struct found_note *n = &rows.v[i];
		json_t *note = json_object();
		json_put_i64(note, "id", n->id);
		put_id(note, "conversation_id", n->conversation_id);
		put_id(note, "contact_id", n->contact_id);
		json_put_str(note, "title", n->title);
		put_time(note, "at", shape_zone(r->c->s, NULL), n->at);
		json_put_str(note, "author", n->author);
		json_put_str(note, "text", n->text);
		json_array_append_new(all, note);
	}
	json_put(o, "notes", all);
	found_notes_fini(&rows);
	return ok;
}

static bool put_contacts(struct reading *r, json_t *o, struct err *e)
{
	struct contact_query q = { .text = buf_str(&r->words), .limit = BESIDE };
	struct contact_rows rows = { 0 };
	char next[CONTACT_CURSOR];
	json_t *all = json_array();
	bool ok = contact_list(r->c->s->db, &q, &rows, next, e);
	for (size_t i = 0; i < rows.n; i++) {
		json_t *contact = json_object();
		json_put_i64(contact, "id", rows.v[i].id);
		json_put_str(contact, "name", rows.v[i].name ? rows.v[i].name : "");
		put_phone(contact, "phone", rows.v[i].phone);
		json_array_append_new(all, contact);
	}
	json_put(o, "contacts", all);
	contact_rows_fini(&rows);
	return ok;
}

/* Whatever the case and the marks of the letters. */
static bool begins(const char *name, const char *words)
{
	struct buf a = { 0 }, b = { 0 };
	text_fold(&a, name, strlen(name));
	text_fold(&b, words, strlen(words));
	bool yes = b.n && strncmp(buf_str(&a), buf_str(&b), b.n) == 0;
	buf_fini(&a);
	buf_fini(&b);
	return yes;
}

static bool put_labels(struct reading *r, json_t *o, struct err *e)
{
	json_t *all = json_array();
	char *after = xstrdup("");
	bool ok = true, more = true;
	while (ok && more) {
		struct label_rows rows = { 0 };
		ok = label_list(r->c->s->db, after, AT_ONCE, &rows, e);
		for (size_t i = 0; i < rows.n; i++)
			if (begins(rows.v[i].name, buf_str(&r->words)))
				json_array_append_new(all, label_shape(&rows.v[i]));
		more = rows.n == AT_ONCE;
		if (more) {
			free(after);
			after = xstrdup(rows.v[rows.n - 1].name);
		}
		label_rows_fini(&rows);
	}
	json_put(o, "labels", all);
	free(after);
	return ok;
}

/* Filters narrow messages; of the rest only in: does, and that notes alone. */
static bool put_beside(struct reading *r, json_t *o, struct err *e)
{
	bool words = r->words.n > 0 && !r->narrow, everywhere = words && !r->q->chat_id;
	json_put(o, "notes", json_array());
	json_put(o, "contacts", json_array());
	json_put(o, "labels", json_array());
	return (!words || put_notes(r, o, e)) && (!everywhere || (put_contacts(r, o, e) && put_labels(r, o, e)));
}

bool message_search(struct call *c, struct err *e)
{
	struct search_query q = { .from_me = -1, .session_id = c->target.session_id,
		.after = json_str(c->args, "after"),
		.rank = json_flag(c->args, "rank"),
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
	if (ok && (!q.after || !*q.after))
		ok = put_beside(&r, c->reply->json, e);
	message_rows_fini(&rows);
	buf_fini(&r.words);
	return ok;
}
