/* reply_case: what people read of one case, and of labels, notes and views. */
#include "base/json.h"

#include "command/reply_part.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void label_row(struct grid *g, const json_t *label, const struct reply_options *o)
{
	(void)o;
	grid_set(g, 0, json_str(label, "name"));
	grid_set(g, 1, json_str(label, "colour") ? part_word(part_str(label, "colour")) : NULL);
	grid_setf(g, 2, "%lld", (long long)json_i64_or(label, "conversations", 0));
}

void reply_labels(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("label"), 0, false }, { N_("colour"), 0, false }, { N_("conversations"), 0, true } };
	static const struct part_table table = { columns, COUNT(columns), label_row,
		N_("no labels yet; a lead makes one with `wartel label set NAME`") };
	part_table(answer, &table, o, out);
}

static void note_row(struct grid *g, const json_t *note, const struct reply_options *o)
{
	char when[REPLY_TIME_CAP];
	grid_setf(g, 0, "%lld", (long long)json_i64_or(note, "id", 0));
	grid_set(g, 1, reply_time(json_str(note, "at"), o, when));
	grid_set(g, 2, json_str(note, "author"));
	grid_setf(g, 3, "%lld", (long long)json_i64_or(note, "version", 0));
	grid_set(g, 4, json_str(note, "text"));
}

void reply_notes(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("note"), 0, true }, { N_("time"), 0, false }, { N_("by"), 0, false }, { N_("version"), 0, true },
		{ N_("text"), 0, false } };
	static const struct part_table table = { columns, COUNT(columns), note_row, N_("no notes here") };
	part_table(answer, &table, o, out);
}

static void view_row(struct grid *g, const json_t *view, const struct reply_options *o)
{
	(void)o;
	grid_set(g, 0, json_str(view, "name"));
	if (json_at(view, "count"))
		grid_setf(g, 1, "%lld", (long long)json_i64_or(view, "count", 0));
	else
		grid_set(g, 1, "?");
	grid_set(g, 2, json_flag(view, "shared") ? _("shared") : NULL);
	grid_set(g, 3, json_str(view, "query"));
}

void reply_views(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("view"), 0, false }, { N_("conversations"), 0, true }, { NULL, 0, false }, { N_("query"), 0, false } };
	static const struct part_table table = { columns, COUNT(columns), view_row,
		N_("no saved views yet; `wartel view set NAME QUERY` makes one") };
	part_table(answer, &table, o, out);
}

void reply_undone(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	part_sentence(answer, "sentence", said, sizeof said);
	part_clean(out, said, o);
	buf_addc(out, '\n');
}

static void case_windows(const json_t *c, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("window opened"), 0, false }, { N_("their last"), 0, false }, { N_("first answer"), 0, false },
		{ N_("closed"), 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *w;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(c, "windows"), i, w) {
		grid_row(&g, 0);
		grid_set(&g, 0, reply_time(json_str(w, "opened_at"), o, when));
		grid_set(&g, 1, reply_time(json_str(w, "last_inbound_at"), o, when));
		grid_set(&g, 2, reply_time(json_str(w, "first_answer_at"), o, when));
		grid_set(&g, 3, json_str(w, "closed_at") ? reply_time(json_str(w, "closed_at"), o, when) : _("open"));
	}
	if (g.rows) {
		buf_addc(out, '\n');
		grid_write(&g, o, out);
	}
	grid_fini(&g);
}

static void case_others(const json_t *c, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("id"), 0, true }, { N_("case"), 0, false }, { N_("opened"), 0, false }, { N_("closed"), 0, false },
		{ N_("assigned to"), 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *k;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(c, "cases"), i, k) {
		grid_row(&g, 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(k, "id", 0));
		grid_set(&g, 1, part_word(part_str(k, "status")));
		grid_set(&g, 2, reply_time(json_str(k, "opened_at"), o, when));
		grid_set(&g, 3, reply_time(json_str(k, "closed_at"), o, when));
		grid_set(&g, 4, json_str(k, "assignee"));
	}
	/* The only case is the one that is shown. */
	if (g.rows > 1) {
		buf_addc(out, '\n');
		grid_write(&g, o, out);
	}
	grid_fini(&g);
}

void reply_case(const json_t *c, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("time"), 0, false }, { N_("who"), 0, false }, { N_("did"), 0, false }, { NULL, 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *line;
	size_t i;
	reply_conversation(c, o, out);
	case_windows(c, o, out);
	case_others(c, o, out);
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(c, "history"), i, line) {
		grid_row(&g, 0);
		grid_set(&g, 0, reply_time(json_str(line, "at"), o, when));
		grid_set(&g, 1, json_str(line, "who"));
		grid_set(&g, 2, json_str(line, "action"));
		grid_set(&g, 3, json_str(line, "detail"));
	}
	if (g.rows) {
		buf_addc(out, '\n');
		grid_write(&g, o, out);
	}
	grid_fini(&g);
}
