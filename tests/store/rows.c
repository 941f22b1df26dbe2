/* rows: the small tables, and the facts that policy asks for. */
#include "shop.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/agent.h"
#include "store/audit.h"
#include "store/contact.h"
#include "store/facts.h"
#include "store/number.h"
#include "store/pause.h"
#include "store/setting.h"
#include "store/stmt.h"
#include "store/stream.h"

#include "base/banned.h"

#define BUDI "628111222333@c.us"

static void numbers(void **state)
{
	struct shop *s = *state;
	struct sentence why = { .key = "waha.away", .text = "{url} is away", .args = "url=x" };
	struct number_row r;
	int64_t id;

	MUST(number_ensure(s->d, "toko", "http://other:3000", "main", &id, e));
	assert_int_equal(id, s->number);
	MUST(number_get(s->d, id, &r, e));
	assert_string_equal(r.waha_url, "http://other:3000");
	assert_int_equal(r.status, SESSION_UNREACHABLE);
	assert_int_equal(r.status_at, 0);
	assert_int_equal(r.ramp_day, 1);
	number_row_fini(&r);
	MUST(number_set_status(s->d, id, SESSION_WORKING, NULL, NOW, &s->c, e));
	assert_true(changed(s, CHANGE_SESSION, id));
	s->c.n = 0;
	MUST(number_set_status(s->d, id, SESSION_WORKING, NULL, NOW + 5, &s->c, e));
	assert_int_equal(s->c.n, 0); /* nothing is different: nobody is woken */
	MUST(number_set_status(s->d, id, SESSION_WORKING, &why, NOW + 9, &s->c, e));
	MUST(number_set_me(s->d, id, "62811", NULL, "Toko", NOW + 1, &s->c, e));
	MUST(number_set_me(s->d, id, "62811", "2900", NULL, NOW + 2, &s->c, e));
	MUST(number_get(s->d, id, &r, e));
	assert_int_equal(r.status_at, NOW);
	assert_string_equal(r.why.key, "waha.away");
	assert_int_equal(r.paired_at, NOW + 1);
	assert_string_equal(r.me_lid, "2900");
	assert_string_equal(r.me_name, "Toko");
	number_row_fini(&r);
	REFUSED("number.none", number_named(s->d, "nowhere", &r, e));
}

static void streams_and_settings(void **state)
{
	struct shop *s = *state;
	struct stream_position p;
	int64_t n;

	MUST(stream_get(s->d, s->number, "poll", &p, e));
	assert_int_equal(p.at, 0);
	p = (struct stream_position){ .at = 5, .n = 6, .cursor = "c", .done = true };
	MUST(stream_put(s->d, s->number, "poll", &p, e));
	p.at = 7;
	MUST(stream_put(s->d, s->number, "poll", &p, e));
	MUST(stream_get(s->d, s->number, "poll", &p, e));
	assert_int_equal(p.at, 7);
	assert_string_equal(p.cursor, "c");
	MUST(stream_get(s->d, s->other, "poll", &p, e));
	assert_int_equal(p.at, 0);
	MUST(setting_set_i64(s->d, "x", INT64_MAX, e));
	MUST(setting_i64(s->d, "x", 0, &n, e));
	assert_true(n == INT64_MAX);
}

static size_t in_force(struct shop *s, int64_t number, int64_t now)
{
	struct pause_rows rows = { 0 };
	size_t n;

	MUST(pause_list(s->d, number, now, &rows, e));
	n = rows.n;
	pause_rows_fini(&rows);
	return n;
}

static int64_t pause(struct shop *s, int64_t number, enum pause_kind kind, int64_t until, enum pause_lifter lifter)
{
	struct pause_row p = { .session_id = number, .kind = kind, .reason = (char *)"r", .by = (char *)"b", .at = NOW,
		.until = until, .lifter = lifter };

	WRITE(s, pause_add(s->d, &p, &s->c, e));
	return p.id;
}

