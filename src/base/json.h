/* json: small helpers over jansson. Absent and null are the same everywhere
 * (WAHA drops keys whose value is undefined). Borrowed pointers live as long as
 * the value they came from. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Rejects more than CEIL_JSON_DEPTH levels, duplicates are last-wins, NUL in
 * strings is refused, bad UTF-8 is refused. NULL with ERR_USAGE json.bad
 * (args line, why). An empty body gives json_null() and no error. */
json_t *json_read(const char *s, size_t n, struct err *);
void json_write(struct buf *out, const json_t *); /* compact, UTF-8 as it is */

/* By dotted path, as "_data.key.id"; NULL when any part is missing or null. */
const json_t *json_at(const json_t *, const char *path);
const char *json_str(const json_t *, const char *path);	     /* NULL unless a string */
const char *json_str_or(const json_t *, const char *path, const char *otherwise);
/* Integers, also from floats and from strings of digits (WAHA sends all three). */
bool json_i64(const json_t *, const char *path, int64_t *out);
int64_t json_i64_or(const json_t *, const char *path, int64_t otherwise);
/* JSON true, and nothing else (json_true is a function of jansson). */
bool json_flag(const json_t *, const char *path);
/* Sets key to a string, or leaves it out when value is NULL. */
void json_put_str(json_t *o, const char *key, const char *value);
void json_put_i64(json_t *o, const char *key, int64_t value);
void json_put_bool(json_t *o, const char *key, bool value);
void json_put_null(json_t *o, const char *key);
/* Takes over the reference to value. */
void json_put(json_t *o, const char *key, json_t *value);

/* {"kind","key","template","args":{…},"message"}: new reference. */
json_t *json_from_err(const struct err *);
json_t *json_from_sentence(const struct sentence *);
/* The way back, for faces; false when v is no such object. */
bool json_to_err(const json_t *v, struct err *);
bool json_to_sentence(const json_t *v, struct sentence *);

#endif
