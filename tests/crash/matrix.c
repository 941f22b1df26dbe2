/* matrix: the engine ends at every named point of its roads × WAHA misbehaves in
 * every way that the simulator knows × its engines. Each cell asserts that its
 * fault really happened, starts the engine again, lets everything settle, and is
 * judged by what arrived at the pretended WhatsApp and by the database alone:
 *
 *   lost        a message that was accepted is gone, or is said to be with
 *               WhatsApp and is not; a customer's message is missing
 *   doubled     more than one delivery of one message; two rows of one message
 *   order       two messages of a person to one chat arrived the wrong way round
 *   invisible   a message never ends and nobody is told why, or is said not to
 *               have left and did
 *
 * Without an argument a sample; `matrix all` every cell, and prints the matrix;
 * `matrix SERVER POINT BEHAVIOUR` (from 0) one cell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "engine/points.h"
#include "store/stmt.h"

#include "tests/engine/harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"
#define TONO "6281200000003"

enum { SECOND = 1000, MINUTE = 60 * SECOND, SAMPLE = 17 };

static const struct {
	const char *engine, *version, *mark;
} servers[] = { { "noweb", "2026.7.2", "n" }, { "noweb", "2026.4.1", "o" }, { "gows", "2026.7.2", "g" },
	{ "webjs", "2026.7.2", "j" }, { "wpp", "2026.7.2", "p" } };
enum { SERVERS = sizeof servers / sizeof *servers };

/* The n-th passage of a point; doubt: the point is only on the way of a message
 * whose fate is unknown, so there is one. */
static const struct {
	const char *point;
	bool doubt;
} points[] = {
	{ NULL, false },
	{ POINT_SEND_READY, false },
	{ POINT_SEND_BEFORE_MARK, false },
	{ POINT_SEND_MARKED, false },
	{ POINT_SEND_POSTED, false },
	{ POINT_SEND_ANSWERED, false },
	{ POINT_SEND_RECORDED, false },
	{ POINT_SYNC_BEFORE_COMMIT ":3", false },
	{ POINT_SYNC_COMMITTED ":3", false },
	{ POINT_SETTLE_BEFORE_COMMIT, true },
	{ POINT_SETTLE_COMMITTED ":2", true },
};
enum { POINTS = sizeof points / sizeof *points };

#define ON_SEND ",\"path\":\"/api/sendText\""

/* kind of fault, the rule; rejects: WhatsApp refused the message, so failed is the
 * truth; doubts: WAHA shows nothing that proves a message which did arrive. */
static const struct behaviour {
	const char *name, *rule;
	bool rejects, doubts;
} behaviours[] = {
	{ "well", NULL, false, false },
	{ "drop-before", ON_SEND, false, false },
	{ "accept-then-drop", ON_SEND, false, false },
	{ "close-kept", ",\"path\":\"/api/\",\"count\":5", false, false },
	{ "accept-then-500", ON_SEND, false, false },
	{ "201-and-lose", ON_SEND, false, false },
	{ "answer-late", ON_SEND ",\"seconds\":120", false, false },
	{ "hang", ON_SEND, false, false },
	{ "401", ON_SEND, false, false },
	{ "403", ON_SEND, false, false },
	{ "422-expected", ON_SEND, false, false },
	{ "422-nosession", ON_SEND, false, false },
	{ "429", ON_SEND, false, false },
	{ "500-463", ON_SEND, true, false },
	{ "500-475", ON_SEND, true, false },
	{ "500-plain", ON_SEND, false, false },
	{ "502", ON_SEND, false, false },
	{ "503", ON_SEND, false, false },
	{ "504", ON_SEND, false, false },
	{ "empty-body", ON_SEND, false, false },
	{ "no-id", ON_SEND, false, false },
	{ "garbage", ON_SEND, false, false },
	{ "truncated", ON_SEND, false, false },
	{ "echo-before-answer", ON_SEND ",\"seconds\":20", false, false },
	{ "ack-minus1", ON_SEND, true, true },
	{ "acks-doubled", ON_SEND, false, false },
	{ "acks-reordered", ON_SEND, false, false },
	{ "acks-missing", ON_SEND, false, true },
	{ "twins", "", false, false },
	{ "flapping", ",\"seconds\":8,\"count\":6", false, false },
	{ "deaf", ",\"count\":0", false, false },
	{ "deaf-listing", ",\"count\":4", false, false },
};
enum { BEHAVIOURS = sizeof behaviours / sizeof *behaviours };

