/* contact: who is found, in what order, what stands with them, and who may be one. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "store/contact.h"
#include "store/contact_figures.h"
#include "store/contact_twin.h"
#include "store/field.h"
#include "store/phone_check.h"

#include "base/banned.h"

static int64_t person(struct shop *s, const char *a, enum contact_name which, const char *name)
{
	struct address one = address(a);
	int64_t id;

	WRITE(s, contact_open(s->d, &one, NULL, NOW, &id, &s->c, e));
	if (name != NULL)
		WRITE(s, contact_set_name(s->d, id, which, name, &s->c, e));
	return id;
}

static const char *shown(struct shop *s, int64_t id)
{
	static char name[CONTACT_NAME_MAX + 1];
	struct contact_row r;

	MUST(contact_get(s->d, id, &r, e));
	str_copy(name, sizeof name, r.name);
	contact_row_fini(&r);
	return name;
}

/* The first there is counts, in whatever order they were told. */
static void names(void **state)
{
	struct shop *s = *state;
	int64_t id = person(s, "6281234567890@c.us", CONTACT_PUSH, NULL);

	assert_string_equal(shown(s, id), "+62 812-3456-7890");
	WRITE(s, contact_set_name(s->d, id, CONTACT_PUSH, "budi~", &s->c, e));
	assert_string_equal(shown(s, id), "budi~");
	WRITE(s, contact_set_name(s->d, id, CONTACT_VERIFIED, "Toko Budi", &s->c, e));
	assert_string_equal(shown(s, id), "Toko Budi");
	WRITE(s, contact_set_name(s->d, id, CONTACT_BOOK, "Pak Budi", &s->c, e));
	assert_string_equal(shown(s, id), "Pak Budi");
	WRITE(s, contact_set_name(s->d, id, CONTACT_OWN, "Budi Santoso", &s->c, e));
	assert_string_equal(shown(s, id), "Budi Santoso");
	WRITE(s, contact_set_name(s->d, id, CONTACT_OWN, "", &s->c, e));
	assert_string_equal(shown(s, id), "Pak Budi");
	/* The hidden id, when nothing else is known. */
	id = person(s, "290000000000001@lid", CONTACT_PUSH, NULL);
	assert_string_equal(shown(s, id), "290000000000001");
}

/* 500 emoji, escapes: kept within bounds, whole characters, one line. */
static void odd_names(void **state)
{
	struct shop *s = *state;
	struct buf many = { 0 };
	int64_t id = person(s, "6281234567890@c.us", CONTACT_PUSH, NULL);

	for (int i = 0; i < 500; i++)
		buf_adds(&many, "👨‍👩‍👧");
	WRITE(s, contact_set_name(s->d, id, CONTACT_PUSH, buf_str(&many), &s->c, e));
	size_t n = strlen(shown(s, id)), one = strlen("👨‍👩‍👧");
	assert_true(n <= CONTACT_NAME_MAX && n > CONTACT_NAME_MAX - one);
	assert_int_equal(n % one, 0);
	buf_fini(&many);
	WRITE(s, contact_set_name(s->d, id, CONTACT_PUSH, "Budi\033[2J\r\n\tSantoso\n", &s->c, e));
	assert_string_equal(shown(s, id), "Budi [2J   Santoso");
	/* It is found by what it says. */
	struct contact_rows rows = { 0 };
	MUST(contact_named(s->d, "santoso", 5, &rows, e));
	assert_int_equal(rows.n, 1);
	contact_rows_fini(&rows);
}

/* Names of what a query gives, joined. */
static const char *listed(struct shop *s, const struct contact_query *q, char next[CONTACT_CURSOR])
{
	static char all[512];
	struct contact_rows rows = { 0 };
	size_t at = 0;

	*all = '\0';
	MUST(contact_list(s->d, q, &rows, next, e));
	for (size_t i = 0; i < rows.n; i++)
		at += (size_t)snprintf(all + at, sizeof all - at, "%s%s", i > 0 ? "," : "", rows.v[i].name);
	contact_rows_fini(&rows);
	return all;
}

