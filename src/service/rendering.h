/* rendering: a template with its variables filled in: of what was given, of the contact,
 * of the number and who sends it. */
#ifndef SERVICE_RENDERING_H
#define SERVICE_RENDERING_H

#include "store/template.h"

#include "service/call.h"

/* Where a value came from. */
#define VALUE_SOURCES(X)                                                \
	X(VALUE_NONE, "none")                                            \
	X(VALUE_GIVEN, "given")                                          \
	X(VALUE_DEFAULT, "default")                                      \
	X(VALUE_CONTACT, "contact") /* name, phone, fields */            \
	X(VALUE_SHOP, "shop")	    /* shop, agent, date */
enum value_source { VALUE_SOURCES(NAMES_ENUM) };
NAMES_DECLARE(value_source, value_source)

struct rendered {
	struct template_row template;
	char *text; /* what has no value stands as {{name}} */
	struct {
		struct rendered_value {
			char name[FIELD_NAME_CAP];
			char *value;
			enum value_source source;
			struct template_variable *variable; /* declared, or NULL */
		} *v;
		size_t n, cap;
	} values; /* as they stand in the text */
	struct template_variables declared;
	char missing[720]; /* "resi, kurir" */
};
void rendered_fini(struct rendered *);
/* values: "k=v…" or a line each, "" none. The contact and the number are the target's (0: nobody's).
 * whole: ERR_USAGE template.missing names what has no value; else it is told in missing.
 * ERR_CONFLICT template.retired. *r must be {0}. */
bool render(struct call *, const char *name, const char *language, const char *values, bool whole, struct rendered *r,
	struct err *);
/* A date that counts from the day it is sent, "+3d", as it is; else as it stands. */
const char *rendering_date(const struct call *, const char *value, char out[FIELD_VALUE_CAP]);
json_t *shape_rendered(struct call *, const struct rendered *);

#endif
