/* act: see act.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"

#include "model/facts.h"
#include "store/chat.h"
#include "store/message.h"
#include "store/number.h"
#include "store/outbox.h"
#include "policy/pace.h"
#include "policy/policy.h"
#include "waha/able.h"
#include "waha/lookup.h"
#include "waha/send.h"

#include "engine/act.h"
#include "engine/anomaly.h"
#include "engine/jobs.h"
#include "engine/points.h"
#include "engine/receive.h"
#include "engine/verdict.h"

#include "base/banned.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, EDIT_S = 15 * MINUTE, DELETE_S = 60 * HOUR, PATIENCE_MS = 60 * 1000,
	ROUNDS = 8, BEFORE = 10 /* messages: one of them WhatsApp knows */ };

bool act_in_time(enum job_kind kind, int64_t left_at, int64_t now, struct err *e)
{
	if (kind == JOB_EDIT && now - left_at >= EDIT_S)
		return err_set(e, ERR_CONFLICT, "act.late-edit",
			N_("WhatsApp lets a message be edited for 15 minutes, and this one left {minutes} minutes ago: "
			   "write another one"), "minutes=%lld", (long long)(now - left_at) / MINUTE);
	if (kind == JOB_DELETE && now - left_at >= DELETE_S)
		return err_set(e, ERR_CONFLICT, "act.late-delete",
			N_("WhatsApp lets a message be deleted for everyone for 60 hours, "
			   "and this one left {hours} hours ago"),
			"hours=%lld", (long long)(now - left_at) / HOUR);
	return true;
}

struct acting {
	struct engine *engine;
	struct db *d;
	const struct act *act;
	struct number *n;
	struct message_row m;
	struct chat_ref chat;
	struct wa_id id;
	struct waha waha;
};

static bool identify(struct acting *a, struct err *e)
{
	struct number_row row = { 0 };
	bool ok = number_get(a->d, a->n->id, &row, e);

	a->waha.engine = ok ? row.engine : WAHA_UNSURE;
	number_row_fini(&row);
	return ok;
}

static bool find(struct acting *a, struct http *http, struct err *e)
{
	bool theirs;

	if (!message_get(a->d, a->act->message_id, &a->m, e))
		return false;
	theirs = !a->m.from_me && a->act->kind != JOB_REACT;
	if (a->m.deleted_at)
		return err_set(e, ERR_CONFLICT, "act.deleted", N_("message {id} was deleted"), "id=%lld",
			(long long)a->m.id);
	if (theirs)
		return err_set(e, ERR_USAGE, "act.theirs",
			N_("message {id} is not ours: it can only be reacted to"), "id=%lld", (long long)a->m.id);
	if (a->m.state == MSG_QUEUED || a->m.state == MSG_HELD)
		return err_set(e, ERR_CONFLICT, "act.queued",
			N_("message {id} has not left yet: cancel it and write another one"), "id=%lld", (long long)a->m.id);
	if (a->act->kind == JOB_EDIT && a->m.kind != KIND_TEXT)
		return err_set(e, ERR_USAGE, "act.no-text",
			N_("message {id} is no text: only texts can be edited"), "id=%lld", (long long)a->m.id);
	a->n = engine_number(a->engine, a->m.session_id);
	if (!a->n)
		return err_set(e, ERR_NOT_FOUND, "number.unconfigured",
			N_("This number is not in the configuration any more: nothing leaves from it"), NULL);
	waha_init(&a->waha, http, a->n->config->waha_url, a->n->config->waha_session, a->n->config->key);
	return message_whole_id(a->d, a->m.id, &a->id, e) && chat_get(a->d, a->m.chat_id, &a->chat, e) && identify(a, e);
}

static bool said(const struct gate_verdict *g, struct err *e)
{
	if (e) {
		e->kind = ERR_POLICY;
		e->say = g->say;
	}
	return false;
}

