/* label_told: what the phone says of its labels, and what becomes of ours. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/audit.h"
#include "store/label.h"
#include "store/label_told.h"

#include "base/banned.h"

#define BUDI "628111222333@c.us"
#define SRI "628444555666@c.us"

static void told(struct shop *s, int64_t number, const char *id, const char *name, int colour)
{
	struct told_label l = { .colour = colour };

	str_copy(l.id, sizeof l.id, id);
	str_copy(l.name, sizeof l.name, name);
	WRITE(s, label_told(s->d, number, &l, s->now, &s->c, e));
}

static bool on(struct shop *s, const char *id, int64_t chat, bool yes)
{
	bool known;

	WRITE(s, label_told_on(s->d, s->number, id, chat, yes, s->now, &known, &s->c, e));
	return known;
}

static void gone(struct shop *s, const char *id)
{
	WRITE(s, label_told_gone(s->d, s->number, id, s->now, &s->c, e));
}

/* "name/colour name/colour", by name. */
static void are(struct shop *s, const char *want)
{
	struct label_rows rows = { 0 };
	char got[400] = "";

	MUST(label_list(s->d, "", 50, &rows, e));
	for (size_t i = 0; i < rows.n; i++)
		snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s/%s", i ? " " : "", rows.v[i].name,
			label_colour_name(rows.v[i].colour));
	label_rows_fini(&rows);
	assert_string_equal(got, want);
}

static void has(struct shop *s, int64_t conversation, const char *want)
{
	struct conversation_row row = case_of(s, conversation);

	for (char *p = row.labels; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	assert_string_equal(row.labels, want);
	conversation_row_fini(&row);
}

static void ours(struct shop *s, int64_t conversation, const char *name, bool yes)
{
	struct label_row row;
	bool otherwise;

	MUST(label_named(s->d, name, &row, e));
	WRITE(s, label_put(s->d, conversation, row.id, yes, &otherwise, &s->c, e));
}

/* The newest line of the trail. */
static void trail_is(struct shop *s, const char *action, const char *detail)
{
	struct audit_rows rows = { 0 };

	MUST(audit_list(s->d, &(struct audit_query){ .limit = 1 }, &rows, e));
	assert_int_equal(rows.n, 1);
	assert_string_equal(rows.v[0].who, "phone");
	assert_string_equal(rows.v[0].action, action);
	assert_string_equal(rows.v[0].detail, detail);
	audit_rows_fini(&rows);
}

static void words(void **state)
{
	static const struct {
		const char *name, *word;
	} cases[] = {
		{ "Paid", "Paid" },
		{ "New order", "New-order" },
		{ "  New,  order ", "New-order" },
		{ "-20% +ongkir", "20%-+ongkir" },
		{ "@rina", "rina" },
		{ "Sudah dibayar 💸", "Sudah-dibayar-💸" },
		{ "New\033[2J\177order\302\233!", "New-[2J-order-!" },
		{ "\033\033", "label-7" },
		{ "New\377order", "New-order" },
		{ "Baru\342\200\256!", "Baru!" }, /* would turn the line round */
		{ "\342\200\256+baru", "baru" },
		{ "👨\342\200\215👩 keluarga", "👨\342\200\215👩-keluarga" },
		{ "+", "label-7" },
		{ "", "label-7" },
		/* 63 bytes, and no character cut */
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa💸",
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa💸a",
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa💸" },
	};
	char word[LABEL_CAP];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		label_word(cases[i].name, "7", word);
		assert_string_equal(word, cases[i].word);
		MUST(label_check(word, e));
	}
	for (int i = 0; i < PHONE_COLOURS; i++)
		label_colour_name(label_colour_of_phone(i));
	assert_int_equal(label_colour_of_phone(20), LABEL_PLAIN);
	for (enum label_colour c = LABEL_PLAIN; c <= LABEL_CYAN; c++)
		assert_int_equal(label_colour_of_phone(label_colour_on_phone(c)), c);
}

