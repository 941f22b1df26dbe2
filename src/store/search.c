/* search: the reading half of the full text. One index brings candidates, newest
 * first; the others and the message's own row are asked about each. Which index
 * leads: the few starred or unknown messages, else parts of codes, else words
 * and terms, else time alone. A search that takes long answers what it has. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"

#include "model/cursor.h"

#include "store/inside.h"
#include "store/rank.h"
#include "store/search.h"
#include "store/terms.h"

#include "base/banned.h"

enum { MATCH_MAX = 8192, LABEL_CHATS = 200 };

enum lead { LEAD_TIME, LEAD_WORDS, LEAD_PARTS, LEAD_STARRED, LEAD_UNKNOWN };

struct plan {
	struct buf words, parts, nots, terms; /* FTS5 expressions, "" none */
	char *match;			/* words and terms together, without what must not be; NULL none */
	enum lead lead;
	int64_t newest, oldest;		/* keys, both excluded */
};

static void add_term(struct plan *p, const char *term)
{
	if (p->terms.n > 0)
		buf_adds(&p->terms, " AND ");
	buf_adds(&p->terms, term);
}

/* Any of the ids that lead to this contact: old rows keep the old one. */
static bool from_term(struct db *d, struct plan *p, int64_t contact_id, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT b.id FROM contacts a JOIN contacts b ON b.id = coalesce(a.merged_into, a.id) WHERE a.id = :id"
		" UNION SELECT c.id FROM contacts a JOIN contacts c ON c.merged_into = coalesce(a.merged_into, a.id)"
		" WHERE a.id = :id", e);
	struct buf any;
	int got;

	if (s == NULL)
		return false;
	buf_init(&any, MATCH_MAX);
	stmt_i64(s, ":id", contact_id);
	while ((got = stmt_row(s, e)) > 0)
		buf_addf(&any, "%s\"" TERM_FROM "%" PRId64 "\"", any.n > 0 ? " OR " : "", take_i64(s));
	if (any.n == 0)
		buf_adds(&any, "\"" TERM_FROM "0none\"");
	buf_addf(&p->terms, "%s(%s)", p->terms.n > 0 ? " AND " : "", buf_str(&any));
	buf_fini(&any);
	return got == 0;
}

/* The chats of a label, where they are few: a common one is asked about each row. */
static bool label_term(struct db *d, struct plan *p, int64_t label_id, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT DISTINCT c.chat_id FROM conversation_labels l JOIN conversations c ON c.id = l.conversation_id"
		" WHERE l.label_id = :label LIMIT :most", e);
	struct buf any;
	size_t n = 0;
	int got;

	if (s == NULL)
		return false;
	buf_init(&any, MATCH_MAX);
	stmt_i64(s, ":label", label_id);
	stmt_i64(s, ":most", LABEL_CHATS + 1);
	while ((got = stmt_row(s, e)) > 0) {
		buf_addf(&any, "%s\"" TERM_CHAT "%" PRId64 "\"", n > 0 ? " OR " : "", take_i64(s));
		n++;
	}
	if (n == 0)
		buf_adds(&any, "\"" TERM_CHAT "0none\"");
	if (n <= LABEL_CHATS)
		buf_addf(&p->terms, "%s(%s)", p->terms.n > 0 ? " AND " : "", buf_str(&any));
	buf_fini(&any);
	return got == 0;
}

