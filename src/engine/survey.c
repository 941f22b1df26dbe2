/* survey: once a minute, all that a number has queued: what a gate stops for good
 * is held or refused where it stands, not only when its turn comes; and the life
 * of a message begins when the calendar first lets it leave. */
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"

#include "store/setting.h"
#include "policy/policy.h"

#include "engine/lineage.h"
#include "engine/sending.h"
#include "engine/verdict.h"

#include "base/banned.h"

enum { EVERY_MS = 60 * 1000, AT_ONCE = 200 };

/* When an engine last looked: what waited while none ran was waiting all the same. */
#define SETTING_SURVEY_MS "survey.ms"

/* What is to be written about one message. */
struct finding {
	int64_t message_id;
	bool automatic; /* nobody is asked about it: it is cancelled instead */
	enum verdict_kind kind;
	struct sentence why;
	int64_t life_until;
};
struct findings {
	struct finding *v;
	size_t n, cap;
};

static bool look(struct sender *s, const struct outbox_item *item, int64_t now_ms, int64_t last_ms, struct findings *found,
	struct err *e)
{
	struct verdict_item what = { .message_id = item->message_id, .session_id = s->number->id,
		.chat_id = item->chat_id, .contact_id = item->contact_id, .text = item->text };
	struct finding one = { .message_id = item->message_id, .automatic = item->origin == ORIGIN_AUTO };
	struct verdict *v = xcalloc(1, sizeof *v);
	int64_t could_ms;
	struct facts f;
	bool ok = verdict_facts(s->number, s->d, &what, now_ms, &f, e);

	if (!ok)
		goto out;
	could_ms = last_ms > f.item.first_due_ms ? last_ms : f.item.first_due_ms;
	if (!f.item.life_until && last_ms && now_ms - could_ms > f.limits.message_life * 1000) {
		/* No engine ran: it might have left meanwhile, as far as anybody knows. */
		f.item.life_until = could_ms / 1000 + f.limits.message_life;
		one.life_until = f.item.life_until;
	}
	policy_judge(&f, now_ms, v);
	one.kind = v->at_once;
	if (v->at_once >= VERDICT_HOLD)
		one.why = v->v[0].say;
	if (!f.item.life_until && policy_might_leave(&f, now_ms))
		one.life_until = now_ms / 1000 + f.limits.message_life;
	if (one.kind >= VERDICT_HOLD || one.life_until) {
		LIST_GROW(found);
		found->v[found->n++] = one;
	}
out:
	free(v);
	return ok;
}

static bool note(struct sender *s, const struct finding *f, int64_t now_ms, struct changes *c, struct err *e)
{
	struct err late = { 0 };
	bool ok = true;

	if (f->life_until)
		ok = outbox_set_life(s->d, f->message_id, f->life_until, &late);
	if (ok && f->automatic && f->kind >= VERDICT_HOLD)
		ok = outbox_drop(s->d, f->message_id, &f->why, now_ms, c, &late);
	else if (ok && f->kind == VERDICT_HOLD)
		ok = outbox_hold(s->d, f->message_id, &f->why, c, &late);
	else if (ok && f->kind == VERDICT_REFUSE)
		ok = outbox_refuse(s->d, f->message_id, &f->why, now_ms, c, &late);
	/* Somebody cancelled it meanwhile. */
	if (!ok && late.kind != ERR_CONFLICT) {
		*e = late;
		return false;
	}
	return true;
}

static bool survey(struct sender *s, int64_t now_ms, struct err *e)
{
	struct findings found = { 0 };
	struct changes c = { 0 };
	struct outbox_counts counts = { 0 };
	int64_t after = 0, last_ms = 0, lineage = 0;
	bool more = true, ok = false;

	if (!outbox_count(s->d, s->number->id, now_ms, &counts, e))
		return false;
	if (!counts.queued)
		return true;
	if (!s->surveyed && !setting_i64(s->d, SETTING_SURVEY_MS, 0, &last_ms, e))
		return false;
	while (more) {
		struct outbox_rows rows = { 0 };
		bool good = outbox_list(s->d, s->number->id, after, AT_ONCE, now_ms, &rows, &more, e);

		for (size_t i = 0; good && i < rows.n; i++) {
			after = rows.v[i].message.id;
			if (rows.v[i].message.state == MSG_QUEUED)
				good = look(s, &rows.v[i].item, now_ms, last_ms, &found, e);
		}
		more = more && rows.n;
		outbox_rows_fini(&rows);
		if (!good)
			goto out;
	}
	if (!db_begin_write(s->d, e))
		goto out;
	for (size_t i = 0; i < found.n; i++)
		if (!note(s, &found.v[i], now_ms, &c, e))
			goto out;
	if (!setting_set_i64(s->d, SETTING_SURVEY_MS, now_ms, e) || !lineage_grow(s->d, &lineage, e) ||
	    !db_commit(s->d, e))
		goto out;
	lineage_keep(s->number->engine, lineage);
	s->surveyed = true;
	engine_changed(s->number->engine, &c);
	ok = true;
out:
	if (!ok)
		db_rollback(s->d);
	changes_fini(&c);
	free(found.v);
	return ok;
}

void survey_step(struct sender *s, int64_t now_ms)
{
	struct err e = { 0 };

	if (!survey(s, now_ms, &e))
		log_bad("sender", "%s: survey: %s", s->number->config->name, err_text(&e));
	s->survey_ms = now_ms + EVERY_MS;
}
