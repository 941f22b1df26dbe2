/* push: what WAHA tells by itself, through its webhook. It goes the same road as
 * what polls bring and moves no stream position: whatever a push missed, the next
 * poll finds. And the secret by which both know each other. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"

#include "store/number.h"
#include "store/stream.h"
#include "waha/decode.h"

#include "engine/inside.h"
#include "engine/receive.h"
#include "engine/syncing.h"

#include "base/banned.h"

enum {
	SECRET_DIGITS = 64,
	EARLY_S = 60 /* so long an event waits at WAHA for the message that it is about */
};

bool engine_webhook_secret(const struct engine *e, bool make, char out[WEBHOOK_SECRET_CAP], struct err *err)
{
	char *path = path_join(config_data_dir(e->config), "webhook-secret"), secret[SECRET_DIGITS + 2];
	struct buf text;
	bool ok = false;

	buf_init(&text, WEBHOOK_SECRET_CAP + 1);
	out[0] = '\0';
	if (make && !file_exists(path)) {
		rng_hex(secret, SECRET_DIGITS);
		secret[SECRET_DIGITS] = '\n';
		if (!file_write(path, secret, SECRET_DIGITS + 1, 0600, err))
			goto out;
	}
	if (!file_exists(path)) {
		err_set(err, ERR_NOT_FOUND, "webhook.off",
			N_("no webhook is expected here; `wartel session webhook NAME on` makes WAHA send them"), NULL);
		goto out;
	}
	if (!file_private(path, err) || !file_read(path, &text, err))
		goto out;
	str_copy(out, WEBHOOK_SECRET_CAP, buf_str(&text));
	out[strcspn(out, "\r\n")] = '\0';
	if (strlen(out) < SECRET_DIGITS / 2) {
		err_set(err, ERR_ENGINE, "webhook.secret",
			N_("{path} is too short for a secret: remove it, and switch the webhook on again"), "path=%s",
			path);
		goto out;
	}
	log_secret(out);
	ok = true;
out:
	buf_fini(&text);
	free(path);
	return ok;
}

/* By our name for it, or by WAHA's, where only one number has that. */
static struct number *number_meant(struct engine *e, const char *name, const char *session, struct err *err)
{
	struct number *found = NULL;

	for (size_t i = 0; i < e->n; i++) {
		struct number *n = &e->numbers[i];

		if (name ? strcmp(n->config->name, name) : !session || strcmp(n->config->waha_session, session))
			continue;
		if (found) {
			err_set(err, ERR_CONFLICT, "webhook.which",
				N_("several numbers are WAHA's session {session}: switch the webhook on again, "
				   "so that it says which"), "session=%s", session ? session : "");
			return NULL;
		}
		found = n;
	}
	if (!found)
		err_set(err, ERR_NOT_FOUND, "webhook.none", N_("no number of ours is WAHA's session {session}"),
			"session=%s", session ? session : "");
	return found;
}

/* What came before its message is to be told again: WAHA does so every 2 s. No poll
 * would bring a reaction from GOWS. */
static bool is_early(const struct receiving *r, const struct event *ev)
{
	return r->missing && ev->at > r->now - EARLY_S
		&& (ev->kind == EVENT_EDITED || ev->kind == EVENT_REVOKED || ev->kind == EVENT_REACTION
			|| ev->kind == EVENT_VOTE);
}

/* It comes before we know how the session does, and no poll would bring it: to be told
 * again too. Not of a phone that is not ours. */
static bool too_soon(const struct number_row *row, const struct event *ev, int64_t now)
{
	bool polled = ev->kind == EVENT_MESSAGE || (ev->kind == EVENT_ACK && ev->ack >= 0);

	return row->status != SESSION_WORKING && row->status != SESSION_OTHER && !polled &&
	       (!ev->at || ev->at > now - EARLY_S); /* ticks have no time */
}

static bool keep(struct number *n, struct db *d, const struct event *ev, struct changes *c, struct err *err)
{
	struct stream_position p = { 0 };
	struct number_row row = { 0 };
	struct receiving r = { .number = n, .now = clock_now() };
	bool ok = false;

	if (!db_begin_write(d, err))
		return false;
	if (!number_get(d, n->id, &row, err) || !stream_get(d, n->id, STREAM_POLL, &p, err))
		goto out;
	/* Before the present is known, or of a phone that may not be ours: the poll says. */
	if (!p.at || row.status != SESSION_WORKING) {
		db_rollback(d);
		ok = !p.at || !too_soon(&row, ev, r.now) ||
		     err_set(err, ERR_BUSY, "webhook.soon", N_("the session is not known to work yet: tell it again"), NULL);
		goto done;
	}
	r.live_from = p.n;
	ok = receive_event(d, &r, ev, c, err) && db_commit(d, err);
	if (ok && r.wrote)
		engine_poke_sender(n->engine);
	if (ok && is_early(&r, ev)) {
		engine_poke_sync(n->engine, n->id);
		ok = err_set(err, ERR_BUSY, "webhook.early",
			N_("the message that this is about has not come yet: tell it again"), NULL);
		goto done;
	}
out:
	if (!ok)
		db_rollback(d);
done:
	number_row_fini(&row);
	return ok;
}

bool engine_push(struct engine *e, struct db *d, const char *name, const json_t *envelope, struct err *err)
{
	struct event ev = { 0 };
	struct changes c = { 0 };
	struct number *n;
	bool ok = false;

	/* What is not kept is no error: WAHA would send it again. */
	if (!decode_envelope(envelope, &ev))
		return true;
	n = number_meant(e, name, ev.session, err);
	if (!n)
		goto out;
	ok = ev.kind == EVENT_SESSION || keep(n, d, &ev, &c, err);
	if (ok && c.n)
		engine_changed(e, &c);
	/* A session that changed is looked at; and a poll soon confirms the rest. */
	if (ok && (ev.kind == EVENT_SESSION || c.n))
		engine_poke_sync(e, n->id);
out:
	changes_fini(&c);
	event_fini(&ev);
	return ok;
}
