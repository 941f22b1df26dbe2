/* out: what is printed, and what it is printed on. */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "command/reply.h"
#include "config/config.h"

struct terminal {
	bool is;	    /* standard output is one */
	int columns, rows;  /* 0 when it is none */
	bool utf8, colour, ascii;
};
/* config may be NULL: then only the environment says. */
/* ASCII only from here on, whatever the option says; what it was before. */
bool terminal_ascii(bool only);
void terminal_look(const struct config *, struct terminal *);
/* How answers are shown on it, in the zone of the first number. */
void out_options(const struct config *, struct reply_options *);

/* All return an exit status: 0, or that of "cannot write". A reader that has
 * gone (EPIPE) has had enough: no error. */
int out_text(const char *, size_t);
int out_buf(struct buf *); /* and frees it */
int out_json(const json_t *);
/* The same on standard error, which is not part of the answer. */
void out_say(const char *);
/* On standard error too: what somebody wrote and the engine did not take. */
void out_given(const char *text);
/* True after the reader of standard output went away. */
bool out_gone(void);

#endif
