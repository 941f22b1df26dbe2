/* openapi: the API as an OpenAPI 3.1 document, from the table of commands and the
 * schemas of their answers, which are installed with the program. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"

#include "cli/out.h"
#include "cli/room.h"

#include "base/banned.h"

/* "/api/sessions/:sessionId/qr" as "/api/sessions/{session}/qr": parts bear the
 * names of the arguments. */
static void path_of(const struct command *c, struct buf *out)
{
	const struct arg *a = c->args;

	for (const char *p = c->route; *p; p++) {
		if (*p != ':') {
			buf_addc(out, *p);
			continue;
		}
		while (!(a->flags & ARG_IN_PATH)) {
			a++;
		}
		buf_addf(out, "{%s}", (a++)->name);
		p += strcspn(p, "/") - 1;
	}
}

static json_t *type_of(const struct arg *a)
{
	json_t *o = json_object(), *list;

	switch (a->kind) {
	case ARG_INT:
	case ARG_MESSAGE:
		json_put_str(o, "type", "integer");
		if (a->kind == ARG_MESSAGE) {
			json_put_i64(o, "minimum", 1);
		} else if (a->max > 0) {
			json_put_i64(o, "minimum", a->min);
			json_put_i64(o, "maximum", a->max);
		}
		break;
	case ARG_BOOL:
		json_put_str(o, "type", "boolean");
		break;
	case ARG_CONVERSATION:
	case ARG_CONTACT:
	case ARG_TO:
		json_put(o, "type", json_pack("[s, s]", "integer", "string"));
		break;
	case ARG_CHOICE:
		json_put_str(o, "type", "string");
		list = json_array();
		for (const char *const *c = a->choices; *c; c++) {
			json_array_append_new(list, json_string(*c));
		}
		json_put(o, "enum", list);
		break;
	default:
		json_put_str(o, "type", "string");
		break;
	}
	return a->flags & ARG_MANY ? json_pack("{s:s, s:o}", "type", "array", "items", o) : o;
}

static bool travels(const struct arg *a)
{
	return !(a->flags & ARG_FACE);
}

static bool has_body(const struct command *c)
{
	return !(c->flags & CMD_UPLOAD) && (!strcmp(c->method, "POST") || !strcmp(c->method, "PUT"));
}

static json_t *parameter(const struct arg *a)
{
	bool in_path = a->flags & ARG_IN_PATH;

	return json_pack("{s:s, s:s, s:b, s:s, s:o}", "name", a->name, "in", in_path ? "path" : "query", "required",
		in_path || (a->flags & ARG_REQUIRED), "description", a->help, "schema", type_of(a));
}

static json_t *body(const struct command *c)
{
	json_t *properties = json_object(), *required = json_array(), *schema;

	for (const struct arg *a = c->args; a->name; a++) {
		if (!travels(a) || (a->flags & ARG_IN_PATH)) {
			continue;
		}
		json_t *type = type_of(a);
		json_put_str(type, "description", a->help);
		json_put(properties, a->name, type);
		if (a->flags & ARG_REQUIRED) {
			json_array_append_new(required, json_string(a->name));
		}
	}
	bool must = json_array_size(required);
	schema = json_pack("{s:s, s:b, s:o}", "type", "object", "additionalProperties", 0, "properties", properties);
	if (must) {
		json_put(schema, "required", required);
	} else {
		json_decref(required);
	}
	return json_pack("{s:b, s:{s:{s:o}}}", "required", must, "content", "application/json", "schema", schema);
}

static json_t *shape_ref(const char *name)
{
	char *ref = xasprintf("#/components/schemas/%s", name);
	json_t *o = json_pack("{s:s}", "$ref", ref);

	free(ref);
	return o;
}

static json_t *answer(const char *description, const char *type, json_t *schema)
{
	return json_pack("{s:s, s:{s:{s:o}}}", "description", description, "content", type, "schema", schema);
}

/* A file as it is. */
static json_t *bytes(void)
{
	return json_pack("{s:b, s:{s:{}}}", "required", 1, "content", "application/octet-stream");
}

static json_t *responses(const struct command *c)
{
	json_t *o = json_object(), *schema = shape_ref(c->shape);

	if (c->flags & CMD_LIST) {
		schema = json_pack("{s:s, s:b, s:[s, s], s:{s:{s:s, s:o}, s:{s:[s, s]}}}", "type", "object",
			"additionalProperties", 0, "required", "items", "next", "properties", "items", "type", "array",
			"items", schema, "next", "type", "string", "null");
	}
	if (c->flags & CMD_STREAM) {
		json_decref(schema);
		schema = json_pack("{s:s}", "type", "string");
	}
	if (c->flags & CMD_DOWNLOAD) {
		json_decref(schema);
		schema = json_object();
	}
	json_put(o, "200", answer(c->help, c->flags & CMD_STREAM ? "text/event-stream" :
		c->flags & CMD_DOWNLOAD ? "application/octet-stream" : "application/json", schema));
	if (c->flags & CMD_SENDS) {
		json_put(o, "202", answer("it waits, or is held: the verdict says why", "application/json",
			shape_ref(c->shape)));
	}
	json_put(o, "default", answer("what is wrong, and what to do", "application/json", shape_ref("error")));
	return o;
}

