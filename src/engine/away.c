/* away: see away.h. The answer is an outbox row like any other, of the origin auto; when
 * it is due policy/away.h says, when it may leave the gates do. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#include "config/value.h"
#include "policy/away.h"
#include "policy/pace.h"
#include "policy/policy.h"
#include "store/audit.h"
#include "store/away.h"
#include "store/chat.h"
#include "store/contact.h"
#include "store/outbox.h"

#include "engine/away.h"
#include "engine/away_text.h"
#include "engine/rulebook.h"
#include "engine/verdict.h"

#include "base/banned.h"

void engine_away_fini(struct engine_away *a)
{
	away_row_fini(&a->row);
	template_row_fini(&a->closed);
	*a = (struct engine_away){ 0 };
}

/* The hours count where something is to be said outside them. */
static bool absence_of(const struct number *n, const struct away_row *row, int64_t now, struct absence *a)
{
	struct promise promise;
	bool hours = *n->config->away_closed && value_promise(&n->config->promise, &promise);

	return absence_at(row->on, row->since, row->until, hours ? &promise.week : NULL, now, a);
}

/* The template of the option away_closed, where it can be said; else *why. */
static bool find_closed(struct number *n, struct db *d, struct template_row *t, struct sentence *why, struct err *e)
{
	const char *name = n->config->away_closed;
	struct err bad = { 0 };
	char folded[TEMPLATE_NAME_CAP];
	bool found = false;

	*why = (struct sentence){ 0 };
	if (template_name(name, folded, &bad) && !template_words(d, folded, t, &found, e))
		return false;
	if (!found)
		sentence_set(why, "away.none",
			N_("there is no template {name}, which the option away_closed of {number} wants"),
			"name=%s\nnumber=%s", name, n->config->name);
	else if (t->status != TEMPLATE_APPROVED)
		sentence_set(why, "away.draft", N_("the template {name}, which the option away_closed of {number} wants, is "
			"{status}: a lead approves it"),
			"name=%s\nnumber=%s\nstatus=%s", name, n->config->name, template_status_name(t->status));
	else if (!away_text_check(t->text, t->variables, &bad))
		*why = bad.say;
	return true;
}

bool engine_away(struct engine *engine, struct db *d, int64_t session_id, int64_t now, struct engine_away *a,
	struct err *e)
{
	struct number *n = engine_number(engine, session_id);

	*a = (struct engine_away){ 0 };
	if (!n)
		return true;
	if (!away_get(d, session_id, &a->row, e) ||
	    (*n->config->away_closed && !find_closed(n, d, &a->closed, &a->why, e)))
		return false;
	a->wants = n->config->away_closed;
	a->away = absence_of(n, &a->row, now, &a->absence);
	return true;
}

bool engine_away_text(struct engine *engine, struct db *d, int64_t session_id, const struct away_row *r, int64_t now,
	struct err *e)
{
	struct number *n = engine_number(engine, session_id);
	struct content_facts content;
	char *text = NULL;
	bool ok = n && away_text_check(r->text, r->variables, e) &&
		  away_text_fill(n, d, r->text, r->variables, r->language, 0, now, &text, e);

	if (ok) {
		rulebook_judge(engine, text, &content);
		/* Nobody is there to confirm it. */
		if (content.said >= CONTENT_SAID_CONFIRM) {
			ok = false;
			if (e)
				*e = (struct err){ .kind = ERR_POLICY, .say = content.say };
		}
	}
	free(text);
	return ok;
}

bool engine_away_over(struct engine *engine, struct db *d, int64_t session_id, int64_t now_ms, struct changes *c,
	struct err *e)
{
	struct sentence why;
	size_t n;

	(void)engine;
	sentence_set(&why, "away.over", N_("somebody was there again before it could leave"), NULL);
	return away_drop(d, &(struct away_drop){ .session_id = session_id, .why = &why }, now_ms, &n, c, e);
}

/* What is said now. The row's own, or the template's. */
struct words {
	const char *text, *variables;
	enum template_language language;
	int64_t template_id;
	int template_version;
};

static struct words words_of(const struct engine_away *a)
{
	if (a->absence.by_hand)
		return (struct words){ a->row.text, a->row.variables, a->row.language, a->row.template_id,
			a->row.template_version };
	if (*a->why.key)
		return (struct words){ 0 };
	return (struct words){ a->closed.text, a->closed.variables, a->closed.language, a->closed.id, a->closed.version };
}

