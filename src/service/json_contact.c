/* json_contact: a person, over all numbers. */
#include "base/json.h"

#include "service/shapes.h"

#include "base/banned.h"

json_t *shape_contact(struct service *s, const struct contact_row *c)
{
	const struct zone *z = shape_zone(s, NULL);
	json_t *o = json_object(), *names = json_object();
	json_t *addresses = json_array(), *conversations = json_array();
	char text[ADDRESS_CAP];
	put_text(names, "own", c->names[CONTACT_OWN]);
	put_text(names, "book", c->names[CONTACT_BOOK]);
	put_text(names, "push", c->names[CONTACT_PUSH]);
	for (size_t i = 0; i < c->addresses.n; i++)
		json_array_append_new(addresses, json_string(address_text(&c->addresses.v[i], text)));
	for (size_t i = 0; i < c->conversations.n; i++)
		json_array_append_new(conversations, json_integer(c->conversations.v[i]));
	json_put_i64(o, "id", c->id);
	json_put_str(o, "name", c->name ? c->name : "");
	json_put(o, "names", names);
	put_phone(o, "phone", c->phone);
	json_put(o, "addresses", addresses);
	json_put_bool(o, "opted_out", c->opted_out_at != 0);
	json_put_bool(o, "blocked", c->blocked_at != 0);
	put_time(o, "first_message_at", z, c->first_message_at);
	put_time(o, "last_message_at", z, c->last_message_at);
	json_put_i64(o, "messages_in", c->messages_in);
	json_put_i64(o, "messages_out", c->messages_out);
	json_put(o, "conversations", conversations);
	json_put(o, "tags", json_array());
	json_put(o, "fields", json_object());
	return o;
}
