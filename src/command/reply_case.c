/* reply_case: what people read of labels and of other things that go with a case. */
#include "base/json.h"

#include "command/reply_part.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A list, or one thing as a list of one. */
static const json_t *items_of(const json_t *answer, json_t **own)
{
	const json_t *items = json_at(answer, "items");
	*own = NULL;
	if (items)
		return items;
	*own = json_pack("[O]", (json_t *)answer);
	return *own;
}

void reply_labels(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("label"), 0, false }, { N_("colour"), 0, false }, { N_("conversations"), 0, true } };
	struct grid g;
	json_t *own, *label;
	const json_t *items = items_of(answer, &own);
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(items, i, label) {
		grid_row(&g, 0);
		grid_set(&g, 0, json_str(label, "name"));
		grid_set(&g, 1, json_str(label, "colour") ? part_word(part_str(label, "colour")) : NULL);
		grid_setf(&g, 2, "%lld", (long long)json_i64_or(label, "conversations", 0));
	}
	if (!g.rows && o->columns)
		buf_addf(out, "%s\n", _("no labels yet; a lead makes one with `wartel label set NAME`"));
	grid_write(&g, o, out);
	grid_fini(&g);
	json_decref(own);
	part_next(answer, o, out);
}
