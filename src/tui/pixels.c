/* pixels: see pixels.h. */
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "tui/pixels.h"

#include "base/banned.h"

enum {
	UNIT = 4096,	  /* base64 in one chunk of kitty's: what its protocol allows */
	SIXEL_UNIT = 2048,
	COLOURS = 1024
};

/* Of the terminal's pictures the one that is ours. */
#define OURS "1463898708"
#define ST "\033\\"
#define REMOVE "\033_Ga=d,d=I,i=" OURS ",q=2" ST

/* What is still to be read. */
struct in {
	const char *s, *end;
};

static bool take(struct in *in, char c)
{
	if (in->s == in->end || *in->s != c)
		return false;
	in->s++;
	return true;
}

/* A number of at most five digits; false: there is none. */
static bool number(struct in *in, int most, int *out)
{
	int v = 0, digits = 0;
	for (; in->s < in->end && *in->s >= '0' && *in->s <= '9' && digits < 6; in->s++, digits++)
		v = v * 10 + *in->s - '0';
	*out = v;
	return digits > 0 && digits < 6 && v <= most;
}

/* Nothing but ends of lines is left. */
static bool at_end(struct in *in)
{
	while (take(in, '\n'))
		;
	return in->s == in->end;
}

struct chunk {
	int width, height, bits, more;
	const char *data;
	size_t n;
};

/* "a=T,f=32,s=160,v=56,c=20,r=7,m=1" of the first, "m=1" of the others. Each key once,
 * and no other: a file to be read, an id of somebody else's, an answer are not ours. */
static bool control(struct in *in, bool first, struct chunk *c)
{
	char seen[16] = "";
	do {
		size_t n = strlen(seen);
		char key = in->s < in->end ? *in->s : 0;
		int v = 0;
		if (!key || !strchr(first ? "afsvcrmqt" : "mq", key) || strchr(seen, key))
			return false;
		seen[n] = key;
		seen[n + 1] = 0;
		in->s++;
		if (!take(in, '='))
			return false;
		if (key == 'a' || key == 't') {
			if (!take(in, key == 'a' ? 'T' : 'd'))
				return false;
			continue;
		}
		if (!number(in, key == 'm' ? 1 : key == 'q' ? 2 : PIXELS_SIDE, &v))
			return false;
		if (key == 's')
			c->width = v;
		else if (key == 'v')
			c->height = v;
		else if (key == 'f')
			c->bits = v;
		else if (key == 'm')
			c->more = v;
	} while (take(in, ','));
	return strchr(seen, first ? 'a' : 'm') != NULL;
}

static bool is_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
		c == '=';
}

static bool chunk(struct in *in, bool first, struct chunk *c)
{
	if (!take(in, '\033') || !take(in, '_') || !take(in, 'G') || !control(in, first, c))
		return false;
	c->data = in->s;
	c->n = 0;
	if (take(in, ';')) {
		c->data = in->s;
		while (in->s < in->end && is_base64(*in->s))
			in->s++;
		c->n = (size_t)(in->s - c->data);
	}
	return take(in, '\033') && take(in, '\\');
}

/* Each chunk is base64 for itself, padded where its bytes are no multiple of three. Bits
 * behind the last byte are not looked at: chafa 1.12 leaves some there. */
static bool unpack(const struct chunk *c, struct buf *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = c->n;
	unsigned word = 0;
	if (n % 4)
		return false;
	for (int pads = 0; pads < 2 && n > 0 && c->data[n - 1] == '='; pads++)
		n--;
	for (size_t i = 0; i < n; i++) {
		const char *letter = strchr(letters, c->data[i]);
		if (!letter)
			return false;
		word = word << 6 | (unsigned)(letter - letters);
		if (i % 4 > 0)
			buf_addc(out, (char)(word >> (6 - 2 * (i % 4)) & 255));
	}
	return !out->over;
}

/* The pixels themselves are written anew. */
static void pack(struct pixels *p, const struct buf *raw)
{
	size_t n = BASE64_ENCODE_RAW_LENGTH(raw->n);
	char *text = xmalloc(n);
	base64_encode_raw(text, raw->n, (const uint8_t *)raw->v);
	buf_init(&p->body, n + 1);
	buf_add(&p->body, text, n);
	free(text);
}

static bool read_kitty(struct pixels *p, struct in *in, int width, int height)
{
	struct chunk c = {.bits = 32};
	struct buf raw;
	bool ok = chunk(in, true, &c), more = c.more;
	p->width = c.width;
	p->height = c.height;
	p->bits = c.bits;
	if (!ok || c.width < 1 || c.height < 1 || c.width > width || c.height > height || (c.bits != 24 && c.bits != 32))
		return false;
	size_t want = (size_t)c.width * (size_t)c.height * (size_t)c.bits / 8;
	buf_init(&raw, want + 1);
	ok = unpack(&c, &raw);
	while (ok && more) {
		ok = chunk(in, false, &c) && unpack(&c, &raw);
		more = c.more;
	}
	ok = ok && at_end(in) && raw.n == want;
	if (ok)
		pack(p, &raw);
	buf_fini(&raw);
	return ok;
}

/* "#3;2;100;0;50": a colour's number, and what it is from now on. */
static bool colour(struct in *in)
{
	int v;
	if (!number(in, COLOURS - 1, &v))
		return false;
	if (!take(in, ';'))
		return true;
	if (!take(in, '2'))
		return false;
	for (int i = 0; i < 3; i++)
		if (!take(in, ';') || !number(in, 100, &v))
			return false;
	return true;
}

