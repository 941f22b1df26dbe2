/* qr: a QR code as rows of characters, two modules high each (half blocks), or
 * in ASCII. On a terminal of unknown colours a code is safest as dark ink on a
 * light ground that the caller sets; without colours, light ink on the dark
 * ground that most terminals have. Pure. */
#ifndef CLIENT_QR_H
#define CLIENT_QR_H

#include "base/buf.h"
#include "base/err.h"

enum { QR_QUIET = 2 }; /* light modules around: phones read it with two */

struct qr {
	int size;	     /* modules of a side, quiet zone included */
	unsigned char *dark; /* size * size; owned */
};

/* False with ERR_USAGE qr.long when the text does not fit a code. */
bool qr_encode(const char *text, struct qr *, struct err *);
void qr_fini(struct qr *);
int qr_columns(const struct qr *, bool ascii);
int qr_rows(const struct qr *, bool ascii);
/* Row `row` without a line end. dark_ink: the ink draws the dark modules. */
void qr_row(const struct qr *, int row, bool dark_ink, bool ascii, struct buf *out);

#endif
