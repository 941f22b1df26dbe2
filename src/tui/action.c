/* action: the screen's own words, as bindings and the : line use them; a line
 * that begins with none of them is a command of the table. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

#include "command/parse.h"

#include "tui/action.h"
#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

static void do_help(struct tui *t, const char *arg)
{
	(void)arg;
	choose_open(t, false);
}

static void do_back_soft(struct tui *t, const char *arg)
{
	(void)arg;
	if (place_back(t))
		return;
	if (t->focus == FOCUS_THREAD && *t->thread.look)
		t->thread.look[0] = 0;
	else if (t->focus == FOCUS_THREAD)
		t->focus = FOCUS_LIST;
	else if (inbox_marks(t) > 0)
		inbox_unmark(t);
	else if (*t->inbox.filter) {
		t->inbox.filter[0] = 0;
		inbox_load(t);
	}
	t->dirty = true;
}

static void do_back(struct tui *t, const char *arg)
{
	if (t->place == PLACE_INBOX && t->focus == FOCUS_LIST && !*t->inbox.filter && inbox_marks(t) == 0)
		t->quit = true;
	else
		do_back_soft(t, arg);
}

static void do_suspend(struct tui *t, const char *arg)
{
	(void)arg;
	compose_save(t);
	tui_flush(t);
	term_leave();
	kill(0, SIGSTOP);
	term_enter();
	t->dirty = true;
}

static void do_redraw(struct tui *t, const char *arg)
{
	(void)arg;
	term_forget();
	t->dirty = true;
}

static void do_inbox(struct tui *t, const char *arg)
{
	(void)arg;
	t->place = PLACE_INBOX;
	t->dirty = true;
}

static void do_open(struct tui *t, const char *arg)
{
	(void)arg;
	if (!t->thread.conversation)
		return;
	t->focus = FOCUS_THREAD;
	t->thread.sel = t->thread.unread < t->thread.n ? t->thread.unread : t->thread.n ? t->thread.n - 1 : 0;
	t->thread.follow = t->thread.sel + 1 >= t->thread.n;
	thread_seen(t);
	t->dirty = true;
}

static void do_move(struct tui *t, const char *arg)
{
	if (t->focus == FOCUS_THREAD)
		thread_move(t, arg);
	else
		inbox_move(t, arg);
}

static void do_reply(struct tui *t, const char *arg)
{
	compose_open(t, !strcmp(arg, "quote"));
}

static void do_undo(struct tui *t, const char *arg)
{
	(void)arg;
	deed_undo(t);
}

static void starred(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)about;
	if (json)
		thread_event(t, json);
	else
		tui_notice_err(t, e);
}

static void do_star(struct tui *t, const char *arg)
{
	const json_t *m = thread_selected(t);
	if (*arg) { /* typed with a message's id: the table's own command */
		char line[64];
		snprintf(line, sizeof line, "star %.40s", arg);
		page_run(t, line);
		return;
	}
	if (!m)
		return;
	json_t *args = json_object();
	json_put_i64(args, "message", json_i64_or(m, "id", 0));
	tui_ask(t, json_flag(m, "starred") ? CMD_UNSTAR : CMD_STAR, args, starred, 0);
}

static void do_copy(struct tui *t, const char *arg)
{
	(void)arg;
	const char *text = json_str(thread_selected(t), "text");
	if (!text)
		return;
	if (term_copy(text, strlen(text)))
		tui_notice(t, STYLE_GOOD, "%s", _("copied"));
	else
		tui_notice(t, STYLE_WARN, _("too long for the clipboard of a terminal (%d kB): wartel messages prints it"),
			COPY_MAX >> 10);
}

static void do_confirm(struct tui *t, const char *arg)
{
	(void)arg;
	deed_offer(t);
}

static void do_done(struct tui *t, const char *arg)
{
	(void)arg;
	deed_done(t);
}

static void do_take(struct tui *t, const char *arg)
{
	(void)arg;
	deed_take(t);
}

static void do_ask(struct tui *t, const char *arg)
{
	deed_ask(t, arg);
}

static void do_edit(struct tui *t, const char *arg)
{
	if (*arg) { /* typed with a message's id: the table's own command */
		char *line = xasprintf("edit %s", arg);
		page_run(t, line);
		free(line);
	} else {
		deed_edit(t);
	}
}

static void do_get(struct tui *t, const char *arg)
{
	(void)arg;
	if (t->focus != FOCUS_THREAD || !viewer_open(t))
		deed_get(t);
}

static void do_look(struct tui *t, const char *arg)
{
	if (*arg)
		thread_look_step(t, *arg == '-' ? -1 : 1);
	else
		filter_open(t, true);
}

static void do_mark(struct tui *t, const char *arg)
{
	inbox_mark(t, !strcmp(arg, "range"));
}

static void do_line(struct tui *t, const char *arg)
{
	char text[64];
	snprintf(text, sizeof text, "%.60s%s", arg, *arg ? " " : "");
	line_open(t, text);
}

