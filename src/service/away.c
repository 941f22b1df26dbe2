/* away: out of office, switched and shown. What it does is the engine's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"
#include "engine/engine.h"
#include "store/number.h"
#include "store/template.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { AT_MOST_S = 366 * 24 * 3600 };

static void put_absence(json_t *o, const struct engine_away *a, const struct zone *z)
{
	json_put_str(o, "how", a->absence.by_hand ? "hand" : "hours");
	put_time(o, "since", z, a->absence.began);
	put_time(o, "until", z, a->absence.until);
	put_text(o, "by", a->absence.by_hand ? a->row.who : NULL);
}

json_t *shape_absence(struct service *s, int64_t session_id, const char *name, struct sentence *why)
{
	struct engine_away a;
	struct err e = { 0 };
	json_t *o = json_null();
	*why = (struct sentence){ 0 };
	if (!engine_away(s->engine, s->db, session_id, s->now_ms / 1000, &a, &e))
		log_warn("service", "%s: %s", name, err_text(&e));
	else if (a.away && (a.absence.by_hand || !*a.why.key)) {
		o = json_object();
		put_absence(o, &a, shape_zone(s, name));
	}
	if (a.wants && *a.wants)
		*why = a.why;
	engine_away_fini(&a);
	return o;
}

static bool shape(struct call *c, const struct number_config *n, json_t *list, struct err *e)
{
	const struct zone *z = shape_zone(c->s, n->name);
	struct number_row row = { 0 };
	struct engine_away a = { 0 };
	int64_t told = 0, waiting = 0;
	bool ok = number_named(c->s->db, n->name, &row, e)
		&& engine_away(c->s->engine, c->s->db, row.id, c->s->now_ms / 1000, &a, e)
		&& (!a.away || away_told(c->s->db, row.id, a.absence.began, &told, &waiting, e));
	if (ok) {
		bool hand = a.away ? a.absence.by_hand : !*a.closed.name;
		json_t *o = json_object(), *now = a.away ? json_object() : json_null();
		if (a.away) {
			put_absence(now, &a, z);
			json_put_i64(now, "told", told);
			json_put_i64(now, "waiting", waiting);
		}
		json_put_str(o, "session", n->name);
		json_put(o, "away", now);
		/* What is said now, or would be by `away on`. */
		put_text(o, "text", hand ? a.row.text : a.closed.text);
		put_text(o, "template", hand ? a.row.template : a.closed.name);
		put_text(o, "closed", a.wants);
		put_sentence(o, "why", &a.why);
		json_array_append_new(list, o);
	}
	engine_away_fini(&a);
	number_row_fini(&row);
	return ok;
}

bool away_show_run(struct call *c, struct err *e)
{
	json_t *o = json_object(), *list = json_array();
	bool ok = true;
	json_put(o, "numbers", list);
	for (size_t i = 0; ok && i < config_numbers(c->s->config); i++) {
		const struct number_config *n = config_number(c->s->config, i);
		if (!c->target.number || c->target.number == n)
			ok = shape(c, n, list, e);
	}
	if (ok)
		reply_set(c->reply, o);
	else
		json_decref(o);
	return ok;
}

/* What is to be said: typed, a template as it stands, or what was said the last time. */
static bool find_words(struct call *c, int64_t session_id, struct away_row *out, struct err *e)
{
	const char *text = json_str(c->args, "text"), *named = json_str(c->args, "template");
	struct template_row t = { 0 };
	char name[TEMPLATE_NAME_CAP];
	if (text && named)
		return err_set(e, ERR_USAGE, "away.both", N_("a text or a template: one of them is said, not both"), NULL);
	if (!text && !named) {
		if (!away_get(c->s->db, session_id, out, e))
			return false;
		return out->text || err_set(e, ERR_USAGE, "away.text",
			N_("what shall be said? add --text '…', or --template NAME"), NULL);
	}
	*out = (struct away_row){ .language = TEMPLATE_INDONESIAN };
	if (text) {
		if (text[strspn(text, " \t\r\n")] == '\0')
			return err_set(e, ERR_USAGE, "send.empty", N_("there is nothing to send: the text is empty"), NULL);
		out->text = xstrdup(text);
		out->variables = xstrdup("[]");
		return true;
	}
	bool ok = template_name(named, name, e) && template_get(c->s->db, name, json_str(c->args, "language"), &t, e);
	if (ok && t.status == TEMPLATE_RETIRED)
		ok = err_set(e, ERR_CONFLICT, "template.retired",
			N_("the template {name} is not in use any more: choose another one, or a lead approves it again"),
			"name=%s", t.name);
	if (ok) {
		out->text = xstrdup(t.text);
		out->variables = xstrdup(t.variables);
		out->language = t.language;
		out->template_id = t.id;
		out->template_version = t.version;
	}
	template_row_fini(&t);
	return ok;
}

