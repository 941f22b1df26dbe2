/* exchange: from a request line to a command, its run, and, where WAHA has to be
 * asked, its suspension until the job's result comes. */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#include "api/inside.h"

#include "base/banned.h"

enum { STATUS_METHOD = 405, BODY_PATIENCE = 4 /* times the ceiling are swallowed, to be able to answer */ };

void guest_come_or_go(void *ctx, struct MHD_Connection *connection, void **place,
	enum MHD_ConnectionNotificationCode code)
{
	struct api *api = ctx;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection,
			MHD_CONNECTION_INFO_CONNECTION_FD);
		struct guest *g = xcalloc(1, sizeof *g);
		g->there = info && peer_of(info->connect_fd, &g->peer);
		*place = g;
		atomic_fetch_add(&api->faces, 1);
	} else {
		free(*place);
		*place = NULL;
		atomic_fetch_sub(&api->faces, 1);
	}
}

void *exchange_begin(void *ctx, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *r = xcalloc(1, sizeof *r);
	r->api = ctx;
	r->connection = connection;
	r->uri = xstrdup(uri);
	r->began_ms = clock_mono_ms();
	buf_init(&r->body, CEIL_API_BODY);
	return r;
}

static void forget(struct exchange *r)
{
	for (struct exchange **p = &r->api->waiting; *p; p = &(*p)->next) {
		if (*p == r) {
			*p = r->next;
			return;
		}
	}
}

void exchange_end(void *ctx, struct MHD_Connection *connection, void **place,
	enum MHD_RequestTerminationCode code)
{
	struct exchange *r = *place;
	(void)ctx;
	(void)connection;
	(void)code;
	if (!r)
		return;
	forget(r);
	route_match_fini(&r->match);
	reply_fini(&r->reply);
	buf_fini(&r->body);
	free(r->uri);
	free(r);
	*place = NULL;
}

/* The login name of a uid; it may be in no list at all. */
static const char *login(int64_t uid, char *out, size_t cap)
{
	struct passwd pw, *found = NULL;
	char room[4096];
	if (getpwuid_r((uid_t)uid, &pw, room, sizeof room, &found) == 0 && found)
		snprintf(out, cap, "%s", pw.pw_name);
	else
		snprintf(out, cap, "uid%lld", (long long)uid);
	return out;
}

/* Fills in the service for this request. */
static bool identify(struct exchange *r, struct err *e)
{
	struct guest *g = r->guest;
	char name[64];
	r->api->service.now_ms = clock_now_ms();
	if (!g->there)
		return err_set(e, ERR_AUTH, "api.peer",
			N_("nobody knows who is at the other end of this connection"), NULL);
	if (!g->known) {
		if (!service_caller(&r->api->service, g->peer.uid, login(g->peer.uid, name, sizeof name),
			    &g->caller, e))
			return false;
		g->known = true;
	}
	r->api->service.caller = g->caller;
	return true;
}

static void begin(struct exchange *r, const char *method)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection,
		MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	r->begun = true;
	r->guest = info->socket_context;
	snprintf(r->method, sizeof r->method, "%s", method);
	if (!identify(r, &r->err)) {
		r->failed = true;
		return;
	}
	enum route_found found = route_find(r->method, r->uri, &r->match, &r->err);
	if (found == ROUTE_METHOD)
		r->status = STATUS_METHOD;
	r->failed = found != ROUTE_FOUND;
}

static bool body_too_large(struct exchange *r)
{
	return err_set(&r->err, ERR_TOO_LARGE, "api.body",
		N_("the request is too large: at most {max} bytes"), "max=%d", CEIL_API_BODY);
}

static enum MHD_Result take_body(struct exchange *r, const char *data, size_t *n)
{
	size_t most = (size_t)CEIL_API_BODY;
	r->came += *n;
	if (r->came > most && !r->failed)
		r->failed = !body_too_large(r);
	if (!r->failed)
		buf_add(&r->body, data, *n);
	*n = 0;
	return r->came > most * BODY_PATIENCE ? MHD_NO : MHD_YES;
}

static bool ending(struct exchange *r)
{
	return err_set(&r->err, ERR_ENGINE, "api.ending",
		N_("the engine is ending: ask again when it is back"), NULL);
}

static enum MHD_Result run(struct exchange *r)
{
	struct api *api = r->api;
	if (!r->failed && atomic_load(&api->stopping))
		r->failed = !ending(r);
	if (!r->failed)
		r->failed = !route_body(&r->match, buf_str(&r->body), r->body.n, &r->err);
	if (!r->failed)
		r->failed = !identify(r, &r->err);
	if (r->failed)
		return answer_send(r);
	r->failed = !service_run(&api->service, r->match.command, r->match.args, &r->reply, &r->ticket,
		&r->err);
	if (!r->failed && (r->match.command->flags & CMD_STREAM))
		return stream_open(r);
	if (r->failed || !r->ticket)
		return answer_send(r);
	r->deadline_ms = clock_mono_ms() + JOB_WAIT_MS;
	r->next = api->waiting;
	api->waiting = r;
	MHD_suspend_connection(r->connection);
	return MHD_YES;
}

enum MHD_Result exchange_handle(void *ctx, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *n, void **place)
{
	struct exchange *r = *place;
	(void)ctx;
	(void)connection;
	(void)url;
	(void)version;
	if (!r->begun) {
		begin(r, method);
		const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
			"Content-Length");
		if (length && strtoll(length, NULL, 10) > CEIL_API_BODY) {
			/* Answered before it is sent. */
			r->failed = !body_too_large(r);
			r->status = 0;
			return answer_send(r);
		}
		return MHD_YES;
	}
	if (*n)
		return take_body(r, data, n);
	return r->done ? answer_send(r) : run(r);
}

/* Wakes a request with what there is to answer. */
static void wake(struct exchange *r)
{
	forget(r);
	r->done = true;
	MHD_resume_connection(r->connection);
}

static struct exchange *waiting_for(struct api *api, int64_t ticket)
{
	for (struct exchange *r = api->waiting; r; r = r->next)
		if (r->ticket == ticket)
			return r;
	return NULL;
}

void exchanges_take_jobs(struct api *api)
{
	struct job_result result;
	while (job_take(api->engine, &result)) {
		struct exchange *r = waiting_for(api, result.ticket);
		/* Nobody waits for a star to be told to WhatsApp, or he gave up. */
		if (r) {
			r->failed = !identify(r, &r->err)
				|| !service_finish(&api->service, r->match.command, r->match.args, &result,
					&r->reply, &r->err);
			wake(r);
		}
		json_decref(result.json);
	}
}

int exchanges_expire(struct api *api, bool stopping)
{
	int64_t now = clock_mono_ms(), first = -1;
	struct exchange *next;
	for (struct exchange *r = api->waiting; r; r = next) {
		next = r->next;
		int64_t left = r->deadline_ms - now;
		if (stopping)
			r->failed = !ending(r);
		else if (left <= 0)
			r->failed = !err_set(&r->err, ERR_REMOTE, "api.slow",
				N_("WAHA took too long to answer: try again"), NULL);
		else if (first < 0 || left < first)
			first = left;
		if (stopping || left <= 0)
			wake(r);
	}
	return (int)first;
}
