/* validate: see validate.h. Schemas are read once, from $top_srcdir. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/schemas/validate.h"

struct spot {
	char path[256];
	char *why;
	size_t cap;
};

static json_t *read_schemas;

static json_t *schema_named(const char *name)
{
	char path[512], file[64];
	const char *top = getenv("top_srcdir");
	json_error_t e;
	snprintf(file, sizeof file, "%.50s%s", name, strstr(name, ".json") ? "" : ".json");
	if (!read_schemas)
		read_schemas = json_object();
	json_t *s = json_object_get(read_schemas, file);
	if (s)
		return s;
	snprintf(path, sizeof path, "%s/tests/schemas/%s", top ? top : ".", file);
	s = json_load_file(path, JSON_REJECT_DUPLICATES, &e);
	if (!s) {
		fprintf(stderr, "%s: %s (line %d)\n", path, e.text, e.line);
		abort();
	}
	json_object_set_new(read_schemas, file, s);
	return s;
}

void shape_forget(void)
{
	json_decref(read_schemas);
	read_schemas = NULL;
}

static bool wrong(const struct spot *at, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool wrong(const struct spot *at, const char *fmt, ...)
{
	char what[256];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	snprintf(at->why, at->cap, "%s: %s", at->path[0] ? at->path : "(whole)", what);
	return false;
}

static bool is_type(const json_t *v, const char *type)
{
	static const struct {
		const char *name;
		json_type a, b;
	} types[] = {
		{ "object", JSON_OBJECT, JSON_OBJECT }, { "array", JSON_ARRAY, JSON_ARRAY },
		{ "string", JSON_STRING, JSON_STRING }, { "integer", JSON_INTEGER, JSON_INTEGER },
		{ "boolean", JSON_TRUE, JSON_FALSE }, { "null", JSON_NULL, JSON_NULL }, { "number", JSON_INTEGER, JSON_REAL },
	};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].name, type) == 0)
			return json_typeof(v) == types[i].a || json_typeof(v) == types[i].b;
	fprintf(stderr, "a type the validator does not know: %s\n", type);
	abort();
}

static bool check_type(const json_t *type, const json_t *v, const struct spot *at)
{
	size_t i;
	json_t *t;
	if (json_is_string(type))
		return is_type(v, json_string_value(type)) || wrong(at, "is no %s", json_string_value(type));
	json_array_foreach((json_t *)type, i, t)
		if (is_type(v, json_string_value(t)))
			return true;
	return wrong(at, "is of none of the types");
}

/* RFC 3339 to the second, with an offset in hours and minutes. */
static bool check_time(const json_t *v, const struct spot *at)
{
	static const char shape[] = "0000-00-00T00:00:00";
	const char *s = json_string_value(v);
	if (!s)
		return true;
	for (size_t i = 0; i < sizeof shape - 1; i++)
		if (shape[i] == '0' ? s[i] < '0' || s[i] > '9' : s[i] != shape[i])
			return wrong(at, "“%s” is no time", s);
	const char *zone = s + sizeof shape - 1;
	int h, m, n = 0;
	if (strcmp(zone, "Z") == 0
		|| (sscanf(zone, "%*1[+-]%2d:%2d%n", &h, &m, &n) == 2 && n == 6 && !zone[6]))
		return true;
	return wrong(at, "“%s” has no zone", s);
}

static bool check(const json_t *schema, const json_t *v, const struct spot *at);

