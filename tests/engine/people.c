/* people: address books and hidden ids, read page by page from the simulated WAHA, and
 * what jobs do about persons. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "base/mem.h"
#include "store/contact.h"
#include "store/depot.h"
#include "store/media.h"
#include "store/phone_check.h"
#include "engine/contact_import.h"
#include "engine/contact_job.h"
#include "engine/contact_picture.h"
#include "engine/fetch.h"
#include "engine/people.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static void book(struct run *r, int from, int to)
{
	for (int i = from; i < to; i++)
		run_tell(r, "/sim/contact", "{\"pn\":\"62813%08d\",\"name\":\"Orang %d\"}", i, i);
}

static int64_t contacts(struct run *r)
{
	return run_count(r, "SELECT count(*) FROM contacts WHERE merged_into IS NULL");
}

static struct people_progress progress(struct run *r)
{
	struct people_progress p;
	struct err e = { 0 };

	if (!people_progress(r->keep, run_session(r, 0), &p, &e))
		fail_msg("%s", err_text(&e));
	return p;
}

static const char *name_of(struct run *r, const char *text, char *out, size_t cap)
{
	struct contact_row c = { 0 };
	struct address a;
	struct err e = { 0 };
	int64_t id = 0;

	assert_true(address_parse(text, &a, &e) && contact_find(r->keep, &a, &id, &e));
	*out = '\0';
	if (id) {
		assert_true(contact_get(r->keep, id, &c, &e));
		str_copy(out, cap, c.name);
	}
	contact_row_fini(&c);
	return out;
}

/* All of them once, a page at a time; then the next day, or when somebody asks. */
static void test_book(void **state)
{
	struct run r;
	struct err e = { 0 };
	char name[64];
	size_t pages;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	book(&r, 0, 250);
	run_tell(&r, "/sim/group", "{\"jid\":\"120363000000000001@g.us\",\"subject\":\"Toko\",\"members\":[\"%s\"]}", BUDI);
	run_for(&r, MINUTE);
	assert_int_equal(contacts(&r), 250); /* the group is none */
	assert_string_equal(name_of(&r, "6281300000249@c.us", name, sizeof name), "Orang 249");
	assert_false(progress(&r).reading);
	assert_int_equal(progress(&r).read, 250);
	assert_true(progress(&r).ended_at > 0);
	/* What is new there is known the next day, without being asked for more often. */
	run_for(&r, 26 * HOUR);
	pages = run_lines(&r, "request", "path", "/api/contacts/all", NULL);
	run_tell(&r, "/sim/contact", "{\"pn\":\"%s\",\"name\":\"Bu Sri\"}", SRI);
	run_for(&r, 25 * HOUR);
	assert_int_equal(run_lines(&r, "request", "path", "/api/contacts/all", NULL) - pages, 3);
	assert_string_equal(name_of(&r, SRI "@c.us", name, sizeof name), "Bu Sri");
	run_tell(&r, "/sim/contact", "{\"pn\":\"%s\",\"name\":\"Pak Budi\"}", BUDI);
	run_write(&r);
	assert_true(people_ask(r.keep, run_session(&r, 0), clock_now(), &e));
	run_wrote(&r);
	engine_poke_sync(r.engine, run_session(&r, 0));
	run_for(&r, MINUTE);
	assert_string_equal(name_of(&r, BUDI "@c.us", name, sizeof name), "Pak Budi");
	run_end(&r);
}

/* Stopped in the middle, it goes on there: no page twice. */
static void test_goes_on(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	book(&r, 0, 950);
	run_for(&r, MINUTE); /* whole */
	assert_int_equal(contacts(&r), 950);
	book(&r, 950, 1950);
	run_write(&r);
	assert_true(people_ask(r.keep, run_session(&r, 0), clock_now(), NULL));
	run_wrote(&r);
	engine_poke_sync(r.engine, run_session(&r, 0));
	while (progress(&r).read < 1200)
		run_for(&r, 100);
	assert_true(progress(&r).reading);
	run_restart(&r);
	assert_true(progress(&r).read >= 1200);
	run_for(&r, MINUTE);
	assert_int_equal(contacts(&r), 1950);
	assert_int_equal(progress(&r).read, 1950); /* each row once */
	run_end(&r);
}

