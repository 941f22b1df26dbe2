/* number: what a number's options come to: its key, its phone, its limits. */
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/zone.h"
#include "model/address.h"

#include "config/loaded.h"
#include "config/value.h"

#include "base/banned.h"

enum { KEY_MAX = 4096 };

static const struct {
	const char *tier;
	int limit;
} tiers[] = { { "tier1", 250 }, { "tier2", 1000 }, { "tier3", 10000 }, { "tier4", 100000 } };

bool key_read(const char *file, char **key, struct err *e)
{
	bool ok = false;
	struct buf text;
	struct err why = { 0 };

	buf_init(&text, KEY_MAX);
	if (!file_private(file, e) || !file_read(file, &text, &why)) {
		if (why.kind) {
			err_set(e, why.kind, "config.key_unreadable",
				N_("the key file cannot be read: {why}"), "why=%s", err_text(&why));
		}
		goto out;
	}
	const char *s = buf_str(&text);
	s += strspn(s, " \t\r\n");
	size_t n = strcspn(s, "\r\n");
	while (n && (s[n - 1] == ' ' || s[n - 1] == '\t')) {
		n--;
	}
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f) {
			err_set(e, ERR_USAGE, "config.key_odd",
				N_("{file} does not look like a key: one line without blanks is wanted"),
				"file=%s", file);
			goto out;
		}
	}
	if (!n) {
		err_set(e, ERR_USAGE, "config.key_empty",
			N_("{file} is empty; it should hold WAHA's API key"), "file=%s", file);
		goto out;
	}
	*key = xstrndup(s, n);
	ok = true;
out:
	buf_fini(&text);
	return ok;
}

static const char *own(const struct config *c, const struct number *n, const char *option)
{
	return loaded_value(c, n, option_find(option));
}

/* The nearest statement wins: the section's key file, the environment's key, the
 * general key file, the file "key" beside the configuration. */
static bool find_key(const struct config *c, struct number *n, struct err *e)
{
	int file_option = option_find("key_file"), key_option = option_find("key");
	const char *section = n->own ? n->own[file_option].text : NULL;
	const char *given = c->general[key_option].text, *general = c->general[file_option].text;

	/* A face has no business with it, and on a shared box no right to it. */
	if (!(c->side & CONFIG_ENGINE)) {
		n->key = xstrdup("");
		return true;
	}
	if (section && *section) {
		return key_read(section, &n->key, e);
	}
	if (section || given) {
		n->key = xstrdup(section ? "" : given);
		return true;
	}
	if (general && *general) {
		return key_read(general, &n->key, e);
	}
	char *beside = path_join(c->key_dir, "key");
	bool ok = true;
	if (!general && file_exists(beside)) {
		ok = key_read(beside, &n->key, e);
	} else {
		n->key = xstrdup("");
	}
	free(beside);
	return ok;
}

static void find_limits(const struct config *c, const struct number *n, struct limits *l)
{
	int hi;
	long life;

	*l = (struct limits){ .zone = zone_load(own(c, n, "timezone"), NULL) };
	value_hours(own(c, n, "active_hours"), &l->open_minute, &l->close_minute);
	value_days(own(c, n, "active_days"), l->weekday);
	value_dates(own(c, n, "holidays"), l->holidays, HOLIDAYS_MAX, &l->n_holidays);
	if (*own(c, n, "initiation_hours")) {
		value_hours(own(c, n, "initiation_hours"), &l->initiation_open_minute,
			&l->initiation_close_minute);
	}
	value_bool(own(c, n, "contact_hours"), &l->contact_hours);
	long number = 0;
	value_number(own(c, n, "daily_contacts"), &number);
	l->daily_contacts = (int)number;
	value_number(own(c, n, "daily_initiations"), &number);
	l->daily_initiations = (int)number;
	for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++) {
		if (!strcmp(tiers[i].tier, own(c, n, "tier"))) {
			l->tiered = true;
			l->tier_limit = tiers[i].limit;
		}
	}
	if (value_number(own(c, n, "initiated_limit"), &number) && (!l->tiered || number < l->tier_limit)) {
		l->tiered = true;
		l->tier_limit = (int)number;
	}
	value_bool(own(c, n, "require_consent"), &l->require_consent);
	outside_window_named(own(c, n, "outside_window"), &l->outside_window);
	value_ramp(own(c, n, "warmup_ramp"), l->ramp);
	value_range(own(c, n, "reply_gap"), &l->reply_gap_lo_ms, &l->reply_gap_hi_ms);
	value_range(own(c, n, "initiation_gap"), &l->start_gap_lo_ms, &l->start_gap_hi_ms);
	value_range(own(c, n, "dwell"), &l->dwell_lo_ms, &hi);
	l->dwell_hi_ms = hi;
	value_span(own(c, n, "message_life"), &life);
	l->message_life = life / 1000;
	l->demo = config_bool(c, "demo");
}

