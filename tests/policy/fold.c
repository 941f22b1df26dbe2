/* fold, need, finder: what a text is read as, what a pattern cannot do without, and
 * words found in one pass. The expectations are what a person would read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"

#include "policy/finder.h"
#include "policy/fold.h"
#include "policy/need.h"

#include "base/banned.h"

static const char *const view_names[VIEW_KINDS] = { "plain", "read i", "read l", "shut i", "shut l" };

static void views(void **state)
{
	/* NULL: the view is no other than one before it. */
	static const struct {
		const char *text;
		enum view_kind kind;
		const char *view;
	} t[] = {
		{ "SLOT Gacor", VIEW_PLAIN, "slot gacor" },
		{ "SLOT Gacor", VIEW_READ_I, NULL },
		{ "SLOT Gacor", VIEW_SHUT_I, NULL },
		/* The same letters from elsewhere. */
		{ "ＳＬＯＴ　８８", VIEW_PLAIN, "slot 88" },
		{ "𝗦𝗹𝗼𝘁 𝓰𝓪𝓬𝓸𝓻 𝟜𝔻", VIEW_PLAIN, "slot gacor 4d" },
		{ "ⓈⓁⓄⓉ ⒮⒧⒪⒯", VIEW_PLAIN, "slot (s)(l)(o)(t)" },
		{ "🅢🅛🅞🅣 🆂🅻🅾🆃 ❶❷", VIEW_PLAIN, "slot slot 12" },
		{ "ЅLОТ GАСОR", VIEW_PLAIN, "slot gacor" },
		{ "ѕӏот ɡасοг", VIEW_PLAIN, "slot gacor" },
		{ "ᏚᏞOꓔ ꓢꓡꓳꓔ", VIEW_PLAIN, "slot slot" },
		{ "sʟᴏᴛ ɢᴀᴄᴏʀ", VIEW_PLAIN, "slot gacor" },
		{ "ﬁlm ㎏ ª", VIEW_PLAIN, "film kg a" },
		{ "٣٤ ५", VIEW_PLAIN, "34 5" },
		{ "café CAFE\xcc\x81 Ångström", VIEW_PLAIN, "cafe cafe angstrom" },
		/* What cannot be seen, and what is drawn over letters. */
		{ "s\xe2\x80\x8bl\xe2\x80\x8do\xef\xb8\x8ft\xc2\xad", VIEW_PLAIN, "slot" },
		{ "s\xcc\xb6l\xcc\xb6\xcd\xaf\xcc\xbfo\xcc\xb6t\xcc\xb6", VIEW_PLAIN, "slot" },
		{ "\xe3\x85\xa4slot\xef\xbe\xa0", VIEW_PLAIN, "slot" },
		{ "5\xef\xb8\x8f\xe2\x83\xa3", VIEW_PLAIN, "5" },
		/* Gaps. */
		{ "  a \t b\r\n\nc\xe2\x80\xa8" "d", VIEW_PLAIN, " a b\nc\nd" },
		{ "_slot_ *gacor* ~x~", VIEW_PLAIN, " slot *gacor* ~x~" },
		{ "a\xff" "b", VIEW_PLAIN, "a\xef\xbf\xbd" "b" },
		/* Other scripts stay what they are. */
		{ "日本語 한글 กี", VIEW_PLAIN, "日本語 한글 กี" },
		/* Digits and signs in words. */
		{ "s l 0 t g4c0r", VIEW_PLAIN, "s l 0 t g4c0r" },
		{ "s l 0 t g4c0r", VIEW_READ_I, "slot gacor" },
		{ "s l 0 t g4c0r", VIEW_READ_L, NULL },
		{ "jud1 s1ot", VIEW_READ_I, "judi siot" },
		{ "jud1 s1ot", VIEW_READ_L, "judl slot" },
		{ "onl!ne b@ndar $lot p0ker", VIEW_READ_I, "online bandar slot poker" },
		{ "€uro ₿", VIEW_READ_I, "euro ₿" },
		{ "tinggal 10.000 $5, ab@ cd", VIEW_READ_I, NULL },
		{ "hubungi toko! segera", VIEW_READ_I, NULL },
		{ "togel2 abu2", VIEW_READ_I, "togel abu" },
		{ "H2O", VIEW_READ_I, NULL },
		{ "slooooot gaacorrr", VIEW_READ_I, "slot gaacor" },
		{ "sl00000t", VIEW_READ_I, "slot" },
		/* Spelled out. */
		{ "s.l.o.t S-L-O-T s*l*o*t", VIEW_READ_I, "slotslotslot" },
		{ "main s l o t yuk", VIEW_READ_I, "main slot yuk" },
		{ "a b saja", VIEW_READ_I, NULL },
		{ "1 2 3 4", VIEW_READ_I, NULL },
		{ "s ........ l ........ o", VIEW_READ_I, "s  l  o" },
		{ "\xf0\x9f\x87\xb8\xf0\x9f\x87\xb1\xf0\x9f\x87\xb4\xf0\x9f\x87\xb9", VIEW_PLAIN, "    " },
		{ "\xf0\x9f\x87\xb8\xf0\x9f\x87\xb1\xf0\x9f\x87\xb4\xf0\x9f\x87\xb9", VIEW_READ_I, "slot" },
		{ "slot!!!!!!!gacor", VIEW_READ_I, "slot!!gacor" },
		/* Signs inside words. */
		{ "ju-di sl.ot x_y", VIEW_SHUT_I, "judi slot x y" },
		{ "ju-d1", VIEW_SHUT_L, "judl" },
		{ "a, b", VIEW_SHUT_I, NULL },
		{ "Rp 10.000-12.000", VIEW_SHUT_I, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct fold f;
		struct view v;
		fold_text(&f, t[i].text, strlen(t[i].text));
		bool made = view_make(&v, &f, t[i].kind);
		if (made != (t[i].view != NULL) || (made && strcmp(v.v, t[i].view)))
			fail_msg("%s, %s: “%s”, not “%s”", t[i].text, view_names[t[i].kind], made ? v.v :
				"no view",
				t[i].view ? t[i].view : "no view");
		view_fini(&v);
		fold_fini(&f);
	}
}

