/* reply_contact: what people read of people. */
#include <string.h>

#include "base/json.h"

#include "command/reply_part.h"
#include "command/reply_shapes.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void contact_row(struct grid *g, const json_t *c, const struct reply_options *o)
{
	char when[REPLY_TIME_CAP];
	grid_setf(g, 0, "%lld", (long long)json_i64_or(c, "id", 0));
	grid_set(g, 1, json_str(c, "name"));
	grid_set(g, 2, json_str(c, "phone"));
	grid_setf(g, 3, "%lld", (long long)json_i64_or(c, "messages_in", 0));
	grid_setf(g, 4, "%lld", (long long)json_i64_or(c, "messages_out", 0));
	grid_set(g, 5, reply_time(json_str(c, "last_message_at"), o, when));
	struct buf tags = { 0 };
	part_joined(json_at(c, "tags"), &tags);
	grid_set(g, 6, buf_str(&tags));
	buf_fini(&tags);
	if (json_flag(c, "blocked") || json_flag(c, "opted_out"))
		grid_set(g, 7, json_flag(c, "blocked") ? _("blocked") : _("opted out"));
}

void reply_contacts(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = {
		{ N_("id"), 0, true }, { N_("name"), 32, false }, { N_("phone"), 0, false },
		{ N_("in"), 0, true },
		{ N_("out"), 0, true }, { N_("last"), 0, false }, { N_("tags"), 24, false }, { NULL, 0, false } };
	static const struct part_table table = { columns, COUNT(columns), contact_row, NULL };
	part_table(answer, &table, o, out);
}

/* "3 min", "2 h": how long answers take. */
static void card_span(struct grid *g, const char *label, const json_t *c, const char *path)
{
	int64_t s;
	char text[64];
	if (!json_i64(c, path, &s))
		return;
	if (s < 120)
		say_with(text, sizeof text, N_("{n} s"), "n=%lld", (long long)s);
	else if (s < 120 * 60)
		say_with(text, sizeof text, N_("{n} min"), "n=%lld", (long long)(s / 60));
	else
		say_with(text, sizeof text, N_("{n} h"), "n=%lld", (long long)(s / 3600));
	part_card_line(g, label, text);
}

static void card_fields(struct grid *g, const json_t *fields)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)fields, key, v)
		part_card_line(g, key, json_string_value(v));
}

static void card_history(const json_t *history, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("at"), 0, false }, { N_("who"), 24, false },
		{ N_("did"), 0, false }, { N_("detail"), 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *line;
	size_t i;
	if (!json_array_size(history))
		return;
	buf_addc(out, '\n');
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach((json_t *)(uintptr_t)history, i, line) {
		grid_row(&g, 0);
		grid_set(&g, 0, reply_time(json_str(line, "at"), o, when));
		grid_set(&g, 1, json_str(line, "who"));
		grid_set(&g, 2, json_str(line, "action"));
		grid_set(&g, 3, json_str(line, "detail"));
	}
	grid_write(&g, o, out);
	grid_fini(&g);
}

