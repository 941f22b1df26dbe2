/* checker: see the header. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "policy/gate.h"
#include "store/stmt.h"

#include "checker.h"
#include "base/banned.h"

enum { SHOWN = 30, WINDOW_S = 24 * 3600, DAY_S = 24 * 3600, REPLY_GAP_MS = 5000, INITIATION_GAP_MS =
	30000, DWELL_MS = 5000,
	STEP_MS = 5000, JUMP_MS = 5 * 60 * 1000, AT_ONCE_MS = 1500, LEARNT_SYNCS = 4, LEARNT_MS = 10 * 60 * 1000,
	BACKOFF_LO_MS = 5000, BACKOFF_HI_MS = 600 * 1000, OWNS = 4096, MESSAGES = 65536 };

/* What a person can say yes to, as the database keeps it: bits, from the lowest. */
enum { YES_OPT_OUT, YES_RESTORED, YES_EXPIRED, YES_WINDOW, YES_CONTENT, YES_DUPLICATE, YESES };

/* What is known of one message. */
struct told {
	bool written, cancelled, refused, there;
	int number, contact, deliveries, again;
	int64_t first_due_ms;
	bool by_person;
	size_t yes[YESES];	/* to what a person said yes: the place in the log, 0 not */
};

struct checker {
	struct world *w;
	const struct plan *p;
	struct verified *out;
	const char *only;
	const char *rule; /* that is looking */
	size_t at;	  /* in the log */

	/* Followed from record to record. */
	bool stop_all, full[PLAN_NUMBERS], halted[PLAN_NUMBERS];
	int64_t full_until[PLAN_NUMBERS], halted_until[PLAN_NUMBERS];
	size_t opted_out[PLAN_CONTACTS], blocked[PLAN_CONTACTS]; /* place in the log, 0 not */
	int64_t inbound_s[PLAN_NUMBERS][PLAN_CONTACTS];
	bool wrote[PLAN_CONTACTS], agreed[PLAN_CONTACTS];
	bool working[PLAN_NUMBERS], locked[PLAN_NUMBERS];
	int64_t working_ms[PLAN_NUMBERS], locked_ms[PLAN_NUMBERS];
	int working_syncs[PLAN_NUMBERS], locked_syncs[PLAN_NUMBERS];
	int64_t drift_ms, highest_ms; /* since the clock was last accepted */
	size_t jumped;		      /* the last jump's place */
	struct {
		int64_t day;
		unsigned written, begun; /* a bit for each contact */
		int ramp;		 /* at most this step; 0 over */
		bool answered;
		size_t last;		 /* the last send's place; 0 none */
		bool last_begun;
	} day[PLAN_NUMBERS];
	struct {
		int64_t true_ms, day;
		int number, contact, syncs;
	} own[OWNS];
	size_t n_own;
	struct begun {
		int64_t at_s;
		int contact;
	} *begun[PLAN_NUMBERS];
	size_t n_begun[PLAN_NUMBERS];
	struct told *told;
};

