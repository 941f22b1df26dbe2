/* fetch: where a file is asked for, and who sees the key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/ceiling.h"
#include "base/http.h"
#include "base/mem.h"
#include "waha/fetch.h"

#include "base/banned.h"

static char seen_url[512];
static struct http *http;
static bool seen_key, seen;
static size_t most;
static int status;

static bool transport(void *ctx, const struct http_request *q, struct http_answer *a)
{
	(void)ctx;
	seen = true;
	seen_key = false;
	str_copy(seen_url, sizeof seen_url, q->url);
	most = q->max_answer;
	for (size_t i = 0; q->headers && q->headers[i]; i++)
		seen_key |= !strcmp(q->headers[i], "X-Api-Key: rahasia");
	a->stage = HTTP_ANSWERED;
	a->status = status;
	if (status / 100 == 2)
		q->write(q->write_ctx, "abc", 3);
	return true;
}

static bool take(void *ctx, const char *data, size_t n)
{
	*(size_t *)ctx += n;
	return data != NULL;
}

static bool get(const char *url, int with_status, size_t *got, bool *gone, struct err *e)
{
	struct waha w;

	status = with_status;
	seen = false;
	*got = 0;
	waha_init(&w, http, "https://waha.toko.example:8443", "default", "rahasia");
	return waha_get_file(&w, url, take, got, gone, e);
}

static void test_addresses(void **state)
{
	static const struct {
		const char *told, *asked; /* NULL: nothing is */
		bool key;
	} cases[] = {
		/* WAHA calls itself as it likes: its files are where it is configured to be. */
		{ "http://localhost:3000/api/files/default/3EB0.jpg", "https://waha.toko.example:8443/api/files/default/3EB0.jpg",
		  true },
		{ "HTTP://172.17.0.2/api/files/default/false_62@c.us_A.oga?x=1",
		  "https://waha.toko.example:8443/api/files/default/false_62@c.us_A.oga?x=1", true },
		/* Elsewhere the key is nobody's business. */
		{ "https://s3.example/bucket/a.jpg?X-Amz-Signature=1", "https://s3.example/bucket/a.jpg?X-Amz-Signature=1",
		  false },
		{ "https://waha.toko.example:8443.evil.example/x", "https://waha.toko.example:8443.evil.example/x", false },
		{ "https://evil.example/?/api/files/a", "https://evil.example/?/api/files/a", false },
		{ "https://evil.example#/api/files/a", "https://evil.example#/api/files/a", false },
		/* Nor does a path lead to anything else of WAHA's. */
		{ "http://localhost:3000/api/files/../sessions", NULL, false },
		{ "http://localhost:3000/api/files/%2e%2E/sessions", NULL, false },
		{ "http://localhost:3000/api/files/a%2f..%2fsessions", NULL, false },
		{ "http://localhost:3000/api/files/a\r\nX: y", NULL, false },
		{ "http://localhost:3000/api/files/a\\..\\b", NULL, false },
		{ "http://me:word@localhost:3000/api/files/a", NULL, false },
		{ "file:///etc/passwd", NULL, false },
		{ "/api/files/default/a", NULL, false },
		{ "gopher://x/api/files/a", NULL, false },
		{ "", NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = { 0 };
		size_t got;
		bool gone, ok = get(cases[i].told, 200, &got, &gone, &e);

		if (ok != (cases[i].asked != NULL) || seen != ok || (ok && strcmp(seen_url, cases[i].asked)) ||
		    (ok && seen_key != cases[i].key))
			fail_msg("%s: %s %s", cases[i].told, seen ? seen_url : err_text(&e), seen_key ? "with the key" : "");
		assert_int_equal(got, ok ? 3 : 0);
		if (!ok)
			assert_string_equal(e.say.key, "media.address");
		/* Who takes it says first that it is too large. */
		assert_true(!ok || (most > CEIL_MEDIA && most < 2 * (size_t)CEIL_MEDIA));
	}
}

static void test_answers(void **state)
{
	static const struct {
		int status;
		bool ok, gone;
	} cases[] = { { 200, true, false }, { 206, true, false }, { 302, false, false }, { 307, false, false },
		{ 403, false, true }, { 404, false, true }, { 410, false, true }, { 500, false, false }, { 503, false, false } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err e = { 0 };
		size_t got;
		bool gone, ok = get("http://x/api/files/a", cases[i].status, &got, &gone, &e);

		if (ok != cases[i].ok || gone != cases[i].gone)
			fail_msg("%d: %s", cases[i].status, err_text(&e));
		if (!ok)
			assert_string_equal(e.say.key, "media.answer");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_addresses), cmocka_unit_test(test_answers) };

	http = http_new();
	http_set_transport(transport, NULL);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	http_free(http);
	return failed;
}
