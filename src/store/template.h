/* template: texts that are written once and sent to many. Every change keeps the former
 * text as a version; a name may stand once in each language. What is deleted is kept, and
 * gives its name free. How often one was used is what the outbox says. Writer of
 * message_templates and template_versions: template.c. */
#ifndef STORE_TEMPLATE_H
#define STORE_TEMPLATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/template.h"
#include "store/db.h"

enum { TEMPLATE_WHO = 64, TEMPLATES_MAX = 500 };
struct template_row {
	int64_t id;
	char name[TEMPLATE_NAME_CAP];
	enum template_language language;
	enum template_status status;
	int version;
	char *text;	  /* of this version, as is the rest below */
	char *variables;  /* see template_variables_read */
	char by[TEMPLATE_WHO];
	int64_t at, created_at;
	char approved_by[TEMPLATE_WHO]; /* while it is approved */
	int64_t approved_at;
	int64_t uses, used_at; /* of what left; 0 never */
};
struct template_rows {
	struct template_row *v;
	size_t n, cap;
};
void template_row_fini(struct template_row *);
void template_rows_fini(struct template_rows *);

/* By name and language. */
bool template_list(struct db *, struct template_rows *, struct err *);
/* language: "id", "en", or NULL for the first there is. *found false when there is none. */
bool template_find(struct db *, const char *name, const char *language, struct template_row *, bool *found,
	struct err *);
/* The first there is, without uses and used_at: they grow with every message that left. */
bool template_words(struct db *, const char *name, struct template_row *, bool *found, struct err *);
/* As template_find; ERR_NOT_FOUND template.none, naming the nearest. */
bool template_get(struct db *, const char *name, const char *language, struct template_row *, struct err *);
bool template_by_id(struct db *, int64_t id, struct template_row *, bool *found, struct err *);

/* One with all its versions, the newest first: text, variables, by and at of each. */
bool template_versions(struct db *, int64_t id, struct template_rows *, struct err *);

/* Makes it, or gives it a new version, which is a draft; nothing when text and variables
 * are what they were. ERR_CONFLICT template.full. */
bool template_set(struct db *, const char *name, enum template_language, const char *text, const char *variables,
	const char *who, int64_t now, struct template_row *, struct err *);
bool template_set_status(struct db *, int64_t id, enum template_status, const char *who, int64_t now, struct err *);

/* How it stands, as undo keeps it: "3 approved", "" deleted; and back. ERR_CONFLICT
 * template.taken when another one has the name by now. */
enum { TEMPLATE_STATE = 32 };
bool template_state(struct db *, int64_t id, char out[TEMPLATE_STATE], struct err *);
bool template_restore(struct db *, int64_t id, const char *state, struct err *);

#endif
