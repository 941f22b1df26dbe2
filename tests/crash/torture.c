/* torture: the n-th write, sync, read or opening of the database fails, once or
 * until somebody mends it; the disk is full or turns read-only; the power goes with
 * what was not synced; the n-th allocation on the roads out and in fails, which ends
 * the engine. Each time two customers are being answered and write. Afterwards what
 * was acknowledged is there, nothing arrived twice, everything ends or says why, and
 * the database is whole.
 *
 * Without an argument a sample; `torture all [TEST]` every n. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/http.h"
#include "base/mem.h"
#include "engine/points.h"
#include "engine/sender.h"
#include "engine/sync.h"
#include "policy/pace.h"
#include "sim/transport.h"
#include "store/chat.h"
#include "store/stmt.h"

#include "tests/crash/disk.h"
#include "tests/engine/harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

/* What ends at the out-of-memory of a test was never given back. Found by name, so not
 * hidden as all else is. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

static bool all;

static const struct {
	const char *to, *text;
} written[] = { { BUDI, "satu" }, { SRI, "dua" }, { BUDI, "tiga" } };
enum { WRITTEN = sizeof written / sizeof *written };

static const char *const said[] = { "halo budi", "halo sri", "lagi", "masih" };
enum { SAID = sizeof said / sizeof *said };

struct trial {
	struct run r;
	int64_t ids[WRITTEN]; /* 0: not acknowledged */
	char what[128];
	int descriptors; /* the first that is the trial's own */
};

static struct trial *trial;
static const char *engine_of_trial; /* NULL: noweb */
static struct {
	int trials, unknown, unacknowledged;
} sum;

/* What a service does with `send`, and says no when the database does. */
static int64_t try_send(struct run *r, const char *to, const char *text)
{
	struct number *n = &r->engine->numbers[0];
	int64_t now_ms = clock_now_ms(), id = 0;
	struct address address;
	struct chat_ref chat = { 0 };
	struct changes c = { 0 };
	struct err e = { 0 };
	struct outbox_new new = { .session_id = n->id,
		.origin = ORIGIN_AGENT,
		.kind = KIND_TEXT,
		.text = text,
		.born_ms = now_ms,
		.dwell_until_ms = now_ms + pace_dwell_draw(&n->config->limits) };
	bool ok = address_parse(to, &address, &e) && db_begin_write(r->keep, &e) &&
		  chat_open(r->keep, n->id, &address, NULL, now_ms / 1000, &chat, &c, &e);

	new.chat_id = chat.chat_id;
	new.recipient = chat.address;
	ok = ok && outbox_add(r->keep, &new, &id, &c, &e) && db_commit(r->keep, &e);
	if (!ok) {
		assert_int_not_equal(e.kind, ERR_NONE);
		db_rollback(r->keep);
	}
	changes_fini(&c);
	if (ok)
		engine_poke_sender(r->engine);
	return ok ? id : 0;
}

static void begin(struct trial *t)
{
	*t = (struct trial){ 0 };
	t->descriptors = dup(0);
	close(t->descriptors);
	trial = t;
	disk_new();
	run_begin(&t->r, &(struct run_options){ .vfs = "disk", .engine = engine_of_trial });
	run_for(&t->r, 5 * SECOND);
	run_says(&t->r, BUDI, said[0]);
	run_says(&t->r, SRI, said[1]);
	run_for(&t->r, 20 * SECOND);
}

/* What goes on while things break. */
static void work(struct trial *t, int64_t ms)
{
	run_says(&t->r, BUDI, said[2]);
	for (size_t i = 0; i < WRITTEN && !t->r.dead; i++) {
		t->ids[i] = try_send(&t->r, written[i].to, written[i].text);
		run_for(&t->r, 500);
	}
	run_for(&t->r, ms);
}

