/* pty: a person at a terminal, for tests: runs a program on a pseudo-terminal and
 * plays a script from standard input, one step a line:
 *
 *	? TEXT	waits until TEXT is shown, after what the last ? found
 *	> TEXT	types TEXT and Enter
 *	! TEXT	types TEXT as it is; \e is Esc, \n and \\ as usual
 *	- N	the terminal is hung up (N = 1) or the program gets signal N
 *	=	ends the script without waiting for the end of the program
 *
 * All that was shown goes to the file named first. The exit status is the
 * program's (128 + N for a signal), or 99 when a step was not met in 20 s.
 *
 *	pty TRANSCRIPT ROWSxCOLUMNS PROGRAM [ARGUMENT ...] */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 20 };

static int terminal, transcript;
static char *shown;
static size_t n_shown, searched;

/* Takes what the program shows, for at most ms; false when it has ended. */
static int take(int ms)
{
	struct pollfd fd = { .fd = terminal, .events = POLLIN };
	char bytes[4096];

	if (poll(&fd, 1, ms) <= 0) {
		return 1;
	}
	ssize_t n = read(terminal, bytes, sizeof bytes);
	if (n <= 0) {
		return n < 0 && errno == EINTR;
	}
	if (write(transcript, bytes, (size_t)n) != n) {
		perror("transcript");
	}
	shown = realloc(shown, n_shown + (size_t)n);
	memcpy(shown + n_shown, bytes, (size_t)n);
	n_shown += (size_t)n;
	return 1;
}

static int found(const char *text)
{
	char *at = n_shown > searched ? memmem(shown + searched, n_shown - searched, text, strlen(text)) : NULL;

	if (at) {
		searched = (size_t)(at - shown) + strlen(text);
	}
	return at != NULL;
}

static int await(const char *text)
{
	time_t until = time(NULL) + PATIENCE;
	int alive = 1;

	while (!found(text)) {
		if (!alive || time(NULL) > until) {
			fprintf(stderr, "pty: \"%s\" was not shown%s\n", text, alive ? "" : " and the program has ended");
			return 0;
		}
		alive = take(100);
	}
	return 1;
}

static void type(const char *text, int raw)
{
	for (; *text; text++) {
		char c = *text;
		if (raw && c == '\\' && text[1]) {
			c = *++text == 'e' ? '\033' : *text == 'n' ? '\n' : *text;
		}
		if (write(terminal, &c, 1) != 1) {
			perror("pty");
		}
	}
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	char line[1024];
	int met = 1, wait_end = 1, status = 0;
	pid_t pid;

	if (argc < 4 || sscanf(argv[2], "%hux%hu", &size.ws_row, &size.ws_col) != 2) {
		fputs("usage: pty TRANSCRIPT ROWSxCOLUMNS PROGRAM [ARGUMENT ...] <SCRIPT\n", stderr);
		return 2;
	}
	transcript = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	pid = forkpty(&terminal, NULL, NULL, &size);
	if (pid < 0 || transcript < 0) {
		perror("pty");
		return 2;
	}
	if (!pid) {
		execvp(argv[3], argv + 3);
		perror(argv[3]);
		_exit(127);
	}
	while (met && wait_end && fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		const char *text = line[0] && line[1] ? line + 2 : "";
		switch (line[0]) {
		case '?':
			met = await(text);
			break;
		case '>':
			type(text, 0);
			type("\r", 0);
			break;
		case '!':
			type(text, 1);
			break;
		case '-':
			if (strcmp(text, "1")) {
				kill(pid, (int)strtol(text, NULL, 10));
			} else {
				close(terminal);
				terminal = -1;
			}
			break;
		case '=':
			wait_end = 0;
			break;
		}
	}
	for (time_t until = time(NULL) + PATIENCE; wait_end && terminal >= 0 && time(NULL) <= until && take(100);) {
	}
	if (!met || !wait_end) {
		kill(pid, SIGTERM);
	}
	for (time_t until = time(NULL) + PATIENCE; waitpid(pid, &status, WNOHANG) != pid; usleep(10000)) {
		if (time(NULL) > until) {
			kill(pid, SIGKILL);
			met = 0;
		}
		if (terminal >= 0) {
			take(0);
		}
	}
	free(shown);
	return !met ? 99 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