/* What the gates say at this instant; *wait_ms: only the pace stands between. */
static bool judge(struct acting *a, int64_t now_ms, struct facts *f, int64_t *wait_ms, struct err *e)
{
	struct verdict_item item = { .session_id = a->n->id, .chat_id = a->chat.chat_id, .contact_id = a->chat.contact_id,
		.text = a->act->kind == JOB_EDIT ? a->act->text : NULL };
	struct verdict *v = xcalloc(1, sizeof *v);
	bool ok = verdict_facts(a->n, a->d, &item, now_ms, f, e);

	*wait_ms = 0;
	if (ok) {
		policy_judge_act(f, now_ms, v);
		if (v->kind == VERDICT_WAIT && v->n == 1 && !strcmp(v->v[0].gate, "pace") && v->until_ms > now_ms)
			*wait_ms = v->until_ms - now_ms;
		else if (v->kind != VERDICT_ALLOW)
			ok = said(&v->v[0], e);
	}
	free(v);
	return ok;
}

/* Its turn: committed before anything leaves. *wait_ms: not yet. */
static bool mark(struct acting *a, int64_t *wait_ms, struct err *e)
{
	struct facts f;
	int64_t now_ms;
	bool ok = false;

	if (!db_begin_write(a->d, e))
		return false;
	now_ms = clock_now_ms();
	if (!judge(a, now_ms, &f, wait_ms, e))
		goto out;
	if (*wait_ms) {
		db_rollback(a->d);
		return true;
	}
	ok = outbox_pace(a->d, a->n->id, now_ms,
		     pace_gap_draw(&f, facts_is_initiation(&f.item, now_ms / 1000), now_ms / 1000), e) &&
	     db_commit(a->d, e);
out:
	if (!ok)
		db_rollback(a->d);
	return ok;
}

static bool take_turn(struct acting *a, struct err *e)
{
	int64_t wait_ms = 0;

	for (int i = 0; i < ROUNDS; i++) {
		if (!act_in_time(a->act->kind, a->m.at, clock_now(), e) || !mark(a, &wait_ms, e))
			return false;
		if (!wait_ms)
			return true;
		if (wait_ms > PATIENCE_MS)
			break;
		if (!a->act->rest(a->act->ctx, wait_ms))
			return err_set(e, ERR_ENGINE, "api.ending",
				N_("the engine is ending: ask again when it is back"), NULL);
	}
	return err_set(e, ERR_BUSY, "act.pace", N_("this number just sent something: try again in {seconds} s"),
		"seconds=%lld", (long long)(wait_ms + 999) / 1000);
}

static void ask(struct acting *a, struct waha_sent *out)
{
	char id[WA_ID_TEXT_CAP];

	wa_id_text(&a->id, id);
	if (a->act->kind == JOB_REACT)
		waha_react(&a->waha, id, a->act->text, out);
	else if (a->act->kind == JOB_EDIT)
		waha_edit(&a->waha, &a->chat.address, id, a->act->text, out);
	else
		waha_delete(&a->waha, &a->chat.address, id, out);
}

/* What WAHA said it did, as if it had told of it. */
static bool show(struct acting *a, struct err *e)
{
	static const struct {
		enum job_kind job;
		enum event_kind event;
	} kinds[] = { { JOB_REACT, EVENT_REACTION }, { JOB_EDIT, EVENT_EDITED }, { JOB_DELETE, EVENT_REVOKED } };
	struct receiving r = { .number = a->n, .now = clock_now(), .live_from = 0 };
	struct event ev = { .at = clock_now(), .id = { .from_me = true, .chat = a->id.chat },
		.target_from_me = a->id.from_me, .target_known_side = true, .chat = a->id.chat };
	struct changes c = { 0 };
	bool ok;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i].job == a->act->kind)
			ev.kind = kinds[i].event;
	str_copy(ev.target, sizeof ev.target, a->id.bare);
	ev.text = xstrdup(a->act->text ? a->act->text : "");
	ok = db_begin_write(a->d, e) && receive_event(a->d, &r, &ev, &c, e) && db_commit(a->d, e);
	if (ok)
		engine_changed(a->engine, &c);
	else
		db_rollback(a->d);
	event_fini(&ev);
	changes_fini(&c);
	return ok;
}

/* Whether WAHA's store goes back further than this message: it still has the one before it
 * in the chat. One that was emptied, or paired anew, lacks both. */
