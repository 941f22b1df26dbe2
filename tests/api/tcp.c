/* The API over TCP: tokens, rates, pages of other origins, half and hostile
 * requests, events taken up again. The engine is real; WAHA is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/api.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "../schemas/validate.h"
#include "../service/shop.h"
#include "door.h"

enum { PATIENCE_MS = 5000 };

static struct shop shop;
static struct api *api;
static char *path;
static int port;
static char token[128];

static void make_token(const char *name, const char *rights)
{
	char args[96];
	snprintf(args, sizeof args, "{'name':'%s','rights':'%s'}", name, rights);
	const json_t *v = shop_run(&shop, CMD_TOKEN_NEW, args);
	assert_non_null(v);
	str_copy(token, sizeof token, json_str(v, "token"));
}

static int opened(void **state)
{
	struct err e = { 0 };
	char more[160];
	(void)state;
	log_quiet(true);
	port = door_port();
	snprintf(more, sizeof more, "port = %d\nfrontend_url = https://crm.example, http://localhost:5173/\n",
		port);
	shop_open(&shop, 1, more);
	make_token("website", "agent");
	path = path_join(shop.dir, "engine.sock");
	api = api_new(shop.engine, path, &e);
	if (!api || !api_start(api, &e))
		fail_msg("%s", err_text(&e));
	return 0;
}

static int closed(void **state)
{
	(void)state;
	api_free(api);
	api = NULL;
	free(path);
	shop_close(&shop);
	return 0;
}

static void say(int fd, const char *s)
{
	for (size_t n = strlen(s); n;) {
		ssize_t wrote = send(fd, s, n, MSG_NOSIGNAL);
		if (wrote <= 0)
			return; /* hung up on: what was answered is read all the same */
		s += wrote;
		n -= (size_t)wrote;
	}
}

/* One request on a connection of its own: the whole answer, the caller's; its
 * status. headers: more of them, each with its line end. */
static int ask(const char *method, const char *uri, const char *headers, const char *body, struct buf *in)
{
	struct buf out = { 0 };
	int fd = door_tcp(port), status = 0;
	buf_init(&out, 8 << 20);
	buf_init(in, 64 << 20);
	buf_addf(&out, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n", method, uri);
	buf_adds(&out, headers ? headers : "");
	if (body)
		buf_addf(&out, "Content-Length: %zu\r\n", strlen(body));
	buf_adds(&out, "\r\n");
	buf_adds(&out, body ? body : "");
	say(fd, buf_str(&out));
	door_hear(fd, in, NULL);
	sscanf(buf_str(in), "HTTP/1.1 %d", &status);
	close(fd);
	buf_fini(&out);
	return status;
}

static const char *bearer(const char *t)
{
	static char line[256];
	snprintf(line, sizeof line, "Authorization: Bearer %s\r\n", t);
	return line;
}

/* The body of an answer, in its shape. */
static json_t *body_of(const struct buf *in, const char *shape)
{
	struct err e = { 0 };
	char why[512];
	const char *at = strstr(in->v, "\r\n\r\n");
	json_t *v = at ? json_read(at + 4, strlen(at + 4), &e) : NULL;
	if (!v || !shape_check(shape, v, why, sizeof why))
		fail_msg("%s: %s: %s", shape, v ? why : err_text(&e), in->v);
	return v;
}

static void refused(const struct buf *in, const char *key)
{
	json_t *v = body_of(in, "error");
	assert_string_equal(json_str(v, "error.key"), key);
	json_decref(v);
}

static void test_tokens(void **state)
{
	static const char *const bad[] = { "", "x", "wartel_000000000000_000000000000000000000000000000000000000000000000",
		"' OR 1=1 --", "\xff\xfe" };
	struct buf in;
	(void)state;
	assert_int_equal(ask("GET", "/api/whoami", NULL, NULL, &in), 401);
	assert_non_null(strstr(buf_str(&in), "WWW-Authenticate: Bearer"));
	refused(&in, "api.token");
	buf_fini(&in);
	/* What there is and what not is nobody's business either. */
	assert_int_equal(ask("GET", "/api/no-such-thing", NULL, NULL, &in), 401);
	buf_fini(&in);
	assert_int_equal(ask("GET", "/api/whoami", "Authorization: Basic cmluYTpyaW5h\r\n", NULL, &in), 401);
	buf_fini(&in);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(ask("GET", "/api/whoami", bearer(bad[i]), NULL, &in), 401);
		buf_fini(&in);
	}
	assert_int_equal(ask("GET", "/api/whoami", bearer(token), NULL, &in), 200);
	json_t *v = body_of(&in, "whoami");
	assert_string_equal(json_str(v, "agent"), "website");
	assert_string_equal(json_str(v, "rights"), "agent");
	json_decref(v);
	buf_fini(&in);
	/* The scheme's letters do not matter; the token's do. */
	char line[200];
	snprintf(line, sizeof line, "authorization: bearer   %s\r\n", token);
	assert_int_equal(ask("GET", "/api/whoami", line, NULL, &in), 200);
	buf_fini(&in);
	assert_int_equal(ask("GET", "/api/tokens", bearer(token), NULL, &in), 403);
	refused(&in, "rights.command");
	buf_fini(&in);
	make_token("display", "reader");
	assert_int_equal(ask("POST", "/api/messages/send", bearer(token), "{\"to\":1,\"text\":\"Halo\"}", &in), 403);
	buf_fini(&in);
}

