/* people: what those who work here do in a world, as services do it: write, cancel,
 * confirm, pause, lift, set the clock. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/mem.h"
#include "policy/pace.h"
#include "store/chat.h"
#include "store/consent.h"
#include "store/contact.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/pause.h"
#include "store/stmt.h"

#include "world.h"
#include "base/banned.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

static void poke(struct world *w)
{
	if (world_alive(w)) {
		engine_poke_sender(w->engine);
		world_stir(w);
	}
}

int64_t world_write(struct world *w, int number, int contact, const char *text,
	enum message_origin origin, int64_t at_ms,
	bool confirm)
{
	struct number *n;
	int64_t now_ms = clock_now_ms(), id = 0;
	struct address address;
	struct chat_ref chat = { 0 };
	struct changes c = { 0 };
	struct outbox_new new;
	struct verdict_item item;
	struct verdict *v;
	struct record *r;
	char phone[24];
	unsigned yes = 0;
	bool refused;

	if (!world_alive(w))
		return 0;
	n = &w->engine->numbers[number];
	v = xcalloc(1, sizeof *v);
	plan_phone(contact, phone);
	MUST(address_parse(phone, &address, e));
	MUST(db_begin_write(w->keep, e));
	MUST(chat_open(w->keep, n->id, &address, NULL, now_ms / 1000, &chat, &c, e));
	new = (struct outbox_new){ .session_id = n->id, .chat_id = chat.chat_id, .recipient = chat.address,
		.origin = origin, .kind = KIND_TEXT, .text = text, .born_ms = now_ms, .first_due_ms = at_ms,
		.dwell_until_ms = now_ms + pace_dwell_draw(&n->config->limits) };
	MUST(outbox_add(w->keep, &new, &id, &c, e));
	item = (struct verdict_item){ .message_id = id, .session_id = n->id, .chat_id = chat.chat_id,
		.contact_id = chat.contact_id, .text = text };
	MUST(engine_verdict(w->engine, w->keep, &item, now_ms, v, e));
	refused = v->kind == VERDICT_REFUSE;
	if (!refused && confirm && v->kind == VERDICT_HOLD) {
		MUST(engine_confirm(w->engine, w->keep, &item, now_ms, &yes, v, e));
		if (yes)
			MUST(outbox_confirm(w->keep, id, yes, 0, "", now_ms, &c, e));
	}
	if (!refused && v->at_once == VERDICT_HOLD)
		MUST(outbox_hold(w->keep, id, &v->v[0].say, &c, e));
	if (refused)
		db_rollback(w->keep);
	else
		MUST(db_commit(w->keep, e));
	changes_fini(&c);
	if (!refused) {
		r = world_note(w, R_WRITTEN, number, contact);
		r->message_id = id;
		r->value = at_ms;
		str_copy(r->text, sizeof r->text, text);
		if (yes) {
			r = world_note(w, R_CONFIRMED, number, contact);
			r->message_id = id;
			r->value = yes;
		}
		poke(w);
	}
	free(v);
	return refused ? 0 : id;
}

/* One change of one message in a transaction; false: a colleague was quicker. */
enum deed { CANCEL, CONFIRM, AGAIN };

/* What is asked of a person is what holds it now; false: no yes helps. */
static bool confirm_it(struct world *w, int64_t id, int64_t now_ms, unsigned *yes, struct changes *c,
	struct err *why)
{
	struct message_row m = { 0 };
	struct verdict *v = xcalloc(1, sizeof *v);
	bool ok = message_get(w->keep, id, &m, why);
	struct verdict_item item = { .message_id = id, .session_id = m.session_id, .chat_id = m.chat_id, .text =
		m.text };

	ok = ok && (m.state == MSG_HELD || m.state == MSG_QUEUED) &&
		engine_confirm(w->engine, w->keep, &item, now_ms, yes, v, why) && v->kind < VERDICT_HOLD &&
		(*yes || m.state == MSG_HELD) &&
		outbox_confirm(w->keep, id, *yes, 0, "the owner knows them", now_ms, c, why);
	message_row_fini(&m);
	free(v);
	return ok;
}

static bool deed(struct world *w, enum deed what, int64_t id)
{
	static const enum record_kind kinds[] = { R_CANCELLED, R_CONFIRMED, R_AGAIN };
	int64_t now_ms = clock_now_ms();
	struct changes c = { 0 };
	struct err why = { 0 };
	unsigned yes = 0;
	bool ok;

	if (!world_alive(w) || !id)
		return false;
	MUST(db_begin_write(w->keep, e));
	ok = what == CANCEL ? outbox_cancel(w->keep, id, now_ms, &c, &why)
		: what == CONFIRM ? confirm_it(w, id, now_ms, &yes, &c, &why)
		: outbox_again(w->keep, id, 0, now_ms, now_ms + 6000, &c, &why);
	if (ok)
		MUST(db_commit(w->keep, e));
	else
		db_rollback(w->keep);
	changes_fini(&c);
	if (ok) {
		struct record *r = world_note(w, kinds[what], -1, -1);

		r->message_id = id;
		r->value = yes;
	}
	poke(w);
	return ok;
}

bool world_cancel(struct world *w, int64_t id)
{
	return deed(w, CANCEL, id);
}

bool world_confirm(struct world *w, int64_t id)
{
	return deed(w, CONFIRM, id);
}

bool world_again(struct world *w, int64_t id)
{
	return deed(w, AGAIN, id);
}

