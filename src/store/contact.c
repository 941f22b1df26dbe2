/* contact: see contact.h; this is the writer. A contact's name as shown, its folded
 * twin for the order of lists and all names folded for searching are columns kept
 * here whenever a name or an address changes. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "store/inside.h"

#include "base/banned.h"


/* Works out what follows from names and addresses, and tells the chats. */
static bool refresh(struct db *d, int64_t id, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d,
		"SELECT own_name, book_name, verified_name, push_name, phone,"
		" coalesce((SELECT address FROM contact_addresses WHERE contact_id = contacts.id LIMIT 1), '')"
		" FROM contacts WHERE id = :id", e);
	char *told[CONTACT_NAMES] = { NULL }, *phone = NULL, *address = NULL;
	char shown[ADDRESS_CAP], sort[SORT_CAP];
	const char *name = NULL;
	struct buf all = { 0 };
	bool ok = false;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	for (size_t i = 0; i < CONTACT_NAMES; i++)
		told[i] = take_dup(s);
	phone = take_dup(s);
	address = take_dup(s);
	stmt_done(s);
	for (size_t i = 0; i < CONTACT_NAMES && name == NULL; i++)
		name = *told[i] != '\0' ? told[i] : NULL;
	if (name == NULL && *phone != '\0')
		name = phone_show(phone, shown);
	if (name == NULL) {
		address[strcspn(address, "@")] = '\0';
		name = address;
	}
	for (size_t i = 0; i < CONTACT_NAMES; i++) {
		find_fold(sort, sizeof sort, told[i]);
		if (*sort != '\0')
			buf_addf(&all, "%s%s\n", all.n == 0 ? "\n" : "", sort);
	}
	find_fold(sort, sizeof sort, name);
	s = SQL(d, "UPDATE contacts SET name = :name, sort = :sort, names = :names WHERE id = :id", e);
	if (s == NULL)
		goto out;
	stmt_i64(s, ":id", id);
	stmt_str(s, ":name", name);
	stmt_str(s, ":sort", sort);
	stmt_str(s, ":names", buf_str(&all));
	if (!stmt_run(s, e))
		goto out;
	changes_add(c, CHANGE_CONTACT, id);
	ok = chat_contact_changed(d, id, c, e);
out:
	for (size_t i = 0; i < CONTACT_NAMES; i++)
		free(told[i]);
	free(phone);
	free(address);
	buf_fini(&all);
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

/* made: the contact itself is new. */
static bool add_address(struct db *d, int64_t id, const struct address *a, bool made, int64_t now, struct err *e)
{
	struct stmt *s = SQL(d,
		"INSERT INTO contact_addresses (address, contact_id, added_at) VALUES (:address, :contact, :now)", e);
	char text[ADDRESS_CAP];

	if (s == NULL)
		return false;
	stmt_str(s, ":address", address_text(a, text));
	stmt_i64(s, ":contact", id);
	stmt_i64(s, ":now", now);
	if (!stmt_run(s, e) || !erased_refuse(d, id, text, made, e))
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

bool contact_join(struct db *d, int64_t keep, int64_t gone, int64_t now, struct changes *c, struct err *e)
{
	if (!steps_pair(d, keep, gone, e,
		"UPDATE contact_addresses SET contact_id = :keep WHERE contact_id = :gone",
		"UPDATE contacts SET"
		" own_name = CASE WHEN contacts.own_name <> '' THEN contacts.own_name ELSE g.own_name END,"
		" book_name = CASE WHEN contacts.book_name <> '' THEN contacts.book_name ELSE g.book_name END,"
		" verified_name = CASE WHEN contacts.verified_name <> '' THEN contacts.verified_name"
		" ELSE g.verified_name END,"
		" business = max(contacts.business, g.business),"
		" push_name = CASE WHEN contacts.push_name <> '' THEN contacts.push_name ELSE g.push_name END,"
		" phone = CASE WHEN contacts.phone <> '' THEN contacts.phone ELSE g.phone END,"
		" opted_out_at = max(contacts.opted_out_at, g.opted_out_at),"
		" wrote_at = max(contacts.wrote_at, g.wrote_at), consent_at = max(contacts.consent_at, g.consent_at),"
		" opted_in_at = max(contacts.opted_in_at, g.opted_in_at),"
		" blocked_at = max(contacts.blocked_at, g.blocked_at),"
		" created_at = min(contacts.created_at, g.created_at)"
		" FROM contacts g WHERE contacts.id = :keep AND g.id = :gone",
		"UPDATE contacts SET merged_into = :keep WHERE id = :gone OR merged_into = :gone"))
		return false;
	if (!chat_follow_merge(d, keep, gone, now, c, e) || !window_move(d, keep, gone, e) ||
		!day_move(d, keep, gone, e) || !profile_join(d, keep, gone, e))
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
	return add_address(d, *id, a, true, now, e) && (alt == NULL || add_address(d, *id, alt, true, now, e)) &&
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
		return contact_join(d, keep, gone, now, c, e);
	}
	if (*id == 0) {
		*id = other;
		return add_address(d, other, a, false, now, e) && refresh(d, other, c, e);
	}
	return add_address(d, *id, alt, false, now, e) && refresh(d, *id, c, e);
}

