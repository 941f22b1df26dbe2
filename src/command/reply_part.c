/* reply_part: see reply_part.h. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "model/message.h"

#include "command/reply_part.h"
#include "command/say.h"

#include "base/banned.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static int64_t day_number(int year, int month, int day)
{
	return zone_day(zone_utc(),
		zone_unix(zone_utc(), &(struct civil){ .year = year, .month = month, .day = day }));
}

char *reply_time(const char *rfc3339, const struct reply_options *o, char out[REPLY_TIME_CAP])
{
	static const char *const weekdays[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
		N_("Fri"), N_("Sat") };
	int y, m, d, hour, minute;
	out[0] = '\0';
	if (!rfc3339 || sscanf(rfc3339, "%4d-%2d-%2dT%2d:%2d", &y, &m, &d, &hour, &minute) != 5)
		return out;
	int64_t then = day_number(y, m, d), today = zone_day(o->zone ? o->zone : zone_utc(), o->now);
	if (then == today)
		snprintf(out, REPLY_TIME_CAP, "%02d:%02d", hour, minute);
	else if (then > today - 7 && then < today + 7)
		snprintf(out, REPLY_TIME_CAP, "%s %02d:%02d", say_of(weekdays[((then + 4) % 7 + 7) % 7]),
			hour, minute);
	else
		snprintf(out, REPLY_TIME_CAP, "%04d-%02d-%02d %02d:%02d", y, m, d, hour, minute);
	return out;
}

const char *part_str(const json_t *v, const char *path)
{
	return json_str_or(v, path, "");
}

void part_sentence(const json_t *v, const char *path, char *out, size_t cap)
{
	struct sentence s;
	out[0] = '\0';
	if (json_to_sentence(json_at(v, path), &s))
		say(&s, out, cap);
}

/* From outside: control characters and such are not for the terminal. */
void part_clean(struct buf *out, const char *s, const struct reply_options *o)
{
	text_line(out, s, strlen(s), 1 << 20, o->ascii);
}

const char *part_mark(const json_t *message, const struct reply_options *o)
{
	enum message_state s;
	return message_state_named(part_str(message, "state"), &s) ? message_mark(s, o->ascii) : "";
}

/* Words of the wire that are shown as they are: what is not among them is a name
 * and is not translated. */
static const char *const words[] = {
	/* states */
	N_("received"), N_("queued"), N_("held"), N_("sending"), N_("accepted"), N_("sent"), N_("delivered"),
	N_("read"), N_("played"), N_("rejected"), N_("unknown"), N_("cancelled"), N_("failed"),
	/* kinds of messages */
	N_("image"), N_("video"), N_("audio"), N_("voice"), N_("document"), N_("sticker"), N_("location"),
	N_("contact"), N_("poll"), N_("unsupported"),
	/* cases and priorities */
	N_("open"), N_("waiting"), N_("snoozed"), N_("closed"), N_("archived"),
	N_("low"), N_("normal"), N_("high"), N_("urgent"),
	/* gates, health, pauses, doctor, rights */
	N_("wait"), N_("hold"), N_("refuse"), N_("ok"), N_("warning"), N_("stopped"), N_("stop"), N_("full"),
	N_("initiations"), N_("itself"), N_("note"), N_("warn"), N_("bad"),
	N_("reader"), N_("agent"), N_("lead"), N_("admin"),
};

const char *part_word(const char *s)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i], s) == 0)
			return say_of(s);
	return s;
}

/* How a row is drawn, by its state: the worse one, the one to look at, neither. */
unsigned part_style(const char *state, const char *bad, const char *bold)
{
	return strcmp(state, bad) == 0 ? GRID_BAD : strcmp(state, bold) == 0 ? GRID_BOLD : 0;
}

