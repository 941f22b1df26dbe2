/* history: the lists: chats, overviews, messages, one message. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/call.h"
#include "sim/media.h"
#include "sim/message.h"
#include "sim/route.h"
#include "sim/rule.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

/* One row of the list of chats: a chat whose addresses WAHA cannot put together
 * has two. */
struct entry {
	const struct chat *chat;
	char *raw;
	int64_t time;
	const char *only; /* the address its messages must have, or NULL */
};
struct entries {
	struct entry *v;
	size_t n, cap;
};

static void add(struct entries *l, const struct chat *chat, char *raw, int64_t time, bool split)
{
	LIST_GROW(l);
	l->v[l->n++] = (struct entry){ chat, raw, time, split ? raw : NULL };
}

static struct entries entries_of(const struct account *a, bool merged)
{
	struct entries l = {0};
	for (size_t i = 0; i < a->chats.n; i++) {
		const struct chat *c = a->chats.v[i];
		if (!chat_time(c))
			continue;
		if (!c->person || !c->person->lid || (merged && chat_merged(c))) {
			add(&l, c, chat_raw(c), chat_time(c), false);
			continue;
		}
		if (c->time[0] && c->person->pn)
			add(&l, c, xasprintf("%s@s.whatsapp.net", c->person->pn), c->time[0], true);
		if (c->time[1])
			add(&l, c, xasprintf("%s@lid", c->person->lid), c->time[1], true);
	}
	return l;
}

static void entries_fini(struct entries *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i].raw);
	free(l->v);
	*l = (struct entries){0};
}

static const char *name_of(const struct entry *e)
{
	return e->chat->group ? e->chat->group->subject : e->chat->name;
}

static int by_time(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	return x->time == y->time ? strcmp(x->raw, y->raw) : x->time > y->time ? -1 : 1;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->raw, ((const struct entry *)b)->raw);
}

static int by_name(const void *a, const void *b)
{
	const char *x = name_of(a), *y = name_of(b);
	return x && y ? strcmp(x, y) : x ? -1 : y ? 1 : by_id(a, b);
}

static void sort(struct entries *l, const char *by, const char *order, bool unsorted_is_by_id)
{
	bool down = order && !strcmp(order, "desc");
	if (!by)
		by = unsorted_is_by_id ? "id" : "conversationTimestamp";
	else if (!strcmp(by, "conversationTimestamp"))
		down = order && !strcmp(order, "asc"); /* by_time has the newest first */
	if (l->n)
		qsort(l->v, l->n, sizeof *l->v,
		      !strcmp(by, "id")	    ? by_id
		      : !strcmp(by, "name") ? by_name
					    : by_time);
	for (size_t i = 0; down && i < l->n / 2; i++) {
		struct entry t = l->v[i];
		l->v[i] = l->v[l->n - 1 - i];
		l->v[l->n - 1 - i] = t;
	}
}

static void chats(struct call *c)
{
	json_t *complaints = NULL;
	query_number(&c->query, "limit", 0, &complaints);
	query_number(&c->query, "offset", 0, &complaints);
	const char *by = query_among(&c->query, "sortBy", "conversationTimestamp, id, name", &complaints);
	const char *order = query_among(&c->query, "sortOrder", "desc, asc", &complaints);
	bool merged = query_bool(&c->query, "merge", 1, &complaints);
	if (complaints) {
		answer_complaints(c, complaints);
		return;
	}
	struct entries l = entries_of(c->session->account, merged);
	sort(&l, by, order, !c->sim->engine->needs_store);
	json_t *all = json_array();
	for (size_t i = 0; i < l.n; i++)
		json_array_append_new(all, c->sim->engine->chat(c->session, l.v[i].chat, l.v[i].raw));
	entries_fini(&l);
	answer_ok(c, query_page(&c->query, all, &complaints));
}

static const struct message *newest(const struct account *a, const struct entry *e)
{
	const struct message *best = NULL;
	for (size_t i = 0; i < a->messages.n; i++) {
		const struct message *m = a->messages.v[i];
		if (m->arrived && !m->gone && !message_hidden(m) && m->chat == e->chat &&
		    (!e->only || !strcmp(m->addr, e->only)) && (!best || m->time > best->time))
			best = m;
	}
	return best;
}

static json_t *overview_row(struct call *c, const struct entry *e)
{
	json_t *o = json_object();
	const struct person *p = e->chat->person;
	char *id = cus_of(e->raw), *contact = p ? person_contact_id(p) : NULL;
	const char *name = name_of(e);
	/* The names of people addressed by lid are kept under it: once the chat
	 * shows the number, it has none. */
	if (!name && contact && !strcmp(contact, id))
		name = p->name ? p->name : p->push;
	json_put_str(o, "id", id);
	if (name)
		json_put_str(o, "name", name);
	else
		json_put_null(o, "name");
	if (p && p->picture)
		json_put_str(o, "picture", p->picture);
	else
		json_put_null(o, "picture");
	const struct message *m = newest(c->session->account, e);
	json_put(o, "lastMessage", m ? c->sim->engine->row(c->session, m, FORM_STORED, NULL) : json_null());
	json_put(o, "_chat", c->sim->engine->chat(c->session, e->chat, e->raw));
	free(id);
	free(contact);
	return o;
}

