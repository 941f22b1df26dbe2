/* Keys: bytes to names, cut anywhere; and the table of bindings agrees with itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* No sequence of a mode is bound twice, nor hides a longer one of that mode. */
static void bindings_agree(void **state)
{
	(void)state;
	for (const struct binding *a = keymap; a->keys; a++)
		for (const struct binding *b = keymap; b->keys; b++) {
			if (a == b || a->mode != b->mode)
				continue;
			size_t n = strlen(a->keys);
			bool same = !strcmp(a->keys, b->keys);
			bool start = !strncmp(a->keys, b->keys, n) && b->keys[n] == ' ';
			if (same || start)
				print_message("%s: %s and %s\n", mode_name(a->mode), a->keys, b->keys);
			assert_false(same || start);
		}
}

static void bindings_are_found(void **state)
{
	(void)state;
	bool more;
	for (const struct binding *b = keymap; b->keys; b++)
		assert_ptr_equal(keymap_find(b->mode, b->keys, &more), b);
	assert_string_equal(keymap_find(MODE_LIST, "?", &more)->line, "help");
	assert_null(keymap_find(MODE_LIST, "g", &more));
	assert_true(more);
	assert_null(keymap_find(MODE_LIST, "g Z", &more));
	assert_false(more);
	assert_null(keymap_find(MODE_COMPOSE, "?", &more)); /* a letter there */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_to_names), cmocka_unit_test(paste_keeps_its_bytes),
		cmocka_unit_test(lone_escape),	  cmocka_unit_test(noise),
		cmocka_unit_test(bindings_agree), cmocka_unit_test(bindings_are_found),
	};
	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