void reply_contact(const json_t *c, const struct reply_options *o, struct buf *out)
{
	struct grid g;
	struct buf addresses = { 0 }, tags = { 0 }, blocked = { 0 };
	grid_init(&g, part_card_columns, COUNT(part_card_columns), true);
	part_card_number(&g, N_("contact"), c, "id");
	part_card_line(&g, N_("name"), json_str(c, "name"));
	part_card_line(&g, N_("named here"), json_str(c, "names.own"));
	part_card_line(&g, N_("phone book"), json_str(c, "names.book"));
	part_card_line(&g, N_("verified"), json_str(c, "names.verified"));
	part_card_line(&g, N_("own name"), json_str(c, "names.push"));
	if (strcmp(json_str_or(c, "kind", ""), "business") == 0)
		part_card_line(&g, N_("kind"), _("business"));
	part_card_line(&g, N_("phone"), json_str(c, "phone"));
	part_card_line(&g, N_("at home"), json_str(c, "phone_national"));
	part_joined(json_at(c, "addresses"), &addresses);
	part_card_line(&g, N_("addresses"), buf_str(&addresses));
	part_joined(json_at(c, "tags"), &tags);
	part_card_line(&g, N_("tags"), buf_str(&tags));
	card_fields(&g, json_at(c, "fields"));
	if (json_i64_or(c, "notes", 0))
		part_card_number(&g, N_("notes"), c, "notes");
	part_card_time(&g, N_("first message"), c, "first_message_at", o);
	part_card_time(&g, N_("last message"), c, "last_message_at", o);
	part_card_number(&g, N_("they wrote"), c, "messages_in");
	part_card_number(&g, N_("we wrote"), c, "messages_out");
	card_span(&g, N_("we answer in"), c, "statistics.answer_median_s");
	card_span(&g, N_("they answer in"), c, "statistics.their_answer_median_s");
	if (json_i64_or(c, "statistics.media", 0))
		part_card_number(&g, N_("files"), c, "statistics.media");
	if (json_i64_or(c, "statistics.conversations", 0))
		part_card_number(&g, N_("cases"), c, "statistics.conversations");
	if (json_i64_or(c, "duplicates", 0))
		part_card_number(&g, N_("duplicates"), c, "duplicates");
	if (json_flag(c, "opted_out"))
		part_card_line(&g, N_("opted out"), _("yes"));
	part_joined(json_at(c, "blocked_on"), &blocked);
	if (json_flag(c, "blocked"))
		part_card_line(&g, N_("blocked"), blocked.n ? _("here and in WhatsApp") : _("here"));
	part_card_line(&g, N_("in WhatsApp of"), buf_str(&blocked));
	part_card_write(&g, o, out);
	card_history(json_at(c, "history"), o, out);
	buf_fini(&addresses);
	buf_fini(&tags);
	buf_fini(&blocked);
}

static void note_row(struct grid *g, const json_t *n, const struct reply_options *o)
{
	char when[REPLY_TIME_CAP];
	grid_setf(g, 0, "%lld", (long long)json_i64_or(n, "id", 0));
	grid_set(g, 1, reply_time(json_str(n, "at"), o, when));
	grid_set(g, 2, json_str(n, "author"));
	grid_setf(g, 3, "%lld", (long long)json_i64_or(n, "version", 0));
	grid_set(g, 4, json_str(n, "text"));
}

void reply_contact_notes(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("id"), 0, true }, { N_("at"), 0, false },
		{ N_("who"), 24, false }, { N_("version"), 0, true }, { N_("note"), 0, false } };
	static const struct part_table table = { columns, COUNT(columns), note_row, NULL };
	part_table(answer, &table, o, out);
}

static void duplicate_row(struct grid *g, const json_t *t, const struct reply_options *o)
{
	(void)o;
	grid_setf(g, 0, "%lld", (long long)json_i64_or(t, "a.id", 0));
	grid_set(g, 1, json_str(t, "a.name"));
	grid_set(g, 2, json_str(t, "a.phone"));
	grid_setf(g, 3, "%lld", (long long)json_i64_or(t, "b.id", 0));
	grid_set(g, 4, json_str(t, "b.name"));
	grid_set(g, 5, json_str(t, "b.phone"));
	grid_set(g, 6, strcmp(json_str_or(t, "reason", ""), "phone") == 0 ? _("phone") : _("name"));
}

void reply_duplicates(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("id"), 0, true }, { N_("name"), 28, false },
		{ N_("phone"), 0, false }, { N_("id"), 0, true }, { N_("name"), 28, false }, { N_("phone"), 0, false },
		{ N_("because of"), 0, false } };
	static const struct part_table table = { columns, COUNT(columns), duplicate_row, NULL };
	part_table(answer, &table, o, out);
}

static void field_row(struct grid *g, const json_t *f, const struct reply_options *o)
{
	struct buf choices = { 0 };
	(void)o;
	part_joined(json_at(f, "choices"), &choices);
	grid_set(g, 0, json_str(f, "name"));
	grid_set(g, 1, json_str(f, "type"));
	grid_setf(g, 2, "%lld", (long long)json_i64_or(f, "contacts", 0));
	grid_set(g, 3, buf_str(&choices));
	buf_fini(&choices);
}

