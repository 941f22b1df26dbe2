/* upload: a file of the person's on its way to the engine. The face opens it, so that
 * his rights count and not the engine's; only a regular file goes, and only whole:
 * one that changes while it is read is not sent. */
#ifndef CLIENT_UPLOAD_H
#define CLIENT_UPLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct upload;

/* "~/…" is the home directory. NULL with a sentence for what cannot be sent: nothing
 * there, not readable, a folder, a pipe, a device, empty, larger than CEIL_MEDIA. */
struct upload *upload_open(const char *path, struct err *);
void upload_free(struct upload *);
int64_t upload_size(const struct upload *);
/* The last part of its path, as text. */
const char *upload_name(const struct upload *);
/* For http_request.read. */
size_t upload_read(void *upload, char *out, size_t cap);
/* Why reading failed; kind NONE when it did not. */
const struct err *upload_why(const struct upload *);

#endif
