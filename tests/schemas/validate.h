/* validate: JSON against the schemas in this folder: the part of JSON Schema
 * 2020-12 that they use (type, enum, required, properties, additionalProperties,
 * items, anyOf, $ref to a file beside, format date-time); a keyword that is not
 * known here is a failure, not a pass. */
#ifndef TESTS_SCHEMAS_VALIDATE_H
#define TESTS_SCHEMAS_VALIDATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "command/command.h"

/* name: "message". why tells where and what, as "items[2].at: …". */
bool shape_check(const char *name, const json_t *v, char *why, size_t cap);
/* An answer of a command: its shape, or a list of it. */
bool shape_reply(const struct command *, const json_t *v, char *why, size_t cap);
/* Frees the schemas that were read. */
void shape_forget(void);

#endif