/* The history that is read meanwhile begins no pass anew; another one follows. */
static void test_not_anew(void **state)
{
	struct people_progress first, then;
	struct run r;
	size_t lists;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	book(&r, 0, 250);
	/* The second page does not come before the history was read some times. */
	run_tell(&r, "/sim/rules",
		"{\"do\":\"500-plain\",\"code\":\"rate-overlimit\",\"nth\":2,\"path\":\"/api/contacts/all\"}");
	run_for(&r, 2 * MINUTE);
	first = progress(&r);
	assert_true(first.reading);
	assert_int_equal(first.read, 100);
	lists = run_lines(&r, "request", "path", "/api/default/lids", NULL);
	run_for(&r, 25 * MINUTE);
	then = progress(&r);
	assert_true(then.reading);
	assert_int_equal(then.read, 100);
	assert_int_equal(then.begun_at, first.begun_at);
	run_for(&r, HOUR);
	then = progress(&r);
	assert_false(then.reading);
	assert_int_equal(then.read, 250);
	assert_int_equal(run_lines(&r, "request", "path", "/api/default/lids", NULL), lists + 1);
	assert_true(then.begun_at > first.begun_at);
	run_end(&r);
}

/* Two threads, until WAHA's list of hidden ids says that they are one person. */
static void test_healed(void **state)
{
	struct run r;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_tell(&r, "/sim/contact", "{\"lid\":\"290000000000001\",\"push\":\"budi\",\"by_lid\":true}");
	run_for(&r, 5 * SECOND);
	run_says(&r, BUDI, "dari nomor");
	run_tell(&r, "/sim/inbound", "{\"from\":\"290000000000001@lid\",\"text\":\"dari lid\"}");
	run_for(&r, 30 * SECOND);
	assert_int_equal(run_count(&r, "SELECT count(DISTINCT chat_id) FROM messages"), 2);
	assert_int_equal(contacts(&r), 2);
	run_exec(&r, "INSERT INTO contact_tags VALUES (2, 'vip')");
	run_tell(&r, "/sim/contact", "{\"pn\":\"628130000000\",\"lid\":\"290000000000009\",\"lid_known\":true}");
	run_tell(&r, "/sim/contact", "{\"pn\":\"" BUDI "\",\"lid\":\"290000000000001\",\"lid_known\":true}");
	run_for(&r, 7 * HOUR);
	assert_int_equal(run_count(&r, "SELECT count(DISTINCT chat_id) FROM messages"), 1);
	assert_int_equal(contacts(&r), 1);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM contact_tags t JOIN contacts c ON c.id = t.contact_id"
		" WHERE c.merged_into IS NULL"), 1);
	run_end(&r);
}

/* A list that this WAHA cannot give stands before no other. */
static void test_bad_list(void **state)
{
	static const char *const paths[] = { "/api/default/lids", "/api/contacts/all" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run r;

		run_begin(&r, &(struct run_options){ 0 });
		book(&r, 0, 5);
		run_tell(&r, "/sim/rules", "{\"do\":\"500-plain\",\"count\":0,\"path\":\"%s\"}", paths[i]);
		run_for(&r, 5 * MINUTE);
		assert_int_equal(contacts(&r), i ? 0 : 5);
		assert_false(progress(&r).reading);
		/* The whole pass is not begun over and over. */
		assert_in_range(run_fired(&r), 3, 10);
		/* What was missed is asked for soon. */
		run_behave(&r);
		run_for(&r, 20 * MINUTE);
		assert_int_equal(contacts(&r), 5);
		run_end(&r);
	}
}