static void test_health(void **state)
{
	struct buf in;
	(void)state;
	assert_int_equal(ask("GET", "/api/health", NULL, NULL, &in), 200);
	json_decref(body_of(&in, "status"));
	buf_fini(&in);
	assert_int_equal(ask("GET", "/api/health", bearer("wrong"), NULL, &in), 401);
	buf_fini(&in);
	assert_int_equal(ask("GET", "/api/healthy", NULL, NULL, &in), 401);
	buf_fini(&in);
	assert_int_equal(ask("GET", "/api/health", bearer(token), NULL, &in), 200);
	json_decref(body_of(&in, "health"));
	buf_fini(&in);
}

/* A hundred at once, then twenty a second; another token is not held up. */
static void test_rate(void **state)
{
	struct buf in;
	(void)state;
	for (int i = 0; i < 100; i++) {
		if (ask("GET", "/api/whoami", bearer(token), NULL, &in) != 200)
			fail_msg("request %d: %s", i, buf_str(&in));
		buf_fini(&in);
	}
	assert_int_equal(ask("GET", "/api/whoami", bearer(token), NULL, &in), 429);
	assert_non_null(strstr(buf_str(&in), "Retry-After: 1"));
	refused(&in, "api.rate");
	buf_fini(&in);
	/* What the test shop's clock gave, whoever else has. */
	char first[128];
	str_copy(first, sizeof first, token);
	make_token("other", "agent");
	assert_int_equal(ask("GET", "/api/whoami", bearer(token), NULL, &in), 200);
	buf_fini(&in);
	clock_move(1000);
	int done = 0;
	while (done < 200 && ask("GET", "/api/whoami", bearer(first), NULL, &in) == 200) {
		done++;
		buf_fini(&in);
	}
	buf_fini(&in);
	assert_in_range(done, 20, 40);
}

