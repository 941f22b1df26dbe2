/* json: reading with limits, looking by path, writing, and errors on the wire. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include "base/banned.h"

/* Jansson would go 2,048 levels down its own stack: look first. Brackets in
 * strings do not count; what is wrong otherwise the parser finds. */
static bool too_deep(const char *s, size_t n)
{
	int depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < n; i++) {
		char c = s[i];
		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > CEIL_JSON_DEPTH)
				return true;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

json_t *json_read(const char *s, size_t n, struct err *e)
{
	json_error_t why;
	json_t *v;
	size_t blank = 0;

	while (blank < n && strchr(" \t\r\n", s[blank]) && s[blank])
		blank++;
	if (blank == n)
		return json_null();
	if (too_deep(s, n)) {
		err_set(e, ERR_USAGE, "json.deep", N_("this JSON nests deeper than {limit} levels"),
			"limit=%d", CEIL_JSON_DEPTH);
		return NULL;
	}
	/* Jansson steps over some of them. */
	if (memchr(s, '\0', n)) {
		err_set(e, ERR_USAGE, "json.bad", N_("this is not JSON: {why} (line {line})"),
			"line=%d\nwhy=%s", 1, "a NUL byte");
		return NULL;
	}
	v = json_loadb(s, n, JSON_DECODE_ANY, &why);
	/* A counter beyond 64 bits somewhere in an answer is no reason to lose all of it. */
	if (!v && json_error_code(&why) == json_error_numeric_overflow)
		v = json_loadb(s, n, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &why);
	if (!v)
		err_set(e, ERR_USAGE, "json.bad", N_("this is not JSON: {why} (line {line})"),
			"line=%d\nwhy=%s", why.line, why.text);
	return v;
}

static int add_piece(const char *p, size_t n, void *out)
{
	buf_add(out, p, n);
	return ((struct buf *)out)->over ? -1 : 0;
}

void json_write(struct buf *out, const json_t *v)
{
	/* Fails only past the ceiling, which `over` says. */
	json_dump_callback(v, add_piece, out, JSON_COMPACT | JSON_ENCODE_ANY);
}

const json_t *json_at(const json_t *v, const char *path)
{
	while (v && *path) {
		size_t n = strcspn(path, ".");
		if (json_is_object(v)) {
			char key[128];
			if (n >= sizeof key)
				return NULL;
			memcpy(key, path, n);
			key[n] = '\0';
			v = json_object_get(v, key);
		} else if (json_is_array(v) && n > 0 && n < 9 && strspn(path, "0123456789") == n) {
			v = json_array_get(v, (size_t)strtoul(path, NULL, 10));
		} else {
			return NULL;
		}
		path += n;
		if (*path == '.')
			path++;
	}
	return json_is_null(v) ? NULL : v;
}

const char *json_str(const json_t *v, const char *path)
{
	return json_string_value(json_at(v, path));
}

const char *json_str_or(const json_t *v, const char *path, const char *otherwise)
{
	const char *s = json_str(v, path);

	return s ? s : otherwise;
}

bool json_i64(const json_t *v, const char *path, int64_t *out)
{
	const json_t *at = json_at(v, path);

	if (json_is_integer(at)) {
		*out = json_integer_value(at);
		return true;
	}
	if (json_is_real(at)) {
		double d = json_real_value(at);
		/* 2^63 is a double, the largest int64_t is not. */
		if (!(d >= -0x1p63 && d < 0x1p63))
			return false;
		*out = (int64_t)d;
		return true;
	}
	if (json_is_string(at)) {
		const char *s = json_string_value(at);
		size_t sign = *s == '-', digits = strspn(s + sign, "0123456789");
		if (digits == 0 || s[sign + digits] != '\0')
			return false;
		errno = 0;
		long long n = strtoll(s, NULL, 10);
		if (errno)
			return false;
		*out = n;
		return true;
	}
	return false;
}

int64_t json_i64_or(const json_t *v, const char *path, int64_t otherwise)
{
	int64_t n;

	return json_i64(v, path, &n) ? n : otherwise;
}

bool json_flag(const json_t *v, const char *path)
{
	return json_is_true(json_at(v, path));
}

/* Text is kept as it came; JSON must be UTF-8. */
static json_t *string_of(const char *s)
{
	size_t n = strlen(s);
	struct buf clean;
	json_t *v;

	if (text_valid(s, n))
		return json_stringn_nocheck(s, n);
	buf_init(&clean, 3 * n);
	for (size_t at = 0; at < n;) {
		uint32_t c;
		size_t len = text_decode(s + at, n - at, &c);
		if (c == TEXT_BROKEN)
			buf_adds(&clean, "\xef\xbf\xbd");
		else
			buf_add(&clean, s + at, len);
		at += len;
	}
	v = json_stringn_nocheck(clean.v, clean.n);
	buf_fini(&clean);
	return v;
}

void json_put(json_t *o, const char *key, json_t *value)
{
	if (!json_is_object(o) || !value || json_object_set_new(o, key, value) != 0)
		BUG("cannot put %s into a JSON object", key);
}

void json_put_str(json_t *o, const char *key, const char *value)
{
	if (value)
		json_put(o, key, string_of(value));
}

void json_put_i64(json_t *o, const char *key, int64_t value)
{
	json_put(o, key, json_integer(value));
}

void json_put_bool(json_t *o, const char *key, bool value)
{
	json_put(o, key, json_boolean(value));
}

void json_put_null(json_t *o, const char *key)
{
	json_put(o, key, json_null());
}

static void put_arg(void *o, const char *name, const char *value)
{
	json_put_str(o, name, value);
}

json_t *json_from_sentence(const struct sentence *s)
{
	json_t *o = json_object(), *args = json_object();
	char said[SENTENCE_SAID];

	json_put_str(o, "key", s->key);
	json_put_str(o, "template", s->text);
	sentence_each(s, put_arg, args);
	json_put(o, "args", args);
	json_put_str(o, "message", sentence_fill(s, NULL, said, sizeof said));
	return o;
}

json_t *json_from_err(const struct err *e)
{
	json_t *o = json_object(), *say = json_from_sentence(&e->say);

	json_put_str(o, "kind", err_kind_name(e->kind));
	json_object_update(o, say);
	json_decref(say);
	return o;
}

bool json_to_sentence(const json_t *v, struct sentence *s)
{
	const char *key = json_str(v, "key"), *text = json_str(v, "template"), *name;
	json_t *args = json_object_get(v, "args"), *arg;

	*s = (struct sentence){0};
	if (!key)
		return false;
	/* Another program's error may have no template: its message is all we know. */
	if (!text)
		text = json_str(v, "message");
	if (!text)
		return false;
	str_copy(s->key, sizeof s->key, key);
	str_copy(s->text, sizeof s->text, text);
	json_object_foreach(args, name, arg) {
		if (json_is_string(arg)) {
			sentence_put(s, name, json_string_value(arg));
		} else if (json_is_number(arg) || json_is_boolean(arg)) {
			struct buf b = {0};
			json_write(&b, arg);
			sentence_put(s, name, buf_str(&b));
			buf_fini(&b);
		}
	}
	return true;
}

bool json_to_err(const json_t *v, struct err *e)
{
	const char *kind = json_str(v, "kind");

	*e = (struct err){0};
	if (!kind || !json_to_sentence(v, &e->say))
		return false;
	e->kind = err_kind_named(kind);
	return true;
}
