/* conversation: the list that agents live in. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/zone.h"
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
	static const char *const foreign[] = { "1.2.3", "1.2.3.4.5", "-1.0.0.0", "-9223372036854775808.0.0.0",
		"9223372036854775807.0.0.0", "9223372036854775808.0.0.0", " 1.0.0.0", "1.+2.3.4", "1..3.4", "1.2.3.", "." };
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
		q.after = foreign[i];
		REFUSED("conversation.cursor", conversation_list(s->d, &q, &rows, next, e));
	}
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
	static const char *const bad[] = { "", "two words", "a,b", "+plus", "-minus", "@who", "a\033[31m", "a\nb", "a\177",
		"a\302\233b" /* C1 */, "a\377" /* no UTF-8 */, "a\342\200\256b" /* turns the line round */,
		"\342\200\213" /* nothing to be seen */ };
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

/* What was said and done in turn, and what is left of it. i: they write, p: an answer
 * from the own phone, s: one of ours, c: it is cancelled, e d: they edit, delete their last,
 * D: our phone's last is deleted for everyone, r: they react to ours, R: we to theirs,
 * x a z: closed, archived, snoozed, w: the snooze is over, o: opened by hand, h: old history. */
static void sequences(void **state)
{
	static const struct {
		const char *said;
		bool needs;
		enum case_status status;
	} cases[] = {
		{ "i", true, CASE_OPEN },	{ "ii", true, CASE_OPEN },	{ "ip", false, CASE_WAITING },
		{ "is", false, CASE_WAITING },	{ "isc", true, CASE_OPEN },	{ "ipi", true, CASE_OPEN },
		{ "ie", true, CASE_OPEN },	{ "ipe", false, CASE_WAITING }, { "id", false, CASE_OPEN },
		{ "iid", true, CASE_OPEN },	{ "ipid", false, CASE_WAITING }, { "ipD", true, CASE_OPEN },
		{ "ippD", false, CASE_WAITING }, { "ipr", false, CASE_WAITING }, { "iR", true, CASE_OPEN },
		{ "ipiR", true, CASE_OPEN },	{ "ix", false, CASE_CLOSED },	{ "ixe", false, CASE_CLOSED },
		{ "ixd", false, CASE_CLOSED },	{ "ixi", true, CASE_OPEN },	{ "iai", true, CASE_OPEN },
		{ "ixp", false, CASE_CLOSED },	{ "ixo", true, CASE_OPEN },	{ "ipxo", false, CASE_WAITING },
		{ "ipz", false, CASE_SNOOZED }, { "ipzi", true, CASE_OPEN },	{ "ipzw", true, CASE_OPEN },
		{ "ipzwe", true, CASE_OPEN },	{ "ipzwp", false, CASE_WAITING }, { "ipzwx", false, CASE_CLOSED },
		{ "ipzwr", true, CASE_OPEN },	{ "h", false, CASE_OPEN },	{ "hi", true, CASE_OPEN },
		{ "p", false, CASE_WAITING },	{ "isci", true, CASE_OPEN },
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct conversation_row k;
		struct arrived a = { 0 };
		char chat[40], in[16] = "", out[16] = "";
		int64_t sent = 0;

		snprintf(chat, sizeof chat, "62813%06zu@c.us", i);
		for (const char *p = cases[i].said; *p != '\0'; p++) {
			int64_t at = NOW - 100 + (p - cases[i].said);
			struct event ev = { .at = at, .chat = address(chat), .sender = address(chat), .target_known_side = true };
			char id[16];

			s->now = at;
			snprintf(id, sizeof id, "Q%zu.%d", i, (int)(p - cases[i].said));
			str_copy(ev.id.bare, sizeof ev.id.bare, id);
			ev.id.chat = ev.chat;
			switch (*p) {
			case 'i':
			case 'h':
				str_copy(in, sizeof in, id);
				a = say(s, &(struct said){ .chat = chat, .id = id, .at = *p == 'h' ? NOW - 30 * 86400 : at,
					.text = "x", .history = *p == 'h' });
				break;
			case 'p':
				str_copy(out, sizeof out, id);
				a = say(s, &(struct said){ .chat = chat, .id = id, .at = at, .text = "y", .from_me = true });
				break;
			case 's':
				sent = write_at(s, a.chat_id, "z", at * 1000, 0, ORIGIN_AGENT);
				break;
			case 'c':
				WRITE(s, outbox_cancel(s->d, sent, at * 1000, &s->c, e));
				break;
			case 'e':
				ev.kind = EVENT_EDITED;
				ev.text = (char *)(uintptr_t)"x!";
				str_copy(ev.target, sizeof ev.target, in);
				arrive(s, &ev, true);
				break;
			case 'd':
			case 'D':
				ev.kind = EVENT_REVOKED;
				ev.target_from_me = ev.id.from_me = *p == 'D';
				str_copy(ev.target, sizeof ev.target, *p == 'D' ? out : in);
				arrive(s, &ev, true);
				break;
			case 'r':
			case 'R':
				ev.kind = EVENT_REACTION;
				ev.text = (char *)(uintptr_t)"+";
				ev.id.from_me = *p == 'R';
				ev.target_from_me = *p == 'r';
				str_copy(ev.target, sizeof ev.target, *p == 'r' ? out : in);
				arrive(s, &ev, true);
				break;
			case 'w':
				WRITE(s, conversation_wake(s->d, NOW + 60, &s->c, e));
				break;
			default:
				WRITE(s, conversation_set_status(s->d, a.conversation_id, *p == 'x' ? CASE_CLOSED :
					*p == 'a' ? CASE_ARCHIVED : *p == 'z' ? CASE_SNOOZED : CASE_OPEN, NOW + 60, at, &s->c, e));
			}
		}
		k = case_of(s, a.conversation_id);
		if (k.needs_reply != cases[i].needs || k.status != cases[i].status)
			fail_msg("%s: %s, %s", cases[i].said, k.needs_reply ? "needs a reply" : "needs none",
				case_status_name(k.status));
		if ((k.waiting_since != 0) != k.needs_reply)
			fail_msg("%s: waits since %lld", cases[i].said, (long long)k.waiting_since);
		conversation_row_fini(&k);
	}
	s->now = NOW;
}

