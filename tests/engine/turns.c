/* turns: WAHA in a browser (WEBJS, WPP) lists the messages of one chat only. What the
 * other engines' polls are tested for in listen.c holds for these too; here stands what
 * is theirs alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "engine/doctor.h"
#include "store/contact.h"
#include "store/number.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static const char *const engines[] = { "webjs", "wpp" };
enum { ENGINES = sizeof engines / sizeof *engines };

static void begin(struct run *r, const char *engine)
{
	run_begin(r, &(struct run_options){ .engine = engine });
	run_for(r, 10 * SECOND);
	run_says(r, BUDI, "dulu");
	run_for(r, MINUTE);
	assert_int_equal(run_texts(r, "dulu"), 1);
}

/* Messages of one chat are asked for under its own path. */
static size_t asked(struct run *r, const char *phone)
{
	char path[96];

	snprintf(path, sizeof path, "/api/default/chats/%s%%40c.us/messages", phone);
	return run_lines(r, "request", "path", path, NULL);
}

static void test_only_what_changed_is_read(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;
		size_t budi, sri;

		begin(&r, engines[i]);
		run_says(&r, SRI, "halo");
		run_for(&r, 5 * MINUTE);
		budi = asked(&r, BUDI);
		sri = asked(&r, SRI);
		/* A quiet chat costs nothing. */
		run_for(&r, 5 * MINUTE);
		assert_true(asked(&r, BUDI) - budi <= 1);
		run_says(&r, SRI, "lagi");
		run_for(&r, 20 * SECOND);
		assert_int_equal(run_texts(&r, "lagi"), 1);
		assert_true(asked(&r, SRI) > sri);
		assert_true(asked(&r, BUDI) - budi <= 1);
		/* No list of all chats' messages was ever asked for. */
		assert_int_equal(run_lines(&r, "request", "path", "/api/default/chats/all/messages", NULL), 0);
		run_end(&r);
	}
}

/* More chats than a list holds, more messages than a page. */
static void test_many_at_once(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;

		begin(&r, engines[i]);
		for (int k = 0; k < 75; k++) {
			char from[24];

			snprintf(from, sizeof from, "62813000000%02d", k);
			run_says(&r, from, "serentak");
		}
		for (int k = 0; k < 55; k++)
			run_says(&r, SRI, "panjang");
		run_for(&r, MINUTE);
		assert_int_equal(run_texts(&r, "serentak"), 75);
		assert_int_equal(run_texts(&r, "panjang"), 55);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE live = 0"), 0);
		run_end(&r);
	}
}

/* A chat that WAHA cannot read stands before no other; it is tried again. */
static void test_one_bad_chat(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;

		begin(&r, engines[i]);
		run_tell(&r, "/sim/rules", "{\"do\":\"500-plain\",\"count\":0,\"path\":"
			"\"/api/default/chats/" SRI "%%40c.us/messages\"}");
		run_says(&r, SRI, "tak terbaca");
		run_says(&r, BUDI, "terbaca");
		run_for(&r, 2 * MINUTE);
		assert_int_equal(run_texts(&r, "terbaca"), 1);
		assert_int_equal(run_texts(&r, "tak terbaca"), 0);
		assert_true(run_fired(&r) > 0);
		run_behave(&r);
		run_for(&r, 12 * MINUTE);
		assert_int_equal(run_texts(&r, "tak terbaca"), 1);
		run_end(&r);
	}
}

/* WhatsApp Web keeps the place of what was taken back: polls tell it without a push. */
static void test_taken_back(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;
		json_t *said;

		begin(&r, engines[i]);
		said = run_control(&r, "/sim/inbound", "{\"from\":\"" BUDI "\",\"text\":\"salah ketik\"}");
		run_for(&r, 20 * SECOND);
		assert_int_equal(run_texts(&r, "salah ketik"), 1);
		run_tell(&r, "/sim/inbound", "{\"from\":\"" BUDI "\",\"kind\":\"revoke\",\"target\":\"%s\"}",
			json_str(said, "id"));
		run_says(&r, BUDI, "maaf");
		run_for(&r, 20 * SECOND);
		assert_int_equal(run_texts(&r, "salah ketik"), 0);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE deleted_at > 0"), 1);
		json_decref(said);
		run_end(&r);
	}
}

