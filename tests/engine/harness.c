/* harness: the loop that plays the threads, and the shop around it. */
#include "harness.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/ceiling.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"
#include "engine/sender.h"
#include "engine/sync.h"
#include "engine/verdict.h"
#include "policy/pace.h"
#include "policy/policy.h"
#include "sim/transport.h"
#include "store/chat.h"
#include "store/number.h"
#include "store/stmt.h"
#include "base/banned.h"

static const char *const names[RUN_NUMBERS] = { "toko", "dua", "tiga" };
/* The run that a crash point belongs to: fault_arm has no context. */
static struct run *current;
static void (*meanwhile)(struct run *);

#define MUST(call)                                                         \
	do {                                                               \
		struct err e_ = { 0 };                                     \
		struct err *e = &e_;                                       \
		if (!(call))                                               \
			fail_msg("%s: %s", #call, err_text(e));            \
	} while (0)

static bool transport(void *ctx, const struct http_request *q, struct http_answer *a)
{
	struct run *r = ctx;

	if (r->dead || r->refused) {
		a->stage = HTTP_NOT_SENT;
		str_copy(a->why, sizeof a->why, "connection refused");
		return false;
	}
	return sim_transport(r->sim, q, a);
}

static void crashed(const char *name)
{
	(void)name;
	current->dead = true;
	fault_arm(NULL, "store.step:1:1000000000", NULL);
}

static void journal(void *ctx, const char *line, size_t n)
{
	struct run *r = ctx;
	json_error_t e;
	json_t *o = json_loadb(line, n, 0, &e);

	if (!o)
		fail_msg("the journal has a line that is no JSON: %.*s", (int)n, line);
	json_array_append_new(r->journal, o);
}

/* Gaps and dwells that are the same in every run (RUN_SEED for others). */
static uint64_t dice;

static void fill(void *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		dice ^= dice << 13;
		dice ^= dice >> 7;
		dice ^= dice << 17;
		((unsigned char *)out)[i] = (unsigned char)(dice >> 24);
	}
}

static void write_config(struct run *r)
{
	struct buf b;
	char *file = path_join(r->dir, "wartel.conf");

	buf_init(&b, CEIL_CONFIG);
	/* Whoever tests sending begins conversations as he likes; the tests of these rules
	 * say otherwise for their numbers. */
	buf_addf(&b, "data_dir = %s\nlog_dir = %s/log\ndatabase = %s\nrequire_consent = no\noutside_window = allow\n",
		r->dir, r->dir, r->uri);
	buf_adds(&b, r->options.house ? r->options.house : "");
	for (int i = 0; i < r->options.numbers; i++)
		buf_addf(&b, "[number %s]\nwaha_url = http://sim\nwaha_session = %s\n%s\n", names[i],
			i ? names[i] : "default", r->options.config ? r->options.config : "");
	MUST(file_write(file, b.v, b.n, 0600, e));
	buf_fini(&b);
	free(file);
}

static void open_engine(struct run *r)
{
	struct err e = { 0 };

	r->engine = engine_new(r->config, &e);
	if (!r->engine)
		fail_msg("engine: %s", err_text(&e));
	for (size_t i = 0; i < r->engine->n; i++) {
		struct number *n = &r->engine->numbers[i];

		n->sync = sync_new(n, &e);
		n->sender = sender_new(n, &e);
		if (!n->sync || !n->sender)
			fail_msg("number: %s", err_text(&e));
		r->sync_next[i] = r->sender_next[i] = 0;
	}
}

