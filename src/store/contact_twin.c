/* contact_twin: see contact_twin.h. Two indexes give the candidates (the folded name,
 * the last eight digits), one function judges them. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "store/contact_twin.h"
#include "store/inside.h"

#include "base/banned.h"

NAMES_DEFINE(twin_reason, twin_reason, TWIN_REASONS)

void twins_fini(struct twins *l)
{
	free(l->v);
	*l = (struct twins){ 0 };
}

static bool judge(const char *sort, const char *phone, const char *other_sort, const char *other_phone,
	enum twin_reason *reason)
{
	*reason = TWIN_PHONE;
	if (phone_alike(phone, other_phone))
		return true;
	*reason = TWIN_NAME;
	return *sort != '\0' && strcmp(sort, other_sort) == 0 &&
		(strchr(sort, ' ') != NULL || *phone == '\0' || *other_phone == '\0');
}

/* names <> '': what is shown is a name, not a number. */
#define BY_NAME                                                                                  \
	"SELECT a.id AS a, b.id AS b, a.sort, a.phone, b.sort, b.phone FROM contacts a"          \
	" JOIN contacts b INDEXED BY contacts_sort ON b.sort = a.sort AND b.merged_into IS NULL AND b.id <> a.id" \
	" WHERE a.merged_into IS NULL AND a.names <> '' AND b.names <> ''"
#define BY_PHONE                                                                                 \
	"SELECT a.id, b.id, a.sort, a.phone, b.sort, b.phone FROM contacts a"                    \
	" JOIN contacts b INDEXED BY contacts_tail ON substr(b.phone, -8) = substr(a.phone, -8)" \
	" AND b.phone <> '' AND b.merged_into IS NULL AND b.id <> a.id"                          \
	" WHERE a.merged_into IS NULL AND a.phone <> ''"

static bool take_pairs(struct stmt *s, size_t limit, struct twins *out, struct err *e)
{
	int got;

	while ((got = stmt_row(s, e)) > 0) {
		struct twin t = { .a = take_i64(s) };
		char sort[SORT_CAP], phone[ADDRESS_USER], other_sort[SORT_CAP], other_phone[ADDRESS_USER];

		t.b = take_i64(s);
		take_into(s, sort, sizeof sort);
		take_into(s, phone, sizeof phone);
		take_into(s, other_sort, sizeof other_sort);
		take_into(s, other_phone, sizeof other_phone);
		if (!judge(sort, phone, other_sort, other_phone, &t.reason))
			continue;
		if (out->n == limit) {
			stmt_done(s);
			return true;
		}
		if (t.a > t.b) {
			int64_t a = t.a;

			t.a = t.b;
			t.b = a;
		}
		LIST_GROW(out);
		out->v[out->n++] = t;
	}
	return got == 0;
}

bool twins_of(struct db *d, int64_t id, size_t limit, struct twins *out, struct err *e)
{
	struct stmt *s;

	if (!contact_resolve(d, &id, e))
		return false;
	s = SQL(d, BY_NAME " AND a.id = :id UNION " BY_PHONE " AND a.id = :id ORDER BY 2", e);
	if (s == NULL)
		return false;
	stmt_i64(s, ":id", id);
	return take_pairs(s, limit, out, e);
}

bool twins_all(struct db *d, int64_t after_a, int64_t after_b, size_t limit, struct twins *out, struct err *e)
{
	struct stmt *s = SQL(d, "SELECT * FROM (" BY_NAME " AND b.id > a.id UNION " BY_PHONE " AND b.id > a.id) p"
		" WHERE (p.a, p.b) > (:a, :b) ORDER BY p.a, p.b", e);

	if (s == NULL)
		return false;
	stmt_i64(s, ":a", after_a);
	stmt_i64(s, ":b", after_b);
	return take_pairs(s, limit, out, e);
}
