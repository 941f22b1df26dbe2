/* Files, environment and flags laid over one another; errors with their places;
 * keys in files of their own; what a first run writes. */
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
#include "base/fs.h"
#include "base/mem.h"
#include "base/zone.h"

#include "config/config.h"

#include "base/banned.h"

static char root[] = "/tmp/wartel-config-XXXXXX";

static const char *const ours[] = { "WAHA_BASE_URL", "WAHA_SESSION_NAME", "WAHA_API_KEY", "DATABASE_PATH", "PORT",
	"FRONTEND_URL", "WHATSAPP_PHONE_NUMBER", "WHATSAPP_TIER", "BUSINESS_INITIATED_LIMIT", "NODE_ENV",
	"WARTEL_SOCKET" };

static void write_file(const char *name, const char *text, mode_t mode)
{
	struct err e = { 0 };
	char *path = path_join(root, name);

	if (!file_write(path, text, strlen(text), mode, &e)) {
		fail_msg("%s", err_text(&e));
	}
	free(path);
}

static char *path_of(const char *name)
{
	static char out[512];

	snprintf(out, sizeof out, "%s/%s", root, name);
	return out;
}

/* A clean world: no environment, no files. */
static int setup(void **state)
{
	static const char *const dirs[] = { "etc", "config/wartel", "data", "state" };
	struct err e = { 0 };

	(void)state;
	dir_remove(root);
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		if (!dir_make(path_of(dirs[i]), 0700, &e)) {
			return -1;
		}
	}
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
		unsetenv(ours[i]);
	}
	setenv("WARTEL_ETC", path_of("etc"), 1);
	setenv("XDG_CONFIG_HOME", path_of("config"), 1);
	setenv("XDG_DATA_HOME", path_of("data"), 1);
	setenv("XDG_STATE_HOME", path_of("state"), 1);
	setenv("HOME", root, 1);
	return 0;
}

#define USER "config/wartel/wartel.conf"
#define SYSTEM "etc/wartel.conf"

static struct config *load(enum config_side side)
{
	struct err e = { 0 };
	struct config *c = config_load(&(struct config_source){ .side = side }, &e);

	if (!c) {
		fail_msg("%s", err_text(&e));
	}
	return c;
}

static void nothing_set(void **state)
{
	struct config *c = load(CONFIG_BOTH);
	const struct number_config *n = config_number(c, 0);

	(void)state;
	assert_int_equal(config_numbers(c), 1);
	assert_false(config_found(c));
	assert_false(config_shared(c));
	assert_string_equal(n->name, "default");
	assert_string_equal(n->waha_url, "http://localhost:3000");
	assert_string_equal(n->waha_session, "default");
	assert_string_equal(n->key, "");
	assert_string_equal(n->default_country, "62");
	assert_string_equal(zone_name(n->limits.zone), "Asia/Jakarta");
	assert_int_equal(n->limits.open_minute, 8 * 60);
	assert_int_equal(n->limits.close_minute, 21 * 60);
	assert_false(n->limits.contact_hours);
	assert_int_equal(n->limits.daily_contacts, 50);
	assert_int_equal(n->limits.daily_initiations, 30);
	assert_int_equal(n->limits.ramp[13], 28);
	assert_int_equal(n->limits.reply_gap_lo_ms, 5000);
	assert_int_equal(n->limits.reply_gap_hi_ms, 8000);
	assert_int_equal(n->limits.start_gap_lo_ms, 30000);
	assert_int_equal(n->limits.start_gap_hi_ms, 60000);
	assert_int_equal(n->limits.dwell_lo_ms, 5000);
	assert_int_equal(n->limits.dwell_hi_ms, 8000);
	assert_int_equal(n->limits.message_life, 86400);
	assert_int_equal(n->limits.initiation_open_minute, n->limits.initiation_close_minute);
	assert_false(n->limits.demo);
	for (int d = 0; d < 7; d++) {
		assert_true(n->limits.weekday[d]);
	}
	assert_string_equal(config_data_dir(c), path_of("data/wartel"));
	assert_string_equal(config_database(c), path_of("data/wartel/wartel.db"));
	assert_string_equal(config_own_socket(c), path_of("data/wartel/engine.sock"));
	assert_string_equal(config_state_dir(c), path_of("state/wartel/log"));
	assert_string_equal(config_user_file(c), path_of(USER));
	config_free(c);
}