bool contact_resolve(struct db *d, int64_t *id, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT coalesce(merged_into, id), erased_at FROM contacts WHERE id = :id", e);
	int64_t found = 0, erased_at = 0;
	int got;

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", *id);
	got = stmt_row(s, e);
	if (got < 0)
		return false;
	if (got > 0) {
		found = take_i64(s);
		erased_at = take_i64(s);
		stmt_done(s);
	}
	if (found == 0)
		return err_set(e, ERR_NOT_FOUND, "contact.none", N_("there is no contact {id}"), "id=%lld",
			(long long)*id);
	if (erased_at != 0)
		return err_set(e, ERR_NOT_FOUND, "contact.erased",
			N_("contact {id} was erased: nothing is known of them any more"), "id=%lld", (long long)*id);
	*id = found;
	return true;
}

bool contact_refresh(struct db *d, int64_t id, struct changes *c, struct err *e)
{
	return refresh(d, id, c, e);
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

bool contact_add_address(struct db *d, int64_t id, const struct address *a, int64_t now, struct changes *c,
	struct err *e)
{
	db_must_write(d, "contact_add_address");
	return contact_resolve(d, &id, e) && add_address(d, id, a, true, now, e) && refresh(d, id, c, e);
}

bool contact_set_opted_out(struct db *d, int64_t id, int64_t at, struct changes *c, struct err *e)
{
	db_must_write(d, "contact_set_opted_out");
	return contact_resolve(d, &id, e) && set_column(d,
		"UPDATE contacts SET opted_out_at = :at WHERE id = :id AND opted_out_at <> :at", id, at, c, e);
}

bool contact_note_consent(struct db *d, int64_t *id, enum consent kind, bool proven, int64_t at, struct changes *c,
	struct err *e)
{
	const char *sql = "UPDATE contacts SET wrote_at = max(wrote_at, :at) WHERE id = :id";

	db_must_write(d, "contact_note_consent");
	if (!contact_resolve(d, id, e))
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
	return contact_resolve(d, &id, e) && set_column(d,
		"UPDATE contacts SET blocked_at = :at WHERE id = :id AND blocked_at <> :at", id, at, c, e);
}

/* What somebody calls himself may be anything: one line, cut between two characters
 * as people see them. */
static void clean_name(struct buf *out, const char *name)
{
	size_t n = strlen(name), at = 0;
	struct cluster k;

	while (at < n) {
		size_t len = text_cluster(name + at, n - at, &k);
		const char *draw = len == 1 && (unsigned char)name[at] < 0x20 ? " " : name + at;

		if (out->n + len > CONTACT_NAME_MAX)
			break;
		buf_add(out, draw, len);
		at += len;
	}
	while (out->n > 0 && out->v[out->n - 1] == ' ')
		out->v[--out->n] = '\0';
}

bool contact_set_name(struct db *d, int64_t id, enum contact_name which, const char *name, struct changes *c,
	struct err *e)
{
	static const char *const sql[] = {
		[CONTACT_OWN] = "UPDATE contacts SET own_name = :name WHERE id = :id AND own_name <> :name",
		[CONTACT_BOOK] = "UPDATE contacts SET book_name = :name WHERE id = :id AND book_name <> :name",
		[CONTACT_VERIFIED] = "UPDATE contacts SET verified_name = :name WHERE id = :id AND verified_name <> :name",
		[CONTACT_PUSH] = "UPDATE contacts SET push_name = :name WHERE id = :id AND push_name <> :name",
	};
	struct stmt *s;
	struct buf clean = { 0 };
	bool ok;

	db_must_write(d, "contact_set_name");
	if (which != CONTACT_OWN && (name == NULL || *name == '\0'))
		return true;
	if (!contact_resolve(d, &id, e) || (s = SQL(d, sql[which], e)) == NULL)
		return false;
	clean_name(&clean, name != NULL ? name : "");
	stmt_i64(s, ":id", id);
	stmt_str(s, ":name", buf_str(&clean));
	ok = stmt_run(s, e);
	buf_fini(&clean);
	return ok && (db_changed(d) == 0 || refresh(d, id, c, e));
}

bool contact_learn(struct db *d, int64_t id, const struct contact_told *told, struct changes *c, struct err *e)
{
	const char *const names[] = { told->book, told->verified, told->push };
	struct buf clean[3] = { { 0 } };
	struct stmt *s;
	bool ok;

	db_must_write(d, "contact_learn");
	if (!contact_resolve(d, &id, e))
		return false;
	s = SQL(d,
		"UPDATE contacts SET book_name = CASE :book WHEN '' THEN book_name ELSE :book END,"
		" verified_name = CASE :verified WHEN '' THEN verified_name ELSE :verified END,"
		" push_name = CASE :push WHEN '' THEN push_name ELSE :push END, business = max(business, :business)"
		" WHERE id = :id AND (:book NOT IN ('', book_name) OR :verified NOT IN ('', verified_name)"
		" OR :push NOT IN ('', push_name) OR business < :business)", e);
	if (s == NULL)
		return false;
	for (size_t i = 0; i < 3; i++)
		clean_name(&clean[i], names[i] != NULL ? names[i] : "");
	stmt_i64(s, ":id", id);
	stmt_str(s, ":book", buf_str(&clean[0]));
	stmt_str(s, ":verified", buf_str(&clean[1]));
	stmt_str(s, ":push", buf_str(&clean[2]));
	stmt_i64(s, ":business", told->business);
	ok = stmt_run(s, e);
	for (size_t i = 0; i < 3; i++)
		buf_fini(&clean[i]);
	return ok && (db_changed(d) == 0 || refresh(d, id, c, e));
}

bool contact_set_business(struct db *d, int64_t id, bool business, struct changes *c, struct err *e)
{
	db_must_write(d, "contact_set_business");
	return contact_resolve(d, &id, e) && set_column(d,
		"UPDATE contacts SET business = :at WHERE id = :id AND business <> :at", id, business, c, e);
}

bool contact_set_told(struct db *d, int64_t id, int64_t session_id, bool blocked, int64_t at, struct changes *c,
	struct err *e)
{
	struct stmt *s;

	db_must_write(d, "contact_set_told");
	if (!contact_resolve(d, &id, e))
		return false;
	s = blocked ? SQL(d, "INSERT OR REPLACE INTO contact_blocks (contact_id, session_id, at)"
			" VALUES (:id, :session, :at)", e)
		: SQL(d, "DELETE FROM contact_blocks WHERE contact_id = :id AND session_id = :session AND at <= :at", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":at", at);
	if (!stmt_run(s, e))
		return false;
	if (db_changed(d) > 0)
		changes_add(c, CHANGE_CONTACT, id);
	return true;
}

bool contact_spoke(struct db *d, int64_t id, const struct address *a, int64_t at, struct changes *c, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE contact_addresses SET spoke_at = :at WHERE address = :address AND contact_id = :id"
		" AND spoke_at < :at", e);
	char text[ADDRESS_CAP];

	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	stmt_i64(s, ":at", at);
	stmt_str(s, ":address", address_text(a, text));
	if (!stmt_run(s, e))
		return false;
	return db_changed(d) == 0 || chat_contact_changed(d, id, c, e);
}
