/* template: a text that is written once and sent to many, with {{variables}} in it. Its
 * own ones are declared, with a type and a default; the rest is known of whom it goes to
 * (name, first_name, phone, fields of the contact) and of who sends it (agent, shop,
 * date). What stands in the place of a variable is never looked through for another one.
 * Pure. */
#ifndef MODEL_TEMPLATE_H
#define MODEL_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/field.h"
#include "model/names.h"

/* A draft is a text like any other; approved by a lead it may begin a conversation where
 * the option outside_window asks for that; a retired one is not sent any more. */
#define TEMPLATE_STATUSES(X)            \
	X(TEMPLATE_DRAFT, "draft")       \
	X(TEMPLATE_APPROVED, "approved") \
	X(TEMPLATE_RETIRED, "retired")
enum template_status { TEMPLATE_STATUSES(NAMES_ENUM) };
NAMES_DECLARE(template_status, template_status)

/* In this order where nobody says which. */
#define TEMPLATE_LANGUAGES(X)        \
	X(TEMPLATE_INDONESIAN, "id") \
	X(TEMPLATE_ENGLISH, "en")
enum template_language { TEMPLATE_LANGUAGES(NAMES_ENUM) };
NAMES_DECLARE(template_language, template_language)

enum { TEMPLATE_NAME_CAP = FIELD_NAME_CAP, TEMPLATE_VARIABLES_MAX = 20 };

/* As a contact's field has: letters, digits, - and _, made small. ERR_USAGE template.name. */
bool template_name(const char *typed, char out[TEMPLATE_NAME_CAP], struct err *);

struct template_variable {
	struct field field;	 /* name, type, choices */
	bool required;		 /* it has no default */
	char value[FIELD_VALUE_CAP]; /* the default, as typed; "" nothing */
};
struct template_variables {
	struct template_variable *v;
	size_t n, cap;
};
void template_variables_fini(struct template_variables *);
/* NULL: none of this name. */
struct template_variable *template_variable(const struct template_variables *, const char *name);

/* "ongkir:number=0", "ukuran:choice(S,M,L)", "resi": the name, its type (text), and the default
 * behind =, without which it is required. A default is checked, but a date counted from the
 * day it is sent, as in +3d. ERR_USAGE template.variable and field.*. */
/* "+3d": a day counted from that of sending, of a date. */
bool template_from_day(const struct field *, const char *value);
bool template_variable_read(const char *typed, struct template_variable *, struct err *);
/* As they are kept: JSON, heap; and the way back. */
char *template_variables_write(const struct template_variables *);
bool template_variables_read(const char *kept, struct template_variables *, struct err *);

/* What is known without being declared: name, first_name, phone, agent, shop, date. */
bool template_knows(const char *name);

/* The names in a text, each once, in order. ERR_USAGE template.brace for {{ without a name
 * and }} behind it, template.many. */
struct template_names {
	char (*v)[FIELD_NAME_CAP];
	size_t n, cap;
};
void template_names_fini(struct template_names *);
bool template_names(const char *text, struct template_names *, struct err *);

/* The text with what value() finds for each name (false: nothing, the name stays as it
 * stands). out's ceiling holds: see out->over. */
typedef bool (*template_value)(void *ctx, const char *name, struct buf *out);
void template_fill(const char *text, template_value, void *ctx, struct buf *out);

/* A value as it may stand in a message: one line, nothing that cannot be seen, no blanks around it. */
void template_clean(const char *value, struct buf *out);
/* What one calls them: the first word, with the title before it ("Bu Sri", "Budi"). */
void template_first_name(const char *name, struct buf *out);
/* A date that counts from the day it is sent, "+3d", as it is in that zone; else as it stands. */
struct zone;
const char *template_day(const struct zone *, int64_t now, const char *value, char out[FIELD_VALUE_CAP]);
/* "2026-12-24" as people write it: 24 Desember 2026. What is no date stays as it is. */
void template_date(enum template_language, const char *date, struct buf *out);

#endif
