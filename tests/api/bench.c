/* How many requests a second the API answers, and how long the slow ones take: lists of
 * 50 conversations and of 50 messages, on one kept connection of its Unix socket. By
 * hand, in a shop of a thousand conversations, or in a database that tests/store/bench
 * has filled (it is opened as an engine would, and may change):
 *
 *	WARTEL_DATADIR=data tests/api/bench [SECONDS [DATABASE]] */
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

#include "../service/shop.h"

enum { CONVERSATIONS = 1000, ROOM = 1 << 20 };

static int seconds = 3;
static const char *database;

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

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void measure(int fd, const char *path)
{
	struct {
		double *v;
		size_t n, cap;
	} took = { 0 };
	char *in = xmalloc(ROOM), request[256];
	size_t bytes = 0;
	int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
	double began = real_now(), now = began;
	while (now - began < seconds) {
		assert_int_equal(write(fd, request, (size_t)length), length);
		bytes = answered(fd, in);
		if (!bytes || strncmp(in, "HTTP/1.1 200", 12) != 0)
			fail_msg("%s: %s", path, bytes ? in : "the connection ended");
		double after = real_now();
		LIST_GROW(&took);
		took.v[took.n++] = (after - now) * 1000;
		now = after;
	}
	qsort(took.v, took.n, sizeof *took.v, by_size);
	printf("# %-46s %6.0f/s  median %.2f ms  p99 %.2f ms  most %.2f ms  %zu bytes\n", path,
		(double)took.n / (now - began), took.v[took.n / 2], took.v[took.n * 99 / 100], took.v[took.n - 1], bytes);
	fflush(stdout);
	free(took.v);
	free(in);
}

static void measure_all(struct engine *engine, const char *dir)
{
	static const char *const paths[] = { "/api/conversations?limit=50", "/api/conversations?view=all&limit=50",
		"/api/conversations?view=all&limit=50&filter=ka", "/api/messages/1?limit=50",
		"/api/health" };
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct err e = { 0 };
	char *path = path_join(dir, "engine.sock");
	struct api *api = api_new(engine, path, &e);
	if (!api || !api_start(api, &e))
		fail_msg("%s", err_text(&e));
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	str_copy(a.sun_path, sizeof a.sun_path, path);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		measure(fd, paths[i]);
	close(fd);
	api_free(api);
	free(path);
}

static void of_a_shop(void **state)
{
	struct shop shop;
	char who[40], name[40];
	(void)state;
	log_quiet(true);
	shop_open(&shop, 1, NULL);
	for (int i = 0; i < CONVERSATIONS; i++) {
		snprintf(who, sizeof who, "62855%08d@c.us", i);
		snprintf(name, sizeof name, "Pelanggan %d", i);
		shop_hear(&shop, "toko", who, false, name, "Apakah barang ini masih ada kak?", SHOP_NOW - 60 - i);
	}
	measure_all(shop.engine, shop.dir);
	shop_close(&shop);
}

static void of_a_database(void **state)
{
	char dir[] = "/tmp/wartel-bench-XXXXXX", text[512];
	struct err e = { 0 };
	(void)state;
	log_quiet(true);
	assert_non_null(mkdtemp(dir));
	char *file = path_join(dir, "wartel.conf");
	int n = snprintf(text, sizeof text, "data_dir = %s\nlog_dir = %s/log\ndatabase = %s\n[number bench]\n"
		"waha_url = http://127.0.0.1:1\n", dir, dir, database);
	if (!file_write(file, text, (size_t)n, 0600, &e))
		fail_msg("%s", err_text(&e));
	struct config *config = config_load(
		&(struct config_source){ .side = CONFIG_BOTH, .file = file, .ignore_environment = true }, &e);
	struct engine *engine = config ? engine_new(config, &e) : NULL;
	if (!engine)
		fail_msg("%s", err_text(&e));
	measure_all(engine, dir);
	engine_free(engine);
	config_free(config);
	dir_remove(dir);
	free(file);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest shop[] = { cmocka_unit_test(of_a_shop) },
		filled[] = { cmocka_unit_test(of_a_database) };
	if (argc > 1)
		seconds = atoi(argv[1]);
	database = argc > 2 ? argv[2] : NULL;
	return database ? cmocka_run_group_tests(filled, NULL, NULL) : cmocka_run_group_tests(shop, NULL, NULL);
}
