/* bytes: base64, sha256 and HMAC-SHA512 over nettle, and small files that look
 * like what phones send. All results are heap. */
#ifndef SIM_BYTES_H
#define SIM_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

char *bytes_base64(const void *, size_t n);
/* As Node decodes: whatever is not of the alphabet is skipped. *strict tells
 * whether it was well-formed (padding may be missing). */
char *bytes_unbase64(const char *text, size_t n, size_t *out_n, bool *strict);
char *bytes_sha256_base64(const void *, size_t n);
char *bytes_sha256_hex(const void *, size_t n);
/* Lower hex, as WAHA signs its webhooks. */
char *bytes_hmac_sha512(const char *key, const void *, size_t n);

/* A picture of width x height pixels, patterned by seed. */
char *bytes_png(int width, int height, uint64_t seed, size_t *n);
/* A file of this type that its readers accept, or for unknown types a line of
 * text. title is drawn into documents. */
char *bytes_sample(const char *mimetype, const char *title, uint64_t seed, size_t *n);

#endif
