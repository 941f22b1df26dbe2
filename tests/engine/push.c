/* push: what WAHA tells by its webhook leads to the same rows as what polls bring,
 * in any order, however often, with a poll before, between or after; edits,
 * deletions and reactions come at once; the entry in WAHA's configuration is put in
 * and taken out beside those of others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/http.h"
#include "base/json.h"
#include "waha/webhook.h"

#include "engine/hook.h"
#include "engine/people.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define HOOK "http://127.0.0.1:3001/webhook/waha?number=toko"
#define SECRET "0123456789abcdef0123456789abcdef"

enum { SECOND = 1000, MINUTE = 60 * SECOND, TOLD_MAX = 16 };

static const char *const engines[] = { "noweb", "gows", "webjs", "wpp" };
enum { ENGINES = sizeof engines / sizeof *engines };

/* Envelopes that WAHA has sent. */
struct told {
	json_t *v[TOLD_MAX];
	size_t n;
};
static struct told *taking; /* who wants them */

static void told_fini(struct told *t)
{
	for (size_t i = 0; i < t->n; i++)
		json_decref(t->v[i]);
	t->n = 0;
}

static void take(struct run *r, const struct sim_hook *h)
{
	struct err e = { 0 };
	json_t *v = json_read(h->body, h->body_len, &e);

	(void)r;
	assert_non_null(v);
	if (taking && taking->n < TOLD_MAX && strcmp(json_str_or(v, "event", ""), "session.status"))
		taking->v[taking->n++] = v;
	else
		json_decref(v);
}

/* Only what is told from here on, without the engine taking a step. */
static void drain(struct run *r, struct told *t)
{
	struct sim_hook h;

	taking = t;
	sim_tick(r->sim, clock_now_ms());
	while (sim_hook_next(r->sim, clock_now_ms(), &h)) {
		take(r, &h);
		sim_hook_done(r->sim, h.id, 200, clock_now_ms());
	}
	taking = NULL;
}

static void set_hook(struct run *r, const char *url, const char *secret, bool want_changed)
{
	struct waha w;
	struct err e = { 0 };
	struct http *http = http_new();
	const struct number_config *c = r->engine->numbers[0].config;
	bool changed;

	waha_init(&w, http, c->waha_url, c->waha_session, c->key);
	if (!waha_webhook_set(&w, url, secret, &changed, &e))
		fail_msg("%s", err_text(&e));
	assert_int_equal(changed, want_changed);
	http_free(http);
}

/* False: WAHA has to tell it again. */
static bool push(struct run *r, const json_t *envelope)
{
	struct err e = { 0 };

	if (engine_push(r->engine, r->keep, "toko", envelope, &e))
		return true;
	if (strcmp(e.say.key, "webhook.early") && strcmp(e.say.key, "webhook.soon"))
		fail_msg("%s", err_text(&e));
	return false;
}

static void begin(struct run *r, const char *engine)
{
	run_begin(r, &(struct run_options){ .engine = engine });
	set_hook(r, HOOK, SECRET, true);
	run_for(r, 20 * SECOND);
	run_says(r, BUDI, "dulu");
	run_for(r, 20 * SECOND);
	assert_int_equal(run_texts(r, "dulu"), 1);
	drain(r, NULL);
}

/* Another customer's message in the middle of nowhere, and what became of it. */
static void events(struct run *r, struct told *t, bool with_revoke)
{
	json_t *said = run_control(r, "/sim/inbound", "{\"from\":\"" BUDI "\",\"text\":\"satu\"}");
	const char *id = json_str(said, "id");

	run_tell(r, "/sim/inbound", "{\"from\":\"" BUDI "\",\"kind\":\"edit\",\"target\":\"%s\",\"text\":\"satu saja\"}", id);
	run_tell(r, "/sim/inbound", "{\"from\":\"" BUDI "\",\"kind\":\"reaction\",\"target\":\"%s\",\"emoji\":\"👍\"}", id);
	if (with_revoke)
		run_tell(r, "/sim/inbound", "{\"from\":\"" BUDI "\",\"kind\":\"revoke\",\"target\":\"%s\"}", id);
	else
		run_says(r, BUDI, "dua");
	json_decref(said);
	drain(r, t);
}

