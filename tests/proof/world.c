/* world: see the header. */
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"
#include "engine/points.h"
#include "engine/sender.h"
#include "engine/sync.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/number.h"
#include "store/outbox.h"
#include "store/stmt.h"

#include "world.h"
#include "base/banned.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, STIRRED_MS = 60 * SECOND, LISTEN_MS = 12 * SECOND,
	USUAL_TIMEOUT_MS = 30 * SECOND };

const char *const record_names[RECORD_KINDS] = {
#define X(id, name) name,
	RECORDS(X)
#undef X
};

/* The world that a crash point belongs to: fault_arm has no context. */
static struct world *current;
static struct dice engines;

void world_broken(const char *format, ...)
{
	va_list ap;

	printf("Bail out! ");
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf(" (seed %llu)\n", current ? (unsigned long long)current->plan->seed : 0);
	exit(99);
}

int64_t world_now(const struct world *w)
{
	(void)w;
	return clock_mono_ms();
}

struct record *world_note(struct world *w, enum record_kind kind, int number, int contact)
{
	struct record *r;

	LIST_GROW(&w->log);
	r = &w->log.v[w->log.n++];
	*r = (struct record){ .kind = kind, .number = number, .contact = contact, .true_ms = clock_mono_ms(),
		.wall_ms = clock_now_ms(), .syncs = number >= 0 ? w->at[number].syncs : 0 };
	return r;
}

void world_stir(struct world *w)
{
	int64_t now = world_now(w);

	w->lively_until = now + STIRRED_MS;
	for (int i = 0; i < PLAN_NUMBERS; i++) {
		int64_t soon = now + dice_in(&w->dice, 0, 4000);

		if (w->at[i].sync_due > soon)
			w->at[i].sync_due = soon;
		if (w->at[i].sender_due > soon)
			w->at[i].sender_due = soon;
	}
}

/* What arrives. */

static int session_number(const char *name)
{
	for (int i = 0; i < PLAN_NUMBERS; i++)
		if (name && !strcmp(name, plan_sessions[i]))
			return i;
	return -1;
}

static void look(struct world *w, int number, struct record *r)
{
	struct snap *s = &r->snap;
	struct err e = { 0 };
	int64_t n = 0;
	struct stmt *st = SQL(w->keep,
		"SELECT m.id, a.n, a.at_ms, o.born_ms, o.first_due_ms, o.life_until, o.by_person, o.restored,"
		" (SELECT status = 'WORKING' FROM whatsapp_sessions WHERE id = :session),"
		" (SELECT count(*) FROM pauses WHERE kind = 'initiations' AND lifted_at = 0 AND (until = 0 OR until > :now)"
		" AND (session_id IS NULL OR session_id = :session)),"
		" (SELECT count(*) FROM pauses WHERE kind <> 'initiations' AND lifted_at = 0"
		" AND (until = 0 OR until > :now)"
		" AND (session_id IS NULL OR session_id = :session)),"
		" coalesce(b.ended_ms, 0), coalesce(b.outcome = 'retry', 0), o.tries,"
		" (SELECT coalesce(min(p.message_id), 0) FROM outbox p JOIN messages q ON q.id = p.message_id"
		" WHERE p.chat_id = o.chat_id AND p.open = 1 AND p.by_person = 1 AND o.by_person = 1 AND q.state = 'queued'"
		" AND p.again_ms = 0 AND (p.first_due_ms, p.message_id) < (o.first_due_ms, o.message_id))"
		" FROM messages m JOIN outbox o ON o.message_id = m.id"
		" JOIN outbox_attempts a ON a.message_id = m.id AND a.outcome IS NULL"
		" LEFT JOIN outbox_attempts b ON b.message_id = m.id AND b.n = a.n - 1"
		" WHERE m.session_id = :session AND m.state = 'sending' AND o.open = 1", &e);

	if (!st)
		world_broken("snapshot: %s", err_text(&e));
	stmt_i64(st, ":session", w->session_id[number]);
	stmt_i64(st, ":now", r->wall_ms / 1000);
	while (stmt_row(st, &e) > 0) {
		n++;
		r->message_id = take_i64(st);
		s->attempt = (int)take_i64(st);
		s->at_ms = take_i64(st);
		s->born_ms = take_i64(st);
		s->first_due_ms = take_i64(st);
		s->life_until = take_i64(st);
		s->by_person = take_i64(st);
		s->restored = take_i64(st);
		s->working = take_i64(st);
		s->halted = take_i64(st);
		s->paused = take_i64(st);
		s->last_end_ms = take_i64(st);
		s->last_retry = take_i64(st);
		s->tries = (int)take_i64(st);
		s->overtaken = take_i64(st);
	}
	s->found = n == 1;
}

