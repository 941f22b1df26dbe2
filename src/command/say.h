/* say: sentences in the language of the person at the face. The engine sends
 * key, template and values; here the template is translated and filled in.
 * Catalogs: LOCALEDIR, or WARTEL_LOCALEDIR for a run that is not installed.
 * Threads: after say_init any. */
#ifndef COMMAND_SAY_H
#define COMMAND_SAY_H

#include <stddef.h>

#include "base/err.h"

/* dir: where the catalogs are, NULL for the usual places. The caller has done
 * setlocale(LC_ALL, ""). */
void say_init(const char *dir);
/* A translated string, for text that has no values. */
const char *say_of(const char *english) __attribute__((format_arg(1)));
/* Fills the translated template in; returns out. */
const char *say(const struct sentence *, char *out, size_t cap);
/* A template with values of its own: say_with(out, cap, N_("{n} more"), "n=%d", n). */
const char *say_with(char *out, size_t cap, const char *english, const char *args, ...)
	__attribute__((format(printf, 4, 5)));

#define _(s) say_of(s)

#endif