static void lists(void **state)
{
	struct shop *s = *state;
	char next[CONTACT_CURSOR], after[CONTACT_CURSOR];
	struct field kota = { .name = "kota", .type = FIELD_TEXT };
	struct contact_query q = { .limit = 10 };
	bool changed;
	int64_t ani, budi, citra, dewi;

	say(s, &(struct said){ .chat = "6281110001@c.us", .id = "1", .at = NOW - 300, .text = "x", .name = "Ani" });
	say(s, &(struct said){ .chat = "6281110002@c.us", .id = "2", .at = NOW - 100, .text = "x", .name = "Budi" });
	say(s, &(struct said){ .chat = "6281110003@c.us", .id = "3", .at = NOW - 200, .text = "x", .name = "Citra" });
	say(s, &(struct said){ .chat = "6281110002@c.us", .id = "4", .at = NOW - 400, .text = "x", .number = s->other });
	/* A group is no contact, nor is a channel. */
	say(s, &(struct said){ .chat = "120363000@g.us", .id = "5", .at = NOW, .text = "x", .sender = "6281110001@c.us" });
	dewi = person(s, "6281110004@c.us", CONTACT_BOOK, "Dewi");
	ani = number_of(s, "SELECT id FROM contacts WHERE name = 'Ani'");
	budi = number_of(s, "SELECT id FROM contacts WHERE name = 'Budi'");
	citra = number_of(s, "SELECT id FROM contacts WHERE name = 'Citra'");
	assert_string_equal(listed(s, &q, next), "Ani,Budi,Citra,Dewi");
	q.sort = CONTACT_SORT_NEW;
	assert_string_equal(listed(s, &q, next), "Dewi,Citra,Budi,Ani");
	q.sort = CONTACT_SORT_LAST; /* Dewi never had a message; Budi stands once */
	assert_string_equal(listed(s, &q, next), "Budi,Citra,Ani");
	for (int sort = CONTACT_SORT_NAME; sort <= CONTACT_SORT_NEW; sort++) {
		static const char *const second[] = { "Citra,Dewi", "Ani", "Budi,Ani" };

		q = (struct contact_query){ .limit = 2, .sort = (enum contact_sort)sort };
		listed(s, &q, next);
		str_copy(after, sizeof after, next);
		q.after = after;
		/* Whoever comes meanwhile moves nothing. */
		if (sort == CONTACT_SORT_NEW)
			person(s, "6281110005@c.us", CONTACT_BOOK, "Aaron");
		assert_string_equal(listed(s, &q, next), second[sort]);
		assert_string_equal(next, "");
	}
	REFUSED("contact.cursor", contact_list(s->d, &(struct contact_query){ .after = "3:", .limit = 2,
		.sort = CONTACT_SORT_LAST }, &(struct contact_rows){ 0 }, next, e));

	WRITE(s, profile_set_tag(s->d, budi, "vip", false, &changed, &s->c, e));
	assert_true(changed);
	WRITE(s, profile_set_tag(s->d, budi, "vip", false, &changed, &s->c, e));
	assert_false(changed);
	WRITE(s, field_put(s->d, &kota, e));
	WRITE(s, profile_set_field(s->d, citra, &kota, "Bandung", &changed, &s->c, e));
	WRITE(s, profile_set_field(s->d, dewi, &kota, "Bogor", &changed, &s->c, e));
	WRITE(s, contact_set_blocked(s->d, ani, NOW, &s->c, e));
	WRITE(s, contact_set_opted_out(s->d, dewi, NOW, &s->c, e));
	static const struct {
		struct contact_query q;
		const char *who;
	} cases[] = {
		{ { .tag = "vip", .limit = 9 }, "Budi" }, { { .tag = "lama", .limit = 9 }, "" },
		{ { .field = "kota", .limit = 9 }, "Citra,Dewi" },
		{ { .field = "kota", .value = "Bandung", .limit = 9 }, "Citra" },
		{ { .blocked = true, .limit = 9 }, "Ani" }, { { .opted_out = true, .limit = 9 }, "Dewi" },
		{ { .field = "kota", .opted_out = true, .limit = 9, .sort = CONTACT_SORT_NEW }, "Dewi" },
		{ { .field = "kota", .limit = 9, .sort = CONTACT_SORT_LAST }, "Citra" },
		{ { .text = "cit", .field = "kota", .limit = 9 }, "Citra" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(listed(s, &cases[i].q, next), cases[i].who);
}

static void fields(void **state)
{
	struct shop *s = *state;
	struct field f = { .name = "umur", .type = FIELD_TEXT }, got;
	int64_t id = person(s, "6281234567890@c.us", CONTACT_OWN, "Budi"), n;
	bool changed;
	size_t values;

	REFUSED("field.none", field_get(s->d, "umur", &got, e));
	WRITE(s, field_put(s->d, &f, e));
	WRITE(s, profile_set_field(s->d, id, &f, "tiga puluh", &changed, &s->c, e));
	assert_true(changed && s->c.n > 0);
	/* What stands there would be no number. */
	f.type = FIELD_NUMBER;
	MUST(db_begin_write(s->d, e));
	REFUSED("field.used", field_put(s->d, &f, e));
	db_rollback(s->d);
	WRITE(s, profile_set_field(s->d, id, &f, "30", &changed, &s->c, e));
	WRITE(s, field_put(s->d, &f, e));
	MUST(field_used(s->d, "umur", &n, e));
	assert_int_equal(n, 1);
	WRITE(s, profile_set_field(s->d, id, &f, "", &changed, &s->c, e));
	assert_true(changed);
	WRITE(s, profile_set_field(s->d, id, &f, "31", &changed, &s->c, e));
	WRITE(s, field_drop(s->d, "umur", &values, e));
	assert_int_equal(values, 1);
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_fields"), 0);
	for (int i = 0; i < TAGS_MOST; i++) {
		char tag[TAG_CAP];

		snprintf(tag, sizeof tag, "t%d", i);
		WRITE(s, profile_set_tag(s->d, id, tag, false, &changed, &s->c, e));
	}
	MUST(db_begin_write(s->d, e));
	REFUSED("tag.many", profile_set_tag(s->d, id, "more", false, &changed, &s->c, e));
	db_rollback(s->d);
}

static void notes(void **state)
{
	struct shop *s = *state;
	int64_t id = person(s, "6281234567890@c.us", CONTACT_OWN, "Budi"), other = person(s, "6281@c.us", CONTACT_OWN, "X");
	struct contact_note n = { .contact_id = id, .at = NOW, .agent_id = s->rina, .author = (char *)(uintptr_t)"rina",
		.text = (char *)(uintptr_t)"suka biru" };
	struct contact_notes l = { 0 };

	WRITE(s, contact_note_add(s->d, &n, &s->c, e));
	WRITE(s, contact_note_edit(s->d, id, n.id, 1, "rina", "suka hijau", NOW + 5, &s->c, e));
	MUST(db_begin_write(s->d, e));
	REFUSED("note.none", contact_note_edit(s->d, other, n.id, 1, "rina", "x", NOW, &s->c, e));
	db_rollback(s->d);
	MUST(contact_note_list(s->d, id, 0, 5, &l, e));
	assert_int_equal(l.n, 1);
	assert_string_equal(l.v[0].text, "suka hijau");
	assert_int_equal(l.v[0].edited_at, NOW + 5);
	contact_notes_fini(&l);
	WRITE(s, contact_note_edit(s->d, id, n.id, 1, "rina", NULL, NOW, &s->c, e));
	MUST(contact_note_list(s->d, id, 0, 5, &l, e));
	assert_int_equal(l.n, 0);
	contact_notes_fini(&l);
}

static void figures(void **state)
{
	struct shop *s = *state;
	struct contact_figures f;
	struct arrived a = say(s, &(struct said){ .chat = "6281110001@c.us", .id = "1", .at = NOW - 1000, .text = "?" });

	MUST(contact_figures(s->d, a.contact_id, &f, e));
	assert_int_equal(f.answer_median_s, -1);
	assert_int_equal(f.their_answer_median_s, -1);
	say(s, &(struct said){ .chat = "6281110001@c.us", .id = "2", .at = NOW - 990, .text = "halo?" });
	/* Counted from the first that waited. */
	say(s, &(struct said){ .chat = "6281110001@c.us", .id = "3", .at = NOW - 900, .from_me = true, .text = "ya" });
	say(s, &(struct said){ .chat = "6281110001@c.us", .id = "4", .at = NOW - 870, .kind = KIND_IMAGE, .text = "ini" });
	say(s, &(struct said){ .chat = "6281110001@c.us", .id = "5", .at = NOW - 570, .from_me = true, .text = "ok" });
	say(s, &(struct said){ .chat = "6281110001@c.us", .id = "6", .at = NOW - 100, .text = "makasih" });
	say(s, &(struct said){ .chat = "6281110001@c.us", .id = "7", .at = NOW - 60, .from_me = true, .text = "sama" });
	write_to(s, a.chat_id, "never left");
	MUST(contact_figures(s->d, a.contact_id, &f, e));
	assert_int_equal(f.answer_median_s, 100); /* of 100, 300, 40 */
	assert_int_equal(f.their_answer_median_s, (30 + 470) / 2);
	assert_int_equal(f.media, 1);
	assert_int_equal(f.conversations, 1);
}

static void twins(void **state)
{
	struct shop *s = *state;
	int64_t brazil9 = person(s, "5511988880001@c.us", CONTACT_BOOK, "Zé"), brazil8 = person(s, "551188880001@c.us",
		CONTACT_BOOK, "José"), budi = person(s, "6281110001@c.us", CONTACT_BOOK, "Budi Santoso"),
		budi2 = person(s, "6281110002@c.us", CONTACT_PUSH, "BUDI  santoso"), ani = person(s, "6281110003@c.us",
		CONTACT_PUSH, "Ani"), ani2 = person(s, "6281110004@c.us", CONTACT_PUSH, "Ani"), hidden = person(s,
		"290000000000001@lid", CONTACT_PUSH, "ani");
	struct twins l = { 0 };

	MUST(twins_all(s->d, 0, 0, 10, &l, e));
	assert_int_equal(l.n, 4);
	assert_true(l.v[0].a == brazil9 && l.v[0].b == brazil8 && l.v[0].reason == TWIN_PHONE);
	assert_true(l.v[1].a == budi && l.v[1].b == budi2 && l.v[1].reason == TWIN_NAME);
	/* Two Anis with phones say nothing; the hidden one may be either. */
	assert_true(l.v[2].a == ani && l.v[2].b == hidden);
	assert_true(l.v[3].a == ani2 && l.v[3].b == hidden);
	twins_fini(&l);
	MUST(twins_all(s->d, budi, budi2, 1, &l, e));
	assert_int_equal(l.n, 1);
	assert_int_equal(l.v[0].a, ani);
	twins_fini(&l);
	/* Asked for one, the same ones. */
	static const int of_each[] = { 1, 1, 1, 1, 1, 1, 2 };
	for (size_t i = 0; i < 7; i++) {
		MUST(twins_of(s->d, brazil9 + (int64_t)i, 10, &l, e));
		assert_int_equal(l.n, of_each[i]);
		twins_fini(&l);
	}
	/* Phones shown as names are no names. */
	person(s, "6281110009@c.us", CONTACT_PUSH, NULL);
	person(s, "6281110010@c.us", CONTACT_PUSH, NULL);
	MUST(twins_all(s->d, ani2, hidden, 10, &l, e));
	assert_int_equal(l.n, 0);
}

static void checks(void **state)
{
	struct shop *s = *state;
	struct phone_check p;
	int64_t n, last;

	MUST(phone_check_get(s->d, s->number, "6281", &p, e));
	assert_int_equal(p.at, 0);
	WRITE(s, phone_check_ask(s->d, s->number, "6281", NOW - 10, e));
	MUST(phone_check_get(s->d, s->number, "6281", &p, e));
	assert_true(p.at == 0 && !p.there);
	WRITE(s, phone_check_ask(s->d, s->number, "6282", NOW - 90000, e));
	WRITE(s, phone_check_put(s->d, s->number, "6282", &(struct phone_check){ .at = NOW - 90000 }, e));
	MUST(phone_check_count(s->d, s->number, NOW - 86400, &n, &last, e));
	assert_true(n == 1 && last == NOW - 10);
	WRITE(s, phone_check_ask(s->d, s->number, "6281", NOW - 6, e));
	WRITE(s, phone_check_put(s->d, s->number, "6281", &(struct phone_check){ .at = NOW - 5, .there = true,
		.address = address("290000000000001@lid") }, e));
	MUST(phone_check_get(s->d, s->number, "6281", &p, e));
	assert_true(p.there && p.address.kind == ADDRESS_LID && p.at == NOW - 5);
	MUST(phone_check_count(s->d, s->number, NOW - 86400, &n, &last, e));
	assert_true(n == 2 && last == NOW - 6);
	/* One that did not leave. */
	WRITE(s, phone_check_ask(s->d, s->number, "6281", NOW, e));
	WRITE(s, phone_check_unask(s->d, s->number, "6281", NOW - 6, e));
	WRITE(s, phone_check_ask(s->d, s->number, "6283", NOW, e));
	WRITE(s, phone_check_unask(s->d, s->number, "6283", NOW - 6, e));
	MUST(phone_check_count(s->d, s->number, NOW - 86400, &n, &last, e));
	assert_true(n == 2 && last == NOW - 6);
	/* A day later it begins to count anew. */
	WRITE(s, phone_check_ask(s->d, s->number, "6281", NOW + 90000, e));
	MUST(phone_check_count(s->d, s->number, NOW + 3600, &n, &last, e));
	assert_true(n == 1 && last == NOW + 90000);
	MUST(phone_check_get(s->d, s->other, "6281", &p, e));
	assert_int_equal(p.at, 0);
}

/* Somebody with two phones is answered where he last wrote from. */
static void two_phones(void **state)
{
	struct shop *s = *state;
	struct address first = address("6281110001@c.us"), second = address("6281110002@c.us");
	struct arrived a = say(s, &(struct said){ .chat = "6281110001@c.us", .id = "1", .at = NOW - 50, .text = "x" });
	struct chat_ref ref;
	int64_t id;

	WRITE(s, contact_open(s->d, &first, &second, NOW, &id, &s->c, e));
	MUST(chat_get(s->d, a.chat_id, &ref, e));
	assert_string_equal(ref.address.user, "6281110001");
	say(s, &(struct said){ .chat = "6281110002@c.us", .id = "2", .at = NOW - 40, .text = "dari nomor baru" });
	MUST(chat_get(s->d, a.chat_id, &ref, e));
	assert_string_equal(ref.address.user, "6281110002");
	/* A new name moves nothing; what the owner's phone wrote neither. */
	WRITE(s, contact_set_name(s->d, id, CONTACT_OWN, "Budi", &s->c, e));
	say(s, &(struct said){ .chat = "6281110001@c.us", .id = "3", .at = NOW - 30, .from_me = true, .text = "ok" });
	MUST(chat_get(s->d, a.chat_id, &ref, e));
	assert_string_equal(ref.address.user, "6281110002");
	say(s, &(struct said){ .chat = "6281110001@c.us", .id = "4", .at = NOW - 20, .text = "kembali" });
	MUST(chat_get(s->d, a.chat_id, &ref, e));
	assert_string_equal(ref.address.user, "6281110001");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, shop_open, shop_close)
		T(names), T(odd_names), T(lists), T(fields), T(notes), T(figures), T(twins), T(checks), T(two_phones),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
