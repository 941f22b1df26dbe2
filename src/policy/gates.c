/* gates: one function a rule, and the table of them at the foot. Limits and
 * counts come in as facts; nothing here reads a clock, a file or a database. */
#include <stdio.h>
#include <string.h>

#include "base/zone.h"

#include "policy/gate.h"
#include "policy/hours.h"
#include "policy/pace.h"

#include "base/banned.h"

#define SAY(g, key, text, ...) sentence_set(&(g)->say, key, text, __VA_ARGS__)
#define CHANGE(g, key, text, ...) sentence_set(&(g)->change, key, text, __VA_ARGS__)

static bool closed(struct gate_verdict *g, enum verdict_kind kind, int64_t until_ms)
{
	g->kind = kind;
	g->until_ms = until_ms;
	return false;
}

enum { WHEN_CAP = 24 };

/* "08:00" for a time of today, "2026-11-23 08:00" for another day's. */
static const char *when(const struct limits *l, int64_t now_ms, int64_t at_ms, char out[WHEN_CAP])
{
	struct civil c = zone_civil(l->zone, at_ms / 1000);

	if (zone_day(l->zone, now_ms / 1000) == zone_day(l->zone, at_ms / 1000))
		snprintf(out, WHEN_CAP, "%02d:%02d", c.hour, c.minute);
	else
		snprintf(out, WHEN_CAP, "%04d-%02d-%02d %02d:%02d", c.year % 10000, c.month, c.day, c.hour,
			c.minute);
	return out;
}

/* "03:30", by the clock of that zone. */
static const char *clock_at(const struct zone *zone, int64_t at_ms, char out[WHEN_CAP])
{
	struct civil c = zone_civil(zone, at_ms / 1000);

	snprintf(out, WHEN_CAP, "%02d:%02d", c.hour, c.minute);
	return out;
}

/* "08:00–21:00" */
static const char *span(int open, int close, char out[WHEN_CAP])
{
	snprintf(out, WHEN_CAP, "%02d:%02d–%02d:%02d", open / 60 % 24, open % 60, close / 60 % 25, close % 60);
	return out;
}

/* Whole seconds left, never 0. */
static long long seconds_left(int64_t now_ms, int64_t until_ms)
{
	return (until_ms - now_ms + 999) / 1000;
}

static bool initiation(const struct facts *f, int64_t now_ms)
{
	return facts_is_initiation(&f->item, now_ms / 1000);
}

static bool gate_stop(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	(void)now_ms;
	if (f->number.stopped) {
		SAY(g, "gate.stop.all", N_("Sending is stopped for every number"), NULL);
		CHANGE(g, "gate.stop.all.change", N_("an admin says: wartel resume --reason …"), NULL);
		return closed(g, VERDICT_WAIT, 0);
	}
	if (f->number.full_pause) {
		SAY(g, "gate.stop.number", N_("This number is paused: {reason}"), "reason=%s",
			f->number.pause_reason);
		CHANGE(g, "gate.stop.number.change",
			N_("whoever may lift the pause says: wartel resume NUMBER --reason …"), NULL);
		return closed(g, VERDICT_WAIT, 0);
	}
	return true;
}

static bool gate_opt_out(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	if (!f->item.opted_out)
		return true;
	if (!f->item.by_person || !facts_window_open(&f->item, now_ms / 1000)) {
		SAY(g, "gate.opt-out.refuse", N_("This contact asked not to be written to"), NULL);
		CHANGE(g, "gate.opt-out.refuse.change",
			N_("nothing but the contact: writing again, or START, or consent given and recorded"), NULL);
		return closed(g, VERDICT_REFUSE, 0);
	}
	if (f->item.confirmed & CONFIRMED_OPT_OUT)
		return true;
	SAY(g, "gate.opt-out.confirm", N_("This contact asked not to be written to, but wrote within 24 hours"), NULL);
	CHANGE(g, "gate.opt-out.confirm.change", N_("a person confirms this one answer"), NULL);
	return closed(g, VERDICT_HOLD, 0);
}

static bool gate_blocked(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	(void)now_ms;
	if (!f->item.blocked)
		return true;
	SAY(g, "gate.blocked", N_("This contact is blocked here"), NULL);
	CHANGE(g, "gate.blocked.change", N_("unblock the contact, then write again"), NULL);
	return closed(g, VERDICT_REFUSE, 0);
}

