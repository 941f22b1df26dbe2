/* contact_read: see contact.h; this only reads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#include "store/field.h"
#include "store/inside.h"

#include "base/banned.h"

#define OF_CHATS(what)                                                                           \
	" coalesce((SELECT " what " FROM chats h JOIN conversations k ON k.chat_id = h.id AND k.latest = 1"  \
	" WHERE h.contact_id = c.id AND h.merged_into IS NULL), 0)"
#define COLUMNS                                                                                  \
	"c.id, c.name, c.own_name, c.book_name, c.verified_name, c.push_name, c.phone, c.business, c.opted_out_at," \
	" c.wrote_at, c.consent_at, c.opted_in_at,"                                              \
	" c.blocked_at, c.created_at," OF_CHATS("min(nullif(k.first_at, 0))") ","               \
	OF_CHATS("max(CASE WHEN k.last_message_id > 0 THEN k.last_at END)") ","                                 \
	OF_CHATS("sum(k.messages_in)") "," OF_CHATS("sum(k.messages_out)")

void contact_row_fini(struct contact_row *r)
{
	free(r->name);
	for (size_t i = 0; i < CONTACT_NAMES; i++)
		free(r->names[i]);
	free(r->phone);
	free(r->addresses.v);
	free(r->conversations.v);
	for (size_t i = 0; i < r->tags.n; i++)
		free(r->tags.v[i]);
	free(r->tags.v);
	for (size_t i = 0; i < r->fields.n; i++) {
		free(r->fields.v[i].name);
		free(r->fields.v[i].value);
	}
	free(r->fields.v);
	for (size_t i = 0; i < r->blocked_on.n; i++)
		free(r->blocked_on.v[i]);
	free(r->blocked_on.v);
	*r = (struct contact_row){ 0 };
}

void contact_rows_fini(struct contact_rows *l)
{
	for (size_t i = 0; i < l->n; i++)
		contact_row_fini(&l->v[i]);
	free(l->v);
	*l = (struct contact_rows){ 0 };
}

static void take(struct stmt *s, struct contact_row *r)
{
	*r = (struct contact_row){ 0 };
	r->id = take_i64(s);
	r->name = take_dup(s);
	for (size_t i = 0; i < CONTACT_NAMES; i++)
		r->names[i] = take_dup(s);
	r->phone = take_dup(s);
	r->business = take_i64(s) != 0;
	r->opted_out_at = take_i64(s);
	r->wrote_at = take_i64(s);
	r->consent_at = take_i64(s);
	r->opted_in_at = take_i64(s);
	r->blocked_at = take_i64(s);
	r->created_at = take_i64(s);
	r->first_message_at = take_i64(s);
	r->last_message_at = take_i64(s);
	r->messages_in = take_i64(s);
	r->messages_out = take_i64(s);
}

static bool take_addresses(struct db *d, struct contact_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT address FROM contact_addresses WHERE contact_id = :id ORDER BY added_at, address", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", r->id);
	while ((got = stmt_row(s, e)) > 0) {
		struct address a;

		if (!address_parse(take_ref(s), &a, NULL))
			continue;
		LIST_GROW(&r->addresses);
		r->addresses.v[r->addresses.n++] = a;
	}
	return got == 0;
}

static bool take_conversations(struct db *d, struct contact_row *r, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT k.id FROM chats h JOIN conversations k ON k.chat_id = h.id AND k.latest = 1"
		" WHERE h.contact_id = :id AND h.merged_into IS NULL ORDER BY k.id", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", r->id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(&r->conversations);
		r->conversations.v[r->conversations.n++] = take_i64(s);
	}
	return got == 0;
}

/* The first column of what :id gives. */
static bool take_words(struct db *d, struct stmt *s, int64_t id, struct contact_words *out, struct err *e)
{
	int got;

	(void)d;
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(out);
		out->v[out->n++] = take_dup(s);
	}
	return got == 0;
}

static bool take_fields(struct db *d, struct contact_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT name, value FROM contact_fields WHERE contact_id = :id ORDER BY name", e);
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", r->id);
	while ((got = stmt_row(s, e)) > 0) {
		LIST_GROW(&r->fields);
		r->fields.v[r->fields.n].name = take_dup(s);
		r->fields.v[r->fields.n++].value = take_dup(s);
	}
	return got == 0;
}

