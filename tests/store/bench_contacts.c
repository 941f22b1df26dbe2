/* bench_contacts: an address book of many, as the engine takes it in: a hundred rows a
 * transaction, while somebody else writes beside it; then what people ask of it.
 *	tests/store/bench_contacts 100000
 * Prints milliseconds; the database is made under /tmp and removed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "model/change.h"
#include "model/event.h"
#include "store/contact.h"
#include "store/contact_figures.h"
#include "store/contact_twin.h"
#include "store/message.h"
#include "store/number.h"
#include "store/setting.h"

enum { AT_ONCE = 100, OF_ONE = 20000 };

static struct err e;

#define MUST(call)                                                              \
	do {                                                                    \
		if (!(call)) {                                                  \
			fprintf(stderr, "%s: %s\n", #call, err_text(&e));       \
			exit(1);                                                \
		}                                                               \
	} while (0)

/* Finer than base/clock.h, which counts milliseconds. */
static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static void told(struct db *d, int i, bool again, int64_t now, struct changes *c)
{
	static const char *const first[] = { "Budi", "Sri", "Agus", "Dewi", "Eko", "Ani", "Joko", "Rina", "Hendra", "Tini" };
	static const char *const last[] = { "Santoso", "Wahyuni", "Hartono", "Lestari", "Setiawan", "Susanti", "Wijaya" };
	struct address a = { .kind = ADDRESS_PHONE }, lid = { .kind = ADDRESS_LID };
	char name[96];
	int64_t id = 0;

	snprintf(a.user, sizeof a.user, "628%010d", i);
	snprintf(lid.user, sizeof lid.user, "29%013d", i);
	snprintf(name, sizeof name, "%s %s %d", first[i % 10], last[i % 7], i / 3);
	MUST(contact_find(d, &a, &id, &e));
	if (id == 0 || !again)
		MUST(contact_open(d, &a, i % 2 ? &lid : NULL, now, &id, c, &e));
	MUST(contact_learn(d, id, &(struct contact_told){ .book = name, .push = first[i % 10] }, c, &e));
}

static void sync_all(struct db *d, struct db *other, int n, bool again)
{
	double begun = now_ms(), longest = 0, waited = 0, took;
	int64_t now = clock_now();

	for (int i = 0; i < n; i += AT_ONCE) {
		struct changes c = { 0 };
		double at = now_ms();

		MUST(db_begin_write(d, &e));
		for (int k = i; k < n && k < i + AT_ONCE; k++)
			told(d, k, again, now, &c);
		MUST(db_commit(d, &e));
		took = now_ms() - at;
		longest = took > longest ? took : longest;
		changes_fini(&c);
		/* Somebody else's turn: what a sent message would wait. */
		at = now_ms();
		MUST(db_begin_write(other, &e));
		MUST(setting_set_i64(other, "bench", i, &e));
		MUST(db_commit(other, &e));
		took = now_ms() - at;
		waited = took > waited ? took : waited;
	}
	printf("%s of %d contacts: %.0f ms, longest transaction %.1f ms, another writer at most %.1f ms\n",
		again ? "second reading" : "first reading", n, now_ms() - begun, longest, waited);
}

static void talk(struct db *d, int64_t session)
{
	struct changes c = { 0 };

	for (int i = 0; i < OF_ONE; i += 1000) {
		MUST(db_begin_write(d, &e));
		for (int k = i; k < i + 1000; k++) {
			struct event ev = { .kind = EVENT_MESSAGE, .message_kind = KIND_TEXT, .at = 1700000000 + k * 60 };
			struct arrival a = { .session_id = session, .live = false, .now = 1800000000, .zone = NULL };
			struct arrived out;

			MUST(address_parse("6280000000001@c.us", &ev.chat, &e));
			ev.sender = ev.chat;
			ev.id.from_me = k % 3 == 0;
			ev.id.chat = ev.chat;
			snprintf(ev.id.bare, sizeof ev.id.bare, "BENCH%d", k);
			ev.text = xstrdup("halo kak");
			MUST(message_store(d, &a, &ev, &out, &c, &e));
			event_fini(&ev);
			changes_fini(&c);
		}
		MUST(db_commit(d, &e));
	}
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 100000;
	char path[] = "/tmp/wartel-bench-XXXXXX", file[128];
	struct db *d, *other;
	struct contact_rows rows = { 0 };
	struct contact_row row;
	struct contact_figures figures;
	struct twins twins = { 0 };
	struct rusage used;
	char next[CONTACT_CURSOR], after[CONTACT_CURSOR];
	int64_t session, id = 0;
	double at;

	log_quiet(true);
	if (!mkdtemp(path))
		return 1;
	snprintf(file, sizeof file, "%s/wartel.db", path);
	MUST((d = db_open(file, true, &e)) != NULL);
	MUST((other = db_open(file, false, &e)) != NULL);
	MUST(db_begin_write(d, &e));
	MUST(number_ensure(d, "toko", "http://127.0.0.1:1", "default", &session, &e));
	MUST(db_commit(d, &e));
	sync_all(d, other, n, false);
	sync_all(d, other, n, true);
	talk(d, session);
	MUST(contact_find(d, &(struct address){ .kind = ADDRESS_PHONE, .user = "6280000000001" }, &id, &e));
	at = now_ms();
	for (int i = 0; i < 100; i++) {
		MUST(contact_get(d, id, &row, &e));
		MUST(contact_figures(d, id, &figures, &e));
		MUST(twins_of(d, id, 20, &twins, &e));
		twins_fini(&twins);
		contact_row_fini(&row);
	}
	printf("one contact with %d messages: %.2f ms\n", OF_ONE, (now_ms() - at) / 100);
	for (int sort = CONTACT_SORT_NAME; sort <= CONTACT_SORT_NEW; sort++) {
		struct contact_query q = { .sort = (enum contact_sort)sort, .limit = 50 };
		int pages = 0;

		at = now_ms();
		do {
			MUST(contact_list(d, &q, &rows, next, &e));
			contact_rows_fini(&rows);
			str_copy(after, sizeof after, next);
			q.after = after;
		} while (*next && ++pages < 100);
		printf("list, order %d: %.2f ms a page of 50\n", sort, (now_ms() - at) / (pages ? pages : 1));
	}
	at = now_ms();
	MUST(contact_list(d, &(struct contact_query){ .text = "wijaya 333", .limit = 50 }, &rows, next, &e));
	contact_rows_fini(&rows);
	printf("found by part of a name: %.1f ms\n", now_ms() - at);
	at = now_ms();
	MUST(twins_all(d, 0, 0, 50, &twins, &e));
	printf("duplicates of all, %zu: %.0f ms\n", twins.n, now_ms() - at);
	twins_fini(&twins);
	getrusage(RUSAGE_SELF, &used);
	printf("peak memory: %ld MB\n", used.ru_maxrss >> 10);
	db_close(other);
	db_close(d);
	static const char *const tails[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < 3; i++) {
		snprintf(file, sizeof file, "%s/wartel.db%s", path, tails[i]);
		unlink(file);
	}
	rmdir(path);
	return 0;
}
