/* A file's body, byte by byte as it leaves, and what a file that cannot be read to
 * its end makes of the call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/http.h"
#include "base/json.h"
#include "base/mem.h"

#include "waha/send.h"

#include "base/banned.h"

enum { READ_MAX = 16384 };

static struct http *http;
static struct waha waha;
static struct buf sent;
static char path[64];
static size_t told, cap;
static bool broken;

static bool take(void *ctx, const struct http_request *r, struct http_answer *a)
{
	char part[READ_MAX];
	size_t n;

	(void)ctx;
	str_copy(path, sizeof path, r->url + strlen("http://waha:3000"));
	assert_string_equal(r->method, "POST");
	assert_true(r->changing);
	assert_null(r->body);
	assert_int_equal(r->timeout_ms, WAHA_FILE_DEADLINE_MS);
	told = r->body_len;
	broken = false;
	buf_fini(&sent);
	buf_init(&sent, 1 << 20);
	while ((n = r->read(r->read_ctx, part, cap)) != 0) {
		broken = n == (size_t)-1;
		if (broken)
			break;
		assert_true(n <= cap);
		buf_add(&sent, part, n);
	}
	if (broken) {
		a->stage = HTTP_NO_ANSWER;
		return false;
	}
	a->stage = HTTP_ANSWERED;
	a->status = 201;
	buf_adds(&a->body, "{\"key\":{\"id\":\"3EB0AA\"}}");
	return true;
}

static int start(void **state)
{
	(void)state;
	http = http_new();
	waha_init(&waha, http, "http://waha:3000", "toko", "secret");
	waha.engine = WAHA_NOWEB;
	waha.version = (struct waha_version){ 2026, 7, 2 };
	http_set_transport(take, NULL);
	cap = READ_MAX;
	return 0;
}

static int stop(void **state)
{
	(void)state;
	http_set_transport(NULL, NULL);
	buf_fini(&sent);
	http_free(http);
	return 0;
}

static int file_of(const void *bytes, size_t n)
{
	char name[] = "/tmp/wartel-file-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	assert_int_equal(write(fd, bytes, n), (ssize_t)n);
	return fd;
}

static const struct {
	enum message_kind kind;
	const char *bytes, *type, *name, *caption, *reply_to, *path, *body;
} bodies[] = {
	{ KIND_IMAGE, "abc", "image/jpeg", "a.jpg", "Ini \"foto\"\nkak \\ \xf0\x9f\x98\x80", NULL, "/api/sendImage",
		"{\"session\":\"toko\",\"chatId\":\"6281234567890@c.us\",\"caption\":\"Ini \\\"foto\\\"\\nkak \\\\ \xf0\x9f\x98\x80\","
		"\"file\":{\"mimetype\":\"image/jpeg\",\"filename\":\"a.jpg\",\"data\":\"YWJj\"}}" },
	{ KIND_DOCUMENT, "a", "application/pdf", "\"data\":\"\"}}.pdf", "", "true_6281234567890@c.us_3EB0",
		"/api/sendFile",
		"{\"session\":\"toko\",\"chatId\":\"6281234567890@c.us\",\"reply_to\":\"true_6281234567890@c.us_3EB0\","
		"\"file\":{\"mimetype\":\"application/pdf\",\"filename\":\"\\\"data\\\":\\\"\\\"}}.pdf\",\"data\":\"YQ==\"}}" },
	{ KIND_AUDIO, "ab", "audio/mpeg", "a.mp3", NULL, NULL, "/api/sendFile",
		"{\"session\":\"toko\",\"chatId\":\"6281234567890@c.us\","
		"\"file\":{\"mimetype\":\"audio/mpeg\",\"filename\":\"a.mp3\",\"data\":\"YWI=\"}}" },
	{ KIND_VOICE, "abc", "audio/ogg; codecs=opus", "a.ogg", "never said", NULL, "/api/sendVoice",
		"{\"session\":\"toko\",\"chatId\":\"6281234567890@c.us\",\"convert\":false,"
		"\"file\":{\"mimetype\":\"audio/ogg; codecs=opus\",\"filename\":\"a.ogg\",\"data\":\"YWJj\"}}" },
	{ KIND_VOICE, "abc", "audio/mpeg", "a.mp3", NULL, NULL, "/api/sendVoice",
		"{\"session\":\"toko\",\"chatId\":\"6281234567890@c.us\",\"convert\":true,"
		"\"file\":{\"mimetype\":\"audio/mpeg\",\"filename\":\"a.mp3\",\"data\":\"YWJj\"}}" },
	{ KIND_VIDEO, "abcd", "video/mp4", "a.mp4", "Lihat", NULL, "/api/sendVideo",
		"{\"session\":\"toko\",\"chatId\":\"6281234567890@c.us\",\"caption\":\"Lihat\",\"convert\":false,\"asNote\":false,"
		"\"file\":{\"mimetype\":\"video/mp4\",\"filename\":\"a.mp4\",\"data\":\"YWJjZA==\"}}" },
	{ KIND_STICKER, "RIFF", "image/webp", "a.webp", "never said", NULL, "/api/sendSticker",
		"{\"session\":\"toko\",\"chatId\":\"6281234567890@c.us\","
		"\"file\":{\"mimetype\":\"image/webp\",\"filename\":\"a.webp\",\"data\":\"UklGRg==\"}}" },
};
enum { BODIES = sizeof bodies / sizeof *bodies, STICKER = BODIES - 1 };

static void send_it(int fd, int64_t size, size_t i, struct waha_sent *out)
{
	struct address to;

	assert_true(address_parse("6281234567890@c.us", &to, NULL));
	waha_send_file(&waha,
		&(struct waha_file){ .to = &to, .kind = bodies[i].kind, .fd = fd, .size = size,
			.mimetype = bodies[i].type, .filename = bodies[i].name, .caption = bodies[i].caption,
			.reply_to = bodies[i].reply_to },
		out);
}

static void exact(void **state)
{
	static const size_t caps[] = { READ_MAX, 1, 7 };

	(void)state;
	waha.version = (struct waha_version){ 2026, 8, 1 };
	for (size_t i = 0; i < BODIES; i++) {
		for (size_t k = 0; k < sizeof caps / sizeof *caps; k++) {
			struct waha_sent out;
			int fd = file_of(bodies[i].bytes, strlen(bodies[i].bytes));

			cap = caps[k];
			send_it(fd, (int64_t)strlen(bodies[i].bytes), i, &out);
			assert_string_equal(path, bodies[i].path);
			assert_string_equal(buf_str(&sent), bodies[i].body);
			assert_int_equal(told, sent.n);
			assert_int_equal(out.outcome, OUTCOME_ACCEPTED);
			assert_string_equal(out.id, "3EB0AA");
			close(fd);
		}
	}
}

/* A WAHA that knows nothing of stickers is not asked: its 404 would say nothing sure. */
static void sticker_too_early(void **state)
{
	struct waha_sent out;
	int fd = file_of("RIFF", 4);

	(void)state;
	*path = '\0';
	send_it(fd, 4, STICKER, &out);
	assert_string_equal(path, "");
	assert_int_equal(out.outcome, OUTCOME_REJECTED);
	assert_string_equal(out.why.say.key, "send.sticker-version");
	close(fd);
}

