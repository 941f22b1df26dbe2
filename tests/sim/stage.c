/* stage: see the header. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/mem.h"

#include "stage.h"

enum { JOURNAL_MAX = 64 << 20 };

const char stage_config[] =
	"{\"config\":{\"noweb\":{\"store\":{\"enabled\":true}},"
	"\"webhooks\":[{\"url\":\"http://127.0.0.1:9/hook\",\"events\":[\"*\"]}]}}";

static void keep(void *ctx, const char *line, size_t n)
{
	struct stage *st = ctx;
	buf_add(&st->journal, line, n);
}

void stage_open(struct stage *st, const struct sim_options *o)
{
	struct sim_options options = { .media = true };
	struct err e = {0};
	*st = (struct stage){ .now = STAGE_START * INT64_C(1000), .events = json_array() };
	buf_init(&st->journal, JOURNAL_MAX);
	if (o)
		options = *o;
	options.now_ms = st->now;
	options.journal = keep;
	options.journal_ctx = st;
	st->sim = sim_new(&options, &e);
	if (!st->sim)
		fail_msg("%s", err_text(&e));
}

void stage_close(struct stage *st)
{
	sim_free(st->sim);
	json_decref(st->events);
	buf_fini(&st->journal);
}

static void collect(struct stage *st)
{
	struct sim_hook hook;
	while (sim_hook_next(st->sim, st->now, &hook)) {
		json_t *envelope = json_loadb(hook.body, hook.body_len, 0, NULL);
		assert_non_null(envelope);
		json_array_append_new(st->events, envelope);
		sim_hook_done(st->sim, hook.id, 200, st->now);
	}
}

void stage_wait(struct stage *st, int64_t ms)
{
	int64_t end = st->now + ms;
	while (st->now < end) {
		st->now = end - st->now > 1000 ? st->now + 1000 : end;
		sim_tick(st->sim, st->now);
		collect(st);
	}
}

void reply_fini(struct reply *r)
{
	json_decref(r->json);
	free(r->text);
	*r = (struct reply){0};
}

struct reply stage_request(struct stage *st, struct sim_request *rq)
{
	struct sim_answer a = {0};
	int64_t began = st->now;
	for (;;) {
		sim_request(st->sim, rq, st->now, &a);
		collect(st);
		stage_wait(st, a.delay_ms);
		if (a.end != SIM_AGAIN)
			break;
		sim_answer_fini(&a);
	}
	struct reply r = { .end = a.end, .status = a.status, .ms = st->now - began, .n = a.body.n };
	str_copy(r.type, sizeof r.type, a.content_type);
	r.json = a.body.n ? json_loadb(a.body.v, a.body.n, JSON_DECODE_ANY, NULL) : NULL;
	r.text = buf_take(&a.body);
	sim_answer_fini(&a);
	return r;
}

struct reply stage_ask(struct stage *st, const char *request, const char *body)
{
	size_t n = strcspn(request, " ");
	char *method = xstrndup(request, n);
	struct sim_request rq = {
		.method = method,
		.target = request + n + 1,
		.body = body,
		.body_len = body ? strlen(body) : 0,
		.connection = 1,
		.nth = st->nth,
	};
	struct reply r = stage_request(st, &rq);
	free(method);
	return r;
}

json_t *stage_do(struct stage *st, const char *request, const char *fmt, ...)
{
	char *text = NULL;
	if (fmt) {
		va_list ap;
		va_start(ap, fmt);
		json_error_t where;
		json_t *body = json_vpack_ex(&where, 0, fmt, ap);
		va_end(ap);
		if (!body)
			fail_msg("%s: %s", fmt, where.text);
		text = json_dumps(body, JSON_COMPACT);
		json_decref(body);
	}
	struct reply r = stage_ask(st, request, text);
	if (r.status < 200 || r.status > 299)
		fail_msg("%s: %d %s", request, r.status, r.text ? r.text : "");
	json_t *json = json_incref(r.json);
	reply_fini(&r);
	free(text);
	return json;
}

char *stage_send(struct stage *st, const char *chat, const char *text)
{
	json_t *answer = stage_do(st, "POST /api/sendText", "{s:s,s:s,s:s}", "session", "default", "chatId",
				  chat, "text", text);
	char *id = xstrdup(json_str_or(answer, "key.id", ""));
	json_decref(answer);
	return id;
}

json_t *stage_event(const struct stage *st, const char *name)
{
	for (size_t i = json_array_size(st->events); i-- > 0;) {
		json_t *e = json_array_get(st->events, i);
		if (!strcmp(json_str_or(e, "event", ""), name))
			return e;
	}
	return NULL;
}

size_t stage_count(const struct stage *st, const char *name)
{
	size_t n = 0;
	for (size_t i = 0; i < json_array_size(st->events); i++)
		n += !strcmp(json_str_or(json_array_get(st->events, i), "event", ""), name);
	return n;
}

void stage_forget(struct stage *st)
{
	json_array_clear(st->events);
}

size_t stage_lines(const struct stage *st, const char *what, const char *contains)
{
	size_t n = 0;
	char *tag = xasprintf("\"what\":\"%s\"", what);
	for (const char *line = buf_str(&st->journal); *line;) {
		size_t len = strcspn(line, "\n");
		n += memmem(line, len, tag, strlen(tag)) &&
		     (!contains || memmem(line, len, contains, strlen(contains)));
		line += len + (line[len] == '\n');
	}
	free(tag);
	return n;
}