/* "Zé +55 11 99999-0001", "Jam berapa? ( pagi | sore )" */
static void cards_or_poll(const json_t *m, struct buf *out)
{
	json_t *v;
	size_t i;
	json_array_foreach(json_at(m, "contacts"), i, v) {
		buf_addf(out, "%s %s ", i ? "," : "", part_str(v, "name"));
		part_joined(json_at(v, "phones"), out);
	}
	if (!json_at(m, "poll"))
		return;
	buf_addf(out, " %s (", part_str(m, "poll.question"));
	json_array_foreach(json_at(m, "poll.options"), i, v) {
		json_int_t n = json_integer_value(json_array_get(json_at(m, "poll.votes"), i));
		buf_addf(out, "%s %s ", i ? "|" : "", json_is_string(v) ? json_string_value(v) : "");
		if (n)
			buf_addf(out, "%lld ", (long long)n);
	}
	buf_addc(out, ')');
}

/* What a message says in one cell: its text, or what it is. */
void part_body(const json_t *m, struct buf *out)
{
	const char *kind = part_str(m, "kind"), *text = json_str(m, "text");
	if (json_flag(m, "deleted"))
		buf_addf(out, "[%s]", _("deleted"));
	else if (strcmp(kind, "text") != 0 && strcmp(kind, "") != 0)
		buf_addf(out, "[%s%s%s]%s", part_word(kind), json_str(m, "media.filename") ? " " : "",
			part_str(m, "media.filename"), text && *text ? " " : "");
	if (text && !json_flag(m, "deleted"))
		buf_adds(out, text);
	else if (json_at(m, "contacts") || json_at(m, "poll"))
		cards_or_poll(m, out);
	else if (json_str(m, "place"))
		buf_addf(out, " %s", json_str(m, "place"));
	if (json_flag(m, "edited"))
		buf_addf(out, " (%s)", _("edited"));
	if (json_flag(m, "starred"))
		buf_adds(out, " *");
}

void part_next(const json_t *answer, const struct reply_options *o, struct buf *out)
{
	char said[SENTENCE_SAID];
	if (json_str(answer, "next") && o->columns)
		buf_addf(out, "%s\n", say_with(said, sizeof said, N_("more: --after {cursor}"), "cursor=%s",
			json_str(answer, "next")));
}

void part_table(const json_t *answer, const struct part_table *t, const struct reply_options *o, struct buf *out)
{
	const json_t *items = json_at(answer, "items");
	size_t n = items ? json_array_size(items) : 1;
	struct grid g;
	grid_init(&g, t->columns, t->n, false);
	for (size_t i = 0; i < n; i++) {
		grid_row(&g, 0);
		t->row(&g, items ? json_array_get(items, i) : answer, o);
	}
	if (!n && t->none && o->columns)
		buf_addf(out, "%s\n", say_of(t->none));
	grid_write(&g, o, out);
	grid_fini(&g);
	part_next(answer, o, out);
}

/* "label  value" lines. */
const struct grid_column part_card_columns[] = { { NULL, 0, false }, { NULL, 0, false } };

void part_card_line(struct grid *g, const char *label, const char *value)
{
	if (!value || !*value)
		return;
	grid_row(g, 0);
	grid_set(g, 0, say_of(label));
	grid_set(g, 1, value);
}

void part_card_time(struct grid *g, const char *label, const json_t *v, const char *path,
	const struct reply_options *o)
{
	char when[REPLY_TIME_CAP];
	part_card_line(g, label, reply_time(json_str(v, path), o, when));
}

void part_card_number(struct grid *g, const char *label, const json_t *v, const char *path)
{
	char n[32];
	snprintf(n, sizeof n, "%lld", (long long)json_i64_or(v, path, 0));
	part_card_line(g, label, n);
}

void part_card_write(struct grid *g, const struct reply_options *o, struct buf *out)
{
	grid_write(g, o, out);
	grid_fini(g);
}

void part_joined(const json_t *array, struct buf *out)
{
	json_t *v;
	size_t i;
	json_array_foreach(array, i, v)
		buf_addf(out, "%s%s", i ? ", " : "", json_is_string(v) ? json_string_value(v) : "");
}
