/* control: /sim, by which tests and the demo play the world: customers, phones,
 * network, WhatsApp's own decisions. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/call.h"
#include "sim/customer.h"
#include "sim/dice.h"
#include "sim/event.h"
#include "sim/inbound.h"
#include "sim/label.h"
#include "sim/ladder.h"
#include "sim/message.h"
#include "sim/route.h"
#include "sim/rule.h"
#include "sim/session.h"
#include "sim/shape.h"
#include "sim/shop.h"
#include "sim/state.h"

#include "base/banned.h"

static void fine(struct call *c)
{
	answer_json(c, 200, json_pack("{s:b}", "ok", 1));
}

static void failed(struct call *c, const struct err *e)
{
	answer_fail(c, err_http_status(e->kind), "%s", err_text(e));
}

/* The session that the body names, or the first; NULL: answered 404. */
static struct session *session_in(struct call *c)
{
	const char *name = json_str(c->body, "session");
	struct session *s = name	       ? session_named(c->sim, name)
			  : c->sim->sessions.n ? c->sim->sessions.v[0]
					       : NULL;
	if (!s)
		answer_fail(c, 404, "There is no session \"%s\"", name ? name : "");
	return s;
}

static void answer_message(struct call *c, struct session *s, const struct message *m)
{
	json_t *o = json_object();
	char *serial = message_serial(s, m, NULL);
	json_put_str(o, "id", m->id);
	json_put_str(o, "serial", serial);
	json_put_i64(o, "timestamp", m->first);
	free(serial);
	answer_json(c, 200, o);
}

static void comes(struct call *c, bool own)
{
	struct session *s = session_in(c);
	struct err e = {0};
	struct message *m = s ? inbound_read(s, c->body, own, &e) : NULL;
	if (!m) {
		if (s)
			failed(c, &e);
		return;
	}
	bool again = m->arrived;
	inbound_deliver(s, m);
	if (m->from_me && !m->target && !again)
		ladder_start(s, m);
	answer_message(c, s, m);
}

static void inbound(struct call *c)
{
	comes(c, false);
}

static void own(struct call *c)
{
	comes(c, true);
}

static void history(struct call *c)
{
	struct session *s = session_in(c);
	struct err e = {0};
	const char *with = json_str(c->body, "with");
	const json_t *talk = json_at(c->body, "talk");
	if (!s)
		return;
	if (!with) {
		answer_fail(c, 400, "Say with whom: \"with\"");
		return;
	}
	for (size_t i = 0; i < json_array_size(talk); i++)
		if (!shop_line(s, json_array_get(talk, i), with, false, &e)) {
			failed(c, &e);
			return;
		}
	inbound_history(s);
	fine(c);
}

static void ack(struct call *c)
{
	struct session *s = session_in(c);
	char *bare = s ? message_bare(json_str_or(c->body, "id", "")) : NULL;
	struct message *m = bare ? message_any(s->account, bare) : NULL;
	int64_t level = json_i64_or(c->body, "ack", 2);
	free(bare);
	if (!s)
		return;
	if (!m || level < -1 || level > 4) {
		answer_fail(c, m ? 400 : 404, m ? "ack goes from -1 to 4" : "There is no such message");
		return;
	}
	if (level < 0)
		ladder_refuse(s, m, json_str(c->body, "code"));
	else
		ladder_receipt(s, m, (int)level + 1, json_flag(c->body, "lid"));
	fine(c);
}

static void person(struct call *c)
{
	struct session *s = session_in(c);
	struct err e = {0};
	struct person *p = s ? shop_person(s, c->body, &e) : NULL;
	if (!p) {
		if (s)
			failed(c, &e);
		return;
	}
	const char *presence = json_str(c->body, "presence");
	static const char *const words[] = { "online", "offline", "typing", "recording", "paused" };
	for (size_t i = 0; presence && i < sizeof words / sizeof *words; i++)
		if (!strcmp(words[i], presence))
			customer_presence(s, p, words[i]);
	fine(c);
}

static void account(struct call *c)
{
	struct session *s = session_in(c);
	if (!s)
		return;
	char **const at[] = { &s->account->pn, &s->account->lid, &s->account->push };
	static const char *const names[] = { "pn", "lid", "push" };
	for (int i = 0; i < 3; i++) {
		const char *value = json_str(c->body, names[i]);
		if (value) {
			free(*at[i]);
			*at[i] = xstrdup(value);
		}
	}
	fine(c);
}

static void scan(struct call *c)
{
	struct session *s = session_in(c);
	if (s && session_scan(s))
		fine(c);
	else if (s)
		answer_fail(c, 409, "No QR is shown: the session is %s", status_names[s->status]);
}

