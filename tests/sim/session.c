/* Sessions through their life, receipts, phones, networks, people by number and by
 * hidden id, on a clock of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/mem.h"

#include "stage.h"

static char *status_of(struct stage *st)
{
	json_t *s = stage_do(st, "GET /api/sessions/default", NULL);
	char *status = xstrdup(json_str_or(s, "status", "?"));
	json_decref(s);
	return status;
}

static void assert_status(struct stage *st, const char *wanted)
{
	char *status = status_of(st);
	assert_string_equal(status, wanted);
	free(status);
}

static json_t *row(struct stage *st, const char *bare)
{
	char *request = xasprintf("GET /api/default/chats/all/messages/%s?downloadMedia=false", bare);
	json_t *m = stage_do(st, request, NULL);
	free(request);
	return m;
}

static int64_t ack_of(struct stage *st, const char *bare)
{
	json_t *m = row(st, bare);
	int64_t ack = json_i64_or(m, "ack", -9);
	json_decref(m);
	return ack;
}

static void a_call_waits_until_the_session_works(void **state)
{
	struct stage st;
	struct sim_options o = { .state = "stopped", .version = "2026.4.1" };
	(void)state;
	stage_open(&st, &o);
	json_decref(stage_do(&st, "PUT /api/sessions/default", "{s:{s:{s:{s:b}}}}", "config", "noweb",
			     "store", "enabled", 1));
	json_decref(stage_do(&st, "POST /sim/work", NULL));
	json_decref(stage_do(&st, "POST /api/sessions/default/restart", NULL));
	/* It is STARTING now; the answer comes when it works. */
	struct reply r = stage_ask(&st, "GET /api/default/chats", NULL);
	assert_int_equal(r.status, 200);
	assert_in_range(r.ms, 300, 1500);
	reply_fini(&r);
	stage_close(&st);
}

static void a_code_nobody_scans_expires(void **state)
{
	struct stage st;
	struct sim_options o = { .state = "scan" };
	char *first, *second;
	(void)state;
	stage_open(&st, &o);
	stage_wait(&st, 1000);
	json_t *qr = stage_do(&st, "GET /api/default/auth/qr?format=raw", NULL);
	first = xstrdup(json_str_or(qr, "value", ""));
	json_decref(qr);
	stage_wait(&st, 60000);
	qr = stage_do(&st, "GET /api/default/auth/qr?format=raw", NULL);
	second = xstrdup(json_str_or(qr, "value", ""));
	json_decref(qr);
	assert_string_not_equal(first, second);
	free(first);
	free(second);
	stage_wait(&st, 98000);
	assert_status(&st, "SCAN_QR_CODE");
	stage_wait(&st, 4000);
	assert_status(&st, "FAILED");
	stage_close(&st);
}

static void it_can_scan_by_itself(void **state)
{
	struct stage st;
	struct sim_options o = { .state = "scan", .auto_scan_s = 5 };
	(void)state;
	stage_open(&st, &o);
	stage_wait(&st, 3000);
	assert_status(&st, "SCAN_QR_CODE");
	stage_wait(&st, 5000);
	assert_status(&st, "WORKING");
	stage_close(&st);
}

static void a_lost_network_fails_in_the_end(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	json_decref(stage_do(&st, "POST /sim/network", "{s:b}", "up", 0));
	stage_wait(&st, 1000);
	assert_status(&st, "WORKING");
	stage_wait(&st, 2000);
	assert_status(&st, "STARTING");
	stage_wait(&st, 115000);
	assert_status(&st, "STARTING");
	stage_wait(&st, 6000);
	assert_status(&st, "FAILED");
	json_decref(stage_do(&st, "POST /sim/network", "{s:b}", "up", 1));
	stage_wait(&st, 10000);
	assert_status(&st, "FAILED");
	json_decref(stage_do(&st, "POST /api/sessions/default/restart", NULL));
	stage_wait(&st, 2000);
	assert_status(&st, "WORKING");
	stage_close(&st);
}