/* Edits, reactions and deletions show with the push itself: no time passes. */
static void test_at_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		struct told t = { .n = 0 };

		begin(&r, engines[i]);
		events(&r, &t, true);
		assert_in_range(t.n, 4, TOLD_MAX);
		for (size_t k = 0; k < t.n; k++) {
			const char *event = json_str_or(t.v[k], "event", "");
			int64_t edited = run_count(&r, "SELECT count(*) FROM messages WHERE text = 'satu saja'");

			push(&r, t.v[k]);
			if (!strcmp(event, "message.edited"))
				assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE text = 'satu saja'"),
					edited + 1);
			if (!strcmp(event, "message.reaction"))
				assert_int_equal(run_count(&r, "SELECT count(*) FROM reactions"), 1);
			if (!strcmp(event, "message.revoked"))
				assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE deleted_at <> 0"), 1);
		}
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages"), 2);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE deleted_at <> 0"), 1);
		told_fini(&t);
		run_end(&r);
	}
}

static bool next_order(size_t *v, size_t n)
{
	size_t i = n - 1, j = n - 1, t;

	while (i > 0 && v[i - 1] >= v[i])
		i--;
	if (!i)
		return false;
	while (v[j] <= v[i - 1])
		j--;
	t = v[i - 1], v[i - 1] = v[j], v[j] = t;
	for (j = n - 1; i < j; i++, j--)
		t = v[i], v[i] = v[j], v[j] = t;
	return true;
}

/* All orders of four events, with the poll before any of them or in between; each
 * told twice. When WAHA has been asked once more, the rows are the same. */
static void test_any_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		size_t order[4] = { 0, 1, 2, 3 };

		do {
			for (size_t polled = 0; polled <= 2; polled += 2) {
				struct run r;
				struct told t = { .n = 0 };

				begin(&r, engines[i]);
				events(&r, &t, false);
				assert_int_equal(t.n, 4);
				for (size_t k = 0; k < 4; k++) {
					if (k == polled)
						run_for(&r, 20 * SECOND);
					push(&r, t.v[order[k]]);
					push(&r, t.v[order[k]]);
				}
				/* Two seconds later WAHA tells again what was too early. */
				run_for(&r, 2 * SECOND);
				for (size_t k = 0; k < 4; k++)
					assert_true(push(&r, t.v[order[k]]));
				run_for(&r, 30 * SECOND);
				if (run_count(&r, "SELECT count(*) FROM messages") != 3 || run_texts(&r, "satu saja") != 1 ||
				    run_texts(&r, "dua") != 1 || run_count(&r, "SELECT count(*) FROM reactions") != 1 ||
				    run_count(&r, "SELECT count(*) FROM conversations") != 1)
					fail_msg("%s: order %zu%zu%zu%zu, polled at %zu: %lld messages, %lld edited, %lld reactions",
						engines[i], order[0], order[1], order[2], order[3], polled,
						(long long)run_count(&r, "SELECT count(*) FROM messages"),
						(long long)run_texts(&r, "satu saja"),
						(long long)run_count(&r, "SELECT count(*) FROM reactions"));
				told_fini(&t);
				run_end(&r);
			}
		} while (next_order(order, 4));
	}
}

/* What is sent from here comes back by push and by poll, with its ticks: one row. */
static void test_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		struct told t = { .n = 0 };

		begin(&r, engines[i]);
		taking = &t;
		r.told = take;
		int64_t id = run_send(&r, 0, BUDI, "jawab");
		run_for(&r, 2 * MINUTE);
		taking = NULL;
		assert_true(run_state(&r, id) >= MSG_SENT);
		assert_true(t.n > 0);
		for (size_t k = t.n; k-- > 0;)
			push(&r, t.v[k]);
		run_for(&r, 5 * MINUTE);
		for (size_t k = 0; k < t.n; k++)
			push(&r, t.v[k]);
		assert_int_equal(run_texts(&r, "jawab"), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages"), 2);
		told_fini(&t);
		run_end(&r);
	}
}

/* A reaction before its message is asked for again, for a minute and no longer: its
 * message may be older than all that is known. */
