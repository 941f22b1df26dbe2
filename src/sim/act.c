/* act: what is done to messages and chats without sending one: seen, typing,
 * presence, reactions, stars, edits, deletions, pins, archives. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/call.h"
#include "sim/customer.h"
#include "sim/event.h"
#include "sim/message.h"
#include "sim/route.h"
#include "sim/send.h"
#include "sim/shape.h"

#include "base/banned.h"

static void success(struct call *c)
{
	json_t *o = json_object();
	json_put_bool(o, "success", true);
	answer_ok(c, o);
}

static void result(struct call *c)
{
	json_t *o = json_object();
	json_put_bool(o, "result", true);
	answer_ok(c, o);
}

static struct chat *chat_named(struct call *c, const char *id, bool make)
{
	char *raw = raw_of(id ? id : "");
	struct chat *chat = chat_at(c->session->account, raw, make);
	free(raw);
	return chat;
}

/* Marks the unread of the last days, at most so many; their ids. */
static json_t *read_all(struct call *c, struct chat *chat, int64_t days, int64_t most)
{
	struct account *a = c->session->account;
	json_t *ids = json_array();
	int64_t from = sim_seconds(c->sim) - days * 86400;
	for (size_t i = a->messages.n; chat && i-- > 0 && (int64_t)json_array_size(ids) < most;) {
		struct message *m = a->messages.v[i];
		if (m->chat != chat || !message_unread(m) || m->time < from)
			continue;
		m->status = STATUS_READ;
		char *serial = message_serial(c->session, m, NULL);
		json_array_append_new(ids, json_string(serial));
		free(serial);
	}
	json_t *o = json_object();
	if (c->sim->engine == &engine_webjs) {
		json_decref(ids);
		ids = json_null();
	}
	json_put(o, "ids", ids);
	return o;
}

static int64_t most_of(const struct chat *chat)
{
	return chat && chat->group ? 100 : 30;
}

static void seen(struct call *c)
{
	const json_t *ids = json_at(c->body, "messageIds");
	struct chat *chat = chat_named(c, json_str(c->body, "chatId"), false);
	/* WEBJS looks at none of them. */
	if (!json_array_size(ids) || c->sim->engine == &engine_webjs) {
		answer_ok(c, read_all(c, chat, 7, most_of(chat)));
		return;
	}
	for (size_t i = 0; i < json_array_size(ids); i++) {
		const char *id = json_string_value(json_array_get(ids, i));
		if (!id || !message_id_is_full(id)) {
			answer_thrown(c, "Error", NULL,
				      "Message id be in format "
				      "false_11111111111@c.us_AAAAAAAAAAAAAAAAAAAA[_participant]");
			return;
		}
		struct message *m = message_find(c->session->account, id);
		if (m && message_unread(m))
			m->status = STATUS_READ;
	}
	answer_empty(c);
}

static void messages_read(struct call *c)
{
	json_t *complaints = NULL;
	struct chat *chat = chat_named(c, c->arg[1], false);
	int64_t days = query_number(&c->query, "days", 7, &complaints);
	bool given = query_get(&c->query, "messages");
	if (complaints)
		answer_complaints(c, complaints);
	else /* any "messages" counts as 100: so WAHA */
		answer_ok(c, read_all(c, chat, days, given ? 100 : most_of(chat)));
}

static void typing(struct call *c)
{
	result(c);
}

static bool among(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(*list, word))
			return true;
	return false;
}

static void presence_set(struct call *c)
{
	static const char *const own[] = { "online", "offline", NULL };
	const char *word = json_str_or(c->body, "presence", ""), *chat = json_str(c->body, "chatId");
	bool is_own = among(word, own);
	if (is_own == (chat != NULL)) {
		json_t *o = json_object();
		char *text =
			xasprintf(is_own ? "'%s' presence works globally and doesn't require 'chatId' field."
					 : "'%s' presence requires 'chatId' field.",
				  word);
		json_put_str(o, "detail", text);
		free(text);
		answer_json(c, 400, o);
		return;
	}
	if (is_own)
		c->session->presence = !strcmp(word, "online") ? "online" : "offline";
	answer_empty(c);
}