static void what_comes_while_it_is_down_arrives_later(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	struct reply r = stage_ask(&st, "PUT /api/sessions/default", stage_config);
	reply_fini(&r);
	stage_wait(&st, 2000);
	json_decref(stage_do(&st, "POST /sim/network", "{s:b}", "up", 0));
	stage_forget(&st);
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s}", "from", "6281234567890", "text", "halo"));
	assert_int_equal(stage_count(&st, "message"), 0);
	json_decref(stage_do(&st, "POST /sim/network", "{s:b}", "up", 1));
	assert_int_equal(stage_count(&st, "message"), 1);
	stage_close(&st);
}

static void only_logging_out_mends_an_unlinked_one(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	json_decref(stage_do(&st, "POST /sim/unlink", NULL));
	assert_status(&st, "FAILED");
	json_decref(stage_do(&st, "POST /api/sessions/default/restart", NULL));
	stage_wait(&st, 2000);
	assert_status(&st, "FAILED");
	json_decref(stage_do(&st, "POST /api/sessions/default/logout", NULL));
	stage_wait(&st, 2000);
	assert_status(&st, "SCAN_QR_CODE");
	stage_close(&st);
}

static void older_servers_know_one_session(void **state)
{
	struct stage st;
	struct sim_options o = { .version = "2026.5.3" };
	(void)state;
	stage_open(&st, &o);
	struct reply r = stage_ask(&st, "POST /api/sessions", "{\"name\":\"toko\",\"start\":true}");
	assert_int_equal(r.status, 422);
	assert_non_null(strstr(r.text, "support only 'default' session"));
	reply_fini(&r);
	stage_close(&st);

	o.version = "2026.6.1";
	stage_open(&st, &o);
	json_t *s = stage_do(&st, "POST /api/sessions", "{s:s,s:b}", "name", "toko", "start", 1);
	assert_string_equal(json_str(s, "status"), "STARTING");
	json_decref(s);
	stage_close(&st);
}

