/* The API over its socket: status codes, schemas, limits, events in order, slow
 * readers, requests that wait for WAHA. The engine is real; WAHA is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/api.h"
#include "base/ceiling.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "command/route.h"

#include "../schemas/validate.h"
#include "../service/shop.h"
#include "door.h"

enum { PATIENCE_MS = 5000 };

static struct shop shop;
static struct api *api;
static char *path;
static struct http *http;

static int opened(void **state)
{
	struct err e = { 0 };
	(void)state;
	shop_open(&shop, 1, NULL);
	char *logs = path_join(shop.dir, "log");
	assert_true(log_open(logs, 1 << 20, &e));
	free(logs);
	path = path_join(shop.dir, "engine.sock");
	api = api_new(shop.engine, path, &e);
	if (!api || !api_start(api, &e))
		fail_msg("%s", err_text(&e));
	http = http_new();
	return 0;
}

static int closed(void **state)
{
	(void)state;
	http_free(http);
	api_free(api);
	api = NULL;
	log_close();
	free(path);
	shop_close(&shop);
	return 0;
}

/* One call; the body as JSON, the caller's. */
static json_t *call(const char *method, const char *uri, const char *body, size_t n, int *status)
{
	char url[512];
	struct http_answer a = { 0 };
	struct err e = { 0 };
	snprintf(url, sizeof url, "http://wartel%s", uri);
	struct http_request q = { .method = method,
		.url = url,
		.unix_socket = path,
		.body = body,
		.body_len = n,
		.changing = strcmp(method, "GET") != 0,
		.timeout_ms = PATIENCE_MS };
	if (!http_call(http, &q, &a, &e))
		fail_msg("%s %s: %s (%s)", method, uri, err_text(&e), a.why);
	json_t *v = json_read(buf_str(&a.body), a.body.n, &e);
	if (!v)
		fail_msg("%s %s: %s: %s", method, uri, err_text(&e), buf_str(&a.body));
	assert_string_equal(a.content_type, "application/json; charset=utf-8");
	*status = a.status;
	http_answer_fini(&a);
	return v;
}

