/* Pixels: what another program wrote for the terminal is taken whole or not at all, and
 * made anew; what the terminal answers when it is asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/mem.h"

#include "tui/pixels.h"
#include "tui/probe.h"

#include "base/banned.h"

#define K PIXELS_KITTY
#define S PIXELS_SIXEL
#define ST "\033\\"
#define HEAD "\033_Ga=T,f=32,s=1,v=1,c=1,r=1,m=1" ST
#define PIXEL "AAAA/w==" /* one, of four bytes */
#define RASTER "\033P0;1;0q\"1;1;4;6"

/* The room is 16 × 16; what is more than 4 kB stands in the rows below. */
static const struct {
	const char *name, *bytes;
	enum pixels_kind kind;
	bool good;
} cases[] = {
	{"one pixel", HEAD "\033_Gm=1;" PIXEL ST "\033_Gm=0" ST "\n", K, true},
	{"in one chunk", "\033_Ga=T,f=32,s=1,v=1,m=0;" PIXEL ST, K, true},
	{"without m", "\033_Ga=T,f=32,s=1,v=1;" PIXEL ST, K, true},
	{"three bytes", "\033_Ga=T,f=24,s=1,v=1,t=d,q=2;AAAA" ST, K, true},
	{"four bytes are the default", "\033_Ga=T,s=1,v=1;" PIXEL ST, K, true},
	{"more data than pixels", "\033_Ga=T,f=24,s=1,v=1;AAAAAAAA" ST, K, false},
	{"each chunk padded", HEAD "\033_Gm=1;AA==" ST "\033_Gm=1;AAD=" ST "\033_Gm=0;/w==" ST, K, true},
	{"bits behind the last byte", "\033_Ga=T,f=32,s=1,v=1;AAAA/x==" ST, K, true},
	{"less data than pixels", "\033_Ga=T,f=32,s=1,v=2;" PIXEL ST, K, false},
	{"much more data", "", K, false},
	{"a side of nothing", "\033_Ga=T,f=24,s=0,v=1;AAAA" ST, K, false},
	{"no side", "\033_Ga=T,f=24,v=1;AAAA" ST, K, false},
	{"wider than the room", "\033_Ga=T,f=24,s=17,v=1;AAAA" ST, K, false},
	{"a side of six digits", "\033_Ga=T,f=24,s=000001,v=1;AAAA" ST, K, false},
	{"a negative side", "\033_Ga=T,f=24,s=-1,v=1;AAAA" ST, K, false},
	{"PNG", "\033_Ga=T,f=100,s=1,v=1;AAAA" ST, K, false},
	{"a file", "\033_Ga=T,f=24,t=f,s=1,v=1;L2V0Yy9wYXNzd2Q=" ST, K, false},
	{"a file that goes", "\033_Ga=T,f=24,t=t,s=1,v=1;AAAA" ST, K, false},
	{"shared memory", "\033_Ga=T,f=24,t=s,s=1,v=1;AAAA" ST, K, false},
	{"packed", "\033_Ga=T,f=24,o=z,s=1,v=1;AAAA" ST, K, false},
	{"somebody's id", "\033_Ga=T,f=24,i=1,s=1,v=1;AAAA" ST, K, false},
	{"placeholders", "\033_Ga=T,U=1,f=24,s=1,v=1;AAAA" ST, K, false},
	{"behind the text", "\033_Ga=T,z=-1,f=24,s=1,v=1;AAAA" ST, K, false},
	{"deletes", "\033_Ga=d,d=A" ST, K, false},
	{"asks", "\033_Ga=q,f=24,s=1,v=1;AAAA" ST, K, false},
	{"only sends", "\033_Ga=t,f=24,s=1,v=1;AAAA" ST, K, false},
	{"a key twice", "\033_Ga=T,f=24,s=1,s=1,v=1;AAAA" ST, K, false},
	{"an empty key", "\033_Ga=T,,f=24,s=1,v=1;AAAA" ST, K, false},
	{"a comma at the end", "\033_Ga=T,f=24,s=1,v=1,;AAAA" ST, K, false},
	{"no keys", "\033_G;AAAA" ST, K, false},
	{"keys in a later chunk", HEAD "\033_Gm=0,s=2;" PIXEL ST, K, false},
	{"a later one without m", HEAD "\033_Gq=2;" PIXEL ST, K, false},
	{"never ends", HEAD "\033_Gm=1;" PIXEL ST, K, false},
	{"goes on behind its end", HEAD "\033_Gm=0;" PIXEL ST "\033_Gm=0;" PIXEL ST, K, false},
	{"text behind", "\033_Ga=T,f=24,s=1,v=1;AAAA" ST "rm -rf", K, false},
	{"text before", "x\033_Ga=T,f=24,s=1,v=1;AAAA" ST, K, false},
	{"clipboard behind", "\033_Ga=T,f=24,s=1,v=1;AAAA" ST "\033]52;c;cHdu\a", K, false},
	{"clipboard between", HEAD "\033]52;c;cHdu\a\033_Gm=0;" PIXEL ST, K, false},
	{"clipboard within", "\033_Ga=T,f=24,s=1,v=1;AA\033]52;c;cHdu\aAA" ST, K, false},
	{"the cursor between", HEAD "\033[5;5H\033_Gm=0;" PIXEL ST, K, false},
	{"a mode before", "\033[?1049l\033_Ga=T,f=24,s=1,v=1;AAAA" ST, K, false},
	{"Esc within", "\033_Ga=T,f=24,s=1,v=1;AA\033AA" ST, K, false},
	{"a chunk in a chunk", "\033_Ga=T,f=24,s=1,v=1;\033_Gm=0;AAAA" ST ST, K, false},
	{"ended by a bell", "\033_Ga=T,f=24,s=1,v=1;AAAA\a", K, false},
	{"ended by C1", "\033_Ga=T,f=24,s=1,v=1;AAAA\x9c", K, false},
	{"begun by C1", "\x9fGa=T,f=24,s=1,v=1;AAAA\x9c", K, false},
	{"C1 within", "\033_Ga=T,f=24,s=1,v=1;AA\x9d" "52;c;x\x9c" ST, K, false},
	{"no base64", "\033_Ga=T,f=24,s=1,v=1;AA!A" ST, K, false},
	{"padding within", "\033_Ga=T,f=24,s=1,v=1;AA==AAAA" ST, K, false},
	{"no padding", "\033_Ga=T,f=32,s=1,v=1;AAAA/w" ST, K, false},
	{"cut", "\033_Ga=T,f=24,s=1,v=1;AAAA\033", K, false},
	{"cut in the keys", "\033_Ga=T,f=24,s=", K, false},
	{"a sixel", RASTER "#0;2;0;0;0#0~~~~-" ST, K, false},
	{"nothing", "", K, false},

	{"four by six", RASTER "#0;2;100;0;50#0~~~~" ST "\n", S, true},
	{"lines ended, a colour again", RASTER "#0;2;0;0;0#0~~$#0~~-" ST, S, true},
	{"runs", RASTER "#1!4~$!2@!2A" ST, S, true},
	{"no parameters", "\033Pq\"1;1;4;6~" ST, S, true},
	{"a run past the width", RASTER "!5~" ST, S, false},
	{"past the width", RASTER "~~~~~" ST, S, false},
	{"below the height", RASTER "~-~" ST, S, false},
	{"a run without end", RASTER "!99999999999~" ST, S, false},
	{"a run of nothing", RASTER "!4" ST, S, false},
	{"a run of lines", RASTER "!4-" ST, S, false},
	{"wider than the room", "\033P0;1;0q\"1;1;17;6~" ST, S, false},
	{"higher than the room", "\033P0;1;0q\"1;1;4;17~" ST, S, false},
	{"no size", "\033P0;1;0q#0~" ST, S, false},
	{"two sizes", RASTER "~\"1;1;9999;9999~" ST, S, false},
	{"a colour that is none", RASTER "#0;2;101;0;0~" ST, S, false},
	{"another way of colours", RASTER "#0;1;360;50;50~" ST, S, false},
	{"a colour of three parts", RASTER "#0;2;1;1~" ST, S, false},
	{"a number that is none", RASTER "#~" ST, S, false},
	{"a number too many", RASTER "#1024~" ST, S, false},
	{"four parameters", "\033P0;1;0;0q\"1;1;4;6~" ST, S, false},
	{"a setting asked for", "\033P$qm" ST, S, false},
	{"another device", "\033P+q544e" ST, S, false},
	{"tmux's way through", "\033Ptmux;\033\033]52;c;x\a" ST, S, false},
	{"clipboard behind", RASTER "~" ST "\033]52;c;cHdu\a", S, false},
	{"clipboard within", RASTER "~\033]52;c;cHdu\a~" ST, S, false},
	{"the cursor behind", RASTER "~" ST "\033[1;1H", S, false},
	{"the cursor before", "\033[?25l" RASTER "~" ST, S, false},
	{"ended by a bell", RASTER "~\a", S, false},
	{"ended by C1", RASTER "~\x9c", S, false},
	{"begun by C1", "\x90q\"1;1;4;6~\x9c", S, false},
	{"C1 within", RASTER "~\x9b" "2J~" ST, S, false},
	{"a line feed within", RASTER "~\n~" ST, S, false},
	{"cancelled", RASTER "~\x18~" ST, S, false},
	{"letters below ?", RASTER "~>~" ST, S, false},
	{"DEL", RASTER "~\x7f~" ST, S, false},
	{"Esc and a letter", RASTER "~\033c" ST, S, false},
	{"a picture in a picture", RASTER "~" RASTER "~" ST ST, S, false},
	{"never ends", RASTER "~~", S, false},
	{"nothing drawn", RASTER "#0;2;0;0;0" ST, S, false},
	{"kitty's", "\033_Ga=T,f=24,s=1,v=1;AAAA" ST, S, false},
};

