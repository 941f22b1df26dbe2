/* digest: see digest.h. */
#include <string.h>

#include <nettle/base16.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nettle/sha2.h>

#include "base/digest.h"

#include "base/banned.h"

char *sha256_hex(const void *data, size_t n, char out[SHA256_HEX])
{
	struct sha256_ctx ctx;
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_init(&ctx);
	sha256_update(&ctx, n, data);
	sha256_digest(&ctx, sizeof digest, digest);
	base16_encode_update(out, sizeof digest, digest);
	out[SHA256_HEX - 1] = '\0';
	return out;
}

char *hmac512_hex(const char *key, const void *data, size_t n, char out[HMAC512_HEX])
{
	struct hmac_sha512_ctx ctx;
	uint8_t digest[SHA512_DIGEST_SIZE];

	hmac_sha512_set_key(&ctx, strlen(key), (const uint8_t *)key);
	hmac_sha512_update(&ctx, n, data);
	hmac_sha512_digest(&ctx, sizeof digest, digest);
	base16_encode_update(out, sizeof digest, digest);
	out[HMAC512_HEX - 1] = '\0';
	return out;
}

bool digest_same(const char *a, const char *b)
{
	size_t n = strlen(a);

	return strlen(b) == n && memeql_sec(a, b, n);
}
