/* upload: see upload.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"
#include "model/media.h"

#include "client/upload.h"

#include "base/banned.h"

struct upload {
	char *path;
	int fd;
	struct stat was;
	int64_t left;
	char name[MEDIA_NAME_CAP];
	struct err why;
};

static char *whole_path(const char *path)
{
	const char *home = getenv("HOME");

	return !strncmp(path, "~/", 2) && home ? path_join(home, path + 2) : xstrdup(path);
}

static bool unreadable(const char *path, struct err *e)
{
	int no = errno;

	if (no == ENOENT || no == ENOTDIR) {
		return err_set(e, ERR_NOT_FOUND, "fs.missing", N_("{path} is not there; check the path"), "path=%s",
			path);
	}
	return err_set(e, ERR_FORBIDDEN, "upload.unreadable", N_("{path} cannot be read: {why}"),
		"path=%s\nwhy=%s", path, strerror(no));
}

static bool fit_to_send(const char *path, const struct stat *st, struct err *e)
{
	if (S_ISDIR(st->st_mode)) {
		return err_set(e, ERR_USAGE, "upload.folder",
			N_("{path} is a folder: pack it into one file first, or name a file in it"), "path=%s", path);
	}
	if (!S_ISREG(st->st_mode)) {
		return err_set(e, ERR_USAGE, "upload.special",
			N_("{path} is a pipe or a device, not a file: save what comes from it first"), "path=%s", path);
	}
	if (st->st_size == 0) {
		return err_set(e, ERR_USAGE, "media.empty", N_("the file is empty: there is nothing to send"), NULL);
	}
	return st->st_size <= CEIL_MEDIA || err_set(e, ERR_TOO_LARGE, "media.large",
		N_("the file is too large: at most {max} MB"), "max=%d", CEIL_MEDIA >> 20);
}

struct upload *upload_open(const char *path, struct err *e)
{
	struct upload *u = xcalloc(1, sizeof *u);

	u->path = whole_path(path);
	/* Not blocking, for a named pipe that nobody writes. */
	u->fd = open(u->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (u->fd < 0 || fstat(u->fd, &u->was) != 0) {
		unreadable(u->path, e);
		goto bad;
	}
	if (!fit_to_send(u->path, &u->was, e)) {
		goto bad;
	}
	u->left = u->was.st_size;
	media_name(u->path, "", u->name);
	return u;
bad:
	upload_free(u);
	return NULL;
}

void upload_free(struct upload *u)
{
	if (!u) {
		return;
	}
	if (u->fd >= 0) {
		close(u->fd);
	}
	free(u->path);
	free(u);
}

int64_t upload_size(const struct upload *u)
{
	return u->was.st_size;
}

const char *upload_name(const struct upload *u)
{
	return u->name;
}

const struct err *upload_why(const struct upload *u)
{
	return &u->why;
}

static bool still_the_same(const struct upload *u)
{
	struct stat now;

	return fstat(u->fd, &now) == 0 && now.st_size == u->was.st_size &&
		now.st_mtim.tv_sec == u->was.st_mtim.tv_sec && now.st_mtim.tv_nsec == u->was.st_mtim.tv_nsec;
}

size_t upload_read(void *ctx, char *out, size_t cap)
{
	struct upload *u = ctx;
	size_t want = (int64_t)cap < u->left ? cap : (size_t)u->left;
	ssize_t n = 0;

	if (!want) {
		return 0;
	}
	do {
		n = read(u->fd, out, want);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		unreadable(u->path, &u->why);
		return (size_t)-1;
	}
	u->left -= n;
	/* Before the last bytes go: the engine must not take half of each of two files. */
	if (n == 0 || (u->left == 0 && !still_the_same(u))) {
		err_set(&u->why, ERR_CONFLICT, "upload.changed",
			N_("{path} changed while it was read: nothing was sent; try again when it is finished"),
			"path=%s", u->path);
		return (size_t)-1;
	}
	return (size_t)n;
}
