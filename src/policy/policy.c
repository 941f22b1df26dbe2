/* policy: the gates combined into one verdict. */
#include <string.h>

#include "base/mem.h"
#include "base/zone.h"

#include "policy/policy.h"

#include "base/banned.h"

/* Times only move forward, and each round ends at an opening, a day or the end of
 * a gap; whoever needs more than this has limits that never let anything leave. */
enum { ROUNDS = 16 };

/* Keeps what a gate says; of a gate that speaks in several rounds the first
 * sentence stands, with its strongest kind and latest time. */
static void note(struct verdict *v, const struct gate *gate, const struct gate_verdict *said)
{
	for (size_t i = 0; i < v->n; i++) {
		struct gate_verdict *had = &v->v[i];

		if (strcmp(had->gate, gate->name))
			continue;
		if (said->kind > had->kind)
			*had = *said;
		else if (said->kind == had->kind && had->until_ms &&
			 (!said->until_ms || said->until_ms > had->until_ms)) {
			had->until_ms = said->until_ms;
			had->change = said->change;
		}
		str_copy(had->gate, sizeof had->gate, gate->name);
		return;
	}
	if (v->n == VERDICT_GATES)
		return;
	v->v[v->n] = *said;
	str_copy(v->v[v->n].gate, GATE_NAME, gate->name);
	v->n++;
}

/* One walk through the table. *until is the latest of the WAITs, 0 when one of
 * them knows no time. */
static enum verdict_kind walk(const struct gate *table, size_t n, const struct facts *f, int64_t now_ms,
	struct verdict *v, int64_t *until)
{
	enum verdict_kind kind = VERDICT_ALLOW;
	bool timeless = false;
	int64_t latest = 0;

	for (size_t i = 0; i < n; i++) {
		struct gate_verdict said = { .kind = VERDICT_ALLOW };

		if (table[i].ask(f, now_ms, &said))
			continue;
		if (said.kind > kind)
			kind = said.kind;
		if (said.kind == VERDICT_WAIT && !said.until_ms)
			timeless = true;
		if (said.kind == VERDICT_WAIT && said.until_ms > latest)
			latest = said.until_ms;
		note(v, &table[i], &said);
	}
	*until = timeless ? 0 : latest;
	return kind;
}

/* The facts as they will be at another time: a new day begins with empty counts,
 * and after 24 hours somebody no longer counts in the tier. */
static void facts_at(struct facts *f, int64_t now_ms, int64_t then_ms)
{
	if (f->number.tier_frees_at && then_ms / 1000 >= f->number.tier_frees_at && f->limits.tier_limit > 0)
		f->number.tier_used = f->limits.tier_limit - 1;
	if (zone_day(f->limits.zone, now_ms / 1000) == zone_day(f->limits.zone, then_ms / 1000))
		return;
	f->number.contacts_today = 0;
	f->number.initiations_today = 0;
	f->item.written_today = false;
	f->item.initiated_today = false;
}

static size_t place(const struct gate *table, size_t n, const char *name)
{
	size_t i = 0;

	while (i < n && strcmp(table[i].name, name))
		i++;
	return i;
}

/* Strongest first, and among equals as they stand in the table. */
static void strongest_first(const struct gate *table, size_t n, struct verdict *v)
{
	for (size_t i = 1; i < v->n; i++)
		for (size_t j = i; j > 0; j--) {
			struct gate_verdict *a = &v->v[j - 1], *b = &v->v[j], swap;

			if (a->kind > b->kind ||
			    (a->kind == b->kind && place(table, n, a->gate) < place(table, n, b->gate)))
				break;
			swap = *a;
			*a = *b;
			*b = swap;
		}
}

void policy_judge_by(const struct gate *table, size_t n, const struct facts *f, int64_t now_ms, struct verdict *v)
{
	struct facts then = *f;
	int64_t until = 0, at = now_ms;
	enum verdict_kind kind;

	v->n = 0;
	v->until_ms = 0;
	v->at_once = v->kind = walk(table, n, f, now_ms, v, &until);
	for (int round = 0; v->kind == VERDICT_WAIT && until; round++) {
		if (until <= at || round == ROUNDS) {
			until = 0;
			break;
		}
		facts_at(&then, at, until);
		at = until;
		kind = walk(table, n, &then, at, v, &until);
		if (kind == VERDICT_ALLOW) {
			until = at;
			break;
		}
		v->kind = kind;
	}
	if (v->kind == VERDICT_WAIT)
		v->until_ms = until;
	strongest_first(table, n, v);
}

void policy_judge(const struct facts *f, int64_t now_ms, struct verdict *v)
{
	policy_judge_by(gates, gates_n, f, now_ms, v);
}

void policy_judge_act(const struct facts *f, int64_t now_ms, struct verdict *v)
{
	struct gate table[VERDICT_GATES];
	size_t n = 0;

	for (size_t i = 0; i < gates_n; i++)
		if (gates[i].flags & GATE_ACT)
			table[n++] = gates[i];
	policy_judge_by(table, n, f, now_ms, v);
}

bool policy_leaves_shortly(const struct verdict *v)
{
	if (v->kind == VERDICT_ALLOW)
		return true;
	if (v->kind != VERDICT_WAIT || !v->until_ms)
		return false;
	for (size_t i = 0; i < v->n; i++) {
		const struct gate *gate = gate_named(v->v[i].gate);

		if (v->v[i].kind == VERDICT_ALLOW)
			continue;
		if (!gate || !(gate->flags & GATE_BRIEF))
			return false;
	}
	return true;
}

bool policy_might_leave(const struct facts *f, int64_t now_ms)
{
	for (size_t i = 0; i < gates_n; i++) {
		struct gate_verdict said = { .kind = VERDICT_ALLOW };

		if (gates[i].flags & GATE_CALENDAR && !gates[i].ask(f, now_ms, &said))
			return false;
	}
	return true;
}

unsigned policy_confirmable(const struct verdict *v)
{
	unsigned can = 0;

	for (size_t i = 0; i < v->n; i++) {
		const struct gate *gate = gate_named(v->v[i].gate);

		if (gate && v->v[i].kind == VERDICT_HOLD)
			can |= gate->confirmed;
	}
	return can;
}
