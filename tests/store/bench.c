/* bench: fills a database and says how long the hot calls take. No test: it
 * fails nothing.
 *
 *	tests/store/bench [MESSAGES [CONVERSATIONS [FILE]]]
 *
 * Defaults: 100,000 messages, 2,000 conversations, a file in $TMPDIR that is
 * removed. Text comes from a generator of its own with a fixed seed: words of an
 * invented tongue, common ones as common as in a real one. A dozen chats talk at
 * a time, seven messages each in the mean; one chat has a tenth of all messages;
 * the last 20,000 are scattered over all chats at once, the worst case of
 * storing. What storing is held against are the first 20,000 as plain prepared
 * inserts into the same tables. A time is the best and the median of nine. */
#include <inttypes.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/zone.h"

#include "store/agent.h"
#include "store/contact.h"
#include "store/conversation.h"
#include "store/facts.h"
#include "store/message.h"
#include "store/number.h"
#include "store/outbox.h"
#include "store/search.h"
#include "store/seen.h"
#include "store/stmt.h"

#include "base/banned.h"

enum { VOCABULARY = 20000, BATCH = 100, ROUNDS = 9, WORD = 24, NOW = 1795000000 };

static uint64_t seed = 42;
static char words[VOCABULARY][WORD];
static int64_t number;

#define MUST(call)                                                                   \
	do {                                                                         \
		struct err e_ = { 0 }, *e = &e_;                                     \
		if (!(call)) {                                                       \
			fprintf(stderr, "%s: %s\n", #call, err_text(e));             \
			exit(1);                                                     \
		}                                                                    \
	} while (0)

static uint64_t next_number(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double unit(void)
{
	return (double)(next_number() >> 11) / 9007199254740992.0;
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void make_words(void)
{
	static const char *const parts[] = { "ka", "te", "ri", "ma", "si", "ba", "rang", "ong", "kir", "pe", "sa", "nan",
		"ku", "da", "la", "mu", "stok", "uk", "ur", "an", "mi", "nta", "gi", "lo", "tra", "ns", "fer", "be", "li", "ya" };

	for (size_t i = 0; i < VOCABULARY; i++) {
		int n = 1 + (int)(next_number() % 4);

		words[i][0] = '\0';
		for (int k = 0; k < n; k++) {
			size_t len = strlen(words[i]);

			str_copy(words[i] + len, WORD - len, parts[next_number() % (sizeof parts / sizeof *parts)]);
		}
	}
}

/* The k-th word about 1/k as often as the first. */
static const char *word(void)
{
	return words[(size_t)(pow(VOCABULARY, unit())) % VOCABULARY];
}

static void make_text(struct buf *b)
{
	int n = 3 + (int)(next_number() % 10);

	buf_clear(b);
	for (int i = 0; i < n; i++)
		buf_addf(b, "%s%s", i > 0 ? " " : "", word());
	if (next_number() % 12 == 0)
		buf_addf(b, " ORD-%05u", (unsigned)(next_number() % 100000));
}

enum { TALKING = 12, SCATTERED = 20000, EARLY = 20000 };

static long pick_chat(long chats, bool scattered)
{
	static long talking[TALKING];
	size_t i = next_number() % TALKING;

	if (scattered)
		return (long)(next_number() % (uint64_t)chats);
	if (next_number() % 7 == 0)
		talking[i] = (long)(next_number() % (uint64_t)chats);
	return next_number() % 10 == 0 ? 0 : talking[i];
}

static void make_event(struct event *ev, long who, int64_t at, char name[64], struct buf *text)
{
	*ev = (struct event){ .kind = EVENT_MESSAGE, .at = at, .push_name = name, .chat = { .kind = ADDRESS_PHONE } };
	snprintf(ev->chat.user, sizeof ev->chat.user, "62812%08ld", who);
	ev->sender = ev->chat;
	ev->has_ack = ev->id.from_me = next_number() % 3 == 0;
	ev->ack = 3;
	snprintf(ev->id.bare, sizeof ev->id.bare, "3EB0%016" PRIX64, next_number());
	snprintf(name, 64, "%.20s %.20s %ld", words[who % VOCABULARY], words[who * 7 % VOCABULARY], who);
	make_text(text);
	ev->text = text->v;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double cpu_ms(void)
{
	return (double)clock() * 1e3 / CLOCKS_PER_SEC;
}

static void fill(struct db *d, const char *what, int64_t from, long messages, long chats, bool scattered)
{
	struct arrival a = { .session_id = number, .live = true, .now = NOW, .zone = zone_utc() };
	struct changes c = { 0 };
	struct buf text;
	double *spent = xcalloc((size_t)(messages / BATCH) + 1, sizeof *spent);
	double began = now_ms(), cpu = cpu_ms(), slowest = 0;
	size_t n = 0;

	if (messages <= 0) {
		free(spent);
		return;
	}
	buf_init(&text, 4096);
	for (long i = 0; i < messages;) {
		double batch = now_ms(), worked = cpu_ms();

		MUST(db_begin_write(d, e));
		for (int k = 0; k < BATCH && i < messages; k++, i++) {
			struct arrived out;
			struct event ev;
			char name[64];

			make_event(&ev, pick_chat(chats, scattered), from + (int64_t)i * (NOW - from) / messages, name, &text);
			MUST(message_arrive(d, &a, &ev, &out, &c, e));
		}
		MUST(db_commit(d, e));
		c.n = 0;
		spent[n++] = cpu_ms() - worked;
		batch = now_ms() - batch;
		if (batch > slowest)
			slowest = batch;
	}
	cpu = cpu_ms() - cpu;
	qsort(spent, n, sizeof *spent, by_size);
	printf("%-46s %9.0f /s, %.0f /s of processor time, slowest hundred %.1f ms, p99 %.1f of processor time\n", what,
		(double)messages / (now_ms() - began) * 1e3, (double)messages / cpu * 1e3, slowest, spent[n * 99 / 100]);
	free(spent);
	changes_fini(&c);
	buf_fini(&text);
}

static sqlite3_stmt *prepared(struct db *d, const char *sql)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db_handle(d), sql, -1, &s, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db_handle(d)));
		exit(1);
	}
	return s;
}