static void overview(struct call *c, int64_t limit, int64_t offset, json_t *ids, bool merged)
{
	struct entries l = entries_of(c->session->account, merged);
	json_t *list = json_array();
	int64_t at = 0;
	sort(&l, NULL, NULL, false);
	for (size_t i = 0; i < l.n && (int64_t)json_array_size(list) < limit; i++) {
		bool wanted = !json_array_size(ids);
		for (size_t k = 0; k < json_array_size(ids) && !wanted; k++) {
			const char *id = json_string_value(json_array_get(ids, k));
			char *raw = raw_of(id ? id : "");
			wanted = chat_at(c->session->account, raw, false) == l.v[i].chat;
			free(raw);
		}
		if (wanted && at++ >= offset)
			json_array_append_new(list, overview_row(c, &l.v[i]));
	}
	entries_fini(&l);
	json_decref(ids);
	answer_ok(c, list);
}

static void overview_get(struct call *c)
{
	json_t *complaints = NULL, *ids = json_array();
	int64_t limit = query_number(&c->query, "limit", 20, &complaints);
	int64_t offset = query_number(&c->query, "offset", 0, &complaints);
	bool merged = query_bool(&c->query, "merge", 1, &complaints);
	for (size_t i = 0; i < c->query.n; i++)
		if (!strcmp(c->query.v[i].name, "ids"))
			json_array_append_new(ids, json_string(c->query.v[i].value));
	if (complaints) {
		json_decref(ids);
		answer_complaints(c, complaints);
		return;
	}
	overview(c, limit, offset, ids, merged);
}

static void overview_post(struct call *c)
{
	json_t *ids = (json_t *)json_at(c->body, "filter.ids");
	/* Both members are read without looking whether they are there. */
	if (!json_at(c->body, "pagination") || !json_at(c->body, "filter")) {
		answer_thrown(c, "TypeError", NULL, "Cannot read properties of undefined (reading '%s')",
			      json_at(c->body, "pagination") ? "ids" : "limit");
		return;
	}
	overview(c, json_i64_or(c->body, "pagination.limit", 20),
		 json_i64_or(c->body, "pagination.offset", 0),
		 json_is_array(ids) ? json_incref(ids) : json_array(), true);
}

static json_t *download(struct call *c, const struct message *m, bool wanted)
{
	if (m->media && wanted)
		return media_answer(c->session, m);
	if (m->media && sim_since(c->sim, 2026, 8, 2)) {
		json_t *o = c->sim->engine->media(c->session, m);
		json_put_null(o, "url");
		return o;
	}
	return NULL;
}

static int ack_named(const char *name, json_t **complaints)
{
	if (!name)
		return -9;
	for (int ack = -1; ack <= 4; ack++)
		if (!strcmp(ack_name(ack), name))
			return ack;
	if (!*complaints)
		*complaints = json_array();
	json_array_append_new(*complaints, json_string("filter.ack must be one of the following values: "
						       "ERROR, PENDING, SERVER, DEVICE, READ, PLAYED"));
	return -9;
}

/* WPP takes the newest rows there are, and filters these. */
static struct message_list chosen(const struct call *c, const struct account *a, const struct message_filter *f,
				  int64_t most)
{
	struct message_filter late = { .chat = f->chat, .raw = f->raw, .from_me = -1, .ack = -9,
				       .before_order = f->before_order };
	struct message_list all, kept;
	if (!c->sim->engine->filters_late)
		return message_select(a, f);
	all = message_select(a, &late);
	kept = message_select(a, f);
	size_t n = 0;
	for (size_t i = 0; i < kept.n; i++)
		for (size_t k = 0; k < all.n && (int64_t)k < most; k++)
			if (all.v[k] == kept.v[i]) {
				kept.v[n++] = kept.v[i];
				break;
			}
	kept.n = n;
	free(all.v);
	return kept;
}

