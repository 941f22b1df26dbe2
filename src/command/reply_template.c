/* reply_template: what people read of templates. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"

#include "command/grid.h"
#include "command/reply_part.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *status_word(const json_t *v)
{
	static const char *const words[] = { "draft", N_("draft"), "approved", N_("approved"), "retired",
		N_("not in use") };
	const char *status = json_str_or(v, "status", "");
	for (size_t i = 0; i < COUNT(words); i += 2)
		if (strcmp(words[i], status) == 0)
			return say_of(words[i + 1]);
	return status;
}

void reply_templates(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("template"), 32, false }, { NULL, 0, false },
		{ NULL, 0, false }, { N_("used"), 0, true }, { N_("text"), 0, false } };
	struct grid g;
	json_t *v;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach(json_at(answer, "items"), i, v) {
		grid_row(&g, strcmp(json_str_or(v, "status", ""), "retired") == 0 ? GRID_DIM : 0);
		grid_set(&g, 0, json_str(v, "name"));
		grid_set(&g, 1, json_str(v, "language"));
		grid_set(&g, 2, status_word(v));
		grid_setf(&g, 3, "%lld", (long long)json_i64_or(v, "uses", 0));
		grid_set(&g, 4, json_str(v, "text"));
	}
	if (!g.rows && o->columns)
		buf_addf(out, "%s\n", _("no templates yet; `wartel template examples` brings some"));
	grid_write(&g, o, out);
	grid_fini(&g);
	part_next(answer, o, out);
}

/* "ukuran: choice (S, M, L) = M" */
static void variable(const json_t *v, struct buf *out)
{
	buf_addf(out, "%s: %s", json_str_or(v, "name", ""), json_str_or(v, "type", ""));
	if (json_array_size(json_at(v, "choices")) > 0) {
		buf_adds(out, " (");
		part_joined(json_at(v, "choices"), out);
		buf_addc(out, ')');
	}
	if (json_str(v, "default"))
		buf_addf(out, " = %s", json_str(v, "default"));
}

/* A text as it is, line by line, clean. */
static void text(const char *s, const struct reply_options *o, struct buf *out)
{
	while (*s) {
		size_t n = strcspn(s, "\n");
		text_line(out, s, n, 1 << 20, o->ascii);
		buf_addc(out, '\n');
		s += n;
		s += *s == '\n';
	}
}

void reply_template(const json_t *t, const struct reply_options *o, struct buf *out)
{
	struct grid g;
	struct buf said = { 0 };
	char when[REPLY_TIME_CAP];
	json_t *v;
	size_t i;
	grid_init(&g, part_card_columns, COUNT(part_card_columns), true);
	part_card_line(&g, N_("template"), json_str(t, "name"));
	part_card_line(&g, N_("language"), json_str(t, "language"));
	part_card_line(&g, N_("status"), status_word(t));
	part_card_line(&g, N_("approved by"), json_str(t, "approved_by"));
	part_card_number(&g, N_("version"), t, "version");
	part_card_number(&g, N_("used"), t, "uses");
	part_card_time(&g, N_("last used"), t, "used_at", o);
	json_array_foreach(json_at(t, "variables"), i, v) {
		buf_clear(&said);
		variable(v, &said);
		part_card_line(&g, i ? "" : N_("variables"), buf_str(&said));
	}
	/* The first is the one that counts, and stands below. */
	json_array_foreach(json_at(t, "versions"), i, v) {
		buf_clear(&said);
		buf_addf(&said, "%lld  %s  %s", (long long)json_i64_or(v, "version", 0), reply_time(json_str(v,
			"at"), o, when),
			json_str_or(v, "by", ""));
		part_card_line(&g, i ? "" : N_("versions"), buf_str(&said));
	}
	part_card_write(&g, o, out);
	grid_fini(&g);
	buf_fini(&said);
	buf_addc(out, '\n');
	text(json_str_or(t, "text", ""), o, out);
}

void reply_rendered(const json_t *r, const struct reply_options *o, struct buf *out)
{
	text(json_str_or(r, "text", ""), o, out);
}

void reply_template_examples(const json_t *r, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	size_t n = json_array_size(json_at(r, "added"));
	(void)o;
	buf_addf(out, "%s\n", say_with(said, sizeof said,
		N_("{n} templates added as drafts, {there} were here already"),
		"n=%zu\nthere=%lld", n, (long long)json_i64_or(r, "there", 0)));
}
