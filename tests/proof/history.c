/* history: see the header. Whatever breaks something also says when it is mended. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "engine/points.h"

#include "history.h"
#include "base/banned.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
#define DAY (24LL * HOUR)

/* What was begun and has to end: at its time, by `mend`. */
enum mend { MEND_START, MEND_RESUME, MEND_FILE, MEND_LIFT, MEND_PORT, MEND_NETWORK, MEND_SESSION,
	MEND_LOCK, MEND_JUMP, MEND_ACCEPT, MEND_OPT_OUT, MEND_BLOCK, MEND_ANSWER, MEND_CONFIRM };
struct owed {
	int64_t at_ms;
	enum mend mend;
	int64_t a, b;
};
static struct owed owed[256];
static size_t n_owed;
static int serial;	  /* makes texts differ */
static bool stop_file, away[PLAN_NUMBERS];
static int64_t off_ms;	  /* how far the wall clock is wrong, of what was not accepted */

static void owe(struct world *w, int64_t in_ms, enum mend mend, int64_t a, int64_t b)
{
	if (n_owed < sizeof owed / sizeof *owed)
		owed[n_owed++] = (struct owed){ world_now(w) + in_ms, mend, a, b };
}

static int somebody(struct world *w)
{
	/* A few are met again and again. */
	return (int)dice_in(&w->dice, 0, dice_one_in(&w->dice, 2) ? 3 : PLAN_CONTACTS - 1);
}

static int either(struct world *w)
{
	return (int)dice_in(&w->dice, 0, PLAN_NUMBERS - 1);
}

static const char *words(struct world *w, char out[96])
{
	static const char *const about[] = { "Barangnya sudah siap diambil", "Baik kak, ditunggu", "Warna apa kak?",
		"Harganya tetap, ongkir menyusul", "Terima kasih sudah mampir" };

	const char *said = about[dice_in(&w->dice, 0, 4)];

	if (dice_one_in(&w->dice, 25))
		said = dice_one_in(&w->dice, 2) ? "Main " PLAN_FORBIDDEN " di sini kak" : "Yuk " PLAN_DISGUISED " kak";
	snprintf(out, 96, "%s, nota %d", said, ++serial);
	return out;
}

static void write_one(struct world *w, int number, int contact, enum message_origin origin, int64_t at_ms)
{
	char text[96];
	int64_t id = world_write(w, number, contact, words(w, text), origin, at_ms, !dice_one_in(&w->dice, 3));

	if (id && dice_one_in(&w->dice, 4))
		owe(w, dice_in(&w->dice, 1, 600) * SECOND, MEND_CONFIRM, id, 0);
	if (id && dice_one_in(&w->dice, 12))
		/* The same again: a finger too quick. */
		world_write(w, number, contact, text, origin, 0, false);
}

/* The things that happen. */

static void customer_writes(struct world *w)
{
	int number = either(w), contact = somebody(w);
	char phone[24];

	plan_phone(contact, phone);
	world_tell(w, "/sim/inbound", "{\"session\":\"%s\",\"from\":\"%s\",\"text\":\"Halo kak, masih ada? %d\"}",
		plan_sessions[number], phone, ++serial);
	world_stir(w);
	if (!dice_one_in(&w->dice, 4))
		owe(w, dice_in(&w->dice, 20, 150) * SECOND, MEND_ANSWER, number, contact);
	/* Almost too late. */
	if (dice_one_in(&w->dice, 6))
		owe(w, DAY - dice_in(&w->dice, 0, 90) * SECOND, MEND_ANSWER, number, contact);
}

static void agent_writes(struct world *w)
{
	int number = either(w), contact = somebody(w);

	for (int i = (int)dice_in(&w->dice, 1, 3); i > 0; i--)
		write_one(w, number, contact, ORIGIN_AGENT, 0);
}

static void agent_plans(struct world *w)
{
	int64_t in_ms = dice_one_in(&w->dice, 3) ? dice_in(&w->dice, 1, 60 * 60) * MINUTE : dice_in(&w->dice,
		12, 50) * SECOND;

	write_one(w, either(w), somebody(w), ORIGIN_AGENT, clock_now_ms() + in_ms);
}

