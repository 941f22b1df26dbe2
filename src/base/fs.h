/* fs: files and directories as the program wants them: modes exact, paths
 * joined, whole files read with a ceiling, written whole or not at all (a
 * temporary beside it, fsync, rename). */
#ifndef BASE_FS_H
#define BASE_FS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

char *path_join(const char *dir, const char *name); /* heap */
/* Makes every missing part, with mode; an existing one keeps its mode. */
bool dir_make(const char *path, mode_t, struct err *);
bool file_read(const char *path, struct buf *out, struct err *); /* out's own ceiling */
bool file_write(const char *path, const void *, size_t, mode_t, struct err *);
bool file_exists(const char *path);
/* ERR_FORBIDDEN when others than the owner may read it (for keys and secrets). */
bool file_private(const char *path, struct err *);
/* Removes a directory and all in it; follows no links. */
void dir_remove(const char *path);

#endif
