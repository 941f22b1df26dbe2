/* state: what the screen knows, in one struct that the loop owns and passes to
 * everything; there is no "current chat" anywhere else. Rows are the engine's
 * JSON as it came (owned references). */
#ifndef TUI_STATE_H
#define TUI_STATE_H

#include <jansson.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include "client/client.h"
#include "command/reply.h"
#include "command/say.h"
#include "model/field.h"

#include "tui/draw.h"
#include "tui/emoji.h"
#include "tui/keymap.h"
#include "tui/keys.h"
#include "tui/overlay.h"
#include "tui/place.h"
#include "tui/probe.h"
#include "tui/shots.h"
#include "tui/tui.h"

struct zone;

enum { INBOX_ROW_LINES = 2, SHOWN_ROWS = 512, TABS_MAX = 16, FILTER_CAP = 128, NOTICE_CAP = 512, SEQUENCE_CAP = 64,
	TICKETS = 64 };

/* The list of conversations on the left. */
struct inbox {
	json_t *items;	     /* array of conversation rows, in the engine's order */
	char view[64];
	char filter[FILTER_CAP];
	bool more;	     /* the engine has rows after these */
	size_t sel, top;     /* selected row, first row drawn */
	int drawn_rows;	     /* lines that it had when it was drawn last */
	int64_t ticket;	     /* request under way, 0 none */
	bool stale;	     /* ask again when it has come */
	size_t want;	     /* rows to ask for */
	size_t above;	     /* rows that came above what is shown */
	bool loaded;
	json_t *marks;	     /* object: marked rows by their id, or NULL */
	int64_t anchor;	     /* conversation marked last, from which a range goes; 0 none */
};

struct thread_row {
	json_t *json;
	int width;		/* rows below are for this many columns; 0: none yet */
	struct text_rows rows;
};

/* What colleagues noted about the case, among the messages by its time. */
struct thread_note {
	json_t *json;
	bool cut; /* older ones of its page are not here */
	int width;
	struct text_rows rows; /* of text */
	char *text;
};
struct thread_notes {
	struct thread_note *v;
	size_t n, cap;
};

/* The messages of one conversation. */
struct thread {
	int64_t conversation; /* 0: none */
	json_t *about;	      /* the conversation, whole */
	json_t *contact;      /* or NULL */
	json_t *consents;     /* of the contact, the newest first; or NULL */
	bool consents_asked;
	struct thread_row *v;
	size_t n, cap;
	struct thread_notes notes; /* by time */
	char look[128];	      /* words looked for in it, folded; "" none */
	bool fetching, all;   /* older ones are asked of WhatsApp; it has no more */
	int64_t notes_ticket;
	char *older;	      /* cursor, NULL: no more */
	char *newer;	      /* the same the other way: an old place in it is shown */
	int64_t at;	      /* message it was opened at, 0: the newest */
	int64_t newer_ticket;
	int64_t ticket, about_ticket, contact_ticket, consents_ticket, older_ticket;
	size_t sel;	      /* selected message, n: none */
	size_t unread;	      /* first unread message when opened, n: none */
	int top;	      /* first line drawn, when not following */
	bool follow;	      /* stick to the newest */
	bool loaded, about_loaded;
	bool wheeled;	      /* top is where the wheel put it, wherever the selection is */
	size_t shown[SHOWN_ROWS]; /* which message stands on each row of the pane, n: none */
};

/* A page of text: help, an answer, the queue. */
struct page {
	char title[96];
	char *text;	      /* owned */
	int top;
	char line[256];	      /* command that makes it, asked again on changes; "" none */
	char asked[256];      /* the line whose answer is under way */
	enum command_id command;
	int64_t ticket;
	char *next;	      /* cursor of what follows, NULL: that was all */
	bool more;	      /* the answer under way is added below */
	bool follow;	      /* asked again each second, its end shown */
};

enum place { PLACE_INBOX, PLACE_PAGE, PLACE_CHOOSE, PLACE_QUEUE, PLACE_FOUND, PLACE_NUMBERS, PLACE_TEMPLATES, PLACE_VIEWER };
enum focus { FOCUS_LIST, FOCUS_THREAD, FOCUS_COMPOSE, FOCUS_LINE, FOCUS_FILTER, FOCUS_CHOOSE, FOCUS_ASK,
	FOCUS_ATTACH, FOCUS_FIELD };

