/* Themes: files to looks; what a terminal cannot show gives way; those that come
 * with the program name every role and can be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/mem.h"

#include "tui/theme.h"

#include "base/banned.h"

/* A file's text; the role and depth looked at; what it is: "fg bg attributes". */
static const struct {
	const char *text;
	enum style style;
	enum depth depth;
	int fg, bg;
	unsigned attributes;
} looks[] = {
	{"bad 8 red - bold\n", STYLE_BAD, DEPTH_8, 1, COLOUR_OWN, LOOK_BOLD},
	{"bad 8 red - bold\n", STYLE_BAD, DEPTH_TRUE, 1, COLOUR_OWN, LOOK_BOLD},
	{"bad 8 red - bold\n", STYLE_BAD, DEPTH_MONO, COLOUR_OWN, COLOUR_OWN, LOOK_BOLD},
	{"bad 256 203 16\nbad 8 red white\n", STYLE_BAD, DEPTH_256, 203, 16, 0},
	{"bad 256 203 16\nbad 8 red white\n", STYLE_BAD, DEPTH_TRUE, 203, 16, 0},
	{"bad 256 203 16\nbad 8 red white\n", STYLE_BAD, DEPTH_8, 1, 7, 0},
	{"bad true #ff0080 #000000 italic underline # so\n", STYLE_BAD, DEPTH_TRUE, COLOUR_RGB | 0xff0080,
		COLOUR_RGB, LOOK_ITALIC | LOOK_UNDERLINE},
	{"bad true #ff0080 -\n", STYLE_BAD, DEPTH_256, COLOUR_OWN, COLOUR_OWN, 0},
	{"bad mono - - reverse dim\n", STYLE_BAD, DEPTH_MONO, COLOUR_OWN, COLOUR_OWN, LOOK_REVERSE | LOOK_DIM},
	/* What a file does not name is as in dark. */
	{"# nothing\n\n\t \n", STYLE_KEY, DEPTH_8, 6, COLOUR_OWN, LOOK_BOLD},
	{"bad 8 red -\n", STYLE_TOP, DEPTH_TRUE, COLOUR_RGB | 0xffffff, COLOUR_RGB | 0x1f4e79, LOOK_BOLD},
};

static void files_to_looks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		struct theme t;
		struct err e = {0};
		theme_builtin(&t);
		if (!theme_parse(&t, "x.theme", looks[i].text, &e))
			fail_msg("case %zu: %s", i, err_text(&e));
		struct look l = theme_look(&t, looks[i].style, looks[i].depth);
		if (l.fg != looks[i].fg || l.bg != looks[i].bg || l.attributes != looks[i].attributes)
			fail_msg("case %zu: %d %d %u", i, l.fg, l.bg, l.attributes);
	}
}

static const struct {
	const char *text, *error;
} mistakes[] = {
	{"\nred 8 red -\n", "x.theme:2: there is no role red: wartel-themes(5) lists them"},
	{"bad\n", "x.theme:1: after bad belong the colours it is for (mono, 8, 256, true), a foreground and a background"},
	{"bad 8 red\n", "x.theme:1: after bad belong the colours"},
	{"bad 16 red -\n", "x.theme:1: 16 is none of mono, 8, 256, true"},
	{"bad 8 pink -\n", "x.theme:1: pink is no colour there: "},
	{"bad 8 203 -\n", "x.theme:1: 203 is no colour there: "},
	{"bad 256 256 -\n", "x.theme:1: 256 is no colour there: "},
	{"bad 256 -1 -\n", "x.theme:1: -1 is no colour there: "},
	{"bad 256 #ff0000 -\n", "x.theme:1: #ff0000 is no colour there: "},
	{"bad true #ff00 -\n", "x.theme:1: #ff00 is no colour there: "},
	{"bad true #ff00gg -\n", "x.theme:1: #ff00gg is no colour there: "},
	{"bad mono red -\n", "x.theme:1: red is no colour there: "},
	{"bad 8 red - blink\n", "x.theme:1: blink is none of bold, dim, underline, reverse, italic"},
};

static void mistakes_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		struct theme t;
		struct err e = {0};
		theme_builtin(&t);
		assert_false(theme_parse(&t, "x.theme", mistakes[i].text, &e));
		if (strncmp(err_text(&e), mistakes[i].error, strlen(mistakes[i].error)))
			fail_msg("case %zu: %s", i, err_text(&e));
	}
}

static char *shipped(const char *name)
{
	const char *top = getenv("top_srcdir");
	return xasprintf("%s/data/themes/%s", top ? top : ".", name);
}

