/* csv: rows of cells as RFC 4180 has them: commas, CRLF, quotes around what needs
 * them. Text of other people that a spreadsheet would run as a formula stands behind
 * an apostrophe. Pure. */
#ifndef COMMAND_CSV_H
#define COMMAND_CSV_H

#include "base/buf.h"

/* One more cell of the row; NULL is an empty one. */
void csv_text(struct buf *, const char *);
/* The same of a value that is the program's own: a number, a time. */
void csv_plain(struct buf *, const char *);
void csv_end(struct buf *);

#endif
