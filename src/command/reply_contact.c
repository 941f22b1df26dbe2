/* reply_contact: what people read of people. */
#include "base/json.h"

#include "command/reply_part.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

void reply_contacts(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("id"), 0, true }, { N_("name"), 32, false }, { N_("phone"), 0, false },
		{ N_("in"), 0, true },
		{ N_("out"), 0, true }, { N_("last"), 0, false }, { NULL, 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *c;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(answer, "items"), i, c) {
		grid_row(&g, 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(c, "id", 0));
		grid_set(&g, 1, json_str(c, "name"));
		grid_set(&g, 2, json_str(c, "phone"));
		grid_setf(&g, 3, "%lld", (long long)json_i64_or(c, "messages_in", 0));
		grid_setf(&g, 4, "%lld", (long long)json_i64_or(c, "messages_out", 0));
		grid_set(&g, 5, reply_time(json_str(c, "last_message_at"), o, when));
		if (json_flag(c, "blocked") || json_flag(c, "opted_out"))
			grid_set(&g, 6, json_flag(c, "blocked") ? _("blocked") : _("opted out"));
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	part_next(answer, o, out);
}

void reply_contact(const json_t *c, const struct reply_options *o, struct buf *out)
{
	struct grid g;
	struct buf addresses = { 0 };
	grid_init(&g, part_card_columns, COUNT(part_card_columns), true);
	part_card_number(&g, N_("contact"), c, "id");
	part_card_line(&g, N_("name"), json_str(c, "name"));
	part_card_line(&g, N_("own name"), json_str(c, "names.push"));
	part_card_line(&g, N_("phone book"), json_str(c, "names.book"));
	part_card_line(&g, N_("phone"), json_str(c, "phone"));
	part_joined(json_at(c, "addresses"), &addresses);
	part_card_line(&g, N_("addresses"), buf_str(&addresses));
	part_card_time(&g, N_("first message"), c, "first_message_at", o);
	part_card_time(&g, N_("last message"), c, "last_message_at", o);
	part_card_number(&g, N_("they wrote"), c, "messages_in");
	part_card_number(&g, N_("we wrote"), c, "messages_out");
	if (json_flag(c, "opted_out"))
		part_card_line(&g, N_("opted out"), _("yes"));
	if (json_flag(c, "blocked"))
		part_card_line(&g, N_("blocked"), _("yes"));
	part_card_write(&g, o, out);
	buf_fini(&addresses);
}