static bool store_reaches_back(struct acting *a)
{
	struct message_rows rows = { 0 };
	struct event ev = { 0 };
	struct err e = { 0 };
	const char *bare = "";
	int64_t at = 0;
	bool more, yes = false;

	if (message_list(a->d, a->m.chat_id, a->m.id, BEFORE, &rows, &more, &e))
		for (size_t i = 0; i < rows.n; i++)
			if (*rows.v[i].wa_id && !rows.v[i].deleted_at) {
				bare = rows.v[i].wa_id;
				at = rows.v[i].at;
			}
	if (*bare)
		yes = waha_look_id(&a->waha, &a->chat.address, at - 5, bare, &ev, &e) && ev.kind == EVENT_MESSAGE;
	if (e.kind)
		log_info("jobs", "message %lld: %s", (long long)a->m.id, err_text(&e));
	event_fini(&ev);
	message_rows_fini(&rows);
	return yes;
}

/* No answer came: WAHA's own copy of the message may tell. Only a yes counts. */
static bool was_done(struct acting *a)
{
	struct event ev = { 0 };
	struct err e = { 0 };
	bool yes = false;

	if (!waha_look_id(&a->waha, &a->chat.address, a->m.at - 5, a->id.bare, &ev, &e)) {
		log_info("jobs", "message %lld: %s", (long long)a->m.id, err_text(&e));
	} else if (a->act->kind == JOB_EDIT) {
		yes = ev.kind == EVENT_MESSAGE && ev.text && !strcmp(ev.text, a->act->text);
	} else if (a->act->kind == JOB_DELETE) {
		/* A deleted one is not there any more; a page of one chat may only not show it. */
		yes = ev.kind == EVENT_REVOKED ||
		      (ev.kind == EVENT_NONE && waha_able(a->waha.engine, ABLE_HISTORY_ALL, NULL) &&
			      store_reaches_back(a));
	} else {
		for (size_t i = 0; i < ev.reactions.n; i++)
			yes |= ev.reactions.v[i].from_me && !strcmp(ev.reactions.v[i].emoji, a->act->text);
	}
	event_fini(&ev);
	return yes;
}

static bool unknown(const struct waha_sent *sent, struct err *e)
{
	char why[SENTENCE_SAID];

	sentence_fill(&sent->why.say, sent->why.say.text, why, sizeof why);
	return err_set(e, ERR_REMOTE, "act.unknown",
		N_("Whether WhatsApp did it is not known: {why}. It shows here as soon as WAHA tells of it"), "why=%s", why);
}

/* What WhatsApp's answer says of the number. */
static void heed(struct acting *a, const struct waha_sent *sent)
{
	struct changes c = { 0 };
	struct err e = { 0 };
	bool ok;

	if (sent->outcome != OUTCOME_RESTRICTED) {
		jobs_failed(a->n, a->d, &sent->why);
		return;
	}
	ok = db_begin_write(a->d, &e) &&
	     anomaly_restricted(a->d, a->n, a->chat.contact_id, sent->code, 0, clock_now(), &c, &e) && db_commit(a->d, &e);
	if (ok) {
		engine_changed(a->engine, &c);
	} else {
		db_rollback(a->d);
		log_bad("jobs", "%s: %s", a->n->config->name, err_text(&e));
	}
	changes_fini(&c);
}

bool act_do(struct engine *engine, struct db *d, struct http *http, const struct act *act, struct err *e)
{
	struct acting a = { .engine = engine, .d = d, .act = act };
	struct waha_sent sent = { 0 };
	bool ok = false;

	if (!find(&a, http, e) || !take_turn(&a, e))
		goto out;
	fault_crash(POINT_ACT_MARKED);
	ask(&a, &sent);
	fault_crash(POINT_ACT_DONE);
	log_info("jobs", "%s of message %lld: %s", act->kind == JOB_REACT ? "reaction" : act->kind == JOB_EDIT ? "edit" :
		"deletion", (long long)act->message_id, outcome_name(sent.outcome));
	heed(&a, &sent);
	if (sent.outcome == OUTCOME_ACCEPTED || (sent.outcome == OUTCOME_UNKNOWN && was_done(&a)))
		ok = show(&a, e);
	else if (sent.outcome == OUTCOME_UNKNOWN)
		unknown(&sent, e);
	else if (e)
		*e = sent.why;
	if (sent.outcome == OUTCOME_SESSION)
		engine_poke_sync(engine, a.n->id);
out:
	message_row_fini(&a.m);
	return ok;
}