void run_begin(struct run *r, const struct run_options *o)
{
	static int serial;
	const char *sessions[RUN_NUMBERS] = { "default", "dua", "tiga" };
	struct err bad = { 0 };
	char dir[] = "/tmp/wartel-run-XXXXXX";
	char *file;
	struct sim_options so;

	*r = (struct run){ .options = *o };
	current = r;
	if (!r->options.numbers)
		r->options.numbers = 1;
	if (!r->options.now_ms)
		r->options.now_ms = RUN_NOON;
	log_quiet(!getenv("RUN_LOUD"));
	clock_hold(r->options.now_ms);
	dice = 0x9E3779B97F4A7C15u ^ strtoull(getenv("RUN_SEED") ? getenv("RUN_SEED") : "1", NULL, 10);
	rng_set_source(fill);
	r->journal = json_array();
	so = (struct sim_options){ .engine = o->engine, .version = o->version ? o->version : "2026.7.2",
		.sessions = sessions, .n_sessions = (size_t)r->options.numbers, .base_url = "http://sim",
		.seed = 7, .now_ms = r->options.now_ms, .journal = journal, .journal_ctx = r };
	r->sim = sim_new(&so, &bad);
	if (!r->sim)
		fail_msg("sim: %s", err_text(&bad));
	http_set_transport(transport, r);
	if (!mkdtemp(dir))
		fail_msg("no temporary directory");
	r->dir = xstrdup(dir);
	snprintf(r->uri, sizeof r->uri, "file:/run-%d-%d?vfs=%s", (int)getpid(), ++serial,
		o->vfs ? o->vfs : "memdb");
	write_config(r);
	file = path_join(r->dir, "wartel.conf");
	r->config = config_load(&(struct config_source){ .side = CONFIG_ENGINE, .file = file,
					.ignore_environment = true }, &bad);
	free(file);
	if (!r->config)
		fail_msg("config: %s", err_text(&bad));
	r->keep = db_open(config_database(r->config), true, &bad);
	if (!r->keep)
		fail_msg("database: %s", err_text(&bad));
	if (o->shop)
		run_tell(r, o->shop, "%s", o->shop_body);
	open_engine(r);
	if (o->warm)
		for (size_t i = 0; i < r->engine->n; i++) {
			struct changes c = { 0 };

			run_write(r);
			MUST(number_set_ramp(r->keep, r->engine->numbers[i].id, 0, 0, &c, e));
			changes_fini(&c);
			run_wrote(r);
		}
}

static void close_engine(struct run *r)
{
	if (r->engine)
		engine_free(r->engine);
	r->engine = NULL;
}

void run_end(struct run *r)
{
	fault_arm(NULL, NULL, NULL);
	close_engine(r);
	db_close(r->keep);
	config_free(r->config);
	http_set_transport(NULL, NULL);
	sim_free(r->sim);
	json_decref(r->journal);
	dir_remove(r->dir);
	free(r->dir);
	clock_release();
	rng_set_source(NULL);
	current = NULL;
}