/* What agents write, in this order; the first only where there is a doubt. */
static const struct {
	const char *to, *text;
} written[] = { { TONO, "ragu" }, { BUDI, "satu" }, { SRI, "dua" }, { BUDI, "tiga" }, { BUDI, "empat" } };
enum { WRITTEN = sizeof written / sizeof *written };

static struct tally {
	int cells, crashes, fired, sends, arrived, unknown;
	int silent; /* cells whose fault did not happen */
	int lost, doubled, order, invisible;
} sum;

struct cell {
	int server, point, behaviour;
	struct run r;
	int64_t ids[WRITTEN];
	bool bad;
};

static void bad(struct cell *c, int *count, const char *what, const char *text)
{
	++*count;
	c->bad = true;
	printf("# %s %s, %s, %s: %s: %s\n", servers[c->server].engine, servers[c->server].version,
		points[c->point].point ? points[c->point].point : "no crash", behaviours[c->behaviour].name,
		what, text);
}

static void ask(struct cell *c, const char *method, const char *path, const char *body)
{
	struct sim_request q = {
		.method = method, .target = path, .body = body, .body_len = body ? strlen(body) : 0
	};
	struct sim_answer a = { 0 };

	sim_request(c->r.sim, &q, clock_now_ms(), &a);
	while (a.end == SIM_AGAIN) {
		clock_move(a.delay_ms);
		sim_answer_fini(&a);
		sim_request(c->r.sim, &q, clock_now_ms(), &a);
	}
	if (a.status / 100 != 2)
		fail_msg("%s %s: %d %s", method, path, a.status, buf_str(&a.body));
	sim_answer_fini(&a);
}

/* One row of numbers about one message, by its id or text. */
static int64_t number_of(struct cell *c, const char *sql, int64_t id, const char *text)
{
	struct err e = { 0 };
	struct stmt *s = stmt_at(c->r.keep, sql, __FILE__, __LINE__, &e);
	int64_t n = 0;

	if (s && text)
		stmt_str(s, ":text", text);
	else if (s)
		stmt_i64(s, ":id", id);
	if (!s || !stmt_one(s, &n, &e))
		fail_msg("%s: %s", sql, err_text(&e));
	return n;
}

static bool with_whatsapp(enum message_state s)
{
	return s == MSG_ACCEPTED || s == MSG_SENT || s == MSG_DELIVERED || s == MSG_READ || s == MSG_PLAYED;
}

/* One message, by what arrived and by its row. */
static void judge_one(struct cell *c, size_t i)
{
	const char *text = written[i].text;
	size_t arrived = run_lines(&c->r, "delivered", "body", text, NULL);
	enum message_state is;
	char said[64];

	sum.sends++;
	sum.arrived += arrived > 0;
	if (number_of(c, "SELECT count(*) FROM messages WHERE id = :id", c->ids[i], NULL) != 1) {
		bad(c, &sum.lost, "its row is gone", text);
		return;
	}
	if (number_of(c, "SELECT count(*) FROM messages WHERE text = :text", 0, text) != 1)
		bad(c, &sum.doubled, "it has two rows", text);
	if (arrived > 1)
		bad(c, &sum.doubled, "it arrived more than once", text);
	is = run_state(&c->r, c->ids[i]);
	snprintf(said, sizeof said, "%s is %s, %zu arrived", text, message_state_name(is), arrived);
	if (with_whatsapp(is)) {
		if (!arrived)
			bad(c, &sum.lost, "said to be with WhatsApp", said);
	} else if (is == MSG_UNKNOWN) {
		sum.unknown++;
		if (!*run_reason(&c->r, c->ids[i]) ||
			number_of(c, "SELECT count(*) FROM outbox WHERE message_id = :id AND open = 1",
				c->ids[i], NULL) != 1)
			bad(c, &sum.invisible, "nobody is told", said);
		if (arrived && !behaviours[c->behaviour].doubts)
			bad(c, &sum.invisible, "WAHA has it and it was not found", said);
	} else if (is == MSG_REJECTED) {
		if (arrived || !behaviours[c->behaviour].rejects || !*run_reason(&c->r, c->ids[i]))
			bad(c, &sum.invisible, "said to have failed", said);
	} else {
		bad(c, &sum.invisible, "it never ends", said);
	}
}

