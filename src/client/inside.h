/* inside: a client's own parts, for the files of this floor only. The line is in one of
 * four states: LOOKING (nobody listens; the next try has its time), STARTING (an engine
 * of ours is coming up), GREETING (the stream is open, hello has not come), UP. */
#ifndef CLIENT_INSIDE_H
#define CLIENT_INSIDE_H

#include <jansson.h>
#include <stdint.h>

#include "base/http.h"

#include "client/client.h"
#include "client/own.h"
#include "client/sse.h"

enum line { LOOKING, STARTING, GREETING, UP };

/* What was asked and is not answered yet. */
struct question {
	int64_t ticket;	   /* ours */
	int64_t http;	   /* of http_multi */
	int64_t asked_ms;  /* when an answer from rows was asked for; 0: it may take its time */
	bool changing;
	struct upload *upload; /* owned; what is on its way, or NULL */
	const struct command *then; /* what it is for, asked under the same ticket; or NULL */
	json_t *args;		    /* owned: of then */
	struct download *download; /* owned; what comes, or NULL */
};

struct client {
	struct http_multi *http;
	const struct config *config; /* borrowed */
	struct engine_place place;
	bool may_start, events;

	enum line line;
	bool was_up;		/* so that CLIENT_BACK is told only after a loss */
	bool told_lost;
	int64_t stream;		/* http ticket of GET /api/events */
	int64_t heard_ms;	/* when the engine last said anything */
	struct sse sse;
	int ready_fd;		/* of an engine being started, or -1 */
	int64_t retry_at_ms, spawned_ms;
	int retry_ms;
	struct err why;		/* why the line is not up */

	int64_t next_ticket;
	struct {
		struct question *v;
		size_t n, cap;
	} questions;
	struct {
		struct client_news *v;
		size_t n, cap;
	} news;
};

/* Processes and their answers take real time, also where tests run the clock
 * faster: a span of it in the clock's milliseconds. */
int client_real_ms(int ms);

/* news.c: what client_next hands out. */
struct client_news *news_add(struct client *, enum client_news_kind);
/* The answer to a ticket, out of the row; false: it has not come. */
bool news_take_reply(struct client *, int64_t ticket, struct client_news *);

/* line.c: finding the engine, greeting it, and losing it. */
enum {
	LINE_RETRY_MS = 100, /* after the first failure */
	LINE_OPEN_MS = 5000, /* for an engine that is being started */
	LINE_RACE_MS = 2000  /* for one that another face has started */
};
/* Nobody listens, or somebody does; starts an engine where that is ours to do, at most
 * one every two seconds. */
void line_look(struct client *);
/* ready_fd has something to say. */
void line_started(struct client *);
/* The stream of events has ended so. */
void line_ended(struct client *, const struct http_answer *);
/* When the silence of the engine will be too long; INT64_MAX: who has no events waits
 * for his answer only. */
int64_t line_silent_at(const struct client *);
/* The line is there and nobody speaks: as good as gone, until there is another hello.
 * What was asked is still waited for. */
void line_hangs(struct client *);
/* The events that have come. */
void line_take_events(struct client *);

/* question.c: what is asked, and its answer. */
void question_fini(struct question *);
/* One of http_multi's answers: into the news, or on to what it was asked for. */
void question_answered(struct client *, int64_t http_ticket, const struct http_answer *);

#endif
