/* What people who mean no good put into each field of each route: SQL, quotes, marks of
 * search and of paths, in every part of the path, every name of the query and every
 * name of the body, one at a time, walked from the table. Whatever is answered is an
 * answer or a refusal with a sentence, never a fault of ours; the shop is what it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/api.h"
#include "base/buf.h"
#include "base/fs.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "command/command.h"
#include "store/stmt.h"

#include "../schemas/validate.h"
#include "../service/shop.h"

enum { PATIENCE_MS = 20000 };

static const char *const said[] = {
	"'; DROP TABLE messages; --",
	"x' OR '1'='1",
	"1 UNION SELECT hash FROM tokens",
	"\") OR (\"\"=\"",
	"%' ESCAPE '%",
	"NEAR(a b) AND * - ^ \"",
	"../../etc/passwd",
	"1; PRAGMA writable_schema=1",
	"\xc3\x28\xff",
	"-1",
	"99999999999999999999",
};
enum { SAID = sizeof said / sizeof *said };

static struct shop shop;
static struct api *api;
static char *path;
static struct http *http;
static size_t asked;

static int opened(void **state)
{
	struct err e = { 0 };
	(void)state;
	log_quiet(true);
	shop_open(&shop, 1, "api_rate = 1000\n");
	path = path_join(shop.dir, "engine.sock");
	api = api_new(shop.engine, path, &e);
	if (!api || !api_start(api, &e) || !engine_start(shop.engine, &e))
		fail_msg("%s", err_text(&e));
	http = http_new();
	return 0;
}

static int closed(void **state)
{
	(void)state;
	http_free(http);
	api_free(api);
	free(path);
	shop_close(&shop);
	return 0;
}

static void encode(struct buf *b, const char *s)
{
	for (; *s; s++)
		if (isalnum((unsigned char)*s))
			buf_addc(b, *s);
		else
			buf_addf(b, "%%%02X", (unsigned char)*s);
}

/* What is right there, or nearly, so that the odd field is reached. */
static const char *usual(const struct arg *a)
{
	if (a->kind == ARG_CHOICE)
		return a->choices[0];
	if (a->kind == ARG_SESSION)
		return "toko";
	if (a->kind == ARG_BOOL)
		return "true";
	if (a->kind == ARG_TIME)
		return "tomorrow 9";
	return "1";
}

static bool travels(const struct command *cmd, const struct arg *a)
{
	return !(a->flags & ARG_FACE) && (a->flags & (ARG_IN_PATH | ARG_REQUIRED) || strcmp(cmd->method, "GET"));
}

/* The request with one argument odd; the others that are needed are usual. */
static void write_request(const struct command *cmd, const struct arg *odd, const char *text, struct buf *url,
	struct buf *body)
{
	const struct arg *in_path = cmd->args;
	json_t *o = json_object();
	bool query = !strcmp(cmd->method, "GET") || cmd->flags & CMD_UPLOAD, first = true;
	buf_adds(url, "http://wartel");
	for (const char *p = cmd->route; *p;) {
		if (*p != ':') {
			buf_addc(url, *p++);
			continue;
		}
		p += strcspn(p, "/");
		while (!(in_path->flags & ARG_IN_PATH))
			in_path++;
		encode(url, in_path == odd ? text : usual(in_path));
		in_path++;
	}
	for (const struct arg *a = cmd->args; a->name; a++) {
		const char *v = a == odd ? text : usual(a);
		if (a->flags & ARG_IN_PATH || (a != odd && !(travels(cmd, a) && a->flags & ARG_REQUIRED)))
			continue;
		if (query) {
			buf_addf(url, "%s%s=", first ? "?" : "&", a->name);
			encode(url, v);
			first = false;
		} else {
			/* Bytes that are no UTF-8 are no JSON either: that test stands elsewhere. */
			json_t *value = json_string(v);
			json_object_set_new(o, a->name, value ? value : json_string("?"));
		}
	}
	if (!query)
		json_write(body, o);
	json_decref(o);
}

static void ask(const struct command *cmd, const struct arg *odd, const char *text)
{
	struct buf url = { 0 }, body = { 0 };
	struct http_answer a = { 0 };
	struct err e = { 0 };
	char why[512];
	write_request(cmd, odd, text, &url, &body);
	struct http_request q = { .method = cmd->method, .url = buf_str(&url), .unix_socket = path,
		.body = body.n ? buf_str(&body) : NULL, .body_len = body.n,
		.changing = strcmp(cmd->method, "GET") != 0, .timeout_ms = PATIENCE_MS };
	if (!http_call(http, &q, &a, &e))
		fail_msg("%s: %s", buf_str(&url), err_text(&e));
	asked++;
	json_t *v = json_read(buf_str(&a.body), a.body.n, &e), *wrong = json_object_get(v, "error");
	if (a.status == 500 || (wrong && !strcmp(json_str_or(wrong, "kind", ""), "internal")))
		fail_msg("%s %s %s: %s", cmd->method, buf_str(&url), buf_str(&body), buf_str(&a.body));
	if (wrong && !shape_check("error", v, why, sizeof why))
		fail_msg("%s: %s", buf_str(&url), why);
	if (a.status / 100 == 2 && !(cmd->flags & CMD_DOWNLOAD) && !shape_reply(cmd, v, why, sizeof why))
		fail_msg("%s %s: %s", buf_str(&url), buf_str(&body), why);
	json_decref(v);
	http_answer_fini(&a);
	buf_fini(&url);
	buf_fini(&body);
}

static int64_t number(const char *sql)
{
	struct err e = { 0 };
	struct stmt *s = stmt_at(shop.keep, sql, __FILE__, __LINE__, &e);
	int64_t n = -1;
	if (!s || !stmt_one(s, &n, &e))
		fail_msg("%s", err_text(&e));
	return n;
}

static void test_each_field(void **state)
{
	int64_t schema = number("SELECT sum(length(sql)) FROM sqlite_schema"),
		heard = number("SELECT count(*) FROM messages WHERE from_me = 0"),
		people = number("SELECT count(*) FROM contacts");
	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *cmd = command_get((enum command_id)id);
		if (!cmd->route || cmd->flags & (CMD_LOCAL | CMD_STREAM | CMD_UPLOAD))
			continue;
		for (const struct arg *a = cmd->args; a->name; a++)
			for (size_t i = 0; i < SAID && !(a->flags & ARG_FACE); i++)
				ask(cmd, a, said[i]);
	}
	print_message("# %zu requests\n", asked);
	assert_true(asked > 1000);
	assert_int_equal(number("SELECT sum(length(sql)) FROM sqlite_schema"), schema);
	assert_int_equal(number("SELECT count(*) FROM messages WHERE from_me = 0"), heard);
	assert_true(number("SELECT count(*) FROM contacts") >= people);
	assert_int_equal(number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
	assert_int_equal(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_each_field) };
	return cmocka_run_group_tests(tests, opened, closed);
}
