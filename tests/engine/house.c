/* house: one engine a database, threads that start and end, notes for faces, jobs
 * and their answers, and the warm-up's days. */
#include <poll.h>
#include <pthread.h>
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

#include "base/clock.h"
#include "base/fs.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "engine/jobs.h"
#include "engine/ramp.h"
#include "store/number.h"
#include "store/pause.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static void test_one_engine(void **state)
{
	struct run r;
	struct engine *second;
	struct err e = { 0 };
	struct stat st;
	char *lock, pid[32];

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	second = engine_new(r.config, &e);
	assert_null(second);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_string_equal(e.say.key, "engine.locked");
	snprintf(pid, sizeof pid, "%ld", (long)getpid());
	assert_non_null(strstr(err_text(&e), pid));
	lock = path_join(r.dir, "lock");
	assert_int_equal(stat(lock, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	free(lock);
	/* The lock goes with its holder. */
	run_restart(&r);
	run_for(&r, 5 * SECOND);
	run_end(&r);
}

/* Real threads and a real clock, and no WAHA at the other end. */
static void alone(struct run *r)
{
	run_begin(r, &(struct run_options){ .config = "" });
	engine_free(r->engine);
	r->engine = NULL;
	r->refused = true;
	clock_release();
}

static bool take(struct engine *e, struct job_result *out)
{
	struct pollfd fd = { .fd = engine_jobs_fd(e), .events = POLLIN };

	return poll(&fd, 1, 60000) > 0 && job_take(e, out);
}

static void test_threads_and_jobs(void **state)
{
	struct run r;
	struct err e = { 0 };
	struct job_result got = { 0 };
	struct change c;
	struct pollfd fd;
	int64_t ticket;
	json_t *args;
	size_t changes = 0;

	(void)state;
	alone(&r);
	r.engine = engine_new(r.config, &e);
	assert_non_null(r.engine);
	assert_true(engine_start(r.engine, &e));
	assert_true(engine_idle(r.engine, r.keep));
	args = json_pack("{s:I}", "session_id", (json_int_t)r.engine->numbers[0].id);
	ticket = job_post(r.engine, JOB_SESSION_STATUS, args, &e);
	assert_true(ticket > 0);
	assert_true(take(r.engine, &got));
	assert_int_equal(got.ticket, ticket);
	assert_false(got.ok);
	assert_int_equal(got.err.kind, ERR_REMOTE);
	json_decref(got.json);
	json_decref(args);
	args = json_object();
	ticket = job_post(r.engine, JOB_DOCTOR, args, &e);
	assert_true(take(r.engine, &got) && got.ok);
	assert_int_equal(got.ticket, ticket);
	assert_true(json_array_size(json_at(got.json, "items")) >= 4);
	assert_string_equal(json_str_or(json_array_get(json_at(got.json, "items"), 0), "state", ""), "bad");
	json_decref(got.json);
	json_decref(args);
	/* A number that is not there is an answer, not a crash. */
	args = json_pack("{s:i}", "session_id", 4711);
	assert_true(job_post(r.engine, JOB_SESSION_QR, args, &e) > 0);
	assert_true(take(r.engine, &got) && !got.ok);
	assert_int_equal(got.err.kind, ERR_NOT_FOUND);
	json_decref(args);
	assert_true(engine_idle(r.engine, r.keep));
	/* The sync thread told that WAHA cannot be reached. */
	fd = (struct pollfd){ .fd = engine_changes_fd(r.engine), .events = POLLIN };
	while (!changes && poll(&fd, 1, 60000) > 0)
		while (engine_changes_take(r.engine, &c))
			changes += c.kind == CHANGE_SESSION || c.kind == CHANGE_HEALTH;
	assert_true(changes > 0);
	engine_stop(r.engine);
	run_end(&r);
}

/* A job's failure, "" when it did what it was asked. */
static void does(struct run *r, enum job_kind kind, const json_t *args, const char *key)
{
	struct job_result got = { 0 };
	struct err e = { 0 };

	assert_true(job_post(r->engine, kind, args, &e) > 0);
	assert_true(take(r->engine, &got));
	assert_string_equal(got.ok ? "" : got.err.say.key, key);
	json_decref(got.json);
}

/* After a stop nothing at all leaves: no star, no read mark. Only without one do they
 * get as far as WAHA's door, which is closed here. */
static void test_nothing_leaves_after_a_stop(void **state)
{
	static const enum job_kind kinds[] = { JOB_STAR, JOB_SEEN };
	static const struct {
		bool file;
		int numbered; /* whose pause: -1 none, 0 all, 1 this number's */
		enum pause_kind kind;
		const char *key;
	} cases[] = {
		{ false, -1, PAUSE_STOP, "waha.unreachable" },
		{ true, -1, PAUSE_STOP, "gate.stop.all" },
		{ false, 0, PAUSE_STOP, "gate.stop.all" },
		{ false, 1, PAUSE_FULL, "gate.stop.number" },
		{ false, 1, PAUSE_INITIATIONS, "waha.unreachable" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run r;
		struct err e = { 0 };
		struct changes c = { 0 };
		struct pause_row p = { .kind = cases[i].kind, .lifter = LIFTED_BY_ADMIN, .reason = (char[]){ "checked" },
			.by = (char[]){ "rina" } };
		json_t *args;

		run_begin(&r, &(struct run_options){ 0 });
		run_for(&r, 10 * SECOND);
		run_says(&r, BUDI, "halo");
		run_for(&r, MINUTE);
		assert_int_equal(run_texts(&r, "halo"), 1);
		args = json_pack("{s:I, s:I, s:I, s:b}", "session_id", (json_int_t)run_session(&r, 0), "message_id",
			(json_int_t)run_count(&r, "SELECT max(id) FROM messages"), "chat_id",
			(json_int_t)run_count(&r, "SELECT max(chat_id) FROM messages"), "starred", 1);
		run_stop_file(&r, cases[i].file);
		if (cases[i].numbered >= 0) {
			p.session_id = cases[i].numbered ? run_session(&r, 0) : 0;
			p.at = clock_now();
			run_write(&r);
			assert_true(pause_add(r.keep, &p, &c, &e));
			run_wrote(&r);
			changes_fini(&c);
		}
		engine_free(r.engine);
		r.refused = true;
		clock_release();
		r.engine = engine_new(r.config, &e);
		assert_non_null(r.engine);
		assert_true(engine_start(r.engine, &e));
		for (size_t k = 0; k < 2; k++)
			does(&r, kinds[k], args, cases[i].key);
		json_decref(args);
		engine_stop(r.engine);
		run_stop_file(&r, false);
		run_end(&r);
	}
}

/* A WAHA that answers no more for one number, until it is told to. */
static pthread_mutex_t hang_door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t hang_over = PTHREAD_COND_INITIALIZER;
static bool hangs;
static int hanging;

static bool hanging_transport(void *ctx, const struct http_request *q, struct http_answer *a)
{
	(void)ctx;
	pthread_mutex_lock(&hang_door);
	if (strstr(q->url, "default") || (q->body && strstr(q->body, "\"default\""))) {
		hanging++;
		pthread_cond_broadcast(&hang_over);
		while (hangs)
			pthread_cond_wait(&hang_over, &hang_door);
	}
	pthread_mutex_unlock(&hang_door);
	a->stage = HTTP_ANSWERED;
	a->status = 200;
	buf_init(&a->body, 1024);
	buf_adds(&a->body, "{}");
	return true;
}

/* Whatever hangs of one number, another one's goes on. */
static void test_one_number_hangs(void **state)
{
	static const struct {
		enum job_kind kind;
		int times; /* so often of the one that hangs */
	} cases[] = { { JOB_REACT, 1 }, { JOB_SEEN, 2 }, { JOB_HISTORY, 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct run r;
		struct err e = { 0 };
		struct job_result got = { 0 };
		json_t *args[2];
		int64_t ticket;

		run_begin(&r, &(struct run_options){ .numbers = 2 });
		run_for(&r, 10 * SECOND);
		run_says(&r, BUDI, "halo");
		run_tell(&r, "/sim/inbound", "{\"session\":\"dua\",\"from\":\"" BUDI "\",\"text\":\"halo\"}");
		run_for(&r, MINUTE);
		assert_int_equal(run_texts(&r, "halo"), 2);
		for (int n = 0; n < 2; n++) {
			json_int_t id = run_count(&r, n ? "SELECT max(id) FROM messages" : "SELECT min(id) FROM messages");
			struct message_row m = run_message(&r, id);

			assert_int_equal(m.session_id, run_session(&r, n));
			args[n] = json_pack("{s:I,s:I,s:I,s:s}", "session_id", (json_int_t)m.session_id, "message_id", id,
				"chat_id", (json_int_t)m.chat_id, "text", "👍");
			message_row_fini(&m);
		}
		hangs = true;
		hanging = 0;
		http_set_transport(hanging_transport, &r);
		assert_true(jobs_start(r.engine->jobs, &e));
		for (int k = 0; k < cases[i].times; k++)
			assert_true(job_post(r.engine, cases[i].kind, args[0], &e) > 0);
		pthread_mutex_lock(&hang_door);
		while (hanging < cases[i].times)
			pthread_cond_wait(&hang_over, &hang_door);
		pthread_mutex_unlock(&hang_door);
		ticket = job_post(r.engine, cases[i].kind, args[1], &e);
		if (!take(r.engine, &got))
			fail_msg("case %zu waits for another number", i);
		assert_int_equal(got.ticket, ticket);
		json_decref(got.json);
		pthread_mutex_lock(&hang_door);
		hangs = false;
		pthread_cond_broadcast(&hang_over);
		pthread_mutex_unlock(&hang_door);
		for (int k = 0; k < cases[i].times; k++) {
			assert_true(take(r.engine, &got));
			json_decref(got.json);
		}
		jobs_stop(r.engine->jobs);
		json_decref(args[0]);
		json_decref(args[1]);
		run_end(&r);
	}
}

static void test_lost_notes(void **state)
{
	struct run r;
	struct changes many = { 0 };
	struct change c;
	bool seen[CHANGE_JOB + 1] = { false };
	size_t n = 0;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	while (engine_changes_take(r.engine, &c))
		;
	for (int64_t i = 1; i <= 6000; i++) {
		many.n = 0;
		changes_add(&many, CHANGE_MESSAGE, i);
		engine_changed(r.engine, &many);
	}
	changes_fini(&many);
	while (engine_changes_take(r.engine, &c)) {
		if (c.id == 0)
			seen[c.kind] = true;
		n++;
	}
	/* As many as fit, then once: everything. */
	assert_in_range(n, 1000, 6000);
	for (int k = 0; k <= CHANGE_JOB; k++)
		assert_true(seen[k]);
	assert_false(engine_changes_take(r.engine, &c));
	run_end(&r);
}

static int ramp_day(struct run *r)
{
	struct number_row n = { 0 };
	struct err e = { 0 };
	int day;

	assert_true(number_get(r->keep, run_session(r, 0), &n, &e));
	day = n.ramp_day;
	number_row_fini(&n);
	return day;
}

static void test_warm_up(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ .config = "poll_interval = 2-300s" });
	run_for(&r, MINUTE);
	assert_int_equal(ramp_day(&r), 1);
	/* Nobody wrote: it stays. */
	run_for(&r, 24 * HOUR);
	assert_int_equal(ramp_day(&r), 1);
	/* A day with an answer moves it on, by one. */
	for (int d = 2; d <= 4; d++) {
		run_says(&r, BUDI, "halo");
		run_says(&r, BUDI, "ada?");
		run_for(&r, 24 * HOUR);
		assert_int_equal(ramp_day(&r), d);
	}
	run_end(&r);
}

/* An engine without faces may end when nothing is left to do. */
static void test_idle(void **state)
{
	struct run r;
	int64_t id;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_for(&r, 5 * SECOND);
	run_says(&r, BUDI, "halo");
	run_for(&r, 20 * SECOND);
	assert_true(engine_idle(r.engine, r.keep));
	id = run_send(&r, 0, BUDI, "ya");
	assert_false(engine_idle(r.engine, r.keep));
	assert_true(run_until(&r, id, MSG_ACCEPTED, MINUTE) || run_state(&r, id) != MSG_QUEUED);
	assert_true(engine_idle(r.engine, r.keep));
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_engine),
		cmocka_unit_test(test_threads_and_jobs),
		cmocka_unit_test(test_nothing_leaves_after_a_stop),
		cmocka_unit_test(test_one_number_hangs), cmocka_unit_test(test_lost_notes),
		cmocka_unit_test(test_warm_up),
		cmocka_unit_test(test_idle),
	};

	return cmocka_run_group_tests_name("house", tests, NULL, NULL);
}