/* A command as a face asks it; checked against its schema. */
static json_t *ask(enum command_id id, const char *args, int want)
{
	const struct command *cmd = command_get(id);
	struct request r = { 0 };
	struct err e = { 0 };
	char why[512], *text = xstrdup(args);
	int status;
	for (char *p = text; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	json_t *v = json_read(text, strlen(text), &e);
	if (!v || !route_request(cmd, v, &r, &e))
		fail_msg("%s %s: %s", cmd->name, args, err_text(&e));
	json_decref(v);
	v = call(r.method, buf_str(&r.path), r.body.n ? buf_str(&r.body) : NULL, r.body.n, &status);
	if (status != want)
		fail_msg("%s %s: %d: %s", cmd->name, args, status, json_str_or(v, "error.message", ""));
	if (!(status < 300 ? shape_reply(cmd, v, why, sizeof why) : shape_check("error", v, why, sizeof why)))
		fail_msg("%s %s: %s", cmd->name, args, why);
	request_fini(&r);
	free(text);
	return v;
}

static const struct {
	enum command_id id;
	const char *args;
	int status;
} commands[] = {
	{ CMD_SESSION_LIST, "{}", 200 },
	{ CMD_CONVERSATION_LIST, "{}", 200 },
	{ CMD_CONVERSATION_LIST, "{'view':'all','limit':3}", 200 },
	{ CMD_CONVERSATION_SHOW, "{'conversation':'1'}", 200 },
	{ CMD_CONVERSATION_SHOW, "{'conversation':'+62 812-3456-7890'}", 200 },
	{ CMD_CONVERSATION_SHOW, "{'conversation':'nobody / at & all?'}", 404 },
	{ CMD_CONVERSATION_SHOW, "{'conversation':'budi'}", 409 },
	{ CMD_MESSAGES, "{'conversation':'1'}", 200 },
	{ CMD_MESSAGES, "{'conversation':'search'}", 404 },
	{ CMD_SEARCH, "{'q':'ongkir'}", 200 },
	{ CMD_SEND, "{'to':'1','text':'Halo'}", 202 },
	{ CMD_SEND, "{'to':'6','text':'Halo'}", 422 },
	{ CMD_SEND, "{'to':'1','text':' '}", 400 },
	{ CMD_STAR, "{'message':1}", 200 },
	{ CMD_UNSTAR, "{'message':1}", 200 },
	{ CMD_QUEUE, "{}", 200 },
	{ CMD_WHY, "{'message':1}", 400 },
	{ CMD_CANCEL, "{'message':1}", 404 },
	{ CMD_CONTACT_LIST, "{}", 200 },
	{ CMD_CONTACT_SHOW, "{'contact':'1'}", 200 },
	{ CMD_HEALTH, "{}", 200 },
	{ CMD_STOP, "{}", 200 },
	{ CMD_RESUME, "{'reason':'a test'}", 200 },
	{ CMD_CLOSE, "{'conversation':'2'}", 200 },
	{ CMD_REOPEN, "{'conversation':'2'}", 200 },
	{ CMD_ARCHIVE, "{'conversation':'2'}", 200 },
	{ CMD_UNARCHIVE, "{'conversation':'2'}", 200 },
	{ CMD_ASSIGN, "{'conversation':'2','agent':'me'}", 200 },
	{ CMD_PAUSE, "{'session':'toko'}", 200 },
	{ CMD_RESUME, "{'session':'toko','reason':'a test'}", 200 },
	{ CMD_PREVIEW, "{'conversation':'1','text':'x'}", 200 },
	{ CMD_DRAFT, "{'conversation':'1','text':'x'}", 200 },
	{ CMD_SEEN, "{'conversation':'1','message_id':2}", 200 },
	{ CMD_WHOAMI, "{}", 200 },
	{ CMD_MESSAGE_SHOW, "{'message':1}", 200 },
};

static void test_commands(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		json_decref(ask(commands[i].id, commands[i].args, commands[i].status));
	json_t *v = ask(CMD_WHOAMI, "{}", 200);
	assert_int_equal(json_i64_or(v, "uid", -1), getuid());
	assert_string_equal(json_str(v, "rights"), "admin");
	json_decref(v);
}

static const struct {
	const char *method, *uri, *body;
	int status;
	const char *key;
} wrong[] = {
	{ "GET", "/", NULL, 404, "route.unknown" },
	{ "GET", "/api/sesions", NULL, 404, "route.unknown" },
	{ "POST", "/api/health", NULL, 405, "route.method" },
	{ "DELETE", "/api/conversations/1/draft", NULL, 405, "route.method" },
	{ "GET", "/api/conversations?limit=ten", NULL, 400, "args.type" },
	{ "GET", "/api/conversations?colour=red", NULL, 400, "args.unknown" },
	{ "GET", "/api/messages/%ff", NULL, 400, "args.utf8" },
	{ "GET", "/api/messages/1?before=x", NULL, 400, "args.type" },
	{ "POST", "/api/messages/send", NULL, 400, "args.missing" },
	{ "POST", "/api/messages/send", "not json", 400, "json.bad" },
	{ "POST", "/api/messages/send", "{\"to\":1,\"text\":\"a\",\"wiat\":true}", 400, "args.unknown" },
	{ "POST", "/api/messages/send", "{\"to\":1,\"text\":[]}", 400, "args.type" },
	{ "POST", "/api/messages/send", "{\"to\":1,\"text\":\"a\\u0000b\"}", 400, NULL },
	{ "POST", "/api/messages/send", "{\"to\":1,\"text\":\"\xff\"}", 400, "json.bad" },
	{ "PUT", "/api/conversations/1/draft", "{\"text\":1}", 400, "args.type" },
};

static void test_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char why[512];
		int status;
		json_t *v = call(wrong[i].method, wrong[i].uri, wrong[i].body,
			wrong[i].body ? strlen(wrong[i].body) : 0, &status);
		if (status != wrong[i].status || !shape_check("error", v, why, sizeof why)
			|| (wrong[i].key && strcmp(json_str_or(v, "error.key", ""), wrong[i].key) != 0))
			fail_msg("%s %s: %d %s", wrong[i].method, wrong[i].uri, status,
				json_str_or(v, "error.message", why));
		json_decref(v);
	}
}

