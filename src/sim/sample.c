/* sample: small files that look like what phones send: PNG pictures drawn from a
 * seed, a PDF with its title in it, an Ogg stream of silence, an MP4 box, a WebP
 * of one pixel. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#include "sim/bytes.h"

#include "base/banned.h"

enum { SAMPLE_MAX = 8 << 20, STORED_BLOCK = 65535 };

static void be32(struct buf *b, uint32_t v)
{
	for (int i = 24; i >= 0; i -= 8)
		buf_addc(b, (char)(v >> i));
}

static uint32_t crc32_of(const char *p, size_t n)
{
	uint32_t c = 0xffffffffu;
	for (size_t i = 0; i < n; i++) {
		c ^= (unsigned char)p[i];
		for (int k = 0; k < 8; k++)
			c = c & 1 ? c >> 1 ^ 0xedb88320u : c >> 1;
	}
	return ~c;
}

static void chunk(struct buf *png, const char *type, const struct buf *data)
{
	size_t from = png->n + 4;
	be32(png, (uint32_t)data->n);
	buf_add(png, type, 4);
	buf_add(png, data->v, data->n);
	be32(png, crc32_of(png->v + from, png->n - from));
}

/* zlib's format with stored blocks only: no compression, no library. */
static void deflate_stored(struct buf *out, const struct buf *raw)
{
	uint32_t a = 1, b = 0;
	buf_add(out, "\x78\x01", 2);
	for (size_t at = 0; at < raw->n || at == 0;) {
		size_t n = raw->n - at < STORED_BLOCK ? raw->n - at : STORED_BLOCK;
		buf_addc(out, at + n == raw->n);
		buf_addc(out, (char)(n & 255));
		buf_addc(out, (char)(n >> 8));
		buf_addc(out, (char)(~n & 255));
		buf_addc(out, (char)(~n >> 8 & 255));
		buf_add(out, raw->v + at, n);
		at += n;
		if (!n)
			break;
	}
	for (size_t i = 0; i < raw->n; i++) {
		a = (a + (unsigned char)raw->v[i]) % 65521;
		b = (b + a) % 65521;
	}
	be32(out, b << 16 | a);
}

static char *taken(struct buf *b, size_t *n)
{
	*n = b->n;
	return buf_take(b);
}

char *bytes_png(int width, int height, uint64_t seed, size_t *n)
{
	struct buf png, head, raw, data;
	buf_init(&png, SAMPLE_MAX);
	buf_init(&head, 64);
	buf_init(&raw, SAMPLE_MAX);
	buf_init(&data, SAMPLE_MAX);
	int hue = (int)(seed % 3), base = (int)(seed / 3 % 160), cell = 4 + (int)(seed / 480 % 12);
	for (int y = 0; y < height; y++) {
		buf_addc(&raw, 0);
		for (int x = 0; x < width; x++) {
			int p[3] = { base + 80 * x / width, base + 80 * y / height, base };
			bool dark = ((x / cell) ^ (y / cell)) & 1;
			for (int k = 0; k < 3; k++)
				buf_addc(&raw, (char)(p[(k + hue) % 3] / (dark ? 2 : 1)));
		}
	}
	deflate_stored(&data, &raw);
	be32(&head, (uint32_t)width);
	be32(&head, (uint32_t)height);
	buf_add(&head, "\x08\x02\0\0\0", 5);
	buf_add(&png, "\x89PNG\r\n\x1a\n", 8);
	chunk(&png, "IHDR", &head);
	chunk(&png, "IDAT", &data);
	buf_clear(&data);
	chunk(&png, "IEND", &data);
	buf_fini(&head);
	buf_fini(&raw);
	buf_fini(&data);
	return taken(&png, n);
}

static void pdf_escape(struct buf *b, const char *title)
{
	for (const char *p = title; *p; p++)
		if ((unsigned char)*p >= 32 && (unsigned char)*p < 127) {
			if (strchr("()\\", *p))
				buf_addc(b, '\\');
			buf_addc(b, *p);
		}
}

