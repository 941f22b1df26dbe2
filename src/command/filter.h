/* filter: what narrows a search, as people type it: names with a colon, and for some
 * the values there are. One list, for completion, the reader and its complaints. */
#ifndef COMMAND_FILTER_H
#define COMMAND_FILTER_H

#include <stdbool.h>
#include <stddef.h>

/* "in:", "has:image" …, ends with NULL: a word to go on from, or a whole one. */
extern const char *const filter_words[];

/* The first of the list with the filter that a word begins with, NULL for none; its
 * name ends at the colon. */
const char *filter_of(const char *word);
/* "has:image" is one of the list; filter is "has:". */
bool filter_has(const char *filter, const char *value);
/* "has:media, has:image, …" into out. */
void filter_values(const char *filter, char *out, size_t cap);
/* As filter_of: what was probably meant by "lable:x"; NULL: it is a word like others. */
const char *filter_meant(const char *word);

#endif
