/* call: queries and answers. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/zone.h"

#include "sim/call.h"
#include "sim/route.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

static int hex_value(char c)
{
	const char *at = c ? strchr("0123456789abcdefABCDEF", c) : NULL;
	if (!at)
		return -1;
	int v = (int)(at - "0123456789abcdefABCDEF");
	return v > 15 ? v - 6 : v;
}

char *url_decode(const char *s, size_t n)
{
	char *out = xmalloc(n + 1);
	size_t o = 0;
	for (size_t i = 0; i < n; i++) {
		int hi, lo;
		if (s[i] == '%' && i + 2 < n && (hi = hex_value(s[i + 1])) >= 0 &&
		    (lo = hex_value(s[i + 2])) >= 0) {
			out[o++] = (char)(hi * 16 + lo);
			i += 2;
		} else {
			out[o++] = s[i];
		}
	}
	out[o] = '\0';
	return out;
}

void query_read(struct query *q, const char *text)
{
	while (text && *text) {
		size_t n = strcspn(text, "&"), name_n = 0;
		while (name_n < n && text[name_n] != '=')
			name_n++;
		if (n) {
			LIST_GROW(q);
			q->v[q->n].name = url_decode(text, name_n);
			char *value = xstrndup(text + name_n + (name_n < n), n - name_n - (name_n < n));
			for (char *p = value; *p; p++)
				if (*p == '+')
					*p = ' ';
			q->v[q->n++].value = url_decode(value, strlen(value));
			free(value);
		}
		text += n + (text[n] == '&');
	}
}

void query_fini(struct query *q)
{
	for (size_t i = 0; i < q->n; i++) {
		free(q->v[i].name);
		free(q->v[i].value);
	}
	free(q->v);
	*q = (struct query){0};
}

const char *query_get(const struct query *q, const char *name)
{
	for (size_t i = 0; i < q->n; i++)
		if (!strcmp(q->v[i].name, name))
			return q->v[i].value;
	return NULL;
}

static void complain(json_t **list, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void complain(json_t **list, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (!*list)
		*list = json_array();
	json_array_append_new(*list, json_string(text));
}

int64_t query_number(const struct query *q, const char *name, int64_t otherwise, json_t **list)
{
	const char *s = query_get(q, name);
	if (!s)
		return otherwise;
	char *end;
	long long v = strtoll(s, &end, 10);
	if (*end || end == s) {
		complain(list, "%s must be a number conforming to the specified constraints", name);
		return otherwise;
	}
	return v;
}

int query_bool(const struct query *q, const char *name, int otherwise, json_t **list)
{
	const char *s = query_get(q, name);
	if (!s)
		return otherwise;
	if (!strcmp(s, "true") || !strcmp(s, "True") || !strcmp(s, "1"))
		return 1;
	if (!strcmp(s, "false") || !strcmp(s, "False") || !strcmp(s, "0"))
		return 0;
	complain(list, "%s must be a boolean value", name);
	return otherwise;
}

const char *query_among(const struct query *q, const char *name, const char *values, json_t **list)
{
	const char *s = query_get(q, name);
	if (!s)
		return NULL;
	for (const char *v = values; *v;) {
		size_t n = strcspn(v, ",");
		if (strlen(s) == n && !strncmp(s, v, n))
			return s;
		v += n;
		v += strspn(v, ", ");
	}
	complain(list, "%s must be one of the following values: %s", name, values);
	return NULL;
}

json_t *query_page(const struct query *q, json_t *all, json_t **complaints)
{
	int64_t limit = query_number(q, "limit", -1, complaints);
	int64_t offset = query_number(q, "offset", 0, complaints);
	json_t *page = json_array();
	int64_t n = (int64_t)json_array_size(all);
	if (limit < 0)
		offset = 0;
	for (int64_t i = offset; i < n && (limit < 0 || i < offset + limit); i++)
		json_array_append(page, json_array_get(all, (size_t)i));
	json_decref(all);
	return page;
}

void sim_answer_fini(struct sim_answer *a)
{
	buf_fini(&a->body);
	*a = (struct sim_answer){0};
}

static void start(struct call *c, int status, const char *type)
{
	buf_fini(&c->an->body);
	buf_init(&c->an->body, CEIL_WAHA_ANSWER + CEIL_MEDIA);
	c->an->end = SIM_SEND;
	c->an->status = status;
	str_copy(c->an->content_type, sizeof c->an->content_type, type);
}

void answer_text(struct call *c, int status, const char *type, const void *bytes, size_t n)
{
	start(c, status, type);
	buf_add(&c->an->body, bytes, n);
}

void answer_json(struct call *c, int status, json_t *value)
{
	start(c, status, "application/json; charset=utf-8");
	json_write(&c->an->body, value);
	json_decref(value);
}

void answer_ok(struct call *c, json_t *value)
{
	answer_json(c, !strcmp(c->rq->method, "POST") ? 201 : 200, value);
}

void answer_empty(struct call *c)
{
	start(c, !strcmp(c->rq->method, "POST") ? 201 : 200, "");
}

static const char *reason(int status)
{
	static const struct {
		int status; const char *text;
	} rows[] = {
		{ 400, "Bad Request" },		 { 403, "Forbidden" },		 { 404, "Not Found" },
		{ 422, "Unprocessable Entity" }, { 429, "Too Many Requests" },	 { 501, "Not Implemented" },
		{ 502, "Bad Gateway" },		 { 503, "Service Unavailable" }, { 504, "Gateway Timeout" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].status == status)
			return rows[i].text;
	return "Internal Server Error";
}

static void fail(struct call *c, int status, json_t *message)
{
	json_t *o = json_object();
	json_put(o, "message", message);
	/* The guard's 401 comes without the name. */
	if (status != 401)
		json_put_str(o, "error", reason(status));
	json_put_i64(o, "statusCode", status);
	answer_json(c, status, o);
}

