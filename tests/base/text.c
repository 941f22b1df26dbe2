/* Clusters, columns, lines and folding. Widths are those of the Unicode data
 * (East Asian Width; Mn, Me and Cf are 0), the rest is told by text.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/text.h"

#define FFFD "\xef\xbf\xbd"
#define ZWJ "\xe2\x80\x8d"
#define VS16 "\xef\xb8\x8f"
#define RLO "\xe2\x80\xae"
#define LRM "\xe2\x80\x8e"
#define ACUTE "\xcc\x81"

static void characters_are_decoded(void **state)
{
	static const struct {
		const char *s;
		size_t n, len;
		uint32_t c;
	} cases[] = {
		{"a", 1, 1, 'a'},
		{"", 1, 1, 0},
		{"é", 2, 2, 0xe9},
		{"€", 3, 3, 0x20ac},
		{"😀", 4, 4, 0x1f600},
		{"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
		{"\x80", 1, 1, TEXT_BROKEN},
		{"\xc0\x80", 2, 1, TEXT_BROKEN},	     /* overlong */
		{"\xe0\x80\x80", 3, 1, TEXT_BROKEN},	     /* overlong */
		{"\xf0\x80\x80\x80", 4, 1, TEXT_BROKEN},     /* overlong */
		{"\xed\xa0\x80", 3, 1, TEXT_BROKEN},	     /* surrogate */
		{"\xf4\x90\x80\x80", 4, 1, TEXT_BROKEN},     /* beyond Unicode */
		{"\xff", 1, 1, TEXT_BROKEN},
		{"\xe2\x82", 2, 2, TEXT_BROKEN},	     /* cut short */
		{"\xe2\x82" "a", 3, 2, TEXT_BROKEN},
		{"\xf0\x9f\x98", 3, 3, TEXT_BROKEN},
		{"\xc3", 1, 1, TEXT_BROKEN},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint32_t c = 1;
		assert_int_equal(text_decode(cases[i].s, cases[i].n, &c), cases[i].len);
		assert_int_equal(c, cases[i].c);
	}
	assert_true(text_valid("Büro 日本 😀", strlen("Büro 日本 😀")));
	assert_true(text_valid("", 0));
	assert_false(text_valid("a\0b", 3));
	assert_false(text_valid("a\xed\xa0\x80", 4));
	assert_false(text_valid("\xe2\x82", 2));
}

static const struct {
	const char *text;
	size_t len; /* of the first cluster */
	int width;
	const char *draw;
} clusters[] = {
	{"ab", 1, 1, "a"},
	{"e" ACUTE "x", 3, 1, "e" ACUTE},
	{"日本", 3, 2, "日"},
	{"한국", 3, 2, "한"},
	{"😀!", 4, 2, "😀"},
	{"👍🏽!", 8, 2, "👍"},				  /* skin tone */
	{"🏽!", 4, 2, "🏽"},					  /* alone it is seen */
	{"👨" ZWJ "👩" ZWJ "👧x", 18, 2, "👨"},		  /* a family */
	{"❤" VS16 ZWJ "🔥x", 13, 1, "❤"},			  /* heart on fire */
	{"❤" VS16 "x", 6, 1, "❤"},
	{"é" ZWJ "🔥", 5, 1, "é"},				  /* no emoji to be joined to */
	{"a\xef\xb8\x80x", 4, 1, "a"},			  /* the first selector */
	{"1" VS16 "\xe2\x83\xa3x", 7, 1, "1"},			  /* keycap */
	{"🇮🇩🇮", 8, 2, "ID"},				  /* a flag, and half of one */
	{"🇮x", 4, 1, "I"},
	{"\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xbfx", 16, 2, "🏴"}, /* tag flag */
	{"\tx", 1, 1, " "},
	{"\nx", 1, 1, " "},
	{"\r\n", 1, 1, FFFD},
	{"\x1b[31m", 1, 1, FFFD},
	{"\x7f", 1, 1, FFFD},
	{"\xc2\x9b" "31m", 2, 1, FFFD},				  /* C1 */
	{"\xe2\x80\xa8x", 3, 1, " "},				  /* line separator */
	{"\xff\xfe", 1, 1, FFFD},
	{"\xe2\x82x", 2, 1, FFFD},
	{"a" RLO "b", 4, 1, "a"},				  /* belongs before */
	{RLO "b", 4, 1, "b"},					  /* or to what follows */
	{RLO, 3, 1, " "},					  /* or is alone */
	{RLO "\n", 3, 1, " "},
	{ACUTE "x", 2, 1, " " ACUTE},				  /* over nothing */
	{"a" ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE "b", 13, 1, "a" ACUTE ACUTE ACUTE ACUTE},
	{"का", 6, 2, "का"},					  /* with its vowel sign */
	{"कि" "क", 6, 2, "कि"},
	{"ที่x", 9, 1, "ที่"},					  /* vowel and tone above */
	{"\xef\xbd\xb6\xef\xbe\x9e", 6, 2, "\xef\xbd\xb6\xef\xbe\x9e"}, /* halfwidth ga */
	{"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xabx", 9, 2, "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"}, /* jamo */
	{"\xcd\xb8x", 2, 1, FFFD},				  /* U+0378: nobody's */
	{"\xee\x80\x80x", 3, 1, "\xee\x80\x80"},		  /* private use */
};