/* Made, renamed, painted, joined, deleted on the phone. */
static void labels(void **state)
{
	struct shop *s = *state;
	struct label_row row;
	struct told_label l;
	int64_t budi;

	told(s, s->number, "1", "New order", 15);
	trail_is(s, "label set", "New-order");
	told(s, s->number, "2", "Paid", 0);
	are(s, "New-order/green Paid/red");
	/* The same once more changes nothing, whatever it is called here meanwhile. */
	WRITE(s, label_set(s->d, "Paid", "lunas", NULL, s->now, &row, &s->c, e));
	told(s, s->number, "2", "Paid", 0);
	are(s, "lunas/red New-order/green");
	/* The same id, another name and colour. */
	told(s, s->number, "2", "Sudah bayar", 14);
	trail_is(s, "label rename", "lunas → Sudah-bayar");
	are(s, "New-order/green Sudah-bayar/blue");
	/* Taken: they are one from now on, with all that either was on. */
	budi = say(s, &(struct said){ .chat = BUDI, .id = "b1", .text = "halo" }).conversation_id;
	ours(s, budi, "Sudah-bayar", true);
	told(s, s->number, "2", "new  ORDER", 14);
	trail_is(s, "label join", "Sudah-bayar → new-ORDER");
	are(s, "New-order/green");
	has(s, budi, "New-order");
	MUST(label_named(s->d, "new-order", &row, e));
	MUST(label_there(s->d, s->number, row.id, &l, e));
	assert_string_equal(l.id, "1");
	/* Another number's label of the same name is the same one of ours. */
	told(s, s->other, "1", "New Order", 3);
	are(s, "New-order/green");
	MUST(label_there(s->d, s->other, row.id, &l, e));
	assert_string_equal(l.name, "New Order");
}

/* The phone's changes only; what was decided here stays. */
static void chats(void **state)
{
	struct shop *s = *state;
	struct arrived budi = say(s, &(struct said){ .chat = BUDI, .id = "b1", .text = "halo" });
	struct arrived sri = say(s, &(struct said){ .chat = SRI, .id = "s1", .text = "halo" });
	int64_t both[2], trail;

	both[0] = budi.chat_id;
	both[1] = sri.chat_id;
	assert_false(on(s, "1", budi.chat_id, true)); /* never heard of */
	told(s, s->number, "1", "Paid", 0);
	assert_true(on(s, "1", budi.chat_id, true));
	trail_is(s, "label", "+Paid");
	has(s, budi.conversation_id, "Paid");
	/* Taken off here; the phone says the old again, and nothing comes back. */
	ours(s, budi.conversation_id, "Paid", false);
	trail = number_of(s, "SELECT count(*) FROM audit");
	on(s, "1", budi.chat_id, true);
	has(s, budi.conversation_id, "");
	assert_int_equal(number_of(s, "SELECT count(*) FROM audit"), trail);
	/* Off there, and on anew: that is one. */
	on(s, "1", budi.chat_id, false);
	on(s, "1", budi.chat_id, true);
	has(s, budi.conversation_id, "Paid");
	/* What we put on is not taken off by a phone that never had it. */
	ours(s, sri.conversation_id, "Paid", true);
	on(s, "1", sri.chat_id, false);
	has(s, sri.conversation_id, "Paid");
	/* Lists: missing once is not gone yet, twice is. */
	for (int i = 0; i < 2; i++) {
		bool missing;

		has(s, budi.conversation_id, "Paid");
		WRITE(s, label_told_chats(s->d, s->number, "1", both + 1, 1, s->now, &missing, &s->c, e));
		assert_int_equal(missing, i == 0);
	}
	has(s, budi.conversation_id, "");
	trail_is(s, "label", "-Paid");
	has(s, sri.conversation_id, "Paid");
	for (int i = 0; i < 3; i++) {
		bool missing;

		WRITE(s, label_told_chats(s->d, s->number, "1", both, 2, s->now, &missing, &s->c, e));
		assert_false(missing);
	}
	has(s, budi.conversation_id, "Paid");
}

/* What we told comes back, late and in any order: no news. */
static void echoes(void **state)
{
	struct shop *s = *state;
	struct arrived budi = say(s, &(struct said){ .chat = BUDI, .id = "b1", .text = "halo" });
	bool known;

	told(s, s->number, "1", "Paid", 0);
	ours(s, budi.conversation_id, "Paid", true);
	WRITE(s, label_told_note(s->d, s->number, "1", budi.chat_id, true, NOW, e));
	ours(s, budi.conversation_id, "Paid", false);
	WRITE(s, label_told_note(s->d, s->number, "1", budi.chat_id, false, NOW + 2, e));
	WRITE(s, label_told_on(s->d, s->number, "1", budi.chat_id, true, NOW, &known, &s->c, e));
	has(s, budi.conversation_id, "");
	ours(s, budi.conversation_id, "Paid", true);
	WRITE(s, label_told_note(s->d, s->number, "1", budi.chat_id, true, NOW + 4, e));
	WRITE(s, label_told_on(s->d, s->number, "1", budi.chat_id, false, NOW + 2, &known, &s->c, e));
	has(s, budi.conversation_id, "Paid");
	assert_int_equal(number_of(s, "SELECT count(*) FROM audit WHERE action = 'label'"), 0);
	/* The phone's own, later: the last one counts. */
	WRITE(s, label_told_on(s->d, s->number, "1", budi.chat_id, false, NOW + 5, &known, &s->c, e));
	has(s, budi.conversation_id, "");
	trail_is(s, "label", "-Paid");
}

