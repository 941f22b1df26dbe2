/* route: the request line of a command from its template, and the way back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/http.h"
#include "base/json.h"
#include "base/text.h"

#include "command/check.h"
#include "command/route.h"

#include "base/banned.h"

enum { SEGMENTS_MAX = 8 };

struct segment {
	const char *at;
	size_t len;
};

void request_fini(struct request *r)
{
	buf_fini(&r->path);
	buf_fini(&r->body);
	r->method = NULL;
}

void route_match_fini(struct route_match *m)
{
	json_decref(m->args);
	*m = (struct route_match){0};
}

/* Parts between slashes, up to a "?"; SEGMENTS_MAX + 1 when there are more. */
static size_t segments(const char *path, struct segment *v)
{
	size_t n = 0, end = strcspn(path, "?");
	for (size_t i = 0; i < end; i++) {
		if (path[i] != '/' || n > SEGMENTS_MAX)
			return SEGMENTS_MAX + 1;
		size_t len = 0;
		while (i + 1 + len < end && path[i + 1 + len] != '/')
			len++;
		if (n == SEGMENTS_MAX)
			return SEGMENTS_MAX + 1;
		v[n++] = (struct segment){ path + i + 1, len };
		i += len;
	}
	return n;
}

/* Whether the path is the template's; literal is how many parts agree letter
 * by letter: the row with most of them is meant. */
static bool fits(const char *route, const struct segment *path, size_t n, size_t *literal)
{
	struct segment want[SEGMENTS_MAX];
	*literal = 0;
	if (segments(route, want) != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (want[i].at[0] == ':') {
			if (path[i].len == 0)
				return false;
		} else if (want[i].len == path[i].len && memcmp(want[i].at, path[i].at, want[i].len) == 0) {
			*literal += 1;
		} else {
			return false;
		}
	}
	return true;
}

/* The row with the most literal parts; method NULL: of any method. */
static const struct command *best_fit(const char *method, const struct segment *path, size_t n)
{
	const struct command *best = NULL;
	size_t most = 0;
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		size_t literal;
		if (c->route && (!method || strcmp(method, c->method) == 0)
			&& fits(c->route, path, n, &literal) && literal > most) {
			best = c;
			most = literal;
		}
	}
	return best;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Percent-decodes; false when it is not valid text. */
static bool decode(struct buf *out, const char *s, size_t n, bool query)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '%') {
			if (n - i < 3 || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
				return false;
			buf_addc(out, (char)(hex(s[i + 1]) * 16 + hex(s[i + 2])));
			i += 2;
		} else {
			buf_addc(out, query && s[i] == '+' ? ' ' : s[i]);
		}
	}
	return !out->over && text_valid(buf_str(out), out->n);
}

/* Sets args[a] from text, as the type that the table says. What cannot be read
 * as it stays text, and command_check refuses it with its path. */
static void put_typed(json_t *args, const struct arg *a, const char *name, const char *s)
{
	char *end;
	errno = 0;
	long long n = strtoll(s, &end, 10);
	if (a && (a->kind == ARG_INT || a->kind == ARG_MESSAGE) && !errno && end != s && !*end)
		json_put_i64(args, name, n);
	else if (a && a->kind == ARG_BOOL && (strcmp(s, "true") == 0 || strcmp(s, "false") == 0))
		json_put_bool(args, name, *s == 't');
	else
		json_put_str(args, name, s);
}

static bool bad_encoding(const char *name, struct err *e)
{
	return err_set(e, ERR_USAGE, "args.utf8", N_("{path} is not valid UTF-8 text"), "path=%s", name);
}