static void test_early(void **state)
{
	struct run r;
	struct told t = { .n = 0 };

	(void)state;
	begin(&r, "gows");
	events(&r, &t, false);
	assert_string_equal(json_str(t.v[2], "event"), "message.reaction");
	assert_false(push(&r, t.v[2]));
	assert_true(push(&r, t.v[0]));
	assert_true(push(&r, t.v[2]));
	assert_int_equal(run_count(&r, "SELECT count(*) FROM reactions"), 1);
	json_t *reaction = json_object_get(json_object_get(t.v[2], "payload"), "reaction");
	assert_int_equal(json_object_set_new(reaction, "messageId", json_string("false_" BUDI "@c.us_NEVERCAME0000000")), 0);
	assert_false(push(&r, t.v[2]));
	run_for(&r, 61 * SECOND);
	assert_true(push(&r, t.v[2]));
	assert_int_equal(run_count(&r, "SELECT count(*) FROM reactions"), 1);
	told_fini(&t);
	run_end(&r);
}

/* Nonsense, other people's sessions, and numbers that are not there. */
/* A vote takes the place of the voter's earlier one; an older telling that comes late
 * does not; nor does one about what is no poll. */
static void test_votes(void **state)
{
	static const struct {
		bool mine;
		const char *who, *choices;
		int at;
	} votes[] = {
		{ false, BUDI, "[\"Ya\"]", 10 },
		{ false, "6281200000007", "[\"Ya\",\"Tidak\"]", 11 },
		{ true, "me", "[\"Tidak\"]", 12 },
		{ false, BUDI, "[\"Ya\"]", 10 }, /* told twice */
		{ false, "6281200000008", "[\"Ya\"]", 20 },
		{ false, "6281200000008", "[]", 21 },
		{ false, "6281200000008", "[\"Ya\"]", 20 },
	};

	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		struct message_row row;

		begin(&r, engines[i]);
		run_tell(&r, "/sim/inbound", "{\"from\":\"%s\",\"kind\":\"poll\",\"text\":\"Jadi?\",\"options\":[\"Ya\",\"Tidak\"]}",
			BUDI);
		run_for(&r, 20 * SECOND);
		row = run_message(&r, run_count(&r, "SELECT max(id) FROM messages"));
		for (size_t k = 0; k < sizeof votes / sizeof *votes; k++) {
			json_t *v = json_pack("{s:s, s:s, s:s, s:{s:{s:b, s:o, s:I}, s:{s:b}}}", "event", "poll.vote", "session",
				"default", "engine", i ? "GOWS" : "NOWEB", "payload", "vote", "fromMe", votes[k].mine, "selectedOptions",
				json_loads(votes[k].choices, 0, NULL), "timestamp", (json_int_t)(clock_now() + votes[k].at), "poll",
				"fromMe", 0);
			char id[128];

			assert_non_null(v);
			json_t *payload = json_object_get(v, "payload"), *vote = json_object_get(payload, "vote");
			snprintf(id, sizeof id, "%s_%s@c.us_3EB0VOTE%zu", votes[k].mine ? "true" : "false", BUDI, k);
			json_put_str(vote, "id", id);
			snprintf(id, sizeof id, "%s%s", votes[k].who, votes[k].mine ? "" : "@c.us");
			json_put_str(vote, "from", id);
			snprintf(id, sizeof id, "false_%s@c.us_%s", BUDI, row.wa_id);
			json_put_str(json_object_get(payload, "poll"), "id", id);
			assert_true(push(&r, v));
			json_decref(v);
		}
		message_row_fini(&row);
		row = run_message(&r, run_count(&r, "SELECT max(id) FROM messages"));
		assert_int_equal(row.votes.n, 2);
		assert_string_equal(row.votes.v[0].choice, "Tidak");
		assert_int_equal(row.votes.v[0].count, 2);
		assert_string_equal(row.votes.v[1].choice, "Ya");
		assert_int_equal(row.votes.v[1].count, 2);
		message_row_fini(&row);
		run_end(&r);
	}
}

