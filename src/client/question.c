/* question: commands asked of the engine, files given with them or taken from them, and
 * what the answers mean. */
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "command/check.h"
#include "command/route.h"

#include "client/download.h"
#include "client/inside.h"
#include "client/upload.h"

#include "base/banned.h"

enum {
	QUICK_MS = 30000,  /* an answer from rows */
	SLOW_MS = 60000,   /* an answer for which WAHA is asked */
	UPLOAD_MS = 300000 /* a file to a disk that may be slow */
};

void question_fini(struct question *p)
{
	upload_free(p->upload);
	download_free(p->download);
	json_decref(p->args);
	*p = (struct question){ 0 };
}

static void reply_read(struct client *c, const struct question *p, const struct http_answer *a)
{
	struct client_news *n = news_add(c, CLIENT_REPLY);

	n->ticket = p->ticket;
	if (p->upload && upload_why(p->upload)->kind) {
		n->err = *upload_why(p->upload);
		return;
	}
	if (p->download && download_why(p->download)->kind) {
		n->err = *download_why(p->download);
		return;
	}
	if (a->stage == HTTP_NOT_SENT) {
		n->err = c->why;
		if (!n->err.kind) {
			err_set(&n->err, ERR_ENGINE, "client.unreachable",
				N_("the engine cannot be reached: {why}"), "why=%s", a->why);
		}
		return;
	}
	if (a->stage == HTTP_NO_ANSWER) {
		err_set(&n->err, ERR_ENGINE, p->changing ? "client.no_answer_changing" : "client.no_answer",
			p->changing ?
				N_("the engine did not answer ({why}); look whether it was done before "
				   "trying again") :
				N_("the engine did not answer: {why}"),
			"why=%s", a->why);
		return;
	}
	json_t *v = p->download && a->status / 100 == 2 ? download_end(p->download, a, &n->err) :
		json_read(a->body.v, a->body.n, NULL);
	if (n->err.kind) {
		return;
	}
	if (a->status >= 200 && a->status < 300 && v) {
		n->ok = true;
		n->json = v;
		return;
	}
	const json_t *error = v ? json_at(v, "error") : NULL;
	if (!error || !json_to_err(error, &n->err)) {
		err_set(&n->err, ERR_INTERNAL, "client.garbled",
			N_("the engine's answer makes no sense (status {status}); error.log may say more"),
			"status=%d", a->status);
	}
	n->json = v; /* "until" and whatever else stands beside the sentence */
}

static bool start_at(struct client *c, int64_t ticket, const struct command *command, const json_t *args,
	struct err *e);

/* The file is there: now for what it was given. False: that is not to be, and the
 * answer is the upload's. */
static bool go_on(struct client *c, struct question *p, const struct http_answer *a)
{
	int64_t id;
	json_t *v = p->then && a->stage == HTTP_ANSWERED && a->status / 100 == 2 ?
		json_read(a->body.v, a->body.n, NULL) : NULL;
	bool ok = v && json_i64(v, "id", &id);

	if (ok) {
		struct err e = { 0 };
		json_put_i64(p->args, "media_id", id);
		if (!start_at(c, p->ticket, p->then, p->args, &e)) {
			struct client_news *n = news_add(c, CLIENT_REPLY);
			n->ticket = p->ticket;
			n->err = e;
		}
	}
	json_decref(v);
	return ok;
}

void question_answered(struct client *c, int64_t http_ticket, const struct http_answer *a)
{
	for (size_t i = 0; i < c->questions.n; i++) {
		if (c->questions.v[i].http == http_ticket) {
			struct question p = c->questions.v[i];
			c->questions.v[i] = c->questions.v[--c->questions.n];
			if (!go_on(c, &p, a)) {
				reply_read(c, &p, a);
			}
			question_fini(&p);
			return;
		}
	}
}

static bool start_at(struct client *c, int64_t ticket, const struct command *command, const json_t *args,
	struct err *e)
{
	static const char *const headers[] = { "Content-Type: application/json", NULL };
	struct request request = { 0 };
	struct buf url = { 0 };
	struct download *download = NULL;
	bool ok = false;

