/* merge: one person under two addresses. Whatever stood apart becomes one, and
 * every old id leads there. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "store/chat.h"
#include "store/contact.h"
#include "store/contact_merge.h"
#include "store/draft.h"
#include "store/facts.h"
#include "store/field.h"
#include "store/search.h"
#include "store/seen.h"
#include "store/stmt.h"
#include "store/window.h"

#include "base/banned.h"

#define PHONE "628111222333@c.us"
#define LID "290011122233@lid"

static int64_t open_contact(struct shop *s, const char *a, const char *alt)
{
	struct address one = address(a), two = address(alt);
	int64_t id;

	WRITE(s, contact_open(s->d, &one, alt != NULL ? &two : NULL, NOW, &id, &s->c, e));
	return id;
}

/* Nothing refers to what is not there, and every table agrees. */
static void whole(struct shop *s)
{
	assert_int_equal(number_of(s, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages m JOIN chats h ON h.id = m.chat_id"
		" WHERE h.merged_into IS NOT NULL"), 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages m JOIN conversations k ON k.id = m.conversation_id"
		" WHERE k.merged_into IS NOT NULL OR k.chat_id <> m.chat_id"), 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM chats h JOIN contacts c ON c.id = h.contact_id"
		" WHERE h.merged_into IS NULL AND c.merged_into IS NOT NULL"), 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_addresses a JOIN contacts c ON c.id = a.contact_id"
		" WHERE c.merged_into IS NOT NULL"), 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM contacts c JOIN contacts d ON d.id = c.merged_into"
		" WHERE d.merged_into IS NOT NULL"), 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM (SELECT chat_id FROM conversations WHERE latest = 1"
		" GROUP BY chat_id HAVING count(*) > 1)"), 0);
}

