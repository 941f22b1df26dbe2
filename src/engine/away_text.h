/* away_text: what an out-of-office answer says, filled in for whom it goes to. Nobody is
 * there to be asked for a value: every place has one for everybody, or the text is
 * refused before anybody is away. */
#ifndef ENGINE_AWAY_TEXT_H
#define ENGINE_AWAY_TEXT_H

#include "store/template.h"

#include "engine/inside.h"

/* variables as template_variables_read has them. ERR_USAGE away.place names the first
 * place that may stay empty; also template.brace and such. */
bool away_text_check(const char *text, const char *variables, struct err *);
/* Heap. contact_id 0: nobody in particular. */
bool away_text_fill(struct number *, struct db *, const char *text, const char *variables, enum template_language,
	int64_t contact_id, int64_t now, char **out, struct err *);

#endif