static void violated(struct checker *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void violated(struct checker *c, const char *format, ...)
{
	va_list ap;

	if (c->only && strcmp(c->only, c->rule) != 0)
		return;
	if (c->out->violations++)
		return;
	c->out->first.rule = c->rule;
	c->out->first.record = c->at;
	va_start(ap, format);
	vsnprintf(c->out->first.say, sizeof c->out->first.say, format, ap);
	va_end(ap);
}

static struct told *told(struct checker *c, int64_t id)
{
	if (id <= 0 || id >= MESSAGES)
		world_broken("message %lld is beyond what the checker keeps", (long long)id);
	return &c->told[id];
}

static const struct plan_number *plan_of(const struct checker *c, const struct record *r)
{
	return &c->p->number[r->number];
}

static struct almanac local(const struct checker *c, const struct record *r)
{
	return almanac_at(plan_of(c, r)->zone, r->snap.at_ms / 1000);
}

/* To somebody who has not written to this number for 24 hours. */
static bool begins(const struct checker *c, const struct record *r)
{
	int64_t last = c->inbound_s[r->number][r->contact];

	return !last || r->snap.at_ms / 1000 - last >= WINDOW_S;
}

static int bits(unsigned v)
{
	int n = 0;

	for (; v; v &= v - 1)
		n++;
	return n;
}

/* The rules. Each looks at one send before it is followed. */

static void accounted(struct checker *c, const struct record *r)
{
	if (!r->snap.found)
		violated(c, "a message left for which no row is on its way");
	else if (r->wall_ms < r->snap.at_ms || r->wall_ms > r->snap.at_ms + AT_ONCE_MS)
		violated(c, "message %lld was marked at %lld and left at %lld", (long long)r->message_id,
			(long long)r->snap.at_ms, (long long)r->wall_ms);
	else if (!told(c, r->message_id)->written)
		violated(c, "message %lld left, which nobody wrote", (long long)r->message_id);
	else if (told(c, r->message_id)->cancelled)
		violated(c, "message %lld left after it was taken back", (long long)r->message_id);
}

static bool stopped(const struct checker *c, const struct record *r)
{
	return c->stop_all || (c->full[r->number] && (!c->full_until[r->number] ||
		r->wall_ms < c->full_until[r->number]));
}

static void stop(struct checker *c, const struct record *r)
{
	if (stopped(c, r) || (r->kind == R_SEND && r->snap.paused))
		violated(c, "%s after a stop", r->text);
}

static void opt_out(struct checker *c, const struct record *r)
{
	size_t since = c->opted_out[r->contact];

	if (since && (begins(c, r) || !r->snap.by_person))
		violated(c, "message %lld to somebody who opted out", (long long)r->message_id);
	else if (since && told(c, r->message_id)->yes[YES_OPT_OUT] < since)
		violated(c, "message %lld answers somebody who opted out, and nobody confirmed it",
			(long long)r->message_id);
}

static void blocked(struct checker *c, const struct record *r)
{
	if (c->blocked[r->contact])
		violated(c, "message %lld to somebody who is blocked", (long long)r->message_id);
}

/* Has the engine had time to learn what changed? */
static bool learnt(const struct record *r, int64_t since_ms, int syncs)
{
	return r->true_ms - since_ms > LEARNT_MS && r->syncs - syncs >= LEARNT_SYNCS;
}

static void session(struct checker *c, const struct record *r)
{
	if (!r->snap.working)
		violated(c, "message %lld left while the session was known not to work", (long long)r->message_id);
	else if (!c->working[r->number] && learnt(r, c->working_ms[r->number], c->working_syncs[r->number]))
		violated(c, "message %lld left, and the session has not worked for long", (long long)r->message_id);
}

static void restricted(struct checker *c, const struct record *r)
{
	if (!begins(c, r))
		return;
	if (r->snap.halted || (c->halted[r->number] &&
				      (!c->halted_until[r->number] || r->wall_ms < c->halted_until[r->number])))
		violated(c, "message %lld begins a conversation while that is paused", (long long)r->message_id);
	else if (c->locked[r->number] && learnt(r, c->locked_ms[r->number], c->locked_syncs[r->number]))
		violated(c, "message %lld begins a conversation under WhatsApp's lock", (long long)r->message_id);
}

static void clock_held(struct checker *c, const struct record *r)
{
	if (c->drift_ms > JUMP_MS + 30 * 1000 || c->drift_ms < -JUMP_MS - 30 * 1000)
		violated(c, "message %lld left by a clock that jumped %lld s", (long long)r->message_id,
			(long long)c->drift_ms / 1000);
	else if (r->snap.at_ms < c->highest_ms - STEP_MS)
		violated(c, "message %lld left %lld ms before one that left earlier", (long long)r->message_id,
			(long long)(c->highest_ms - r->snap.at_ms));
}

static void restored(struct checker *c, const struct record *r)
{
	if (r->snap.restored)
		violated(c, "message %lld came from a backup, and nobody confirmed it", (long long)r->message_id);
}

static void expired(struct checker *c, const struct record *r)
{
	if (r->snap.life_until && r->snap.at_ms / 1000 > r->snap.life_until)
		violated(c, "message %lld left %lld s after its life was over", (long long)r->message_id,
			(long long)(r->snap.at_ms / 1000 - r->snap.life_until));
}

/* A reason on record to write to somebody who does not write; a campaign needs
 * more than that they wrote. */
static void consent(struct checker *c, const struct record *r)
{
	if (begins(c, r) && !c->agreed[r->contact] && !(c->wrote[r->contact] && r->snap.by_person))
		violated(c, "message %lld begins a conversation, and nothing says that it may", (long long)r->message_id);
}

static void window(struct checker *c, const struct record *r)
{
	if (begins(c, r) && !r->snap.by_person)
		violated(c, "message %lld begins a conversation by itself", (long long)r->message_id);
	else if (begins(c, r) && !told(c, r->message_id)->yes[YES_WINDOW])
		violated(c, "message %lld begins a conversation, and nobody confirmed that", (long long)r->message_id);
}

/* One of the words that no shop may send, however it is spelt: what the histories
 * use of them. */
static void content(struct checker *c, const struct record *r)
{
	if (strstr(r->text, PLAN_FORBIDDEN) || strstr(r->text, PLAN_DISGUISED))
		violated(c, "message %lld says what may not be said: %s", (long long)r->message_id, r->text);
}

static void duplicate(struct checker *c, const struct record *r)
{
	unsigned others = 0;

	if (told(c, r->message_id)->yes[YES_DUPLICATE])
		return;
	for (size_t i = c->at; i-- > 0;) {
		const struct record *o = &c->w->log.v[i];

		if (r->true_ms - o->true_ms > 3600 * 1000LL)
			break;
		if (o->kind != R_SEND || o->message_id == r->message_id || o->number != r->number || strcmp(o->text,
			r->text) != 0)
			continue;
		if (o->contact != r->contact && o->snap.begun)
			others |= 1u << o->contact;
		if (o->contact == r->contact && r->snap.at_ms - o->snap.at_ms < 60 * 1000 &&
			r->true_ms - o->true_ms < 60 * 1000)
			violated(c, "message %lld says what %lld said %lld ms before", (long long)r->message_id,
				(long long)o->message_id, (long long)(r->snap.at_ms - o->snap.at_ms));
	}
	if (begins(c, r) && bits(others) >= 3)
		violated(c, "message %lld begins a conversation with what %d others got within the hour",
			(long long)r->message_id, bits(others));
}

static bool open_day(const struct plan_number *n, int64_t day, int weekday)
{
	return n->weekday[weekday] && day != n->holiday;
}

static bool open_at(const struct plan_number *n, int open, int close, struct almanac a)
{
	bool today = open_day(n, a.day, a.weekday);

	if (open == close)
		return today;
	if (open < close)
		return today && a.minute >= open && a.minute < close;
	/* Past midnight the hours are of the evening that they began on. */
	if (a.minute >= open)
		return today;
	return a.minute < close && open_day(n, a.day - 1, (a.weekday + 6) % 7);
}

static void hours(struct checker *c, const struct record *r)
{
	const struct plan_number *n = plan_of(c, r);
	struct almanac a = local(c, r);

	if (!open_at(n, n->open, n->close, a))
		violated(c, "message %lld left at %02d:%02d of day %d", (long long)r->message_id, a.minute / 60,
			a.minute % 60,
			a.weekday);
	else if (n->initiation_open != n->initiation_close && begins(c, r) &&
		 !open_at(n, n->initiation_open, n->initiation_close, a))
		violated(c, "message %lld begins a conversation at %02d:%02d of day %d", (long long)r->message_id,
			a.minute / 60, a.minute % 60, a.weekday);
}

/* Whom the owner's phone wrote to today: surely counts once the engine had time to
 * learn it, may count before. */
static unsigned own_today(const struct checker *c, const struct record *r, bool surely)
{
	int64_t day = local(c, r).day;
	unsigned all = 0;

	for (size_t i = 0; i < c->n_own; i++)
		if (c->own[i].number == r->number && c->own[i].day == day &&
		    (!surely || learnt(r, c->own[i].true_ms, c->own[i].syncs)))
			all |= 1u << c->own[i].contact;
	return all;
}

static void daily(struct checker *c, const struct record *r)
{
	unsigned ours = c->day[r->number].day == local(c, r).day ? c->day[r->number].written : 0;
	unsigned all = ours | own_today(c, r, true);

	if (!((ours | own_today(c, r, false)) >> r->contact & 1) && bits(all) >= plan_of(c, r)->daily)
		violated(c, "message %lld goes to person %d of today, at most %d may be", (long long)r->message_id,
			bits(all) + 1, plan_of(c, r)->daily);
}

static void initiations(struct checker *c, const struct record *r)
{
	unsigned all = c->day[r->number].day == local(c, r).day ? c->day[r->number].begun : 0;
	int most = plan_of(c, r)->initiations, ramp = c->day[r->number].ramp;

	if (ramp && plan_ramp[ramp - 1] < most)
		most = plan_ramp[ramp - 1];
	if (begins(c, r) && !((all | own_today(c, r, false)) >> r->contact & 1) && bits(all) >= most)
		violated(c, "message %lld begins conversation %d of today, at most %d may be (ramp %d)",
			(long long)r->message_id, bits(all) + 1, most, ramp);
}

static void tier(struct checker *c, const struct record *r)
{
	const struct plan_number *n = plan_of(c, r);
	unsigned all = 0;

	if (!n->tier || !begins(c, r))
		return;
	for (size_t i = 0; i < c->n_begun[r->number]; i++)
		if (c->begun[r->number][i].at_s > r->snap.at_ms / 1000 - DAY_S)
			all |= 1u << c->begun[r->number][i].contact;
	if (!(all >> r->contact & 1) && bits(all) >= n->tier)
		violated(c, "message %lld begins conversation %d within 24 hours, the tier allows %d",
			(long long)r->message_id, bits(all) + 1, n->tier);
}

static void pace(struct checker *c, const struct record *r)
{
	size_t last = c->day[r->number].last;
	int64_t gap, least = REPLY_GAP_MS;

	/* Over a jump of the clock nobody can say how long it was by it. */
	if (!last || c->jumped > last)
		return;
	gap = r->snap.at_ms - c->w->log.v[last].snap.at_ms;
	if (begins(c, r) && c->day[r->number].last_begun)
		least = INITIATION_GAP_MS;
	if (gap < least)
		violated(c, "message %lld left %lld ms after the one before it", (long long)r->message_id, (long long)gap);
}

static void scheduled(struct checker *c, const struct record *r)
{
	if (r->snap.at_ms < told(c, r->message_id)->first_due_ms)
		violated(c, "message %lld left before the time it was written for", (long long)r->message_id);
}

static void dwell(struct checker *c, const struct record *r)
{
	if (r->snap.at_ms < r->snap.born_ms + DWELL_MS && c->jumped < c->day[r->number].last)
		violated(c, "message %lld left %lld ms after it was written", (long long)r->message_id,
			(long long)(r->snap.at_ms - r->snap.born_ms));
}

/* Longer for each try that failed: from five seconds, doubling, to ten minutes. */
static void backoff(struct checker *c, const struct record *r)
{
	int64_t least = BACKOFF_LO_MS, waited = r->snap.at_ms - r->snap.last_end_ms;

	for (int i = 1; i < r->snap.tries && least < BACKOFF_HI_MS; i++)
		least *= 2;
	if (r->snap.last_retry && waited >= 0 && waited < (least < BACKOFF_HI_MS ? least : BACKOFF_HI_MS))
		violated(c, "message %lld was tried again %lld ms after try %d failed", (long long)r->message_id,
			(long long)waited, r->snap.tries);
}

/* Held ones hold up nobody, and one that is sent again stands behind. */
static void order(struct checker *c, const struct record *r)
{
	if (r->snap.overtaken)
		violated(c, "message %lld overtook %lld in its conversation", (long long)r->message_id,
			(long long)r->snap.overtaken);
}

static void twice(struct checker *c, const struct record *r)
{
	const struct told *t = told(c, r->message_id);

	if (t->deliveries > t->again)
		violated(c, "message %lld left once more after it had arrived, and nobody decided that",
			(long long)r->message_id);
}

enum { ON_SEND = 1, ON_SHOW = 2 };

static const struct rule {
	const char *name, *gate; /* gate: whose absence it must catch */
	int on;
	void (*look)(struct checker *, const struct record *);
} rules[] = {
	{ "accounted", NULL, ON_SEND, accounted },
	{ "stop", "stop", ON_SEND | ON_SHOW, stop },
	{ "opt-out", "opt-out", ON_SEND, opt_out },
	{ "blocked", "blocked", ON_SEND, blocked },
	{ "session", "session", ON_SEND, session },
	{ "restricted", "restricted", ON_SEND, restricted },
	{ "clock", "clock", ON_SEND, clock_held },
	{ "restored", "restored", ON_SEND, restored },
	{ "expired", "expired", ON_SEND, expired },
	{ "consent", "consent", ON_SEND, consent },
	{ "window", "window", ON_SEND, window },
	{ "content", "content", ON_SEND, content },
	{ "duplicate", "duplicate", ON_SEND, duplicate },
	{ "hours", "hours", ON_SEND, hours },
	{ "daily", "daily", ON_SEND, daily },
	{ "initiations", "initiations", ON_SEND, initiations },
	{ "tier", "tier", ON_SEND, tier },
	{ "pace", "pace", ON_SEND, pace },
	{ "scheduled", "scheduled", ON_SEND, scheduled },
	{ "dwell", "dwell", ON_SEND, dwell },
	{ "backoff", "backoff", ON_SEND, backoff },
	{ "order", NULL, ON_SEND, order },
	{ "twice", NULL, ON_SEND, twice },
};
enum { RULES = sizeof rules / sizeof *rules };

const char *checker_rule_for(const char *gate)
{
	for (int i = 0; i < RULES; i++)
		if (rules[i].gate && !strcmp(rules[i].gate, gate))
			return rules[i].name;
	return NULL;
}

/* Following. */

/* A number's calendar moves on; so does, after a day with an answer, its ramp. */
static void turn_day(struct checker *c, int number, int64_t day)
{
	if (c->day[number].day == day)
		return;
	if (c->day[number].day && day > c->day[number].day) {
		if (c->day[number].ramp && c->day[number].answered)
			c->day[number].ramp = c->day[number].ramp == PLAN_RAMP ? 0 : c->day[number].ramp + 1;
		c->day[number].answered = false;
	}
	c->day[number].day = day;
	c->day[number].written = c->day[number].begun = 0;
}

static void follow_send(struct checker *c, struct record *r)
{
	int n = r->number;

	turn_day(c, n, local(c, r).day);
	c->day[n].written |= 1u << r->contact;
	c->day[n].last_begun = begins(c, r);
	r->snap.begun = c->day[n].last_begun;
	if (c->day[n].last_begun) {
		c->day[n].begun |= 1u << r->contact;
		c->begun[n][c->n_begun[n]++] = (struct begun){ r->snap.at_ms / 1000, r->contact };
	}
	c->day[n].last = c->at;
	if (r->snap.at_ms > c->highest_ms)
		c->highest_ms = r->snap.at_ms;
}

static void follow(struct checker *c, struct record *r)
{
	size_t place = c->at;

	switch (r->kind) {
	case R_SEND:
		follow_send(c, r);
		break;
	case R_DELIVERED:
		told(c, r->message_id)->deliveries++;
		break;
	case R_REFUSED:
		told(c, r->message_id)->refused = true;
		break;
	case R_INBOUND:
		c->wrote[r->contact] = true;
		c->inbound_s[r->number][r->contact] = r->true_ms / 1000;
		turn_day(c, r->number, almanac_at(plan_of(c, r)->zone, r->true_ms / 1000).day);
		c->day[r->number].answered = true;
		break;
	case R_OWN:
		if (c->n_own == OWNS)
			world_broken("the owner wrote too much");
		c->own[c->n_own].true_ms = r->true_ms;
		c->own[c->n_own].day = almanac_at(plan_of(c, r)->zone, r->true_ms / 1000).day;
		c->own[c->n_own].number = r->number;
		c->own[c->n_own].syncs = r->syncs;
		c->own[c->n_own++].contact = r->contact;
		break;
	case R_STATUS:
		c->working[r->number] = r->value;
		c->working_ms[r->number] = r->true_ms;
		c->working_syncs[r->number] = r->syncs;
		break;
	case R_WRITTEN:
		*told(c, r->message_id) = (struct told){ .written = true, .number = r->number, .contact = r->contact,
			.first_due_ms = r->value ? r->value : r->wall_ms };
		break;
	case R_CANCELLED:
		told(c, r->message_id)->cancelled = true;
		break;
	case R_CONFIRMED:
		for (int i = 0; i < YESES; i++)
			if (r->value >> i & 1)
				told(c, r->message_id)->yes[i] = place;
		break;
	case R_BASIS:
		c->agreed[r->contact] = true;
		c->opted_out[r->contact] = 0;
		break;
	case R_AGAIN:
		told(c, r->message_id)->again++;
		break;
	case R_STOP:
		c->stop_all = true;
		break;
	case R_RESUME:
		c->stop_all = false;
		memset(c->full, 0, sizeof c->full);
		memset(c->halted, 0, sizeof c->halted);
		/* A person knows better than WhatsApp. */
		memset(c->locked, 0, sizeof c->locked);
		break;
	case R_PAUSE:
		c->full_until[r->number] = c->full[r->number] && !c->full_until[r->number] ? 0 : r->value;
		c->full[r->number] = true;
		break;
	case R_HALT:
		c->halted_until[r->number] = c->halted[r->number] && !c->halted_until[r->number] ? 0 : r->value;
		c->halted[r->number] = true;
		break;
	case R_LIFT:
		c->full[r->number] = c->halted[r->number] = c->locked[r->number] = false;
		break;
	case R_OPT_OUT:
		c->opted_out[r->contact] = place;
		c->agreed[r->contact] = false;
		break;
	case R_OPT_IN:
		c->agreed[r->contact] = true;
		c->opted_out[r->contact] = 0;
		break;
	case R_BLOCK:
		c->blocked[r->contact] = place;
		break;
	case R_UNBLOCK:
		c->blocked[r->contact] = 0;
		break;
	case R_LOCK:
	case R_UNLOCK:
		c->locked[r->number] = r->kind == R_LOCK;
		c->locked_ms[r->number] = r->true_ms;
		c->locked_syncs[r->number] = r->syncs;
		break;
	case R_JUMP:
		if (r->value > STEP_MS || r->value < -STEP_MS)
			c->drift_ms += r->value;
		c->jumped = place;
		break;
	case R_ACCEPT:
		c->drift_ms = 0;
		c->highest_ms = r->wall_ms;
		break;
	default:
		break;
	}
}

/* What the database says of each message at the end. */
static void settle(struct checker *c)
{
	struct err e = { 0 };
	struct stmt *s = SQL(c->w->keep,
		"SELECT m.id, m.state, o.why_key, o.looks, o.look_ms, o.by_person,"
		" (SELECT count(*) FROM outbox_attempts a WHERE a.message_id = m.id AND a.outcome IS NULL)"
		" FROM messages m JOIN outbox o ON o.message_id = m.id ORDER BY m.id", &e);

	if (!s)
		world_broken("at the end: %s", err_text(&e));
	c->at = c->w->log.n;
	while (stmt_row(s, &e) > 0) {
		int64_t id = take_i64(s);
		struct told *t = told(c, id);
		char state[24], why[64];
		bool arrived, looking;

		take_into(s, state, sizeof state);
		take_into(s, why, sizeof why);
		take_i64(s);
		looking = take_i64(s);
		take_i64(s);
		arrived = !strcmp(state, "accepted") || !strcmp(state, "sent") || !strcmp(state, "delivered") ||
			!strcmp(state, "read") || !strcmp(state, "played");
		c->rule = "settled";
		if (!strcmp(state, "sending"))
			violated(c, "message %lld is on its way for ever", (long long)id);
		else if ((!strcmp(state, "held") || !strcmp(state, "unknown")) && !*why)
			violated(c, "message %lld is %s and does not say why", (long long)id, state);
		else if (!strcmp(state, "unknown") && looking)
			violated(c, "message %lld is looked up for ever", (long long)id);
		else if (t->cancelled && strcmp(state, "cancelled") != 0)
			violated(c, "message %lld was taken back and is %s", (long long)id, state);
		c->rule = "doubled";
		if (t->deliveries > 1 + t->again)
			violated(c, "message %lld arrived %d times", (long long)id, t->deliveries);
		c->rule = "arrived";
		/* What WhatsApp refused after WAHA's 201 may stay accepted: that claims nothing. */
		if (arrived && !t->deliveries && !(t->refused && !strcmp(state, "accepted")))
			violated(c, "message %lld is %s and never arrived", (long long)id, state);
		if (t->deliveries && (!strcmp(state, "queued") || !strcmp(state, "held")) && !t->again)
			violated(c, "message %lld arrived and is %s again", (long long)id, state);
		t->there = true;
	}
	c->rule = "lost";
	for (int64_t id = 1; id < MESSAGES; id++)
		if (c->told[id].written && !c->told[id].there)
			violated(c, "message %lld was accepted and is not in the database", (long long)id);
}

/* Whatever still waits says what for. */
static void waiting(struct checker *c)
{
	struct err e = { 0 };
	struct stmt *s = SQL(c->w->keep,
		"SELECT m.id, m.session_id, m.chat_id FROM messages m WHERE m.state = 'queued'"
		" ORDER BY m.id", &e);
	struct verdict *v = xcalloc(1, sizeof *v);
	struct {
		int64_t id, session, chat;
	} rows[256];
	size_t n = 0;

	if (!s)
		world_broken("what waits: %s", err_text(&e));
	while (stmt_row(s, &e) > 0) {
		if (n == sizeof rows / sizeof *rows)
			world_broken("too much waits");
		rows[n].id = take_i64(s);
		rows[n].session = take_i64(s);
		rows[n++].chat = take_i64(s);
	}
	c->rule = "waiting";
	for (size_t i = 0; i < n; i++) {
		struct verdict_item item = { .message_id = rows[i].id, .session_id = rows[i].session, .chat_id =
			rows[i].chat };

		if (!engine_verdict(c->w->engine, c->w->keep, &item, c->w->log.v[c->w->log.n - 1].wall_ms, v, &e))
			world_broken("what waits: %s", err_text(&e));
		if (!v->n || !v->v[0].say.text[0])
			violated(c, "message %lld waits for nothing", (long long)rows[i].id);
	}
	free(v);
}

void checker_look(struct world *w, const char *only, struct verified *out)
{
	struct checker *c = xcalloc(1, sizeof *c);
	const struct records *log = &w->log;
	struct err e = { 0 };
	struct stmt *s;

	*out = (struct verified){ 0 };
	c->w = w;
	c->p = w->plan;
	c->out = out;
	c->only = only;
	c->told = xcalloc(MESSAGES, sizeof *c->told);
	for (int i = 0; i < PLAN_NUMBERS; i++) {
		c->begun[i] = xcalloc(log->n + 1, sizeof **c->begun);
		c->day[i].ramp = w->plan->number[i].warm ? 0 : 1;
		c->working[i] = true;
	}
	for (c->at = 0; c->at < log->n; c->at++) {
		struct record *r = &log->v[c->at];
		int on = r->kind == R_SEND ? ON_SEND : r->kind == R_SHOW ? ON_SHOW : 0;

		if (on && r->contact < 0)
			world_broken("a request for nobody: %s", r->text);
		for (int i = 0; on && i < RULES; i++) {
			c->rule = rules[i].name;
			if ((rules[i].on & on) && (r->snap.found || on != ON_SEND || !i) &&
			    (!rules[i].gate || gate_named(rules[i].gate)))
				rules[i].look(c, r);
		}
		out->sends += r->kind == R_SEND;
		out->shows += r->kind == R_SHOW;
		out->delivered += r->kind == R_DELIVERED;
		out->written += r->kind == R_WRITTEN;
		follow(c, r);
		if (r->kind == R_WRITTEN) {
			int64_t person = 0;

			s = SQL(w->keep, "SELECT by_person FROM outbox WHERE message_id = :id", &e);
			stmt_i64(s, ":id", r->message_id);
			if (!stmt_one(s, &person, &e))
				world_broken("%s", err_text(&e));
			told(c, r->message_id)->by_person = person;
		}
		if (r->kind == R_SECOND && r->value) {
			c->rule = "one engine";
			violated(c, "a second engine came to life");
		}
	}
	settle(c);
	waiting(c);
	for (int i = 0; i < PLAN_NUMBERS; i++)
		free(c->begun[i]);
	free(c->told);
	free(c);
}

void checker_show(const struct world *w, const struct violation *v)
{
	size_t from = v->record > SHOWN ? v->record - SHOWN : 0;

	printf("# seed %llu: %s: %s\n", (unsigned long long)w->plan->seed, v->rule, v->say);
	for (size_t i = from; i <= v->record && i < w->log.n; i++) {
		const struct record *r = &w->log.v[i];
		struct almanac a = almanac_at(w->plan->number[r->number > 0 ? r->number : 0].zone, r->wall_ms / 1000);

		printf("# %8.1f s  %02d:%02d:%02d %s number %d contact %d message %lld %lld %s\n",
			(double)(r->true_ms - w->plan->start_ms) / 1000, a.minute / 60, a.minute % 60, a.second % 60,
			record_names[r->kind], r->number, r->contact, (long long)r->message_id, (long long)r->value, r->text);
	}
}