static bool make_terms(struct db *d, struct plan *p, const struct search_query *q, struct err *e)
{
	struct chat_ref ref;
	char term[64];

	if (q->chat_id != 0) {
		if (!chat_get(d, q->chat_id, &ref, e))
			return false;
		snprintf(term, sizeof term, "\"" TERM_CHAT "%" PRId64 "\"", ref.chat_id);
		add_term(p, term);
	}
	if (q->from_contact_id != 0 && !from_term(d, p, q->from_contact_id, e))
		return false;
	if (q->label_id != 0 && !label_term(d, p, q->label_id, e))
		return false;
	if (q->from_me == 1 || q->agent_id != 0)
		add_term(p, "\"" TERM_OURS "\"");
	if (q->has_link)
		add_term(p, "\"" TERM_LINK "\"");
	if (q->has_media)
		add_term(p, "\"" TERM_MEDIA "\"");
	if (q->has_kind != NULL && *q->has_kind != '\0') {
		enum message_kind kind;

		if (!message_kind_named(q->has_kind, &kind) || kind == KIND_TEXT)
			return err_set(e, ERR_USAGE, "search.kind", N_("has: knows no {kind}: try image, voice or document"),
				"kind=%.32s", q->has_kind);
		snprintf(term, sizeof term, "\"" TERM_KIND "%s\"", q->has_kind);
		add_term(p, term);
	}
	return true;
}

static bool make_plan(struct db *d, struct plan *p, const struct search_query *q, struct err *e)
{
	buf_init(&p->words, MATCH_MAX);
	buf_init(&p->parts, MATCH_MAX);
	buf_init(&p->nots, MATCH_MAX);
	buf_init(&p->terms, MATCH_MAX);
	p->newest = q->until > 0 ? search_key(q->until, 0) : INT64_MAX;
	p->oldest = q->since > 0 ? search_key(q->since, 0) - 1 : -1;
	if (q->after != NULL && *q->after != '\0') {
		int64_t after;

		if (!cursor_read(q->after, '.', &after, 1))
			return err_set(e, ERR_USAGE, "search.cursor",
				N_("{cursor} is no place in the answers: begin without it"), "cursor=%.32s", q->after);
		if (after < p->newest)
			p->newest = after;
	}
	search_words(q->words != NULL ? q->words : "", &p->words, &p->parts, &p->nots);
	if (!search_spread(d, &p->words, e) || !make_terms(d, p, q, e))
		return false;
	if (p->words.over || p->parts.over || p->terms.over || p->nots.over)
		return err_set(e, ERR_USAGE, "search.long", N_("that is too much to search for: use fewer words"), " ");
	if (p->words.n > 0 || p->terms.n > 0)
		p->match = xasprintf("(%s%s%s%s%s%s%s)%s%s%s", p->words.n > 0 ? "{body} : (" : "", buf_str(&p->words),
			p->words.n > 0 ? ")" : "", p->words.n > 0 && p->terms.n > 0 ? " AND " : "",
			p->terms.n > 0 ? "{terms} : (" : "", buf_str(&p->terms), p->terms.n > 0 ? ")" : "",
			p->nots.n > 0 ? " NOT {body} : (" : "", buf_str(&p->nots), p->nots.n > 0 ? ")" : "");
	if (q->starred)
		p->lead = LEAD_STARRED;
	else if (q->unknown)
		p->lead = LEAD_UNKNOWN;
	else if (p->parts.n > 0)
		p->lead = LEAD_PARTS;
	else if (p->match != NULL)
		p->lead = LEAD_WORDS;
	else if (q->since == 0 && q->until == 0 && q->session_id == 0 && q->from_me < 0 && q->unseen_by == 0)
		return err_set(e, ERR_USAGE, "search.empty",
			N_("nothing to search for: give a word, or a filter such as in: or from:"), " ");
	return true;
}

static void plan_fini(struct plan *p)
{
	buf_fini(&p->words);
	buf_fini(&p->parts);
	buf_fini(&p->nots);
	buf_fini(&p->terms);
	free(p->match);
}

/* Key and message id of the candidates, newest first. */
static struct stmt *lead(struct db *d, const struct plan *p, struct err *e)
{
	struct stmt *s = NULL;

