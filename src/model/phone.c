/* phone: numbers as people type them, made international, and shown again.
 *
 * A number is written to on somebody's behalf, so it is never guessed: what
 * could be two numbers is refused with a sentence that says how to write it. */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#include "model/address.h"

#include "base/banned.h"

enum { PHONE_MIN = 7, PHONE_MAX = 15 /* ITU-T E.164 */, CODE_CAP = 4 };

/* How a country writes its numbers at home. Those not listed are taken to put a
 * 0 in front, and to need it. */
struct plan {
	const char *code;   /* calling code */
	const char *trunk;  /* written in front at home, never from abroad; "" none */
	const char *abroad; /* dialled at home to leave the country, beside 00 */
	int min, max;	    /* digits of a national number, trunk not counted */
	bool plain;	    /* home numbers are also written without any trunk digit */
	bool zero;	    /* home numbers may begin with a 0 of their own */
	int area;	    /* digits that stand first when shown */
};

static const struct plan plans[] = {
	{ "1", "1", "011", 10, 10, true, false, 3 },
	{ "7", "8", "810", 10, 10, false, false, 3 },
	{ "31", "0", "", 9, 9, false, false, 1 },
	{ "33", "0", "", 9, 9, false, false, 1 },
	{ "34", "", "", 9, 9, true, false, 3 },
	{ "39", "", "", 6, 11, true, true, 3 },
	{ "44", "0", "", 9, 10, false, false, 4 },
	{ "49", "0", "", 5, 13, false, false, 3 },
	{ "52", "", "", 10, 10, true, false, 2 },
	{ "54", "0", "", 10, 11, false, false, 2 },
	{ "55", "0", "", 10, 11, true, false, 2 },
	{ "60", "0", "", 8, 10, false, false, 2 },
	{ "61", "0", "0011", 9, 9, false, false, 3 },
	{ "62", "0", "", 7, 12, false, false, 3 },
	{ "63", "0", "", 8, 10, false, false, 3 },
	{ "65", "", "", 8, 8, true, false, 4 },
	{ "66", "0", "", 8, 9, false, false, 2 },
	{ "84", "0", "", 9, 10, false, false, 3 },
	{ "91", "0", "", 10, 10, true, false, 5 },
	{ "225", "", "", 10, 10, true, true, 2 },
	{ "242", "", "", 9, 9, true, true, 2 },
	{ "673", "", "", 7, 7, true, false, 3 },
	{ "670", "", "", 7, 8, true, false, 3 },
	{ "852", "", "", 8, 8, true, false, 4 },
};
static const struct plan elsewhere = { "", "0", "", 4, 13, false, false, 3 };

static const struct plan *plan_of(const char *code)
{
	for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
		if (!strcmp(plans[i].code, code))
			return &plans[i];
	return &elsewhere;
}

/* How many of the first digits are the calling code: one for zones 1 and 7, two
 * for the countries that have two, else three. */
static size_t code_length(const char *digits)
{
	static const char two[][3] = { "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41",
		"43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58",
		"60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93",
		"94", "95", "98" };

	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	for (size_t i = 0; i < sizeof two / sizeof *two; i++)
		if (!strncmp(digits, two[i], 2))
			return 2;
	return 3;
}

/* Length of a separator that people put between digits, or that a copied
 * contact carries (no-break and other spaces, dashes, marks of direction). */
static size_t separator(const unsigned char *s)
{
	if (*s && strchr(" \t-./()", *s))
		return 1;
	if (s[0] == 0xc2 && (s[1] == 0xa0 || s[1] == 0xad))
		return 2;
	if (s[0] == 0xe2 && s[1] == 0x80 && s[2] >= 0x80 && s[2] <= 0xaf)
		return 3;
	if (s[0] == 0xe2 && s[1] == 0x81 && (s[2] >= 0xa0 && s[2] <= 0xaf))
		return 3;
	if (s[0] == 0xe2 && s[1] == 0x88 && s[2] == 0x92) /* minus */
		return 3;
	if (s[0] == 0xe3 && s[1] == 0x80 && s[2] == 0x80)
		return 3;
	if (s[0] == 0xef && s[1] == 0xbb && s[2] == 0xbf)
		return 3;
	return 0;
}

enum fault { FINE, EMPTY, LETTERS, PLUS_INSIDE, SHORT, LONG, ZEROS, TWO_WAYS, NO_COUNTRY, NO_SUCH_CODE };

