/* shop: see the header. Times of talk are relative to now: "-5m", "-3h", "-2d", or
 * with a clock "-1d09:14" (that day, in the shop's zone), so that the demo is as
 * fresh in a year as it is today. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/zone.h"

#include "sim/account.h"
#include "sim/inbound.h"
#include "sim/label.h"
#include "sim/message.h"
#include "sim/session.h"
#include "sim/shop.h"
#include "sim/state.h"

#include "base/banned.h"

enum { DAY = 86400 };

static void set(char **at, const char *value)
{
	if (!value)
		return;
	char *copy = xstrdup(value);
	free(*at);
	*at = copy;
}

static void read_habit(struct habit *h, const json_t *o)
{
	static const struct { const char *name; size_t at; } rows[] = {
		{ "phone_off", offsetof(struct habit, phone_off) },
		{ "never_reads", offsetof(struct habit, never_reads) },
		{ "never_answers", offsetof(struct habit, never_answers) },
		{ "late_receipt", offsetof(struct habit, late_receipt) },
		{ "acks_by_lid", offsetof(struct habit, acks_by_lid) },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (json_object_get(o, rows[i].name))
			*(bool *)((char *)h + rows[i].at) = json_flag(o, rows[i].name);
	h->quick = (int)json_i64_or(o, "quick", h->quick);
}

struct person *shop_person(struct session *s, const json_t *o, struct err *e)
{
	const char *pn = json_str(o, "pn"), *lid = json_str(o, "lid");
	if (!pn && !lid) {
		err_set(e, ERR_USAGE, "sim.person", N_("A person needs \"pn\" or \"lid\"."), NULL);
		return NULL;
	}
	struct person *p = person_make(s->account, pn, lid);
	set(&p->name, json_str(o, "name"));
	set(&p->push, json_str(o, "push"));
	set(&p->picture, json_str(o, "picture"));
	if (json_object_get(o, "exists"))
		p->exists = json_flag(o, "exists");
	if (json_object_get(o, "by_lid"))
		p->by_lid = json_flag(o, "by_lid");
	if (json_object_get(o, "lid_known"))
		p->lid_known = json_flag(o, "lid_known");
	if (p->name || json_flag(o, "contact"))
		p->in_contacts = true;
	if (json_at(o, "habit"))
		read_habit(&p->habit, json_at(o, "habit"));
	return p;
}

/* "-2h", "-1d09:14" → unix seconds; false when it is no such time. */
static bool read_time(const struct sim *sim, const char *zone_name, const char *text, size_t n, int64_t *out)
{
	char *end;
	long long count = strtoll(text, &end, 10);
	if (end == text || end >= text + n)
		return false;
	int64_t unit = *end == 's' ? 1 : *end == 'm' ? 60 : *end == 'h' ? 3600 : *end == 'd' ? DAY : 0;
	*out = sim_seconds(sim) + count * unit;
	if (!unit || end + 1 == text + n)
		return unit != 0;
	int hour, minute;
	if (sscanf(end + 1, "%2d:%2d", &hour, &minute) != 2 || unit != DAY)
		return false;
	const struct zone *z = zone_load(zone_name, NULL);
	if (!z)
		z = zone_utc();
	int64_t start = zone_day_start(z, zone_day(z, sim_seconds(sim)) + (int32_t)count);
	*out = start + hour * 3600 + minute * 60;
	/* Not ahead of now, whatever the hour of the run. */
	if (*out > sim_seconds(sim))
		*out = sim_seconds(sim) - 60;
	return true;
}

static const char *zone_of(const struct sim *sim)
{
	return json_str_or(sim->shop, "zone", "Asia/Jakarta");
}

/* "-2h <3 text" → the object form; NULL when it is not such a line. */
static json_t *line_object(const char *text)
{
	size_t when = strcspn(text, " ");
	const char *dir = text + when + strspn(text + when, " ");
	if ((*dir != '>' && *dir != '<') || !when)
		return NULL;
	json_t *o = json_object();
	json_put(o, "at", json_stringn(text, when));
	bool own = *dir++ == '<';
	json_put_bool(o, "me", own);
	if (own && *dir >= '0' && *dir <= '4')
		json_put_i64(o, "ack", *dir++ - '0');
	dir += strspn(dir, " ");
	/* "[image] caption" */
	const char *close = *dir == '[' ? strchr(dir, ']') : NULL;
	if (close) {
		json_put(o, "kind", json_stringn(dir + 1, (size_t)(close - dir - 1)));
		dir = close + 1 + strspn(close + 1, " ");
	}
	if (*dir)
		json_put_str(o, "text", dir);
	return o;
}

static void place_in_time(struct session *s, struct message *m, int64_t at, bool live)
{
	m->first = m->time = at;
	m->ms = at * 1000;
	m->delivered = true;
	if (live && sim_seconds(s->sim) - at < DAY) {
		if (m->target)
			inbound_apply(s, m);
		message_arrive(m);
	} else if (!m->from_me && !m->chat->group) {
		m->chat->recv = at;
	}
}

