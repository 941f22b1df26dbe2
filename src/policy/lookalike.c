/* lookalike: the tables. Sorted by character, for searching by halves. */
#include <stddef.h>

#include "policy/lookalike.h"

#include "base/banned.h"

struct like {
	uint32_t c;
	char letter;
};

/* Single characters: Latin with strokes and hooks, phonetic, small capitals, Greek,
 * Cyrillic, Armenian, Cherokee, Lisu. What falls apart into a letter and a mark is
 * not here. */
static const struct like letters[] = {
	{ 0x00df, 's' }, { 0x00e6, 'a' }, { 0x00f0, 'd' }, { 0x00f8, 'o' }, { 0x00fe, 'p' },
	{ 0x0111, 'd' }, { 0x0127, 'h' }, { 0x0131, 'i' }, { 0x0138, 'k' }, { 0x0142, 'l' },
	{ 0x014b, 'n' }, { 0x0153, 'o' }, { 0x0167, 't' }, { 0x0180, 'b' }, { 0x0185, 'b' },
	{ 0x0188, 'c' }, { 0x018c, 'd' }, { 0x0192, 'f' }, { 0x0199, 'k' }, { 0x019a, 'l' },
	{ 0x019e, 'n' }, { 0x01a5, 'p' }, { 0x01ab, 't' }, { 0x01ad, 't' }, { 0x01b4, 'y' },
	{ 0x01b6, 'z' }, { 0x01bf, 'p' }, { 0x01c0, 'l' }, { 0x0221, 'd' }, { 0x0225, 'z' },
	{ 0x0234, 'l' }, { 0x0235, 'n' }, { 0x0236, 't' }, { 0x0237, 'j' }, { 0x023c, 'c' },
	{ 0x023f, 's' }, { 0x0240, 'z' }, { 0x0247, 'e' }, { 0x0249, 'j' }, { 0x024b, 'q' },
	{ 0x024d, 'r' }, { 0x024f, 'y' }, { 0x0250, 'a' }, { 0x0251, 'a' }, { 0x0253, 'b' },
	{ 0x0255, 'c' }, { 0x0256, 'd' }, { 0x0257, 'd' }, { 0x0258, 'e' }, { 0x0259, 'e' },
	{ 0x025b, 'e' }, { 0x0260, 'g' }, { 0x0261, 'g' }, { 0x0262, 'g' }, { 0x0266, 'h' },
	{ 0x0268, 'i' }, { 0x0269, 'i' }, { 0x026a, 'i' }, { 0x026b, 'l' }, { 0x026d, 'l' },
	{ 0x0271, 'm' }, { 0x0272, 'n' }, { 0x0273, 'n' }, { 0x0274, 'n' }, { 0x0275, 'o' },
	{ 0x027c, 'r' }, { 0x027d, 'r' }, { 0x027e, 'r' }, { 0x0280, 'r' }, { 0x0282, 's' },
	{ 0x0288, 't' }, { 0x0289, 'u' }, { 0x028b, 'v' }, { 0x028f, 'y' }, { 0x0290, 'z' },
	{ 0x0299, 'b' }, { 0x029c, 'h' }, { 0x029f, 'l' }, { 0x037f, 'j' }, { 0x0391, 'a' },
	{ 0x0392, 'b' }, { 0x0395, 'e' }, { 0x0396, 'z' }, { 0x0397, 'h' }, { 0x0399, 'i' },
	{ 0x039a, 'k' }, { 0x039c, 'm' }, { 0x039d, 'n' }, { 0x039f, 'o' }, { 0x03a1, 'p' },
	{ 0x03a4, 't' }, { 0x03a5, 'y' }, { 0x03a7, 'x' }, { 0x03b1, 'a' }, { 0x03b2, 'b' },
	{ 0x03b3, 'y' }, { 0x03b5, 'e' }, { 0x03b6, 'z' }, { 0x03b7, 'n' }, { 0x03b9, 'i' },
	{ 0x03ba, 'k' }, { 0x03bc, 'u' }, { 0x03bd, 'v' }, { 0x03bf, 'o' }, { 0x03c1, 'p' },
	{ 0x03c2, 's' }, { 0x03c3, 'o' }, { 0x03c4, 't' }, { 0x03c5, 'u' }, { 0x03c7, 'x' },
	{ 0x03c9, 'w' }, { 0x03f2, 'c' }, { 0x03f3, 'j' }, { 0x03f9, 'c' }, { 0x0404, 'e' },
	{ 0x0405, 's' }, { 0x0406, 'i' }, { 0x0408, 'j' }, { 0x0410, 'a' }, { 0x0412, 'b' },
	{ 0x0415, 'e' }, { 0x041a, 'k' }, { 0x041c, 'm' }, { 0x041d, 'h' }, { 0x041e, 'o' },
	{ 0x0420, 'p' }, { 0x0421, 'c' }, { 0x0422, 't' }, { 0x0423, 'y' }, { 0x0425, 'x' },
	{ 0x042f, 'r' }, { 0x0430, 'a' }, { 0x0432, 'b' }, { 0x0433, 'r' }, { 0x0435, 'e' },
	{ 0x043a, 'k' }, { 0x043c, 'm' }, { 0x043d, 'h' }, { 0x043e, 'o' }, { 0x043f, 'n' },
	{ 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0442, 't' }, { 0x0443, 'y' }, { 0x0445, 'x' },
	{ 0x044c, 'b' }, { 0x0454, 'e' }, { 0x0455, 's' }, { 0x0456, 'i' }, { 0x0458, 'j' },
	{ 0x0474, 'v' }, { 0x0475, 'v' }, { 0x04ae, 'y' }, { 0x04af, 'y' }, { 0x04bb, 'h' },
	{ 0x04c0, 'l' }, { 0x04cf, 'l' }, { 0x0501, 'd' }, { 0x050c, 'g' }, { 0x050d, 'g' },
	{ 0x051b, 'q' }, { 0x051c, 'w' }, { 0x051d, 'w' }, { 0x054f, 's' }, { 0x0555, 'o' },
	{ 0x0566, 'q' }, { 0x0570, 'h' }, { 0x0578, 'n' }, { 0x057d, 'u' }, { 0x0581, 'g' },
	{ 0x0585, 'o' }, { 0x13a0, 'd' }, { 0x13a1, 'r' }, { 0x13a2, 't' }, { 0x13a9, 'y' },
	{ 0x13aa, 'a' }, { 0x13ab, 'j' }, { 0x13ac, 'e' }, { 0x13b3, 'w' }, { 0x13b7, 'm' },
	{ 0x13bb, 'h' }, { 0x13c0, 'g' }, { 0x13c2, 'h' }, { 0x13c3, 'z' }, { 0x13cf, 'b' },
	{ 0x13d4, 'w' }, { 0x13d9, 'v' }, { 0x13da, 's' }, { 0x13de, 'l' }, { 0x13df, 'c' },
	{ 0x13e2, 'p' }, { 0x13e6, 'k' }, { 0x13e7, 'd' }, { 0x13f3, 'g' }, { 0x13f4, 'b' },
	{ 0x1d00, 'a' }, { 0x1d04, 'c' }, { 0x1d05, 'd' }, { 0x1d07, 'e' }, { 0x1d0a, 'j' },
	{ 0x1d0b, 'k' }, { 0x1d0d, 'm' }, { 0x1d0f, 'o' }, { 0x1d18, 'p' }, { 0x1d1b, 't' },
	{ 0x1d1c, 'u' }, { 0x1d20, 'v' }, { 0x1d21, 'w' }, { 0x1d22, 'z' }, { 0x212e, 'e' },
	{ 0x2c61, 'l' }, { 0x2c65, 'a' }, { 0x2c66, 't' }, { 0x2c68, 'h' }, { 0x2c6a, 'k' },
	{ 0x2c6c, 'z' }, { 0xa4d0, 'b' }, { 0xa4d1, 'p' }, { 0xa4d3, 'd' }, { 0xa4d4, 't' },
	{ 0xa4d6, 'g' }, { 0xa4d7, 'k' }, { 0xa4d9, 'j' }, { 0xa4da, 'c' }, { 0xa4dc, 'z' },
	{ 0xa4dd, 'f' }, { 0xa4df, 'm' }, { 0xa4e0, 'n' }, { 0xa4e1, 'l' }, { 0xa4e2, 's' },
	{ 0xa4e3, 'r' }, { 0xa4e6, 'v' }, { 0xa4e7, 'h' }, { 0xa4ea, 'w' }, { 0xa4eb, 'x' },
	{ 0xa4ec, 'y' }, { 0xa4ee, 'a' }, { 0xa4f0, 'e' }, { 0xa4f2, 'i' }, { 0xa4f3, 'o' },
	{ 0xa4f4, 'u' }, { 0xa730, 'f' }, { 0xa731, 's' },
};