static void burst(struct world *w)
{
	int number = either(w), first = somebody(w);
	enum message_origin origin = dice_one_in(&w->dice, 3) ? ORIGIN_CAMPAIGN : ORIGIN_AGENT;

	bool same = dice_one_in(&w->dice, 3);
	char text[96];

	words(w, text);
	for (int i = (int)dice_in(&w->dice, 4, 10); i > 0; i--)
		if (same)
			world_write(w, number, (first + i) % PLAN_CONTACTS, text, origin, 0, dice_one_in(&w->dice, 2));
		else
			write_one(w, number, (first + i) % PLAN_CONTACTS, origin, 0);
}

static void agent_cancels(struct world *w)
{
	world_cancel(w, world_pick(w, either(w), dice_one_in(&w->dice, 2) ? "queued" : "held"));
}

static void agent_confirms(struct world *w)
{
	world_confirm(w, world_pick(w, either(w), "held"));
}

static void agent_repeats(struct world *w)
{
	world_again(w, world_pick(w, either(w), "unknown"));
}

static void owner_writes(struct world *w)
{
	int number = either(w);
	char phone[24];

	if (away[number])
		return;
	plan_phone(somebody(w), phone);
	world_tell(w, "/sim/own", "{\"session\":\"%s\",\"to\":\"%s\",\"text\":\"dari hp %d\"}",
		plan_sessions[number], phone,
		++serial);
	world_stir(w);
}

static void opts_out(struct world *w)
{
	int contact = somebody(w);

	world_contact(w, contact, R_OPT_OUT);
	owe(w, dice_in(&w->dice, 1, 72) * HOUR, MEND_OPT_OUT, contact, 0);
}

/* Who may be written to is on record of most. */
static void consents(struct world *w)
{
	for (int i = (int)dice_in(&w->dice, 1, 5); i > 0; i--)
		world_contact(w, (int)dice_in(&w->dice, 0, PLAN_CONTACTS - 1), R_BASIS);
}

static void is_blocked(struct world *w)
{
	int contact = somebody(w);

	world_contact(w, contact, R_BLOCK);
	owe(w, dice_in(&w->dice, 1, 72) * HOUR, MEND_BLOCK, contact, 0);
}

static int64_t a_while(struct world *w)
{
	switch (dice_in(&w->dice, 0, 3)) {
	case 0:
		return dice_in(&w->dice, 1, 60) * SECOND;
	case 1:
		return dice_in(&w->dice, 1, 60) * MINUTE;
	case 2:
		return dice_in(&w->dice, 1, 12) * HOUR;
	default:
		return dice_in(&w->dice, 12, 40) * HOUR;
	}
}

static void stops(struct world *w)
{
	if (dice_one_in(&w->dice, 2)) {
		world_stop_file(w, stop_file = true);
		owe(w, a_while(w), MEND_FILE, 0, 0);
	} else {
		world_pause(w, -1, R_STOP, 0);
		owe(w, a_while(w), MEND_RESUME, 0, 0);
	}
}

static void pauses(struct world *w)
{
	int number = either(w);
	int64_t ms = a_while(w);
	bool ends = dice_one_in(&w->dice, 2);

	world_pause(w, number, dice_one_in(&w->dice, 2) ? R_PAUSE : R_HALT, ends ? clock_now_ms() + ms : 0);
	if (!ends)
		owe(w, ms, MEND_LIFT, number, 0);
}

static void crashes(struct world *w)
{
	static const char *const points[] = { POINT_SEND_BEFORE_MARK, POINT_SEND_MARKED, POINT_SEND_POSTED,
		POINT_SEND_ANSWERED, POINT_SEND_RECORDED, POINT_SYNC_BEFORE_COMMIT, POINT_SYNC_COMMITTED,
		POINT_SETTLE_BEFORE_COMMIT, POINT_SETTLE_COMMITTED };
	size_t i = (size_t)dice_in(&w->dice, 0, sizeof points / sizeof *points);

	if (i == sizeof points / sizeof *points)
		world_kill(w);
	else
		world_arm(w, points[i]);
	owe(w, dice_one_in(&w->dice, 3) ? a_while(w) : dice_in(&w->dice, 1, 90) * SECOND, MEND_START, 0, 0);
}

