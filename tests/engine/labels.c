/* labels: those of the simulated phone and ours, by polls, by webhook, and told back, on
 * each engine as far as it goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/change.h"
#include "store/chat.h"
#include "store/conversation.h"
#include "store/label.h"
#include "waha/able.h"
#include "waha/labels.h"
#include "waha/webhook.h"

#include "engine/labels.h"
#include "engine/people.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"
#define HOOK "http://127.0.0.1:3001/webhook/waha?number=toko"
#define SECRET "0123456789abcdef0123456789abcdef"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static const char *const engines[] = { "noweb", "gows", "webjs", "wpp" };
enum { ENGINES = sizeof engines / sizeof *engines };

/* What the owner does on the phone: the same calls have the same effect. */
static struct phone {
	struct http *http;
	struct waha w;
} phone;

static void pick_up(struct run *r)
{
	const struct number_config *c = r->engine->numbers[0].config;

	phone.http = http_new();
	waha_init(&phone.w, phone.http, c->waha_url, c->waha_session, c->key);
}

static void hang_up(struct run *r)
{
	http_free(phone.http);
	run_end(r);
}

#define PHONE(call)                                      \
	do {                                             \
		struct err e_ = { 0 };                   \
		if (!(call))                             \
			fail_msg("%s", err_text(&e_));   \
	} while (0)

static void mark(const char *who, const char *id)
{
	struct waha_labels l = { 0 };
	struct address a;

	assert_true(address_parse(who, &a, NULL));
	if (*id) {
		LIST_GROW(&l);
		l.v[l.n++] = (struct told_label){ 0 };
		str_copy(l.v[0].id, sizeof l.v[0].id, id);
	}
	PHONE(waha_put_chat_labels(&phone.w, &a, &l, &e_));
	waha_labels_fini(&l);
}

static bool has(struct run *r, const char *who, const char *label)
{
	char *text = xasprintf("%s@c.us", who);
	struct conversation_row row = { 0 };
	struct chat_ref chat;
	struct address a;
	bool yes;

	assert_true(address_parse(text, &a, NULL));
	PHONE(chat_find(r->keep, run_session(r, 0), &a, &chat, &e_) &&
		conversation_get(r->keep, chat.conversation_id, 0, &row, &e_));
	yes = strcmp(row.labels, label) == 0;
	conversation_row_fini(&row);
	free(text);
	return yes;
}

static void ask_again(struct run *r)
{
	struct err e = { 0 };

	run_write(r);
	assert_true(people_ask(r->keep, run_session(r, 0), clock_now(), &e));
	run_wrote(r);
	engine_poke_sync(r->engine, run_session(r, 0));
	run_for(r, MINUTE);
}

static size_t asked(struct run *r)
{
	return run_lines(r, "request", "path", "/api/default/labels", NULL);
}

/* Without a webhook: read when paired, now and then, and when somebody asks. */
static void test_polled(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		size_t before;

		run_begin(&r, &(struct run_options){ .engine = engines[i], .config = "poll_interval = 60-300s\n" });
		pick_up(&r);
		run_says(&r, BUDI, "halo");
		run_says(&r, SRI, "halo");
		run_tell(&r, "/sim/label", "{\"name\":\"New order\",\"color\":15,\"chat\":\"" BUDI "@c.us\"}");
		run_for(&r, 10 * MINUTE);
		assert_true(has(&r, BUDI, "New-order"));
		assert_false(has(&r, SRI, "New-order"));
		assert_int_equal(run_count(&r, "SELECT count(*) FROM labels WHERE colour = 'green'"), 1);
		/* Gently: a list is read some times a day. */
		before = asked(&r);
		run_for(&r, 7 * HOUR);
		assert_in_range(asked(&r) - before, 1, 2);
		/* Renamed and put elsewhere meanwhile. */
		PHONE(waha_put_label(&phone.w, "1", "Lunas", 13, NULL, &e_));
		mark(BUDI "@c.us", "");
		mark(SRI "@c.us", "1");
		ask_again(&r);
		assert_true(has(&r, SRI, "Lunas"));
		assert_int_equal(run_count(&r, "SELECT count(*) FROM labels"), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'label rename'"), 1);
		/* What is missing is looked for once more before it is off. */
		assert_true(has(&r, BUDI, "Lunas"));
		run_for(&r, 10 * MINUTE);
		assert_false(has(&r, BUDI, "Lunas"));
		PHONE(waha_drop_label(&phone.w, "1", &e_));
		ask_again(&r);
		run_for(&r, 10 * MINUTE);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM labels"), 0);
		hang_up(&r);
	}
}