/* What goes to the terminal: the cursor kept, moved once, a picture, the cursor back. */
static void only_ours(const struct buf *out, enum pixels_kind kind, size_t parts)
{
	const char *s = buf_str(out);
	size_t moves = 0, pictures = 0;
	for (size_t i = 0; i < out->n; i++) {
		assert_true(s[i] == 033 || (s[i] >= ' ' && s[i] <= '~'));
		if (s[i] != 033)
			continue;
		assert_non_null(strchr(kind == K ? "78[_\\" : "78[P\\", s[i + 1]));
		moves += s[i + 1] == '[';
		pictures += s[i + 1] == '_' || s[i + 1] == 'P';
	}
	assert_int_equal(moves, 1);
	assert_int_equal(pictures, parts);
	assert_non_null(strstr(s, "\0337\033[3;5H\033"));
	assert_string_equal(s + out->n - 4, ST "\0338");
}

static void taken_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pixels p;
		int w = 16, h = 16;
		char *heap = xmalloc(strlen(cases[i].bytes) + 1); /* a read past it is seen */
		memcpy(heap, cases[i].bytes, strlen(cases[i].bytes));
		bool good = pixels_read(&p, cases[i].kind, heap, strlen(cases[i].bytes), &w, &h);
		free(heap);
		if (good != cases[i].good)
			fail_msg("%s: %s", cases[i].name, good ? "taken" : "refused");
		if (good) {
			struct buf out;
			pixels_show(&p, 2, 4, 3, 5, &out);
			only_ours(&out, cases[i].kind, cases[i].kind == K ? 2 : 1);
			buf_fini(&out);
		} else {
			assert_null(p.body.v);
		}
		pixels_fini(&p);
	}
}