static bool read_path(struct route_match *m, const struct segment *path, size_t n, struct err *e)
{
	struct segment want[SEGMENTS_MAX];
	const struct arg *a = m->command->args;
	segments(m->command->route, want);
	for (size_t i = 0; i < n; i++) {
		struct buf value = { 0 };
		if (want[i].at[0] != ':')
			continue;
		while (a->name && !(a->flags & ARG_IN_PATH))
			a++;
		if (!a->name)
			BUG("%s: a part of the route has no argument", m->command->name);
		bool ok = decode(&value, path[i].at, path[i].len, false);
		if (ok)
			put_typed(m->args, a, a->name, buf_str(&value));
		buf_fini(&value);
		if (!ok)
			return bad_encoding(a->name, e);
		a++;
	}
	return true;
}

static bool read_query(struct route_match *m, const char *query, struct err *e)
{
	while (*query) {
		size_t len = strcspn(query, "&"), eq = strcspn(query, "=&");
		struct buf name = { 0 }, value = { 0 };
		bool ok = decode(&name, query, eq, true)
			&& decode(&value, query + (eq < len ? eq + 1 : len), eq < len ? len - eq - 1 : 0,
				true);
		if (!ok)
			bad_encoding(name.n && text_valid(name.v, name.n) ? name.v : "query", e);
		else if (name.n && json_object_get(m->args, name.v))
			ok = err_set(e, ERR_USAGE, "args.twice", N_("{path} was given twice"), "path=%s",
				name.v);
		else if (name.n)
			put_typed(m->args, command_arg(m->command, name.v), name.v, buf_str(&value));
		buf_fini(&name);
		buf_fini(&value);
		if (!ok)
			return false;
		query += len + (query[len] == '&');
	}
	return true;
}

static void route_unknown(const char *method, const char *uri, struct err *e)
{
	char path[160], best[200] = "/api/health";
	int distance = 256;
	snprintf(path, sizeof path, "%.*s", (int)strcspn(uri, "?"), uri);
	for (int id = 0; id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		int d = c->route ? text_distance(path, c->route) : 256;
		if (d < distance) {
			distance = d;
			snprintf(best, sizeof best, "%s %s", c->method, c->route);
		}
	}
	err_set(e, ERR_NOT_FOUND, "route.unknown",
		N_("there is no {method} {path}; the nearest is {nearest}"), "method=%s\npath=%s\nnearest=%s",
		method, path, best);
}

enum route_found route_find(const char *method, const char *uri, struct route_match *m, struct err *e)
{
	struct segment path[SEGMENTS_MAX];
	size_t n = segments(uri, path);
	*m = (struct route_match){0};
	if (n == 0 || n > SEGMENTS_MAX || !best_fit(NULL, path, n)) {
		route_unknown(method, uri, e);
		return ROUTE_UNKNOWN;
	}
	m->command = best_fit(method, path, n);
	if (!m->command) {
		static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };
		for (size_t i = 0; i < 4; i++)
			if (best_fit(methods[i], path, n))
				snprintf(m->allow + strlen(m->allow), sizeof m->allow - strlen(m->allow),
					"%s%s", *m->allow ? ", " : "", methods[i]);
		err_set(e, ERR_USAGE, "route.method", N_("{path} answers to {allow}, not to {method}"),
			"path=%.*s\nallow=%s\nmethod=%s", (int)strcspn(uri, "?"), uri, m->allow, method);
		return ROUTE_METHOD;
	}
	m->args = json_object();
	const char *query = strchr(uri, '?');
	if (!read_path(m, path, n, e) || !read_query(m, query ? query + 1 : "", e))
		return ROUTE_BAD;
	return ROUTE_FOUND;
}

bool route_body(struct route_match *m, const char *body, size_t n, struct err *e)
{
	json_t *given = json_read(body, n, e), *v;
	const char *key;
	bool ok = false;
	if (!given)
		return false;
	if (!json_is_null(given) && !json_is_object(given)) {
		err_set(e, ERR_USAGE, "args.object", N_("the arguments have to be a JSON object"), NULL);
		goto out;
	}
	json_object_foreach(given, key, v) {
		if (json_object_get(m->args, key)) {
			err_set(e, ERR_USAGE, "args.twice", N_("{path} was given twice"), "path=%s", key);
			goto out;
		}
		json_object_set(m->args, key, v);
	}
	ok = command_check(m->command, m->args, false, e);
out:
	json_decref(given);
	return ok;
}

