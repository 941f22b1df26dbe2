/* crowd: visitors of the engine who say something and then stay, for tests:
 * connects COUNT times to a Unix socket, writes TEXT (\r, \n and \\ as usual) on
 * each connection, says on standard output how many the socket took, and stays
 * until it is ended.
 *
 *	crowd SOCKET COUNT TEXT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { TEXT_MAX = 4096 };

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

int main(int argc, char **argv)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char text[TEXT_MAX];
	int taken = 0;

	if (argc != 4 || strlen(argv[1]) >= sizeof a.sun_path) {
		fputs("usage: crowd SOCKET COUNT TEXT\n", stderr);
		return 2;
	}
	memcpy(a.sun_path, argv[1], strlen(argv[1]) + 1);
	size_t n = unescape(argv[3], text);
	signal(SIGPIPE, SIG_IGN);
	for (long left = strtol(argv[2], NULL, 10); left > 0; left--) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);
		if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) != 0) {
			perror(argv[1]);
			break;
		}
		taken += write(fd, text, n) == (ssize_t)n;
	}
	printf("%d\n", taken);
	fflush(stdout);
	return pause();
}
