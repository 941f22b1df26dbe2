/* content: the files that ship decide their own examples and nothing of each other's
 * or of a shop's day; files of one's own; what a match says; limits. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"

#include "policy/content.h"

#include "base/banned.h"

enum { EXAMPLES_LEAST = 12 };

static char root[] = "/tmp/wartel-content-XXXXXX";
static struct content *shipped; /* loaded once: nothing changes it */

static char *shipped_dir(void)
{
	const char *data = getenv("WARTEL_DATADIR");

	return path_join(data ? data : "data", "content");
}

static char *in_root(const char *name)
{
	return path_join(root, name);
}

static void put(const char *dir, const char *name, const char *text)
{
	char *path = path_join(dir, name);
	struct err e;

	assert_true(file_write(path, text, strlen(text), 0600, &e));
	free(path);
}

static char *make_dir(const char *name)
{
	char *dir = in_root(name);
	struct err e;

	dir_remove(dir);
	assert_true(dir_make(dir, 0700, &e));
	return dir;
}

/* A set of one file. */
static struct content *load_one(const char *name, const char *text, struct err *e)
{
	char *dir = make_dir("one");
	struct content *c;

	put(dir, name, text);
	c = content_load(dir, NULL, e);
	free(dir);
	return c;
}

static size_t number_of(const struct content *c, const char *category)
{
	size_t i = 0;

	while (i < content_categories(c) && strcmp(content_category(c, i)->name, category))
		i++;
	return i;
}

/* ---- what ships ---- */

static void all_categories_are_there(void **state)
{
	static const struct {
		const char *name;
		enum content_action action;
	} t[] = {
		{ "adult", CONTENT_BLOCK }, { "alcohol", CONTENT_CONFIRM }, { "animals", CONTENT_CONFIRM },
		{ "body-parts", CONTENT_CONFIRM }, { "currency", CONTENT_CONFIRM }, { "dating",
		CONTENT_CONFIRM },
		{ "drugs", CONTENT_BLOCK }, { "drugs-otc", CONTENT_CONFIRM }, { "gambling", CONTENT_BLOCK },
		{ "healthcare", CONTENT_CONFIRM }, { "loans", CONTENT_BLOCK }, { "mlm", CONTENT_BLOCK },
		{ "sensitive-ids", CONTENT_BLOCK }, { "supplements", CONTENT_CONFIRM },
		{ "tobacco", CONTENT_CONFIRM }, { "weapons", CONTENT_BLOCK },
	};

	(void)state;
	assert_int_equal(content_categories(shipped), sizeof t / sizeof *t);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		size_t at = number_of(shipped, t[i].name);
		assert_true(at < content_categories(shipped));
		assert_int_equal(content_category(shipped, at)->action, t[i].action);
	}
}

static void examples_are_many_and_hold(void **state)
{
	struct content_match m;

	(void)state;
	for (size_t i = 0; i < content_categories(shipped); i++) {
		const struct rules *rules = content_category(shipped, i);
		size_t found = 0, clear = 0;
		for (size_t k = 0; k < rules->examples.n; k++) {
			const struct example *one = &rules->examples.v[k];
			size_t n = strlen(one->text);
			found += one->found;
			clear += !one->found;
			if (one->found) {
				if (content_judge_one(shipped, i, one->text, n, &m) != CONTENT_FOUND)
					fail_msg("%s:%d is not found", rules->file, one->line);
				assert_int_equal(content_judge(shipped, one->text, n, &m), CONTENT_FOUND);
				continue;
			}
			/* Whoever else finds it says so in its line. */
			for (size_t j = 0; j < content_categories(shipped); j++) {
				bool other = !strcmp(content_category(shipped, j)->name, one->other);
				enum content_result r = content_judge_one(shipped, j, one->text, n, &m);
				if (r != (other ? CONTENT_FOUND : CONTENT_CLEAR))
					fail_msg("%s:%d is %s by %s:%d", rules->file, one->line,
						r == CONTENT_FOUND ? "found" : "not decided",
						content_category(shipped, j)->file, r == CONTENT_FOUND ?
						m.v[0].line : 0);
			}
		}
		if (found < EXAMPLES_LEAST || clear < EXAMPLES_LEAST)
			fail_msg("%s has %zu and %zu examples", rules->file, found, clear);
	}
}