static void addresses(void **state)
{
	static const struct {
		const char *what, *first, *first_alt, *second, *second_alt;
		int contacts; /* that are not merged, at the end */
	} cases[] = {
		{ "one address", PHONE, NULL, PHONE, NULL, 1 },
		{ "two people", PHONE, NULL, "628999@c.us", NULL, 2 },
		{ "phone, then told with its hidden id", PHONE, NULL, PHONE, LID, 1 },
		{ "hidden id, then told with its phone", LID, NULL, PHONE, LID, 1 },
		{ "both at once", PHONE, LID, LID, NULL, 1 },
		{ "told twice", PHONE, LID, LID, PHONE, 1 },
		{ "the other address is a group: no person", PHONE, "120363000@g.us", PHONE, NULL, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *own;
		struct shop *s;
		int64_t a, b;

		shop_open(&own);
		s = own;
		a = open_contact(s, cases[i].first, cases[i].first_alt);
		b = open_contact(s, cases[i].second, cases[i].second_alt);
		if (number_of(s, "SELECT count(*) FROM contacts WHERE merged_into IS NULL") != cases[i].contacts ||
			(cases[i].contacts == 1) != (a == b))
			fail_msg("%s", cases[i].what);
		whole(s);
		shop_close(&own);
	}
}

static void no_person(void **state)
{
	struct shop *s = *state;
	struct address group = address("120363000@g.us"), list = address("123@broadcast");
	struct chat_ref ref;
	int64_t id;

	MUST(db_begin_write(s->d, e));
	REFUSED("contact.person", contact_open(s->d, &group, NULL, NOW, &id, &s->c, e));
	REFUSED("chat.broadcast", chat_open(s->d, s->number, &list, NULL, NOW, &ref, &s->c, e));
	db_rollback(s->d);
	REFUSED("chat.with.none", chat_find(s->d, s->number, &group, &ref, e));
	REFUSED("chat.none", chat_get(s->d, 77, &ref, e));
}

/* A life under both addresses, then it turns out. */
static void two_lives(void **state)
{
	struct shop *s = *state;
	struct arrived p = say(s, &(struct said){ .chat = PHONE, .id = "P1", .at = NOW - 100, .text = "dari nomor lama",
		.name = "Budi" });
	struct arrived l = say(s, &(struct said){ .chat = LID, .id = "L1", .at = NOW - 50, .text = "dari nomor tersembunyi",
		.name = "Budi S" });
	int64_t queued_p = write_to(s, p.chat_id, "satu"), queued_l = write_to(s, l.chat_id, "dua");
	struct conversation_row k;
	struct contact_row c;
	struct chat_ref ref;
	struct message_rows rows = { 0 };
	struct outbox_item item;
	char *draft;
	bool more;
	int64_t at, n;

	assert_int_not_equal(p.chat_id, l.chat_id);
	WRITE(s, contact_set_opted_out(s->d, l.contact_id, NOW - 10, &s->c, e));
	WRITE(s, conversation_assign(s->d, l.conversation_id, s->dewi, &s->c, e));
	WRITE(s, draft_put(s->d, s->rina, p.conversation_id, "setengah", NOW, e));
	WRITE(s, draft_put(s->d, s->rina, l.conversation_id, "jadi", NOW, e));
	WRITE(s, seen_put(s->d, s->rina, p.chat_id, 0, NOW, &s->c, e));
	begin(s, queued_l, NOW_MS, NULL); /* counts the day of the one that goes */
	end(s, queued_l, 1, NOW_MS, OUTCOME_SESSION, NULL);

	open_contact(s, PHONE, LID);
	whole(s);
	/* One thread, in order of time, under one case. */
	MUST(message_list(s->d, p.chat_id, 0, 10, &rows, &more, e));
	assert_int_equal(rows.n, 4);
	assert_string_equal(rows.v[0].wa_id, "P1");
	assert_string_equal(rows.v[1].wa_id, "L1");
	for (size_t i = 0; i < rows.n; i++) {
		assert_int_equal(rows.v[i].chat_id, p.chat_id);
		assert_int_equal(rows.v[i].conversation_id, p.conversation_id);
	}
	message_rows_fini(&rows);
	/* Old ids lead there. */
	MUST(chat_get(s->d, l.chat_id, &ref, e));
	assert_int_equal(ref.chat_id, p.chat_id);
	assert_string_equal(ref.address.user, "628111222333");
	MUST(conversation_get(s->d, l.conversation_id, s->rina, &k, e));
	assert_int_equal(k.id, p.conversation_id);
	assert_string_equal(k.assignee, "dewi");
	assert_true(k.opted_out);
	assert_int_equal(k.queued, 2);
	assert_int_equal(k.unseen, 1); /* rina saw the one of the phone */
	assert_string_equal(k.draft, "setengah\njadi");
	conversation_row_fini(&k);
	MUST(draft_get(s->d, s->rina, l.conversation_id, &draft, e));
	assert_string_equal(draft, "setengah\njadi");
	free(draft);
	MUST(contact_get(s->d, l.contact_id, &c, e));
	assert_int_equal(c.id, p.contact_id);
	assert_int_equal(c.addresses.n, 2);
	assert_int_equal(c.conversations.n, 1);
	assert_int_equal(c.messages_in, 2);
	assert_int_equal(c.messages_out, 2);
	assert_int_equal(c.first_message_at, NOW - 100);
	assert_string_equal(c.phone, "628111222333");
	contact_row_fini(&c);
	MUST(window_last_inbound(s->d, s->number, p.contact_id, &at, e));
	assert_int_equal(at, NOW - 50);
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_days WHERE contact_id = 1"), 1);
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_days"), 1);
	/* The queue keeps its order and its frozen recipients. */
	MUST(outbox_next(s->d, s->number, NOW_MS, &item, NULL, e));
	assert_int_equal(item.message_id, queued_p);
	assert_int_equal(item.chat_id, p.chat_id);
	assert_int_equal(item.contact_id, p.contact_id);
	outbox_item_fini(&item);
	MUST(outbox_item_get(s->d, queued_l, NOW_MS, &item, e));
	assert_int_equal(item.recipient.kind, ADDRESS_LID);
	assert_int_equal(item.contact_id, p.contact_id);
	outbox_item_fini(&item);
	MUST(seen_get(s->d, s->rina, l.chat_id, &at, &n, e));
	assert_int_equal(n, 1);
	assert_true(changed(s, CHANGE_CONVERSATION, p.conversation_id));
	assert_true(changed(s, CHANGE_CONVERSATION, l.conversation_id));
}

static size_t hits(struct shop *s, const char *words, int64_t chat, int64_t from)
{
	struct search_query q = { .words = words, .chat_id = chat, .from_contact_id = from, .from_me = -1, .limit = 10 };
	struct message_rows rows = { 0 };
	char next[SEARCH_CURSOR];
	size_t n;

	MUST(search_messages(s->d, &q, &rows, next, e));
	n = rows.n;
	message_rows_fini(&rows);
	return n;
}

/* in: and from: find what was said before as well. */
static void search_follows(void **state)
{
	struct shop *s = *state;
	struct arrived p = say(s, &(struct said){ .chat = PHONE, .id = "P", .text = "ongkir" });
	struct arrived l = say(s, &(struct said){ .chat = LID, .id = "L", .text = "ongkir ORD-77123" });

	assert_int_equal(hits(s, "ongkir", p.chat_id, 0), 1);
	open_contact(s, LID, PHONE);
	assert_int_equal(hits(s, "ongkir", p.chat_id, 0), 2);
	assert_int_equal(hits(s, "ongkir", l.chat_id, 0), 2);
	assert_int_equal(hits(s, "ongkir", 0, p.contact_id), 2);
	assert_int_equal(hits(s, "ongkir", 0, l.contact_id), 2);
	assert_int_equal(hits(s, "7712", p.chat_id, 0), 1);
	assert_int_equal(number_of(s, "SELECT count(*) FROM search_rows"), 2);
}

/* GOWS tells a new sender's first message twice: @lid and @c.us, one bare id. */
static void twins(void **state)
{
	static const struct {
		const char *what, *one, *two;
		bool from_me;
		int chats, messages;
	} cases[] = {
		{ "theirs", LID, PHONE, false, 1, 1 },
		{ "theirs, the other way round", PHONE, LID, false, 1, 1 },
		/* The owner's broadcast list: one id to many people. */
		{ "ours to two phones", PHONE, "628999@c.us", true, 1, 1 },
		{ "ours under both: not proven", PHONE, LID, true, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *own;
		struct shop *s;
		struct arrived a, b;

		shop_open(&own);
		s = own;
		a = say(s, &(struct said){ .chat = cases[i].one, .id = "T", .text = "halo", .from_me = cases[i].from_me });
		b = say(s, &(struct said){ .chat = cases[i].two, .id = "T", .text = "halo", .from_me = cases[i].from_me });
		if (a.message_id != b.message_id || a.chat_id != b.chat_id ||
			number_of(s, "SELECT count(*) FROM messages") != cases[i].messages ||
			number_of(s, "SELECT count(*) FROM chats WHERE merged_into IS NULL") != cases[i].chats)
			fail_msg("%s", cases[i].what);
		/* Theirs prove that both are one person; ours do not. */
		assert_int_equal(number_of(s, "SELECT count(*) FROM contact_addresses"), cases[i].from_me ? 1 : 2);
		whole(s);
		shop_close(&own);
	}
}

/* The alternative address in a message merges as well, and it may be the
 * message itself that is already known under the other one. */
static void told_by_a_message(void **state)
{
	struct shop *s = *state;
	struct arrived p = say(s, &(struct said){ .chat = PHONE, .id = "1", .text = "a" });
	struct arrived l = say(s, &(struct said){ .chat = LID, .id = "2", .text = "b" });
	struct arrived again = say(s, &(struct said){ .chat = LID, .alt = PHONE, .id = "2", .text = "b" });
	struct message_row r;

	assert_int_equal(again.message_id, l.message_id);
	MUST(message_get(s->d, l.message_id, &r, e));
	assert_int_equal(r.chat_id, p.chat_id);
	message_row_fini(&r);
	whole(s);
	/* From now on either address is that chat. */
	assert_int_equal(say(s, &(struct said){ .chat = LID, .id = "3", .text = "c" }).chat_id, p.chat_id);
	assert_int_equal(say(s, &(struct said){ .chat = PHONE, .id = "4", .text = "d" }).chat_id, p.chat_id);
}

/* Three contacts in a row: ids lead to the end at once. */
static void chains(void **state)
{
	struct shop *s = *state;
	int64_t a = open_contact(s, "2900111@lid", NULL), b = open_contact(s, "2900222@lid", NULL),
		c = open_contact(s, PHONE, NULL);
	struct contact_row row;

	say(s, &(struct said){ .chat = "2900222@lid", .id = "1", .text = "x" });
	say(s, &(struct said){ .chat = PHONE, .id = "2", .text = "y" });
	say(s, &(struct said){ .chat = "2900111@lid", .id = "3", .text = "z" });
	open_contact(s, "2900222@lid", PHONE);
	open_contact(s, "2900111@lid", PHONE);
	whole(s);
	MUST(contact_get(s->d, c, &row, e));
	assert_int_equal(row.id, a);
	contact_row_fini(&row);
	MUST(contact_get(s->d, b, &row, e));
	assert_int_equal(row.id, a);
	assert_int_equal(row.addresses.n, 3);
	assert_int_equal(row.messages_in, 3);
	contact_row_fini(&row);
}

/* Two numbers: each keeps its own thread with the person. */
static void two_numbers(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = PHONE, .id = "1", .text = "x" });
	struct arrived b = say(s, &(struct said){ .chat = LID, .id = "2", .text = "y", .number = s->other });
	struct contact_row c;

	open_contact(s, PHONE, LID);
	whole(s);
	MUST(contact_get(s->d, b.contact_id, &c, e));
	assert_int_equal(c.id, a.contact_id);
	assert_int_equal(c.conversations.n, 2);
	contact_row_fini(&c);
	assert_int_equal(number_of(s, "SELECT count(*) FROM chats WHERE merged_into IS NULL"), 2);
	/* The other number now sends to the phone too. */
	assert_int_equal(number_of(s, "SELECT count(*) FROM chats WHERE address = '" PHONE "'"), 2);
}