static void test_browsers(void **state)
{
	static const struct {
		const char *origin;
		bool allowed;
	} rows[] = {
		{ "https://crm.example", true }, { "http://localhost:5173", true }, { "https://crm.example.evil", false },
		{ "https://crm.exampl", false }, { "http://crm.example", false }, { "null", false },
		{ "", false }, { "https://crm.example,", false },
	};
	struct buf in;
	char headers[512], allow[160];
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(allow, sizeof allow, "Access-Control-Allow-Origin: %s\r\n", rows[i].origin);
		snprintf(headers, sizeof headers, "Origin: %s\r\n%s", rows[i].origin, bearer(token));
		assert_int_equal(ask("GET", "/api/whoami", headers, NULL, &in), 200);
		if (!!strstr(buf_str(&in), "Access-Control-Allow-Origin") != rows[i].allowed
			|| (rows[i].allowed && !strstr(buf_str(&in), allow)))
			fail_msg("%s: %s", rows[i].origin, buf_str(&in));
		assert_non_null(strstr(buf_str(&in), "Vary: Origin"));
		buf_fini(&in);
		snprintf(headers, sizeof headers, "Origin: %s\r\nAccess-Control-Request-Method: POST\r\n", rows[i].origin);
		assert_int_equal(ask("OPTIONS", "/api/messages/send", headers, NULL, &in), 204);
		assert_int_equal(!!strstr(buf_str(&in), "Access-Control-Allow-Headers: Authorization"), rows[i].allowed);
		buf_fini(&in);
	}
	ask("GET", "/api/whoami", bearer(token), NULL, &in);
	static const char *const always[] = { "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY",
		"Referrer-Policy: no-referrer", "Content-Security-Policy: default-src 'none'", "Cache-Control: no-store" };
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		if (!strstr(buf_str(&in), always[i]))
			fail_msg("no %s", always[i]);
	buf_fini(&in);
}

static bool faces_become(int n)
{
	for (int i = 0; i < PATIENCE_MS / 5 && api_faces(api) != n; i++)
		poll(NULL, 0, 5);
	return api_faces(api) == n;
}

/* The thread looks at the clock when something happens. */
static void stir(void)
{
	struct buf in;
	assert_int_equal(ask("GET", "/api/health", bearer(token), NULL, &in), 200);
	buf_fini(&in);
}

/* Two hundred that begin and never end by TCP, sixty of one user (who has 64) by the
 * socket: everybody else is served, and after half a minute they are gone. */
static void test_half(void **state)
{
	enum { TCP = 200, MANY = TCP + 60 };
	static const char *const halves[] = { "", "G", "GET /api/health HTTP/1.1\r\nHost: x\r\nX-A: ",
		"POST /api/messages/send HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{" };
	int fds[MANY];
	(void)state;
	for (int i = 0; i < MANY; i++) {
		fds[i] = i < TCP ? door_tcp(port) : door_unix(path);
		say(fds[i], halves[i % 4]);
	}
	assert_true(faces_become(MANY));
	stir();
	int fd = door_unix(path);
	struct buf in = { 0 };
	say(fd, "GET /api/conversations HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	assert_true(door_hear(fd, &in, "Budi Santoso"));
	close(fd);
	buf_fini(&in);
	/* A byte now and then does not buy time. */
	clock_move(20000);
	stir();
	for (int i = 0; i < MANY; i++)
		say(fds[i], i % 4 == 1 ? "" : "x");
	assert_true(faces_become(MANY));
	clock_move(10001);
	stir();
	assert_true(faces_become(0));
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
}

/* A reader of events, and a request that waits for WAHA, are not half. */
static void test_whole(void **state)
{
	struct buf in = { 0 };
	char head[512];
	(void)state;
	int fd = door_tcp(port), kept = door_tcp(port);
	snprintf(head, sizeof head, "GET /api/events HTTP/1.1\r\nHost: x\r\n%s\r\n", bearer(token));
	say(fd, head);
	assert_true(door_hear(fd, &in, "event: hello"));
	snprintf(head, sizeof head, "GET /api/sessions/toko/status HTTP/1.1\r\nHost: x\r\n%s\r\n", bearer(token));
	say(kept, head);
	assert_true(faces_become(2));
	stir();
	clock_move(40000);
	stir();
	assert_true(faces_become(2));
	close(fd);
	close(kept);
	buf_fini(&in);
}

static void test_headers(void **state)
{
	struct buf many, in;
	(void)state;
	buf_init(&many, 4 << 20);
	for (int i = 0; i < 10000; i++)
		buf_addf(&many, "X-Header-%d: %d\r\n", i, i);
	int status = ask("GET", "/api/health", buf_str(&many), NULL, &in);
	if (status != 431 && status != 0)
		fail_msg("%d", status);
	buf_fini(&in);
	buf_clear(&many);
	buf_adds(&many, "X-Long: ");
	for (int i = 0; i < 200000; i++)
		buf_addc(&many, 'x');
	buf_adds(&many, "\r\n");
	status = ask("GET", "/api/health", buf_str(&many), NULL, &in);
	if (status != 431 && status != 0)
		fail_msg("%d", status);
	buf_fini(&in);
	buf_fini(&many);
	stir();
}

static void test_paths(void **state)
{
	static const char *const uris[] = {
		"/api/../../etc/passwd", "/api/%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "//api/health", "/api//health",
		"/api/health/", "/api/messages/..", "/api/conversations/%00", "/api/conversations/1%00",
		"/api/logs/../wartel.conf", "/api/logs/..%2Fwartel.conf", "/api/conversations/%", "/api/conversations/%zz",
		"/api/conversations/%c0%ae", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p", "/api/conversations?limit=1&limit=2",
		"/api/conversations?limit=-1", "/api/conversations?limit=99999999999999999999", "/api/conversations?after=%27",
		"/api/conversations?view=%27%20OR%201", "*", "http://evil.example/api/health?x=1",
	};
	struct buf in;
	(void)state;
	make_token("boss", "admin");
	for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
		int status = ask("GET", uris[i], bearer(token), NULL, &in);
		if (status < 400 || status > 499)
			fail_msg("%s: %d %s", uris[i], status, buf_str(&in));
		/* Ours, not the daemon's: a clear word. */
		if (strstr(buf_str(&in), "application/json"))
			json_decref(body_of(&in, "error"));
		buf_fini(&in);
	}
}