/* Each rule is there for a reason: without a word to look for it would cost every
 * message its time, and without an end it would look at all of it. */
static void rules_are_quick(void **state)
{
	(void)state;
	for (size_t i = 0; i < content_categories(shipped); i++) {
		const struct rules *rules = content_category(shipped, i);
		for (size_t k = 0; k < rules->list.n; k++) {
			const struct rule *rule = &rules->list.v[k];
			if (rule->n_words == 0 || rule->reach > 4096)
				fail_msg("%s:%d needs %zu words and reaches %zu", rules->file, rule->line,
					rule->n_words,
					rule->reach);
		}
	}
}

static void read_lines(const char *name, struct buf *out)
{
	const char *top = getenv("top_srcdir");
	char *dir = path_join(top ? top : ".", "tests/policy"), *path = path_join(dir, name);
	struct err e;

	buf_init(out, CEIL_CONFIG);
	if (!file_read(path, out, &e))
		fail_msg("%s", err_text(&e));
	free(path);
	free(dir);
}

/* The next line that is no comment, "\n" made a line feed; NULL at the end. */
static char *next_line(char **rest)
{
	char *line, *to;

	do {
		line = *rest;
		if (!*line)
			return NULL;
		*rest = line + strcspn(line, "\n");
		if (**rest)
			*(*rest)++ = '\0';
	} while (!*line || *line == '#');
	to = line;
	for (const char *p = line; *p; p++) {
		bool feed = p[0] == '\\' && p[1] == 'n';
		*to++ = feed ? '\n' : *p;
		p += feed;
	}
	*to = '\0';
	return line;
}

static void shops_are_not_bothered(void **state)
{
	struct content_match m;
	struct buf text;
	size_t n = 0;

	(void)state;
	read_lines("ordinary.txt", &text);
	for (char *rest = text.v, *line; (line = next_line(&rest)); n++) {
		enum content_result r = content_judge(shipped, line, strlen(line), &m);
		if (r == CONTENT_FOUND)
			fail_msg("“%s” is held by %s:%d for “%.*s”", line, m.file, m.v[0].line,
				(int)m.v[0].len,
				line + m.v[0].at);
		assert_int_equal(r, CONTENT_CLEAR);
	}
	assert_true(n > 200);
	buf_fini(&text);
}

/* The same rules, but made so that no words are known of them: each is tried
 * everywhere, in every view. Both must say the same of any text. */
static char *without_words(void)
{
	char *dir = make_dir("slow"), *from = shipped_dir();

	for (size_t i = 0; i < content_categories(shipped); i++) {
		const char *file = content_category(shipped, i)->file;
		char *path = path_join(from, file);
		struct buf text, out;
		struct err e;
		buf_init(&text, CEIL_CONFIG);
		buf_init(&out, CEIL_CONFIG);
		assert_true(file_read(path, &text, &e));
		for (char *line = text.v, *end; *line; line = end) {
			char *slash = NULL;
			end = line + strcspn(line, "\n");
			if (*end)
				*end++ = '\0';
			if (!strncmp(line, "strong ", 7) || !strncmp(line, "weak ", 5))
				slash = strchr(line, '/');
			if (slash)
				buf_addf(&out, "%.*s/(?i)%s\n", (int)(slash - line), line, slash + 1);
			else if (*line != '+' && *line != '-')
				buf_addf(&out, "%s\n", line);
		}
		assert_false(out.over);
		put(dir, file, out.v);
		buf_fini(&text);
		buf_fini(&out);
		free(path);
	}
	free(from);
	return dir;
}

static uint32_t dice;

static uint32_t roll(uint32_t below)
{
	dice = dice * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)(dice >> 8) * below) >> 24);
}

/* An example spoiled and disguised: words cut, digits for letters, signs between. */
static void spoil(const char *text, struct buf *out)
{
	static const char from[] = "aeiostlg", to[] = "43105719";

	buf_clear(out);
	for (const char *p = text; *p; p++) {
		const char *digit = strchr(from, *p);
		switch (roll(14)) {
		case 0:
			break;
		case 1:
			buf_addc(out, digit ? to[digit - from] : *p);
			break;
		case 2:
			buf_addc(out, *p);
			buf_adds(out, roll(2) ? "." : " ");
			break;
		case 3:
			buf_addc(out, *p);
			buf_addc(out, *p);
			break;
		default:
			buf_addc(out, *p);
		}
	}
}

