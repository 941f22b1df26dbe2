/* health: is all well, the emergency stop and its end. */
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "command/rights.h"
#include "store/outbox.h"
#include "store/pause.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

bool health_show(struct call *c, struct err *e)
{
	reply_set(c->reply, shape_health(c->s, e));
	return c->reply->json != NULL;
}

bool health_stop(struct call *c, struct err *e)
{
	const char *reason = json_str_or(c->args, "reason", "");
	struct pause_row row = { .kind = PAUSE_STOP, .lifter = LIFTED_BY_ADMIN, .at = c->s->now_ms / 1000,
		.reason = (char *)(uintptr_t)(*reason ? reason : "emergency stop"),
		.by = c->s->caller.agent };
	if (!*reason)
		sentence_set(&row.why, "pause.emergency", N_("emergency stop"), NULL);
	if (!pause_add(c->s->db, &row, &c->changes, e) || !call_audit(c, "stop", reason, e))
		return false;
	changes_add(&c->changes, CHANGE_HEALTH, 0);
	c->poke_sender = true;
	return health_show(c, e);
}

bool health_pause(struct call *c, struct err *e)
{
	const char *reason = json_str_or(c->args, "reason", "");
	struct pause_row row = { .session_id = c->target.session_id, .kind = PAUSE_FULL,
		.lifter = LIFTED_BY_LEAD, .at = c->s->now_ms / 1000,
		.reason = (char *)(uintptr_t)(*reason ? reason : "paused by hand"), .by = c->s->caller.agent };
	if (!*reason)
		sentence_set(&row.why, "pause.hand", N_("paused by hand"), NULL);
	if (!pause_add(c->s->db, &row, &c->changes, e) || !call_audit(c, "pause", reason, e))
		return false;
	changes_add(&c->changes, CHANGE_HEALTH, 0);
	c->poke_sender = true;
	return health_show(c, e);
}

/* What the caller's rights may lift. */
static enum pause_lifter lifter(enum rights r)
{
	return r >= RIGHTS_ADMIN ? LIFTED_BY_ADMIN : r >= RIGHTS_LEAD ? LIFTED_BY_LEAD : LIFTED_BY_ITSELF;
}

/* Whether a pause is meant: with a number its own; without one what holds up all,
 * and where there is one number only, also its own. */
static bool is_meant(const struct call *c, const struct pause_row *p)
{
	return p->session_id == c->target.session_id
		|| (!c->target.session_id && config_numbers(c->s->config) == 1);
}

/* Lifts what is meant. Where something takes more than a lead, a lead is told and
 * nothing is half lifted. */
static bool lift(struct call *c, const char *reason, size_t *n, struct err *e)
{
	const struct caller *who = &c->s->caller;
	struct pause_rows rows = { 0 };
	bool ok = pause_list(c->s->db, c->target.session_id, c->s->now_ms / 1000, &rows, e);
	*n = 0;
	for (size_t i = 0; ok && i < rows.n; i++)
		if (is_meant(c, &rows.v[i]) && rows.v[i].lifter == LIFTED_BY_ADMIN)
			ok = rights_need(RIGHTS_ADMIN, who->rights, who->agent, "resume after a stop", e);
	for (size_t i = 0; ok && i < rows.n; i++) {
		size_t lifted = 0;
		if (!is_meant(c, &rows.v[i]))
			continue;
		ok = pause_lift(c->s->db, rows.v[i].id, rows.v[i].session_id, lifter(who->rights), who->agent,
			reason, c->s->now_ms / 1000, &lifted, &c->changes, e);
		*n += lifted;
	}
	pause_rows_fini(&rows);
	return ok;
}

bool health_resume(struct call *c, struct err *e)
{
	const char *reason = json_str_or(c->args, "reason", "");
	bool clock = json_flag(c->args, "clock");
	size_t lifted;
	if (!c->target.session_id && access(engine_stop_file(c->s->engine), F_OK) == 0)
		return err_set(e, ERR_CONFLICT, "resume.file",
			N_("there is still a file {path}: remove it, then resume"), "path=%s",
			engine_stop_file(c->s->engine));
	if (!lift(c, reason, &lifted, e))
		return false;
	if (!lifted && !clock)
		return err_set(e, ERR_CONFLICT, "resume.none", c->target.session_id
			? N_("{number} is not paused; `wartel health` shows what holds it up")
			: N_("there is no stop to lift; `wartel resume NUMBER` lifts a number's pause"),
			"number=%s", c->target.number ? c->target.number->name : "");
	if (clock && (!rights_need(RIGHTS_ADMIN, c->s->caller.rights, c->s->caller.agent, "resume --clock", e)
		|| !engine_trust_clock(c->s->engine, c->s->db, e)))
		return false;
	if (!outbox_recheck(c->s->db, c->target.session_id, e)
		|| !call_audit(c, clock ? "resume --clock" : "resume", reason, e))
		return false;
	changes_add(&c->changes, CHANGE_HEALTH, 0);
	c->poke_sender = true;
	return health_show(c, e);
}
