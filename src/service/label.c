/* label: which there are, and on which conversation they are. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "store/label.h"
#include "store/label_told.h"
#include "store/number.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

/* The phone's labels follow by a job, where some number's shall. */
static void tell(struct call *c, json_t *item)
{
	const struct config *config = engine_config(c->s->engine);
	bool some = false;
	for (size_t i = 0; i < config_numbers(config); i++)
		some |= config_number(config, i)->labels_write;
	if (some && !c->job)
		call_job(c, JOB_LABEL, json_pack("{s:[]}", "items"), false);
	if (some && c->job_kind == JOB_LABEL)
		json_array_append(json_object_get(c->job_args, "items"), item);
	json_decref(item);
}

void label_tell(struct call *c, int64_t conversation_id, int64_t label_id, bool on)
{
	json_t *item = json_object();
	json_put_i64(item, "conversation_id", conversation_id);
	json_put_i64(item, "label_id", label_id);
	json_put_bool(item, "on", on);
	tell(c, item);
}

/* While it is known still where it is. */
static bool tell_gone(struct call *c, const char *name, struct err *e)
{
	const struct config *config = engine_config(c->s->engine);
	struct label_row label;
	bool ok = label_named(c->s->db, name, &label, e);
	for (size_t i = 0; ok && i < config_numbers(config); i++) {
		struct number_row number = { 0 };
		struct told_label there;
		ok = number_named(c->s->db, config_number(config, i)->name, &number, e)
			&& label_there(c->s->db, number.id, label.id, &there, e);
		if (ok && *there.id && config_number(config, i)->labels_write) {
			json_t *item = json_object();
			json_put_i64(item, "session_id", number.id);
			json_put_str(item, "wa_id", there.id);
			tell(c, item);
		}
		number_row_fini(&number);
	}
	return ok;
}

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
	json_t *item = json_object();
	json_put_i64(item, "label_id", row.id);
	tell(c, item);
	reply_set(c->reply, label_shape(&row));
	return true;
}

bool label_delete_run(struct call *c, struct err *e)
{
	struct label_row row;
	if (!tell_gone(c, json_str(c->args, "label"), e)
		|| !label_delete(c->s->db, json_str(c->args, "label"), &row, &c->changes, e)
		|| !call_audit(c, "label delete", row.name, e))
		return false;
	reply_set(c->reply, label_shape(&row));
	return true;
}

/* One of "+order -new vip"; the trail gets what really changed. */
static bool change(struct call *c, const char *word, struct buf *trail, struct err *e)
{
	struct label_row label;
	bool on = word[0] != '-', otherwise;
	const char *name = word + (word[0] == '+' || !on);
	if (!*name)
		return err_set(e, ERR_USAGE, "label.sign",
			N_("{word}: write +LABEL to put one on and -LABEL to take it off"), "word=%.80s", word);
	if (!label_named(c->s->db, name, &label, e)
		|| !label_put(c->s->db, c->target.conversation_id, label.id, on, &otherwise, &c->changes, e))
		return false;
	if (otherwise && !call_undo(c, UNDO_LABEL, label.id, label.name, on ? "" : "on", on ? "on" : "", e))
		return false;
	if (otherwise)
		label_tell(c, c->target.conversation_id, label.id, on);
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
