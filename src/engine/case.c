/* case: who is given a new one, and what becomes due of them by the clock alone. A snooze that is over
 * wakes its case; a new snooze is noticed within CASE_MS. A window that is about to
 * close while its customer waits is told, and so is an answer that is owed soon, or late;
 * and an absence ends. */
#include <string.h>

#include "base/log.h"

#include "config/config.h"
#include "store/agent.h"
#include "store/audit.h"
#include "store/conversation.h"
#include "store/promise.h"
#include "store/window.h"

#include "engine/away.h"
#include "engine/syncing.h"

#include "base/banned.h"

enum { CASE_MS = 5 * 1000 };

void engine_agents_set(struct engine *e, const int64_t *ids, size_t n)
{
	for (size_t i = 0; i < n && i < AGENTS_HERE; i++)
		atomic_store(&e->here[i], ids[i]);
	atomic_store(&e->here_n, n < AGENTS_HERE ? n : AGENTS_HERE);
}

size_t engine_agents(const struct engine *e, int64_t ids[AGENTS_HERE])
{
	size_t n = atomic_load(&e->here_n);

	for (size_t i = 0; i < n; i++)
		ids[i] = atomic_load(&e->here[i]);
	return n;
}

bool case_assign_new(struct engine *e, struct db *d, int64_t conversation_id, int64_t now, struct changes *c,
	struct err *err)
{
	int64_t ids[AGENTS_HERE], chosen;
	size_t n = engine_agents(e, ids);
	struct audit_row trail = { .at = now, .who = "engine", .action = "assign", .conversation_id = conversation_id };
	struct conversation_row row = { 0 };
	struct agent_row agent;
	bool ok;

	if (strcmp(config_str(e->config, "assign_new"), "next") != 0 || n == 0)
		return true;
	ok = conversation_get(d, conversation_id, 0, &row, err);
	trail.session_id = row.session_id;
	if (!ok || row.assignee_id != 0) {
		conversation_row_fini(&row);
		return ok;
	}
	conversation_row_fini(&row);
	if (!conversation_assign_next(d, conversation_id, ids, n, now, &chosen, c, err) ||
	    !agent_by_id(d, chosen, &agent, err))
		return false;
	trail.detail = agent.name;
	return audit_add(d, &trail, err);
}

static bool due(struct sync *s, int64_t now, struct changes *c, struct err *e)
{
	int64_t wake;
	int64_t owed;
	bool closing;

	/* Reading first: there is hardly ever something to write. */
	if (!conversation_next_wake(s->d, &wake, e) || !window_due(s->d, now, &closing, e) ||
	    !promise_next(s->d, &owed, e))
		return false;
	if (!closing && (wake == 0 || wake > now) && (owed == 0 || owed > now))
		return true;
	if (!db_begin_write(s->d, e))
		return false;
	if (conversation_wake(s->d, now, c, e) && window_warn(s->d, now, c, e) && promise_tell(s->d, now, c, e) &&
	    db_commit(s->d, e))
		return true;
	db_rollback(s->d);
	c->n = 0;
	return false;
}

int64_t case_step(struct sync *s, int64_t now_ms)
{
	struct changes c = { 0 };
	struct err e = { 0 };

	bool ok = due(s, now_ms / 1000, &c, &e);
	/* Told, whatever becomes of the rest. */
	if (ok)
		engine_changed(s->number->engine, &c);
	c.n = 0;
	ok = ok && away_step(s->number->engine, s->d, now_ms, &c, &e);
	if (ok)
		engine_changed(s->number->engine, &c);
	else
		log_bad("engine", "cases that are due: %s", err_text(&e));
	changes_fini(&c);
	return now_ms + CASE_MS;
}
