/* crowd: visitors of the engine who say something and then stay, for tests:
 * connects COUNT times to a Unix socket, or to a port of this machine (from
 * 127.0.0.2, 127.0.0.3 … in turn), writes TEXT (\r, \n and \\ as usual) on each
 * connection, says on standard output how many the socket took, and stays until it
 * is ended.
 *
 *	crowd SOCKET|PORT COUNT TEXT */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { TEXT_MAX = 4096, ADDRESSES = 8 };

static size_t unescape(const char *from, char *to)
{
	size_t n = 0;

	for (; *from && n < TEXT_MAX; from++) {
		char c = *from;
		if (c == '\\' && from[1]) {
			c = *++from == 'r' ? '\r' : *from == 'n' ? '\n' : *from;
		}
		to[n++] = c;
	}
	return n;
}

static int by_socket(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (strlen(path) >= sizeof a.sun_path)
		return -1;
	memcpy(a.sun_path, path, strlen(path) + 1);
	return fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0 ? fd : -1;
}

static int by_port(int port, long nth)
{
	struct sockaddr_in from = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (in_addr_t)(nth % ADDRESSES)) },
			   to = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				  .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd >= 0 && bind(fd, (struct sockaddr *)&from, sizeof from) == 0 &&
			       connect(fd, (struct sockaddr *)&to, sizeof to) == 0 ?
		       fd :
		       -1;
}

int main(int argc, char **argv)
{
	char text[TEXT_MAX];
	int taken = 0;

	if (argc != 4) {
		fputs("usage: crowd SOCKET|PORT COUNT TEXT\n", stderr);
		return 2;
	}
	size_t n = unescape(argv[3], text);
	signal(SIGPIPE, SIG_IGN);
	for (long left = strtol(argv[2], NULL, 10); left > 0; left--) {
		int port = atoi(argv[1]);
		int fd = port ? by_port(port, left) : by_socket(argv[1]);
		if (fd < 0) {
			perror(argv[1]);
			break;
		}
		taken += write(fd, text, n) == (ssize_t)n;
	}
	printf("%d\n", taken);
	fflush(stdout);
	return pause();
}