static void same(const struct content *slow, const char *text, size_t n)
{
	/* Each text is asked of a few of the categories, in turn of all. */
	for (size_t i = roll(2); i < content_categories(shipped); i += 2) {
		struct content_match a = { .n = 0 }, b = { .n = 0 };
		enum content_result quick = content_judge_one(shipped, i, text, n, &a);
		enum content_result all = content_judge_one(slow, i, text, n, &b);
		if (quick != all || (quick == CONTENT_FOUND && (a.n != b.n || a.v[0].line != b.v[0].line)))
			fail_msg("“%s” in %s: %d of %d, not %d of %d", text, content_category(shipped,
				i)->file, (int)quick,
				a.n ? a.v[0].line : 0, (int)all, b.n ? b.v[0].line : 0);
	}
}

static void looking_at_words_first_misses_nothing(void **state)
{
	char *dir = without_words();
	struct err e;
	struct content *slow = content_load(dir, NULL, &e);
	struct buf spoiled;

	(void)state;
	if (!slow)
		fail_msg("%s", err_text(&e));
	assert_int_equal(content_category(slow, 0)->list.v[0].n_words, 0);
	buf_init(&spoiled, CEIL_TEXT);
	dice = 3;
	for (size_t i = 0; i < content_categories(shipped); i++) {
		const struct rules *rules = content_category(shipped, i);
		for (size_t k = 0; k < rules->examples.n; k++) {
			const char *text = rules->examples.v[k].text;
			same(slow, text, strlen(text));
			spoil(text, &spoiled);
			same(slow, spoiled.v, spoiled.n);
		}
	}
	buf_fini(&spoiled);
	content_free(slow);
	free(dir);
}

/* ---- disguises, and where they are ---- */

static void disguises_are_seen_through(void **state)
{
	/* What is marked must be found, exactly there; NULL: nothing is. */
	static const struct {
		const char *text, *mark;
	} t[] = {
		{ "main slot gacor yuk", "slot gacor" },
		{ "main SLOT, GACOR yuk", "SLOT, GACOR" },
		{ "main slot\ngacor yuk", "slot\ngacor" },
		{ "slotgacor", "slotgacor" },
		{ "#slot_gacor#", "slot_gacor" },
		{ "ayo s l 0 t g4c0r!", "s l 0 t g4c0r" },
		{ "x s l o t g a c o r x", "s l o t g a c o r" },
		{ "m a i n s l o t g a c o r yuk", "s l o t g a c o r" },
		{ "*s.l.o.t* g-a-c-o-r", "s.l.o.t* g-a-c-o-r" },
		{ "sl.ot ga-cor", "sl.ot ga-cor" },
		{ "s1ot g4c0r", "s1ot g4c0r" },
		{ "5lot 9acor", "5lot 9acor" },
		{ "slooooot gacorrrr", "slooooot gacorrrr" },
		{ "$lot g@cor", "$lot g@cor" },
		{ "ЅLОТ GАСОR", "ЅLОТ GАСОR" },
		{ "a ＳＬＯＴ　ＧＡＣＯＲ b", "ＳＬＯＴ　ＧＡＣＯＲ" },
		{ "𝗦𝗟𝗢𝗧 𝗚𝗔𝗖𝗢𝗥 🎰", "𝗦𝗟𝗢𝗧 𝗚𝗔𝗖𝗢𝗥" },
		{ "s\xe2\x80\x8blo\xe2\x80\x8bt g\xcc\xb6" "acor",
		"s\xe2\x80\x8blo\xe2\x80\x8bt g\xcc\xb6" "acor" },
		{ "slot 🎰🔥 gacor", "slot 🎰🔥 gacor" },
		{ "slot!!!!!!!!!! gacor", "slot!!!!!!!!!! gacor" },
		{ "slot gacor2 x", "slot gacor2" },
		{ "казино здесь", "казино" },
		{ "КАЗИНО", "КАЗИНО" },
		{ "日本賭博屋", "賭博" },
		{ "sabu", "sabu" },
		{ "s4bu", "s4bu" },
		{ "s-a-b-u", "s-a-b-u" },
		/* Words that only touch. */
		{ "slots gacor", NULL },
		{ "slot yang gacor", NULL },
		{ "situslot gacorin", NULL },
		{ "sabun", NULL },
		{ "bisa bu", NULL },
		/* A size or a number and a colour. */
		{ "size S abu 2", NULL },
		{ "5 abu, 3 putih", NULL },
		{ "5abu 3putih", NULL },
		{ "sa bu", NULL },
		{ "", NULL },
		{ " ", NULL },
		{ "!", NULL },
	};
	struct err e;
	struct content *c = load_one("x.rules",
		"category x block\nstrong /slot gacor/w # a\nstrong /казино/w # b\nstrong /賭博/ # c\n"
		"strong /sabu/w # d\n", &e);

	(void)state;
	assert_non_null(c);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct content_match m;
		enum content_result r = content_judge(c, t[i].text, strlen(t[i].text), &m);
		if (r != (t[i].mark ? CONTENT_FOUND : CONTENT_CLEAR))
			fail_msg("“%s” is %sfound", t[i].text, r == CONTENT_FOUND ? "" : "not ");
		if (r != CONTENT_FOUND)
			continue;
		const char *at = strstr(t[i].text, t[i].mark);
		if (m.n != 1 || at != t[i].text + m.v[0].at || m.v[0].len != strlen(t[i].mark))
			fail_msg("“%s” is found at “%.*s”", t[i].text, (int)m.v[0].len,
				t[i].text + m.v[0].at);
	}
	content_free(c);
}

