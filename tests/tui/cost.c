/* What keys, pastes and resizes cost on the line: bytes the screen wrote and in
 * how many pieces they came, medians of nine. Run by hand, no test:
 *	make tests/tui/cost && top_srcdir=… top_builddir=. tests/tui/cost */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"

#include "glass.h"
#include "stage.h"

#include "base/banned.h"

enum { TIMES = 9, QUIET_MS = 60, RESTED_MS = 250 };

struct cost {
	size_t bytes, pieces;
};

static int by_bytes(const void *a, const void *b)
{
	const struct cost *x = a, *y = b;
	return x->bytes < y->bytes ? -1 : x->bytes > y->bytes;
}

static void say_cost(const char *what, struct cost *c)
{
	qsort(c, TIMES, sizeof *c, by_bytes);
	printf("%-34s %6zu bytes in %zu (worst %zu in %zu)\n", what, c[TIMES / 2].bytes, c[TIMES / 2].pieces,
		c[TIMES - 1].bytes, c[TIMES - 1].pieces);
}

static struct cost typed_for(struct glass *g, const char *s, int quiet_ms)
{
	struct cost c;
	glass_count(g, &c.bytes, &c.pieces);
	glass_type(g, s, strlen(s));
	glass_settle(g, quiet_ms);
	glass_count(g, &c.bytes, &c.pieces);
	return c;
}

static struct cost typed(struct glass *g, const char *s)
{
	return typed_for(g, s, QUIET_MS);
}

int main(void)
{
	const char *top = getenv("top_srcdir"), *build = getenv("top_builddir");
	char dir[] = "/tmp/wartel-cost-XXXXXX";
	char *answers_file = xasprintf("%s/tests/tui/shop.json", top ? top : ".");
	json_t *answers = json_load_file(answers_file, 0, NULL);
	if (!answers || !mkdtemp(dir))
		return 1;
	char *socket = path_join(dir, "s");
	struct stage *stage = stage_new(socket, answers);
	char *program = path_join(build ? build : ".", "wartel");
	char *argv[] = {program, xstrdup("--socket"), socket, NULL};
	char *env[] = {xstrdup("TERM=xterm-256color"), xstrdup("LC_ALL=C.UTF-8"), xstrdup("INPUTRC=/dev/null"), xstrdup("WARTEL_PICTURES=no"),
		xasprintf("HOME=%s", dir), xasprintf("XDG_CONFIG_HOME=%s", dir), xasprintf("WARTEL_ETC=%s", dir),
		xasprintf("XDG_STATE_HOME=%s", dir), NULL};
	struct timespec a, b;
	struct cost c[TIMES];
	clock_gettime(CLOCK_MONOTONIC, &a);
	struct glass *g = glass_open(50, 200, argv, env);
	struct buf screen;
	buf_init(&screen, 1 << 20);
	do {
		glass_settle(g, 1);
		buf_clear(&screen);
		glass_text(g, &screen);
		clock_gettime(CLOCK_MONOTONIC, &b);
	} while (!strstr(buf_str(&screen), "Yang warna biru") && b.tv_sec < a.tv_sec + 5);
	printf("%-34s %6.1f ms (200x50, engine running)\n", "start to first full frame",
		(double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6);
	glass_settle(g, 300);

	typed(g, "r");
	for (int i = 0; i < TIMES; i++)
		c[i] = typed(g, "a");
	say_cost("a typed letter", c);
	typed(g, "\025\a");
	glass_settle(g, RESTED_MS);
	for (int i = 0; i < TIMES; i++)
		c[i] = typed_for(g, i % 2 ? "k" : "j", RESTED_MS);
	say_cost("next row of the list (thread too)", c);
	for (int i = 0; i < TIMES; i++)
		c[i] = typed_for(g, i % 2 ? "k" : "j", 30);
	say_cost("the same, a key held down", c);
	glass_settle(g, RESTED_MS);
	glass_resize(g, 50, 60);
	glass_settle(g, RESTED_MS);
	for (int i = 0; i < TIMES; i++)
		c[i] = typed_for(g, i % 2 ? "k" : "j", RESTED_MS);
	say_cost("the list alone (60 columns)", c);
	glass_resize(g, 50, 200);
	glass_settle(g, RESTED_MS);
	typed(g, "gg\r");
	for (int i = 0; i < TIMES; i++)
		c[i] = typed(g, i % 2 ? "k" : "j");
	say_cost("next message", c);
	typed(g, "h");
	char paste[2048] = "\033[200~";
	for (int i = 0; i < 2000; i++)
		paste[6 + i] = i % 7 == 6 ? ' ' : (char)('a' + i % 26);
	memcpy(paste + 2006, "\033[201~", 7);
	for (int i = 0; i < TIMES; i++) {
		typed(g, "r");
		c[i] = typed(g, paste);
		typed(g, "\025\025\025\025\025\025\025\a");
	}
	say_cost("a paste of 2,000 characters", c);
	for (int i = 0; i < TIMES; i++) {
		glass_count(g, &c[i].bytes, &c[i].pieces);
		for (int k = 0; k < 20; k++) {
			glass_resize(g, k % 2 ? 50 : 45, k % 2 ? 200 : 180);
			glass_settle(g, 20);
		}
		glass_settle(g, QUIET_MS);
		glass_count(g, &c[i].bytes, &c[i].pieces);
	}
	say_cost("20 resizes in 0.4 s", c);
	glass_close(g);
	stage_free(stage);
	json_decref(answers);
	for (int i = 0; env[i]; i++)
		free(env[i]);
	free(argv[1]);
	free(program);
	free(socket);
	free(answers_file);
	buf_fini(&screen);
	dir_remove(dir);
	return 0;
}
