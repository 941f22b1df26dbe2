/* download: see download.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/media.h"

#include "client/download.h"

#include "base/banned.h"

enum { NAMES_MAX = 100, NAMED = 4096 };

struct download {
	char *dir;  /* where it goes */
	char *name; /* what it shall be called; NULL: its own name */
	char *part; /* what it is called until then; NULL: there is none (any more) */
	int fd;
	int64_t size;
	struct err why;
};

static bool unwritable(const char *path, struct err *e)
{
	int no = errno;

	if (no == ENOSPC || no == EDQUOT)
		return err_set(e, ERR_ENGINE, "download.full", N_("there is no room left for {path}"), "path=%s", path);
	return err_set(e, ERR_FORBIDDEN, "download.unwritable", N_("{path} cannot be written: {why}"),
		"path=%s\nwhy=%s", path, strerror(no));
}

static bool exists(const char *path, struct err *e)
{
	return err_set(e, ERR_USAGE, "download.exists", N_("{path} is there already: give another name"), "path=%s", path);
}

/* Splits what was typed into directory and name. */
static bool place(struct download *d, const char *save, struct err *e)
{
	const char *home = getenv("HOME"), *slash;
	char *path = !strncmp(save, "~/", 2) && home ? path_join(home, save + 2) : xstrdup(save);
	struct stat st;
	bool there = lstat(path, &st) == 0, ok = true;

	if (there && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		d->dir = path;
		return true;
	}
	slash = strrchr(path, '/');
	d->dir = slash ? xstrndup(path, slash == path ? 1 : (size_t)(slash - path)) : xstrdup(".");
	d->name = xstrdup(slash ? slash + 1 : path);
	if (there)
		ok = exists(path, e);
	else if (!*d->name)
		ok = err_set(e, ERR_NOT_FOUND, "fs.missing", N_("{path} is not there; check the path"), "path=%s", path);
	free(path);
	return ok;
}

struct download *download_open(const char *save, struct err *e)
{
	struct download *d = xcalloc(1, sizeof *d);

	d->fd = -1;
	if (save && !strcmp(save, "-")) {
		/* What customers send may hold anything: no terminal gets it. */
		if (isatty(STDOUT_FILENO)) {
			err_set(e, ERR_USAGE, "download.special",
				N_("a file is not written to a terminal: give a name, or a pipe"), NULL);
			goto bad;
		}
		d->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
		if (d->fd >= 0)
			return d;
		unwritable("-", e);
		goto bad;
	}
	if (!place(d, save ? save : ".", e))
		goto bad;
	d->part = path_join(d->dir, ".wartel-XXXXXX");
	d->fd = mkostemp(d->part, O_CLOEXEC);
	if (d->fd >= 0)
		return d;
	free(d->part);
	d->part = NULL;
	unwritable(d->dir, e);
bad:
	download_free(d);
	return NULL;
}

void download_free(struct download *d)
{
	if (!d)
		return;
	if (d->fd >= 0)
		close(d->fd);
	if (d->part)
		unlink(d->part);
	free(d->part);
	free(d->name);
	free(d->dir);
	free(d);
}

const struct err *download_why(const struct download *d)
{
	return &d->why;
}

bool download_write(void *ctx, const char *data, size_t n)
{
	struct download *d = ctx;

	while (n > 0) {
		ssize_t k = write(d->fd, data, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return unwritable(d->dir ? d->dir : "-", &d->why);
		data += k;
		n -= (size_t)k;
		d->size += k;
	}
	return true;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
		c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "attachment; filename*=UTF-8''foto%20satu.jpg"; made safe once more: an engine on
 * another machine is not this one. */
static void own_name(const struct http_answer *a, char out[MEDIA_NAME_CAP])
{
	static const char mark[] = "filename*=UTF-8''";
	const char *p = strstr(a->disposition, mark);
	struct buf name;

	buf_init(&name, NAMED);
	for (p = p ? p + strlen(mark) : ""; *p && *p != ';'; p++) {
		if (*p == '%' && hex(p[1]) >= 0 && hex(p[2]) >= 0) {
			buf_addc(&name, (char)(hex(p[1]) * 16 + hex(p[2])));
			p += 2;
		} else {
			buf_addc(&name, *p);
		}
	}
	media_name(buf_str(&name), "", out);
	buf_fini(&name);
}

/* A name of its own that is taken is counted on: foto-2.jpg. Heap. */
static char *name_at(const char *name, int n)
{
	const char *dot = strrchr(name, '.');
	int stem = dot && dot != name ? (int)(dot - name) : (int)strlen(name);

	return n == 1 ? xstrdup(name) : xasprintf("%.*s-%d%s", stem, name, n, name + stem);
}

/* Under its name at last, in one step that overwrites nothing. */
static bool settle(struct download *d, const char *path)
{
	if (link(d->part, path) == 0) {
		unlink(d->part);
	} else if (errno == EEXIST) {
		return false;
	} else if (access(path, F_OK) == 0) {
		errno = EEXIST;
		return false;
	} else if (rename(d->part, path) != 0) {
		/* A file system without hard links. */
		return false;
	}
	free(d->part);
	d->part = NULL;
	return true;
}

json_t *download_end(struct download *d, const struct http_answer *a, struct err *e)
{
	char own[MEDIA_NAME_CAP];
	char *path = NULL;
	json_t *o = NULL;
	bool ok = !d->part;

	own_name(a, own);
	for (int i = 1; d->part && i <= (d->name ? 1 : NAMES_MAX); i++) {
		char *name = name_at(d->name ? d->name : own, i);

		free(path);
		path = !strcmp(d->dir, ".") ? xstrdup(name) : path_join(d->dir, name);
		free(name);
		if ((ok = settle(d, path)) || errno != EEXIST)
			break;
	}
	if (!ok) {
		if (errno == EEXIST)
			exists(path, e);
		else
			unwritable(path, e);
		goto out;
	}
	o = json_object();
	if (path)
		json_put_str(o, "file", path);
	else
		json_put_null(o, "file");
	json_put_str(o, "mimetype", a->content_type);
	json_put_i64(o, "size", d->size);
out:
	free(path);
	return o;
}
