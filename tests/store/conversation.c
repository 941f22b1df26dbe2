/* conversation: the list that agents live in. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/chat.h"
#include "store/draft.h"
#include "store/label.h"
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
		{ VIEW_NEEDS_REPLY, "Gita Citra Ani", 3 },
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

/* Woken, then windows that close soon (the soonest first), then priority, then who
 * waits longest; in pages of two no one twice and no one left out. */
static void needs_order(void **state)
{
	static const struct {
		const char *name;
		int64_t ago;
		enum case_priority priority;
	} cases[] = {
		{ "Ani", 60, PRIORITY_NORMAL }, { "Budi", 3600, PRIORITY_NORMAL }, { "Citra", 120, PRIORITY_URGENT },
		{ "Dodi", 7200, PRIORITY_LOW }, { "Euis", 22 * 3600, PRIORITY_LOW }, { "Fajar", 23 * 3600, PRIORITY_NORMAL },
		{ "Gita", 30 * 3600, PRIORITY_NORMAL }, { "Hadi", 300, PRIORITY_HIGH },
	};
	struct shop *s = *state;
	struct conversation_query q = { .view = VIEW_NEEDS_REPLY, .limit = 2, .now = NOW };
	struct conversation_rows rows = { 0 };
	char next[CONVERSATION_CURSOR] = "", after[CONVERSATION_CURSOR], got[200] = "";
	struct arrived a;
	int64_t at;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		a = hear(s, (int)i, cases[i].ago, "x", cases[i].name);
		WRITE(s, conversation_set_priority(s->d, a.conversation_id, cases[i].priority, &s->c, e));
	}
	a = hear(s, 20, 10, "x", "Iwan");
	MUST(conversation_next_wake(s->d, &at, e));
	assert_int_equal(at, 0);
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_SNOOZED, NOW - 5, NOW - 9, &s->c, e));
	MUST(conversation_next_wake(s->d, &at, e));
	assert_int_equal(at, NOW - 5);
	WRITE(s, conversation_wake(s->d, NOW, &s->c, e));
	do {
		str_copy(after, sizeof after, next);
		q.after = after;
		MUST(conversation_list(s->d, &q, &rows, next, e));
		for (size_t i = 0; i < rows.n; i++)
			snprintf(got + strlen(got), sizeof got - strlen(got), "%s ", rows.v[i].title);
		conversation_rows_fini(&rows);
		q.now += 3600; /* the first page's time is kept */
	} while (*next != '\0');
	assert_string_equal(got, "Iwan Fajar Euis Citra Hadi Gita Budi Ani Dodi ");
	q.after = "1.2.3";
	REFUSED("conversation.cursor", conversation_list(s->d, &q, &rows, next, e));
}

/* A snooze ends at its time or with a word of theirs, and is on top until somebody
 * answers or decides. */
static void snoozed(void **state)
{
	struct shop *s = *state;
	struct arrived a = hear(s, 1, 900, "x", "Ani"), b = hear(s, 2, 900, "x", "Budi");
	struct conversation_row k;

	say(s, &(struct said){ .chat = "62812000001@c.us", .id = "P1", .at = NOW - 800, .from_me = true, .text = "ya" });
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_SNOOZED, NOW + 60, NOW, &s->c, e));
	WRITE(s, conversation_set_status(s->d, b.conversation_id, CASE_SNOOZED, NOW + 60, NOW, &s->c, e));
	WRITE(s, conversation_wake(s->d, NOW + 59, &s->c, e));
	k = case_of(s, a.conversation_id);
	assert_int_equal(k.status, CASE_SNOOZED);
	assert_int_equal(k.snoozed_until, NOW + 60);
	conversation_row_fini(&k);
	hear(s, 2, 0, "halo?", NULL);
	k = case_of(s, b.conversation_id);
	assert_int_equal(k.status, CASE_OPEN);
	assert_int_equal(k.woke_at, 0);
	assert_true(k.needs_reply);
	conversation_row_fini(&k);
	s->c.n = 0;
	WRITE(s, conversation_wake(s->d, NOW + 60, &s->c, e));
	assert_true(changed(s, CHANGE_CONVERSATION, a.conversation_id));
	assert_false(changed(s, CHANGE_CONVERSATION, b.conversation_id));
	assert_int_equal(number_of(s, "SELECT count(*) FROM audit WHERE action = 'wake' AND who = 'engine'"), 1);
	k = case_of(s, a.conversation_id);
	assert_int_equal(k.status, CASE_OPEN);
	assert_int_equal(k.woke_at, NOW + 60);
	assert_int_equal(k.waiting_since, NOW + 60);
	assert_true(k.needs_reply); /* though the last word was ours */
	conversation_row_fini(&k);
	/* Summing up again does not forget it, an answer ends it. */
	ack(s, "P1", 3);
	ack(s, "P1", -1);
	k = case_of(s, a.conversation_id);
	assert_true(k.needs_reply);
	conversation_row_fini(&k);
	write_to(s, a.chat_id, "kabar?");
	k = case_of(s, a.conversation_id);
	assert_int_equal(k.woke_at, 0);
	assert_false(k.needs_reply);
	assert_int_equal(k.status, CASE_WAITING);
	conversation_row_fini(&k);
}

