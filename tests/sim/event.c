/* What the simulator posts to webhooks: to whom, signed how, tried how often. */
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

#include "sim/bytes.h"

#include "stage.h"

/* From WAHA's documentation. */
static const char vector_key[] = "my-secret-key";
static const char vector_body[] = "{\"event\":\"message\",\"session\":\"default\",\"engine\":\"WEBJS\"}";
static const char vector_sum[] =
	"208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8"
	"097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89";

static void the_sum_is_wahas(void **state)
{
	(void)state;
	char *sum = bytes_hmac_sha512(vector_key, vector_body, strlen(vector_body));
	assert_string_equal(sum, vector_sum);
	free(sum);
}

static const char *header(const struct sim_hook *h, const char *name)
{
	for (size_t i = 0; h->headers[i]; i++)
		if (!strncmp(h->headers[i], name, strlen(name)) && h->headers[i][strlen(name)] == ':')
			return h->headers[i] + strlen(name) + 2;
	return NULL;
}

static void configure(struct stage *st, const char *webhook)
{
	char *body = xasprintf("{\"config\":{\"metadata\":{\"app\":\"toko\"},\"noweb\":{\"store\":{"
			       "\"enabled\":true}},\"webhooks\":[%s]}}",
			       webhook);
	struct reply r = stage_ask(st, "PUT /api/sessions/default", body);
	assert_int_equal(r.status, 200);
	reply_fini(&r);
	free(body);
	stage_wait(st, 3000);
	stage_forget(st);
}

/* Writes in without the stage collecting what follows. */
static void write_in(struct stage *st, const char *text)
{
	struct sim_answer a = {0};
	char *body = xasprintf("{\"from\":\"6281234567890\",\"text\":\"%s\"}", text);
	struct sim_request rq = {
		.method = "POST", .target = "/sim/inbound", .body = body, .body_len = strlen(body)
	};
	sim_request(st->sim, &rq, st->now, &a);
	assert_int_equal(a.status, 200);
	sim_answer_fini(&a);
	free(body);
}

static void a_call_is_signed(void **state)
{
	struct stage st;
	struct sim_hook h;
	(void)state;
	stage_open(&st, NULL);
	configure(&st, "{\"url\":\"http://127.0.0.1:9/"
		       "hook\",\"events\":[\"message\"],\"hmac\":{\"key\":\"rahasia\"},"
		       "\"customHeaders\":[{\"name\":\"X-Lab\",\"value\":\"1\"}]}");
	write_in(&st, "halo");
	assert_true(sim_hook_next(st.sim, st.now, &h));
	assert_string_equal(h.url, "http://127.0.0.1:9/hook");
	char *sum = bytes_hmac_sha512("rahasia", h.body, h.body_len);
	assert_string_equal(header(&h, "X-Webhook-Hmac"), sum);
	assert_string_equal(header(&h, "X-Webhook-Hmac-Algorithm"), "sha512");
	assert_string_equal(header(&h, "X-Lab"), "1");
	assert_non_null(header(&h, "X-Webhook-Request-Id"));
	char ms[32];
	snprintf(ms, sizeof ms, "%lld", (long long)st.now);
	assert_string_equal(header(&h, "X-Webhook-Timestamp"), ms);
	free(sum);
	sim_hook_done(st.sim, h.id, 200, st.now);
	/* Only "message" was asked for. */
	assert_false(sim_hook_next(st.sim, st.now, &h));
	stage_close(&st);
}

static void an_envelope_has_what_wahas_have(void **state)
{
	static const char *const keys[] = { "id", "timestamp", "event",	 "session",    "metadata",
					    "me", "payload",   "engine", "environment" };
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	configure(&st, "{\"url\":\"http://127.0.0.1:9/hook\",\"events\":[\"*\"]}");
	json_decref(stage_do(&st, "POST /sim/inbound", "{s:s,s:s}", "from", "6281234567890", "text", "halo"));
	json_t *any = stage_event(&st, "message.any"), *others = stage_event(&st, "message");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		assert_non_null(json_object_get(any, keys[i]));
	assert_int_equal(json_object_size(any), sizeof keys / sizeof *keys);
	/* One message, two events, one id. */
	assert_string_equal(json_str(any, "id"), json_str(others, "id"));
	assert_int_equal(strlen(json_str(any, "id")), 30);
	assert_memory_equal(json_str(any, "id"), "evt_", 4);
	stage_close(&st);
}