/* In a group it is the writer who has two addresses. */
static void group_writers(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = "120363000111@g.us", .id = "1", .sender = LID, .name = "Sri", .text = "x" });
	struct message_row r;
	int64_t phone = open_contact(s, PHONE, NULL);

	WRITE(s, contact_set_name(s->d, phone, CONTACT_OWN, "Bu Sri", &s->c, e));
	open_contact(s, PHONE, LID);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_string_equal(r.author, "Bu Sri");
	assert_int_equal(number_of(s, "SELECT count(*) FROM contacts WHERE merged_into IS NULL"), 1);
	message_row_fini(&r);
}

/* What a merge may touch, line by line. */
static char *everything(struct shop *s)
{
	static const char *const tables[] = {
		"SELECT id || ' ' || own_name || '|' || push_name || '|' || phone || '|' || name || '|' || names || ' ' ||"
		" opted_out_at || ' ' || wrote_at || ' ' || consent_at || ' ' || blocked_at || ' ' || created_at || ' ' ||"
		" coalesce(merged_into, 0) FROM contacts ORDER BY id",
		"SELECT address || ' ' || contact_id FROM contact_addresses ORDER BY address",
		"SELECT id || ' ' || address || ' ' || coalesce(contact_id, 0) || ' ' || coalesce(merged_into, 0) FROM chats ORDER BY id",
		"SELECT id || ' ' || chat_id || ' ' || conversation_id || ' ' || state FROM messages ORDER BY id",
		("SELECT id || ' ' || chat_id || ' ' || latest || ' ' || status || ' ' || needs_reply || ' ' || waiting_since || ' ' ||"
		" last_message_id || ' ' || last_at || ' ' || first_at || ' ' || last_in_at || ' ' || last_out_at || ' ' ||"
		" inbound_count || ' ' || messages_in || ' ' || messages_out || ' ' || find_who || ' ' || find_text || ' ' ||"
		" coalesce(merged_into, 0) FROM conversations ORDER BY id"),
		("SELECT contact_id || ' ' || session_id || ' ' || last_inbound_at FROM conversation_sessions"
		" ORDER BY contact_id, session_id"),
		"SELECT contact_id || ' ' || day || ' ' || at || ' ' || initiation FROM contact_days ORDER BY contact_id, day",
		"SELECT agent_id || ' ' || chat_id || ' ' || message_id || ' ' || inbound_count FROM seen ORDER BY agent_id, chat_id",
		"SELECT contact_id || ' ' || tag FROM contact_tags ORDER BY contact_id, tag",
		"SELECT contact_id || ' ' || name || ' ' || value FROM contact_fields ORDER BY contact_id, name",
		"SELECT message_id || ' ' || chat_id || ' ' || contact_id || ' ' || recipient FROM outbox ORDER BY message_id",
		"SELECT message_id || ' ' || terms FROM search_rows ORDER BY message_id",
		"SELECT id || ' ' || conversation_id || ' ' || chat_id || ' ' || text FROM notes ORDER BY id",
		"SELECT conversation_id || ' ' || label_id FROM conversation_labels ORDER BY conversation_id, label_id",
		"SELECT id || ' ' || chat_id || ' ' || opened_at FROM conversation_windows ORDER BY id",
	};
	struct buf all = { 0 };

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct err e = { 0 };
		struct stmt *q = SQL(s->d, tables[i], &e);

		if (q == NULL)
			fail_msg("%s", err_text(&e));
		while (stmt_row(q, &e) > 0)
			buf_addf(&all, "%s\n", take_ref(q));
	}
	return buf_take(&all);
}

