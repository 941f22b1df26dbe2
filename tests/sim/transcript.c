/* The simulator's answers and events beside those of a real server, which are in
 * transcript.json: the same status, type and time, the same keys all the way down
 * with values of the same type, and the same values wherever they are no ids,
 * times or random bytes. Each exchange is one test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"

#include "compare.h"
#include "stage.h"

static struct stage st;
static json_t *kept; /* names of earlier answers' parts */
static struct reply last;

/* {name} → what an earlier answer said. */
static char *filled(const char *text)
{
	struct buf out;
	buf_init(&out, 1 << 20);
	while (*text) {
		const char *close = *text == '{' ? strchr(text, '}') : NULL;
		char *name = close ? xstrndup(text + 1, (size_t)(close - text - 1)) : NULL;
		const char *value = name ? json_string_value(json_object_get(kept, name)) : NULL;
		if (value) {
			buf_adds(&out, value);
			text = close + 1;
		} else {
			buf_addc(&out, *text++);
		}
		free(name);
	}
	return buf_take(&out);
}

static char *body_of(const json_t *step)
{
	const json_t *body = json_at(step, "body");
	const char *raw = json_str(step, "raw");
	if (raw)
		return xstrdup(raw);
	char *text = body ? json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY) : NULL,
	     *whole = text ? filled(text) : NULL;
	free(text);
	return whole;
}

static void ask(const json_t *step, const char *method, const char *target, const char *body)
{
	const char *key = json_str_or(step, "key", "ok");
	char *at = filled(target);
	struct sim_request rq = {
		.method = method, .target = at, .accept = json_str(step, "accept"), .body = body,
		.body_len = body ? strlen(body) : (size_t)json_i64_or(step, "size", 0),
		.key = !strcmp(key, "ok") ? "KEY" : !strcmp(key, "wrong") ? "no" : NULL,
	};
	reply_fini(&last);
	last = stage_request(&st, &rq);
	free(at);
}

static void check_exchange(const json_t *step)
{
	char *body = body_of(step);
	struct diff d = { .more = json_at(step, "free") };
	const char *match = json_str_or(step, "match", "whole");
	int64_t ms = json_i64_or(step, "ms", 0);
	buf_init(&d.text, 1 << 16);
	stage_forget(&st);
	ask(step, json_str(step, "method"), json_str(step, "target"), body);
	free(body);
	if (last.status != json_i64_or(step, "status", 0))
		buf_addf(&d.text, "status: wanted %d, got %d %.300s\n", (int)json_i64_or(step, "status", 0),
			 last.status, last.text);
	const char *type = json_str_or(step, "type", "");
	if (strncmp(last.type, type, strlen(type)) != 0 || (!*type && *last.type))
		buf_addf(&d.text, "type: wanted %s, got %s\n", type, last.type);
	if (ms ? last.ms < ms * 9 / 10 || last.ms > ms * 11 / 10 : last.ms > 1500)
		buf_addf(&d.text, "took %lld ms, wanted %lld\n", (long long)last.ms, (long long)ms);
	if (!strcmp(match, "empty") && last.n)
		buf_addf(&d.text, "wanted no body, got %.200s\n", last.text);
	const json_t *want = json_object_get(step, "answer");
	d.part = !strcmp(match, "part");
	if (!strcmp(match, "first"))
		compare(&d, "[0]", "", json_array_get(want, 0), json_array_get(last.json, 0));
	else if (want)
		compare(&d, "", "", want, last.json);
	if (d.text.n)
		fail_msg("%s\n%s", json_str(step, "name"), buf_str(&d.text));
	buf_fini(&d.text);
}

static void check_event(const json_t *step)
{
	struct diff d = { .more = json_at(step, "free"),
			  .part = !strcmp(json_str_or(step, "match", ""), "part") };
	const json_t *envelope = stage_event(&st, json_str(step, "event"));
	if (!envelope)
		fail_msg("%s: no such event came", json_str(step, "name"));
	buf_init(&d.text, 1 << 16);
	compare(&d, "payload", "", json_object_get(step, "payload"), json_object_get(envelope, "payload"));
	if (d.text.n)
		fail_msg("%s\n%s", json_str(step, "name"), buf_str(&d.text));
	buf_fini(&d.text);
}

