/* inside: calls between the modules of store/, for nobody above. Each table has
 * one writer; who needs a row of another's table changed calls here. All need
 * the caller's write transaction. */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include "model/conversation.h"
#include "store/chat.h"
#include "store/consent.h"
#include "store/contact.h"
#include "store/media.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/stmt.h"

/* chat.c: a chat with what its latest case sums up, read at once. */
struct thread {
	struct chat_ref ref;
	int64_t wrote_at;    /* the contact: their last message that was noted as a basis */
	char push_name[128]; /* the contact's, cut: to see whether a told one is new */
	int64_t last_in_at, last_out_at;
	int64_t last_message_id, last_at; /* of the latest case */
	enum case_status status;
	bool needs_reply;
	int64_t waiting_since;
	int64_t closed_at; /* 0: it is not */
	int64_t woke_at; /* by itself after a snooze, 0 not */
	bool counts;	 /* what is said here may need a reply: a person's, or groups do too */
};
/* As chat_open. */
bool chat_thread(struct db *, int64_t session_id, const struct address *, const struct address *alt, int64_t now,
	struct thread *, struct changes *, struct err *);
/* Of an existing chat, never merged away. */
bool chat_thread_get(struct db *, int64_t chat_id, struct thread *, struct err *);
/* Moves the chats of a contact that is merged into another one. */
bool chat_follow_merge(struct db *, int64_t keep_contact, int64_t gone_contact, int64_t now, struct changes *,
	struct err *);
/* The chats' addresses and their cases' search text after a contact's name or
 * address changed. */
bool chat_contact_changed(struct db *, int64_t contact_id, struct changes *, struct err *);

/* contact.c */
enum { SORT_CAP = 96 }; /* of folded names */
/* The id that an id leads to. ERR_NOT_FOUND contact.none. */
bool contact_resolve(struct db *, int64_t *id, struct err *);
/* Two contacts are one person: all of gone becomes keep's, and gone's id leads
 * to keep for ever. What either refused stays refused. */
bool contact_join(struct db *, int64_t keep, int64_t gone, int64_t now, struct changes *, struct err *);
/* Names or addresses changed under it. */
bool contact_refresh(struct db *, int64_t id, struct changes *, struct err *);
/* They wrote from this address: of several phones it is the one to answer to. */
bool contact_spoke(struct db *, int64_t id, const struct address *, int64_t at, struct changes *, struct err *);
/* profile.c: tags and fields of two contacts that are one; keep's own value stays. */
bool profile_join(struct db *, int64_t keep, int64_t gone, struct err *);
/* contact.c: what a row of consents comes to. *id becomes the one that stays. proven:
 * with wording and proof. */
bool contact_note_consent(struct db *, int64_t *id, enum consent, bool proven, int64_t at, struct changes *,
	struct err *);
/* consent.c: they wrote to us, which is a basis for a while. Noted once a day. */
bool consent_wrote(struct db *, const struct thread *, int64_t at, struct changes *, struct err *);

/* conversation.c */
bool conversation_make(struct db *, int64_t session_id, int64_t chat_id, int64_t now, int64_t *id, struct err *);
/* A message was added to a thread: carries it into the summaries. */
struct note {
	int64_t message_id, at;
	int64_t said_at;   /* when it was said, for who spoke last: at, or when ours was written */
	bool from_me, live;
	bool counts; /* ours, and an answer: not cancelled, not rejected */
	bool automatic; /* no person said it: nobody has spoken, what the list shows stays */
	const char *text;
};
bool conversation_note(struct db *, struct thread *, const struct note *, int64_t now, bool *reopened,
	struct changes *, struct err *);
/* Sums up again from the messages: after one was cancelled, rejected, deleted,
 * edited or moved. */
bool conversation_sum(struct db *, int64_t chat_id, int64_t now, struct changes *, struct err *);
/* One of ours is gone from the thread. */
bool conversation_forget(struct db *, int64_t chat_id, struct err *);
/* A new case of the chat after the one that is closed; what the chat sums up goes on in it. */
bool conversation_begin(struct db *, struct thread *, int64_t now, struct changes *, struct err *);
/* The case that an id leads to, and its chat. now_only: ERR_CONFLICT conversation.over for one that
 * a later case of the same chat followed. */
