/* Cells: what another program drew, read without trusting it; how large pictures are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"

#include "tui/cells.h"
#include "tui/picture.h"

#include "base/banned.h"

/* Output, and the cells of it as rows: text, a blank for none, "|" after each row. */
static const struct {
	const char *output, *rows;
} texts[] = {
	{"ab\ncd", "ab |cd |"},
	{"abcdef\nx", "abc|x  |"},
	{"a\n\n\n\nb", "a  |"},
	{"\033[31mr\033[0mg\033[2Jb", "rgb|"},
	{"\033]0;title\007a\033]52;c;eA==\033\\b", "ab |"},
	{"\033P1$r0m\033\\a\033_Gi=1;AAAA\033\\b\033^x\033\\c", "abc|"},
	{"\033]0;never ends", ""},
	{"\033[", ""},
	{"\033", ""},
	{"\033cab", "ab |"},
	{"\r\b\x7f\ta", "a  |"},
	{"\xe6\x97\xa5z", "  z|"},
	{"\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd |"},
	{"\xc2\x9bz", "\xef\xbf\xbdz |"},
	{"\xe2\x80\xaez", "\xef\xbf\xbd"},
	{"\xe2\x96\x84\xe2\x96\x80", "\xe2\x96\x84\xe2\x96\x80 |"},
	{"", ""},
};

static void text_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct cells c;
		char got[256] = "";
		if (!strncmp(texts[i].output, "\xe2\x80\xae", 3))
			continue; /* judged below: nothing of it may remain */
		cells_read(&c, texts[i].output, strlen(texts[i].output), 3, 3);
		for (int k = 0; k < c.rows * c.cols; k++) {
			size_t n = strlen(got);
			snprintf(got + n, sizeof got - n, "%s%s", *c.v[k].text ? c.v[k].text : " ",
				k % c.cols == c.cols - 1 ? "|" : "");
		}
		if (strcmp(got, texts[i].rows))
			fail_msg("case %zu: %s", i, got);
		cells_fini(&c);
	}
	struct cells c;
	cells_read(&c, "\xe2\x80\xaez", 4, 1, 3);
	for (int k = 0; k < 3; k++)
		assert_null(strstr(c.v[k].text, "\xe2\x80\xae"));
	cells_fini(&c);
}

static const struct {
	const char *output;
	int fg, bg;
	unsigned attributes;
} looks[] = {
	{"x", -1, -1, 0},
	{"\033[31;44mx", 1, 4, 0},
	{"\033[91;104mx", 9, 12, 0},
	{"\033[1;7mx", -1, -1, LOOK_BOLD | LOOK_REVERSE},
	{"\033[1;7m\033[22;27mx", -1, -1, 0},
	{"\033[38;5;200;48;5;16mx", 200, 16, 0},
	{"\033[38;2;1;2;3;48;2;255;254;253mx", COLOUR_RGB | 0x010203, COLOUR_RGB | 0xfffefd, 0},
	{"\033[31m\033[mx", -1, -1, 0},
	{"\033[31;39mx", -1, -1, 0},
	{"\033[38;5mx", -1, -1, 0},
	{"\033[38;9;1mx", -1, -1, 0},
	{"\033[38;5;99999999999mx", -1, -1, 0},
	{"\033[31?mx", -1, -1, 0},
	{"\033[31 mx", -1, -1, 0},
	{"\033[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;31mx", -1, -1, 0},
};

static void colours(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		struct cells c;
		cells_read(&c, looks[i].output, strlen(looks[i].output), 1, 1);
		assert_int_equal(c.rows, 1);
		assert_string_equal(c.v[0].text, "x");
		struct look l = c.v[0].look;
		bool huge = strstr(looks[i].output, "99999") != NULL;
		if (huge) /* any colour of the palette, nothing beside it */
			assert_in_range(l.fg, 0, 255);
		else if (l.fg != looks[i].fg || l.bg != looks[i].bg || l.attributes != looks[i].attributes)
			fail_msg("case %zu: %d %d %u", i, l.fg, l.bg, l.attributes);
		cells_fini(&c);
	}
}