/* Each later layer wins over the one before. */
static void later_wins(void **state)
{
	static const char *const steps[] = { "one", "two", "three", "four", "five" };
	const char *const flags[] = { "waha_session=five", NULL };
	struct err e = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++) {
		switch (i) {
		case 0: write_file(SYSTEM, "waha_session = one\n", 0644); break;
		case 1: write_file(USER, "# mine\n\n  waha_session=two   # why\n", 0644); break;
		case 2: write_file("config/wartel/.env", "OTHER=1\nexport WAHA_SESSION_NAME=\"three\"\n", 0644); break;
		case 3: setenv("WAHA_SESSION_NAME", "four", 1); break;
		}
		struct config *c = config_load(
			&(struct config_source){ .side = CONFIG_ENGINE, .flags = i == 4 ? flags : NULL }, &e);
		if (!c) {
			fail_msg("%s", err_text(&e));
		}
		assert_string_equal(config_number(c, 0)->waha_session, steps[i]);
		assert_int_equal(config_origin(c, "waha_session"), CONFIG_SYSTEM + i);
		assert_true(config_found(c));
		config_free(c);
	}
	/* --config F: only this file; the environment still counts, unless told not to. */
	write_file("only.conf", "waha_session = six\n", 0644);
	char *only = xstrdup(path_of("only.conf"));
	struct config *c = config_load(&(struct config_source){ .side = CONFIG_ENGINE, .file = only }, &e);
	assert_non_null(c);
	assert_string_equal(config_number(c, 0)->waha_session, "four");
	assert_string_equal(config_file(c), only);
	config_free(c);
	c = config_load(&(struct config_source){ .side = CONFIG_ENGINE, .file = only, .ignore_environment = true }, &e);
	assert_non_null(c);
	assert_string_equal(config_number(c, 0)->waha_session, "six");
	config_free(c);
	free(only);
}

static void every_name_of_the_environment(void **state)
{
	(void)state;
	setenv("WAHA_BASE_URL", "http://waha:3000/", 1);
	setenv("WAHA_SESSION_NAME", "toko", 1);
	setenv("WAHA_API_KEY", "s3cret", 1);
	setenv("DATABASE_PATH", path_of("crm/shop.db"), 1);
	setenv("WHATSAPP_PHONE_NUMBER", "0812-3456-7890", 1);
	setenv("WHATSAPP_TIER", "tier1", 1);
	setenv("BUSINESS_INITIATED_LIMIT", "12", 1);
	setenv("WARTEL_SOCKET", path_of("w.sock"), 1);
	setenv("NODE_ENV", "production", 1);
	setenv("PORT", "3001", 1);
	setenv("FRONTEND_URL", "https://crm.example", 1);
	struct config *c = load(CONFIG_BOTH);
	const struct number_config *n = config_number(c, 0);
	assert_string_equal(n->waha_url, "http://waha:3000");
	assert_string_equal(n->waha_session, "toko");
	assert_string_equal(n->key, "s3cret");
	assert_string_equal(n->expect_phone, "6281234567890");
	/* The lower of tier and limit; days are counted beside it. */
	assert_true(n->limits.tiered);
	assert_int_equal(n->limits.tier_limit, 12);
	assert_int_equal(n->limits.daily_initiations, 30);
	assert_string_equal(config_database(c), path_of("crm/shop.db"));
	assert_string_equal(config_data_dir(c), path_of("crm"));
	assert_string_equal(config_str(c, "socket"), path_of("w.sock"));
	/* Somebody else's socket is no place for an engine of one's own. */
	assert_string_equal(config_own_socket(c), path_of("crm/engine.sock"));
	const struct sentence *notes;
	assert_int_equal(config_notes(c, &notes), 1);
	assert_string_equal(notes[0].key, "config.node_env");
	assert_int_equal(config_int(c, "port"), 3001);
	assert_string_equal(config_str(c, "frontend_url"), "https://crm.example");
	config_free(c);
	setenv("BUSINESS_INITIATED_LIMIT", "1000", 1);
	c = load(CONFIG_BOTH);
	assert_int_equal(config_number(c, 0)->limits.tier_limit, 250);
	config_free(c);
}