/* Groups stay out of it until it is said, and are out of it again. */
static void groups(void **state)
{
	struct shop *s = *state;
	struct conversation_row k;
	struct arrived g;

	g = say(s, &(struct said){ .chat = "12036309@g.us", .id = "G1", .at = NOW - 50, .text = "x", .sender = "628131@c.us" });
	k = case_of(s, g.conversation_id);
	assert_false(k.needs_reply);
	conversation_row_fini(&k);
	WRITE(s, conversation_groups(s->d, true, NOW, &s->c, e));
	k = case_of(s, g.conversation_id);
	assert_true(k.needs_reply);
	assert_int_equal(k.waiting_since, NOW - 50);
	conversation_row_fini(&k);
	say(s, &(struct said){ .chat = "12036309@g.us", .id = "G2", .at = NOW - 40, .text = "y", .from_me = true });
	k = case_of(s, g.conversation_id);
	assert_false(k.needs_reply);
	assert_int_equal(k.status, CASE_WAITING);
	conversation_row_fini(&k);
	say(s, &(struct said){ .chat = "12036309@g.us", .id = "G3", .at = NOW - 30, .text = "z", .sender = "628131@c.us" });
	k = case_of(s, g.conversation_id);
	assert_true(k.needs_reply);
	conversation_row_fini(&k);
	WRITE(s, conversation_groups(s->d, false, NOW, &s->c, e));
	k = case_of(s, g.conversation_id);
	assert_false(k.needs_reply);
	conversation_row_fini(&k);
}

static struct arrived hear_later(struct shop *s, const char *id, int64_t now, int64_t after)
{
	struct arrival a = { .session_id = s->number, .live = true, .now = now, .zone = zone_utc(), .case_new_after_s = after };
	struct event ev = { .kind = EVENT_MESSAGE, .at = now, .text = (char *)(uintptr_t)"lagi", .chat = address("62812000001@c.us") };
	struct arrived out;

	ev.sender = ev.chat;
	ev.id.chat = ev.chat;
	str_copy(ev.id.bare, sizeof ev.id.bare, id);
	WRITE(s, message_arrive(s->d, &a, &ev, &out, &s->c, e));
	return out;
}

