/* kill: the real programs on a clock that runs fast. Agents write through the API
 * and customers write to the shop, while the engine is killed (-9) at moments drawn
 * by chance and started again, as often as the argument says. At the end the
 * database and the simulator's journal are held against each other: what was
 * acknowledged is there, what the database says arrived did arrive, nothing arrived
 * twice, nobody's message is missing.
 *
 *	kill [KILLS [QUEUED]]
 *
 * KILLS is 10. With QUEUED the restart over so many queued messages is timed too. Needs
 * top_builddir. A chance run can be had again with SEED. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/http.h"
#include "base/json.h"
#include "base/mem.h"

#include "base/banned.h"

enum { SCALE = 60, CUSTOMERS = 6, WAITING = 30 };

struct written {
	int64_t id;
	long customer;
	char text[64];
};

static struct {
	char *dir, *socket, *database, *url;
	pid_t sim, engine;
	int until; /* the simulator ends when this closes */
	struct http *http;
	uint64_t dice;
	struct {
		struct written *v;
		size_t n, cap;
	} written; /* acknowledged */
	struct {
		char **v;
		size_t n, cap;
	} said; /* by customers */
	size_t asked;
	int starts, failures;
	int64_t slowest; /* start, real ms */
} k;

static _Noreturn __attribute__((format(printf, 1, 2))) void bail(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	printf("Bail out! ");
	vprintf(format, ap);
	printf("\n");
	va_end(ap);
	if (k.engine > 0)
		kill(k.engine, SIGKILL);
	if (k.sim > 0)
		kill(k.sim, SIGKILL);
	exit(1);
}

static long chance(long lo, long hi)
{
	k.dice ^= k.dice << 13;
	k.dice ^= k.dice >> 7;
	k.dice ^= k.dice << 17;
	return lo + (long)((k.dice >> 11) % (uint64_t)(hi - lo + 1));
}

