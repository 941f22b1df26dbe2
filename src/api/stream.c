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
#include "command/rights.h"

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
	int len = snprintf(head, sizeof head, "id: %lld\nevent: %s\ndata: ",
		(long long)(s->at ? s->at : s->api->sequence), name);
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

/* Who has an open stream and may answer is there to be given a conversation. */
static void tell_who_is_here(struct api *api)
{
	int64_t ids[AGENTS_HERE];
	size_t n = 0;
	for (const struct stream *s = api->streams; s && n < AGENTS_HERE; s = s->next) {
		size_t i = 0;
		while (i < n && ids[i] != s->caller.agent_id)
			i++;
		if (i == n && s->caller.rights >= RIGHTS_AGENT && !s->caller.token_id)
			ids[n++] = s->caller.agent_id;
	}
	engine_agents_set(api->engine, ids, n);
}

/* Whose last stream ended looks at nothing any more. */
static void leave(struct api *api, int64_t agent_id)
{
	struct changes changes = { 0 };
	tell_who_is_here(api);
	for (const struct stream *s = api->streams; s; s = s->next)
		if (s->caller.agent_id == agent_id)
			return;
	claims_drop(&api->claims, agent_id, 0, &changes);
	engine_changed(api->engine, &changes);
	changes_fini(&changes);
}

int presence_tick(struct api *api)
{
	struct changes changes = { 0 };
	int wait = claims_expire(&api->claims, clock_now_ms(), &changes);
	engine_changed(api->engine, &changes);
	changes_fini(&changes);
	return wait;
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
	leave(s->api, s->caller.agent_id);
	buf_fini(&s->out);
	free(s);
}

/* What is to be told again to a reader who comes back: what it is now stands in
 * for all that it was meanwhile. */
static void remember(struct api *api, const struct change *change)
{
	struct recent *place = &api->recent[api->recent_at];
	if (api->recent_n == RECENT_CHANGES)
		api->recent_from = place->sequence;
	else
		api->recent_n++;
	*place = (struct recent){ api->sequence, *change };
	api->recent_at = (api->recent_at + 1) % RECENT_CHANGES;
}

/* From here on nobody can be told what he missed. */
static void forget_recent(struct api *api)
{
	api->recent_from = api->sequence;
	api->recent_n = api->recent_at = 0;
}

/* What changed after an event: false when that is not known any more. */
static bool missed_since(const struct api *api, const char *last, int64_t *seen, struct changes *missed)
{
	char *end;
	*seen = strtoll(last, &end, 10);
	if (*end || *seen < api->recent_from || *seen > api->sequence)
		return false;
	size_t first = (api->recent_at + RECENT_CHANGES - api->recent_n) % RECENT_CHANGES;
	for (size_t i = 0; i < api->recent_n; i++) {
		const struct recent *r = &api->recent[(first + i) % RECENT_CHANGES];
		if (r->sequence > *seen)
			changes_add(missed, r->change.kind, r->change.id);
	}
	return missed->n <= CHANGES_MANY;
}

/* The hello, and for a reader who was here before what he missed, or the word to
 * read all again. Until the last of it is told its events bear the id of the one he
 * has: who is cut off in between gets all of it next time. */
static void begin(struct stream *s, const json_t *hello, const char *last)
{
	struct api *api = s->api;
	struct changes missed = { 0 };
	bool back = last && *last;
	int64_t seen = 0;
	s->resync = back && !missed_since(api, last, &seen, &missed);
	s->at = s->resync ? api->recent_from - 1 : missed.n ? seen : 0;
	put_json(s, "hello", hello);
	for (size_t i = 0; !s->resync && i < missed.n; i++) {
		api->service.caller = s->caller;
		json_t *row = service_event(&api->service, &missed.v[i]);
		s->at = i + 1 < missed.n ? seen : 0;
		if (row)
			put_json(s, change_kind_name(missed.v[i].kind), row);
		json_decref(row);
	}
	s->at = 0;
	changes_fini(&missed);
}

enum MHD_Result stream_open(struct exchange *r)
{
	struct api *api = r->api;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection,
		MHD_CONNECTION_INFO_CONNECTION_FD);
	struct stream *s = xcalloc(1, sizeof *s);
	s->api = api;
	s->door = r->guest->door;
	s->connection = r->connection;
	s->caller = r->caller;
	s->fd = info->connect_fd;
	s->beat_ms = clock_mono_ms();
	buf_init(&s->out, STREAM_CEIL);
	s->next = api->streams;
	api->streams = s;
	tell_who_is_here(api);
	begin(s, r->reply.json, MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Last-Event-ID"));
	struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, give, s,
		stream_free);
	answer_headers(r, response, "text/event-stream");
	/* Nothing to say for a while is no reason to hang up. */
	MHD_set_connection_option(r->connection, MHD_CONNECTION_OPTION_TIMEOUT, 0u);
	answer_log(r, STATUS_OK);
	enum MHD_Result queued = MHD_queue_response(r->connection, STATUS_OK, response);
	MHD_destroy_response(response);
	return queued;
}

/* One change to every reader; a conversation looks different to each agent, and so do his mentions. */
static void tell(struct api *api, const struct change *change)
{
	int64_t for_agent = -1;
	json_t *row = NULL;
	api->sequence++;
	remember(api, change);
	for (struct stream *s = api->streams; s; s = s->next) {
		if (for_agent < 0
			|| ((change->kind == CHANGE_CONVERSATION || change->kind == CHANGE_PRESENCE
				|| change->kind == CHANGE_HEALTH)
				&& for_agent != s->caller.agent_id)) {
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
		if (++n <= CHANGES_MANY)
			changes_add(&all, change.kind, change.id);
		everything = everything
			|| (!change.id
				&& (change.kind == CHANGE_MESSAGE || change.kind == CHANGE_CONVERSATION));
	}
	api->service.now_ms = clock_now_ms();
	if (n > CHANGES_MANY || everything) {
		api->sequence++;
		forget_recent(api);
		for (struct stream *s = api->streams; s; s = s->next)
			s->resync = true;
	} else {
		for (size_t i = 0; i < all.n; i++)
			tell(api, &all.v[i]);
	}
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

/* Whether whom a stream was opened for may still read it. */
static bool may_read(struct stream *s)
{
	struct api *api = s->api;
	struct guest g = { .door = s->door, .fd = s->fd };
	char uri[] = "/api/events";
	struct exchange r = { .api = api, .guest = &g, .connection = s->connection, .uri = uri,
		.method = "GET" };
	struct err e = { 0 };
	g.there = !s->door->tcp && peer_of(s->fd, &g.peer);
	return guest_identify(&r, &e) && rights_check(command_get(CMD_EVENTS), r.caller.rights,
		r.caller.agent, &e);
}

bool streams_review(struct api *api)
{
	if (!api->review)
		return false;
	api->review = false;
	for (struct stream *s = api->streams; s; s = s->next) {
		if (!s->closing && !may_read(s)) {
			s->closing = true;
			resume(s);
		}
	}
	return true;
}