	switch (p->lead) {
	case LEAD_TIME:
		s = SQL(d,
			"SELECT key, message_id FROM search_rows WHERE key > :oldest AND key < :newest"
			" ORDER BY key DESC", e);
		break;
	case LEAD_WORDS:
		s = SQL(d,
			"SELECT w.rowid, (SELECT r.message_id FROM search_rows r WHERE r.key = w.rowid) FROM search_words w"
			" WHERE search_words MATCH :match AND w.rowid > :oldest AND w.rowid < :newest"
			" ORDER BY w.rowid DESC", e);
		break;
	case LEAD_PARTS:
		s = SQL(d,
			"SELECT w.rowid, (SELECT r.message_id FROM search_rows r WHERE r.key = w.rowid) FROM search_parts w"
			" WHERE search_parts MATCH :match AND w.rowid > :oldest AND w.rowid < :newest"
			" ORDER BY w.rowid DESC", e);
		break;
	case LEAD_STARRED:
		s = SQL(d,
			"SELECT m.at << 20 | (m.id & 1048575) AS key, m.id FROM messages m INDEXED BY messages_starred"
			" WHERE m.starred = 1 AND key > :oldest AND key < :newest ORDER BY key DESC", e);
		break;
	case LEAD_UNKNOWN:
		s = SQL(d,
			"SELECT m.at << 20 | (m.id & 1048575) AS key, m.id FROM outbox o INDEXED BY outbox_due"
			" CROSS JOIN messages m ON m.id = o.message_id WHERE o.open = 1 AND m.state = 'unknown'"
			" AND key > :oldest AND key < :newest ORDER BY key DESC", e);
		break;
	}
	if (s == NULL)
		return NULL;
	if (p->lead == LEAD_WORDS)
		stmt_str(s, ":match", p->match);
	if (p->lead == LEAD_PARTS)
		stmt_str(s, ":match", buf_str(&p->parts));
	stmt_i64(s, ":oldest", p->oldest);
	stmt_i64(s, ":newest", p->newest);
	return s;
}

static bool matches(struct db *d, const char *sql, const char *match, int64_t key, bool *yes, struct err *e)
{
	struct stmt *s = SQL(d, sql, e);
	int64_t found = 0;

	if (s == NULL)
		return false;
	stmt_str(s, ":match", match);
	stmt_i64(s, ":key", key);
	if (!stmt_one(s, &found, e))
		return false;
	*yes = found != 0;
	return true;
}

/* What the leading index did not say. */
static bool fits(struct db *d, const struct plan *p, const struct search_query *q, int64_t key, int64_t id, bool *yes,
	struct err *e)
{
	struct stmt *s;
	int64_t found = 0;

	*yes = false;
	s = SQL(d,
		"SELECT 1 FROM messages m WHERE m.id = :id AND state <> 'cancelled' AND deleted_at = 0"
		" AND NOT EXISTS (SELECT 1 FROM chats h JOIN contacts c ON c.id = h.contact_id"
		" WHERE h.id = m.chat_id AND c.erased_at > 0)"
		" AND (:starred = 0 OR starred = 1) AND (:unknown = 0 OR state = 'unknown')"
		" AND (:from_me < 0 OR from_me = :from_me) AND (:session IS NULL OR session_id = :session)"
		" AND (:agent IS NULL OR agent_id = :agent)"
		" AND (:label IS NULL OR EXISTS (SELECT 1 FROM conversation_labels l"
		" WHERE l.conversation_id = m.conversation_id AND l.label_id = :label))"
		" AND (:unseen IS NULL OR (from_me = 0 AND live = 1 AND m.id > coalesce((SELECT s.message_id FROM seen s"
		" WHERE s.agent_id = :unseen AND s.chat_id = m.chat_id), 0)))", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":starred", q->starred);
	stmt_i64(s, ":unknown", q->unknown);
	stmt_i64(s, ":from_me", q->from_me);
	stmt_id(s, ":session", q->session_id);
	stmt_id(s, ":agent", q->agent_id);
	stmt_id(s, ":label", q->label_id);
	stmt_id(s, ":unseen", q->unseen_by);
	if (!stmt_one(s, &found, e))
		return false;
	*yes = found != 0;
	if (*yes && p->match != NULL && p->lead != LEAD_WORDS &&
		!matches(d, "SELECT 1 FROM search_words WHERE search_words MATCH :match AND rowid = :key", p->match, key,
			yes, e))
		return false;
	if (*yes && p->match == NULL && p->nots.n > 0) {
		bool not_wanted = false;

		if (!matches(d, "SELECT 1 FROM search_words WHERE search_words MATCH :match AND rowid = :key",
			buf_str(&p->nots), key, &not_wanted, e))
			return false;
		*yes = !not_wanted;
	}
	return !*yes || p->parts.n == 0 || p->lead == LEAD_PARTS ||
		matches(d, "SELECT 1 FROM search_parts WHERE search_parts MATCH :match AND rowid = :key",
			buf_str(&p->parts), key, yes, e);
}