static const struct like money[] = {
	{ 0x0024, 's' }, { 0x00a2, 'c' }, { 0x00a3, 'l' }, { 0x00a5, 'y' }, { 0x0e3f, 'b' },
	{ 0x20a1, 'c' }, { 0x20a3, 'f' }, { 0x20a4, 'l' }, { 0x20a5, 'm' }, { 0x20a6, 'n' },
	{ 0x20a9, 'w' }, { 0x20ac, 'e' }, { 0x20ad, 'k' }, { 0x20ae, 't' }, { 0x20b1, 'p' },
	{ 0x20b2, 'g' }, { 0x20b3, 'a' }, { 0x20b4, 's' }, { 0x20b5, 'c' },
};

/* Alphabets and digits in a row that Unicode knows no plain form of. */
static const struct {
	uint32_t first, last;
	char begin;
} rows[] = {
	{ 0x24f5, 0x24fd, '1' },   /* double circled digits */
	{ 0x2776, 0x277e, '1' },   /* negative circled digits */
	{ 0x2780, 0x2788, '1' },   /* circled digits without serifs */
	{ 0x278a, 0x2792, '1' },   /* and negative */
	{ 0x1f150, 0x1f169, 'a' }, /* negative circled letters */
	{ 0x1f170, 0x1f189, 'a' }, /* negative squared letters */
};