/* A row with what stands at ?1 and the words at ?2. */
static void insert(sqlite3_stmt *s, int64_t one, const char *two)
{
	sqlite3_bind_int64(s, 1, one);
	sqlite3_bind_text(s, 2, two, -1, SQLITE_STATIC);
	if (sqlite3_step(s) != SQLITE_DONE)
		exit(1);
	sqlite3_reset(s);
}

/* The yardstick: the same texts, nothing looked up, nothing summed up. */
static void plain(const char *file, long messages)
{
	struct arrival a = { .session_id = number, .live = true, .now = NOW, .zone = zone_utc() };
	struct changes c = { 0 };
	struct db *d = NULL;
	struct arrived out;
	struct event ev;
	struct buf text;
	char name[64];
	double began, cpu;

	buf_init(&text, 4096);
	MUST((d = db_open(file, true, e)) != NULL);
	MUST(number_ensure(d, "bench", "http://localhost:3000", "default", &a.session_id, e));
	make_event(&ev, 1, NOW - 1, name, &text);
	MUST(db_begin_write(d, e));
	MUST(message_arrive(d, &a, &ev, &out, &c, e));
	MUST(db_commit(d, e));
	sqlite3_stmt *rows[] = {
		prepared(d, "INSERT INTO messages (at, text, wa_id, chat_id, conversation_id, session_id, from_me, state, kind,"
			" origin, live) SELECT ?1, ?2, hex(randomblob(10)), chat_id, conversation_id, session_id, from_me,"
			" state, kind, origin, live FROM messages WHERE id = 1"),
		prepared(d, "INSERT INTO search_rows (key, message_id, terms, more) VALUES (?1, ?1, ?2, '')"),
		prepared(d, "INSERT INTO search_words (rowid, body, terms) VALUES (?1, ?2, 'c1 f1')"),
		prepared(d, "INSERT INTO search_parts (rowid, codes) VALUES (?1, ?2)"),
	};
	began = now_ms();
	cpu = cpu_ms();
	for (long i = 0; i < messages;) {
		MUST(db_begin_write(d, e));
		for (int k = 0; k < BATCH && i < messages; k++, i++) {
			const char *code;

			make_text(&text);
			code = strstr(text.v, "ORD-");
			insert(rows[0], NOW + i, text.v);
			insert(rows[1], NOW + i, "c1 f1");
			insert(rows[2], NOW + i, text.v);
			if (code != NULL)
				insert(rows[3], NOW + i, code);
		}
		MUST(db_commit(d, e));
	}
	printf("%-46s %9.0f /s, %.0f /s of processor time\n", "plain prepared inserts", (double)messages / (now_ms() - began) * 1e3,
		(double)messages / (cpu_ms() - cpu) * 1e3);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		sqlite3_finalize(rows[i]);
	db_close(d);
	changes_fini(&c);
	buf_fini(&text);
}

static void discard(const char *file)
{
	static const char *const tails[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		char *path = xasprintf("%s%s", file, tails[i]);

		unlink(path);
		free(path);
	}
}

static void say(const char *what, double *ms, size_t found)
{
	qsort(ms, ROUNDS, sizeof *ms, by_size);
	printf("%-46s %9.3f ms, median %.3f (%zu)\n", what, ms[0], ms[ROUNDS / 2], found);
}

