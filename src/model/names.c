/* names: the search behind every list of names. */
#include <string.h>

#include "base/err.h"

#include "model/names.h"

#include "base/banned.h"

const char *names_name(const char *const *names, size_t n, int value, const char *type)
{
	if (value < 0 || (size_t)value >= n)
		BUG("%d is no %s", value, type);
	return names[value];
}

int names_find(const char *const *names, size_t n, const char *name)
{
	if (!name)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return (int)i;
	return -1;
}