static char *pdf(const char *title, size_t *n)
{
	struct buf b, text;
	size_t at[6];
	buf_init(&b, SAMPLE_MAX);
	buf_init(&text, 4096);
	buf_adds(&text, "BT /F1 18 Tf 40 320 Td (");
	pdf_escape(&text, title);
	buf_adds(&text, ") Tj ET");
	buf_adds(&b, "%PDF-1.4\n");
	at[1] = b.n;
	buf_adds(&b, "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
	at[2] = b.n;
	buf_adds(&b, "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
	at[3] = b.n;
	buf_adds(&b, "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 420]/Contents 4 0 R"
		     "/Resources<</Font<</F1 5 0 R>>>>>>\nendobj\n");
	at[4] = b.n;
	buf_addf(&b, "4 0 obj\n<</Length %zu>>\nstream\n%s\nendstream\nendobj\n", text.n, buf_str(&text));
	at[5] = b.n;
	buf_adds(&b, "5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n");
	size_t xref = b.n;
	buf_adds(&b, "xref\n0 6\n0000000000 65535 f \n");
	for (int i = 1; i < 6; i++)
		buf_addf(&b, "%010zu 00000 n \n", at[i]);
	buf_addf(&b, "trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", xref);
	buf_fini(&text);
	return taken(&b, n);
}

static uint32_t ogg_crc(const char *p, size_t n)
{
	uint32_t c = 0;
	for (size_t i = 0; i < n; i++) {
		c ^= (uint32_t)(unsigned char)p[i] << 24;
		for (int k = 0; k < 8; k++)
			c = c & 0x80000000u ? c << 1 ^ 0x04c11db7u : c << 1;
	}
	return c;
}

static void le(struct buf *b, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_addc(b, (char)(v >> 8 * i));
}

static void ogg_page(struct buf *out, int type, uint64_t samples, uint32_t nth, const char *packet,
		     size_t len, int packets)
{
	size_t from = out->n;
	buf_add(out, "OggS\0", 5);
	buf_addc(out, (char)type);
	le(out, samples, 8);
	le(out, 0x5741, 4);
	le(out, nth, 4);
	le(out, 0, 4);
	buf_addc(out, (char)packets);
	for (int i = 0; i < packets; i++)
		buf_addc(out, (char)len);
	for (int i = 0; i < packets; i++)
		buf_add(out, packet, len);
	uint32_t c = ogg_crc(out->v + from, out->n - from);
	for (int i = 0; i < 4; i++)
		out->v[from + 22 + (size_t)i] = (char)(c >> 8 * i);
}

/* Opus frames of 20 ms that say "silence". */
static char *ogg(uint64_t seed, size_t *n)
{
	struct buf b, head;
	buf_init(&b, SAMPLE_MAX);
	buf_init(&head, 256);
	buf_add(&head, "OpusHead\x01\x01", 10);
	le(&head, 312, 2);
	le(&head, 48000, 4);
	le(&head, 0, 3);
	ogg_page(&b, 2, 0, 0, head.v, head.n, 1);
	buf_clear(&head);
	buf_add(&head, "OpusTags", 8);
	le(&head, 6, 4);
	buf_add(&head, "wartel", 6);
	le(&head, 0, 4);
	ogg_page(&b, 0, 0, 1, head.v, head.n, 1);
	uint32_t seconds = 2 + (uint32_t)(seed % 9);
	for (uint32_t i = 0; i < seconds; i++)
		ogg_page(&b, i + 1 == seconds ? 4 : 0, (uint64_t)(i + 1) * 48000, 2 + i, "\xf8\xff\xfe", 3,
			 50);
	buf_fini(&head);
	return taken(&b, n);
}

static char *fixed(const char *bytes, size_t len, size_t *n)
{
	*n = len;
	char *copy = xmalloc(len);
	memcpy(copy, bytes, len);
	return copy;
}

char *bytes_sample(const char *mimetype, const char *title, uint64_t seed, size_t *n)
{
	static const char webp[] =
		"RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07";
	static const char mp4[] = "\0\0\0\x18"
				  "ftypmp42\0\0\0\0mp42isom"
				  "\0\0\0\x08"
				  "free"
				  "\0\0\0\x08"
				  "mdat";
	if (!strncmp(mimetype, "image/webp", 10))
		return fixed(webp, sizeof webp, n);
	if (!strncmp(mimetype, "image/", 6))
		return bytes_png(120, 90, seed, n);
	if (!strncmp(mimetype, "audio/", 6))
		return ogg(seed, n);
	if (!strncmp(mimetype, "video/", 6))
		return fixed(mp4, sizeof mp4 - 1, n);
	if (!strcmp(mimetype, "application/pdf"))
		return pdf(title ? title : "wartel", n);
	char *text = xasprintf("%s\n", title ? title : "wartel");
	*n = strlen(text);
	return text;
}