static void tell(struct run *r, const char *event, const char *type, const char *body)
{
	struct err e = { 0 };
	json_t *envelope = json_pack("{s:s,s:s,s:s,s:{s:s,s:I,s:s,s:b,s:s,s:b,s:{s:s}}}", "event", event, "engine",
		"WEBJS", "session", "default", "payload", "id", "false_" BUDI "@c.us_WAIT1", "timestamp",
		(json_int_t)clock_now(), "from", BUDI "@c.us", "fromMe", 0, "body", body, "hasMedia", 0, "_data", "type",
		type);

	assert_non_null(envelope);
	if (!engine_push(r->engine, r->keep, "toko", envelope, &e))
		fail_msg("%s", err_text(&e));
	json_decref(envelope);
}

/* Something came that cannot be read yet: it shows, and what it says counts once it can
 * be. */
static void test_waiting(void **state)
{
	struct contact_row row = { 0 };
	struct address budi;
	struct run r;
	int64_t id = 0;

	(void)state;
	begin(&r, "webjs");
	tell(&r, "message.waiting", "ciphertext", "");
	assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE kind = 'unsupported' AND text = ''"), 1);
	tell(&r, "message.any", "chat", "STOP");
	assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE kind = 'unsupported'"), 0);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE text = 'STOP' AND edited_at = 0"), 1);
	assert_true(address_parse(BUDI "@c.us", &budi, NULL));
	assert_true(contact_find(r.keep, &budi, &id, NULL));
	assert_true(contact_get(r.keep, id, &row, NULL));
	assert_true(row.opted_out_at > 0);
	contact_row_fini(&row);
	/* Told once more it is not heard twice. */
	tell(&r, "message.any", "chat", "STOP");
	assert_int_equal(run_count(&r, "SELECT count(*) FROM consents WHERE kind = 'out'"), 1);
	run_end(&r);
}

/* Deep chats are read so far; a restart in between goes on where it was. */
static void test_history(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;
		size_t before;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		for (int k = 0; k < 620; k++)
			run_tell(&r, "/sim/history", "{\"with\":\"" BUDI "@c.us\",\"talk\":[\"-%dm > lama\"]}", 700 - k);
		run_tell(&r, "/sim/history", "{\"with\":\"" SRI "@c.us\",\"talk\":[\"-1d > kemarin\"]}");
		run_for(&r, 3 * SECOND);
		run_restart(&r);
		run_for(&r, 2 * MINUTE);
		assert_int_equal(run_texts(&r, "lama"), 500);
		assert_int_equal(run_texts(&r, "kemarin"), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE live = 1"), 0);
		before = asked(&r, SRI);
		run_for(&r, 10 * MINUTE);
		assert_true(asked(&r, SRI) - before <= 1);
		run_end(&r);
	}
}

/* One chat whose older messages WAHA refuses stands before no other's, and is spoken of. */
static void test_history_one_bad_chat(void **state)
{
	static const char *const ways[] = { "404", "400", "500-plain" };

	(void)state;
	for (int i = 0; i < 2 * 3; i++) {
		struct run r;
		struct http *http = http_new();
		json_t *said, *item;
		size_t k, notes = 0;

		run_begin(&r, &(struct run_options){ .engine = engines[i % 2] });
		run_tell(&r, "/sim/rules", "{\"do\":\"%s\",\"count\":0,\"path\":"
			"\"/api/default/chats/" SRI "%%40c.us/messages\"}", ways[i / 2]);
		run_tell(&r, "/sim/history", "{\"with\":\"" BUDI "@c.us\",\"talk\":[\"-3d > lama\"]}");
		run_tell(&r, "/sim/history", "{\"with\":\"" SRI "@c.us\",\"talk\":[\"-2d > tak terbaca\"]}");
		run_tell(&r, "/sim/history", "{\"with\":\"6281200000003@c.us\",\"talk\":[\"-1d > kemarin\"]}");
		run_for(&r, 2 * MINUTE);
		assert_int_equal(run_texts(&r, "kemarin"), 1);
		assert_int_equal(run_texts(&r, "lama"), 1);
		assert_int_equal(run_texts(&r, "tak terbaca"), 0);
		said = doctor_look(r.engine, r.keep, http);
		json_array_foreach(json_at(said, "items"), k, item)
			notes += !strcmp(json_str_or(item, "say.key", ""), "doctor.history.left");
		assert_int_equal(notes, 1);
		json_decref(said);
		http_free(http);
		run_end(&r);
	}
}