static void bones(void **state)
{
	static const struct {
		const char *text, *bones;
	} t[] = {
		{ "S.L 0 - T", "siot" },
		{ "slooot g4cor 88", "siotgacorb" },
		{ "jud1 judl JUDI", "judijudijudi" },
		{ "baju2 12", "bajui" },
		{ "日本 a", "日本a" },
		{ "!?* ", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct fold f;
		struct bones b;
		fold_text(&f, t[i].text, strlen(t[i].text));
		bones_make(&b, &f);
		assert_int_equal(b.n, strlen(t[i].bones));
		assert_memory_equal(b.v, t[i].bones, b.n);
		bones_fini(&b);
		fold_fini(&f);
	}
}

/* A small generator of its own, so that a failure comes again. */
static uint32_t dice;

static uint32_t roll(uint32_t below)
{
	dice = dice * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)(dice >> 8) * below) >> 24);
}

/* Of any bytes: views are UTF-8, in order, and every byte knows a part of the text. */
static void any_bytes(void **state)
{
	static const char *const bits[] = { "a", "S", "0", "1", "!", "@", " ", ".", "\n", "_", "é", "ｓ",
		"𝗹", "о", "\xcc\xb6",
		"\xe2\x80\x8b", "\xff", "\xe2\x80", "日", "\xf0\x9f\x87\xb8", "\xef\xb7\xba", "oo", "2",
		"\xf0\x9f\x98\x80" };

	(void)state;
	for (dice = 1; dice < 4000; dice += 2) {
		uint32_t seed = dice;
		char text[256];
		size_t n = 0;
		struct fold f;
		for (uint32_t left = roll(24); left > 0; left--) {
			const char *bit = bits[roll(sizeof bits / sizeof *bits)];
			memcpy(text + n, bit, strlen(bit));
			n += strlen(bit);
		}
		fold_text(&f, text, n);
		for (size_t i = 0; i < f.n; i++) {
			assert_true(f.v[i].len > 0 && f.v[i].at + f.v[i].len <= n);
			assert_true(i == 0 || f.v[i].at >= f.v[i - 1].at);
		}
		for (int kind = 0; kind < VIEW_KINDS; kind++) {
			struct view v;
			if (!view_make(&v, &f, (enum view_kind)kind))
				continue;
			assert_true(text_valid(v.v, v.n));
			for (size_t i = 0; i < v.n; i++) {
				assert_true(v.glyph[i] < f.n);
				assert_true(i == 0 || v.glyph[i] >= v.glyph[i - 1]);
				assert_true(v.byte[v.glyph[i]] <= i);
			}
			assert_int_equal(v.byte[f.n], v.n);
			view_fini(&v);
		}
		fold_fini(&f);
		dice = seed;
	}
}

