/* fs: files and directories. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"

#include "base/banned.h"

/* What errno means for a person who named the path. */
static bool failed(struct err *e, const char *path)
{
	int no = errno;

	switch (no) {
	case ENOENT:
	case ENOTDIR:
		return err_set(e, ERR_NOT_FOUND, "fs.missing", N_("{path} is not there; check the path"),
			       "path=%s", path);
	case EACCES:
	case EPERM:
	case EROFS:
		return err_set(e, ERR_FORBIDDEN, "fs.forbidden",
			       N_("{path}: {why}; check its owner and mode, or name another path"),
			       "path=%s\nwhy=%s", path, strerror(no));
	case ENOSPC:
	case EDQUOT:
		return err_set(e, ERR_INTERNAL, "fs.full",
			       N_("no room left for {path}; free some space and try again"), "path=%s", path);
	default:
		return err_set(e, ERR_INTERNAL, "fs.failed", N_("{path}: {why}"), "path=%s\nwhy=%s", path,
			       strerror(no));
	}
}

char *path_join(const char *dir, const char *name)
{
	size_t n = strlen(dir);

	if (n == 0)
		return xstrdup(name);
	return xasprintf("%s%s%s", dir, dir[n - 1] == '/' ? "" : "/", name);
}

static bool is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool dir_make(const char *path, mode_t mode, struct err *e)
{
	char *part = xstrdup(path);
	bool ok = false;

	for (char *p = part;; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char end = *p;
		*p = '\0';
		/* The mode again by chmod: mkdir's goes through the umask. */
		int why = !*part || mkdir(part, mode) == 0 ? 0 : errno;
		if (*part && !why && chmod(part, mode) != 0) {
			failed(e, part);
			goto out;
		}
		if (why && !is_dir(part)) {
			/* What mkdir said: stat only knows that it is not there. */
			errno = why == EEXIST ? ENOTDIR : why;
			failed(e, part);
			goto out;
		}
		*p = end;
		if (!end)
			break;
	}
	ok = true;
out:
	free(part);
	return ok;
}

bool file_read(const char *path, struct buf *out, struct err *e)
{
	char chunk[16384];
	ssize_t n;
	bool ok = false;
	/* Not blocking, for a named pipe that nobody writes. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return failed(e, path);
	while ((n = read(fd, chunk, sizeof chunk)) != 0) {
		if (n < 0) {
			if (errno == EINTR)
				continue;
			failed(e, path);
			goto out;
		}
		buf_add(out, chunk, (size_t)n);
		if (out->over) {
			err_set(e, ERR_TOO_LARGE, "fs.large", N_("{path} is larger than {limit} bytes"),
				"path=%s\nlimit=%zu", path, out->max ? out->max : (size_t)CEIL_TEXT);
			goto out;
		}
	}
	ok = true;
out:
	close(fd);
	return ok;
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

/* The rename itself is on the disk only when its directory is. */
static bool sync_dir_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = !slash	    ? xstrdup(".")
		    : slash == path ? xstrdup("/")
				    : xstrndup(path, (size_t)(slash - path));
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems cannot sync a directory and say EINVAL. */
	bool ok = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);

	if (fd >= 0)
		close(fd);
	free(dir);
	return ok;
}

bool file_write(const char *path, const void *data, size_t n, mode_t mode, struct err *e)
{
	char *temp = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(temp, O_CLOEXEC);
	bool made = fd >= 0, ok = false;

	if (!made || fchmod(fd, mode) != 0 || !write_all(fd, data, n) || fsync(fd) != 0) {
		failed(e, path);
		goto out;
	}
	if (close(fd) != 0) {
		fd = -1;
		failed(e, path);
		goto out;
	}
	fd = -1;
	if (rename(temp, path) != 0) {
		failed(e, path);
		goto out;
	}
	made = false;
	if (!sync_dir_of(path)) {
		failed(e, path);
		goto out;
	}
	ok = true;
out:
	if (fd >= 0)
		close(fd);
	if (made)
		unlink(temp);
	free(temp);
	return ok;
}

bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

bool file_private(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return failed(e, path);
	if (st.st_mode & (S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH))
		return err_set(e, ERR_FORBIDDEN, "fs.not-private",
			       N_("{path} holds a secret and others than its owner can read or change it; "
				  "run: chmod 600 {path}"),
			       "path=%s", path);
	return true;
}

static void empty_dir(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(d)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, entry->d_name, 0) == 0)
			continue;
		empty_dir(fd, entry->d_name);
		unlinkat(fd, entry->d_name, AT_REMOVEDIR);
	}
	closedir(d);
}

void dir_remove(const char *path)
{
	empty_dir(AT_FDCWD, path);
	/* A link is not what it points to. */
	rmdir(path);
}