static void versions_bring_their_calls(void **state)
{
	static const struct { const char *version, *request; int status; } cases[] = {
		{ "2026.4.1", "GET /api/default/new-message-id", 404 },
		{ "2026.4.3", "GET /api/default/new-message-id", 200 },
		{ "2026.8.0", "GET /api/sessions/default/timelock", 404 },
		{ "2026.8.1", "GET /api/sessions/default/timelock", 200 },
		{ "2026.8.1", "GET /api/sessions/default/capping", 501 },
		{ "2026.5.1", "GET /health", 422 },
		{ "2026.6.1", "GET /health", 200 },
		{ "2026.4.1", "GET /api/sessions?x-api-key=K", 401 },
		{ "2026.4.3", "GET /api/sessions?x-api-key=K", 200 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct stage st;
		struct sim_options o = { .version = cases[i].version, .key = "K" };
		stage_open(&st, &o);
		struct sim_request rq = { .method = "GET", .target = cases[i].request + 4,
					  .key = strstr(cases[i].request, "x-api-key") ? NULL : "K" };
		struct reply r = stage_request(&st, &rq);
		if (r.status != cases[i].status)
			fail_msg("%s %s: %d", cases[i].version, cases[i].request, r.status);
		reply_fini(&r);
		stage_close(&st);
	}
}

static void media_cost_money_before(void **state)
{
	struct stage st;
	struct sim_options o = { .version = "2026.5.1" };
	static const char body[] = "{\"session\":\"default\",\"chatId\":\"6281234567890@c.us\",\"file\":{"
				   "\"mimetype\":\"image/jpeg\",\"data\":\"/9j/4AAQ\"}}";
	(void)state;
	stage_open(&st, &o);
	struct reply r = stage_ask(&st, "POST /api/sendImage", body);
	assert_int_equal(r.status, 422);
	assert_non_null(strstr(r.text, "available only in Plus version"));
	reply_fini(&r);
	stage_close(&st);
	o.version = "2026.6.1";
	stage_open(&st, &o);
	r = stage_ask(&st, "POST /api/sendImage", body);
	assert_int_equal(r.status, 201);
	reply_fini(&r);
	stage_close(&st);
}

static void a_prepared_id_is_kept_and_goes_out_once(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	json_t *made = stage_do(&st, "GET /api/default/new-message-id", NULL);
	const char *id = json_str(made, "id");
	for (int i = 0; i < 2; i++) {
		json_t *a = stage_do(&st, "POST /api/sendText", "{s:s,s:s,s:s,s:s}", "session", "default",
				     "chatId", "6281234567890@c.us", "text", "halo", "id", id);
		assert_string_equal(json_str(a, "key.id"), id);
		json_decref(a);
	}
	assert_int_equal(stage_lines(&st, "delivered", id), 1);
	assert_int_equal(stage_lines(&st, "repeated", id), 1);
	json_t *list = stage_do(&st, "GET /api/default/chats/all/messages?limit=9&downloadMedia=false", NULL);
	assert_int_equal(json_array_size(list), 1);
	json_decref(list);
	json_decref(made);
	stage_close(&st);
}

static void the_phone_gives_the_first_tick_on_noweb(void **state)
{
	struct stage st;
	struct sim_options gows = { .engine = "gows" };
	(void)state;
	stage_open(&st, NULL);
	json_decref(stage_do(&st, "POST /sim/phone", "{s:b}", "on", 0));
	char *id = stage_send(&st, "6281234567890@c.us", "halo");
	stage_wait(&st, 600000);
	assert_int_equal(ack_of(&st, id), 0);
	json_decref(stage_do(&st, "POST /sim/phone", "{s:b}", "on", 1));
	stage_wait(&st, 60000);
	assert_int_equal(ack_of(&st, id), 3);
	free(id);
	stage_close(&st);

	stage_open(&st, &gows);
	json_decref(stage_do(&st, "POST /sim/phone", "{s:b}", "on", 0));
	json_t *a = stage_do(&st, "POST /api/sendText", "{s:s,s:s,s:s}", "session", "default", "chatId",
			     "6281234567890@c.us", "text", "x");
	id = xstrdup(strrchr(json_str(a, "id"), '_') + 1);
	assert_int_equal(ack_of(&st, id), 1);
	json_decref(a);
	free(id);
	stage_close(&st);
}

static void each_phone_has_its_habits(void **state)
{
	static const struct { const char *habit; int64_t ack; } cases[] = {
		{ "phone_off", 1 }, { "never_reads", 2 }, { "never_answers", 3 }, { "late_receipt", 2 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct stage st;
		stage_open(&st, NULL);
		json_decref(stage_do(&st, "POST /sim/contact", "{s:s,s:{s:b}}", "pn", "6281234567890",
				     "habit", cases[i].habit, 1));
		char *id = stage_send(&st, "6281234567890@c.us", "halo");
		stage_wait(&st, 120000);
		if (ack_of(&st, id) != cases[i].ack)
			fail_msg("%s: %lld", cases[i].habit, (long long)ack_of(&st, id));
		free(id);
		stage_close(&st);
	}
}

static void a_stored_time_moves_with_receipts(void **state)
{
	static const struct {
		const char *engine;
		bool moves;
	} cases[] = { { "noweb", true }, { "gows", false } };
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct stage st;
		struct sim_options o = { .engine = cases[i].engine };
		stage_open(&st, &o);
		json_decref(stage_do(&st, "POST /api/sendText", "{s:s,s:s,s:s}", "session", "default",
				     "chatId", "6281234567890@c.us", "text", "x"));
		json_t *before = stage_do(
			&st, "GET /api/default/chats/all/messages?limit=1&downloadMedia=false", NULL);
		stage_wait(&st, 60000);
		json_t *after = stage_do(
			&st, "GET /api/default/chats/all/messages?limit=1&downloadMedia=false", NULL);
		int64_t a = json_i64_or(json_array_get(before, 0), "timestamp", 0),
			b = json_i64_or(json_array_get(after, 0), "timestamp", 0);
		assert_int_equal(b > a, cases[i].moves);
		json_decref(before);
		json_decref(after);
		stage_close(&st);
	}
}

static void one_second_is_listed_oldest_first(void **state)
{
	struct stage st;
	static const char *const orders[] = { "desc", "asc" };
	(void)state;
	stage_open(&st, NULL);
	for (int i = 0; i < 3; i++) {
		char text[2] = { (char)('a' + i), '\0' };
		if (i == 2)
			stage_wait(&st, 1000);
		json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s}", "from", "6281234567890", "text",
				     text));
	}
	for (int i = 0; i < 2; i++) {
		char *request = xasprintf(
			"GET /api/default/chats/all/messages?limit=9&downloadMedia=false&sortOrder=%s",
			orders[i]);
		json_t *list = stage_do(&st, request, NULL);
		const char *wanted = i ? "abc" : "cab";
		for (size_t k = 0; k < 3; k++)
			assert_int_equal(*json_str(json_array_get(list, k), "body"), wanted[k]);
		json_decref(list);
		free(request);
	}
	stage_close(&st);
}

