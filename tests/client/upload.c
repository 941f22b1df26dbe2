/* What is read of a person's file: all of it as it was when it was named, or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"
#include "client/upload.h"

#include "base/banned.h"

static char *dir;

static int start(void **state)
{
	char path[] = "/tmp/wartel-upload-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(path));
	dir = xstrdup(path);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	dir_remove(dir);
	free(dir);
	return 0;
}

static char *put(const char *name, const char *bytes)
{
	char *path = path_join(dir, name);

	assert_true(file_write(path, bytes, strlen(bytes), 0600, NULL));
	return path;
}

static void whole(void **state)
{
	char *path = put("foto.jpg", "0123456789"), got[16] = "";
	struct upload *u = upload_open(path, NULL);

	(void)state;
	assert_non_null(u);
	assert_int_equal(upload_size(u), 10);
	assert_string_equal(upload_name(u), "foto.jpg");
	assert_int_equal(upload_read(u, got, 4), 4);
	assert_int_equal(upload_read(u, got + 4, 12), 6);
	assert_int_equal(upload_read(u, got, 4), 0);
	assert_string_equal(got, "0123456789");
	assert_int_equal(upload_why(u)->kind, ERR_NONE);
	upload_free(u);
	free(path);
}

/* Grown, shortened or written over while it is read. */
static void changed(void **state)
{
	static const char *const becomes[] = { "0123456789ab", "0123", "9876543210" };
	char got[32];

	(void)state;
	for (size_t i = 0; i < sizeof becomes / sizeof *becomes; i++) {
		char *path = put("log.txt", "0123456789");
		struct timespec later[2] = { { .tv_sec = 2000000000 }, { .tv_sec = 2000000000 } };
		struct upload *u = upload_open(path, NULL);
		size_t n;

		assert_int_equal(upload_read(u, got, 4), 4);
		assert_int_equal(truncate(path, 0), 0);
		FILE *f = fopen(path, "w");
		fputs(becomes[i], f);
		fclose(f);
		utimensat(AT_FDCWD, path, later, 0);
		do
			n = upload_read(u, got, sizeof got);
		while (n != 0 && n != (size_t)-1);
		assert_int_equal(n, (size_t)-1);
		assert_string_equal(upload_why(u)->say.key, "upload.changed");
		upload_free(u);
		free(path);
	}
}

static void refused(void **state)
{
	char *empty = put("empty", ""), *large = put("large", "x"), *pipe = path_join(dir, "pipe"),
	     *none = path_join(dir, "none");
	const struct {
		const char *path, *key;
	} rows[] = {
		{ empty, "media.empty" }, { large, "media.large" }, { pipe, "upload.special" },
		{ dir, "upload.folder" }, { none, "fs.missing" }, { "/dev/zero", "upload.special" },
	};

	(void)state;
	assert_int_equal(truncate(large, (off_t)CEIL_MEDIA + 1), 0);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err e = { 0 };

		assert_null(upload_open(rows[i].path, &e));
		assert_string_equal(e.say.key, rows[i].key);
	}
	assert_int_equal(truncate(large, CEIL_MEDIA), 0);
	struct upload *u = upload_open(large, NULL);
	assert_non_null(u);
	upload_free(u);
	free(empty);
	free(large);
	free(pipe);
	free(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whole, start, stop),
		cmocka_unit_test_setup_teardown(changed, start, stop),
		cmocka_unit_test_setup_teardown(refused, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