static void test_large(void **state)
{
	size_t n = CEIL_API_BODY + 1;
	char *body = xmalloc(n);
	int status;
	(void)state;
	memset(body, ' ', n);
	json_t *v = call("POST", "/api/messages/send", body, n, &status);
	assert_int_equal(status, 413);
	assert_string_equal(json_str(v, "error.key"), "api.body");
	json_decref(v);
	/* One byte less is only wrong in what it says. */
	v = call("POST", "/api/messages/send", body, n - 1, &status);
	assert_int_equal(status, 400);
	json_decref(v);
	/* A text may have 64 KB, not more. */
	memset(body, 'x', n);
	int head = snprintf(body, n, "{\"conversation\":1,\"text\":\"");
	(void)head;
	snprintf(body, n, "{\"text\":\"%0*d\"}", 65537, 0);
	v = call("PUT", "/api/conversations/1/draft", body, strlen(body), &status);
	assert_int_equal(status, 413);
	json_decref(v);
	snprintf(body, n, "{\"text\":\"%0*d\"}", 65536, 0);
	v = call("PUT", "/api/conversations/1/draft", body, strlen(body), &status);
	assert_int_equal(status, 200);
	json_decref(v);
	free(body);
}

static void say(int fd, const char *s)
{
	assert_int_equal(write(fd, s, strlen(s)), (ssize_t)strlen(s));
}