/* A command's answer as a page or a notice. */
static void do_page(struct tui *t, const char *arg)
{
	struct buf line;
	buf_init(&line, 512);
	if (deed_fill(t, arg, &line))
		page_run(t, buf_str(&line));
	buf_fini(&line);
}

static void do_view(struct tui *t, const char *arg)
{
	static const char *const verbs[] = {"list", "set", "delete"};
	size_t n = strcspn(arg, " ");
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strlen(verbs[i]) == n && !strncmp(arg, verbs[i], n)) { /* typed: the table's own command */
			char *line = xasprintf("view %s", arg);
			page_run(t, line);
			free(line);
			return;
		}
	struct words w = {0};
	struct err e = {0};
	if (!command_split(arg, &w, &e))
		tui_notice_err(t, &e);
	else if (w.n > 1) /* typed without its quotes */
		inbox_view(t, arg);
	else if (w.n > 0)
		inbox_view(t, w.v[0]);
	else
		views_open(t);
	words_fini(&w);
}

/* Words that a place answers by itself, said where none does. */
static void do_place(struct tui *t, const char *arg)
{
	(void)arg;
	tui_notice(t, STYLE_WARN, "%s", _("nothing here does that"));
}

static void do_palette(struct tui *t, const char *arg)
{
	(void)arg;
	choose_open(t, true);
}

static void do_go(struct tui *t, const char *arg)
{
	char said[SENTENCE_SAID];
	if (!place_go(t, arg))
		tui_notice(t, STYLE_WARN, "%s", say_with(said, sizeof said,
			N_("there is no place {name}: queue, numbers, templates"), "name=%s", arg));
}

static void do_each(struct tui *t, const char *arg)
{
	place_each(t, arg);
}

static void do_found(struct tui *t, const char *arg)
{
	found_step(t, arg);
}

static void do_next_needs(struct tui *t, const char *arg)
{
	(void)arg;
	t->place = PLACE_INBOX;
	inbox_next_needs(t);
}

static void do_first_unread(struct tui *t, const char *arg)
{
	(void)arg;
	thread_first_unread(t);
}

static void do_filter(struct tui *t, const char *arg)
{
	(void)arg;
	filter_open(t, false);
}

static void do_leave(struct tui *t, const char *arg)
{
	(void)arg;
	if (t->focus == FOCUS_FILTER) {
		prompt_begin("");
		filter_changed(t);
	}
	edit_leave(t);
}

static void do_send(struct tui *t, const char *arg)
{
	if (*arg) { /* typed on the : line: the table's own command */
		char *line = xasprintf("send %s", arg);
		page_run(t, line);
		free(line);
	} else if (t->focus == FOCUS_COMPOSE) {
		compose_send(t);
	}
}

static void do_newline(struct tui *t, const char *arg)
{
	(void)arg;
	prompt_insert("\n", 1);
	compose_changed(t);
}

static void do_editor(struct tui *t, const char *arg)
{
	(void)arg;
	editor_open(t);
}

static void do_insert(struct tui *t, const char *arg)
{
	(void)arg;
	insert_tab(t);
}

/* fill NAME LANGUAGE; alone: to choose from. */
static void do_fill(struct tui *t, const char *arg)
{
	char name[64];
	size_t n = strcspn(arg, " ");
	snprintf(name, sizeof name, "%.*s", (int)n, arg);
	if (*name)
		fill_begin(t, name, arg + n + strspn(arg + n, " "));
	else
		choose_templates(t);
}

static void do_attach(struct tui *t, const char *arg)
{
	(void)arg;
	attach_open(t);
}

static void do_run(struct tui *t, const char *arg)
{
	(void)arg;
	if (t->focus == FOCUS_ATTACH)
		attach_take(t);
	else if (t->focus == FOCUS_FIELD)
		fill_take(t);
	else
		line_run(t);
}

static void do_complete(struct tui *t, const char *arg)
{
	(void)arg;
	completion_tab(t);
}

static void do_quit(struct tui *t, const char *arg)
{
	(void)arg;
	t->quit = true;
}

