/* phone_check: see phone_check.h. */
#include "store/phone_check.h"
#include "store/stmt.h"

#include "base/banned.h"

bool phone_check_get(struct db *d, int64_t session_id, const char *digits, struct phone_check *out, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT at, there, address FROM phone_checks WHERE session_id = :session AND phone = :phone",
		e);
	int got;

	*out = (struct phone_check){ 0 };
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":phone", digits);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	out->at = take_i64(s);
	out->there = take_i64(s) != 0;
	address_parse(take_ref(s), &out->address, NULL);
	stmt_done(s);
	return true;
}

bool phone_check_ask(struct db *d, int64_t session_id, const char *digits, int64_t now, struct err *e)
{
	struct stmt *s = SQL(d, "INSERT INTO phone_checks (session_id, phone, asked_at, asks)"
		" VALUES (:session, :phone, :now, 1) ON CONFLICT (session_id, phone) DO UPDATE SET"
		" asks = CASE WHEN asked_at > :now - 86400 THEN asks + 1 ELSE 1 END, asked_at = excluded.asked_at", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":phone", digits);
	stmt_i64(s, ":now", now);
	return stmt_run(s, e);
}

bool phone_check_unask(struct db *d, int64_t session_id, const char *digits, int64_t last_at, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE phone_checks SET asks = asks - 1, asked_at = :last"
		" WHERE session_id = :session AND phone = :phone", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":phone", digits);
	stmt_i64(s, ":last", last_at);
	return stmt_run(s, e);
}

bool phone_check_put(struct db *d, int64_t session_id, const char *digits, const struct phone_check *p, struct err *e)
{
	struct stmt *s = SQL(d, "UPDATE phone_checks SET at = :at, there = :there, address = :address"
		" WHERE session_id = :session AND phone = :phone", e);
	char text[ADDRESS_CAP];

	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_str(s, ":phone", digits);
	stmt_i64(s, ":at", p->at);
	stmt_i64(s, ":there", p->there);
	stmt_str(s, ":address", address_text(&p->address, text));
	return stmt_run(s, e);
}

bool phone_check_count(struct db *d, int64_t session_id, int64_t since, int64_t *n, int64_t *last_at, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT coalesce(sum(asks), 0), coalesce(max(asked_at), 0) FROM phone_checks"
		" WHERE session_id = :session AND asked_at > :since", e);
	int got;

	*n = *last_at = 0;
	if (s == NULL)
		return false;
	stmt_i64(s, ":session", session_id);
	stmt_i64(s, ":since", since);
	got = stmt_row(s, e);
	if (got <= 0)
		return got == 0;
	*n = take_i64(s);
	*last_at = take_i64(s);
	stmt_done(s);
	return true;
}
