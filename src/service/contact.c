/* contact: the people known here. */
#include "base/json.h"
#include "store/contact.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

bool contact_list_run(struct call *c, struct err *e)
{
	struct contact_rows rows = { 0 };
	char next[CONTACT_CURSOR] = "";
	bool ok = contact_list(c->s->db, json_str(c->args, "filter"), json_str_or(c->args, "after", ""),
		call_limit(c), &rows, next, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape_contact(c->s, &rows.v[i]));
		reply_list(c->reply, items, next);
	}
	contact_rows_fini(&rows);
	return ok;
}

bool contact_show(struct call *c, struct err *e)
{
	struct contact_row row = { 0 };
	bool ok = contact_get(c->s->db, c->target.contact_id, &row, e);
	if (ok)
		reply_set(c->reply, shape_contact(c->s, &row));
	contact_row_fini(&row);
	return ok;
}