static void noise(void **state)
{
	(void)state;
	uint32_t seed = 11;
	char bytes[512];
	for (int round = 0; round < 3000; round++) {
		for (size_t i = 0; i < sizeof bytes; i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (seed >> 10) % 3 ? "\033[];m0159P\\\n\a\xc2\xe2"[(seed >> 16) % 15] : (char)(seed >> 24);
		}
		struct cells c;
		int w, h;
		cells_read(&c, bytes, sizeof bytes, 4, 9);
		assert_in_range(c.rows, 0, 4);
		for (int k = 0; k < 36; k++)
			for (const char *s = c.v[k].text; *s; s++)
				assert_true((unsigned char)*s >= 0x20 && *s != 0x7f);
		cells_fini(&c);
		memcpy(bytes, round % 2 ? "\xff\xd8\xff\xe0" : "RIFF\0\0\0\0WEBPVP8X", round % 2 ? 4 : 16);
		picture_size(bytes, (size_t)round % sizeof bytes, &w, &h);
	}
}

static const struct {
	const char *bytes;
	size_t n;
	int width, height; /* 0: it does not say */
} pictures[] = {
	{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0", 24, 640, 480},
	{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0", 23, 0, 0},
	{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\0\0\0\0\0\0\1", 24, 0, 0},
	{"GIF89a\x0a\0\x14\0", 10, 10, 20},
	{"GIF89a\0\0\x14\0", 10, 0, 0},
	{"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\1\0\2\x80\3x", 20, 640, 256},
	{"\xff\xd8\xff\xff\xff\xc2\0\x11\x08\1\0\2\x80\3x", 16, 640, 256},
	{"\xff\xd8\xff\xe0\0\0ab\xff\xc0\0\x11\x08\1\0\2\x80\3x", 20, 0, 0},
	{"\xff\xd8\xff\xc4\0\4ab\xff\xd9\xff\xc0\0\x11\x08\1\0\2\x80", 20, 0, 0},
	{"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\2\0\xdf\1\0", 30, 640, 480},
	{"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\1\x2a\x80\2\xe0\1", 30, 640, 480},
	{"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x7f\xc2\x77\0", 25, 640, 480},
	{"RIFF\0\0\0\0WAVEfmt ", 16, 0, 0},
	{"", 0, 0, 0},
};

static void sizes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
		int w = 0, h = 0;
		bool ok = picture_size(pictures[i].bytes, pictures[i].n, &w, &h);
		if (ok != (pictures[i].width > 0) || w != pictures[i].width || h != pictures[i].height)
			fail_msg("case %zu: %d %d×%d", i, ok, w, h);
	}
}

/* The real chafa, where there is one: a gradient of 8 × 8 is coloured cells. */
static void real_one(void **state)
{
	(void)state;
	if (access("/usr/bin/chafa", X_OK) != 0)
		skip();
	char path[] = "/tmp/wartel-picture-XXXXXX", out[65536];
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	assert_non_null(f);
	fprintf(f, "P3\n8 8\n255\n");
	for (int i = 0; i < 64; i++)
		fprintf(f, "%d %d 128\n", i % 8 * 36, i / 8 * 36);
	fclose(f);
	int pipes[2], status = 1;
	size_t n = 0;
	ssize_t got;
	assert_int_equal(pipe(pipes), 0);
	pid_t pid = fork();
	if (pid == 0) {
		char *const env[] = {xstrdup("LC_ALL=C.UTF-8"), xstrdup("TERM=xterm-256color"), NULL};
		if (!freopen(path, "r", stdin) || !freopen("/dev/null", "w", stderr) || dup2(pipes[1], 1) < 0)
			_exit(1);
		execle("/usr/bin/chafa", "chafa", "--format", "symbols", "--size", "8x4", "--colors", "256", "--animate",
			"off", "--threads", "1", "/dev/stdin", (char *)NULL, env);
		_exit(127);
	}
	close(pipes[1]);
	while (n < sizeof out && (got = read(pipes[0], out + n, sizeof out - n)) > 0)
		n += (size_t)got;
	close(pipes[0]);
	waitpid(pid, &status, 0);
	unlink(path);
	if (status != 0 || n == 0)
		skip(); /* it was built without a reader of this format */
	struct cells c;
	cells_read(&c, out, n, 12, 8);
	assert_int_equal(c.rows, 4);
	for (int i = 0; i < 32; i++)
		assert_true(*c.v[i].text && (c.v[i].look.fg != COLOUR_OWN || c.v[i].look.bg != COLOUR_OWN));
	cells_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_alone), cmocka_unit_test(colours), cmocka_unit_test(noise),
		cmocka_unit_test(sizes),      cmocka_unit_test(real_one),
	};
	return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}
