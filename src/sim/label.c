/* label: WhatsApp Business labels, made here or on the phone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/call.h"
#include "sim/event.h"
#include "sim/label.h"
#include "sim/route.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

enum { LABELS_MOST = 20 };

static const char *const colours[] = {
	"#ff9485", "#64c4ff", "#ffd429", "#dfaef0", "#99b6c1", "#55ccb3", "#ff9dff",
	"#d3a91d", "#6d7cce", "#d7e752", "#00d0e2", "#ffc5c7", "#93ceac", "#f74848",
	"#00a0f2", "#83e422", "#ffaf04", "#b5ebff", "#9ba6ff", "#9368cf",
};
enum { COLOURS = sizeof colours / sizeof *colours };

static json_t *label_by(const struct account *a, const char *key, const char *value)
{
	for (size_t i = 0; value && i < json_array_size(a->labels); i++) {
		json_t *row = json_array_get(a->labels, i);
		if (!strcmp(json_str_or(row, key, ""), value))
			return row;
	}
	return NULL;
}

static void paint(json_t *label, int64_t colour)
{
	json_put_i64(label, "color", colour);
	json_put_str(label, "colorHex", colours[colour]);
}

/* -1 when the body gives no colour that WAHA takes; the answer is made then. */
static int64_t colour_in(struct call *c)
{
	const char *hex = json_str(c->body, "colorHex");
	int64_t n = -1;
	bool number = json_i64(c->body, "color", &n);
	if (number == (hex != NULL)) {
		answer_fail(c, 422, "Either 'color' or 'colorHex' must be specified, not both");
		return -1;
	}
	for (int i = 0; hex && i < COLOURS; i++)
		if (!strcasecmp(colours[i], hex))
			n = i;
	if (n < 0 || n >= COLOURS) {
		answer_fail(c, 422, "Invalid color");
		return -1;
	}
	return n;
}

static bool name_taken(struct call *c, const char *name)
{
	if (name && !label_by(c->session->account, "name", name))
		return false;
	answer_fail(c, 422, "Label with '%s' already exists", name ? name : "");
	return true;
}

json_t *label_add(struct session *s, const char *name, int64_t colour)
{
	struct account *a = s->account;
	char id[16];
	snprintf(id, sizeof id, "%d", ++a->next_label);
	json_t *label = json_object();
	json_put_str(label, "id", id);
	json_put_str(label, "name", name);
	paint(label, colour >= 0 && colour < COLOURS ? colour : 0);
	json_array_append_new(a->labels, label);
	event_emit(s, "label.upsert", json_deep_copy(label));
	return label;
}

static void tell_chat(struct session *s, const char *event, const char *id, const struct chat *chat)
{
	json_t *o = json_object(), *label = label_by(s->account, "id", id);
	char *chat_name = chat_id(chat);
	json_put_str(o, "labelId", id);
	json_put_str(o, "chatId", chat_name);
	json_put(o, "label", label ? json_deep_copy(label) : json_null());
	event_emit(s, event, o);
	free(chat_name);
}

static bool in_list(const json_t *labels, const char *id)
{
	for (size_t i = 0; i < json_array_size(labels); i++)
		if (!strcmp(json_str_or(json_array_get(labels, i), "id", ""), id))
			return true;
	return false;
}

void label_chat(struct session *s, struct chat *chat, const json_t *labels)
{
	for (size_t i = 0; i < chat->n_labels; i++)
		if (!in_list(labels, chat->labels[i]))
			tell_chat(s, "label.chat.deleted", chat->labels[i], chat);
	for (size_t i = 0; i < json_array_size(labels); i++) {
		const char *id = json_str_or(json_array_get(labels, i), "id", "");
		if (!chat_has_label(chat, id))
			tell_chat(s, "label.chat.added", id, chat);
	}
	chat_clear_labels(chat);
	chat->labels = xrealloc(chat->labels, json_array_size(labels) + 1, sizeof *chat->labels);
	for (size_t i = 0; i < json_array_size(labels); i++)
		chat->labels[chat->n_labels++] = xstrdup(json_str_or(json_array_get(labels, i), "id", ""));
}