static void pages_come_short_where_rows_are_hidden(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s}", "from", "6281234567890", "text", "a",
			     "id", "3A01"));
	stage_wait(&st, 1000);
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s}", "from", "6281234567890", "kind",
			     "reaction", "target", "3A01"));
	json_t *list = stage_do(&st, "GET /api/default/chats/all/messages?limit=1&downloadMedia=false", NULL);
	assert_int_equal(json_array_size(list), 0);
	json_decref(list);
	list = stage_do(&st, "GET /api/default/chats/all/messages?limit=1&offset=1&downloadMedia=false",
			NULL);
	assert_int_equal(json_array_size(list), 1);
	json_decref(list);
	stage_close(&st);
}

static void a_hidden_id_becomes_known(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	json_decref(
		stage_do(&st, "POST /sim/inbound", "{s:s,s:s}", "lid", "290000000000001", "text", "halo"));
	json_decref(
		stage_do(&st, "POST /sim/inbound", "{s:s,s:s}", "from", "6281234567890", "text", "ini saya"));
	json_t *chats = stage_do(&st, "GET /api/default/chats", NULL);
	assert_int_equal(json_array_size(chats), 2);
	json_decref(chats);
	json_decref(stage_do(&st, "POST /sim/contact", "{s:s,s:s}", "pn", "6281234567890", "lid",
			     "290000000000001"));
	chats = stage_do(&st, "GET /api/default/chats", NULL);
	assert_int_equal(json_array_size(chats), 1);
	assert_string_equal(json_str(json_array_get(chats, 0), "id"), "6281234567890@s.whatsapp.net");
	json_decref(chats);
	/* Both halves under either id, one of them when they are not to be joined. */
	static const struct { const char *chat, *more; size_t n; } cases[] = {
		{ "6281234567890@c.us", "", 2 }, { "290000000000001@lid", "", 2 },
		{ "6281234567890@c.us", "&merge=false", 1 }, { "290000000000001@lid", "&merge=false", 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *request = xasprintf("GET /api/default/chats/%s/messages?limit=9&downloadMedia=false%s",
					  cases[i].chat, cases[i].more);
		json_t *list = stage_do(&st, request, NULL);
		if (json_array_size(list) != cases[i].n)
			fail_msg("%s: %zu", request, json_array_size(list));
		json_decref(list);
		free(request);
	}
	stage_close(&st);
}

static void a_new_contact_is_refused_under_the_lock(void **state)
{
	struct stage st;
	struct sim_options gows = { .engine = "gows" };
	(void)state;
	stage_open(&st, NULL);
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s}", "from", "6281111111111", "text", "halo"));
	json_decref(stage_do(&st, "POST /sim/timelock", "{s:b}", "on", 1));
	free(stage_send(&st, "6282222222222@c.us", "perkenalkan"));
	free(stage_send(&st, "6281111111111@c.us", "ya kak"));
	assert_int_equal(stage_lines(&st, "rejected", "6282222222222"), 1);
	assert_int_equal(stage_lines(&st, "delivered", "6281111111111"), 1);
	json_t *lock = stage_do(&st, "GET /api/sessions/default/timelock", NULL);
	assert_true(json_flag(lock, "isActive"));
	json_decref(lock);
	stage_close(&st);

	stage_open(&st, &gows);
	json_decref(stage_do(&st, "POST /sim/capping", "{s:s}", "status", "CAPPED"));
	struct reply r =
		stage_ask(&st, "POST /api/sendText",
			  "{\"session\":\"default\",\"chatId\":\"6282222222222@c.us\",\"text\":\"x\"}");
	assert_int_equal(r.status, 500);
	assert_non_null(strstr(r.text, "server returned error 475"));
	reply_fini(&r);
	stage_close(&st);
}

