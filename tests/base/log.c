/* The log's lines: form, rotation, secrets, escaping. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"

static char root[] = "/tmp/wartel-log-XXXXXX";

static char *read_file(const char *name)
{
	struct buf b;
	char *path = path_join(root, name);

	buf_init(&b, 1 << 20);
	assert_true(file_read(path, &b, NULL));
	free(path);
	return buf_take(&b);
}

static void expect(const char *name, const char *text)
{
	char *got = read_file(name);

	assert_string_equal(got, text);
	free(got);
}

static int fresh(void **state)
{
	(void)state;
	log_close();
	dir_remove(root);
	clock_hold(1795332665000); /* 2026-11-22T07:31:05Z */
	return log_open(root, 0, NULL) ? 0 : -1;
}

static void lines_have_time_level_and_area(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(stat(root, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	log_info("sync", "%d rows", 3);
	log_warn("sync", "late");
	log_bad("db", "full");
	log_line(LOG_ERROR, LOG_DEBUG, "db", "not at this level");
	log_line(LOG_WAHA, LOG_INFO, "waha", "GET /ping 200");
	expect("error.log", "2026-11-22T07:31:05Z info sync: 3 rows\n"
			    "2026-11-22T07:31:05Z warn sync: late\n"
			    "2026-11-22T07:31:05Z bad db: full\n");
	expect("waha.log", "2026-11-22T07:31:05Z info waha: GET /ping 200\n");
	expect("api.log", "");
	log_set_level(LOG_BAD);
	log_warn("sync", "no");
	log_set_level(LOG_DEBUG);
	log_line(LOG_API, LOG_DEBUG, "api", "yes");
	log_set_level(LOG_INFO);
	expect("api.log", "2026-11-22T07:31:05Z debug api: yes\n");
}

static void what_people_write_is_escaped(void **state)
{
	static const struct {
		const char *text, *line;
	} cases[] = {
		{"two\nlines", "two\\nlines"},
		{"tab\there", "tab\\there"},
		{"\x1b]0;title\x07", "\\x1b]0;title\\x07"},
		{"\r\x7f", "\\x0d\\x7f"},
		{"Büro 日本 😀", "Büro 日本 😀"},
		{"\xff\xc3", "\\xff\\xc3"},
		{"\xc2\x9b" "31m", "\\xc2\\x9b31m"},	   /* C1: the other escape */
		{"\xe2\x80\xae" "gpj.exe", "\\xe2\\x80\\xaegpj.exe"}, /* turns the line round */
		{"100%", "100%"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char line[200] = "2026-11-22T07:31:05Z info a: ";
		fresh(NULL);
		log_info("a", "%s", cases[i].text);
		strncat(line, cases[i].line, 100);
		strncat(line, "\n", 2);
		expect("error.log", line);
	}
}

static void secrets_never_appear(void **state)
{
	(void)state;
	log_secret("s3cret-key");
	log_secret("s3cret-key");
	log_secret("tok\nen");
	log_secret("");
	log_secret(NULL);
	log_info("a", "X-Api-Key: %s, again %s%s, tok\nen", "s3cret-key", "s3cret-key", "s3cret-key");
	expect("error.log", "2026-11-22T07:31:05Z info a: X-Api-Key: ***, again ******, ***\n");
}

/* A disk that takes nothing any more: what is missing is told once it does again. */
static void lost_lines_are_counted(void **state)
{
	struct rlimit was, none;

	(void)state;
	log_info("a", "before");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	none = was;
	none.rlim_cur = strlen("2026-11-22T07:31:05Z info a: before\n");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	log_info("a", "one");
	log_info("a", "two");
	log_info("a", "three");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	log_info("a", "after");
	log_info("a", "later");
	expect("error.log", "2026-11-22T07:31:05Z info a: before\n"
			    "2026-11-22T07:31:05Z warn log: 3 lines before this one could not be written\n"
			    "2026-11-22T07:31:05Z info a: after\n"
			    "2026-11-22T07:31:05Z info a: later\n");
}

static void long_lines_are_cut(void **state)
{
	char *got, big[20000];

	(void)state;
	memset(big, 'x', sizeof big);
	/* Across the cut: neither whole nor half. */
	memcpy(big + 8150, "s3cret-key", 10);
	big[sizeof big - 1] = '\0';
	log_info("a", "%s", big);
	got = read_file("error.log");
	assert_in_range(strlen(got), 8000, 8300);
	assert_null(strstr(got, "s3c"));
	assert_non_null(strstr(got, "…\n"));
	free(got);
}

static void files_are_rotated_by_size(void **state)
{
	(void)state;
	log_close();
	assert_true(log_open(root, 100, NULL));
	/* 34 bytes a line: two fit. */
	for (int i = 0; i < 5; i++)
		log_info("area", "%d", i);
	expect("error.log.1", "2026-11-22T07:31:05Z info area: 2\n"
			      "2026-11-22T07:31:05Z info area: 3\n");
	expect("error.log", "2026-11-22T07:31:05Z info area: 4\n");
	/* What was there before counts. */
	log_close();
	assert_true(log_open(root, 100, NULL));
	log_info("area", "5");
	log_info("area", "6");
	expect("error.log", "2026-11-22T07:31:05Z info area: 6\n");
}

/* Standard error into a file while f runs. */
static void expect_on_stderr(void (*f)(void), const char *text)
{
	char *path = path_join(root, "stderr");
	int kept = dup(STDERR_FILENO), fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	dup2(fd, STDERR_FILENO);
	f();
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(fd);
	expect("stderr", text);
	free(path);
}

static void say(void)
{
	log_info("a", "loud");
}

static void without_files_it_is_said_aloud(void **state)
{
	(void)state;
	expect_on_stderr(say, "");
	log_close();
	expect_on_stderr(say, "2026-11-22T07:31:05Z info a: loud\n");
	log_quiet(true);
	expect_on_stderr(say, "");
	log_quiet(false);
}

static void a_bug_leaves_its_last_line(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		BUG("%s is odd", "3");
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	char *got = read_file("error.log");
	assert_non_null(strstr(got, "2026-11-22T07:31:05Z bad bug: "));
	assert_non_null(strstr(got, ": 3 is odd\n"));
	free(got);
}

static void a_bad_directory_is_an_error(void **state)
{
	struct err e = {0};

	(void)state;
	assert_false(log_open("/dev/null/log", 0, &e));
	assert_int_equal(e.kind, ERR_NOT_FOUND);
}

static void *many(void *ctx)
{
	for (int i = 0; i < 200; i++)
		log_info("t", "%s", (const char *)ctx);
	return NULL;
}

static void threads_write_whole_lines(void **state)
{
	static char name[4][41];
	pthread_t t[4];
	char *got;
	size_t lines = 0;

	(void)state;
	for (int i = 0; i < 4; i++) {
		memset(name[i], 'a' + i, 40);
		assert_int_equal(pthread_create(&t[i], NULL, many, name[i]), 0);
	}
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	got = read_file("error.log");
	for (char *line = got, *end; (end = strchr(line, '\n')) != NULL; line = end + 1, lines++) {
		assert_int_equal(end - line, 29 + 40);
		for (char *p = line + 29; p < end; p++)
			assert_int_equal(*p, line[29]);
	}
	assert_int_equal(lines, 800);
	free(got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(lines_have_time_level_and_area, fresh),
		cmocka_unit_test_setup(what_people_write_is_escaped, fresh),
		cmocka_unit_test_setup(secrets_never_appear, fresh),
		cmocka_unit_test_setup(lost_lines_are_counted, fresh),
		cmocka_unit_test_setup(long_lines_are_cut, fresh),
		cmocka_unit_test_setup(files_are_rotated_by_size, fresh),
		cmocka_unit_test_setup(without_files_it_is_said_aloud, fresh),
		cmocka_unit_test_setup(a_bug_leaves_its_last_line, fresh),
		cmocka_unit_test_setup(a_bad_directory_is_an_error, fresh),
		cmocka_unit_test_setup(threads_write_whole_lines, fresh),
	};
	int failed;

	if (!mkdtemp(root))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	log_close();
	dir_remove(root);
	return failed;
}