/* A request of the engine, before WAHA has seen it. */
static int arriving(struct world *w, const struct http_request *q, const char *path)
{
	json_t *body;
	struct record *r;
	int number;
	bool send = !strcmp(path, "/api/sendText"), show = !strcmp(path, "/api/sendSeen") ||
		!strcmp(path, "/api/startTyping") || !strcmp(path, "/api/stopTyping");

	if (!send && !show)
		return -1;
	body = json_loadb(q->body, q->body_len, 0, NULL);
	number = session_number(json_str(body, "session"));
	if (number < 0)
		world_broken("a request for no number: %.*s", (int)q->body_len, q->body);
	r = world_note(w, send ? R_SEND : R_SHOW, number, plan_contact(json_str(body, "chatId")));
	str_copy(r->text, sizeof r->text, send ? json_str_or(body, "text", "") : path);
	json_decref(body);
	w->lively_until = r->true_ms + STIRRED_MS;
	if (send)
		look(w, number, r);
	return number;
}

static void journal(void *ctx, const char *line, size_t n)
{
	static const struct {
		const char *head;
		enum record_kind kind;
	} kinds[] = { { "\"delivered\"", R_DELIVERED }, { "\"rejected\"", R_REFUSED }, { "\"inbound\"",
		R_INBOUND }, { "\"own\"", R_OWN },
		{ "\"status\"", R_STATUS } };
	struct world *w = ctx;
	const char *what = strstr(line, "\"what\":");

	for (size_t i = 0; what && i < sizeof kinds / sizeof *kinds; i++) {
		json_t *o;
		struct record *r;

		if (strncmp(what + 7, kinds[i].head, strlen(kinds[i].head)) != 0)
			continue;
		o = json_loadb(line, n, 0, NULL);
		r = world_note(w, kinds[i].kind, session_number(json_str(o, "session")),
			plan_contact(json_str(o, "chat")));
		str_copy(r->text, sizeof r->text, json_str_or(o, "body", json_str_or(o, "status", "")));
		r->value = kinds[i].kind == R_STATUS ? !strcmp(json_str_or(o, "status", ""), "WORKING") : 0;
		json_decref(o);
		if (kinds[i].kind == R_DELIVERED || kinds[i].kind == R_REFUSED)
			/* Of the row that is on its way. */
			for (size_t k = w->log.n - 1; k-- > 0;)
				if (w->log.v[k].kind == R_SEND && w->log.v[k].number == r->number) {
					r->message_id = w->log.v[k].message_id;
					break;
				}
		return;
	}
}

/* The transport, on true time. */

static const char *target_of(const char *url)
{
	const char *host = strstr(url, "://"), *path = strchr(host ? host + 3 : url, '/');

	return path ? path : "/";
}

static void refuse(struct http_answer *a, enum http_stage stage, const char *why)
{
	a->stage = stage;
	str_copy(a->why, sizeof a->why, why);
}

static void exchange(struct world *w, const struct http_request *q, struct http_answer *a)
{
	int64_t deadline = clock_mono_ms() + (q->timeout_ms > 0 ? q->timeout_ms : USUAL_TIMEOUT_MS);
	struct sim_request rq = { .method = q->method, .target = target_of(q->url), .body = q->body,
		.body_len = q->body_len };
	struct sim_answer got = { 0 };

	for (;;) {
		int64_t left;
		bool late;

		sim_request(w->sim, &rq, clock_mono_ms(), &got);
		left = deadline - clock_mono_ms();
		late = got.end == SIM_HANG || got.delay_ms > left;
		clock_move(late ? left : got.delay_ms);
		if (late || got.end != SIM_AGAIN)
			break;
		sim_answer_fini(&got);
	}
	if (got.end == SIM_SEND && clock_mono_ms() < deadline + 1) {
		a->stage = HTTP_ANSWERED;
		a->status = got.status;
		str_copy(a->content_type, sizeof a->content_type, got.content_type);
		buf_fini(&a->body);
		buf_init(&a->body, CEIL_WAHA_ANSWER);
		buf_add(&a->body, got.body.v, got.body.n);
	} else {
		refuse(a, HTTP_NO_ANSWER, "the connection broke");
	}
	sim_answer_fini(&got);
}

