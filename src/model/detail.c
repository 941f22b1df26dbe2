/* detail: see detail.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"

#include "model/detail.h"

#include "base/banned.h"

enum { PHONE_MAX = 64, NAME_MAX = 1024 };

static json_int_t millionths(double degrees)
{
	return (json_int_t)(degrees * DEGREE + (degrees < 0 ? -0.5 : 0.5));
}

static void put_told(json_t *o, const char *key, const char *s)
{
	if (s && *s)
		json_put_str(o, key, s);
}

json_t *detail_location(double latitude, double longitude, const char *name, const char *address)
{
	json_t *o;

	/* Also false for what is no number. */
	if (!(latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180))
		return NULL;
	o = json_object();
	json_put_i64(o, "latitude", millionths(latitude));
	json_put_i64(o, "longitude", millionths(longitude));
	put_told(o, "name", name);
	put_told(o, "address", address);
	return o;
}

json_t *detail_poll(const char *question, const json_t *options, bool multiple)
{
	json_t *o = json_object(), *list = json_array(), *v;
	size_t i;

	json_array_foreach((json_t *)options, i, v)
		if (json_is_string(v) && json_array_size(list) < POLL_OPTIONS_MAX)
			json_array_append(list, v);
	json_put_str(o, "question", question ? question : "");
	json_put(o, "options", list);
	json_put_bool(o, "multiple", multiple);
	return o;
}

void detail_add_card(json_t *cards, const char *name, const json_t *phones)
{
	json_t *o;

	if (json_array_size(cards) >= CARDS_MAX)
		return;
	o = json_object();
	json_put_str(o, "name", name ? name : "");
	json_put(o, "phones", phones ? json_deep_copy(phones) : json_array());
	json_array_append_new(cards, o);
}

/* The value of a line, its escapes undone. */
static void value_of(const char *s, size_t n, size_t max, struct buf *out)
{
	buf_init(out, max + 1);
	for (size_t i = 0; i < n && out->n < max; i++) {
		char c = s[i];

		if (c == '\\' && i + 1 < n) {
			c = s[++i];
			c = c == 'n' || c == 'N' ? ' ' : c;
		}
		if (c != '\r')
			buf_addc(out, c);
	}
}

/* "item1.TEL;type=CELL": the name of a line, its group and parameters aside. */
static bool line_is(const char *line, size_t n, const char *name)
{
	const char *dot = memchr(line, '.', n);
	size_t skip = dot ? (size_t)(dot - line) + 1 : 0, len = strlen(name);

	if (dot && memchr(line, ';', skip))
		skip = 0;
	return n - skip >= len && !strncasecmp(line + skip, name, len) && (n - skip == len || line[skip + len] == ';');
}

void detail_add_vcard(json_t *cards, const char *vcard)
{
	struct buf name = { 0 }, phone = { 0 };
	json_t *phones = json_array();

	for (const char *line = vcard; line && *line;) {
		size_t n = strcspn(line, "\n"), head = 0;
		bool quoted = false;

		/* The first colon outside of quotes ends the parameters. */
		for (; head < n && (quoted || line[head] != ':'); head++)
			quoted ^= line[head] == '"';
		if (head < n && !name.n && line_is(line, head, "FN")) {
			buf_fini(&name);
			value_of(line + head + 1, n - head - 1, NAME_MAX, &name);
		} else if (head < n && line_is(line, head, "TEL") && json_array_size(phones) < CARD_PHONES_MAX) {
			value_of(line + head + 1, n - head - 1, PHONE_MAX, &phone);
			json_t *v = json_string(buf_str(&phone));
			if (v && phone.n)
				json_array_append(phones, v);
			json_decref(v);
			buf_fini(&phone);
		}
		line += n + (line[n] == '\n');
	}
	detail_add_card(cards, buf_str(&name), phones);
	json_decref(phones);
	buf_fini(&name);
}

char *detail_write(json_t *v)
{
	char *s = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	char *own = xstrdup(s && strlen(s) <= CEIL_TEXT ? s : "");

	free(s);
	json_decref(v);
	return own;
}

static json_t *place_read(const json_t *v)
{
	json_t *o = json_object();
	const char *name = json_str(v, "name"), *address = json_str(v, "address");

	json_put(o, "latitude", json_real((double)json_i64_or(v, "latitude", 0) / DEGREE));
	json_put(o, "longitude", json_real((double)json_i64_or(v, "longitude", 0) / DEGREE));
	json_put(o, "name", name ? json_string(name) : json_null());
	json_put(o, "address", address ? json_string(address) : json_null());
	return o;
}

json_t *detail_read(enum message_kind kind, const char *text)
{
	json_t *v = text && *text ? json_read(text, strlen(text), NULL) : NULL, *out = NULL;

	if (kind == KIND_LOCATION && json_is_object(v))
		out = place_read(v);
	else if ((kind == KIND_CONTACT && json_is_array(v)) || (kind == KIND_POLL && json_is_object(v)))
		out = json_incref(v);
	json_decref(v);
	return out;
}

static void add_line(struct buf *out, const char *s)
{
	if (!s || !*s)
		return;
	if (out->n)
		buf_addc(out, '\n');
	buf_adds(out, s);
}

void detail_words(enum message_kind kind, const char *text, struct buf *out)
{
	json_t *v = detail_read(kind, text), *one, *phone;
	size_t i, j;

	add_line(out, json_str(v, "question"));
	json_array_foreach(json_object_get(v, "options"), i, one)
		add_line(out, json_string_value(one));
	if (kind == KIND_LOCATION) {
		add_line(out, json_str(v, "name"));
		add_line(out, json_str(v, "address"));
	}
	json_array_foreach(kind == KIND_CONTACT ? v : NULL, i, one) {
		add_line(out, json_str(one, "name"));
		json_array_foreach(json_object_get(one, "phones"), j, phone)
			add_line(out, json_string_value(phone));
	}
	json_decref(v);
}

static void add_escaped(struct buf *out, const char *s)
{
	for (; *s; s++) {
		if (strchr("\\;,", *s))
			buf_addc(out, '\\');
		if (*s == '\n')
			buf_adds(out, "\\n");
		else if (*s != '\r')
			buf_addc(out, *s);
	}
}

char *detail_vcard(const json_t *card)
{
	struct buf b;
	size_t i;
	json_t *v;

	buf_init(&b, CEIL_TEXT);
	buf_adds(&b, "BEGIN:VCARD\nVERSION:3.0\nFN:");
	add_escaped(&b, json_str_or(card, "name", ""));
	buf_addc(&b, '\n');
	json_array_foreach((json_t *)json_at(card, "phones"), i, v) {
		const char *phone = json_string_value(v);

		if (!phone)
			continue;
		buf_adds(&b, "TEL;type=CELL;type=VOICE;waid=");
		for (const char *p = phone; *p; p++)
			if (*p >= '0' && *p <= '9')
				buf_addc(&b, *p);
		buf_addc(&b, ':');
		add_escaped(&b, phone);
		buf_addc(&b, '\n');
	}
	buf_adds(&b, "END:VCARD");
	return buf_take(&b);
}