static void lists(struct db *d, int64_t agent)
{
	char what[64], next[CONVERSATION_CURSOR];
	double ms[ROUNDS];
	int64_t counts[INBOX_VIEW_COUNT];

	for (int v = 0; v < INBOX_VIEW_COUNT; v++) {
		size_t n = 0;

		for (int i = 0; i < ROUNDS; i++) {
			struct conversation_query q = { .view = (enum inbox_view)v, .agent_id = agent, .limit = 50 };
			struct conversation_rows rows = { 0 };

			ms[i] = now_ms();
			MUST(conversation_list(d, &q, &rows, next, e));
			ms[i] = now_ms() - ms[i];
			n = rows.n;
			conversation_rows_fini(&rows);
		}
		snprintf(what, sizeof what, "inbox, first 50: %s", inbox_view_name((enum inbox_view)v));
		say(what, ms, n);
	}
	for (int i = 0; i < ROUNDS; i++) {
		struct conversation_query q = { .view = VIEW_ALL, .agent_id = agent, .limit = 50, .filter = "zzz nobody" };
		struct conversation_rows rows = { 0 };

		ms[i] = now_ms();
		MUST(conversation_list(d, &q, &rows, next, e));
		ms[i] = now_ms() - ms[i];
		conversation_rows_fini(&rows);
	}
	say("inbox narrowed to nothing (the worst case)", ms, 0);
	for (int i = 0; i < ROUNDS; i++) {
		ms[i] = now_ms();
		MUST(conversation_counts(d, agent, counts, e));
		ms[i] = now_ms() - ms[i];
	}
	say("counts of all views", ms, (size_t)counts[VIEW_ALL]);
}

static void threads(struct db *d, int64_t chat, const char *what)
{
	double ms[ROUNDS];
	size_t n = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct message_rows rows = { 0 };
		bool more;

		ms[i] = now_ms();
		MUST(message_list(d, chat, 0, 50, &rows, &more, e));
		ms[i] = now_ms() - ms[i];
		n = rows.n;
		message_rows_fini(&rows);
	}
	say(what, ms, n);
}

static void search(struct db *d, const char *what, struct search_query q)
{
	double ms[ROUNDS];
	char next[SEARCH_CURSOR];
	size_t n = 0;

	q.limit = 50;
	if (q.from_me == 0)
		q.from_me = -1;
	for (int i = 0; i < ROUNDS; i++) {
		struct message_rows rows = { 0 };

		ms[i] = now_ms();
		MUST(search_messages(d, &q, &rows, next, e));
		ms[i] = now_ms() - ms[i];
		n = rows.n;
		message_rows_fini(&rows);
	}
	say(what, ms, n);
}

static void searches(struct db *d, int64_t chat, int64_t contact)
{
	char prefix[8], phrase[64], both[64], common[32];

	/* words[1] is the commonest: 1 + …^unit() begins there. */
	snprintf(phrase, sizeof phrase, "\"%s %s\"", words[1], words[2]);
	snprintf(both, sizeof both, "%s %s ", words[1], words[3]);
	snprintf(common, sizeof common, "%s ", words[1]);
	search(d, "search: the commonest word", (struct search_query){ .words = common });
	search(d, "search: the commonest word, as a prefix", (struct search_query){ .words = words[1] });
	search(d, "search: a rare word", (struct search_query){ .words = words[9000] });
	search(d, "search: two common words", (struct search_query){ .words = both });
	search(d, "search: a phrase", (struct search_query){ .words = phrase });
	for (int n = 2; n <= 5; n++) {
		char what[48];

		snprintf(prefix, sizeof prefix, "%.*s", n, "tekar");
		snprintf(what, sizeof what, "search: prefix %s", prefix);
		search(d, what, (struct search_query){ .words = prefix });
	}
	search(d, "search: a start that very many words have", (struct search_query){ .words = "rang" });
	search(d, "search: common word in: a chat", (struct search_query){ .words = common, .chat_id = chat });
	search(d, "search: prefix in: a chat", (struct search_query){ .words = "te", .chat_id = chat });
	search(d, "search: common word from: somebody",
		(struct search_query){ .words = common, .from_contact_id = contact });
	search(d, "search: in: alone", (struct search_query){ .chat_id = chat });
	search(d, "search: part of a code", (struct search_query){ .words = "2391" });
	search(d, "search: part of a code, three letters", (struct search_query){ .words = "239" });
	search(d, "search: a part that all codes have", (struct search_query){ .words = "ORD-1" });
	search(d, "search: a word and a code", (struct search_query){ .words = "te 2391" });
	search(d, "search: nothing", (struct search_query){ .words = "qqxxqq" });
}