json_t *presence_shape(const struct person *p)
{
	json_t *o = json_object(), *list = json_array(), *row = json_object();
	char *id = p->pn ? xasprintf("%s@c.us", p->pn) : xasprintf("%s@lid", p->lid);
	json_put_str(o, "id", id);
	json_put_str(row, "participant", id);
	json_put_str(row, "lastKnownPresence", p->presence);
	if (!strcmp(p->presence, "offline") && p->last_seen)
		json_put_i64(row, "lastSeen", p->last_seen);
	else
		json_put_null(row, "lastSeen");
	json_array_append_new(list, row);
	json_put(o, "presences", list);
	free(id);
	return o;
}

static void presence_get(struct call *c)
{
	struct person *p = person_at(c->session->account, c->arg[1], false);
	if (p) {
		p->subscribed = true;
		answer_ok(c, presence_shape(p));
		return;
	}
	json_t *o = json_object();
	json_put_str(o, "id", c->arg[1]);
	json_put(o, "presences", json_array());
	answer_ok(c, o);
}

static void presence_all(struct call *c)
{
	struct account *a = c->session->account;
	json_t *list = json_array();
	for (size_t i = 0; i < a->people.n; i++)
		if (a->people.v[i]->subscribed && a->people.v[i]->exists)
			json_array_append_new(list, presence_shape(a->people.v[i]));
	answer_ok(c, list);
}

static void presence_subscribe(struct call *c)
{
	struct person *p = person_at(c->session->account, c->arg[1], false);
	if (p)
		p->subscribed = true;
	answer_empty(c);
}

/* The message an action speaks of; NULL when the answer is made. */
static struct message *named(struct call *c, const char *id)
{
	if (!id || !message_id_is_full(id)) {
		answer_thrown(
			c, "Error", NULL,
			"Message id be in format false_11111111111@c.us_AAAAAAAAAAAAAAAAAAAA[_participant]");
		return NULL;
	}
	struct message *m = message_find(c->session->account, id);
	if (!m)
		answer_not_found(c, "Message");
	return m;
}

/* A message about another one, in the same chat. */
static struct message *about(struct call *c, enum kind kind, struct message *target)
{
	if (!c->session->account->network) {
		answer_boom(c, 0, false, "Connection Closed");
		return NULL;
	}
	struct message *m = message_new(c->sim, c->session->account, target->addr, kind, NULL);
	m->from_me = m->api = true;
	m->target = target;
	return m;
}

static void react(struct call *c)
{
	struct message *target = named(c, json_str(c->body, "messageId"));
	struct message *m = target ? about(c, KIND_REACTION, target) : NULL;
	if (!m)
		return;
	message_set_text(m, json_str_or(c->body, "reaction", ""));
	send_off(c, m);
}

static void star(struct call *c)
{
	struct message *m = named(c, json_str(c->body, "messageId"));
	if (!m)
		return;
	m->starred = json_flag(c->body, "star");
	answer_empty(c);
}

static void edit(struct call *c)
{
	struct message *target = named(c, c->arg[2]);
	struct message *m = target ? about(c, KIND_EDIT, target) : NULL;
	if (!m)
		return;
	message_set_text(m, json_str_or(c->body, "text", ""));
	send_off(c, m);
}

static void revoke(struct call *c)
{
	struct message *target = named(c, c->arg[2]);
	struct message *m = target ? about(c, KIND_REVOKE, target) : NULL;
	if (m)
		send_off(c, m);
}

static void pin(struct call *c)
{
	struct message *target = named(c, c->arg[2]);
	struct message *m = target ? about(c, KIND_PIN, target) : NULL;
	if (!m)
		return;
	m->extra = json_object();
	json_put_i64(m->extra, "duration", json_i64_or(c->body, "duration", 86400));
	if (send_leave(c, m))
		success(c);
}

