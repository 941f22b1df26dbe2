/* field: the fields that a shop defined for its contacts, and what stands in them;
 * tags and notes of contacts. Writer of fields: field.c; of contact_fields,
 * contact_tags and contact_notes: profile.c. A contact is named by the id that stays
 * (contact_get). */
#ifndef STORE_FIELD_H
#define STORE_FIELD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/field.h"
#include "store/db.h"

enum { FIELDS_MOST = 50, TAGS_MOST = 50 };

struct field_list {
	struct field *v;
	size_t n, cap;
};
void field_list_fini(struct field_list *);
/* By name. */
bool field_all(struct db *, struct field_list *, struct err *);
/* ERR_NOT_FOUND field.none, naming what there is. */
bool field_get(struct db *, const char *name, struct field *, struct err *);
/* Makes or changes one. A change that values here do not fit is refused with
 * ERR_CONFLICT field.used and how many; more than FIELDS_MOST with field.many. */
bool field_put(struct db *, const struct field *, struct err *);
/* Takes the field and every value of it away; *values of them. */
bool field_drop(struct db *, const char *name, size_t *values, struct err *);
/* How many contacts have it. */
bool field_used(struct db *, const char *name, int64_t *n, struct err *);

/* value "" takes it away. *changed: it was another one. */
bool profile_set_field(struct db *, int64_t contact_id, const struct field *, const char *value, bool *changed,
	struct changes *, struct err *);
/* At most TAGS_MOST on one contact: ERR_CONFLICT tag.many. */
bool profile_set_tag(struct db *, int64_t contact_id, const char *tag, bool off, bool *changed, struct changes *,
	struct err *);

struct contact_note {
	int64_t id, contact_id, at, agent_id;
	int64_t version, edited_at, edited_by; /* 1, then one more with each change; 0: never */
	int64_t deleted_at;
	char *author, *text, *editor; /* owned where they were read; editor: "" never */
};
struct contact_notes {
	struct contact_note *v;
	size_t n, cap;
};
void contact_note_fini(struct contact_note *);
void contact_notes_fini(struct contact_notes *);
/* Sets id. */
bool contact_note_add(struct db *, struct contact_note *, struct changes *, struct err *);
/* ERR_NOT_FOUND note.none for one that is not this contact's. */
bool contact_note_get(struct db *, int64_t contact_id, int64_t id, struct contact_note *, struct err *);
/* By whom: an agent's id and name. text NULL: it is taken away. ERR_NOT_FOUND as above. */
bool contact_note_edit(struct db *, int64_t contact_id, int64_t id, int64_t agent_id, const char *who,
	const char *text, int64_t now, struct changes *, struct err *);
/* Whoever's it is, and deleted too; ERR_NOT_FOUND as above. */
bool contact_note_any(struct db *, int64_t id, struct contact_note *, struct err *);
/* Back from being taken away. */
bool contact_note_restore(struct db *, int64_t id, struct changes *, struct err *);
/* Newest first, before an id (0: from the newest), also of those merged into the contact. */
bool contact_note_list(struct db *, int64_t contact_id, int64_t before, size_t limit, struct contact_notes *,
	struct err *);

#endif