/* Whether somebody who wrote just now is to be told. */
static bool judge(struct number *n, struct db *d, const struct arrived *a, const struct chat_ref *chat,
	struct away_facts *f, enum away_answer *answer, struct err *e)
{
	struct away_ask ask = { .session_id = n->id, .chat_id = chat->chat_id, .contact_id = chat->contact_id,
		.message_id = a->message_id, .recipient = &chat->address, .talk_from = f->now - AWAY_TALK_S,
		.quick_s = AWAY_QUICK_S, .last = AWAY_QUICK };
	struct contact_row contact = { 0 };
	struct away_past past = { 0 };
	struct facts number;

	f->person = chat->kind == CHAT_PERSON;
	if (f->person) {
		if (!contact_get(d, chat->contact_id, &contact, e) || !away_past(d, &ask, &past, e) ||
		    !verdict_facts(n, d, NULL, f->now * 1000, &number, e)) {
			contact_row_fini(&contact);
			return false;
		}
		f->refused = contact.opted_out_at > 0 || contact.blocked_at > 0;
		f->clock_trusted = number.number.clock_trusted;
		f->told_here = past.told_here;
		f->told_any = past.told_any;
		f->talked_at = past.talked_at;
		f->quick = past.quick;
		contact_row_fini(&contact);
	}
	*answer = away_judge(f);
	return true;
}

/* Whether the rules would let it go while it lives: of what they would hold or let go
 * tomorrow nothing is begun. */
static bool may_leave(struct number *n, struct db *d, const struct outbox_new *item, int64_t contact_id, bool *yes,
	struct err *e)
{
	struct verdict_item like = { .session_id = n->id, .chat_id = item->chat_id, .contact_id = contact_id,
		.text = item->text };
	struct verdict *v = xcalloc(1, sizeof *v);
	struct facts f;
	bool ok = verdict_facts(n, d, &like, item->born_ms, &f, e);

	if (ok) {
		f.item.by_person = false;
		policy_judge(&f, item->born_ms, v);
		*yes = v->kind == VERDICT_ALLOW ||
		       (v->kind == VERDICT_WAIT && v->until_ms < item->life_until * 1000);
		if (!*yes)
			log_info("away", "contact %lld: no automatic answer: gate %s", (long long)contact_id,
				v->n ? v->v[0].gate : "?");
	}
	free(v);
	return ok;
}

static bool answer(struct number *n, struct db *d, const struct engine_away *a, const struct chat_ref *chat,
	int64_t now, bool *wrote, struct changes *c, struct err *e)
{
	struct words w = words_of(a);
	struct audit_row trail = { .at = now, .who = "engine", .action = "away answer", .session_id = n->id,
		.conversation_id = chat->conversation_id, .contact_id = chat->contact_id,
		.detail = a->absence.by_hand ? "" : "outside the service hours" };
	struct outbox_new item = { .session_id = n->id, .chat_id = chat->chat_id, .origin = ORIGIN_AUTO,
		.kind = KIND_TEXT, .recipient = chat->address, .born_ms = now * 1000,
		.life_until = now + n->config->away_life, .template_id = w.template_id,
		.template_version = w.template_version };
	char *text = NULL;
	bool ok, yes = false;

	if (!w.text)
		return true;
	if (a->absence.until && a->absence.until < item.life_until)
		item.life_until = a->absence.until;
	item.dwell_until_ms = item.born_ms + pace_dwell_draw(&n->config->limits);
	ok = away_text_fill(n, d, w.text, w.variables, w.language, chat->contact_id, now, &text, e);
	/* With what stands in this person's fields; who else writes is answered. */
	if (!ok && e->kind == ERR_TOO_LARGE) {
		log_warn("away", "contact %lld: no automatic answer: %s", (long long)chat->contact_id, err_text(e));
		*e = (struct err){ 0 };
		return true;
	}
	item.text = text;
	ok = ok && may_leave(n, d, &item, chat->contact_id, &yes, e);
	if (ok && yes) {
		ok = outbox_add(d, &item, &trail.message_id, c, e) && audit_add(d, &trail, e);
		*wrote = ok;
		changes_add(c, CHANGE_HEALTH, 0);
	}
	free(text);
	return ok;
}

