/* reply_box: what people read of agents, tokens, the trail and the logs. */
#include "base/json.h"

#include "command/reply_part.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

void reply_whoami(const json_t *w, const struct reply_options *o, struct buf *out)
{
	struct grid g;
	json_t *v;
	size_t i;
	grid_init(&g, part_card_columns, COUNT(part_card_columns), true);
	part_card_line(&g, N_("agent"), json_str(w, "agent"));
	part_card_line(&g, N_("rights"), part_word(part_str(w, "rights")));
	part_card_number(&g, N_("uid"), w, "uid");
	part_card_line(&g, N_("engine"), json_str(w, "version"));
	json_array_foreach(json_at(w, "views"), i, v)
		part_card_number(&g, part_str(v, "title"), v, "count");
	part_card_write(&g, o, out);
}

static void agent_row(struct grid *g, const json_t *a, const struct reply_options *o)
{
	(void)o;
	grid_setf(g, 0, "%lld", (long long)json_i64_or(a, "id", 0));
	grid_set(g, 1, json_str(a, "name"));
	grid_set(g, 2, json_str(a, "rights") ? part_word(part_str(a, "rights")) : "");
	if (json_at(a, "uid"))
		grid_setf(g, 3, "%lld", (long long)json_i64_or(a, "uid", 0));
}

void reply_agents(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("id"), 0, true }, { N_("name"), 32, false },
		{ N_("rights"), 0, false }, { N_("uid"), 0, true } };
	static const struct part_table table = { columns, COUNT(columns), agent_row, NULL };
	part_table(answer, &table, o, out);
}

static void token_row(struct grid *g, const json_t *t, const struct reply_options *o)
{
	static const char *const times[] = { "created_at", "used_at", "revoked_at" };
	char when[REPLY_TIME_CAP];
	grid_set(g, 0, json_str(t, "name"));
	grid_set(g, 1, part_word(part_str(t, "rights")));
	for (int k = 0; k < 3; k++)
		grid_set(g, 2 + k, reply_time(json_str(t, times[k]), o, when));
}

void reply_tokens(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("name"), 32, false }, { N_("rights"), 0, false },
		{ N_("made"), 0, false }, { N_("used"), 0, false }, { N_("revoked"), 0, false } };
	static const struct part_table table = { columns, COUNT(columns), token_row, NULL };
	part_table(answer, &table, o, out);
}

void reply_token(const json_t *t, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID], when[REPLY_TIME_CAP];
	if (json_str(t, "revoked_at")) {
		say_with(said, sizeof said, N_("{name} was revoked at {time}"), "name=%s\ntime=%s",
			part_str(t, "name"), reply_time(json_str(t, "revoked_at"), o, when));
		part_clean(out, said, o);
		buf_addc(out, '\n');
		return;
	}
	/* For scripts the token alone. */
	if (o->columns) {
		say_with(said, sizeof said, N_("{name} has the rights {rights}; its token, shown this once:"),
			"name=%s\nrights=%s", part_str(t, "name"), part_word(part_str(t, "rights")));
		part_clean(out, said, o);
		buf_addc(out, '\n');
	}
	part_clean(out, part_str(t, "token"), o);
	buf_addc(out, '\n');
}

static void trail_row(struct grid *g, const json_t *a, const struct reply_options *o)
{
	static const struct {
		const char *key, *word;
	} about[] = { { "session_id", N_("number") }, { "conversation_id", N_("conversation") },
		{ "contact_id", N_("contact") }, { "message_id", N_("message") } };
	char when[REPLY_TIME_CAP];
	struct buf what = { 0 };
	grid_setf(g, 0, "%lld", (long long)json_i64_or(a, "id", 0));
	grid_set(g, 1, reply_time(json_str(a, "at"), o, when));
	grid_set(g, 2, json_str(a, "who"));
	grid_set(g, 3, json_str(a, "action"));
	for (size_t k = 0; k < COUNT(about); k++)
		if (json_at(a, about[k].key))
			buf_addf(&what, "%s%s %lld", what.n ? ", " : "", say_of(about[k].word),
				(long long)json_i64_or(a, about[k].key, 0));
	grid_set(g, 4, buf_str(&what));
	grid_set(g, 5, json_str(a, "detail"));
	buf_fini(&what);
}

void reply_audit(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("id"), 0, true }, { N_("time"), 0, false },
		{ N_("who"), 18, false }, { N_("what"), 0, false }, { N_("about"), 0, false },
		{ NULL, 0, false } };
	static const struct part_table table = { columns, COUNT(columns), trail_row, NULL };
	part_table(answer, &table, o, out);
}

void reply_lines(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char when[REPLY_TIME_CAP];
	json_t *l;
	size_t i;
	json_array_foreach(json_at(answer, "items"), i, l) {
		if (json_str(l, "at"))
			buf_addf(out, "%s %s %s: ", reply_time(json_str(l, "at"), o, when), part_str(l, "level"),
				part_str(l, "area"));
		part_clean(out, part_str(l, "text"), o);
		buf_addc(out, '\n');
	}
	part_next(answer, o, out);
}
