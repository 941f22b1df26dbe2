/* bytes: see the header. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nettle/hmac.h>
#include <nettle/sha2.h>

#include "base/mem.h"

#include "sim/bytes.h"

#include "base/banned.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *bytes_base64(const void *from, size_t n)
{
	const unsigned char *in = from;
	char *out = xmalloc((n + 2) / 3 * 4 + 1), *o = out;
	for (size_t i = 0; i < n; i += 3) {
		unsigned long v = (unsigned long)in[i] << 16 | (i + 1 < n ? in[i + 1] : 0u) << 8 |
				  (i + 2 < n ? in[i + 2] : 0u);
		for (int k = 0; k < 4; k++)
			*o++ = alphabet[v >> (18 - 6 * k) & 63];
	}
	if (n % 3)
		memset(o - (3 - n % 3), '=', 3 - n % 3);
	*o = '\0';
	return out;
}

char *bytes_unbase64(const char *text, size_t n, size_t *out_n, bool *strict)
{
	signed char value[256];
	memset(value, -1, sizeof value);
	for (int i = 0; i < 64; i++)
		value[(unsigned char)alphabet[i]] = (signed char)i;
	value['-'] = 62;
	value['_'] = 63;
	char *out = xmalloc(n / 4 * 3 + 4);
	size_t o = 0, digits = 0;
	unsigned long v = 0;
	bool good = true;
	for (size_t i = 0; i < n; i++) {
		int d = value[(unsigned char)text[i]];
		if (text[i] == '=' && i + 2 >= n)
			break;
		if (d < 0) {
			good = false;
			continue;
		}
		v = v << 6 | (unsigned long)d;
		if (++digits % 4 == 0) {
			out[o++] = (char)(v >> 16);
			out[o++] = (char)(v >> 8);
			out[o++] = (char)v;
			v = 0;
		}
	}
	if (digits % 4 == 2) {
		out[o++] = (char)(v >> 4);
	} else if (digits % 4 == 3) {
		out[o++] = (char)(v >> 10);
		out[o++] = (char)(v >> 2);
	} else if (digits % 4 == 1) {
		good = false;
	}
	*out_n = o;
	*strict = good;
	return out;
}

static void sha256(const void *p, size_t n, uint8_t sum[SHA256_DIGEST_SIZE])
{
	struct sha256_ctx ctx;
	sha256_init(&ctx);
	sha256_update(&ctx, n, p);
	sha256_digest(&ctx, SHA256_DIGEST_SIZE, sum);
}

static char *hex(const uint8_t *sum, size_t n)
{
	char *out = xmalloc(2 * n + 1);
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", sum[i]);
	return out;
}

char *bytes_sha256_base64(const void *p, size_t n)
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	sha256(p, n, sum);
	return bytes_base64(sum, sizeof sum);
}

char *bytes_sha256_hex(const void *p, size_t n)
{
	uint8_t sum[SHA256_DIGEST_SIZE];
	sha256(p, n, sum);
	return hex(sum, sizeof sum);
}

char *bytes_hmac_sha512(const char *key, const void *p, size_t n)
{
	struct hmac_sha512_ctx ctx;
	uint8_t sum[SHA512_DIGEST_SIZE];
	hmac_sha512_set_key(&ctx, strlen(key), (const uint8_t *)key);
	hmac_sha512_update(&ctx, n, p);
	hmac_sha512_digest(&ctx, sizeof sum, sum);
	return hex(sum, sizeof sum);
}
