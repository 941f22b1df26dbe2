/* send: calls that change something. Each goes out once. */
#include "base/json.h"
#include "base/mem.h"

#include "waha/call.h"
#include "waha/engine.h"
#include "waha/outcome.h"
#include "waha/send.h"

#include "base/banned.h"

/* Every body names the session: a guard of WAHA's asks for it before all else. */
static json_t *body_for(const struct waha *w, const struct address *chat)
{
	json_t *body = json_object();
	char text[ADDRESS_CAP];

	json_put_str(body, "session", w->session);
	json_put_str(body, "chatId", address_text(chat, text));
	return body;
}

void waha_send_text(struct waha *w, const struct waha_text *t, struct waha_sent *out)
{
	json_t *body = body_for(w, t->to);
	struct waha_told told = { 0 };
	struct err e = { 0 };

	json_put_str(body, "text", t->text);
	json_put_str(body, "id", t->id);
	json_put_str(body, "reply_to", t->reply_to);
	waha_call(w, &(struct waha_ask){ "POST", "/api/sendText", body, true, WAHA_SEND_DEADLINE_MS },
		&told, &e);
	outcome_of(&told, &e, out);
	waha_told_fini(&told);
	json_decref(body);
}

bool waha_has_new_id(const struct waha *w)
{
	const struct engine_traits *t = w->engine == WAHA_UNSURE ? NULL : engine_traits_of(w->engine, NULL);
	const struct waha_version *v = t ? &t->new_id_since : NULL;

	return v && v->year && waha_version_at_least(&w->version, v->year, v->month, v->patch);
}

bool waha_new_id(struct waha *w, char out[WA_ID_CAP], struct err *e)
{
	struct waha_told told = { 0 };
	struct wa_id id;
	bool ok;

	out[0] = '\0';
	if (!waha_has_new_id(w))
		return true;
	ok = waha_get(w, waha_path("/api/%s/new-message-id", w->session), WAHA_BOUND_MS, JSON_OBJECT, &told,
		e);
	if (ok && (!wa_id_parse(json_str(told.json, "id"), &id, NULL) || id.whole))
		ok = err_set(e, ERR_REMOTE, "waha.new-id",
			N_("WAHA at {url} gives no message id; look into its log"), "url=%s", w->url);
	if (ok)
		str_copy(out, WA_ID_CAP, id.bare);
	waha_told_fini(&told);
	return ok;
}

static bool change(struct waha *w, const char *method, const char *path, json_t *body, struct err *e)
{
	struct waha_told told = { 0 };
	bool ok = waha_call(w, &(struct waha_ask){ method, path, body, true, WAHA_BOUND_MS }, &told, e);

	waha_told_fini(&told);
	json_decref(body);
	return ok;
}

bool waha_seen(struct waha *w, const struct address *chat, struct err *e)
{
	return change(w, "POST", "/api/sendSeen", body_for(w, chat), e);
}

bool waha_typing(struct waha *w, const struct address *chat, bool on, struct err *e)
{
	return change(w, "POST", on ? "/api/startTyping" : "/api/stopTyping", body_for(w, chat), e);
}

bool waha_star(struct waha *w, const struct address *chat, const char *message, bool on, struct err *e)
{
	json_t *body = body_for(w, chat);

	json_put_str(body, "messageId", message);
	json_put_bool(body, "star", on);
	return change(w, "PUT", "/api/star", body, e);
}