static void same_lines(const char *a, const char *b)
{
	while (*a != '\0' || *b != '\0') {
		size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");

		if (n != m || strncmp(a, b, n) != 0)
			fail_msg("was: %.*s\nis:  %.*s", (int)n, a, (int)m, b);
		a += n + (a[n] == '\n');
		b += m + (b[m] == '\n');
	}
}

/* Two people whom somebody takes for one, and the way back: everything is as it was. The
 * older chat may be of either. */
static void there_and_back(void **state)
{
	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		void *own;
		struct shop *s;
		struct field kota = { .name = "kota", .type = FIELD_TEXT };
		int64_t keep, gone, back;
		bool changed;
		char *before, *after;

		shop_open(&own);
		s = own;
		struct arrived a = say(s, &(struct said){ .chat = "6281110001@c.us", .id = "A1", .at = NOW - 900,
			.text = "dari nomor lama", .name = "Budi" });
		struct arrived b = say(s, &(struct said){ .chat = "6281110002@c.us", .id = "B1", .at = NOW - 500,
			.text = "dari nomor baru", .name = "Budi S" });

		say(s, &(struct said){ .chat = "6281110002@c.us", .id = "B2", .at = NOW - 400, .text = "lagi" });
		say(s, &(struct said){ .chat = "6281110001@c.us", .id = "A2", .at = NOW - 300, .from_me = true, .text = "ya" });
		say(s, &(struct said){ .chat = "6281110002@c.us", .id = "B3", .at = NOW - 200, .text = "di nomor dua",
			.number = s->other });
		write_to(s, a.chat_id, "antre satu");
		write_to(s, b.chat_id, "antre dua");
		keep = turn == 0 ? a.contact_id : b.contact_id;
		gone = turn == 0 ? b.contact_id : a.contact_id;
		WRITE(s, contact_set_opted_out(s->d, gone, NOW - 50, &s->c, e));
		WRITE(s, contact_set_name(s->d, gone, CONTACT_OWN, "Pak Budi", &s->c, e));
		WRITE(s, field_put(s->d, &kota, e));
		WRITE(s, profile_set_field(s->d, keep, &kota, "Bogor", &changed, &s->c, e));
		WRITE(s, profile_set_tag(s->d, gone, "vip", false, &changed, &s->c, e));
		WRITE(s, profile_set_tag(s->d, keep, "vip", false, &changed, &s->c, e));
		WRITE(s, profile_set_tag(s->d, gone, "lama", false, &changed, &s->c, e));
		WRITE(s, seen_put(s->d, s->rina, b.chat_id, b.message_id, NOW, &s->c, e));
		static const char *const more[] = {
			"INSERT INTO labels (name, folded, created_at) VALUES ('pesanan', 'pesanan', 0), ('retur', 'retur', 0)",
			"INSERT INTO conversation_labels SELECT id, 1 FROM conversations WHERE chat_id < 3",
			"INSERT INTO conversation_labels SELECT id, 2 FROM conversations WHERE chat_id = 2",
			("INSERT INTO notes (conversation_id, chat_id, at, agent_id, text) SELECT id, chat_id, 1, 1, 'catatan'"
			" FROM conversations"),
		};
		for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
			struct err e = { 0 };
			struct stmt *q = SQL(s->d, more[i], &e);

			if (q == NULL || !stmt_run(q, &e))
				fail_msg("%s", err_text(&e));
		}
		before = everything(s);

		WRITE(s, contact_merge(s->d, keep, gone, NOW, &s->c, e));
		whole(s);
		assert_int_equal(number_of(s, "SELECT count(*) FROM contacts WHERE merged_into IS NULL"), 1);
		assert_int_equal(number_of(s, "SELECT count(*) FROM chats WHERE merged_into IS NULL"), 2);
		struct contact_row row;
		MUST(contact_get(s->d, gone, &row, e));
		assert_int_equal(row.id, keep);
		assert_true(row.opted_out_at == NOW - 50 && row.tags.n == 2);
		assert_string_equal(row.name, "Pak Budi");
		contact_row_fini(&row);

		WRITE(s, contact_unmerge(s->d, keep, NOW + 10, &back, &s->c, e));
		assert_int_equal(back, gone);
		whole(s);
		after = everything(s);
		same_lines(before, after);
		free(after);
		MUST(db_begin_write(s->d, e));
		REFUSED("merge.none", contact_unmerge(s->d, keep, NOW, &back, &s->c, e));
		db_rollback(s->d);

		/* What is said and refused in between stays, and counts for both. */
		WRITE(s, contact_merge(s->d, keep, gone, NOW, &s->c, e));
		say(s, &(struct said){ .chat = "6281110002@c.us", .id = "B9", .at = NOW, .text = "sesudahnya" });
		WRITE(s, contact_set_blocked(s->d, keep, NOW + 5, &s->c, e));
		WRITE(s, contact_set_name(s->d, keep, CONTACT_OWN, "Bu Budi", &s->c, e));
		WRITE(s, contact_unmerge(s->d, keep, NOW + 10, &back, &s->c, e));
		whole(s);
		assert_int_equal(number_of(s, "SELECT count(*) FROM contacts WHERE blocked_at > 0"), 2);
		assert_int_equal(number_of(s, "SELECT count(*) FROM contacts WHERE name = 'Bu Budi'"), 1);
		assert_int_equal(number_of(s, "SELECT count(*) FROM messages"), 8);
		free(before);
		shop_close(&own);
	}
}

