/* ladder: see the header. On NOWEB a plain server ack changes nothing, the first
 * tick comes from the owner's own phone; a receipt rewrites the stored status,
 * downwards too, and the stored time. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/customer.h"
#include "sim/dice.h"
#include "sim/event.h"
#include "sim/ladder.h"
#include "sim/session.h"
#include "sim/shape.h"
#include "sim/state.h"
#include "sim/timer.h"

#include "base/banned.h"

static bool own_chat(const struct session *s, const struct message *m)
{
	size_t n = strcspn(m->addr, "@");
	return n == strlen(s->account->pn) && !strncmp(m->addr, s->account->pn, n);
}

static void tell(struct session *s, const struct message *m, int ack, const char *code, bool by_lid)
{
	char *lid = by_lid && m->chat->person && m->chat->person->lid
			  ? xasprintf("%s@lid", m->chat->person->lid)
			  : NULL;
	const char *chat = own_chat(s, m) ? "" : lid ? lid : m->addr;
	event_emit(s, m->chat->group ? "message.ack.group" : "message.ack",
		   s->sim->engine->ack(s, m, chat, ack, code));
	free(lid);
}

void ladder_receipt(struct session *s, struct message *m, int status, bool by_lid)
{
	const struct engine *e = s->sim->engine;
	/* What is played is no step of the store's ladder: it says so and the
	 * row follows, like any other receipt. */
	if (e->time_moves || status > m->status)
		m->status = status;
	if (e->time_moves)
		m->time = sim_seconds(s->sim);
	tell(s, m, status - 1, NULL, by_lid);
}

void ladder_refuse(struct session *s, struct message *m, const char *code)
{
	tell(s, m, -1, code, false);
}

static bool can_hear(const struct session *s)
{
	const struct account *a = s->account;
	return s->status == ST_WORKING && a->network && (a->phone_on || !s->sim->engine->ack_needs_phone);
}

static void group_read(struct session *s, struct message *m, struct person *reader)
{
	json_t *row = json_object();
	char *jid = person_raw(reader);
	json_put_str(row, "userJid", jid);
	json_put_i64(row, "readTimestamp", sim_seconds(s->sim));
	free(jid);
	if (!m->receipts)
		m->receipts = json_array();
	json_array_append_new(m->receipts, row);
	tell(s, m, STATUS_READ - 1, NULL, false);
}

static void arrive(struct sim *sim, const struct timer *t)
{
	struct session *s = t->session;
	struct message *m = t->p;
	int status = (int)t->n % 10;
	if (m->gone)
		return;
	if (!can_hear(s)) {
		m->held = status > m->held ? status : m->held;
		return;
	}
	if (m->chat->group) {
		struct group *g = m->chat->group;
		size_t who = (size_t)t->n / 10;
		if (who < g->n)
			group_read(s, m, g->members[who]);
		return;
	}
	struct person *p = m->chat->person;
	bool by_lid = p && p->habit.acks_by_lid;
	ladder_receipt(s, m, status, by_lid);
	if (m->acks == ACKS_DOUBLED)
		ladder_receipt(s, m, status, by_lid);
	if (status == STATUS_READ && p)
		customer_heard(sim, s, m);
}

static int64_t set(struct session *s, struct message *m, int64_t at, int64_t n)
{
	timer_set(s->sim, &(struct timer){ .at = at, .fire = arrive, .session = s, .p = m, .n = n });
	return at;
}

static int64_t wait(struct session *s, const struct habit *h, int64_t lo, int64_t hi)
{
	return dice_between(s->sim, lo, hi) * (h->quick ? h->quick : 100) / 100;
}

static void start_group(struct session *s, struct message *m)
{
	const struct group *g = m->chat->group;
	static const struct habit usual = {0};
	if (s->sim->engine->server_ack)
		m->status = STATUS_SERVER;
	for (size_t i = 0; i < g->n && i < 3; i++)
		if (!g->members[i]->habit.never_reads)
			set(s, m, s->sim->now + wait(s, &usual, 4000, 60000), (int64_t)i * 10 + STATUS_READ);
}

void ladder_start(struct session *s, struct message *m)
{
	struct person *p = m->chat->person;
	int64_t now = s->sim->now;
	if (m->acks == ACKS_MISSING)
		return;
	if (m->chat->group) {
		start_group(s, m);
		return;
	}
	if (s->sim->engine->server_ack && m->status < STATUS_SERVER)
		m->status = STATUS_SERVER;
	static const struct habit usual = {0};
	const struct habit *h = p ? &p->habit : &usual;
	int64_t server = now + wait(s, &usual, 200, 900);
	if (!p || !p->exists || h->phone_off) {
		set(s, m, server, STATUS_SERVER);
		return;
	}
	int64_t device = server + wait(s, h, 300, 2500), read = device + wait(s, h, 3000, 30000);
	if (m->acks == ACKS_REORDERED) {
		/* The highest first, the lowest last. */
		int64_t t = device;
		device = read;
		read = server;
		server = t;
	}
	set(s, m, server, STATUS_SERVER);
	set(s, m, device, STATUS_DEVICE);
	if (h->never_reads)
		return;
	set(s, m, read, STATUS_READ);
	if (m->kind == KIND_VOICE)
		set(s, m, read + wait(s, h, 2000, 9000), STATUS_PLAYED);
	if (h->late_receipt)
		set(s, m, read + wait(s, h, 500, 4000), STATUS_DEVICE);
}

void ladder_flush(struct session *s)
{
	struct account *a = s->account;
	if (!can_hear(s))
		return;
	for (size_t i = 0; i < a->messages.n; i++) {
		struct message *m = a->messages.v[i];
		int held = m->held;
		m->held = 0;
		if (held && !m->chat->group)
			for (int status = STATUS_SERVER; status <= held; status++)
				set(s, m, s->sim->now + 200 * status, status);
	}
}