/* Over the bounds of what is encoded at a time: the length told is the length sent. */
static void large(void **state)
{
	static const size_t sizes[] = { 12287, 12288, 12289, 24576, 100001 };
	char *bytes = xcalloc(1, 100001);

	(void)state;
	cap = 16384;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct waha_sent out;
		int fd = file_of(bytes, sizes[i]);

		send_it(fd, (int64_t)sizes[i], 0, &out);
		assert_int_equal(told, sent.n);
		json_t *v = json_read(sent.v, sent.n, NULL);
		assert_int_equal(strlen(json_str(v, "file.data")), (sizes[i] + 2) / 3 * 4);
		json_decref(v);
		close(fd);
	}
	free(bytes);
}

/* Shorter than it was: half of it may have arrived. */
static void cut(void **state)
{
	struct waha_sent out;
	int fd = file_of("abc", 3);

	(void)state;
	cap = 100;
	send_it(fd, 30000, 0, &out);
	assert_true(broken);
	assert_int_equal(out.outcome, OUTCOME_UNKNOWN);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(exact, start, stop),
		cmocka_unit_test_setup_teardown(sticker_too_early, start, stop),
		cmocka_unit_test_setup_teardown(large, start, stop),
		cmocka_unit_test_setup_teardown(cut, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
