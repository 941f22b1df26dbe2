/* Foreign bytes as a picture of pixels: what is taken is within its bounds, and what the
 * terminal gets of it can do nothing but show it. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#include "tui/pixels.h"
#include "tui/probe.h"

#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

const char fuzz_corpus[] = "fixtures/pixels";
const unsigned fuzz_count = 20000;

enum { ROOM = 40 };

static void look(const struct buf *out, enum pixels_kind kind)
{
	size_t moves = 0, at = 0;
	for (size_t i = 0; i < out->n; i++) {
		unsigned char c = (unsigned char)out->v[i];
		if (c != 033 && (c < ' ' || c > '~'))
			BUG("byte %u goes to the terminal", c);
		if (c == 033 && !strchr("78[_P\\", out->v[i + 1]))
			BUG("Esc %c goes to the terminal", out->v[i + 1]);
		moves += c == 033 && out->v[i + 1] == '[';
	}
	if (moves != 1)
		BUG("the cursor is moved %zu times", moves);
	while (at < out->n) {
		size_t end = pixels_unit(kind, out, at);
		if (end <= at || end > out->n)
			BUG("a unit from %zu to %zu", at, end);
		at = end;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const enum pixels_kind kinds[] = {PIXELS_KITTY, PIXELS_SIXEL};
	struct probe probe = {0};
	bool last;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct pixels p;
		struct buf out = {0};
		int w = ROOM, h = ROOM, rows = 5, cols = 7;
		if (pixels_read(&p, kinds[i], (const char *)data, n, &w, &h)) {
			if (p.width < 1 || p.height < 1 || p.width > ROOM || p.height > ROOM)
				BUG("%d × %d was taken", p.width, p.height);
			pixels_cells(&p, 7, 13, &rows, &cols);
			if (rows < 1 || rows > 5 || cols < 1 || cols > 7)
				BUG("%d rows, %d columns", rows, cols);
			pixels_show(&p, 1, 1, rows, cols, &out);
			look(&out, kinds[i]);
			buf_fini(&out);
		}
		pixels_fini(&p);
	}
	probe_read(&probe, (const char *)data, n, &last);
	return 0;
}
