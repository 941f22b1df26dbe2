/* attach: a file that goes along with an answer. Ctrl-O asks for its path, with
 * completion, and says what it is; Enter takes it, and the text is its caption. A path
 * that is pasted offers itself, no more. The file is read when the answer is sent. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"

#include "model/media.h"

#include "tui/path.h"
#include "tui/picture.h"
#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

static void size_words(int64_t size, char out[24])
{
	if (size < 10240)
		snprintf(out, 24, "%lld B", (long long)size);
	else if (size < 10 << 20)
		snprintf(out, 24, "%lld kB", (long long)size / 1024);
	else
		snprintf(out, 24, "%lld MB", (long long)size >> 20);
}

/* Whether a file can go along; words says what it is. Says the same as sending would,
 * before anything is sent. */
static bool looked_at(const char *given, char *words, size_t cap, struct err *e)
{
	char *path = path_whole(given), head[PICTURE_HEAD], size[24];
	struct stat st;
	bool ok = false;
	/* Not blocking, for a named pipe that nobody writes. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) != 0) {
		err_set(e, ERR_NOT_FOUND, "attach.unreadable", N_("{path} cannot be read: {why}"), "path=%s\nwhy=%s",
			given, strerror(errno));
		goto out;
	}
	if (S_ISDIR(st.st_mode)) {
		err_set(e, ERR_USAGE, "upload.folder",
			N_("{path} is a folder: pack it into one file first, or name a file in it"), "path=%s", given);
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		err_set(e, ERR_USAGE, "upload.special",
			N_("{path} is a pipe or a device, not a file: save what comes from it first"), "path=%s", given);
		goto out;
	}
	if (st.st_size == 0) {
		err_set(e, ERR_USAGE, "media.empty", N_("the file is empty: there is nothing to send"), NULL);
		goto out;
	}
	if (st.st_size > CEIL_MEDIA) {
		err_set(e, ERR_TOO_LARGE, "media.large", N_("the file is too large: at most {max} MB"), "max=%d",
			CEIL_MEDIA >> 20);
		goto out;
	}
	ssize_t n = read(fd, head, sizeof head);
	if (n <= 0) {
		err_set(e, ERR_FORBIDDEN, "attach.unreadable", N_("{path} cannot be read: {why}"), "path=%s\nwhy=%s", given,
			strerror(errno));
		goto out;
	}
	const char *type = _(message_kind_name(
		media_kind(media_type(head, (size_t)(n < MEDIA_HEAD ? n : MEDIA_HEAD), path))));
	int width, height;
	size_words(st.st_size, size);
	if (picture_size(head, (size_t)n, &width, &height))
		snprintf(words, cap, "%s %d%s%d %s", type, width, glyph(GLYPH_TIMES), height, size);
	else
		snprintf(words, cap, "%s %s", type, size);
	ok = true;
out:
	if (fd >= 0)
		close(fd);
	free(path);
	return ok;
}

void attach_fini(struct attach *a)
{
	free(a->path);
	free(a->text);
	free(a->offer);
	free(a->pasted);
	free(a->rest);
	*a = (struct attach){0};
}

bool attach_is(const struct attach *a)
{
	return a->path || a->media;
}

void attach_put(const struct attach *a, json_t *args)
{
	if (a->path)
		json_put_str(args, "file", a->path);
	else if (a->media)
		json_put_i64(args, "media_id", a->media);
	if (a->media && *a->as)
		json_put_str(args, "as", a->as);
}

static void withdraw(struct attach *a)
{
	free(a->offer);
	free(a->pasted);
	a->offer = a->pasted = NULL;
}

/* The answer without the path that was pasted into it. False: it does not stand there
 * any more as it was pasted. */
static bool without_pasted(const struct attach *a, char **text)
{
	const char *at = a->pasted ? strstr(prompt_text(), a->pasted) : NULL;
	if (!at)
		return false;
	*text = xasprintf("%.*s%s", (int)(at - prompt_text()), prompt_text(), at + strlen(a->pasted));
	return true;
}

void attach_open(struct tui *t)
{
	struct attach *a = &t->attach;
	if (t->focus != FOCUS_COMPOSE)
		return;
	/* A path that was pasted is meant: once it is taken it leaves the caption. */
	free(a->rest);
	a->rest = NULL;
	char *first = xstrdup(without_pasted(a, &a->rest) ? a->offer : a->path ? a->path : "");
	withdraw(a);
	compose_save(t);
	free(a->text);
	a->text = xstrdup(prompt_text());
	str_copy(a->had, sizeof a->had, a->words);
	t->focus = FOCUS_ATTACH;
	prompt_begin(first);
	free(first);
	attach_changed(t);
}

void attach_changed(struct tui *t)
{
	struct attach *a = &t->attach;
	struct err e = {0};
	if (!looked_at(prompt_text(), a->words, sizeof a->words, &e))
		a->words[0] = 0;
	t->dirty = true;
}

/* Back to the answer, as it was written. */
void attach_leave(struct tui *t)
{
	t->focus = FOCUS_COMPOSE;
	prompt_begin(t->attach.text ? t->attach.text : "");
	free(t->attach.text);
	t->attach.text = NULL;
	if (!t->attach.path)
		str_copy(t->attach.words, sizeof t->attach.words, t->attach.media ? t->attach.had : "");
	else if (!looked_at(t->attach.path, t->attach.words, sizeof t->attach.words, &(struct err){0}))
		str_copy(t->attach.words, sizeof t->attach.words, "?");
	t->dirty = true;
}

void attach_take(struct tui *t)
{
	struct attach *a = &t->attach;
	struct err e = {0};
	const char *path = prompt_text();
	if (*path && !looked_at(path, a->words, sizeof a->words, &e)) {
		tui_notice_err(t, &e);
		return;
	}
	free(a->path);
	a->path = *path ? xstrdup(path) : NULL;
	a->media = 0;
	if (a->rest && a->path) {
		free(a->text);
		a->text = a->rest;
		a->rest = NULL;
	}
	attach_leave(t);
	compose_changed(t);
	tui_notice(t, STYLE_GOOD, "%s",
		a->path ? _("Enter sends it with the text as its caption; C-o changes it") : _("no file goes along"));
}

/* What a terminal makes of a file that is dropped on it: quotes, backslashes, an
 * address. Heap. */
static char *dropped(const char *s, size_t n)
{
	struct buf out;
	buf_init(&out, CEIL_LINE);
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		n--;
	if (n > 2 && (*s == '\'' || *s == '"') && s[n - 1] == *s) {
		buf_add(&out, s + 1, n - 2);
	} else if (n > 7 && !strncmp(s, "file://", 7)) {
		for (size_t i = 7; i < n; i++) {
			unsigned byte;
			if (s[i] == '%' && i + 2 < n && sscanf(s + i + 1, "%2x", &byte) == 1 && byte) {
				buf_addc(&out, (char)byte);
				i += 2;
			} else {
				buf_addc(&out, s[i]);
			}
		}
	} else {
		for (size_t i = 0; i < n; i++)
			if (s[i] != '\\' || i + 1 == n)
				buf_addc(&out, s[i]);
			else
				buf_addc(&out, s[++i]);
	}
	return buf_take(&out);
}

void attach_pasted(struct tui *t, const char *s, size_t n)
{
	struct attach *a = &t->attach;
	withdraw(a);
	if (n < 2 || n > 4096 || memchr(s, '\n', n) || memchr(s, '\r', n) || !strchr("/~'\"f", *s))
		return;
	char *path = dropped(s, n), words[sizeof a->words];
	if ((*path == '/' || !strncmp(path, "~/", 2)) && looked_at(path, words, sizeof words, &(struct err){0})) {
		a->offer = path;
		a->pasted = xstrndup(s, n);
		const char *name = strrchr(path, '/');
		tui_notice(t, STYLE_GOOD, _("C-o attaches %.120s (%s); as it is, the path is text"), name ? name + 1 : path,
			words);
	} else {
		free(path);
	}
}