/* Relative luminance and contrast as WCAG 2 defines them. */
static double part(unsigned byte)
{
	double c = byte / 255.0, x = (c + 0.055) / 1.055, log2_4 = x * x;
	/* x to the power 2.4, well enough: between x^2 and x^2.5. */
	double root = x > 0 ? x : 1;
	for (int i = 0; i < 40; i++) /* fifth root of x^2 by Newton: r^5 = x^2 */
		root -= (root * root * root * root * root - log2_4) / (5 * root * root * root * root);
	return c <= 0.04045 ? c / 12.92 : log2_4 * root;
}

static double contrast(int fg, int bg)
{
	double l[2];
	const int of[2] = {fg, bg};
	for (int i = 0; i < 2; i++)
		l[i] = 0.2126 * part((unsigned)of[i] >> 16 & 255) + 0.7152 * part((unsigned)of[i] >> 8 & 255) +
			0.0722 * part((unsigned)of[i] & 255);
	return l[0] > l[1] ? (l[0] + 0.05) / (l[1] + 0.05) : (l[1] + 0.05) / (l[0] + 0.05);
}

static void shipped_ones_are_whole(void **state)
{
	(void)state;
	static const char *const names[] = {"dark", "light", "mono", "high-contrast"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *dir = shipped("");
		struct theme t;
		struct err e = {0};
		if (!theme_load(&t, names[i], "/nonexistent", dir, &e))
			fail_msg("%s: %s", names[i], err_text(&e));
		/* The file itself, without the built-in one below it. */
		struct buf text;
		char *leaf = xasprintf("%s.theme", names[i]), *path = path_join(dir, leaf);
		struct theme bare = {0};
		buf_init(&text, 1 << 20);
		assert_true(file_read(path, &text, &e));
		assert_true(theme_parse(&bare, path, buf_str(&text), &e));
		for (int s = 0; s < STYLE_COUNT; s++)
			if (!bare.set[s][DEPTH_MONO] || !bare.set[s][DEPTH_8])
				fail_msg("%s does not say what %s is", names[i], style_name((enum style)s));
		for (int s = 0; !strcmp(names[i], "high-contrast") && s < STYLE_COUNT; s++) {
			struct look l = theme_look(&bare, (enum style)s, DEPTH_TRUE);
			if (contrast(l.fg & 0xffffff, l.bg & 0xffffff) < 7)
				fail_msg("%s is hard to read: %.1f", style_name((enum style)s),
					contrast(l.fg & 0xffffff, l.bg & 0xffffff));
		}
		buf_fini(&text);
		free(leaf);
		free(path);
		free(dir);
	}
	assert_in_range((int)(contrast(0xffffff, 0x000000) * 10 + 0.5), 210, 210);
	assert_in_range((int)(contrast(0x777777, 0xffffff) * 100 + 0.5), 446, 449);
}

static void names_and_places(void **state)
{
	(void)state;
	struct theme t, dark;
	struct err e = {0};
	char dir[] = "/tmp/wartel-themes-XXXXXX";
	assert_non_null(mkdtemp(dir));
	char *own = path_join(dir, "mine.theme"), *bad = path_join(dir, "bad.theme"), *data = shipped("");
	assert_true(file_write(own, "key 8 magenta -\n", 16, 0600, &e));
	assert_true(file_write(bad, "key 8 magenta -\nkey nine\n", 25, 0600, &e));
	theme_builtin(&dark);
	assert_true(theme_load(&t, "mine", dir, data, &e));
	assert_int_equal(theme_look(&t, STYLE_KEY, DEPTH_TRUE).fg, 5);
	assert_true(theme_load(&t, own, "/nonexistent", data, &e)); /* by its path */
	assert_int_equal(theme_look(&t, STYLE_KEY, DEPTH_TRUE).fg, 5);
	assert_true(theme_load(&t, "dark", "/nonexistent", "/nonexistent", &e)); /* compiled in */
	assert_memory_equal(&t, &dark, sizeof t);
	/* A mistake: said, and nothing of the file is in force. */
	assert_false(theme_load(&t, "bad", dir, data, &e));
	assert_non_null(strstr(err_text(&e), "bad.theme:2: "));
	assert_memory_equal(&t, &dark, sizeof t);
	e = (struct err){0};
	assert_false(theme_load(&t, "none", dir, data, &e));
	assert_non_null(strstr(err_text(&e), "there is no theme none: "));
	e = (struct err){0};
	assert_false(theme_load(&t, "..", dir, data, &e));
	free(own);
	free(bad);
	free(data);
	dir_remove(dir);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_to_looks), cmocka_unit_test(mistakes_are_told),
		cmocka_unit_test(shipped_ones_are_whole), cmocka_unit_test(names_and_places),
	};
	/* For the manual's test: the page's section. */
	if (argc > 1 && !strcmp(argv[1], "--man")) {
		struct buf out;
		buf_init(&out, 1 << 20);
		theme_man(&out);
		fputs(buf_str(&out), stdout);
		buf_fini(&out);
		return 0;
	}
	return cmocka_run_group_tests_name("themes", tests, NULL, NULL);
}
