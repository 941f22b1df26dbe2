/* plan: one number's queue at a time, message by message, on a clock of its own. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/zone.h"

#include "store/outbox.h"
#include "policy/pace.h"
#include "policy/policy.h"

#include "engine/inside.h"
#include "engine/plan.h"
#include "engine/verdict.h"

#include "base/banned.h"

enum { PAGE = 200, TURNS_MOST = 400, DAY_S = 24 * 3600 };

/* One that waits. */
struct waiting {
	struct facts f;
	int64_t message_id, chat_id, contact_id;
	int64_t turn_ms; /* not before */
	int32_t written_day, begun_day; /* in the play; 0 never */
	int64_t begun_at;
	size_t behind; /* + 1: another of its chat that leaves first; 0: none */
	int turns;
	bool done;
};

struct play {
	struct waiting *v;
	size_t n, cap;
	const struct limits *limits;
	int64_t now_ms;
	int32_t today, day;
	/* As it changes in the play. */
	int64_t last_left_ms;
	int gap_ms;
	int contacts_today, initiations_today;
	struct {
		int64_t *v;
		size_t n, cap;
	} begun; /* when, in rising order */
};

static void add(struct plan *p, int64_t message_id, int64_t leaves_ms, const struct sentence *reason)
{
	LIST_GROW(p);
	p->v[p->n] = (struct plan_item){ .message_id = message_id, .leaves_ms = leaves_ms };
	if (reason)
		p->v[p->n].reason = *reason;
	p->n++;
	if (leaves_ms)
		p->leave++;
	else
		p->excluded++;
	if (leaves_ms > p->last_ms)
		p->last_ms = leaves_ms;
}

/* The tier as of a time: who was begun with before the play counts for 24 h of it. */
static void tier_at(const struct play *p, const struct waiting *w, int64_t at_ms, struct facts *f)
{
	int64_t at = at_ms / 1000, now = p->now_ms / 1000;
	int before = at < now + DAY_S ? w->f.number.tier_used : 0, since = 0;
	size_t first = 0;

	while (first < p->begun.n && p->begun.v[first] <= at - DAY_S)
		first++;
	since = (int)(p->begun.n - first);
	f->number.tier_used = before + since;
	f->number.tier_frees_at = 0;
	if (f->number.tier_used >= p->limits->tier_limit && p->limits->tier_limit > 0) {
		if (since < p->limits->tier_limit)
			f->number.tier_frees_at = w->f.number.tier_frees_at > at ? w->f.number.tier_frees_at : now + DAY_S;
		else
			f->number.tier_frees_at = p->begun.v[p->begun.n - (size_t)p->limits->tier_limit] + DAY_S;
	}
	f->item.begun_24h = (w->f.item.begun_24h && before) || (w->begun_at && w->begun_at > at - DAY_S);
}

static void facts_then(const struct play *p, const struct waiting *w, int64_t at_ms, struct facts *f)
{
	*f = w->f;
	f->number.last_left_ms = p->last_left_ms;
	f->number.gap_ms = p->gap_ms;
	f->number.contacts_today = p->contacts_today;
	f->number.initiations_today = p->initiations_today;
	f->item.written_today = (w->f.item.written_today && p->day == p->today) || w->written_day == p->day;
	f->item.initiated_today = (w->f.item.initiated_today && p->day == p->today) || w->begun_day == p->day;
	if (p->limits->tiered)
		tier_at(p, w, at_ms, f);
}

/* When its turn is, with the gap after the last one. */
static int64_t turn_of(const struct play *p, const struct waiting *w, bool *initiation)
{
	struct facts f = { .limits = *p->limits };
	int64_t at = w->turn_ms > p->now_ms ? w->turn_ms : p->now_ms, gap;

	f.number.last_left_ms = p->last_left_ms;
	f.number.gap_ms = p->gap_ms;
	*initiation = facts_is_initiation(&w->f.item, at / 1000);
	gap = pace_gap_ends(&f, *initiation);
	return gap > at ? gap : at;
}

/* The one whose turn is first; of the same time, answers before initiations. */
static struct waiting *first(const struct play *p, int64_t *at_ms, bool *initiation)
{
	struct waiting *best = NULL;

	for (size_t i = 0; i < p->n; i++) {
		struct waiting *w = &p->v[i];
		bool starts;
		int64_t at;

		if (w->done || (w->behind && !p->v[w->behind - 1].done))
			continue;
		at = turn_of(p, w, &starts);
		if (best && (at > *at_ms || (at == *at_ms && starts >= *initiation)))
			continue;
		best = w;
		*at_ms = at;
		*initiation = starts;
	}
	return best;
}

/* It leaves: what that takes of the day. */
static void leave(struct play *p, struct waiting *w, int64_t at_ms, bool initiation, const struct facts *f)
{
	const struct limits *l = p->limits;

	p->last_left_ms = at_ms;
	/* The middle of what will be drawn. */
	if (initiation)
		p->gap_ms = (l->start_gap_lo_ms + l->start_gap_hi_ms) / 2;
	else
		p->gap_ms = (l->reply_gap_lo_ms + l->reply_gap_hi_ms) / 2;
	if (f->item.is_group)
		return;
	p->contacts_today += !f->item.written_today;
	p->initiations_today += initiation && !f->item.initiated_today;
	if (initiation && !f->item.begun_24h) {
		LIST_GROW(&p->begun);
		p->begun.v[p->begun.n++] = at_ms / 1000;
	}
	for (size_t i = 0; i < p->n; i++) {
		if (p->v[i].contact_id != w->contact_id)
			continue;
		p->v[i].written_day = p->day;
		if (initiation) {
			p->v[i].begun_day = p->day;
			p->v[i].begun_at = at_ms / 1000;
		}
	}
}

