/* mend: makes a JSON text readable that is JSON but for what its strings hold or
 * how deep it goes. A customer decides both; one message must not hide all the
 * others of its page. Works in place, in one pass, and never makes it longer. */
#include <string.h>

#include "base/ceiling.h"

#include "waha/call.h"

#include "base/banned.h"

/* The four hex digits at s, or -1. */
static int hex4(const char *s, size_t left)
{
	int v = 0;

	if (left < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = s[i];
		int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
			c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v;
}

/* s[at] is the backslash of an escape; gives its length, and replaces what no
 * UTF-8 string can hold. */
static size_t mend_escape(char *s, size_t n, size_t at)
{
	int c, low;

	if (at + 1 >= n || s[at + 1] != 'u')
		return 2;
	c = hex4(s + at + 2, n - at - 2);
	if (c < 0)
		return 2;
	if (c >= 0xd800 && c <= 0xdbff && n - at >= 12 && s[at + 6] == '\\' && s[at + 7] == 'u') {
		low = hex4(s + at + 8, n - at - 8);
		if (low >= 0xdc00 && low <= 0xdfff)
			return 12;
	}
	if (c == 0 || (c >= 0xd800 && c <= 0xdfff))
		memcpy(s + at + 2, "fffd", 4);
	return 6;
}

/* at: an opening quote; gives where the string is over. */
static size_t mend_string(char *s, size_t n, size_t at)
{
	for (at++; at < n; at++) {
		if (s[at] == '"')
			return at + 1;
		if (s[at] == '\\')
			at += mend_escape(s, n, at) - 1;
	}
	return n;
}

void waha_mend(char *s, size_t n)
{
	int depth = 0;
	size_t hole = 0; /* where a value that nests too deep begins */

	for (size_t at = 0; at < n;) {
		char c = s[at];
		if (c == '"') {
			at = mend_string(s, n, at);
			continue;
		}
		if (c == '{' || c == '[') {
			if (++depth == CEIL_JSON_DEPTH + 1)
				hole = at;
		} else if (c == '}' || c == ']') {
			if (depth-- == CEIL_JSON_DEPTH + 1) {
				memset(s + hole, ' ', at + 1 - hole);
				s[hole] = '0';
			}
		}
		at++;
	}
}