static void labels(void **state)
{
	static const char *const bad[] = { "", "two words", "a,b", "+plus", "-minus", "@who" };
	struct shop *s = *state;
	struct arrived a = hear(s, 1, 900, "x", "Ani");
	enum label_colour red = LABEL_RED;
	struct label_rows rows = { 0 };
	struct label_row r;
	struct conversation_row k;
	char got[200];
	bool otherwise;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		REFUSED("label.name", label_check(bad[i], e));
	REFUSED("label.first", label_named(s->d, "vip", &r, e));
	WRITE(s, label_set(s->d, "vip", NULL, NULL, NOW, &r, &s->c, e));
	WRITE(s, label_set(s->d, "Order", NULL, &red, NOW, &r, &s->c, e));
	REFUSED("label.none", label_named(s->d, "none", &r, e));
	MUST(label_named(s->d, "ORDER", &r, e));
	WRITE(s, label_put(s->d, a.conversation_id, r.id, true, &otherwise, &s->c, e));
	assert_true(otherwise);
	WRITE(s, label_put(s->d, a.conversation_id, r.id, true, &otherwise, &s->c, e));
	assert_false(otherwise);
	titles(s, (struct conversation_query){ .view = VIEW_ALL, .label_id = r.id }, got, sizeof got);
	assert_string_equal(got, "Ani");
	MUST(label_named(s->d, "vip", &r, e));
	WRITE(s, label_put(s->d, a.conversation_id, r.id, true, &otherwise, &s->c, e));
	k = case_of(s, a.conversation_id);
	assert_string_equal(k.labels, "Order\nvip");
	conversation_row_fini(&k);
	s->c.n = 0;
	MUST(db_begin_write(s->d, e));
	REFUSED("label.taken", label_set(s->d, "vip", "order", NULL, NOW, &r, &s->c, e));
	db_rollback(s->d);
	WRITE(s, label_set(s->d, "vip", "VVIP", NULL, NOW, &r, &s->c, e));
	assert_true(changed(s, CHANGE_CONVERSATION, a.conversation_id));
	MUST(label_list(s->d, "", 5, &rows, e));
	assert_int_equal(rows.n, 2);
	assert_string_equal(rows.v[0].name, "Order");
	assert_int_equal(rows.v[0].colour, LABEL_RED);
	assert_int_equal(rows.v[1].conversations, 1);
	label_rows_fini(&rows);
	WRITE(s, label_delete(s->d, "order", &r, &s->c, e));
	k = case_of(s, a.conversation_id);
	assert_string_equal(k.labels, "VVIP");
	conversation_row_fini(&k);
}

