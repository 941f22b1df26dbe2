/* names: enums whose values have a name on the wire and in the database, each
 * list written once. For every list `LIST(X)` with rows X(ID, "name", …) there
 * is NAME_name(value) and NAME_named("name", &value). Unknown names are
 * refused, never guessed. Pure. */
#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#define NAMES_ENUM(id, ...) id,
#define NAMES_DECLARE(prefix, type)                \
	const char *prefix##_name(enum type);      \
	bool prefix##_named(const char *, enum type *);

/* In one .c per list: NAMES_DEFINE(message_state, message_state, MESSAGE_STATES).
 * A value outside the list is a bug; named() of a name not in it (or NULL) is
 * false and leaves *out alone. */
#define NAMES_FIRST(a, ...) a
#define NAMES_SLOT(id, ...) [id] = NAMES_FIRST(__VA_ARGS__, 0),
#define NAMES_DEFINE(prefix, type, LIST)                                              \
	static const char *const prefix##_names[] = { LIST(NAMES_SLOT) };             \
	enum { prefix##_names_n = sizeof prefix##_names / sizeof *prefix##_names };   \
	const char *prefix##_name(enum type v)                                        \
	{                                                                             \
		return names_name(prefix##_names, prefix##_names_n, (int)v, #type);   \
	}                                                                             \
	bool prefix##_named(const char *name, enum type *out)                         \
	{                                                                             \
		int i = names_find(prefix##_names, prefix##_names_n, name);           \
		if (i >= 0)                                                           \
			*out = (enum type)i;                                          \
		return i >= 0;                                                        \
	}

const char *names_name(const char *const *names, size_t n, int value, const char *type);
int names_find(const char *const *names, size_t n, const char *name); /* -1: none */

#endif
