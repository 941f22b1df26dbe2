/* field: what people type for fields and tags, and what is kept of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "model/field.h"

#include "base/banned.h"

static void test_names(void **state)
{
	static const struct {
		const char *typed, *kept, *key; /* kept NULL: refused */
	} cases[] = {
		{ "kota", "kota", NULL }, { "Kota-Asal_2", "kota-asal_2", NULL },
		{ "12345678901234567890123456789012", "12345678901234567890123456789012", NULL },
		{ "123456789012345678901234567890123", NULL, "field.name" }, { "", NULL, "field.name" },
		{ "kota asal", NULL, "field.name" }, { "kota=", NULL, "field.name" }, { "größe", NULL, "field.name" },
		{ "Name", NULL, "field.taken" }, { "phone", NULL, "field.taken" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[FIELD_NAME_CAP];
		struct err e = { 0 };
		if (field_name(cases[i].typed, out, &e) != !!cases[i].kept)
			fail_msg("%s", cases[i].typed);
		if (cases[i].kept)
			assert_string_equal(out, cases[i].kept);
		else
			assert_string_equal(e.say.key, cases[i].key);
	}
}

static void test_values(void **state)
{
	static const struct {
		enum field_type type;
		const char *typed, *kept; /* kept NULL: refused */
	} cases[] = {
		{ FIELD_TEXT, "  Bandung Barat ", "Bandung Barat" }, { FIELD_TEXT, "", "" }, { FIELD_TEXT, "a\tb", NULL },
		{ FIELD_TEXT, "👩‍👩‍👧", "👩‍👩‍👧" }, { FIELD_TEXT, "\033[2J", NULL },
		{ FIELD_NUMBER, "12", "12" }, { FIELD_NUMBER, "-3.50", "-3.50" }, { FIELD_NUMBER, "1.2.3", NULL },
		{ FIELD_NUMBER, ".5", NULL }, { FIELD_NUMBER, "5.", NULL }, { FIELD_NUMBER, "1e9", NULL },
		{ FIELD_NUMBER, "dua", NULL },
		{ FIELD_DATE, "2024-02-29", "2024-02-29" }, { FIELD_DATE, "2023-02-29", NULL },
		{ FIELD_DATE, "2000-02-29", "2000-02-29" }, { FIELD_DATE, "1900-02-29", NULL },
		{ FIELD_DATE, "2026-13-01", NULL }, { FIELD_DATE, "2026-04-31", NULL }, { FIELD_DATE, "24-12-2026", NULL },
		{ FIELD_DATE, "2026-1-01", NULL }, { FIELD_DATE, "0000-01-01", NULL },
		{ FIELD_CHOICE, "m", "M" }, { FIELD_CHOICE, "extra  BESAR", "Extra Besar" }, { FIELD_CHOICE, "XXL", NULL },
		{ FIELD_CHOICE, "", "" },
	};
	char long_one[600];
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct field f = { .name = "ukuran", .type = cases[i].type, .choices = "S\nM\nExtra Besar" };
		char out[FIELD_VALUE_CAP];
		struct err e = { 0 };
		if (field_value(&f, cases[i].typed, out, &e) != !!cases[i].kept)
			fail_msg("%s", cases[i].typed);
		if (cases[i].kept)
			assert_string_equal(out, cases[i].kept);
	}
	memset(long_one, 'a', sizeof long_one - 1);
	long_one[sizeof long_one - 1] = '\0';
	char out[FIELD_VALUE_CAP];
	struct err e = { 0 };
	assert_false(field_value(&(struct field){ .name = "x", .type = FIELD_TEXT }, long_one, out, &e));
	assert_string_equal(e.say.key, "field.long");
	long_one[500] = '\0';
	assert_true(field_value(&(struct field){ .name = "x", .type = FIELD_TEXT }, long_one, out, &e));
}

static void test_choices(void **state)
{
	char out[FIELD_CHOICES_CAP];
	struct err e = { 0 };
	(void)state;
	assert_true(field_choices(" S, M ,,L", out, &e));
	assert_string_equal(out, "S\nM\nL");
	assert_false(field_choices("S", out, &e));
	assert_false(field_choices("", out, &e));
	/* What is stored as a value must have room as one. */
	char wide[FIELD_VALUE_CAP + 8];
	memset(wide, 'x', FIELD_VALUE_CAP);
	memcpy(wide + FIELD_VALUE_CAP, ",b", 3);
	assert_false(field_choices(wide, out, &e));
	assert_false(field_choices("S, s", out, &e));
}

static void test_pairs(void **state)
{
	static const struct {
		const char *typed;
		const char *pairs[3][2]; /* NULL: no more; none at all: refused */
	} cases[] = {
		{ "kota=Bandung", { { "kota", "Bandung" } } },
		{ "name=Budi Santoso kota=Bandung Barat", { { "name", "Budi Santoso" }, { "kota", "Bandung Barat" } } },
		{ "kota= umur=31", { { "kota", "" }, { "umur", "31" } } },
		{ "KOTA=x", { { "kota", "x" } } },
		{ "url=https://x.id/?a=b", { { "url", "https://x.id/?a=b" } } },
		{ "catatan=lihat x=y\nkota=Bogor", { { "catatan", "lihat x=y" }, { "kota", "Bogor" } } },
		{ "kota", { { NULL, NULL } } }, { "kota Bandung", { { NULL, NULL } } }, { "=x", { { NULL, NULL } } },
		{ "kota=a kota=b", { { NULL, NULL } } }, { "", { { NULL, NULL } } }, { "kota =x", { { NULL, NULL } } },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct field_pairs p;
		struct err e = { 0 };
		size_t n = 0;
		bool ok = field_pairs(cases[i].typed, &p, &e);
		while (n < 3 && cases[i].pairs[n][0])
			n++;
		if (ok != (n > 0) || p.n != n)
			fail_msg("%s: %zu pairs", cases[i].typed, p.n);
		for (size_t k = 0; k < n; k++) {
			assert_string_equal(p.v[k].name, cases[i].pairs[k][0]);
			assert_string_equal(p.v[k].value, cases[i].pairs[k][1]);
		}
		field_pairs_fini(&p);
	}
}

static void test_tags(void **state)
{
	struct tag_changes t;
	struct err e = { 0 };
	(void)state;
	assert_true(tag_changes("+VIP -lama grosir", &t, &e));
	assert_int_equal(t.n, 3);
	assert_string_equal(t.v[0].tag, "vip");
	assert_false(t.v[0].off);
	assert_string_equal(t.v[1].tag, "lama");
	assert_true(t.v[1].off);
	assert_false(t.v[2].off);
	tag_changes_fini(&t);
	static const char *const bad[] = { "", "  ", "+", "-", "++vip", "a,b", "+\033[0m" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (tag_changes(bad[i], &t, &e))
			fail_msg("%s", bad[i]);
		tag_changes_fini(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_names), cmocka_unit_test(test_values),
		cmocka_unit_test(test_choices), cmocka_unit_test(test_pairs), cmocka_unit_test(test_tags) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