/* The service hours: those that are set, else the active ones. */
static void find_promise(const struct config *c, struct number *n, struct promise_words *p)
{
	const struct limits *l = &n->is.limits;
	const char *week = own(c, n, "service_hours");

	n->week = *week ? xstrdup(week) : l->demo ? xstrdup("mon-sun always")
		: xasprintf("%s %02d:%02d-%02d:%02d", own(c, n, "active_days"), l->open_minute / 60, l->open_minute % 60,
			l->close_minute / 60, l->close_minute % 60);
	n->closed = xasprintf("%s %s", own(c, n, "holidays"), own(c, n, "service_holidays"));
	*p = (struct promise_words){ .zone = own(c, n, "timezone"), .week = n->week, .closed = n->closed,
		.first = own(c, n, "sla_first"), .next = own(c, n, "sla_next") };
}

static bool finish_one(struct config *c, struct number *n, struct err *e)
{
	struct number_config *is = &n->is;
	const char *phone = own(c, n, "expect_phone");
	char digits[ADDRESS_USER] = "";

	if (!find_key(c, n, e)) {
		return false;
	}
	if (*n->key) {
		log_secret(n->key);
	}
	is->name = n->name;
	is->waha_url = own(c, n, "waha_url");
	is->waha_session = own(c, n, "waha_session");
	is->key = n->key;
	is->default_country = own(c, n, "default_country");
	is->shop_name = own(c, n, "shop_name");
	if (*phone) {
		struct err why = { 0 };
		if (!phone_parse(phone, is->default_country, digits, &why)) {
			return err_set(e, ERR_USAGE, "config.phone", N_("expect_phone of {number}: {why}"),
				"number=%s\nwhy=%s", n->name, err_text(&why));
		}
	}
	is->expect_phone = n->phone = xstrdup(digits);
	find_limits(c, n, &is->limits);
	find_promise(c, n, &is->promise);
	is->away_closed = own(c, n, "away_closed");
	long life = 0;
	value_span(own(c, n, "away_life"), &life);
	is->away_life = life / 1000;
	is->labels_write = !strcmp(own(c, n, "labels_in_step"), "both");
	is->labels_read = is->labels_write || !strcmp(own(c, n, "labels_in_step"), "read");
	value_range(own(c, n, "poll_interval"), &is->poll_lo_ms, &is->poll_hi_ms);
	return true;
}

bool number_finish(struct config *c, struct err *e)
{
	if (!c->sections) {
		LIST_GROW(&c->numbers);
		c->numbers.v[c->numbers.n++] = (struct number){ .name = xstrdup("default") };
	}
	for (size_t i = 0; i < c->numbers.n; i++) {
		if (!finish_one(c, &c->numbers.v[i], e)) {
			return false;
		}
	}
	for (size_t i = 0; i < c->numbers.n; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct number_config *a = &c->numbers.v[k].is, *b = &c->numbers.v[i].is;
			if (!strcmp(a->waha_url, b->waha_url) && !strcmp(a->waha_session, b->waha_session)) {
				return err_set(e, ERR_USAGE, "config.same_session",
					N_("the numbers {one} and {other} are the same session \"{session}\" "
					   "of the same WAHA server; give each its own waha_session or "
					   "waha_url"),
					"one=%s\nother=%s\nsession=%s", a->name, b->name, a->waha_session);
			}
		}
	}
	return true;
}
