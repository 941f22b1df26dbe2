/* plan: how SQLite means to find what is asked for. After a day in the shop every
 * statement that was used is explained: none may walk through a table that grows
 * with the years, and the hot ones go along the index made for them. */
#include "shop.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/agent.h"
#include "store/audit.h"
#include "store/away.h"
#include "store/chat.h"
#include "store/contact.h"
#include "store/draft.h"
#include "store/erase.h"
#include "store/label.h"
#include "store/note.h"
#include "store/undo.h"
#include "store/view.h"
#include "store/window.h"
#include "store/facts.h"
#include "store/number.h"
#include "store/pause.h"
#include "store/search.h"
#include "store/seen.h"
#include "store/stmt.h"
#include "store/stream.h"
#include "store/summary.h"

#include "base/banned.h"

#define BUDI "628111222333@c.us"

/* Tables (and their short names in statements) that grow with what is said. */
static const char *const growing[] = { "messages", "m", "q", "r", "v", "outbox", "o", "u", "p", "contacts", "conversations",
	"k", "chats", "h", "message_media", "x", "reactions", "search_rows", "contact_addresses", "contact_days",
	"conversation_sessions", "outbox_attempts", "seen", "drafts", "notes", "mentions",
	"conversation_windows", "conversation_labels", "undo_steps", "audit" };

/* Walking along one of these is meant: partial indexes of what is open, lists
 * in their order, and the few numbers. */
static const char *const meant[] = { "outbox_due", "outbox_chat", "outbox_left", "conversations_list", "contacts_sort",
	"conversations_needs", "conversations_snoozed", "messages_starred", "pauses_in_force", "contacts_opted_out" };

/* Statements that walk all the same, by how they begin: with the reason. */
static const char *const excused[] = {
	/* In order of its own key, and left at the page's end. */
	"SELECT key, message_id FROM search_rows",
	/* SQLite's own look for broken references, skipped while none is broken. */
	"INSERT INTO whatsapp_sessions",
	"INSERT INTO conversations",
};

static bool has_word(const char *line, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = line; (p = strstr(p, word)) != NULL; p++)
		if ((p == line || p[-1] == ' ') && (p[n] == '\0' || p[n] == ' '))
			return true;
	return false;
}

static bool walks(const char *line)
{
	const char *scan = strstr(line, "SCAN ");
	char table[64];

	if (scan == NULL)
		return false;
	snprintf(table, sizeof table, "%.*s", (int)strcspn(scan + 5, " "), scan + 5);
	for (size_t i = 0; i < sizeof meant / sizeof *meant; i++)
		if (has_word(line, meant[i]))
			return false;
	for (size_t i = 0; i < sizeof growing / sizeof *growing; i++)
		if (strcmp(table, growing[i]) == 0)
			return true;
	return false;
}

struct plan {
	sqlite3 *h;
	int statements, walking;
	struct {
		const char *begins, *index;
		bool found;
	} hot[10];
};

static void explain(void *ctx, const char *sql)
{
	struct plan *p = ctx;
	char *text = xasprintf("EXPLAIN QUERY PLAN %s", sql);
	sqlite3_stmt *s = NULL;

	if (strncmp(sql, "BEGIN", 5) == 0 || strncmp(sql, "COMMIT", 6) == 0) {
		free(text);
		return;
	}
	assert_int_equal(sqlite3_prepare_v2(p->h, text, -1, &s, NULL), SQLITE_OK);
	p->statements++;
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(s, 3);
		bool excuse = false;

		for (size_t i = 0; i < sizeof excused / sizeof *excused; i++)
			excuse = excuse || strncmp(sql, excused[i], strlen(excused[i])) == 0;
		if (walks(line) && !excuse) {
			print_error("%s\n    %s\n", line, sql);
			p->walking++;
		}
		for (size_t i = 0; i < sizeof p->hot / sizeof *p->hot; i++)
			if (p->hot[i].begins != NULL && strstr(sql, p->hot[i].begins) != NULL && has_word(line, p->hot[i].index))
				p->hot[i].found = true;
	}
	sqlite3_finalize(s);
	free(text);
}

