/* answer: replies and errors on the wire, and the line in api.log. */
#include <stdio.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"

#include "api/inside.h"

#include "base/banned.h"

enum { STATUS_OK = 200 };

void answer_headers(const struct exchange *r, struct MHD_Response *response, const char *content_type)
{
	static const struct {
		const char *name, *value;
	} always[] = {
		{ "Cache-Control", "no-store" },
		{ "X-Content-Type-Options", "nosniff" },
		{ "X-Frame-Options", "DENY" },
		{ "Referrer-Policy", "no-referrer" },
		{ "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'" },
		{ "Cross-Origin-Resource-Policy", "same-origin" },
	};
	if (content_type)
		MHD_add_response_header(response, "Content-Type", content_type);
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		MHD_add_response_header(response, always[i].name, always[i].value);
	browser_headers(r, response);
}

/* Trouble that somebody should hear of; a wrong word of a caller is none. */
static bool counts(enum err_kind kind)
{
	return kind == ERR_AUTH || kind == ERR_FORBIDDEN || kind == ERR_BUSY || kind == ERR_REMOTE
		|| kind == ERR_ENGINE || kind == ERR_INTERNAL;
}

/* Sentences about what callers asked may name customers: of those only the key. */
void answer_log(const struct exchange *r, int status)
{
	const char *why = !r->failed ? "" : status >= 500 ? err_text(&r->err) : r->err.say.key;
	char what[160];
	if (r->match.command)
		snprintf(what, sizeof what, "%s", r->match.command->name);
	else
		snprintf(what, sizeof what, "%s %.*s", r->method, (int)strcspn(r->uri, "?"), r->uri);
	log_line(LOG_API, status >= 500 ? LOG_WARN : LOG_INFO, "api", "%s %s %d %lld ms%s%s",
		r->known ? r->caller.agent : "?", what, status,
		(long long)(clock_mono_ms() - r->began_ms), r->failed ? " " : "", why);
}

static void write_error(const struct exchange *r, struct buf *out)
{
	json_t *o = json_object(), *error = json_from_err(&r->err);
	if (r->reply.until[0])
		json_put_str(error, "until", r->reply.until);
	else
		json_put_null(error, "until");
	if (r->reply.given)
		json_object_set(error, "given", r->reply.given);
	json_put(o, "error", error);
	json_write(out, o);
	json_decref(o);
}

/* A file as it is: shown by nobody, saved under its name. */
static enum MHD_Result send_file(struct exchange *r)
{
	struct reply_file *f = &r->reply.file;
	struct MHD_Response *response = MHD_create_response_from_fd64((uint64_t)f->size, f->fd);
	struct buf name = { 0 };
	f->there = false; /* the descriptor is the response's now */
	buf_adds(&name, "attachment; filename*=UTF-8''");
	http_escape(&name, f->name);
	answer_headers(r, response, f->type);
	MHD_add_response_header(response, "Content-Disposition", buf_str(&name));
	buf_fini(&name);
	answer_log(r, STATUS_OK);
	enum MHD_Result queued = MHD_queue_response(r->connection, STATUS_OK, response);
	MHD_destroy_response(response);
	return queued;
}

enum MHD_Result answer_send(struct exchange *r)
{
	if (!r->failed && r->reply.file.there)
		return send_file(r);
	struct buf out;
	buf_init(&out, CEIL_API_ANSWER);
	if (!r->failed && r->reply.json)
		json_write(&out, r->reply.json);
	if (out.over)
		r->failed = !err_set(&r->err, ERR_TOO_LARGE, "api.answer",
			N_("the answer is too large: ask for less with limit"), NULL);
	if (r->failed) {
		buf_clear(&out);
		out.over = false;
		write_error(r, &out);
		if (counts(r->err.kind))
			error_counts_add(&r->api->errors, r->err.kind, clock_now());
	}
	if (!r->preflight)
		buf_addc(&out, '\n');
	int status = r->status ? r->status : r->failed ? err_http_status(r->err.kind)
		: r->reply.status ? r->reply.status : STATUS_OK;
	size_t n = out.n;
	struct MHD_Response *response = MHD_create_response_from_buffer(n, buf_take(&out),
		MHD_RESPMEM_MUST_FREE);
	answer_headers(r, response, r->preflight ? NULL : "application/json; charset=utf-8");
	if (r->match.allow[0])
		MHD_add_response_header(response, "Allow", r->match.allow);
	if (r->failed && r->err.kind == ERR_AUTH && r->guest->door->tcp)
		MHD_add_response_header(response, "WWW-Authenticate", "Bearer realm=\"wartel\"");
	/* No rate is under one a second. */
	if (r->failed && r->err.kind == ERR_BUSY)
		MHD_add_response_header(response, "Retry-After", "1");
	answer_log(r, status);
	enum MHD_Result queued = MHD_queue_response(r->connection, (unsigned)status, response);
	MHD_destroy_response(response);
	return queued;
}