/* Cut anywhere it is nothing. */
static void recorded(enum pixels_kind kind, const char *file)
{
	const char *top = getenv("top_srcdir");
	char *path = xasprintf("%s/tests/fixtures/pixels/%s", top ? top : ".", file);
	struct buf b = {0};
	struct pixels p;
	int w = 32, h = 32;
	buf_init(&b, 1 << 16);
	assert_true(file_read(path, &b, NULL));
	assert_true(pixels_read(&p, kind, b.v, b.n, &w, &h));
	assert_in_range(p.width, 8, 32);
	pixels_fini(&p);
	for (size_t n = 0; n + 1 < b.n; n++) {
		w = h = 32;
		assert_false(pixels_read(&p, kind, b.v, n, &w, &h));
	}
	/* Too large it says how large. */
	w = h = 2;
	assert_false(pixels_read(&p, kind, b.v, b.n, &w, &h));
	assert_true(w > 2 && h > 2);
	buf_fini(&b);
	free(path);
}

static void as_chafa_writes_it(void **state)
{
	(void)state;
	recorded(K, "kitty");
	recorded(K, "kitty-long"); /* each of its chunks is padded, with bits behind */
	recorded(S, "sixel");
}

/* A large one goes in units, each whole, and every byte of it in one of them. */
static void units(void **state)
{
	(void)state;
	struct buf in, out;
	struct pixels p;
	int w = 100, h = 100;
	buf_init(&in, 1 << 20);
	buf_adds(&in, "\033_Ga=T,f=24,s=100,v=100,m=1" ST "\033_Gm=0;");
	for (int i = 0; i < 40000; i++)
		buf_addc(&in, "abcd"[i % 4]);
	buf_adds(&in, ST);
	assert_true(pixels_read(&p, K, in.v, in.n, &w, &h));
	pixels_show(&p, 2, 4, 3, 5, &out);
	only_ours(&out, K, 11);
	size_t n = 0, data = 0;
	for (size_t at = 0, end; at < out.n; at = end, n++) {
		end = pixels_unit(K, &out, at);
		assert_true(end > at && end - at < 4096 + 100);
		assert_memory_equal(out.v + end - 2, end == out.n ? "\0338" : ST, 2);
		const char *body = memchr(out.v + at, ';', end - at);
		data += out.v[at + 1] == '_' && body ? (size_t)(out.v + end - 2 - body - 1) : 0;
	}
	assert_int_equal(n, 11);
	assert_int_equal(data, 40000);
	buf_fini(&out);
	buf_fini(&in);
	pixels_fini(&p);
	/* Much more data than pixels. */
	buf_init(&in, 1 << 20);
	buf_adds(&in, "\033_Ga=T,f=24,s=1,v=1;");
	for (int i = 0; i < 8000; i++)
		buf_addc(&in, 'A');
	buf_adds(&in, ST);
	assert_false(pixels_read(&p, K, in.v, in.n, &w, &h));
	buf_fini(&in);
}