static bool when_over(struct call *c, const struct number_config *n, int64_t *until, struct err *e)
{
	const char *at = json_str(c->args, "until");
	int64_t now = c->s->now_ms / 1000;
	*until = 0;
	if (!at)
		return true;
	if (!zone_parse(n->limits.zone, at, now, until, e))
		return false;
	return *until <= now + AT_MOST_S || err_set(e, ERR_USAGE, "send.far", N_("{at} is more than a year from now"),
		"at=%s", at);
}

/* Each number that is meant; they have rows as soon as the engine runs. */
static bool each(struct call *c, bool (*f)(struct call *, const struct number_config *, const struct number_row *,
	struct err *), struct err *e)
{
	const struct number_config *meant = c->target.number;
	bool ok = true;
	for (size_t i = 0; ok && i < config_numbers(c->s->config); i++) {
		const struct number_config *n = config_number(c->s->config, i);
		struct number_row row = { 0 };
		if (meant && meant != n)
			continue;
		ok = number_named(c->s->db, n->name, &row, e);
		if (ok) {
			c->target.session_id = row.id;
			ok = f(c, n, &row, e);
			changes_add(&c->changes, CHANGE_SESSION, row.id);
		}
		number_row_fini(&row);
	}
	c->target.session_id = 0;
	changes_add(&c->changes, CHANGE_HEALTH, 0);
	return ok;
}

static bool switch_on(struct call *c, const struct number_config *n, const struct number_row *row, struct err *e)
{
	struct away_row now = { 0 }, was = { 0 };
	char detail[TEMPLATE_NAME_CAP + 80] = "", ends[RFC3339_CAP];
	int64_t at = c->s->now_ms / 1000, until;
	bool ok = when_over(c, n, &until, e) && find_words(c, row->id, &now, e)
		&& engine_away_text(c->s->engine, c->s->db, row->id, &now, at, e)
		&& away_get(c->s->db, row->id, &was, e);
	if (ok) {
		/* Other words for the same absence begin no new one. */
		now.since = was.on && (!was.until || was.until > at) ? was.since : at;
		now.until = until;
		str_copy(now.who, sizeof now.who, c->s->caller.agent);
		snprintf(detail, sizeof detail, "%s%s%s%s%s", now.template_id ? "template " : "its own text",
			now.template_id ? json_str_or(c->args, "template", now.template) : "",
			until ? ", until " : "", until ? zone_rfc3339(n->limits.zone, until, ends) : "", "");
		ok = away_on(c->s->db, row->id, &now, e) && call_audit(c, "away on", detail, e);
	}
	away_row_fini(&now);
	away_row_fini(&was);
	return ok;
}

bool away_on_run(struct call *c, struct err *e)
{
	return each(c, switch_on, e) && away_show_run(c, e);
}

static bool switch_off(struct call *c, const struct number_config *n, const struct number_row *row, struct err *e)
{
	struct engine_away after = { 0 };
	bool was = false, ok = away_off(c->s->db, row->id, &was, e);
	(void)n;
	/* Outside the hours nobody is there all the same, but what was said by hand was meant for then. */
	ok = ok && engine_away(c->s->engine, c->s->db, row->id, c->s->now_ms / 1000, &after, e)
		&& ((after.away && !was) || engine_away_over(c->s->engine, c->s->db, row->id, c->s->now_ms, &c->changes, e))
		&& (!was || call_audit(c, "away off", "", e));
	engine_away_fini(&after);
	return ok;
}

bool away_off_run(struct call *c, struct err *e)
{
	return each(c, switch_off, e) && away_show_run(c, e);
}
