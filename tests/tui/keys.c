/* Keys: bytes to names, cut anywhere; and the table of bindings agrees with itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/keymap.h"
#include "tui/keys.h"

#include "base/banned.h"

static const struct {
	const char *bytes, *names;
} cases[] = {
	{"j", "j"},
	{"jk", "j k"},
	{"\r", "enter"},
	{"\t", "tab"},
	{" ", "space"},
	{"\x7f", "backspace"},
	{"\x04\x15\x0c\x1a", "C-d C-u C-l C-z"},
	{"\033[A\033OA\033[B", "up up down"},
	{"\033[5~\033[6~\033[3~", "pgup pgdn delete"},
	{"\033[H\033[F\033[1~\033[4~", "home end home end"},
	{"\033[Z", "s-tab"},
	{"\033\r", "M-enter"},
	{"\033b\033f", "M-b M-f"},
	{"\033\xc3\xa9", "M-é"},
	{"\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80", "é 日 😀"},
	{"\033[I\033[O", "focus-in focus-out"},
	{"\033[1;5C", "C-right"},
	{"\033[99;99;99~x", "unknown x"},
	{"\033[200~a\nb\033[31m\033[201~c", "paste c"},
	{"\033\033[A", "esc up"},
	{"\033[<0;12;3M\033[<0;12;3m", "click unknown"},
	{"\033[<64;1;1M\033[<65;1;1Mj", "wheel-up wheel-down j"},
	{"\033[<4;1;1M\033[<2;1;1M\033[<32;1;1M", "click unknown unknown"},
	{"\033[<0;0;3M\033[<;;M\033[<0;1;1;1Mx", "unknown unknown unknown x"},
};

static void names_of(const char *bytes, size_t n, size_t step, char *out, size_t cap)
{
	struct keys k;
	keys_init(&k);
	out[0] = 0;
	for (size_t i = 0; i < n; i += step) {
		keys_feed(&k, bytes + i, n - i < step ? n - i : step);
		struct key key;
		while (keys_next(&k, &key)) {
			size_t len = strlen(out);
			snprintf(out + len, cap - len, "%s%s", len ? " " : "", key.name);
		}
	}
	keys_fini(&k);
}

static void bytes_to_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t step = 1; step <= 8; step++) {
			char got[256];
			/* Cut after Esc the second Esc is not yet told from a Meta key. */
			names_of(cases[i].bytes, strlen(cases[i].bytes), step, got, sizeof got);
			if (strcmp(got, cases[i].names))
				print_message("case %zu, step %zu\n", i, step);
			assert_string_equal(got, cases[i].names);
		}
}

/* What the terminal says when it was asked is no key, however it comes; what a hand types
 * is one. */
static const struct {
	bool asked;
	const char *bytes, *names;
} answers[] = {
	{true, "\033_Gi=31;OK\033\\j", "answer j"},
	{true, "\033_Gi=31;EINVAL:no such thing\033\\j", "answer j"},
	{true, "\033_Gi=31;OK\033\\\033[6;20;10t\033[?62;4cj", "answer answer answer j"},
	{true, "\033[?65;1;2;4;6;9;15;16;17;18;21;22;28;29cj", "answer j"},
	{false, "\033[?65;1;2;4;6;9;15;16;17;18;21;22;28;29cj", "answer j"},
	{true, "\033_a\033b\033[A", "M-_ a M-b up"},
	{true, "\033[6~\033[?25hj", "pgdn unknown j"},
	{true, "\033_Gi=31;\001j", "answer C-a j"},
	{true, "\033_Gi=31;O\033[Aj", "answer up j"},
	{false, "\033_Gj", "M-_ G j"},
};

static void answers_are_no_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		for (size_t step = 1, n = strlen(answers[i].bytes); step <= 8; step++) {
			struct keys k;
			struct key key;
			char got[256] = "";
			keys_init(&k);
			k.answers = answers[i].asked;
			for (size_t at = 0; at < n; at += step) {
				keys_feed(&k, answers[i].bytes + at, n - at < step ? n - at : step);
				while (keys_next(&k, &key)) {
					size_t len = strlen(got);
					snprintf(got + len, sizeof got - len, "%s%s", len ? " " : "", key.name);
				}
			}
			if (strcmp(got, answers[i].names))
				fail_msg("case %zu, step %zu: %s", i, step, got);
			keys_fini(&k);
		}
}