static void second_engine(struct world *w)
{
	if (world_alive(w))
		world_second(w);
}

static void clock_moves(struct world *w)
{
	int64_t ms = dice_in(&w->dice, 1000, 4500), back;

	if (off_ms)
		return;
	switch (dice_in(&w->dice, 0, 3)) {
	case 0: /* a step that nobody should notice */
		break;
	case 1:
		ms = dice_in(&w->dice, 10, 200) * SECOND;
		break;
	case 2:
		ms = dice_in(&w->dice, 6, 600) * MINUTE;
		break;
	default:
		ms = dice_in(&w->dice, 10, 48) * HOUR;
		break;
	}
	if (dice_one_in(&w->dice, 2))
		ms = -ms;
	world_jump(w, ms);
	world_stir(w);
	off_ms = ms;
	back = a_while(w);
	owe(w, back, MEND_JUMP, -ms, 0);
	if (dice_one_in(&w->dice, 3))
		owe(w, back / 2, MEND_ACCEPT, 0, 0);
	/* Tempted to send meanwhile. */
	agent_writes(w);
}

static void waha_away(struct world *w)
{
	int number = either(w);

	world_stir(w);
	switch (dice_in(&w->dice, 0, 3)) {
	case 0:
		w->refused = true;
		owe(w, dice_in(&w->dice, 1, 90) * MINUTE, MEND_PORT, 0, 0);
		break;
	case 1:
		away[number] = true;
		world_tell(w, "/sim/network", "{\"session\":\"%s\",\"up\":false}", plan_sessions[number]);
		owe(w, dice_in(&w->dice, 5, 3600) * SECOND, MEND_NETWORK, number, 0);
		break;
	default:
		away[number] = true;
		world_tell(w, "/sim/fail", "{\"session\":\"%s\"}", plan_sessions[number]);
		owe(w, dice_in(&w->dice, 5, 3600) * SECOND, MEND_SESSION, number, 0);
		break;
	}
	write_one(w, number, somebody(w), ORIGIN_AGENT, 0);
}

static void waha_errs(struct world *w)
{
	static const char *const ways[] = { "drop-before", "accept-then-drop", "accept-then-500", "201-and-lose",
		"answer-late", "401", "422-expected", "429", "500-463", "500-475", "500-plain", "502", "503",
		"empty-body", "no-id", "garbage", "echo-before-answer", "ack-minus1", "acks-missing",
		"acks-reordered" };
	size_t n = sizeof ways / sizeof *ways;

	if (dice_one_in(&w->dice, 4))
		world_tell(w, "/sim/rules", "{\"do\":\"429\",\"path\":\"/api/sendText\",\"count\":%d}",
			(int)dice_in(&w->dice, 2, 5));
	else
		world_tell(w, "/sim/rules", "{\"do\":\"%s\",\"path\":\"/api/sendText\"}",
			ways[dice_in(&w->dice, 0, (int64_t)n - 1)]);
}

static void lock(struct world *w)
{
	int number = either(w);

	world_tell(w, "/sim/timelock", "{\"session\":\"%s\",\"on\":true}", plan_sessions[number]);
	world_note(w, R_LOCK, number, -1);
	world_stir(w);
	owe(w, dice_in(&w->dice, 1, 30) * HOUR, MEND_LOCK, number, 0);
}

static void comes_from_backup(struct world *w)
{
	world_restored(w);
}

/* chances of 200 */
static const struct {
	int chance;
	void (*happen)(struct world *);
} things[] = {
	{ 52, customer_writes }, { 50, agent_writes }, { 22, agent_plans }, { 9, burst }, { 16, agent_cancels },
	{ 10, agent_confirms }, { 4, agent_repeats }, { 6, owner_writes }, { 7, opts_out }, { 5, is_blocked },
		{ 12, consents }, { 6, stops },
	{ 8, pauses }, { 9, crashes }, { 2, second_engine }, { 6, clock_moves }, { 5, waha_away }, { 8, waha_errs },
	{ 2, lock }, { 1, comes_from_backup },
};
enum { THINGS = sizeof things / sizeof *things };

