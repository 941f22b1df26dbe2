/* listen: the socket, with the mode it shall have before anybody can connect; and
 * the TCP port, where one is wanted. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"

#include "api/inside.h"

#include "base/banned.h"

enum { BACKLOG = 64, MODE_OWN = 0600, MODE_SHARED = 0660 };

static bool fail(const char *path, struct err *e)
{
	return err_set(e, ERR_ENGINE, "api.listen", N_("the engine cannot listen on {path}: {why}"),
		"path=%s\nwhy=%s", path, strerror(errno));
}

int listen_open(const char *path, bool own, struct err *e)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	mode_t mode = own ? MODE_OWN : MODE_SHARED;
	struct stat there;
	if (strlen(path) >= sizeof a.sun_path) {
		err_set(e, ERR_USAGE, "api.path",
			N_("{path} is too long for a socket (at most {most} bytes): set the option `socket`"),
			"path=%s\nmost=%zu", path, sizeof a.sun_path - 1);
		return -1;
	}
	memcpy(a.sun_path, path, strlen(path) + 1);
	if (lstat(path, &there) == 0 && !S_ISSOCK(there.st_mode)) {
		err_set(e, ERR_CONFLICT, "api.occupied",
			N_("{path} is not a socket: move it away, or set the option `socket`"), "path=%s",
			path);
		return -1;
	}
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0) {
		fail(path, e);
		return -1;
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	unlink(path);
	/* Linux takes the mode of the socket over to its name: nobody can connect in
	 * between. Elsewhere the directory keeps others out. */
	fchmod(fd, mode);
	if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || chmod(path, mode) != 0
		|| listen(fd, BACKLOG) != 0) {
		fail(path, e);
		close(fd);
		return -1;
	}
	return fd;
}

int listen_tcp(const char *address, int port, struct err *e)
{
	struct addrinfo want = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE }, *a = NULL;
	char service[16];
	int fd = -1, on = 1, bad;
	snprintf(service, sizeof service, "%d", port);
	bad = getaddrinfo(address, service, &want, &a);
	if (bad) {
		err_set(e, ERR_USAGE, "api.bind",
			N_("the option `bind` cannot be \"{address}\": it is an IP address of this machine"),
			"address=%s", address);
		return -1;
	}
	fd = socket(a->ai_family, SOCK_STREAM, 0);
	if (fd < 0)
		goto bad;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) {
		freeaddrinfo(a);
		return fd;
	}
bad:
	err_set(e, ERR_ENGINE, "api.tcp",
		N_("the engine cannot listen on {address} port {port}: {why}; the options `bind` and `port` say where"),
		"address=%s\nport=%d\nwhy=%s", address, port, strerror(errno));
	if (fd >= 0)
		close(fd);
	freeaddrinfo(a);
	return -1;
}