static bool gate_session(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	(void)now_ms;
	if (f->number.status == SESSION_WORKING)
		return true;
	if (f->number.status == SESSION_UNREACHABLE) {
		SAY(g, "gate.session.unreachable", N_("WAHA cannot be reached: {why}"), "why=%s",
			*f->number.status_why ? f->number.status_why : "-");
		CHANGE(g, "gate.session.unreachable.change",
			N_("it goes on by itself once WAHA answers; `wartel doctor` looks for the cause"), NULL);
	} else if (f->number.status == SESSION_SCAN_QR_CODE) {
		SAY(g, "gate.session.scan", N_("The number is not linked: WhatsApp waits for the QR code"), NULL);
		CHANGE(g, "gate.session.scan.change", N_("scan the code: wartel session qr NUMBER"), NULL);
	} else {
		SAY(g, "gate.session", N_("The session is not WORKING but {status} {why}"), "status=%s\nwhy=%s",
			session_status_name(f->number.status), f->number.status_why);
		CHANGE(g, "gate.session.change",
			N_("it goes on by itself once the session works; else: wartel session start NUMBER"), NULL);
	}
	return closed(g, VERDICT_WAIT, 0);
}

static bool gate_restricted(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	int64_t until_ms = f->number.initiations_until * 1000;
	char at[WHEN_CAP];

	if (!f->number.initiations_paused || !initiation(f, now_ms))
		return true;
	if (until_ms && until_ms <= now_ms)
		return true;
	SAY(g, "gate.restricted", N_("New conversations are paused for this number: {reason}"), "reason=%s",
		f->number.pause_reason);
	if (until_ms)
		CHANGE(g, "gate.restricted.until", N_("it ends by itself at {until}; answers go on"), "until=%s",
			when(&f->limits, now_ms, until_ms, at));
	else
		CHANGE(g, "gate.restricted.lift",
			N_("a lead lifts it: wartel resume NUMBER --reason …; answers go on"), NULL);
	return closed(g, VERDICT_WAIT, until_ms);
}

static bool gate_clock(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	(void)now_ms;
	if (f->number.clock_trusted)
		return true;
	SAY(g, "gate.clock", N_("This computer's clock cannot be trusted: it went back, or jumped"), NULL);
	CHANGE(g, "gate.clock.change",
		N_("set the clock right, or an admin says: wartel resume --clock --reason …"), NULL);
	return closed(g, VERDICT_WAIT, 0);
}

static bool gate_restored(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	(void)now_ms;
	if (!f->item.restored || f->item.confirmed & CONFIRMED_RESTORED)
		return true;
	SAY(g, "gate.restored", N_("It was waiting in a backup that was restored, and may have left since"), NULL);
	CHANGE(g, "gate.restored.change", N_("a person confirms it, or cancels it"), NULL);
	return closed(g, VERDICT_HOLD, 0);
}

static bool gate_expired(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	if (!f->item.life_until || now_ms / 1000 < f->item.life_until || f->item.confirmed & CONFIRMED_EXPIRED)
		return true;
	SAY(g, "gate.expired", N_("It has waited for more than {hours} h since it might first have left"),
		"hours=%lld", (long long)(f->limits.message_life / 3600));
	CHANGE(g, "gate.expired.change", N_("a person confirms that it is still wanted, or cancels it"), NULL);
	return closed(g, VERDICT_HOLD, 0);
}

static bool gate_consent(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	const struct item_facts *i = &f->item;
	int64_t now = now_ms / 1000;

	if (!initiation(f, now_ms) || (i->by_person && !f->limits.require_consent))
		return true;
	if (i->by_person ? facts_has_basis(i, now) : i->opted_in_at > 0)
		return true;
	if (!i->by_person) {
		SAY(g, "gate.consent.campaign", N_("This contact has not agreed to messages like this one"), NULL);
		CHANGE(g, "gate.consent.campaign.change",
			N_("record it: wartel contact consent ID in --source … --wording … --proof …"), NULL);
	} else if (i->wrote_at > 0) {
		SAY(g, "gate.consent.old",
			N_("This contact last wrote {days} days ago; that is a reason to write to them for {limit} days"),
			"days=%lld\nlimit=%d", (long long)((now - i->wrote_at) / 86400), BASIS_DAYS);
		CHANGE(g, "gate.consent.change",
			N_("record what they agreed to: wartel contact consent ID in --source form|invoice|spoken"), NULL);
	} else {
		SAY(g, "gate.consent", N_("Nothing on record says that this contact may be written to: they never wrote"),
			NULL);
		CHANGE(g, "gate.consent.change",
			N_("record what they agreed to: wartel contact consent ID in --source form|invoice|spoken"), NULL);
	}
	return closed(g, VERDICT_HOLD, 0);
}

