/* peer: credentials of a Unix socket's other end. */
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/peer.h"

#include "base/banned.h"

static bool is_unix(int fd)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof a;

	return getsockname(fd, (struct sockaddr *)&a, &n) == 0 && a.ss_family == AF_UNIX;
}

#ifdef SO_PEERCRED
bool peer_of(int fd, struct peer *p)
{
	struct ucred c;
	socklen_t n = sizeof c;

	/* On other sockets the kernel answers too, with nobody's ids. */
	if (!is_unix(fd) || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c, &n) != 0)
		return false;
	if (n != sizeof c || c.pid == 0)
		return false;
	*p = (struct peer){.uid = c.uid, .gid = c.gid, .pid = c.pid};
	return true;
}
#else
bool peer_of(int fd, struct peer *p)
{
	*p = (struct peer){0};
	return is_unix(fd) && getpeereid(fd, &p->uid, &p->gid) == 0;
}
#endif

enum { GROUPS_MAX = 256, NAMES_ROOM = 16384 };

bool peer_in_group(uid_t uid, const char *group)
{
	struct group g, *named = NULL;
	struct passwd pw, *who = NULL;
	char room[NAMES_ROOM], other[NAMES_ROOM];
	gid_t ids[GROUPS_MAX];
	int n = GROUPS_MAX;

	if (getgrnam_r(group, &g, room, sizeof room, &named) != 0 || named == NULL)
		return false;
	if (getpwuid_r(uid, &pw, other, sizeof other, &who) != 0 || who == NULL)
		return false;
	if (getgrouplist(pw.pw_name, pw.pw_gid, ids, &n) < 0)
		n = GROUPS_MAX;
	for (int i = 0; i < n; i++)
		if (ids[i] == g.gr_gid)
			return true;
	return false;
}
