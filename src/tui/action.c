/* action: the screen's own words, as bindings and the : line use them; a line
 * that begins with none of them is a command of the table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <signal.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"

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
	term_copy(text, strlen(text));
	tui_notice(t, STYLE_GOOD, "%s", _("copied"));
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
	const char *name;
	void (*f)(struct tui *, const char *arg);
} actions[] = {
	{"help", do_help}, {"line", do_line}, {"view", do_view}, {"page", do_page}, {"numbers", do_numbers},
	{"inbox", do_inbox}, {"redraw", do_redraw}, {"suspend", do_suspend}, {"back", do_back},
	{"back-soft", do_back_soft}, {"reply", do_reply}, {"undo", do_undo}, {"star", do_star},
	{"next-needs", do_next_needs}, {"first-unread", do_first_unread}, {"filter", do_filter}, {"move", do_move},
	{"open", do_open}, {"copy", do_copy}, {"confirm", do_confirm}, {"scroll", do_scroll}, {"leave", do_leave},
	{"send", do_send}, {"newline", do_newline}, {"run", do_run}, {"complete", do_complete}, {"quit", do_quit},
};

void action_run(struct tui *t, const char *line)
{
	line += strspn(line, " ");
	size_t n = strcspn(line, " ");
	const char *arg = line + n + strspn(line + n, " ");
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (strlen(actions[i].name) == n && !strncmp(actions[i].name, line, n)) {
			/* `confirm 12` and such are the table's, the bare word is the screen's. */
			if (*arg && actions[i].f == do_confirm)
				break;
			actions[i].f(t, arg);
			return;
		}
	page_run(t, line);
}