bool away_heard(struct number *n, struct db *d, const struct arrived *a, const struct event *ev, bool live, int64_t now,
	bool *wrote, struct changes *c, struct err *e)
{
	struct away_facts f = { .now = now, .at = ev->at > 0 ? ev->at : now, .live = live };
	struct engine_away state = { 0 };
	enum away_answer due = AWAY_THERE;
	struct chat_ref chat;
	bool ok;

	/* Of a whole phone's history nothing is asked. */
	if (!live)
		return true;
	/* Mostly somebody is there: then what would be said is not looked for. */
	ok = away_get(d, n->id, &state.row, e);
	if (!ok || !absence_of(n, &state.row, now, &state.absence))
		goto out;
	engine_away_fini(&state);
	ok = engine_away(n->engine, d, n->id, now, &state, e);
	if (!ok || !state.away)
		goto out;
	f.began = state.absence.began;
	ok = chat_get(d, a->chat_id, &chat, e) && judge(n, d, a, &chat, &f, &due, e);
	if (!ok)
		goto out;
	if (due == AWAY_DUE)
		ok = answer(n, d, &state, &chat, now, wrote, c, e);
	else
		log_info("away", "contact %lld: no automatic answer: %s", (long long)chat.contact_id, away_answer_name(due));
out:
	engine_away_fini(&state);
	return ok;
}

/* The absence that a person gave a time is over. */
static bool end_by_hand(struct number *n, struct db *d, const struct away_row *row, int64_t now, struct changes *c,
	struct err *e)
{
	struct audit_row trail = { .at = now, .who = "engine", .action = "away off", .session_id = n->id,
		.detail = "its time is over" };
	bool was;

	if (!row->on || row->until == 0 || row->until > now)
		return true;
	changes_add(c, CHANGE_HEALTH, 0);
	changes_add(c, CHANGE_SESSION, n->id);
	return away_off(d, n->id, &was, e) && audit_add(d, &trail, e);
}

static bool step_number(struct number *n, struct db *d, int64_t now_ms, struct changes *c, struct err *e)
{
	struct away_row row = { 0 };
	struct absence a;
	int64_t now = now_ms / 1000;
	bool ok = away_get(d, n->id, &row, e) && end_by_hand(n, d, &row, now, c, e);

	if (ok && !absence_of(n, &row, now, &a))
		ok = engine_away_over(n->engine, d, n->id, now_ms, c, e);
	away_row_fini(&row);
	return ok;
}

/* Reading only: whether something is to be ended, and what faces have not been told. */
static bool look(struct engine *engine, struct db *d, int64_t now, bool *any, struct changes *c, struct err *e)
{
	int64_t late = 0;

	if (!away_next_late(d, &late, e))
		return false;
	*any = late != 0;
	for (size_t i = 0; i < engine->n; i++) {
		struct number *n = &engine->numbers[i];
		struct away_row row = { 0 };
		struct absence a;

		if (!away_get(d, n->id, &row, e))
			return false;
		*any = *any || (row.on && row.until > 0 && row.until <= now);
		absence_of(n, &row, now, &a);
		if (n->away_told != a.began) {
			changes_add(c, CHANGE_HEALTH, 0);
			changes_add(c, CHANGE_SESSION, n->id);
		}
		n->away_told = a.began;
		away_row_fini(&row);
	}
	return true;
}

bool away_step(struct engine *engine, struct db *d, int64_t now_ms, struct changes *c, struct err *e)
{
	struct sentence why;
	size_t dropped;
	bool any = false, ok;

	if (!look(engine, d, now_ms / 1000, &any, c, e))
		return false;
	if (!any)
		return true;
	if (!db_begin_write(d, e))
		return false;
	sentence_set(&why, "away.late", N_("it could not leave while it was worth to be said"), NULL);
	ok = true;
	for (size_t i = 0; ok && i < engine->n; i++)
		ok = step_number(&engine->numbers[i], d, now_ms, c, e);
	ok = ok && away_drop(d, &(struct away_drop){ .late_at = now_ms / 1000, .why = &why }, now_ms, &dropped, c, e) &&
	     db_commit(d, e);
	if (!ok) {
		db_rollback(d);
		/* Nobody was told: the next look tells. */
		for (size_t n = 0; n < engine->n; n++)
			engine->numbers[n].away_told = -1;
	}
	return ok;
}