static void list_messages(struct call *c, const char *chat_id)
{
	json_t *complaints = NULL;
	const struct query *q = &c->query;
	struct account *a = c->session->account;
	int64_t limit = query_number(q, "limit", 10, &complaints),
		offset = query_number(q, "offset", 0, &complaints);
	const char *order = query_among(q, "sortOrder", "desc, asc", &complaints);
	bool wanted = query_bool(q, "downloadMedia", 1, &complaints),
	     merged = query_bool(q, "merge", 1, &complaints);
	struct message_filter f = {
		.gte = query_number(q, "filter.timestamp.gte", 0, &complaints),
		.lte = query_number(q, "filter.timestamp.lte", 0, &complaints),
		.from_me = query_bool(q, "filter.fromMe", -1, &complaints),
		.ack = ack_named(query_get(q, "filter.ack"), &complaints),
		.ascending = order && !strcmp(order, "asc"),
		.before_order = (int64_t)rule_deaf_listing(c),
	};
	query_among(q, "sortBy", "timestamp, messageTimestamp", &complaints);
	if (complaints) {
		answer_complaints(c, complaints);
		return;
	}
	char *raw = raw_of(chat_id);
	bool all = !strcmp(chat_id, "all");
	f.chat = all ? NULL : chat_at(a, raw, false);
	if (f.chat && !(merged && chat_merged(f.chat)) && f.chat->person && f.chat->person->lid)
		f.raw = raw;
	json_t *list = json_array();
	struct message_list l = all || f.chat ? chosen(c, a, &f, offset + limit) : (struct message_list){0};
	bool broken = false;
	/* The hidden ones are dropped after the page was cut: pages come short. */
	for (size_t i = (size_t)(offset > 0 ? offset : 0); i < l.n && (int64_t)i < offset + limit; i++) {
		if (message_hidden(l.v[i]))
			continue;
		broken = broken || (wanted && l.v[i]->media && l.v[i]->media->broken);
		json_array_append_new(list, c->sim->engine->row(c->session, l.v[i], FORM_STORED,
								download(c, l.v[i], wanted)));
	}
	free(l.v);
	free(raw);
	answer_ok(c, list);
	if (broken)
		c->an->delay_ms += MEDIA_RETRY_MS;
}

/* A page that shows one chat knows of no others. */
static bool no_such_list(struct call *c, const char *chat_id)
{
	if (!c->sim->engine->browser || strcmp(chat_id, "all") != 0)
		return false;
	answer_unimplemented(c);
	return true;
}

static void messages(struct call *c)
{
	if (no_such_list(c, c->arg[1]))
		return;
	list_messages(c, c->arg[1]);
}

static void messages_old(struct call *c)
{
	list_messages(c, query_get(&c->query, "chatId") ? query_get(&c->query, "chatId") : "");
}

/* A browser wants the whole id; WEBJS from 2026.4.1 on finds the bare one of a chat with
 * one person. */
static bool bad_id(const struct call *c)
{
	if (!c->sim->engine->browser || message_id_is_full(c->arg[2]))
		return false;
	return c->sim->engine != &engine_webjs || !sim_since(c->sim, 2026, 4, 1) || strstr(c->arg[1], "@g.us");
}

static void message(struct call *c)
{
	json_t *complaints = NULL;
	bool wanted = query_bool(&c->query, "downloadMedia", 1, &complaints);
	if (complaints) {
		answer_complaints(c, complaints);
		return;
	}
	if (no_such_list(c, c->arg[1]))
		return;
	if (bad_id(c)) {
		answer_thrown(c, "Error", NULL,
			      "Message id be in format false_11111111111@c.us_AAAAAAAAAAAAAAAAAAAA[_participant]");
		return;
	}
	const struct message *m = message_find(c->session->account, c->arg[2]);
	if (!m) {
		answer_not_found(c, "Message");
		return;
	}
	answer_ok(c, c->sim->engine->row(c->session, m, FORM_STORED, download(c, m, wanted)));
	if (wanted && m->media && m->media->broken)
		c->an->delay_ms += MEDIA_RETRY_MS;
}

static void picture(struct call *c)
{
	const struct person *p = person_at(c->session->account, c->arg[1], false);
	json_t *o = json_object();
	if (p && p->picture)
		json_put_str(o, "url", p->picture);
	else
		json_put_null(o, "url");
	answer_ok(c, o);
}

enum { LIST = R_PATH | R_WORKING | R_STORE };

const struct route history_routes[] = {
	{ "GET", "/api/{session}/chats", chats, LIST, {0} },
	{ "GET", "/api/{session}/chats/overview", overview_get, LIST, {0} },
	{ "POST", "/api/{session}/chats/overview", overview_post, LIST, {0} },
	{ "GET", "/api/{session}/chats/{chat}/picture", picture, R_PATH | R_WORKING, {0} },
	{ "GET", "/api/{session}/chats/{chat}/messages", messages, LIST, {0} },
	{ "GET", "/api/{session}/chats/{chat}/messages/{id}", message, LIST, {0} },
	{ "GET", "/api/messages", messages_old, R_QUERY | R_WORKING | R_STORE, {0} },
	{ 0 },
};