/* What Tab completed last in an answer. */
struct insert {
	struct emojis emojis;
	const struct emoji *found[EMOJI_FOUND_MAX];
	size_t n, at, point;
	char *after; /* the text as it was left, or NULL */
};

/* A template that is filled into the answer. */
struct fill {
	char name[64], language[8]; /* "": none */
	int64_t version;
	json_t *fields; /* asked for, with their values; NULL: not known yet which */
	size_t at;
	char *answer; /* while one is asked for */
	char *text;   /* what was filled in, NULL: nothing yet */
};

/* A file that goes along with the answer. */
struct attach {
	char *path;	 /* NULL: none, or one that the engine has */
	int64_t media;	 /* that one; 0: none */
	char as[16];	 /* and how WhatsApp shows it */
	char *text;	 /* the answer, while the path is asked for */
	char words[128]; /* what the file is, "" while there is none */
	char had[128];	 /* the same of the one before, while a path is asked for */
	char *rest;	 /* the same without the path that was pasted, or NULL */
	char *offer;	 /* a path pasted just now, or NULL */
	char *pasted;	 /* as it stands in the answer */
};

/* What is being written, by conversation: texts that the engine has not taken yet, files
 * that were chosen. */
struct drafts {
	json_t *open, *files; /* or NULL */
	int64_t number;	      /* of the text given last */
};

/* A message of ours that is taken back, to be written anew. */
enum retake_state { RETAKE_NONE, RETAKE_ASKED, RETAKE_LOST, RETAKE_READY, RETAKE_OPEN };
struct retake {
	enum retake_state state; /* lost: no answer came; open: it is in the prompt */
	int64_t message, conversation, quote;
	int tries;		 /* to learn what became of it */
	bool aside;		 /* it becomes a draft, nobody writes now */
	struct attach file;
	char at[40];   /* when it is meant to leave, RFC 3339, or "" */
	char name[64]; /* of the conversation */
	char *text;
	char *under;   /* what stood in the prompt before */
};

/* What there is by name, asked of the engine as it is needed. */
enum names_kind { NAMES_AGENTS, NAMES_LABELS, NAMES_VIEWS, NAMES_TEMPLATES, NAMES_FIELDS, NAMES_KINDS };
struct names {
	json_t *rows[NAMES_KINDS];
	bool known[NAMES_KINDS], asked[NAMES_KINDS];
};

/* The saved views, when one is to be chosen. */
enum { VIEWS_MAX = 200 };
struct saved_views {
	json_t *items;
	char letters[VIEWS_MAX]; /* of each; 0: none is left for it */
	bool asked, choosing;
};

/* What Tab found at a prompt. */
struct completion_box {
	struct {
		char *put, *shown;
	} *v;
	size_t n, cap, first, page; /* first of those shown, how many there is room for */
	char *text;		    /* what stood there, and where the cursor was */
	size_t point;
	bool visible, wanted;	    /* wanted: again, when the names have come */
};

/* The answer in another program. */
struct editor {
	int pid; /* 0: none runs, the terminal is ours */
	char *dir, *file;
};

enum { NOTIFY_BELL = 1, NOTIFY_TITLE = 2, NOTIFY_OSC9 = 4, NOTIFY_OSC777 = 8, NOTIFY_TOLD = 64 };
struct notify {
	unsigned ways;
	bool away; /* the window has not the focus */
	int count; /* told since he looked */
	int titled; /* as the title says it */
	int held;  /* waiting to be told together, at due */
	int64_t at, due; /* in clock_mono_ms() */
	struct {
		int64_t conversation, message;
	} told[NOTIFY_TOLD];
	size_t next;
};

struct tui;
/* Takes the answer of a request: json is borrowed, NULL with err when it failed. */
typedef void (*answer_fn)(struct tui *, int64_t about, const json_t *json, const struct err *);

/* A few ways, a key each: ends with a key of NULL, or is full. */
enum { OFFER_WAYS = 4 };
struct offer {
	const char *title; /* English */
	struct {
		const char *key, *word, *line;
	} ways[OFFER_WAYS];
};

struct tui {
	const struct config *config;
	struct client *client;
	struct tui_options options;

	struct keys keys;
	struct keymap keymap;
	char sequence[SEQUENCE_CAP]; /* keys typed of an unfinished binding */
	enum place place;
	enum focus focus, focus_before; /* before the : line */
	bool dirty, quit, lost, hung_up;
	bool silent; /* lost: the engine is there and does not answer */
	int exit_code;