static bool gate_window(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	const struct item_facts *i = &f->item;

	if (!initiation(f, now_ms))
		return true;
	if (i->approved && (!i->by_person || f->limits.outside_window == OUTSIDE_TEMPLATE))
		return true;
	if (!i->by_person) {
		SAY(g, "gate.window.campaign",
			N_("Their 24 hours are over: only an approved template may begin a conversation by itself"), NULL);
		CHANGE(g, "gate.window.campaign.change", N_("they write, or a person writes to them"), NULL);
		return closed(g, VERDICT_HOLD, 0);
	}
	if (f->limits.outside_window == OUTSIDE_ALLOW ||
	    (f->limits.outside_window == OUTSIDE_CONFIRM && i->confirmed & CONFIRMED_WINDOW))
		return true;
	if (i->last_inbound_at > 0)
		SAY(g, "gate.window", N_("They last wrote {hours} h ago: after 24 hours this begins a new conversation"),
			"hours=%lld", (long long)((now_ms / 1000 - i->last_inbound_at) / 3600));
	else
		SAY(g, "gate.window.never", N_("They never wrote to this number: this begins a new conversation"), NULL);
	if (f->limits.outside_window == OUTSIDE_REFUSE) {
		CHANGE(g, "gate.window.refuse", N_("they write; or the owner changes outside_window"), NULL);
		return closed(g, VERDICT_REFUSE, 0);
	}
	if (f->limits.outside_window == OUTSIDE_TEMPLATE && i->templated)
		CHANGE(g, "gate.window.approve", N_("they write, or a lead approves the template as it was sent"), NULL);
	else if (f->limits.outside_window == OUTSIDE_TEMPLATE)
		CHANGE(g, "gate.window.template", N_("they write, or an approved template is sent instead"), NULL);
	else
		CHANGE(g, "gate.window.change", N_("they write, or a person confirms this message"), NULL);
	return closed(g, VERDICT_HOLD, 0);
}

static bool gate_content(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	const struct content_facts *c = &f->item.content;
	bool yes = f->item.confirmed & CONFIRMED_CONTENT;

	(void)now_ms;
	if (c->said == CONTENT_SAID_NOTHING || (c->said == CONTENT_SAID_CONFIRM && yes && f->item.by_person))
		return true;
	g->say = c->say;
	g->change = c->change;
	if (c->said == CONTENT_SAID_NOTE)
		return closed(g, VERDICT_ALLOW, 0);
	return closed(g, f->item.by_person ? VERDICT_HOLD : VERDICT_REFUSE, 0);
}

enum { SAME_MS = 60 * 1000, ALIKE = 3 };

static bool gate_duplicate(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	const struct item_facts *i = &f->item;
	bool same = i->same_ms > 0 && now_ms - i->same_ms < SAME_MS;

	if (i->confirmed & CONFIRMED_DUPLICATE)
		return true;
	if (same) {
		SAY(g, "gate.duplicate.same", N_("The same text went to the same person {seconds} s ago"), "seconds=%lld",
			(long long)((now_ms - i->same_ms) / 1000));
		CHANGE(g, "gate.duplicate.same.change", N_("a person confirms that it is meant twice, or cancels it"), NULL);
		return closed(g, VERDICT_HOLD, 0);
	}
	if (i->alike < ALIKE || !initiation(f, now_ms))
		return true;
	SAY(g, "gate.duplicate.alike", N_("{others} other people got nearly this text within an hour, as their first"),
		"others=%d", i->alike);
	CHANGE(g, "gate.duplicate.alike.change",
		N_("write it for this person; or a person confirms it"), NULL);
	return closed(g, VERDICT_HOLD, 0);
}

