/* contact_erase: somebody's wish to be forgotten. Asked without a yes it tells what would
 * go; with one nothing leads to them any more, and the engine wipes the rest. */
#include "base/json.h"
#include "store/contact.h"
#include "store/erase.h"

#include "service/call.h"

#include "base/banned.h"

/* Faces know the key, and ask. */
static bool tell(struct call *c, const struct erase_sum *sum, struct err *e)
{
	struct contact_row row = { 0 };
	if (!contact_get(c->s->db, c->target.contact_id, &row, e))
		return false;
	err_set(e, ERR_CONFLICT, "erase.sure",
		N_("{name} (contact {id}) would be forgotten for good, and it cannot be undone: {messages} messages, "
		   "{files} files, {notes} notes, {waiting} messages that wait, names, fields, tags and consents. "
		   "`wartel contact dump {id}` keeps a copy first; `wartel contact erase {id} --yes` does it"),
		"name=%s\nid=%lld\nmessages=%lld\nfiles=%lld\nnotes=%lld\nwaiting=%lld", row.name, (long long)row.id,
		(long long)sum->messages, (long long)sum->files, (long long)sum->notes, (long long)sum->waiting);
	contact_row_fini(&row);
	return false;
}

bool contact_erase_run(struct call *c, struct err *e)
{
	struct erase_sum sum;
	int64_t id = c->target.contact_id;
	json_t *o;
	if (!erase_sum(c->s->db, id, &sum, e))
		return false;
	if (!json_flag(c->args, "yes"))
		return tell(c, &sum, e);
	if (!erase_begin(c->s->db, id, c->s->now_ms / 1000, &c->changes, e) || !call_audit(c, "contact erase", NULL, e))
		return false;
	o = json_object();
	json_put_i64(o, "contact_id", id);
	json_put_i64(o, "messages", sum.messages);
	json_put_i64(o, "files", sum.files);
	json_put_i64(o, "notes", sum.notes);
	json_put_i64(o, "cancelled", sum.waiting);
	json_put_bool(o, "refused", sum.refused);
	reply_set(c->reply, o);
	c->poke_eraser = true;
	return true;
}