/* Names of 500 emoji, with escapes, with a NUL: kept within bounds, and nothing stops. */
static void test_odd_names(void **state)
{
	struct run r;
	struct buf many = { 0 };
	char name[2048];

	(void)state;
	for (int i = 0; i < 500; i++)
		buf_adds(&many, "😀");
	run_begin(&r, &(struct run_options){ 0 });
	run_tell(&r, "/sim/contact", "{\"pn\":\"6281300000001\",\"name\":\"%s\"}", buf_str(&many));
	run_tell(&r, "/sim/contact", "{\"pn\":\"6281300000002\",\"name\":\"Budi\\u001b[2J\\n\\u202eX\"}");
	run_tell(&r, "/sim/contact", "{\"pn\":\"6281300000003\",\"name\":\"sesudah\"}");
	run_for(&r, MINUTE);
	name_of(&r, "6281300000001@c.us", name, sizeof name);
	assert_int_equal(strlen(name), CONTACT_NAME_MAX);
	name_of(&r, "6281300000002@c.us", name, sizeof name);
	assert_null(strchr(name, '\033'));
	assert_null(strchr(name, '\n'));
	assert_string_equal(name_of(&r, "6281300000003@c.us", name, sizeof name), "sesudah");
	run_end(&r);
	buf_fini(&many);
}

/* A number is asked about once; about many never. */
static void test_check(void **state)
{
	struct run r;
	struct err e = { 0 };
	struct http *http = http_new();
	json_t *args, *out = NULL;
	int64_t before;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_tell(&r, "/sim/contact", "{\"pn\":\"6281399999999\",\"exists\":false}");
	run_for(&r, MINUTE);
	args = json_pack("{s:I,s:s}", "session_id", (json_int_t)run_session(&r, 0), "phone", BUDI);
	assert_true(contact_job_check(r.engine, r.keep, http, args, &out, &e));
	assert_true(json_flag(out, "there") && json_flag(out, "fresh"));
	json_decref(out);
	before = (int64_t)run_lines(&r, "request", NULL, NULL, NULL);
	assert_true(contact_job_check(r.engine, r.keep, http, args, &out, &e));
	assert_false(json_flag(out, "fresh"));
	assert_int_equal(run_lines(&r, "request", NULL, NULL, NULL), before);
	json_decref(out);
	json_object_set_new(args, "phone", json_string("6281399999999"));
	assert_false(contact_job_check(r.engine, r.keep, http, args, &out, &e));
	assert_string_equal(e.say.key, "check.soon");
	run_for(&r, 10 * SECOND);
	assert_true(contact_job_check(r.engine, r.keep, http, args, &out, &e));
	assert_false(json_flag(out, "there"));
	json_decref(out);
	/* 30 a day and no more. */
	run_for(&r, 10 * SECOND);
	for (int i = 0; i < 28; i++) {
		char phone[32];

		snprintf(phone, sizeof phone, "62815%08d", i);
		json_object_set_new(args, "phone", json_string(phone));
		out = NULL;
		assert_true(contact_job_check(r.engine, r.keep, http, args, &out, &e));
		json_decref(out);
		run_for(&r, 6 * SECOND);
	}
	json_object_set_new(args, "phone", json_string("6281511111111"));
	assert_false(contact_job_check(r.engine, r.keep, http, args, &out, &e));
	assert_string_equal(e.say.key, "check.many");
	run_for(&r, 25 * HOUR);
	/* After a stop nothing at all is asked. */
	run_exec(&r, "INSERT INTO pauses (kind, lifter, reason, made_by, at) VALUES ('stop', 'admin', 'x', 'rina', 0)");
	assert_false(contact_job_check(r.engine, r.keep, http, args, &out, &e));
	assert_string_equal(e.say.key, "gate.stop.all");
	json_decref(args);
	http_free(http);
	run_end(&r);
}