static bool count_notes(struct db *d, struct contact_row *r, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT count(*) FROM contact_notes n WHERE n.deleted_at = 0 AND n.contact_id IN"
		" (SELECT :id UNION ALL SELECT id FROM contacts WHERE merged_into = :id)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", r->id);
	return stmt_one(s, &r->notes, e);
}

/* What lists show too. */
static bool take_marks(struct db *d, struct contact_row *r, struct err *e)
{
	return take_words(d, SQL(d, "SELECT tag FROM contact_tags WHERE contact_id = :id ORDER BY tag", e), r->id, &r->tags,
		       e) &&
		take_fields(d, r, e) && count_notes(d, r, e) &&
		take_words(d, SQL(d, "SELECT n.name FROM contact_blocks b JOIN whatsapp_sessions n ON n.id = b.session_id"
			" WHERE b.contact_id = :id ORDER BY n.name", e), r->id, &r->blocked_on, e);
}

bool contact_get(struct db *d, int64_t id, struct contact_row *r, struct err *e)
{
	struct stmt *s;
	int got;

	*r = (struct contact_row){ 0 };
	if (!contact_resolve(d, &id, e))
		return false;
	s = SQL(d, "SELECT " COLUMNS " FROM contacts c WHERE c.id = :id", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got <= 0)
		return false;
	take(s, r);
	stmt_done(s);
	if (take_addresses(d, r, e) && take_conversations(d, r, e) && take_marks(d, r, e))
		return true;
	contact_row_fini(r);
	return false;
}

static bool take_all(struct stmt *s, size_t limit, struct contact_rows *out, bool *more, struct err *e)
{
	int got;

	*more = false;
	while ((got = stmt_row(s, e)) > 0) {
		if (out->n == limit) {
			*more = true;
			stmt_done(s);
			return true;
		}
		LIST_GROW(out);
		take(s, &out->v[out->n++]);
	}
	return got == 0;
}

/* What every order of the list asks; the order and the place are put between. */
#define CHOSEN                                                                                   \
	" AND (:text IS NULL OR instr(c.sort, :text) OR instr(c.names, :text)"                   \
	" OR (:digits IS NOT NULL AND instr(c.phone, :digits)))"                                 \
	" AND (:blocked = 0 OR c.blocked_at > 0) AND (:out = 0 OR c.opted_out_at > 0)"           \
	" AND (:tag IS NULL OR EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact_id = c.id AND t.tag = :tag))" \
	" AND (:field IS NULL OR EXISTS (SELECT 1 FROM contact_fields f WHERE f.contact_id = c.id"  \
	" AND f.name = :field AND (:value IS NULL OR f.value = :value)))"
/* The latest case of a contact that has several chats, once. */
#define LATEST_OF                                                                                \
	" NOT EXISTS (SELECT 1 FROM chats g JOIN conversations l ON l.chat_id = g.id AND l.latest = 1" \
	" WHERE g.contact_id = c.id AND g.merged_into IS NULL AND (l.last_at, l.id) > (k.last_at, k.id))"

static struct stmt *listing(struct db *d, const struct contact_query *q, int64_t id, int64_t at, struct err *e)
{
	struct stmt *s;

	if (q->sort == CONTACT_SORT_NEW) {
		s = SQL(d, "SELECT " COLUMNS " FROM contacts c WHERE c.merged_into IS NULL AND c.erased_at = 0"
			" AND (:id = 0 OR c.id < :id)" CHOSEN " ORDER BY c.id DESC LIMIT :limit", e);
	} else if (q->sort == CONTACT_SORT_LAST) {
		s = SQL(d,
			"SELECT " COLUMNS " FROM conversations k INDEXED BY conversations_list"
			" CROSS JOIN chats h ON h.id = k.chat_id CROSS JOIN contacts c ON c.id = h.contact_id"
			" WHERE k.latest = 1 AND h.merged_into IS NULL AND (:id = 0 OR (k.last_at, k.id) < (:at, :id))"
			" AND" LATEST_OF CHOSEN " ORDER BY k.last_at DESC, k.id DESC LIMIT :limit", e);
		if (s != NULL)
			stmt_i64(s, ":at", at);
	} else {
		s = SQL(d, "SELECT " COLUMNS " FROM contacts c WHERE c.merged_into IS NULL AND c.erased_at = 0"
			" AND (c.sort, c.id) > (:sort, :id)" CHOSEN " ORDER BY c.sort, c.id LIMIT :limit", e);
	}
	if (s != NULL)
		stmt_i64(s, ":id", id);
	return s;
}

