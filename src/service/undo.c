/* undo: takes the caller's last change back, a batch as one. What somebody else (or a
 * customer) changed since is left alone, and said; what cannot go back, or is not his to
 * change any more, is passed over by the next one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/zone.h"
#include "command/rights.h"

#include "service/shapes.h"
#include "service/undo_value.h"

#include "base/banned.h"

enum { BATCH_DIGITS = 24 };

bool call_undo(struct call *c, enum undo_kind kind, int64_t object_id, const char *object, const char *before,
	const char *after, struct err *e)
{
	struct undo_step step = { .kind = kind, .action = (char *)(uintptr_t)c->cmd->name, .batch = c->batch,
		.conversation_id = c->target.conversation_id, .object_id = object_id,
		.object = (char *)(uintptr_t)(object ? object : ""), .before = (char *)(uintptr_t)before,
		.after = (char *)(uintptr_t)after };
	const char *given = json_str(c->args, "batch");
	if (strcmp(before, after) == 0)
		return true;
	/* A face's word for what belongs together; else this call alone. */
	if (!*c->batch && given)
		snprintf(c->batch, sizeof c->batch, "+%.60s", given);
	else if (!*c->batch)
		rng_hex(c->batch, BATCH_DIGITS);
	return undo_add(c->s->db, c->s->caller.agent_id, &step, c->s->now_ms / 1000, e);
}

/* Whoever changed it after the caller did, and when; "" nobody else. */
static bool others_since(struct call *c, const struct undo_step *u, char who[64], int64_t *at, struct err *e)
{
	if (!undo_since(c->s->db, u->conversation_id, u->trail_id, undo_value(u->kind)->actions, who, 64, at, e))
		return false;
	if (strcmp(who, c->s->caller.agent) == 0)
		*who = '\0';
	return true;
}

/* It is not as the caller left it. */
static bool changed_since(struct call *c, const struct undo_step *u, const char *who, int64_t at, struct err *e)
{
	char when[RFC3339_CAP];
	if (*who)
		return err_set(e, ERR_CONFLICT, "undo.changed",
			N_("{action} of conversation {id} cannot be taken back: {who} changed it at {time}. The next undo "
			   "goes on with what you did before"),
			"action=%s\nid=%lld\nwho=%s\ntime=%s", u->action, (long long)u->conversation_id, who,
			zone_rfc3339(shape_zone(c->s, NULL), at, when));
	return err_set(e, ERR_CONFLICT, "undo.moved",
		N_("{action} cannot be taken back: it is not as you left it any more (somebody changed it, or a message "
		   "came). The next undo goes on with what you did before"),
		"action=%s", u->action);
}

/* What the command takes that did it; an earlier version's may have had another name. */
static enum rights needed(const char *action)
{
	for (int id = 0; id < COMMAND_COUNT; id++)
		if (strcmp(command_get((enum command_id)id)->name, action) == 0)
			return command_get((enum command_id)id)->rights;
	return RIGHTS_ADMIN;
}

/* To take something back needs what doing it needed: rights may be fewer by now. */
static bool may_take_back(const struct call *c, const struct undo_step *u, struct err *e)
{
	const struct undo_value *value = undo_value(u->kind);
	return rights_need(needed(u->action), c->s->caller.rights, c->s->caller.agent, u->action, e)
		&& (!value->may || value->may(c, u, e));
}

/* Whether it can go back; false with e otherwise, as when it cannot be told. */
static bool can_go_back(struct call *c, const struct undo_step *u, struct err *e)
{
	const struct undo_value *value = undo_value(u->kind);
	char now[UNDO_VALUE_CAP] = "", who[64];
	int64_t at;
	if (!may_take_back(c, u, e) || !value->now(c, u, now, e) || !others_since(c, u, who, &at, e))
		return false;
	if (!value->same(now, u->after) || (*who && value->alone))
		return changed_since(c, u, who, at, e);
	return true;
}

/* The world is to blame, and would be next time too. */
static bool is_final(const struct err *e)
{
	return e->kind == ERR_CONFLICT || e->kind == ERR_NOT_FOUND || e->kind == ERR_FORBIDDEN;
}

/* All of a batch that can go back; *done are those that did. Where none can: false, and why
 * the last of them cannot. */