static int64_t number_of(struct trial *t, const char *sql, const char *text)
{
	struct err e = { 0 };
	struct stmt *s = stmt_at(t->r.keep, sql, __FILE__, __LINE__, &e);
	int64_t n = 0;

	if (s && text)
		stmt_str(s, ":text", text);
	if (!s || !stmt_one(s, &n, &e))
		fail_msg("%s: %s", t->what, err_text(&e));
	return n;
}

static void whole(struct trial *t)
{
	struct err e = { 0 };
	struct stmt *s = SQL(t->r.keep, "PRAGMA integrity_check", &e);
	char got[200] = "";

	if (s && stmt_row(s, &e) == 1) {
		take_into(s, got, sizeof got);
		stmt_done(s);
	}
	if (strcmp(got, "ok") != 0)
		fail_msg("%s: the database is damaged: %s %s", t->what, got, err_text(&e));
}

static void judge(struct trial *t)
{
	struct run *r = &t->r;
	int64_t before[2] = { 0, 0 };

	whole(t);
	for (size_t i = 0; i < WRITTEN; i++) {
		const char *text = written[i].text;
		size_t arrived = run_lines(r, "delivered", "body", text, NULL);
		int64_t rows = number_of(t, "SELECT count(*) FROM messages WHERE text = :text", text);
		int64_t when = run_when(r, "delivered", "body", text, 1);
		enum message_state is;

		if (arrived > 1)
			fail_msg("%s: %s arrived %zu times", t->what, text, arrived);
		if (rows > 1 || (t->ids[i] && rows != 1) || (arrived && rows != 1))
			fail_msg("%s: %s has %d rows", t->what, text, (int)rows);
		if (when && when < before[i == 1])
			fail_msg("%s: %s came before its time", t->what, text);
		before[i == 1] = when;
		sum.unacknowledged += !t->ids[i];
		if (!t->ids[i])
			continue;
		is = run_state(r, t->ids[i]);
		if (is == MSG_UNKNOWN) {
			sum.unknown++;
			if (arrived || !*run_reason(r, t->ids[i]))
				fail_msg("%s: %s is unknown, %zu arrived", t->what, text, arrived);
		} else if (is != MSG_ACCEPTED && is != MSG_SENT && is != MSG_DELIVERED && is != MSG_READ) {
			fail_msg("%s: %s is %s, %zu arrived", t->what, text, message_state_name(is), arrived);
		} else if (!arrived) {
			fail_msg("%s: %s is %s and never arrived", t->what, text, message_state_name(is));
		}
	}
	for (size_t i = 0; i < SAID; i++)
		if (number_of(t, "SELECT count(*) FROM messages WHERE text = :text", said[i]) != 1)
			fail_msg("%s: the customer's \"%s\" is not there once", t->what, said[i]);
	if (run_lines(r, "repeated", NULL, NULL, NULL))
		fail_msg("%s: an id was sent twice", t->what);
	sum.trials++;
}

/* Mended; with again the engine is a new one. */
static void settle(struct trial *t, bool again)
{
	disk_mend();
	if (again)
		run_restart(&t->r);
	run_says(&t->r, SRI, said[3]);
	run_for(&t->r, 15 * MINUTE);
	judge(t);
}

static void finish(struct trial *t)
{
	run_end(&t->r);
	disk_free();
}

static void end(struct trial *t, bool again)
{
	settle(t, again);
	finish(t);
}

static const char *const ops[DISK_OPS] = { "open", "read", "write", "sync", "truncate" };

static void test_errors(void **state)
{
	static const struct {
		enum disk_op op;
		int code;
		int step; /* of the sample */
	} kinds[] = {
		{ DISK_WRITE, SQLITE_IOERR, 111 },
		{ DISK_WRITE, SQLITE_FULL, 157 },
		{ DISK_SYNC, SQLITE_IOERR, 13 },
		{ DISK_READ, SQLITE_IOERR, 91 },
	};

	(void)state;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (int lasting = 0; lasting < 2; lasting++) {
			long n = 1, most = 0;

			for (;; n += all ? 1 : kinds[k].step) {
				struct trial t;
				bool hit;

				begin(&t);
				disk_break(kinds[k].op, n, lasting ? 0 : 1, kinds[k].code);
				snprintf(t.what, sizeof t.what, "%s %ld fails with %d, %s", ops[kinds[k].op],
					n, kinds[k].code, lasting ? "then all" : "once");
				work(&t, 2 * MINUTE);
				hit = disk_failed();
				most = disk_passed(kinds[k].op);
				end(&t, n % 2);
				if (!hit)
					break;
			}
			printf("# %s fails with %d, %s: %ld of them\n", ops[kinds[k].op], kinds[k].code,
				lasting ? "and all after it" : "once", lasting ? n - 1 : most);
		}
}