void world_contact(struct world *w, int contact, enum record_kind what)
{
	struct changes c = { 0 };
	struct address address;
	char phone[24];
	int64_t id = 0, now = clock_now_ms() / 1000;

	if (!world_alive(w))
		return;
	plan_phone(contact, phone);
	MUST(address_parse(phone, &address, e));
	MUST(db_begin_write(w->keep, e));
	MUST(contact_open(w->keep, &address, NULL, now, &id, &c, e));
	if (what == R_OPT_OUT || what == R_OPT_IN || what == R_BASIS) {
		struct consent_row row = { .contact_id = id, .at = now, .source = "form", .wording = "news and offers",
			.proof = "page 4", .who = "rina", .kind = what == R_OPT_OUT ? CONSENT_OUT : CONSENT_IN };
		size_t cancelled;

		MUST(consent_add(w->keep, &row, &cancelled, &c, e));
	} else {
		MUST(contact_set_blocked(w->keep, id, what == R_BLOCK ? now : 0, &c, e));
	}
	MUST(db_commit(w->keep, e));
	changes_fini(&c);
	world_note(w, what, -1, contact);
	poke(w);
}

void world_pause(struct world *w, int number, enum record_kind what, int64_t until_ms)
{
	char reason[] = "the owner says so", by[] = "rina";
	struct pause_row row = { .session_id = number >= 0 ? w->session_id[number] : 0, .at = clock_now_ms() / 1000,
		.kind = what == R_STOP ? PAUSE_STOP : what == R_PAUSE ? PAUSE_FULL : PAUSE_INITIATIONS,
		.lifter = LIFTED_BY_LEAD, .until = until_ms / 1000, .reason = reason, .by = by };
	struct changes c = { 0 };
	struct record *r;

	if (!world_alive(w))
		return;
	MUST(db_begin_write(w->keep, e));
	MUST(pause_add(w->keep, &row, &c, e));
	MUST(db_commit(w->keep, e));
	changes_fini(&c);
	r = world_note(w, what, number, -1);
	r->value = until_ms / 1000 * 1000;
	poke(w);
}

void world_lift(struct world *w, int number, bool all)
{
	struct changes c = { 0 };
	size_t n = 0;

	if (!world_alive(w))
		return;
	MUST(db_begin_write(w->keep, e));
	MUST(pause_lift(w->keep, 0, number >= 0 ? w->session_id[number] : 0, LIFTED_BY_ADMIN, "rina", "checked",
		clock_now_ms() / 1000, &n, &c, e));
	MUST(outbox_recheck(w->keep, 0, e));
	MUST(db_commit(w->keep, e));
	changes_fini(&c);
	world_note(w, all ? R_RESUME : R_LIFT, number, -1);
	poke(w);
}

void world_stop_file(struct world *w, bool there)
{
	char *file = path_join(w->dir, "STOP");

	if (there) {
		MUST(file_write(file, "", 0, 0600, e));
		world_note(w, R_STOP, -1, -1);
	} else {
		unlink(file);
	}
	free(file);
}

void world_jump(struct world *w, int64_t ms)
{
	world_note(w, R_JUMP, -1, -1)->value = ms;
	clock_jump(ms);
}

void world_accept_clock(struct world *w)
{
	if (!world_alive(w))
		return;
	MUST(db_begin_write(w->keep, e));
	MUST(engine_trust_clock(w->engine, w->keep, e));
	MUST(outbox_recheck(w->keep, 0, e));
	MUST(db_commit(w->keep, e));
	world_note(w, R_ACCEPT, -1, -1);
	poke(w);
}

/* What a backup holds is the past: its rows say so, whoever looks at them. */
void world_restored(struct world *w)
{
	struct err why = { 0 };
	struct stmt *s;

	if (!world_alive(w))
		return;
	MUST(db_begin_write(w->keep, e));
	s = SQL(w->keep, "UPDATE outbox SET restored = 1 WHERE open = 1 AND message_id IN"
		" (SELECT id FROM messages WHERE state = 'queued')", &why);
	if (!s || !stmt_run(s, &why))
		world_broken("restore: %s", err_text(&why));
	MUST(db_commit(w->keep, e));
	world_note(w, R_RESTORED, -1, -1);
	poke(w);
}

void world_tell(struct world *w, const char *path, const char *format, ...)
{
	char body[1024];
	struct sim_request q = { .method = "POST", .target = path, .body = body };
	struct sim_answer a = { 0 };
	va_list ap;

	va_start(ap, format);
	vsnprintf(body, sizeof body, format, ap);
	va_end(ap);
	q.body_len = strlen(body);
	sim_request(w->sim, &q, world_now(w), &a);
	if (a.status / 100 != 2)
		world_broken("%s %s: %d %s", path, body, a.status, buf_str(&a.body));
	sim_answer_fini(&a);
}

int64_t world_count(struct world *w, const char *sql)
{
	struct err e = { 0 };
	struct stmt *st = stmt_at(w->keep, sql, __FILE__, __LINE__, &e);
	int64_t n = 0;

	if (!st || !stmt_one(st, &n, &e))
		world_broken("%s: %s", sql, err_text(&e));
	return n;
}

int64_t world_pick(struct world *w, int number, const char *state)
{
	struct err e = { 0 };
	struct stmt *st;
	int64_t id = 0;

	if (!world_alive(w))
		return 0;
	st = SQL(w->keep, "SELECT m.id FROM messages m JOIN outbox o ON o.message_id = m.id WHERE o.open = 1"
		" AND m.session_id = :session AND m.state = :state ORDER BY m.id DESC LIMIT 1 OFFSET :skip", &e);
	if (!st)
		world_broken("pick: %s", err_text(&e));
	stmt_i64(st, ":session", w->session_id[number]);
	stmt_str(st, ":state", state);
	stmt_i64(st, ":skip", dice_in(&w->dice, 0, 2));
	if (!stmt_one(st, &id, &e))
		world_broken("pick: %s", err_text(&e));
	return id;
}