static void a_space_is_wide(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool found;
	} t[] = {
		{ "/a b/w", "a b", true },	{ "/a b/w", "ab", true },	 { "/a b/w", "a -- b", true },
		{ "/a b/w", "a, x b", false },	{ "/a +b/w", "ab", false },	 { "/a +b/w", "a b", true },
		{ "/a ?b/w", "a b", true },	{ "/a[ ]b/w", "ab", false },	 { "/a[ ]b/w", "a b", true },
		{ "/a\\ b/w", "a-b", false },	{ "/a b # why/xw", "ab", true }, { "/a b/xw", "a b", false },
		{ "/A B/w", "a b", true },	{ "/É/w", "e", true },		 { "/[A-Z]x/w", "qx", true },
		{ "/(?<Name>qx)\\k<Name>/w", "qxqx", true },			 { "/\\Qa.b\\E/w", "axb",
		false },
		{ "/a\\/b/", "a/b", true },	{ "/[[:alpha:]]9/w", "k9", true },
		{ "/x{2}y/i", "xxy", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		char file[200];
		struct content_match m;
		struct err e;
		snprintf(file, sizeof file, "category x block\nstrong %s # why\n", t[i].pattern);
		struct content *c = load_one("x.rules", file, &e);
		if (!c)
			fail_msg("%s: %s", t[i].pattern, err_text(&e));
		bool found = content_judge(c, t[i].text, strlen(t[i].text), &m) == CONTENT_FOUND;
		if (found != t[i].found)
			fail_msg("%s %s “%s”", t[i].pattern, found ? "finds" : "does not find", t[i].text);
		content_free(c);
	}
}

/* ---- deciding ---- */

static const char *const several =
	"category two confirm Things of two\n"
	"weak /satu/w # one\nweak /dua/w # two\nweak /tiga/w # three\nweak /empat/w # four\n"
	"strong /lima/w # five\n";

static void three_weak_rules_decide(void **state)
{
	static const struct {
		const char *text;
		size_t n; /* places, 0: clear */
		int line;
	} t[] = {
		{ "satu", 0, 0 },
		{ "satu dua", 0, 0 },
		{ "satu dua dua satu dua", 0, 0 },
		{ "satu dua tiga", 3, 2 },
		{ "empat tiga dua", 3, 3 },
		{ "satu dua tiga empat", 3, 2 },
		{ "lima", 1, 6 },
		{ "satu dua tiga lima", 1, 6 },
		{ "satu lima", 1, 6 },
	};
	struct err e;
	struct content *c = load_one("two.rules", several, &e);

	(void)state;
	assert_non_null(c);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct content_match m;
		enum content_result r = content_judge(c, t[i].text, strlen(t[i].text), &m);
		assert_int_equal(r, t[i].n ? CONTENT_FOUND : CONTENT_CLEAR);
		if (r != CONTENT_FOUND)
			continue;
		assert_int_equal(m.n, t[i].n);
		assert_int_equal(m.v[0].line, t[i].line);
		assert_string_equal(m.category, "two");
		assert_string_equal(m.title, "Things of two");
		assert_string_equal(m.file, "two.rules");
		assert_int_equal(m.action, CONTENT_CONFIRM);
	}
	content_free(c);
}