static void open_sim(const json_t *o)
{
	/* SIM_SEED tries other dice: none of this depends on them. */
	const char *seed = getenv("SIM_SEED");
	char *shop = path_join(getenv("top_srcdir"), "tests/sim/transcript-shop.json");
	struct sim_options options = {
		.engine = json_str(o, "engine"),
		.version = json_str(o, "version"),
		.key = json_str(o, "key"),
		.state = json_str(o, "state"),
		.media = json_flag(o, "media"),
		.lenient = json_flag(o, "lenient"),
		.shop = json_flag(o, "shop") ? shop : NULL,
		.seed = seed ? strtoull(seed, NULL, 10) : 0,
	};
	if (st.sim)
		stage_close(&st);
	stage_open(&st, &options);
	free(shop);
}

/* What happens between two exchanges. */
static void prepare(const json_t *step)
{
	const char *control = json_str(step, "control"), *keep = json_str(step, "keep"),
		   *send = json_str(step, "send");
	const json_t *call = json_at(step, "call");
	if (json_at(step, "new")) {
		open_sim(json_at(step, "new"));
	} else if (json_at(step, "wait")) {
		stage_wait(&st, json_i64_or(step, "wait", 0));
	} else if (keep) {
		json_put_str(kept, keep, json_str_or(last.json, json_str(step, "path"), "?"));
	} else {
		char *body = send ? xstrdup(send) : body_of(step);
		char *path = control ? xasprintf("/sim/%s", control)
				     : xstrdup(send ? "/api/sendText"
						    : json_string_value(json_array_get(call, 1)));
		stage_forget(&st);
		ask(step, call ? json_string_value(json_array_get(call, 0)) : "POST", path, body);
		if (last.status > 299)
			fail_msg("%s: %d %s", path, last.status, last.text);
		free(body);
		free(path);
	}
}

static json_t *steps;

static void one(void **state)
{
	const json_t *step = *state;
	/* Everything since the last checked one. */
	for (size_t i = (size_t)json_i64_or(step, "from", 0); json_array_get(steps, i) != step; i++)
		prepare(json_array_get(steps, i));
	if (json_at(step, "event"))
		check_event(step);
	else
		check_exchange(step);
}

/* A comparison that would pass anything is worth nothing. */
static void differences_are_found(void **state)
{
	static const char *const pairs[][2] = {
		{ "{\"a\":1}", "{\"a\":\"1\"}" },
		{ "{\"a\":1}", "{\"a\":1,\"b\":null}" },
		{ "{\"a\":1,\"b\":2}", "{\"a\":1}" },
		{ "{\"a\":[{\"b\":1}]}", "{\"a\":[{\"c\":1}]}" },
		{ "{\"message\":\"x\"}", "{\"message\":\"y\"}" },
		{ "[1,2]", "[1]" },
		{ "{\"id\":\"x\"}", "{\"id\":1}" },
		{ "{\"a\":true}", "{\"a\":false}" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		json_t *want = json_loads(pairs[i][0], 0, NULL), *got = json_loads(pairs[i][1], 0, NULL);
		struct diff d = {0};
		buf_init(&d.text, 4096);
		compare(&d, "", "", want, got);
		assert_true(d.text.n > 0);
		buf_fini(&d.text);
		json_decref(want);
		json_decref(got);
	}
}

int main(void)
{
	const char *top = getenv("top_srcdir");
	char *path = path_join(top ? top : ".", "tests/sim/transcript.json");
	setenv("top_srcdir", top ? top : ".", 1);
	steps = json_load_file(path, 0, NULL);
	free(path);
	if (!steps)
		return 99;
	kept = json_object();
	size_t n = json_array_size(steps), tests_n = 0, from = 0;
	struct CMUnitTest *tests = xcalloc(n + 1, sizeof *tests);
	tests[tests_n++] = (struct CMUnitTest)cmocka_unit_test(differences_are_found);
	for (size_t i = 0; i < n; i++) {
		json_t *step = json_array_get(steps, i);
		const char *name = json_str(step, "name");
		if (!name)
			continue;
		json_put_i64(step, "from", (int64_t)from);
		from = i + 1;
		tests[tests_n++] =
			(struct CMUnitTest){ .name = name, .test_func = one, .initial_state = step };
	}
	int failed = _cmocka_run_group_tests("transcript", tests, tests_n, NULL, NULL);
	reply_fini(&last);
	if (st.sim)
		stage_close(&st);
	free(tests);
	json_decref(kept);
	json_decref(steps);
	return failed;
}