static void judge_order(struct cell *c, size_t first)
{
	for (size_t i = first; i < WRITTEN; i++)
		for (size_t j = i + 1; j < WRITTEN; j++) {
			int64_t a = run_when(&c->r, "delivered", "body", written[i].text, 1);
			int64_t b = run_when(&c->r, "delivered", "body", written[j].text, 1);

			if (!strcmp(written[i].to, written[j].to) && a && b && a >= b)
				bad(c, &sum.order, written[i].text, written[j].text);
		}
}

/* All that the customers wrote. */
static void judge_inbound(struct cell *c)
{
	static const char *const said[] = { "halo budi", "halo sri", "halo tono", "lagi", "masih" };

	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		int64_t rows = number_of(c, "SELECT count(*) FROM messages WHERE text = :text", 0, said[i]);

		assert_int_not_equal(run_lines(&c->r, "inbound", "body", said[i], NULL), 0);
		if (rows < 1)
			bad(c, &sum.lost, "the customer's message is missing", said[i]);
		if (rows > 1)
			bad(c, &sum.doubled, "the customer's message is there twice", said[i]);
	}
}

static void misbehave(struct cell *c)
{
	const struct behaviour *b = &behaviours[c->behaviour];

	if (points[c->point].doubt)
		run_tell(&c->r, "/sim/rules", "{\"do\":\"drop-before\"" ON_SEND ",\"contains\":\"ragu\"}");
	/* Nobody hears events who does not listen. */
	if (!strcmp(b->name, "deaf"))
		ask(c, "PUT", "/api/sessions/default",
			"{\"config\":{\"webhooks\":[{\"url\":\"http://127.0.0.1:9/\","
			"\"events\":[\"message\"]}],\"noweb\":{\"store\":{\"enabled\":true,\"fullSync\":true}"
			"}}}");
	if (b->rule)
		run_tell(&c->r, "/sim/rules", "{\"do\":\"%s\"%s}", b->name, b->rule);
}

/* How often this cell's own rule fired. */
static int64_t fired(struct cell *c)
{
	struct sim_request q = { .method = "GET", .target = "/sim/rules" };
	struct sim_answer a = { 0 };
	json_t *list;
	int64_t n = 0;

	sim_request(c->r.sim, &q, clock_now_ms(), &a);
	list = json_loadb(buf_str(&a.body), a.body.n, 0, NULL);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *rule = json_array_get(list, i);

		if (!strcmp(json_str_or(rule, "do", ""), behaviours[c->behaviour].name) &&
			!json_str(rule, "contains"))
			n += json_i64_or(rule, "fired", 0);
	}
	json_decref(list);
	sim_answer_fini(&a);
	return n;
}

