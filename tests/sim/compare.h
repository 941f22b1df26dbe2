/* compare: two JSON values beside each other: the same keys all the way down, values
 * of the same types, and the same values unless their key says that they differ
 * from run to run. */
#ifndef TEST_SIM_COMPARE_H
#define TEST_SIM_COMPARE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"

struct diff {
	struct buf text;    /* one line a difference; buf_init it first */
	const json_t *more; /* further keys whose values are free, or NULL */
	bool part;	    /* the wanted one is cut off: more keys may come */
	bool shape;	    /* no value counts, only keys and types */
};

void compare(struct diff *, const char *path, const char *key, const json_t *want, const json_t *got);

#endif