static void test_strange(void **state)
{
	static const struct {
		const char *number, *json, *key; /* NULL: passed over */
	} rows[] = {
		{ NULL, "{}", NULL }, { NULL, "[]", NULL }, { NULL, "null", NULL }, { NULL, "{\"event\":\"message.any\"}", NULL },
		{ NULL, "{\"event\":\"presence.update\",\"session\":\"default\",\"payload\":{}}", NULL },
		{ NULL, "{\"event\":\"session.status\",\"session\":\"other\",\"engine\":\"NOWEB\",\"payload\":{\"status\":\"WORKING\"}}",
		  "webhook.none" },
		{ "nobody", "{\"event\":\"session.status\",\"session\":\"default\",\"engine\":\"NOWEB\",\"payload\":{\"status\":\"WORKING\"}}",
		  "webhook.none" },
	};
	struct run r;

	(void)state;
	begin(&r, "noweb");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = { 0 };
		json_t *v = json_read(rows[i].json, strlen(rows[i].json), &e);

		if (engine_push(r.engine, r.keep, rows[i].number, v, &e) != !rows[i].key ||
		    (rows[i].key && strcmp(e.say.key, rows[i].key)))
			fail_msg("%s: %s", rows[i].json, err_text(&e));
		json_decref(v);
	}
	assert_int_equal(run_count(&r, "SELECT count(*) FROM messages"), 1);
	run_end(&r);
}

static void want_hook(struct run *r, const char *url)
{
	run_write(r);
	assert_true(hook_keep(r->keep, run_session(r, 0), url, NULL));
	run_wrote(r);
}

/* WAHA's process ends and with it all it was told; and somebody takes the entry out.
 * Both times it is there again, once; what others put there is not touched. */
static void test_forgotten(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		char secret[WEBHOOK_SECRET_CAP];
		size_t puts;

		run_begin(&r, &(struct run_options){ .engine = engines[i], .version = "2026.4.1" });
		run_for(&r, 10 * SECOND);
		assert_true(engine_webhook_secret(r.engine, true, secret, NULL));
		/* Nobody has asked for one: none is made. */
		run_tell(&r, "/sim/process-restart", "{}");
		run_for(&r, MINUTE);
		set_hook(&r, HOOK, secret, true);
		run_for(&r, 20 * SECOND);
		want_hook(&r, HOOK);
		run_tell(&r, "/sim/process-restart", "{}");
		run_for(&r, MINUTE);
		set_hook(&r, HOOK, secret, false);
		set_hook(&r, "http://elsewhere/webhook/of-others", SECRET, true);
		run_for(&r, 20 * MINUTE);
		set_hook(&r, HOOK, NULL, true);
		run_for(&r, 12 * MINUTE);
		set_hook(&r, HOOK, secret, false);
		set_hook(&r, "http://elsewhere/webhook/of-others", SECRET, false);
		/* It is not done over and over. */
		puts = run_lines(&r, "request", "method", "PUT", NULL);
		run_for(&r, 30 * MINUTE);
		assert_int_equal(run_lines(&r, "request", "method", "PUT", NULL), puts);
		run_says(&r, BUDI, "masih");
		run_for(&r, 20 * SECOND);
		assert_int_equal(run_texts(&r, "masih"), 1);
		/* Switched off it stays off. */
		want_hook(&r, NULL);
		run_tell(&r, "/sim/process-restart", "{}");
		run_for(&r, MINUTE);
		set_hook(&r, HOOK, secret, true);
		run_end(&r);
	}
}

/* In, in again, in under another address, out; somebody else's entry stays. */
static void test_entry(void **state)
{
	struct run r;
	struct told t = { .n = 0 };

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	set_hook(&r, HOOK, SECRET, true);
	set_hook(&r, HOOK, SECRET, false);
	set_hook(&r, "http://elsewhere/hook/of/others", SECRET, true);
	set_hook(&r, "http://10.0.0.1:3001/webhook/waha?number=toko", SECRET, true);
	run_for(&r, 20 * SECOND);
	drain(&r, NULL);
	run_says(&r, BUDI, "halo");
	drain(&r, &t);
	/* Both are told; ours under its new address alone. */
	assert_int_equal(t.n, 2);
	told_fini(&t);
	set_hook(&r, HOOK, NULL, true);
	set_hook(&r, HOOK, NULL, false);
	run_for(&r, 20 * SECOND);
	drain(&r, NULL);
	run_says(&r, BUDI, "lagi");
	drain(&r, &t);
	assert_int_equal(t.n, 1);
	told_fini(&t);
	run_end(&r);
}