/* A case closed long ago is followed by a new one; the old one stays to be looked at. */
static void new_cases(void **state)
{
	enum { DAY = 86400 };
	struct shop *s = *state;
	struct arrived a = hear(s, 1, 100, "x", "Ani"), b;
	struct conversation_row k;
	struct case_rows rows = { 0 };
	char got[200];

	assert_true(a.opened);
	WRITE(s, conversation_set_priority(s->d, a.conversation_id, PRIORITY_HIGH, &s->c, e));
	WRITE(s, draft_put(s->d, s->rina, a.conversation_id, "nanti", NOW, e));
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_CLOSED, 0, NOW, &s->c, e));
	b = hear_later(s, "L1", NOW + 2 * DAY, 3 * DAY);
	assert_int_equal(b.conversation_id, a.conversation_id);
	assert_true(b.reopened);
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_CLOSED, 0, NOW + 2 * DAY, &s->c, e));
	b = hear_later(s, "L2", NOW + 9 * DAY, 0); /* never */
	assert_int_equal(b.conversation_id, a.conversation_id);
	WRITE(s, conversation_set_status(s->d, a.conversation_id, CASE_CLOSED, 0, NOW + 9 * DAY, &s->c, e));
	s->c.n = 0;
	b = hear_later(s, "L3", NOW + 12 * DAY, 3 * DAY);
	assert_int_not_equal(b.conversation_id, a.conversation_id);
	assert_true(b.opened && !b.reopened);
	assert_true(changed(s, CHANGE_CONVERSATION, a.conversation_id));
	k = case_of(s, b.conversation_id);
	assert_true(k.needs_reply);
	assert_int_equal(k.priority, PRIORITY_NORMAL);
	assert_int_equal(k.opened_at, NOW + 12 * DAY);
	assert_int_equal(k.unseen, 4);
	assert_string_equal(k.draft, "nanti");
	conversation_row_fini(&k);
	k = case_of(s, a.conversation_id);
	assert_int_equal(k.status, CASE_CLOSED);
	assert_int_equal(k.priority, PRIORITY_HIGH);
	conversation_row_fini(&k);
	titles(s, (struct conversation_query){ .view = VIEW_ALL }, got, sizeof got);
	assert_string_equal(got, "Ani");
	titles(s, (struct conversation_query){ .contact_id = a.contact_id }, got, sizeof got);
	assert_string_equal(got, "Ani Ani");
	MUST(conversation_cases(s->d, a.chat_id, 5, &rows, e));
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.v[0].id, b.conversation_id);
	free(rows.v);
	MUST(db_begin_write(s->d, e));
	REFUSED("conversation.over", conversation_set_status(s->d, a.conversation_id, CASE_OPEN, 0, NOW, &s->c, e));
	db_rollback(s->d);
	/* Its messages stay with it. */
	assert_int_equal(number_of(s, "SELECT count(DISTINCT conversation_id) FROM messages"), 2);
}

/* By turns: who has least, then who was given one longest ago. */
static void turns(void **state)
{
	struct shop *s = *state;
	int64_t agents[] = { s->rina, s->dewi }, chosen, got[2] = { 0 };

	for (int i = 0; i < 6; i++) {
		struct arrived a = hear(s, i, 100, "x", "Ani");

		if (i == 0) /* dewi has one already */
			WRITE(s, conversation_assign(s->d, a.conversation_id, s->dewi, &s->c, e));
		else
			WRITE(s, conversation_assign_next(s->d, a.conversation_id, agents, 2, NOW + i, &chosen, &s->c, e));
		if (i == 1)
			assert_int_equal(chosen, s->rina);
		if (i > 0)
			got[chosen == s->dewi]++;
	}
	assert_int_equal(got[0], 3);
	assert_int_equal(got[1], 2);
	WRITE(s, conversation_assign_next(s->d, 1, agents, 0, NOW, &chosen, &s->c, e));
	assert_int_equal(chosen, 0);
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
		T(views), T(needs_order), T(snoozed), T(labels), T(terms), T(unread),
		T(sequences), T(groups), T(new_cases), T(turns), T(filters), T(pages), T(unseen), T(drafts),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