static bool called(struct worker *w)
{
	struct pollfd fd = { .fd = wake_fd(&w->wake), .events = POLLIN };

	if (poll(&fd, 1, 0) <= 0)
		return false;
	wake_clear(&w->wake);
	return true;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* One round over all that is due; the time of the next. */
static int64_t turn(struct run *r)
{
	int64_t next = INT64_MAX;
	struct change c;
	struct sim_hook hook;

	sim_tick(r->sim, clock_now_ms());
	while (sim_hook_next(r->sim, clock_now_ms(), &hook)) {
		if (r->told)
			r->told(r, &hook);
		sim_hook_done(r->sim, hook.id, 200, clock_now_ms());
	}
	for (size_t i = 0; i < r->engine->n && !r->dead; i++) {
		struct number *n = &r->engine->numbers[i];

		if (called(&n->sync_worker) || clock_now_ms() >= r->sync_next[i])
			r->sync_next[i] = sync_step(n->sync, clock_now_ms());
		if (!r->dead && (called(&n->sender_worker) || clock_now_ms() >= r->sender_next[i]))
			r->sender_next[i] = sender_step(n->sender, clock_now_ms());
		next = least(next, least(r->sync_next[i], r->sender_next[i]));
	}
	while (!r->dead && engine_changes_take(r->engine, &c))
		if (r->changed)
			r->changed(r, &c);
	r->steps++;
	return least(next, sim_next(r->sim));
}

void run_for(struct run *r, int64_t ms)
{
	int64_t until = clock_now_ms() + ms;
	int same = 0;

	while (!r->dead && clock_now_ms() < until) {
		int64_t before = clock_now_ms(), next = turn(r), now = clock_now_ms();

		if (next > now)
			clock_move(least(next, until) - now);
		same = clock_now_ms() == before ? same + 1 : 0;
		if (same > 2000)
			fail_msg("the clock stands: somebody always wants another step at once");
	}
	sim_tick(r->sim, clock_now_ms());
}

bool run_until(struct run *r, int64_t message_id, enum message_state state, int64_t ms)
{
	int64_t until = clock_now_ms() + ms;

	while (!r->dead && clock_now_ms() < until) {
		if (run_state(r, message_id) == state)
			return true;
		run_for(r, 100);
	}
	return !r->dead && run_state(r, message_id) == state;
}

void run_arm(struct run *r, const char *point)
{
	current = r;
	fault_arm(point, NULL, crashed);
}

static void passed(const char *name)
{
	(void)name;
	meanwhile(current);
}

void run_meanwhile(struct run *r, const char *point, void (*f)(struct run *))
{
	current = r;
	meanwhile = f;
	fault_arm(point, NULL, passed);
}

bool run_restart(struct run *r)
{
	bool was = r->dead;

	close_engine(r);
	fault_arm(NULL, NULL, NULL);
	r->dead = false;
	open_engine(r);
	return was;
}

int64_t run_session(const struct run *r, int number)
{
	return r->engine->numbers[number].id;
}

void run_write(struct run *r)
{
	MUST(db_begin_write(r->keep, e));
}

void run_wrote(struct run *r)
{
	MUST(db_commit(r->keep, e));
}

int64_t run_send_at(struct run *r, int number, const char *to, const char *text, int64_t at_ms)
{
	struct number *n = &r->engine->numbers[number];
	int64_t now_ms = clock_now_ms(), id = 0;
	struct address address;
	struct chat_ref chat = { 0 };
	struct changes c = { 0 };
	struct outbox_new new = { .session_id = n->id, .origin = ORIGIN_AGENT, .kind = KIND_TEXT, .text = text,
		.born_ms = now_ms, .first_due_ms = at_ms,
		.dwell_until_ms = now_ms + pace_dwell_draw(&n->config->limits) };

	MUST(address_parse(to, &address, e));
	run_write(r);
	MUST(chat_open(r->keep, n->id, &address, NULL, now_ms / 1000, &chat, &c, e));
	new.chat_id = chat.chat_id;
	new.recipient = chat.address;
	MUST(outbox_add(r->keep, &new, &id, &c, e));
	run_wrote(r);
	changes_fini(&c);
	engine_poke_sender(r->engine);
	return id;
}

int64_t run_send(struct run *r, int number, const char *to, const char *text)
{
	return run_send_at(r, number, to, text, 0);
}

bool run_cancel(struct run *r, int64_t message_id)
{
	struct changes c = { 0 };
	struct err e = { 0 };
	bool ok;

	run_write(r);
	ok = outbox_cancel(r->keep, message_id, clock_now_ms(), &c, &e);
	if (ok)
		run_wrote(r);
	else
		db_rollback(r->keep);
	changes_fini(&c);
	engine_poke_sender(r->engine);
	return ok;
}

struct message_row run_message(struct run *r, int64_t message_id)
{
	struct message_row m = { 0 };

	MUST(message_get(r->keep, message_id, &m, e));
	return m;
}

enum message_state run_state(struct run *r, int64_t message_id)
{
	struct message_row m = run_message(r, message_id);
	enum message_state state = m.state;

	message_row_fini(&m);
	return state;
}

const char *run_reason(struct run *r, int64_t message_id)
{
	static char key[SENTENCE_KEY];
	struct message_row m = run_message(r, message_id);

	str_copy(key, sizeof key, m.reason.key);
	message_row_fini(&m);
	return key;
}

const char *run_gates(struct run *r, int64_t message_id, int64_t *until_ms)
{
	static char said[256];
	struct message_row m = run_message(r, message_id);
	struct verdict_item item = { .message_id = message_id, .session_id = m.session_id, .chat_id = m.chat_id };
	struct verdict *v = xcalloc(1, sizeof *v);
	size_t at = 0;

	*said = '\0';
	MUST(engine_verdict(r->engine, r->keep, &item, clock_now_ms(), v, e));
	for (size_t i = 0; i < v->n; i++)
		at += (size_t)snprintf(said + at, sizeof said - at, "%s%s", i ? " " : "", v->v[i].gate);
	if (until_ms)
		*until_ms = v->until_ms;
	free(v);
	message_row_fini(&m);
	return said;
}

void run_stop_file(struct run *r, bool there)
{
	char *file = path_join(r->dir, "STOP");

	if (there)
		MUST(file_write(file, "", 0, 0600, e));
	else
		unlink(file);
	free(file);
}

int64_t run_count(struct run *r, const char *sql)
{
	struct err e = { 0 };
	struct stmt *st = stmt_at(r->keep, sql, __FILE__, __LINE__, &e);
	int64_t n = 0;

	if (!st || !stmt_one(st, &n, &e))
		fail_msg("%s: %s", sql, err_text(&e));
	return n;
}

void run_exec(struct run *r, const char *sql)
{
	struct err e = { 0 };
	struct stmt *st = stmt_at(r->keep, sql, __FILE__, __LINE__, &e);

	if (!st || !stmt_run(st, &e))
		fail_msg("%s: %s", sql, err_text(&e));
}

int64_t run_texts(struct run *r, const char *text)
{
	struct err e = { 0 };
	struct stmt *st = SQL(r->keep, "SELECT count(*) FROM messages WHERE text = :text", &e);
	int64_t n = 0;

	if (st)
		stmt_str(st, ":text", text);
	if (!st || !stmt_one(st, &n, &e))
		fail_msg("%s", err_text(&e));
	return n;
}

static json_t *ask(struct run *r, const char *method, const char *path, const char *body)
{
	struct sim_request q = { .method = method, .target = path, .body = body, .body_len = body ? strlen(body) : 0 };
	struct sim_answer a = { 0 };
	json_t *o;

	sim_request(r->sim, &q, clock_now_ms(), &a);
	if (a.status / 100 != 2)
		fail_msg("%s %s: %d %s", path, body ? body : "", a.status, buf_str(&a.body));
	o = json_loadb(buf_str(&a.body), a.body.n, JSON_DECODE_ANY, NULL);
	sim_answer_fini(&a);
	return o;
}

json_t *run_control(struct run *r, const char *path, const char *format, ...)
{
	char body[4096];
	va_list ap;

	va_start(ap, format);
	vsnprintf(body, sizeof body, format, ap);
	va_end(ap);
	return ask(r, "POST", path, body);
}

void run_tell(struct run *r, const char *path, const char *format, ...)
{
	char body[4096];
	va_list ap;

	va_start(ap, format);
	vsnprintf(body, sizeof body, format, ap);
	va_end(ap);
	json_decref(ask(r, "POST", path, body));
}

void run_behave(struct run *r)
{
	json_decref(ask(r, "DELETE", "/sim/rules", ""));
}

void run_says(struct run *r, const char *from, const char *text)
{
	run_tell(r, "/sim/inbound", "{\"from\":\"%s\",\"text\":\"%s\"}", from, text);
}

int64_t run_fired(struct run *r)
{
	json_t *state = ask(r, "GET", "/sim/state", NULL);
	const json_t *rules = json_at(state, "rules");
	int64_t n = 0;

	for (size_t i = 0; i < json_array_size(rules); i++)
		n += json_i64_or(json_array_get(rules, i), "fired", 0);
	json_decref(state);
	return n;
}

static bool matches(const json_t *line, const char *what, const char *key, const char *value)
{
	const char *has;

	if (strcmp(json_str_or(line, "what", ""), what))
		return false;
	if (!key)
		return true;
	has = json_str(line, key);
	return has && (!value || !strcmp(has, value));
}

size_t run_lines(struct run *r, const char *what, const char *key, const char *value, json_t **line)
{
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(r->journal); i++) {
		json_t *o = json_array_get(r->journal, i);

		if (!matches(o, what, key, value))
			continue;
		if (!n++ && line)
			*line = o;
	}
	return n;
}

int64_t run_when(struct run *r, const char *what, const char *key, const char *value, size_t n)
{
	for (size_t i = 0; i < json_array_size(r->journal); i++) {
		const json_t *o = json_array_get(r->journal, i);

		if (matches(o, what, key, value) && !--n)
			return json_i64_or(o, "t", 0);
	}
	return 0;
}
