/* reply_conversation: what people read of cases. */
#include <string.h>

#include "base/json.h"

#include "command/reply_part.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

void reply_conversations(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("id"), 0, true }, { N_("who"), 24, false }, { N_("phone"), 0, false },
		{ N_("time"), 0, false }, { N_("new"), 0, true }, { N_("case"), 0, false },
		{ NULL, 0, false }, { N_("last message"), 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *c;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(answer, "items"), i, c) {
		int64_t unseen = json_i64_or(c, "unseen", 0);
		bool needs = json_flag(c, "needs_reply");
		grid_row(&g, needs ? GRID_BOLD : 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(c, "id", 0));
		grid_set(&g, 1, json_str(c, "title"));
		grid_set(&g, 2, json_str(c, "phone"));
		grid_set(&g, 3, reply_time(json_str(c, "last.at"), o, when));
		if (unseen)
			grid_setf(&g, 4, "%lld", (long long)unseen);
		grid_set(&g, 5, json_flag(c, "sla.breached") ? _("late")
			: needs ? _("needs reply") : part_word(part_str(c, "status")));
		grid_set(&g, 6, json_flag(c, "last.from_me") ? part_mark(json_at(c, "last"), o) : "");
		struct buf text = { 0 };
		if (json_at(c, "last"))
			part_body(json_at(c, "last"), &text);
		grid_set(&g, 7, buf_str(&text));
		buf_fini(&text);
	}
	if (!g.rows && o->columns)
		buf_addf(out, "%s\n", _("no conversations here"));
	grid_write(&g, o, out);
	grid_fini(&g);
	part_next(answer, o, out);
}

void reply_conversation(const json_t *c, const struct reply_options *o, struct buf *out)
{
	struct grid g;
	struct buf labels = { 0 };
	char when[REPLY_TIME_CAP], said[SENTENCE_SAID];
	grid_init(&g, part_card_columns, COUNT(part_card_columns), true);
	part_card_number(&g, N_("conversation"), c, "id");
	part_card_line(&g, N_("with"), json_str(c, "title"));
	part_card_line(&g, N_("phone"), json_str(c, "phone"));
	part_card_line(&g, N_("number"), json_str(c, "session"));
	part_card_line(&g, N_("case"), json_flag(c, "needs_reply") ? _("needs reply") : part_word(part_str(c, "status")));
	part_card_time(&g, N_("waiting since"), c, "waiting_since", o);
	part_card_time(&g, json_flag(c, "sla.breached") ? N_("answer was due") : N_("answer due"), c, "sla.due", o);
	part_card_time(&g, N_("snoozed until"), c, "snoozed_until", o);
	part_card_time(&g, N_("woken"), c, "woke_at", o);
	part_card_line(&g, N_("assigned to"), json_str(c, "assignee"));
	part_card_line(&g, N_("priority"), part_word(part_str(c, "priority")));
	part_joined(json_at(c, "labels"), &labels);
	part_card_line(&g, N_("labels"), buf_str(&labels));
	if (json_flag(c, "window.open"))
		part_card_line(&g, N_("window"), say_with(said, sizeof said, N_("open until {time}"), "time=%s",
			reply_time(json_str(c, "window.until"), o, when)));
	else if (strcmp(part_str(c, "kind"), "person") == 0)
		part_card_line(&g, N_("window"), _("closed: writing now starts a conversation"));
	if (json_i64_or(c, "notes", 0))
		part_card_number(&g, N_("notes"), c, "notes");
	if (json_i64_or(c, "unseen", 0))
		part_card_number(&g, N_("unseen"), c, "unseen");
	if (json_i64_or(c, "queued", 0))
		part_card_number(&g, N_("queued"), c, "queued");
	if (json_i64_or(c, "unknown", 0))
		part_card_number(&g, N_("unknown"), c, "unknown");
	part_card_line(&g, N_("draft"), json_str(c, "draft"));
	if (json_flag(c, "opted_out"))
		part_card_line(&g, N_("opted out"), _("yes"));
	if (json_flag(c, "blocked"))
		part_card_line(&g, N_("blocked"), _("yes"));
	part_card_write(&g, o, out);
	buf_fini(&labels);
}
