/* depot: copies of files, each under the SHA-256 of what is in it, in the folder
 * `media` of the data directory; the same file twice is there once. Only the engine
 * reads it: folder 0700, files 0600. What is being written has a name of its own
 * until it is whole and on the disk. */
#ifndef STORE_DEPOT_H
#define STORE_DEPOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { DEPOT_HASH_CAP = 65 };

/* One file on its way in. */
struct depot_new;
struct depot_new *depot_begin(const char *data_dir, struct err *);
/* ERR_TOO_LARGE media.large past CEIL_MEDIA. */
bool depot_write(struct depot_new *, const void *, size_t, struct err *);
/* All of it is here. ERR_USAGE media.empty for nothing. */
bool depot_end(struct depot_new *, struct err *);
/* After depot_end, borrowed: its hash, size, and its first bytes. */
const char *depot_hash(const struct depot_new *);
int64_t depot_size(const struct depot_new *);
const void *depot_head(const struct depot_new *, size_t *n);
/* Takes it into the store. */
bool depot_keep(struct depot_new *, struct err *);
/* What was not kept is gone. */
void depot_free(struct depot_new *);

/* Heap. */
char *depot_path(const char *data_dir, const char *hash);
/* The descriptor of a file; with check it is read through once and still what it
 * was, else only its size is. -1 with ERR_NOT_FOUND media.lost; ERR_ENGINE media.closed
 * where nobody can say for now. */
int depot_open(const char *data_dir, const char *hash, int64_t size, bool check, struct err *);
void depot_remove(const char *data_dir, const char *hash);
/* Removes what was half written when an engine ended, and whole files that nobody
 * needs: an end between the file's keeping and its row's. */
void depot_sweep(const char *data_dir, bool (*needed)(void *ctx, const char *hash), void *ctx);

#endif