static void labels(struct call *c)
{
	answer_ok(c, json_deep_copy(c->session->account->labels));
}

static void create(struct call *c)
{
	const char *name = json_str(c->body, "name");
	if (json_array_size(c->session->account->labels) >= LABELS_MOST) {
		answer_fail(c, 422, "Maximum %d labels allowed", LABELS_MOST);
		return;
	}
	int64_t colour = name_taken(c, name) ? -1 : colour_in(c);
	if (colour >= 0)
		answer_ok(c, json_deep_copy(label_add(c->session, name, colour)));
}

/* NULL: answered 404. */
static json_t *named(struct call *c)
{
	json_t *label = label_by(c->session->account, "id", c->arg[1]);
	if (!label)
		answer_not_found(c, "Label");
	return label;
}

static void change(struct call *c)
{
	json_t *label = named(c);
	const char *name = json_str(c->body, "name");
	/* An unchanged name finds itself and is refused: so WAHA. */
	if (!label || name_taken(c, name))
		return;
	int64_t colour = colour_in(c);
	if (colour < 0)
		return;
	json_put_str(label, "name", name);
	paint(label, colour);
	event_emit(c->session, "label.upsert", json_deep_copy(label));
	answer_ok(c, json_deep_copy(label));
}

static void drop(struct call *c)
{
	json_t *label = named(c), *o = json_object();
	struct account *a = c->session->account;
	if (!label) {
		json_decref(o);
		return;
	}
	event_emit(c->session, "label.deleted", json_deep_copy(label));
	for (size_t i = 0; i < json_array_size(a->labels); i++)
		if (json_array_get(a->labels, i) == label)
			json_array_remove(a->labels, i--);
	json_put_bool(o, "result", true);
	answer_ok(c, o);
}

static struct chat *chat_here(struct call *c)
{
	char *raw = raw_of(c->arg[1]);
	struct chat *chat = chat_at(c->session->account, raw, true);
	free(raw);
	return chat;
}

static void of_chat(struct call *c)
{
	const struct chat *chat = chat_here(c);
	json_t *list = json_array();
	for (size_t i = 0; i < chat->n_labels; i++) {
		json_t *label = label_by(c->session->account, "id", chat->labels[i]);
		if (label)
			json_array_append_new(list, json_deep_copy(label));
	}
	answer_ok(c, list);
}

static void set_chat(struct call *c)
{
	label_chat(c->session, chat_here(c), json_at(c->body, "labels"));
	answer_empty(c);
}

static void chats_of(struct call *c)
{
	const struct account *a = c->session->account;
	json_t *list = json_array();
	for (size_t i = 0; i < a->chats.n; i++) {
		if (!chat_has_label(a->chats.v[i], c->arg[1]))
			continue;
		char *raw = chat_raw(a->chats.v[i]), *id = chat_id(a->chats.v[i]);
		if (c->sim->engine->needs_store || c->sim->engine->browser) {
			json_array_append_new(list, c->sim->engine->chat(c->session, a->chats.v[i], raw));
		} else {
			json_t *o = json_object();
			json_put_str(o, "id", id);
			json_array_append_new(list, o);
		}
		free(raw);
		free(id);
	}
	answer_ok(c, list);
}

enum { LABEL = R_PATH | R_WORKING | R_STORE };

const struct route label_routes[] = {
	{ "GET", "/api/{session}/labels", labels, LABEL, {0} },
	{ "POST", "/api/{session}/labels", create, LABEL, {0} },
	{ "GET", "/api/{session}/labels/chats/{chat}", of_chat, LABEL, {0} },
	{ "PUT", "/api/{session}/labels/chats/{chat}", set_chat, LABEL, {0} },
	{ "PUT", "/api/{session}/labels/{id}", change, LABEL, {0} },
	{ "DELETE", "/api/{session}/labels/{id}", drop, LABEL, {0} },
	{ "GET", "/api/{session}/labels/{id}/chats", chats_of, LABEL, {0} },
	{ 0 },
};
