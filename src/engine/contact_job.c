/* contact_job: see contact_job.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "store/chat.h"
#include "store/contact.h"
#include "store/conversation.h"
#include "store/number.h"
#include "store/phone_check.h"
#include "waha/able.h"
#include "waha/contacts.h"

#include "engine/contact_job.h"
#include "engine/inside.h"
#include "engine/jobs.h"

#include "base/banned.h"

enum {
	DAY_S = 24 * 3600,
	/* A number that asks about many others looks like one that has bought a list. */
	CHECKS_A_DAY = 30, CHECKS_APART_S = 5,
	THERE_GOOD_S = 30 * DAY_S, GONE_GOOD_S = DAY_S
};

/* Told, or not: into the contact. */
static bool keep_block(struct engine *engine, struct db *d, int64_t contact_id, int64_t session_id, bool blocked,
	struct err *e)
{
	struct changes c = { 0 };
	bool ok = db_begin_write(d, e) &&
		  contact_set_told(d, contact_id, session_id, blocked, clock_now(), &c, e) && db_commit(d, e);

	if (ok)
		engine_changed(engine, &c);
	else
		db_rollback(d);
	changes_fini(&c);
	return ok;
}

static bool block_on(struct engine *engine, struct db *d, struct http *http, struct number *n, int64_t contact_id,
	const struct address *who, bool blocked, struct err *e)
{
	struct number_row row = { 0 };
	struct waha w;
	bool ok = number_get(d, n->id, &row, e);
	enum waha_engine kind = row.engine;

	number_row_fini(&row);
	if (!ok || !waha_able(kind, ABLE_BLOCK, e) || !jobs_may_leave(n, d, e))
		return false;
	waha_init(&w, http, n->config->waha_url, n->config->waha_session, n->config->key);
	return waha_identify(&w, e) && waha_able(w.engine, ABLE_BLOCK, e) && waha_block(&w, who, blocked, e) &&
	       keep_block(engine, d, contact_id, n->id, blocked, e);
}

bool contact_job_block(struct engine *engine, struct db *d, struct http *http, const json_t *args, struct err *e)
{
	struct contact_row row = { 0 };
	bool ok = contact_get(d, json_i64_or(args, "contact_id", 0), &row, e), blocked = json_flag(args, "blocked");

	/* Only as it is now: two commands may have come one after the other. */
	if (!ok || (row.blocked_at != 0) != blocked)
		goto out;
	for (size_t i = 0; ok && i < row.conversations.n; i++) {
		struct conversation_row k = { 0 };
		struct chat_ref chat = { 0 };
		struct err one = { 0 };
		struct number *n = NULL;

		ok = conversation_get(d, row.conversations.v[i], 0, &k, e) && chat_get(d, k.chat_id, &chat, e);
		if (ok)
			n = engine_number(engine, k.session_id);
		conversation_row_fini(&k);
		/* What one number cannot, the next one may. */
		if (n && !block_on(engine, d, http, n, row.id, &chat.address, blocked, &one))
			log_info("jobs", "%s: %s", n->config->name, err_text(&one));
	}
out:
	contact_row_fini(&row);
	return ok;
}

static json_t *check_json(const char *digits, const struct phone_check *p, bool fresh)
{
	char text[ADDRESS_CAP];
	json_t *o = json_object();

	json_put_str(o, "phone", digits);
	json_put_bool(o, "there", p->there);
	json_put_str(o, "address", address_text(&p->address, text));
	json_put_i64(o, "at", p->at);
	json_put_bool(o, "fresh", fresh);
	return o;
}

static bool may_ask(struct db *d, int64_t session_id, int64_t now, int64_t *last_at, struct err *e)
{
	int64_t n;

	if (!phone_check_count(d, session_id, now - DAY_S, &n, last_at, e))
		return false;
	if (n >= CHECKS_A_DAY)
		return err_set(e, ERR_BUSY, "check.many",
			N_("{n} numbers were asked about in the last 24 hours, which is enough: who asks WhatsApp about "
			   "many is taken for a spammer"), "n=%d", CHECKS_A_DAY);
	if (now < *last_at + CHECKS_APART_S)
		return err_set(e, ERR_BUSY, "check.soon",
			N_("WhatsApp was asked about a number just now: try again in {seconds} seconds"),
			"seconds=%d", (int)(*last_at + CHECKS_APART_S - now));
	return true;
}

/* Counted before it is asked: what WhatsApp heard counts there, whether it answers or not. */
static bool note_question(struct db *d, int64_t session_id, const char *digits, int64_t now, struct err *e)
{
	bool ok = db_begin_write(d, e) && phone_check_ask(d, session_id, digits, now, e) && db_commit(d, e);

	if (!ok)
		db_rollback(d);
	return ok;
}

/* Nothing left: then nobody was asked, and it stands in nobody's way. */
static void drop_question(struct db *d, int64_t session_id, const char *digits, int64_t last_at)
{
	struct err e = { 0 };

	if (db_begin_write(d, &e) && phone_check_unask(d, session_id, digits, last_at, &e) && db_commit(d, &e))
		return;
	db_rollback(d);
	log_warn("jobs", "a question that did not leave stays counted: %s", err_text(&e));
}

/* The other address of somebody known. */
static bool learn(struct db *d, const char *digits, const struct waha_exists *x, int64_t now, struct changes *c,
	struct err *e)
{
	struct address phone = { .kind = ADDRESS_PHONE };
	int64_t id = 0;

	str_copy(phone.user, sizeof phone.user, digits);
	if (!contact_find(d, &phone, &id, e))
		return false;
	return !id || x->address.kind != ADDRESS_LID || contact_open(d, &phone, &x->address, now, &id, c, e);
}

bool contact_job_check(struct engine *engine, struct db *d, struct http *http, const json_t *args, json_t **out,
	struct err *e)
{
	struct number *n = engine_number(engine, json_i64_or(args, "session_id", 0));
	const char *digits = json_str_or(args, "phone", "");
	struct phone_check p = { 0 };
	struct waha_exists x = { 0 };
	struct changes c = { 0 };
	struct waha w;
	int64_t now = clock_now(), last_at = 0;
	bool ok = false;

	if (!n)
		return err_set(e, ERR_NOT_FOUND, "number.unconfigured",
			N_("This number is not in the configuration any more: nothing leaves from it"), NULL);
	if (!phone_check_get(d, n->id, digits, &p, e))
		return false;
	if (p.at && now >= p.at && now < p.at + (p.there ? THERE_GOOD_S : GONE_GOOD_S)) {
		*out = check_json(digits, &p, false);
		return true;
	}
	if (!may_ask(d, n->id, now, &last_at, e) || !jobs_may_ask(n, d, e) || !note_question(d, n->id, digits, now, e))
		return false;
	waha_init(&w, http, n->config->waha_url, n->config->waha_session, n->config->key);
	if (!waha_check_exists(&w, digits, &x, e)) {
		if (strcmp(e->say.key, "waha.unreachable") == 0)
			drop_question(d, n->id, digits, last_at);
		jobs_failed(n, d, e);
		return false;
	}
	p = (struct phone_check){ .at = now, .there = x.exists, .address = x.address };
	ok = db_begin_write(d, e) && phone_check_put(d, n->id, digits, &p, e) && learn(d, digits, &x, now, &c, e) &&
	     db_commit(d, e);
	if (ok) {
		engine_changed(engine, &c);
		*out = check_json(digits, &p, true);
	} else {
		db_rollback(d);
	}
	changes_fini(&c);
	return ok;
}