/* "conversation show" as conversationShow. */
static void operation_id(const char *name, struct buf *out)
{
	for (bool up = false; *name; name++) {
		if (*name == ' ') {
			up = true;
			continue;
		}
		buf_addc(out, up ? (char)toupper((unsigned char)*name) : *name);
		up = false;
	}
}

static json_t *operation(const struct command *c)
{
	struct buf id = { 0 };
	json_t *o = json_object(), *parameters = json_array();

	operation_id(c->name, &id);
	for (const struct arg *a = c->args; a->name; a++) {
		if (travels(a) && ((a->flags & ARG_IN_PATH) || !has_body(c))) {
			json_array_append_new(parameters, parameter(a));
		}
	}
	json_put_str(o, "operationId", buf_str(&id));
	json_put_str(o, "summary", c->help);
	if (c->about) {
		json_put_str(o, "description", c->about);
	}
	json_put_str(o, "x-rights", rights_name(c->rights));
	json_put(o, "parameters", parameters);
	if (has_body(c)) {
		json_put(o, "requestBody", body(c));
	} else if (c->flags & CMD_UPLOAD) {
		json_put(o, "requestBody", bytes());
	}
	json_put(o, "responses", responses(c));
	buf_fini(&id);
	return o;
}

/* Schemas name each other as files; here they stand beside each other. */
static void localise(json_t *v, struct buf *wanted)
{
	const char *key, *ref = json_str(v, "$ref");
	json_t *part;
	size_t i;

	if (ref && strstr(ref, ".json") && !strchr(ref, '#')) {
		char *local = xasprintf("#/components/schemas/%.*s", (int)(strlen(ref) - strlen(".json")), ref);
		buf_addf(wanted, "%.*s ", (int)(strlen(ref) - strlen(".json")), ref);
		json_put_str(v, "$ref", local);
		free(local);
	}
	if (json_is_object(v)) {
		json_object_foreach(v, key, part) {
			localise(part, wanted);
		}
	}
	json_array_foreach(v, i, part) {
		localise(part, wanted);
	}
}

/* A shape, and those that it is made of. */
static bool add_schema(json_t *schemas, const char *name, struct err *e)
{
	char *file = xasprintf("schemas/%s.json", name), *path = config_datafile(file);
	struct buf text, wanted;
	json_t *v = NULL;
	bool ok = true;

	buf_init(&text, CEIL_CONFIG);
	buf_init(&wanted, CEIL_CONFIG);
	if (json_object_get(schemas, name)) {
		goto out;
	}
	ok = file_read(path, &text, e) && (v = json_read(buf_str(&text), text.n, e)) != NULL;
	if (!ok) {
		goto out;
	}
	json_object_del(v, "$schema");
	localise(v, &wanted);
	json_put(schemas, name, v);
	for (const char *p = buf_str(&wanted); ok && *p; p += strcspn(p, " ") + 1) {
		char *part = xstrndup(p, strcspn(p, " "));
		ok = add_schema(schemas, part, e);
		free(part);
	}
out:
	buf_fini(&wanted);
	buf_fini(&text);
	free(path);
	free(file);
	return ok;
}

static json_t *document(struct err *e)
{
	json_t *paths = json_object(), *schemas = json_object(), *scheme;
	bool ok = add_schema(schemas, "error", e);

	for (int id = 0; ok && id < COMMAND_COUNT; id++) {
		const struct command *c = command_get((enum command_id)id);
		struct buf path = { 0 };
		char method[8];
		if (c->flags & CMD_LOCAL) {
			continue;
		}
		path_of(c, &path);
		snprintf(method, sizeof method, "%s", c->method);
		for (char *m = method; *m; m++) {
			*m = (char)tolower((unsigned char)*m);
		}
		if (!json_object_get(paths, buf_str(&path))) {
			json_put(paths, buf_str(&path), json_object());
		}
		/* Of two commands that share a route the first stands for both. */
		json_t *item = json_object_get(paths, buf_str(&path));
		if (!json_object_get(item, method)) {
			json_put(item, method, operation(c));
		}
		ok = !c->shape || add_schema(schemas, c->shape, e);
		buf_fini(&path);
	}
	if (!ok) {
		json_decref(paths);
		json_decref(schemas);
		return NULL;
	}
	scheme = json_pack("{s:{s:s, s:s}}", "token", "type", "http", "scheme", "bearer");
	return json_pack("{s:s, s:{s:s, s:s, s:s, s:{s:s, s:s}}, s:[{s:s}], s:[{s:[]}], s:o, s:{s:o, s:o}}", "openapi",
		"3.1.0", "info", "title", "wartel", "version", PACKAGE_VERSION, "description",
		"The API of wartel's engine. On its Unix socket the caller's uid says who asks; over TCP a token does.",
		"license", "name", "GPL-3.0-or-later", "identifier", "GPL-3.0-or-later", "servers", "url",
		"http://127.0.0.1:3001", "security", "token", "paths", paths, "components", "securitySchemes", scheme,
		"schemas", schemas);
}

int openapi(struct room *r)
{
	struct err e = { 0 };
	json_t *v = document(&e);
	int status;

	if (!v) {
		return cli_fail(r->cli, &e);
	}
	status = out_json(v);
	json_decref(v);
	return status;
}
