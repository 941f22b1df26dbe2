/* bench_content: how long a message is looked at, by hand:
 *
 *	make tests/policy/bench_content && tests/policy/bench_content
 *
 * Ordinary text is made of the examples that must not be found; hostile text of the
 * words that the rules look for, and of all that makes folding slow. What is found in
 * them is taken out until nothing is, for a text that is found is done soon.
 * Milliseconds of the thread's own time. It is no test and fails nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"

#include "policy/content.h"

#include "base/banned.h"

enum { ROUNDS = 20, TAKES_MAX = 2000, SMALL = 1000, WORDS_MAX = 20000 };

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint32_t dice;

static uint32_t roll(uint32_t below)
{
	dice = dice * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)(dice >> 8) * below) >> 24);
}

struct words {
	char *v[WORDS_MAX];
	size_t n;
};

/* The words that stand in the patterns of a file. */
static void read_words(const char *dir, const struct rules *rules, struct words *out)
{
	char *path = path_join(dir, rules->file);
	struct buf text;
	struct err e;

	buf_init(&text, CEIL_CONFIG);
	if (!file_read(path, &text, &e)) {
		fprintf(stderr, "%s\n", err_text(&e));
		exit(1);
	}
	for (char *line = text.v; line && *line; line = strchr(line, '\n'), line += line != NULL) {
		char *end = line + strcspn(line, "\n"), *why = strstr(line, "  # ");
		if (strncmp(line, "strong /", 8) && strncmp(line, "weak /", 6))
			continue;
		if (why && why < end)
			end = why;
		for (char *p = strchr(line, '/'); p < end;) {
			size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz");
			if (n > 2 && p + n <= end && out->n < WORDS_MAX)
				out->v[out->n++] = xstrndup(p, n);
			p += n ? n : 1;
		}
	}
	buf_fini(&text);
	free(path);
}

enum { ORDINARY, WORDS, CUT, GLUED, SPELLED, LEET, SIGNS, ONE_WORD, FLOOD, LIGATURES, MATHS, DIGITS,
	ONE_LETTER, VERBS,
	KINDS };
static const char *const names[KINDS] = {
	"ordinary", "all words, cut", "words with a letter missing", "words run together",
		"words spelled out",
	"words in digits", "words in signs", "one word again and again", "accents", "ligatures",
	"mathematical letters",
	"numbers", "one letter", "verbs of asking",
};

static void add_ordinary(const struct content *c, struct buf *b)
{
	const struct rules *rules = content_category(c, roll((uint32_t)content_categories(c)));
	const struct example *e = &rules->examples.v[roll((uint32_t)rules->examples.n)];

	if (!e->found) {
		buf_adds(b, e->text);
		buf_addc(b, '\n');
	}
}

static void add_leet(struct buf *b, const char *word)
{
	static const char from[] = "abegiost", to[] = "48391057";

	for (const char *p = word; *p; p++) {
		const char *at = roll(2) ? strchr(from, *p) : NULL;
		buf_addc(b, at ? to[at - from] : *p);
	}
	buf_addc(b, ' ');
}

