/* ini: files of the form wartel.conf and .env, as lines with their places.
 * Comments begin with # or ; at the start of a line, or with # after a blank.
 * A .env has NAME=value, perhaps quoted, perhaps after "export". */
#ifndef CONFIG_INI_H
#define CONFIG_INI_H

#include <stddef.h>

#include "base/err.h"

struct ini_line {
	int line;	/* from 1 */
	char *section;	/* "number toko", "" before the first; NULL in a .env */
	char *key, *value; /* both "" for the line that begins a section */
};
struct ini {
	struct ini_line *v; /* owned */
	size_t n, cap;
};

/* False with ERR_USAGE config.file, .utf8, .line or .section, each with file and
 * line. */
bool ini_read(const char *path, struct ini *, struct err *);
bool ini_read_env(const char *path, struct ini *, struct err *);
void ini_fini(struct ini *);

#endif