static const struct {
	const char *name, *note;
	void (*f)(struct tui *, const char *arg);
} actions[] = {
	{"help", N_("help for this place"), do_help},
	{"line", N_("the : line, with TEXT already there"), do_line},
	{"view", N_("the list shows view NAME, a saved one too; without one, the letters of those that are saved"), do_view},
	{"page", N_("runs COMMAND and shows its answer"), do_page},
	{"palette", N_("finds commands and keys by any word"), do_palette},
	{"go", N_("to a place: queue, numbers, templates"), do_go},
	{"each", N_("runs LINE for each marked row, or the selected one: %m is its id, %s its name, %l its language, "
		"%v its version; %? is asked first; each sure LINE asks for a yes"), do_each},
	{"found", N_("the next (1) or previous (-1) message that was found"), do_found},
	{"mark", N_("marks the row, or takes the mark off; mark range: all from the last mark to here"), do_mark},
	{"more", N_("more of a page that goes on"), do_place},
	{"follow", N_("a log as it grows, or no more"), do_place},
	{"filled", N_("a template as it would be sent in the conversation"), do_place},
	{"inverse", N_("turns dark and light of a pairing code round"), do_place},
	{"inbox", N_("back to the inbox"), do_inbox},
	{"redraw", N_("draws the screen again"), do_redraw},
	{"suspend", N_("back to the shell"), do_suspend},
	{"back", N_("back; at the top, quit"), do_back},
	{"back-soft", N_("back, never quitting"), do_back_soft},
	{"quit", N_("ends the screen"), do_quit},
	{"reply", N_("answers; reply quote quotes the selected message"), do_reply},
	{"undo", N_("takes back your last message while it waits, else your last change"), do_undo},
	{"done", N_("closes what is chosen, and goes to the next"), do_done},
	{"take", N_("assigns to you; what is yours already: asks to whom"), do_take},
	{"ask", N_("runs LINE with %m, %c, %p filled in and what you are asked for as %?; ask sure LINE asks for a yes"),
		do_ask},
	{"edit", N_("changes the selected message of ours; one that waits goes back into the prompt"), do_edit},
	{"get", N_("shows the photo of the selected message, saves its file, or copies its link"), do_get},
	{"look", N_("looks for words in the conversation; look -1, look 1: the one before, the next"), do_look},
	{"star", N_("stars the selected message, or takes the star off"), do_star},
	{"next-needs", N_("next conversation that needs a reply"), do_next_needs},
	{"first-unread", N_("first unread message"), do_first_unread},
	{"filter", N_("narrows the list as you type"), do_filter},
	{"move", N_("moves: N, -N, first, last, half, -half, page, -page, theirs, -theirs"), do_move},
	{"open", N_("into the conversation"), do_open},
	{"copy", N_("copies the message's text"), do_copy},
	{"confirm", N_("what can be done with a message that waits, is held, or is of unknown outcome; else answers"),
		do_confirm},
	{"leave", N_("leaves the prompt; a draft is kept"), do_leave},
	{"send", N_("sends what is written"), do_send},
	{"newline", N_("a new line in what is written"), do_newline},
	{"attach", N_("asks for a file that goes along with what is written"), do_attach},
	{"fill", N_("a template into the answer: fill NAME LANGUAGE; without a name, to choose from"), do_fill},
	{"editor", N_("what is written in $VISUAL or $EDITOR"), do_editor},
	{"insert", N_("completes :name to an emoji, again: the next one; /name to a template"), do_insert},
	{"run", N_("runs the : line"), do_run},
	{"complete", N_("completes a name; where there is no more of it, shows the candidates"), do_complete},
};
enum { ACTIONS = sizeof actions / sizeof *actions };

const char *action_name(size_t i)
{
	return i < ACTIONS ? actions[i].name : NULL;
}

const char *action_note(size_t i)
{
	return i < ACTIONS ? actions[i].note : NULL;
}

static size_t action_of(const char *line)
{
	size_t n = strcspn(line, " "), i = 0;
	/* What hands type that know other screens. */
	if (!strcmp(line, "q"))
		return action_of("quit");
	while (i < ACTIONS && (strlen(actions[i].name) != n || strncmp(actions[i].name, line, n)))
		i++;
	return i;
}

bool action_known(const char *line, struct err *e)
{
	struct words w = {0};
	size_t took;
	/* `page COMMAND` and `each COMMAND` are as good as their command, `go` as its place. */
	if (!strncmp(line, "page ", 5) || !strncmp(line, "each ", 5))
		line += 5;
	else if (!strncmp(line, "ask ", 4))
		line += 4;
	if (!strncmp(line, "sure ", 5))
		line += 5;
	if (!strncmp(line, "go ", 3) && !place_named(line + 3))
		return err_set(e, ERR_USAGE, "keys.place", N_("there is no place {name}: queue, numbers"), "name=%s",
			line + 3);
	bool ok = action_of(line) < ACTIONS ||
		(command_split(line, &w, e) && command_find((const char *const *)w.v, w.n, &took, e));
	words_fini(&w);
	return ok;
}

/* `view list` is a command of the table, `view mine` is the screen's word. */
static bool is_longer(const char *line)
{
	struct words w = { 0 };
	struct err none = { 0 };
	size_t took = 0;
	bool longer = command_split(line, &w, &none) && command_find((const char *const *)w.v, w.n, &took, &none) &&
		took > 1;
	words_fini(&w);
	return longer;
}

void action_run(struct tui *t, const char *line)
{
	line += strspn(line, " ");
	size_t n = strcspn(line, " "), i = action_of(line);
	const char *arg = line + n + strspn(line + n, " ");
	char word[32];
	snprintf(word, sizeof word, "%.*s", (int)n, line);
	if (t->focus < FOCUS_COMPOSE || t->focus == FOCUS_CHOOSE)
		if (i < ACTIONS && place_act(t, word, arg))
			return;
	/* `confirm 12` is the table's, the bare word is the screen's. */
	if (i < ACTIONS && !(*arg && actions[i].f == do_confirm) && !is_longer(line))
		actions[i].f(t, arg);
	else
		page_run(t, line);
}
