/* How many requests a second the API answers: GET /api/conversations?limit=50 on one
 * kept connection of its Unix socket, in a shop of a thousand conversations. By hand:
 *
 *	WARTEL_DATADIR=data top_srcdir=. tests/api/bench [SECONDS] */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/api.h"
#include "base/fs.h"
#include "base/log.h"
#include "base/mem.h"

#include "tests/service/shop.h"

enum { CONVERSATIONS = 1000, ROOM = 1 << 20 };

static int seconds = 3;

static double real_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* One whole answer; its bytes, 0 when the connection ended. */
static size_t answered(int fd, char *in)
{
	size_t n = 0, whole = 0;
	while (!whole || n < whole) {
		ssize_t got = read(fd, in + n, ROOM - 1 - n);
		if (got <= 0)
			return 0;
		n += (size_t)got;
		in[n] = '\0';
		char *body = strstr(in, "\r\n\r\n"), *length = strstr(in, "Content-Length: ");
		if (body && length)
			whole = (size_t)(body + 4 - in) + strtoul(length + 16, NULL, 10);
	}
	return n;
}

static void measure(void **state)
{
	static const char request[] = "GET /api/conversations?view=all&limit=50 HTTP/1.1\r\nHost: x\r\n\r\n";
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct shop shop;
	struct err e = { 0 };
	char *in = xmalloc(ROOM), who[40], name[40];
	long done = 0;
	size_t bytes = 0;
	(void)state;
	log_quiet(true);
	shop_open(&shop, 1, NULL);
	for (int i = 0; i < CONVERSATIONS; i++) {
		snprintf(who, sizeof who, "62855%08d@c.us", i);
		snprintf(name, sizeof name, "Pelanggan %d", i);
		shop_hear(&shop, "toko", who, false, name, "Apakah barang ini masih ada kak?", SHOP_NOW - 60 - i);
	}
	char *path = path_join(shop.dir, "engine.sock");
	struct api *api = api_new(shop.engine, path, &e);
	if (!api || !api_start(api, &e))
		fail_msg("%s", err_text(&e));
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	str_copy(a.sun_path, sizeof a.sun_path, path);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
	double began = real_now(), worst = 0, now = began;
	while (now - began < seconds) {
		assert_int_equal(write(fd, request, sizeof request - 1), (ssize_t)sizeof request - 1);
		bytes = answered(fd, in);
		assert_true(bytes > 0 && strncmp(in, "HTTP/1.1 200", 12) == 0);
		double after = real_now();
		worst = after - now > worst ? after - now : worst;
		now = after;
		done++;
	}
	printf("# %ld requests in %.1f s: %.0f/s, %.2f ms each, %.2f ms at most, %zu bytes an answer\n", done,
		now - began, (double)done / (now - began), (now - began) * 1000 / (double)done, worst * 1000, bytes);
	close(fd);
	api_free(api);
	free(path);
	free(in);
	shop_close(&shop);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(measure) };
	if (argc > 1)
		seconds = atoi(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
