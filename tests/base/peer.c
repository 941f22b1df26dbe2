/* Who is at the other end of a socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/peer.h"

static void a_unix_socket_tells(void **state)
{
	int fd[2];
	struct peer p;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	assert_true(peer_of(fd[0], &p));
	assert_int_equal(p.uid, geteuid());
	assert_int_equal(p.gid, getegid());
	assert_true(p.pid == getpid() || p.pid == 0);
	close(fd[0]);
	close(fd[1]);
}

static void nothing_else_does(void **state)
{
	int pipe_fd[2], tcp = socket(AF_INET, SOCK_STREAM, 0), lone = socket(AF_UNIX, SOCK_STREAM, 0);
	struct peer p;

	(void)state;
	assert_int_equal(pipe(pipe_fd), 0);
	assert_false(peer_of(pipe_fd[0], &p));
	assert_false(peer_of(tcp, &p));
	assert_false(peer_of(lone, &p));
	assert_false(peer_of(-1, &p));
	close(pipe_fd[0]);
	close(pipe_fd[1]);
	close(tcp);
	close(lone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_unix_socket_tells),
		cmocka_unit_test(nothing_else_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