static void push_some(struct run *r, int n)
{
	for (int i = 0; i < n; i++) {
		struct told t = { .n = 0 };

		run_says(r, BUDI, "lagi");
		drain(r, &t);
		for (size_t k = 0; k < t.n; k++)
			push(r, t.v[k]);
		told_fini(&t);
		run_for(r, 100);
	}
}

static size_t asked_names(struct run *r)
{
	return run_lines(r, "request", "path", "/api/default/lids", NULL) +
		run_lines(r, "request", "path", "/api/contacts/all", NULL);
}

/* A push is a reason to look for messages, none to ask for names: those that were read stay
 * so for hours; while WAHA refuses them it is asked as rarely as it would be anyway; and
 * only when somebody wants them now a poke brings them. */
static void test_names(void **state)
{
	struct run r;
	struct err e = { 0 };
	size_t asked;

	(void)state;
	begin(&r, "noweb");
	asked = asked_names(&r);
	assert_true(asked > 0);
	push_some(&r, 20);
	assert_int_equal(asked_names(&r), asked);
	run_tell(&r, "/sim/rules", "{\"do\":\"500-plain\",\"path\":\"/api/default/lids\",\"count\":1000}");
	run_write(&r);
	assert_true(people_ask(r.keep, run_session(&r, 0), clock_now(), &e));
	run_wrote(&r);
	engine_poke_sync(r.engine, run_session(&r, 0));
	push_some(&r, 20);
	assert_in_range(asked_names(&r) - asked, 1, 3);
	run_behave(&r);
	run_for(&r, MINUTE);
	assert_true(asked_names(&r) - asked > 3);
	run_end(&r);
}

static void test_secret(void **state)
{
	struct run r;
	struct err e = { 0 };
	char first[WEBHOOK_SECRET_CAP], again[WEBHOOK_SECRET_CAP];

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	assert_false(engine_webhook_secret(r.engine, false, first, &e));
	assert_string_equal(e.say.key, "webhook.off");
	assert_true(engine_webhook_secret(r.engine, true, first, &e));
	assert_int_equal(strlen(first), 64);
	assert_true(engine_webhook_secret(r.engine, true, again, &e));
	assert_string_equal(first, again);
	char *path = path_join(config_data_dir(r.config), "webhook-secret");
	assert_true(file_private(path, &e));
	free(path);
	run_end(&r);
}

/* Told while the engine has not yet asked how its session does, after its start: told
 * again, where no poll would bring it. Of a phone that is not ours nothing is kept. */
static void test_too_soon_after_a_start(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		struct told t = { .n = 0 };

		begin(&r, engines[i]);
		events(&r, &t, false);
		run_for(&r, 20 * SECOND);
		run_exec(&r, "DELETE FROM reactions");
		run_restart(&r);
		for (size_t k = 0; k < t.n; k++) {
			const char *event = json_str_or(t.v[k], "event", "");

			if (!strcmp(event, "message.any"))
				assert_true(push(&r, t.v[k])); /* a poll brings it */
			if (!strcmp(event, "message.reaction"))
				assert_false(push(&r, t.v[k]));
		}
		run_for(&r, 10 * SECOND);
		for (size_t k = 0; k < t.n; k++)
			assert_true(push(&r, t.v[k]));
		assert_int_equal(run_count(&r, "SELECT count(*) FROM reactions"), 1);
		run_exec(&r, "DELETE FROM reactions");
		run_exec(&r, "UPDATE whatsapp_sessions SET status = 'OTHER'");
		for (size_t k = 0; k < t.n; k++)
			assert_true(push(&r, t.v[k]));
		assert_int_equal(run_count(&r, "SELECT count(*) FROM reactions"), 0);
		told_fini(&t);
		run_end(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_at_once),
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_early),
		cmocka_unit_test(test_too_soon_after_a_start),
		cmocka_unit_test(test_votes), cmocka_unit_test(test_strange),
		cmocka_unit_test(test_forgotten),
		cmocka_unit_test(test_entry),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
