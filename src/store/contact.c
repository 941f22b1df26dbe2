/* contact: see contact.h. A contact's name as shown, its folded twin for the
 * order of lists and the folded three for searching are columns kept here
 * whenever a name or an address changes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/inside.h"

#include "base/banned.h"

enum { SORT_CAP = 96 };

/* Works out what follows from names and addresses, and tells the chats. */
static bool refresh(struct db *d, int64_t id, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT own_name, book_name, push_name, phone,"
		" coalesce((SELECT address FROM contact_addresses WHERE contact_id = contacts.id LIMIT 1), '')"
		" FROM contacts WHERE id = :id", e);
	char *own = NULL, *book = NULL, *push = NULL, *phone = NULL, *address = NULL;
	char shown[ADDRESS_CAP], sort[SORT_CAP], names[3][SORT_CAP], all[3 * SORT_CAP + 8];
	const char *name;
	bool ok = false;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	own = take_dup(s);
	book = take_dup(s);
	push = take_dup(s);
	phone = take_dup(s);
	address = take_dup(s);
	stmt_done(s);
	if (*own != '\0')
		name = own;
	else if (*book != '\0')
		name = book;
	else if (*push != '\0')
		name = push;
	else if (*phone != '\0')
		name = phone_show(phone, shown);
	else {
		address[strcspn(address, "@")] = '\0';
		name = address;
	}
	find_fold(sort, sizeof sort, name);
	find_fold(names[0], sizeof names[0], own);
	find_fold(names[1], sizeof names[1], book);
	find_fold(names[2], sizeof names[2], push);
	snprintf(all, sizeof all, "\n%s\n%s\n%s\n", names[0], names[1], names[2]);
	s = SQL(d, "UPDATE contacts SET name = :name, sort = :sort, names = :names WHERE id = :id", e);
	if (s == NULL)
		goto out;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":name", name);
	stmt_str(s, ":sort", sort);
	stmt_str(s, ":names", all);
	if (!stmt_run(s, e))
		goto out;
	changes_add(c, CHANGE_CONTACT, id);
	ok = chat_contact_changed(d, id, c, e);
out:
	free(own);
	free(book);
	free(push);
	free(phone);
	free(address);
	return ok;
}

bool contact_find(struct db *d, const struct address *a, int64_t *id, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT contact_id FROM contact_addresses WHERE address = :address", e);
	char text[ADDRESS_CAP];

	*id = 0;
	if (s == NULL)
		return false;
	stmt_str(s, ":address", address_text(a, text));
	return stmt_one(s, id, e);
}

static bool add_address(struct db *d, int64_t id, const struct address *a, int64_t now, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO contact_addresses (address, contact_id, added_at) VALUES (:address, :contact, :now)", e);
	char text[ADDRESS_CAP];

	if (s == NULL)
		return false;
	stmt_str(s, ":address", address_text(a, text));
	stmt_i64(s, ":contact", id);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	if (a->kind != ADDRESS_PHONE)
		return true;
	s = SQL(d, "UPDATE contacts SET phone = :phone WHERE id = :id AND phone = ''", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":phone", a->user);
	return stmt_run(s, e);
}

/* Two contacts are one person: all of gone becomes keep's, and gone's id leads
 * to keep for ever. What either refused stays refused. */
static bool merge(struct db *d, int64_t keep, int64_t gone, int64_t now, struct changes *c, struct err *e)
{
	static const char *const moves[] = {
		"UPDATE contact_addresses SET contact_id = :keep WHERE contact_id = :gone",
		"UPDATE contacts SET"
		" own_name = CASE WHEN contacts.own_name <> '' THEN contacts.own_name ELSE g.own_name END,"
		" book_name = CASE WHEN contacts.book_name <> '' THEN contacts.book_name ELSE g.book_name END,"
		" push_name = CASE WHEN contacts.push_name <> '' THEN contacts.push_name ELSE g.push_name END,"
		" phone = CASE WHEN contacts.phone <> '' THEN contacts.phone ELSE g.phone END,"
		" opted_out_at = max(contacts.opted_out_at, g.opted_out_at),"
		" wrote_at = max(contacts.wrote_at, g.wrote_at), consent_at = max(contacts.consent_at, g.consent_at),"
		" opted_in_at = max(contacts.opted_in_at, g.opted_in_at),"
		" blocked_at = max(contacts.blocked_at, g.blocked_at),"
		" created_at = min(contacts.created_at, g.created_at)"
		" FROM contacts g WHERE contacts.id = :keep AND g.id = :gone",
		"UPDATE contacts SET merged_into = :keep WHERE id = :gone OR merged_into = :gone",
	};

	for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
		struct stmt *s = SQL(d, moves[i], e);

		if (s == NULL)
			return false;
		stmt_i64(s, ":keep", keep);
		stmt_i64(s, ":gone", gone);
		if (!stmt_run(s, e))
			return false;
	}
	if (!chat_follow_merge(d, keep, gone, now, c, e) || !window_move(d, keep, gone, e) ||
		!day_move(d, keep, gone, e))
		return false;
	changes_add(c, CHANGE_CONTACT, gone);
	return refresh(d, keep, c, e);
}

