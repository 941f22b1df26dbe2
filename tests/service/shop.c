/* shop: see shop.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/event.h"
#include "store/audit.h"
#include "store/chat.h"
#include "store/contact.h"
#include "store/message.h"
#include "store/number.h"

#include "tests/schemas/validate.h"
#include "tests/service/shop.h"

#define MUST(call)                                                       \
	do {                                                             \
		struct err e_ = { 0 }, *e = &e_;                         \
		if (!(call))                                             \
			fail_msg("%s: %s", #call, err_text(e));          \
	} while (0)

static int shops;

static void write_config(struct shop *s, int numbers, const char *more)
{
	struct buf text = { 0 };
	char *path = path_join(s->dir, "wartel.conf");
	buf_addf(&text, "data_dir = %s\nlog_dir = %s/log\ndatabase = %s\n%s\n", s->dir, s->dir, s->uri,
		more ? more : "");
	buf_adds(&text, "[number toko]\nwaha_url = http://127.0.0.1:1\n");
	if (numbers > 1)
		buf_adds(&text, "[number cabang]\nwaha_url = http://127.0.0.1:2\ntimezone = Asia/Jayapura\n");
	MUST(file_write(path, text.v, text.n, 0600, e));
	struct config_source source = { .side = CONFIG_BOTH, .file = path, .ignore_environment = true };
	MUST((s->config = config_load(&source, e)) != NULL);
	buf_fini(&text);
	free(path);
}

void shop_write(struct shop *s)
{
	MUST(db_begin_write(s->keep, e));
}

void shop_wrote(struct shop *s)
{
	MUST(db_commit(s->keep, e));
}

int64_t shop_hear(struct shop *s, const char *session, const char *chat, bool from_me, const char *name,
	const char *text, int64_t at)
{
	static int made;
	struct number_row n = { 0 };
	struct changes changes = { 0 };
	struct arrived arrived;
	struct event ev = { .kind = EVENT_MESSAGE, .message_kind = KIND_TEXT, .at = at };
	MUST(number_named(s->keep, session, &n, e));
	MUST(address_parse(chat, &ev.chat, e));
	ev.sender = ev.chat;
	ev.text = xstrdup(text);
	ev.push_name = name ? xstrdup(name) : NULL;
	ev.id.from_me = from_me;
	ev.id.chat = ev.chat;
	snprintf(ev.id.bare, sizeof ev.id.bare, "3EB0TEST%08d", ++made);
	struct arrival arrival = { .session_id = n.id, .live = true, .now = clock_now(),
		.zone = config_number_named(s->config, session)->limits.zone };
	shop_write(s);
	MUST(message_store(s->keep, &arrival, &ev, &arrived, &changes, e));
	shop_wrote(s);
	event_fini(&ev);
	changes_fini(&changes);
	number_row_fini(&n);
	return arrived.message_id;
}

static void set_contact(struct shop *s, const char *address, int64_t opted_out, int64_t blocked)
{
	struct changes changes = { 0 };
	struct address a;
	int64_t id;
	MUST(address_parse(address, &a, e));
	shop_write(s);
	MUST(contact_find(s->keep, &a, &id, e));
	MUST(contact_set_opted_out(s->keep, id, opted_out, &changes, e));
	MUST(contact_set_blocked(s->keep, id, blocked, &changes, e));
	shop_wrote(s);
	changes_fini(&changes);
}

static void set_number(struct shop *s, const char *name, const char *phone)
{
	struct changes changes = { 0 };
	struct number_row n = { 0 };
	MUST(number_named(s->keep, name, &n, e));
	shop_write(s);
	MUST(number_set_status(s->keep, n.id, SESSION_WORKING, NULL, SHOP_NOW - 3600, &changes, e));
	MUST(number_set_engine(s->keep, n.id, WAHA_NOWEB, "2026.7.2", &changes, e));
	MUST(number_set_me(s->keep, n.id, phone, NULL, "Toko Contoh", SHOP_NOW - 86400 * 40, &changes, e));
	shop_wrote(s);
	number_row_fini(&n);
	changes_fini(&changes);
}

static void fill(struct shop *s, int numbers)
{
	enum { HOUR = 3600, DAY = 24 * HOUR };
	set_number(s, "toko", "6281111111111");
	shop_hear(s, "toko", "6281234567890@c.us", false, "Budi Santoso", "Halo kak, barang masih ada?",
		SHOP_NOW - 1800);
	shop_hear(s, "toko", "6281234567890@c.us", false, "Budi Santoso", "Kak, ongkir ke Bandung berapa?",
		SHOP_NOW - 60);
	shop_hear(s, "toko", "6281300000001@c.us", false, "Budi Hartono", "Resi JP1234567890 sudah dikirim?",
		SHOP_NOW - 2 * DAY);
	shop_hear(s, "toko", "6281300000001@c.us", true, NULL, "Sudah kak", SHOP_NOW - 2 * DAY + 60);
	shop_hear(s, "toko", "100000000000123@lid", false, "Sri Wahyuni", "Ibu, transfer sudah masuk",
		SHOP_NOW - HOUR);
	shop_hear(s, "toko", "6281300000003@c.us", false, "Dewi", "STOP", SHOP_NOW - HOUR);
	shop_hear(s, "toko", "6281300000004@c.us", false, "Eko", "STOP", SHOP_NOW - 3 * DAY);
	shop_hear(s, "toko", "6281300000005@c.us", false, "Fajar", "Halo", SHOP_NOW - HOUR);
	shop_hear(s, "toko", "120363000000000001@g.us", false, NULL, "Selamat pagi semua", SHOP_NOW - HOUR);
	shop_hear(s, "toko", "120363000000000009@newsletter", false, NULL, "Kabar", SHOP_NOW - HOUR);
	set_contact(s, "6281300000003@c.us", SHOP_NOW - HOUR, 0);
	set_contact(s, "6281300000004@c.us", SHOP_NOW - 3 * DAY, 0);
	set_contact(s, "6281300000005@c.us", 0, SHOP_NOW - HOUR);
	struct address group;
	struct changes changes = { 0 };
	struct chat_ref chat;
	struct number_row toko = { 0 };
	MUST(address_parse("120363000000000001@g.us", &group, e));
	MUST(number_named(s->keep, "toko", &toko, e));
	shop_write(s);
	MUST(chat_find(s->keep, toko.id, &group, &chat, e));
	number_row_fini(&toko);
	MUST(chat_set_name(s->keep, chat.chat_id, "Pelanggan Setia", &changes, e));
	shop_wrote(s);
	changes_fini(&changes);
	if (numbers > 1) {
		set_number(s, "cabang", "6281111111112");
		shop_hear(s, "cabang", "6281300000009@c.us", false, "Ayu", "Buka jam berapa?",
			SHOP_NOW - HOUR);
	}
}

void shop_open(struct shop *s, int numbers, const char *more)
{
	char dir[] = "/tmp/wartel-shop-XXXXXX";
	*s = (struct shop){0};
	clock_hold((int64_t)SHOP_NOW * 1000);
	assert_non_null(mkdtemp(dir));
	s->dir = xstrdup(dir);
	snprintf(s->uri, sizeof s->uri, "file:/shop-%ld-%d?vfs=memdb", (long)getpid(), ++shops);
	write_config(s, numbers, more);
	MUST((s->keep = db_open(s->uri, true, e)) != NULL);
	MUST((s->engine = engine_new(s->config, e)) != NULL);
	fill(s, numbers);
	struct db *db;
	MUST((db = db_open(s->uri, false, e)) != NULL);
	s->service = (struct service){ .engine = s->engine,
		.db = db,
		.config = s->config,
		.since = SHOP_NOW - 100,
		.now_ms = (int64_t)SHOP_NOW * 1000 };
	s->service.claims = &s->claims;
	MUST(service_caller(&s->service, 0, "rina", &s->service.caller, e));
}

void shop_close(struct shop *s)
{
	reply_fini(&s->reply);
	claims_fini(&s->claims);
	db_close(s->service.db);
	engine_stop(s->engine);
	engine_free(s->engine);
	db_close(s->keep);
	config_free(s->config);
	dir_remove(s->dir);
	free(s->dir);
	shape_forget();
	clock_release();
}

const json_t *shop_run(struct shop *s, enum command_id id, const char *args)
{
	const struct command *cmd = command_get(id);
	char *json = xstrdup(args), why[512];
	struct err e = { 0 };
	for (char *p = json; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	json_t *v = json_read(json, strlen(json), &e);
	if (!v)
		fail_msg("%s: %s", args, err_text(&e));
	reply_fini(&s->reply);
	s->err = (struct err){0};
	s->service.now_ms = clock_now_ms();
	bool ok = service_run(&s->service, cmd, v, &s->reply, &s->ticket, &s->err);
	if (ok && !s->ticket && !shape_reply(cmd, s->reply.json, why, sizeof why))
		fail_msg("%s %s: %s", cmd->name, args, why);
	if (!ok && (s->err.kind == ERR_NONE || !s->err.say.key[0] || s->reply.json))
		fail_msg("%s %s: refused without a reason, or half", cmd->name, args);
	if (db_in_transaction(s->service.db))
		fail_msg("%s %s: left a transaction open", cmd->name, args);
	json_decref(v);
	free(json);
	return ok ? s->reply.json : NULL;
}

const json_t *shop_run_as(struct shop *s, enum rights rights, enum command_id id, const char *args)
{
	enum rights kept = s->service.caller.rights;
	s->service.caller.rights = rights;
	const json_t *v = shop_run(s, id, args);
	s->service.caller.rights = kept;
	return v;
}

void shop_refuses(struct shop *s, enum command_id id, const char *args, enum err_kind kind, const char *key)
{
	if (shop_run(s, id, args) || s->ticket)
		fail_msg("%s %s was not refused", command_get(id)->name, args);
	if (s->err.kind != kind || strcmp(s->err.say.key, key) != 0)
		fail_msg("%s %s: %s %s: %s", command_get(id)->name, args, err_kind_name(s->err.kind),
			s->err.say.key, err_text(&s->err));
}

const char *shop_trail(struct shop *s)
{
	static char text[160];
	struct audit_rows rows = { 0 };
	MUST(audit_list(s->keep, &(struct audit_query){ .limit = 1 }, &rows, e));
	text[0] = '\0';
	if (rows.n)
		snprintf(text, sizeof text, "%s %s%s%s", rows.v[0].who, rows.v[0].action,
			*rows.v[0].detail ? " " : "", rows.v[0].detail);
	audit_rows_fini(&rows);
	return text;
}