/* NOWEB cannot block in WhatsApp: it stays a block here, and no request is made. */
static void test_block(void **state)
{
	struct run r;
	struct err e = { 0 };
	struct http *http = http_new();
	struct contact_row c = { 0 };
	int64_t before;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_for(&r, 5 * SECOND);
	run_says(&r, BUDI, "halo");
	run_for(&r, 30 * SECOND);
	run_exec(&r, "UPDATE contacts SET blocked_at = 1 WHERE id = 1");
	json_t *args = json_pack("{s:i,s:b}", "contact_id", 1, "blocked", 1);
	before = (int64_t)run_lines(&r, "request", NULL, NULL, NULL);
	assert_true(contact_job_block(r.engine, r.keep, http, args, &e));
	assert_int_equal(run_lines(&r, "request", NULL, NULL, NULL), before);
	assert_true(contact_get(r.keep, 1, &c, &e));
	assert_int_equal(c.blocked_on.n, 0);
	contact_row_fini(&c);
	json_decref(args);
	http_free(http);
	run_end(&r);
}

/* A file as somebody gives it, imported: the answer, or NULL with e. */
static json_t *import(struct run *r, const char *bytes, size_t n, struct err *e)
{
	struct depot_new *file = depot_begin(r->dir, e);
	struct media_file f = { .agent_id = 1, .at = clock_now(), .mimetype = "text/plain", .filename = "a" };
	json_t *out = NULL, *args;

	assert_non_null(file);
	assert_true(depot_write(file, bytes, n, e) && depot_end(file, e));
	str_copy(f.hash, sizeof f.hash, depot_hash(file));
	f.size = depot_size(file);
	run_write(r);
	assert_true(media_add(r->keep, &f, e) && depot_keep(file, e));
	run_wrote(r);
	depot_free(file);
	args = json_pack("{s:I,s:i,s:s}", "media_id", (json_int_t)f.id, "agent_id", 1, "who", "rina");
	if (!contact_import(r->engine, r->keep, args, &out, e))
		assert_null(out);
	json_decref(args);
	return out;
}

static const char *problem(const json_t *out, size_t i)
{
	return json_str_or(json_array_get(json_at(out, "problems"), i), "why.key", "");
}

