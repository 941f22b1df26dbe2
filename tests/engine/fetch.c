/* fetch: files that come, whatever becomes of them on the way: whole or not here at
 * all, nothing left behind, and told; both engines. */
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/http.h"
#include "base/json.h"
#include "base/mem.h"
#include "engine/fetch.h"
#include "engine/points.h"
#include "sim/transport.h"
#include "store/media.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define PHOTO "/9j/4AAQSkZJRiBmb3Rv" /* FF D8 FF E0 00 10 "JFIF foto" */

enum { SECOND = 1000, MINUTE = 60 * SECOND, PART = 1 << 20 };

#define MUST(call)                                           \
	do {                                                 \
		struct err e_ = { 0 }, *e = &e_;             \
		if (!(call))                                 \
			fail_msg("%s: %s", #call, err_text(e)); \
	} while (0)

static const char *const engines[] = { "noweb", "gows", "webjs", "wpp" };
enum { ENGINES = sizeof engines / sizeof *engines };

/* What answers for a file; asked counts how often. */
enum way { WAY_GOOD, WAY_CUT, WAY_ENDLESS, WAY_REDIRECT, WAY_EMPTY, WAY_404_ONCE, WAY_500, WAY_UNASKED };
static enum way way;
static int asked, asked_message;

static bool answered(struct http_answer *a, int status)
{
	a->stage = HTTP_ANSWERED;
	a->status = status;
	return true;
}

static bool broken(struct http_answer *a, const char *why)
{
	a->stage = HTTP_NO_ANSWER;
	str_copy(a->why, sizeof a->why, why);
	return false;
}

static bool transport(void *ctx, const struct http_request *q, struct http_answer *a)
{
	static char part[PART];
	struct run *r = ctx;

	if (r->dead) {
		a->stage = HTTP_NOT_SENT;
		return false;
	}
	asked_message += strstr(q->url, "downloadMedia=true") != NULL;
	if (!strstr(q->url, "/api/files/"))
		return sim_transport(r->sim, q, a);
	asked++;
	switch (way) {
	case WAY_CUT:
		q->write(q->write_ctx, "\xff\xd8\xff half", 8);
		return broken(a, "transfer closed with 100 bytes remaining to read");
	case WAY_ENDLESS:
		for (size_t i = 1; i <= 4096; i++) {
			if (q->max_answer && i * sizeof part > q->max_answer)
				return broken(a, "answer too large");
			if (!q->write(q->write_ctx, part, sizeof part))
				return broken(a, "the receiver stopped");
		}
		fail_msg("4 GB were taken");
		return false;
	case WAY_REDIRECT:
		return answered(a, 302);
	case WAY_EMPTY:
		return answered(a, 200);
	case WAY_500:
		return answered(a, 500);
	case WAY_404_ONCE:
		if (asked == 1)
			return answered(a, 404);
		break;
	case WAY_UNASKED:
		fail_msg("%s was asked for", q->url);
		break;
	case WAY_GOOD:
		break;
	}
	return sim_transport(r->sim, q, a);
}

/* A shop to which a photo came; its message. */
static int64_t begin(struct run *r, const char *engine, const char *more)
{
	run_begin(r, &(struct run_options){ .engine = engine });
	http_set_transport(transport, r);
	way = WAY_GOOD;
	run_for(r, 5 * SECOND);
	run_tell(r, "/sim/inbound", "{\"from\":\"%s\",\"kind\":\"image\",\"data\":\"%s\"%s}", BUDI, PHOTO, more);
	run_for(r, 20 * SECOND);
	asked = asked_message = 0;
	return run_count(r, "SELECT max(id) FROM messages WHERE kind = 'image'");
}

static bool fetch(struct run *r, int64_t id, int64_t *media_id, struct err *e)
{
	struct db *d = db_open(config_database(r->config), false, NULL);
	struct http *http = http_new();
	json_t *out = NULL;
	bool ok = fetch_file(r->engine, d, http, id, &out, e);

	*media_id = ok ? json_i64_or(out, "media_id", 0) : 0;
	json_decref(out);
	http_free(http);
	db_close(d);
	return ok;
}

/* Names in the depot. */
static size_t files(const struct run *r)
{
	char *dir = path_join(r->dir, "media");
	DIR *at = opendir(dir);
	struct dirent *entry;
	size_t n = 0;

	while (at && (entry = readdir(at)))
		n += entry->d_name[0] != '.';
	if (at)
		closedir(at);
	free(dir);
	return n;
}

static enum media_state state_of(struct run *r, int64_t id)
{
	struct message_row row = run_message(r, id);
	enum media_state is = row.media.state;

	assert_true((row.media.file_id != 0) == (is == MEDIA_HERE));
	message_row_fini(&row);
	return is;
}

static void is_photo(struct run *r, int64_t media_id)
{
	struct media_file f;
	char bytes[64];
	int fd;

	MUST(media_get(r->keep, media_id, 0, &f, e));
	assert_string_equal(f.mimetype, "image/jpeg");
	assert_non_null(strstr(f.filename, ".jpg"));
	assert_int_equal(f.agent_id, 0);
	assert_true((fd = depot_open(r->dir, f.hash, f.size, true, NULL)) >= 0);
	assert_int_equal(read(fd, bytes, sizeof bytes), 15);
	assert_memory_equal(bytes, "\xff\xd8\xff\xe0\0\x10JFIF foto", 15);
	close(fd);
}

/* It comes when it is wanted, once. */
static void test_comes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		struct err why = { 0 };
		int64_t id = begin(&r, engines[i], ""), first, again;

		assert_int_equal(state_of(&r, id), MEDIA_REMOTE);
		assert_int_equal(files(&r), 0);
		if (!fetch(&r, id, &first, &why))
			fail_msg("%s: %s", engines[i], err_text(&why));
		is_photo(&r, first);
		assert_int_equal(state_of(&r, id), MEDIA_HERE);
		assert_int_equal(asked, 1);
		/* The second time nobody is asked. */
		way = WAY_UNASKED;
		assert_true(fetch(&r, id, &again, &why));
		assert_int_equal(again, first);
		/* The copy is damaged: fetched anew. */
		way = WAY_GOOD;
		struct media_file f;
		MUST(media_get(r.keep, first, 0, &f, e));
		depot_remove(r.dir, f.hash);
		assert_true(fetch(&r, id, &again, &why));
		is_photo(&r, again);
		assert_int_equal(asked, 2);
		run_end(&r);
	}
}