static bool make(struct db *d, const struct address *a, const struct address *alt, int64_t now, int64_t *id,
	struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d, "INSERT INTO contacts (created_at) VALUES (:now)", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e))
		return false;
	*id = db_last_id(d);
	return add_address(d, *id, a, now, e) && (alt == NULL || add_address(d, *id, alt, now, e)) &&
		refresh(d, *id, c, e);
}

bool contact_open(struct db *d, const struct address *a, const struct address *alt, int64_t now, int64_t *id,
	struct changes *c, struct err *e)
{
	int64_t other = 0;

	db_must_write(d, "contact_open");
	if (!address_is_person(a))
		return err_set(e, ERR_USAGE, "contact.person",
			N_("{address} is no person: groups and channels have no contact"), "address=%s", a->user);
	if (alt != NULL && (!address_is_person(alt) || address_same(a, alt)))
		alt = NULL;
	if (!contact_find(d, a, id, e) || (alt != NULL && !contact_find(d, alt, &other, e)))
		return false;
	if (*id == 0 && other == 0)
		return make(d, a, alt, now, id, c, e);
	if (alt == NULL || *id == other)
		return true;
	if (*id != 0 && other != 0) {
		int64_t keep = *id < other ? *id : other, gone = *id < other ? other : *id;

		*id = keep;
		return merge(d, keep, gone, now, c, e);
	}
	if (*id == 0) {
		*id = other;
		return add_address(d, other, a, now, e) && refresh(d, other, c, e);
	}
	return add_address(d, *id, alt, now, e) && refresh(d, *id, c, e);
}

/* The id that an id leads to. */
static bool resolve(struct db *d, int64_t *id, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT coalesce(merged_into, id) FROM contacts WHERE id = :id", e);
	int64_t found = 0;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", *id);
	if (!stmt_one(s, &found, e))
		return false;
	if (found == 0)
		return err_set(e, ERR_NOT_FOUND, "contact.none", N_("there is no contact {id}"), "id=%lld",
			(long long)*id);
	*id = found;
	return true;
}

static bool set_column(struct db *d, const char *sql, int64_t id, int64_t at, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d, sql, e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":at", at);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) == 0)
		return true;
	changes_add(c, CHANGE_CONTACT, id);
	return chat_contact_changed(d, id, c, e);
}

bool contact_set_opted_out(struct db *d, int64_t id, int64_t at, struct changes *c, struct err *e)
{
	db_must_write(d, "contact_set_opted_out");
	return resolve(d, &id, e) && set_column(d,
		"UPDATE contacts SET opted_out_at = :at WHERE id = :id AND opted_out_at <> :at", id, at, c, e);
}

bool contact_note_consent(struct db *d, int64_t *id, enum consent kind, bool proven, int64_t at, struct changes *c,
	struct err *e)
{
	const char *sql = "UPDATE contacts SET wrote_at = max(wrote_at, :at) WHERE id = :id";

	db_must_write(d, "contact_note_consent");
	if (!resolve(d, id, e))
		return false;
	if (kind == CONSENT_OUT)
		sql = "UPDATE contacts SET opted_out_at = :at, consent_at = 0, opted_in_at = 0 WHERE id = :id";
	else if (kind == CONSENT_IN && proven)
		sql = "UPDATE contacts SET opted_out_at = 0, consent_at = :at, opted_in_at = :at WHERE id = :id";
	else if (kind == CONSENT_IN)
		sql = "UPDATE contacts SET opted_out_at = 0, consent_at = :at WHERE id = :id";
	return set_column(d, sql, *id, at, c, e);
}