bool shop_line(struct session *s, const json_t *line, const char *with, bool live, struct err *e)
{
	json_t *o = json_is_string(line) ? line_object(json_string_value(line)) : json_deep_copy(line);
	const char *at = json_str(o, "at");
	int64_t when = json_i64_or(o, "time", 0);
	bool own = json_flag(o, "me"), ok = false;
	if (!o || (!when && (!at || !read_time(s->sim, zone_of(s->sim), at, strlen(at), &when)))) {
		char *text = json_dumps(line, JSON_ENCODE_ANY);
		err_set(e, ERR_USAGE, "sim.talk", N_("This is no line of talk: {line}"), "line=%s",
			text ? text : "");
		free(text);
		goto out;
	}
	json_put_str(o, strstr(with, "@g.us") ? "group" : own ? "to" : "from", with);
	struct message *m = inbound_read(s, o, own, e);
	if (!m)
		goto out;
	if (own)
		m->status = (int)json_i64_or(o, "ack", 3) + 1;
	if (own && json_flag(o, "api"))
		m->api = true;
	if (!own && json_object_get(o, "ack"))
		m->status = (int)json_i64_or(o, "ack", 2) + 1;
	place_in_time(s, m, when, live);
	ok = true;
out:
	json_decref(o);
	return ok;
}

/* What stands before the shop's own newest words has been read. */
static void mark_read(struct session *s, const char *with)
{
	struct account *a = s->account;
	const struct chat *chat = chat_at(a, with, false);
	bool answered = false;
	for (size_t i = a->messages.n; chat && i-- > 0;) {
		struct message *m = a->messages.v[i];
		if (m->chat != chat)
			continue;
		answered = answered || m->from_me;
		if (answered && message_unread(m))
			m->status = STATUS_READ;
	}
}

static bool read_talk(struct session *s, const json_t *talk, const char *with, bool live, struct err *e)
{
	for (size_t i = 0; i < json_array_size(talk); i++)
		if (!shop_line(s, json_array_get(talk, i), with, live, e))
			return false;
	mark_read(s, with);
	return true;
}

static bool read_people(struct session *s, const json_t *people, bool live, struct err *e)
{
	for (size_t i = 0; i < json_array_size(people); i++) {
		const json_t *o = json_array_get(people, i);
		struct person *p = shop_person(s, o, e);
		if (!p)
			return false;
		char *raw = person_raw(p);
		bool ok = read_talk(s, json_at(o, "talk"), raw, live, e);
		struct chat *chat =
			ok && json_array_size(json_at(o, "talk")) ? chat_at(s->account, raw, true) : NULL;
		/* Such names are kept under the lid, the chat has none. */
		if (chat && p->name && !p->by_lid)
			set(&chat->name, p->name);
		free(raw);
		if (!ok)
			return false;
	}
	return true;
}

static bool read_groups(struct session *s, const json_t *groups, bool live, struct err *e)
{
	for (size_t i = 0; i < json_array_size(groups); i++) {
		const json_t *o = json_array_get(groups, i), *members = json_at(o, "members");
		const char *jid = json_str_or(o, "jid", "");
		if (!raw_is_group(jid))
			return err_set(e, ERR_USAGE, "sim.group",
				       N_("A group needs a \"jid\" that ends in @g.us."), NULL);
		struct group *g = group_at(s->account, jid, true);
		set(&g->subject, json_str_or(o, "subject", "?"));
		g->listed = !json_object_get(o, "listed") || json_flag(o, "listed");
		for (size_t k = 0; k < json_array_size(members); k++) {
			struct person *p =
				person_at(s->account, json_string_value(json_array_get(members, k)), true);
			if (p)
				group_join(g, p);
		}
		if (!read_talk(s, json_at(o, "talk"), jid, live, e))
			return false;
	}
	return true;
}

static void read_labels(struct session *s, const json_t *labels)
{
	for (size_t i = 0; i < json_array_size(labels); i++) {
		const json_t *o = json_array_get(labels, i), *people = json_at(o, "people");
		json_t *label = label_add(s, json_str_or(o, "name", "?"), json_i64_or(o, "color", 0));
		for (size_t k = 0; k < json_array_size(people); k++) {
			char *raw = raw_of(json_string_value(json_array_get(people, k)));
			struct chat *chat = chat_at(s->account, raw, true);
			json_t *has = json_array();
			for (size_t n = 0; n < chat->n_labels; n++)
				json_array_append_new(has, json_pack("{s:s}", "id", chat->labels[n]));
			json_array_append(has, label);
			label_chat(s, chat, has);
			json_decref(has);
			free(raw);
		}
	}
}

static char *find_file(const char *name)
{
	if (strcmp(name, "demo") != 0)
		return xstrdup(name);
	const char *dir = getenv("WARTEL_DATADIR");
	return path_join(dir && *dir ? dir : PKGDATADIR, "demo-shop.json");
}

bool shop_load(struct sim *sim, struct session *s, const char *name, bool live, struct err *e)
{
	char *path = find_file(name);
	struct buf text;
	bool ok = false;
	buf_init(&text, CEIL_CONFIG);
	if (!file_read(path, &text, e))
		goto out;
	json_t *shop = json_read(text.v, text.n, e);
	if (!shop)
		goto out;
	json_decref(sim->shop);
	sim->shop = shop;
	const json_t *account = json_at(shop, "account");
	set(&s->account->pn, json_str(account, "pn"));
	set(&s->account->lid, json_str(account, "lid"));
	set(&s->account->push, json_str(account, "push"));
	ok = read_people(s, json_at(shop, "people"), live, e) &&
	     read_groups(s, json_at(shop, "groups"), live, e);
	read_labels(s, json_at(shop, "labels"));
out:
	buf_fini(&text);
	free(path);
	return ok;
}