	int rows, cols;
	struct area list, pane, card, prompt; /* rows 0: not shown */
	struct {
		int from, to; /* columns of the line of views, to <= from: not shown */
	} tabs[TABS_MAX];

	json_t *whoami, *health, *queue;
	const struct zone *zone;

	struct inbox inbox;
	struct thread thread;
	struct page page;
	struct places places;
	int64_t quote;	      /* message quoted by the answer being written, 0 none */
	int64_t compose_to;   /* conversation being answered */
	char compose_name[64];
	char saved[64];	      /* what the draft line says: "", "saved" */
	struct verdict_line {
		int64_t ticket;
		char text[256];
		char change[256]; /* what would help */
		bool bad;
	} preview;
	struct insert insert;
	struct attach attach;
	struct drafts drafts;
	struct retake retake;
	struct names names;
	struct saved_views views;
	struct completion_box completion;
	struct fill fill;
	struct shots shots;
	struct probe probe;
	struct overlay overlay;
	struct editor editor;
	struct notify notify;
	char held[16];	      /* bytes of a sequence begun in the prompt: readline's, if it is none of ours */
	size_t n_held;
	bool send_confirmed;  /* the next Enter confirms a hold */
	bool send_over;	      /* the next Enter sends over a colleague's claim */
	int64_t send_ticket;  /* one is on its way to the engine: no other before its answer */
	char *send_text;      /* what it says */
	int64_t send_to;
	char *send_rest;      /* the prompt was left with it: what is the draft when it is sent; or NULL */
	bool send_file;	      /* and a file of it waits as one chosen */
	char heard[256];      /* what came in while an answer is written */
	const struct offer *offer; /* a choice on the bottom line, or NULL */
	struct claim_said {
		int64_t looks;	  /* conversation the engine was told, 0 none */
		bool typing;
		int64_t said_at, typed_at; /* clock_mono_ms() */
	} claim;

	char notice[NOTICE_CAP];
	enum style notice_style;

	struct {
		int64_t ticket, about;
		answer_fn f;
	} waiting[TICKETS];

	/* Timers, in clock_mono_ms(); 0: not set. */
	int64_t draft_at, preview_at, escape_at, counts_at, frame_at;
	int64_t second_at, minute_at;
	int64_t typed_at; /* when keys last came */
	int64_t resize_at, resize_last;
	int64_t moved_at; /* when the list's selection last moved */
	bool moved_quickly; /* and before that only just */
	int64_t hold_at;
};

/* loop (tui.c) */
int64_t tui_ask(struct tui *, enum command_id, json_t *args /* taken */, answer_fn, int64_t about);
/* No answer of it is wanted any more; 0 is fine. */
void tui_drop(struct tui *, int64_t ticket);
enum mode tui_mode(const struct tui *);
void tui_flush(struct tui *);

/* inbox.c */
void inbox_load(struct tui *);
/* There is no such conversation any more. */
void inbox_forget(struct tui *, int64_t id);
/* A row that changed is shown at once; its place comes with the list. */
void inbox_event(struct tui *, const json_t *conversation);
void inbox_move(struct tui *, const char *how);
void inbox_select(struct tui *, size_t);
const json_t *inbox_row(const struct tui *); /* the selected one, or NULL */
void inbox_view(struct tui *, const char *view);
/* The conversation on a row of the screen, (size_t)-1 for none. */
size_t inbox_at_row(const struct tui *, int row);
void inbox_next_needs(struct tui *);
/* The selected row stays among those drawn. */
void inbox_sight(struct tui *);
/* Its place may have another height: what it now has room for is shown. */
void inbox_resized(struct tui *);
/* Turns the mark of the selected row round and goes to the next; range: marks all
 * from the last mark to here. */
void inbox_mark(struct tui *, bool range);
void inbox_unmark(struct tui *);
bool inbox_marked(const struct tui *, const json_t *row);
size_t inbox_marks(const struct tui *);
/* What a key of the case acts on: the marked rows, or the conversation that is
 * shown. New array. */
json_t *inbox_chosen(const struct tui *);
void inbox_fini(struct inbox *);

/* inbox_draw.c */
void inbox_draw(struct tui *);
/* "14:31" today, "Mo 09:00" near, "24 Dec" else; out holds 16. */
const char *when_of(const struct tui *, const char *rfc3339, char out[16]);
/* The colleague to be told of, or NULL: {"agent","typing"}. */
const json_t *viewer_of(const json_t *conversation);