/* What goes with a case. */
static void case_reading(struct shop *s, int64_t chat, int64_t contact)
{
	struct conversation_query q = { .contact_id = contact, .limit = 5 };
	struct conversation_rows list = { 0 };
	struct label_rows labels = { 0 };
	struct label_row label;
	struct note_rows notes = { 0 };
	struct view_rows views = { 0 };
	struct view_row view;
	struct undo_steps undo = { 0 };
	struct audit_rows audit = { 0 };
	struct window_rows windows = { 0 };
	struct case_rows cases = { 0 };
	char cursor[CONVERSATION_CURSOR], who[64];
	int64_t id, n;
	bool more, yes;

	WRITE(s, label_set(s->d, "order", NULL, NULL, NOW, &label, &s->c, e));
	WRITE(s, label_put(s->d, 1, label.id, true, &yes, &s->c, e));
	WRITE(s, label_set(s->d, "order", "orders", NULL, NOW, &label, &s->c, e));
	WRITE(s, note_add(s->d, 1, s->rina, "ask @dewi", NOW, &id, &s->c, e));
	WRITE(s, note_seen(s->d, s->dewi, chat, NOW, &s->c, e));
	WRITE(s, view_set(s->d, s->rina, "mine too", "assignee:me", NOW, &view, e));
	WRITE(s, undo_add(s->d, s->rina, &(struct undo_step){ .action = (char *)"close", .batch = (char *)"b" }, NOW, e));
	WRITE(s, conversation_assign_next(s->d, 1, &s->rina, 1, NOW, &n, &s->c, e));
	WRITE(s, conversation_wake(s->d, NOW, &s->c, e));
	WRITE(s, window_warn(s->d, NOW, &s->c, e));
	WRITE(s, seen_unread(s->d, s->rina, chat, NOW, &s->c, e));
	MUST(conversation_list(s->d, &q, &list, cursor, e));
	for (int v = 0; v < INBOX_VIEW_COUNT; v++) {
		struct conversation_query c = { .view = (enum inbox_view)v, .agent_id = s->rina, .label_id = label.id };

		MUST(conversation_count(s->d, &c, &n, e));
	}
	MUST(conversation_next_wake(s->d, &n, e));
	MUST(window_due(s->d, NOW, &yes, e));
	MUST(label_list(s->d, "", 5, &labels, e));
	MUST(note_list(s->d, chat, 0, NOW + 1, 0, 5, &notes, &more, e));
	MUST(note_mentions(s->d, s->dewi, &n, e));
	MUST(view_list(s->d, s->rina, &views, e));
	MUST(undo_last(s->d, s->rina, NOW - 10, &undo, e));
	MUST(undo_since(s->d, 1, 0, "close", who, sizeof who, &n, e));
	MUST(audit_of_case(s->d, 1, 5, &audit, e));
	MUST(window_list(s->d, chat, 5, &windows, e));
	MUST(conversation_cases(s->d, chat, 5, &cases, e));
	conversation_rows_fini(&list);
	label_rows_fini(&labels);
	note_rows_fini(&notes);
	view_rows_fini(&views);
	undo_steps_fini(&undo);
	audit_rows_fini(&audit);
	free(windows.v);
	free(cases.v);
}

static void reading(struct shop *s, int64_t chat, int64_t contact, int64_t message)
{
	struct contact_rows contacts = { 0 };
	struct contact_row contact_row;
	struct message_rows rows = { 0 };
	struct outbox_rows queue = { 0 };
	struct pause_rows pauses = { 0 };
	struct audit_rows audit = { 0 };
	struct number_rows numbers = { 0 };
	struct number_facts nf;
	struct summary figures;
	struct item_facts f;
	struct outbox_counts n;
	struct stream_position pos;
	struct search_query q = { .words = "halo", .chat_id = chat, .from_contact_id = contact, .from_me = -1, .limit = 5 };
	char next[CONTACT_CURSOR], cursor[CONVERSATION_CURSOR], found[SEARCH_CURSOR], bare[WA_ID_CAP], *draft;
	int64_t counts[INBOX_VIEW_COUNT], a, b;
	size_t k;
	bool more;

	for (int v = 0; v < INBOX_VIEW_COUNT; v++) {
		struct conversation_query view = { .view = (enum inbox_view)v, .agent_id = s->rina, .filter = "bu", .limit = 5 };
		struct conversation_rows list = { 0 };

		MUST(conversation_list(s->d, &view, &list, cursor, e));
		conversation_rows_fini(&list);
	}
	MUST(conversation_counts(s->d, s->rina, counts, e));
	MUST(contact_list(s->d, &(struct contact_query){ .text = "bu", .limit = 5 }, &contacts, next, e));
	MUST(contact_named(s->d, "Budi", 5, &contacts, e));
	MUST(contact_get(s->d, contact, &contact_row, e));
	MUST(message_list(s->d, chat, message, 5, &rows, &more, e));
	MUST(message_list(s->d, chat, 0, 5, &rows, &more, e));
	MUST(message_find_echo(s->d, chat, KIND_TEXT, "x", "", 0, &a, bare, &k, e));
	MUST(search_messages(s->d, &q, &rows, found, e));
	q.words = "ORD-1";
	MUST(search_messages(s->d, &q, &rows, found, e));
	q.starred = true;
	MUST(search_messages(s->d, &q, &rows, found, e));
	q.starred = false;
	q.unknown = true;
	MUST(search_messages(s->d, &q, &rows, found, e));
	q = (struct search_query){ .words = "", .since = NOW - 10, .from_me = -1, .limit = 5 };
	MUST(search_messages(s->d, &q, &rows, found, e));
	MUST(outbox_list(s->d, 0, message, 5, NOW_MS, &queue, &more, e));
	MUST(outbox_count(s->d, s->number, NOW_MS, &n, e));
	MUST(facts_number(s->d, s->number, 1, NOW, &nf, e));
	MUST(summary_number(s->d, s->number, NOW - 10, NOW, &figures, e));
	MUST(facts_item(s->d, message, NULL, 1, &f, e));
	MUST(pause_list(s->d, s->number, NOW, &pauses, e));
	MUST(audit_list(s->d, &(struct audit_query){ .limit = 5 }, &audit, e));
	MUST(number_list(s->d, &numbers, e));
	MUST(stream_get(s->d, s->number, "poll", &pos, e));
	case_reading(s, chat, contact);
	MUST(draft_get(s->d, s->rina, 1, &draft, e));
	MUST(seen_get(s->d, s->rina, chat, &a, &b, e));
	free(draft);
	contact_rows_fini(&contacts);
	contact_row_fini(&contact_row);
	message_rows_fini(&rows);
	outbox_rows_fini(&queue);
	pause_rows_fini(&pauses);
	audit_rows_fini(&audit);
	number_rows_fini(&numbers);
}