/* The address that an event told is tried first; WAHA's copy may be gone. */
static void test_told_address(void **state)
{
	struct run r;
	struct err why = { 0 };
	int64_t id = begin(&r, "noweb", ""), media;

	(void)state;
	run_exec(&r, "UPDATE message_media SET url = 'http://localhost:3000/api/files/default/old.jpg'");
	way = WAY_404_ONCE;
	if (!fetch(&r, id, &media, &why))
		fail_msg("%s", err_text(&why));
	is_photo(&r, media);
	assert_int_equal(asked, 2);
	assert_int_equal(asked_message, 1);
	run_end(&r);
}

/* Whatever goes wrong: said, shown with the message, nothing left, and the next try is
 * as good as the first. */
static void test_goes_wrong(void **state)
{
	static const struct {
		enum way way;
		const char *fault, *rule, *more, *key;
		enum media_state is;
		bool good_again;
	} cases[] = {
		{ WAY_CUT, NULL, NULL, "", "media.cut", MEDIA_REMOTE, true },
		{ WAY_ENDLESS, NULL, NULL, "", "media.large", MEDIA_REFUSED, true },
		{ WAY_REDIRECT, NULL, NULL, "", "media.answer", MEDIA_REMOTE, true },
		{ WAY_EMPTY, NULL, NULL, "", "media.hollow", MEDIA_EXPIRED, true },
		{ WAY_500, NULL, NULL, "", "media.answer", MEDIA_REMOTE, true },
		{ WAY_GOOD, "depot-write", NULL, "", "media.full", MEDIA_REMOTE, true },
		{ WAY_GOOD, "depot-sync", NULL, "", "media.store", MEDIA_REMOTE, true },
		{ WAY_GOOD, NULL, NULL, ",\"broken\":true", "media.expired", MEDIA_EXPIRED, false },
		{ WAY_UNASKED, NULL, "{\"do\":\"503\",\"path\":\"/api/default/chats/\"}", "", "waha.gateway", MEDIA_REMOTE,
		  true },
		{ WAY_UNASKED, NULL, "{\"do\":\"drop-before\",\"count\":5,\"path\":\"/api/default/chats/\"}", "", "waha.no-answer",
		  MEDIA_REMOTE, true },
		{ WAY_UNASKED, NULL, "{\"do\":\"garbage\",\"path\":\"/api/default/chats/\"}", "", "waha.answer", MEDIA_REMOTE,
		  true },
	};

	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
			struct run r;
			struct err why = { 0 }, again = { 0 };
			int64_t id = begin(&r, engines[i], cases[k].more), media;

			way = cases[k].way;
			if (cases[k].rule)
				run_tell(&r, "/sim/rules", "%s", cases[k].rule);
			if (cases[k].fault)
				fault_arm(NULL, cases[k].fault, NULL);
			if (fetch(&r, id, &media, &why) || strcmp(why.say.key, cases[k].key))
				fail_msg("case %zu on %s: %s, not %s", k, engines[i], why.say.key, cases[k].key);
			fault_arm(NULL, NULL, NULL);
			if (state_of(&r, id) != cases[k].is || files(&r) != 0)
				fail_msg("case %zu on %s: it is %s, %zu files are left", k, engines[i],
					media_state_name(state_of(&r, id)), files(&r));
			assert_int_equal(run_count(&r, "SELECT count(*) FROM media"), 0);
			run_behave(&r);
			way = WAY_GOOD;
			if (fetch(&r, id, &media, &again) != cases[k].good_again)
				fail_msg("case %zu on %s, again: %s", k, engines[i], err_text(&again));
			run_end(&r);
		}
	}
}

