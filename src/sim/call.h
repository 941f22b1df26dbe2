/* call: one request on its way through the simulator, its query and body, and
 * the answers WAHA gives, in all their shapes. */
#ifndef SIM_CALL_H
#define SIM_CALL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/core.h"

struct route;
struct rule;
struct session;
struct message;

enum { CALL_ARGS = 4 };

struct query {
	struct { char *name, *value; } *v;
	size_t n, cap;
};

struct call {
	struct sim *sim;
	struct sim_request *rq;
	struct sim_answer *an;
	char *path; /* without the query, still encoded */
	struct query query;
	json_t *body; /* NULL when there is none */
	char *arg[CALL_ARGS]; /* of the route's {places}, decoded */
	const struct route *route;
	struct session *session;
	struct rule *rule; /* that misbehaves now, or NULL */
	bool spared;	   /* the rule leaves the effects alone */
	struct message *sent; /* what a send made, for rules about its acks */
};

void query_read(struct query *, const char *text);
void query_fini(struct query *);
const char *query_get(const struct query *, const char *name); /* NULL: absent */
char *url_decode(const char *, size_t n); /* heap */

/* 200 or 201, as the route's method says. Takes over the value. */
void answer_ok(struct call *, json_t *);
void answer_json(struct call *, int status, json_t *);
/* Success without a body and without a type. */
void answer_empty(struct call *);
void answer_text(struct call *, int status, const char *type, const void *, size_t n);
/* {"message","error","statusCode"} */
void answer_fail(struct call *, int status, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same with a list of complaints; takes it over. */
void answer_complaints(struct call *, json_t *list);
/* WAHA's 500, which echoes the request; more (may be NULL) goes into exception
 * and is taken over. */
void answer_thrown(struct call *, const char *name, json_t *more, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* An error of Baileys' own kind: "data", "isBoom", "isServer". */
void answer_boom(struct call *, int data, bool server, const char *message);
/* WhatsApp's refusal as GOWS tells it at once. */
void answer_wall(struct call *, const char *code);
void answer_not_expected(struct call *, const char *expected);
void answer_no_session(struct call *, const char *name);
void answer_unimplemented(struct call *);
void answer_plus(struct call *);
void answer_not_found(struct call *, const char *what); /* "Message": "Message not found" */
/* What the simulator refuses and WAHA would swallow: 422 {"sim":"refused",…}. */
void answer_refused(struct call *, const char *which, const char *why);
/* WAHA is waiting for something: ask again after ms. */
void answer_again(struct call *, int64_t ms);
/* {version, engine, tier, browser, platform, worker} */
json_t *answer_version(const struct sim *);

/* Reads of the query with WAHA's validation; complaints are collected in *list
 * (made when needed). */
int64_t query_number(const struct query *, const char *name, int64_t otherwise, json_t **list);
/* 1, 0, or otherwise; complains about other words. */
int query_bool(const struct query *, const char *name, int otherwise, json_t **list);
/* Complains unless it is one of the comma-separated values; NULL: absent. */
const char *query_among(const struct query *, const char *name, const char *values, json_t **list);
/* limit and offset over an array: a new one. WAHA's paging in memory: without a
 * limit the offset counts for nothing. */
json_t *query_page(const struct query *, json_t *all, json_t **complaints);

#endif