static void run(struct play *p, struct plan *out, struct verdict *v)
{
	struct plan not = { 0 };
	struct waiting *w;
	int64_t at_ms = 0;
	bool initiation = false;

	while ((w = first(p, &at_ms, &initiation))) {
		struct facts f;
		int32_t day = zone_day(p->limits->zone, at_ms / 1000);

		if (day != p->day) {
			p->day = day;
			p->contacts_today = p->initiations_today = 0;
		}
		facts_then(p, w, at_ms, &f);
		policy_judge(&f, at_ms, v);
		if (v->kind == VERDICT_ALLOW) {
			leave(p, w, at_ms, initiation, &f);
			add(out, w->message_id, at_ms, NULL);
		} else if (v->kind == VERDICT_WAIT && v->until_ms > at_ms && ++w->turns < TURNS_MOST) {
			w->turn_ms = v->until_ms;
			continue;
		} else {
			add(&not, w->message_id, 0, &v->v[0].say);
		}
		w->done = true;
	}
	for (size_t i = 0; i < not.n; i++)
		add(out, not.v[i].message_id, 0, &not.v[i].reason);
	free(not.v);
}

/* Rows of one chat leave one after the other. */
static size_t behind(const struct play *p, int64_t chat_id, bool by_person)
{
	for (size_t i = p->n; by_person && i > 0; i--)
		if (p->v[i - 1].chat_id == chat_id && p->v[i - 1].f.item.by_person)
			return i;
	return 0;
}

static bool take(struct number *n, struct db *d, const struct outbox_row *row, struct play *p, struct plan *out,
	struct err *e)
{
	const struct outbox_item *i = &row->item;
	struct verdict_item what = { .message_id = i->message_id, .session_id = n->id, .chat_id = i->chat_id,
		.contact_id = i->contact_id, .text = i->text };
	struct waiting *w;

	if (row->message.state != MSG_QUEUED && row->message.state != MSG_HELD)
		return true;
	out->waiting++;
	if (row->message.state == MSG_HELD) {
		add(out, i->message_id, 0, &row->message.reason);
		return true;
	}
	if (p->n == PLAN_MOST)
		return true;
	LIST_GROW(p);
	w = &p->v[p->n];
	*w = (struct waiting){ .message_id = i->message_id, .chat_id = i->chat_id, .contact_id = i->contact_id,
		.behind = behind(p, i->chat_id, i->by_person) };
	if (!verdict_facts(n, d, &what, p->now_ms, &w->f, e))
		return false;
	p->n++;
	return true;
}

static bool plan_number(struct number *n, struct db *d, int64_t now_ms, struct plan *out, struct err *e)
{
	struct play p = { .limits = &n->config->limits, .now_ms = now_ms };
	struct verdict *v = xcalloc(1, sizeof *v);
	int64_t after = 0;
	bool more = true, ok = true;

	while (ok && more) {
		struct outbox_rows rows = { 0 };

		ok = outbox_list(d, n->id, after, PAGE, now_ms, &rows, &more, e);
		for (size_t i = 0; ok && i < rows.n; i++) {
			after = rows.v[i].message.id;
			ok = take(n, d, &rows.v[i], &p, out, e);
		}
		more = more && rows.n;
		outbox_rows_fini(&rows);
	}
	if (ok && p.n) {
		p.today = p.day = zone_day(p.limits->zone, now_ms / 1000);
		p.last_left_ms = p.v[0].f.number.last_left_ms;
		p.gap_ms = p.v[0].f.number.gap_ms;
		p.contacts_today = p.v[0].f.number.contacts_today;
		p.initiations_today = p.v[0].f.number.initiations_today;
		run(&p, out, v);
	}
	free(p.begun.v);
	free(p.v);
	free(v);
	return ok;
}

static int by_leaving(const void *a, const void *b)
{
	const struct plan_item *x = a, *y = b;
	int64_t xs = x->leaves_ms ? x->leaves_ms : INT64_MAX, ys = y->leaves_ms ? y->leaves_ms : INT64_MAX;

	if (xs != ys)
		return xs < ys ? -1 : 1;
	return x->message_id < y->message_id ? -1 : x->message_id > y->message_id;
}

bool engine_plan(struct engine *engine, struct db *d, int64_t session_id, int64_t now_ms, struct plan *out,
	struct err *e)
{
	bool ok = true;

	*out = (struct plan){ 0 };
	for (size_t i = 0; ok && i < engine->n; i++)
		if (!session_id || engine->numbers[i].id == session_id)
			ok = plan_number(&engine->numbers[i], d, now_ms, out, e);
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_leaving);
	if (!ok)
		plan_fini(out);
	return ok;
}

void plan_fini(struct plan *p)
{
	free(p->v);
	*p = (struct plan){ 0 };
}