/* One action on a session, no answer but "ok". */
static void with_session(struct call *c, void (*act)(struct session *))
{
	struct session *s = session_in(c);
	if (!s)
		return;
	act(s);
	fine(c);
}

static void unlink_it(struct call *c)
{
	with_session(c, session_unlink);
}

static void fail_it(struct call *c)
{
	with_session(c, session_fail);
}

static void work_it(struct call *c)
{
	with_session(c, session_work_now);
}

static void process_restart(struct call *c)
{
	c->sim->started = c->sim->now;
	for (size_t i = 0; i < c->sim->sessions.n; i++)
		session_process_restart(c->sim->sessions.v[i]);
	fine(c);
}

static void network(struct call *c)
{
	struct session *s = session_in(c);
	if (!s)
		return;
	session_network(s, json_flag(c->body, "up"));
	fine(c);
}

static void phone(struct call *c)
{
	struct session *s = session_in(c);
	if (!s)
		return;
	s->account->phone_on = json_flag(c->body, "on");
	ladder_flush(s);
	fine(c);
}

static void customers(struct call *c)
{
	customer_switch(c->sim, json_flag(c->body, "on"));
	fine(c);
}

static void timelock(struct call *c)
{
	struct session *s = session_in(c);
	if (!s)
		return;
	struct account *a = s->account;
	a->timelock = json_flag(c->body, "on");
	a->timelock_untold = json_flag(c->body, "untold");
	a->timelock_until = a->timelock ? json_i64_or(c->body, "until", sim_seconds(c->sim) + 86400) : 0;
	free(a->timelock_kind);
	a->timelock_kind = xstrdup(json_str_or(c->body, "kind", "RESTRICT_ALL_COMPANIONS"));
	if (!a->timelock_untold)
		session_say_working(s, json_pack("{s:o}", "reachoutTimelock", session_timelock(s)));
	fine(c);
}

static void capping(struct call *c)
{
	struct session *s = session_in(c);
	if (!s)
		return;
	struct account *a = s->account;
	free(a->capping);
	a->capping = xstrdup(json_str_or(c->body, "status", "NONE"));
	a->capped = !strcmp(a->capping, "CAPPED");
	a->quota = json_i64_or(c->body, "quota", strcmp(a->capping, "NONE") ? 100 : -1);
	a->used = json_i64_or(c->body, "used", 0);
	if (sim_since(c->sim, 2026, 8, 1))
		session_say_working(s, json_pack("{s:o}", "messageCapping", session_capping(s)));
	fine(c);
}

static void label(struct call *c)
{
	struct session *s = session_in(c);
	if (!s)
		return;
	json_t *row = label_add(s, json_str_or(c->body, "name", "?"), json_i64_or(c->body, "color", 0));
	const char *chat = json_str(c->body, "chat");
	if (chat) {
		char *raw = raw_of(chat);
		json_t *one = json_array();
		json_array_append(one, row);
		label_chat(s, chat_at(s->account, raw, true), one);
		json_decref(one);
		free(raw);
	}
	answer_json(c, 200, json_deep_copy(row));
}

static void group(struct call *c)
{
	struct session *s = session_in(c);
	const char *jid = json_str_or(c->body, "jid", "");
	if (!s)
		return;
	if (!raw_is_group(jid)) {
		answer_fail(c, 400, "A group needs a \"jid\" that ends in @g.us");
		return;
	}
	struct group *g = group_at(s->account, jid, true);
	const json_t *members = json_at(c->body, "members");
	free(g->subject);
	g->subject = xstrdup(json_str_or(c->body, "subject", "?"));
	g->listed = !json_object_get(c->body, "listed") || json_flag(c->body, "listed");
	for (size_t i = 0; i < json_array_size(members); i++) {
		const char *address = json_string_value(json_array_get(members, i));
		struct person *p = address ? person_at(s->account, address, true) : NULL;
		if (p)
			group_join(g, p);
	}
	fine(c);
}

static void call(struct call *c)
{
	struct session *s = session_in(c);
	const struct person *p = s ? person_at(s->account, json_str_or(c->body, "from", ""), true) : NULL;
	if (!p) {
		if (s)
			answer_fail(c, 400, "Say who calls: \"from\"");
		return;
	}
	char *raw = person_raw(p), *id = cus_of(raw), call_id[24];
	dice_hex(c->sim, call_id, 22);
	json_t *o = json_object(), *data = json_object();
	json_put_str(o, "id", call_id);
	json_put_str(o, "from", id);
	json_put_i64(o, "timestamp", sim_seconds(c->sim));
	json_put_bool(o, "isVideo", json_flag(c->body, "video"));
	json_put_bool(o, "isGroup", false);
	json_put_str(data, "chatId", raw);
	json_put_str(data, "from", raw);
	json_put_str(data, "id", call_id);
	char date[ISO_CAP];
	json_put_str(data, "date", iso_time(sim_seconds(c->sim) * 1000, date));
	json_put_bool(data, "offline", false);
	json_put_str(data, "status", "offer");
	json_put_bool(data, "isVideo", json_flag(c->body, "video"));
	json_put_bool(data, "isGroup", false);
	json_put(o, "_data", data);
	event_emit(s, "call.received", o);
	free(raw);
	free(id);
	fine(c);
}