static int64_t real_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void nap(long ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

/* Starts a program; what it writes to descriptor 3 is read from *ready, and what it
 * waits for on 4 is *until (may be NULL). */
static pid_t start(const char *const argv[], const char *out, int *ready, int *until)
{
	int up[2], down[2];
	pid_t pid;

	if (pipe2(up, O_CLOEXEC) < 0 || pipe2(down, O_CLOEXEC) < 0)
		bail("pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		bail("fork: %s", strerror(errno));
	if (!pid) {
		int log = open(out, O_WRONLY | O_CREAT | O_APPEND, 0600), null = open("/dev/null", O_RDONLY);
		int a = fcntl(up[1], F_DUPFD, 10), b = fcntl(down[0], F_DUPFD, 10);

		dup2(null, 0);
		dup2(log, 1);
		dup2(log, 2);
		dup2(a, 3);
		dup2(b, 4);
		close(a);
		close(b);
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	close(up[1]);
	close(down[0]);
	*ready = up[0];
	if (until)
		*until = down[1];
	else
		close(down[1]);
	return pid;
}

static void sim_start(const char *build)
{
	char *program = xasprintf("%s/wartel-sim", build), *log = path_join(k.dir, "sim.log"), port[16] = "";
	char *out = path_join(k.dir, "sim.out");
	const char *argv[] = { program, "--port", "0", "--key", "test-key", "--engine", "noweb", "--state",
		"working", "--log", log, "--ready-fd", "3", "--until-fd", "4", NULL };
	int ready;

	k.sim = start(argv, out, &ready, &k.until);
	if (read(ready, port, sizeof port - 1) <= 0)
		bail("wartel-sim does not start; see %s", out);
	close(ready);
	port[strcspn(port, "\n")] = '\0';
	k.url = xasprintf("http://127.0.0.1:%s", port);
	free(program);
	free(log);
	free(out);
}

/* How long it took until it listens, real milliseconds. */
static int64_t engine_start(const char *build)
{
	char *program = xasprintf("%s/wartel-t", build), *out = path_join(k.dir, "engine.out"), c = 0;
	const char *argv[] = { program, "engine", "--ready-fd", "3", NULL };
	int64_t before = real_ms(), ms;
	int ready;

	k.engine = start(argv, out, &ready, NULL);
	if (read(ready, &c, 1) != 1 || c != '+')
		bail("the engine does not start the %dth time; see %s", k.starts + 1, out);
	ms = real_ms() - before;
	close(ready);
	k.starts++;
	if (ms > k.slowest)
		k.slowest = ms;
	free(program);
	free(out);
	return ms;
}

static void engine_end(int how)
{
	kill(k.engine, how);
	while (waitpid(k.engine, NULL, 0) < 0 && errno == EINTR)
		;
	k.engine = 0;
}

/* The answer as JSON (the caller's), or NULL. */
static json_t *ask(const char *socket, const char *method, const char *url, json_t *body, int *status)
{
	struct buf b;
	struct http_answer a = { 0 };
	struct http_request q = { .method = method,
		.url = url,
		.unix_socket = socket,
		.changing = true,
		.timeout_ms = 20 * 1000 * SCALE,
		.connect_ms = 20 * 1000 * SCALE };
	json_t *o = NULL;

	buf_init(&b, 65536);
	if (body) {
		json_write(&b, body);
		q.body = buf_str(&b);
		q.body_len = b.n;
	}
	*status = 0;
	if (http_call(k.http, &q, &a, NULL)) {
		*status = a.status;
		o = json_loadb(buf_str(&a.body), a.body.n, JSON_DECODE_ANY, NULL);
	}
	http_answer_fini(&a);
	buf_fini(&b);
	json_decref(body);
	return o;
}

static char *address(long customer)
{
	return xasprintf("62857111100%02ld", customer);
}

/* Words that are like no other message's. */
static void words(char out[64], const char *first)
{
	size_t n = (size_t)snprintf(out, 64, "%s", first);

	for (int w = 0; w < 4; w++) {
		out[n++] = ' ';
		for (int i = 0; i < 6; i++)
			out[n++] = (char)('a' + chance(0, 25));
	}
	out[n] = '\0';
}

/* An agent writes. False: there is no engine (any more). */
static bool agent_writes(const char *at)
{
	struct written w = { 0 };
	char *to = address(w.customer = chance(1, CUSTOMERS));
	json_t *body = json_object(), *o;
	int status;

	words(w.text, "balas");
	json_put_str(body, "to", to);
	json_put_str(body, "text", w.text);
	if (at)
		json_put_str(body, "at", at);
	free(to);
	k.asked++;
	o = ask(k.socket, "POST", "http://wartel/api/messages/send", body, &status);
	if (status && status / 100 != 2) {
		char *said = json_dumps(o, JSON_ENCODE_ANY);
		bail("sending is refused: %d %s", status, said ? said : "");
	}
	w.id = json_i64_or(o, "id", 0);
	json_decref(o);
	if (!w.id)
		return false;
	LIST_GROW(&k.written);
	k.written.v[k.written.n++] = w;
	return true;
}

static void customer_writes(void)
{
	char text[64], *from = address(chance(1, CUSTOMERS)), *url = xasprintf("%s/sim/inbound", k.url);
	json_t *body = json_object(), *o;
	int status;

	words(text, "tanya");
	json_put_str(body, "from", from);
	json_put_str(body, "text", text);
	o = ask(NULL, "POST", url, body, &status);
	if (status / 100 != 2)
		bail("the simulator refuses: %d", status);
	LIST_GROW(&k.said);
	k.said.v[k.said.n++] = xstrdup(text);
	json_decref(o);
	free(from);
	free(url);
}

/* The database, read only, while an engine writes. */
static int64_t count(const char *sql, const char *text, int64_t id)
{
	static sqlite3 *d;
	sqlite3_stmt *s = NULL;
	int64_t n;

	if (!d && sqlite3_open_v2(k.database, &d, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		bail("%s cannot be opened", k.database);
	sqlite3_busy_timeout(d, 10000);
	if (!sql) {
		sqlite3_close(d);
		d = NULL;
		return 0;
	}
	if (sqlite3_prepare_v2(d, sql, -1, &s, NULL) != SQLITE_OK)
		bail("%s: %s", sql, sqlite3_errmsg(d));
	if (text)
		sqlite3_bind_text(s, 1, text, -1, SQLITE_STATIC);
	else if (id)
		sqlite3_bind_int64(s, 1, id);
	if (sqlite3_step(s) != SQLITE_ROW)
		bail("%s: %s", sql, sqlite3_errmsg(d));
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

#define OPEN                                                                                                 \
	"SELECT count(*) FROM outbox o JOIN messages m ON m.id = o.message_id WHERE o.open = 1"              \
	" AND (m.state IN ('queued', 'held', 'sending') OR (m.state = 'unknown' AND o.look_ms > 0))"

/* Kills at a moment drawn by chance. */
struct killer {
	long after_ms;
	pid_t pid;
};

static void *killer(void *ctx)
{
	const struct killer *one = ctx;

	nap(one->after_ms);
	kill(one->pid, SIGKILL);
	return NULL;
}

static void life(const char *build)
{
	struct killer one = { .after_ms = chance(0, 10) ? chance(20, 700) : chance(1, 20) };
	pthread_t thread;
	bool busy;

	engine_start(build);
	one.pid = k.engine;
	if (pthread_create(&thread, NULL, killer, &one) != 0)
		bail("no thread");
	busy = count(OPEN, NULL, 0) < WAITING;
	while (busy && agent_writes(NULL)) {
		if (!chance(0, 3))
			customer_writes();
		nap(chance(10, 150));
	}
	pthread_join(thread, NULL);
	while (waitpid(k.engine, NULL, 0) < 0 && errno == EINTR)
		;
	k.engine = 0;
}

/* Which of the acknowledged it is; -1: none. */
static long written_as(const char *text)
{
	for (size_t i = 0; i < k.written.n; i++)
		if (!strcmp(k.written.v[i].text, text))
			return (long)i;
	return -1;
}

/* What arrived, from the journal: how often each text; *swapped: how often one came
 * to its customer after a younger one. */
static json_t *arrivals(size_t *swapped)
{
	long last[CUSTOMERS + 1];

	char *file = path_join(k.dir, "sim.log"), *line = NULL;
	FILE *f = fopen(file, "r");
	json_t *all = json_object();
	size_t cap = 0;

	memset(last, -1, sizeof last);
	while (f && getline(&line, &cap, f) > 0) {
		json_t *o = json_loads(line, 0, NULL);
		const char *text = json_str_or(o, "body", "");

		if (!strcmp(json_str_or(o, "what", ""), "delivered")) {
			long i = written_as(text), *before = i < 0 ? NULL : &last[k.written.v[i].customer];

			json_object_set_new(all, text, json_integer(json_i64_or(all, text, 0) + 1));
			if (before) {
				*swapped += *before > i;
				*before = i;
			}
		}
		json_decref(o);
	}
	free(line);
	free(file);
	if (f)
		fclose(f);
	return all;
}

static void result(bool ok, const char *what, size_t n)
{
	static int number;

	printf("%sok %d - %s: %zu\n", ok ? "" : "not ", ++number, what, n);
	k.failures += !ok;
}

static void judge(void)
{
	size_t swapped = 0;
	json_t *all = arrivals(&swapped), *times;
	const char *text;
	size_t lost = 0, doubled = 0, invisible = 0, arrived = 0, unknown = 0;

	for (size_t i = 0; i < k.written.n; i++) {
		const struct written *w = &k.written.v[i];
		int64_t n = json_i64_or(all, w->text, 0);
		bool whole = count("SELECT count(*) FROM messages WHERE text = ?1", w->text, 0) == 1 &&
			     count("SELECT count(*) FROM messages WHERE id = ?1", NULL, w->id) == 1;
		bool with = count("SELECT state IN ('accepted', 'sent', 'delivered', 'read') FROM messages"
				  " WHERE id = ?1 UNION ALL SELECT 0",
			NULL, w->id);
		bool doubt = count("SELECT m.state = 'unknown' AND o.open AND o.why_key <> '' FROM messages "
				   "m JOIN outbox o ON"
				   " o.message_id = m.id WHERE m.id = ?1 UNION ALL SELECT 0",
			NULL, w->id);

		lost += !whole || (with && !n);
		invisible += !with && !doubt;
		unknown += doubt;
	}
	json_object_foreach(all, text, times)
	{
		arrived++;
		doubled += json_integer_value(times) > 1;
	}
	for (size_t i = 0; i < k.said.n; i++) {
		int64_t n = count("SELECT count(*) FROM messages WHERE text = ?1", k.said.v[i], 0);

		lost += n < 1;
		doubled += n > 1;
	}
	printf("# %d starts; %zu messages asked for, %zu acknowledged, %zu arrived, %zu unknown; %zu of "
	       "customers; "
	       "slowest start %lld ms\n",
		k.starts, k.asked, k.written.n, arrived, unknown, k.said.n, (long long)k.slowest);
	result(lost == 0, "lost", lost);
	result(doubled == 0, "doubled", doubled);
	result(swapped == 0, "out of order", swapped);
	result(invisible == 0, "invisible", invisible);
	json_decref(all);
}

static void queue_many(const char *build, long many)
{
	char at[32];
	time_t tomorrow = (time_t)clock_now() + 5 * 24 * 3600;
	struct tm t;
	int64_t ms, answered;
	int status;

	gmtime_r(&tomorrow, &t);
	strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", &t);
	for (long i = 0; i < many; i++)
		if (!agent_writes(at))
			bail("the engine is gone");
	engine_end(SIGKILL);
	answered = real_ms();
	ms = engine_start(build);
	json_decref(ask(k.socket, "GET", "http://wartel/api/health", NULL, &status));
	answered = real_ms() - answered;
	printf("# restart with %lld queued: listens after %lld ms, the first answer after %lld ms\n",
		(long long)count("SELECT count(*) FROM messages WHERE state = 'queued'", NULL, 0),
		(long long)ms, (long long)answered);
	result(status == 200 &&
			count("SELECT count(*) FROM messages WHERE state = 'queued'", NULL, 0) == many,
		"queued and known after a restart", (size_t)many);
}

/* WAHA takes its time, and now and then loses an answer or a question. */
static void misbehave(void)
{
	static const char *const rules[] = {
		"{\"do\":\"accept-then-drop\",\"path\":\"/api/sendText\",\"count\":0,\"probability\":0.02}",
		"{\"do\":\"drop-before\",\"path\":\"/api/sendText\",\"count\":0,\"probability\":0.02}",
		"{\"do\":\"answer-late\",\"path\":\"/api/sendText\",\"count\":0,\"probability\":0.5,\"seconds\":5}",
	};
	char *url = xasprintf("%s/sim/rules", k.url);
	int status;

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		json_decref(ask(NULL, "POST", url, json_loads(rules[i], 0, NULL), &status));
		if (status / 100 != 2)
			bail("the simulator refuses a rule: %d", status);
	}
	free(url);
}

static void settings(void)
{
	char *folder = path_join(k.dir, "wartel"), *file = path_join(folder, "wartel.conf");
	char *text = xasprintf("timezone = Asia/Jakarta\nactive_hours = always\ndaily_contacts = "
			       "1000\nrequire_consent = no\n"
			       "outside_window = allow\nreply_gap = 3-5s\ndwell = 2-4s\npoll_interval = "
			       "1-2s\nmessage_life = 30d\n"
			       "waha_url = %s\ndata_dir = %s\nlog_dir = %s/log\n",
		k.url, k.dir, k.dir);
	FILE *f;

	mkdir(folder, 0700);
	f = fopen(file, "w");
	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		bail("%s cannot be written", file);
	setenv("XDG_CONFIG_HOME", k.dir, 1);
	setenv("XDG_DATA_HOME", k.dir, 1);
	setenv("XDG_STATE_HOME", k.dir, 1);
	setenv("WARTEL_ETC", k.dir, 1);
	setenv("WAHA_API_KEY", "test-key", 1);
	free(text);
	free(file);
	free(folder);
}

int main(int argc, char **argv)
{
	const char *build = getenv("top_builddir"), *seed = getenv("SEED");
	long kills = argc > 1 ? strtol(argv[1], NULL, 10) : 10,
	     many = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	char dir[] = "/tmp/wartel-kill-XXXXXX", clock[64];
	struct timespec boot;
	int64_t until;

	if (!build)
		bail("top_builddir is not set");
	if (!mkdtemp(dir))
		bail("no temporary directory");
	setvbuf(stdout, NULL, _IOLBF, 0);
	k.dir = dir;
	k.dice = seed ? strtoull(seed, NULL, 10) | 1 : (uint64_t)real_ms() | 1;
	printf("# SEED=%llu\n", (unsigned long long)k.dice);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	/* A Monday, 10:00 in Jakarta. */
	snprintf(clock, sizeof clock, "1795402800,%lld.%03ld,%d", (long long)boot.tv_sec,
		boot.tv_nsec / 1000000, SCALE);
	setenv("WARTEL_TEST_CLOCK", clock, 1);
	signal(SIGPIPE, SIG_IGN);
	k.http = http_new();
	k.socket = path_join(k.dir, "engine.sock");
	k.database = path_join(k.dir, "wartel.db");
	sim_start(build);
	settings();
	for (long i = 1; i <= CUSTOMERS; i++) {
		char *url = xasprintf("%s/sim/history", k.url), *who = address(i);
		int status;

		json_decref(ask(NULL, "POST", url,
			json_pack("{s:s,s:[s]}", "with", who, "talk", "-5m > halo"), &status));
		if (status / 100 != 2)
			bail("the simulator refuses: %d", status);
		free(url);
		free(who);
	}
	misbehave();
	/* Once in peace: the listing comes in. */
	engine_start(build);
	until = real_ms() + 20000;
	while (count("SELECT count(*) FROM messages", NULL, 0) < CUSTOMERS && real_ms() < until)
		nap(20);
	engine_end(SIGKILL);
	for (long i = 0; i < kills; i++) {
		life(build);
		if (i % 100 == 99)
			printf("# %ld kills, %zu acknowledged\n", i + 1, k.written.n);
	}
	engine_start(build);
	until = real_ms() + 180000;
	while (count(OPEN, NULL, 0) && real_ms() < until)
		nap(50);
	/* One more round of listening. */
	nap(1000);
	printf("# %ld kills\n", kills);
	judge();
	if (many)
		queue_many(build, many);
	printf("1..%d\n", many ? 5 : 4);
	engine_end(SIGTERM);
	close(k.until);
	waitpid(k.sim, NULL, 0);
	count(NULL, NULL, 0);
	http_free(k.http);
	for (size_t i = 0; i < k.said.n; i++)
		free(k.said.v[i]);
	free(k.said.v);
	free(k.written.v);
	free(k.socket);
	free(k.database);
	free(k.url);
	if (k.failures)
		printf("# see %s\n", dir);
	else
		dir_remove(dir);
	return k.failures > 0;
}
