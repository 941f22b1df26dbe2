/* stage: see stage.h. libmicrohttpd on a thread of its own. */
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#include "config.h"
#include "stage.h"

#include "base/banned.h"

enum { STREAMS = 8 };

struct stream {
	bool used;
	struct buf out;
	struct MHD_Connection *connection;
	bool asleep;
};

struct stage {
	char *path;
	json_t *answers;
	struct MHD_Daemon *daemon;
	pthread_mutex_t lock; /* guards all below */
	struct buf asked;
	struct stream streams[STREAMS];
	int events;
	bool closing;
	char *slow;   /* a request that is not answered for now, or NULL */
	struct MHD_Connection *waiting[STREAMS];
	size_t n_waiting;
};

static ssize_t stream_read(void *ctx, uint64_t pos, char *out, size_t cap)
{
	(void)pos;
	struct stage *s = ((void **)ctx)[0];
	struct stream *st = ((void **)ctx)[1];
	pthread_mutex_lock(&s->lock);
	size_t n = st->out.n < cap ? st->out.n : cap;
	memcpy(out, buf_str(&st->out), n);
	buf_eat(&st->out, n);
	if (n == 0 && s->closing) {
		pthread_mutex_unlock(&s->lock);
		return MHD_CONTENT_READER_END_OF_STREAM;
	}
	if (n == 0) {
		MHD_suspend_connection(st->connection);
		st->asleep = true;
	}
	pthread_mutex_unlock(&s->lock);
	return (ssize_t)n;
}

static void stream_free(void *ctx)
{
	struct stage *s = ((void **)ctx)[0];
	struct stream *st = ((void **)ctx)[1];
	pthread_mutex_lock(&s->lock);
	buf_fini(&st->out);
	st->used = false;
	pthread_mutex_unlock(&s->lock);
	free(ctx);
}

static void add_event(struct stage *s, struct stream *st, const char *name, const json_t *data)
{
	char *text = json_dumps(data, JSON_COMPACT);
	buf_addf(&st->out, "event: %s\nid: %d\ndata: %s\n\n", name, ++s->events, text);
	free(text);
	if (st->asleep) {
		st->asleep = false;
		MHD_resume_connection(st->connection);
	}
}

static enum MHD_Result open_stream(struct stage *s, struct MHD_Connection *c)
{
	void **ctx = xcalloc(2, sizeof *ctx);
	struct stream *st = NULL;
	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < STREAMS && !st; i++)
		if (!s->streams[i].used)
			st = &s->streams[i];
	if (st) {
		memset(st, 0, sizeof *st);
		st->used = true;
		st->connection = c;
		buf_init(&st->out, 1 << 20);
		json_t *hello = json_pack("{s:s,s:i,s:b}", "version", PACKAGE_VERSION, "pid", 1, "demo", 0);
		add_event(s, st, "hello", hello);
		json_decref(hello);
	}
	pthread_mutex_unlock(&s->lock);
	ctx[0] = s;
	ctx[1] = st;
	if (!st) {
		free(ctx);
		return MHD_NO;
	}
	struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, stream_read, ctx, stream_free);
	MHD_add_response_header(r, "Content-Type", "text/event-stream");
	enum MHD_Result ok = MHD_queue_response(c, 200, r);
	MHD_destroy_response(r);
	return ok;
}

static enum MHD_Result add_query(void *ctx, enum MHD_ValueKind kind, const char *key, const char *value)
{
	(void)kind;
	struct buf *b = ctx;
	buf_addf(b, "%c%s=%s", strchr(b->v, '?') ? '&' : '?', key, value ? value : "");
	return MHD_YES;
}