static void pauses(void **state)
{
	/* Who may lift what. */
	static const struct {
		enum pause_lifter needs, has;
		bool lifted;
	} cases[] = {
		{ LIFTED_BY_ADMIN, LIFTED_BY_ADMIN, true }, { LIFTED_BY_ADMIN, LIFTED_BY_LEAD, false },
		{ LIFTED_BY_LEAD, LIFTED_BY_LEAD, true }, { LIFTED_BY_LEAD, LIFTED_BY_ADMIN, true },
		{ LIFTED_BY_LEAD, LIFTED_BY_ITSELF, false }, { LIFTED_BY_ITSELF, LIFTED_BY_ITSELF, true },
		{ LIFTED_BY_ITSELF, LIFTED_BY_LEAD, true },
	};
	struct shop *s = *state;
	struct number_facts f;
	size_t n;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t id = pause(s, s->number, PAUSE_FULL, 0, cases[i].needs);

		WRITE(s, pause_lift(s->d, id, 0, cases[i].has, "x", "y", NOW + 1, &n, &s->c, e));
		if ((n == 1) != cases[i].lifted)
			fail_msg("case %zu", i);
		WRITE(s, pause_lift(s->d, 0, 0, LIFTED_BY_ADMIN, "x", "y", NOW + 1, &n, &s->c, e));
		assert_int_equal(in_force(s, 0, NOW + 1), 0);
	}
	pause(s, s->number, PAUSE_INITIATIONS, NOW + 100, LIFTED_BY_ITSELF);
	pause(s, s->number, PAUSE_INITIATIONS, NOW + 200, LIFTED_BY_ITSELF); /* the same, longer: one */
	assert_int_equal(in_force(s, s->number, NOW), 1);
	assert_int_equal(in_force(s, s->other, NOW), 0);
	assert_int_equal(in_force(s, s->number, NOW + 199), 1);
	assert_int_equal(in_force(s, s->number, NOW + 200), 0);
	MUST(facts_number(s->d, s->number, 1, NOW, &f, e));
	assert_true(f.initiations_paused);
	assert_int_equal(f.initiations_until, NOW + 200);
	assert_false(f.stopped || f.full_pause);
	pause(s, 0, PAUSE_STOP, 0, LIFTED_BY_ADMIN); /* of all numbers */
	MUST(facts_number(s->d, s->other, 1, NOW, &f, e));
	assert_true(f.stopped);
	assert_false(f.initiations_paused);
}

static void facts(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A", .at = NOW - 60, .text = "x" });
	int64_t id = write_at(s, a.chat_id, "y", NOW_MS, NOW_MS + 5000, ORIGIN_AGENT);
	struct facts_preview like = { .session_id = s->number, .chat_id = a.chat_id, .now_ms = NOW_MS };
	struct item_facts f, p;
	struct number_facts n;

	MUST(facts_item(s->d, id, NULL, 100, &f, e));
	assert_true(f.by_person);
	assert_false(f.opted_out || f.blocked || f.restored || f.written_today || f.is_group);
	assert_int_equal(f.last_inbound_at, NOW - 60);
	assert_int_equal(f.first_due_ms, NOW_MS + 5000);
	assert_int_equal(f.born_ms, NOW_MS);
	assert_int_equal(strlen(f.phone), strcspn(BUDI, "@"));
	assert_memory_equal(f.phone, BUDI, strlen(f.phone));
	begin(s, id, NOW_MS, NULL); /* on day 100 */
	MUST(facts_item(s->d, 0, &like, 100, &p, e));
	assert_true(p.written_today);
	assert_string_equal(p.phone, f.phone);
	assert_int_equal(p.last_inbound_at, NOW - 60);
	MUST(facts_item(s->d, 0, &like, 101, &p, e));
	assert_false(p.written_today);
	MUST(facts_number(s->d, s->number, 100, NOW, &n, e));
	assert_int_equal(n.contacts_today, 1);
	assert_int_equal(n.initiations_today, 0);
	assert_int_equal(n.last_left_ms, NOW_MS);
	assert_int_equal(n.gap_ms, 6000);
	MUST(facts_number(s->d, s->number, 101, NOW, &n, e));
	assert_int_equal(n.contacts_today, 0);
	WRITE(s, contact_set_blocked(s->d, a.contact_id, NOW, &s->c, e));
	MUST(facts_item(s->d, 0, &like, 100, &p, e));
	assert_true(p.blocked);
	/* Nobody known yet. */
	like.chat_id = 0;
	MUST(facts_item(s->d, 0, &like, 100, &p, e));
	assert_false(p.blocked || p.written_today);
	assert_int_equal(p.last_inbound_at, 0);
	REFUSED("number.none", facts_number(s->d, 99, 1, NOW, &n, e));
}