/* Every field of every command with what would break a careless statement: never
 * an error of ours, and nothing is lost. */
static void test_fields(void **state)
{
	static const char *const values[] = {
		"'; DROP TABLE messages; --", "\\\" OR \\\"\\\"=\\\"", "%27%3B--", "NEAR(a b) AND *", "\\u0000",
		"😀\\u202e\\u0007", "-1", "1e999",
	};
	struct buf in;
	char body[512], uri[256];
	int asked = 0;
	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *cmd = command_get((enum command_id)id);
		if ((cmd->flags & (CMD_LOCAL | CMD_STREAM | CMD_WAITS)) || strcmp(cmd->method, "GET") == 0)
			continue;
		for (const struct arg *a = cmd->args; a->name; a++) {
			if (a->flags & (ARG_FACE | ARG_IN_PATH))
				continue;
			for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
				size_t n = 0;
				for (const char *p = cmd->route; *p && n + 2 < sizeof uri; p++) {
					uri[n++] = *p == ':' ? '1' : *p;
					if (*p == ':')
						p += strcspn(p, "/") - 1;
				}
				uri[n] = '\0';
				snprintf(body, sizeof body, "{\"%s\":\"%s\"}", a->name, values[i]);
				clock_move(100);
				int status = ask(cmd->method, uri, bearer(token), body, &in);
				if (status < 200 || status >= 500)
					fail_msg("%s %s: %d %s", uri, body, status, buf_str(&in));
				asked++;
				buf_fini(&in);
			}
		}
	}
	assert_true(asked > 100);
	assert_int_equal(ask("GET", "/api/messages/1", bearer(token), NULL, &in), 200);
	assert_non_null(strstr(buf_str(&in), "\"items\":[{"));
	buf_fini(&in);
}

/* Ten megabytes are not taken in. */
static void test_large(void **state)
{
	enum { LARGE = 10 << 20 };
	char *body = xmalloc(LARGE + 1);
	struct buf in;
	(void)state;
	memset(body, 'x', LARGE);
	body[LARGE] = '\0';
	char head[512];
	int fd = door_tcp(port);
	snprintf(head, sizeof head, "POST /api/messages/send HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n",
		bearer(token), LARGE);
	buf_init(&in, 1 << 20);
	say(fd, head);
	assert_true(door_hear(fd, &in, "api.body"));
	assert_non_null(strstr(buf_str(&in), " 413 "));
	say(fd, body);
	close(fd);
	buf_fini(&in);
	free(body);
	stir();
}