static void a_file_is_served_for_a_while(void **state)
{
	struct stage st;
	struct sim_options o = { .base_url = "http://waha.example" };
	(void)state;
	stage_open(&st, &o);
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s,s:s}", "from", "6281234567890", "kind",
			     "image", "id", "3A01"));
	json_t *m = stage_do(&st, "GET /api/default/chats/all/messages/3A01?downloadMedia=false", NULL);
	assert_null(json_at(m, "media.url"));
	json_decref(m);
	m = stage_do(&st, "GET /api/default/chats/all/messages/3A01", NULL);
	const char *url = json_str(m, "media.url");
	assert_string_equal(url, "http://waha.example/api/files/default/3A01.png");
	json_decref(m);
	struct reply r = stage_ask(&st, "GET /api/files/default/3A01.png", NULL);
	assert_int_equal(r.status, 200);
	assert_string_equal(r.type, "image/png");
	assert_memory_equal(r.text, "\x89PNG", 4);
	reply_fini(&r);
	stage_wait(&st, 181000);
	r = stage_ask(&st, "GET /api/files/default/3A01.png", NULL);
	assert_int_equal(r.status, 404);
	assert_non_null(strstr(r.text, "FILE_NOT_FOUND"));
	reply_fini(&r);
	stage_close(&st);
}

static void a_customer_reads_types_and_answers(void **state)
{
	struct stage st;
	struct sim_options o = { .customers = true };
	(void)state;
	stage_open(&st, &o);
	int answered = 0;
	for (int i = 0; i < 8; i++) {
		char chat[40];
		snprintf(chat, sizeof chat, "62812345678%02d@c.us", i);
		free(stage_send(&st, chat, "Ada yang bisa dibantu kak?"));
	}
	stage_wait(&st, 180000);
	answered = (int)stage_lines(&st, "inbound", NULL);
	/* Three of four answer; all eight or none would be no dice. */
	assert_in_range(answered, 3, 8);
	json_decref(stage_do(&st, "POST /sim/customers", "{s:b}", "on", 0));
	free(stage_send(&st, "6281234567800@c.us", "halo?"));
	stage_wait(&st, 180000);
	assert_int_equal(stage_lines(&st, "inbound", NULL), answered);
	stage_close(&st);
}

static void one_seed_gives_one_run(void **state)
{
	char *runs[3];
	(void)state;
	for (int i = 0; i < 3; i++) {
		struct stage st;
		struct sim_options o = { .customers = true, .seed = i == 2 ? 8 : 7 };
		stage_open(&st, &o);
		free(stage_send(&st, "6281234567890@c.us", "halo"));
		stage_wait(&st, 120000);
		runs[i] = xstrdup(buf_str(&st.journal));
		stage_close(&st);
	}
	assert_string_equal(runs[0], runs[1]);
	assert_string_not_equal(runs[0], runs[2]);
	for (int i = 0; i < 3; i++)
		free(runs[i]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_waits_until_the_session_works),
		cmocka_unit_test(a_code_nobody_scans_expires),
		cmocka_unit_test(it_can_scan_by_itself),
		cmocka_unit_test(a_lost_network_fails_in_the_end),
		cmocka_unit_test(what_comes_while_it_is_down_arrives_later),
		cmocka_unit_test(only_logging_out_mends_an_unlinked_one),
		cmocka_unit_test(older_servers_know_one_session),
		cmocka_unit_test(versions_bring_their_calls),
		cmocka_unit_test(media_cost_money_before),
		cmocka_unit_test(a_prepared_id_is_kept_and_goes_out_once),
		cmocka_unit_test(the_phone_gives_the_first_tick_on_noweb),
		cmocka_unit_test(each_phone_has_its_habits),
		cmocka_unit_test(a_stored_time_moves_with_receipts),
		cmocka_unit_test(one_second_is_listed_oldest_first),
		cmocka_unit_test(pages_come_short_where_rows_are_hidden),
		cmocka_unit_test(a_hidden_id_becomes_known),
		cmocka_unit_test(a_new_contact_is_refused_under_the_lock),
		cmocka_unit_test(a_file_is_served_for_a_while),
		cmocka_unit_test(a_customer_reads_types_and_answers),
		cmocka_unit_test(one_seed_gives_one_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
