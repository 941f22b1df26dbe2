/* erased: see erased.h and inside.h. */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "base/rng.h"

#include "store/erased.h"
#include "store/inside.h"
#include "store/setting.h"

#include "base/banned.h"

enum { KEY_DIGITS = 64 };
#define SETTING_KEY "erased.key"

/* Half of the hash is plenty. "" while nobody was ever erased. */
static bool mark_of(struct db *d, const char *address, char out[ERASED_MARK], struct err *e)
{
	char *key = NULL, hash[HMAC512_HEX];

	*out = '\0';
	if (!setting_str(d, SETTING_KEY, &key, e))
		return false;
	if (key != NULL)
		str_copy(out, ERASED_MARK, hmac512_hex(key, address, strlen(address), hash));
	free(key);
	return true;
}

bool erased_mark(struct db *d, const char *address, int64_t contact_id, int64_t until, char out[ERASED_MARK],
	struct err *e)
{
	char key[KEY_DIGITS + 1];
	struct stmt *s;

	if (!mark_of(d, address, out, e))
		return false;
	if (*out == '\0') {
		rng_hex(key, KEY_DIGITS);
		if (!setting_set_str(d, SETTING_KEY, key, e) || !mark_of(d, address, out, e))
			return false;
	}
	s = SQL(d, "INSERT INTO erasures (mark, contact_id, until) VALUES (:mark, :contact, :until)"
		" ON CONFLICT (mark) DO UPDATE SET contact_id = excluded.contact_id, until = max(until, excluded.until)", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":mark", out);
	stmt_i64(s, ":contact", contact_id);
	stmt_i64(s, ":until", until);
	return stmt_run(s, e);
}

bool erased_until(struct db *d, const struct address *a, int64_t *until, struct err *e)
{
	char text[ADDRESS_CAP], mark[ERASED_MARK];
	struct stmt *s;

	*until = 0;
	if (a == NULL || !address_is_person(a))
		return true;
	if (!mark_of(d, address_text(a, text), mark, e))
		return false;
	if (*mark == '\0')
		return true;
	s = SQL(d, "SELECT until FROM erasures WHERE mark = :mark", e);
	if (s == NULL)
		return false;
	stmt_str(s, ":mark", mark);
	return stmt_one(s, until, e);
}

static bool covers(struct db *d, const struct address *a, int64_t at, bool *yes, struct err *e)
{
	int64_t until;

	if (!erased_until(d, a, &until, e))
		return false;
	*yes = *yes || (until > 0 && at <= until);
	return true;
}

bool erased_covers(struct db *d, const struct address *a, const struct address *alt, int64_t at, bool *yes,
	struct err *e)
{
	*yes = false;
	return covers(d, a, at, yes, e) && covers(d, alt, at, yes, e);
}

/* A yes that was given since the erase ends a refusal of before; one who is blocked or not by
 * somebody's hand since then stays so. */
bool erased_refuse(struct db *d, int64_t contact_id, const char *address, bool made, struct err *e)
{
	static const char *const steps[] = {
		"UPDATE contacts SET opted_out_at = max(contacts.opted_out_at,"
		" CASE WHEN contacts.consent_at > g.opted_out_at THEN 0 ELSE g.opted_out_at END)"
		" FROM erasures x JOIN contacts g ON g.id = x.contact_id WHERE x.mark = :mark AND contacts.id = :id",
		"UPDATE contacts SET blocked_at = max(contacts.blocked_at, g.blocked_at)"
		" FROM erasures x JOIN contacts g ON g.id = x.contact_id WHERE x.mark = :mark AND contacts.id = :id",
		"INSERT OR IGNORE INTO contact_blocks (contact_id, session_id, at)"
		" SELECT :id, b.session_id, b.at FROM erasures x JOIN contact_blocks b ON b.contact_id = x.contact_id"
		" WHERE x.mark = :mark",
	};
	char mark[ERASED_MARK];

	if (!mark_of(d, address, mark, e))
		return false;
	for (size_t i = 0; *mark != '\0' && i < (made ? sizeof steps / sizeof *steps : 1); i++) {
		struct stmt *s = SQL(d, steps[i], e);

		if (s == NULL)
			return false;
		stmt_i64(s, ":id", contact_id);
		stmt_str(s, ":mark", mark);
		if (!stmt_run(s, e))
			return false;
	}
	return true;
}