static const char *const faults[] = {
	[EMPTY] = N_("A phone number is missing; write it as +62 812-3456-7890"),
	[LETTERS] = N_("“{text}” is not a phone number: it has other characters than digits"),
	[PLUS_INSIDE] = N_(
		"“{text}” is not one phone number: a + stands only in front; write one number at a time"),
	[SHORT] = N_("“{text}” is too short for a phone number; write all of it, as +62 812-3456-7890"),
	[LONG] = N_("“{text}” is too long for a phone number; write one number, as +62 812-3456-7890"),
	[ZEROS] = N_("“{text}” has a 0 too many; write it as +62 812-3456-7890"),
	[TWO_WAYS] = N_(
		"“{text}” could be a number here or abroad; begin with 0 or with + and the country's code"),
	[NO_COUNTRY] = N_(
		"“{text}” has no country code, and no default country is set; write it as +62 812-3456-7890"),
	[NO_SUCH_CODE] = N_("“{text}” does not begin with a country's code; write it as +62 812-3456-7890"),
};

/* Digits of s without separators; *plus when a + stood in front. */
static enum fault digits_of(const char *s, char *out, size_t cap, bool *plus)
{
	size_t n = 0;

	*plus = false;
	if (!strncmp(s, "tel:", 4))
		s += 4;
	while (*s) {
		size_t skip = separator((const unsigned char *)s);
		if (skip) {
			s += skip;
		} else if (*s == '+') {
			if (n || *plus)
				return PLUS_INSIDE;
			*plus = true;
			s++;
		} else if (*s >= '0' && *s <= '9') {
			if (n + 1 >= cap)
				return LONG;
			out[n++] = *s++;
		} else {
			return LETTERS;
		}
	}
	out[n] = '\0';
	return n ? FINE : EMPTY;
}

static enum fault length_fault(size_t n, const struct plan *p)
{
	return n < (size_t)p->min ? SHORT : n > (size_t)p->max ? LONG : FINE;
}

/* Whether bare digits can be a number of this country as written at home. */
static bool home_number(const char *d, const struct plan *p)
{
	size_t n = strlen(d);

	if (length_fault(n, p) || (*d == '0' && !p->zero))
		return false;
	/* Brazil: eleven digits are a mobile's, whose third is a 9. */
	return strcmp(p->code, "55") || n != 11 || d[2] == '9';
}

/* rest: a national number without trunk digit. */
static enum fault join(const char *code, const char *rest, const struct plan *p, char out[ADDRESS_USER])
{
	enum fault f = length_fault(strlen(rest), p);

	if (f)
		return f;
	if (*rest == '0' && !p->zero)
		return ZEROS;
	snprintf(out, ADDRESS_USER, "%s%s", code, rest);
	return strlen(out) < PHONE_MIN ? SHORT : strlen(out) > PHONE_MAX ? LONG : FINE;
}

/* d: calling code and number. A home trunk digit written all the same, as in
 * +62 (0)812…, goes. */
static enum fault abroad(const char *d, char out[ADDRESS_USER])
{
	char code[CODE_CAP] = "";
	size_t code_len;

	if (*d == '0' || !*d)
		return NO_SUCH_CODE;
	code_len = code_length(d);
	if (strlen(d) <= code_len)
		return SHORT;
	memcpy(code, d, code_len);
	const struct plan *p = plan_of(code);
	const char *rest = d + code_len;
	return join(code, *p->trunk == '0' && *rest == '0' ? rest + 1 : rest, p, out);
}

static enum fault read_number(const char *s, const char *country, char out[ADDRESS_USER])
{
	char d[ADDRESS_USER];
	bool plus;
	enum fault f = digits_of(s, d, sizeof d, &plus);

	if (f)
		return f;
	if (plus)
		return abroad(d, out);
	const struct plan *p = plan_of(country ? country : "");
	size_t n = strlen(d), trunk_len = strlen(p->trunk);
	if (*p->abroad && !strncmp(d, p->abroad, strlen(p->abroad)) && n > (size_t)p->max)
		return abroad(d + strlen(p->abroad), out);
	if (!strncmp(d, "00", 2))
		return abroad(d + 2, out);
	if (!country || !*country)
		return *d == '0' ? NO_COUNTRY : abroad(d, out);

