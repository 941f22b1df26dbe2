/* case: what becomes due of conversations by the clock alone. A snooze that is over
 * wakes its case; a new snooze is noticed within CASE_MS. A window that is about to
 * close while its customer waits is told. */
#include "base/log.h"

#include "store/conversation.h"
#include "store/window.h"

#include "engine/syncing.h"

#include "base/banned.h"

enum { CASE_MS = 5 * 1000 };

static bool due(struct sync *s, int64_t now, struct changes *c, struct err *e)
{
	int64_t wake;
	bool closing;

	/* Reading first: there is hardly ever something to write. */
	if (!conversation_next_wake(s->d, &wake, e) || !window_due(s->d, now, &closing, e))
		return false;
	if (!closing && (wake == 0 || wake > now))
		return true;
	if (!db_begin_write(s->d, e))
		return false;
	if (conversation_wake(s->d, now, c, e) && window_warn(s->d, now, c, e) && db_commit(s->d, e))
		return true;
	db_rollback(s->d);
	c->n = 0;
	return false;
}

int64_t case_step(struct sync *s, int64_t now_ms)
{
	struct changes c = { 0 };
	struct err e = { 0 };

	if (due(s, now_ms / 1000, &c, &e))
		engine_changed(s->number->engine, &c);
	else
		log_bad("engine", "cases that are due: %s", err_text(&e));
	changes_fini(&c);
	return now_ms + CASE_MS;
}