static void the_strongest_action_counts(void **state)
{
	char *dir = make_dir("many");
	struct content_match m;
	struct err e;

	(void)state;
	put(dir, "a.rules", "category a note\nstrong /kata/w # why\n");
	put(dir, "b.rules", "category b block\nstrong /kata|lain/w # why\n");
	put(dir, "c.rules", "category c confirm\nstrong /kata|beda/w # why\n");
	struct content *c = content_load(dir, NULL, &e);
	assert_non_null(c);
	assert_int_equal(content_judge(c, "kata", 4, &m), CONTENT_FOUND);
	assert_string_equal(m.category, "b");
	assert_true(content_set_action(c, "b", CONTENT_NOTE));
	assert_false(content_set_action(c, "d", CONTENT_NOTE));
	assert_int_equal(content_judge(c, "kata", 4, &m), CONTENT_FOUND);
	assert_string_equal(m.category, "c");
	assert_int_equal(content_judge(c, "lain", 4, &m), CONTENT_FOUND);
	assert_int_equal(m.action, CONTENT_NOTE);
	content_free(c);
	free(dir);
}

static void limits_are_no_pass(void **state)
{
	struct err e;
	struct content *c = load_one("x.rules",
		"category x block\nstrong /(?i)(?:a|aa|a?a)+[yz]/ # wild\nstrong /judi/w # why\n", &e);
	struct content_match m;
	char *text = xmalloc(CEIL_TEXT + 2);

	(void)state;
	assert_non_null(c);
	memset(text, 'b', 3000);
	assert_int_equal(content_judge(c, text, 3000, &m), CONTENT_CLEAR);
	memset(text, 'a', 3000);
	assert_int_equal(content_judge(c, text, 3000, &m), CONTENT_LIMIT);
	/* What is certain is said all the same. */
	memcpy(text, "judi ", 5);
	assert_int_equal(content_judge(c, text, 3000, &m), CONTENT_FOUND);
	assert_int_equal(m.v[0].line, 3);
	memset(text, 'b', CEIL_TEXT + 1);
	assert_int_equal(content_judge(c, text, CEIL_TEXT, &m), CONTENT_CLEAR);
	assert_int_equal(content_judge(c, text, CEIL_TEXT + 1, &m), CONTENT_LIMIT);
	content_free(c);
	free(text);
}

/* What is not known outweighs what a person may confirm, not what is blocked. */
static void a_limit_outweighs_a_question(void **state)
{
	char *dir = make_dir("many");
	struct content_match m;
	struct err e;
	char text[3001];

	(void)state;
	put(dir, "a.rules", "category a block\nstrong /(?i)(?:a|aa|a?a)+[yz]/ # wild\n");
	put(dir, "b.rules", "category b confirm\nstrong /judi/w # why\n");
	struct content *c = content_load(dir, NULL, &e);
	assert_non_null(c);
	memset(text, 'a', sizeof text);
	memcpy(text, "judi ", 5);
	assert_int_equal(content_judge(c, text, sizeof text, &m), CONTENT_LIMIT);
	assert_int_equal(content_judge(c, text, 5, &m), CONTENT_FOUND);
	content_free(c);
	free(dir);
}

/* ---- files ---- */