	/* Bare digits: with the trunk digit, with the own country's code, as
	 * written at home without either, or with another country's code. */
	size_t code_len = strlen(country);
	bool own_code = !strncmp(d, country, code_len) && !length_fault(n - code_len, p);
	bool trunk = trunk_len && !strncmp(d, p->trunk, trunk_len);
	bool home = !trunk && home_number(d, p);
	if (trunk && strcmp(p->trunk, country))
		return join(country, d + trunk_len, p, out);
	if (own_code)
		return join(country, d + code_len, p, out);
	if (home && p->plain)
		return join(country, d, p, out);
	if (home)
		return TWO_WAYS;
	return abroad(d, out);
}

bool phone_parse(const char *s, const char *default_country, char out[ADDRESS_USER], struct err *e)
{
	enum fault f = read_number(s ? s : "", default_country, out);

	if (f == FINE)
		return true;
	out[0] = '\0';
	return err_set(e, ERR_USAGE, "phone.bad", faults[f], "text=%.60s", s ? s : "");
}

/* The rest after the area, split so that no group is odd: 4-4, 5-4, 3-3-4. */
static void add_groups(char *out, size_t cap, const char *rest)
{
	size_t n = strlen(rest), at = strlen(out);
	size_t last = n <= 5 ? n : n == 6 ? 3 : 4;
	size_t before = n - last, first = before <= 5 ? before : before - before / 2;

	for (size_t i = 0; i < n && at + 2 < cap; i++) {
		if (i == 0 || i == first || i == before)
			out[at++] = '-';
		out[at++] = rest[i];
	}
	out[at] = '\0';
}

char *phone_show(const char *digits, char out[ADDRESS_CAP])
{
	size_t n = strlen(digits), code = n ? code_length(digits) : 0;
	char number[ADDRESS_USER], country[CODE_CAP] = "";

	str_copy(number, sizeof number, digits);
	if (n <= code + 4 || n > PHONE_MAX) {
		snprintf(out, ADDRESS_CAP, "+%s", number);
		return out;
	}
	memcpy(country, number, code);
	size_t area = (size_t)plan_of(country)->area;
	snprintf(out, ADDRESS_CAP, "+%s %.*s", country, (int)area, number + code);
	add_groups(out, ADDRESS_CAP, number + code + area);
	return out;
}

char *phone_show_national(const char *digits, char out[ADDRESS_CAP])
{
	size_t n = strlen(digits), code = n ? code_length(digits) : 0;
	char country[CODE_CAP] = "";

	*out = '\0';
	if (n <= code + 4 || n > PHONE_MAX)
		return out;
	memcpy(country, digits, code);
	const struct plan *p = plan_of(country);
	if (p == &elsewhere || length_fault(n - code, p))
		return out;
	/* Zone 1's trunk digit is dialled, not written. */
	snprintf(out, ADDRESS_CAP, "%s%.*s", *p->trunk == '0' ? "0" : "", p->area, digits + code);
	add_groups(out, ADDRESS_CAP, digits + code + p->area);
	return out;
}

/* The number as one of its spellings, the shortest. */
static void shortest(const char *digits, char out[ADDRESS_USER])
{
	size_t code = *digits ? code_length(digits) : 0, n;
	char country[CODE_CAP] = "";

	str_copy(out, ADDRESS_USER, digits);
	if (strlen(digits) <= code + 4)
		return;
	memcpy(country, digits, code);
	const struct plan *p = plan_of(country);
	n = strlen(out) - code;
	if (!strncmp(out + code, country, code) && !length_fault(n - code, p) && length_fault(n, p)) {
		memmove(out + code, out + 2 * code, n - code + 1);
		n -= code;
	}
	if (out[code] == '0' && *p->trunk == '0') {
		memmove(out + code, out + code + 1, n);
		n--;
	}
	/* Brazil: two digits of area, then the 9 of a mobile. */
	if (!strcmp(country, "55") && n == 11 && out[4] == '9')
		memmove(out + 4, out + 5, n - 2);
	else if (!strcmp(country, "54") && n == 11 && out[2] == '9')
		memmove(out + 2, out + 3, n);
	else if (!strcmp(country, "52") && n == 11 && out[2] == '1')
		memmove(out + 2, out + 3, n);
}

bool phone_alike(const char *digits, const char *other)
{
	char a[ADDRESS_USER], b[ADDRESS_USER];

	if (!*digits || !*other)
		return false;
	shortest(digits, a);
	shortest(other, b);
	return !strcmp(a, b);
}
