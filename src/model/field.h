/* field: what a shop keeps about a person beside names and numbers: custom fields with
 * a type, and tags. Pure: what people type, checked and brought into the form that is
 * stored. */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include <stddef.h>

#include "base/err.h"
#include "model/names.h"

#define FIELD_TYPES(X)                                                  \
	X(FIELD_TEXT, "text")                                           \
	X(FIELD_NUMBER, "number") /* -12 or 3.50, as typed */           \
	X(FIELD_DATE, "date")	  /* 2026-12-24 */                      \
	X(FIELD_CHOICE, "choice") /* one of the field's own words */
enum field_type { FIELD_TYPES(NAMES_ENUM) };
NAMES_DECLARE(field_type, field_type)

enum { FIELD_NAME_CAP = 33, FIELD_VALUE_CAP = 501, FIELD_CHOICES_CAP = 1001, TAG_CAP = 49 };

struct field {
	char name[FIELD_NAME_CAP];
	enum field_type type;
	char choices[FIELD_CHOICES_CAP]; /* a line each, "" for other types */
};

/* Letters, digits, - and _, made small; not the name of something a contact has
 * anyway (name, phone …). ERR_USAGE field.name. */
bool field_name(const char *typed, char out[FIELD_NAME_CAP], struct err *);
/* "S, M, L" as lines. ERR_USAGE field.choices for none or the same twice. */
bool field_choices(const char *typed, char out[FIELD_CHOICES_CAP], struct err *);
/* A value as it is stored: trimmed, a choice as the field spells it. ERR_USAGE
 * field.value, saying what would be right. "" stays "": no value. */
bool field_value(const struct field *, const char *typed, char out[FIELD_VALUE_CAP], struct err *);

/* What "kota=Bandung Barat umur=31" says: a word with = in it begins the next pair;
 * where there are line feeds, each line is one. Strings of the list are owned. */
struct field_pair {
	char name[FIELD_NAME_CAP];
	char *value;
};
struct field_pairs {
	struct field_pair *v;
	size_t n, cap;
};
bool field_pairs(const char *typed, struct field_pairs *, struct err *);
void field_pairs_fini(struct field_pairs *);

/* "+vip -lama": what is put on and taken off; a word without sign is put on. */
struct tag_change {
	char tag[TAG_CAP];
	bool off;
};
struct tag_changes {
	struct tag_change *v;
	size_t n, cap;
};
bool tag_changes(const char *typed, struct tag_changes *, struct err *);
void tag_changes_fini(struct tag_changes *);
/* One tag: no spaces, commas or signs in front; ASCII made small. ERR_USAGE tag.bad. */
bool tag_name(const char *typed, char out[TAG_CAP], struct err *);

#endif