/* A value of path or query as text; false for what does not travel. */
static bool value_text(const json_t *v, struct buf *out)
{
	if (json_is_string(v))
		buf_adds(out, json_string_value(v));
	else if (json_is_integer(v))
		buf_addf(out, "%lld", (long long)json_integer_value(v));
	else if (json_is_boolean(v))
		buf_adds(out, json_is_true(v) ? "true" : "false");
	else
		return false;
	return true;
}

/* The path with its parts filled in. With hide the first byte of each value is
 * percent-encoded whatever it is, so that no literal of the table fits it. */
static void write_path(const struct command *cmd, const json_t *args, bool hide, struct buf *out)
{
	struct segment want[SEGMENTS_MAX];
	size_t n = segments(cmd->route, want);
	const struct arg *a = cmd->args;
	for (size_t i = 0; i < n; i++) {
		struct buf value = { 0 };
		buf_addc(out, '/');
		if (want[i].at[0] != ':') {
			buf_add(out, want[i].at, want[i].len);
			continue;
		}
		while (!(a->flags & ARG_IN_PATH))
			a++;
		value_text(json_object_get(args, a->name), &value);
		a++;
		size_t skip = hide && value.n ? 1 : 0;
		/* "." and ".." would be walked by whoever tidies a path. */
		if (value.n && value.v[0] == '.')
			skip = 1;
		if (skip)
			buf_addf(out, "%%%02X", (unsigned)(unsigned char)value.v[0]);
		http_escape(out, buf_str(&value) + skip);
		buf_fini(&value);
	}
}

static bool travels_in_body(const struct command *cmd)
{
	return !(cmd->flags & CMD_UPLOAD)
		&& (strcmp(cmd->method, "POST") == 0 || strcmp(cmd->method, "PUT") == 0);
}

bool route_request(const struct command *cmd, const json_t *args, struct request *r, struct err *e)
{
	struct segment path[SEGMENTS_MAX];
	json_t *body, *v;
	const char *key;
	char sep = '?';
	if (cmd->flags & CMD_LOCAL)
		BUG("%s has no route", cmd->name);
	if (!command_check(cmd, args, true, e))
		return false;
	*r = (struct request){ .method = cmd->method };
	buf_init(&r->path, CEIL_LINE * 4);
	buf_init(&r->body, CEIL_API_BODY);
	write_path(cmd, args, false, &r->path);
	size_t n = segments(r->path.v, path);
	const struct command *meant = n > SEGMENTS_MAX ? NULL : best_fit(cmd->method, path, n);
	if (!meant || strcmp(meant->route, cmd->route) != 0) {
		buf_clear(&r->path);
		write_path(cmd, args, true, &r->path);
	}
	body = json_object();
	json_object_foreach((json_t *)args, key, v) {
		const struct arg *a = command_arg(cmd, key);
		struct buf value = { 0 };
		if ((a->flags & (ARG_FACE | ARG_IN_PATH)) || json_is_null(v))
			continue;
		if (travels_in_body(cmd)) {
			json_object_set(body, key, v);
		} else if (value_text(v, &value)) {
			buf_addf(&r->path, "%c%s=", sep, key);
			http_escape(&r->path, buf_str(&value));
			sep = '&';
		}
		buf_fini(&value);
	}
	if (cmd->preset)
		json_put_bool(body, cmd->preset, cmd->preset_value);
	if (json_object_size(body))
		json_write(&r->body, body);
	json_decref(body);
	bool ok = !r->path.over && !r->body.over;
	if (!ok) {
		request_fini(r);
		err_set(e, ERR_TOO_LARGE, "args.long", N_("{path} is too long: at most {max} bytes"),
			"path=%s\nmax=%d", cmd->name, CEIL_API_BODY);
	}
	return ok;
}