static bool gate_hours(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	const struct limits *l = &f->limits;
	const struct zone *there = l->contact_hours && !f->item.is_group ? f->item.zone : NULL;
	bool starts = initiation(f, now_ms), ours = hours_open(l, starts, now_ms / 1000);
	int64_t opening, next;
	char at[WHEN_CAP], hours[WHEN_CAP], time[WHEN_CAP];

	if (ours && (!there || hours_open_there(l, there, now_ms / 1000)))
		return true;
	opening = next = hours_next(l, starts, now_ms / 1000) * 1000;
	if (there)
		next = hours_next_both(l, starts, there, now_ms / 1000) * 1000;
	if (ours)
		SAY(g, "gate.hours.there", N_("It is {time} where they are ({zone}): outside the hours {hours}"),
			"time=%s\nzone=%s\nhours=%s", clock_at(there, now_ms, time), zone_name(there),
			span(l->open_minute, l->close_minute, hours));
	else if (starts && hours_open(l, false, now_ms / 1000))
		SAY(g, "gate.hours.start", N_("New conversations are begun at {hours} ({zone}) only"),
			"hours=%s\nzone=%s", span(l->initiation_open_minute, l->initiation_close_minute, hours),
			zone_name(l->zone));
	else
		SAY(g, "gate.hours", N_("It is outside the active hours {hours} ({zone})"), "hours=%s\nzone=%s",
			span(l->open_minute, l->close_minute, hours), zone_name(l->zone));
	if (next && next == opening)
		CHANGE(g, "gate.hours.change", N_("they open at {until}"), "until=%s", when(l, now_ms, next, at));
	else if (next)
		CHANGE(g, "gate.hours.there.change", N_("it leaves by itself at {until}, when it is {time} there ({zone})"),
			"until=%s\ntime=%s\nzone=%s", when(l, now_ms, next, at), clock_at(there, next, time),
			zone_name(there));
	else if (opening)
		CHANGE(g, "gate.hours.there.never",
			N_("the hours here and there ({zone}) do not meet: see active_hours and contact_hours"),
			"zone=%s", zone_name(there));
	else
		CHANGE(g, "gate.hours.never", N_("no day of the coming year is open: see active_hours and weekdays"), NULL);
	return closed(g, VERDICT_WAIT, next);
}

/* A day that is full: tomorrow's opening. */
static bool full(const struct facts *f, int64_t now_ms, bool starts, struct gate_verdict *g)
{
	int64_t next = hours_tomorrow(&f->limits, starts, now_ms / 1000) * 1000;
	char at[WHEN_CAP];

	if (next)
		CHANGE(g, "gate.full.change", N_("tomorrow's opening, {until}"), "until=%s",
			when(&f->limits, now_ms, next, at));
	else
		CHANGE(g, "gate.hours.never", N_("no day of the coming year is open: see active_hours and weekdays"), NULL);
	return closed(g, VERDICT_WAIT, next);
}

static bool gate_daily(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	int limit = facts_daily_contacts(&f->limits, &f->number);

	if (f->item.is_group || f->item.written_today || f->number.contacts_today < limit)
		return true;
	SAY(g, "gate.daily", N_("{used} of {limit} people were written to today"), "used=%d\nlimit=%d",
		f->number.contacts_today, limit);
	return full(f, now_ms, initiation(f, now_ms), g);
}

static bool gate_initiations(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	int limit = facts_daily_initiations(&f->limits, &f->number), day = f->number.ramp_day;
	bool young = day >= 1 && day <= RAMP_DAYS && f->limits.ramp[day - 1] < f->limits.daily_initiations;

	if (!initiation(f, now_ms) || f->item.initiated_today)
		return true;
	if (f->number.initiations_today < limit)
		return true;
	if (young)
		SAY(g, "gate.initiations.ramp",
			N_("{used} of {limit} new conversations begun today; the number is young: day {day} of {days}"),
			"used=%d\nlimit=%d\nday=%d\ndays=%d", f->number.initiations_today, limit, day, RAMP_DAYS);
	else
		SAY(g, "gate.initiations", N_("{used} of {limit} new conversations begun today"),
			"used=%d\nlimit=%d", f->number.initiations_today, limit);
	return full(f, now_ms, true, g);
}

