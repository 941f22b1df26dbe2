/* log: lines in three files, rotated by size. A line is made outside the lock;
 * the lock guards files, sizes and secrets. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/zone.h"

#include "base/banned.h"

/* Of one line, in bytes: an answer of WAHA is logged in part, an agent's text never. */
enum { LINE_CEIL = 8192 };

static const char *const file_names[LOG_FILES] = {"error.log", "api.log", "waha.log"};
static const char *const level_names[] = {"debug", "info", "warn", "bad"};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	char *path;
	int fd; /* meaningful while path is set */
	long size;
	long lost; /* lines that it did not take, not told yet */
} files[LOG_FILES];
static long max_size;
static struct {
	char **v;
	size_t n, cap;
} secrets;

static atomic_bool quiet;
static _Atomic int lowest = LOG_INFO;

static bool open_file(int i)
{
	struct stat st;

	files[i].fd = open(files[i].path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (files[i].fd < 0)
		return false;
	files[i].size = fstat(files[i].fd, &st) == 0 ? (long)st.st_size : 0;
	return true;
}

static void close_file(int i)
{
	if (files[i].path && files[i].fd >= 0)
		close(files[i].fd);
	free(files[i].path);
	files[i].path = NULL;
}

static void close_all(void)
{
	for (int i = 0; i < LOG_FILES; i++)
		close_file(i);
}

bool log_open(const char *dir, long max_bytes, struct err *e)
{
	bool ok = false;

	if (!dir_make(dir, 0700, e))
		return false;
	pthread_mutex_lock(&lock);
	close_all();
	max_size = max_bytes;
	for (int i = 0; i < LOG_FILES; i++) {
		files[i].path = path_join(dir, file_names[i]);
		if (!open_file(i)) {
			err_set(e, ERR_FORBIDDEN, "log.open",
				N_("the log {path} cannot be written: {why}; check its owner and mode"),
				"path=%s\nwhy=%s", files[i].path, strerror(errno));
			close_all();
			goto out;
		}
	}
	ok = true;
out:
	pthread_mutex_unlock(&lock);
	return ok;
}

void log_quiet(bool on)
{
	atomic_store(&quiet, on);
}

void log_close(void)
{
	pthread_mutex_lock(&lock);
	close_all();
	pthread_mutex_unlock(&lock);
}

void log_set_level(enum log_level level)
{
	atomic_store(&lowest, (int)level);
}

void log_secret(const char *s)
{
	if (!s || !*s)
		return;
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < secrets.n; i++)
		if (strcmp(secrets.v[i], s) == 0)
			goto out;
	LIST_GROW(&secrets);
	secrets.v[secrets.n++] = xstrdup(s);
out:
	pthread_mutex_unlock(&lock);
}

/* Called under the lock. Replaces every secret, before anything is cut or
 * escaped, so that no half of one is left. */
static char *without_secrets(char *s)
{
	for (size_t i = 0; i < secrets.n; i++) {
		const char *secret = secrets.v[i];
		char *at = strstr(s, secret);
		if (!at)
			continue;
		struct buf out;
		const char *from = s;
		buf_init(&out, SIZE_MAX / 2);
		for (; at; at = strstr(at + strlen(secret), secret)) {
			buf_add(&out, from, (size_t)(at - from));
			buf_adds(&out, "***");
			from = at + strlen(secret);
		}
		buf_adds(&out, from);
		free(s);
		s = buf_take(&out);
	}
	return s;
}

/* One line, whatever the text holds: control bytes, broken UTF-8 and signs that
 * turn the direction of writing are shown by number. */
static void add_escaped(struct buf *out, const char *s)
{
	size_t n = strlen(s);

	while (n > 0) {
		uint32_t c;
		size_t len = text_decode(s, n, &c);
		if (out->n + 4 * len > LINE_CEIL) {
			buf_adds(out, "…");
			return;
		}
		if (c == TEXT_BROKEN || c < 0x20 || (c >= 0x7f && c < 0xa0) || text_invisible(c)) {
			if (c == '\n')
				buf_adds(out, "\\n");
			else if (c == '\t')
				buf_adds(out, "\\t");
			else
				for (size_t i = 0; i < len; i++)
					buf_addf(out, "\\x%02x", (unsigned char)s[i]);
		} else {
			buf_add(out, s, len);
		}
		s += len;
		n -= len;
	}
}

/* One old generation. What cannot be renamed is written on: losing lines is
 * worse than a large file. */
static void rotate(int i)
{
	char *old = xasprintf("%s.1", files[i].path);

	if (rename(files[i].path, old) == 0) {
		int before = files[i].fd;
		if (open_file(i))
			close(before);
		else
			files[i].fd = before;
		files[i].size = 0;
	}
	free(old);
}

/* False: a disk that is full or read-only; there is nowhere left to say it. */
static bool put(int fd, const char *p, size_t n)
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

/* One line into a file of ours; before it, how many are missing. */
static void keep(enum log_file i, const char *when, const struct buf *line)
{
	struct buf missing;

	buf_init(&missing, LINE_CEIL);
	if (files[i].lost > 0)
		buf_addf(&missing, "%s warn log: %ld lines before this one could not be written\n", when,
			files[i].lost);
	if (put(files[i].fd, missing.v, missing.n)) {
		files[i].size += (long)missing.n;
		files[i].lost = 0;
		if (put(files[i].fd, line->v, line->n)) {
			files[i].size += (long)line->n;
			goto out;
		}
	}
	files[i].lost++;
out:
	buf_fini(&missing);
}

void log_line(enum log_file file, enum log_level level, const char *area, const char *fmt, ...)
{
	struct buf line;
	char when[RFC3339_CAP], *said = NULL;
	va_list ap;

	if ((int)level < atomic_load(&lowest))
		return;
	va_start(ap, fmt);
	if (vasprintf(&said, fmt, ap) < 0)
		said = xstrdup("(a line that could not be formatted)");
	va_end(ap);
	buf_init(&line, LINE_CEIL + 64);
	buf_addf(&line, "%s %s %s: ", zone_rfc3339(zone_utc(), clock_now(), when), level_names[level], area);

	pthread_mutex_lock(&lock);
	said = without_secrets(said);
	add_escaped(&line, said);
	buf_addc(&line, '\n');
	if (files[file].path) {
		if (max_size > 0 && files[file].size > 0 && files[file].size + (long)line.n > max_size)
			rotate((int)file);
		keep(file, when, &line);
	} else if (!atomic_load(&quiet)) {
		put(STDERR_FILENO, line.v, line.n);
	}
	pthread_mutex_unlock(&lock);
	buf_fini(&line);
	free(said);
}

void log_last(const char *file, int at, const char *why)
{
	static char line[1024];
	char when[RFC3339_CAP];
	bool locked = pthread_mutex_trylock(&lock) == 0;
	int n;

	if (files[LOG_ERROR].path) {
		zone_rfc3339(zone_utc(), clock_now(), when);
		n = snprintf(line, sizeof line, "%s bad bug: %s:%d: %s\n", when, file, at, why);
		put(files[LOG_ERROR].fd, line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1);
	}
	if (locked)
		pthread_mutex_unlock(&lock);
}