/* The disk fills up while they work; later somebody makes room. */
static void test_full(void **state)
{
	(void)state;
	for (long room = 0;; room += all ? 1024 : 90000) {
		struct trial t;
		bool hit;

		begin(&t);
		disk_break(DISK_WRITE, 0, 0, 0);
		disk_room(room);
		snprintf(t.what, sizeof t.what, "full after %ld bytes", room);
		work(&t, 3 * MINUTE);
		hit = disk_failed();
		end(&t, false);
		if (!hit)
			break;
	}
}

/* The file system turns read-only at some moment of the road. */
static void test_read_only(void **state)
{
	(void)state;
	for (int64_t at = 0; at < 30 * SECOND; at += all ? 100 : 5900) {
		struct trial t;
		size_t arrived;

		begin(&t);
		snprintf(t.what, sizeof t.what, "read-only after %lld ms", (long long)at);
		work(&t, at);
		disk_read_only(true);
		assert_int_equal(try_send(&t.r, SRI, "tidak"), 0);
		arrived = run_lines(&t.r, "delivered", NULL, NULL, NULL);
		run_for(&t.r, 5 * MINUTE);
		/* Not even one that is ready: nothing leaves that cannot be marked before. */
		assert_int_equal(run_lines(&t.r, "delivered", NULL, NULL, NULL), arrived);
		assert_non_null(db_unwritable());
		settle(&t, at % 200);
		assert_null(db_unwritable());
		assert_int_equal(engine_unwritten(t.r.engine, run_session(&t.r, 0)), 0);
		finish(&t);
	}
}

/* An engine that cannot open its database says so, and starts when it can. */
static void test_start(void **state)
{
	(void)state;
	for (int op = 0; op < DISK_OPS; op++)
		for (long n = 1;; n += all ? 1 : 17) {
			struct trial t;
			struct err e = { 0 };
			struct engine *engine;
			bool hit;

			begin(&t);
			work(&t, 7 * SECOND);
			engine_free(t.r.engine);
			t.r.engine = NULL;
			disk_break(op, n, 0, SQLITE_IOERR);
			snprintf(t.what, sizeof t.what, "start, %s %ld fails", ops[op], n);
			engine = engine_new(t.r.config, &e);
			hit = disk_failed();
			if (!engine)
				assert_int_equal(e.kind, ERR_ENGINE);
			engine_free(engine);
			end(&t, true);
			if (!hit)
				break;
		}
}

static void power_cut(void)
{
	trial->r.dead = true;
	fault_arm(NULL, "store.step:1:1000000000", NULL);
}

/* The power goes at the n-th write or sync: the engine is gone, and of what was not
 * synced nothing is left, or some of its sectors. */
static void test_power(void **state)
{
	static const enum disk_op at[] = { DISK_WRITE, DISK_SYNC };

	(void)state;
	for (size_t k = 0; k < 2; k++)
		for (int some = 0; some < 3; some++) {
			long n = 1;

			for (;; n += all ? 1 : k ? 13 : 119) {
				struct trial t;
				struct err e = { 0 };
				bool hit;

				begin(&t);
				disk_cut(at[k], n, power_cut);
				snprintf(t.what, sizeof t.what, "power cut at %s %ld, 1 of %d sectors stays",
					ops[at[k]], n, some);
				work(&t, 2 * MINUTE);
				hit = t.r.dead;
				engine_free(t.r.engine);
				t.r.engine = NULL;
				fault_arm(NULL, NULL, NULL);
				db_close(t.r.keep);
				disk_power_on(some, (unsigned)n);
				t.r.keep = db_open(t.r.uri, true, &e);
				if (!t.r.keep)
					fail_msg("%s: %s", t.what, err_text(&e));
				end(&t, true);
				if (!hit)
					break;
			}
			printf("# power cut at each %s, %d: %ld\n", ops[at[k]], some, n - 1);
		}
}