static bool take_back(struct call *c, const struct undo_steps *all, struct undo_steps *done, struct err *e)
{
	struct err why = { 0 };
	for (size_t i = 0; i < all->n; i++) {
		const struct undo_step *u = &all->v[i];
		struct err one = { 0 };
		if (!undo_done(c->s->db, u->id, c->s->now_ms / 1000, e))
			return false;
		if (!can_go_back(c, u, &one)) {
			why = one;
			if (is_final(&one))
				continue;
			*e = one;
			return false;
		}
		c->target.conversation_id = u->conversation_id;
		if (!undo_value(u->kind)->put(c, u, e) || !call_audit(c, "undo", u->action, e))
			return false;
		LIST_GROW(done);
		done->v[done->n++] = *u;
	}
	if (!done->n)
		*e = why;
	return done->n > 0;
}

/* What is told of it, and of which conversations. */
static json_t *shape(const struct undo_steps *all, size_t stay)
{
	struct sentence say;
	json_t *o = json_object(), *ids = json_array();
	int64_t told = 0;
	for (size_t i = 0; i < all->n; i++) {
		size_t j = 0;
		while (j < i && all->v[j].conversation_id != all->v[i].conversation_id)
			j++;
		if (j < i || !all->v[i].conversation_id)
			continue;
		json_array_append_new(ids, json_integer(all->v[i].conversation_id));
		told++;
	}
	if (stay)
		sentence_set(&say, "undo.part",
			N_("taken back: {n} of {all} changes by {action}; the others are not as you left them any more"),
			"n=%zu\nall=%zu\naction=%s", all->n, all->n + stay, all->v[0].action);
	else if (all->v[0].kind == UNDO_SEND)
		sentence_set(&say, "undo.send", N_("taken back before it left: message {id}"), "id=%lld",
			(long long)all->v[0].object_id);
	else if (told > 1)
		sentence_set(&say, "undo.many", N_("taken back: {action} of {n} conversations"), "action=%s\nn=%lld",
			all->v[0].action, (long long)told);
	else if (told == 1)
		sentence_set(&say, "undo.one", N_("taken back: {action} of conversation {id}"), "action=%s\nid=%lld",
			all->v[0].action, (long long)all->v[0].conversation_id);
	else
		sentence_set(&say, "undo.thing", N_("taken back: {action} {name}"), "action=%s\nname=%.80s",
			all->v[0].action, all->v[0].object);
	json_put_str(o, "action", all->v[0].action);
	json_put_i64(o, "changes", (int64_t)all->n);
	json_put_i64(o, "stay", (int64_t)stay);
	json_put(o, "conversations", ids);
	put_id(o, "message_id", all->v[0].kind == UNDO_SEND ? all->v[0].object_id : 0);
	put_sentence(o, "sentence", &say);
	return o;
}

/* A message that does not wait any more is nothing to take back: the change before it is. */
static bool skip_gone(struct call *c, const struct undo_steps *all, bool *skipped, bool *left, struct err *e)
{
	char now[UNDO_VALUE_CAP] = "";
	*skipped = false;
	if (all->n == 0 || all->v[0].kind != UNDO_SEND)
		return true;
	if (!undo_value(UNDO_SEND)->now(c, &all->v[0], now, e))
		return false;
	*skipped = strcmp(now, UNDO_WAITS) != 0;
	*left = *left || strcmp(now, UNDO_LEFT) == 0;
	return !*skipped || undo_done(c->s->db, all->v[0].id, c->s->now_ms / 1000, e);
}

/* What could not be taken back is no step any more. */
static bool give_up(struct call *c, struct err *e)
{
	return undo_drop(c->s->db, c->s->caller.agent_id, c->batch, c->s->now_ms / 1000, e);
}

bool undo_run(struct call *c, struct err *e)
{
	struct undo_steps all = { 0 }, done = { 0 };
	int64_t span_s = config_ms(c->s->config, "undo_time") / 1000;
	bool ok, skipped = true, left = false;
	do {
		undo_steps_fini(&all);
		ok = undo_last(c->s->db, c->s->caller.agent_id, c->s->now_ms / 1000 - span_s, &all, e)
			&& skip_gone(c, &all, &skipped, &left, e);
	} while (ok && skipped);
	if (ok && all.n == 0)
		ok = left ? err_set(e, ERR_CONFLICT, "undo.left",
			N_("your message has left already: it cannot be taken back"), NULL)
			  : err_set(e, ERR_NOT_FOUND, "undo.none",
				N_("there is nothing of yours to take back from the last {n} minutes"), "n=%lld",
				(long long)((span_s + 59) / 60));
	else if (ok && !take_back(c, &all, &done, e)) {
		ok = false;
		str_copy(c->batch, sizeof c->batch, all.v[0].batch);
		c->refused = is_final(e) ? give_up : NULL;
	}
	if (ok)
		reply_set(c->reply, shape(&done, all.n - done.n));
	free(done.v); /* the steps are those of all */
	undo_steps_fini(&all);
	return ok;
}
