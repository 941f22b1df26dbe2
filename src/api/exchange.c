/* exchange: from a request line to a command, its run, and, where WAHA has to be
 * asked, its suspension until the job's result comes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include "api/inside.h"

#include "base/banned.h"

enum {
	STATUS_NOTHING = 204, STATUS_METHOD = 405,
	BODY_PATIENCE = 4 /* times the ceiling are swallowed, to be able to answer */
};

void *exchange_begin(void *ctx, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *r = xcalloc(1, sizeof *r);
	struct door *door = ctx;
	r->api = door->api;
	r->connection = connection;
	r->uri = xstrdup(uri);
	r->began_ms = clock_mono_ms();
	buf_init(&r->body, CEIL_API_BODY);
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection,
		MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	r->guest = info->socket_context;
	r->guest->since_ms = r->began_ms;
	r->guest->came = 0;
	return r;
}

static void end_upload(struct exchange *r)
{
	if (r->intake)
		r->api->uploads--;
	intake_free(r->intake);
	r->intake = NULL;
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
	/* The next one is awaited. */
	r->guest->since_ms = clock_mono_ms();
	r->guest->came = 0;
	forget(r);
	end_upload(r);
	route_match_fini(&r->match);
	reply_fini(&r->reply);
	buf_fini(&r->body);
	free(r->uri);
	free(r);
	*place = NULL;
}

static bool takes_file(const struct exchange *r)
{
	return r->match.command && r->match.command->flags & CMD_UPLOAD;
}

/* How large a body may be. */
static size_t most(const struct exchange *r)
{
	return takes_file(r) ? (size_t)CEIL_MEDIA : (size_t)CEIL_API_BODY;
}

static bool begin_upload(struct exchange *r)
{
	if (r->api->uploads >= UPLOADS_MAX)
		return err_set(&r->err, ERR_BUSY, "api.uploads",
			N_("too many files are coming in at once: try again in a moment"), NULL);
	r->intake = intake_begin(&r->api->service, r->match.command, &r->err);
	r->api->uploads += r->intake != NULL;
	return r->intake != NULL;
}

static void begin(struct exchange *r, const char *method)
{
	r->begun = true;
	snprintf(r->method, sizeof r->method, "%s", method);
	if (r->guest->door->tcp && strcmp(method, "OPTIONS") == 0) {
		r->preflight = true;
		r->status = STATUS_NOTHING;
		return;
	}
	if (webhook_is(r)) {
		r->webhook = true;
		return;
	}
	bool known = guest_identify(r, &r->err);
	if (r->guest->door->tcp && !rate_take(r->api, known ? r->caller.token_id : 0))
		known = err_set(&r->err, ERR_BUSY, "api.rate",
			N_("too many requests: wait a second and ask more slowly"), NULL);
	if (!known) {
		r->failed = true;
		return;
	}
	enum route_found found = route_find(r->method, r->uri, &r->match, &r->err);
	if (found == ROUTE_METHOD)
		r->status = STATUS_METHOD;
	r->failed = found != ROUTE_FOUND || (takes_file(r) && !begin_upload(r));
}

/* How much of a body is read at all, in bytes. */
static size_t patience(const struct exchange *r)
{
	return takes_file(r) ? (size_t)CEIL_MEDIA + CEIL_MEDIA / BODY_PATIENCE
		: (size_t)CEIL_API_BODY * BODY_PATIENCE;
}

static bool body_too_large(struct exchange *r)
{
	return err_set(&r->err, ERR_TOO_LARGE, "api.body",
		N_("the request is too large: at most {max} bytes"), "max=%zu", most(r));
}

static enum MHD_Result take_body(struct exchange *r, const char *data, size_t *n)
{
	r->came += *n;
	r->guest->came += (int64_t)*n;
	if (r->came > most(r) && !r->failed)
		r->failed = !body_too_large(r);
	if (!r->failed && r->intake)
		r->failed = !intake_write(r->intake, data, *n, &r->err);
	else if (!r->failed)
		buf_add(&r->body, data, *n);
	*n = 0;
	return r->came > patience(r) ? MHD_NO : MHD_YES;
}

static bool ending(struct exchange *r)
{
	return err_set(&r->err, ERR_ENGINE, "api.ending",
		N_("the engine is ending: ask again when it is back"), NULL);
}

/* What changes who may do what: those who are known are looked at again. */
static bool changes_rights(const struct command *cmd)
{
	return cmd->id == CMD_AGENT_SET || cmd->id == CMD_TOKEN_REVOKE;
}

/* Of an answer only how things are. */
static void shorten(struct reply *r)
{
	json_t *o = json_object();
	json_put_str(o, "status", json_str_or(r->json, "status", "stopped"));
	reply_set(r, o);
}

static enum MHD_Result run(struct exchange *r)
{
	struct api *api = r->api;
	/* All of it is here. */
	r->guest->since_ms = -1;
	if (r->preflight)
		return answer_send(r);
	if (!r->failed && atomic_load(&api->stopping))
		r->failed = !ending(r);
	if (r->webhook) {
		r->failed = r->failed || !webhook_take(r, &r->err);
		return answer_send(r);
	}
	if (!r->failed)
		r->failed = (r->intake && !intake_end(r->intake, &r->err))
			|| !route_body(&r->match, buf_str(&r->body), r->body.n, &r->err);
	if (!r->failed)
		r->failed = !guest_identify(r, &r->err);
	if (r->failed)
		return answer_send(r);
	api->service.intake = r->intake;
	r->failed = !service_run(&api->service, r->match.command, r->match.args, &r->reply, &r->ticket,
		&r->err);
	api->service.intake = NULL;
	end_upload(r);
	if (!r->failed && r->open)
		shorten(&r->reply);
	if (!r->failed && changes_rights(r->match.command)) {
		api->roll++;
		api->review = true;
	}
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
		long long announced = length ? strtoll(length, NULL, 10) : 0;
		if (announced > (long long)most(r)) {
			r->failed = !body_too_large(r);
			r->status = 0;
		}
		/* Who is still sending when the line closes sees a broken pipe and not
		   the answer, so a body somewhat too large is read to its end and thrown
		   away; one beyond all patience is answered before it is sent. */
		if (announced > (long long)patience(r))
			return answer_send(r);
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
			r->failed = !guest_identify(r, &r->err)
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