static void push(struct run *r, const struct sim_hook *h)
{
	struct err e = { 0 };
	json_t *v = json_read(h->body, h->body_len, &e);

	if (!engine_push(r->engine, r->keep, "toko", v, &e) && strcmp(e.say.key, "webhook.early"))
		fail_msg("%s", err_text(&e));
	json_decref(v);
}

/* With one: within seconds, on engines that tell; WPP tells of chats only, and the label
 * is read then. */
static void test_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct err e = { 0 };
		struct run r;
		enum waha_engine engine;
		bool changed, all = !strcmp(engines[i], "noweb") || !strcmp(engines[i], "gows");
		struct told_label made;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		pick_up(&r);
		assert_true(waha_webhook_set(&phone.w, HOOK, SECRET, &changed, &e));
		r.told = push;
		run_says(&r, BUDI, "halo");
		run_for(&r, 10 * MINUTE);
		PHONE(waha_identify(&phone.w, &e_));
		engine = phone.w.engine;
		PHONE(waha_put_label(&phone.w, NULL, "Paid", 0, &made, &e_));
		mark(BUDI "@c.us", made.id);
		run_for(&r, 30 * SECOND);
		assert_int_equal(has(&r, BUDI, "Paid"), waha_able(engine, ABLE_LABEL_EVENTS, NULL));
		if (!all) {
			hang_up(&r);
			continue;
		}
		PHONE(waha_put_label(&phone.w, made.id, "Lunas", 0, NULL, &e_));
		run_for(&r, 5 * SECOND);
		assert_true(has(&r, BUDI, "Lunas"));
		mark(BUDI "@c.us", "");
		run_for(&r, 5 * SECOND);
		assert_false(has(&r, BUDI, "Lunas"));
		mark(BUDI "@c.us", made.id);
		run_for(&r, 5 * SECOND);
		PHONE(waha_drop_label(&phone.w, made.id, &e_));
		run_for(&r, 5 * SECOND);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM labels"), 0);
		hang_up(&r);
	}
}

static void job(struct run *r, const char *item)
{
	json_t *args = json_pack("{s:[o]}", "items", json_read(item, strlen(item), NULL));
	struct http *http = http_new();
	struct err e = { 0 };

	if (!labels_job(r->engine, r->keep, http, args, &e))
		fail_msg("%s: %s", item, err_text(&e));
	http_free(http);
	json_decref(args);
}

/* "Paid Lunas": what the phone has on a chat. */
static void phone_has(const char *who, const char *want)
{
	struct waha_labels l = { 0 };
	struct address a;
	char got[200] = "";

	assert_true(address_parse(who, &a, NULL));
	PHONE(waha_chat_labels(&phone.w, &a, &l, &e_));
	for (size_t i = 0; i < l.n; i++)
		strncat(strncat(got, i ? " " : "", 2), l.v[i].name, 60);
	waha_labels_fini(&l);
	assert_string_equal(got, want);
}

static void ours(struct run *r, const char *label, bool on)
{
	struct changes c = { 0 };
	struct err e = { 0 };
	struct label_row row;
	bool otherwise;

	run_write(r);
	assert_true(label_named(r->keep, label, &row, &e));
	assert_true(label_put(r->keep, 1, row.id, on, &otherwise, &c, &e));
	run_wrote(r);
	changes_fini(&c);
}

static void set(struct run *r, const char *name, const char *rename)
{
	enum label_colour red = LABEL_RED;
	struct changes c = { 0 };
	struct err e = { 0 };
	struct label_row row;

	run_write(r);
	assert_true(label_set(r->keep, name, rename, &red, clock_now(), &row, &c, &e));
	run_wrote(r);
	changes_fini(&c);
}