bool contact_set_blocked(struct db *d, int64_t id, int64_t at, struct changes *c, struct err *e)
{
	db_must_write(d, "contact_set_blocked");
	return resolve(d, &id, e) && set_column(d,
		"UPDATE contacts SET blocked_at = :at WHERE id = :id AND blocked_at <> :at", id, at, c, e);
}

bool contact_set_name(struct db *d, int64_t id, enum contact_name which, const char *name, struct changes *c,
	struct err *e)
{
	static const char *const sql[] = {
		[CONTACT_OWN] = "UPDATE contacts SET own_name = :name WHERE id = :id AND own_name <> :name",
		[CONTACT_BOOK] = "UPDATE contacts SET book_name = :name WHERE id = :id AND book_name <> :name",
		[CONTACT_PUSH] = "UPDATE contacts SET push_name = :name WHERE id = :id AND push_name <> :name",
	};
	struct stmt *s;

	db_must_write(d, "contact_set_name");
	if (which != CONTACT_OWN && (name == NULL || *name == '\0'))
		return true;
	if (!resolve(d, &id, e) || (s = SQL(d, sql[which], e)) == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":name", name);
	if (!stmt_run(s, e))
		return false;
	return db_changed(d) == 0 || refresh(d, id, c, e);
}

/* Reading. */

#define OF_CHATS(what)                                                                           \
	" coalesce((SELECT " what " FROM chats h JOIN conversations k ON k.chat_id = h.id AND k.latest = 1"  \
	" WHERE h.contact_id = c.id AND h.merged_into IS NULL), 0)"
#define COLUMNS                                                                                  \
	"c.id, c.name, c.own_name, c.book_name, c.push_name, c.phone, c.opted_out_at,"          \
	" c.wrote_at, c.consent_at, c.opted_in_at,"                                              \
	" c.blocked_at, c.created_at," OF_CHATS("min(nullif(k.first_at, 0))") ","               \
	OF_CHATS("max(CASE WHEN k.last_message_id > 0 THEN k.last_at END)") ","                                 \
	OF_CHATS("sum(k.messages_in)") "," OF_CHATS("sum(k.messages_out)")

void contact_row_fini(struct contact_row *r)
{
	free(r->name);
	for (size_t i = 0; i < 3; i++)
		free(r->names[i]);
	free(r->phone);
	free(r->addresses.v);
	free(r->conversations.v);
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
	for (size_t i = 0; i < 3; i++)
		r->names[i] = take_dup(s);
	r->phone = take_dup(s);
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

bool contact_get(struct db *d, int64_t id, struct contact_row *r, struct err *e)
{
	struct stmt *s;
	int got;

	*r = (struct contact_row){ 0 };
	if (!resolve(d, &id, e))
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
	if (take_addresses(d, r, e) && take_conversations(d, r, e))
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

bool contact_list(struct db *d, const char *text, const char *after, size_t limit, struct contact_rows *out,
	char next[CONTACT_CURSOR], struct err *e)
{
	struct stmt *s;
	char looked[SORT_CAP], digits[ADDRESS_USER], *end = NULL;
	int64_t after_id = 0;
	bool more;

	*next = '\0';
	if (limit == 0)
		return true;
	if (after != NULL && *after != '\0') {
		after_id = strtoll(after, &end, 10);
		if (*end != ':' || after_id <= 0)
			return err_set(e, ERR_USAGE, "contact.cursor",
				N_("{cursor} is no place in the list: begin without it"), "cursor=%.64s", after);
	}
	find_fold(looked, sizeof looked, text != NULL ? text : "");
	find_digits(digits, sizeof digits, text != NULL ? text : "");
	s = SQL(d,
		"SELECT " COLUMNS " FROM contacts c WHERE c.merged_into IS NULL AND (c.sort, c.id) > (:sort, :id)"
		" AND (:text IS NULL OR instr(c.sort, :text) OR instr(c.names, :text)"
		" OR (:digits IS NOT NULL AND instr(c.phone, :digits))) ORDER BY c.sort, c.id LIMIT :limit", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":sort", end != NULL ? end + 1 : "");
	stmt_i64(s, ":id", after_id);
	stmt_opt(s, ":text", looked);
	stmt_opt(s, ":digits", digits);
	stmt_i64(s, ":limit", (int64_t)limit + 1);
	if (!take_all(s, limit, out, &more, e))
		return false;
	if (more) {
		const struct contact_row *last = &out->v[out->n - 1];

		find_fold(looked, sizeof looked, last->name);
		snprintf(next, CONTACT_CURSOR, "%lld:%s", (long long)last->id, looked);
	}
	return true;
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
