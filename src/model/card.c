/* card: see card.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include "model/card.h"

#include "base/banned.h"

enum { NAME, PHONE, TAGS, OTHER };

void card_fini(struct card *c)
{
	for (size_t i = 0; i < c->phones.n; i++)
		free(c->phones.v[i]);
	free(c->phones.v);
	for (size_t i = 0; i < c->others.n; i++)
		free(c->others.v[i].value);
	free(c->others.v);
	free(c->name);
	free(c->tags);
	*c = (struct card){ 0 };
}

void card_close(struct card_reader *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->columns[i]);
	*r = (struct card_reader){ 0 };
}

static char *trimmed(const char *s, size_t n)
{
	while (n > 0 && (*s == ' ' || *s == '\t' || *s == '\n')) {
		s++;
		n--;
	}
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t' || s[n - 1] == '\r' || s[n - 1] == '\n'))
		n--;
	return xstrndup(s, n);
}

static void add_phone(struct card *c, char *phone)
{
	if (*phone == '\0') {
		free(phone);
		return;
	}
	LIST_GROW(&c->phones);
	c->phones.v[c->phones.n++] = phone;
}

/* vCards. */

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One line with those it was folded into; false at the end. */
static bool take_line(struct card_reader *r, struct buf *out)
{
	bool quoted = false;

	buf_clear(out);
	if (r->at >= r->end)
		return false;
	do {
		const char *nl = memchr(r->at, '\n', (size_t)(r->end - r->at));
		size_t n = nl ? (size_t)(nl - r->at) : (size_t)(r->end - r->at);
		const char *line = r->at;

		r->at += n + (nl != NULL);
		r->line++;
		if (n > 0 && line[n - 1] == '\r')
			n--;
		/* A folded line begins with a space; of 2.1 it does not, but the one before ends with =. */
		if (out->n > 0 && !quoted && n > 0) {
			line++;
			n--;
		}
		if (quoted)
			out->v[--out->n] = '\0';
		buf_add(out, line, n);
		quoted = out->n > 0 && out->v[out->n - 1] == '=' && strcasestr(buf_str(out), "QUOTED-PRINTABLE") != NULL;
	} while (r->at < r->end && (quoted || *r->at == ' ' || *r->at == '\t'));
	return true;
}

/* What stands behind the colon, its escapes undone. first: only up to the first ';'. */
static char *value_of(const char *s, bool printable, bool first)
{
	struct buf out;
	char *clean;

	buf_init(&out, 4 * CARD_TEXT_MOST);
	for (; *s != '\0' && out.n < CARD_TEXT_MOST; s++) {
		if (printable && *s == '=' && hex(s[1]) >= 0 && hex(s[2]) >= 0) {
			buf_addc(&out, (char)(hex(s[1]) * 16 + hex(s[2])));
			s += 2;
		} else if (*s == '\\' && s[1] != '\0') {
			s++;
			buf_addc(&out, *s == 'n' || *s == 'N' ? ' ' : *s);
		} else if (*s == ';' && first) {
			break;
		} else {
			buf_addc(&out, *s);
		}
	}
	clean = text_valid(buf_str(&out), out.n) ? trimmed(buf_str(&out), out.n) : xstrdup("");
	buf_fini(&out);
	return clean;
}

/* "item1.TEL;TYPE=CELL": is it this property? */
static bool property(const char *line, size_t head, const char *name)
{
	size_t n = strlen(name), skip = strcspn(line, ".;:");

	skip = line[skip] == '.' && skip < head ? skip + 1 : 0;
	return head >= skip + n && strncasecmp(line + skip, name, n) == 0 && (skip + n == head || line[skip + n] == ';');
}

/* N: family;given: the name where FN is missing. */
static char *from_parts(const char *value, bool printable)
{
	const char *rest = strchr(value, ';');
	char *family = value_of(value, printable, true), *given = value_of(rest ? rest + 1 : "", printable, true), *both;

	both = xasprintf("%s%s%s", given, *given != '\0' && *family != '\0' ? " " : "", family);
	free(family);
	free(given);
	return both;
}

