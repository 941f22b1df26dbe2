/* timer: what happens later. A heap of (time, what); equal times keep the order
 * in which they were set. */
#ifndef SIM_TIMER_H
#define SIM_TIMER_H

#include <stdint.h>

struct sim;
struct session;

struct timer {
	int64_t at; /* ms */
	uint64_t order;
	void (*fire)(struct sim *, const struct timer *);
	struct session *session; /* or NULL */
	uint32_t run;		 /* of the session; 0: whatever run it is in */
	void *p;		 /* what it is about; owned by the account */
	int64_t n;
	char *text;		 /* heap, or NULL; freed after firing */
};

/* Copies t; at is absolute. Takes over t->text. */
void timer_set(struct sim *, const struct timer *t);
void timer_run(struct sim *, int64_t now_ms);
int64_t timer_next(const struct sim *);
void timer_clear(struct sim *);

#endif
