/* card: address books as people export them, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/card.h"

#include "base/banned.h"

/* All of a file as lines "NAME|phone,phone|tags|column=value". */
static char *read_all(const char *file)
{
	struct card_reader r;
	struct card c = { 0 };
	struct buf out = { 0 };
	struct err e = { 0 };

	if (!card_open(&r, file, strlen(file), &e)) {
		buf_adds(&out, e.say.key);
		return buf_take(&out);
	}
	while (card_next(&r, &c)) {
		buf_addf(&out, "%d %s|", c.line, c.name);
		for (size_t i = 0; i < c.phones.n; i++)
			buf_addf(&out, "%s%s", i ? "," : "", c.phones.v[i]);
		buf_addf(&out, "|%s|", c.tags);
		for (size_t i = 0; i < c.others.n; i++)
			buf_addf(&out, "%s%s=%s", i ? "," : "", c.others.v[i].column, c.others.v[i].value);
		buf_addc(&out, '\n');
	}
	card_fini(&c);
	card_close(&r);
	return buf_take(&out);
}

static const struct {
	const char *file, *says;
} files[] = {
	{ "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Budi Santoso\r\nTEL;TYPE=CELL:+62 812-3456-7890\r\nEND:VCARD\r\n",
		"1 Budi Santoso|+62 812-3456-7890||\n" },
	/* 4.0: a URI, a group, quoted parameters; folded */
	{ "BEGIN:VCARD\nVERSION:4.0\nFN:Sri\n  Wahyuni\nitem1.TEL;TYPE=\"voice:home\";VALUE=uri:tel:+62-813\nTEL:0814\n"
	  "CATEGORIES:vip,lama\nEND:VCARD\n", "1 Sri Wahyuni|+62-813,0814|vip,lama|\n" },
	/* 2.1 of an old telephone: quoted-printable, broken with = */
	{ "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=53=C3=B8=\nren;Bj=C3=B8rn;;;\nTEL;CELL:0812\n"
	  "END:VCARD\n", "1 Bjørn Søren|0812||\n" },
	/* no FN: from the parts; a name with escapes */
	{ "BEGIN:VCARD\nN:Santoso;Budi;;;\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nFN:Toko\\, Jaya\\nMakmur\nTEL:2\nEND:VCARD\n",
		"1 Budi Santoso|1||\n5 Toko, Jaya Makmur|2||\n" },
	/* one that never ends, and one inside of another: the whole ones count */
	{ "BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nTEL:2\nEND:VCARD\nBEGIN:VCARD\nFN:C\n", "3 B|2||\n" },
	{ "BEGIN:VCARD\nFN:Tanpa\nEND:VCARD\n", "1 Tanpa|||\n" },
	{ "name,phone,kota\nBudi,0812,Bandung\n\"Sri, Bu\",\"0813\",\n", "2 Budi|0812||kota=Bandung\n3 Sri, Bu|0813||\n" },
	{ "\xef\xbb\xbfNama;No HP;Label;Umur\r\nBudi;0812;vip;31\r\n;;;\r\nSri;0813;;\r\n",
		"2 Budi|0812|vip|umur=31\n4 Sri|0813||\n" },
	{ "name\tphone\n\"dua\nbaris\"\t0812\nX\t1\n", "2 dua baris|0812||\n4 X|1||\n" },
	{ "Name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Value\nBudi,Mobile,0812,0813\n",
		"2 Budi|0812,0813||phone 1 - type=Mobile\n" },
	{ "name,phone\nBudi,\"0812\"\"\nSri,0813", "2 Budi|0812\" Sri,0813||\n" }, /* a quote that never ends */
	{ "name,kota\nBudi,Bandung\n", "import.columns" },
	{ "halo", "import.kind" }, { "", "import.kind" }, { "   \n\n", "import.kind" },
	{ "name,phone\nB\xf6" "di,0812\n", "import.text" },
	{ "name,phone\n", "" },
};

static void test_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char *says = read_all(files[i].file);

		assert_string_equal(says, files[i].says);
		free(says);
	}
}

/* Whatever is cut off or thrown in: it ends, within its bounds. */
static void test_broken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		size_t n = strlen(files[i].file);

		for (size_t cut = 0; cut < n; cut++) {
			char *part = strndup(files[i].file, cut);

			free(read_all(part));
			for (size_t k = 0; k < cut; k++) {
				char was = part[k];

				part[k] = (char)("\";:=\n\\,"[(cut + k) % 7]);
				free(read_all(part));
				part[k] = was;
			}
			free(part);
		}
	}
	struct buf many = { 0 };
	buf_adds(&many, "BEGIN:VCARD\nFN:");
	for (int i = 0; i < 500; i++)
		buf_adds(&many, "😀");
	for (int i = 0; i < 50; i++)
		buf_addf(&many, "\nTEL:08120000%04d", i);
	buf_adds(&many, "\nEND:VCARD\n");
	struct card_reader r;
	struct card c = { 0 };
	struct err e = { 0 };
	assert_true(card_open(&r, buf_str(&many), many.n, &e));
	assert_true(card_next(&r, &c));
	assert_int_equal(c.phones.n, 50);
	assert_int_equal(strlen(c.name), CARD_TEXT_MOST);
	card_fini(&c);
	card_close(&r);
	buf_fini(&many);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_files), cmocka_unit_test(test_broken) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