bool conversation_resolve(struct db *, int64_t *id, int64_t *chat, bool now_only, struct err *);
/* Two cases become one. */
bool conversation_merge(struct db *, int64_t keep, int64_t gone, struct err *);
/* The folded title and phone that the list's filter looks in. */
bool conversation_set_who(struct db *, int64_t chat_id, const char *title, const char *phone, struct err *);

/* promise.c: what a case's promise follows from may have changed. */
bool promise_note(struct db *, int64_t conversation_id, struct err *);

/* message.c */
bool message_move(struct db *, int64_t keep_chat, int64_t gone_chat, int64_t keep_case, int64_t gone_case,
	struct err *);
/* Full text of the messages that a merge of contacts moved out of this chat: as of the
 * chat again. */
bool message_reindex(struct db *, int64_t merge, int64_t chat, struct err *);
struct message_new {
	int64_t chat_id, conversation_id, session_id, contact_id, agent_id, at;
	bool from_me, live;
	const char *wa_id; /* or NULL */
	enum message_state state;
	enum message_kind kind;
	enum message_origin origin;
	const char *text, *place, *detail, *reply_wa_id;
};
bool message_insert(struct db *, const struct message_new *, int64_t *id, struct err *);
/* Sets the state and, for ticks, its time (0: not known); summaries and changes. */
bool message_set_state(struct db *, int64_t id, enum message_state, int64_t tick_at, int64_t now, struct changes *,
	struct err *);
/* The WhatsApp id of an outbox row (NULL: none any more); when another row (an echo that came first)
 * has it, that one is joined: its ticks and reactions carried over, then gone. */
bool message_set_wa_id(struct db *, int64_t id, const char *wa_id, int64_t now, struct changes *, struct err *);
/* It leaves now: the thread shows it at this time. */
bool message_set_at(struct db *, int64_t id, int64_t at, struct err *);
bool message_set_text(struct db *, int64_t id, const char *text, int64_t edited_at, struct err *);
bool message_set_deleted(struct db *, int64_t id, int64_t at, struct err *);
/* Its kind, what it tells beside its text, or the name of its file is another one now: what
 * finds it is too. */
bool message_found_anew(struct db *, int64_t id, struct err *);

/* attachment.c */
bool attachment_put(struct db *, int64_t message_id, const struct event_media *, bool *changed, struct err *);
/* What was attached to one of ours. */
bool attachment_put_file(struct db *, int64_t message_id, const struct media_file *, struct err *);
/* What an echo knew of it, where ours knows nothing. */
bool attachment_join(struct db *, int64_t keep_message, int64_t gone_message, struct err *);
/* What was passed on goes as it was. */
bool attachment_copy(struct db *, int64_t to_message, int64_t from_message, struct err *);
bool attachment_drop(struct db *, int64_t message_id, struct err *);
/* A file is not here any more. */
bool attachment_gone(struct db *, int64_t media_id, struct changes *, struct err *);

/* Who wrote message m, given the joins; "" only for a contact without a name. */
#define AUTHOR_OF                                                                                  \
	"CASE m.origin WHEN 'customer' THEN coalesce(mw.name, mc.name, '')"                        \
	" WHEN 'agent' THEN coalesce(ma.name, m.origin) ELSE m.origin END"
#define AUTHOR_JOINS                                                                               \
	" LEFT JOIN contacts mc ON mc.id = m.contact_id LEFT JOIN contacts mw ON mw.id = mc.merged_into" \
	" LEFT JOIN agents ma ON ma.id = m.agent_id"
/* The title of chat h with contact c. */
#define TITLE_OF "CASE WHEN h.contact_id IS NULL THEN h.name ELSE c.name END"

/* message_read.c: a message_row of messages m: "SELECT " MESSAGE_COLUMNS " FROM …
 * m" MESSAGE_JOINS. Reactions are filled in after the statement is done. */
#define MESSAGE_COLUMNS                                                                            \
	"m.id, m.chat_id, m.conversation_id, m.session_id, n.name, m.from_me, coalesce(m.wa_id, '')," \
	" coalesce(mw.id, mc.id, 0), coalesce(m.agent_id, 0), " AUTHOR_OF ", m.kind, m.state, m.origin," \
	" m.text, m.place, m.at, m.sent_at, m.delivered_at, m.read_at, m.played_at," \
	" m.failed_at, coalesce(o.born_ms, 0) / 1000, m.detail, m.edited_at, m.deleted_at,"         \
	" m.starred, m.live, x.message_id IS NOT NULL, x.mimetype, x.filename, x.url,"              \
	" coalesce(x.size, -1), x.width, x.height, x.seconds, coalesce(x.media_id, 0), coalesce(x.state, 'remote')," \
	" m.reply_wa_id, coalesce(r.id, 0),"                                                        \
	" CASE r.origin WHEN 'customer' THEN coalesce(rw.name, rc.name, '')"                        \
	" WHEN 'agent' THEN coalesce(ra.name, r.origin) ELSE r.origin END, r.text,"                 \
	" o.message_id IS NOT NULL, o.why_key, o.why_text, o.why_args, " TITLE_OF
