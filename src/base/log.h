/* log: what the program notes for whoever runs it: lines of
 * "2026-11-22T07:31:05Z level area: text", in files rotated by size by the
 * program itself (one old generation, ".1"). Never translated, never a secret:
 * log_secret() registers what must not appear, and every line is searched for
 * it. Text from outside is escaped. Threads: safe from any; one mutex guards
 * the files. Without log_open, lines go to standard error (or nowhere, when
 * quiet). */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "base/err.h"

enum log_file { LOG_ERROR, LOG_API, LOG_WAHA, LOG_FILES };
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_BAD };

/* Opens error.log, api.log and waha.log in dir (made 0700 when missing). */
bool log_open(const char *dir, long max_bytes, struct err *);
/* Nothing on standard error from now on: for faces that own the terminal. */
void log_quiet(bool);
void log_close(void);
void log_set_level(enum log_level);
void log_secret(const char *);
void log_line(enum log_file, enum log_level, const char *area, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* For bug_at alone: a line into error.log, if that is open, without waiting for
 * the lock, which the dying thread itself may hold. */
void log_last(const char *file, int line, const char *why);
#define log_info(area, ...) log_line(LOG_ERROR, LOG_INFO, area, __VA_ARGS__)
#define log_warn(area, ...) log_line(LOG_ERROR, LOG_WARN, area, __VA_ARGS__)
#define log_bad(area, ...) log_line(LOG_ERROR, LOG_BAD, area, __VA_ARGS__)

#endif