/* Allocations. Counted only in the engine's own steps of one kind, outside of the
 * simulator. */
static struct {
	bool inside, counting, sender;
	long n, nth;
	jmp_buf out;
} memory;

/* What it held when it died would stay locked for ever. */
static pthread_mutex_t *held[8];
static size_t n_held;

int __real_pthread_mutex_lock(pthread_mutex_t *m);
int __wrap_pthread_mutex_lock(pthread_mutex_t *m);
int __wrap_pthread_mutex_lock(pthread_mutex_t *m)
{
	int rc = __real_pthread_mutex_lock(m);

	assert_true(n_held < sizeof held / sizeof *held);
	held[n_held++] = m;
	return rc;
}

int __real_pthread_mutex_unlock(pthread_mutex_t *m);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *m);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *m)
{
	for (size_t i = 0; i < n_held; i++)
		if (held[i] == m) {
			held[i] = held[--n_held];
			break;
		}
	return __real_pthread_mutex_unlock(m);
}

bool __real_fault_hit(const char *name);
bool __wrap_fault_hit(const char *name);
bool __wrap_fault_hit(const char *name)
{
	if (strcmp(name, "malloc") != 0)
		return __real_fault_hit(name);
	if (memory.inside && memory.counting && ++memory.n == memory.nth)
		longjmp(memory.out, 1); /* where xmalloc would end the process */
	return false;
}

static int64_t step(int64_t (*f)(void *, int64_t), bool sender, void *ctx, int64_t now_ms)
{
	volatile int64_t next = INT64_MAX;

	if (setjmp(memory.out)) {
		while (n_held)
			__wrap_pthread_mutex_unlock(held[n_held - 1]);
		memory.inside = false;
		trial->r.dead = true;
		return next;
	}
	memory.inside = sender == memory.sender;
	next = f(ctx, now_ms);
	memory.inside = false;
	return next;
}

int64_t __real_sync_step(void *ctx, int64_t now_ms);
int64_t __wrap_sync_step(void *ctx, int64_t now_ms);
int64_t __wrap_sync_step(void *ctx, int64_t now_ms)
{
	return step(__real_sync_step, false, ctx, now_ms);
}

int64_t __real_sender_step(void *ctx, int64_t now_ms);
int64_t __wrap_sender_step(void *ctx, int64_t now_ms);
int64_t __wrap_sender_step(void *ctx, int64_t now_ms)
{
	return step(__real_sender_step, true, ctx, now_ms);
}

bool __real_sim_transport(void *sim, const struct http_request *, struct http_answer *);
bool __wrap_sim_transport(void *sim, const struct http_request *q, struct http_answer *a);
bool __wrap_sim_transport(void *sim, const struct http_request *q, struct http_answer *a)
{
	bool was = memory.inside, ok;

	memory.inside = false;
	ok = __real_sim_transport(sim, q, a);
	memory.inside = was;
	return ok;
}

/* Beside writing, people do all that makes rows of its own: each line is told to the
 * simulator while a road is walked. */