static void unpin(struct call *c)
{
	if (named(c, c->arg[2]))
		success(c);
}

static void archive(struct call *c)
{
	struct chat *chat = chat_named(c, c->arg[1], false);
	if (!chat || !chat_time(chat)) {
		answer_fail(c, 422, "No messages found in the chat");
		return;
	}
	chat->archived = strstr(c->route->path, "/archive") != NULL;
	if (c->sim->engine == &engine_webjs)
		event_emit(c->session, "chat.archive",
			   json_pack("{s:s,s:I,s:b}", "id", c->arg[1], "timestamp", (json_int_t)sim_seconds(c->sim),
				     "archived", chat->archived));
	answer_empty(c);
}

static void unread(struct call *c)
{
	if (c->sim->engine == &engine_gows)
		success(c);
	else
		answer_empty(c);
}

/* The messages go, and with the whole chat its place in the list. */
static void drop(struct call *c)
{
	struct chat *chat = chat_named(c, c->arg[1], false);
	struct account *a = c->session->account;
	for (size_t i = 0; chat && i < a->messages.n; i++)
		if (a->messages.v[i]->chat == chat)
			a->messages.v[i]->gone = true;
	if (chat && !strstr(c->route->path, "/messages"))
		chat->time[0] = chat->time[1] = 0;
	answer_empty(c);
}

static void refuse_call(struct call *c)
{
	answer_empty(c);
}

#define MID "/api/{session}/chats/{chat}/messages/{id}"
enum { ACT = R_BODY | R_WORKING, CHAT = R_PATH | R_WORKING };

const struct route act_routes[] = {
	{ "POST", "/api/sendSeen", seen, ACT | R_STORE, {0} },
	{ "POST", "/api/startTyping", typing, ACT, {0} },
	{ "POST", "/api/stopTyping", typing, ACT, {0} },
	{ "PUT", "/api/reaction", react, ACT, {0} },
	{ "PUT", "/api/star", star, ACT | R_NOT_GOWS, {0} },
	{ "POST", "/api/{session}/presence", presence_set, CHAT, {0} },
	{ "GET", "/api/{session}/presence", presence_all, CHAT | R_NOT_WEBJS, {0} },
	{ "GET", "/api/{session}/presence/{chat}", presence_get, CHAT, {0} },
	{ "POST", "/api/{session}/presence/{chat}/subscribe", presence_subscribe, CHAT, {0} },
	{ "POST", "/api/{session}/chats/{chat}/messages/read", messages_read, CHAT | R_STORE, {0} },
	{ "PUT", MID, edit, CHAT, {0} },
	{ "DELETE", MID, revoke, CHAT, {0} },
	{ "POST", MID "/pin", pin, CHAT | R_NOT_GOWS | R_NOT_WPP, {0} },
	{ "POST", MID "/unpin", unpin, CHAT | R_NOT_GOWS | R_NOT_WPP, {0} },
	{ "POST", "/api/{session}/chats/{chat}/archive", archive, CHAT | R_STORE | R_NOT_GOWS, {0} },
	{ "POST", "/api/{session}/chats/{chat}/unarchive", archive, CHAT | R_STORE | R_NOT_GOWS, {0} },
	{ "POST", "/api/{session}/chats/{chat}/unread", unread, CHAT | R_STORE, {0} },
	{ "DELETE", "/api/{session}/chats/{chat}", drop, CHAT | R_BROWSER, {0} },
	{ "DELETE", "/api/{session}/chats/{chat}/messages", drop, CHAT | R_BROWSER | R_NOT_WPP, {0} },
	{ "POST", "/api/{session}/calls/reject", refuse_call, CHAT, {0} },
	{ "POST", "/api/{session}/events", refuse_call, CHAT | R_NOT_NOWEB | R_NOT_WEBJS | R_NOT_WPP, {0} },
	{ 0 },
};