/* Each term alone narrows the view of all. */
static void terms(void **state)
{
	static const struct {
		struct conversation_query q;
		const char *shows;
	} cases[] = {
		{ { .status = "archived" }, "Citra" },
		{ { .status = "closed" }, "Dodi" },
		{ { .priority = "high" }, "Budi" },
		{ { .kind = "group" }, "Grup" },
		{ { .kind = "person" }, "Ani Budi Dodi" },
		{ { .window = WINDOW_OPEN }, "Ani Dodi" },
		{ { .window = WINDOW_CLOSED }, "Budi" },
		{ { .unseen = true }, "Budi Dodi Grup" },
	};
	struct shop *s = *state;
	struct arrived a = hear(s, 1, 100, "x", "Ani"), b = hear(s, 2, 25 * 3600, "x", "Budi"),
		       c = hear(s, 3, 26 * 3600, "x", "Citra"), d = hear(s, 4, 22 * 3600, "x", "Dodi"), g;
	char got[200];

	g = say(s, &(struct said){ .chat = "12036304@g.us", .id = "G", .at = NOW - 100 * 3600, .text = "x",
		.sender = "62812000009@c.us" });
	WRITE(s, chat_set_name(s->d, g.chat_id, "Grup", &s->c, e));
	WRITE(s, conversation_set_priority(s->d, b.conversation_id, PRIORITY_HIGH, &s->c, e));
	WRITE(s, conversation_set_status(s->d, c.conversation_id, CASE_ARCHIVED, 0, NOW, &s->c, e));
	WRITE(s, conversation_set_status(s->d, d.conversation_id, CASE_CLOSED, 0, NOW, &s->c, e));
	WRITE(s, conversation_assign(s->d, a.conversation_id, s->dewi, &s->c, e));
	WRITE(s, seen_put(s->d, s->rina, a.chat_id, 0, NOW, &s->c, e));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct conversation_query q = cases[i].q;
		char want[200], *name, *rest = want;

		q.view = VIEW_ALL;
		q.agent_id = s->rina;
		q.now = NOW;
		titles(s, q, got, sizeof got);
		/* Whatever their order. */
		str_copy(want, sizeof want, cases[i].shows);
		if (strlen(got) != strlen(want))
			fail_msg("case %zu shows %s, not %s", i, got, want);
		while ((name = strsep(&rest, " ")) != NULL)
			if (strstr(got, name) == NULL)
				fail_msg("case %zu shows %s, without %s", i, got, name);
	}
	titles(s, (struct conversation_query){ .view = VIEW_ALL, .assignee_id = s->dewi }, got, sizeof got);
	assert_string_equal(got, "Ani");
	titles(s, (struct conversation_query){ .view = VIEW_ALL, .window = WINDOW_CLOSING, .now = NOW }, got, sizeof got);
	assert_string_equal(got, "Dodi");
	titles(s, (struct conversation_query){ .contact_id = c.contact_id }, got, sizeof got);
	assert_string_equal(got, "Citra");
}

/* Unread again: as if the last one had not been seen, for one agent. */
static void unread(void **state)
{
	struct shop *s = *state;
	struct arrived a = hear(s, 1, 900, "x", "Ani");
	int64_t message, n, b;

	b = hear(s, 1, 800, "y", NULL).message_id;
	WRITE(s, seen_put(s->d, s->rina, a.chat_id, 0, NOW, &s->c, e));
	WRITE(s, seen_put(s->d, s->dewi, a.chat_id, 0, NOW, &s->c, e));
	s->c.n = 0;
	WRITE(s, seen_unread(s->d, s->rina, a.chat_id, NOW, &s->c, e));
	assert_true(changed(s, CHANGE_CONVERSATION, a.conversation_id));
	MUST(seen_get(s->d, s->rina, a.chat_id, &message, &n, e));
	assert_int_equal(n, 1);
	assert_int_equal(message, a.message_id);
	MUST(seen_get(s->d, s->dewi, a.chat_id, &message, &n, e));
	assert_int_equal(n, 0);
	WRITE(s, seen_put(s->d, s->rina, a.chat_id, b, NOW, &s->c, e));
	MUST(seen_get(s->d, s->rina, a.chat_id, &message, &n, e));
	assert_int_equal(n, 0);
	/* What was never seen stays as it is; where nobody wrote there is nothing. */
	a = say(s, &(struct said){ .chat = "62812000077@c.us", .id = "Q", .from_me = true, .text = "halo" });
	MUST(db_begin_write(s->d, e));
	REFUSED("conversation.nothing-unread", seen_unread(s->d, s->rina, a.chat_id, NOW, &s->c, e));
	db_rollback(s->d);
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
		T(views), T(needs_order), T(snoozed), T(labels), T(terms), T(unread), T(filters), T(pages), T(unseen), T(drafts),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
