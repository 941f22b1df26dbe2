/* db: opening, whose file it is, schema, transactions, errors, two connections. */
#include "shop.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/log.h"
#include "store/schema.h"
#include "store/setting.h"
#include "store/stmt.h"

#include "base/banned.h"

static char dir[64];

static int make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "%s/store-db-XXXXXX", getenv("TMPDIR") != NULL && strlen(getenv("TMPDIR")) < 40 ?
		getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(dir));
	log_quiet(true);
	return 0;
}

static int drop_dir(void **state)
{
	(void)state;
	dir_remove(dir);
	return 0;
}

/* Another hand at the file. */
static void by_hand(const char *path, const char *sql)
{
	sqlite3 *h;
	char *why = NULL;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	if (sqlite3_exec(h, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
	sqlite3_close(h);
}

static void open_cases(void **state)
{
	static const struct {
		const char *what, *before; /* SQL by another hand, NULL: no file */
		const char *bytes;	   /* the whole file, when not NULL */
		bool migrate;
		const char *refused;	   /* key, NULL: opens */
	} cases[] = {
		{ "a new file", NULL, NULL, true, NULL },
		{ "a new file by one who may not make it", NULL, NULL, false, "store.open" },
		{ "an empty file", NULL, "", true, NULL },
		{ "another program's tables", "CREATE TABLE mail (id)", NULL, true, "store.foreign" },
		{ "another program's id", "PRAGMA application_id = 7", NULL, true, "store.foreign" },
		{ "another program's version", "PRAGMA user_version = 3", NULL, true, "store.foreign" },
		{ "no database at all", NULL, "Dear diary, today I wrote a file that is no database. It is long enough.", true,
			"store.foreign" },
		{ "a newer wartel's", "PRAGMA application_id = 0x77617274; PRAGMA user_version = 99", NULL, true,
			"store.newer" },
		{ "an older wartel's, not to be touched", "PRAGMA application_id = 0x77617274", NULL, false, "store.older" },
		{ "an older wartel's", "PRAGMA application_id = 0x77617274", NULL, true, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *path = xasprintf("%s/case%zu.db", dir, i);
		struct err err = { 0 };
		struct db *d;

		if (cases[i].before != NULL)
			by_hand(path, cases[i].before);
		if (cases[i].bytes != NULL)
			MUST(file_write(path, cases[i].bytes, strlen(cases[i].bytes), 0600, e));
		d = db_open(path, cases[i].migrate, &err);
		if (cases[i].refused == NULL && d == NULL)
			fail_msg("%s: %s", cases[i].what, err_text(&err));
		if (cases[i].refused != NULL && (d != NULL || strcmp(err.say.key, cases[i].refused) != 0))
			fail_msg("%s: opened, or %s", cases[i].what, err.say.key);
		db_close(d);
		free(path);
	}
}

static void foreign_file_stays(void **state)
{
	char *path = xasprintf("%s/mail.db", dir);
	struct buf before = { 0 }, after = { 0 };

	(void)state;
	buf_init(&before, 1 << 20);
	buf_init(&after, 1 << 20);
	by_hand(path, "CREATE TABLE mail (id); INSERT INTO mail VALUES (1)");
	MUST(file_read(path, &before, e));
	assert_null(db_open(path, true, NULL));
	MUST(file_read(path, &after, e));
	assert_int_equal(before.n, after.n);
	assert_memory_equal(before.v, after.v, before.n);
	buf_fini(&before);
	buf_fini(&after);
	free(path);
}

static int add_line(void *ctx, int n, char **v, char **names)
{
	(void)names;
	for (int i = 0; i < n; i++)
		buf_addf(ctx, "%s|", v[i] != NULL ? v[i] : "");
	buf_addc(ctx, '\n');
	return 0;
}

static void read_schema(struct db *d, struct buf *out)
{
	buf_init(out, 1 << 20);
	assert_int_equal(sqlite3_exec(db_handle(d),
		"SELECT type, name, sql FROM sqlite_schema ORDER BY type, name", add_line, out, NULL), SQLITE_OK);
}

/* Every version ever released, brought up to date, equals a fresh one. */
static void migrations(void **state)
{
	struct buf fresh, old;
	struct db *d;

	(void)state;
	MUST((d = db_open("file:/fresh?vfs=memdb", true, e)) != NULL);
	read_schema(d, &fresh);
	assert_non_null(strstr(fresh.v, "CREATE TABLE messages"));
	db_close(d);
	for (int v = 0; v < SCHEMA_VERSION; v++) {
		char *path = xasprintf("%s/version%d.db", dir, v), *copy = xasprintf("%s.schema-%d", path, v);
		char *stamp = xasprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", SCHEMA_APPLICATION, v);
		struct stat st;

		by_hand(path, stamp);
		for (int i = 0; i < v; i++)
			for (const char *const *text = schema_steps[i]; *text != NULL; text++)
				by_hand(path, *text);
		MUST((d = db_open(path, true, e)) != NULL);
		read_schema(d, &old);
		assert_string_equal(fresh.v, old.v);
		db_close(d);
		/* A copy of what was there, the owner's alone. */
		assert_int_equal(stat(copy, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		assert_int_equal(stat(path, &st), 0);
		buf_fini(&old);
		free(path);
		free(copy);
		free(stamp);
	}
	buf_fini(&fresh);
}

static void file_is_private(void **state)
{
	char *path = xasprintf("%s/private.db", dir), *wal = xasprintf("%s-wal", path);
	mode_t was = umask(0);
	struct stat st;
	struct db *d;

	(void)state;
	MUST((d = db_open(path, true, e)) != NULL);
	MUST(setting_set_i64(d, "x", 1, e));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	db_close(d);
	umask(was);
	free(path);
	free(wal);
}

/* A bug kills the process: how does it end? */
static int death_of(void (*f)(struct db *), const char *path)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct db *d = db_open(path, true, NULL);

		if (freopen("/dev/null", "w", stderr) == NULL || d == NULL)
			_exit(3);
		f(d);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void unknown_name(struct db *d)
{
	struct stmt *s = SQL(d, "SELECT :a", NULL);

	stmt_i64(s, ":b", 1);
}

static void value_left_out(struct db *d)
{
	struct stmt *s = SQL(d, "SELECT :a, :b", NULL);

	stmt_i64(s, ":a", 1);
	stmt_run(s, NULL);
}

static void nested(struct db *d)
{
	db_begin_write(d, NULL);
	db_begin_read(d, NULL);
}

static void used_twice(struct db *d)
{
	for (int i = 0; i < 2; i++)
		SQL(d, "SELECT 1", NULL);
}

static void outside(struct db *d)
{
	struct changes c = { 0 };

	struct arrived out;
	struct event ev = { .kind = EVENT_ACK };
	struct arrival a = { .session_id = 1 };

	message_arrive(d, &a, &ev, &out, &c, NULL);
}

static void fine(struct db *d)
{
	struct stmt *s = SQL(d, "SELECT :a", NULL);

	stmt_i64(s, ":a", 1);
	stmt_run(s, NULL);
}

static void bugs(void **state)
{
	static const struct {
		const char *what;
		void (*f)(struct db *);
		int signal;
	} cases[] = {
		{ "a name that the statement does not have", unknown_name, SIGABRT },
		{ "a value left out", value_left_out, SIGABRT },
		{ "a transaction in a transaction", nested, SIGABRT },
		{ "a statement used again before it was done", used_twice, SIGABRT },
		{ "many rows changed outside of a transaction", outside, SIGABRT },
		{ "nothing wrong", fine, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int signal = death_of(cases[i].f, "file:/bugs?vfs=memdb");

		if (signal != cases[i].signal)
			fail_msg("%s: ended by signal %d", cases[i].what, signal);
	}
}

static void rollback_and_commit(void **state)
{
	struct db *d;
	int64_t n;

	(void)state;
	MUST((d = db_open("file:/tx?vfs=memdb", true, e)) != NULL);
	MUST(db_begin_write(d, e));
	assert_true(db_in_transaction(d));
	MUST(setting_set_i64(d, "n", 1, e));
	db_rollback(d);
	db_rollback(d); /* harmless */
	assert_false(db_in_transaction(d));
	MUST(setting_i64(d, "n", -1, &n, e));
	assert_int_equal(n, -1);
	MUST(db_begin_write(d, e));
	MUST(setting_set_i64(d, "n", 2, e));
	MUST(db_commit(d, e));
	MUST(setting_i64(d, "n", -1, &n, e));
	assert_int_equal(n, 2);
	db_close(d);
}

static void two_connections(void **state)
{
	char *path = xasprintf("%s/two.db", dir);
	struct db *a, *b;
	int64_t n;

	(void)state;
	MUST((a = db_open(path, true, e)) != NULL);
	MUST((b = db_open(path, false, e)) != NULL);
	MUST(db_begin_write(a, e));
	MUST(setting_set_i64(a, "n", 1, e));
	/* A reader goes on while another writes, and sees what was. */
	MUST(setting_i64(b, "n", -1, &n, e));
	assert_int_equal(n, -1);
	/* A second writer has to wait; here it does not want to. */
	sqlite3_busy_timeout(db_handle(b), 0);
	REFUSED("store.busy", db_begin_write(b, e));
	MUST(db_commit(a, e));
	MUST(setting_i64(b, "n", -1, &n, e));
	assert_int_equal(n, 1);
	/* A read transaction keeps its view. */
	MUST(db_begin_read(b, e));
	MUST(setting_i64(b, "n", -1, &n, e));
	MUST(setting_set_i64(a, "n", 2, e));
	MUST(setting_i64(b, "n", -1, &n, e));
	assert_int_equal(n, 1);
	MUST(db_commit(b, e));
	MUST(setting_i64(b, "n", -1, &n, e));
	assert_int_equal(n, 2);
	db_close(a);
	db_close(b);
	free(path);
}

static bool run(struct db *d, const char *sql, struct err *e)
{
	struct stmt *s = SQL(d, sql, e);

	return s != NULL && stmt_run(s, e);
}

static void constraints(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = "628111@c.us", .id = "A", .text = "Halo" });
	static const char *const wrong[] = {
		"INSERT INTO messages (chat_id, conversation_id, session_id, from_me, at, state, kind, origin, live)"
		" VALUES (999, 1, 1, 0, 1, 'received', 'text', 'customer', 1)",
		"INSERT INTO messages (chat_id, conversation_id, session_id, from_me, wa_id, at, state, kind, origin, live)"
		" VALUES (1, 1, 1, 0, 'A', 1, 'received', 'text', 'customer', 1)",
		"UPDATE messages SET state = 'lost'",
		"UPDATE messages SET state = NULL",
		"UPDATE messages SET at = 'yesterday'",
		"UPDATE messages SET from_me = 2",
		"UPDATE chats SET contact_id = NULL",
		"UPDATE conversations SET status = 'done'",
		"DELETE FROM chats",
		"DELETE FROM contacts",
	};

	assert_int_equal(a.chat_id, 1);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err e = { 0 };

		if (run(s->d, wrong[i], &e))
			fail_msg("taken: %s", wrong[i]);
		assert_string_equal(e.say.key, "store.sql");
		assert_int_equal(e.kind, ERR_INTERNAL);
	}
}

static void disk_full(void **state)
{
	struct shop *s = *state;
	char *pages = xasprintf("PRAGMA max_page_count = %d", (int)number_of(s, "PRAGMA page_count"));
	char *long_text = xcalloc(1, 200001);

	assert_int_equal(sqlite3_exec(db_handle(s->d), pages, NULL, NULL, NULL), SQLITE_OK);
	memset(long_text, 'x', 200000);
	MUST(db_begin_write(s->d, e));
	REFUSED("store.full", setting_set_str(s->d, "n", long_text, e));
	db_rollback(s->d);
	MUST(setting_set_i64(s->d, "n", 1, e));
	free(pages);
	free(long_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_cases),
		cmocka_unit_test(foreign_file_stays),
		cmocka_unit_test(migrations),
		cmocka_unit_test(file_is_private),
		cmocka_unit_test(bugs),
		cmocka_unit_test(rollback_and_commit),
		cmocka_unit_test(two_connections),
		cmocka_unit_test_setup_teardown(constraints, shop_open, shop_close),
		cmocka_unit_test_setup_teardown(disk_full, shop_open, shop_close),
	};

	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