static void anything(struct world *w)
{
	int n = 0, at;

	for (int i = 0; i < THINGS; i++)
		n += things[i].chance;
	at = (int)dice_in(&w->dice, 0, n - 1);
	for (int i = 0; i < THINGS; i++) {
		at -= things[i].chance;
		if (at < 0) {
			things[i].happen(w);
			return;
		}
	}
}

/* Mending. */

static void mend(struct world *w, const struct owed *o)
{
	switch (o->mend) {
	case MEND_START:
		if (!world_alive(w))
			world_start(w);
		break;
	case MEND_RESUME:
		if (!stop_file)
			world_lift(w, -1, true);
		break;
	case MEND_FILE:
		if (!world_alive(w)) {
			owe(w, MINUTE, MEND_FILE, 0, 0);
			break;
		}
		world_stop_file(w, stop_file = false);
		world_lift(w, -1, true);
		break;
	case MEND_LIFT:
		world_lift(w, (int)o->a, false);
		break;
	case MEND_PORT:
		w->refused = false;
		world_stir(w);
		break;
	case MEND_NETWORK:
		world_tell(w, "/sim/network", "{\"session\":\"%s\",\"up\":true}", plan_sessions[o->a]);
		away[o->a] = false;
		world_stir(w);
		break;
	case MEND_SESSION:
		world_tell(w, "/sim/work", "{\"session\":\"%s\"}", plan_sessions[o->a]);
		away[o->a] = false;
		world_stir(w);
		break;
	case MEND_LOCK:
		world_tell(w, "/sim/timelock", "{\"session\":\"%s\",\"on\":false}", plan_sessions[o->a]);
		world_note(w, R_UNLOCK, (int)o->a, -1);
		break;
	case MEND_JUMP:
		world_jump(w, o->a);
		off_ms = 0;
		world_stir(w);
		/* Accepted while it was wrong: now it looks as if it went wrong. */
		owe(w, dice_in(&w->dice, 1, 120) * MINUTE, MEND_ACCEPT, 0, 0);
		break;
	case MEND_ACCEPT:
		world_accept_clock(w);
		break;
	case MEND_OPT_OUT:
		world_contact(w, (int)o->a, R_OPT_IN);
		break;
	case MEND_BLOCK:
		world_contact(w, (int)o->a, R_UNBLOCK);
		break;
	case MEND_ANSWER:
		write_one(w, (int)o->a, (int)o->b, ORIGIN_AGENT, 0);
		break;
	case MEND_CONFIRM:
		world_confirm(w, o->a);
		break;
	}
}

static void live_until(struct world *w, int64_t until_ms)
{
	for (;;) {
		size_t first = n_owed;

		for (size_t i = 0; i < n_owed; i++)
			if (owed[i].at_ms <= until_ms && (first == n_owed || owed[i].at_ms < owed[first].at_ms))
				first = i;
		if (first == n_owed)
			break;
		struct owed o = owed[first];

		memmove(owed + first, owed + first + 1, (--n_owed - first) * sizeof *owed);
		world_run(w, o.at_ms);
		mend(w, &o);
	}
	world_run(w, until_ms);
}