static enum MHD_Result answer(void *ctx, struct MHD_Connection *c, const char *url, const char *method,
	const char *version, const char *upload, size_t *n, void **own)
{
	struct stage *s = ctx;
	(void)version;
	struct buf *body = *own;
	if (!body) {
		*own = body = xcalloc(1, sizeof *body);
		buf_init(body, 1 << 20);
		return MHD_YES;
	}
	if (*n > 0) {
		buf_add(body, upload, *n);
		*n = 0;
		return MHD_YES;
	}
	if (!strcmp(url, "/api/events"))
		return open_stream(s, c);
	struct buf line;
	buf_init(&line, 4096);
	buf_addf(&line, "%s %s", method, url);
	MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, add_query, &line);
	pthread_mutex_lock(&s->lock);
	bool slow = s->slow && !strncmp(line.v, s->slow, strlen(s->slow)) && s->n_waiting < STREAMS;
	if (slow || !body->over) /* noted once: what waited comes here again */
		buf_addf(&s->asked, "%s %s\n", line.v, buf_str(body));
	if (slow) {
		body->over = true;
		s->waiting[s->n_waiting++] = c;
		MHD_suspend_connection(c);
		pthread_mutex_unlock(&s->lock);
		buf_fini(&line);
		return MHD_YES;
	}
	const json_t *found = json_object_get(s->answers, line.v);
	if (!found) {
		line.v[strcspn(line.v, "?")] = 0;
		found = json_object_get(s->answers, line.v);
	}
	int status = json_object_get(found, "error") ? 422 : found ? 200 : 404;
	char *text = found ? json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY) :
		xasprintf("{\"error\":{\"kind\":\"not-found\",\"key\":\"stage.none\",\"template\":\"no scenery\","
			  "\"args\":{},\"message\":\"no scenery\",\"until\":null}}");
	pthread_mutex_unlock(&s->lock);
	buf_fini(&line);
	struct MHD_Response *r = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
	MHD_add_response_header(r, "Content-Type", "application/json");
	enum MHD_Result ok = MHD_queue_response(c, (unsigned)status, r);
	MHD_destroy_response(r);
	return ok;
}

static void done(void *ctx, struct MHD_Connection *c, void **own, enum MHD_RequestTerminationCode why)
{
	(void)ctx;
	(void)c;
	(void)why;
	if (*own) {
		buf_fini(*own);
		free(*own);
	}
}

void stage_back(struct stage *s)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	str_copy(a.sun_path, sizeof a.sun_path, s->path);
	unlink(s->path);
	s->closing = false;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) < 0 || listen(fd, 16) < 0)
		abort();
	s->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
		answer, s, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, done, NULL, MHD_OPTION_END);
	if (!s->daemon)
		abort();
}

void stage_gone(struct stage *s)
{
	unlink(s->path);
	pthread_mutex_lock(&s->lock);
	s->closing = true;
	for (int i = 0; i < STREAMS; i++)
		if (s->streams[i].used && s->streams[i].asleep) {
			s->streams[i].asleep = false;
			MHD_resume_connection(s->streams[i].connection);
		}
	pthread_mutex_unlock(&s->lock);
	stage_slow(s, NULL);
	MHD_stop_daemon(s->daemon);
	s->daemon = NULL;
}

struct stage *stage_new(const char *socket_path, const json_t *answers)
{
	struct stage *s = xcalloc(1, sizeof *s);
	s->path = xstrdup(socket_path);
	s->answers = json_deep_copy(answers);
	pthread_mutex_init(&s->lock, NULL);
	buf_init(&s->asked, 1 << 20);
	stage_back(s);
	return s;
}

void stage_free(struct stage *s)
{
	if (!s)
		return;
	if (s->daemon)
		stage_gone(s);
	json_decref(s->answers);
	buf_fini(&s->asked);
	pthread_mutex_destroy(&s->lock);
	free(s->path);
	free(s);
}

void stage_push(struct stage *s, const char *event, const json_t *data)
{
	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < STREAMS; i++)
		if (s->streams[i].used)
			add_event(s, &s->streams[i], event, data);
	pthread_mutex_unlock(&s->lock);
}

void stage_answer(struct stage *s, const char *request, const json_t *body)
{
	pthread_mutex_lock(&s->lock);
	json_object_set(s->answers, request, (json_t *)body);
	pthread_mutex_unlock(&s->lock);
}

void stage_slow(struct stage *s, const char *request)
{
	pthread_mutex_lock(&s->lock);
	free(s->slow);
	s->slow = request ? xstrdup(request) : NULL;
	while (!request && s->n_waiting > 0)
		MHD_resume_connection(s->waiting[--s->n_waiting]);
	pthread_mutex_unlock(&s->lock);
}

char *stage_asked(struct stage *s)
{
	pthread_mutex_lock(&s->lock);
	char *copy = xstrdup(buf_str(&s->asked));
	pthread_mutex_unlock(&s->lock);
	return copy;
}
