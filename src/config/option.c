/* option: the table, finding in it, and the check of a value. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/zone.h"
#include "model/facts.h"

#include "config/option.h"
#include "config/value.h"

#include "base/banned.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

#define N OPTION_PER_NUMBER

/* name, side, flags, kind, default, allowed, lo, hi, environment, help */
const struct option options[] = {
	{ "waha_url", CONFIG_ENGINE, N, OPTION_URL, "http://localhost:3000", "http://HOST:PORT, https://HOST",
		0, 0, { "WAHA_BASE_URL" }, N_("Where the WAHA server is.") },
	{ "waha_session", CONFIG_ENGINE, N, OPTION_TEXT, "default", "WAHA's name of the session", 0, 0,
		{ "WAHA_SESSION_NAME" }, N_("Which of the server's sessions the number is.") },
	{ "key_file", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_PATH, "", "a path", 0, 0, { NULL },
		N_("The file with WAHA's API key, which nobody else may read. "
		   "Without it the file \"key\" beside the configuration is taken where there is one.") },
	{ "key", CONFIG_ENGINE, OPTION_ENV_ONLY, OPTION_SECRET, "", "WAHA's API key", 0, 0,
		{ "WAHA_API_KEY" },
		N_("WAHA's API key itself. Only in the environment: in files it has one of its own.") },
	{ "expect_phone", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_PHONE, "", "a phone number", 0, 0,
		{ "WHATSAPP_PHONE_NUMBER" },
		N_("The phone number that must be paired; another one is refused and nothing is sent "
		   "from it.") },
	{ "default_country", CONFIG_ENGINE, N, OPTION_COUNTRY, "62", "a calling code: 62, 55, 1",
		0, 0, { NULL },
		N_("The calling code of numbers that are typed without one.") },
	{ "timezone", CONFIG_ENGINE, N, OPTION_ZONE, "Asia/Jakarta",
		"Asia/Jakarta, Europe/Berlin, WIB, WITA, WIT", 0, 0, { NULL },
		N_("The zone of hours, days and times of the number.") },
	{ "active_hours", CONFIG_ENGINE, N, OPTION_HOURS, "08:00-21:00", "HH:MM-HH:MM, always", 0, 0,
		{ NULL },
		N_("When messages may leave. May span midnight.") },
	{ "active_days", CONFIG_ENGINE, N, OPTION_DAYS, "mon-sun", "mon-sun, mon tue wed", 0, 0, { NULL },
		N_("The days of the week on which messages may leave.") },
	{ "holidays", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_DATES, "", "YYYY-MM-DD YYYY-MM-DD", 0, 0,
		{ NULL },
		N_("Days on which nothing leaves.") },
	{ "initiation_hours", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_HOURS, "", "HH:MM-HH:MM", 0, 0,
		{ NULL },
		N_("When messages may leave to those who have not written for 24 hours; "
		   "without it, the active hours.") },
	{ "contact_hours", CONFIG_ENGINE, N, OPTION_BOOL, "no", "yes, no", 0, 0, { NULL },
		N_("Whether the active hours must also hold by the contact's own clock, where the phone "
		   "number tells their time zone: a country's that has one only. The days and holidays are "
		   "the number's.") },
	{ "daily_contacts", CONFIG_ENGINE, N, OPTION_NUMBER, "50", "1..1000", 1, 1000, { NULL },
		N_("How many different people the number writes to on one day, at most.") },
	{ "daily_initiations", CONFIG_ENGINE, N, OPTION_NUMBER, "30", "0..1000", 0, 1000, { NULL },
		N_("How many of them may be people who have not written for 24 hours, at most.") },
	{ "warmup_ramp", CONFIG_ENGINE, N, OPTION_RAMP, "2 3 4 5 6 8 10 12 14 16 18 20 24 28",
		"14 whole numbers", 0, 1000, { NULL },
		N_("How many such people on each of a young number's first days.") },
	{ "tier", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_CHOICE, "", "tier1, tier2, tier3, tier4", 0, 0,
		{ "WHATSAPP_TIER" },
		N_("The official tier of the number: at most 250, 1,000, 10,000 or 100,000 people who have "
		   "not written for 24 hours, within any 24 hours. daily_initiations holds beside it.") },
	{ "initiated_limit", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_NUMBER, "", "0..100000", 0, 100000,
		{ "BUSINESS_INITIATED_LIMIT" }, N_("The same as a number; the lower one counts.") },
	{ "require_consent", CONFIG_ENGINE, N, OPTION_BOOL, "yes", "yes, no", 0, 0, { NULL },
		N_("Whether a person may write to somebody who has not written for 24 hours only with a "
		   "reason on record: they wrote within 180 days, or agreed to it "
		   "(wartel contact consent).") },
	{ "outside_window", CONFIG_ENGINE, N, OPTION_CHOICE, "confirm", "confirm, template, allow, refuse", 0, 0,
		{ NULL },
		N_("What becomes of a person's message to somebody who has not written for 24 hours: "
		   "held until it is confirmed, held unless it is an approved template, allowed, or refused.") },
	{ "shop_name", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_TEXT, "", "any text", 0, 0, { NULL },
		N_("What {{shop}} says in templates; without it, the name that the number has on WhatsApp.") },
	{ "content", CONFIG_ENGINE, OPTION_EMPTY, OPTION_ACTIONS, "",
		"category:block category:confirm category:note", 0, 0, { NULL },
		N_("Other actions than the rules' own for categories of prohibited content, "
		   "as in drugs-otc:note tobacco:block; see wartel-rules(5).") },
	{ "reply_gap", CONFIG_ENGINE, N, OPTION_RANGE, "5-8s", "3-5s and longer", 3 * SECOND, HOUR, { NULL },
		N_("The pause between two messages of the number, drawn at random, before a reply.") },
	{ "initiation_gap", CONFIG_ENGINE, N, OPTION_RANGE, "30-60s", "15-30s and longer", 15 * SECOND, HOUR,
		{ NULL }, N_("The same before a message to somebody who has not written for 24 hours.") },
	{ "dwell", CONFIG_ENGINE, N, OPTION_RANGE, "5-8s", "2-4s and longer", 2 * SECOND, HOUR, { NULL },
		N_("How long a message waits after it was written: the time in which it can be taken "
		   "back.") },
	{ "message_life", CONFIG_ENGINE, N, OPTION_SPAN, "24h", "10m..30d", 10 * MINUTE, 30L * DAY, { NULL },
		N_("How long a message may wait from the time it might first leave; then it is held and a "
		   "person asked.") },
	{ "case_new_after", CONFIG_ENGINE, 0, OPTION_NUMBER, "0", "0..3650", 0, 3650, { NULL },
		N_("After how many days a customer's message on a closed case opens a new one instead of the old "
		   "one again; 0: never.") },
	{ "assign_new", CONFIG_ENGINE, 0, OPTION_CHOICE, "nobody", "nobody, next", 0, 0, { NULL },
		N_("Whose a new case is: nobody's, or the next agent's of those who have a screen open, the one with "
		   "the fewest conversations first.") },
	{ "groups_need_reply", CONFIG_ENGINE, 0, OPTION_BOOL, "no", "yes, no", 0, 0, { NULL },
		N_("Whether groups stand among what needs a reply when somebody else spoke last.") },
	{ "undo_time", CONFIG_ENGINE, 0, OPTION_SPAN, "10m", "10s..24h", 10 * SECOND, DAY, { NULL },
		N_("For how long an agent may take his last change of a conversation back.") },
	{ "service_hours", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_WEEK, "",
		"mon-fri 08:00-12:00 13:00-17:00, sat 08:00-12:00", 0, 0, { NULL },
		N_("When somebody is there to answer: days, then their hours; without it, the active hours on the "
		   "active days. What customers are promised counts in them.") },
	{ "service_holidays", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_DATES, "", "YYYY-MM-DD YYYY-MM-DD", 0, 0,
		{ NULL }, N_("Days on which nobody is there, beside the holidays.") },
	{ "sla_first", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_TARGETS, "", "1h, urgent 5m high 15m normal 1h low 4h",
		0, 0, { NULL },
		N_("Within how much time of the service hours a person who writes gets the first answer of a case, by "
		   "its priority, 1m to 30d. The list counts it down, and what is late stands on top. Without it "
		   "nothing is promised.") },
	{ "sla_next", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_TARGETS, "", "1h, urgent 5m high 15m normal 1h low 4h",
		0, 0, { NULL }, N_("The same for each later answer.") },
	{ "away_closed", CONFIG_ENGINE, N | OPTION_EMPTY, OPTION_TEXT, "", "an approved template's name", 0, 0, { NULL },
		N_("The template that answers by itself who writes outside the service hours, once in each such time: a "
		   "break at noon is one, too. Every place in it needs a value for everybody: a default, or {{shop}}, "
		   "{{date}}. Without it nobody is answered by itself, unless wartel away on says so.") },
	{ "away_life", CONFIG_ENGINE, N, OPTION_SPAN, "30m", "1m..12h", MINUTE, 12L * HOUR, { NULL },
		N_("How long an out-of-office answer may wait for the rules of sending, the active hours among them; then "
		   "it is dropped: one that comes the next morning is worse than none.") },
	{ "labels_in_step", CONFIG_ENGINE, N, OPTION_CHOICE, "read", "read, both, no", 0, 0, { NULL },
		N_("Whether labels of a WhatsApp Business account are ours too: with read what is labelled, renamed "
		   "or deleted on the phone is so here, with both also the other way round.") },
	{ "poll_interval", CONFIG_ENGINE, N, OPTION_RANGE, "2-15s", "1-2s and longer", SECOND,
		10 * MINUTE, { NULL },
		N_("How often WAHA is asked for news: the first while things happen, the second while they "
		   "do not.") },
	{ "on_pause", CONFIG_ENGINE, OPTION_EMPTY, OPTION_TEXT, "", "a line for sh", 0, 0, { NULL },
		N_("A command that is run once for every pause that begins, a mail or a push to the owner. It "
		   "finds WARTEL_PAUSE_NUMBER, _KIND, _REASON, _BY, _UNTIL and _LIFTED_BY in its environment; "
		   "what it prints goes to the error log, and after a minute it is ended.") },
	{ "socket", CONFIG_BOTH, OPTION_EMPTY, OPTION_PATH, "", "a path of at most 107 bytes", 0, 0,
		{ "WARTEL_SOCKET" },
		N_("The engine's socket; without it, engine.sock in the data directory.") },
	{ "port", CONFIG_ENGINE, OPTION_EMPTY, OPTION_NUMBER, "", "1..65535, usually 3001", 1, 65535,
		{ "PORT" },
		N_("The TCP port of the API, for programs with a token (wartel token new). Without it the "
		   "engine listens on its Unix socket only.") },
	{ "bind", CONFIG_ENGINE, 0, OPTION_TEXT, "127.0.0.1", "an IP address of this machine", 0, 0, { NULL },
		N_("The address of that port. WAHA in a container reaches the webhook through an address of "
		   "the container's network; what goes over other networks needs a proxy with TLS in "
		   "front.") },
	{ "webhook_url", CONFIG_ENGINE, OPTION_EMPTY, OPTION_URL, "", "http://HOST:PORT, https://HOST", 0, 0, { NULL },
		N_("Where WAHA reaches the API's port, if not at its own address: what session webhook tells it.") },
	{ "frontend_url", CONFIG_ENGINE, OPTION_EMPTY, OPTION_TEXT, "", "http://HOST:PORT https://HOST", 0, 0,
		{ "FRONTEND_URL" },
		N_("The pages whose scripts may use the API in a browser (CORS), as their origins, separated "
		   "by spaces or commas. Nobody else's may.") },
	{ "media_store_max", CONFIG_ENGINE, 0, OPTION_NUMBER, "2000", "100..1000000", 100, 1000000, { NULL },
		N_("How many megabytes of files, sent and fetched, are kept here. Beyond that the one goes that "
		   "nobody looked at for longest; it can be fetched again from WAHA while WhatsApp has it. What "
		   "a message needs that is still to leave stays.") },
	{ "api_rate", CONFIG_ENGINE, 0, OPTION_NUMBER, "20", "1..1000", 1, 1000, { NULL },
		N_("How many requests a second a token may make, five times as many at once.") },
	{ "rights_reader", CONFIG_ENGINE, OPTION_EMPTY, OPTION_TEXT, "", "rina @interns", 0, 0, { NULL },
		N_("Users, and groups with an @, who may only look, unless wartel agent set said "
		   "otherwise.") },
	{ "rights_agent", CONFIG_ENGINE, OPTION_EMPTY, OPTION_TEXT, "", "rina @sales", 0, 0, { NULL },
		N_("Users and groups who work in the inbox; so does everybody else who reaches the "
		   "socket.") },
	{ "rights_lead", CONFIG_ENGINE, OPTION_EMPTY, OPTION_TEXT, "", "rina @leads", 0, 0, { NULL },
		N_("Users and groups who may also lift pauses and read the trail.") },
	{ "rights_admin", CONFIG_ENGINE, OPTION_EMPTY, OPTION_TEXT, "", "rina @admins", 0, 0, { NULL },
		N_("Users and groups who may do everything, as whoever the engine runs as and root may.") },
	{ "data_dir", CONFIG_BOTH, OPTION_EMPTY, OPTION_PATH, "", "a path", 0, 0, { NULL },
		N_("The directory of the database, the lock and the socket.") },
	{ "database", CONFIG_ENGINE, OPTION_EMPTY, OPTION_PATH, "", "a path", 0, 0, { "DATABASE_PATH" },
		N_("The database; without it, wartel.db in the data directory. Its directory is the data "
		   "directory where none is named.") },
	{ "log_dir", CONFIG_ENGINE, OPTION_EMPTY, OPTION_PATH, "", "a path", 0, 0, { NULL },
		N_("The directory of api.log, error.log and waha.log.") },
	{ "colour", CONFIG_FACE, 0, OPTION_CHOICE, "auto", "auto, never", 0, 0, { NULL },
		N_("Colours on a terminal. NO_COLOR in the environment switches them off too.") },
	{ "ascii", CONFIG_FACE, 0, OPTION_CHOICE, "auto", "auto, yes, no", 0, 0, { NULL },
		N_("Marks and lines in ASCII only; auto: where the locale is not UTF-8.") },
	{ "theme", CONFIG_FACE, 0, OPTION_TEXT, "dark", "dark, light, mono, high-contrast, a name, a path", 0, 0,
		{ NULL },
		N_("The colours of the screen: a theme that comes with wartel, one of your own in "
		   "~/.config/wartel/themes, or a path; see wartel-themes(5).") },
	{ "mouse", CONFIG_FACE, 0, OPTION_BOOL, "yes", "yes, no", 0, 0, { NULL },
		N_("Whether the screen takes clicks and the wheel. With yes, the terminal's own selecting needs "
		   "Shift held (Option in iTerm2, Fn in Terminal.app).") },
	{ "pictures", CONFIG_FACE, 0, OPTION_CHOICE, "auto", "auto, kitty, sixel, symbols, no", 0, 0,
		{ "WARTEL_PICTURES" },
		N_("How the screen draws photos and stickers, where the program chafa is installed and the terminal "
		   "has colours: in character cells in the conversation, each fetched when it is first on the screen; "
		   "and the one that o shows as large as it goes in pixels, by kitty's protocol or as sixels. With "
		   "auto the terminal is asked, then, what it can do; symbols: in cells there too; no: not at all. "
		   "Inside tmux there are only sixels, and only where tmux itself says that it draws them (3.4 and "
		   "later, when it was built so).") },
	{ "notify", CONFIG_FACE, OPTION_SEVERAL, OPTION_CHOICE, "none", "none, bell, title, osc9, osc777", 0, 0, { NULL },
		N_("How the screen, while its window is not looked at, tells of a message that needs a reply "
		   "and is yours or nobody's; several are possible: bell rings, title counts in the window's "
		   "title, osc9 and osc777 ask the terminal for a notification of the desktop. Inside tmux that "
		   "needs its options focus-events and allow-passthrough.") },
	{ "demo", CONFIG_BOTH, OPTION_HIDDEN, OPTION_BOOL, "no", "yes, no", 0, 0, { NULL },
		N_("A pretended shop: hours are always open, and every screen says so.") },
};
const int option_count = sizeof options / sizeof *options;