static void agents(void **state)
{
	struct shop *s = *state;
	struct agent_row a, b;

	MUST(agent_open(s->d, 1001, "changed", NOW, &a, e));
	assert_int_equal(a.id, s->rina);
	assert_string_equal(a.name, "rina");
	MUST(agent_open(s->d, 2000, "rina", NOW, &b, e)); /* another one of that name */
	assert_int_not_equal(b.id, s->rina);
	assert_string_equal(b.name, "rina-2000");
	MUST(agent_open(s->d, 2001, "", NOW, &b, e));
	assert_string_equal(b.name, "uid2001");
	REFUSED("agent.none", agent_by_uid(s->d, 77, &a, e));
}

static void the_trail_stays(void **state)
{
	struct shop *s = *state;
	struct audit_row a = { .at = NOW, .who = "rina", .action = "stop", .detail = "d" };
	static const char *const wrong[] = { "UPDATE audit SET who = 'dewi'", "DELETE FROM audit" };

	MUST(audit_add(s->d, &a, e));
	for (size_t i = 0; i < 2; i++) {
		struct stmt *st;

		MUST((st = SQL(s->d, wrong[i], e)) != NULL);
		REFUSED("store.sql", stmt_run(st, e));
	}
	assert_int_equal(number_of(s, "SELECT count(*) FROM audit WHERE who = 'rina'"), 1);
}

static void contacts(void **state)
{
	struct shop *s = *state;
	struct contact_rows rows = { 0 };
	char next[CONTACT_CURSOR], after[CONTACT_CURSOR];

	say(s, &(struct said){ .chat = "6281110001@c.us", .id = "1", .text = "x", .name = "Budi Santoso" });
	say(s, &(struct said){ .chat = "6281110002@c.us", .id = "2", .text = "x", .name = "budi" });
	say(s, &(struct said){ .chat = "6281110003@c.us", .id = "3", .text = "x", .name = "Ànita" });
	MUST(contact_list(s->d, &(struct contact_query){ .limit = 2 }, &rows, next, e));
	assert_string_equal(rows.v[0].name, "Ànita");
	assert_string_equal(rows.v[1].name, "budi");
	contact_rows_fini(&rows);
	str_copy(after, sizeof after, next);
	MUST(contact_list(s->d, &(struct contact_query){ .after = after, .limit = 2 }, &rows, next, e));
	assert_int_equal(rows.n, 1);
	assert_string_equal(next, "");
	contact_rows_fini(&rows);
	MUST(contact_named(s->d, "BUDI", 5, &rows, e)); /* the whole name before parts */
	assert_int_equal(rows.n, 1);
	assert_string_equal(rows.v[0].phone, "6281110002");
	contact_rows_fini(&rows);
	MUST(contact_named(s->d, "santo", 5, &rows, e));
	assert_int_equal(rows.n, 1);
	contact_rows_fini(&rows);
	/* as people write it */
	MUST(contact_list(s->d, &(struct contact_query){ .text = "0811-1000-3", .limit = 5 }, &rows, next, e));
	assert_int_equal(rows.n, 1);
	contact_rows_fini(&rows);
	MUST(contact_list(s->d, &(struct contact_query){ .text = "1110003", .limit = 5 }, &rows, next, e));
	assert_int_equal(rows.n, 1);
	contact_rows_fini(&rows);
	REFUSED("contact.cursor", contact_list(s->d, &(struct contact_query){ .after = "x", .limit = 5 }, &rows, next, e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, shop_open, shop_close)
		T(numbers), T(streams_and_settings), T(pauses), T(facts), T(agents), T(the_trail_stays), T(contacts),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
