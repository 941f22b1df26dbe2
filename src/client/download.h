/* download: a file that the engine gives, written where a person wants it. It has
 * another name until it is whole; nothing that is there is overwritten. */
#ifndef CLIENT_DOWNLOAD_H
#define CLIENT_DOWNLOAD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/http.h"

struct download;

/* save: a file that is not there yet, a directory (then the file has its own name), "-"
 * for standard output, NULL for the current directory. NULL with ERR_USAGE
 * download.exists, download.special, ERR_FORBIDDEN download.unwritable. */
struct download *download_open(const char *save, struct err *);
/* What is not whole is gone. */
void download_free(struct download *);
/* As http_request.write. */
bool download_write(void *ctx, const char *data, size_t n);
/* All of it came: {file, mimetype, size}, file null for standard output. */
json_t *download_end(struct download *, const struct http_answer *, struct err *);
/* Why download_write said no; kind ERR_NONE when it did not. */
const struct err *download_why(const struct download *);

#endif