static bool collect(struct db *d, const struct plan *p, const struct search_query *q, struct message_rows *out,
	char next[SEARCH_CURSOR], struct err *e)
{
	struct stmt *s = lead(d, p, e);
	int64_t deadline = 0, last = 0;
	int got;

	if (s == NULL)
		return false;
	while ((got = stmt_row(s, e)) > 0) {
		int64_t key = take_i64(s), id = take_i64(s);
		bool yes;

		/* From the first candidate on: a start that too many words have makes the
		 * index read all their rows before that, at each page anew. */
		if (deadline == 0)
			deadline = clock_mono_ms() + SEARCH_MS;
		if (out->n == q->limit || (last != 0 && clock_mono_ms() >= deadline)) {
			snprintf(next, SEARCH_CURSOR, "%" PRId64, last);
			stmt_done(s);
			return true;
		}
		if (!fits(d, p, q, key, id, &yes, e)) {
			stmt_done(s);
			return false;
		}
		last = key;
		if (!yes)
			continue;
		LIST_GROW(out);
		if (!message_get(d, id, &out->v[out->n], e)) {
			stmt_done(s);
			return false;
		}
		out->n++;
	}
	return got == 0;
}

/* The words of a message, into the order of relevance. */
static bool weigh(struct db *d, struct rank *r, int64_t id, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT m.text || ' ' || coalesce((SELECT r.more FROM search_rows r"
		" WHERE r.key = (m.at << 20 | (m.id & 1048575)) AND r.message_id = m.id), '')"
		" FROM messages m WHERE m.id = :id", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	if ((got = stmt_row(s, e)) > 0) {
		rank_add(r, id, take_ref(s));
		stmt_done(s);
	}
	return got >= 0;
}

/* The newest that fit, as many as may be ranked and as the time allows. */
static bool collect_ranked(struct db *d, const struct plan *p, const struct search_query *q, struct message_rows *out,
	struct err *e)
{
	struct stmt *s = lead(d, p, e);
	int64_t deadline = 0;
	struct rank r;
	bool ok;
	int got = 0;

	if (s == NULL)
		return false;
	rank_begin(&r, q->words != NULL ? q->words : "");
	for (ok = true; ok && r.n < SEARCH_RANKED && (deadline == 0 || clock_mono_ms() < deadline);) {
		int64_t key, id;
		bool yes = false;

		if ((got = stmt_row(s, e)) <= 0)
			break;
		if (deadline == 0)
			deadline = clock_mono_ms() + SEARCH_MS;
		key = take_i64(s);
		id = take_i64(s);
		ok = fits(d, p, q, key, id, &yes, e) && (!yes || weigh(d, &r, id, e));
	}
	if (got > 0)
		stmt_done(s);
	ok = ok && got >= 0;
	rank_order(&r);
	for (size_t i = 0; ok && i < r.n && i < q->limit; i++) {
		LIST_GROW(out);
		ok = message_get(d, r.v[i].id, &out->v[out->n], e);
		out->n += ok;
	}
	rank_fini(&r);
	return ok;
}

bool search_messages(struct db *d, const struct search_query *q, struct message_rows *out, char next[SEARCH_CURSOR],
	struct err *e)
{
	struct plan p = { 0 };
	bool ok;

	*next = '\0';
	ok = make_plan(d, &p, q, e) && (q->limit == 0 ||
		(q->rank ? collect_ranked(d, &p, q, out, e) : collect(d, &p, q, out, next, e)));
	plan_fini(&p);
	return ok;
}
