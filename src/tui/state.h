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
#include "command/say.h"

#include "tui/draw.h"
#include "tui/emoji.h"
#include "tui/keymap.h"
#include "tui/keys.h"
#include "tui/tui.h"

struct zone;

enum { SHOWN_ROWS = 512, TABS_MAX = 16, FILTER_CAP = 128, NOTICE_CAP = 512, SEQUENCE_CAP = 64, TICKETS = 64 };

/* The list of conversations on the left. */
struct inbox {
	json_t *items;	     /* array of conversation rows, in the engine's order */
	char view[24];
	char filter[FILTER_CAP];
	bool more;	     /* the engine has rows after these */
	size_t sel, top;     /* selected row, first row drawn */
	int64_t ticket;	     /* request under way, 0 none */
	bool stale;	     /* ask again when it has come */
	size_t want;	     /* rows to ask for */
	size_t above;	     /* rows that came above what is shown */
	bool loaded;
};

struct thread_row {
	json_t *json;
	int width;		/* rows below are for this many columns; 0: none yet */
	struct text_rows rows;
};

/* The messages of one conversation. */
struct thread {
	int64_t conversation; /* 0: none */
	json_t *about;	      /* the conversation, whole */
	json_t *contact;      /* or NULL */
	struct thread_row *v;
	size_t n, cap;
	char *older;	      /* cursor, NULL: no more */
	int64_t ticket, about_ticket, contact_ticket, older_ticket;
	size_t sel;	      /* selected message, n: none */
	size_t unread;	      /* first unread message when opened, n: none */
	int top;	      /* first line drawn, when not following */
	bool follow;	      /* stick to the newest */
	bool loaded;
	bool wheeled;	      /* top is where the wheel put it, wherever the selection is */
	size_t shown[SHOWN_ROWS]; /* which message stands on each row of the pane, n: none */
};

/* A page of text: help, an answer, the queue. */
struct page {
	char title[96];
	char *text;	      /* owned */
	int top;
	char line[256];	      /* command that makes it, asked again on changes; "" none */
	int64_t ticket;
	char value[512];      /* the QR code being shown, or "" */
	char session[64];
};

enum place { PLACE_INBOX, PLACE_PAGE };
enum focus { FOCUS_LIST, FOCUS_THREAD, FOCUS_COMPOSE, FOCUS_LINE, FOCUS_FILTER };

/* What Tab completed last in an answer. */
struct insert {
	struct emojis emojis;
	const struct emoji *found[EMOJI_FOUND_MAX];
	size_t n, at, point;
	char *after; /* the text as it was left, or NULL */
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
	int64_t quote;	      /* message quoted by the answer being written, 0 none */
	int64_t compose_to;   /* conversation being answered */
	char compose_name[96];
	char saved[64];	      /* what the draft line says: "", "saved" */
	struct verdict_line {
		int64_t ticket;
		char text[256];
		char change[256]; /* what would help */
		bool bad;
	} preview;
	struct insert insert;
	struct editor editor;
	struct notify notify;
	char held[16];	      /* bytes of a sequence begun in the prompt: readline's, if it is none of ours */
	size_t n_held;
	bool send_confirmed;  /* the next Enter confirms a hold */

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
};

/* loop (tui.c) */
int64_t tui_ask(struct tui *, enum command_id, json_t *args /* taken */, answer_fn, int64_t about);
void tui_notice(struct tui *, enum style, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void tui_notice_err(struct tui *, const struct err *);
enum mode tui_mode(const struct tui *);
void tui_flush(struct tui *);

/* inbox.c */
void inbox_load(struct tui *);
/* A row that changed is shown at once; its place comes with the list. */
void inbox_event(struct tui *, const json_t *conversation);
void inbox_draw(struct tui *);
void inbox_move(struct tui *, const char *how);
void inbox_select(struct tui *, size_t);
const json_t *inbox_row(const struct tui *); /* the selected one, or NULL */
void inbox_view(struct tui *, const char *view);
/* The conversation on a row of the screen, (size_t)-1 for none. */
size_t inbox_at_row(const struct tui *, int row);
void inbox_next_needs(struct tui *);
void inbox_fini(struct inbox *);

/* thread.c, thread_draw.c */
void thread_open(struct tui *, int64_t conversation);
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
bool thread_counts_down(const struct tui *);
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

/* insert.c */
void insert_tab(struct tui *);
void insert_fini(struct insert *);

/* mouse.c */
void mouse_event(struct tui *, const struct key *);

/* card.c, frame.c, page.c, compose.c, action.c */
void card_draw(struct tui *);
void frame_layout(struct tui *);
void frame_draw(struct tui *);
void page_text(struct tui *, const char *title, char *text /* taken */);
void page_run(struct tui *, const char *line);
void page_changed(struct tui *, const char *event);
void page_numbers(struct tui *);
void page_help(struct tui *, enum mode);
void page_scroll(struct tui *, const char *how);
void page_draw(struct tui *);
void page_fini(struct page *);
void compose_open(struct tui *, bool quote);
void compose_leave(struct tui *);
void compose_send(struct tui *);
void compose_changed(struct tui *);
void compose_save(struct tui *);
void compose_preview(struct tui *);
void line_open(struct tui *, const char *text);
void line_run(struct tui *);
void line_complete(struct tui *);
void filter_open(struct tui *);
void filter_changed(struct tui *);
void edit_leave(struct tui *);
void action_run(struct tui *, const char *line);

/* "14:31" of an RFC 3339 time, "" for none; out holds 8. */
const char *clock_of(const char *rfc3339, char out[8]);
int64_t time_of(const char *rfc3339); /* unix seconds, 0 for none */
/* "9m", "2h", "3d" since then; out holds 8. */
const char *age_of(const char *rfc3339, int64_t now, char out[8]);

#endif
