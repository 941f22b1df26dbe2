/* depot: see depot.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ceiling.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/mem.h"

#include "model/media.h"

#include "store/depot.h"

#include "base/banned.h"

#define FRESH "new."

enum { SYNC_EVERY = 4 << 20, CHUNK = 64 << 10 };

struct depot_new {
	char *dir, *path; /* path: NULL once it is kept */
	int fd;
	struct sha256_ctx sum;
	int64_t size, synced;
	char head[MEDIA_HEAD];
	char hash[DEPOT_HASH_CAP];
};

static char *dir_of(const char *data_dir)
{
	return path_join(data_dir, "media");
}

static void hash_end(struct sha256_ctx *sum, char out[DEPOT_HASH_CAP])
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(sum, sizeof digest, digest);
	base16_encode_update(out, sizeof digest, digest);
	out[DEPOT_HASH_CAP - 1] = '\0';
}

static bool failed(const struct depot_new *f, struct err *e)
{
	int no = errno;

	if (no == ENOSPC || no == EDQUOT)
		return err_set(e, ERR_ENGINE, "media.full",
			N_("there is no room left for files in {path}: free some space and try again"), "path=%s", f->dir);
	return err_set(e, ERR_ENGINE, "media.store", N_("the file cannot be kept in {path}: {why}"),
		"path=%s\nwhy=%s", f->dir, strerror(no));
}

struct depot_new *depot_begin(const char *data_dir, struct err *e)
{
	struct depot_new *f = xcalloc(1, sizeof *f);

	f->fd = -1;
	f->dir = dir_of(data_dir);
	sha256_init(&f->sum);
	if (mkdir(f->dir, 0700) != 0 && errno != EEXIST) {
		failed(f, e);
		depot_free(f);
		return NULL;
	}
	f->path = path_join(f->dir, FRESH "XXXXXX");
	f->fd = mkostemp(f->path, O_CLOEXEC);
	if (f->fd < 0) {
		free(f->path);
		f->path = NULL;
		failed(f, e);
		depot_free(f);
		return NULL;
	}
	return f;
}

bool depot_write(struct depot_new *f, const void *data, size_t n, struct err *e)
{
	const char *p = data;
	size_t left = n;

	if (f->size + (int64_t)n > CEIL_MEDIA)
		return err_set(e, ERR_TOO_LARGE, "media.large", N_("the file is too large: at most {max} MB"), "max=%d",
			CEIL_MEDIA >> 20);
	if (fault_hit("depot-write")) {
		errno = ENOSPC;
		return failed(f, e);
	}
	while (left > 0) {
		ssize_t k = write(f->fd, p, left);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return failed(f, e);
		p += k;
		left -= (size_t)k;
	}
	if (f->size < MEDIA_HEAD) {
		size_t room = MEDIA_HEAD - (size_t)f->size;

		memcpy(f->head + f->size, data, n < room ? n : room);
	}
	sha256_update(&f->sum, n, data);
	f->size += (int64_t)n;
	/* A little at a time, so that nobody waits for all of it at the end. */
	if (f->size - f->synced >= SYNC_EVERY) {
		if (fdatasync(f->fd) != 0)
			return failed(f, e);
		f->synced = f->size;
	}
	return true;
}

bool depot_end(struct depot_new *f, struct err *e)
{
	if (f->size == 0)
		return err_set(e, ERR_USAGE, "media.empty", N_("the file is empty: there is nothing to send"), NULL);
	if (fault_hit("depot-sync")) {
		errno = EIO;
		return failed(f, e);
	}
	if (fsync(f->fd) != 0)
		return failed(f, e);
	hash_end(&f->sum, f->hash);
	return true;
}

const char *depot_hash(const struct depot_new *f)
{
	return f->hash;
}

int64_t depot_size(const struct depot_new *f)
{
	return f->size;
}

const void *depot_head(const struct depot_new *f, size_t *n)
{
	*n = f->size < MEDIA_HEAD ? (size_t)f->size : MEDIA_HEAD;
	return f->head;
}

bool depot_keep(struct depot_new *f, struct err *e)
{
	char *to = path_join(f->dir, f->hash);
	int dir = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = dir >= 0 && rename(f->path, to) == 0;

	if (ok) {
		free(f->path);
		f->path = NULL;
		/* Some file systems cannot sync a directory and say EINVAL. */
		ok = fsync(dir) == 0 || errno == EINVAL;
	}
	if (!ok)
		failed(f, e);
	if (dir >= 0)
		close(dir);
	free(to);
	return ok;
}

void depot_free(struct depot_new *f)
{
	if (!f)
		return;
	if (f->fd >= 0)
		close(f->fd);
	if (f->path)
		unlink(f->path);
	free(f->path);
	free(f->dir);
	free(f);
}

char *depot_path(const char *data_dir, const char *hash)
{
	char *dir = dir_of(data_dir), *path = path_join(dir, hash);

	free(dir);
	return path;
}

/* Whether the bytes are the ones that were kept. */
static bool is_whole(int fd, const char *hash, int64_t size)
{
	struct sha256_ctx sum;
	char *part = xmalloc(CHUNK), got[DEPOT_HASH_CAP];
	int64_t at = 0;
	ssize_t n;

	sha256_init(&sum);
	while ((n = pread(fd, part, CHUNK, at)) > 0 || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		sha256_update(&sum, (size_t)n, (const uint8_t *)part);
		at += n;
	}
	free(part);
	hash_end(&sum, got);
	return n == 0 && at == size && !strcmp(got, hash);
}

int depot_open(const char *data_dir, const char *hash, int64_t size, bool check, struct err *e)
{
	struct stat st;
	char *path = depot_path(data_dir, hash);
	bool refused = fault_hit("depot-open");
	int fd = refused ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), no = refused ? EMFILE : errno;

	free(path);
	/* Too many files are open, the disk does not answer: it may be there all the same. */
	if (fd < 0 && no != ENOENT && no != ENOTDIR && no != ELOOP) {
		err_set(e, ERR_ENGINE, "media.closed", N_("the engine's copy of the file cannot be opened: {why}"), "why=%s",
			strerror(no));
		return -1;
	}
	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size == size && (!check || is_whole(fd, hash, size)))
		return fd;
	if (fd >= 0)
		close(fd);
	err_set(e, ERR_NOT_FOUND, "media.lost",
		N_("the engine's copy of the file is gone or damaged: attach it again"), NULL);
	return -1;
}

void depot_remove(const char *data_dir, const char *hash)
{
	char *path = depot_path(data_dir, hash);

	unlink(path);
	free(path);
}

static bool is_hash(const char *name)
{
	return strlen(name) == DEPOT_HASH_CAP - 1 && strspn(name, "0123456789abcdef") == DEPOT_HASH_CAP - 1;
}

void depot_sweep(const char *data_dir, bool (*needed)(void *ctx, const char *hash), void *ctx)
{
	char *name = dir_of(data_dir);
	DIR *dir = opendir(name);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)) != NULL)
		if (!strncmp(entry->d_name, FRESH, strlen(FRESH)) ||
		    (is_hash(entry->d_name) && !needed(ctx, entry->d_name)))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	free(name);
}