static const struct {
	const char *path, *body;
} life[] = {
	{ "/sim/inbound", "{\"from\":\"" BUDI "\",\"id\":\"3A00000000000000AA01\",\"text\":\"pesan satu\"}" },
	{ "/sim/inbound", "{\"from\":\"" SRI "\",\"kind\":\"image\",\"id\":\"3A00000000000000AA02\",\"text\":\"foto\","
			  "\"data\":\"/9j/4AAQ\",\"mimetype\":\"image/jpeg\"}" },
	{ "/sim/inbound", "{\"from\":\"" BUDI "\",\"text\":\"jawab\",\"reply_to\":\"3A00000000000000AA01\"}" },
	{ "/sim/inbound", "{\"from\":\"" BUDI "\",\"kind\":\"reaction\",\"emoji\":\"👍\",\"target\":\"3A00000000000000AA01\"}" },
	{ "/sim/inbound", "{\"from\":\"" BUDI "\",\"kind\":\"edit\",\"text\":\"pesan dua\",\"target\":\"3A00000000000000AA01\"}" },
	{ "/sim/inbound", "{\"from\":\"" SRI "\",\"kind\":\"location\",\"latitude\":-6.2,\"longitude\":106.8,\"name\":\"Toko\"}" },
	{ "/sim/inbound", "{\"from\":\"" SRI "\",\"id\":\"3A00000000000000AA03\",\"text\":\"salah\"}" },
	{ "/sim/inbound", "{\"from\":\"" SRI "\",\"kind\":\"revoke\",\"target\":\"3A00000000000000AA03\"}" },
	{ "/sim/inbound", "{\"lid\":\"99887766554433\",\"push\":\"Tono\",\"text\":\"siapa saya\"}" },
	{ "/sim/inbound", "{\"from\":\"" BUDI "\",\"group\":\"120363000000000001@g.us\",\"text\":\"di grup\"}" },
	{ "/sim/own", "{\"to\":\"" SRI "\",\"text\":\"dari ponsel\"}" },
};

/* All that was read, a line a row, in no order of ids; the caller frees. */
static char *read_so_far(struct trial *t)
{
	static const char sql[] =
		"SELECT group_concat(x, char(10)) FROM (SELECT x FROM ("
		"SELECT 'message ' || c.kind || ' ' || m.from_me || ' ' || m.kind || ' ' || m.text || ' ' ||"
		" (m.reply_wa_id <> '') || (m.edited_at > 0) || (m.deleted_at > 0) AS x"
		" FROM messages m JOIN chats c ON c.id = m.chat_id"
		" WHERE m.from_me = 0 OR m.origin = 'phone'"
		" UNION ALL SELECT 'reaction ' || r.emoji || ' ' || m.text FROM reactions r"
		" JOIN messages m ON m.id = r.message_id"
		" UNION ALL SELECT 'person ' || a.address || ' ' || c.name FROM contact_addresses a"
		" JOIN contacts c ON c.id = a.contact_id"
		") ORDER BY x)";
	struct err e = { 0 };
	struct stmt *s = SQL(t->r.keep, sql, &e);
	char *got = NULL;

	if (s && stmt_row(s, &e) == 1) {
		got = take_dup(s);
		stmt_done(s);
	}
	if (!got)
		fail_msg("%s: %s", t->what, err_text(&e));
	return got;
}

/* One life in which the n-th allocation of a road fails (0: none), and what was read
 * in it in the end. *died: there was an n-th. */
static char *memory_trial(const char *engine, bool sender, bool first, long n, bool *died)
{
	struct trial t;
	char *got;

	memory.sender = sender;
	memory.n = 0;
	memory.nth = n;
	memory.counting = first;
	engine_of_trial = engine;
	begin(&t);
	engine_of_trial = NULL;
	memory.counting = true;
	snprintf(t.what, sizeof t.what, "%s: allocation %ld of %s fails", engine, n,
		sender ? "sending" : first ? "the first reading" : "reading");
	for (size_t i = 0; i < sizeof life / sizeof *life; i++)
		run_tell(&t.r, life[i].path, "%s", life[i].body);
	work(&t, 2 * MINUTE);
	memory.nth = 0;
	*died = t.r.dead;
	if (t.r.dead) {
		struct err e = { 0 };

		/* What the kernel does for a dead process. Its memory stays until the
		   process of this life ends. */
		for (int fd = t.descriptors; fd < t.descriptors + 64; fd++)
			close(fd);
		t.r.engine = NULL;
		disk_forget();
		t.r.keep = db_open(t.r.uri, true, &e);
		if (!t.r.keep)
			fail_msg("%s: %s", t.what, err_text(&e));
	}
	settle(&t, *died);
	got = read_so_far(&t);
	finish(&t);
	return got;
}