static void test_import(void **state)
{
	static const char vcf[] = "BEGIN:VCARD\nFN:Budi Santoso\nTEL:0812-0000-0001\nTEL:+62 812 0000 0001\n"
		"TEL:0812-0000-0009\nEND:VCARD\nBEGIN:VCARD\nFN:Tanpa nomor\nEND:VCARD\n"
		"BEGIN:VCARD\nFN:Salah\nTEL:halo\nTEL:0813-0000-0001\nEND:VCARD\n";
	static const char csv[] = "name;phone;tags;kota;umur;catatan\nBudi;081200000001;vip, lama;Bandung;x;y\n"
		"Dua;081300000001;;;;\n";
	struct run r;
	struct err e = { 0 };
	struct contact_row c = { 0 };
	struct buf many = { 0 };
	json_t *out;
	char name[64];

	(void)state;
	run_begin(&r, &(struct run_options){ .config = "default_country = 62" });
	out = import(&r, vcf, sizeof vcf - 1, &e);
	assert_non_null(out);
	assert_int_equal(json_i64_or(out, "read", 0), 3);
	assert_int_equal(json_i64_or(out, "added", 0), 2);
	assert_int_equal(json_i64_or(out, "left_out", 0), 1);
	assert_string_equal(problem(out, 0), "import.phoneless");
	assert_string_equal(problem(out, 1), "phone.bad"); /* the rest of that card is taken */
	assert_string_equal(name_of(&r, "6281200000009@c.us", name, sizeof name), "Budi Santoso");
	json_decref(out);
	/* Nobody agreed to anything. */
	assert_int_equal(run_count(&r, "SELECT count(*) FROM consents"), 0);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM contacts WHERE consent_at + wrote_at + opted_in_at > 0"), 0);
	/* The same again: nothing new. */
	out = import(&r, vcf, sizeof vcf - 1, &e);
	assert_int_equal(json_i64_or(out, "same", 0), 2);
	assert_int_equal(json_i64_or(out, "added", -1) + json_i64_or(out, "changed", -1), 0);
	json_decref(out);
	/* A table fills in, and writes nothing over. */
	run_exec(&r, "INSERT INTO fields VALUES ('kota', 'text', '')");
	run_exec(&r, "INSERT INTO fields VALUES ('umur', 'number', '')");
	out = import(&r, csv, sizeof csv - 1, &e);
	assert_int_equal(json_i64_or(out, "changed", 0), 1);
	assert_int_equal(json_i64_or(out, "same", 0), 1);
	assert_string_equal(problem(out, 0), "field.value");
	assert_string_equal(json_string_value(json_array_get(json_at(out, "ignored"), 0)), "catatan");
	json_decref(out);
	assert_true(contact_get(r.keep, 1, &c, &e));
	assert_string_equal(c.name, "Budi Santoso");
	assert_int_equal(c.tags.n, 2);
	assert_int_equal(c.fields.n, 1);
	contact_row_fini(&c);
	assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'contact import' AND who = 'rina'"), 3);
	/* One card with numbers of two contacts; one with 50 numbers: each with its reason. */
	buf_adds(&many, "BEGIN:VCARD\nFN:Kantor\n");
	for (int i = 0; i < 50; i++)
		buf_addf(&many, "TEL:0815%08d\n", i);
	buf_adds(&many, "END:VCARD\nBEGIN:VCARD\nFN:Dua\nTEL:081200000001\nTEL:081300000001\nEND:VCARD\n");
	out = import(&r, buf_str(&many), many.n, &e);
	assert_int_equal(json_i64_or(out, "left_out", 0), 2);
	assert_string_equal(problem(out, 0), "import.many");
	assert_string_equal(problem(out, 1), "import.two");
	json_decref(out);
	assert_int_equal(contacts(&r), 2);
	assert_null(import(&r, "\x89PNG\r\n", 6, &e));
	assert_string_equal(e.say.key, "import.text");
	/* More than are taken at once: the first are. */
	buf_fini(&many);
	buf_init(&many, 1 << 20);
	buf_adds(&many, "phone\n");
	for (int i = 0; i < 20001; i++)
		buf_addf(&many, "0816%08d\n", i);
	assert_null(import(&r, buf_str(&many), many.n, &e));
	assert_string_equal(e.say.key, "import.large");
	assert_int_equal(contacts(&r), 20002);
	buf_fini(&many);
	run_end(&r);
}

