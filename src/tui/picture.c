/* picture: see picture.h. */
#include <string.h>

#include "tui/picture.h"

#include "base/banned.h"

static int big(const unsigned char *p)
{
	return p[0] << 8 | p[1];
}

static int little(const unsigned char *p)
{
	return p[0] | p[1] << 8;
}

/* The frame's header stands behind segments of any number. */
static bool jpeg(const unsigned char *p, size_t n, int *w, int *h)
{
	size_t at = 2;
	while (at + 9 < n) {
		if (p[at] != 0xff)
			return false;
		int marker = p[at + 1];
		if (marker == 0xff) { /* filling */
			at++;
			continue;
		}
		if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
			*h = big(p + at + 5);
			*w = big(p + at + 7);
			return true;
		}
		if (marker == 0xd9 || marker == 0xda)
			return false;
		int length = big(p + at + 2);
		if (length < 2)
			return false;
		at += 2 + (size_t)length;
	}
	return false;
}

static bool webp(const unsigned char *p, size_t n, int *w, int *h)
{
	if (n >= 30 && !memcmp(p + 12, "VP8X", 4)) {
		*w = 1 + (little(p + 24) | p[26] << 16);
		*h = 1 + (little(p + 27) | p[29] << 16);
	} else if (n >= 30 && !memcmp(p + 12, "VP8 ", 4)) {
		*w = little(p + 26) & 0x3fff;
		*h = little(p + 28) & 0x3fff;
	} else if (n >= 25 && !memcmp(p + 12, "VP8L", 4) && p[20] == 0x2f) {
		*w = 1 + (little(p + 21) & 0x3fff);
		*h = 1 + (p[22] >> 6 | p[23] << 2 | (p[24] & 15) << 10);
	} else {
		return false;
	}
	return true;
}

bool picture_size(const void *head, size_t n, int *width, int *height)
{
	const unsigned char *p = head;
	int w = 0, h = 0;
	bool ok = false;
	if (n >= 24 && !memcmp(p, "\x89PNG\r\n\x1a\n", 8) && !memcmp(p + 12, "IHDR", 4)) {
		ok = p[16] == 0 && p[20] == 0; /* nobody has more than 16 million a side */
		w = p[17] << 16 | big(p + 18);
		h = p[21] << 16 | big(p + 22);
	} else if (n >= 10 && (!memcmp(p, "GIF87a", 6) || !memcmp(p, "GIF89a", 6))) {
		ok = true;
		w = little(p + 6);
		h = little(p + 8);
	} else if (n >= 4 && p[0] == 0xff && p[1] == 0xd8) {
		ok = jpeg(p, n, &w, &h);
	} else if (n >= 16 && !memcmp(p, "RIFF", 4) && !memcmp(p + 8, "WEBP", 4)) {
		ok = webp(p, n, &w, &h);
	}
	if (!ok || w < 1 || h < 1)
		return false;
	*width = w;
	*height = h;
	return true;
}