static void bad_files_say_where(void **state)
{
	static const struct {
		const char *name, *text, *key, *line;
	} t[] = {
		{ "x.rules", "", "rules.header", "0" },
		{ "x.rules", "# nothing\n", "rules.header", "1" },
		{ "x.rules", "strong /a/ # b\n", "rules.header", "1" },
		{ "x.rules", "category x\n", "rules.action", "1" },
		{ "x.rules", "category x stop\n", "rules.action", "1" },
		{ "x.rules", "category y block\n", "rules.name", "1" },
		{ "x.rules", "category X block\n", "rules.name", "1" },
		{ "x y.rules", "category x block\n", "rules.name", "1" },
		{ "x.rules", "category x block\ncategory x block\n", "rules.twice", "2" },
		{ "x.rules", "category x block\n\n# c\nstark /a/ # b\n", "rules.line", "4" },
		{ "x.rules", "category x block\nstrong a # b\n", "rules.slash", "2" },
		{ "x.rules", "category x block\nstrong /a # b\n", "rules.open", "2" },
		{ "x.rules", "category x block\nstrong /a\\/ # b\n", "rules.open", "2" },
		{ "x.rules", "category x block\nstrong /a/g # b\n", "rules.flag", "2" },
		{ "x.rules", "category x block\nstrong /a/n # b\n", "rules.flag", "2" },
		{ "x.rules", "category x block\nstrong /a/\n", "rules.why", "2" },
		{ "x.rules", "category x block\nstrong /a/ #\n", "rules.why", "2" },
		{ "x.rules", "category x block\nstrong /a(/ # b\n", "rules.pattern", "2" },
		{ "x.rules", "category x block\nstrong /a*/ # b\n", "rules.empty", "2" },
		{ "x.rules", "category x block\nstrong // # b\n", "rules.empty", "2" },
		{ "x.rules", "category x block\n+\n", "rules.example.empty", "2" },
		{ "x.rules", "category x block\n+more text\n", "rules.example", "2" },
		{ "x.rules", "category x block\n-No such\n", "rules.example", "2" },
		{ "x.rules", "category x block\nstrong /a\xff/ # b\n", "rules.utf8", NULL },
		{ "x.rules", "category x block\nstrong /judi/w # b\n\n+ kuda\n", "content.example.missed",
		"4" },
		{ "x.rules", "category x block\nweak /judi/w # b\n+ judi\n", "content.example.missed", "3" },
		{ "x.rules", "category x block\nstrong /judi/w # b\n- jud1\n", "content.example.found", "3" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct err e = { 0 };
		char line[16] = "";
		struct content *c = load_one(t[i].name, t[i].text, &e);
		if (c)
			fail_msg("case %zu is taken for good", i);
		if (strcmp(e.say.key, t[i].key))
			fail_msg("case %zu says %s: %s", i, e.say.key, err_text(&e));
		if (e.kind != ERR_USAGE || (t[i].line && (!sentence_arg(&e.say, "line", line, sizeof line) ||
							 strcmp(line, t[i].line))))
			fail_msg("case %zu is in line %s: %s", i, line, err_text(&e));
		assert_non_null(strstr(err_text(&e), t[i].name));
	}
}

static void own_files_replace_and_add(void **state)
{
	char *ours = make_dir("shipped"), *own = make_dir("own"), *none = in_root("none");
	struct content_match m;
	struct err e;

	(void)state;
	put(ours, "a.rules", "category a block\nstrong /judi/w # why\n");
	put(ours, "b.rules", "category b block\nstrong /rokok/w # why\n");
	put(ours, "README", "no rules");
	put(own, "a.rules", "category a note Mine\nstrong /kuda/w # why\n");
	put(own, "c.rules", "category c confirm Competitors\nstrong /toko sebelah/w # never name them\n");
	put(own, ".c.rules", "broken");
	put(own, "d.rules~", "broken");

	struct content *c = content_load(ours, own, &e);
	if (!c)
		fail_msg("%s", err_text(&e));
	assert_int_equal(content_categories(c), 3);
	assert_string_equal(content_category(c, 0)->name, "a");
	assert_string_equal(content_category(c, 2)->title, "Competitors");
	assert_int_equal(content_judge(c, "judi", 4, &m), CONTENT_CLEAR);
	assert_int_equal(content_judge(c, "kuda", 4, &m), CONTENT_FOUND);
	assert_int_equal(m.action, CONTENT_NOTE);
	assert_int_equal(content_judge(c, "rokok", 5, &m), CONTENT_FOUND);
	assert_int_equal(content_judge(c, "toko sebelah", 12, &m), CONTENT_FOUND);
	assert_string_equal(m.v[0].why, "never name them");
	content_free(c);

	c = content_load(ours, none, &e);
	assert_non_null(c);
	assert_int_equal(content_categories(c), 2);
	content_free(c);

	/* A fault in one's own is a fault of the whole. */
	put(own, "c.rules", "category c confirm\nstrong /(/ # why\n");
	assert_null(content_load(ours, own, &e));
	assert_string_equal(e.say.key, "rules.pattern");
	assert_null(content_load(none, own, &e));
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	free(ours);
	free(own);
	free(none);
}

/* ---- sentences, threads ---- */

static void sentences_name_the_words(void **state)
{
	struct content_match m;
	struct sentence say, change;
	char text[SENTENCE_SAID];
	struct err e;

	(void)state;
	static const char bad[] = "Ayo main\nslot\ngacor sekarang";
	assert_int_equal(content_judge(shipped, bad, strlen(bad), &m), CONTENT_FOUND);
	content_say(CONTENT_FOUND, &m, bad, &say, &change);
	assert_string_equal(say.key, "content.gambling");
	sentence_fill(&say, say.text, text, sizeof text);
	assert_non_null(strstr(text, "“slot gacor”: WhatsApp forbids gambling"));
	assert_non_null(strstr(text, "(gambling.rules:"));
	assert_string_equal(change.key, "content.block.change");

	/* Each that ships has a sentence of its own. */
	for (size_t i = 0; i < content_categories(shipped); i++) {
		const struct rules *rules = content_category(shipped, i);
		const char *example = rules->examples.v[0].text;
		char key[64];
		assert_true(rules->examples.v[0].found);
		assert_int_equal(content_judge_one(shipped, i, example, strlen(example), &m), CONTENT_FOUND);
		content_say(CONTENT_FOUND, &m, example, &say, &change);
		snprintf(key, sizeof key, "content.%s", rules->name);
		assert_string_equal(say.key, key);
	}

	struct content *c = load_one("two.rules", several, &e);
	assert_non_null(c);
	static const char weak[] = "satu, dua, tiga";
	assert_int_equal(content_judge(c, weak, strlen(weak), &m), CONTENT_FOUND);
	content_say(CONTENT_FOUND, &m, weak, &say, &change);
	sentence_fill(&say, say.text, text, sizeof text);
	assert_string_equal(text, "“satu … dua … tiga” is against the rules for Things of two (two.rules:2)");
	assert_string_equal(change.key, "content.confirm.change");
	content_say(CONTENT_LIMIT, &m, weak, &say, &change);
	assert_string_equal(say.key, "content.limit");
	content_free(c);
}

static void *judge_all(void *wrong)
{
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < content_categories(shipped); i++) {
			const struct rules *rules = content_category(shipped, i);
			for (size_t k = 0; k < rules->examples.n; k += 5) {
				const struct example *one = &rules->examples.v[k];
				struct content_match m;
				enum content_result r = content_judge_one(shipped, i, one->text,
					strlen(one->text), &m);
				if (r != (one->found ? CONTENT_FOUND : CONTENT_CLEAR))
					*(int *)wrong = one->line;
			}
		}
	return NULL;
}