static bool gate_tier(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	int64_t until_ms = f->number.tier_frees_at * 1000;
	char at[WHEN_CAP];

	if (!f->limits.tiered || !initiation(f, now_ms) || f->item.begun_24h ||
	    f->number.tier_used < f->limits.tier_limit)
		return true;
	SAY(g, "gate.tier", N_("{used} of the tier's {limit} new conversations were begun within 24 hours"),
		"used=%d\nlimit=%d", f->number.tier_used, f->limits.tier_limit);
	if (f->limits.tier_limit == 0 || until_ms <= now_ms) {
		CHANGE(g, "gate.tier.none", N_("the owner changes tier or initiated_limit; answers go on"), NULL);
		return closed(g, VERDICT_WAIT, 0);
	}
	CHANGE(g, "gate.tier.change", N_("the first of them is 24 hours old at {until}; answers go on"), "until=%s",
		when(&f->limits, now_ms, until_ms, at));
	return closed(g, VERDICT_WAIT, until_ms);
}

static bool gate_pace(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	int64_t until_ms = pace_gap_ends(f, initiation(f, now_ms));

	if (until_ms <= now_ms)
		return true;
	SAY(g, "gate.pace", N_("This number wrote a moment ago: {seconds} s to go"), "seconds=%lld",
		seconds_left(now_ms, until_ms));
	CHANGE(g, "gate.pace.change", N_("it leaves by itself"), NULL);
	return closed(g, VERDICT_WAIT, until_ms);
}

static bool gate_scheduled(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	char at[WHEN_CAP];

	if (f->item.first_due_ms <= now_ms)
		return true;
	SAY(g, "gate.scheduled", N_("It is meant to leave at {until}"), "until=%s",
		when(&f->limits, now_ms, f->item.first_due_ms, at));
	CHANGE(g, "gate.scheduled.change", N_("it leaves by itself; cancel it to send it otherwise"), NULL);
	return closed(g, VERDICT_WAIT, f->item.first_due_ms);
}

static bool gate_dwell(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	if (f->item.dwell_until_ms <= now_ms)
		return true;
	SAY(g, "gate.dwell", N_("It can be taken back for {seconds} s"), "seconds=%lld",
		seconds_left(now_ms, f->item.dwell_until_ms));
	CHANGE(g, "gate.dwell.change", N_("it leaves by itself"), NULL);
	return closed(g, VERDICT_WAIT, f->item.dwell_until_ms);
}

static bool gate_backoff(const struct facts *f, int64_t now_ms, struct gate_verdict *g)
{
	if (f->item.not_before_ms <= now_ms)
		return true;
	SAY(g, "gate.backoff", N_("A try failed before anything was sent: the next is in {seconds} s"), "seconds=%lld",
		seconds_left(now_ms, f->item.not_before_ms));
	CHANGE(g, "gate.backoff.change", N_("it is tried again by itself"), NULL);
	return closed(g, VERDICT_WAIT, f->item.not_before_ms);
}

const struct gate gates[] = {
	{ "stop", GATE_ACT, 0, gate_stop },
	{ "opt-out", 0, CONFIRMED_OPT_OUT, gate_opt_out },
	{ "blocked", GATE_ACT, 0, gate_blocked },
	{ "session", GATE_ACT, 0, gate_session },
	{ "restricted", 0, 0, gate_restricted },
	{ "clock", GATE_ACT, 0, gate_clock },
	{ "restored", 0, CONFIRMED_RESTORED, gate_restored },
	{ "expired", 0, CONFIRMED_EXPIRED, gate_expired },
	{ "consent", 0, 0, gate_consent },
	{ "window", 0, CONFIRMED_WINDOW, gate_window },
	{ "content", GATE_ACT, CONFIRMED_CONTENT, gate_content },
	{ "duplicate", 0, CONFIRMED_DUPLICATE, gate_duplicate },
	{ "hours", GATE_CALENDAR, 0, gate_hours },
	{ "daily", GATE_CALENDAR, 0, gate_daily },
	{ "initiations", GATE_CALENDAR, 0, gate_initiations },
	{ "tier", GATE_CALENDAR, 0, gate_tier },
	{ "pace", GATE_BRIEF | GATE_ACT, 0, gate_pace },
	{ "scheduled", GATE_CALENDAR | GATE_BRIEF, 0, gate_scheduled },
	{ "dwell", GATE_BRIEF, 0, gate_dwell },
	{ "backoff", 0, 0, gate_backoff },
};
const size_t gates_n = sizeof gates / sizeof *gates;

_Static_assert(sizeof gates / sizeof *gates <= VERDICT_GATES, "a verdict has room for every gate");

const struct gate *gate_named(const char *name)
{
	for (size_t i = 0; i < gates_n; i++)
		if (!strcmp(gates[i].name, name))
			return &gates[i];
	return NULL;
}