static bool transport(void *ctx, const struct http_request *q, struct http_answer *a)
{
	struct world *w = ctx;
	const char *path = target_of(q->url);
	int number;

	if (w->dead || w->refused) {
		refuse(a, HTTP_NOT_SENT, "connection refused");
		return false;
	}
	number = arriving(w, q, path);
	exchange(w, q, a);
	if (number >= 0 && w->meanwhile && !w->depth) {
		w->depth++;
		w->meanwhile(w, number, path);
		w->depth--;
	}
	return a->stage == HTTP_ANSWERED;
}

/* The engine. */

static void arm_instant(struct world *);

static void crashed(const char *name)
{
	struct record *r = world_note(current, R_CRASH, -1, -1);

	str_copy(r->text, sizeof r->text, name);
	current->dead = true;
	fault_arm(NULL, "store.step:1:1000000000", NULL);
}

/* Between the last request before a message and the last look of the gates. */
static void instant(const char *name)
{
	struct world *w = current;

	(void)name;
	fault_arm(NULL, NULL, NULL);
	for (int i = 0; i < PLAN_NUMBERS; i++)
		if (w->at[i].sending && w->meanwhile && !w->depth) {
			w->depth++;
			w->meanwhile(w, i, "");
			w->depth--;
		}
	if (!w->dead)
		arm_instant(w);
}

static void arm_instant(struct world *w)
{
	char point[64];

	snprintf(point, sizeof point, "%s:%d", POINT_SEND_READY, (int)dice_in(&w->dice, 1, 5));
	fault_arm(point, NULL, instant);
}

void world_arm(struct world *w, const char *point)
{
	if (world_alive(w))
		fault_arm(point, NULL, crashed);
}

bool world_alive(const struct world *w)
{
	return w->engine && !w->dead;
}

void world_kill(struct world *w)
{
	if (world_alive(w))
		crashed("killed");
}

static void close_engine(struct world *w)
{
	if (w->engine)
		engine_free(w->engine);
	w->engine = NULL;
}

void world_start(struct world *w)
{
	struct err e = { 0 };

	close_engine(w);
	fault_arm(NULL, NULL, NULL);
	w->dead = false;
	w->engine = engine_new(w->config, &e);
	if (!w->engine)
		world_broken("engine: %s", err_text(&e));
	for (size_t i = 0; i < w->engine->n; i++) {
		struct number *n = &w->engine->numbers[i];

		n->sync = sync_new(n, &e);
		n->sender = sender_new(n, &e);
		if (!n->sync || !n->sender)
			world_broken("number: %s", err_text(&e));
		w->session_id[i] = n->id;
		w->at[i].sync_due = w->at[i].sender_due = 0;
	}
	world_note(w, R_START, -1, -1);
	arm_instant(w);
	world_stir(w);
}

bool world_second(struct world *w)
{
	struct err e = { 0 };
	struct engine *second = engine_new(w->config, &e);
	struct record *r = world_note(w, R_SECOND, -1, -1);

	r->value = second != NULL;
	if (second)
		engine_free(second);
	return r->value;
}

static void draw(void *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((unsigned char *)out)[i] = (unsigned char)dice_draw(&engines);
}

void world_begin(struct world *w, const struct plan *p)
{
	static int serial;
	struct err bad = { 0 };
	char dir[] = "/tmp/wartel-proof-XXXXXX", *file;
	struct buf b;
	struct sim_options so = { .engine = p->engine, .version = "2026.7.2", .sessions = plan_sessions,
		.n_sessions = PLAN_NUMBERS, .base_url = "http://sim", .seed = p->seed + 7, .now_ms = p->start_ms,
		.journal = journal, .journal_ctx = w };

	*w = (struct world){ .plan = p, .dice = { p->seed ^ 0xA5A5A5A5u } };
	current = w;
	log_quiet(!getenv("PROOF_LOUD"));
	clock_hold(p->start_ms);
	engines.s = p->seed ^ 0x5EED;
	rng_set_source(draw);
	w->sim = sim_new(&so, &bad);
	if (!w->sim)
		world_broken("sim: %s", err_text(&bad));
	http_set_transport(transport, w);
	if (!mkdtemp(dir))
		world_broken("no temporary directory");
	w->dir = xstrdup(dir);
	snprintf(w->uri, sizeof w->uri, "file:/proof-%d-%d?vfs=memdb", (int)getpid(), ++serial);
	buf_init(&b, CEIL_CONFIG);
	plan_config(p, &b, w->dir, w->uri);
	file = path_join(w->dir, "wartel.conf");
	MUST(file_write(file, b.v, b.n, 0600, e));
	buf_fini(&b);
	w->config = config_load(&(struct config_source){ .side = CONFIG_ENGINE, .file = file,
					.ignore_environment = true }, &bad);
	free(file);
	if (!w->config)
		world_broken("config: %s", err_text(&bad));
	w->keep = db_open(config_database(w->config), true, &bad);
	if (!w->keep)
		world_broken("database: %s", err_text(&bad));
	world_start(w);
	for (int i = 0; i < PLAN_NUMBERS; i++) {
		struct changes c = { 0 };

		if (!p->number[i].warm)
			continue;
		MUST(db_begin_write(w->keep, e));
		MUST(number_set_ramp(w->keep, w->session_id[i], 0, 0, &c, e));
		MUST(db_commit(w->keep, e));
		changes_fini(&c);
	}
}