static const struct {
	enum pixels_kind kind;
	int width, height, rows, cols, want_rows, want_cols;
} rooms[] = {
	{K, 100, 100, 20, 80, 20, 40}, /* as large as it goes, cells of 10 × 20 */
	{K, 100, 50, 20, 80, 20, 80},
	{K, 1000, 10, 20, 80, 1, 80},
	{K, 1, 8000, 20, 80, 20, 1},
	{S, 100, 100, 20, 80, 5, 10},
	{S, 101, 101, 20, 80, 6, 11},
};

static void room(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		struct pixels p = {.kind = rooms[i].kind, .width = rooms[i].width, .height = rooms[i].height};
		int rows = rooms[i].rows, cols = rooms[i].cols;
		pixels_cells(&p, 10, 20, &rows, &cols);
		if (rows != rooms[i].want_rows || cols != rooms[i].want_cols)
			fail_msg("case %zu: %d × %d", i, rows, cols);
	}
}

static const struct {
	const char *bytes;
	bool taken, last, kitty, sixel;
	int width, height;
} answers[] = {
	{"\033_Gi=31;OK" ST, true, false, true, false, 0, 0},
	{"\033_Gi=31;EINVAL:bad" ST, true, false, false, false, 0, 0},
	{"\033_Gi=31;OKAY" ST, true, false, false, false, 0, 0},
	{"\033_Gi=32;OK" ST, false, false, false, false, 0, 0},
	{"\033_Gi=31;OK", true, false, false, false, 0, 0},
	{"\033[?62;4;22c", true, true, false, true, 0, 0},
	{"\033[?65;1;2;4;6;9;15;16;17;18;21;22;28;29c", true, true, false, true, 0, 0},
	{"\033[?1;2c", true, true, false, false, 0, 0},
	{"\033[?4;6c", true, true, false, false, 0, 0}, /* a VT132 */
	{"\033[?62;44;14c", true, true, false, false, 0, 0},
	{"\033[?6c", true, true, false, false, 0, 0},
	{"\033[?c", false, false, false, false, 0, 0},
	{"\033[?62;;4c", false, false, false, false, 0, 0},
	{"\033[?62;4x;4c", false, false, false, false, 0, 0},
	{"\033[?62;00004c", false, false, false, false, 0, 0},
	{"\033[6;20;10t", true, false, false, false, 10, 20},
	{"\033[6;0;0t", false, false, false, false, 0, 0},
	{"\033[6;9999;10t", false, false, false, false, 0, 0},
	{"\033[4;600;800t", false, false, false, false, 0, 0},
	{"\033[6;20t", false, false, false, false, 0, 0},
	{"", false, false, false, false, 0, 0},
};

static void what_it_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct probe p = {0};
		bool last, taken = probe_read(&p, answers[i].bytes, strlen(answers[i].bytes), &last);
		if (taken != answers[i].taken || last != answers[i].last || p.kitty != answers[i].kitty ||
			p.sixel != answers[i].sixel || p.cell_width != answers[i].width || p.cell_height != answers[i].height)
			fail_msg("case %zu: %d %d %d %d %d %d", i, taken, last, p.kitty, p.sixel, p.cell_width,
				p.cell_height);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(taken_or_refused), cmocka_unit_test(as_chafa_writes_it), cmocka_unit_test(units),
		cmocka_unit_test(room), cmocka_unit_test(what_it_answers),
	};
	return cmocka_run_group_tests_name("pixels", tests, NULL, NULL);
}
