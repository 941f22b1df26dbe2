/* note: what agents write to each other beside a thread; customers never see it.
 * A name with an @ in front is a mention, and reaches that agent until he has seen
 * the conversation. A note says how often it was changed, so that of two who change
 * it at once the second is told. Writer of notes and mentions: note.c. */
#ifndef STORE_NOTE_H
#define STORE_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/change.h"
#include "store/db.h"

enum { NOTE_MAX = 4096 };
struct note_row {
	int64_t id, conversation_id, chat_id, at;
	int64_t agent_id;
	char *author;
	char *text;
	char *mentions; /* names in order, a line each */
	int64_t version; /* 1, then one more with each change */
	int64_t edited_at, edited_by; /* 0: never */
	char *editor; /* "" never */
};
struct note_rows {
	struct note_row *v;
	size_t n, cap;
};
void note_row_fini(struct note_row *);
void note_rows_fini(struct note_rows *);

/* ERR_USAGE note.empty. Who is mentioned is told by CHANGE_HEALTH. */
bool note_add(struct db *, int64_t conversation_id, int64_t agent_id, const char *text, int64_t now, int64_t *id,
	struct changes *, struct err *);
/* ERR_NOT_FOUND note.none, also for one that was deleted. */
bool note_get(struct db *, int64_t id, struct note_row *, struct err *);
bool note_edit(struct db *, int64_t id, int64_t agent_id, const char *text, int64_t now, struct changes *, struct err *);
/* deleted false brings it back. */
bool note_set_deleted(struct db *, int64_t id, bool deleted, int64_t now, struct changes *, struct err *);
/* Whether it is there and deleted. */
bool note_is_deleted(struct db *, int64_t id, bool *deleted, struct err *);
/* Of a chat, by time: those of [from, to), the newest `limit` of them before the note
 * `before` (0: the newest), in ascending order. *more: older ones remain. */
bool note_list(struct db *, int64_t chat_id, int64_t from, int64_t to, int64_t before, size_t limit, struct note_rows *,
	bool *more, struct err *);

/* In how many notes an agent is mentioned that he has not seen. */
bool note_mentions(struct db *, int64_t agent_id, int64_t *n, struct err *);
/* He has seen the chat. */
bool note_seen(struct db *, int64_t agent_id, int64_t chat_id, int64_t now, struct changes *, struct err *);

#endif
