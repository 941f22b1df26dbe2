/* case: facts written down as one line, so that a rule and its edges stand in a
 * table. A line is "name=value …" laid over an ordinary shop on an ordinary day;
 * times are relative to the case's now ("inbound=-24h", "dwell=+5s"). */
#ifndef TESTS_POLICY_CASE_H
#define TESTS_POLICY_CASE_H

#include <stdint.h>

#include "model/facts.h"

/* Milliseconds of "2026-11-22T08:00:00+07:00", worked out without wartel's own
 * calendar. */
int64_t case_time(const char *rfc3339);
void case_facts(struct facts *, int64_t now_ms, const char *line);

#endif
