/* label: words that cases are marked with. A name is one word, found whatever its
 * case or accents. Writer of labels and conversation_labels: label.c. */
#ifndef STORE_LABEL_H
#define STORE_LABEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "model/conversation.h"
#include "store/db.h"

enum { LABEL_CAP = 64 };
struct label_row {
	int64_t id;
	char name[LABEL_CAP];
	enum label_colour colour;
	int64_t conversations; /* present cases that have it and are not closed or archived */
};
struct label_rows {
	struct label_row *v;
	size_t n, cap;
};
void label_rows_fini(struct label_rows *);

/* ERR_USAGE label.name for what cannot be one: blanks, commas, control characters, a sign in
 * front, too long. */
bool label_check(const char *name, struct err *);
/* ERR_NOT_FOUND label.none, naming those there are. */
bool label_named(struct db *, const char *name, struct label_row *, struct err *);
bool label_by_id(struct db *, int64_t id, struct label_row *, bool *found, struct err *);
/* By name, after one ("" from the first). */
bool label_list(struct db *, const char *after, size_t limit, struct label_rows *, struct err *);
/* Makes it, or gives it another name or colour (NULL: as it is). ERR_CONFLICT label.taken
 * when the new name is another's. Its cases are told as changed. */
bool label_set(struct db *, const char *name, const char *rename, const enum label_colour *, int64_t now,
	struct label_row *, struct changes *, struct err *);
/* From every case too. */
bool label_delete(struct db *, const char *name, struct label_row *, struct changes *, struct err *);

/* ERR_NOT_FOUND label.gone when there is no such label any more. */
bool label_is_on(struct db *, int64_t conversation_id, int64_t label_id, bool *on, struct err *);
/* Puts it on a case or takes it off; *changed when it was otherwise. */
bool label_put(struct db *, int64_t conversation_id, int64_t label_id, bool on, bool *changed, struct changes *,
	struct err *);

#endif