/* thread.c, thread_draw.c */
void thread_open(struct tui *, int64_t conversation);
/* At a message, what was said around it loaded. */
void thread_open_at(struct tui *, int64_t conversation, int64_t message);
void thread_event(struct tui *, const json_t *message);
void thread_about_event(struct tui *, const json_t *conversation);
void thread_draw(struct tui *);
void thread_move(struct tui *, const char *how);
void thread_first_unread(struct tui *);
json_t *thread_selected(const struct tui *); /* or the newest; NULL when empty */
json_t *thread_find(const struct tui *, int64_t id); /* NULL: not loaded */
json_t *thread_last_queued(const struct tui *);
void thread_seen(struct tui *);
void thread_fini(struct thread *);
/* Looks for words, from the selected message to older ones; n, N: step -1, 1. */
void thread_look(struct tui *, const char *text);
void thread_look_step(struct tui *, int step);
bool thread_counts_down(const struct tui *);
/* Something of what was opened is still on its way. */
bool thread_coming(const struct tui *);
/* What the card shows beside the contact, once there is a card. */
void thread_card(struct tui *);
/* A message is selected: keys go to the thread, or will again after the question. */
bool thread_has_keys(const struct tui *);
/* Asks for older messages, for newer ones, for those that only the phone has. */
void thread_older(struct tui *);
void thread_newer(struct tui *);
void thread_history(struct tui *);

/* thread_move.c */
/* Scrolls by lines, whatever is selected. */
void thread_scroll(struct tui *, int lines);
/* Selects the message on a row of the screen; false when there is none. */
bool thread_select_row(struct tui *, int row);

/* notify.c */
void notify_init(struct tui *);
void notify_conversation(struct tui *, const json_t *);
void notify_focus(struct tui *, bool here);
void notify_due(struct tui *);

/* editor.c: editor_look after a child ended, editor_end when the screen does. */
void editor_open(struct tui *);
void editor_look(struct tui *);
void editor_end(struct tui *);

/* attach.c */
void attach_open(struct tui *);
void attach_changed(struct tui *);
void attach_take(struct tui *);
void attach_leave(struct tui *);
void attach_pasted(struct tui *, const char *, size_t);
void attach_fini(struct attach *);
bool attach_is(const struct attach *); /* one goes along */
void attach_put(const struct attach *, json_t *args); /* of the send */

/* names.c: rows that have them, NULL: not here yet, completion_came says when; they are
 * read again after names_forget. */
const json_t *names_rows(struct tui *, enum names_kind);
const char *names_of(enum names_kind, const json_t *row);
bool names_pending(const struct tui *);
void names_forget(struct tui *);
void names_fini(struct names *);