/* While a request of the sender is on its way somebody else is quicker. */
static void meanwhile(struct world *w, int number, const char *path)
{
	const struct record *last = w->log.n ? &w->log.v[w->log.n - 1] : NULL;
	int contact = last && last->contact >= 0 ? last->contact : somebody(w);
	/* In the last instant what matters is what stops it. */
	bool instant = !*path;

	if (!instant && !dice_one_in(&w->dice, 12))
		return;
	switch (dice_in(&w->dice, 0, instant ? 8 : 11)) {
	case 0:
	case 1:
		stops(w);
		break;
	case 2:
		world_pause(w, number, R_PAUSE, 0);
		owe(w, a_while(w), MEND_LIFT, number, 0);
		break;
	case 3:
		world_pause(w, number, R_HALT, 0);
		owe(w, a_while(w), MEND_LIFT, number, 0);
		break;
	case 4:
		world_contact(w, contact, R_OPT_OUT);
		owe(w, dice_in(&w->dice, 1, 72) * HOUR, MEND_OPT_OUT, contact, 0);
		break;
	case 5:
		world_contact(w, contact, R_BLOCK);
		owe(w, dice_in(&w->dice, 1, 72) * HOUR, MEND_BLOCK, contact, 0);
		break;
	case 6:
	case 7:
		if (away[number])
			break;
		away[number] = true;
		world_tell(w, "/sim/fail", "{\"session\":\"%s\"}", plan_sessions[number]);
		owe(w, dice_in(&w->dice, 5, 3600) * SECOND, MEND_SESSION, number, 0);
		engine_poke_sync(w->engine, w->session_id[number]);
		world_sync(w, number);
		world_sync(w, number);
		break;
	case 8:
		if (off_ms)
			break;
		off_ms = dice_in(&w->dice, 6, 2000) * MINUTE * (dice_one_in(&w->dice, 2) ? 1 : -1);
		world_jump(w, off_ms);
		owe(w, a_while(w), MEND_JUMP, -off_ms, 0);
		break;
	case 9:
		customer_writes(w);
		world_sync(w, number);
		break;
	case 10:
		world_cancel(w, world_pick(w, number, "queued"));
		break;
	default:
		write_one(w, number, contact, ORIGIN_AGENT, 0);
		break;
	}
}

/* Most things happen in clusters, many of them where a rule changes its mind. */
static int64_t next_cluster(struct world *w)
{
	int64_t at = world_now(w) + dice_in(&w->dice, 10, 44 * 60) * MINUTE;
	const struct plan_number *n = &w->plan->number[either(w)];
	int edges[] = { n->open, n->close, 0 }, edge = edges[dice_in(&w->dice, 0, 2)];

	if (dice_one_in(&w->dice, 2)) {
		struct almanac a = almanac_at(n->zone, at / 1000);
		int64_t wait = edge * 60 - a.second;

		at += (wait < 0 ? wait + 86400 : wait) * SECOND - dice_in(&w->dice, 0, 100) * SECOND;
	}
	return at > world_now(w) ? at : world_now(w) + MINUTE;
}

static void put_right(struct world *w)
{
	w->meanwhile = NULL;
	n_owed = 0;
	if (off_ms)
		world_jump(w, -off_ms);
	off_ms = 0;
	w->refused = false;
	world_start(w);
	world_tell(w, "/sim/rules", "{\"do\":\"429\",\"path\":\"/nowhere\"}");
	for (int i = 0; i < PLAN_NUMBERS; i++) {
		world_tell(w, "/sim/network", "{\"session\":\"%s\",\"up\":true}", plan_sessions[i]);
		world_tell(w, "/sim/timelock", "{\"session\":\"%s\",\"on\":false}", plan_sessions[i]);
		world_note(w, R_UNLOCK, i, -1);
		world_tell(w, "/sim/work", "{\"session\":\"%s\"}", plan_sessions[i]);
	}
	world_stop_file(w, false);
	world_accept_clock(w);
	world_lift(w, -1, true);
	for (int i = 0; i < PLAN_NUMBERS; i++)
		world_lift(w, i, false);
}

void history_live(struct world *w, const struct plan *p)
{
	int64_t end = p->start_ms + p->days * DAY;

	n_owed = 0;
	serial = 0;
	stop_file = false;
	memset(away, 0, sizeof away);
	off_ms = 0;
	world_begin(w, p);
	consents(w);
	w->meanwhile = meanwhile;
	while (world_now(w) < end) {
		live_until(w, next_cluster(w));
		for (int64_t i = dice_in(&w->dice, 3, 11); i > 0; i--) {
			anything(w);
			live_until(w, world_now(w) + dice_in(&w->dice, 0, dice_one_in(&w->dice, 2) ? 4 : 60) * SECOND);
		}
		live_until(w, world_now(w) + 2 * MINUTE);
	}
	put_right(w);
	world_run(w, world_now(w) + 15 * MINUTE);
	world_run(w, world_now(w) + 3 * DAY);
}
