/* Crash and fault points: by environment (in a child) and by hand. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/mem.h"

static char dir[] = "/tmp/wartel-fault-XXXXXX";
static char *log_path;
static const char *self;

/* Runs this program with the name of one of the parts below, and the environment
 * given, which is read once a process; its wait status. */
static int in_child(const char *name, const char *value, const char *part)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, STDERR_FILENO);
		setenv(name, value, 1);
		setenv("WARTEL_FAULT_LOG", log_path, 1);
		execl(self, self, part, (char *)NULL);
		_exit(99);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void expect_log(const char *text)
{
	struct buf b = {0};

	if (file_exists(log_path))
		assert_true(file_read(log_path, &b, NULL));
	assert_string_equal(buf_str(&b), text);
	buf_fini(&b);
	unlink(log_path);
}

static int pass_three_times(void)
{
	for (int i = 0; i < 3; i++) {
		fault_crash("other");
		fault_crash("send.before");
	}
	return 42;
}

static void the_environment_crashes(void **state)
{
	static const struct {
		const char *spec;
		bool dies;
	} cases[] = {
		{"send.before", true},	 {"send.before:3", true}, {"send.before:4", false},
		{"send.before2", false}, {"send", false},	  {"", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int status = in_child("WARTEL_CRASH", cases[i].spec, "pass");
		if (cases[i].dies) {
			assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
			expect_log("crash send.before\n");
		} else {
			assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 42);
			expect_log("");
		}
	}
}

static int count_hits(void)
{
	char hits[7] = "";

	for (int i = 0; i < 6; i++) {
		fault_hit("db.other");
		hits[i] = fault_hit("db.write") ? 'x' : '.';
	}
	return strcmp(hits, ".xx...") == 0 ? 0 : 1;
}

static void the_environment_breaks(void **state)
{
	int status = in_child("WARTEL_FAULT", "db.write:2:2", "count");

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	expect_log("fault db.write\nfault db.write\n");
}

static int want_memory(void)
{
	for (int i = 0; i < 5; i++)
		free(xmalloc(8));
	return 0;
}

static void without_memory_it_dies(void **state)
{
	int status = in_child("WARTEL_FAULT", "malloc:3", "allocate");

	(void)state;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 70);
	expect_log("fault malloc\n");
}

static jmp_buf back;
static const char *crashed;

static void soft(const char *name)
{
	crashed = name;
	longjmp(back, 1);
}

static void tests_arm_by_hand(void **state)
{
	volatile int passed = 0;

	(void)state;
	fault_arm("step:2", "net", soft);
	if (setjmp(back) == 0) {
		for (int i = 0; i < 5; i++) {
			fault_crash("step");
			passed = passed + 1;
		}
	}
	assert_int_equal(passed, 1);
	assert_string_equal(crashed, "step");
	assert_true(fault_hit("net"));
	assert_false(fault_hit("net"));
	/* Armed anew it counts anew; cleared nothing fires. */
	fault_arm(NULL, "net:2", NULL);
	fault_crash("step");
	assert_false(fault_hit("net"));
	assert_true(fault_hit("net"));
	fault_arm(NULL, NULL, NULL);
	assert_false(fault_hit("net"));
	fault_crash("step");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_environment_crashes),
		cmocka_unit_test(the_environment_breaks),
		cmocka_unit_test(without_memory_it_dies),
		cmocka_unit_test(tests_arm_by_hand),
	};
	int failed;

	self = argv[0];
	if (argc > 1)
		return *argv[1] == 'p' ? pass_three_times() : *argv[1] == 'c' ? count_hits() : want_memory();
	if (!mkdtemp(dir))
		return 1;
	log_path = path_join(dir, "log");
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(log_path);
	dir_remove(dir);
	return failed;
}