/* What is asked when nobody is there, and when somebody is to be forgotten. */
static void leaving(struct shop *s, const struct arrived *a, const struct address *to)
{
	struct away_ask ask = { .session_id = s->number, .chat_id = a->chat_id, .contact_id = a->contact_id,
		.message_id = a->message_id, .recipient = to, .talk_from = NOW - 60, .quick_s = 60, .last = 3 };
	struct away_past past;
	struct erase_sum sum;

	MUST(away_past(s->d, &ask, &past, e));
	MUST(erase_sum(s->d, a->contact_id, &sum, e));
}

static void nothing_walks(void **state)
{
	struct shop *s = *state;
	struct plan p = { .hot = {
		{ "messages m INDEXED BY messages_thread", "messages_thread", false },
		{ "FROM outbox o INDEXED BY outbox_due", "outbox_due", false },
		{ "FROM conversations k INDEXED BY conversations_list", "conversations_list", false },
		{ "WHERE m.wa_id = :wa AND m.session_id", "messages_wa", false },
		{ "FROM contact_addresses a JOIN chats h", "chats_contact", false },
		{ "FROM conversations k INDEXED BY conversations_chat", "conversations_chat", false },
		{ "FROM pauses", "pauses_in_force", false },
		{ "max(at) AS last FROM contact_days", "contact_days_begun", false },
	} };
	struct sentence why = { .key = "k", .text = "t" };
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A", .at = NOW - 60, .text = "halo ORD-1234", .name = "Budi" });
	int64_t sent = write_to(s, a.chat_id, "satu"), held = write_to(s, a.chat_id, "dua"), left = write_to(s, a.chat_id, "tiga");
	struct address one = address(BUDI), lid = address("290011122233@lid");
	struct outbox_item item;
	struct outbox_look look;
	struct addresses to = { 0 };
	struct own_sends sends = { 0 };
	int64_t id;
	size_t n;

	begin(s, sent, NOW_MS, "S");
	WRITE(s, outbox_recover(s->d, NOW_MS, NOW_MS + 1, &why, &n, &s->c, e));
	MUST(outbox_look_next(s->d, s->number, NOW_MS, &look, NULL, e));
	outbox_look_fini(&look);
	WRITE(s, outbox_hold(s->d, held, &why, &s->c, e));
	MUST(outbox_next(s->d, s->number, NOW_MS + 5, &item, NULL, e));
	outbox_item_fini(&item);
	end(s, left, begin(s, left, NOW_MS, NULL), NOW_MS, OUTCOME_ACCEPTED, "L");
	ack(s, "L", 2);
	MUST(message_unread_sends(s->d, s->number, 0, 5, &sends, e));
	MUST(outbox_recipients(s->d, s->number, &to, e));
	WRITE(s, outbox_recheck(s->d, s->number, e));
	WRITE(s, seen_put(s->d, s->rina, a.chat_id, a.message_id, NOW, &s->c, e));
	say(s, &(struct said){ .chat = "290011122233@lid", .id = "B", .text = "hai" });
	WRITE(s, contact_open(s->d, &one, &lid, NOW, &id, &s->c, e));
	reading(s, a.chat_id, a.contact_id, held);
	leaving(s, &a, &one);
	p.h = db_handle(s->d);
	db_each_sql(s->d, explain, &p);
	assert_int_equal(p.walking, 0);
	assert_true(p.statements > 90);
	for (size_t i = 0; i < sizeof p.hot / sizeof *p.hot; i++)
		if (p.hot[i].begins != NULL && !p.hot[i].found)
			fail_msg("nothing goes along %s: %s", p.hot[i].index, p.hot[i].begins);
	own_sends_fini(&sends);
	free(to.v);
}

/* The check itself sees a walk. */
static void walk_is_seen(void **state)
{
	struct shop *s = *state;
	struct plan p = { .h = db_handle(s->d) };

	explain(&p, "SELECT count(*) FROM messages WHERE text = 'x'");
	assert_int_equal(p.walking, 1);
	explain(&p, "SELECT text FROM messages WHERE id = 1");
	assert_int_equal(p.walking, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_walks, shop_open, shop_close),
		cmocka_unit_test_setup_teardown(walk_is_seen, shop_open, shop_close),
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