static void a_failed_call_comes_again(void **state)
{
	static const struct {
		const char *retries; int attempts; int64_t gaps[3]; int spread;
	} cases[] = {
		{ "{\"policy\":\"constant\",\"delaySeconds\":2,\"attempts\":4}", 4, { 2000, 2000, 2000 }, 0 },
		{ "{\"policy\":\"linear\",\"delaySeconds\":1,\"attempts\":4}", 4, { 1000, 2000, 3000 }, 0 },
		{ "{\"policy\":\"exponential\",\"delaySeconds\":1,\"attempts\":4}",
		  4,
		  { 1000, 2000, 4000 },
		  20 },
		{ "{\"policy\":\"constant\",\"delaySeconds\":1,\"attempts\":1}", 1, { 0 }, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct stage st;
		struct sim_hook h;
		stage_open(&st, NULL);
		char *webhook = xasprintf(
			"{\"url\":\"http://127.0.0.1:9/hook\",\"events\":[\"message\"],\"retries\":%s}",
			cases[i].retries);
		configure(&st, webhook);
		free(webhook);
		write_in(&st, "halo");
		char *first_id = NULL;
		for (int n = 0; n < cases[i].attempts; n++) {
			assert_true(sim_hook_next(st.sim, st.now, &h));
			if (!first_id)
				first_id = xstrdup(header(&h, "X-Webhook-Request-Id"));
			assert_string_equal(header(&h, "X-Webhook-Request-Id"), first_id);
			/* A 4xx is a failure like any other, and so is silence. */
			sim_hook_done(st.sim, h.id, n % 2 ? 0 : 404, st.now);
			if (n + 1 == cases[i].attempts)
				break;
			int64_t next = sim_next(st.sim), gap = next - st.now;
			if (gap < cases[i].gaps[n] || gap > cases[i].gaps[n] * (100 + cases[i].spread) / 100)
				fail_msg("%s: gap %d is %lld ms", cases[i].retries, n, (long long)gap);
			assert_false(sim_hook_next(st.sim, next - 1, &h));
			st.now = next;
		}
		st.now += 60000;
		assert_false(sim_hook_next(st.sim, st.now, &h));
		assert_int_equal(stage_lines(&st, "webhook", NULL), cases[i].attempts);
		free(first_id);
		stage_close(&st);
	}
}

static void a_status_is_told(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	configure(&st, "{\"url\":\"http://127.0.0.1:9/hook\",\"events\":[\"session.status\"]}");
	json_decref(stage_do(&st, "POST /sim/timelock", "{s:b,s:i}", "on", 1, "until", 1795400000));
	const json_t *e = stage_event(&st, "session.status");
	assert_string_equal(json_str(e, "payload.status"), "WORKING");
	assert_int_equal(json_i64_or(e, "payload.data.reachoutTimelock.timeEnforcementEnds", 0), 1795400000);
	stage_forget(&st);
	json_decref(stage_do(&st, "POST /sim/unlink", NULL));
	assert_string_equal(json_str(stage_event(&st, "session.status"), "payload.status"), "FAILED");
	stage_close(&st);
}

static void presence_is_told_to_whom_asked(void **state)
{
	struct stage st;
	(void)state;
	stage_open(&st, NULL);
	configure(&st, "{\"url\":\"http://127.0.0.1:9/hook\",\"events\":[\"presence.update\"]}");
	json_decref(
		stage_do(&st, "POST /sim/contact", "{s:s,s:s}", "pn", "6281234567890", "presence", "typing"));
	assert_int_equal(stage_count(&st, "presence.update"), 0);
	json_decref(stage_do(&st, "POST /api/default/presence/6281234567890@c.us/subscribe", NULL));
	json_decref(
		stage_do(&st, "POST /sim/contact", "{s:s,s:s}", "pn", "6281234567890", "presence", "paused"));
	assert_int_equal(stage_count(&st, "presence.update"), 1);
	stage_close(&st);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sum_is_wahas),
		cmocka_unit_test(a_call_is_signed),
		cmocka_unit_test(an_envelope_has_what_wahas_have),
		cmocka_unit_test(a_failed_call_comes_again),
		cmocka_unit_test(a_status_is_told),
		cmocka_unit_test(presence_is_told_to_whom_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