void reply_fields(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("field"), 0, false }, { N_("type"), 0, false },
		{ N_("contacts"), 0, true }, { N_("choices"), 0, false } };
	static const struct part_table table = { columns, COUNT(columns), field_row, NULL };
	part_table(answer, &table, o, out);
}

void reply_checked(const json_t *c, const struct reply_options *o, struct buf *out)
{
	struct grid g;
	grid_init(&g, part_card_columns, COUNT(part_card_columns), true);
	part_card_line(&g, N_("phone"), json_str(c, "phone"));
	part_card_line(&g, N_("on WhatsApp"), json_flag(c, "on_whatsapp") ? _("yes") : _("no"));
	part_card_line(&g, N_("address"), json_str(c, "address"));
	part_card_time(&g, N_("asked"), c, "asked_at", o);
	if (json_i64_or(c, "contact_id", 0))
		part_card_number(&g, N_("contact"), c, "contact_id");
	part_card_write(&g, o, out);
}

void reply_contacts_sync(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("number"), 0, false }, { N_("contacts"), 0, false },
		{ N_("read"), 0, true }, { N_("last whole"), 0, false } };
	struct grid g;
	char when[REPLY_TIME_CAP];
	json_t *n;
	size_t i;
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach((json_t *)(uintptr_t)json_at(answer, "numbers"), i, n) {
		grid_row(&g, 0);
		grid_set(&g, 0, json_str(n, "session"));
		grid_set(&g, 1, json_flag(n, "reading") ? _("are read") : _("are up to date"));
		grid_setf(&g, 2, "%lld", (long long)json_i64_or(n, "read", 0));
		grid_set(&g, 3, reply_time(json_str(n, "ended_at"), o, when));
	}
	grid_write(&g, o, out);
	grid_fini(&g);
}

void reply_erased(const json_t *r, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	(void)o;
	buf_adds(out, say_with(said, sizeof said,
		N_("contact {id} is erased: {messages} messages, {files} files, {notes} notes"),
		"id=%lld\nmessages=%lld\nfiles=%lld\nnotes=%lld", (long long)json_i64_or(r, "contact_id", 0),
		(long long)json_i64_or(r, "messages", 0), (long long)json_i64_or(r, "files", 0),
		(long long)json_i64_or(r, "notes", 0)));
	buf_addc(out, '\n');
	if (json_flag(r, "refused"))
		buf_addf(out, "%s\n", _("That they refused to be written to stays."));
	buf_addf(out, "%s\n", _("What is left in the files is being overwritten now."));
	buf_addf(out, "%s\n", _("Earlier backups and dumps still have it: delete those too."));
}

void reply_imported(const json_t *r, const struct reply_options *o, struct buf *out)
{
	static const struct grid_column columns[] = { { N_("line"), 0, true }, { N_("name"), 28, false },
		{ N_("left out because"), 0, false } };
	struct grid g;
	struct buf ignored = { 0 };
	char text[512];
	json_t *p;
	size_t i;
	grid_init(&g, part_card_columns, COUNT(part_card_columns), true);
	part_card_number(&g, N_("people read"), r, "read");
	part_card_number(&g, N_("added"), r, "added");
	part_card_number(&g, N_("filled in"), r, "changed");
	part_card_number(&g, N_("already as told"), r, "same");
	part_card_number(&g, N_("left out"), r, "left_out");
	part_joined(json_at(r, "ignored"), &ignored);
	part_card_line(&g, N_("columns not used"), buf_str(&ignored));
	part_card_write(&g, o, out);
	buf_fini(&ignored);
	if (!json_array_size(json_at(r, "problems")))
		return;
	buf_addc(out, '\n');
	grid_init(&g, columns, COUNT(columns), false);
	json_array_foreach((json_t *)(uintptr_t)json_at(r, "problems"), i, p) {
		part_sentence(p, "why", text, sizeof text);
		grid_row(&g, 0);
		grid_setf(&g, 0, "%lld", (long long)json_i64_or(p, "line", 0));
		grid_set(&g, 1, json_str(p, "name"));
		grid_set(&g, 2, text);
	}
	grid_write(&g, o, out);
	grid_fini(&g);
}
