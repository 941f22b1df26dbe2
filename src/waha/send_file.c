/* send_file: a message with a file. The body is JSON whose one large string, the
 * file in base64, is made while it leaves: what is before and what is behind it is
 * written first, so that its length is known. */
#include <errno.h>
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/json.h"
#include "base/mem.h"

#include "waha/call.h"
#include "waha/outcome.h"
#include "waha/send.h"

#include "base/banned.h"

/* Three bytes of the file are four of the body; whole groups at a time, so that
 * nothing has to be padded but the end. */
enum { GROUPS = 4096, RAW = 3 * GROUPS, CODED = 4 * GROUPS };

#define MARK "\"data\":\"\""

struct stream {
	int fd;
	int64_t at, size;	 /* of the file */
	const char *head, *tail; /* around the base64 */
	size_t head_n, tail_n;
	char coded[CODED];
	size_t from, to;	 /* of coded: not yet given */
};

static size_t give(const char **from, size_t *left, char *out, size_t cap)
{
	size_t n = *left < cap ? *left : cap;

	memcpy(out, *from, n);
	*from += n;
	*left -= n;
	return n;
}

/* The next part of the file; false when it is not what it was. */
static bool encode(struct stream *s)
{
	uint8_t raw[RAW];
	size_t want = s->size - s->at < RAW ? (size_t)(s->size - s->at) : RAW, got = 0;

	while (got < want) {
		ssize_t n = pread(s->fd, raw + got, want - got, s->at + (int64_t)got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	base64_encode_raw(s->coded, got, raw);
	s->from = 0;
	s->to = BASE64_ENCODE_RAW_LENGTH(got);
	s->at += (int64_t)got;
	return true;
}

static size_t body_read(void *ctx, char *out, size_t cap)
{
	struct stream *s = ctx;
	size_t n;

	if (s->head_n)
		return give(&s->head, &s->head_n, out, cap);
	if (s->from == s->to && s->at < s->size && !encode(s))
		return (size_t)-1;
	if (s->from < s->to) {
		n = s->to - s->from < cap ? s->to - s->from : cap;
		memcpy(out, s->coded + s->from, n);
		s->from += n;
		return n;
	}
	return give(&s->tail, &s->tail_n, out, cap);
}

static const char *path_of(enum message_kind kind)
{
	switch (kind) {
	case KIND_IMAGE: return "/api/sendImage";
	case KIND_VIDEO: return "/api/sendVideo";
	case KIND_VOICE: return "/api/sendVoice";
	case KIND_STICKER: return "/api/sendSticker";
	default: return "/api/sendFile";
	}
}

/* WAHA makes of other formats what WhatsApp plays. */
static bool needs_convert(const struct waha_file *f)
{
	return strcmp(f->mimetype, f->kind == KIND_VOICE ? "audio/ogg; codecs=opus" : "video/mp4") != 0;
}

/* All but the bytes of the file, which stand last and empty. */
static void write_body(const struct waha *w, const struct waha_file *f, struct buf *out)
{
	json_t *body = json_object(), *file = json_object();
	char to[ADDRESS_CAP];

	json_put_str(body, "session", w->session);
	json_put_str(body, "chatId", address_text(f->to, to));
	if (f->caption && *f->caption && f->kind != KIND_VOICE && f->kind != KIND_STICKER)
		json_put_str(body, "caption", f->caption);
	json_put_str(body, "reply_to", f->reply_to);
	if (f->kind == KIND_VOICE || f->kind == KIND_VIDEO)
		json_put_bool(body, "convert", needs_convert(f));
	if (f->kind == KIND_VIDEO)
		json_put_bool(body, "asNote", false);
	json_put_str(file, "mimetype", f->mimetype);
	json_put_str(file, "filename", f->filename);
	json_put_str(file, "data", "");
	json_put(body, "file", file);
	json_write(out, body);
	json_decref(body);
}

void waha_send_file(struct waha *w, const struct waha_file *f, struct waha_sent *out)
{
	struct stream *s = xcalloc(1, sizeof *s);
	struct waha_told told = { 0 };
	struct err e = { 0 };
	struct buf body;

	/* The route is as young as this; before it a WAHA knows nothing of stickers. */
	if (f->kind == KIND_STICKER && w->version.year && !waha_version_at_least(&w->version, 2026, 8, 0)) {
		*out = (struct waha_sent){ .outcome = OUTCOME_REJECTED };
		err_set(&out->why, ERR_CONFLICT, "send.sticker-version",
			N_("this WAHA sends no stickers: run 2026.8 or later, or send it as a document"), NULL);
		free(s);
		return;
	}
	buf_init(&body, CEIL_API_BODY);
	write_body(w, f, &body);
	/* The last: a caption cannot hold a bare quote. */
	size_t tail = strlen("\"}}");
	size_t end = strlen(MARK "}}");
	if (body.over || body.n < end || memcmp(body.v + body.n - end, MARK "}}", end) != 0)
		BUG("the body of a file does not end in its data");
	s->fd = f->fd;
	s->size = f->size;
	s->head = body.v;
	s->head_n = body.n - tail;
	s->tail = body.v + s->head_n;
	s->tail_n = tail;
	struct waha_stream stream = { .read = body_read, .ctx = s,
		.n = body.n + BASE64_ENCODE_RAW_LENGTH((size_t)f->size) };
	waha_call_stream(w, &(struct waha_ask){ "POST", path_of(f->kind), NULL, true, WAHA_FILE_DEADLINE_MS }, &stream,
		&told, &e);
	outcome_of(&told, &e, out);
	waha_told_fini(&told);
	buf_fini(&body);
	free(s);
}