static void wrong_lines(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *key, *word; /* word: must stand in the sentence */
	} cases[] = {
		{ "waha_url = localhost\n", 1, "config.value", "http://HOST:PORT" },
		{ "\n# x\nactiv_hours = 08:00-21:00\n", 3, "config.unknown", "\"active_hours\"" },
		{ "frobnicate_everything = 1\n", 1, "config.unknown_far", "config show" },
		{ "daily_contacts = 50\ndaily_contacts = 60\n", 2, "config.twice", "line 1" },
		{ "hello\n", 1, "config.line", "hello" },
		{ "= 3\n", 1, "config.line", "option = value" },
		{ "[number]\n waha_session = a\n", 1, "config.section_name", "[number]" },
		{ "[number 123]\nwaha_session = a\n", 1, "config.section_name", "digits alone" },
		{ "[server]\nwaha_session = a\n", 1, "config.section_name", "[server]" },
		{ "[number a\n", 1, "config.section", "[number NAME]" },
		{ "[number a]\nsocket = /x\n", 2, "config.not_per_number", "socket" },
		{ "key = abc\n", 1, "config.secret_here", "key_file" },
		{ "timezone = Asia/Jakrta\n", 1, "config.zone", "Asia/Jakarta" },
		{ "waha_session = a\xff\n", 1, "config.utf8", "UTF-8" },
		{ "\xef\xbb\xbfwaha_session = a\r\ndwell = 1\r\n", 2, "config.value", "dwell" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = { 0 };
		char place[600];
		write_file(USER, cases[i].text, 0600);
		struct config *c = config_load(&(struct config_source){ .side = CONFIG_BOTH }, &e);
		if (c) {
			fail_msg("accepted: %s", cases[i].text);
		}
		snprintf(place, sizeof place, "%s:%d:", path_of(USER), cases[i].line);
		if (e.kind != ERR_USAGE || strcmp(e.say.key, cases[i].key) ||
			strncmp(err_text(&e), place, strlen(place)) || !strstr(err_text(&e), cases[i].word)) {
			fail_msg("case %zu: %s: %s", i, e.say.key, err_text(&e));
		}
	}
}

static void numbers_of_their_own(void **state)
{
	(void)state;
	write_file(USER, "daily_contacts = 40\n[number toko]\nwaha_session = a\n"
		"[number gudang]\nwaha_session = b\ndaily_contacts = 20\ntimezone = WITA\nactive_hours = 20:00-02:00\n"
		"active_days = mon-fri\nholidays = 1970-01-02\ninitiation_hours = 21:00-22:00\n"
		"contact_hours = yes\n", 0600);
	struct config *c = load(CONFIG_ENGINE);
	assert_int_equal(config_numbers(c), 2);
	const struct number_config *toko = config_number_named(c, "toko"), *gudang = config_number(c, 1);
	assert_non_null(toko);
	assert_null(config_number_named(c, "default"));
	assert_int_equal(toko->limits.daily_contacts, 40);
	assert_string_equal(gudang->name, "gudang");
	assert_string_equal(gudang->waha_session, "b");
	assert_int_equal(gudang->limits.daily_contacts, 20);
	assert_string_equal(zone_name(gudang->limits.zone), "Asia/Makassar");
	assert_int_equal(gudang->limits.open_minute, 1200);
	assert_int_equal(gudang->limits.close_minute, 120);
	assert_false(gudang->limits.weekday[0]);
	assert_true(gudang->limits.weekday[5]);
	assert_int_equal(gudang->limits.n_holidays, 1);
	assert_int_equal(gudang->limits.holidays[0], 1);
	assert_int_equal(gudang->limits.initiation_open_minute, 1260);
	assert_true(gudang->limits.contact_hours);
	assert_false(toko->limits.contact_hours);
	config_free(c);

	struct err e = { 0 };
	write_file(USER, "[number a]\n[number b]\nwaha_session = x\n[number c]\nwaha_session = x\n", 0600);
	assert_null(config_load(&(struct config_source){ .side = CONFIG_ENGINE }, &e));
	assert_string_equal(e.say.key, "config.same_session");
}

