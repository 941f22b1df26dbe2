/* keymap: see keymap.h. */
#include <string.h>

#include "base/err.h"

#include "tui/keymap.h"

#include "base/banned.h"

static const struct {
	const char *name, *title;
	enum mode parent;
} modes[] = {
#define X(id, name, parent, title) [id] = {name, title, parent},
	MODES(X)
#undef X
};

const struct binding keymap[] = {
	{MODE_ANY, "?", "help", N_("help for this place"), N_("help")},
	{MODE_ANY, ":", "line", N_("type a command"), N_("command")},
	{MODE_ANY, "1", "view needs-reply", N_("conversations that need a reply"), NULL},
	{MODE_ANY, "2", "view mine", N_("conversations assigned to you"), NULL},
	{MODE_ANY, "3", "view unassigned", N_("conversations assigned to nobody"), NULL},
	{MODE_ANY, "4", "view waiting", N_("conversations that wait for the customer"), NULL},
	{MODE_ANY, "5", "view snoozed", N_("snoozed conversations"), NULL},
	{MODE_ANY, "6", "view all", N_("all conversations"), NULL},
	{MODE_ANY, "7", "view unknown", N_("conversations with a message of unknown outcome"), NULL},
	{MODE_ANY, "8", "view closed", N_("closed conversations"), NULL},
	{MODE_ANY, "9", "view archived", N_("archived conversations"), NULL},
	{MODE_ANY, "g q", "page queue", N_("the queue: what waits, and why"), NULL},
	{MODE_ANY, "g h", "page health", N_("health of the numbers"), NULL},
	{MODE_ANY, "g n", "numbers", N_("numbers, and pairing one"), NULL},
	{MODE_ANY, "g i", "inbox", N_("back to the inbox"), NULL},
	{MODE_ANY, "S", "line search ", N_("search all messages"), N_("search")},
	{MODE_ANY, "! !", "stop", N_("stop all sending at once (resume: an admin, with a reason)"), NULL},
	{MODE_ANY, "C-l", "redraw", N_("draw the screen again"), NULL},
	{MODE_ANY, "C-z", "suspend", N_("back to the shell; fg returns"), NULL},
	{MODE_ANY, "q", "back", N_("back; at the top, quit"), NULL},
	{MODE_ANY, "esc", "back-soft", N_("back, never quitting"), NULL},

	{MODE_INBOX, "r", "reply", N_("answer"), N_("reply")},
	{MODE_INBOX, "R", "reply quote", N_("answer, quoting the selected message"), NULL},
	{MODE_INBOX, "u", "undo", N_("take back your last message while it waits"), N_("undo")},
	{MODE_INBOX, "w", "page why %m", N_("why this message has not left"), N_("why")},
	{MODE_INBOX, "s", "star", N_("star the selected message, or take the star off"), NULL},
	{MODE_INBOX, "c", "page contact show %p", N_("the contact's card"), NULL},
	{MODE_INBOX, "tab", "next-needs", N_("next conversation that needs a reply"), NULL},
	{MODE_INBOX, "U", "first-unread", N_("first unread message"), NULL},
	{MODE_INBOX, "/", "filter", N_("narrow the list as you type"), N_("narrow")},

	{MODE_LIST, "j", "move 1", N_("next"), N_("move")},
	{MODE_LIST, "down", "move 1", NULL, NULL},
	{MODE_LIST, "k", "move -1", N_("previous"), NULL},
	{MODE_LIST, "up", "move -1", NULL, NULL},
	{MODE_LIST, "g g", "move first", N_("first"), NULL},
	{MODE_LIST, "home", "move first", NULL, NULL},
	{MODE_LIST, "G", "move last", N_("last"), NULL},
	{MODE_LIST, "end", "move last", NULL, NULL},
	{MODE_LIST, "C-d", "move half", N_("half a page down"), NULL},
	{MODE_LIST, "pgdn", "move page", N_("a page down"), NULL},
	{MODE_LIST, "C-u", "move -half", N_("half a page up"), NULL},
	{MODE_LIST, "pgup", "move -page", N_("a page up"), NULL},
	{MODE_LIST, "enter", "open", N_("into the conversation"), N_("open")},
	{MODE_LIST, "l", "open", NULL, NULL},
	{MODE_LIST, "right", "open", NULL, NULL},

	{MODE_THREAD, "j", "move 1", N_("next message"), N_("move")},
	{MODE_THREAD, "down", "move 1", NULL, NULL},
	{MODE_THREAD, "k", "move -1", N_("previous message"), NULL},
	{MODE_THREAD, "up", "move -1", NULL, NULL},
	{MODE_THREAD, "[", "move -theirs", N_("previous message of theirs"), NULL},
	{MODE_THREAD, "]", "move theirs", N_("next message of theirs"), NULL},
	{MODE_THREAD, "g g", "move first", N_("oldest one loaded (older ones follow)"), NULL},
	{MODE_THREAD, "home", "move first", NULL, NULL},
	{MODE_THREAD, "G", "move last", N_("newest"), NULL},
	{MODE_THREAD, "end", "move last", NULL, NULL},
	{MODE_THREAD, "C-d", "move half", N_("half a page down"), NULL},
	{MODE_THREAD, "pgdn", "move page", N_("a page down"), NULL},
	{MODE_THREAD, "C-u", "move -half", N_("half a page up"), NULL},
	{MODE_THREAD, "pgup", "move -page", N_("a page up"), NULL},
	{MODE_THREAD, "y", "copy", N_("copy the message's text (OSC 52)"), NULL},
	{MODE_THREAD, "x", "page settle %m look", N_("look again for a message of unknown outcome"), NULL},
	{MODE_THREAD, "X", "page cancel %m", N_("cancel a waiting or held message"), NULL},
	{MODE_THREAD, "enter", "confirm", N_("confirm a held message"), NULL},
	{MODE_THREAD, "h", "back-soft", N_("back to the list"), N_("list")},
	{MODE_THREAD, "left", "back-soft", NULL, NULL},

	{MODE_PAGE, "j", "scroll 1", N_("down"), N_("move")},
	{MODE_PAGE, "down", "scroll 1", NULL, NULL},
	{MODE_PAGE, "k", "scroll -1", N_("up"), NULL},
	{MODE_PAGE, "up", "scroll -1", NULL, NULL},
	{MODE_PAGE, "g g", "scroll first", N_("top"), NULL},
	{MODE_PAGE, "home", "scroll first", NULL, NULL},
	{MODE_PAGE, "G", "scroll last", N_("bottom"), NULL},
	{MODE_PAGE, "end", "scroll last", NULL, NULL},
	{MODE_PAGE, "C-d", "scroll half", N_("half a page down"), NULL},
	{MODE_PAGE, "pgdn", "scroll page", N_("a page down"), NULL},
	{MODE_PAGE, "space", "scroll page", NULL, NULL},
	{MODE_PAGE, "C-u", "scroll -half", N_("half a page up"), NULL},
	{MODE_PAGE, "pgup", "scroll -page", N_("a page up"), NULL},

	{MODE_EDIT, "C-g", "leave", N_("leave; a draft is kept"), N_("leave")},
	{MODE_EDIT, "esc", "leave", N_("the same, in emacs mode"), NULL},

	{MODE_COMPOSE, "enter", "send", N_("send"), N_("send")},
	{MODE_COMPOSE, "M-enter", "newline", N_("new line"), N_("new line")},

	{MODE_LINE, "enter", "run", N_("run it"), N_("run")},
	{MODE_LINE, "tab", "complete", N_("complete the word"), N_("complete")},
	{MODE_ANY, NULL, NULL, NULL, NULL},
};

const char *mode_name(enum mode m)
{
	return modes[m].name;
}

const char *mode_title(enum mode m)
{
	return modes[m].title;
}

enum mode mode_parent(enum mode m)
{
	return modes[m].parent;
}

const struct binding *keymap_find(enum mode mode, const char *sequence, bool *more)
{
	size_t n = strlen(sequence);
	*more = false;
	for (;;) {
		for (const struct binding *b = keymap; b->keys; b++) {
			if (b->mode != mode || strncmp(b->keys, sequence, n))
				continue;
			if (b->keys[n] == 0)
				return b;
			if (b->keys[n] == ' ')
				*more = true;
		}
		if (mode_parent(mode) == mode)
			return NULL;
		mode = mode_parent(mode);
	}
}
