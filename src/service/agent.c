/* agent: who asks, and what the first event of a face tells. */
#include <string.h>
#include <unistd.h>

#include "config.h"

#include "base/json.h"
#include "model/conversation.h"
#include "store/conversation.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

bool agent_whoami(struct call *c, struct err *e)
{
	const struct caller *who = &c->s->caller;
	int64_t counts[INBOX_VIEW_COUNT];
	if (!conversation_counts(c->s->db, who->agent_id, counts, e))
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
	reply_set(c->reply, o);
	return true;
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
