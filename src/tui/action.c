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
	page_help(t, tui_mode(t));
}

static void do_back_soft(struct tui *t, const char *arg)
{
	(void)arg;
	if (t->place == PLACE_PAGE)
		t->place = PLACE_INBOX;
	else if (t->focus == FOCUS_THREAD)
		t->focus = FOCUS_LIST;
	else if (*t->inbox.filter) {
		t->inbox.filter[0] = 0;
		inbox_load(t);
	}
	t->dirty = true;
}

static void do_back(struct tui *t, const char *arg)
{
	if (t->place == PLACE_INBOX && t->focus == FOCUS_LIST && !*t->inbox.filter)
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
	const json_t *m = thread_last_queued(t);
	if (!m) {
		tui_notice(t, STYLE_WARN, "%s", _("nothing of yours waits here any more"));
		return;
	}
	char line[48];
	snprintf(line, sizeof line, "cancel %lld", (long long)json_i64_or(m, "id", 0));
	page_run(t, line);
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
	const json_t *m = thread_selected(t);
	const char *state = json_str_or(m, "state", "");
	char line[48];
	if (!strcmp(state, "held")) {
		snprintf(line, sizeof line, "confirm %lld", (long long)json_i64_or(m, "id", 0));
		page_run(t, line);
	} else if (!strcmp(state, "unknown")) {
		tui_notice(t, STYLE_WARN, "%s",
			_("nobody knows whether it left: x looks again; :settle sent, :settle again decide"));
	} else {
		compose_open(t, false);
	}
}

static void do_line(struct tui *t, const char *arg)
{
	char text[64];
	snprintf(text, sizeof text, "%.60s%s", arg, *arg ? " " : "");
	line_open(t, text);
}

/* A command's answer as a page or a notice; %m, %c and %p are filled in. */
static void do_page(struct tui *t, const char *arg)
{
	struct buf line;
	buf_init(&line, 512);
	for (const char *s = arg; *s; s++) {
		if (s[0] != '%' || !s[1]) {
			buf_addc(&line, *s);
			continue;
		}
		s++;
		int64_t id = *s == 'm' ? json_i64_or(thread_selected(t), "id", 0) :
			*s == 'c'      ? t->thread.conversation :
					 json_i64_or(t->thread.about, "contact_id", 0);
		if (!id) {
			tui_notice(t, STYLE_WARN, "%s", _("nothing is selected for that"));
			buf_fini(&line);
			return;
		}
		buf_addf(&line, "%lld", (long long)id);
	}
	page_run(t, buf_str(&line));
	buf_fini(&line);
}

static void do_view(struct tui *t, const char *arg)
{
	inbox_view(t, arg);
}

static void do_scroll(struct tui *t, const char *arg)
{
	page_scroll(t, arg);
}

static void do_numbers(struct tui *t, const char *arg)
{
	(void)arg;
	page_numbers(t);
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
	filter_open(t);
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

static void do_run(struct tui *t, const char *arg)
{
	(void)arg;
	line_run(t);
}

static void do_complete(struct tui *t, const char *arg)
{
	(void)arg;
	line_complete(t);
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
	{"view", N_("the list shows view NAME"), do_view},
	{"page", N_("runs COMMAND and shows its answer"), do_page},
	{"numbers", N_("the numbers, and the pairing code"), do_numbers},
	{"inbox", N_("back to the inbox"), do_inbox},
	{"redraw", N_("draws the screen again"), do_redraw},
	{"suspend", N_("back to the shell"), do_suspend},
	{"back", N_("back; at the top, quit"), do_back},
	{"back-soft", N_("back, never quitting"), do_back_soft},
	{"quit", N_("ends the screen"), do_quit},
	{"reply", N_("answers; reply quote quotes the selected message"), do_reply},
	{"undo", N_("takes back the last message while it waits"), do_undo},
	{"star", N_("stars the selected message, or takes the star off"), do_star},
	{"next-needs", N_("next conversation that needs a reply"), do_next_needs},
	{"first-unread", N_("first unread message"), do_first_unread},
	{"filter", N_("narrows the list as you type"), do_filter},
	{"move", N_("moves: N, -N, first, last, half, -half, page, -page, theirs, -theirs"), do_move},
	{"open", N_("into the conversation"), do_open},
	{"copy", N_("copies the message's text"), do_copy},
	{"confirm", N_("confirms a held message"), do_confirm},
	{"scroll", N_("scrolls a page: N, -N, first, last, half, -half, page, -page"), do_scroll},
	{"leave", N_("leaves the prompt; a draft is kept"), do_leave},
	{"send", N_("sends what is written"), do_send},
	{"newline", N_("a new line in what is written"), do_newline},
	{"editor", N_("what is written in $VISUAL or $EDITOR"), do_editor},
	{"insert", N_("completes :name to an emoji; again: the next one"), do_insert},
	{"run", N_("runs the : line"), do_run},
	{"complete", N_("completes the word of the : line"), do_complete},
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
	while (i < ACTIONS && (strlen(actions[i].name) != n || strncmp(actions[i].name, line, n)))
		i++;
	return i;
}

bool action_known(const char *line, struct err *e)
{
	struct words w = {0};
	size_t took;
	/* `page COMMAND` is as good as its command. */
	if (!strncmp(line, "page ", 5))
		line += 5;
	bool ok = action_of(line) < ACTIONS ||
		(command_split(line, &w, e) && command_find((const char *const *)w.v, w.n, &took, e));
	words_fini(&w);
	return ok;
}

void action_run(struct tui *t, const char *line)
{
	line += strspn(line, " ");
	size_t n = strcspn(line, " "), i = action_of(line);
	const char *arg = line + n + strspn(line + n, " ");
	/* `confirm 12` is the table's, the bare word is the screen's. */
	if (i < ACTIONS && !(*arg && actions[i].f == do_confirm))
		actions[i].f(t, arg);
	else
		page_run(t, line);
}