/* Half of one is waited for, a while; then it is dropped, and what is typed counts. */
static void half_an_answer(void **state)
{
	(void)state;
	struct keys k;
	struct key key;
	keys_init(&k);
	k.answers = true;
	keys_feed(&k, "\033_Gi=31", 7);
	assert_false(keys_next(&k, &key));
	assert_true(keys_waiting(&k));
	for (int i = 0; i < 10; i++)
		assert_false(keys_flush(&k, &key));
	keys_feed(&k, ";OK\033\\", 5);
	assert_true(keys_next(&k, &key));
	assert_string_equal(key.name, "answer");
	assert_memory_equal(key.raw, "\033_Gi=31;OK\033\\", 13);
	keys_feed(&k, "\033[?62;", 6);
	assert_false(keys_next(&k, &key));
	int times = 0;
	while (!keys_flush(&k, &key))
		assert_in_range(++times, 1, 40);
	assert_string_equal(key.name, "answer");
	keys_feed(&k, "j", 1);
	assert_true(keys_next(&k, &key));
	assert_string_equal(key.name, "j");
	keys_feed(&k, "\033_", 2);
	assert_false(keys_next(&k, &key));
	assert_true(keys_flush(&k, &key));
	assert_string_equal(key.name, "M-_");
	assert_false(keys_waiting(&k));
	keys_fini(&k);
}

static void paste_keeps_its_bytes(void **state)
{
	(void)state;
	struct keys k;
	struct key key;
	keys_init(&k);
	keys_feed(&k, "\033[200~one\r\ntwo\033[20", 18);
	assert_false(keys_next(&k, &key));
	assert_false(keys_waiting(&k)); /* a paste is not hurried */
	keys_feed(&k, "1~", 2);
	assert_true(keys_next(&k, &key));
	assert_string_equal(key.name, "paste");
	assert_int_equal(key.n, 8);
	assert_memory_equal(key.raw, "one\r\ntwo", 8);
	keys_fini(&k);
}

static void lone_escape(void **state)
{
	(void)state;
	struct keys k;
	struct key key;
	keys_init(&k);
	keys_feed(&k, "\033", 1);
	assert_false(keys_next(&k, &key));
	assert_true(keys_waiting(&k));
	assert_true(keys_flush(&k, &key));
	assert_string_equal(key.name, "esc");
	assert_false(keys_waiting(&k));
	keys_fini(&k);
}

/* Any bytes at all give keys and end. */
static void noise(void **state)
{
	(void)state;
	uint32_t seed = 7;
	for (int round = 0; round < 2000; round++) {
		struct keys k;
		struct key key;
		char bytes[64];
		for (size_t i = 0; i < sizeof bytes; i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (char)(seed >> 24);
			if ((seed >> 12) % 5 == 0)
				bytes[i] = "\033[O~0"[(seed >> 8) % 5];
		}
		keys_init(&k);
		keys_feed(&k, bytes, sizeof bytes);
		size_t n = 0;
		while (keys_next(&k, &key) || keys_flush(&k, &key)) {
			assert_in_range(strlen(key.name), 1, KEY_NAME - 1);
			assert_true(++n <= sizeof bytes);
		}
		keys_fini(&k);
	}
}

/* The built-in keys are whole: parsing them is a bug when it fails. */
static void builtin(void **state)
{
	(void)state;
	struct keymap m = {0};
	bool more;
	assert_true(keymap_load(&m, NULL, NULL));
	assert_in_range(m.n, 60, 400);
	for (size_t i = 0; i < m.n; i++)
		assert_ptr_equal(keymap_find(&m, m.v[i].mode, m.v[i].keys, &more), &m.v[i]);
	assert_string_equal(keymap_find(&m, MODE_LIST, "?", &more)->line, "help");
	assert_string_equal(keymap_find(&m, MODE_LIST, "j", &more)->hint, "move");
	assert_null(keymap_find(&m, MODE_LIST, "down", &more)->note); /* the same as j */
	assert_null(keymap_find(&m, MODE_LIST, "g", &more));
	assert_true(more);
	assert_null(keymap_find(&m, MODE_LIST, "g Z", &more));
	assert_false(more);
	assert_null(keymap_find(&m, MODE_COMPOSE, "?", &more)); /* a letter there */
	keymap_fini(&m);
}

