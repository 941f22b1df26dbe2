/* case: the reader of the lines. */
#include "case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/zone.h"
#include "base/banned.h"

int64_t case_time(const char *s)
{
	struct tm tm = { 0 };
	int hours = 0, minutes = 0;
	char sign = '+';

	if (sscanf(s, "%d-%d-%dT%d:%d:%d%c%d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
		    &tm.tm_min, &tm.tm_sec, &sign, &hours, &minutes) != 9)
		BUG("no time: %s", s);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return ((int64_t)timegm(&tm) - (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60)) * 1000;
}

/* "-24h", "+5s", "+1ms", "+1d", "0": milliseconds after now. */
static int64_t relative(const char *s, int64_t now_ms)
{
	char *end;
	int64_t n = strtoll(s, &end, 10);

	if (!strcmp(end, "ms"))
		return now_ms + n;
	if (!strcmp(end, "s"))
		return now_ms + n * 1000;
	if (!strcmp(end, "h"))
		return now_ms + n * 3600000;
	if (!strcmp(end, "d"))
		return now_ms + n * 86400000;
	BUG("no span of time: %s", s);
}

static int minute(const char *s)
{
	int h, m;

	if (sscanf(s, "%d:%d", &h, &m) != 2)
		BUG("no minute: %s", s);
	return h * 60 + m;
}

static void minutes(const char *s, int *open, int *close)
{
	const char *dash = strchr(s, '-');

	if (!dash)
		BUG("no span: %s", s);
	*open = minute(s);
	*close = minute(dash + 1);
}

/* "window", "content" …; "1": everything that can be. */
static unsigned confirmed(const char *s)
{
	static const char *const names[] = { "opt-out", "restored", "expired", "window", "content", "duplicate" };

	if (!strcmp(s, "1"))
		return ~0u;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(s, names[i]))
			return 1u << i;
	BUG("nobody can confirm %s", s);
}

static void set_content(struct content_facts *c, const char *s)
{
	static const char *const names[] = { "nothing", "note", "confirm", "block", "limit" };
	size_t i = 0;

	while (i < sizeof names / sizeof *names && strcmp(s, names[i]))
		i++;
	if (i == sizeof names / sizeof *names)
		BUG("no content: %s", s);
	c->said = (enum content_said)i;
	sentence_set(&c->say, "content.test", "“{words}” is against the rules", "words=slot gacor");
	sentence_set(&c->change, "content.test.change", "write it without that", NULL);
}