void answer_fail(struct call *c, int status, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	json_t *message = json_string(text);
	fail(c, status, message ? message : json_string("?"));
}

void answer_complaints(struct call *c, json_t *list)
{
	fail(c, 400, list);
}

json_t *answer_version(const struct sim *sim)
{
	json_t *o = json_object(), *worker = json_object();
	json_put_str(o, "version", sim->version_text);
	json_put_str(o, "engine", sim->engine->name);
	json_put_str(o, "tier", "CORE");
	if (sim->engine->browser)
		json_put_str(o, "browser", sim->engine->browser);
	else
		json_put_null(o, "browser");
	json_put_str(o, "platform", "linux/x64");
	json_put_null(worker, "id");
	json_put(o, "worker", worker);
	return o;
}

char *iso_time(int64_t ms, char out[ISO_CAP])
{
	struct civil t = zone_civil(zone_utc(), ms / 1000);
	snprintf(out, ISO_CAP, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.year, t.month, t.day, t.hour,
		 t.minute, t.second, (int)(ms % 1000));
	return out;
}

void answer_thrown(struct call *c, const char *name, json_t *more, const char *fmt, ...)
{
	char text[1024], iso[ISO_CAP];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	json_t *o = json_object(), *exception = json_object(), *request = json_object(),
	       *query = json_object();
	json_put_i64(o, "statusCode", 500);
	json_put_str(o, "timestamp", iso_time(c->sim->now, iso));
	json_put_str(exception, "message", text);
	if (more)
		json_object_update(exception, more);
	json_decref(more);
	json_put_str(exception, "name", name);
	char *stack = xasprintf(
		"%s: %s\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
		strstr(name, "Error") == name ? "Error" : name, text);
	json_put_str(exception, "stack", stack);
	free(stack);
	json_put(o, "exception", exception);
	json_put_str(request, "path", c->rq->target);
	json_put_str(request, "method", c->rq->method);
	if (c->body)
		json_object_set(request, "body", c->body);
	for (size_t i = 0; i < c->query.n; i++)
		json_put_str(query, c->query.v[i].name, c->query.v[i].value);
	json_put(request, "query", query);
	json_put(o, "request", request);
	json_put(o, "version", answer_version(c->sim));
	answer_json(c, 500, o);
}

void answer_boom(struct call *c, int data, bool server, const char *message)
{
	json_t *more = json_object();
	if (data)
		json_put_i64(more, "data", data);
	else
		json_put_null(more, "data");
	json_put_bool(more, "isBoom", true);
	json_put_bool(more, "isServer", server);
	json_put(more, "output", json_object());
	answer_thrown(c, "Error", more, "%s", message);
}

void answer_wall(struct call *c, const char *code)
{
	json_t *more = json_object();
	char *details = xasprintf("server returned error %s", code);
	json_put_i64(more, "code", 2);
	json_put_str(more, "details", details);
	json_put(more, "metadata", json_object());
	answer_thrown(c, "Error", more, "2 UNKNOWN: %s", details);
	free(details);
}

void answer_not_expected(struct call *c, const char *expected)
{
	json_t *o = json_object(), *list = json_array();
	json_put_str(o, "error", "Session status is not as expected. Try again later or restart the session");
	json_put_str(o, "session", c->session->name);
	json_put_str(o, "status", status_names[c->session->status]);
	json_array_append_new(list, json_string(expected));
	json_put(o, "expected", list);
	answer_json(c, 422, o);
}

void answer_no_session(struct call *c, const char *name)
{
	json_t *o = json_object();
	char *text = xasprintf("Session \"%s\" does not exist", name);
	json_put_str(o, "error", text);
	json_put_str(o, "session", name);
	free(text);
	answer_json(c, 422, o);
}

void answer_unimplemented(struct call *c)
{
	answer_fail(c, 501,
		    "The method is not implemented by '%s' engine. Check the docs and try another engine: "
		    "https://waha.devlike.pro/",
		    c->sim->engine->name);
}

void answer_plus(struct call *c)
{
	answer_fail(c, 422,
		    "The feature is available only in Plus version for '%s' engine. Check this out: "
		    "https://waha.devlike.pro/",
		    c->sim->engine->name);
}

void answer_not_found(struct call *c, const char *what)
{
	answer_fail(c, 404, "%s not found", what);
}

void answer_refused(struct call *c, const char *which, const char *why)
{
	json_t *o = json_object();
	json_put_str(o, "sim", "refused");
	json_put_str(o, "rule", which);
	json_put_str(o, "message", why);
	json_put_str(o, "error", "Unprocessable Entity");
	json_put_i64(o, "statusCode", 422);
	answer_json(c, 422, o);
}

void answer_again(struct call *c, int64_t ms)
{
	c->an->end = SIM_AGAIN;
	c->an->delay_ms = ms;
}