/* What is said to be too large is not even asked for; what is no file neither. */
static void test_not_asked(void **state)
{
	struct run r;
	struct err why = { 0 };
	int64_t id = begin(&r, "noweb", ""), media;

	(void)state;
	way = WAY_UNASKED;
	run_exec(&r, "UPDATE message_media SET size = 2147483648");
	assert_false(fetch(&r, id, &media, &why));
	assert_string_equal(why.say.key, "media.too-large");
	assert_non_null(strstr(err_text(&why), "2048 MB"));
	assert_int_equal(state_of(&r, id), MEDIA_REFUSED);
	assert_int_equal(asked_message, 0);
	run_says(&r, BUDI, "halo");
	run_for(&r, 20 * SECOND);
	why = (struct err){ 0 };
	assert_false(fetch(&r, run_count(&r, "SELECT max(id) FROM messages"), &media, &why));
	assert_string_equal(why.say.key, "media.no-file");
	why = (struct err){ 0 };
	assert_false(fetch(&r, 4711, &media, &why));
	assert_string_equal(why.say.key, "message.none");
	run_end(&r);
}

/* The engine ends while one comes: afterwards it is as it was before, and the file of
 * nobody is gone. */
static void test_crash(void **state)
{
	static const char *const points[] = { POINT_FETCH_WHOLE, POINT_FETCH_KEPT };

	(void)state;
	for (size_t k = 0; k < sizeof points / sizeof *points; k++) {
		struct run r;
		struct err why = { 0 };
		int64_t id = begin(&r, "noweb", ""), media;

		/* An engine that was there before: its database is known in this house. */
		run_restart(&r);
		http_set_transport(transport, &r);
		run_for(&r, 5 * SECOND);
		run_arm(&r, points[k]);
		assert_false(fetch(&r, id, &media, &why));
		assert_true(run_restart(&r));
		http_set_transport(transport, &r);
		assert_int_equal(files(&r), 0);
		assert_int_equal(state_of(&r, id), MEDIA_REMOTE);
		run_for(&r, 5 * SECOND);
		if (!fetch(&r, id, &media, &why))
			fail_msg("after %s: %s", points[k], err_text(&why));
		is_photo(&r, media);
		run_end(&r);
	}
}

/* Every step in the database fails once: it came or it did not, and the next try is as
 * good as the first. */