static void take_property(struct card *c, const char *line, char **parts)
{
	size_t head = 0;
	bool quotes = false, printable;
	const char *value;

	for (; line[head] != '\0' && (quotes || line[head] != ':'); head++)
		quotes ^= line[head] == '"';
	if (line[head] == '\0')
		return;
	value = line + head + 1;
	printable = strcasestr(line, "QUOTED-PRINTABLE") != NULL && strcasestr(line, "QUOTED-PRINTABLE") < value;
	if (property(line, head, "FN") && *c->name == '\0') {
		free(c->name);
		c->name = value_of(value, printable, false);
	} else if (property(line, head, "N") && *parts == NULL) {
		*parts = from_parts(value, printable);
	} else if (property(line, head, "TEL")) {
		char *phone = value_of(value, printable, false);

		add_phone(c, strncasecmp(phone, "tel:", 4) == 0 ? trimmed(phone + 4, strlen(phone + 4)) : xstrdup(phone));
		free(phone);
	} else if (property(line, head, "CATEGORIES") && *c->tags == '\0') {
		free(c->tags);
		c->tags = value_of(value, printable, false);
	}
}

static bool next_vcard(struct card_reader *r, struct card *c)
{
	struct buf line = { 0 };
	char *parts = NULL;
	bool inside = false, found = false;

	while (!found && take_line(r, &line)) {
		const char *s = buf_str(&line);

		if (strncasecmp(s, "BEGIN:VCARD", 11) == 0) {
			card_fini(c);
			free(parts);
			parts = NULL;
			*c = (struct card){ .line = r->line, .name = xstrdup(""), .tags = xstrdup("") };
			inside = true;
		} else if (inside && strncasecmp(s, "END:VCARD", 9) == 0) {
			found = true;
		} else if (inside) {
			take_property(c, s, &parts);
		}
	}
	if (found && *c->name == '\0' && parts != NULL) {
		free(c->name);
		c->name = parts;
		parts = NULL;
	}
	free(parts);
	buf_fini(&line);
	if (!found)
		card_fini(c);
	return found;
}

/* Tables. */

/* One cell; *last: the row ends with it. */
static char *take_cell(struct card_reader *r, bool *last)
{
	struct buf out;
	char *cell;
	bool quoted = r->at < r->end && *r->at == '"';

	buf_init(&out, 4 * CARD_TEXT_MOST);
	r->at += quoted;
	for (; r->at < r->end; r->at++) {
		char ch = *r->at;

		if (quoted && ch == '"') {
			if (r->at + 1 < r->end && r->at[1] == '"')
				r->at++;
			else {
				quoted = false;
				continue;
			}
		} else if (!quoted && (ch == r->comma || ch == '\n')) {
			break;
		}
		r->line += ch == '\n';
		if (out.n < CARD_TEXT_MOST)
			buf_addc(&out, ch == '\n' || ch == '\r' ? ' ' : ch);
	}
	*last = r->at >= r->end || *r->at == '\n';
	r->line += r->at < r->end && *r->at == '\n';
	r->at += r->at < r->end;
	/* Cut in the middle of a character. */
	while (out.n > 0 && !text_valid(buf_str(&out), out.n))
		out.v[--out.n] = '\0';
	cell = trimmed(buf_str(&out), out.n);
	buf_fini(&out);
	return cell;
}

static int kind_of(const char *column)
{
	static const struct {
		const char *word;
		int kind;
	} words[] = {
		{ "name", NAME }, { "nama", NAME }, { "nombre", NAME }, { "nome", NAME }, { "full name", NAME },
		{ "phone", PHONE }, { "telepon", PHONE }, { "telp", PHONE }, { "nomor", PHONE }, { "no hp", PHONE },
		{ "hp", PHONE },
		{ "whatsapp", PHONE }, { "wa", PHONE }, { "mobile", PHONE }, { "telefono", PHONE }, { "teléfono", PHONE },
		{ "telefone", PHONE }, { "phone number", PHONE }, { "mobile phone", PHONE },
		{ "tags", TAGS }, { "tag", TAGS }, { "labels", TAGS }, { "label", TAGS },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(column, words[i].word) == 0)
			return words[i].kind;
	/* "Phone 1 - Value", "phone 2" of address books that number them. */
	return strncmp(column, "phone ", 6) == 0 && column[6] >= '1' && column[6] <= '9' &&
			strstr(column, "type") == NULL && strstr(column, "label") == NULL ? PHONE : OTHER;
}

