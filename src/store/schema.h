/* schema: the tables in their newest version (texts of SQL, area by area), and the
 * steps that bring an older database there. For db.c and tests. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include <stdbool.h>

#include "base/err.h"

struct sqlite3;

enum {
	SCHEMA_VERSION = 1,
	SCHEMA_APPLICATION = 0x77617274 /* "wart" */
};

/* Texts to run one after the other, NULL at the end. */
extern const char *const schema_newest[];
/* The step from version i to i + 1, in the same way. */
extern const char *const *const schema_steps[SCHEMA_VERSION];

/* Ours, and of a version that this program can use (or, with migrate, bring up
 * to date)? Changes nothing. */
bool schema_check(struct sqlite3 *, const char *path, bool migrate, struct err *);
/* Makes the tables of an empty database; with migrate, copies an older one
 * beside itself and takes the missing steps in one transaction. */
bool schema_bring(struct sqlite3 *, const char *path, bool migrate, struct err *);

#endif
