/* labels: see labels.h. */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"

#include "waha/call.h"
#include "waha/decode.h"
#include "waha/labels.h"

#include "base/banned.h"

void waha_labels_fini(struct waha_labels *l)
{
	free(l->v);
	*l = (struct waha_labels){ 0 };
}

void waha_label_chats_fini(struct waha_label_chats *l)
{
	free(l->v);
	*l = (struct waha_label_chats){ 0 };
}

static void take_label(void *out, const json_t *row)
{
	struct waha_labels *l = out;
	struct told_label one;

	if (!decode_label(row, &one))
		return;
	LIST_GROW(l);
	l->v[l->n++] = one;
}

static bool read_labels(struct waha *w, char *path, struct waha_labels *out, struct err *e)
{
	size_t rows;

	waha_labels_fini(out);
	return waha_rows(w, path, take_label, out, &rows, e);
}

bool waha_labels(struct waha *w, struct waha_labels *out, struct err *e)
{
	return read_labels(w, waha_path("/api/%s/labels", w->session), out, e);
}

static char *chat_path(const struct waha *w, const struct address *chat)
{
	char text[ADDRESS_CAP];

	return waha_path("/api/%s/labels/chats/%s", w->session, address_text(chat, text));
}

bool waha_chat_labels(struct waha *w, const struct address *chat, struct waha_labels *out, struct err *e)
{
	return read_labels(w, chat_path(w, chat), out, e);
}

static bool change(struct waha *w, const char *method, char *path, json_t *body, struct waha_told *told, struct err *e)
{
	bool ok = waha_call(w, &(struct waha_ask){ .method = method, .path = path, .body = body, .changing = true,
		.timeout_ms = WAHA_BOUND_MS }, told, e);

	json_decref(body);
	free(path);
	return ok;
}

bool waha_put_chat_labels(struct waha *w, const struct address *chat, const struct waha_labels *l, struct err *e)
{
	json_t *body = json_object(), *list = json_array();
	struct waha_told told = { 0 };
	bool ok;

	for (size_t i = 0; i < l->n; i++) {
		json_t *one = json_object();

		json_put_str(one, "id", l->v[i].id);
		json_array_append_new(list, one);
	}
	json_put(body, "labels", list);
	ok = change(w, "PUT", chat_path(w, chat), body, &told, e);
	waha_told_fini(&told);
	return ok;
}

/* Each engine has its own rows; an id of the chat is in all of them. */
static void take_label_chat(void *out, const json_t *row)
{
	struct waha_label_chats *l = out;
	const char *chat = decode_id_text(json_at(row, "id"));
	struct address a;

	if (!chat || !address_parse(chat, &a, NULL))
		return;
	LIST_GROW(l);
	l->v[l->n++] = a;
}

bool waha_label_chats(struct waha *w, const char *id, struct waha_label_chats *out, struct err *e)
{
	size_t rows;

	waha_label_chats_fini(out);
	return waha_rows(w, waha_path("/api/%s/labels/%s/chats", w->session, id), take_label_chat, out, &rows, e);
}

bool waha_put_label(struct waha *w, const char *id, const char *name, int colour, struct told_label *out, struct err *e)
{
	json_t *body = json_object();
	struct waha_told told = { 0 };
	bool ok;

	json_put_str(body, "name", name);
	json_put_i64(body, "color", colour);
	ok = change(w, id ? "PUT" : "POST", id ? waha_path("/api/%s/labels/%s", w->session, id)
			: waha_path("/api/%s/labels", w->session), body, &told, e);
	if (out) {
		*out = (struct told_label){ 0 };
		if (ok)
			decode_label(told.json, out);
	}
	waha_told_fini(&told);
	return ok;
}

bool waha_drop_label(struct waha *w, const char *id, struct err *e)
{
	struct waha_told told = { 0 };
	bool ok = change(w, "DELETE", waha_path("/api/%s/labels/%s", w->session, id), NULL, &told, e);

	waha_told_fini(&told);
	return ok;
}