void world_end(struct world *w)
{
	fault_arm(NULL, NULL, NULL);
	close_engine(w);
	db_close(w->keep);
	config_free(w->config);
	http_set_transport(NULL, NULL);
	sim_free(w->sim);
	dir_remove(w->dir);
	free(w->dir);
	free(w->log.v);
	clock_release();
	rng_set_source(NULL);
	current = NULL;
}

/* Time. */

static bool called(struct worker *k)
{
	struct pollfd fd = { .fd = wake_fd(&k->wake), .events = POLLIN };

	if (poll(&fd, 1, 0) <= 0)
		return false;
	wake_clear(&k->wake);
	return true;
}

/* When a thread that asked for `next` (wall time) gets its turn: as asked while
 * something goes on, else after a long while, as on a computer that sleeps. */
static int64_t due_after(struct world *w, int64_t next)
{
	int64_t now = world_now(w), wait =
		next == INT64_MAX ? 365 * 24 * 60 * (int64_t)MINUTE : next - clock_now_ms();

	if (wait < 0)
		wait = 0;
	if (now < w->lively_until || wait == 0)
		return now + wait;
	return now + dice_in(&w->dice, 60, 400) * MINUTE;
}

void world_sync(struct world *w, int i)
{
	struct number *n;

	if (!world_alive(w) || w->at[i].syncing)
		return;
	n = &w->engine->numbers[i];
	called(&n->sync_worker);
	w->at[i].syncing = true;
	w->at[i].sync_due = due_after(w, sync_step(n->sync, clock_now_ms()));
	if (w->at[i].sync_due > world_now(w) && w->at[i].sync_due < world_now(w) + LISTEN_MS)
		w->at[i].sync_due = world_now(w) + LISTEN_MS;
	w->at[i].syncing = false;
	w->at[i].syncs++;
}

static void run_sender(struct world *w, int i)
{
	struct number *n = &w->engine->numbers[i];

	called(&n->sender_worker);
	w->at[i].sending = true;
	w->at[i].sender_due = due_after(w, sender_step(n->sender, clock_now_ms()));
	w->at[i].sending = false;
}

static bool is_called(struct worker *k)
{
	struct pollfd fd = { .fd = wake_fd(&k->wake), .events = POLLIN };

	return poll(&fd, 1, 0) > 0;
}

static int64_t turn(struct world *w)
{
	int64_t next = INT64_MAX;
	struct change c;

	sim_tick(w->sim, world_now(w));
	for (int i = 0; i < PLAN_NUMBERS && world_alive(w); i++) {
		struct number *n = &w->engine->numbers[i];

		if (world_now(w) >= w->at[i].sync_due || is_called(&n->sync_worker))
			world_sync(w, i);
		if (world_alive(w) && (world_now(w) >= w->at[i].sender_due || is_called(&n->sender_worker)))
			run_sender(w, i);
		if (w->at[i].sync_due < next)
			next = w->at[i].sync_due;
		if (w->at[i].sender_due < next)
			next = w->at[i].sender_due;
	}
	while (world_alive(w) && engine_changes_take(w->engine, &c))
		;
	return sim_next(w->sim) < next ? sim_next(w->sim) : next;
}

void world_run(struct world *w, int64_t until_ms)
{
	int same = 0;

	while (world_now(w) < until_ms) {
		int64_t before = world_now(w), next = turn(w), now = world_now(w);

		if (next > until_ms)
			next = until_ms;
		if (next > now)
			clock_move(next - now);
		same = world_now(w) == before ? same + 1 : 0;
		if (same > 3000)
			world_broken("the clock stands: somebody always wants another step at once");
	}
}