static void keys(void **state)
{
	struct err e = { 0 };

	(void)state;
	write_file(USER, "waha_session = toko\n", 0644);
	write_file("config/wartel/key", "abc-123 \r\n", 0600);
	struct config *c = load(CONFIG_ENGINE);
	assert_string_equal(config_number(c, 0)->key, "abc-123");
	config_free(c);

	/* Others can read it: refused by the engine; a face does not look. */
	chmod(path_of("config/wartel/key"), 0640);
	assert_null(config_load(&(struct config_source){ .side = CONFIG_ENGINE }, &e));
	assert_int_equal(e.kind, ERR_FORBIDDEN);
	assert_non_null(strstr(err_text(&e), "config/wartel/key"));
	c = load(CONFIG_FACE);
	assert_string_equal(config_number(c, 0)->key, "");
	config_free(c);
	chmod(path_of("config/wartel/key"), 0400);
	c = load(CONFIG_ENGINE);
	assert_string_equal(config_number(c, 0)->key, "abc-123");

	/* It is never shown. */
	struct config_line *lines;
	size_t n = config_lines(c, &lines), seen = 0;
	for (size_t i = 0; i < n; i++) {
		assert_null(strstr(lines[i].value, "abc-123"));
		seen += !strcmp(lines[i].option, "key");
	}
	assert_int_equal(seen, 1);
	free(lines);
	config_free(c);

	write_file("one", "first", 0600);
	write_file("two", "second\n", 0600);
	char *conf = xasprintf("key_file = %s\n[number a]\n[number b]\nwaha_session = b\nkey_file = ~/two\n",
		path_of("one"));
	write_file(USER, conf, 0600);
	free(conf);
	c = load(CONFIG_ENGINE);
	assert_string_equal(config_number(c, 0)->key, "first");
	assert_string_equal(config_number(c, 1)->key, "second");
	config_free(c);

	static const struct {
		const char *text, *key;
	} bad[] = { { "\n", "config.key_empty" }, { "two words", "config.key_odd" } };
	for (size_t i = 0; i < 2; i++) {
		write_file("one", bad[i].text, 0600);
		assert_null(config_load(&(struct config_source){ .side = CONFIG_ENGINE }, &e));
		assert_string_equal(e.say.key, bad[i].key);
	}
	unlink(path_of("one"));
	assert_null(config_load(&(struct config_source){ .side = CONFIG_ENGINE }, &e));
	assert_non_null(strstr(err_text(&e), "one"));
}

/* A secret in a .env that others can read is refused; anything else there is not. */
static void secret_in_dotenv(void **state)
{
	struct err e = { 0 };

	(void)state;
	write_file("config/wartel/.env", "WAHA_API_KEY='k'\n", 0644);
	assert_null(config_load(&(struct config_source){ .side = CONFIG_ENGINE }, &e));
	assert_int_equal(e.kind, ERR_FORBIDDEN);
	chmod(path_of("config/wartel/.env"), 0600);
	struct config *c = load(CONFIG_ENGINE);
	assert_string_equal(config_number(c, 0)->key, "k");
	config_free(c);
}

static void shared_box(void **state)
{
	(void)state;
	write_file(SYSTEM, "socket = /run/wartel/engine.sock\n", 0644);
	struct config *c = load(CONFIG_FACE);
	assert_true(config_shared(c));
	assert_string_equal(config_data_dir(c), "/var/lib/wartel");
	assert_string_equal(config_state_dir(c), "/var/log/wartel");
	assert_string_equal(config_own_socket(c), "/run/wartel/engine.sock");
	config_free(c);
	/* The same when the engine is given the file by name; another file is not it. */
	struct err e = { 0 };
	char *file = xstrdup(path_of(SYSTEM));
	c = config_load(&(struct config_source){ .side = CONFIG_ENGINE, .file = file }, &e);
	assert_non_null(c);
	assert_true(config_shared(c));
	config_free(c);
	free(file);
	write_file("own.conf", "socket = /run/wartel/engine.sock\n", 0644);
	file = xstrdup(path_of("own.conf"));
	c = config_load(&(struct config_source){ .side = CONFIG_ENGINE, .file = file }, &e);
	assert_non_null(c);
	assert_false(config_shared(c));
	config_free(c);
	free(file);
}

