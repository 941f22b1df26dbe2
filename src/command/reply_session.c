/* reply_session: what people read of numbers and pairing. */
#include <string.h>

#include "base/json.h"

#include "command/reply_part.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

void reply_sessions(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("number"), 0, false }, { N_("status"), 0, false }, { N_("phone"), 0, false },
		{ N_("engine"), 0, false }, { N_("hours"), 0, false }, { N_("zone"), 0, false },
		{ NULL, 0, false } };
	struct grid g;
	char why[SENTENCE_SAID];
	const json_t *items = json_at(answer, "items");
	json_t *one;
	size_t n = items ? json_array_size(items) : 1, i;
	grid_init(&g, columns, COUNT(columns), false);
	for (i = 0; i < n; i++) {
		const json_t *s = items ? json_array_get(items, i) : answer;
		grid_row(&g, strcmp(part_str(s, "status"), "WORKING") == 0 ? 0 : GRID_BAD);
		grid_set(&g, 0, json_str(s, "name"));
		grid_set(&g, 1, json_str(s, "status"));
		grid_set(&g, 2, json_str(s, "me.phone"));
		grid_setf(&g, 3, "%s %s", part_str(s, "engine"), part_str(s, "version"));
		grid_set(&g, 4, json_str(s, "hours"));
		grid_set(&g, 5, json_str(s, "zone"));
		part_sentence(s, "why", why, sizeof why);
		grid_set(&g, 6, why);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
	/* Of one number alone: what its engine leaves to the phone. */
	json_array_foreach(items ? NULL : json_at(answer, "cannot"), i, one) {
		part_sentence(one, "say", why, sizeof why);
		part_clean(out, why, o);
		buf_addc(out, '\n');
	}
}

void reply_qr(const json_t *q, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	part_sentence(q, "sentence", said, sizeof said);
	part_clean(out, *said ? said : part_str(q, "status"), o);
	buf_addc(out, '\n');
	if (json_str(q, "value")) {
		part_clean(out, json_str(q, "value"), o);
		buf_addc(out, '\n');
	}
}

void reply_code(const json_t *c, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	part_clean(out, say_with(said, sizeof said,
		N_("{code} — type it on the phone: Linked devices, Link a device, "
		   "Link with phone number instead"),
		"code=%s", part_str(c, "code")), o);
	buf_addc(out, '\n');
}