static void log_get(struct call *c)
{
	json_t *complaints = NULL, *list = json_array(), *o = json_object();
	int64_t since = query_number(&c->query, "since", 0, &complaints) - c->sim->lines_from;
	const char *what = query_get(&c->query, "what");
	size_t n = json_array_size(c->sim->lines);
	json_decref(complaints);
	for (size_t i = since > 0 ? (size_t)since : 0; i < n; i++) {
		json_t *line = json_array_get(c->sim->lines, i);
		if (!what || !strcmp(what, json_str_or(line, "what", "")))
			json_array_append(list, line);
	}
	json_put_i64(o, "next", c->sim->lines_from + (int64_t)n);
	json_put(o, "lines", list);
	answer_json(c, 200, o);
}

static json_t *session_state(struct session *s)
{
	const struct account *a = s->account;
	json_t *o = session_info(s, true);
	int64_t listed = 0, inbound_n = 0, delivered = 0, unread = 0;
	for (size_t i = 0; i < a->messages.n; i++) {
		const struct message *m = a->messages.v[i];
		listed += m->arrived && !m->gone;
		inbound_n += !m->from_me;
		delivered += m->from_me && m->api && m->delivered;
		unread += message_unread(m);
	}
	json_put_bool(o, "exists", s->exists);
	json_put_bool(o, "paired", a->paired);
	json_put_bool(o, "phone", a->phone_on);
	json_put_bool(o, "network", a->network);
	json_put_bool(o, "store", s->store);
	json_put_i64(o, "people", (int64_t)a->people.n);
	json_put_i64(o, "chats", (int64_t)a->chats.n);
	json_put_i64(o, "messages", (int64_t)a->messages.n);
	json_put_i64(o, "listed", listed);
	json_put_i64(o, "inbound", inbound_n);
	json_put_i64(o, "delivered", delivered);
	json_put_i64(o, "unread", unread);
	return o;
}

static void state(struct call *c)
{
	json_t *o = json_object(), *list = json_array();
	for (size_t i = 0; i < c->sim->sessions.n; i++)
		json_array_append_new(list, session_state(c->sim->sessions.v[i]));
	json_put_i64(o, "now", c->sim->now);
	json_put(o, "version", answer_version(c->sim));
	json_put_bool(o, "lenient", c->sim->lenient);
	json_put_bool(o, "customers", c->sim->customers);
	json_put_i64(o, "webhooks_waiting", (int64_t)c->sim->hooks.n);
	json_put(o, "sessions", list);
	json_put(o, "rules", rule_list(c->sim));
	answer_json(c, 200, o);
}

const struct route control_routes[] = {
	{ "POST", "/sim/inbound", inbound, 0, {0} },
	{ "POST", "/sim/own", own, 0, {0} },
	{ "POST", "/sim/history", history, 0, {0} },
	{ "POST", "/sim/ack", ack, 0, {0} },
	{ "POST", "/sim/contact", person, 0, {0} },
	{ "POST", "/sim/account", account, 0, {0} },
	{ "POST", "/sim/group", group, 0, {0} },
	{ "POST", "/sim/label", label, 0, {0} },
	{ "POST", "/sim/call", call, 0, {0} },
	{ "POST", "/sim/scan", scan, 0, {0} },
	{ "POST", "/sim/unlink", unlink_it, 0, {0} },
	{ "POST", "/sim/fail", fail_it, 0, {0} },
	{ "POST", "/sim/work", work_it, 0, {0} },
	{ "POST", "/sim/process-restart", process_restart, 0, {0} },
	{ "POST", "/sim/network", network, 0, {0} },
	{ "POST", "/sim/phone", phone, 0, {0} },
	{ "POST", "/sim/customers", customers, 0, {0} },
	{ "POST", "/sim/timelock", timelock, 0, {0} },
	{ "POST", "/sim/capping", capping, 0, {0} },
	{ "GET", "/sim/log", log_get, 0, {0} },
	{ "GET", "/sim/state", state, 0, {0} },
	{ 0 },
};