#define MESSAGE_JOINS                                                                              \
	" CROSS JOIN whatsapp_sessions n ON n.id = m.session_id CROSS JOIN chats h ON h.id = m.chat_id" \
	" LEFT JOIN contacts c ON c.id = h.contact_id" AUTHOR_JOINS                                \
	" LEFT JOIN message_media x ON x.message_id = m.id LEFT JOIN outbox o ON o.message_id = m.id" \
	" LEFT JOIN messages r ON r.id = (SELECT q.id FROM messages q"                             \
	" WHERE q.wa_id = nullif(m.reply_wa_id, '') AND q.session_id = m.session_id LIMIT 1)"      \
	" LEFT JOIN contacts rc ON rc.id = r.contact_id LEFT JOIN contacts rw ON rw.id = rc.merged_into" \
	" LEFT JOIN agents ra ON ra.id = r.agent_id"
void message_take(struct stmt *, struct message_row *);

/* reaction.c */
bool reaction_put(struct db *, int64_t message_id, int64_t contact_id, const char *emoji, int64_t at, bool *changed,
	struct err *);
bool reaction_move(struct db *, int64_t keep_message, int64_t gone_message, struct err *);
bool reaction_fill(struct db *, struct message_row *, struct err *);

/* vote.c */
bool vote_put(struct db *, int64_t message_id, int64_t contact_id, const struct event *, int64_t at, bool *changed,
	struct err *);
bool vote_move(struct db *, int64_t keep_message, int64_t gone_message, struct err *);
bool vote_fill(struct db *, struct message_row *, struct err *);

/* window.c */
bool window_note(struct db *, int64_t session_id, int64_t contact_id, int64_t at, struct err *);
/* The same for the chat's row of windows: a new one, or the last one goes on. */
bool window_extend(struct db *, int64_t chat_id, int64_t at, bool live, struct err *);
bool window_move(struct db *, int64_t keep_contact, int64_t gone_contact, struct err *);

/* day.c: contact_days. Somebody was written to on a day. */
bool day_note(struct db *, int64_t session_id, int32_t day, int64_t contact_id, int64_t at, bool initiation,
	struct err *);
bool day_move(struct db *, int64_t keep_contact, int64_t gone_contact, struct err *);

/* outbox_read.c: an item of outbox o and message m: "SELECT " ITEM_COLUMNS " FROM …"
 * ITEM_JOINS; binds :now_s, unix seconds. The window is open for less than 24 h
 * after their last message; a closed one makes it an initiation. */
#define ITEM_COLUMNS                                                                               \
	"m.id, o.session_id, o.chat_id, coalesce(o.contact_id, 0), m.conversation_id, m.kind, m.origin," \
	" o.recipient, m.text, m.detail, o.forward, coalesce(r.wa_id, ''), coalesce(r.from_me, 0),"                      \
	" coalesce((SELECT p.address FROM contact_addresses p"                                      \
	" WHERE h.kind <> 'person' AND p.contact_id = coalesce(rc.merged_into, rc.id)"              \
	" ORDER BY p.address NOT LIKE '%@c.us', p.added_at LIMIT 1), ''),"                          \
	" h.kind <> 'person', o.by_person, " IS_INITIATION ", o.born_ms, o.first_due_ms,"           \
	" o.dwell_until_ms, o.not_before_ms, o.due_ms, o.life_until, o.tries"
#define IS_INITIATION "(h.kind = 'person' AND :now_s - coalesce(w.last_inbound_at, 0) >= 86400)"
#define ITEM_JOINS                                                                                 \
	" CROSS JOIN messages m ON m.id = o.message_id CROSS JOIN chats h ON h.id = o.chat_id"      \
	" LEFT JOIN conversation_sessions w ON w.contact_id = o.contact_id AND w.session_id = o.session_id" \
	" LEFT JOIN messages r ON r.id = (SELECT q.id FROM messages q"                             \
	" WHERE q.wa_id = nullif(m.reply_wa_id, '') AND q.session_id = m.session_id LIMIT 1)"      \
	" LEFT JOIN contacts rc ON rc.id = r.contact_id"
