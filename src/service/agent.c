/* agent: who asks, and what the first event of a face tells. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

#include "base/json.h"
#include "model/conversation.h"
#include "store/agent.h"
#include "store/conversation.h"
#include "store/note.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

bool agent_whoami(struct call *c, struct err *e)
{
	const struct caller *who = &c->s->caller;
	int64_t counts[INBOX_VIEW_COUNT], mentions;
	if (!conversation_counts(c->s->db, who->agent_id, counts, e)
		|| !note_mentions(c->s->db, who->agent_id, &mentions, e))
		return false;
	json_t *o = json_object(), *views = json_array();
	for (int i = 0; i < INBOX_VIEW_COUNT; i++) {
		json_t *v = json_object();
		json_put_str(v, "name", inbox_view_name((enum inbox_view)i));
		json_put_str(v, "title", inbox_view_title((enum inbox_view)i));
		json_put_i64(v, "count", counts[i]);
		json_array_append_new(views, v);
	}
	json_put_i64(o, "uid", who->uid);
	json_put_str(o, "agent", who->agent);
	json_put_str(o, "rights", rights_name(who->rights));
	json_put_str(o, "version", PACKAGE_VERSION);
	json_put(o, "views", views);
	json_put_i64(o, "mentions", mentions);
	reply_set(c->reply, o);
	return views_put(c, o, "saved", e);
}

bool agent_hello(struct call *c, struct err *e)
{
	json_t *o = json_object();
	(void)e;
	json_put_str(o, "version", PACKAGE_VERSION);
	json_put_i64(o, "pid", getpid());
	json_put_bool(o, "demo", config_bool(c->s->config, "demo"));
	reply_set(c->reply, o);
	return true;
}

static json_t *shape(const struct agent_row *r)
{
	json_t *o = json_object();
	json_put_i64(o, "id", r->id);
	json_put_str(o, "name", r->name);
	json_put(o, "uid", r->uid >= 0 ? json_integer(r->uid) : json_null());
	put_text(o, "rights", r->rights);
	return o;
}

bool agent_list_run(struct call *c, struct err *e)
{
	struct agent_rows rows = { 0 };
	int64_t after = 0;
	bool ok = call_cursor(c, &after, e) && agent_list(c->s->db, after, call_limit(c) + 1, &rows, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape(&rows.v[i]));
		call_page(c, items);
	}
	agent_rows_fini(&rows);
	return ok;
}

bool agent_set(struct call *c, struct err *e)
{
	struct agent_row row;
	const char *name = json_str(c->args, "agent"), *rights = json_str(c->args, "rights");
	const char *kept = strcmp(rights, "default") == 0 ? "" : rights;
	char detail[96];
	if (!agent_named(c->s->db, name, &row, e))
		return false;
	if (row.uid < 0)
		return err_set(e, ERR_CONFLICT, "agent.program",
			N_("{name} is a program with a token: its rights are the token's"), "name=%s", name);
	snprintf(detail, sizeof detail, "%s %s", row.name, rights);
	if (!agent_set_rights(c->s->db, row.id, kept, e) || !call_audit(c, "agent set", detail, e))
		return false;
	snprintf(row.rights, sizeof row.rights, "%s", kept);
	reply_set(c->reply, shape(&row));
	return true;
}
