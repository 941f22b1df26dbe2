/* audit: who did what, the newest first; and the last lines of the logs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "store/audit.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { LOG_CEIL = 64 << 20 };

static json_t *shape(const struct call *c, const struct audit_row *r)
{
	json_t *o = json_object();
	json_put_i64(o, "id", r->id);
	put_time(o, "at", shape_zone(c->s, NULL), r->at);
	json_put_str(o, "who", r->who);
	put_id(o, "agent_id", r->agent_id);
	json_put_str(o, "action", r->action);
	put_id(o, "session_id", r->session_id);
	put_id(o, "conversation_id", r->conversation_id);
	put_id(o, "contact_id", r->contact_id);
	put_id(o, "message_id", r->message_id);
	put_text(o, "detail", r->detail);
	return o;
}

/* When it was, in the first number's zone; 0: not asked. */
static bool asked_time(const struct call *c, const char *name, bool end, int64_t *out, struct err *e)
{
	const char *said = json_str(c->args, name);
	*out = 0;
	return !said || zone_parse_past(shape_zone(c->s, NULL), said, c->s->now_ms / 1000, end, out, e);
}

bool audit_show(struct call *c, struct err *e)
{
	struct audit_rows rows = { 0 };
	struct audit_query q = { .limit = call_limit(c) + 1, .who = json_str(c->args, "by"),
		.action = json_str(c->args, "action"), .session_id = c->target.session_id,
		.contact_id = c->target.contact_id,
		.message_id = json_i64_or(c->args, "message", 0) };
	/* A conversation brings its number and its person along. */
	if (json_at(c->args, "conversation")) {
		q.conversation_id = c->target.conversation_id;
		q.session_id = q.contact_id = 0;
	}
	bool ok = asked_time(c, "from", false, &q.from, e) && asked_time(c, "to", true, &q.to, e)
		&& call_cursor(c, &q.before, e) && audit_list(c->s->db, &q, &rows, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape(c, &rows.v[i]));
		call_page(c, items);
	}
	audit_rows_fini(&rows);
	return ok;
}

/* "2026-11-22T07:31:05Z warn engine: text" in its parts; a line of another form
 * is text alone. */
static json_t *line_shape(const struct call *c, const char *s, size_t n)
{
	int y, mo, d, h, mi, sec, at = 0, end = 0, level = 0;
	json_t *o = json_object();
	char *line = strndup(s, n);
	if (sscanf(line, "%4d-%2d-%2dT%2d:%2d:%2dZ %n%*s%n", &y, &mo, &d, &h, &mi, &sec, &level, &at) == 6 && at
		&& line[at] == ' ' && (end = (int)strcspn(line + at + 1, ":")) > 0 && line[at + 1 + end]) {
		struct civil civil = { .year = y, .month = mo, .day = d, .hour = h, .minute = mi, .second = sec };
		put_time(o, "at", shape_zone(c->s, NULL), zone_unix(zone_utc(), &civil));
		json_put(o, "level", json_stringn(line + level, (size_t)(at - level)));
		json_put(o, "area", json_stringn(line + at + 1, (size_t)end));
		const char *text = line + at + 1 + end + 1;
		json_put_str(o, "text", text + (*text == ' '));
	} else {
		json_put_null(o, "at");
		json_put_null(o, "level");
		json_put_null(o, "area");
		json_put_str(o, "text", line);
	}
	free(line);
	/* The log escapes what is no UTF-8; a file that somebody else wrote to may not. */
	if (!json_object_get(o, "text"))
		json_put_str(o, "text", "?");
	return o;
}

bool log_show(struct call *c, struct err *e)
{
	const char *which = json_str(c->args, "file");
	size_t limit = call_limit(c);
	char name[32], next[24] = "";
	int64_t end = 0;
	struct buf text;
	bool ok = false;
	snprintf(name, sizeof name, "%s.log", which);
	char *path = path_join(config_state_dir(c->s->config), name);
	buf_init(&text, LOG_CEIL);
	if (!call_cursor(c, &end, e) || (file_exists(path) && !file_read(path, &text, e)))
		goto out;
	if (!json_at(c->args, "after") || (size_t)end > text.n)
		end = (int64_t)text.n;
	json_t *items = json_array();
	const char *all = buf_str(&text);
	size_t at = (size_t)end;
	while (at > 0 && json_array_size(items) < limit) {
		size_t stop = all[at - 1] == '\n' ? at - 1 : at, from = stop;
		while (from > 0 && all[from - 1] != '\n')
			from--;
		json_array_insert_new(items, 0, line_shape(c, all + from, stop - from));
		at = from;
	}
	if (at > 0)
		snprintf(next, sizeof next, "%zu", at);
	reply_list(c->reply, items, next);
	ok = true;
out:
	buf_fini(&text);
	free(path);
	return ok;
}