static bool check_member(const json_t *schema, const json_t *v, const struct spot *at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
static bool check_member(const json_t *schema, const json_t *v, const struct spot *at, const char *fmt, ...)
{
	struct spot in = *at;
	size_t n = strlen(in.path);
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(in.path + n, sizeof in.path - n, fmt, ap);
	va_end(ap);
	return check(schema, v, &in);
}

static bool check_object(const json_t *schema, const json_t *v, const struct spot *at)
{
	const json_t *known = json_object_get(schema, "properties");
	const json_t *more = json_object_get(schema, "additionalProperties");
	const char *key;
	json_t *member, *name;
	size_t i;
	json_array_foreach(json_object_get(schema, "required"), i, name)
		if (!json_object_get(v, json_string_value(name)))
			return wrong(at, "%s is missing", json_string_value(name));
	json_object_foreach((json_t *)v, key, member) {
		const json_t *s = json_object_get(known, key);
		if (!s && json_is_false(more))
			return wrong(at, "%s does not belong here", key);
		if (!s && !json_is_object(more))
			continue;
		if (!check_member(s ? s : more, member, at, "%s%s", at->path[0] ? "." : "", key))
			return false;
	}
	return true;
}

static bool check_any(const json_t *all, const json_t *v, const struct spot *at)
{
	size_t i;
	json_t *s;
	json_array_foreach((json_t *)all, i, s)
		if (check(s, v, at))
			return true;
	return false; /* the last one's reason */
}

static bool check_enum(const json_t *all, const json_t *v, const struct spot *at)
{
	size_t i;
	json_t *one;
	json_array_foreach((json_t *)all, i, one)
		if (json_equal(one, v))
			return true;
	char *s = json_dumps(v, JSON_ENCODE_ANY);
	wrong(at, "%s is not one of the list", s);
	free(s);
	return false;
}

static bool check(const json_t *schema, const json_t *v, const struct spot *at)
{
	const char *key;
	json_t *s, *item;
	size_t i;
	json_object_foreach((json_t *)schema, key, s) {
		bool ok = true;
		if (strcmp(key, "type") == 0)
			ok = check_type(s, v, at);
		else if (strcmp(key, "enum") == 0)
			ok = check_enum(s, v, at);
		else if (strcmp(key, "$ref") == 0)
			ok = check(schema_named(json_string_value(s)), v, at);
		else if (strcmp(key, "anyOf") == 0)
			ok = check_any(s, v, at);
		else if (strcmp(key, "format") == 0)
			ok = check_time(v, at);
		else if (strcmp(key, "items") == 0)
			json_array_foreach((json_t *)v, i, item)
				ok = ok && check_member(s, item, at, "[%zu]", i);
		else if (strcmp(key, "properties") == 0 && json_is_object(v))
			ok = check_object(schema, v, at);
		else if (strcmp(key, "additionalProperties") == 0 && json_is_object(v))
			ok = check_object(schema, v, at);
		else if (strcmp(key, "required") != 0 && strcmp(key, "$schema") != 0
			&& strcmp(key, "title") != 0 && strcmp(key, "properties") != 0
			&& strcmp(key, "additionalProperties") != 0) {
			fprintf(stderr, "a keyword the validator does not know: %s\n", key);
			abort();
		}
		if (!ok)
			return false;
	}
	return true;
}

bool shape_check(const char *name, const json_t *v, char *why, size_t cap)
{
	struct spot at = { .why = why, .cap = cap };
	return v ? check(schema_named(name), v, &at) : wrong(&at, "is no JSON");
}

/* What some lists have beside their items: a thread the notes of its time, the first
 * page of a search the notes, people and labels that fit. *n: how many such lists. */
static bool check_beside(const struct command *cmd, const json_t *v, size_t *n, struct spot *at)
{
	static const struct {
		enum command_id id;
		const char *key, *shape;
		bool always;
	} beside[] = {
		{ CMD_MESSAGES, "notes", "note", true }, { CMD_SEARCH, "notes", "found-note", false },
		{ CMD_SEARCH, "contacts", "found-contact", false }, { CMD_SEARCH, "labels", "label", false },
	};
	for (size_t k = 0; k < sizeof beside / sizeof *beside; k++) {
		const json_t *list = json_object_get(v, beside[k].key);
		json_t *item;
		size_t i;
		if (beside[k].id != cmd->id || (!list && !beside[k].always))
			continue;
		if (!json_is_array(list))
			return wrong(at, "has no list beside its items");
		++*n;
		json_array_foreach((json_t *)list, i, item)
			if (!check_member(schema_named(beside[k].shape), item, at, "%s[%zu]", beside[k].key, i))
				return false;
	}
	return true;
}

bool shape_reply(const struct command *cmd, const json_t *v, char *why, size_t cap)
{
	struct spot at = { .why = why, .cap = cap };
	const json_t *items = json_object_get(v, "items"), *next = json_object_get(v, "next");
	/* A thread that was entered in its middle goes on both ways. */
	const json_t *newer = cmd->id == CMD_MESSAGES ? json_object_get(v, "newer") : NULL;
	json_t *item;
	/* Its page has the newest notes of its time; `notes` goes on from here. */
	const json_t *noted = cmd->id == CMD_MESSAGES ? json_object_get(v, "notes_next") : NULL;
	size_t i, others = (newer != NULL) + (noted != NULL);
	if (!(cmd->flags & CMD_LIST))
		return shape_check(cmd->shape, v, why, cap);
	if (!check_beside(cmd, v, &others, &at))
		return false;
	if (!json_is_array(items) || (!json_is_string(next) && !json_is_null(next))
		|| (newer && !json_is_string(newer) && !json_is_null(newer))
		|| (cmd->id == CMD_MESSAGES && !json_is_string(noted) && !json_is_null(noted))
		|| json_object_size(v) != 2u + others)
		return wrong(&at, "is no list of items and next");
	json_array_foreach((json_t *)items, i, item)
		if (!check_member(schema_named(cmd->shape), item, &at, "items[%zu]", i))
			return false;
	return true;
}
