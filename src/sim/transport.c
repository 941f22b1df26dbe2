/* transport: see the header. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/clock.h"
#include "base/mem.h"

#include "sim/core.h"
#include "sim/transport.h"

#include "base/banned.h"

enum { USUAL_TIMEOUT_MS = 30000 };

/* Requests on the connection that reading calls keep, as base/http keeps one; what
 * changes something has a connection of its own each time. */
static int kept;

static const char *header(const struct http_request *r, const char *name)
{
	size_t n = strlen(name);
	for (size_t i = 0; r->headers && r->headers[i]; i++)
		if (!strncasecmp(r->headers[i], name, n) && r->headers[i][n] == ':')
			return r->headers[i] + n + 1 + strspn(r->headers[i] + n + 1, " ");
	return NULL;
}

/* Everything after the host. */
static const char *target_of(const char *url)
{
	const char *host = strstr(url, "://");
	const char *path = strchr(host ? host + 3 : url, '/');
	return path ? path : "/";
}

static void read_body(const struct http_request *r, struct buf *body)
{
	char part[4096];
	size_t n;
	if (r->body)
		buf_add(body, r->body, r->body_len);
	while (r->read && (n = r->read(r->read_ctx, part, sizeof part)) && n != (size_t)-1)
		buf_add(body, part, n);
}

static bool no_answer(struct http_answer *a, const char *why)
{
	a->stage = HTTP_NO_ANSWER;
	str_copy(a->why, sizeof a->why, why);
	return false;
}

static bool hand_over(const struct http_request *r, const struct sim_answer *from, struct http_answer *a)
{
	a->stage = HTTP_ANSWERED;
	a->status = from->status;
	str_copy(a->content_type, sizeof a->content_type, from->content_type);
	if (r->write && from->status / 100 == 2) {
		return r->write(r->write_ctx, from->body.v, from->body.n) || no_answer(a, "the receiver stopped");
	}
	buf_fini(&a->body);
	buf_init(&a->body, CEIL_WAHA_ANSWER);
	buf_add(&a->body, from->body.v, from->body.n);
	return true;
}

bool sim_transport(void *sim, const struct http_request *r, struct http_answer *a)
{
	int64_t deadline = clock_now_ms() + (r->timeout_ms ? r->timeout_ms : USUAL_TIMEOUT_MS);
	struct buf body;
	buf_init(&body, CEIL_MEDIA * 2);
	read_body(r, &body);
	struct sim_request rq = {
		.method = r->method, .target = target_of(r->url), .key = header(r, "X-Api-Key"),
		.sim_key = header(r, "X-Sim-Key"), .accept = header(r, "Accept"),
		.if_none_match = header(r, "If-None-Match"), .body = body.v, .body_len = body.n,
		.nth = r->changing ? 1 : ++kept,
	};
	struct sim_answer got = {0};
	bool ok = false;
	for (;;) {
		sim_request(sim, &rq, clock_now_ms(), &got);
		int64_t left = deadline - clock_now_ms();
		bool late = got.end == SIM_HANG || got.delay_ms > left;
		clock_move(late ? left : got.delay_ms);
		if (late) {
			no_answer(a, "timeout");
			break;
		}
		if (got.end == SIM_SEND) {
			ok = hand_over(r, &got, a);
			break;
		}
		if (got.end == SIM_CLOSE && rq.nth > 1) {
			/* Reading is repeated, once, on a new connection. */
			rq.nth = kept = 1;
			rq.turn = 0;
			sim_answer_fini(&got);
			continue;
		}
		if (got.end != SIM_AGAIN) {
			no_answer(a, got.end == SIM_CLOSE ? "connection closed" : "the answer broke off");
			break;
		}
		sim_answer_fini(&got);
	}
	sim_answer_fini(&got);
	buf_fini(&body);
	return ok;
}