static void test_raw(void **state)
{
	static const struct {
		const char *request, *answer;
	} rows[] = {
		{ "DELETE /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "Allow: GET" },
		{ "GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "X-Content-Type-Options: nosniff" },
		{ "GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "Cache-Control: no-store" },
		{ "POST /api/messages/send HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n", "413" },
		{ "POST /api/messages/send HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
		  "5\r\n{\"to\"\r\n9\r\n:6,\"text\"\r\n6\r\n:\"Hi\"}\r\n0\r\n\r\n", "422" },
		{ "nonsense\r\n\r\n", NULL },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf in = { 0 };
		int fd = door_unix(path);
		say(fd, rows[i].request);
		if (!door_hear(fd, &in, rows[i].answer))
			fail_msg("%s: %s", rows[i].request, buf_str(&in));
		close(fd);
		buf_fini(&in);
	}
}

/* A body without end is cut off, and the thread goes on. */
static void test_flood(void **state)
{
	int fd = door_unix(path), status;
	char chunk[65536 + 16];
	size_t sent = 0;
	(void)state;
	say(fd, "POST /api/messages/send HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
	int head = snprintf(chunk, sizeof chunk, "10000\r\n");
	memset(chunk + head, ' ', 65536);
	memcpy(chunk + head + 65536, "\r\n", 2);
	for (; sent < 64u << 20; sent += 65536)
		if (send(fd, chunk, (size_t)head + 65536 + 2, MSG_NOSIGNAL) < 0)
			break;
	assert_true(sent < 64u << 20);
	close(fd);
	json_decref(call("GET", "/api/health", NULL, 0, &status));
	assert_int_equal(status, 200);
}

static int open_events(struct buf *in)
{
	int fd = door_unix(path);
	buf_init(in, 64 << 20);
	say(fd, "GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n");
	if (!door_hear(fd, in, "event: hello"))
		fail_msg("no hello: %s", buf_str(in));
	return fd;
}

/* The chunked stream as it was before it was chunked. */
static void unchunk(const struct buf *in, struct buf *out)
{
	const char *p = strstr(buf_str(in), "\r\n\r\n"), *end = in->v + in->n;
	assert_non_null(p);
	buf_init(out, 64 << 20);
	for (p += 4; p < end;) {
		char *after;
		size_t n = strtoul(p, &after, 16);
		if (after + 2 + n > end || n == 0)
			break;
		buf_add(out, after + 2, n);
		p = after + 2 + n + 2;
	}
}

/* Every event of a stream: its name known, its row in its shape, ids rising.
 * Adds the names to `names`, each with a space behind. */
static size_t check_events(const struct buf *in, struct buf *names)
{
	struct buf text;
	long long last = 0, id;
	size_t n = 0;
	unchunk(in, &text);
	for (char *p = text.v, *end; p && (end = strstr(p, "\n\n")) != NULL; p = end + 2) {
		char name[32], why[512];
		int at = 0;
		struct err e = { 0 };
		*end = '\0';
		if (*p == ':')
			continue;
		if (sscanf(p, "id: %lld\nevent: %31s\ndata: %n", &id, name, &at) != 2 || !at)
			fail_msg("no event: %.200s", p);
		json_t *v = json_read(p + at, strlen(p + at), &e);
		if (!v)
			fail_msg("%s: %s: %.200s", name, err_text(&e), p);
		if (id < last)
			fail_msg("event %lld after %lld", id, last);
		last = id;
		if (!shape_check(strcmp(name, "resync") == 0 ? "empty" : name, v, why, sizeof why))
			fail_msg("%s: %s", name, why);
		buf_addf(names, "%s ", name);
		n++;
		json_decref(v);
	}
	buf_fini(&text);
	return n;
}

static void test_events(void **state)
{
	struct buf in, names = { 0 };
	(void)state;
	int fd = open_events(&in);
	assert_non_null(strstr(buf_str(&in), "Content-Type: text/event-stream"));
	json_decref(ask(CMD_SEND, "{'to':'1','text':'Halo kak'}", 202));
	json_decref(ask(CMD_STOP, "{}", 200));
	assert_true(door_hear(fd, &in, "event: health"));
	check_events(&in, &names);
	assert_int_equal(strncmp(buf_str(&names), "hello ", 6), 0);
	assert_non_null(strstr(buf_str(&names), " message "));
	assert_non_null(strstr(buf_str(&names), " conversation "));
	assert_non_null(strstr(buf_str(&names), " queue "));
	assert_true(strstr(buf_str(&names), " message ") < strstr(buf_str(&names), " health "));
	assert_non_null(strstr(buf_str(&in), "Halo kak"));
	/* Silent for 15 seconds: a comment. The next request lets the thread look. */
	clock_move(15000);
	json_decref(ask(CMD_HEALTH, "{}", 200));
	assert_true(door_hear(fd, &in, "\n:\n\n"));
	close(fd);
	buf_fini(&in);
	buf_fini(&names);
}

static bool faces_become(int n)
{
	for (int i = 0; i < PATIENCE_MS / 5 && api_faces(api) != n; i++)
		poll(NULL, 0, 5);
	return api_faces(api) == n;
}

/* A reader that goes away is missed at once, not at the next event. */
static void test_faces(void **state)
{
	struct buf in;
	(void)state;
	assert_int_equal(api_faces(api), 0);
	int fd = open_events(&in);
	assert_int_equal(api_faces(api), 1);
	buf_fini(&in);
	int other = open_events(&in);
	assert_true(faces_become(2));
	close(fd);
	assert_true(faces_become(1));
	close(other);
	assert_true(faces_become(0));
	buf_fini(&in);
}

/* Who does not read delays nobody, loses events, and is told to read again. */
static void test_slow_reader(void **state)
{
	struct buf in, names = { 0 };
	struct changes one = { 0 };
	(void)state;
	char *text = xmalloc(60001);
	memset(text, 'x', 60000);
	text[60000] = '\0';
	int64_t id = shop_hear(&shop, "toko", "6281234567890@c.us", false, NULL, text, SHOP_NOW);
	int fd = open_events(&in);
	changes_add(&one, CHANGE_MESSAGE, id);
	for (int i = 0; i < 200; i++) {
		engine_changed(shop.engine, &one);
		json_decref(ask(CMD_MESSAGE_SHOW, "{'message':1}", 200));
	}
	clock_move(1000);
	json_decref(ask(CMD_HEALTH, "{}", 200));
	assert_true(door_hear(fd, &in, "event: resync"));
	/* What came is whole events all the same. */
	json_decref(ask(CMD_STOP, "{}", 200));
	assert_true(door_hear(fd, &in, "event: health"));
	size_t n = check_events(&in, &names);
	assert_true(n > 3 && n < 200);
	close(fd);
	changes_fini(&one);
	buf_fini(&in);
	buf_fini(&names);
	free(text);
}

/* Too much at once: read everything again, said once. */
static void test_resync(void **state)
{
	struct buf in, names = { 0 };
	struct changes many = { 0 };
	(void)state;
	int fd = open_events(&in);
	for (int i = 1; i <= 1000; i++)
		changes_add(&many, CHANGE_CONVERSATION, i);
	engine_changed(shop.engine, &many);
	assert_true(door_hear(fd, &in, "event: resync"));
	json_decref(ask(CMD_STOP, "{}", 200));
	assert_true(door_hear(fd, &in, "event: health"));
	size_t n = check_events(&in, &names);
	if (n > 20)
		fail_msg("%zu events: %s", n, buf_str(&names));
	close(fd);
	changes_fini(&many);
	buf_fini(&in);
	buf_fini(&names);
}

/* WAHA is not there: the request waits, others do not, and the answer says so. */
static void test_jobs(void **state)
{
	struct buf in = { 0 };
	struct err e = { 0 };
	char why[512];
	(void)state;
	int fd = door_unix(path);
	say(fd, "GET /api/sessions/toko/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	for (int i = 0; i < 20; i++)
		json_decref(ask(CMD_HEALTH, "{}", 200));
	struct pollfd p = { .fd = fd, .events = POLLIN };
	assert_int_equal(poll(&p, 1, 0), 0);
	/* With its workers the engine finds nobody at WAHA's address. */
	if (!engine_start(shop.engine, &e))
		fail_msg("%s", err_text(&e));
	assert_true(door_hear(fd, &in, NULL));
	assert_non_null(strstr(buf_str(&in), " 502 "));
	const char *body = strstr(buf_str(&in), "\r\n\r\n");
	json_t *v = json_read(body, strlen(body), &e);
	if (!shape_check("error", v, why, sizeof why))
		fail_msg("%s", why);
	assert_string_equal(json_str(v, "error.kind"), "remote");
	json_decref(v);
	close(fd);
	buf_fini(&in);
}

/* No result within its time; and an engine that ends meanwhile. */
static void test_jobs_end(void **state)
{
	struct buf slow = { 0 }, left = { 0 };
	(void)state;
	int fd = door_unix(path);
	say(fd, "GET /api/doctor HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	json_decref(ask(CMD_HEALTH, "{}", 200));
	clock_move(75000);
	json_decref(ask(CMD_HEALTH, "{}", 200));
	assert_true(door_hear(fd, &slow, NULL));
	assert_non_null(strstr(buf_str(&slow), " 502 "));
	assert_non_null(strstr(buf_str(&slow), "api.slow"));
	close(fd);
	fd = door_unix(path);
	say(fd, "GET /api/doctor HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	json_decref(ask(CMD_HEALTH, "{}", 200));
	struct buf in;
	int events = open_events(&in);
	api_stop(api);
	assert_true(door_hear(fd, &left, NULL));
	assert_non_null(strstr(buf_str(&left), " 503 "));
	assert_non_null(strstr(buf_str(&left), "api.ending"));
	assert_true(door_hear(events, &in, NULL));
	close(fd);
	close(events);
	buf_fini(&slow);
	buf_fini(&left);
	buf_fini(&in);
}

/* Health counts what went wrong, and the log tells who asked what, without a word
 * of what was said. */
static void test_log(void **state)
{
	struct err e = { 0 };
	struct buf text;
	(void)state;
	assert_true(engine_start(shop.engine, &e));
	json_decref(ask(CMD_SESSION_STATUS, "{'session':'toko'}", 502));
	json_decref(ask(CMD_CONVERSATION_SHOW, "{'conversation':'nobody-secret'}", 404));
	json_decref(ask(CMD_SEND, "{'to':'1','text':'very secret'}", 202));
	json_t *v = ask(CMD_HEALTH, "{}", 200);
	assert_int_equal(json_i64_or(v, "errors.remote", 0), 1);
	assert_true(json_is_null(json_object_get(v, "errors")) || !json_at(v, "errors.not-found"));
	json_decref(v);
	char *file = path_join(shop.dir, "log/api.log");
	buf_init(&text, 1 << 20);
	assert_true(file_read(file, &text, &e));
	assert_non_null(strstr(buf_str(&text), "session status 502"));
	assert_non_null(strstr(buf_str(&text), "conversation show 404"));
	assert_non_null(strstr(buf_str(&text), "send 202"));
	assert_null(strstr(buf_str(&text), "very secret"));
	buf_fini(&text);
	free(file);
}

/* A file of so many bytes of a pattern that does not repeat at once. */
struct pattern {
	int64_t at, size;
};

static size_t pattern_read(void *ctx, char *out, size_t cap)
{
	struct pattern *p = ctx;
	size_t n = p->size - p->at < (int64_t)cap ? (size_t)(p->size - p->at) : cap;
	for (size_t i = 0; i < n; i++, p->at++)
		out[i] = (char)(p->at ^ p->at >> 8 ^ p->at >> 16);
	return n;
}

static bool pattern_write(void *ctx, const char *data, size_t n)
{
	struct pattern *p = ctx;
	for (size_t i = 0; i < n; i++, p->at++)
		if (data[i] != (char)(p->at ^ p->at >> 8 ^ p->at >> 16))
			return false;
	return true;
}

static json_t *upload(int64_t size, const char *query, int want)
{
	struct pattern p = { .size = size };
	struct http_answer a = { 0 };
	char url[512], why[512];
	snprintf(url, sizeof url, "http://wartel/api/media%s", query);
	struct http_request q = { .method = "POST", .url = url, .unix_socket = path, .read = pattern_read,
		.read_ctx = &p, .body_len = (size_t)size, .changing = true, .timeout_ms = 60000 };
	struct err e = { 0 };
	if (!http_call(http, &q, &a, &e))
		fail_msg("%s (%s)", err_text(&e), a.why);
	json_t *v = json_read(buf_str(&a.body), a.body.n, &e);
	assert_non_null(v);
	if (a.status != want)
		fail_msg("%lld bytes: %d: %s", (long long)size, a.status, buf_str(&a.body));
	if (!shape_check(want < 300 ? "media" : "error", v, why, sizeof why))
		fail_msg("%s", why);
	http_answer_fini(&a);
	return v;
}

static void download(int64_t id, int64_t size)
{
	struct pattern p = { .size = size };
	struct http_answer a = { 0 };
	char url[64];
	snprintf(url, sizeof url, "http://wartel/api/media/%lld", (long long)id);
	struct http_request q = { .method = "GET", .url = url, .unix_socket = path, .write = pattern_write,
		.write_ctx = &p, .timeout_ms = 60000 };
	assert_true(http_call(http, &q, &a, NULL));
	assert_int_equal(a.status, 200);
	assert_string_equal(a.content_type, "application/octet-stream");
	assert_int_equal(p.at, size);
	http_answer_fini(&a);
}

/* The most memory that this process ever had, kilobytes. */
static long peak_kb(void)
{
	struct rusage u;
	assert_int_equal(getrusage(RUSAGE_SELF, &u), 0);
	return u.ru_maxrss;
}

static size_t files_kept(void)
{
	char *folder = path_join(shop.dir, "media");
	DIR *dir = opendir(folder);
	size_t n = 0;
	for (struct dirent *d; dir && (d = readdir(dir)) != NULL;)
		n += d->d_name[0] != '.';
	if (dir)
		closedir(dir);
	free(folder);
	return n;
}

/* Files in and out, as streams: 60 MB pass and leave no trace in memory. */
static void test_files(void **state)
{
	enum { LARGE = 60 << 20 };
	char args[96];
	(void)state;
	json_t *v = upload(5, "?filename=..%2Fa%0Ab.bin", 201);
	int64_t id = json_i64_or(v, "id", 0);
	assert_string_equal(json_str(v, "filename"), "a_b.bin");
	assert_string_equal(json_str(v, "kind"), "document");
	assert_int_equal(json_i64_or(v, "size", 0), 5);
	json_decref(v);
	download(id, 5);
	long before = peak_kb();
	v = upload(LARGE, "", 201);
	int64_t large = json_i64_or(v, "id", 0);
	json_decref(v);
	download(large, LARGE);
	assert_in_range(peak_kb() - before, 0, 16 << 10);
	json_decref(upload(0, "", 400));
	json_decref(upload((int64_t)CEIL_MEDIA + 1, "", 413));
	json_decref(upload(5, "?name=a", 400));
	/* What was refused goes when its connection does. */
	for (int i = 0; i < 200 && files_kept() != 2; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 10 * 1000 * 1000 }, NULL);
	assert_int_equal(files_kept(), 2);
	json_decref(ask(CMD_FILE_GET, "{'media':99}", 404));
	/* With a message. */
	snprintf(args, sizeof args, "{'to':'1','media_id':%lld}", (long long)id);
	v = ask(CMD_SEND, args, 202);
	assert_string_equal(json_str(v, "kind"), "document");
	assert_int_equal(json_i64_or(v, "media.id", 0), id);
	assert_null(json_str(v, "text"));
	json_decref(v);
	snprintf(args, sizeof args, "{'to':'1','media_id':%lld}", (long long)large);
	json_decref(ask(CMD_SEND, args, 413)); /* more than WAHA takes */
	snprintf(args, sizeof args, "{'to':'1','media_id':%lld,'as':'image'}", (long long)id);
	json_decref(ask(CMD_SEND, args, 400));
	json_decref(ask(CMD_SEND, "{'to':'1','media_id':99}", 404));
	json_decref(ask(CMD_SEND, "{'to':'1','text':'x','as':'image'}", 400));
	json_decref(ask(CMD_SEND, "{'to':'1'}", 400));
}

/* Who hangs up in the middle, or sends more than he said, leaves nothing. */
static void test_files_broken(void **state)
{
	struct buf in = { 0 };
	char part[4096];
	(void)state;
	memset(part, 'x', sizeof part);
	int fd = door_unix(path);
	say(fd, "POST /api/media HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
	assert_int_equal(write(fd, part, sizeof part), (ssize_t)sizeof part);
	json_decref(ask(CMD_HEALTH, "{}", 200));
	close(fd);
	for (int i = 0; i < 200 && files_kept(); i++)
		json_decref(ask(CMD_HEALTH, "{}", 200));
	assert_int_equal(files_kept(), 0);
	/* Without a length: until the ceiling. */
	fd = door_unix(path);
	say(fd, "POST /api/media HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
	for (int64_t n = 0; n <= CEIL_MEDIA; n += (int64_t)sizeof part) {
		say(fd, "1000\r\n");
		assert_int_equal(write(fd, part, sizeof part), (ssize_t)sizeof part);
		say(fd, "\r\n");
	}
	say(fd, "0\r\n\r\n");
	assert_true(door_hear(fd, &in, NULL));
	assert_non_null(strstr(buf_str(&in), " 413 "));
	close(fd);
	buf_fini(&in);
	assert_int_equal(files_kept(), 0);
}

static void test_socket(void **state)
{
	struct err e = { 0 };
	struct stat s;
	char name[160];
	(void)state;
	assert_int_equal(stat(path, &s), 0);
	assert_true(S_ISSOCK(s.st_mode));
	assert_int_equal(s.st_mode & 0777, 0600);
	/* 107 bytes are a path, 108 are not. */
	memset(name, 'x', sizeof name);
	size_t n = strlen(shop.dir);
	memcpy(name, shop.dir, n);
	name[n] = '/';
	name[108] = '\0';
	assert_null(api_new(shop.engine, name, &e));
	assert_string_equal(e.say.key, "api.path");
	assert_non_null(strstr(err_text(&e), "`socket`"));
	name[107] = '\0';
	struct api *other = api_new(shop.engine, name, &e);
	assert_non_null(other);
	api_free(other);
	assert_int_equal(access(name, F_OK), -1);
	/* What is no socket is not removed. */
	snprintf(name, sizeof name, "%s/wartel.conf", shop.dir);
	assert_null(api_new(shop.engine, name, &e));
	assert_string_equal(e.say.key, "api.occupied");
	assert_int_equal(access(name, F_OK), 0);
	/* A socket that a dead engine left is taken over. */
	snprintf(name, sizeof name, "%s/old.sock", shop.dir);
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	str_copy(a.sun_path, sizeof a.sun_path, name);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	close(fd);
	other = api_new(shop.engine, name, &e);
	assert_non_null(other);
	api_free(other);
}

#define EACH(f) cmocka_unit_test_setup_teardown(f, opened, closed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(test_commands),
		EACH(test_wrong),
		EACH(test_large),
		EACH(test_raw),
		EACH(test_flood),
		EACH(test_events),
		EACH(test_faces),
		EACH(test_slow_reader),
		EACH(test_resync),
		EACH(test_jobs),
		EACH(test_jobs_end),
		EACH(test_log),
		EACH(test_files),
		EACH(test_files_broken),
		EACH(test_socket),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
