/* setting: small things the program remembers, never options. Writer: setting.c. */
#ifndef STORE_SETTING_H
#define STORE_SETTING_H

#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

/* otherwise when there is none. */
bool setting_i64(struct db *, const char *name, int64_t otherwise, int64_t *out, struct err *);
bool setting_set_i64(struct db *, const char *name, int64_t value, struct err *);
/* Heap; NULL when there is none. */
bool setting_str(struct db *, const char *name, char **out, struct err *);
bool setting_set_str(struct db *, const char *name, const char *value, struct err *);
/* The highest time ever committed as leaving (ms): the clock is trusted forwards
 * only. Raised by outbox_begin; never falls but by setting_set_i64. */
#define SETTING_HIGHEST_MS "clock.highest_ms"
/* 1: cases of groups were counted among what needs a reply when they were last summed up. */
#define SETTING_GROUPS "groups.need_reply"

#endif