static int open_events(const char *last, struct buf *in)
{
	char head[384];
	int fd = door_tcp(port);
	snprintf(head, sizeof head, "GET /api/events HTTP/1.1\r\nHost: x\r\n%s%s%s%s\r\n", bearer(token),
		last ? "Last-Event-ID: " : "", last ? last : "", last ? "\r\n" : "");
	buf_init(in, 4 << 20);
	say(fd, head);
	if (!door_hear(fd, in, "event: hello"))
		fail_msg("no hello: %s", buf_str(in));
	return fd;
}

/* The id of the last event that came. */
static void last_id(const struct buf *in, char out[32])
{
	const char *at = in->v, *found = NULL;
	while ((at = strstr(at, "id: ")) != NULL)
		found = at++;
	assert_non_null(found);
	snprintf(out, 32, "%.*s", (int)strspn(found + 4, "0123456789"), found + 4);
}

/* Who comes back is told what he missed, once; who was away too long reads all
 * again. */
static void test_resume(void **state)
{
	struct buf in;
	char id[32], then[32];
	struct changes many = { 0 };
	(void)state;
	int fd = open_events(NULL, &in);
	last_id(&in, id);
	close(fd);
	buf_fini(&in);
	int64_t m = shop_hear(&shop, "toko", "6281234567890@c.us", false, NULL, "while you were out", SHOP_NOW);
	struct changes one = { 0 };
	changes_add(&one, CHANGE_MESSAGE, m);
	engine_changed(shop.engine, &one);
	engine_changed(shop.engine, &one);
	stir();
	fd = open_events(id, &in);
	assert_true(door_hear(fd, &in, "while you were out"));
	changes_add(&many, CHANGE_HEALTH, 0);
	engine_changed(shop.engine, &many);
	assert_true(door_hear(fd, &in, "event: health"));
	assert_null(strstr(strstr(buf_str(&in), "event: message") + 1, "event: message"));
	assert_null(strstr(buf_str(&in), "resync"));
	last_id(&in, then);
	assert_true(strtoll(then, NULL, 10) > strtoll(id, NULL, 10));
	close(fd);
	buf_fini(&in);
	/* Nothing was missed: nothing is told. */
	fd = open_events(then, &in);
	engine_changed(shop.engine, &many);
	assert_true(door_hear(fd, &in, "event: health"));
	assert_null(strstr(buf_str(&in), "event: message"));
	close(fd);
	buf_fini(&in);
	/* Another engine's, nonsense, and one that is long gone. */
	static const char *const lost[] = { "17", "x", "99999999999999999999", "0" };
	for (size_t i = 0; i < sizeof lost / sizeof *lost; i++) {
		clock_move(1000);
		fd = open_events(lost[i], &in);
		stir();
		assert_true(door_hear(fd, &in, "event: resync"));
		close(fd);
		buf_fini(&in);
	}
	for (int i = 1; i <= 1000; i++)
		changes_add(&many, CHANGE_CONVERSATION, i);
	engine_changed(shop.engine, &many);
	stir();
	clock_move(1000);
	fd = open_events(then, &in);
	stir();
	assert_true(door_hear(fd, &in, "event: resync"));
	close(fd);
	buf_fini(&in);
	changes_fini(&one);
	changes_fini(&many);
}

/* A token that is revoked ends what it has open, at once. */
static void test_revoked(void **state)
{
	struct buf in, other;
	char mine[128];
	(void)state;
	int fd = open_events(NULL, &in);
	str_copy(mine, sizeof mine, token);
	make_token("boss", "admin");
	assert_int_equal(ask("DELETE", "/api/tokens/website", bearer(token), NULL, &other), 200);
	buf_fini(&other);
	if (!door_hear(fd, &in, "\r\n0\r\n\r\n"))
		fail_msg("%s", buf_str(&in));
	assert_int_equal(ask("GET", "/api/whoami", bearer(mine), NULL, &other), 401);
	close(fd);
	buf_fini(&in);
	buf_fini(&other);
}

