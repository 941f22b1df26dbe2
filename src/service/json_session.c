/* json_session: a number, and why it is not usable when it is not. */
#include <stdio.h>

#include "base/json.h"
#include "base/log.h"
#include "base/zone.h"
#include "engine/able.h"
#include "engine/people.h"

#include "service/shapes.h"

#include "base/banned.h"

static json_t *me(const struct number_row *n)
{
	if (!n->me_phone[0])
		return json_null();
	json_t *o = json_object();
	put_phone(o, "phone", n->me_phone);
	put_text(o, "name", n->me_name);
	put_text(o, "lid", n->me_lid);
	return o;
}

/* What a person may want and this number's engine does not do. */
static json_t *cannot(enum waha_engine engine)
{
	json_t *list = json_array();
	for (int a = 0; a < WAHA_ABILITY_COUNT; a++) {
		struct err e = { 0 };
		if (engine_able(engine, (enum waha_ability)a, &e))
			continue;
		json_t *o = json_object();
		json_put_str(o, "ability", waha_ability_name((enum waha_ability)a));
		json_put(o, "say", json_from_sentence(&e.say));
		json_array_append_new(list, o);
	}
	return list;
}

json_t *shape_contacts_sync(struct service *s, const struct number_row *n)
{
	const struct zone *z = shape_zone(s, n->name);
	struct people_progress p;
	struct err e = { 0 };
	if (!people_progress(s->db, n->id, &p, &e))
		log_warn("service", "%s: %s", n->name, err_text(&e));
	json_t *o = json_object();
	json_put_bool(o, "reading", p.reading);
	json_put_i64(o, "read", p.read);
	put_time(o, "begun_at", z, p.begun_at);
	put_time(o, "ended_at", z, p.ended_at);
	return o;
}

json_t *shape_session(struct service *s, const struct number_row *n)
{
	const struct number_config *c = config_number_named(s->config, n->name);
	const struct zone *z = shape_zone(s, n->name);
	char hours[32] = "";
	struct sentence why;
	json_t *o = json_object();
	if (c && (c->limits.demo || c->limits.open_minute == c->limits.close_minute))
		snprintf(hours, sizeof hours, "00:00–24:00");
	else if (c)
		snprintf(hours, sizeof hours, "%02d:%02d–%02d:%02d", c->limits.open_minute / 60,
			c->limits.open_minute % 60, c->limits.close_minute / 60, c->limits.close_minute % 60);
	json_put_str(o, "name", n->name);
	json_put_str(o, "waha_session", n->waha_session);
	json_put_str(o, "waha_url", n->waha_url);
	json_put_str(o, "status", session_status_name(n->status));
	put_time(o, "status_at", z, n->status_at);
	json_put_str(o, "engine", waha_engine_name(n->engine));
	json_put_str(o, "version", n->version);
	json_put(o, "cannot", cannot(n->engine));
	json_put(o, "me", me(n));
	put_sentence(o, "why", &n->why);
	json_put_str(o, "zone", zone_name(z));
	json_put_str(o, "hours", hours);
	json_put(o, "away", shape_absence(s, n->id, n->name, &why));
	json_put(o, "contacts_sync", shape_contacts_sync(s, n));
	json_put_bool(o, "demo", c && c->limits.demo);
	return o;
}
