/* wake: a descriptor that others make readable. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef HAVE_SYS_EVENTFD_H
#include <sys/eventfd.h>
#endif

#include "base/wake.h"

#include "base/banned.h"

static _Noreturn void die(void)
{
	fprintf(stderr, "wartel: no file descriptor left to wait on: %s\n", strerror(errno));
	exit(70);
}

void wake_init(struct wake *w)
{
#ifdef HAVE_SYS_EVENTFD_H
	w->r = w->w = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->r < 0)
		die();
#else
	int fd[2];
	if (pipe(fd) != 0)
		die();
	for (int i = 0; i < 2; i++)
		if (fcntl(fd[i], F_SETFD, FD_CLOEXEC) != 0 || fcntl(fd[i], F_SETFL, O_NONBLOCK) != 0)
			die();
	w->r = fd[0];
	w->w = fd[1];
#endif
}

void wake_fini(struct wake *w)
{
	/* {0} owns nothing: descriptor 0 is never ours. */
	if (w->r > 0)
		close(w->r);
	if (w->w > 0 && w->w != w->r)
		close(w->w);
	*w = (struct wake){0};
}

int wake_fd(const struct wake *w)
{
	return w->r;
}

void wake_call(struct wake *w)
{
	/* The eventfd wants eight bytes; a pipe takes them too. Full is as good as called. */
	uint64_t one = 1;

	while (write(w->w, &one, sizeof one) < 0 && errno == EINTR)
		continue;
}

void wake_clear(struct wake *w)
{
	char sink[256];
	ssize_t n;

	do
		n = read(w->r, sink, sizeof sink);
	while ((n < 0 && errno == EINTR) || n == (ssize_t)sizeof sink);
}
