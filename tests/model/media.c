/* What a file is by its bytes, as what it goes, and what becomes of its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/text.h"
#include "model/media.h"

#include "base/banned.h"

#define BYTES(s) s, sizeof s - 1

static const struct {
	const char *bytes;
	size_t n;
	const char *name, *type;
	enum message_kind kind;
} files[] = {
	{ BYTES("\xff\xd8\xff\xe0\0\x10JFIF"), "a.jpg", "image/jpeg", KIND_IMAGE },
	{ BYTES("\xff\xd8\xff\xe0\0\x10JFIF"), "a.pdf", "image/jpeg", KIND_IMAGE },
	{ BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "", "image/png", KIND_IMAGE },
	{ BYTES("RIFF\x10\0\0\0WEBPVP8 "), "a.webp", "image/webp", KIND_DOCUMENT },
	{ BYTES("RIFF\x10\0\0\0WAVEfmt "), "a.wav", "audio/wav", KIND_AUDIO },
	{ BYTES("GIF89a\1\0"), "a.gif", "image/gif", KIND_DOCUMENT },
	{ BYTES("\0\0\0\x18" "ftypmp42"), "a.mp4", "video/mp4", KIND_VIDEO },
	{ BYTES("\0\0\0\x18" "ftypM4A \0"), "a.mp4", "audio/mp4", KIND_AUDIO },
	{ BYTES("\0\0\0\x18" "ftypheic"), "a.jpg", "image/heic", KIND_DOCUMENT },
	{ BYTES("OggS\0\2\0\0\0\0\0\0\0\0\1\2\3\4\0\0\0\0\1\2\3\4\1\x13OpusHead\1"), "a.ogg", "audio/ogg; codecs=opus",
		KIND_AUDIO },
	{ BYTES("OggS\0\2\0\0\0\0\0\0\0\0\1\2\3\4\0\0\0\0\1\2\3\4\1\x1e\1vorbis\0"), "a.ogg", "audio/ogg", KIND_AUDIO },
	{ BYTES("ID3\3\0\0"), "a.mp3", "audio/mpeg", KIND_AUDIO },
	{ BYTES("%PDF-1.7\n"), "nota.pdf", "application/pdf", KIND_DOCUMENT },
	{ BYTES("PK\3\4\x14\0"), "a.zip", "application/zip", KIND_DOCUMENT },
	{ BYTES("PK\3\4\x14\0"), "A.XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		KIND_DOCUMENT },
	{ BYTES("MZ\x90\0"), "nota.pdf", "application/x-msdownload", KIND_DOCUMENT },
	{ BYTES("nama,harga\n"), "a.csv", "text/csv", KIND_DOCUMENT },
	{ BYTES("nama,harga\n"), "a.jpg", "text/plain", KIND_DOCUMENT },
	{ BYTES("caf\xc3"), "a.txt", "text/plain", KIND_DOCUMENT }, /* cut in a character */
	{ BYTES("\xc3\xc3\xc3"), "a.txt", "application/octet-stream", KIND_DOCUMENT },
	{ BYTES("a\0b"), "a.txt", "application/octet-stream", KIND_DOCUMENT },
	{ BYTES("\xff"), "a.jpg", "application/octet-stream", KIND_DOCUMENT },
};

static void types(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		const char *type = media_type(files[i].bytes, files[i].n, files[i].name);

		if (strcmp(type, files[i].type) != 0)
			fail_msg("%s: %s", files[i].name, type);
		assert_int_equal(media_kind(type), files[i].kind);
	}
	assert_string_equal(media_type("", 0, "x.jpg"), "application/octet-stream");
}

static const struct {
	const char *given, *type, *name;
} names[] = {
	{ "foto.jpg", "image/jpeg", "foto.jpg" },
	{ "/srv/rina/Foto Toko.JPEG", "image/jpeg", "Foto Toko.JPEG" },
	{ "foto.jpg", "application/pdf", "foto.jpg.pdf" },
	{ "nota.pdf", "application/x-msdownload", "nota.pdf.exe" },
	{ "tanpa", "image/png", "tanpa.png" },
	{ "arsip.tar.xz", "application/octet-stream", "arsip.tar.xz" },
	{ "../../etc/passwd", "text/plain", "passwd" },
	{ "..\\..\\x.png", "image/png", "x.png" },
	{ ".hidden.png", "image/png", "hidden.png" },
	{ "-rf.png", "image/png", "rf.png" },
	{ "a\nb\r\tc.png", "image/png", "a_b_c.png" },
	{ "a\x1b[31mred.png", "image/png", "a_[31mred.png" },
	{ "gpj.\xe2\x80\xae" "exe.png", "image/png", "gpj._exe.png" }, /* written the other way round */
	{ "\xff\xfe.png", "image/png", "png.png" },
	{ "", "image/png", "file.png" },
	{ "...", "application/octet-stream", "file" },
	{ "nasi \xf0\x9f\x8d\x9a.png", "image/png", "nasi \xf0\x9f\x8d\x9a.png" },
};

static void safe_names(void **state)
{
	char out[MEDIA_NAME_CAP];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_string_equal(media_name(names[i].given, names[i].type, out), names[i].name);
}

/* Cut, but not in a character, and the ending stays. */
static void long_names(void **state)
{
	struct buf given;
	char out[MEDIA_NAME_CAP];

	(void)state;
	buf_init(&given, 1 << 16);
	for (int i = 0; i < 500; i++)
		buf_adds(&given, "\xf0\x9f\x98\x80");
	buf_adds(&given, ".pdf");
	media_name(given.v, "application/pdf", out);
	assert_true(strlen(out) < MEDIA_NAME_CAP && strlen(out) > 100);
	assert_true(text_valid(out, strlen(out)));
	assert_string_equal(out + strlen(out) - 4, ".pdf");
	buf_fini(&given);
}

static void fits(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_true(media_fits("image/jpeg", KIND_IMAGE, &e));
	assert_true(media_fits("image/jpeg", KIND_DOCUMENT, &e));
	assert_true(media_fits("audio/mpeg", KIND_VOICE, &e));
	assert_true(media_fits("video/webm", KIND_VIDEO, &e));
	assert_false(media_fits("application/pdf", KIND_IMAGE, &e));
	assert_string_equal(e.say.key, "media.kind");
	assert_true(media_fits("image/webp", KIND_STICKER, NULL));
	assert_false(media_fits("image/png", KIND_STICKER, NULL));
	assert_false(media_fits("image/heic", KIND_IMAGE, NULL));
	assert_false(media_fits("image/png", KIND_VOICE, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types),
		cmocka_unit_test(safe_names),
		cmocka_unit_test(long_names),
		cmocka_unit_test(fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
