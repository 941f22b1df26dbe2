/* Files and directories, in a directory of its own. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/mem.h"

static char root[] = "/tmp/wartel-fs-XXXXXX";

static char *in_root(const char *name)
{
	return path_join(root, name);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void paths_are_joined(void **state)
{
	static const struct {
		const char *dir, *name, *whole;
	} cases[] = {
		{"/a", "b", "/a/b"}, {"/a/", "b", "/a/b"},   {"", "b", "b"},
		{"/", "b", "/b"},    {"a", "b/c", "a/b/c"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *p = path_join(cases[i].dir, cases[i].name);
		assert_string_equal(p, cases[i].whole);
		free(p);
	}
}

static void directories_are_made_with_their_mode(void **state)
{
	char *deep = in_root("x//y/z/"), *x = in_root("x");
	char *file = in_root("x/file"), *below = in_root("x/file/q");
	struct err e = {0};
	mode_t before = umask(077);

	(void)state;
	assert_true(dir_make(deep, 0750, &e));
	assert_int_equal(mode_of(deep), 0750);
	assert_int_equal(mode_of(x), 0750);
	/* One that is there keeps its mode. */
	assert_true(dir_make(x, 0700, &e));
	assert_int_equal(mode_of(x), 0750);
	assert_true(file_write(file, "", 0, 0600, &e));
	assert_false(dir_make(below, 0700, &e));
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_false(dir_make(file, 0700, &e));
	umask(before);
	free(deep);
	free(x);
	free(file);
	free(below);
}

static void files_are_written_whole(void **state)
{
	char *path = in_root("f"), *gone = in_root("none/f"), *asked = in_root("dir");
	struct buf b = {0};
	struct err e = {0};
	mode_t before = umask(077);

	(void)state;
	assert_true(file_write(path, "one", 3, 0644, &e));
	assert_int_equal(mode_of(path), 0644);
	assert_true(file_write(path, "two\0!", 5, 0640, &e));
	assert_int_equal(mode_of(path), 0640);
	assert_true(file_read(path, &b, &e));
	assert_int_equal(b.n, 5);
	assert_memory_equal(b.v, "two\0!", 5);
	buf_fini(&b);
	assert_false(file_write(gone, "x", 1, 0600, &e));
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	/* Nothing is left beside one that could not take its name. */
	assert_true(dir_make(asked, 0700, &e));
	assert_false(file_write(asked, "x", 1, 0600, &e));
	assert_true(file_exists(asked));
	umask(before);
	free(path);
	free(gone);
	free(asked);
}

static void reading_says_what_is_wrong(void **state)
{
	char *path = in_root("big"), *gone = in_root("gone"), *pipe_path = in_root("pipe");
	struct buf b;
	struct err e = {0};
	char text[SENTENCE_ARGS];

	(void)state;
	buf_init(&b, 4);
	assert_true(file_write(path, "12345", 5, 0600, NULL));
	assert_false(file_read(path, &b, &e));
	assert_int_equal(e.kind, ERR_TOO_LARGE);
	assert_true(sentence_arg(&e.say, "limit", text, sizeof text));
	assert_string_equal(text, "4");
	buf_clear(&b);
	assert_true(file_write(path, "1234", 4, 0600, NULL));
	assert_true(file_read(path, &b, &e));
	buf_clear(&b);
	assert_false(file_read(gone, &b, &e));
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_true(sentence_arg(&e.say, "path", text, sizeof text));
	assert_string_equal(text, gone);
	assert_false(file_exists(gone));
	assert_false(file_read(root, &b, &e));
	/* Nobody writes into it; reading must not wait for that. */
	assert_int_equal(mkfifo(pipe_path, 0600), 0);
	file_read(pipe_path, &b, &e);
	buf_fini(&b);
	free(path);
	free(gone);
	free(pipe_path);
}

static void secrets_are_private(void **state)
{
	static const struct {
		mode_t mode;
		bool ok;
	} cases[] = {
		{0400, true},  {0600, true},  {0700, true},  {0640, false},
		{0604, false}, {0620, false}, {0644, false},
	};
	char *path = in_root("key");
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(file_write(path, "k", 1, cases[i].mode, NULL));
		assert_int_equal(file_private(path, &e), cases[i].ok);
		if (!cases[i].ok)
			assert_int_equal(e.kind, ERR_FORBIDDEN);
	}
	unlink(path);
	assert_false(file_private(path, &e));
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	free(path);
}

static void removing_follows_no_links(void **state)
{
	char *kept = in_root("kept"), *inside = in_root("kept/file"), *tree = in_root("tree");
	char *sub = in_root("tree/a/b"), *file = in_root("tree/a/b/f");
	char *link_path = in_root("tree/a/link"), *link_dir = in_root("link");

	(void)state;
	assert_true(dir_make(kept, 0700, NULL));
	assert_true(file_write(inside, "x", 1, 0600, NULL));
	assert_true(dir_make(sub, 0700, NULL));
	assert_true(file_write(file, "x", 1, 0600, NULL));
	assert_int_equal(symlink(kept, link_path), 0);
	assert_int_equal(symlink(kept, link_dir), 0);
	dir_remove(tree);
	dir_remove(link_dir);
	assert_false(file_exists(tree));
	assert_true(file_exists(inside));
	free(kept);
	free(inside);
	free(tree);
	free(sub);
	free(link_path);
	free(file);
	free(link_dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_joined),
		cmocka_unit_test(directories_are_made_with_their_mode),
		cmocka_unit_test(files_are_written_whole),
		cmocka_unit_test(reading_says_what_is_wrong),
		cmocka_unit_test(secrets_are_private),
		cmocka_unit_test(removing_follows_no_links),
	};
	int failed;

	if (!mkdtemp(root))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	dir_remove(root);
	return failed || file_exists(root);
}
