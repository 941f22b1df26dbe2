/* Sentences with values, the table of kinds, and what BUG does. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"

static void values_are_split_by_name(void **state)
{
	/* What a customer may be called. The second would be a line of its own. */
	static const struct {
		const char *name, *why, *args;
	} cases[] = {
		{"Budi", "no", "name=Budi\nwhy=no"},
		{"Budi\nwhy=evil", "no", "name=Budi why=evil\nwhy=no"},
		{"a=b", "c=d", "name=a=b\nwhy=c=d"},
		{"", "", "name=\nwhy="},
		{"line\r\nfeed", "\n", "name=line  feed\nwhy= "},
		{"100%s", "{name}", "name=100%s\nwhy={name}"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sentence s;
		sentence_set(&s, "k", "{name}: {why}", "name=%s\nwhy=%s", cases[i].name, cases[i].why);
		assert_string_equal(s.args, cases[i].args);
	}
}

static void sentences_are_filled(void **state)
{
	static const struct {
		const char *text, *filled;
	} cases[] = {
		{"{used} of {limit} written to", "50 of 60 written to"},
		{"{limit}{used}{limit}", "605060"},
		{"none at all", "none at all"},
		{"{other} and {used}", "{other} and 50"},
		{"open {used", "open {used"},
		{"{}", "{}"},
		{"dari {limit} sudah {used} – “é”", "dari 60 sudah 50 – “é”"},
		{"", ""},
	};
	struct sentence s;
	char out[128];

	(void)state;
	sentence_set(&s, "gate.daily", "{used} of {limit}", "used=%d\nlimit=%ld", 50, 60L);
	assert_string_equal(s.key, "gate.daily");
	assert_string_equal(sentence_fill(&s, NULL, out, sizeof out), "50 of 60");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(sentence_fill(&s, cases[i].text, out, sizeof out), cases[i].filled);
	assert_true(sentence_arg(&s, "limit", out, sizeof out));
	assert_string_equal(out, "60");
	assert_false(sentence_arg(&s, "lim", out, sizeof out));
	assert_false(sentence_arg(&s, "", out, sizeof out));
}

static void nothing_overruns(void **state)
{
	char longest[3000], out[16];
	struct sentence s;

	(void)state;
	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	/* The long value gives way; the short ones stay whole. */
	sentence_set(&s, longest, longest, "first=%s\nlong=%s\nlast=%s", "one", longest, "three");
	assert_int_equal(strlen(s.key), SENTENCE_KEY - 1);
	assert_int_equal(strlen(s.text), SENTENCE_TEXT - 1);
	assert_true(strlen(s.args) < SENTENCE_ARGS);
	assert_true(strlen(s.args) > SENTENCE_ARGS - 8);
	assert_true(sentence_arg(&s, "first", out, sizeof out));
	assert_string_equal(out, "one");
	assert_true(sentence_arg(&s, "last", out, sizeof out));
	assert_string_equal(out, "three");
	/* Cut between characters, never inside one. */
	sentence_set(&s, "k", "{v}", "v=%s", "ééééééééé");
	assert_string_equal(sentence_fill(&s, NULL, out, 6), "éé");
	assert_true(sentence_arg(&s, "v", out, 4));
	assert_string_equal(out, "é");
	assert_string_equal(sentence_fill(&s, "aé", out, 3), "a");
}

static void pieces_are_added(void **state)
{
	struct sentence s;
	char big[1000];

	(void)state;
	sentence_set(&s, "k", "t", NULL);
	assert_string_equal(s.args, "");
	sentence_put(&s, "a", "1\n2");
	sentence_put(&s, "b", "x=y");
	assert_string_equal(s.args, "a=1 2\nb=x=y");
	memset(big, 'z', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	sentence_put(&s, "c", big);
	sentence_put(&s, "d", big);
	assert_int_equal(strlen(s.args), SENTENCE_ARGS - 1);
	assert_null(strstr(s.args, "\nd"));
}

static void collect(void *ctx, const char *name, const char *value)
{
	char *out = ctx;
	size_t n = strlen(out);

	snprintf(out + n, 200 - n, "<%s|%s>", name, value);
}

static void values_come_in_order(void **state)
{
	struct sentence s;
	char out[200] = "";

	(void)state;
	sentence_set(&s, "k", "t", "z=%d\na=%s\nm=%s", 1, "", "a=b");
	sentence_each(&s, collect, out);
	assert_string_equal(out, "<z|1><a|><m|a=b>");
}

static void kinds_are_those_of_the_api(void **state)
{
	/* From the list of replies: kind, exit code, HTTP status. */
	static const struct {
		const char *name;
		int exit_code, http;
	} kinds[] = {
		{"usage", 64, 400},  {"auth", 77, 401},	     {"forbidden", 77, 403}, {"not-found", 66, 404},
		{"conflict", 75, 409}, {"too-large", 65, 413}, {"policy", 65, 422},	 {"busy", 75, 429},
		{"remote", 69, 502}, {"engine", 69, 503},    {"internal", 70, 500},
	};
	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		enum err_kind k = err_kind_named(kinds[i].name);
		assert_string_equal(err_kind_name(k), kinds[i].name);
		assert_int_equal(err_exit_code(k), kinds[i].exit_code);
		assert_int_equal(err_http_status(k), kinds[i].http);
	}
	assert_int_equal(err_kind_named("no such"), ERR_INTERNAL);
	assert_int_equal(err_kind_named(NULL), ERR_INTERNAL);
	assert_int_equal(err_exit_code(ERR_NONE), 0);
}

static void an_error_is_set_and_said(void **state)
{
	struct err e = {0};

	(void)state;
	assert_false(err_set(&e, ERR_REMOTE, "waha.unreachable", N_("WAHA at {url} does not answer: {why}"),
			     "url=%s\nwhy=%s", "http://localhost:3000", "refused"));
	assert_int_equal(e.kind, ERR_REMOTE);
	assert_string_equal(err_text(&e), "WAHA at http://localhost:3000 does not answer: refused");
	assert_false(err_set(&e, ERR_USAGE, "a.b", N_("no values"), NULL));
	assert_string_equal(err_text(&e), "no values");
	assert_false(err_set(NULL, ERR_USAGE, "a.b", N_("nobody listens to {v}"), "v=%d", 1));
}

static void a_bug_says_where_and_aborts(void **state)
{
	int fd[2], status;
	ssize_t got;
	char said[256] = "";
	pid_t child;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	child = fork();
	if (child == 0) {
		dup2(fd[1], STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		bug_at("file.c", 17, "%d is odd", 3);
	}
	close(fd[1]);
	for (size_t n = 0; (got = read(fd[0], said + n, sizeof said - 1 - n)) > 0; n += (size_t)got)
		continue;
	close(fd[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_string_equal(said, "wartel: bug at file.c:17: 3 is odd\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_split_by_name), cmocka_unit_test(sentences_are_filled),
		cmocka_unit_test(nothing_overruns),	    cmocka_unit_test(pieces_are_added),
		cmocka_unit_test(values_come_in_order),	    cmocka_unit_test(kinds_are_those_of_the_api),
		cmocka_unit_test(an_error_is_set_and_said), cmocka_unit_test(a_bug_says_where_and_aborts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
