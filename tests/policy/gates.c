/* gates: every rule of sending at its edges, written from the rules' own text.
 * Each case says what the whole verdict is, when the message would leave, and
 * which gates speak; and one proof drops every row of the table in turn and asks
 * that some case notices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/mem.h"
#include "policy/policy.h"

#include "case.h"
#include "base/banned.h"

static const struct row {
	const char *now, *facts;
	enum verdict_kind kind;
	const char *until; /* absolute, "+5s" after now, or NULL: none known */
	const char *gates; /* in order */
	enum verdict_kind at_once; /* 0 (ALLOW) stands for: the same as kind */
} rows[] = {
#define NOON "2026-11-22T12:00:00+07:00"
	{ NOON, "", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "inbound=never", VERDICT_ALLOW, NULL, "", 0 },

	/* stop: nothing at all leaves, and no time is known */
	{ NOON, "stopped=1", VERDICT_WAIT, NULL, "stop", 0 },
	{ NOON, "paused=1", VERDICT_WAIT, NULL, "stop", 0 },
	{ NOON, "stopped=1 group=1 confirmed=1", VERDICT_WAIT, NULL, "stop", 0 },
	{ "2026-11-22T22:00:00+07:00", "stopped=1", VERDICT_WAIT, NULL, "stop hours", 0 },

	/* opt-out: final for machines and strangers; a person may answer once more */
	{ NOON, "opted_out=1", VERDICT_HOLD, NULL, "opt-out", 0 },
	{ NOON, "opted_out=1 confirmed=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "opted_out=1 person=0 confirmed=1", VERDICT_REFUSE, NULL, "opt-out", 0 },
	{ NOON, "opted_out=1 inbound=-24h confirmed=1", VERDICT_REFUSE, NULL, "opt-out", 0 },
	{ NOON, "opted_out=1 inbound=-86399s confirmed=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "opted_out=1 inbound=never confirmed=1", VERDICT_REFUSE, NULL, "opt-out", 0 },
	/* confirmed at night, but by 08:00 their window will have closed */
	{ "2026-11-22T22:00:00+07:00", "opted_out=1 confirmed=1 inbound=-20h", VERDICT_REFUSE, NULL,
		"opt-out hours", VERDICT_WAIT },

	{ NOON, "blocked=1", VERDICT_REFUSE, NULL, "blocked", 0 },
	{ NOON, "blocked=1 confirmed=1", VERDICT_REFUSE, NULL, "blocked", 0 },

	{ NOON, "status=UNREACHABLE", VERDICT_WAIT, NULL, "session", 0 },
	{ NOON, "status=SCAN_QR_CODE", VERDICT_WAIT, NULL, "session", 0 },
	{ NOON, "status=STARTING", VERDICT_WAIT, NULL, "session", 0 },
	{ NOON, "status=FAILED group=1", VERDICT_WAIT, NULL, "session", 0 },
	{ NOON, "status=OTHER", VERDICT_WAIT, NULL, "session", 0 },

	/* restricted: initiations only; exactly 24 h is closed */
	{ NOON, "restricted=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "restricted=1 inbound=-86399s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "restricted=1 inbound=-86400s", VERDICT_WAIT, NULL, "restricted", 0 },
	{ NOON, "restricted=1 inbound=never", VERDICT_WAIT, NULL, "restricted", 0 },
	{ NOON, "restricted=1 inbound=never group=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "restricted=1 inbound=never lock_until=+3h", VERDICT_WAIT, "2026-11-22T15:00:00+07:00", "restricted", 0 },
	{ NOON, "restricted=1 inbound=never lock_until=0s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "restricted=1 inbound=never lock_until=+10h", VERDICT_WAIT, "2026-11-23T08:00:00+07:00",
		"restricted hours", 0 },

	{ NOON, "trusted=0", VERDICT_WAIT, NULL, "clock", 0 },

	{ NOON, "restored=1", VERDICT_HOLD, NULL, "restored", 0 },
	{ NOON, "restored=1 confirmed=1", VERDICT_ALLOW, NULL, "", 0 },

	{ NOON, "life=+1s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "life=0s", VERDICT_HOLD, NULL, "expired", 0 },
	{ NOON, "life=-5h confirmed=1", VERDICT_ALLOW, NULL, "", 0 },
	/* at 22:00 it still lives, by the time it could leave it does not */
	{ "2026-11-22T22:00:00+07:00", "life=+4h", VERDICT_HOLD, NULL, "expired hours", VERDICT_WAIT },
	{ "2026-11-22T22:00:00+07:00", "life=+11h", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours", 0 },

	/* consent: a person needs some reason to begin, a program an explicit yes; who
	 * answers needs none */
	{ NOON, "needs_consent=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "needs_consent=1 inbound=-86399s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "needs_consent=1 inbound=-86400s", VERDICT_HOLD, NULL, "consent", 0 },
	{ NOON, "needs_consent=1 inbound=never", VERDICT_HOLD, NULL, "consent", 0 },
	{ NOON, "needs_consent=1 inbound=never confirmed=1", VERDICT_HOLD, NULL, "consent", 0 },
	{ NOON, "needs_consent=1 inbound=never group=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "needs_consent=1 inbound=never consent=-900d", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "needs_consent=1 inbound=-30d wrote=-15551999s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "needs_consent=1 inbound=-30d wrote=-15552000s", VERDICT_HOLD, NULL, "consent", 0 },
	{ NOON, "needs_consent=0 inbound=never", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "needs_consent=0 inbound=never person=0 consent=-1d wrote=-2d", VERDICT_HOLD, NULL, "consent window", 0 },
	{ NOON, "needs_consent=1 inbound=never person=0 opted_in=-1d", VERDICT_HOLD, NULL, "window", 0 },
	/* by 08:00 their window has closed, and nothing else speaks for it */
	{ "2026-11-22T22:00:00+07:00", "needs_consent=1 inbound=-20h", VERDICT_HOLD, NULL, "consent hours", VERDICT_WAIT },

	/* window: exactly 24 hours is closed; a person's yes is for this message */
	{ NOON, "outside=confirm inbound=-86399s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "outside=confirm inbound=-86400s", VERDICT_HOLD, NULL, "window", 0 },
	{ NOON, "outside=confirm inbound=never", VERDICT_HOLD, NULL, "window", 0 },
	{ NOON, "outside=confirm inbound=never confirmed=window", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "outside=confirm inbound=never confirmed=duplicate", VERDICT_HOLD, NULL, "window", 0 },
	{ NOON, "outside=confirm inbound=never group=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "outside=template inbound=-86399s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "outside=template inbound=-86400s", VERDICT_HOLD, NULL, "window", 0 },
	{ NOON, "outside=template inbound=-86400s confirmed=window", VERDICT_HOLD, NULL, "window", 0 },
	{ NOON, "outside=template inbound=-86400s templated=1", VERDICT_HOLD, NULL, "window", 0 },
	{ NOON, "outside=template inbound=-86400s templated=1 approved=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "outside=confirm inbound=-86400s templated=1 approved=1", VERDICT_HOLD, NULL, "window", 0 },
	{ NOON, "outside=refuse inbound=-86400s templated=1 approved=1", VERDICT_REFUSE, NULL, "window", 0 },
	{ NOON, "outside=confirm inbound=never person=0 opted_in=-1d templated=1", VERDICT_HOLD, NULL, "window", 0 },
	{ NOON, "outside=confirm inbound=never person=0 opted_in=-1d templated=1 approved=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "outside=refuse inbound=-86400s confirmed=1", VERDICT_REFUSE, NULL, "window", 0 },
	{ NOON, "outside=refuse inbound=-86399s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "outside=allow inbound=never person=0 opted_in=-1d confirmed=1", VERDICT_HOLD, NULL, "window", 0 },
	{ "2026-11-22T22:00:00+07:00", "outside=confirm inbound=-20h", VERDICT_HOLD, NULL, "window hours", VERDICT_WAIT },
	{ "2026-11-22T22:00:00+07:00", "outside=confirm inbound=-20h confirmed=window", VERDICT_WAIT,
		"2026-11-23T08:00:00+07:00", "hours", 0 },

	/* content: blocked until it is another text, confirmed for this message,
	 * marked; what could not be judged is no pass; programs get no second chance */
	{ NOON, "content=block", VERDICT_HOLD, NULL, "content", 0 },
	{ NOON, "content=block confirmed=1", VERDICT_HOLD, NULL, "content", 0 },
	{ NOON, "content=confirm", VERDICT_HOLD, NULL, "content", 0 },
	{ NOON, "content=confirm group=1", VERDICT_HOLD, NULL, "content", 0 },
	{ NOON, "content=confirm confirmed=content", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "content=confirm confirmed=window", VERDICT_HOLD, NULL, "content", 0 },
	{ NOON, "content=note", VERDICT_ALLOW, NULL, "content", 0 },
	{ NOON, "content=limit", VERDICT_HOLD, NULL, "content", 0 },
	{ NOON, "content=limit confirmed=1", VERDICT_HOLD, NULL, "content", 0 },
	{ NOON, "content=block person=0", VERDICT_REFUSE, NULL, "content", 0 },
	{ NOON, "content=confirm person=0 confirmed=1", VERDICT_REFUSE, NULL, "content", 0 },

	/* duplicate: within 60 s to one person; three strangers within an hour */
	{ NOON, "same=-59999ms", VERDICT_HOLD, NULL, "duplicate", 0 },
	{ NOON, "same=-60s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "same=-1s group=1", VERDICT_HOLD, NULL, "duplicate", 0 },
	{ NOON, "same=-1s confirmed=duplicate", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "same=-1s confirmed=content", VERDICT_HOLD, NULL, "duplicate", 0 },
	{ NOON, "alike=9", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "alike=2 inbound=never", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "alike=3 inbound=never", VERDICT_HOLD, NULL, "duplicate", 0 },
	{ NOON, "alike=3 inbound=never confirmed=duplicate", VERDICT_ALLOW, NULL, "", 0 },

	/* a yes to one thing is no yes to another */
	{ NOON, "life=0s confirmed=restored", VERDICT_HOLD, NULL, "expired", 0 },
	{ NOON, "restored=1 confirmed=expired", VERDICT_HOLD, NULL, "restored", 0 },
	{ NOON, "opted_out=1 confirmed=window", VERDICT_HOLD, NULL, "opt-out", 0 },

	/* hours: the first second is open, the last minute too, the closing second not */
	{ "2026-11-22T07:59:59+07:00", "", VERDICT_WAIT, "2026-11-22T08:00:00+07:00", "hours", 0 },
	{ "2026-11-22T08:00:00+07:00", "", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T20:59:59+07:00", "", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T21:00:00+07:00", "", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours", 0 },
	{ "2026-11-22T21:00:00+07:00", "group=1", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours", 0 },
	{ "2026-11-22T21:00:00+07:00", "demo=1", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T03:00:00+07:00", "hours=00:00-00:00", VERDICT_ALLOW, NULL, "", 0 },
	/* past midnight; Sunday the 22nd */
	{ "2026-11-22T19:59:59+07:00", "hours=20:00-02:00", VERDICT_WAIT, "2026-11-22T20:00:00+07:00", "hours", 0 },
	{ "2026-11-22T20:00:00+07:00", "hours=20:00-02:00", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T23:59:59+07:00", "hours=20:00-02:00", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-23T00:00:00+07:00", "hours=20:00-02:00", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-23T01:59:59+07:00", "hours=20:00-02:00", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-23T02:00:00+07:00", "hours=20:00-02:00", VERDICT_WAIT, "2026-11-23T20:00:00+07:00", "hours", 0 },
	/* the night after a closed Sunday is Sunday's; the night before it is Saturday's */
	{ "2026-11-23T00:30:00+07:00", "hours=20:00-02:00 weekdays=0111111", VERDICT_WAIT,
		"2026-11-23T20:00:00+07:00", "hours", 0 },
	{ "2026-11-22T00:30:00+07:00", "hours=20:00-02:00 weekdays=0111111", VERDICT_ALLOW, NULL, "", 0 },
	/* weekdays and holidays */
	{ NOON, "weekdays=0111111", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours", 0 },
	{ NOON, "weekdays=0111111 holiday=2026-11-23", VERDICT_WAIT, "2026-11-24T08:00:00+07:00", "hours", 0 },
	{ NOON, "holiday=2026-11-22", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours", 0 },
	{ NOON, "holiday=2026-11-23", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "weekdays=0000000", VERDICT_WAIT, NULL, "hours", 0 },
	/* hours for new conversations, inside the active ones */
	{ "2026-11-22T08:30:00+07:00", "start_hours=09:00-17:00", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T08:30:00+07:00", "start_hours=09:00-17:00 inbound=never", VERDICT_WAIT,
		"2026-11-22T09:00:00+07:00", "hours", 0 },
	{ "2026-11-22T16:59:59+07:00", "start_hours=09:00-17:00 inbound=never", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T17:00:00+07:00", "start_hours=09:00-17:00 inbound=never", VERDICT_WAIT,
		"2026-11-23T09:00:00+07:00", "hours", 0 },
	{ "2026-11-22T06:30:00+07:00", "start_hours=06:00-17:00 inbound=never", VERDICT_WAIT,
		"2026-11-22T08:00:00+07:00", "hours", 0 },
	/* other zones: Jayapura is two hours ahead of Jakarta */
	{ "2026-11-22T07:59:59+09:00", "zone=Asia/Jayapura", VERDICT_WAIT, "2026-11-22T08:00:00+09:00", "hours", 0 },
	{ "2026-11-22T08:00:00+09:00", "zone=Asia/Jayapura", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T20:59:59-03:00", "zone=America/Sao_Paulo", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T21:00:00-03:00", "zone=America/Sao_Paulo", VERDICT_WAIT, "2026-11-23T08:00:00-03:00", "hours", 0 },
	/* a day that began at 01:00: summer time came at midnight */
	{ "2018-11-03T23:59:59-03:00", "zone=America/Sao_Paulo hours=00:00-06:00", VERDICT_WAIT,
		"2018-11-04T01:00:00-02:00", "hours", 0 },
	/* Berlin, the day of 23 hours: 02:00 becomes 03:00 */
	{ "2026-03-28T21:00:00+01:00", "zone=Europe/Berlin", VERDICT_WAIT, "2026-03-29T08:00:00+02:00", "hours", 0 },
	{ "2026-03-29T01:59:59+01:00", "zone=Europe/Berlin hours=02:30-20:00", VERDICT_WAIT,
		"2026-03-29T03:00:00+02:00", "hours", 0 },
	{ "2026-03-29T01:00:00+01:00", "zone=Europe/Berlin hours=02:00-03:00", VERDICT_WAIT,
		"2026-03-30T02:00:00+02:00", "hours", 0 },
	/* and the day of 25: 03:00 becomes 02:00, both passages by the wall clock */
	{ "2026-10-24T21:00:00+02:00", "zone=Europe/Berlin", VERDICT_WAIT, "2026-10-25T08:00:00+01:00", "hours", 0 },
	{ "2026-10-25T02:29:59+02:00", "zone=Europe/Berlin hours=02:30-20:00", VERDICT_WAIT,
		"2026-10-25T02:30:00+02:00", "hours", 0 },
	{ "2026-10-25T02:10:00+01:00", "zone=Europe/Berlin hours=02:30-20:00", VERDICT_WAIT,
		"2026-10-25T02:30:00+01:00", "hours", 0 },
	{ "2026-10-25T02:30:00+01:00", "zone=Europe/Berlin hours=02:30-20:00", VERDICT_ALLOW, NULL, "", 0 },
	/* the contact's clock: Tokyo is two hours ahead of Jakarta, so both are open 08:00-19:00 here */
	{ "2026-11-22T18:59:59+07:00", "there=Asia/Tokyo", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T19:00:00+07:00", "there=Asia/Tokyo", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours", 0 },
	{ "2026-11-22T06:00:00+07:00", "there=Asia/Tokyo", VERDICT_WAIT, "2026-11-22T08:00:00+07:00", "hours", 0 },
	{ "2026-11-22T08:00:00+07:00", "there=Asia/Tokyo", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T19:00:00+07:00", "there=Asia/Tokyo inbound=never", VERDICT_WAIT, "2026-11-23T08:00:00+07:00",
		"hours", 0 },
	/* Kolkata is an hour and a half behind: 09:30-21:00 */
	{ "2026-11-22T09:29:59+07:00", "there=Asia/Kolkata", VERDICT_WAIT, "2026-11-22T09:30:00+07:00", "hours", 0 },
	{ "2026-11-22T09:30:00+07:00", "there=Asia/Kolkata", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T20:59:59+07:00", "there=Asia/Kolkata", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T21:00:00+07:00", "there=Asia/Kolkata", VERDICT_WAIT, "2026-11-23T09:30:00+07:00", "hours", 0 },
	/* not asked for, not known, a group, a demo */
	{ "2026-11-22T08:30:00+07:00", "there=Asia/Kolkata contact_hours=0", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T08:30:00+07:00", "contact_hours=1", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T08:30:00+07:00", "there=Asia/Kolkata group=1", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T03:00:00+07:00", "there=Asia/Kolkata demo=1", VERDICT_ALLOW, NULL, "", 0 },
	/* always open is so everywhere */
	{ "2026-11-22T03:00:00+07:00", "there=America/Lima hours=00:00-00:00", VERDICT_ALLOW, NULL, "", 0 },
	/* the days that work are the number's: Monday in Tokyo, still Sunday in Jakarta */
	{ "2026-11-22T22:30:00+07:00", "there=Asia/Tokyo hours=20:00-02:00 weekdays=1000000", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T12:00:00+07:00", "there=Asia/Kolkata weekdays=0111111", VERDICT_WAIT, "2026-11-23T09:30:00+07:00",
		"hours", 0 },
	/* closed for longer than a week, then both */
	{ NOON, "there=Asia/Kolkata weekdays=0111111 holiday=2026-11-23 holiday=2026-11-24 holiday=2026-11-25 "
		"holiday=2026-11-26 holiday=2026-11-27 holiday=2026-11-28 holiday=2026-11-30 holiday=2026-12-01",
		VERDICT_WAIT, "2026-12-02T09:30:00+07:00", "hours", 0 },
	/* over midnight: 20:00-02:00 in Jakarta and in Tokyo are 20:00-00:00 here */
	{ "2026-11-22T19:59:59+07:00", "there=Asia/Tokyo hours=20:00-02:00", VERDICT_WAIT, "2026-11-22T20:00:00+07:00",
		"hours", 0 },
	{ "2026-11-22T23:59:59+07:00", "there=Asia/Tokyo hours=20:00-02:00", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-23T00:00:00+07:00", "there=Asia/Tokyo hours=20:00-02:00", VERDICT_WAIT, "2026-11-23T20:00:00+07:00",
		"hours", 0 },
	/* Berlin's summer ends: 08:00 there was 13:00 in Jakarta, and is 14:00 */
	{ "2026-10-24T12:59:59+07:00", "there=Europe/Berlin", VERDICT_WAIT, "2026-10-24T13:00:00+07:00", "hours", 0 },
	{ "2026-10-24T21:00:00+07:00", "there=Europe/Berlin", VERDICT_WAIT, "2026-10-25T14:00:00+07:00", "hours", 0 },
	{ "2026-10-25T13:59:59+07:00", "there=Europe/Berlin", VERDICT_WAIT, "2026-10-25T14:00:00+07:00", "hours", 0 },
	{ "2026-10-25T14:00:00+07:00", "there=Europe/Berlin", VERDICT_ALLOW, NULL, "", 0 },
	/* and begins: the half hour that Berlin skips opens at its end, 08:00 in Jakarta */
	{ "2026-03-28T21:00:00+07:00", "there=Europe/Berlin", VERDICT_WAIT, "2026-03-29T13:00:00+07:00", "hours", 0 },
	{ "2026-03-29T07:59:59+07:00", "there=Europe/Berlin hours=02:30-20:00", VERDICT_WAIT,
		"2026-03-29T08:00:00+07:00", "hours", 0 },
	/* they never meet: Lima is twelve hours away; 08:00 here is 06:30 in Kolkata, too early to begin */
	{ NOON, "there=America/Lima hours=09:00-18:00", VERDICT_WAIT, NULL, "hours", 0 },
	{ "2026-11-22T20:00:00+07:00", "there=America/Lima hours=09:00-18:00", VERDICT_WAIT, NULL, "hours", 0 },
	{ "2026-11-22T08:00:00+07:00", "there=America/Lima", VERDICT_ALLOW, NULL, "", 0 },
	{ "2026-11-22T09:00:00+07:00", "there=America/Lima", VERDICT_WAIT, "2026-11-22T20:00:00+07:00", "hours", 0 },
	{ NOON, "there=Asia/Kolkata start_hours=08:00-09:00 inbound=never", VERDICT_WAIT, NULL, "hours", 0 },
	{ "2026-11-22T11:00:00+07:00", "there=Asia/Kolkata start_hours=12:00-17:00 inbound=never", VERDICT_WAIT,
		"2026-11-22T12:00:00+07:00", "hours", 0 },
	{ "2026-11-22T08:00:00+07:00", "there=Asia/Kolkata start_hours=08:00-17:00 inbound=never", VERDICT_WAIT,
		"2026-11-22T09:30:00+07:00", "hours", 0 },
	{ NOON, "there=Asia/Kolkata weekdays=0000000", VERDICT_WAIT, NULL, "hours", 0 },
	/* a full day ends with tomorrow's opening, there too */
	{ NOON, "there=Asia/Kolkata contacts=50", VERDICT_WAIT, "2026-11-23T09:30:00+07:00", "hours daily", 0 },

	/* daily: the 51st person waits for tomorrow's opening */
	{ NOON, "contacts=49", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "contacts=50", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "daily", 0 },
	{ NOON, "contacts=50 written=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "contacts=50 group=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "contacts=50 weekdays=1011111", VERDICT_WAIT, "2026-11-24T08:00:00+07:00", "daily", 0 },
	{ NOON, "contacts=3 daily=3", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "daily", 0 },
	/* never "goes at 08:00" of a day that is full */
	{ "2026-11-22T07:00:00+07:00", "contacts=50", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours daily", 0 },
	{ "2026-11-22T22:00:00+07:00", "contacts=50", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours daily", 0 },
	/* a night's span: tomorrow begins at midnight, and is open */
	{ "2026-11-22T21:00:00+07:00", "hours=20:00-02:00 contacts=50", VERDICT_WAIT, "2026-11-23T00:00:00+07:00",
		"daily", 0 },
	/* tomorrow somebody written to today is no longer free, but the day is empty */
	{ "2026-11-22T22:00:00+07:00", "contacts=50 written=1", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours", 0 },

	/* initiations: 30 of the 50, a young number fewer */
	{ NOON, "inbound=never contacts=29 begun=29", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "inbound=never contacts=30 begun=30", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "initiations", 0 },
	{ NOON, "inbound=-1h contacts=30 begun=30", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "inbound=-86399s begun=30", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "inbound=-86400s begun=30", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "initiations", 0 },
	{ NOON, "inbound=never begun=30 written=1 initiated=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "inbound=never begun=30 written=1", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "initiations", 0 },
	{ NOON, "inbound=never begun=30 group=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "inbound=never ramp=1 begun=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "inbound=never ramp=1 begun=2", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "initiations", 0 },
	{ NOON, "inbound=never ramp=14 begun=27", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "inbound=never ramp=14 begun=28", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "initiations", 0 },
	{ NOON, "inbound=never ramp=14 starts=20 begun=20", VERDICT_WAIT, "2026-11-23T08:00:00+07:00",
		"initiations", 0 },
	{ NOON, "inbound=-1h ramp=1 begun=2", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "inbound=never begun=30 start_hours=09:00-17:00", VERDICT_WAIT, "2026-11-23T09:00:00+07:00",
		"initiations", 0 },
	/* none at all: no day will do, and nobody names one */
	{ NOON, "inbound=never starts=0", VERDICT_WAIT, NULL, "initiations", 0 },
	{ "2026-11-22T22:00:00+07:00", "inbound=never starts=0 initiated=1 written=1", VERDICT_WAIT, NULL,
		"hours initiations", 0 },
	{ "2026-11-22T22:00:00+07:00", "daily=0 written=1", VERDICT_WAIT, NULL, "hours daily", 0 },
	/* a reply at night whose window will have closed by morning, on a day that is
	 * full of new conversations: counted afresh, so it may go */
	{ "2026-11-22T22:00:00+07:00", "inbound=-20h begun=30", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours", 0 },
	/* before opening on the same day it is not: today is full */
	{ "2026-11-22T07:00:00+07:00", "inbound=-86000s begun=30", VERDICT_WAIT, "2026-11-23T08:00:00+07:00",
		"hours initiations", 0 },
	/* and while new conversations are paused it would have to wait for that */
	{ "2026-11-22T22:00:00+07:00", "inbound=-20h restricted=1", VERDICT_WAIT, NULL, "restricted hours", 0 },

	/* tier: people begun with in any 24 hours, not on a day */
	{ NOON, "tier=250 tier_used=249 inbound=never", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "tier=250 tier_used=250 inbound=never frees=+3h", VERDICT_WAIT, "2026-11-22T15:00:00+07:00", "tier", 0 },
	{ NOON, "tier=250 tier_used=250 inbound=never frees=+3h begun_24h=1", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "tier=250 tier_used=250 frees=+3h", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "tier=250 tier_used=300 group=1 inbound=never frees=+3h", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "tier=5 tier_used=5 inbound=never frees=+10h", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours tier", 0 },
	{ "2026-11-22T22:00:00+07:00", "tier=5 tier_used=5 inbound=never frees=+12h", VERDICT_WAIT,
		"2026-11-23T10:00:00+07:00", "hours tier", 0 },
	{ NOON, "tier=0 inbound=never", VERDICT_WAIT, NULL, "tier", 0 },
	{ NOON, "tier_used=999 inbound=never", VERDICT_ALLOW, NULL, "", 0 },

	/* pace: replies 5-8 s, initiations 30-60 s, whatever left before */
	{ NOON, "left=-4999ms gap=5000", VERDICT_WAIT, "+1ms", "pace", 0 },
	{ NOON, "left=-5000ms gap=5000", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "left=-7s gap=8000", VERDICT_WAIT, "+1000ms", "pace", 0 },
	{ NOON, "left=-29s gap=5000 inbound=never", VERDICT_WAIT, "+1000ms", "pace", 0 },
	{ NOON, "left=-30s gap=5000 inbound=never", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "left=-59s gap=8000 inbound=never", VERDICT_WAIT, "+1000ms", "pace", 0 },
	{ NOON, "left=-44s gap=6500 inbound=never", VERDICT_WAIT, "+1000ms", "pace", 0 },
	{ NOON, "left=-40s gap=41000 inbound=never", VERDICT_WAIT, "+1000ms", "pace", 0 },
	{ NOON, "left=-40s gap=41000", VERDICT_WAIT, "+1000ms", "pace", 0 },
	{ NOON, "left=-4s gap=5000 group=1", VERDICT_WAIT, "+1000ms", "pace", 0 },

	{ NOON, "due=+2h", VERDICT_WAIT, "2026-11-22T14:00:00+07:00", "scheduled", 0 },
	{ NOON, "due=+12h", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours scheduled", 0 },
	{ NOON, "due=0s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "dwell=+1ms", VERDICT_WAIT, "+1ms", "dwell", 0 },
	{ NOON, "dwell=0s", VERDICT_ALLOW, NULL, "", 0 },
	{ NOON, "backoff=+30s", VERDICT_WAIT, "+30000ms", "backoff", 0 },
	{ NOON, "backoff=0s", VERDICT_ALLOW, NULL, "", 0 },

	/* combination: the later of dwell and gap; strongest kind; latest time */
	{ NOON, "dwell=+3s left=-1s gap=6000", VERDICT_WAIT, "+5000ms", "pace dwell", 0 },
	{ NOON, "dwell=+7s left=-1s gap=6000", VERDICT_WAIT, "+7000ms", "pace dwell", 0 },
	{ "2026-11-22T20:59:58+07:00", "dwell=+5s", VERDICT_WAIT, "2026-11-23T08:00:00+07:00", "hours dwell", 0 },
	{ "2026-11-22T20:59:58+07:00", "dwell=+1s", VERDICT_WAIT, "+1000ms", "dwell", 0 },
	{ "2026-11-22T22:00:00+07:00", "blocked=1 restored=1", VERDICT_REFUSE, NULL, "blocked restored hours", 0 },
	{ NOON, "restored=1 stopped=1", VERDICT_HOLD, NULL, "restored stop", 0 },
	{ NOON, "contacts=50 status=FAILED", VERDICT_WAIT, NULL, "session daily", 0 },
};
enum { ROWS = sizeof rows / sizeof *rows };

static int64_t until_of(const struct row *r, int64_t now_ms)
{
	if (!r->until)
		return 0;
	if (*r->until == '+') {
		char *end;
		int64_t n = strtoll(r->until, &end, 10);

		assert_string_equal(end, "ms");
		return now_ms + n;
	}
	return case_time(r->until);
}

/* Asks one row of one table; false when an expectation is not met, and why says
 * which. */
static bool as_expected(const struct gate *table, size_t n, const struct row *r, char *why, size_t cap)
{
	int64_t now_ms = case_time(r->now), until = until_of(r, now_ms);
	struct facts f;
	struct verdict *v = malloc(sizeof *v);
	char names[256] = "";
	size_t at = 0;
	bool ok;

	assert_non_null(v);
	case_facts(&f, now_ms, r->facts);
	policy_judge_by(table, n, &f, now_ms, v);
	for (size_t i = 0; i < v->n; i++) {
		at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", i ? " " : "", v->v[i].gate);
		/* Only content has something to say of what leaves. */
		assert_true(v->v[i].kind != VERDICT_ALLOW || !strcmp(v->v[i].gate, "content"));
		assert_true(*v->v[i].say.key && *v->v[i].say.text && *v->v[i].change.key && *v->v[i].change.text);
	}
	ok = v->kind == r->kind && v->until_ms == until && !strcmp(names, r->gates) &&
	     v->at_once == (r->at_once ? r->at_once : r->kind);
	if (!ok)
		snprintf(why, cap, "%s [%s]: %s until %lld (%+lld) by [%s], not %s until %lld by [%s]", r->now,
			r->facts, verdict_kind_name(v->kind), (long long)v->until_ms,
			(long long)(v->until_ms ? v->until_ms - now_ms : 0), names, verdict_kind_name(r->kind),
			(long long)until, r->gates);
	free(v);
	return ok;
}

static void test_rows(void **state)
{
	char why[512];
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		if (!as_expected(gates, gates_n, &rows[i], why, sizeof why)) {
			print_error("%s\n", why);
			wrong++;
		}
	assert_int_equal(wrong, 0);
}

/* Without any one of its rows the table must give itself away. */
static void test_every_gate_counts(void **state)
{
	struct gate *fewer = calloc(gates_n, sizeof *fewer);
	char why[512];

	(void)state;
	assert_non_null(fewer);
	for (size_t drop = 0; drop < gates_n; drop++) {
		size_t n = 0, noticed = 0;

		for (size_t i = 0; i < gates_n; i++)
			if (i != drop)
				fewer[n++] = gates[i];
		for (size_t i = 0; i < ROWS; i++)
			noticed += !as_expected(fewer, n, &rows[i], why, sizeof why);
		if (!noticed)
			print_error("nobody misses the gate %s\n", gates[drop].name);
		assert_true(noticed > 0);
	}
	free(fewer);
}

/* What a gate says fills in: no {name} is left over. */
static void test_sentences_are_whole(void **state)
{
	struct verdict *v = malloc(sizeof *v);

	(void)state;
	assert_non_null(v);
	for (size_t i = 0; i < ROWS; i++) {
		int64_t now_ms = case_time(rows[i].now);
		struct facts f;
		char said[SENTENCE_SAID];

		case_facts(&f, now_ms, rows[i].facts);
		policy_judge(&f, now_ms, v);
		for (size_t k = 0; k < v->n; k++) {
			assert_null(strchr(sentence_fill(&v->v[k].say, v->v[k].say.text, said, sizeof said), '{'));
			assert_null(strchr(sentence_fill(&v->v[k].change, v->v[k].change.text, said, sizeof said), '{'));
		}
	}
	free(v);
}

static void said_is(const char *now, const char *facts, const char *say, const char *change)
{
	int64_t now_ms = case_time(now);
	struct facts f;
	struct verdict *v = malloc(sizeof *v);
	char said[SENTENCE_SAID];

	assert_non_null(v);
	case_facts(&f, now_ms, facts);
	policy_judge(&f, now_ms, v);
	assert_true(v->n > 0);
	assert_string_equal(sentence_fill(&v->v[0].say, v->v[0].say.text, said, sizeof said), say);
	assert_string_equal(sentence_fill(&v->v[0].change, v->v[0].change.text, said, sizeof said), change);
	free(v);
}

static void test_sentences_have_the_numbers(void **state)
{
	(void)state;
	said_is(NOON, "contacts=50", "50 of 50 people were written to today", "tomorrow's opening, 2026-11-23 08:00");
	said_is(NOON, "inbound=never ramp=3 begun=4",
		"4 of 4 new conversations begun today; the number is young: day 3 of 14",
		"tomorrow's opening, 2026-11-23 08:00");
	said_is("2026-11-22T07:00:00+07:00", "", "It is outside the active hours 08:00–21:00 (Asia/Jakarta)",
		"they open at 08:00");
	said_is("2026-11-22T08:30:00+07:00", "there=Asia/Kolkata",
		"It is 07:00 where they are (Asia/Kolkata): outside the hours 08:00–21:00",
		"it leaves by itself at 09:30, when it is 08:00 there (Asia/Kolkata)");
	said_is("2026-11-22T22:00:00+07:00", "there=Asia/Kolkata",
		"It is outside the active hours 08:00–21:00 (Asia/Jakarta)",
		"it leaves by itself at 2026-11-23 09:30, when it is 08:00 there (Asia/Kolkata)");
	said_is(NOON, "there=America/Lima hours=09:00-18:00",
		"It is 00:00 where they are (America/Lima): outside the hours 09:00–18:00",
		"the hours here and there (America/Lima) do not meet: see active_hours and contact_hours");
	said_is(NOON, "inbound=-30h outside=confirm",
		"They last wrote 30 h ago: after 24 hours this begins a new conversation",
		"they write, or a person confirms this message");
	said_is(NOON, "inbound=-200d needs_consent=1 wrote=-200d",
		"This contact last wrote 200 days ago; that is a reason to write to them for 180 days",
		"record what they agreed to: wartel contact consent ID in --source form|invoice|spoken");
	said_is(NOON, "same=-4s", "The same text went to the same person 4 s ago",
		"a person confirms that it is meant twice, or cancels it");
	said_is(NOON, "alike=7 inbound=never", "7 other people got nearly this text within an hour, as their first",
		"write it for this person; or a person confirms it");
	said_is(NOON, "content=block", "“slot gacor” is against the rules", "write it without that");
	said_is(NOON, "tier=250 tier_used=250 inbound=never frees=+3h",
		"250 of the tier's 250 new conversations were begun within 24 hours",
		"the first of them is 24 hours old at 15:00; answers go on");
	said_is(NOON, "dwell=+4500ms", "It can be taken back for 5 s", "it leaves by itself");
	said_is(NOON, "life=0s", "It has waited for more than 24 h since it might first have left",
		"a person confirms that it is still wanted, or cancels it");
}

static void test_leaves_shortly(void **state)
{
	static const struct {
		const char *now, *facts;
		bool shortly;
	} t[] = {
		{ NOON, "", true },
		{ NOON, "dwell=+5s", true },
		{ NOON, "dwell=+5s left=-1s gap=6000", true },
		{ NOON, "due=+5s", true },
		{ NOON, "backoff=+5s", false },
		{ NOON, "stopped=1 dwell=+5s", false },
		{ "2026-11-22T20:59:58+07:00", "dwell=+5s", false },
		{ NOON, "restored=1", false },
		{ NOON, "contacts=50 dwell=+5s", false },
		{ NOON, "content=note dwell=+5s", true },
		{ NOON, "content=confirm dwell=+5s", false },
	};
	struct verdict *v = malloc(sizeof *v);

	(void)state;
	assert_non_null(v);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct facts f;

		case_facts(&f, case_time(t[i].now), t[i].facts);
		policy_judge(&f, case_time(t[i].now), v);
		if (policy_leaves_shortly(v) != t[i].shortly)
			print_error("%s\n", t[i].facts);
		assert_int_equal(policy_leaves_shortly(v), t[i].shortly);
	}
	free(v);
}

/* What a yes is kept as, and what no yes helps against. */
static void test_confirmable(void **state)
{
	static const struct {
		const char *facts;
		unsigned can;
		enum verdict_kind then;
	} t[] = {
		{ "", 0, VERDICT_ALLOW },
		{ "contacts=50", 0, VERDICT_WAIT },
		{ "outside=confirm inbound=never", CONFIRMED_WINDOW, VERDICT_ALLOW },
		{ "outside=confirm inbound=never same=-3s life=0s", CONFIRMED_WINDOW | CONFIRMED_DUPLICATE | CONFIRMED_EXPIRED,
			VERDICT_ALLOW },
		{ "needs_consent=1 inbound=never", 0, VERDICT_HOLD },
		{ "content=confirm", CONFIRMED_CONTENT, VERDICT_ALLOW },
		{ "content=block", CONFIRMED_CONTENT, VERDICT_HOLD },
		{ "content=limit", CONFIRMED_CONTENT, VERDICT_HOLD },
		{ "opted_out=1", CONFIRMED_OPT_OUT, VERDICT_ALLOW },
		{ "restored=1", CONFIRMED_RESTORED, VERDICT_ALLOW },
		{ "blocked=1 restored=1", CONFIRMED_RESTORED, VERDICT_REFUSE },
	};
	struct verdict *v = malloc(sizeof *v);

	(void)state;
	assert_non_null(v);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct facts f;

		case_facts(&f, case_time(NOON), t[i].facts);
		policy_judge(&f, case_time(NOON), v);
		assert_int_equal(policy_confirmable(v), t[i].can);
		f.item.confirmed |= policy_confirmable(v);
		policy_judge(&f, case_time(NOON), v);
		assert_int_equal(v->kind, t[i].then);
	}
	free(v);
}

/* A life begins when the calendar first lets the message leave. */
static void test_might_leave(void **state)
{
	static const struct {
		const char *now, *facts;
		bool might;
	} t[] = {
		{ NOON, "", true },
		{ NOON, "status=FAILED stopped=1 backoff=+1h", true },
		{ NOON, "dwell=+5s left=-1s gap=6000", true },
		{ "2026-11-22T21:00:00+07:00", "", false },
		{ NOON, "contacts=50", false },
		{ NOON, "inbound=never begun=30", false },
		{ NOON, "due=+1ms", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct facts f;

		case_facts(&f, case_time(t[i].now), t[i].facts);
		assert_int_equal(policy_might_leave(&f, case_time(t[i].now)), t[i].might);
	}
}

/* The manual has a paragraph for every gate, in this order, and for no other. */
static void test_manual(void **state)
{
	const char *top = getenv("top_srcdir");
	char *path = path_join(top ? top : ".", "man/wartel-policy.7"), *p, *end;
	struct err e = { 0 };
	struct buf page;
	size_t i = 0;

	(void)state;
	buf_init(&page, 1 << 20);
	if (!file_read(path, &page, &e))
		fail_msg("%s", err_text(&e));
	p = strstr(page.v, ".\\\" begin\n");
	end = strstr(page.v, ".\\\" end\n");
	assert_true(p && end && p < end);
	while ((p = strstr(p, "\n.It Ic ")) && p < end) {
		p += strlen("\n.It Ic ");
		assert_true(i < gates_n);
		assert_int_equal(strcspn(p, "\n"), strlen(gates[i].name));
		assert_memory_equal(p, gates[i].name, strlen(gates[i].name));
		i++;
	}
	assert_int_equal(i, gates_n);
	buf_fini(&page);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_every_gate_counts),
		cmocka_unit_test(test_sentences_are_whole),
		cmocka_unit_test(test_sentences_have_the_numbers),
		cmocka_unit_test(test_leaves_shortly),
		cmocka_unit_test(test_confirmable),
		cmocka_unit_test(test_might_leave),
		cmocka_unit_test(test_manual),
	};

	return cmocka_run_group_tests_name("gates", tests, NULL, NULL);
}
