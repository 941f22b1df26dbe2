/* json_contact: a person, over all numbers. */
#include "base/json.h"
#include "store/audit.h"
#include "store/contact_figures.h"
#include "store/contact_twin.h"

#include "service/shapes.h"

#include "base/banned.h"

enum { HISTORY = 20, TWINS_COUNTED = 20 };

static json_t *names(const struct contact_row *c)
{
	json_t *o = json_object();
	char text[ADDRESS_CAP];
	put_text(o, "own", c->names[CONTACT_OWN]);
	put_text(o, "book", c->names[CONTACT_BOOK]);
	put_text(o, "verified", c->names[CONTACT_VERIFIED]);
	put_text(o, "push", c->names[CONTACT_PUSH]);
	put_text(o, "phone", c->phone && *c->phone ? phone_show(c->phone, text) : NULL);
	return o;
}

static json_t *words(const struct contact_words *w)
{
	json_t *a = json_array();
	for (size_t i = 0; i < w->n; i++)
		json_array_append_new(a, json_string(w->v[i]));
	return a;
}

json_t *shape_contact(struct service *s, const struct contact_row *c)
{
	const struct zone *z = shape_zone(s, NULL);
	json_t *o = json_object(), *fields = json_object();
	json_t *addresses = json_array(), *conversations = json_array();
	char text[ADDRESS_CAP];
	for (size_t i = 0; i < c->addresses.n; i++)
		json_array_append_new(addresses, json_string(address_text(&c->addresses.v[i], text)));
	for (size_t i = 0; i < c->conversations.n; i++)
		json_array_append_new(conversations, json_integer(c->conversations.v[i]));
	for (size_t i = 0; i < c->fields.n; i++)
		json_put_str(fields, c->fields.v[i].name, c->fields.v[i].value);
	json_put_i64(o, "id", c->id);
	json_put_str(o, "kind", c->business ? "business" : "person");
	json_put_str(o, "name", c->name ? c->name : "");
	json_put(o, "names", names(c));
	put_phone(o, "phone", c->phone);
	put_text(o, "phone_national", c->phone ? phone_show_national(c->phone, text) : NULL);
	json_put(o, "addresses", addresses);
	json_put_bool(o, "opted_out", c->opted_out_at != 0);
	json_put_bool(o, "blocked", c->blocked_at != 0);
	json_put(o, "blocked_on", words(&c->blocked_on));
	put_time(o, "created_at", z, c->created_at);
	put_time(o, "first_message_at", z, c->first_message_at);
	put_time(o, "last_message_at", z, c->last_message_at);
	json_put_i64(o, "messages_in", c->messages_in);
	json_put_i64(o, "messages_out", c->messages_out);
	json_put(o, "conversations", conversations);
	json_put(o, "tags", words(&c->tags));
	json_put(o, "fields", fields);
	json_put_i64(o, "notes", c->notes);
	json_put_null(o, "statistics");
	json_put_null(o, "duplicates");
	json_put_null(o, "history");
	return o;
}

static void put_median(json_t *o, const char *key, int64_t s)
{
	json_put(o, key, s >= 0 ? json_integer(s) : json_null());
}

static json_t *statistics(struct service *s, const struct contact_row *c, const struct contact_figures *f)
{
	const struct zone *z = shape_zone(s, NULL);
	json_t *o = json_object();
	put_time(o, "first_message_at", z, c->first_message_at);
	put_time(o, "last_message_at", z, c->last_message_at);
	json_put_i64(o, "messages_in", c->messages_in);
	json_put_i64(o, "messages_out", c->messages_out);
	put_median(o, "answer_median_s", f->answer_median_s);
	put_median(o, "their_answer_median_s", f->their_answer_median_s);
	json_put_i64(o, "conversations", f->conversations);
	json_put_i64(o, "media", f->media);
	return o;
}

static json_t *history(struct service *s, const struct audit_rows *rows)
{
	json_t *a = json_array();
	for (size_t i = 0; i < rows->n; i++) {
		json_t *o = json_object();
		put_time(o, "at", shape_zone(s, NULL), rows->v[i].at);
		json_put_str(o, "who", rows->v[i].who);
		json_put_str(o, "action", rows->v[i].action);
		json_put_str(o, "detail", rows->v[i].detail);
		json_array_append_new(a, o);
	}
	return a;
}

json_t *shape_contact_whole(struct service *s, const struct contact_row *c, struct err *e)
{
	struct contact_figures figures;
	struct twins twins = { 0 };
	struct audit_rows rows = { 0 };
	struct audit_query q = { .contact_id = c->id, .limit = HISTORY };
	json_t *o = NULL;
	if (contact_figures(s->db, c->id, &figures, e) && twins_of(s->db, c->id, TWINS_COUNTED, &twins, e)
		&& audit_list(s->db, &q, &rows, e)) {
		o = shape_contact(s, c);
		json_put(o, "statistics", statistics(s, c, &figures));
		json_put_i64(o, "duplicates", (int64_t)twins.n);
		json_put(o, "history", history(s, &rows));
	}
	twins_fini(&twins);
	audit_rows_fini(&rows);
	return o;
}