/* The same in a process of its own: what an engine that died had in memory goes
 * with it; thousands of them would fill the machine. */
static char *memory_life(const char *engine, bool sender, bool first, long n, bool *died)
{
	struct buf got;
	char piece[4096];
	ssize_t r;
	int ends[2], status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		/* What fails here must not go on as a second runner of tests. */
		setenv("CMOCKA_TEST_ABORT", "1", 1);
		/* The reading end stays: a trial closes all from the first free one on. */
		char *read_then = memory_trial(engine, sender, first, n, died);
		FILE *f = fdopen(ends[1], "w");
		bool told = f && fprintf(f, "%d %d %d %d\n%s", *died, sum.trials, sum.unknown,
					 sum.unacknowledged, read_then) > 0 && fflush(f) == 0;
		_exit(told ? 0 : 1);
	}
	close(ends[1]);
	buf_init(&got, 1 << 20);
	while ((r = read(ends[0], piece, sizeof piece)) > 0)
		buf_add(&got, piece, (size_t)r);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	int yes = 0;
	if (status != 0 || sscanf(buf_str(&got), "%d %d %d %d", &yes, &sum.trials, &sum.unknown,
				   &sum.unacknowledged) != 4)
		fail_msg("%s, allocation %ld: its life ended with %#x", engine, n, (unsigned)status);
	*died = yes;
	char *all_of_it = xstrdup(strchr(buf_str(&got), '\n') + 1);
	buf_fini(&got);
	return all_of_it;
}

static void test_memory(void **state)
{
	/* Counted in the sender's steps or in the reader's; from the very first, or from
	 * when people begin to do things; step: of the sample. */
	static const struct {
		const char *engine;
		bool sender, first;
		int step;
	} roads[] = {
		{ "noweb", true, false, 677 }, { "gows", true, false, 577 },
		{ "noweb", false, false, 1777 }, { "gows", false, false, 1877 },
		{ "noweb", false, true, 1777 }, { "gows", false, true, 1877 },
	};

	(void)state;
	for (size_t k = 0; k < sizeof roads / sizeof *roads; k++) {
		bool died;
		char *expected = memory_life(roads[k].engine, roads[k].sender, roads[k].first, 0, &died);
		long n = 1;

		assert_non_null(strstr(expected, "message person 0 text pesan dua"));
		assert_non_null(strstr(expected, "message group 0 text di grup"));
		assert_non_null(strstr(expected, "message person 1 text dari ponsel"));
		for (;; n += all ? 1 : roads[k].step) {
			char *got = memory_life(roads[k].engine, roads[k].sender, roads[k].first, n, &died);

			if (strcmp(got, expected) != 0)
				fail_msg("%s, allocation %ld of road %zu: read was\n%s\ninstead of\n%s",
					roads[k].engine, n, k, got, expected);
			free(got);
			if (!died)
				break;
		}
		printf("# %s: %ld allocations of %s, %s failed\n", roads[k].engine, n - 1,
			roads[k].sender ? "sending" : roads[k].first ? "the first reading" : "reading",
			all ? "each" : "some");
		free(expected);
	}
}

static void report(void)
{
	printf("# %d trials: %d messages were refused to whoever wrote them, %d ended unknown; lost 0, "
	       "doubled 0, out of order 0, "
	       "invisible 0\n",
		sum.trials, sum.unacknowledged, sum.unknown);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_power),
		cmocka_unit_test(test_memory),
	};
	int failed;

	all = argc > 1 && !strcmp(argv[1], "all");
	if (argc > 2)
		cmocka_set_test_filter(argv[2]);
	failed = cmocka_run_group_tests_name("torture", tests, NULL, NULL);
	if (!failed)
		report();
	return failed;
}