int option_find(const char *name)
{
	for (int i = 0; i < option_count; i++) {
		if (!strcmp(options[i].name, name)) {
			return i;
		}
	}
	return -1;
}

const char *option_nearest(const char *name)
{
	const char *best = NULL;
	int least = 255;

	for (int i = 0; i < option_count; i++) {
		if (options[i].flags & (OPTION_HIDDEN | OPTION_ENV_ONLY)) {
			continue;
		}
		int d = text_distance(name, options[i].name);
		if (d < least) {
			least = d;
			best = options[i].name;
		}
	}
	int longest = (int)strlen(name);
	return best && least <= 2 + longest / 4 && least < longest ? best : NULL;
}

/* One of the words of a list "a, b, c". */
static bool one_of(const char *list, const char *word)
{
	size_t n = strcspn(word, ", ");

	for (const char *p = list; n && !word[n] && p; p = strstr(p, ", ")) {
		p += p == list ? 0 : 2;
		if (!strncmp(p, word, n) && (p[n] == ',' || !p[n])) {
			return true;
		}
	}
	return false;
}

/* Nothing but such words, blanks between them. */
static bool each_of(const char *list, const char *words)
{
	char *copy = xstrdup(words), *save = NULL;
	bool ok = words[strspn(words, " ")] != '\0';

	for (char *w = strtok_r(copy, " ", &save); w && ok; w = strtok_r(NULL, " ", &save)) {
		ok = one_of(list, w);
	}
	free(copy);
	return ok;
}

