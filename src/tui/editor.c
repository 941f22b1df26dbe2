/* editor: the answer in the user's own editor. The terminal is his while it runs; the
 * loop goes on without drawing, so that nothing the engine tells is lost. The text
 * goes through a file of 0600 in a directory of 0700, both removed afterwards; what
 * comes back is in the prompt again, nothing is sent. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/text.h"

#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

static void forget(struct editor *ed)
{
	if (ed->dir)
		dir_remove(ed->dir);
	free(ed->dir);
	free(ed->file);
	*ed = (struct editor){0};
}

static const char *wanted(void)
{
	static const char *const names[] = {"VISUAL", "EDITOR"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *s = getenv(names[i]);
		if (s && *s)
			return s;
	}
	return "vi";
}

static bool make_file(struct editor *ed, const char *text, struct err *e)
{
	const char *run = getenv("XDG_RUNTIME_DIR"), *tmp = getenv("TMPDIR");
	const char *base = run && *run && access(run, W_OK) == 0 ? run : tmp && *tmp ? tmp : "/tmp";
	ed->dir = xasprintf("%s/wartel-XXXXXX", base);
	if (!mkdtemp(ed->dir)) {
		char *dir = ed->dir;
		ed->dir = NULL;
		err_set(e, ERR_INTERNAL, "editor.directory", N_("no directory for the editor's file in {path}: {why}"),
			"path=%s\nwhy=%s", base, strerror(errno));
		free(dir);
		return false;
	}
	ed->file = path_join(ed->dir, "message.txt");
	return file_write(ed->file, text, strlen(text), 0600, e);
}

/* The child: the program's own way with signals, the user's program by his shell's
 * rules (EDITOR may have arguments). */
static void run(const char *program, const char *file)
{
	static const int ours[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT, SIGCHLD, SIGTSTP, SIGPIPE};
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		signal(ours[i], SIG_DFL);
	char *line = xasprintf("%s \"$1\"", program);
	execl("/bin/sh", "sh", "-c", line, "sh", file, (char *)NULL);
	_exit(127);
}

void editor_open(struct tui *t)
{
	struct editor *ed = &t->editor;
	struct err e = {0};
	if (t->focus != FOCUS_COMPOSE || ed->pid)
		return;
	compose_save(t);
	if (!make_file(ed, prompt_text(), &e)) {
		forget(ed);
		tui_notice_err(t, &e);
		return;
	}
	const char *program = wanted();
	term_leave();
	pid_t pid = fork();
	if (pid == 0)
		run(program, ed->file);
	if (pid < 0) {
		term_enter();
		forget(ed);
		tui_notice(t, STYLE_BAD, _("the editor cannot be started: %s"), strerror(errno));
		return;
	}
	ed->pid = pid;
}

/* What stands in the file now, without the line feed that editors put at its end.
 * NULL with e when it cannot be an answer. Heap. */
static char *read_back(const struct editor *ed, struct err *e)
{
	struct buf text;
	char *out = NULL;
	buf_init(&text, CEIL_LINE);
	if (!file_read(ed->file, &text, e)) {
		if (text.over)
			err_set(e, ERR_TOO_LARGE, "editor.large", N_("what the editor left is longer than a message can be"),
				NULL);
	} else if (!text_valid(buf_str(&text), text.n)) {
		err_set(e, ERR_USAGE, "editor.broken", N_("what the editor left is not UTF-8 text"), NULL);
	} else {
		while (text.n > 0 && strchr("\r\n", text.v[text.n - 1]))
			text.n--;
		out = xstrndup(buf_str(&text), text.n);
	}
	buf_fini(&text);
	return out;
}

static void take_text(struct tui *t, char *text /* taken */)
{
	if (text && strcmp(text, prompt_text())) {
		prompt_begin(text);
		compose_changed(t);
	}
	free(text);
}

void editor_look(struct tui *t)
{
	struct editor *ed = &t->editor;
	int status = 0;
	struct err e = {0};
	if (!ed->pid)
		return;
	pid_t got = waitpid(ed->pid, &status, WNOHANG);
	if (got == 0 || (got < 0 && errno == EINTR))
		return;
	ed->pid = 0;
	term_enter();
	t->dirty = true;
	if (got < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		if (got > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 127)
			tui_notice(t, STYLE_BAD, _("%.80s cannot be run: set EDITOR; the text is as it was"), wanted());
		else
			tui_notice(t, STYLE_WARN, "%s", _("the editor failed: the text is as it was"));
	} else {
		char *text = read_back(ed, &e);
		if (!text)
			tui_notice_err(t, &e);
		take_text(t, text);
	}
	forget(ed);
}

void editor_end(struct tui *t)
{
	struct editor *ed = &t->editor;
	struct err e = {0};
	if (!ed->pid)
		return;
	/* What was saved in it so far is the draft. */
	kill(ed->pid, SIGHUP);
	for (int i = 0; i < 50 && waitpid(ed->pid, NULL, WNOHANG) == 0; i++)
		usleep(10000);
	take_text(t, read_back(ed, &e));
	forget(ed);
}