/* WAHA's own test vector: what it signs is what we check. */
static void test_hmac(void **state)
{
	static const char body[] = "{\"event\":\"message\",\"session\":\"default\",\"engine\":\"WEBJS\"}";
	char sum[HMAC512_HEX];
	(void)state;
	assert_string_equal(hmac512_hex("my-secret-key", body, strlen(body), sum),
		"208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8097c462b2b17a6ce93b6b47a136cf2e7"
		"8a33a63f6752c2c1631777076153fa89");
}

static int tell(const char *secret, const char *uri, const char *body, struct buf *in)
{
	char sum[HMAC512_HEX], line[200];
	snprintf(line, sizeof line, "X-Webhook-Hmac: %s\r\nX-Webhook-Hmac-Algorithm: sha512\r\n",
		hmac512_hex(secret, body, strlen(body), sum));
	return ask("POST", uri, line, body, in);
}

/* Only who knows the secret is heard; without one nobody is. */
static void test_webhook(void **state)
{
	static const char uri[] = "/webhook/waha?number=toko";
	static const char none[] = "{\"event\":\"presence.update\",\"session\":\"default\",\"payload\":{}}";
	struct buf in;
	struct err e = { 0 };
	char secret[WEBHOOK_SECRET_CAP];
	(void)state;
	assert_int_equal(tell("guess", uri, none, &in), 404);
	refused(&in, "webhook.off");
	buf_fini(&in);
	assert_true(engine_webhook_secret(shop.engine, true, secret, &e));
	assert_int_equal(tell(secret, uri, none, &in), 200);
	buf_fini(&in);
	assert_int_equal(tell("guess", uri, none, &in), 401);
	refused(&in, "webhook.signature");
	buf_fini(&in);
	assert_int_equal(ask("POST", uri, NULL, none, &in), 401);
	buf_fini(&in);
	/* A token is no signature, and a signature of something else none of this. */
	assert_int_equal(ask("POST", uri, bearer(token), none, &in), 401);
	buf_fini(&in);
	char sum[HMAC512_HEX], line[200];
	snprintf(line, sizeof line, "X-Webhook-Hmac: %s\r\n", hmac512_hex(secret, none, strlen(none), sum));
	assert_int_equal(ask("POST", uri, line, "{}", &in), 401);
	buf_fini(&in);
	assert_int_equal(tell(secret, uri, "not json", &in), 400);
	buf_fini(&in);
	assert_int_equal(tell(secret, "/webhook/waha?number=nobody",
		"{\"event\":\"session.status\",\"session\":\"x\",\"engine\":\"NOWEB\",\"payload\":{\"status\":\"WORKING\"}}",
		&in), 404);
	refused(&in, "webhook.none");
	buf_fini(&in);
	assert_int_equal(ask("GET", uri, NULL, NULL, &in), 401);
	buf_fini(&in);
}

/* Where the engine cannot listen it says which option to look at. */
static void test_doors(void **state)
{
	struct err e = { 0 };
	struct shop second;
	char more[96];
	(void)state;
	static const struct {
		const char *bind, *key;
	} rows[] = { { "127.0.0.1", "api.tcp" }, { "localhost", "api.bind" }, { "1.2.3.4.5", "api.bind" },
		{ "192.0.2.1", "api.tcp" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(more, sizeof more, "port = %d\nbind = %s\n", port, rows[i].bind);
		shop_open(&second, 1, more);
		char *own = path_join(second.dir, "engine.sock");
		assert_null(api_new(second.engine, own, &e));
		assert_string_equal(e.say.key, rows[i].key);
		assert_int_equal(access(own, F_OK), -1);
		free(own);
		shop_close(&second);
	}
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, opened, closed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_tokens),
		EACH(test_health),
		EACH(test_rate),
		EACH(test_browsers),
		EACH(test_half),
		EACH(test_whole),
		EACH(test_headers),
		EACH(test_paths),
		EACH(test_fields),
		EACH(test_large),
		EACH(test_resume),
		EACH(test_revoked),
		cmocka_unit_test(test_hmac),
		EACH(test_webhook),
		EACH(test_doors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
