/* customer: see the header. What they say comes from the shop file: "answers" by
 * words in what the shop wrote, "openings" for when they write first. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/customer.h"
#include "sim/dice.h"
#include "sim/event.h"
#include "sim/inbound.h"
#include "sim/message.h"
#include "sim/state.h"
#include "sim/timer.h"

#include "base/banned.h"

enum {
	LIVELY_MS = 5 * 60000,	/* so long they write often */
	REST_MS = 2 * 60000,	/* nobody opens twice within this */
	TYPED_PER_LETTER_MS = 90
};

static const char *const polite[] = { "oke kak, terima kasih", "baik kak", "siap, ditunggu ya",
				      "makasih infonya kak 🙏" };

void customer_presence(struct session *s, struct person *p, const char *presence)
{
	if (!strcmp(p->presence, presence))
		return;
	p->presence = presence;
	if (!strcmp(presence, "offline"))
		p->last_seen = sim_seconds(s->sim);
	if (p->subscribed && s->status == ST_WORKING)
		event_emit(s, "presence.update", presence_shape(p));
}

/* Left to right through the list, beginning somewhere: he does not repeat himself
 * before it is used up. */
static const char *pick(struct sim *sim, const json_t *list, struct person *p)
{
	size_t n = json_array_size(list);
	if (!n)
		return NULL;
	if (!p->said)
		p->said = (int)dice_between(sim, 1, 1000);
	return json_string_value(json_array_get(list, (size_t)p->said++ % n));
}

static const char *answer_to(struct sim *sim, const char *text, struct person *p)
{
	const json_t *rows = json_at(sim->shop, "answers");
	for (size_t i = 0; text && i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i), *words = json_at(row, "when");
		bool hit = !json_array_size(words);
		for (size_t k = 0; k < json_array_size(words) && !hit; k++)
			hit = strcasestr(text, json_string_value(json_array_get(words, k))) != NULL;
		if (hit)
			return pick(sim, json_at(row, "say"), p);
	}
	return polite[dice_between(sim, 0, sizeof polite / sizeof *polite - 1)];
}

static void leave(struct sim *sim, const struct timer *t)
{
	(void)sim;
	customer_presence(t->session, t->p, "offline");
}

static void say(struct sim *sim, const struct timer *t)
{
	struct person *p = t->p;
	customer_presence(t->session, p, "online");
	timer_set(sim,
		  &(struct timer){ .at = sim->now + 8000, .fire = leave, .session = t->session, .p = p });
	inbound_deliver(t->session, inbound_say(t->session, p, t->text));
}

static void type(struct sim *sim, const struct timer *t)
{
	(void)sim;
	customer_presence(t->session, t->p, "typing");
}

/* Types for as long as the text asks, then says it. */
static void will_say(struct sim *sim, struct session *s, struct person *p, const char *text, int64_t after_ms)
{
	int64_t typed = 1500 + (int64_t)strlen(text) * TYPED_PER_LETTER_MS;
	if (typed > 15000)
		typed = 15000;
	typed = typed * (p->habit.quick ? p->habit.quick : 100) / 100;
	after_ms = after_ms * (p->habit.quick ? p->habit.quick : 100) / 100;
	timer_set(sim, &(struct timer){ .at = sim->now + after_ms, .fire = type, .session = s, .p = p });
	timer_set(sim, &(struct timer){ .at = sim->now + after_ms + typed, .fire = say, .session = s, .p = p,
					.text = xstrdup(text) });
}

static bool newest_of_ours(const struct account *a, const struct message *m)
{
	for (size_t i = a->messages.n; i-- > 0;)
		if (a->messages.v[i]->chat == m->chat && !a->messages.v[i]->gone &&
		    !message_hidden(a->messages.v[i]))
			return a->messages.v[i] == m;
	return true;
}

void customer_heard(struct sim *sim, struct session *s, struct message *m)
{
	struct person *p = m->chat->person;
	if (!sim->customers || !p || p->habit.never_answers)
		return;
	customer_presence(s, p, "online");
	timer_set(sim, &(struct timer){ .at = sim->now + 20000, .fire = leave, .session = s, .p = p });
	if (!newest_of_ours(s->account, m) || !dice_chance(sim, 0.75))
		return;
	const char *text = answer_to(sim, m->text, p);
	if (text)
		will_say(sim, s, p, text, dice_between(sim, 2000, 12000));
}

/* Somebody with whom nothing has happened for a while. */
static struct person *somebody(struct sim *sim, const struct account *a)
{
	for (int tries = 0; a->people.n && tries < 8; tries++) {
		struct person *p = a->people.v[dice_between(sim, 0, (int64_t)a->people.n - 1)];
		if (!p->exists || p->habit.never_answers || p->habit.phone_off || (!p->pn && !p->lid))
			continue;
		bool rested = true;
		for (size_t i = 0; i < a->messages.n && rested; i++)
			rested = a->messages.v[i]->chat->person != p ||
				 sim->now - a->messages.v[i]->ms > REST_MS;
		if (rested)
			return p;
	}
	return NULL;
}

static void open_up(struct sim *sim, const struct timer *t);

static void next_opening(struct sim *sim)
{
	bool lively = sim->now < sim->lively;
	int64_t wait = lively ? dice_between(sim, 10000, 40000) : dice_between(sim, 60000, 240000);
	timer_set(sim, &(struct timer){ .at = sim->now + wait, .fire = open_up, .n = sim->lively });
}

static void open_up(struct sim *sim, const struct timer *t)
{
	/* Switched off, or off and on again: another chain of openings runs. */
	if (!sim->customers || t->n != sim->lively)
		return;
	for (size_t i = 0; i < sim->sessions.n; i++) {
		struct session *s = sim->sessions.v[i];
		struct person *p = s->status == ST_WORKING ? somebody(sim, s->account) : NULL;
		const char *text = p ? pick(sim, json_at(sim->shop, "openings"), p) : NULL;
		if (text)
			will_say(sim, s, p, text, 0);
	}
	next_opening(sim);
}

void customer_switch(struct sim *sim, bool on)
{
	bool was = sim->customers;
	sim->customers = on;
	if (on && !was) {
		sim->lively = sim->now + LIVELY_MS;
		next_opening(sim);
	}
}
