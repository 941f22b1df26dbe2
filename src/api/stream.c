/* stream: server-sent events. Each reader has a bounded queue of whole events; one
 * who does not keep up loses what is queued and is told to read again. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "api/inside.h"

#include "base/banned.h"

enum { STATUS_OK = 200, BLOCK = 16384 };

static void resume(struct stream *s)
{
	if (s->suspended) {
		s->suspended = false;
		MHD_resume_connection(s->connection);
	}
}

static void put_raw(struct stream *s, const char *text, size_t n)
{
	buf_add(&s->out, text, n);
	resume(s);
}

/* Drops what nobody took, but for the rest of an event that is begun. */
static void overflow(struct stream *s)
{
	const char *end = s->begun ? strstr(buf_str(&s->out), "\n\n") : NULL;
	struct buf rest;
	buf_init(&rest, STREAM_CEIL);
	if (end)
		buf_add(&rest, s->out.v, (size_t)(end - s->out.v) + 2);
	buf_fini(&s->out);
	s->out = rest;
	s->resync = true;
}

static void put(struct stream *s, const char *name, const char *data, size_t n)
{
	char head[96];
	if (s->closing)
		return;
	int len = snprintf(head, sizeof head, "id: %lld\nevent: %s\ndata: ", (long long)s->api->sequence,
		name);
	if (s->out.n + (size_t)len + n + 2 > STREAM_CEIL) {
		overflow(s);
		return;
	}
	buf_add(&s->out, head, (size_t)len);
	buf_add(&s->out, data, n);
	put_raw(s, "\n\n", 2);
}

static void put_json(struct stream *s, const char *name, const json_t *v)
{
	struct buf data;
	buf_init(&data, STREAM_CEIL);
	json_write(&data, v);
	if (data.over)
		s->resync = true;
	else
		put(s, name, buf_str(&data), data.n);
	buf_fini(&data);
}

/* MHD asks for bytes whenever the reader can take some. */
static ssize_t give(void *ctx, uint64_t at, char *out, size_t cap)
{
	struct stream *s = ctx;
	(void)at;
	if (s->closing || atomic_load(&s->api->stopping))
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (s->out.n == 0) {
		s->suspended = true;
		MHD_suspend_connection(s->connection);
		return 0;
	}
	size_t n = s->out.n < cap ? s->out.n : cap;
	memcpy(out, s->out.v, n);
	s->begun = n < 2 || out[n - 1] != '\n' || out[n - 2] != '\n';
	buf_eat(&s->out, n);
	s->beat_ms = clock_mono_ms();
	return (ssize_t)n;
}

static void stream_free(void *ctx)
{
	struct stream *s = ctx;
	for (struct stream **p = &s->api->streams; *p; p = &(*p)->next) {
		if (*p == s) {
			*p = s->next;
			break;
		}
	}
	buf_fini(&s->out);
	free(s);
}

enum MHD_Result stream_open(struct exchange *r)
{
	struct api *api = r->api;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection,
		MHD_CONNECTION_INFO_CONNECTION_FD);
	struct stream *s = xcalloc(1, sizeof *s);
	s->api = api;
	s->connection = r->connection;
	s->caller = r->guest->caller;
	s->fd = info->connect_fd;
	s->beat_ms = clock_mono_ms();
	buf_init(&s->out, STREAM_CEIL);
	s->next = api->streams;
	api->streams = s;
	api->sequence++;
	put_json(s, "hello", r->reply.json);
	struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, give, s,
		stream_free);
	answer_headers(response, "text/event-stream");
	/* Nothing to say for a while is no reason to hang up. */
	MHD_set_connection_option(r->connection, MHD_CONNECTION_OPTION_TIMEOUT, 0u);
	answer_log(r, STATUS_OK);
	enum MHD_Result queued = MHD_queue_response(r->connection, STATUS_OK, response);
	MHD_destroy_response(response);
	return queued;
}

/* One change to every reader; a conversation looks different to each agent. */
static void tell(struct api *api, const struct change *change)
{
	int64_t for_agent = -1;
	json_t *row = NULL;
	api->sequence++;
	for (struct stream *s = api->streams; s; s = s->next) {
		if (for_agent < 0
			|| (change->kind == CHANGE_CONVERSATION && for_agent != s->caller.agent_id)) {
			json_decref(row);
			api->service.caller = s->caller;
			row = service_event(&api->service, change);
			for_agent = s->caller.agent_id;
		}
		if (row)
			put_json(s, change_kind_name(change->kind), row);
	}
	json_decref(row);
}

void streams_take_changes(struct api *api)
{
	struct changes all = { 0 };
	struct change change;
	size_t n = 0;
	bool everything = false;
	while (engine_changes_take(api->engine, &change)) {
		/* Past that they are only counted away. A row without an id is all of its kind. */
		if (api->streams && ++n <= CHANGES_MANY)
			changes_add(&all, change.kind, change.id);
		everything = everything
			|| (!change.id
				&& (change.kind == CHANGE_MESSAGE || change.kind == CHANGE_CONVERSATION));
	}
	api->service.now_ms = clock_now_ms();
	if (n > CHANGES_MANY || everything)
		for (struct stream *s = api->streams; s; s = s->next)
			s->resync = true;
	else
		for (size_t i = 0; i < all.n; i++)
			tell(api, &all.v[i]);
	changes_fini(&all);
}

static bool went_away(const struct stream *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLRDHUP };
	return poll(&p, 1, 0) == 1 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

int streams_tick(struct api *api)
{
	int64_t now = clock_mono_ms(), next = -1;
	for (struct stream *s = api->streams; s; s = s->next) {
		int64_t wait = s->beat_ms + STREAM_BEAT_MS - now;
		if (s->closing)
			continue;
		if (s->suspended && went_away(s)) {
			s->closing = true;
			resume(s);
			continue;
		}
		if (s->resync && now - s->resync_ms >= RESYNC_GAP_MS) {
			s->resync = false;
			s->resync_ms = now;
			api->sequence++;
			put(s, "resync", "{}", 2);
		}
		if (s->suspended && wait <= 0) {
			s->beat_ms = now;
			put_raw(s, ":\n\n", 3);
			wait = STREAM_BEAT_MS;
		} else if (wait <= 0) {
			wait = STREAM_BEAT_MS;
		}
		if (s->resync && wait > RESYNC_GAP_MS)
			wait = RESYNC_GAP_MS;
		if (next < 0 || wait < next)
			next = wait;
	}
	return (int)next;
}

void streams_close(struct api *api)
{
	for (struct stream *s = api->streams; s; s = s->next) {
		s->closing = true;
		resume(s);
	}
}
