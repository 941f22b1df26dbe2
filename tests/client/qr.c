/* QR codes as drawn, read back with a decoder from the characters alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zbar.h>
#include <cmocka.h>

#include "base/mem.h"

#include "client/qr.h"

#include "base/banned.h"

enum { SCALE = 4 };

/* Paints the rows as a terminal would: true where ink is. */
static bool ink_of(const char **p, int half)
{
	static const struct {
		const char *glyph;
		bool top, bottom;
	} glyphs[] = { { "█", true, true }, { "▀", true, false }, { "▄", false, true }, { " ", false, false },
		{ "#", true, true } };

	for (size_t i = 0; i < sizeof glyphs / sizeof *glyphs; i++) {
		size_t n = strlen(glyphs[i].glyph);
		if (!strncmp(*p, glyphs[i].glyph, n)) {
			*p += n;
			return half ? glyphs[i].bottom : glyphs[i].top;
		}
	}
	fail_msg("odd glyph: %s", *p);
	return false;
}

static char *read_back(const struct qr *qr, bool dark_ink, bool ascii)
{
	int columns = qr_columns(qr, ascii), rows = qr_rows(qr, ascii), high = ascii ? 1 : 2, wide = ascii ? 2 : 1;
	int width = columns / wide * SCALE, height = rows * high * SCALE;
	unsigned char *grey = xcalloc((size_t)width, (size_t)height);
	char *text = NULL;

	for (int y = 0; y < rows; y++) {
		struct buf row = { 0 };
		qr_row(qr, y, dark_ink, ascii, &row);
		for (int half = 0; half < high; half++) {
			const char *p = buf_str(&row);
			for (int x = 0; x < columns; x++) {
				bool ink = ink_of(&p, half);
				if (ascii && x % 2) {
					continue;
				}
				for (int i = 0; i < SCALE * SCALE; i++) {
					int at_y = (y * high + half) * SCALE + i / SCALE, at_x = x / wide * SCALE + i % SCALE;
					grey[at_y * width + at_x] = ink == dark_ink ? 0 : 255;
				}
			}
			assert_int_equal(*p, '\0');
		}
		buf_fini(&row);
	}
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	zbar_image_t *image = zbar_image_create();
	zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	zbar_image_set_size(image, (unsigned)width, (unsigned)height);
	zbar_image_set_data(image, grey, (unsigned long)width * (unsigned long)height, NULL);
	zbar_scan_image(scanner, image);
	const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
	if (symbol) {
		text = xstrdup(zbar_symbol_get_data(symbol));
	}
	zbar_image_destroy(image);
	zbar_image_scanner_destroy(scanner);
	free(grey);
	return text;
}

static void codes(void **state)
{
	static const char *const texts[] = {
		"hello",
		/* as long as WhatsApp's are */
		"2@V1hQ9Qk2mJ0b3zq6k2o8rXc4h7sT5uW1yZ9aB3cD5eF7gH9iJ1kL3mN5oP7qR9sT1uV3wX5yZ7,"
		"QmFzZTY0S2V5VGhhdElzTG9uZ0Vub3VnaFRvRmlsbEl0VXA=,QW5vdGhlcktleU9mVGhlU2FtZUxlbmd0aEFzSXQ=,"
		"WWV0QW5vdGhlck9uZVRoYXRJc1RoZUxhc3RPZlRoZW0xMjM=",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		for (int how = 0; how < 4; how++) {
			struct qr qr;
			struct err e = { 0 };
			assert_true(qr_encode(texts[i], &qr, &e));
			char *got = read_back(&qr, how & 1, how & 2);
			if (!got || strcmp(got, texts[i])) {
				fail_msg("text %zu, way %d: read %s", i, how, got ? got : "nothing");
			}
			free(got);
			qr_fini(&qr);
			qr_fini(&qr);
		}
	}
}

static void too_long(void **state)
{
	static char text[4000];
	struct qr qr;
	struct err e = { 0 };

	(void)state;
	memset(text, 'x', sizeof text - 1);
	assert_false(qr_encode(text, &qr, &e));
	assert_string_equal(e.say.key, "qr.long");
	qr_fini(&qr);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(codes), cmocka_unit_test(too_long) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