static void add_hostile(int kind, const struct words *w, struct buf *b)
{
	static const char *const verbs[] = { "kirim ", "berikan ", "share ", "jual ", "ready ", "tanpa ",
		"obat ", "kartu " };
	const char *word = w->v[roll((uint32_t)w->n)];

	switch (kind) {
	case WORDS:
		buf_addf(b, "%s%s ", word, roll(3) ? "" : "q");
		break;
	case CUT:
		buf_addf(b, "%.*s ", (int)strlen(word) - 1, word);
		break;
	case GLUED:
		buf_addf(b, "%sq", word);
		break;
	case SPELLED:
		for (; *word; word++)
			buf_addf(b, "%c ", *word);
		buf_adds(b, "q ");
		break;
	case LEET:
		add_leet(b, word);
		buf_adds(b, "q ");
		break;
	case SIGNS:
		for (; *word; word++)
			buf_addf(b, "%c%s", *word, roll(2) ? "." : "");
		buf_adds(b, "*q ");
		break;
	case ONE_WORD:
		buf_adds(b, "slotq gac ");
		break;
	case FLOOD:
		buf_adds(b, "s\xcc\xb6l\xcc\xb5\xcc\xb8\xcc\xb7");
		break;
	case LIGATURES:
		buf_adds(b, "\xef\xb7\xba\xef\xac\x83\xe3\x8e\x8f");
		break;
	case MATHS:
		buf_addf(b, "\xf0\x9d\x97%c", 0x80 + (int)roll(0x34));
		break;
	case DIGITS:
		buf_addf(b, "%u %04u-", roll(99999), roll(9999));
		break;
	case ONE_LETTER:
		buf_addc(b, 's');
		break;
	default:
		buf_adds(b, verbs[roll(sizeof verbs / sizeof *verbs)]);
	}
}

/* Puts letters without meaning where something is found. */
static void take_out(const struct content *c, struct buf *b)
{
	struct content_match m;

	for (int i = 0; i < TAKES_MAX && content_judge(c, b->v, b->n, &m) == CONTENT_FOUND; i++)
		for (size_t j = 0; j < m.n; j++)
			memset(b->v + m.v[j].at, 'z', m.v[j].len);
}

static void make_text(int kind, const struct content *c, const struct words *w, size_t n, struct buf *b)
{
	buf_init(b, CEIL_TEXT + 4096);
	/* In pieces, which are cleaned sooner than the whole. */
	while (b->n < n) {
		struct buf piece;
		buf_init(&piece, 2 * SMALL);
		while (piece.n < SMALL) {
			if (kind == ORDINARY)
				add_ordinary(c, &piece);
			else
				add_hostile(kind, w, &piece);
		}
		take_out(c, &piece);
		buf_add(b, piece.v, piece.n);
		buf_fini(&piece);
	}
	while (n > 0 && ((unsigned char)b->v[n] & 0xc0) == 0x80)
		n--;
	b->n = n;
	b->v[n] = '\0';
	take_out(c, b);
}

static void measure(int kind, const struct content *c, const struct words *w, size_t n)
{
	static const char *const results[] = { "clear", "found", "limit" };
	enum content_result result = CONTENT_CLEAR;
	double worst = 0, sum = 0;
	struct buf b;

	dice = 7;
	make_text(kind, c, w, n, &b);
	for (int i = 0; i < ROUNDS; i++) {
		struct content_match m;
		double begin = now_ms();
		result = content_judge(c, b.v, b.n, &m);
		double took = now_ms() - begin;
		sum += took;
		worst = took > worst ? took : worst;
	}
	printf("%-28s %6zu %9.3f %9.3f  %s\n", names[kind], n, sum / ROUNDS, worst, results[result]);
	buf_fini(&b);
}

int main(int argc, char **argv)
{
	const char *data = getenv("WARTEL_DATADIR");
	char *dir = argc > 1 ? xstrdup(argv[1]) : path_join(data && *data ? data : "data", "content");
	static struct words words;
	struct err e;
	double begin = now_ms();
	struct content *c = content_load(dir, NULL, &e);

	if (!c) {
		fprintf(stderr, "%s\n", err_text(&e));
		return 1;
	}
	printf("loaded in %.1f ms\n\n%-28s %6s %9s %9s\n", now_ms() - begin, "text", "bytes", "mean ms",
		"worst ms");
	for (size_t i = 0; i < content_categories(c); i++)
		read_words(dir, content_category(c, i), &words);
	for (int kind = 0; kind < KINDS; kind++) {
		measure(kind, c, &words, SMALL);
		measure(kind, c, &words, CEIL_TEXT);
	}
	for (size_t i = 0; i < words.n; i++)
		free(words.v[i]);
	content_free(c);
	free(dir);
	return 0;
}
