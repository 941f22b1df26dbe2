/* conversation: the list that agents live in. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/chat.h"
#include "store/draft.h"
#include "store/seen.h"

#include "base/banned.h"

static struct arrived hear(struct shop *s, int who, int64_t ago, const char *text, const char *name)
{
	static int n;
	char chat[32], id[16];

	snprintf(chat, sizeof chat, "62812000%03d@c.us", who);
	snprintf(id, sizeof id, "H%d", n++);
	return say(s, &(struct said){ .chat = chat, .id = id, .at = NOW - ago, .text = text, .name = name });
}

/* "Budi Sri": the titles of a view, newest first, up to limit. */
static void titles(struct shop *s, struct conversation_query q, char *out, size_t cap)
{
	struct conversation_rows rows = { 0 };
	char next[CONVERSATION_CURSOR];
	size_t n = 0;

	q.limit = q.limit != 0 ? q.limit : 50;
	out[0] = '\0';
	MUST(conversation_list(s->d, &q, &rows, next, e));
	for (size_t i = 0; i < rows.n && n < cap; i++)
		n += (size_t)snprintf(out + n, cap - n, "%s%s", i > 0 ? " " : "", rows.v[i].title);
	conversation_rows_fini(&rows);
}

static void views(void **state)
{
	static const struct {
		enum inbox_view view;
		const char *shows;
		int64_t count;
	} cases[] = {
		{ VIEW_NEEDS_REPLY, "Ani Citra Gita", 3 },
		{ VIEW_MINE, "Citra", 1 },
		{ VIEW_UNASSIGNED, "Ani Budi Gita", 3 },
		{ VIEW_WAITING, "Budi", 1 },
		{ VIEW_SNOOZED, "Dodi", 1 },
		{ VIEW_ALL, "Ani Budi Citra Dodi Euis Gita", 6 },
		{ VIEW_UNKNOWN, "Budi", 1 },
		{ VIEW_CLOSED, "Euis", 1 },
		{ VIEW_ARCHIVED, "Fajar", 1 },
	};
	struct shop *s = *state;
	int64_t budi, counts[INBOX_VIEW_COUNT];
	struct arrived a;

	hear(s, 1, 100, "x", "Ani");
	budi = write_to(s, hear(s, 2, 200, "x", "Budi").chat_id, "ya");
	end(s, budi, begin(s, budi, NOW_MS - 200000, NULL), NOW_MS, OUTCOME_UNKNOWN, NULL);
	a = hear(s, 3, 300, "x", "Citra");
	WRITE(s, conversation_assign(s->d, a.conversation_id, s->rina, &s->c, e));
	a = hear(s, 4, 400, "x", "Dodi");
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_SNOOZED, NOW + 60, NOW, &s->c, e));
	a = hear(s, 5, 500, "x", "Euis");
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_CLOSED, 0, NOW, &s->c, e));
	a = hear(s, 6, 600, "x", "Fajar");
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_ARCHIVED, 0, NOW, &s->c, e));
	hear(s, 7, 700, "x", "Gita");
	MUST(conversation_counts(s->d, s->rina, counts, e));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char got[200];

		titles(s, (struct conversation_query){ .view = cases[i].view, .agent_id = s->rina }, got, sizeof got);
		if (strcmp(got, cases[i].shows) != 0 || counts[cases[i].view] != cases[i].count)
			fail_msg("%s shows %s, counts %lld", inbox_view_name(cases[i].view), got,
				(long long)counts[cases[i].view]);
	}
}

static void filters(void **state)
{
	static const struct {
		const char *filter, *shows;
	} cases[] = {
		{ "", "Rina José Budi" }, { "bud", "Budi" }, { "UDI", "Budi" }, { "jose", "José" }, { "ongkir", "Budi" },
		{ "0812000002", "José" }, { "+62 812-000-003", "Rina" }, { "12000", "Rina José Budi" }, { "zz", "" },
	};
	struct shop *s = *state;
	char got[200];

	hear(s, 1, 300, "Ongkir berapa", "Budi");
	hear(s, 2, 200, "halo", "José");
	hear(s, 3, 100, "hai", "Rina");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		titles(s, (struct conversation_query){ .view = VIEW_ALL, .filter = cases[i].filter }, got, sizeof got);
		if (strcmp(got, cases[i].shows) != 0)
			fail_msg("%s shows %s", cases[i].filter, got);
	}
	titles(s, (struct conversation_query){ .view = VIEW_ALL, .session_id = s->other }, got, sizeof got);
	assert_string_equal(got, "");
}