static void set(struct facts *f, int64_t now_ms, const char *name, const char *value)
{
	struct limits *l = &f->limits;
	struct number_facts *n = &f->number;
	struct item_facts *i = &f->item;
	int number = (int)strtol(value, NULL, 10);
	const struct {
		const char *name;
		int *at;
	} ints[] = {
		{ "daily", &l->daily_contacts }, { "starts", &l->daily_initiations },
		{ "contacts", &n->contacts_today }, { "begun", &n->initiations_today }, { "ramp", &n->ramp_day },
		{ "gap", &n->gap_ms }, { "tier", &l->tier_limit }, { "tier_used", &n->tier_used }, { "alike", &i->alike },
	};
	const struct {
		const char *name;
		bool *at;
	} bools[] = {
		{ "stopped", &n->stopped }, { "paused", &n->full_pause }, { "restricted", &n->initiations_paused },
		{ "trusted", &n->clock_trusted }, { "group", &i->is_group }, { "person", &i->by_person },
		{ "opted_out", &i->opted_out }, { "blocked", &i->blocked }, { "restored", &i->restored },
		{ "written", &i->written_today }, { "initiated", &i->initiated_today },
		{ "demo", &l->demo }, { "needs_consent", &l->require_consent }, { "begun_24h", &i->begun_24h },
		{ "contact_hours", &l->contact_hours }, { "templated", &i->templated }, { "approved", &i->approved },
	};

	if (!strcmp(name, "tier"))
		l->tiered = true;
	for (size_t k = 0; k < sizeof ints / sizeof *ints; k++)
		if (!strcmp(name, ints[k].name)) {
			*ints[k].at = number;
			return;
		}
	for (size_t k = 0; k < sizeof bools / sizeof *bools; k++)
		if (!strcmp(name, bools[k].name)) {
			*bools[k].at = number;
			return;
		}
	if (!strcmp(name, "zone")) {
		struct err e = { 0 };

		l->zone = zone_load(value, &e);
		if (!l->zone)
			BUG("%s", err_text(&e));
	} else if (!strcmp(name, "there")) { /* the contact's zone, and that it counts */
		l->contact_hours = true;
		i->zone = zone_load(value, NULL);
		if (!i->zone)
			BUG("no zone: %s", value);
	} else if (!strcmp(name, "hours")) {
		minutes(value, &l->open_minute, &l->close_minute);
	} else if (!strcmp(name, "start_hours")) {
		minutes(value, &l->initiation_open_minute, &l->initiation_close_minute);
	} else if (!strcmp(name, "weekdays")) { /* "0111111": Sunday first */
		for (int d = 0; d < 7; d++)
			l->weekday[d] = value[d] == '1';
	} else if (!strcmp(name, "holiday")) {
		char whole[40];

		snprintf(whole, sizeof whole, "%sT00:00:00+00:00", value);
		l->holidays[l->n_holidays++] = (int32_t)(case_time(whole) / 86400000);
	} else if (!strcmp(name, "status")) {
		if (!session_status_named(value, &n->status))
			BUG("no status: %s", value);
	} else if (!strcmp(name, "lock_until")) {
		n->initiations_until = relative(value, now_ms) / 1000;
	} else if (!strcmp(name, "left")) {
		n->last_left_ms = relative(value, now_ms);
	} else if (!strcmp(name, "inbound")) {
		i->last_inbound_at = !strcmp(value, "never") ? 0 : relative(value, now_ms) / 1000;
	} else if (!strcmp(name, "dwell")) {
		i->dwell_until_ms = relative(value, now_ms);
	} else if (!strcmp(name, "due")) {
		i->first_due_ms = relative(value, now_ms);
	} else if (!strcmp(name, "life")) {
		i->life_until = relative(value, now_ms) / 1000;
	} else if (!strcmp(name, "confirmed")) {
		i->confirmed = confirmed(value);
	} else if (!strcmp(name, "outside")) {
		if (!outside_window_named(value, &l->outside_window))
			BUG("no way outside the window: %s", value);
	} else if (!strcmp(name, "wrote")) {
		i->wrote_at = relative(value, now_ms) / 1000;
	} else if (!strcmp(name, "consent")) {
		i->consent_at = relative(value, now_ms) / 1000;
	} else if (!strcmp(name, "opted_in")) {
		i->opted_in_at = relative(value, now_ms) / 1000;
	} else if (!strcmp(name, "same")) {
		i->same_ms = relative(value, now_ms);
	} else if (!strcmp(name, "frees")) {
		n->tier_frees_at = relative(value, now_ms) / 1000;
	} else if (!strcmp(name, "content")) {
		set_content(&i->content, value);
	} else if (!strcmp(name, "backoff")) {
		i->not_before_ms = relative(value, now_ms);
	} else {
		BUG("no fact: %s", name);
	}
}

void case_facts(struct facts *f, int64_t now_ms, const char *line)
{
	struct err e = { 0 };
	char *copy = xstrdup(line), *rest = copy, *word;

	*f = (struct facts){
		.limits = {
			.zone = zone_load("Asia/Jakarta", &e),
			.open_minute = 8 * 60, .close_minute = 21 * 60,
			.weekday = { true, true, true, true, true, true, true },
			.daily_contacts = 50, .daily_initiations = 30,
			.ramp = { 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28 },
			.reply_gap_lo_ms = 5000, .reply_gap_hi_ms = 8000,
			.start_gap_lo_ms = 30000, .start_gap_hi_ms = 60000,
			.dwell_lo_ms = 5000, .dwell_hi_ms = 8000,
			.message_life = 86400,
			/* An owner who lets his people begin conversations as they like; the
			 * rows of those rules say otherwise. */
			.outside_window = OUTSIDE_ALLOW,
		},
		.number = { .status = SESSION_WORKING, .clock_trusted = true },
		.item = {
			.by_person = true,
			.last_inbound_at = now_ms / 1000 - 3600,
			.born_ms = now_ms - 10000,
			.dwell_until_ms = now_ms - 4000,
			.first_due_ms = now_ms - 10000,
		},
	};
	if (!f->limits.zone)
		BUG("%s", err_text(&e));
	while ((word = strsep(&rest, " "))) {
		char *equals = strchr(word, '=');

		if (!*word)
			continue;
		if (!equals)
			BUG("no value: %s", word);
		*equals = '\0';
		set(f, now_ms, word, equals + 1);
	}
	free(copy);
}