/* What an agent began to write goes back with its conversation; what he sent since, cleared
 * or wrote on is not there twice. */
static void drafts_back(void **state)
{
	static const struct {
		const char *what, *keeps, *goes; /* typed before the merge */
		const char *since;		 /* put instead while both are one; NULL: nothing */
		const char *keep_after, *gone_after;
	} cases[] = {
		{ "nothing happened", NULL, "baru", NULL, NULL, "baru" },
		{ "of both", "lama", "baru", NULL, "lama", "baru" },
		{ "sent", NULL, "baru", "", NULL, NULL },
		{ "of both, sent", "lama", "baru", "", NULL, NULL },
		{ "written on", NULL, "baru", "baru, dan lagi", "baru, dan lagi", NULL },
		{ "something else begun", "lama", "baru", "lain", "lain", NULL },
		{ "only of the one that stays", "lama", NULL, NULL, "lama", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *own;
		struct shop *s;
		int64_t back;
		char *keep, *gone;

		shop_open(&own);
		s = own;
		struct arrived a = say(s, &(struct said){ .chat = "6281110001@c.us", .id = "A1", .text = "satu" });
		struct arrived b = say(s, &(struct said){ .chat = "6281110002@c.us", .id = "B1", .text = "dua" });

		WRITE(s, draft_put(s->d, s->rina, a.conversation_id, cases[i].keeps, NOW, e));
		WRITE(s, draft_put(s->d, s->rina, b.conversation_id, cases[i].goes, NOW, e));
		WRITE(s, draft_put(s->d, s->dewi, b.conversation_id, "punya dewi", NOW, e));
		WRITE(s, contact_merge(s->d, a.contact_id, b.contact_id, NOW, &s->c, e));
		if (cases[i].since != NULL)
			WRITE(s, draft_put(s->d, s->rina, b.conversation_id, cases[i].since, NOW + 5, e));
		WRITE(s, contact_unmerge(s->d, a.contact_id, NOW + 10, &back, &s->c, e));
		MUST(draft_get(s->d, s->rina, a.conversation_id, &keep, e));
		MUST(draft_get(s->d, s->rina, b.conversation_id, &gone, e));
		if (strcmp(keep != NULL ? keep : "", cases[i].keep_after != NULL ? cases[i].keep_after : "") != 0 ||
			strcmp(gone != NULL ? gone : "", cases[i].gone_after != NULL ? cases[i].gone_after : "") != 0)
			fail_msg("%s: %s, %s", cases[i].what, keep, gone);
		free(keep);
		free(gone);
		MUST(draft_get(s->d, s->dewi, b.conversation_id, &gone, e));
		assert_string_equal(gone, "punya dewi");
		free(gone);
		assert_int_equal(number_of(s, "SELECT count(*) FROM drafts WHERE agent_id = 2"), 1);
		shop_close(&own);
	}
}

static void no_merge(void **state)
{
	struct shop *s = *state;
	int64_t a = open_contact(s, PHONE, NULL), back;

	MUST(db_begin_write(s->d, e));
	REFUSED("merge.same", contact_merge(s->d, a, a, NOW, &s->c, e));
	db_rollback(s->d);
	MUST(db_begin_write(s->d, e));
	REFUSED("contact.none", contact_merge(s->d, a, 99, NOW, &s->c, e));
	db_rollback(s->d);
	/* What the engine found out by itself has no way back. */
	open_contact(s, LID, NULL);
	open_contact(s, PHONE, LID);
	MUST(db_begin_write(s->d, e));
	REFUSED("merge.none", contact_unmerge(s->d, a, NOW, &back, &s->c, e));
	db_rollback(s->d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, shop_open, shop_close)
		cmocka_unit_test(addresses), T(no_person), T(two_lives), T(search_follows), cmocka_unit_test(twins),
		T(told_by_a_message), T(chains), T(two_numbers), T(group_writers), T(there_and_back), cmocka_unit_test(drafts_back), T(no_merge),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