/* Up to its end; nothing may stand right of the width or below the height. */
static bool sixels(struct pixels *p, struct in *in)
{
	int x = 0, bands = 1, most = (p->height + 5) / 6, times;
	const char *from = in->s, *last = from; /* behind what draws last */
	while (in->s < in->end && *in->s != '\033') {
		char c = *in->s++;
		times = 1;
		if (c == '$' || c == '-') {
			x = 0;
			bands += c == '-';
			continue;
		}
		if (c == '#') {
			if (!colour(in))
				return false;
			continue;
		}
		if (c == '!') {
			if (!number(in, PIXELS_SIDE, &times) || in->s == in->end)
				return false;
			c = *in->s++;
		}
		x += times;
		if (c < '?' || c > '~' || x > p->width || bands > most)
			return false;
		last = in->s;
	}
	buf_init(&p->body, (size_t)(last - from) + 1);
	buf_add(&p->body, from, (size_t)(last - from));
	return last > from && take(in, '\033') && take(in, '\\') && at_end(in);
}

static bool read_sixel(struct pixels *p, struct in *in, int width, int height)
{
	int v;
	if (!take(in, '\033') || !take(in, 'P'))
		return false;
	for (int i = 0; in->s < in->end && *in->s != 'q'; i++)
		if (i > 2 || (i > 0 && !take(in, ';')) || !number(in, 9, &v))
			return false;
	bool ok = take(in, 'q') && take(in, '"') && number(in, 1, &v) && take(in, ';') && number(in, 1, &v) &&
		take(in, ';') && number(in, PIXELS_SIDE, &p->width) && take(in, ';') &&
		number(in, PIXELS_SIDE, &p->height);
	return ok && p->width >= 1 && p->height >= 1 && p->width <= width && p->height <= height && sixels(p, in);
}

bool pixels_read(struct pixels *p, enum pixels_kind kind, const char *s, size_t n, int *width, int *height)
{
	struct in in = {s, s + n};
	*p = (struct pixels){.kind = kind};
	bool ok = kind == PIXELS_KITTY ? read_kitty(p, &in, *width, *height) :
		kind == PIXELS_SIXEL && read_sixel(p, &in, *width, *height);
	*width = p->width;
	*height = p->height;
	if (!ok)
		pixels_fini(p);
	return ok;
}

void pixels_fini(struct pixels *p)
{
	buf_fini(&p->body);
	*p = (struct pixels){0};
}

static int at_least_one(long long v, int most)
{
	return v < 1 ? 1 : v > most ? most : (int)v;
}

void pixels_cells(const struct pixels *p, int cell_width, int cell_height, int *rows, int *cols)
{
	long long w = p->width, h = p->height, room_w = (long long)*cols * cell_width,
		  room_h = (long long)*rows * cell_height;
	if (p->kind == PIXELS_KITTY) {
		/* Made larger or smaller until one side of the room is full. */
		bool wide = w * room_h > h * room_w;
		long long whole_w = wide ? room_w : w * room_h / h, whole_h = wide ? h * room_w / w : room_h;
		*cols = at_least_one((whole_w + cell_width / 2) / cell_width, *cols);
		*rows = at_least_one((whole_h + cell_height / 2) / cell_height, *rows);
	} else {
		*cols = at_least_one((w + cell_width - 1) / cell_width, *cols);
		*rows = at_least_one((h + cell_height - 1) / cell_height, *rows);
	}
}

static void show_kitty(const struct pixels *p, int y, int x, int rows, int cols, struct buf *out)
{
	/* All of it first, then where it stands: what is drawn meanwhile moves the cursor. */
	for (size_t at = 0; at < p->body.n; at += UNIT) {
		size_t n = p->body.n - at < UNIT ? p->body.n - at : UNIT;
		if (at == 0)
			buf_addf(out, "\033_Ga=t,t=d,f=%d,s=%d,v=%d,i=" OURS ",q=2,m=%d;", p->bits, p->width, p->height,
				n < p->body.n);
		else
			buf_addf(out, "\033_Gq=2,m=%d;", at + n < p->body.n);
		buf_add(out, p->body.v + at, n);
		buf_adds(out, ST);
	}
	buf_addf(out, "\0337\033[%d;%dH\033_Ga=p,i=" OURS ",p=1,c=%d,r=%d,C=1,q=2" ST "\0338", y + 1, x + 1, cols, rows);
}

void pixels_show(const struct pixels *p, int y, int x, int rows, int cols, struct buf *out)
{
	buf_init(out, 2 * p->body.n + 4096);
	if (p->kind == PIXELS_KITTY) {
		show_kitty(p, y, x, rows, cols, out);
	} else if (p->kind == PIXELS_SIXEL) {
		buf_addf(out, "\0337\033[%d;%dH\033P0;1;0q\"1;1;%d;%d", y + 1, x + 1, p->width, p->height);
		buf_add(out, p->body.v, p->body.n);
		buf_adds(out, ST "\0338");
	}
}

size_t pixels_unit(enum pixels_kind kind, const struct buf *b, size_t at)
{
	size_t left = b->n - at;
	if (kind != PIXELS_KITTY)
		return at + (left < SIXEL_UNIT ? left : SIXEL_UNIT);
	/* The cursor's own way to the place and back is one with it. */
	const char *st = b->v[at + 1] == '_' ? memmem(b->v + at, left, ST, 2) : NULL;
	return st ? (size_t)(st - b->v) + 2 : b->n;
}

const char *pixels_removed(enum pixels_kind kind)
{
	return kind == PIXELS_KITTY ? REMOVE : "";
}

const char *pixels_cut(enum pixels_kind kind)
{
	return kind == PIXELS_KITTY ? "\033_Gm=0,q=2;" ST : kind == PIXELS_SIXEL ? ST "\0338" : "";
}

const char *pixels_undone(enum pixels_kind kind)
{
	return kind == PIXELS_KITTY ? ST REMOVE : kind == PIXELS_SIXEL ? ST : "";
}