static void threads_share_a_set(void **state)
{
	enum { THREADS = 4 };
	pthread_t threads[THREADS];
	int wrong[THREADS] = { 0 };

	(void)state;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, judge_all, &wrong[i]), 0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(wrong[i], 0);
	}
}

static int begin(void **state)
{
	char *dir = shipped_dir();
	struct err e;

	(void)state;
	if (!mkdtemp(root))
		return -1;
	shipped = content_load(dir, NULL, &e);
	if (!shipped)
		print_error("%s\n", err_text(&e));
	free(dir);
	return shipped ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	content_free(shipped);
	content_free(NULL);
	dir_remove(root);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_categories_are_there),
		cmocka_unit_test(examples_are_many_and_hold),
		cmocka_unit_test(rules_are_quick),
		cmocka_unit_test(shops_are_not_bothered),
		cmocka_unit_test(looking_at_words_first_misses_nothing),
		cmocka_unit_test(disguises_are_seen_through),
		cmocka_unit_test(a_space_is_wide),
		cmocka_unit_test(three_weak_rules_decide),
		cmocka_unit_test(the_strongest_action_counts),
		cmocka_unit_test(limits_are_no_pass),
		cmocka_unit_test(a_limit_outweighs_a_question),
		cmocka_unit_test(bad_files_say_where),
		cmocka_unit_test(own_files_replace_and_add),
		cmocka_unit_test(sentences_name_the_words),
		cmocka_unit_test(threads_share_a_set),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