/* WAHA away in the middle of it: nothing is left out for that. */
static void test_history_interrupted(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		for (int k = 10; k < 40; k++)
			run_tell(&r, "/sim/history", "{\"with\":\"62813000000%02d@c.us\",\"talk\":[\"-%dm > lama\"]}", k, k);
		for (int k = 0; k < 12; k++) {
			run_for(&r, 700);
			r.refused = true;
			run_for(&r, 20 * SECOND);
			r.refused = false;
			run_for(&r, 100);
		}
		run_for(&r, 5 * MINUTE);
		assert_int_equal(run_texts(&r, "lama"), 30);
		run_end(&r);
	}
}

/* For longer than any round looks back. */
static void test_unreadable_for_hours(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;

		begin(&r, engines[i]);
		run_tell(&r, "/sim/rules", "{\"do\":\"500-plain\",\"count\":0,\"path\":"
			"\"/api/default/chats/" SRI "%%40c.us/messages\"}");
		for (int k = 0; k < 25; k++)
			run_says(&r, SRI, "tak terbaca");
		for (int k = 0; k < 18; k++) {
			run_for(&r, 10 * MINUTE);
			run_says(&r, BUDI, "terbaca");
		}
		run_for(&r, MINUTE);
		assert_int_equal(run_texts(&r, "terbaca"), 18);
		assert_int_equal(run_texts(&r, "tak terbaca"), 0);
		run_behave(&r);
		run_for(&r, 12 * MINUTE);
		assert_int_equal(run_texts(&r, "tak terbaca"), 25);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE live = 0"), 0);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'deaf'"), 0);
		run_end(&r);
	}
}

/* What is called how is known soon after the session works, not hours later. */
static void test_names(void **state)
{
	(void)state;
	for (int i = 0; i < ENGINES; i++) {
		struct run r;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		run_tell(&r, "/sim/group", "{\"jid\":\"120363000000000001@g.us\",\"subject\":\"Toko Kita\",\"members\":[\""
			BUDI "\"]}");
		for (int k = 10; k < 60; k++)
			run_tell(&r, "/sim/history", "{\"with\":\"62813000000%02d@c.us\",\"talk\":[\"-%dm > lama\"]}", k, k);
		run_tell(&r, "/sim/history", "{\"with\":\"120363000000000001@g.us\",\"talk\":[{\"at\":\"-2h\",\"from\":\""
			BUDI "\",\"text\":\"di grup\"}]}");
		run_for(&r, 2 * MINUTE);
		assert_int_equal(run_texts(&r, "lama"), 50);
		assert_int_equal(run_texts(&r, "di grup"), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM chats WHERE kind = 'group' AND name = 'Toko Kita'"), 1);
		/* And then not again and again. */
		run_for(&r, 25 * MINUTE);
		size_t before = run_lines(&r, "request", "path", "/api/contacts/all", NULL);
		run_for(&r, 2LL * HOUR);
		assert_int_equal(run_lines(&r, "request", "path", "/api/contacts/all", NULL), before);
		run_end(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_only_what_changed_is_read),
		cmocka_unit_test(test_many_at_once),
		cmocka_unit_test(test_one_bad_chat),
		cmocka_unit_test(test_taken_back),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_history_one_bad_chat),
		cmocka_unit_test(test_history_interrupted),
		cmocka_unit_test(test_unreadable_for_hours),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("turns", tests, NULL, NULL);
}
