/* digest: fingerprints of secrets, and their comparison in a time that does not
 * tell how much of them was right. Over nettle. Pure. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { SHA256_HEX = 65, HMAC512_HEX = 129 }; /* with the NUL; lower case */

/* Both return out. */
char *sha256_hex(const void *data, size_t n, char out[SHA256_HEX]);
char *hmac512_hex(const char *key, const void *data, size_t n, char out[HMAC512_HEX]);
/* Whether two texts are the same; how long it takes depends on their lengths
 * alone. */
bool digest_same(const char *a, const char *b);

#endif