/* Page by page, with many in one second: all, each once. */
static void pages(void **state)
{
	struct shop *s = *state;
	struct conversation_query q = { .view = VIEW_ALL, .limit = 3 };
	struct conversation_rows rows = { 0 };
	char next[CONVERSATION_CURSOR] = "", after[CONVERSATION_CURSOR];
	int64_t seen = 0;
	size_t n = 0;

	for (int i = 0; i < 10; i++)
		hear(s, i, i / 4, "x", "x");
	do {
		str_copy(after, sizeof after, next);
		q.after = after;
		MUST(conversation_list(s->d, &q, &rows, next, e));
		for (size_t i = 0; i < rows.n; i++) {
			assert_false(seen >> rows.v[i].id & 1);
			seen |= (int64_t)1 << rows.v[i].id;
			n++;
		}
		conversation_rows_fini(&rows);
	} while (*next != '\0');
	assert_int_equal(n, 10);
	q.after = "yesterday";
	REFUSED("conversation.cursor", conversation_list(s->d, &q, &rows, next, e));
}

/* Unseen is each agent's own; opening clears nobody else's. */
static void unseen(void **state)
{
	struct shop *s = *state;
	struct arrived a = hear(s, 1, 30, "satu", "Budi"), b = hear(s, 1, 20, "dua", NULL);
	struct conversation_row k;
	int64_t message, n;

	hear(s, 1, 10, "tiga", NULL);
	say(s, &(struct said){ .chat = "62812000001@c.us", .id = "OLD", .at = NOW - 900, .text = "dulu", .history = true });
	k = case_of(s, a.conversation_id);
	assert_int_equal(k.unseen, 3); /* history was never unseen */
	conversation_row_fini(&k);
	WRITE(s, seen_put(s->d, s->rina, a.chat_id, b.message_id, NOW, &s->c, e));
	k = case_of(s, a.conversation_id);
	assert_int_equal(k.unseen, 1);
	assert_true(k.needs_reply); /* reading is not answering */
	conversation_row_fini(&k);
	MUST(seen_get(s->d, s->dewi, a.chat_id, &message, &n, e));
	assert_int_equal(n, 3);
	/* It only moves on. */
	WRITE(s, seen_put(s->d, s->rina, a.chat_id, 0, NOW, &s->c, e));
	s->c.n = 0;
	WRITE(s, seen_put(s->d, s->rina, a.chat_id, a.message_id, NOW, &s->c, e));
	MUST(seen_get(s->d, s->rina, a.chat_id, &message, &n, e));
	assert_int_equal(n, 0);
	assert_int_equal(s->c.n, 0);
}

static void drafts(void **state)
{
	struct shop *s = *state;
	struct arrived a = hear(s, 1, 30, "satu", "Budi");
	struct conversation_row k;
	char *text;

	WRITE(s, draft_put(s->d, s->rina, a.conversation_id, "Baik ka", NOW, e));
	k = case_of(s, a.conversation_id);
	assert_string_equal(k.draft, "Baik ka");
	conversation_row_fini(&k);
	MUST(draft_get(s->d, s->dewi, a.conversation_id, &text, e));
	assert_null(text);
	WRITE(s, draft_put(s->d, s->rina, a.conversation_id, "", NOW, e));
	MUST(draft_get(s->d, s->rina, a.conversation_id, &text, e));
	assert_null(text);
	MUST(db_begin_write(s->d, e));
	REFUSED("conversation.none", draft_put(s->d, s->rina, 99, "x", NOW, e));
	db_rollback(s->d);
	REFUSED("conversation.none", conversation_get(s->d, 99, 0, &k, e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, shop_open, shop_close)
		T(views), T(filters), T(pages), T(unseen), T(drafts),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
