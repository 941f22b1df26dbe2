/* filter: see filter.h. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#include "command/filter.h"

#include "base/banned.h"

enum { NAME_LO = 3, NAME_CAP = 16 };

const char *const filter_words[] = {
	"in:", "from:", "from:me", "agent:", "agent:me", "label:",
	"has:media", "has:image", "has:video", "has:audio", "has:voice", "has:document", "has:sticker",
	"has:location", "has:contact", "has:poll", "has:link",
	"is:starred", "is:unknown", "is:unread",
	"after:", "before:",
	NULL };

static size_t name_of(const char *word, char out[NAME_CAP])
{
	size_t n = strcspn(word, ":");
	if (word[n] != ':' || n + 1 >= NAME_CAP)
		return 0;
	memcpy(out, word, n + 1);
	out[n + 1] = '\0';
	return n + 1;
}

const char *filter_of(const char *word)
{
	for (const char *const *w = filter_words; *w; w++) {
		size_t n = strcspn(*w, ":") + 1;
		if (strncmp(word, *w, n) == 0)
			return *w;
	}
	return NULL;
}

bool filter_has(const char *filter, const char *value)
{
	size_t n = strlen(filter);
	for (const char *const *w = filter_words; *w; w++)
		if (strncmp(*w, filter, n) == 0 && (*w)[n] && strcmp(*w + n, value) == 0)
			return true;
	return false;
}

void filter_values(const char *filter, char *out, size_t cap)
{
	size_t at = 0;
	out[0] = '\0';
	for (const char *const *w = filter_words; *w && at < cap; w++)
		if (strncmp(*w, filter, strlen(filter)) == 0)
			at += (size_t)snprintf(out + at, cap - at, "%s%s", at ? ", " : "", *w);
}

const char *filter_meant(const char *word)
{
	char typed[NAME_CAP];
	const char *best = NULL;
	int distance = 3;
	if (word[0] < 'a' || word[0] > 'z' || name_of(word, typed) <= NAME_LO)
		return NULL;
	for (const char *const *w = filter_words; *w; w++) {
		char name[NAME_CAP];
		size_t n = name_of(*w, name);
		int d = text_distance(typed, name);
		/* Two letters that changed places count twice, so only of a longer name. */
		if (d < distance && (d < 2 || n > 5)) {
			distance = d;
			best = *w;
		}
	}
	return best;
}