static char find(const struct like *t, size_t n, uint32_t c)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		if (t[middle].c == c)
			return t[middle].letter;
		if (t[middle].c < c)
			lo = middle + 1;
		else
			hi = middle;
	}
	return 0;
}

char lookalike_letter(uint32_t c)
{
	if (c < 0x80)
		return 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (c >= rows[i].first && c <= rows[i].last) {
			char end = rows[i].begin == '1' ? '9' : 'z';
			uint32_t step = c - rows[i].first;
			return step > (uint32_t)(end - rows[i].begin) ? 0 : (char)(rows[i].begin + (int)step);
		}
	return find(letters, sizeof letters / sizeof *letters, c);
}

char lookalike_sign(uint32_t c)
{
	switch (c) {
	case '0':
		return 'o';
	case '1':
	case '!':
	case '|':
	case 0xa1: /* the exclamation mark on its head */
		return '1';
	case '3':
		return 'e';
	case '4':
	case '@':
		return 'a';
	case '5':
		return 's';
	case '6':
	case '9':
		return 'g';
	case '7':
		return 't';
	case '8':
		return 'b';
	default:
		if (lookalike_regional(c))
			return (char)('a' + (int)(c - 0x1f1e6));
		return find(money, sizeof money / sizeof *money, c);
	}
}

bool lookalike_regional(uint32_t c)
{
	return c >= 0x1f1e6 && c <= 0x1f1ff;
}

bool lookalike_money(uint32_t c)
{
	return find(money, sizeof money / sizeof *money, c) != 0;
}