/* Both ways: the phone's other labels stay; the echo is no news. */
static void test_tells(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct err e = { 0 };
		struct run r;
		struct waha_labels all = { 0 };
		bool changed;

		run_begin(&r, &(struct run_options){ .engine = engines[i], .config = "labels_in_step = both\n" });
		pick_up(&r);
		assert_true(waha_webhook_set(&phone.w, HOOK, SECRET, &changed, &e));
		r.told = push;
		run_says(&r, BUDI, "halo");
		run_tell(&r, "/sim/label", "{\"name\":\"VIP\",\"color\":2,\"chat\":\"" BUDI "@c.us\"}");
		run_for(&r, 10 * MINUTE);
		assert_true(has(&r, BUDI, "VIP"));
		/* Made here, and so there. */
		set(&r, "Paid", NULL);
		job(&r, "{\"label_id\":2}");
		job(&r, "{\"label_id\":2}");
		PHONE(waha_labels(&phone.w, &all, &e_));
		assert_int_equal(all.n, 2);
		assert_string_equal(all.v[1].name, "Paid");
		assert_int_equal(label_colour_of_phone(all.v[1].colour), LABEL_RED);
		ours(&r, "Paid", true);
		job(&r, "{\"conversation_id\":1,\"label_id\":2,\"on\":true}");
		phone_has(BUDI "@c.us", "VIP Paid");
		/* Off again at once: neither echo brings it back. */
		ours(&r, "Paid", false);
		job(&r, "{\"conversation_id\":1,\"label_id\":2,\"on\":false}");
		run_for(&r, MINUTE);
		ask_again(&r);
		run_for(&r, 10 * MINUTE);
		phone_has(BUDI "@c.us", "VIP");
		assert_true(has(&r, BUDI, "VIP"));
		assert_false(has(&r, BUDI, "Paid"));
		assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'label'"), 1);
		set(&r, "Paid", "Lunas");
		job(&r, "{\"label_id\":2}");
		run_for(&r, MINUTE);
		PHONE(waha_labels(&phone.w, &all, &e_));
		assert_string_equal(all.v[1].name, "Lunas");
		assert_int_equal(run_count(&r, "SELECT count(*) FROM labels"), 2);
		job(&r, "{\"session_id\":1,\"wa_id\":\"2\"}");
		PHONE(waha_labels(&phone.w, &all, &e_));
		assert_int_equal(all.n, 1);
		waha_labels_fini(&all);
		hang_up(&r);
	}
}

/* read: nothing is told; no: nothing is read either, nor heard. */
static void test_less(void **state)
{
	static const char *const configs[] = { "labels_in_step = read\n", "labels_in_step = no\n" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct err e = { 0 };
		struct run r;
		bool changed;

		run_begin(&r, &(struct run_options){ .config = configs[i] });
		pick_up(&r);
		assert_true(waha_webhook_set(&phone.w, HOOK, SECRET, &changed, &e));
		r.told = push;
		run_says(&r, BUDI, "halo");
		run_for(&r, MINUTE);
		run_tell(&r, "/sim/label", "{\"name\":\"VIP\",\"color\":2,\"chat\":\"" BUDI "@c.us\"}");
		run_for(&r, 10 * MINUTE);
		assert_int_equal(has(&r, BUDI, "VIP"), i == 0);
		assert_int_equal(asked(&r) > 0, i == 0);
		set(&r, "Paid", NULL);
		ours(&r, "Paid", true);
		job(&r, "{\"label_id\":1}");
		job(&r, "{\"label_id\":2}");
		job(&r, i == 0 ? "{\"conversation_id\":1,\"label_id\":2,\"on\":true}"
			: "{\"conversation_id\":1,\"label_id\":1,\"on\":true}");
		job(&r, "{\"session_id\":1,\"wa_id\":\"1\"}");
		phone_has(BUDI "@c.us", "VIP");
		hang_up(&r);
	}
}

/* One label that WAHA does not read stands before no other. */
static void test_bad_label(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ .config = "poll_interval = 60-300s\n" });
	run_for(&r, 10 * SECOND);
	run_says(&r, BUDI, "halo");
	run_for(&r, MINUTE);
	run_tell(&r, "/sim/label", "{\"name\":\"Rusak\"}");
	run_tell(&r, "/sim/label", "{\"name\":\"Lunas\",\"chat\":\"" BUDI "@c.us\"}");
	run_tell(&r, "/sim/rules", "{\"do\":\"500-plain\",\"count\":0,\"path\":\"/api/default/labels/1/chats\"}");
	ask_again(&r);
	run_for(&r, 50 * MINUTE);
	assert_true(run_fired(&r) > 0);
	assert_true(has(&r, BUDI, "Lunas"));
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_polled), cmocka_unit_test(test_told), cmocka_unit_test(test_tells),
		cmocka_unit_test(test_less),
		cmocka_unit_test(test_bad_label),
	};

	return cmocka_run_group_tests_name("labels", tests, NULL, NULL);
}
