/* csv: see csv.h. */
#include <string.h>

#include "command/csv.h"

#include "base/banned.h"

/* A row begins where the last one ended. */
static void separate(struct buf *b)
{
	if (b->n > 0 && b->v[b->n - 1] != '\n')
		buf_addc(b, ',');
}

static void cell(struct buf *b, const char *guard, const char *s)
{
	bool quoted = *guard || s[strcspn(s, ",\"\r\n")] || *s == ' ' || (*s && s[strlen(s) - 1] == ' ');

	separate(b);
	/* An empty first cell would look like the row's beginning. */
	if (!quoted && *s) {
		buf_adds(b, s);
		return;
	}
	buf_addc(b, '"');
	buf_adds(b, guard);
	for (; *s; s++) {
		if (*s == '"')
			buf_addc(b, '"');
		buf_addc(b, *s);
	}
	buf_addc(b, '"');
}

/* The signs by which spreadsheets know a formula, also in their wide forms, and behind
 * blanks that they drop. */
static bool is_formula(const char *s)
{
	static const char *const signs[] = { "=", "+", "-", "@", "|", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
		"\xef\xbc\xa0", "\xe2\x88\x92" };

	if (*s == '\t' || *s == '\r' || *s == '\n')
		return true;
	s += strspn(s, " ");
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (!strncmp(s, signs[i], strlen(signs[i])))
			return true;
	return false;
}

void csv_text(struct buf *b, const char *s)
{
	if (s == NULL)
		s = "";
	cell(b, is_formula(s) ? "'" : "", s);
}

void csv_plain(struct buf *b, const char *s)
{
	cell(b, "", s ? s : "");
}

void csv_end(struct buf *b)
{
	buf_adds(b, "\r\n");
}
