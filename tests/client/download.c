/* Files as the engine gives them, written where a person wants them. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "client/download.h"

static char dir[] = "/tmp/wartel-down-XXXXXX";

static size_t names(void)
{
	DIR *d = opendir(".");
	size_t n = 0;

	for (struct dirent *e; (e = readdir(d));)
		n += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
	closedir(d);
	return n;
}

/* What the answer says was saved; NULL with the error's key. */
static char *save(const char *to, const char *disposition, const char *bytes, char key[SENTENCE_KEY])
{
	struct err e = { 0 };
	struct http_answer a = { .status = 200 };
	struct download *d = download_open(to, &e);
	json_t *v = NULL;
	char *file = NULL;

	str_copy(a.disposition, sizeof a.disposition, disposition);
	str_copy(a.content_type, sizeof a.content_type, "image/jpeg");
	if (d && download_write(d, bytes, strlen(bytes)))
		v = download_end(d, &a, &e);
	download_free(d);
	if (v) {
		assert_int_equal(json_i64_or(v, "size", 0), strlen(bytes));
		assert_string_equal(json_str(v, "mimetype"), "image/jpeg");
		file = json_str(v, "file") ? xstrdup(json_str(v, "file")) : NULL;
	}
	json_decref(v);
	str_copy(key, SENTENCE_KEY, e.say.key);
	return file;
}

static void saves(const char *to, const char *disposition, const char *as)
{
	char key[SENTENCE_KEY], *file = save(to, disposition, "isi", key);
	struct buf text = { 0 };
	struct stat st;

	if (!file || strcmp(file, as))
		fail_msg("%s: %s %s, not %s", to ? to : "(nothing)", file ? file : "", key, as);
	assert_true(file_read(file, &text, NULL));
	assert_string_equal(buf_str(&text), "isi");
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	buf_fini(&text);
	free(file);
}

static void refused(const char *to, const char *key_wanted)
{
	char key[SENTENCE_KEY], *file = save(to, "attachment; filename*=UTF-8''x.jpg", "isi", key);

	if (file || strcmp(key, key_wanted))
		fail_msg("%s: %s, not %s", to, file ? file : key, key_wanted);
	free(file);
}

#define NAMED(n) "attachment; filename*=UTF-8''" n

static void test_names(void **state)
{
	(void)state;
	saves(NULL, NAMED("foto%20satu.jpg"), "foto satu.jpg");
	saves(NULL, NAMED("foto%20satu.jpg"), "foto satu-2.jpg");
	saves(NULL, NAMED("foto%20satu.jpg"), "foto satu-3.jpg");
	saves("bukti.jpg", NAMED("a.jpg"), "bukti.jpg");
	assert_int_equal(mkdir("sub", 0700), 0);
	saves("sub", NAMED("a.jpg"), "sub/a.jpg");
	saves("sub/", NAMED("a.jpg"), "sub/a-2.jpg");
	saves("./b", NAMED("a.jpg"), "b");
	/* An engine is not to say where. */
	saves("sub", NAMED("..%2F..%2F.profile"), "sub/profile");
	saves("sub", NAMED("%1b%5b31m%0a.jpg"), "sub/[31m_.jpg");
	saves("sub", "", "sub/file");
}

static void test_refused(void **state)
{
	size_t before;

	(void)state;
	before = names();
	refused("bukti.jpg", "download.exists");
	assert_int_equal(symlink("/nowhere/at/all", "link"), 0);
	refused("link", "download.exists");
	assert_int_equal(mkfifo("pipe", 0600), 0);
	refused("pipe", "download.exists");
	refused("nowhere/x", "download.unwritable");
	refused("nowhere/", "fs.missing");
	assert_int_equal(names(), before + 2);
}

/* One that was begun and not ended leaves nothing. */
static void test_half(void **state)
{
	size_t before = names();
	struct download *d = download_open("half.jpg", NULL);

	(void)state;
	assert_non_null(d);
	assert_true(download_write(d, "half", 4));
	download_free(d);
	assert_int_equal(names(), before);
	/* Somebody was quicker. */
	char key[SENTENCE_KEY];
	struct err e = { 0 };
	struct http_answer a = { .status = 200 };
	d = download_open("quick.jpg", &e);
	assert_true(file_write("quick.jpg", "theirs", 6, 0600, NULL));
	assert_null(download_end(d, &a, &e));
	assert_string_equal(e.say.key, "download.exists");
	download_free(d);
	free(save("quick2.jpg", "", "x", key));
	assert_int_equal(names(), before + 2);
}

static int begin(void **state)
{
	(void)state;
	return !mkdtemp(dir) || chdir(dir) != 0;
}

static int end(void **state)
{
	(void)state;
	dir_remove(dir);
	return chdir("/");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_names), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_half) };

	return cmocka_run_group_tests(tests, begin, end);
}