void outbox_item_take(struct stmt *, struct outbox_item *);

/* outbox.c */
struct outbox_now {
	enum message_state state;
	int64_t chat_id, session_id, contact_id;
	bool open;
};
/* The row, when its message is in one of the states of the mask (1 << state);
 * else ERR_CONFLICT outbox.state, or ERR_NOT_FOUND outbox.none. */
bool outbox_must_be(struct db *, int64_t message_id, unsigned mask, struct outbox_now *, struct err *);
bool outbox_moved(struct db *, int64_t keep_chat, int64_t gone_chat, int64_t contact_id, struct err *);
/* A person of ours writes in a chat: automatic answers that wait there are cancelled. */
bool outbox_person_speaks(struct db *, int64_t chat_id, int64_t now_ms, struct changes *, struct err *);
/* An ack or an echo settled a message of the outbox. */
bool outbox_closed(struct db *, int64_t message_id, const struct sentence *why, struct changes *, struct err *);

/* erased.c */
enum { ERASED_MARK = 65 };
/* Keeps an address of somebody who is erased, as what out says. */
bool erased_mark(struct db *, const char *address, int64_t contact_id, int64_t until, char out[ERASED_MARK],
	struct err *);
/* Somebody has this address now: what was refused with it before stays refused; and blocked
 * what was, unless they were known already by another address (made: they were not). */
bool erased_refuse(struct db *, int64_t contact_id, const char *address, bool made, struct err *);

/* media.c: a message has no part in it any more; hash as media_forget. */
bool media_release(struct db *, int64_t id, char hash[DEPOT_HASH_CAP], struct err *);
/* picture.c: of a contact; hash as picture_forget. */
bool picture_drop(struct db *, int64_t contact_id, char hash[DEPOT_HASH_CAP], struct err *);

/* find.c. Folded, cut to cap. */
void find_fold(char *out, size_t cap, const char *);
/* "0812-3456" → "8123456": digits as phones are stored, without the national 0;
 * "" for fewer than three and for what is no part of a phone. */
void find_digits(char *out, size_t cap, const char *);

/* note.c */
bool note_move(struct db *, int64_t keep_chat, int64_t gone_chat, struct err *);

/* label.c: what a character is in a label's name: one of its letters, what parts words, or
 * what has no place in it. */
enum label_letter { LETTER_PLAIN, LETTER_GAP, LETTER_NONE };
enum label_letter label_letter(uint32_t c);
struct label_row;
bool label_find(struct db *, const char *name, struct label_row *, bool *found, struct err *);
bool label_move(struct db *, int64_t keep_conversation, int64_t gone_conversation, struct err *);

/* draft.c, seen.c */
bool draft_move(struct db *, int64_t keep_conversation, int64_t gone_conversation, struct err *);
bool seen_move(struct db *, int64_t keep_chat, int64_t gone_chat, struct err *);

/* search.c */
struct search_row {
	int64_t message_id, at, chat_id, contact_id;
	bool from_me;
	enum message_kind kind;
	const char *text;
};
bool search_put(struct db *, const struct search_row *, struct err *);
/* Exactly what was put: the index holds no text of its own. */
bool search_drop(struct db *, int64_t message_id, int64_t at, const char *text, struct err *);
/* A note of a case, or of a contact; what is dropped as it was put. */
bool search_note_put(struct db *, bool of_contact, int64_t id, const char *text, struct err *);
bool search_note_drop(struct db *, bool of_contact, int64_t id, const char *text, struct err *);

/* The next. What holds a row up: one being sent in its chat, an unknown one that
 * is still looked up, and for a person's row an earlier one of a person. */
#define HELD_UP                                                                                       \
	" EXISTS (SELECT 1 FROM outbox p INDEXED BY outbox_chat CROSS JOIN messages q ON q.id = p.message_id" \
	" WHERE p.chat_id = o.chat_id AND p.open = 1 AND p.message_id <> o.message_id"              \
	" AND (q.state = 'sending' OR (q.state = 'unknown' AND p.look_ms > 0 AND p.look_until_ms > :now)" \
	" OR (o.by_person = 1 AND p.by_person = 1 AND q.state = 'queued'"                           \
	" AND (p.first_due_ms, p.message_id) < (o.first_due_ms, o.message_id))))"

#endif
