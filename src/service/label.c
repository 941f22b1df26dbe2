/* label: which there are, and on which conversation they are. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "store/label.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

json_t *label_shape(const struct label_row *r)
{
	json_t *o = json_object();
	json_put_i64(o, "id", r->id);
	json_put_str(o, "name", r->name);
	put_text(o, "colour", label_colour_name(r->colour));
	json_put_i64(o, "conversations", r->conversations);
	return o;
}

/* By name: the cursor is the last one's. */
bool label_list_run(struct call *c, struct err *e)
{
	struct label_rows rows = { 0 };
	size_t limit = call_limit(c);
	bool ok = label_list(c->s->db, json_str_or(c->args, "after", ""), limit + 1, &rows, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n && i < limit; i++)
			json_array_append_new(items, label_shape(&rows.v[i]));
		reply_list(c->reply, items, rows.n > limit ? rows.v[limit - 1].name : "");
	}
	label_rows_fini(&rows);
	return ok;
}

bool label_set_run(struct call *c, struct err *e)
{
	const char *name = json_str(c->args, "label"), *colour = json_str(c->args, "colour");
	struct label_row row;
	enum label_colour is = LABEL_PLAIN;
	if (colour && strcmp(colour, "none") != 0 && !label_colour_named(colour, &is))
		BUG("the table knows a colour that model/ does not: %s", colour);
	if (!label_set(c->s->db, name, json_str(c->args, "rename"), colour ? &is : NULL, c->s->now_ms / 1000, &row,
		    &c->changes, e)
		|| !call_audit(c, "label set", row.name, e))
		return false;
	reply_set(c->reply, label_shape(&row));
	return true;
}

bool label_delete_run(struct call *c, struct err *e)
{
	struct label_row row;
	if (!label_delete(c->s->db, json_str(c->args, "label"), &row, &c->changes, e)
		|| !call_audit(c, "label delete", row.name, e))
		return false;
	reply_set(c->reply, label_shape(&row));
	return true;
}

/* One of "+order -new"; the trail gets what really changed. */
static bool change(struct call *c, const char *word, struct buf *trail, struct err *e)
{
	struct label_row label;
	bool on = word[0] == '+', otherwise;
	if ((!on && word[0] != '-') || !word[1])
		return err_set(e, ERR_USAGE, "label.sign",
			N_("{word}: write +LABEL to put one on and -LABEL to take it off"), "word=%.80s", word);
	if (!label_named(c->s->db, word + 1, &label, e)
		|| !label_put(c->s->db, c->target.conversation_id, label.id, on, &otherwise, &c->changes, e))
		return false;
	if (otherwise && !call_undo(c, UNDO_LABEL, label.id, label.name, on ? "" : "on", on ? "on" : "", e))
		return false;
	if (otherwise)
		buf_addf(trail, "%s%c%s", trail->n ? " " : "", on ? '+' : '-', label.name);
	return true;
}

bool conversation_label(struct call *c, struct err *e)
{
	const char *said = json_str_or(c->args, "labels", "");
	struct buf trail = { 0 };
	size_t words = 0;
	bool ok = true;
	for (const char *p = said; ok && *(p += strspn(p, " \t\r\n")); p += strcspn(p, " \t\r\n")) {
		char *word = xasprintf("%.*s", (int)strcspn(p, " \t\r\n"), p);
		ok = change(c, word, &trail, e);
		free(word);
		words++;
	}
	if (ok && !words)
		ok = err_set(e, ERR_USAGE, "label.sign",
			N_("{word}: write +LABEL to put one on and -LABEL to take it off"), "word=%s", "label");
	ok = ok && (!trail.n || call_audit(c, "label", buf_str(&trail), e)) && conversation_answer(c, e);
	buf_fini(&trail);
	return ok;
}
