/* labels_job: what was changed here, told to the phone. WAHA takes all labels of a chat at
 * once: they are read, changed and put. What will be told back is noted before, so that
 * the echo is no news. On a worker's thread, one after the other. */
#include <string.h>

#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "store/chat.h"
#include "store/conversation.h"
#include "store/label_told.h"
#include "store/number.h"
#include "waha/able.h"
#include "waha/labels.h"

#include "engine/inside.h"
#include "engine/jobs.h"
#include "engine/labels.h"

#include "base/banned.h"

struct telling {
	struct engine *engine;
	struct db *d;
	struct http *http;
	struct number *number;
	struct waha waha;
	int64_t session_id;
};

/* *yes: this number is to be told, and now. */
static bool begin(struct telling *t, struct number *n, bool *yes, struct err *e)
{
	struct number_row row = { 0 };
	bool works;

	*yes = false;
	if (!n || !n->config->labels_write)
		return true;
	if (!number_get(t->d, n->id, &row, e))
		return false;
	works = row.status == SESSION_WORKING;
	number_row_fini(&row);
	t->number = n;
	t->session_id = n->id;
	waha_init(&t->waha, t->http, n->config->waha_url, n->config->waha_session, n->config->key);
	/* What cannot be told stays here: the phone is no worse than before. */
	if (!works)
		return true;
	if (!jobs_may_leave(n, t->d, e) || !waha_identify(&t->waha, e) || !waha_able(t->waha.engine, ABLE_LABELS, e))
		return false;
	*yes = true;
	return true;
}

static bool keep(struct telling *t, const struct told_label *l, struct err *e)
{
	struct changes c = { 0 };
	bool ok = db_begin_write(t->d, e) && label_told(t->d, t->session_id, l, clock_now(), &c, e) && db_commit(t->d, e);

	if (ok)
		engine_changed(t->engine, &c);
	else
		db_rollback(t->d);
	changes_fini(&c);
	return ok;
}

static bool note(struct telling *t, const char *wa_id, int64_t chat_id, bool on, struct err *e)
{
	bool ok = db_begin_write(t->d, e) && label_told_note(t->d, t->session_id, wa_id, chat_id, on, clock_now(), e) &&
		db_commit(t->d, e);

	if (!ok)
		db_rollback(t->d);
	return ok;
}

/* A label of ours as it is called and painted now: made there, or renamed. Another colour
 * alone cannot be told: WAHA takes its own name for taken. */
static bool tell_label(struct telling *t, int64_t label_id, struct err *e)
{
	struct label_row row;
	struct told_label there, made = { 0 };
	char word[LABEL_CAP];
	bool found;
	int colour;

	if (!label_by_id(t->d, label_id, &row, &found, e) || !label_there(t->d, t->session_id, label_id, &there, e))
		return false;
	if (!found)
		return true;
	label_word(there.name, there.id, word);
	if (*there.id && strcmp(word, row.name) == 0)
		return true;
	colour = *there.id && label_colour_of_phone(there.colour) == row.colour ? there.colour
		: label_colour_on_phone(row.colour);
	if (!waha_put_label(&t->waha, *there.id ? there.id : NULL, row.name, colour, &made, e))
		return false;
	if (!*made.id && *there.id) {
		made = (struct told_label){ .colour = colour };
		str_copy(made.id, sizeof made.id, there.id);
		str_copy(made.name, sizeof made.name, row.name);
	}
	return !*made.id || keep(t, &made, e);
}

static bool among(const struct waha_labels *l, const char *id, size_t *at)
{
	for (*at = 0; *at < l->n; ++*at)
		if (!strcmp(l->v[*at].id, id))
			return true;
	return false;
}

static bool tell_chat(struct telling *t, const struct chat_ref *chat, int64_t label_id, bool on, struct err *e)
{
	struct waha_labels all = { 0 };
	struct told_label l;
	size_t at;
	bool ok = label_there(t->d, t->session_id, label_id, &l, e);

	if (ok && !*l.id && on)
		ok = tell_label(t, label_id, e) && label_there(t->d, t->session_id, label_id, &l, e);
	if (!ok || !*l.id)
		return ok;
	ok = waha_chat_labels(&t->waha, &chat->address, &all, e);
	if (!ok || among(&all, l.id, &at) == on) {
		ok = ok && note(t, l.id, chat->chat_id, on, e);
		goto out;
	}
	if (on) {
		LIST_GROW(&all);
		all.v[all.n++] = l;
	} else {
		all.v[at] = all.v[--all.n];
	}
	ok = note(t, l.id, chat->chat_id, on, e) && waha_put_chat_labels(&t->waha, &chat->address, &all, e);
	if (!ok)
		note(t, l.id, chat->chat_id, !on, &(struct err){ 0 });
out:
	waha_labels_fini(&all);
	return ok;
}

static bool chat_item(struct telling *t, const json_t *item, struct err *e)
{
	struct conversation_row row = { 0 };
	struct chat_ref chat = { 0 };
	bool yes, ok = conversation_get(t->d, json_i64_or(item, "conversation_id", 0), 0, &row, e) &&
		chat_get(t->d, row.chat_id, &chat, e) && begin(t, engine_number(t->engine, row.session_id), &yes, e);

	conversation_row_fini(&row);
	return ok && (!yes || tell_chat(t, &chat, json_i64_or(item, "label_id", 0), json_flag(item, "on"), e));
}

static bool label_item(struct telling *t, const json_t *item, struct err *e)
{
	bool yes, ok = true;

	for (size_t i = 0; i < t->engine->n; i++) {
		struct err one = { 0 };

		/* What one number cannot, the next one may. */
		if (begin(t, &t->engine->numbers[i], &yes, &one) &&
		    (!yes || tell_label(t, json_i64_or(item, "label_id", 0), &one)))
			continue;
		*e = one;
		ok = false;
	}
	return ok;
}

static bool gone_item(struct telling *t, const json_t *item, struct err *e)
{
	bool yes;

	return begin(t, engine_number(t->engine, json_i64_or(item, "session_id", 0)), &yes, e) &&
		(!yes || waha_drop_label(&t->waha, json_str_or(item, "wa_id", ""), e));
}

bool labels_job(struct engine *engine, struct db *d, struct http *http, const json_t *args, struct err *e)
{
	bool ok = true;
	size_t i;
	json_t *item;

	json_array_foreach(json_object_get(args, "items"), i, item) {
		struct telling t = { .engine = engine, .d = d, .http = http };
		struct err one = { 0 };

		if (json_at(item, "conversation_id") ? chat_item(&t, item, &one)
				: json_at(item, "wa_id") ? gone_item(&t, item, &one) : label_item(&t, item, &one))
			continue;
		*e = one;
		ok = false;
	}
	return ok;
}