static void deleted(void **state)
{
	struct shop *s = *state;
	struct arrived budi = say(s, &(struct said){ .chat = BUDI, .id = "b1", .text = "halo" });
	struct arrived sri = say(s, &(struct said){ .chat = SRI, .id = "s1", .text = "halo" });
	struct told_label one = { .id = "1", .name = "Paid" };
	struct label_row row;
	bool missing;

	/* It came from there, and nothing else has it: gone. */
	told(s, s->number, "1", "Paid", 0);
	on(s, "1", budi.chat_id, true);
	gone(s, "1");
	trail_is(s, "label delete", "Paid");
	are(s, "");
	has(s, budi.conversation_id, "");
	gone(s, "1"); /* told twice */
	/* Put on here too: off where the phone had it, and it stays. */
	told(s, s->number, "1", "Paid", 0);
	on(s, "1", budi.chat_id, true);
	ours(s, sri.conversation_id, "Paid", true);
	gone(s, "1");
	are(s, "Paid/red");
	has(s, budi.conversation_id, "");
	has(s, sri.conversation_id, "Paid");
	/* Ours before the phone's: stays. */
	ours(s, sri.conversation_id, "Paid", false);
	told(s, s->number, "1", "Paid", 3);
	gone(s, "1");
	are(s, "Paid/red");
	/* Deleted here: the phone's own list does not bring it back, somebody here does. */
	told(s, s->number, "1", "Paid", 3);
	on(s, "1", budi.chat_id, true);
	WRITE(s, label_delete(s->d, "Paid", &row, &s->c, e));
	WRITE(s, label_told_all(s->d, s->number, &one, 1, s->now, &missing, &s->c, e));
	are(s, "");
	on(s, "1", budi.chat_id, true);
	WRITE(s, label_set(s->d, "paid", NULL, NULL, s->now, &row, &s->c, e));
	WRITE(s, label_told_all(s->d, s->number, &one, 1, s->now, &missing, &s->c, e));
	on(s, "1", budi.chat_id, true);
	has(s, budi.conversation_id, "paid");
	/* A list without it: not believed at once. */
	WRITE(s, label_told_all(s->d, s->number, NULL, 0, s->now, &missing, &s->c, e));
	assert_true(missing);
	has(s, budi.conversation_id, "paid");
	WRITE(s, label_told_all(s->d, s->number, NULL, 0, s->now, &missing, &s->c, e));
	assert_false(missing);
	has(s, budi.conversation_id, "");
	are(s, "paid/");
	/* Another phone: what the old one had is ours from now on. */
	told(s, s->number, "1", "paid", 3);
	on(s, "1", budi.chat_id, true);
	WRITE(s, label_told_forget(s->d, s->number, e));
	has(s, budi.conversation_id, "paid");
	assert_int_equal(number_of(s, "SELECT count(*) FROM label_chats"), 0);
}

/* Two threads of one person: the phone speaks of either, and of the one later. */
static void merged(void **state)
{
	struct shop *s = *state;
	struct arrived lid = say(s, &(struct said){ .chat = "77001@lid", .id = "l1", .text = "halo" });
	struct arrived phone;

	told(s, s->number, "1", "Paid", 0);
	on(s, "1", lid.chat_id, true);
	phone = say(s, &(struct said){ .chat = BUDI, .id = "b1", .text = "halo", .alt = "77001@lid" });
	has(s, phone.conversation_id, "Paid");
	on(s, "1", phone.chat_id, true);
	on(s, "1", phone.chat_id, false);
	has(s, phone.conversation_id, "");
	assert_int_equal(number_of(s, "SELECT count(*) FROM label_chats"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, shop_open, shop_close)
		T(words), T(labels), T(chats), T(echoes), T(deleted), T(merged),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