static bool next_row(struct card_reader *r, struct card *c)
{
	bool last = false, something = false;

	while (r->at < r->end && !something) {
		card_fini(c);
		*c = (struct card){ .line = r->line + 1, .name = xstrdup(""), .tags = xstrdup("") };
		last = false;
		for (size_t i = 0; !last; i++) {
			char *cell = take_cell(r, &last);
			int kind = i < r->n ? kind_of(r->columns[i]) : -1;

			something = something || *cell != '\0';
			if (kind == NAME && *c->name == '\0') {
				free(c->name);
				c->name = cell;
			} else if (kind == PHONE) {
				add_phone(c, cell);
			} else if (kind == TAGS && *c->tags == '\0') {
				free(c->tags);
				c->tags = cell;
			} else if (kind == OTHER && *cell != '\0') {
				LIST_GROW(&c->others);
				c->others.v[c->others.n].column = r->columns[i];
				c->others.v[c->others.n++].value = cell;
			} else {
				free(cell);
			}
		}
	}
	if (!something)
		card_fini(c);
	return something;
}

static char comma_of(const char *s, const char *end)
{
	static const char signs[] = { ',', ';', '\t' };
	size_t most = 0;
	char comma = ',';

	for (size_t i = 0; i < sizeof signs; i++) {
		size_t n = 0;

		for (const char *p = s; p < end && *p != '\n'; p++)
			n += *p == signs[i];
		if (n > most) {
			most = n;
			comma = signs[i];
		}
	}
	return comma;
}

static bool open_table(struct card_reader *r, struct err *e)
{
	bool last = false, phones = false;

	r->comma = comma_of(r->at, r->end);
	while (!last) {
		char *cell = take_cell(r, &last);

		for (char *p = cell; *p != '\0'; p++)
			*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 'a' - 'A') : *p;
		if (r->n < CARD_COLUMNS_MOST) {
			phones = phones || kind_of(cell) == PHONE;
			r->columns[r->n++] = cell;
		} else {
			free(cell);
		}
	}
	if (phones)
		return true;
	card_close(r);
	return err_set(e, ERR_USAGE, "import.columns",
		N_("no column is called phone: the first line of a table has the headings, as in name,phone,kota"), NULL);
}

bool card_open(struct card_reader *r, const char *bytes, size_t n, struct err *e)
{
	*r = (struct card_reader){ .at = bytes, .end = bytes + n };
	if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		r->at += 3;
	if (!text_valid(r->at, (size_t)(r->end - r->at)))
		return err_set(e, ERR_USAGE, "import.text",
			N_("the file is not UTF-8 text: save it as “CSV UTF-8”, or export it as vCard again"), NULL);
	while (r->at < r->end && (*r->at == '\n' || *r->at == '\r' || *r->at == ' ')) {
		r->line += *r->at == '\n';
		r->at++;
	}
	if (r->end - r->at >= 11 && strncasecmp(r->at, "BEGIN:VCARD", 11) == 0)
		return true;
	r->table = true;
	if (r->at == r->end || memchr(r->at, '\n', (size_t)(r->end - r->at)) == NULL)
		return err_set(e, ERR_USAGE, "import.kind",
			N_("the file is neither vCards nor a table with headings and rows"), NULL);
	return open_table(r, e);
}

bool card_next(struct card_reader *r, struct card *c)
{
	return r->table ? next_row(r, c) : next_vcard(r, c);
}

bool card_is_other(const char *column)
{
	return kind_of(column) == OTHER;
}