/* Asked for once, then kept; who has none is not asked for again that day either. */
static void test_picture(void **state)
{
	struct run r;
	struct err e = { 0 };
	struct http *http = http_new();
	struct message_row m = { 0 };
	json_t *args, *out = NULL;
	char hash[DEPOT_HASH_CAP];
	int64_t id;

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_for(&r, 5 * SECOND);
	run_tell(&r, "/sim/inbound", "{\"from\":\"%s\",\"kind\":\"image\",\"text\":\"ini\"}", BUDI);
	run_says(&r, SRI, "halo");
	run_for(&r, 30 * SECOND);
	id = run_count(&r, "SELECT id FROM messages WHERE kind = 'image'");
	m = run_message(&r, id);
	/* The simulator has no pictures of people: one that was sent serves. */
	assert_true(fetch_file(r.engine, r.keep, http, id, &out, &e));
	json_decref(out);
	out = NULL;
	run_tell(&r, "/sim/contact", "{\"pn\":\"%s\",\"picture\":\"http://localhost:3000/api/files/default/%s.%s\"}",
		BUDI, m.wa_id, strcmp(m.media.mimetype, "image/png") == 0 ? "png" : "jpeg");
	args = json_pack("{s:I}", "contact_id", (json_int_t)m.contact_id);
	message_row_fini(&m);
	if (!contact_picture(r.engine, r.keep, http, args, &out, &e))
		fail_msg("%s", err_text(&e));
	assert_int_equal(strncmp(json_str_or(out, "mimetype", ""), "image/", 6), 0);
	str_copy(hash, sizeof hash, json_str_or(out, "hash", ""));
	json_decref(out);
	size_t before = run_lines(&r, "request", NULL, NULL, NULL);
	assert_true(contact_picture(r.engine, r.keep, http, args, &out, &e));
	assert_string_equal(json_str_or(out, "hash", ""), hash);
	json_decref(out);
	assert_int_equal(run_lines(&r, "request", NULL, NULL, NULL), before);
	/* It is gone from the disk: fetched again. */
	depot_remove(r.dir, hash);
	out = NULL;
	assert_true(contact_picture(r.engine, r.keep, http, args, &out, &e));
	assert_int_equal(run_lines(&r, "request", NULL, NULL, NULL), before + 2);
	json_decref(out);
	json_object_set_new(args, "contact_id", json_integer(run_count(&r, "SELECT contact_id FROM messages"
		" WHERE text = 'halo'")));
	before = run_lines(&r, "request", NULL, NULL, NULL);
	for (int i = 0; i < 2; i++) {
		assert_false(contact_picture(r.engine, r.keep, http, args, &out, &e));
		assert_string_equal(e.say.key, "picture.none");
	}
	assert_int_equal(run_lines(&r, "request", NULL, NULL, NULL), before + 1);
	/* Only the newest stay. */
	run_exec(&r, "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 620)"
		" INSERT INTO contacts (id, created_at) SELECT i, 0 FROM n");
	run_exec(&r, "INSERT INTO contact_pictures SELECT id, 1, 'x', 1, 'image/png' FROM contacts WHERE id >= 100"
		" ORDER BY id LIMIT 498");
	json_object_set_new(args, "contact_id", json_integer(620));
	run_exec(&r, "INSERT INTO contact_addresses (address, contact_id, added_at) VALUES ('6281700000000@c.us', 620, 0)");
	assert_false(contact_picture(r.engine, r.keep, http, args, &out, &e));
	assert_int_equal(run_count(&r, "SELECT count(*) FROM contact_pictures"), 500);
	json_decref(args);
	http_free(http);
	run_end(&r);
}

/* The key of what a picture of somebody is refused with, "" when there is one. */
static const char *look(struct run *r, struct http *http, int64_t contact_id)
{
	static struct err e;
	json_t *out = NULL, *args = json_pack("{s:I}", "contact_id", (json_int_t)contact_id);
	bool ok;

	e = (struct err){ 0 };
	ok = contact_picture(r->engine, r->keep, http, args, &out, &e);
	json_decref(args);
	json_decref(out);
	return ok ? "" : e.say.key;
}

static const char *check(struct run *r, struct http *http, const char *phone)
{
	static struct err e;
	json_t *out = NULL, *args = json_pack("{s:I,s:s}", "session_id", (json_int_t)run_session(r, 0), "phone", phone);
	bool ok;

	e = (struct err){ 0 };
	ok = contact_job_check(r->engine, r->keep, http, args, &out, &e);
	json_decref(args);
	json_decref(out);
	return ok ? "" : e.say.key;
}

static const char overlimit[] = "{\"do\":\"500-plain\",\"code\":\"rate-overlimit\",\"path\":\"/api/contacts/%s\"}";

/* rate-overlimit in answer to one question: all others rest too, those of sync as well;
 * and a question after a stop is none. */