/* The user's file: what it says, what the map has afterwards, or the error. */
static const struct {
	const char *text, *mode_keys, *line, *error;
} files[] = {
	{"bind list j move 5 # five down | five\n", "list j", "move 5", NULL},
	{"bind any \"g x\" star # mine\n", "any g x", "star", NULL},
	{"bind thread C-t page why %m\n", "thread C-t", "page why %m", NULL},
	{"bind inbox M-s search is:starred\n", "inbox M-s", "search is:starred", NULL},
	{"# a comment\n\n\tbind any \"#\" help\n", "any #", "help", NULL},
	{"unbind inbox r\n", "inbox r", NULL, NULL},
	/* What a longer or shorter one of the built-in keys hid gives way. */
	{"bind any g help\n", "any g q", NULL, NULL},
	{"bind any \"? ?\" help\n", "any ?", NULL, NULL},
	{"bindd list j move 1\n", NULL, NULL, "keys.conf:1: bindd is neither bind nor unbind"},
	{"\nbind lst j move 1\n", NULL, NULL,
		"keys.conf:2: there is no mode lst: any, inbox, list, thread, look, page, log, "
		"queue, numbers, found, opened, edit, compose, line, choose"},
	{"bind list\n", NULL, NULL, "keys.conf:1: a key is missing after list"},
	{"bind list j\n", NULL, NULL, "keys.conf:1: what should j do? A command is missing"},
	{"bind list ctrl-j move 1\n", NULL, NULL,
		"keys.conf:1: there is no key ctrl-j: one character, C-x, M-x, or a name as enter, tab, esc, space, up, "
		"pgdn, f1"},
	{"bind list j move 1\nbind list j move 2\n", NULL, NULL,
		"keys.conf:2: j is bound twice in list, first in line 1"},
	{"bind list z help\nbind list \"z z\" help\n", NULL, NULL,
		"keys.conf:2: z z and z of line 1 begin alike: one could never be typed"},
	{"unbind list Q\n", NULL, NULL, "keys.conf:1: Q is not bound there"},
};

static void own_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct keymap m = {0};
		struct err e = {0};
		keymap_load(&m, NULL, NULL);
		bool ok = keymap_parse(&m, "keys.conf", files[i].text, true, &e);
		if (files[i].error) {
			assert_false(ok);
			assert_string_equal(err_text(&e), files[i].error);
		} else {
			const char *keys = strchr(files[i].mode_keys, ' ') + 1;
			const struct binding *found = NULL;
			for (size_t k = 0; k < m.n; k++)
				if (!strncmp(files[i].mode_keys, mode_name(m.v[k].mode), strlen(mode_name(m.v[k].mode))) &&
				    files[i].mode_keys[strlen(mode_name(m.v[k].mode))] == ' ' && !strcmp(m.v[k].keys, keys))
					found = &m.v[k];
			assert_true(ok);
			if (files[i].line) {
				assert_non_null(found);
				assert_string_equal(found->line, files[i].line);
			} else {
				assert_null(found);
			}
		}
		keymap_fini(&m);
	}
}

static void unknown_command(void **state)
{
	(void)state;
	struct keymap m = {0};
	struct err e = {0};
	assert_false(keymap_parse(&m, "keys.conf", "bind list j healt\n", true, &e));
	assert_non_null(strstr(err_text(&e), "keys.conf:1: "));
	assert_non_null(strstr(err_text(&e), "health"));
	keymap_fini(&m);
}

/* What a bad file of the user's leaves is the built-in keys, not half of his. */
static void bad_file(void **state)
{
	(void)state;
	struct keymap m = {0};
	struct err e = {0};
	char path[] = "/tmp/wartel-keys-XXXXXX";
	int fd = mkstemp(path);
	bool more;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "bind list j move 9\nnonsense\n", 28), 28);
	close(fd);
	assert_false(keymap_load(&m, path, &e));
	unlink(path);
	assert_non_null(strstr(err_text(&e), ":2: nonsense is neither"));
	assert_string_equal(keymap_find(&m, MODE_LIST, "j", &more)->line, "move 1");
	keymap_fini(&m);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_to_names), cmocka_unit_test(answers_are_no_keys), cmocka_unit_test(half_an_answer), cmocka_unit_test(paste_keeps_its_bytes),
		cmocka_unit_test(lone_escape),	  cmocka_unit_test(noise),
		cmocka_unit_test(builtin),	  cmocka_unit_test(own_files),
		cmocka_unit_test(unknown_command), cmocka_unit_test(bad_file),
	};
	/* For the manual's test: the page's sections. */
	if (argc > 1 && !strcmp(argv[1], "--man")) {
		struct buf out;
		buf_init(&out, 1 << 20);
		keymap_man(&out);
		fputs(buf_str(&out), stdout);
		buf_fini(&out);
		return 0;
	}
	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