/* notice.c */
void tui_notice(struct tui *, enum style, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void tui_notice_err(struct tui *, const struct err *);
int notice_rows(const struct tui *);
void notice_draw(const struct tui *, int bottom); /* its last row */

/* hint.c: on the bottom line */
void hint_draw(struct tui *, int y);
void hint_sequence(struct tui *, int y); /* what may follow the keys typed so far */

/* views.c */
void views_open(struct tui *);
bool views_wait(const struct tui *); /* they are on their way: the next key is for them */
void views_chosen(struct tui *, const char *key);
void views_draw(struct tui *, int y);
void views_letters(const json_t *items, char letters[VIEWS_MAX]);
void views_fini(struct saved_views *);

/* completion.c */
void completion_tab(struct tui *);
void completion_hide(struct tui *);
void completion_came(struct tui *, bool well);
int completion_draw(struct tui *, int bottom); /* above this row; how many it took */
void completion_fini(struct completion_box *);

/* draft.c */
void draft_save(struct tui *, int64_t conversation, const char *text);
const char *draft_of(const struct tui *, const json_t *conversation);
void draft_again(struct tui *); /* the engine is back */
void draft_keep_file(struct tui *, int64_t conversation, const struct attach *);
void draft_take_file(struct tui *, int64_t conversation, struct attach *);
const char *draft_file(const struct tui *, int64_t conversation); /* what it is, or NULL */
void draft_fini(struct drafts *);

/* retake.c */
void retake_begin(struct tui *, const json_t *message);
bool retake_aside(struct tui *, const json_t *message); /* false: there is a draft, or it is no text */
void retake_step(struct tui *);	 /* puts what came where it can stand; once a turn of the loop */
void retake_again(struct tui *); /* the engine is back */
void retake_drop(struct tui *, bool last);
char *retake_draft(const struct tui *, const char *text); /* with what stands under it; heap */
void retake_put(const struct tui *, json_t *args);	  /* of the send */
void retake_end(struct tui *);				  /* the prompt is left */
void retake_fini(struct retake *);

/* fill.c */
void fill_begin(struct tui *, const char *name, const char *language);
void fill_take(struct tui *);  /* the value that was asked for */
void fill_leave(struct tui *); /* without a template */
const char *fill_label(const struct tui *, char *out, size_t cap);
bool fill_is_whole(const struct tui *); /* what is written is the template as it was filled in */
bool fill_is_open(const struct tui *);	/* and something in it has no value */
/* What says so to the engine; send: with its values, for the text. */
void fill_put(const struct tui *, json_t *args, bool send);
bool fill_tab(struct tui *); /* false: no /name stands before the cursor */
void fill_fini(struct fill *);

/* insert.c */
void insert_tab(struct tui *);
bool insert_emojis(struct tui *); /* they are read; false: they cannot be, which was said */
void insert_fini(struct insert *);

/* mouse.c */
void mouse_event(struct tui *, const struct key *);

/* thread_words.c: "[image 1280×960 214 kB]"; the lines of a place, a card, a poll,
 * false when there are no more; the times of a message on one line; the first link
 * of its text, false when it has none. */
void thread_media_words(const json_t *message, char *out, size_t cap);
bool thread_part(const json_t *message, size_t i, char *out, size_t cap);
void thread_detail(const struct tui *, const json_t *message, char *out, size_t cap);
bool thread_link(const json_t *message, char *out, size_t cap);

/* card.c, frame.c, page.c, compose.c, action.c */
void card_draw(struct tui *);
void frame_layout(struct tui *);
void frame_draw(struct tui *);
/* One moves in the list: what stands beside it waits until its rows are there, and
 * while he hurries on. */
bool frame_holds(const struct tui *);
void frame_moved(struct tui *);
void page_run(struct tui *, const char *line);
struct reply_options page_look(const struct tui *); /* how answers read here */
/* One line about what a command did that changes something. */
void page_done(struct tui *, const struct command *, const json_t *, struct buf *out);
void page_fini(struct page *);
/* A page of words that no command answered; the text is taken over. */
void page_show(struct tui *, const char *title, char *text);

/* forget.c: whether this refusal is one that asks for a word. */
bool forget_ask(struct tui *, const struct err *);
void forget_done(struct tui *, const struct command *, const json_t *answer);
void compose_open(struct tui *, bool quote);
void compose_leave(struct tui *);
void compose_send(struct tui *);
void compose_changed(struct tui *);
void compose_save(struct tui *);
void compose_preview(struct tui *);
void line_open(struct tui *, const char *text);
void line_run(struct tui *);
/* Of the list; look: of the words in the conversation. */
void filter_open(struct tui *, bool look);
void filter_changed(struct tui *);
void edit_leave(struct tui *);
void action_run(struct tui *, const char *line);

/* claim.c */
void claim_typed(struct tui *);
void claim_tick(struct tui *); /* says what became different */
int64_t claim_due(const struct tui *);
void claim_event(struct tui *, const json_t *presence);
void claim_forget(struct tui *); /* the engine is another */

/* deed.c */
/* A line with %m (message), %c (conversation), %p (contact) filled in; false: one
 * is missing, and that was said. %? stays. */
bool deed_fill(struct tui *, const char *line, struct buf *out);
void deed_done(struct tui *);
void deed_take(struct tui *);
void deed_undo(struct tui *);
void deed_ask(struct tui *, const char *line);
/* What was asked for last was refused because a colleague writes there: asks once more, and
 * Enter goes over it. False: it was not that. */
bool deed_over(struct tui *, const struct err *);
void deed_edit(struct tui *);
void deed_get(struct tui *);
void deed_offer(struct tui *);
void deed_chosen(struct tui *, const char *key);
void deed_draw_offer(const struct tui *, int y);

/* "14:31" of an RFC 3339 time, "" for none; out holds 8. */
const char *clock_of(const char *rfc3339, char out[8]);
int64_t time_of(const char *rfc3339); /* unix seconds, 0 for none */
/* "9m", "2h", "3d" since then; out holds 8. */
const char *age_of(const char *rfc3339, int64_t now, char out[8]);
/* How long until an answer is owed in a conversation, rounded up, "23m"; "-5m" when it is late by
 * that; "" when none is owed. */
const char *owed_of(const json_t *conversation, int64_t now, char out[8], enum style *);

#endif
