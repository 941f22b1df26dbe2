/* sse: server-sent events out of a stream of bytes. */
#include <string.h>

#include "base/ceiling.h"
#include "base/mem.h"

#include "client/sse.h"

#include "base/banned.h"

void sse_init(struct sse *s)
{
	*s = (struct sse){ 0 };
	buf_init(&s->in, 2 * CEIL_EVENT);
	buf_init(&s->data, CEIL_EVENT);
}

void sse_fini(struct sse *s)
{
	buf_fini(&s->in);
	buf_fini(&s->data);
	*s = (struct sse){ 0 };
}

bool sse_push(struct sse *s, const char *bytes, size_t n)
{
	buf_add(&s->in, bytes, n);
	s->over |= s->in.over || s->data.over;
	return !s->over;
}

static void field(struct sse *s, const char *line, size_t n)
{
	const char *colon = memchr(line, ':', n);
	size_t key = colon ? (size_t)(colon - line) : n;
	const char *value = colon ? colon + 1 : line + n;
	size_t len = n - (size_t)(value - line);

	if (len && *value == ' ') {
		value++;
		len--;
	}
	if (key == 4 && !memcmp(line, "data", 4)) {
		if (s->data.n) {
			buf_addc(&s->data, '\n');
		}
		buf_add(&s->data, value, len);
	} else if (key == 5 && !memcmp(line, "event", 5)) {
		size_t fits = len < SSE_NAME - 1 ? len : SSE_NAME - 1;
		memcpy(s->name, value, fits);
		s->name[fits] = '\0';
	} else if (key == 2 && !memcmp(line, "id", 2)) {
		size_t fits = len < SSE_ID - 1 ? len : SSE_ID - 1;
		memcpy(s->id, value, fits);
		s->id[fits] = '\0';
	}
}

bool sse_next(struct sse *s, struct sse_event *out)
{
	size_t at = 0;
	bool found = false;

	while (!found) {
		const char *line = buf_str(&s->in) + at;
		const char *nl = at < s->in.n ? memchr(line, '\n', s->in.n - at) : NULL;
		if (!nl) {
			break;
		}
		size_t n = (size_t)(nl - line);
		at += n + 1;
		if (n && line[n - 1] == '\r') {
			n--;
		}
		if (n) {
			field(s, line, n);
		} else if (s->data.n) {
			*out = (struct sse_event){ .data = s->data };
			str_copy(out->name, sizeof out->name, *s->name ? s->name : "message");
			str_copy(out->id, sizeof out->id, s->id);
			buf_init(&s->data, CEIL_EVENT);
			*s->name = '\0';
			found = true;
		} else {
			*s->name = '\0';
		}
	}
	buf_eat(&s->in, at);
	s->over |= s->data.over;
	return found;
}
