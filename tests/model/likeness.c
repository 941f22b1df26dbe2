/* likeness: texts that people would call the same, and texts they would not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/likeness.h"
#include "base/banned.h"

static const struct {
	const char *a, *b;
	bool near;
} rows[] = {
	{ "Halo", "Halo", true },
	{ "Halo", "Pagi", false },
	{ "Halo Budi, ada promo akhir tahun di toko kami", "Halo Sari, ada promo akhir tahun di toko kami", true },
	{ "Halo Budi, ada promo akhir tahun di toko kami", "HALO SARI!! ada promo akhir tahun di toko kami 🎉", true },
	{ "Halo Budi, ada promo akhir tahun di toko kami", "Pesanan kakak sudah kami kirim ya, terima kasih", false },
	/* only the numbers differ */
	{ "Tagihan Rp 120.000 jatuh tempo 3 Desember", "Tagihan Rp 98.500 jatuh tempo 14 Desember", true },
	{ "Resi JP1234567890", "Resi JP0987654321", true },
	/* a half in common is not enough */
	{ "satu dua tiga empat", "satu dua lima enam", false },
	/* words again are no more words, order says nothing */
	{ "promo promo promo", "promo", true },
	{ "besok toko kami tutup", "toko kami besok tutup", true },
	/* without words: like nothing */
	{ "", "", false },
	{ "🎉", "!!!", false },
	{ "?!", "?!", false },
	{ "Привет, есть новая скидка", "Привет, есть новая цена", true },
};

static void test_rows(void **state)
{
	char a[LIKENESS_CAP], b[LIKENESS_CAP];
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		likeness_of(rows[i].a, a);
		likeness_of(rows[i].b, b);
		if (likeness_near(a, b) == rows[i].near && likeness_near(b, a) == rows[i].near)
			continue;
		print_error("“%s” and “%s”\n", rows[i].a, rows[i].b);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* Longer than a sketch: numbered words, of which some are others. */
static void lengthy(char *out, size_t cap, int words, int others)
{
	size_t at = 0;

	for (int i = 0; i < words && at < cap; i++)
		at += (size_t)snprintf(out + at, cap - at, "%c%c%c ", i < others ? 'x' : 'a', 'a' + i % 26, 'a' + i / 26);
}

static void test_long_texts(void **state)
{
	char a[2000], b[2000], sa[LIKENESS_CAP], sb[LIKENESS_CAP];

	(void)state;
	lengthy(a, sizeof a, 300, 0);
	likeness_of(a, sa);
	assert_int_equal(strlen(sa), LIKENESS_CAP - 1);
	lengthy(b, sizeof b, 300, 15);
	likeness_of(b, sb);
	assert_true(likeness_near(sa, sb));
	lengthy(b, sizeof b, 300, 150);
	likeness_of(b, sb);
	assert_false(likeness_near(sa, sb));
	/* a short one inside a long one is another text */
	lengthy(b, sizeof b, 10, 0);
	likeness_of(b, sb);
	assert_false(likeness_near(sa, sb));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_long_texts),
	};

	return cmocka_run_group_tests_name("likeness", tests, NULL, NULL);
}
