/* csv: what RFC 4180 says, and what no spreadsheet shall run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "command/csv.h"

static void test_cells(void **state)
{
	static const struct {
		const char *text, *cell;
	} cases[] = {
		/* RFC 4180, 2.5 to 2.7 */
		{ "aaa", "aaa" },
		{ "b,b", "\"b,b\"" },
		{ "b\r\nb", "\"b\r\nb\"" },
		{ "b\nb", "\"b\nb\"" },
		{ "b\"bb", "\"b\"\"bb\"" },
		{ "\"", "\"\"\"\"" },
		{ "", "\"\"" },
		{ NULL, "\"\"" },
		{ " a", "\" a\"" },
		{ "a ", "\"a \"" },
		{ "toko \xe2\x80\x93 Bandung", "toko \xe2\x80\x93 Bandung" },
		/* formulas */
		{ "=1+1", "\"'=1+1\"" },
		{ "=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"" },
		{ "+62 812", "\"'+62 812\"" },
		{ "-2", "\"'-2\"" },
		{ "@SUM(A1)", "\"'@SUM(A1)\"" },
		{ "\t=1", "\"'\t=1\"" },
		{ "\r=1", "\"'\r=1\"" },
		{ "  =1", "\"'  =1\"" },
		{ "\xef\xbc\x9d" "1", "\"'\xef\xbc\x9d" "1\"" },
		{ "|calc", "\"'|calc\"" },
		{ "a=1", "a=1" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf b = { 0 };
		csv_text(&b, cases[i].text);
		assert_string_equal(buf_str(&b), cases[i].cell);
		buf_fini(&b);
	}
}

static void test_rows(void **state)
{
	struct buf b = { 0 };
	(void)state;
	csv_plain(&b, "12");
	csv_text(&b, "rina");
	csv_text(&b, "");
	csv_end(&b);
	csv_text(&b, NULL);
	csv_plain(&b, "-5");
	csv_end(&b);
	assert_string_equal(buf_str(&b), "12,rina,\"\"\r\n\"\",-5\r\n");
	buf_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_cells), cmocka_unit_test(test_rows) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
