/* qr: a QR code as rows of half blocks. */
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "client/qr.h"

#include "base/banned.h"

bool qr_encode(const char *text, struct qr *qr, struct err *e)
{
	/* The lowest correction makes the smallest code: a screen has no dirt. */
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);

	*qr = (struct qr){ 0 };
	if (!code) {
		return err_set(e, ERR_USAGE, "qr.long", N_("{bytes} bytes do not fit a QR code"), "bytes=%zu",
			strlen(text));
	}
	qr->size = code->width + 2 * QR_QUIET;
	qr->dark = xcalloc((size_t)qr->size, (size_t)qr->size);
	for (int y = 0; y < code->width; y++) {
		for (int x = 0; x < code->width; x++) {
			int at = (y + QR_QUIET) * qr->size + x + QR_QUIET;
			qr->dark[at] = code->data[y * code->width + x] & 1;
		}
	}
	QRcode_free(code);
	return true;
}

void qr_fini(struct qr *qr)
{
	free(qr->dark);
	*qr = (struct qr){ 0 };
}

int qr_columns(const struct qr *qr, bool ascii)
{
	return ascii ? 2 * qr->size : qr->size;
}

int qr_rows(const struct qr *qr, bool ascii)
{
	return ascii ? qr->size : (qr->size + 1) / 2;
}

/* Below the last row of an odd size the ground is light. */
static bool ink_at(const struct qr *qr, int x, int y, bool dark_ink)
{
	bool dark = y < qr->size && qr->dark[y * qr->size + x];

	return dark == dark_ink;
}

void qr_row(const struct qr *qr, int row, bool dark_ink, bool ascii, struct buf *out)
{
	static const char *const blocks[] = { " ", "▄", "▀", "█" };

	for (int x = 0; x < qr->size; x++) {
		if (ascii) {
			buf_adds(out, ink_at(qr, x, row, dark_ink) ? "##" : "  ");
			continue;
		}
		int top = ink_at(qr, x, 2 * row, dark_ink), bottom = ink_at(qr, x, 2 * row + 1, dark_ink);
		buf_adds(out, blocks[2 * top + bottom]);
	}
}