/* The place after a row, by the order. */
static bool place_after(struct db *d, const struct contact_query *q, const struct contact_row *last,
	char next[CONTACT_CURSOR], struct err *e)
{
	char sort[SORT_CAP];
	struct stmt *s;
	int64_t at = 0, id = last->id;
	int got;

	if (q->sort == CONTACT_SORT_LAST) {
		s = SQL(d, "SELECT k.last_at, k.id FROM chats h JOIN conversations k ON k.chat_id = h.id AND k.latest = 1"
			" WHERE h.contact_id = :id AND h.merged_into IS NULL ORDER BY k.last_at DESC, k.id DESC LIMIT 1", e);
		if (s == NULL)
			return false;
		stmt_i64(s, ":id", id);
		got = stmt_row(s, e);
		if (got <= 0)
			return got == 0;
		at = take_i64(s);
		id = take_i64(s);
		stmt_done(s);
		snprintf(next, CONTACT_CURSOR, "%lld:%lld", (long long)id, (long long)at);
		return true;
	}
	find_fold(sort, sizeof sort, last->name);
	snprintf(next, CONTACT_CURSOR, "%lld:%s", (long long)id, q->sort == CONTACT_SORT_NEW ? "" : sort);
	return true;
}

bool contact_list(struct db *d, const struct contact_query *q, struct contact_rows *out, char next[CONTACT_CURSOR],
	struct err *e)
{
	struct stmt *s;
	char looked[SORT_CAP], digits[ADDRESS_USER], *end = NULL, *at_end = NULL;
	int64_t after_id = 0, at = 0;
	bool more;

	*next = '\0';
	if (q->limit == 0)
		return true;
	if (q->after != NULL && *q->after != '\0') {
		after_id = strtoll(q->after, &end, 10);
		if (*end == ':' && q->sort == CONTACT_SORT_LAST)
			at = strtoll(end + 1, &at_end, 10);
		if (*end != ':' || after_id <= 0 || (at_end != NULL && (at_end == end + 1 || *at_end != '\0')))
			return err_set(e, ERR_USAGE, "contact.cursor",
				N_("{cursor} is no place in the list: begin without it"), "cursor=%.64s", q->after);
	}
	find_fold(looked, sizeof looked, q->text != NULL ? q->text : "");
	find_digits(digits, sizeof digits, q->text != NULL ? q->text : "");
	s = listing(d, q, after_id, at, e);
	if (s == NULL)
		return false;
	if (q->sort == CONTACT_SORT_NAME)
		stmt_str(s, ":sort", end != NULL ? end + 1 : "");
	stmt_opt(s, ":text", looked);
	stmt_opt(s, ":digits", digits);
	stmt_i64(s, ":blocked", q->blocked);
	stmt_i64(s, ":out", q->opted_out);
	stmt_opt(s, ":tag", q->tag);
	stmt_opt(s, ":field", q->field);
	stmt_opt(s, ":value", q->value);
	stmt_i64(s, ":limit", (int64_t)q->limit + 1);
	if (!take_all(s, q->limit, out, &more, e))
		return false;
	for (size_t i = 0; i < out->n; i++)
		if (!take_marks(d, &out->v[i], e))
			return false;
	return !more || place_after(d, q, &out->v[out->n - 1], next, e);
}

bool contact_named(struct db *d, const char *name, size_t limit, struct contact_rows *out, struct err *e)
{
	struct stmt *s;
	char looked[SORT_CAP], whole[SORT_CAP + 2];
	bool more;

	find_fold(looked, sizeof looked, name);
	if (*looked == '\0')
		return true;
	snprintf(whole, sizeof whole, "\n%s\n", looked);
	s = SQL(d,
		"SELECT " COLUMNS " FROM contacts c WHERE c.merged_into IS NULL"
		" AND (c.sort = :text OR instr(c.names, :whole)) ORDER BY c.sort, c.id LIMIT :limit", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":text", looked);
	stmt_str(s, ":whole", whole);
	stmt_i64(s, ":limit", (int64_t)limit);
	if (!take_all(s, limit, out, &more, e))
		return false;
	if (out->n > 0)
		return true;
	s = SQL(d,
		"SELECT " COLUMNS " FROM contacts c WHERE c.merged_into IS NULL"
		" AND (instr(c.sort, :text) OR instr(c.names, :text)) ORDER BY c.sort, c.id LIMIT :limit", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":text", looked);
	stmt_i64(s, ":limit", (int64_t)limit);
	return take_all(s, limit, out, &more, e);
}
