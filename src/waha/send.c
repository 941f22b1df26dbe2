/* send: calls that change something. Each goes out once. */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"

#include "model/detail.h"

#include "waha/able.h"
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

/* What the engine cannot do leaves nothing. */
static bool lacks(const struct waha *w, enum waha_ability ability, struct waha_sent *out)
{
	*out = (struct waha_sent){ .outcome = OUTCOME_REJECTED };
	return !waha_able(w->engine, ability, &out->why);
}

static void hand_over(struct waha *w, const char *path, json_t *body, struct waha_sent *out)
{
	struct waha_told told = { 0 };
	struct err e = { 0 };

	waha_call(w, &(struct waha_ask){ "POST", path, body, true, WAHA_SEND_DEADLINE_MS }, &told, &e);
	outcome_of(&told, &e, out);
	waha_told_fini(&told);
	json_decref(body);
}

static void put_place(json_t *body, const json_t *place)
{
	json_put(body, "latitude", json_incref(json_object_get(place, "latitude")));
	json_put(body, "longitude", json_incref(json_object_get(place, "longitude")));
	json_put_str(body, "title", json_str_or(place, "name", ""));
}

static void put_cards(json_t *body, const json_t *cards)
{
	json_t *list = json_array(), *card;
	size_t i;

	json_array_foreach((json_t *)cards, i, card) {
		json_t *one = json_object();
		char *text = detail_vcard(card);

		json_put_str(one, "vcard", text);
		json_array_append_new(list, one);
		free(text);
	}
	json_put(body, "contacts", list);
}

static void put_poll(json_t *body, const json_t *poll)
{
	json_t *o = json_object();

	json_put_str(o, "name", json_str(poll, "question"));
	json_put(o, "options", json_incref(json_object_get(poll, "options")));
	json_put_bool(o, "multipleAnswers", json_flag(poll, "multiple"));
	json_put(body, "poll", o);
}

void waha_send_thing(struct waha *w, const struct waha_thing *t, struct waha_sent *out)
{
	static const struct {
		enum message_kind kind;
		enum waha_ability ability;
		const char *path;
		void (*put)(json_t *body, const json_t *detail);
	} kinds[] = {
		{ KIND_LOCATION, ABLE_LOCATION, "/api/sendLocation", put_place },
		{ KIND_CONTACT, ABLE_CONTACT_CARD, "/api/sendContactVcard", put_cards },
		{ KIND_POLL, ABLE_POLL, "/api/sendPoll", put_poll },
	};
	json_t *detail = detail_read(t->kind, t->detail), *body;
	size_t k = 0;

	while (k < sizeof kinds / sizeof *kinds && kinds[k].kind != t->kind)
		k++;
	if (!detail || k == sizeof kinds / sizeof *kinds)
		BUG("a message of kind %s has nothing to send", message_kind_name(t->kind));
	if (!lacks(w, kinds[k].ability, out)) {
		body = body_for(w, t->to);
		kinds[k].put(body, detail);
		json_put_str(body, "id", t->id);
		json_put_str(body, "reply_to", t->reply_to);
		hand_over(w, kinds[k].path, body, out);
	}
	json_decref(detail);
}

void waha_send_forward(struct waha *w, const struct waha_forward *f, struct waha_sent *out)
{
	json_t *body;

	if (lacks(w, ABLE_FORWARD, out))
		return;
	body = body_for(w, f->to);
	json_put_str(body, "messageId", f->message);
	json_put_str(body, "id", f->id);
	hand_over(w, "/api/forwardMessage", body, out);
}

/* What answers is the id of the action, or nothing: that it answered is enough. */
static void act(struct waha *w, const char *method, const char *path, json_t *body, struct waha_sent *out)
{
	struct waha_told told = { 0 };
	struct err e = { 0 };

	waha_call(w, &(struct waha_ask){ method, path, body, true, WAHA_BOUND_MS }, &told, &e);
	outcome_of(&told, &e, out);
	if (told.stage == HTTP_ANSWERED && told.status / 100 == 2) {
		out->outcome = OUTCOME_ACCEPTED;
		out->why = (struct err){ 0 };
	} else if (told.stage == HTTP_ANSWERED && told.status == 404) {
		/* It does not know the message: nothing was done to it. */
		out->outcome = OUTCOME_REJECTED;
	}
	waha_told_fini(&told);
	json_decref(body);
}

void waha_react(struct waha *w, const char *message, const char *emoji, struct waha_sent *out)
{
	json_t *body;

	if (lacks(w, ABLE_REACT, out))
		return;
	body = json_object();
	json_put_str(body, "session", w->session);
	json_put_str(body, "messageId", message);
	json_put_str(body, "reaction", emoji);
	act(w, "PUT", "/api/reaction", body, out);
}

static char *message_path(const struct waha *w, const struct address *chat, const char *message)
{
	char text[ADDRESS_CAP];

	return waha_path("/api/%s/chats/%s/messages/%s", w->session, address_text(chat, text), message);
}

void waha_edit(struct waha *w, const struct address *chat, const char *message, const char *text, struct waha_sent *out)
{
	char *path;
	json_t *body;

	if (lacks(w, ABLE_EDIT, out))
		return;
	path = message_path(w, chat, message);
	body = json_object();
	json_put_str(body, "text", text);
	act(w, "PUT", path, body, out);
	free(path);
}

void waha_delete(struct waha *w, const struct address *chat, const char *message, struct waha_sent *out)
{
	char *path;

	if (lacks(w, ABLE_DELETE, out))
		return;
	path = message_path(w, chat, message);
	act(w, "DELETE", path, NULL, out);
	free(path);
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
