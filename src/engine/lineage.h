/* lineage: whether the database is the one this house last worked with, or an older
 * copy of it that came back from a backup. Both the database and a small file beside
 * the logs keep a number that grows whenever something leaves, and with every start
 * and end; a file that is ahead of its database tells of a past that the database
 * does not know. Then nothing that waits in it leaves by itself. */
#ifndef ENGINE_LINEAGE_H
#define ENGINE_LINEAGE_H

#include "engine/inside.h"

/* In the write transaction that opens the house: compares, holds what is queued where
 * the database is older than the file, and moves the number on. */
bool lineage_open(struct engine *, struct db *, int64_t *number, struct err *);
/* Moves it on, in the caller's write transaction … */
bool lineage_grow(struct db *, int64_t *number, struct err *);
/* … and after its commit into the file. A file that cannot be written only keeps an
 * older number: less is noticed, nothing is held for nothing. */
void lineage_keep(struct engine *, int64_t number);
/* At a clean end. */
void lineage_close(struct engine *);

#endif