static void test_quiet(void **state)
{
	static const char *const paths[] = { "profile-picture", "check-exists" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct run r;
		struct http *http = http_new();
		size_t before;

		run_begin(&r, &(struct run_options){ 0 });
		run_for(&r, 5 * SECOND);
		run_says(&r, BUDI, "halo");
		run_for(&r, MINUTE);
		run_tell(&r, "/sim/rules", overlimit, paths[i]);
		assert_string_equal(i ? check(&r, http, SRI) : look(&r, http, 1), "waha.overlimit");
		assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'rate-overlimit'"), 1);
		run_for(&r, 10 * SECOND);
		before = run_lines(&r, "request", NULL, NULL, NULL);
		assert_string_equal(look(&r, http, 1), "query.rest");
		assert_string_equal(check(&r, http, "6281300000000"), "query.rest");
		assert_int_equal(run_lines(&r, "request", NULL, NULL, NULL), before);
		/* Names asked for rest with them; polls go on. */
		before = run_lines(&r, "request", "path", "/api/default/lids", NULL);
		run_write(&r);
		assert_true(people_ask(r.keep, run_session(&r, 0), clock_now(), NULL));
		run_wrote(&r);
		engine_poke_sync(r.engine, run_session(&r, 0));
		run_says(&r, SRI, "selamat pagi");
		run_for(&r, 55 * MINUTE);
		assert_int_equal(run_texts(&r, "selamat pagi"), 1);
		assert_int_equal(run_lines(&r, "request", "path", "/api/default/lids", NULL), before);
		run_for(&r, 10 * MINUTE);
		assert_true(run_lines(&r, "request", "path", "/api/default/lids", NULL) > before);
		assert_string_equal(look(&r, http, 1), "picture.none");
		assert_string_equal(check(&r, http, "6281300000000"), "");
		run_exec(&r, "INSERT INTO pauses (kind, lifter, reason, made_by, at)"
			" VALUES ('stop', 'admin', 'x', 'rina', 0)");
		before = run_lines(&r, "request", NULL, NULL, NULL);
		run_exec(&r, "DELETE FROM contact_pictures");
		assert_string_equal(look(&r, http, 1), "gate.stop.all");
		assert_int_equal(run_lines(&r, "request", NULL, NULL, NULL), before);
		http_free(http);
		run_end(&r);
	}
}

/* A question that nobody answered was asked all the same: it counts, and again. */
static void test_check_counts(void **state)
{
	struct run r;
	struct http *http = http_new();

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_for(&r, MINUTE);
	run_tell(&r, "/sim/rules", "{\"do\":\"500-plain\",\"count\":0,\"path\":\"/api/contacts/check-exists\"}");
	for (int i = 0; i < 30; i++) {
		char phone[32];

		snprintf(phone, sizeof phone, "62815%08d", i % 10);
		assert_string_equal(check(&r, http, phone), "waha.failed");
		assert_string_equal(check(&r, http, phone), i < 29 ? "check.soon" : "check.many");
		run_for(&r, 6 * SECOND);
	}
	run_behave(&r);
	assert_string_equal(check(&r, http, BUDI), "check.many");
	run_for(&r, 25 * HOUR);
	assert_string_equal(check(&r, http, BUDI), "");
	http_free(http);
	run_end(&r);
}

/* One that certainly never left is none, however often. */
static void test_check_refused(void **state)
{
	struct run r;
	struct http *http = http_new();

	(void)state;
	run_begin(&r, &(struct run_options){ 0 });
	run_for(&r, MINUTE);
	assert_string_equal(check(&r, http, SRI), "");
	run_for(&r, 10 * SECOND);
	r.refused = true;
	for (int i = 0; i < 40; i++)
		assert_string_equal(check(&r, http, BUDI), "waha.unreachable");
	r.refused = false;
	assert_string_equal(check(&r, http, BUDI), "");
	assert_string_equal(check(&r, http, "6281300000000"), "check.soon");
	http_free(http);
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_book), cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_not_anew),
		cmocka_unit_test(test_bad_list),
		cmocka_unit_test(test_healed), cmocka_unit_test(test_odd_names), cmocka_unit_test(test_check),
		cmocka_unit_test(test_block), cmocka_unit_test(test_import), cmocka_unit_test(test_picture),
		cmocka_unit_test(test_quiet), cmocka_unit_test(test_check_counts),
		cmocka_unit_test(test_check_refused) };

	return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