static bool is_url(const char *s)
{
	const char *host = !strncmp(s, "http://", 7) ? s + 7 : !strncmp(s, "https://", 8) ? s + 8 : NULL;

	return host && *host && *host != '/' && *host != ':' && !strpbrk(host, " \t?#@\"'<>\\");
}

static bool fits(const struct option *o, const char *value)
{
	long n;
	int lo, hi;
	int ramp[RAMP_DAYS];
	bool days[7];
	int32_t dates[HOLIDAYS_MAX];
	size_t n_dates;

	switch (o->kind) {
	case OPTION_TEXT:
	case OPTION_PATH:
	case OPTION_SECRET:
		return *value;
	case OPTION_URL:
		return is_url(value);
	case OPTION_NUMBER:
		return value_number(value, &n) && n >= o->lo && n <= o->hi;
	case OPTION_BOOL: {
		bool b;
		return value_bool(value, &b);
	}
	case OPTION_CHOICE:
		return o->flags & OPTION_SEVERAL ? each_of(o->allowed, value) : one_of(o->allowed, value);
	case OPTION_PHONE: {
		/* Whether it is a number is asked again with the country known. */
		size_t digits = 0;
		for (const char *p = value; *p; p++) {
			if (*p >= '0' && *p <= '9') {
				digits++;
			} else if (!strchr("+-(). ", *p)) {
				return false;
			}
		}
		return digits >= 6 && digits <= 17;
	}
	case OPTION_COUNTRY:
		return strlen(value) <= 3 && *value >= '1' && *value <= '9' &&
			value[strspn(value, "0123456789")] == '\0';
	case OPTION_HOURS:
		return value_hours(value, &lo, &hi);
	case OPTION_DAYS:
		return value_days(value, days);
	case OPTION_DATES:
		return value_dates(value, dates, HOLIDAYS_MAX, &n_dates);
	case OPTION_ACTIONS: {
		size_t at = 0;
		char name[VALUE_CATEGORY], action[VALUE_ACTION];
		int got;
		while ((got = value_action(value, &at, name, action)) > 0) {
		}
		return got == 0;
	}
	case OPTION_WEEK: {
		struct week week;
		return value_week(value, &week);
	}
	case OPTION_TARGETS: {
		int64_t targets[PRIORITY_COUNT];
		return value_targets(value, targets);
	}
	case OPTION_RAMP:
		return value_ramp(value, ramp);
	case OPTION_RANGE:
		/* Pace is never fixed: the two ends differ. */
		return value_range(value, &lo, &hi) && lo >= o->lo && hi <= o->hi && hi > lo;
	case OPTION_SPAN:
		return value_span(value, &n) && n >= o->lo && n <= o->hi;
	case OPTION_ZONE:
		break; /* has a sentence of its own */
	}
	return false;
}

bool option_check(const struct option *o, const char *value, const char *where, struct err *e)
{
	if (!*value && (o->flags & OPTION_EMPTY)) {
		return true;
	}
	if (o->kind == OPTION_ZONE) {
		struct err why = { 0 };
		if (zone_load(value, &why)) {
			return true;
		}
		if (!where) {
			if (e) {
				*e = why;
			}
			return false;
		}
		return err_set(e, ERR_USAGE, "config.zone", N_("{where}: {option}: {why}"),
			"where=%s\noption=%s\nwhy=%s", where, o->name, err_text(&why));
	}
	if (fits(o, value)) {
		return true;
	}
	if (!where) {
		return err_set(e, ERR_USAGE, "config.answer", N_("\"{value}\" cannot be; allowed: {allowed}"),
			"value=%s\nallowed=%s", o->kind == OPTION_SECRET ? "" : value, o->allowed);
	}
	return err_set(e, ERR_USAGE, "config.value",
		N_("{where}: {option} cannot be \"{value}\"; allowed: {allowed}"),
		"where=%s\noption=%s\nvalue=%s\nallowed=%s", where, o->name,
		o->kind == OPTION_SECRET ? "" : value, o->allowed);
}