	if (!route_request(command, args, &request, e)) {
		goto out;
	}
	if (command->flags & CMD_DOWNLOAD && !(download = download_open(json_str(args, "save"), e))) {
		goto out;
	}
	bool reads = !strcmp(request.method, "GET");
	buf_init(&url, CEIL_API_BODY);
	buf_addf(&url, "http://wartel%s", buf_str(&request.path));
	LIST_GROW(&c->questions);
	struct question *p = &c->questions.v[c->questions.n++];
	*p = (struct question){ .ticket = ticket, .changing = !reads, .download = download,
		.asked_ms = command->flags & CMD_WAITS ? 0 : clock_mono_ms() };
	p->http = http_multi_start(c->http, &(struct http_request){
		.method = request.method,
		.url = buf_str(&url),
		.unix_socket = c->place.path,
		.body = request.body.n ? buf_str(&request.body) : NULL,
		.body_len = request.body.n,
		.headers = request.body.n ? headers : NULL,
		.changing = !reads,
		.timeout_ms = client_real_ms(download ? UPLOAD_MS : command->flags & CMD_WAITS ? SLOW_MS : QUICK_MS),
		.max_answer = download ? CEIL_MEDIA : CEIL_API_ANSWER,
		.write = download ? download_write : NULL,
		.write_ctx = download,
	});
	ok = true;
out:
	request_fini(&request);
	buf_fini(&url);
	return ok;
}

/* Gives a file to the engine. */
static int64_t upload_start(struct client *c, const char *path, struct err *e)
{
	static const char *const headers[] = { "Content-Type: application/octet-stream", NULL };
	struct upload *u = upload_open(path, e);
	struct request request = { 0 };
	struct buf url = { 0 };

	if (!u) {
		return 0;
	}
	json_t *args = json_pack("{s:s}", "filename", upload_name(u));
	if (!route_request(command_get(CMD_FILE_ADD), args, &request, e)) {
		upload_free(u);
		json_decref(args);
		return 0;
	}
	buf_addf(&url, "http://wartel%s", buf_str(&request.path));
	LIST_GROW(&c->questions);
	struct question *p = &c->questions.v[c->questions.n++];
	*p = (struct question){ .ticket = ++c->next_ticket, .changing = true, .upload = u };
	p->http = http_multi_start(c->http, &(struct http_request){
		.method = request.method,
		.url = buf_str(&url),
		.unix_socket = c->place.path,
		.body_len = (size_t)upload_size(u),
		.read = upload_read,
		.read_ctx = u,
		.headers = headers,
		.changing = true,
		.timeout_ms = client_real_ms(UPLOAD_MS),
		.max_answer = CEIL_API_ANSWER,
	});
	int64_t ticket = p->ticket;
	request_fini(&request);
	buf_fini(&url);
	json_decref(args);
	return ticket;
}

/* First the file, then what it is for. */
static int64_t start_with_file(struct client *c, const struct command *command, const json_t *args, const char *path,
	struct err *e)
{
	if (!command_check(command, args, true, e)) {
		return 0;
	}
	int64_t ticket = upload_start(c, path, e);
	if (ticket) {
		struct question *p = &c->questions.v[c->questions.n - 1];
		p->then = command;
		p->args = json_copy((json_t *)(uintptr_t)args);
		json_object_del(p->args, "file");
	}
	return ticket;
}

int64_t client_start(struct client *c, const struct command *command, const json_t *args, struct err *e)
{
	/* What takes the id of a file that was given takes a file. */
	const char *path = command_arg(command, "media_id") ? json_str(args, "file") : NULL;

	if (path) {
		return start_with_file(c, command, args, path, e);
	}
	int64_t ticket = ++c->next_ticket;
	return start_at(c, ticket, command, args, e) ? ticket : 0;
}

void client_drop(struct client *c, int64_t ticket)
{
	for (size_t i = 0; i < c->questions.n; i++) {
		if (c->questions.v[i].ticket == ticket) {
			http_multi_cancel(c->http, c->questions.v[i].http);
			question_fini(&c->questions.v[i]);
			c->questions.v[i] = c->questions.v[--c->questions.n];
			return;
		}
	}
	/* It may have come and not been taken yet. */
	struct client_news come;
	if (news_take_reply(c, ticket, &come)) {
		client_news_fini(&come);
	}
}