static void sends(struct db *d, int64_t chat)
{
	double add[ROUNDS], next[ROUNDS], facts[ROUNDS], begin[ROUNDS], bare[ROUNDS];
	struct changes c = { 0 };

	for (int i = 0; i < ROUNDS; i++) {
		struct outbox_new n = { .session_id = number, .chat_id = chat, .origin = ORIGIN_AGENT, .text = "Baik, ditunggu ya",
			.recipient = { ADDRESS_PHONE, "6281200000000" }, .born_ms = (int64_t)NOW * 1000 };
		struct outbox_leave l = { .now_ms = (int64_t)NOW * 1000 + i, .day = 20000, .gap_ms = 6000 };
		struct outbox_result r = { .outcome = OUTCOME_ACCEPTED, .now_ms = l.now_ms };
		struct outbox_item item;
		struct number_facts nf;
		struct item_facts f;
		char wa[24];

		add[i] = now_ms();
		MUST(db_begin_write(d, e));
		MUST(outbox_add(d, &n, &l.message_id, &c, e));
		MUST(db_commit(d, e));
		add[i] = now_ms() - add[i];
		next[i] = now_ms();
		MUST(outbox_next(d, number, l.now_ms, &item, NULL, e));
		next[i] = now_ms() - next[i];
		outbox_item_fini(&item);
		facts[i] = now_ms();
		MUST(facts_number(d, number, 20000, NOW, &nf, e));
		MUST(facts_item(d, l.message_id, NULL, 20000, &f, e));
		facts[i] = now_ms() - facts[i];
		begin[i] = now_ms();
		MUST(db_begin_write(d, e));
		MUST(outbox_begin(d, &l, &r.attempt, &c, e));
		MUST(db_commit(d, e));
		begin[i] = now_ms() - begin[i];
		snprintf(wa, sizeof wa, "BENCH%d", i);
		r.message_id = l.message_id;
		r.wa_id = wa;
		MUST(db_begin_write(d, e));
		MUST(outbox_end(d, &r, &c, e));
		MUST(db_commit(d, e));
		bare[i] = now_ms();
		sqlite3_exec(db_handle(d), "INSERT INTO settings VALUES ('bench', hex(randomblob(200)))"
			" ON CONFLICT DO UPDATE SET value = excluded.value", NULL, NULL, NULL);
		bare[i] = now_ms() - bare[i];
	}
	say("bare commit of one row", bare, 1);
	say("a message into the queue, committed", add, 1);
	say("the sender's next", next, 1);
	say("facts of a verdict", facts, 1);
	say("marked as leaving, committed", begin, 1);
	changes_fini(&c);
}

int main(int argc, char **argv)
{
	long messages = argc > 1 ? strtol(argv[1], NULL, 10) : 100000, chats = argc > 2 ? strtol(argv[2], NULL, 10) : 2000;
	const char *tmp = getenv("TMPDIR");
	char *file = argc > 3 ? xstrdup(argv[3]) : xasprintf("%s/wartel-bench-%d.db", tmp != NULL ? tmp : "/tmp", (int)getpid());
	bool there = access(file, F_OK) == 0;
	struct address big = { ADDRESS_PHONE, "6281200000000" }, small = { ADDRESS_PHONE, "6281200000077" };
	struct chat_ref in_big, in_small;
	struct agent_row agent;
	struct db *d;
	double opened;

	make_words();
	MUST((d = db_open(file, true, e)) != NULL);
	MUST(number_ensure(d, "bench", "http://localhost:3000", "default", &number, e));
	if (!there) {
		long early = messages < EARLY ? messages : EARLY;
		char *beside = xasprintf("%s-plain", file);

		discard(beside);
		plain(beside, early);
		discard(beside);
		free(beside);
		fill(d, "messages stored, the first", NOW - 91 * 86400, early, chats, false);
		fill(d, "messages stored, the others", NOW - 90 * 86400, messages - early, chats, false);
		fill(d, "messages stored, scattered", NOW - 3600, SCATTERED, chats, true);
	}
	db_close(d);
	opened = now_ms();
	MUST((d = db_open(file, false, e)) != NULL);
	printf("%-46s %9.3f ms\n", "opening", now_ms() - opened);
	MUST(agent_open(d, 1000, "rina", NOW, &agent, e));
	lists(d, agent.id);
	MUST(chat_find(d, number, &big, &in_big, e));
	MUST(chat_find(d, number, &small, &in_small, e));
	threads(d, in_big.chat_id, "thread of a tenth of all, last 50");
	threads(d, in_small.chat_id, "an ordinary thread, last 50");
	searches(d, in_small.chat_id, in_small.contact_id);
	sends(d, in_small.chat_id);
	db_close(d);
	if (argc <= 3)
		discard(file);
	free(file);
	return 0;
}