static void crash_and_settle(struct cell *c)
{
	const char *point = points[c->point].point;
	bool died = false;

	if (point)
		run_arm(&c->r, point);
	run_says(&c->r, BUDI, "lagi");
	for (size_t i = points[c->point].doubt ? 0 : 1; i < WRITTEN; i++) {
		if (!c->r.dead)
			run_for(&c->r, 500);
		c->ids[i] = run_send(&c->r, 0, written[i].to, written[i].text);
	}
	run_for(&c->r, 4 * MINUTE);
	if (c->r.dead)
		died = run_restart(&c->r);
	run_says(&c->r, SRI, "masih");
	run_for(&c->r, 6 * MINUTE);
	if (point && !died) {
		/* The point lay behind a long answer. */
		if (c->r.dead)
			died = run_restart(&c->r);
	}
	sum.crashes += died;
	if (point && !died)
		bad(c, &sum.silent, "the engine did not end", point);
	if (behaviours[c->behaviour].rule) {
		int64_t n = fired(c);

		sum.fired += n > 0;
		if (!n)
			bad(c, &sum.silent, "WAHA did not misbehave", behaviours[c->behaviour].name);
	}
	ask(c, "DELETE", "/sim/rules", NULL);
	run_for(&c->r, 20 * MINUTE);
}

/* True when all is as it must be. */
static bool play(int server, int point, int behaviour)
{
	struct cell c = { .server = server, .point = point, .behaviour = behaviour };
	size_t first = points[point].doubt ? 0 : 1;

	run_begin(&c.r, &(struct run_options){
				.engine = servers[server].engine, .version = servers[server].version });
	run_for(&c.r, 5 * SECOND);
	run_says(&c.r, BUDI, "halo budi");
	run_says(&c.r, SRI, "halo sri");
	run_says(&c.r, TONO, "halo tono");
	run_for(&c.r, 20 * SECOND);
	misbehave(&c);
	crash_and_settle(&c);
	for (size_t i = first; i < WRITTEN; i++)
		judge_one(&c, i);
	judge_order(&c, first);
	judge_inbound(&c);
	if (run_lines(&c.r, "repeated", NULL, NULL, NULL))
		bad(&c, &sum.doubled, "the same id was sent again", "");
	sum.cells++;
	run_end(&c.r);
	return !c.bad;
}

static void report(void)
{
	printf("# %d cells: %d crashes and %d kinds of misbehaviour happened, %d did not; %d messages, %d "
	       "arrived, %d unknown\n",
		sum.cells, sum.crashes, sum.fired, sum.silent, sum.sends, sum.arrived, sum.unknown);
	printf("# lost %d, doubled %d, out of order %d, invisible %d\n", sum.lost, sum.doubled, sum.order,
		sum.invisible);
}

static bool all;
static char **one; /* server, point, behaviour */

static void test_matrix(void **state)
{
	int at = 0;

	(void)state;
	if (one) {
		assert_true(play((int)strtol(one[0], NULL, 10), (int)strtol(one[1], NULL, 10),
			(int)strtol(one[2], NULL, 10)));
		return;
	}
	for (int p = 0; all && p < POINTS; p++)
		printf("# column %c: %s\n", 'a' + p, points[p].point ? points[p].point : "no crash");
	if (all)
		printf("# in a column: noweb with ids made before, noweb without, gows; . well, X not\n");
	for (int b = 0; b < BEHAVIOURS; b++) {
		char row[POINTS * (SERVERS + 1) + 1], *to = row;

		for (int p = 0; p < POINTS; p++) {
			for (int s = 0; s < SERVERS; s++)
				*to++ = !all && at++ % SAMPLE ? ' ' : play(s, p, b) ? '.' : 'X';
			*to++ = ' ';
		}
		*to = '\0';
		if (all)
			printf("# %-20s %s\n", behaviours[b].name, row);
		fflush(stdout);
	}
	report();
	assert_int_equal(sum.silent, 0);
	assert_int_equal(sum.lost, 0);
	assert_int_equal(sum.doubled, 0);
	assert_int_equal(sum.order, 0);
	assert_int_equal(sum.invisible, 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_matrix) };

	all = argc > 1 && !strcmp(argv[1], "all");
	one = argc > 3 ? argv + 1 : NULL;
	return cmocka_run_group_tests_name("matrix", tests, NULL, NULL);
}