static void test_each_step(void **state)
{
	int n = 0, failed = 0;

	(void)state;
	for (bool hit = true; hit;) {
		struct run r;
		struct err why = { 0 }, again = { 0 };
		int64_t id = begin(&r, "noweb", ""), media;
		char fault[64];
		bool ok;

		snprintf(fault, sizeof fault, "store.step:%d:1", ++n);
		fault_arm(NULL, fault, NULL);
		ok = fetch(&r, id, &media, &why);
		fault_arm(NULL, NULL, NULL);
		hit = !ok || n < 8;
		failed += !ok;
		if (!ok && files(&r) > 1)
			fail_msg("step %d: %zu files are left", n, files(&r));
		if (!fetch(&r, id, &media, &again))
			fail_msg("after step %d: %s", n, err_text(&again));
		is_photo(&r, media);
		assert_int_equal(files(&r), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM media"), 1);
		run_end(&r);
		assert_true(n < 200);
	}
	assert_true(failed > 10);
}

/* Two faces want the same at once: one fetch. */
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;

static bool canned(void *ctx, const struct http_request *q, struct http_answer *a)
{
	static const char told[] = "{\"media\":{\"url\":\"http://x/api/files/default/a.jpg\"}}";
	bool file = strstr(q->url, "/api/files/") != NULL, ok = true;

	(void)ctx;
	pthread_mutex_lock(&door);
	if (file) {
		asked++;
		a->stage = HTTP_ANSWERED;
		a->status = 200;
		q->write(q->write_ctx, "\xff\xd8\xff\xe0\0\x10JFIF foto", 15);
	} else if (strstr(q->url, "downloadMedia=true")) {
		a->stage = HTTP_ANSWERED;
		a->status = 200;
		buf_init(&a->body, 1024);
		buf_adds(&a->body, told);
	} else {
		a->stage = HTTP_NOT_SENT;
		ok = false;
	}
	pthread_mutex_unlock(&door);
	return ok;
}

static void test_two_at_once(void **state)
{
	struct run r;
	struct err why = { 0 };
	int64_t id = begin(&r, "noweb", ""), media[2] = { 0 };
	json_t *args = json_pack("{s:I,s:I}", "session_id", (json_int_t)run_session(&r, 0), "message_id",
		(json_int_t)id);

	(void)state;
	engine_free(r.engine);
	http_set_transport(canned, &r);
	clock_release();
	r.engine = engine_new(r.config, &why);
	assert_non_null(r.engine);
	/* Posted before anybody works, so that both are there. */
	for (int i = 0; i < 2; i++)
		assert_true(job_post(r.engine, JOB_MEDIA, args, &why) > 0);
	assert_true(engine_start(r.engine, &why));
	for (int i = 0; i < 2; i++) {
		struct job_result got = { 0 };
		struct pollfd fd = { .fd = engine_jobs_fd(r.engine), .events = POLLIN };

		assert_true(poll(&fd, 1, 20000) > 0 && job_take(r.engine, &got));
		if (!got.ok)
			fail_msg("%s", err_text(&got.err));
		media[i] = json_i64_or(got.json, "media_id", 0);
		json_decref(got.json);
	}
	assert_int_equal(media[0], media[1]);
	assert_int_equal(asked, 1);
	is_photo(&r, media[0]);
	engine_stop(r.engine);
	json_decref(args);
	run_end(&r);
}

/* Room is made by what nobody looked at for longest. */
static void test_room(void **state)
{
	struct run r;
	struct err why = { 0 };
	int64_t id = begin(&r, "noweb", ""), old, new;

	(void)state;
	assert_true(fetch(&r, id, &old, &why));
	/* As if it were as large as all the room there is. */
	run_exec(&r, "UPDATE media SET size = 2097152000, used_at = used_at - 1000");
	run_tell(&r, "/sim/inbound", "{\"from\":\"%s\",\"kind\":\"document\",\"data\":\"JVBERi0xLjQ=\",\"filename\":\"nota.pdf\"}",
		BUDI);
	run_for(&r, 20 * SECOND);
	if (!fetch(&r, run_count(&r, "SELECT max(id) FROM messages"), &new, &why))
		fail_msg("%s", err_text(&why));
	assert_int_equal(state_of(&r, id), MEDIA_REMOTE);
	assert_int_equal(files(&r), 1);
	struct media_file f;
	MUST(media_get(r.keep, new, 0, &f, e));
	assert_string_equal(f.mimetype, "application/pdf");
	assert_string_equal(f.filename, "nota.pdf");
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comes),	  cmocka_unit_test(test_told_address),
		cmocka_unit_test(test_goes_wrong), cmocka_unit_test(test_not_asked),
		cmocka_unit_test(test_crash),	  cmocka_unit_test(test_room),
		cmocka_unit_test(test_each_step),  cmocka_unit_test(test_two_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