static void clusters_are_drawn_safely(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof clusters / sizeof *clusters; i++) {
		struct cluster c;
		const char *t = clusters[i].text;
		assert_int_equal(text_cluster(t, strlen(t), &c), clusters[i].len);
		assert_int_equal(c.at, 0);
		assert_int_equal(c.len, clusters[i].len);
		assert_int_equal(c.width, clusters[i].width);
		assert_string_equal(c.draw, clusters[i].draw);
	}
	struct cluster nul;
	assert_int_equal(text_cluster("\0a", 2, &nul), 1);
	assert_string_equal(nul.draw, FFFD);
}

static void columns_are_counted(void **state)
{
	static const struct {
		const char *text;
		int width;
	} cases[] = {
		{"", 0}, {"hello", 5}, {"日本語", 6}, {"e" ACUTE, 1}, {"👨" ZWJ "👩" ZWJ "👧", 2}, {"a🇮🇩b", 4},
		{LRM "Halo", 4}, {"كتاب", 4}, {"\xff\xff", 2}, {"a\tb\n", 4},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(text_width(cases[i].text, strlen(cases[i].text)), cases[i].width);
	assert_int_equal(text_fit("hello", 5, 3), 3);
	assert_int_equal(text_fit("hello", 5, 9), 5);
	assert_int_equal(text_fit("hello", 5, 0), 0);
	assert_int_equal(text_fit("日本", 6, 3), 3);
	assert_int_equal(text_fit("日本", 6, 1), 0);
	assert_int_equal(text_fit("ae" ACUTE "b", 5, 2), 4);
}

static void lines_are_cut_with_a_sign(void **state)
{
	static const struct {
		const char *text;
		int cols;
		bool ascii;
		const char *line;
	} cases[] = {
		{"hello", 5, false, "hello"},
		{"hello", 4, false, "hel…"},
		{"hello", 4, true, "hel~"},
		{"hello", 1, false, "…"},
		{"hello", 0, false, ""},
		{"", 3, false, ""},
		{"two\nlines\t!", 20, false, "two lines !"},
		{"日本語", 6, false, "日本語"},
		{"日本語", 5, false, "日本…"},
		{"日本語", 4, false, "日 …"},
		{"abe" ACUTE, 3, false, "abe" ACUTE},
		{"abe" ACUTE "d", 3, false, "ab…"},
		{"a" RLO "b\x1b[2J", 20, false, "ab" FFFD "[2J"},
		{"ab" "日", 3, false, "ab…"},
		{"ab" "日", 4, false, "ab日"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = {0};
		buf_adds(&b, "|");
		text_line(&b, cases[i].text, strlen(cases[i].text), cases[i].cols, cases[i].ascii);
		assert_string_equal(buf_str(&b) + 1, cases[i].line);
		buf_fini(&b);
	}
}

static void texts_are_wrapped(void **state)
{
	static const struct {
		const char *text;
		int cols;
		size_t max;
		const char *rows; /* each between bars */
	} cases[] = {
		{"", 10, 0, ""},
		{"short", 10, 0, "|short|"},
		{"two words", 9, 0, "|two words|"},
		{"two words", 8, 0, "|two|words|"},
		{"two   words", 5, 0, "|two|words|"},
		{"ends here    ", 9, 0, "|ends here|"},
		{"a\nb", 10, 0, "|a|b|"},
		{"a\r\nb\r\n", 10, 0, "|a|b|"},
		{"a\n\nb\n", 10, 0, "|a||b|"},
		{"\n", 10, 0, "||"},
		{"abcdefghij", 4, 0, "|abcd|efgh|ij|"},
		{"go abcdefghij", 4, 0, "|go|abcd|efgh|ij|"},
		{"   abcdef", 5, 0, "|   ab|cdef|"},
		{"well-known fact", 6, 0, "|well-|known|fact|"},
		{"日本語です", 5, 0, "|日本|語で|す|"},
		{"(a) (b)", 3, 0, "|(a)|(b)|"},
		{"harga 18.000 rupiah", 12, 0, "|harga 18.000|rupiah|"},
		{"one two three four", 5, 2, "|one|two|"},
		{"👨" ZWJ "👩" ZWJ "👧👨" ZWJ "👩" ZWJ "👧", 3, 0,
		 "|👨" ZWJ "👩" ZWJ "👧|👨" ZWJ "👩" ZWJ "👧|"},
		{"\xff\xff\xff", 2, 0, "|\xff\xff|\xff|"},
		{"first\nsecond one\nthird", 6, 0, "|first|second|one|third|"},
		{"ab\x01\x0b" "cd ef", 7, 0, "|ab\x01\x0b" "cd|ef|"},
		{"ab\xe2\x80\xa8" "cd ef", 6, 0, "|ab\xe2\x80\xa8" "cd|ef|"},
		{"ab\xe2\x80\xa8" "cd", 3, 0, "|ab\xe2\x80\xa8|cd|"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text_rows rows = {0};
		struct buf b = {0};
		const char *t = cases[i].text;
		text_wrap(&rows, t, strlen(t), cases[i].cols, cases[i].max);
		for (size_t k = 0; k < rows.n; k++) {
			buf_adds(&b, "|");
			buf_add(&b, t + rows.v[k].at, rows.v[k].len);
			assert_int_equal(rows.v[k].width, text_width(t + rows.v[k].at, rows.v[k].len));
			assert_true(rows.v[k].width <= cases[i].cols);
		}
		if (rows.n > 0)
			buf_adds(&b, "|");
		assert_string_equal(buf_str(&b), cases[i].rows);
		buf_fini(&b);
		text_rows_fini(&rows);
		text_rows_fini(&rows);
	}
}

static void what_people_type_is_folded(void **state)
{
	static const struct {
		const char *text, *folded;
	} cases[] = {
		{"STOP", "stop"},
		{"AZ[az`@", "az[az`@"},
		{"  Berhenti \t\n ya ", "berhenti ya"},
		{"", ""},
		{"   ", ""},
		{"José ÉTÉ", "jose ete"},
		{"JOSE" ACUTE, "jose"},
		{"ＳＴＯＰ", "stop"},			     /* full width */
		{"𝐒𝐓𝐎𝐏", "stop"},			     /* mathematical bold */
		{"s" ZWJ "t" RLO "o\xc2\xadp", "stop"},	     /* invisible ones between */
		{"s\xcc\xb6t\xcc\xb6op", "stop"},	     /* struck through */
		{"Straße", "strasse"},
		{"İstanbul", "istanbul"},
		{"ΣΊΣΥΦΟΣ", "σισυφοσ"},
		{"ﬁn", "fin"},
		{"a\xc2\xa0\xe2\x80\x83" "b", "a b"},	     /* no-break and em space */
		{"が", "が"},				     /* another word than か */
		{"हिन्दी", "हिन्दी"},
		{"한국", "한국"},
		{"\xff" "A", FFFD "a"},
		{"é\x01\x7f" "B", "e b"},
		{"a\x01\x7f" "B", "a b"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = {0};
		text_fold(&b, cases[i].text, strlen(cases[i].text));
		assert_string_equal(buf_str(&b), cases[i].folded);
		buf_fini(&b);
	}
}

static void distances_are_small_for_slips(void **state)
{
	static const struct {
		const char *a, *b;
		int distance;
	} cases[] = {
		{"", "", 0},	   {"send", "send", 0},	  {"send", "snd", 1},	   {"send", "sned", 1},
		{"send", "bend", 1}, {"", "abc", 3},	  {"kitten", "sitting", 3}, {"queue", "quit", 3},
	};
	char a[400], b[400];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(text_distance(cases[i].a, cases[i].b), cases[i].distance);
		assert_int_equal(text_distance(cases[i].b, cases[i].a), cases[i].distance);
	}
	memset(a, 'a', sizeof a - 1);
	memset(b, 'b', sizeof b - 1);
	a[sizeof a - 1] = b[sizeof b - 1] = '\0';
	assert_int_equal(text_distance(a, b), 255);
}

/* A message may be 64 kB of anything; a hundred times what was measured is
 * still far from what doubles with the square of the length. */
static void a_flood_takes_no_time(void **state)
{
	static const char *const floods[] = {"lorem ipsum dolor ", "x", "日本", ACUTE, ZWJ, "\xff", " ",
					     ("👨" ZWJ), "🇮", "a-"};
	static char text[65536];

	(void)state;
	for (size_t i = 0; i < sizeof floods / sizeof *floods; i++) {
		struct text_rows rows = {0};
		struct buf b;
		struct timespec t0, t1;
		size_t len = strlen(floods[i]), n = 0;
		while (n + len <= sizeof text) {
			memcpy(text + n, floods[i], len);
			n += len;
		}
		buf_init(&b, 4 * sizeof text);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t0);
		text_wrap(&rows, text, n, 60, 0);
		text_fold(&b, text, n);
		text_line(&b, text, n, 80, false);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t1);
		assert_true((t1.tv_sec - t0.tv_sec) * 1000 + (t1.tv_nsec - t0.tv_nsec) / 1000000 < 500);
		text_rows_fini(&rows);
		buf_fini(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_are_decoded),    cmocka_unit_test(clusters_are_drawn_safely),
		cmocka_unit_test(columns_are_counted),	     cmocka_unit_test(lines_are_cut_with_a_sign),
		cmocka_unit_test(texts_are_wrapped),	     cmocka_unit_test(what_people_type_is_folded),
		cmocka_unit_test(distances_are_small_for_slips), cmocka_unit_test(a_flood_takes_no_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