static void long_socket(void **state)
{
	struct err e = { 0 };
	char text[300] = "socket = /";

	(void)state;
	/* 107 bytes are the most that fit. */
	memset(text + 10, 'a', 106);
	write_file(USER, text, 0600);
	struct config *c = load(CONFIG_FACE);
	assert_int_equal(strlen(config_own_socket(c)), 107);
	config_free(c);
	memset(text + 10, 'a', 107);
	write_file(USER, text, 0600);
	assert_null(config_load(&(struct config_source){ .side = CONFIG_FACE }, &e));
	assert_string_equal(e.say.key, "config.socket_long");
	assert_non_null(strstr(err_text(&e), "option socket"));
}

static void first_run(void **state)
{
	struct err e = { 0 };
	char *file = xstrdup(path_of("fresh/wartel/wartel.conf"));
	struct stat st;

	(void)state;
	assert_false(config_write_first(file, "nowhere", "k", "default", "WIB", &e));
	assert_string_equal(e.say.key, "config.value");
	assert_false(file_exists(file));
	assert_true(config_write_first(file, "http://waha:3000/", "topsecret", "toko", "Asia/Jayapura", &e));
	struct config *c = config_load(&(struct config_source){ .side = CONFIG_ENGINE, .file = file }, &e);
	if (!c) {
		fail_msg("%s", err_text(&e));
	}
	const struct number_config *n = config_number(c, 0);
	assert_string_equal(n->waha_url, "http://waha:3000");
	assert_string_equal(n->key, "topsecret");
	assert_string_equal(n->waha_session, "toko");
	assert_string_equal(zone_name(n->limits.zone), "Asia/Jayapura");
	config_free(c);
	assert_int_equal(stat(path_of("fresh/wartel/key"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* The key stands in its own file alone. */
	struct buf text = { 0 };
	assert_true(file_read(file, &text, &e));
	assert_null(strstr(buf_str(&text), "topsecret"));
	buf_fini(&text);
	assert_false(config_write_first(file, "http://other:3000", "", "toko", "WIB", &e));
	assert_int_equal(e.kind, ERR_CONFLICT);
	free(file);
}

static void origins_are_shown(void **state)
{
	struct config_line *lines;
	int seen = 0;

	(void)state;
	write_file(USER, "daily_contacts = 40\n[number a]\ndwell = 6-9s\n[number b]\nwaha_session = b\n", 0600);
	setenv("BUSINESS_INITIATED_LIMIT", "9", 1);
	struct config *c = load(CONFIG_BOTH);
	size_t n = config_lines(c, &lines);
	for (size_t i = 0; i < n; i++) {
		const struct config_line *l = &lines[i];
		const char *number = l->number ? l->number : "";
		char from[600];
		if (!strcmp(l->option, "daily_contacts") && !strcmp(number, "a")) {
			snprintf(from, sizeof from, "%s:1", path_of(USER));
			assert_string_equal(l->value, "40");
			assert_string_equal(l->from, from);
			seen++;
		} else if (!strcmp(l->option, "dwell") && !strcmp(number, "a")) {
			snprintf(from, sizeof from, "%s:3", path_of(USER));
			assert_string_equal(l->value, "6-9s");
			assert_string_equal(l->from, from);
			seen++;
		} else if (!strcmp(l->option, "dwell")) {
			assert_string_equal(l->value, "5-8s");
			assert_string_equal(l->from, "default");
			seen++;
		} else if (!strcmp(l->option, "initiated_limit") && !strcmp(number, "b")) {
			assert_string_equal(l->from, "BUSINESS_INITIATED_LIMIT");
			seen++;
		} else if (!strcmp(l->option, "socket")) {
			assert_null(l->number);
			assert_string_equal(l->value, config_own_socket(c));
			seen++;
		}
	}
	assert_int_equal(seen, 5);
	free(lines);
	config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_set, setup),
		cmocka_unit_test_setup(later_wins, setup),
		cmocka_unit_test_setup(every_name_of_the_environment, setup),
		cmocka_unit_test_setup(wrong_lines, setup),
		cmocka_unit_test_setup(numbers_of_their_own, setup),
		cmocka_unit_test_setup(keys, setup),
		cmocka_unit_test_setup(secret_in_dotenv, setup),
		cmocka_unit_test_setup(shared_box, setup),
		cmocka_unit_test_setup(long_socket, setup),
		cmocka_unit_test_setup(first_run, setup),
		cmocka_unit_test_setup(origins_are_shown, setup),
	};

	if (!mkdtemp(root)) {
		return 1;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	dir_remove(root);
	return failed;
}