static void needs(void **state)
{
	static const struct {
		const char *pattern;
		bool extended;
		const char *words; /* in bones, with spaces between; "": none known */
		size_t reach;
	} t[] = {
		{ "slot", false, "siot", 4 },
		{ "slot\\W{0,4}gacor", false, "gacor", 4 + 16 + 5 },
		{ "(?:agen|situs)\\W{0,4}(?:slot|bo)", false, "agen situs", 5 + 16 + 4 },
		{ "\\b(?:slot|togel)\\b", false, "siot togei", 5 },
		{ "sl?ot", false, "siot sot", 4 },
		{ "[sz]lot", false, "siot ziot", 4 + 3 },
		{ "[^s]lot", false, "iot", 4 + 3 },
		{ "[a-z]lot", false, "iot", 4 + 3 },
		{ "ab[0-9]{3}cde", false, "cde", 2 + 12 + 3 },
		{ "slot+", false, "siot", NEED_FAR },
		{ "slo{1,9}t", false, "siot", 3 + 9 },
		{ "sl(?:ot)+", false, "si", NEED_FAR },
		{ "sl(?:ot)*", false, "si", NEED_FAR },
		{ "s.*t", false, "", NEED_FAR },
		{ "slot|judi", false, "siot judi", 4 },
		{ "slot|j", false, "", 4 },
		{ "slot|", false, "", 4 },
		{ "slot\\d|j\\d", false, "", 4 + 4 },
		{ "slot\\d|judi\\d|x", false, "", 4 + 4 },
		{ "slot\\d|judi", false, "siot judi", 4 + 4 },
		{ "slot|(?:xy)?", false, "", 4 },
		{ "(?!judi)slot(?= gacor)(?<!x)", false, "siot", 4 },
		{ "(?<name>slot)", false, "siot", 4 },
		{ "(?#a comment)slot", false, "siot", 4 },
		{ "s\\.lot", false, "iot", 5 },
		{ "s-lot", false, "iot", 5 },
		{ "slot\\d", false, "siot", 4 + 4 },
		{ "slot\\p{Lu}x", false, "siot", 4 + 4 + 1 },
		{ "cvv", false, "cv", 3 },
		{ "co2", false, "co", 3 },
		{ "4d", false, "ad", 2 },
		{ "日本", false, "日本", 6 },
		/* Not understood: nothing is claimed. */
		{ "(?i)slot", false, "", NEED_FAR },
		{ "(slot)\\1", false, "", NEED_FAR },
		{ "slot(*SKIP)x", false, "", NEED_FAR },
		{ "(?(1)slot|judi)", false, "", NEED_FAR },
		{ "(?R)slot", false, "", NEED_FAR },
		{ "slot{,3}", false, "", NEED_FAR },
		{ "\\x73lot", false, "", NEED_FAR },
		{ "\\Qslot\\E", false, "", NEED_FAR },
		/* Blanks and comments mean nothing in extended ones. */
		{ "s l o t # judi", true, "siot", 4 },
		{ "slo t ? x y", true, "siotxy sioxy", 6 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct need need;
		char words[NEED_WORDS * NEED_CAP] = "";
		size_t n = 0;
		need_of(&need, t[i].pattern, t[i].extended);
		for (size_t j = 0; j < need.n; j++) {
			memcpy(words + n, need.v[j], strlen(need.v[j]));
			n += strlen(need.v[j]);
			words[n++] = ' ';
		}
		words[n ? n - 1 : 0] = '\0';
		if (strcmp(words, t[i].words))
			fail_msg("/%s/ needs “%s”, not “%s”", t[i].pattern, words, t[i].words);
		if (need.reach != t[i].reach)
			fail_msg("/%s/ reaches %zu, not %zu", t[i].pattern, need.reach, t[i].reach);
	}
}

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, word)); p++)
		n++;
	return n;
}

/* The finder against looking for each word alone. */
static void found_words(void **state)
{
	static const char *const words[] = { "slot", "lot", "t", "ots", "slots", "otto", "日本", "本" };
	enum { N = sizeof words / sizeof *words };
	struct finder *f = finder_new();
	uint32_t number;

	(void)state;
	for (uint32_t i = 0; i < N; i++) {
		assert_true(finder_add(f, words[i], &number));
		assert_int_equal(number, i);
	}
	assert_true(finder_add(f, "lot", &number));
	assert_int_equal(number, 1);
	assert_int_equal(finder_words(f), N);
	finder_build(f);
	for (dice = 1; dice < 400; dice += 2) {
		static const char *const bits[] = { "s", "l", "o", "t", "日", "本", "x", "slot", "ots" };
		uint32_t seed = dice;
		char text[200] = "";
		size_t n = 0, seen[N] = { 0 };
		struct finds finds = { 0 };
		for (uint32_t left = roll(30); left > 0; left--) {
			const char *bit = bits[roll(sizeof bits / sizeof *bits)];
			memcpy(text + n, bit, strlen(bit) + 1);
			n += strlen(bit);
		}
		assert_true(finder_run(f, text, n, 10000, &finds));
		for (size_t i = 0; i < finds.n; i++) {
			const struct find *one = &finds.v[i];
			assert_int_equal(one->last - one->first + 1, strlen(words[one->word]));
			assert_memory_equal(text + one->first, words[one->word], strlen(words[one->word]));
			seen[one->word]++;
		}
		for (size_t i = 0; i < N; i++)
			assert_int_equal(seen[i], count(text, words[i]));
		free(finds.v);
		dice = seed;
	}
	struct finds few = { 0 };
	assert_false(finder_run(f, "slot slot slot", 14, 3, &few));
	assert_int_equal(few.n, 3);
	free(few.v);
	finder_free(f);
	finder_free(NULL);
	/* None at all. */
	f = finder_new();
	finder_build(f);
	struct finds none = { 0 };
	assert_true(finder_run(f, "slot", 4, 10, &none));
	assert_int_equal(none.n, 0);
	finder_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(views),
		cmocka_unit_test(bones),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(needs),
		cmocka_unit_test(found_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
