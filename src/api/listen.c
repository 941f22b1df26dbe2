/* listen: the socket, with the mode it shall have before anybody can connect. */
#include <errno.h>
#include <fcntl.h>
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
