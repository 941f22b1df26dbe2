/* erase: somebody is forgotten. Afterwards the files themselves are read, byte by byte: no
 * word of theirs stands in the database, in its journal or in the depot, and what must not
 * loosen has not. */
#include "shop.h"

#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/fs.h"
#include "base/log.h"
#include "store/agent.h"
#include "store/chat.h"
#include "store/consent.h"
#include "store/contact.h"
#include "store/contact_merge.h"
#include "store/draft.h"
#include "store/erase.h"
#include "store/erased.h"
#include "store/facts.h"
#include "store/field.h"
#include "store/label.h"
#include "store/note.h"
#include "store/number.h"
#include "store/phone_check.h"
#include "store/picture.h"
#include "store/search.h"
#include "store/stmt.h"
#include "store/summary.h"
#include "store/undo.h"

#include "base/banned.h"

#define SRI "628777123456@c.us"
#define SRI_LID "290077712345@lid"
#define TWIN "628777999000@c.us"
#define ANI "628111222333@c.us"
#define GROUP "120363041234567890@g.us"
enum { DAY_S = 24 * 3600 };

static char *dir;

static void open_file(struct shop *s)
{
	snprintf(s->path, sizeof s->path, "%s/w.db", dir);
	MUST((s->d = db_open(s->path, true, e)) != NULL);
}

static int open_all(void **state)
{
	char path[] = "/tmp/wartel-erase-XXXXXX";
	struct shop *s = xcalloc(1, sizeof *s);
	struct agent_row a;

	assert_non_null(mkdtemp(path));
	dir = xstrdup(path);
	s->now = NOW;
	open_file(s);
	MUST(number_ensure(s->d, "toko", "http://localhost:3000", "default", &s->number, e));
	MUST(number_ensure(s->d, "dua", "http://localhost:3001", "default", &s->other, e));
	MUST(agent_open(s->d, 1001, "rina", NOW, &a, e));
	s->rina = a.id;
	MUST(agent_open(s->d, 1002, "dewi", NOW, &a, e));
	s->dewi = a.id;
	*state = s;
	return 0;
}

static int close_all(void **state)
{
	shop_close(state);
	dir_remove(dir);
	free(dir);
	return 0;
}

/* A file in the depot with this in it. */
static void keep_file(const char *what, char hash[DEPOT_HASH_CAP])
{
	struct depot_new *f;

	MUST((f = depot_begin(dir, e)) != NULL);
	MUST(depot_write(f, what, strlen(what), e));
	MUST(depot_end(f, e));
	str_copy(hash, DEPOT_HASH_CAP, depot_hash(f));
	MUST(depot_keep(f, e));
	depot_free(f);
}

static int64_t send_file(struct shop *s, int64_t chat, const char *to, const char *what, const char *name)
{
	struct media_file f = { .agent_id = s->rina, .at = NOW - DAY_S, .size = (int64_t)strlen(what), .mimetype = "image/jpeg" };
	struct outbox_new n = { .session_id = s->number, .chat_id = chat, .agent_id = s->rina, .origin = ORIGIN_AGENT,
		.kind = KIND_IMAGE, .text = "fotonya", .file = &f, .recipient = address(to), .born_ms = NOW_MS };
	int64_t id = 0;

	keep_file(what, f.hash);
	str_copy(f.filename, sizeof f.filename, name);
	WRITE(s, media_add(s->d, &f, e));
	WRITE(s, outbox_add(s->d, &n, &id, &s->c, e));
	return id;
}

static void gone(struct shop *s, int64_t message, const char *wa_id, enum outcome outcome)
{
	struct outbox_leave l = { .message_id = message, .now_ms = NOW_MS, .deadline_ms = NOW_MS + 90000,
		.day = (int32_t)(NOW / DAY_S), .gap_ms = 6000, .initiation = true };
	int attempt;

	WRITE(s, outbox_begin(s->d, &l, &attempt, &s->c, e));
	end(s, message, attempt, NOW_MS + 500, outcome, wa_id);
}

/* Where in the folder a word stands, whatever its case; NULL: nowhere. Words end differently
 * in the index: it shares beginnings. */
static const char *stands_in(const char *folder, const char *word, char *where)
{
	DIR *all = opendir(folder);
	struct dirent *one;
	const char *found = NULL;

	assert_non_null(all);
	while (found == NULL && (one = readdir(all)) != NULL) {
		char path[512];
		struct buf text;
		char block[65536];
		ssize_t n;
		int fd;

		if (one->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, one->d_name);
		if (one->d_type == DT_DIR) {
			found = stands_in(path, word, where);
			continue;
		}
		buf_init(&text, 64 << 20);
		fd = open(path, O_RDONLY);
		assert_true(fd >= 0);
		while ((n = read(fd, block, sizeof block)) > 0)
			buf_add(&text, block, (size_t)n);
		close(fd);
		for (size_t i = 0; found == NULL && i + strlen(word) <= text.n; i++)
			if (strncasecmp(text.v + i, word, strlen(word)) == 0)
				found = where;
		if (found == where)
			snprintf(where, 512, "%s", path);
		buf_fini(&text);
	}
	closedir(all);
	return found;
}

/* What is theirs: each is found before, and not afterwards. */
static const char *const theirs[] = {
	"Zubaidah", "Kusumawardhani", "wardhani", "628777123456", "8777123456", "290077712345", "628777999000", "Kembarannya",
	"Kenanga", "pelanggansetia", "jingganya", "sirnanya", "kebayanya", "KB-77123", "JNE99887766", "tersembunyi", "separuhnya",
	"ktpnya", "isifotoktp", "isigambar", "isikiriman", "formulirnya", "halusnya", "3EB0THEIRS",
};
/* What is others', and stays. */
static const char *const others[] = { "Ani Maharani", "628111222333", "gamisnya", "anggunnya", "isianiani", "rombongan" };

static void present(const char *const *words, size_t n, bool there)
{
	char where[512];

	for (size_t i = 0; i < n; i++) {
		const char *found = stands_in(dir, words[i], where);

		if ((found != NULL) != there)
			fail_msg("%s: %s", words[i], found != NULL ? found : "nowhere");
	}
}
#define EACH(words) words, sizeof words / sizeof *words

/* The journal into the database: what is read then is what SQLite has written. */
static void checkpoint(struct shop *s)
{
	assert_int_equal(sqlite3_exec(db_handle(s->d), "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL), SQLITE_OK);
}

struct life {
	int64_t sri, ani, chat, conversation, sent;
};

static struct life live(struct shop *s)
{
	struct field street = { .name = "alamat", .type = FIELD_TEXT };
	struct arrived a = say(s, &(struct said){ .chat = SRI, .alt = SRI_LID, .id = "3EB0THEIRS", .at = NOW - 900,
		.text = "kebayanya ada? KB-77123", .name = "Zubaidah K" });
	struct arrived b = say(s, &(struct said){ .chat = ANI, .id = "3EB0ANI", .at = NOW - 800, .text = "gamisnya bagus",
		.name = "Ani Maharani" });
	struct arrived t = say(s, &(struct said){ .chat = TWIN, .id = "3EB0TWIN", .at = NOW - 700, .text = "pesan tersembunyi",
		.name = "Kembarannya" });
	struct arrived first = say(s, &(struct said){ .chat = SRI, .id = "3EB0EDIT", .at = NOW - 600, .text = "mulanya begini" });
	struct event edit = { .kind = EVENT_EDITED, .at = NOW - 590, .text = (char *)"lalu begitu", .target = "3EB0EDIT",
		.chat = address(SRI) };
	struct consent_row agreed = { .contact_id = a.contact_id, .at = NOW - 500, .kind = CONSENT_IN, .source = "form",
		.wording = "isi formulirnya", .proof = "map 3", .who = "rina" };
	struct undo_step step = { .kind = UNDO_FIELD, .action = (char *)"contact set", .batch = (char *)"1",
		.object_id = a.contact_id, .object = (char *)"alamat", .before = (char *)"Jalan Kenanga lama", .after = (char *)"" };
	struct picture p = { .contact_id = a.contact_id, .at = NOW, .size = 9, .mimetype = "image/jpeg" };
	struct phone_check there = { .at = NOW, .there = true, .address = address(SRI) };
	struct outbox_new forward = { .session_id = s->number, .chat_id = b.chat_id, .agent_id = s->rina,
		.origin = ORIGIN_AGENT, .kind = KIND_TEXT, .text = "diteruskan", .forward_of = a.message_id,
		.forward = "false_" SRI "_3EB0THEIRS", .recipient = address(ANI), .born_ms = NOW_MS };
	char none[DEPOT_HASH_CAP];
	struct label_row label;
	bool changed;
	size_t cancelled;
	int64_t id;

	assert_int_equal(first.chat_id, a.chat_id);
	arrive(s, &edit, true);
	say(s, &(struct said){ .chat = SRI, .id = "3EB0TWO", .at = NOW - 550, .text = "di nomor dua", .number = s->other });
	say(s, &(struct said){ .chat = GROUP, .id = "3EB0GROUP", .sender = SRI, .at = NOW - 400, .text = "salam rombongan" });
	WRITE(s, contact_set_name(s->d, a.contact_id, CONTACT_OWN, "Zubaidah Kusumawardhani", &s->c, e));
	WRITE(s, field_put(s->d, &street, e));
	WRITE(s, profile_set_field(s->d, a.contact_id, &street, "Jalan Kenanga Raya", &changed, &s->c, e));
	WRITE(s, profile_set_tag(s->d, a.contact_id, "pelanggansetia", false, &changed, &s->c, e));
	WRITE(s, contact_note_add(s->d, &(struct contact_note){ .contact_id = a.contact_id, .at = NOW, .agent_id = s->rina,
		.author = (char *)"rina", .text = (char *)"suka warna jingganya" }, &s->c, e));
	/* One that was taken away stands there still, out of the index. */
	struct contact_note away = { .contact_id = a.contact_id, .at = NOW, .agent_id = s->rina, .author = (char *)"rina",
		.text = (char *)"salah sirnanya" };
	WRITE(s, contact_note_add(s->d, &away, &s->c, e));
	WRITE(s, contact_note_edit(s->d, a.contact_id, away.id, s->rina, "rina", NULL, NOW, &s->c, e));
	WRITE(s, note_add(s->d, a.conversation_id, s->rina, "tawar yang halusnya, @dewi", NOW, &id, &s->c, e));
	WRITE(s, note_add(s->d, b.conversation_id, s->rina, "tawar yang anggunnya", NOW, &id, &s->c, e));
	WRITE(s, consent_add(s->d, &agreed, &cancelled, &s->c, e));
	WRITE(s, undo_add(s->d, s->rina, &step, NOW, e));
	keep_file("isigambar", p.hash);
	WRITE(s, picture_put(s->d, &p, none, e));
	WRITE(s, phone_check_ask(s->d, s->number, "628777123456", NOW, e));
	WRITE(s, phone_check_put(s->d, s->number, "628777123456", &there, e));
	WRITE(s, label_set(s->d, "pesanan", NULL, NULL, NOW, &label, &s->c, e));
	WRITE(s, label_put(s->d, a.conversation_id, label.id, true, &changed, &s->c, e));
	gone(s, send_file(s, b.chat_id, ANI, "isianiani", "ani.jpg"), "3EB0FOTO", OUTCOME_ACCEPTED);
	gone(s, send_file(s, a.chat_id, SRI, "isifotoktp", "ktpnya.jpg"), "3EB0KTP", OUTCOME_ACCEPTED);
	id = write_to(s, a.chat_id, "isikiriman dikirim, resi JNE99887766");
	gone(s, id, "3EB0SENT", OUTCOME_ACCEPTED);
	ack(s, "3EB0SENT", 2);
	WRITE(s, outbox_add(s->d, &forward, &id, &s->c, e));
	gone(s, id, "3EB0FWD", OUTCOME_ACCEPTED);
	WRITE(s, contact_merge(s->d, a.contact_id, t.contact_id, NOW, &s->c, e));
	WRITE(s, draft_put(s->d, s->rina, a.conversation_id, "jawaban separuhnya", NOW, e));
	return (struct life){ .sri = a.contact_id, .ani = b.contact_id, .chat = a.chat_id,
		.conversation = a.conversation_id, .sent = id };
}

static void remove_files(struct erase_files *f)
{
	for (size_t i = 0; i < f->n; i++)
		depot_remove(dir, f->v[i]);
	erase_files_fini(f);
}

static void erase_at_once(struct shop *s, int64_t contact)
{
	WRITE(s, erase_begin(s->d, contact, NOW, &s->c, e));
}

/* All that is left: how many pieces it took. */
static int wipe(struct shop *s)
{
	struct erase_files files = { 0 };
	bool more = true, busy = false, pending = true;
	int n = 0;

	for (; more; n++)
		WRITE(s, erase_piece(s->d, &files, &more, e));
	remove_files(&files);
	for (more = true; more; n++) {
		MUST(erase_tidy(s->d, &more, &busy, e));
		assert_false(busy);
		assert_true(n < 1000);
	}
	MUST(erase_pending(s->d, &pending, e));
	assert_false(pending);
	return n;
}

static void no_word_is_left(void **state)
{
	struct shop *s = *state;
	struct life l = live(s);
	struct erase_sum sum;

	checkpoint(s);
	present(EACH(theirs), true);
	present(EACH(others), true);
	MUST(erase_sum(s->d, l.sri, &sum, e));
	assert_int_equal(sum.messages, 6);
	assert_int_equal(sum.files, 1);
	assert_int_equal(sum.notes, 2);
	assert_int_equal(sum.waiting, 0);
	assert_false(sum.refused);
	erase_at_once(s, l.sri);
	wipe(s);
	present(EACH(theirs), false);
	present(EACH(others), true);
	assert_int_equal(number_of(s, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_equal(sqlite3_exec(db_handle(s->d), "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search_words, row);"
		"CREATE VIRTUAL TABLE temp.parts USING fts5vocab(main, search_parts, row);"
		"CREATE VIRTUAL TABLE temp.notes_words USING fts5vocab(main, search_notes, row)", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(number_of(s, "SELECT count(*) FROM temp.words WHERE term IN ('kebayanya', 'kb', '77123', 'ktpnya')"), 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM temp.parts WHERE term IN ('771', 'jne', '998')"), 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM temp.notes_words WHERE term IN ('jingganya', 'sirnanya', 'halusnya')"), 0);
	assert_true(number_of(s, "SELECT count(*) FROM temp.words WHERE term = 'gamisnya'") > 0);
	assert_true(number_of(s, "SELECT count(*) FROM temp.notes_words WHERE term = 'anggunnya'") > 0);
	/* In groups it is nobody's. */
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages m JOIN contacts c ON c.id = m.contact_id"
		" WHERE m.text = 'salam rombongan' AND c.name = ''"), 1);
}

/* What names them says that they were erased, and no list has them. */
static void nobody(void **state)
{
	struct shop *s = *state;
	struct life l = live(s);
	struct contact_row row;
	struct message_row message;
	struct contact_query all = { .limit = 50 };
	struct contact_rows rows = { 0 };
	struct conversation_query q = { .view = VIEW_ALL, .agent_id = s->rina, .now = NOW, .limit = 50 };
	struct conversation_rows list = { 0 };
	struct conversation_row one;
	struct search_query word = { .words = "kebayanya", .from_me = -1, .limit = 50 };
	struct message_rows said = { 0 };
	char next[CONVERSATION_CURSOR], more[CONTACT_CURSOR], found[SEARCH_CURSOR];
	struct address a = address(SRI);
	int64_t id = 7;
	bool done = false;
	static const enum contact_sort sorts[] = { CONTACT_SORT_NAME, CONTACT_SORT_LAST, CONTACT_SORT_NEW };

	changes_fini(&s->c);
	erase_at_once(s, l.sri);
	/* Faces read all again. */
	assert_true(changed(s, CHANGE_CONVERSATION, 0));
	do {
		struct erase_files files = { 0 };

		REFUSED("contact.erased", contact_get(s->d, l.sri, &row, e));
		REFUSED("conversation.none", conversation_get(s->d, l.conversation, s->rina, &one, e));
		MUST(contact_find(s->d, &a, &id, e));
		assert_int_equal(id, 0);
		for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
			all.sort = sorts[i];
			MUST(contact_list(s->d, &all, &rows, more, e));
			for (size_t k = 0; k < rows.n; k++)
				assert_string_equal(rows.v[k].name, "Ani Maharani");
			assert_int_equal(rows.n, 1);
			contact_rows_fini(&rows);
		}
		MUST(conversation_list(s->d, &q, &list, next, e));
		assert_int_equal(list.n, 2); /* Ani's and the group's */
		conversation_rows_fini(&list);
		for (int ranked = 0; ranked < 2; ranked++) {
			word.rank = ranked != 0;
			MUST(search_messages(s->d, &word, &said, found, e));
			assert_int_equal(said.n, 0);
		}
		if (done)
			break;
		WRITE(s, erase_piece(s->d, &files, &done, e));
		erase_files_fini(&files);
		done = !done;
	} while (true);
	REFUSED("message.none", message_get(s->d, 1, &message, e));
	MUST(db_begin_write(s->d, e));
	REFUSED("contact.erased", erase_begin(s->d, l.sri, NOW, &s->c, e));
	db_rollback(s->d);
}

static struct number_facts facts(struct shop *s)
{
	struct number_facts f;

	MUST(facts_number(s->d, s->number, (int32_t)(NOW / DAY_S), NOW + 60, &f, e));
	return f;
}

/* Caps and what the number watches of itself count as before; who refused stays refused,
 * under any of their addresses, whoever they are told to be. */
static void nothing_loosens(void **state)
{
	static const char *const addresses[] = { SRI, SRI_LID, TWIN };
	struct shop *s = *state;
	struct life l = live(s);
	struct number_facts before, after;
	struct summary was, is;
	struct summary_begun begun, still;
	struct contact_row row;
	struct address a;
	int64_t id, asked, last;
	struct item_facts f = { 0 }, g = { 0 };
	struct number_facts n = { 0 };
	struct facts_recent like = { .session_id = s->number, .chat_id = l.chat + 1, .contact_id = l.ani,
		.text = "isikiriman dikirim, resi JNE99887766", .now_ms = NOW_MS + 1000, .day = (int32_t)(NOW / DAY_S) };

	WRITE(s, contact_set_opted_out(s->d, l.sri, NOW - 10, &s->c, e));
	WRITE(s, contact_set_blocked(s->d, l.sri, NOW - 5, &s->c, e));
	WRITE(s, contact_set_told(s->d, l.sri, s->number, true, NOW - 5, &s->c, e));
	before = facts(s);
	assert_int_equal(before.contacts_today, 2);
	assert_int_equal(before.initiations_today, 2);
	MUST(summary_number(s->d, s->number, NOW - DAY_S, NOW, &was, e));
	assert_int_equal(was.opt_outs, 1);
	MUST(summary_begun(s->d, s->number, 0, NOW + 3600, 20, &begun, e));
	MUST(facts_recent(s->d, &like, &n, &f, e));
	assert_int_equal(f.alike, 1);
	assert_int_equal(begun.begun, 4);
	erase_at_once(s, l.sri);
	wipe(s);
	after = facts(s);
	assert_int_equal(after.contacts_today, before.contacts_today);
	assert_int_equal(after.initiations_today, before.initiations_today);
	MUST(summary_number(s->d, s->number, NOW - DAY_S, NOW, &is, e));
	assert_memory_equal(&is, &was, sizeof is);
	MUST(summary_begun(s->d, s->number, 0, NOW + 3600, 20, &still, e));
	assert_memory_equal(&still, &begun, sizeof still);
	MUST(facts_recent(s->d, &like, &n, &g, e));
	assert_int_equal(g.alike, f.alike);
	MUST(phone_check_count(s->d, s->number, 0, &asked, &last, e));
	assert_int_equal(asked, 1);
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		a = address(addresses[i]);
		WRITE(s, contact_open(s->d, &a, NULL, NOW + 100, &id, &s->c, e));
		assert_int_not_equal(id, l.sri);
		MUST(contact_get(s->d, id, &row, e));
		assert_true(row.opted_out_at > 0 && row.blocked_at > 0);
		assert_int_equal(row.blocked_on.n, 1);
		assert_int_equal(row.tags.n, 0);
		contact_row_fini(&row);
	}
	/* A yes that is given now is newer than the no of then. */
	struct consent_row yes = { .contact_id = id, .at = NOW + 200, .kind = CONSENT_IN, .source = "form", .who = "rina" };
	size_t cancelled;
	struct address twin = address(TWIN), lid = address("299988877766@lid");
	WRITE(s, consent_add(s->d, &yes, &cancelled, &s->c, e));
	WRITE(s, contact_open(s->d, &twin, &lid, NOW + 300, &id, &s->c, e));
	MUST(contact_get(s->d, id, &row, e));
	assert_int_equal(row.opted_out_at, 0);
	contact_row_fini(&row);
}

/* WhatsApp tells its history again, in part as if it were new. */
static void comes_back(void **state)
{
	struct shop *s = *state;
	struct life l = live(s);
	struct arrived a;
	struct message_row row;
	struct event seen = { .kind = EVENT_REACTION, .at = NOW - 300, .text = (char *)"👍", .target = "3EB0GROUP",
		.chat = address(GROUP), .sender = address(SRI) };
	int64_t messages, contacts;
	bool yes;
	struct address phone = address(SRI), lid = address(SRI_LID), ani = address(ANI);

	erase_at_once(s, l.sri);
	wipe(s);
	messages = number_of(s, "SELECT count(*) FROM messages");
	contacts = number_of(s, "SELECT count(*) FROM contacts");
	a = say(s, &(struct said){ .chat = SRI, .id = "3EB0THEIRS", .at = NOW - 900, .text = "kebayanya ada?", .name = "Zubaidah" });
	assert_true(a.dropped && a.message_id == 0);
	say(s, &(struct said){ .chat = SRI_LID, .id = "3EB0THEIRS", .at = NOW - 900, .text = "kebayanya ada?" });
	say(s, &(struct said){ .chat = SRI, .id = "3EB0OLDER", .at = NOW - 90000, .text = "lebih lama lagi", .history = true });
	say(s, &(struct said){ .chat = SRI, .id = "3EB0SENT", .at = NOW, .from_me = true, .text = "JNE99887766" });
	say(s, &(struct said){ .chat = SRI, .id = "3EB0KTP", .at = NOW, .from_me = true, .text = "ktpnya" });
	say(s, &(struct said){ .chat = TWIN, .id = "3EB0TWIN", .at = NOW - 700, .text = "tersembunyi" });
	say(s, &(struct said){ .chat = GROUP, .id = "3EB0GROUP", .sender = SRI, .at = NOW - 400, .text = "salam rombongan",
		.name = "Zubaidah" });
	arrive(s, &seen, false);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages"), messages);
	assert_int_equal(number_of(s, "SELECT count(*) FROM contacts"), contacts);
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_addresses"), 1);
	/* What they wrote in a group before is nobody's. */
	a = say(s, &(struct said){ .chat = GROUP, .id = "3EB0AGO", .sender = SRI, .at = NOW - 5000, .text = "sudah lama",
		.name = "Zubaidah", .history = true });
	MUST(message_get(s->d, a.message_id, &row, e));
	assert_string_equal(row.author, "");
	message_row_fini(&row);
	assert_int_equal(number_of(s, "SELECT count(*) FROM contacts"), contacts);
	/* A tick of what was on its way still counts. */
	assert_int_equal(ack(s, "3EB0KTP", 2).is, MSG_DELIVERED);
	present(EACH(theirs), false);

	MUST(erased_covers(s->d, &phone, NULL, NOW, &yes, e));
	assert_true(yes);
	MUST(erased_covers(s->d, &ani, &lid, NOW, &yes, e));
	assert_true(yes);
	MUST(erased_covers(s->d, &ani, NULL, NOW, &yes, e));
	assert_false(yes);
	/* They write again: somebody new. */
	a = say(s, &(struct said){ .chat = SRI, .id = "3EB0NEW", .at = NOW + 600, .text = "halo lagi" });
	assert_true(a.fresh && a.opened);
	assert_true(a.contact_id > l.sri);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages m JOIN chats h ON h.id = m.chat_id"
		" JOIN contact_addresses x ON x.contact_id = h.contact_id WHERE x.address = '" SRI "'"), 1);
}

static void refused(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = SRI, .id = "A", .text = "halo" });
	struct arrived b = say(s, &(struct said){ .chat = ANI, .id = "B", .text = "halo" });
	struct outbox_new forward = { .session_id = s->number, .chat_id = b.chat_id, .agent_id = s->rina,
		.origin = ORIGIN_AGENT, .kind = KIND_TEXT, .text = "halo", .forward_of = a.message_id,
		.forward = "false_" SRI "_A", .recipient = address(ANI), .born_ms = NOW_MS };
	struct erase_sum sum;
	int64_t first = write_to(s, a.chat_id, "satu"), second = write_to(s, a.chat_id, "dua"), passed;
	int attempt;

	MUST(erase_sum(s->d, a.contact_id, &sum, e));
	assert_int_equal(sum.waiting, 2);
	attempt = begin(s, first, NOW_MS, NULL);
	for (int turn = 0; turn < 2; turn++) {
		MUST(db_begin_write(s->d, e));
		REFUSED("erase.sending", erase_begin(s->d, a.contact_id, NOW, &s->c, e));
		db_rollback(s->d);
		assert_int_equal(state_of(s, second), MSG_QUEUED);
		if (turn == 0)
			end(s, first, attempt, NOW_MS + 500, OUTCOME_UNKNOWN, NULL);
	}
	WRITE(s, outbox_proven(s->d, first, NULL, NOW_MS, &s->c, e));
	/* One of theirs is on its way to somebody else. */
	WRITE(s, outbox_add(s->d, &forward, &passed, &s->c, e));
	attempt = begin(s, passed, NOW_MS + 60000, NULL);
	MUST(db_begin_write(s->d, e));
	REFUSED("erase.sending", erase_begin(s->d, a.contact_id, NOW, &s->c, e));
	db_rollback(s->d);
	end(s, passed, attempt, NOW_MS + 61000, OUTCOME_SESSION, NULL);
	erase_at_once(s, a.contact_id);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages WHERE state = 'cancelled'"), 2);
	assert_int_equal(state_of(s, passed), MSG_CANCELLED);
	wipe(s);
	assert_int_equal(number_of(s, "SELECT count(*) FROM outbox WHERE forward <> ''"), 0);
	MUST(db_begin_write(s->d, e));
	REFUSED("contact.none", erase_begin(s->d, 99, NOW, &s->c, e));
	db_rollback(s->d);
}

static void ask_again(struct shop *s, const char *digits, int64_t now)
{
	struct phone_check there = { .at = now, .there = true, .address = address(SRI) };

	WRITE(s, phone_check_ask(s->d, s->number, digits, now, e));
	WRITE(s, phone_check_put(s->d, s->number, digits, &there, e));
}

/* Who comes back can be forgotten again, whatever was asked of WhatsApp meanwhile. */
static void twice(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = SRI, .id = "A", .at = NOW - 900, .text = "halo" });
	int64_t asked, last;

	ask_again(s, "628777123456", NOW);
	erase_at_once(s, a.contact_id);
	wipe(s);
	a = say(s, &(struct said){ .chat = SRI, .id = "B", .at = NOW + 600, .text = "halo lagi" });
	ask_again(s, "628777123456", NOW + 600);
	/* Another number that leads to the same address. */
	ask_again(s, "62877712345", NOW + 601);
	erase_at_once(s, a.contact_id);
	wipe(s);
	MUST(phone_check_count(s->d, s->number, 0, &asked, &last, e));
	assert_int_equal(asked, 3);
	assert_int_equal(last, NOW + 601);
	present(EACH(theirs), false);
}

/* Of one that left nobody asks any more what became of it, from the erase on. */
static void not_asked_for(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = SRI, .id = "A", .text = "halo" });
	struct erase_files files = { 0 };
	struct own_sends sends = { 0 };
	bool more = true;

	gone(s, write_to(s, a.chat_id, "satu"), "M1", OUTCOME_ACCEPTED);
	MUST(message_unread_sends(s->d, s->number, 0, 5, &sends, e));
	assert_int_equal(sends.n, 1);
	own_sends_fini(&sends);
	erase_at_once(s, a.contact_id);
	while (true) {
		MUST(message_unread_sends(s->d, s->number, 0, 5, &sends, e));
		assert_int_equal(sends.n, 0);
		if (!more)
			break;
		WRITE(s, erase_piece(s->d, &files, &more, e));
		erase_files_fini(&files);
	}
	assert_int_equal(ack(s, "M1", 2).is, MSG_DELIVERED);
}

/* Whoever is unblocked stays so, when another address of theirs is learnt. */
static void unblocked(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = SRI, .alt = SRI_LID, .id = "A", .at = NOW - 900, .text = "halo" });
	struct address phone = address(SRI), lid = address(SRI_LID);
	struct contact_row row;
	int64_t id, same;

	WRITE(s, contact_set_opted_out(s->d, a.contact_id, NOW - 10, &s->c, e));
	WRITE(s, contact_set_blocked(s->d, a.contact_id, NOW - 5, &s->c, e));
	WRITE(s, contact_set_told(s->d, a.contact_id, s->number, true, NOW - 5, &s->c, e));
	erase_at_once(s, a.contact_id);
	wipe(s);
	WRITE(s, contact_open(s->d, &lid, NULL, NOW + 100, &id, &s->c, e));
	WRITE(s, contact_set_blocked(s->d, id, 0, &s->c, e));
	WRITE(s, contact_set_told(s->d, id, s->number, false, NOW + 110, &s->c, e));
	WRITE(s, contact_open(s->d, &lid, &phone, NOW + 120, &same, &s->c, e));
	assert_int_equal(same, id);
	MUST(contact_get(s->d, id, &row, e));
	assert_int_equal(row.blocked_at, 0);
	assert_int_equal(row.blocked_on.n, 0);
	assert_int_equal(row.opted_out_at, NOW - 10);
	contact_row_fini(&row);
}

/* Who refused, was erased and is back is one who refused, not two. */
static void counts_once(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = SRI, .id = "A", .at = NOW - 900, .text = "stop" });
	struct address phone = address(SRI);
	struct summary f;
	int64_t id;

	WRITE(s, contact_set_opted_out(s->d, a.contact_id, NOW - 10, &s->c, e));
	erase_at_once(s, a.contact_id);
	wipe(s);
	/* One whom this number has no chat with does not stand for them yet. */
	WRITE(s, contact_open(s->d, &phone, NULL, NOW + 100, &id, &s->c, e));
	for (int back = 0; back < 2; back++) {
		MUST(summary_number(s->d, s->number, NOW - DAY_S, NOW + 700, &f, e));
		assert_int_equal(f.opt_outs, 1);
		say(s, &(struct said){ .chat = SRI, .id = "B", .at = NOW + 600, .text = "halo lagi" });
	}
}

/* A file that somebody else was sent too stays. */
static void shared_file(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = SRI, .id = "A", .text = "halo" });
	struct arrived b = say(s, &(struct said){ .chat = ANI, .id = "B", .text = "halo" });
	char where[512];

	gone(s, send_file(s, a.chat_id, SRI, "isibersama", "a.jpg"), "M1", OUTCOME_ACCEPTED);
	gone(s, send_file(s, b.chat_id, ANI, "isibersama", "b.jpg"), "M2", OUTCOME_ACCEPTED);
	gone(s, send_file(s, a.chat_id, SRI, "isisendiri", "c.jpg"), "M3", OUTCOME_ACCEPTED);
	erase_at_once(s, a.contact_id);
	wipe(s);
	assert_non_null(stands_in(dir, "isibersama", where));
	assert_null(stands_in(dir, "isisendiri", where));
	assert_int_equal(number_of(s, "SELECT count(*) FROM media"), 1);
}

/* The end of the process at any piece: the next goes on where it stood. */
static void goes_on(void **state)
{
	struct shop *s = *state;
	struct life l = live(s);
	bool pending = true;
	int ends = 0;

	for (int i = 0; i < 250; i++) {
		char id[16];

		snprintf(id, sizeof id, "M%d", i);
		say(s, &(struct said){ .chat = SRI, .id = id, .at = NOW - 5000 + i, .text = "kebayanya lagi" });
	}
	erase_at_once(s, l.sri);
	for (; pending; ends++) {
		struct erase_files files = { 0 };
		bool more, busy;

		db_close(s->d);
		open_file(s);
		WRITE(s, erase_piece(s->d, &files, &more, e));
		remove_files(&files);
		/* One that ends before its commit has done nothing. */
		MUST(db_begin_write(s->d, e));
		MUST(erase_piece(s->d, &files, &more, e));
		db_rollback(s->d);
		erase_files_fini(&files);
		if (!more)
			MUST(erase_tidy(s->d, &more, &busy, e));
		MUST(erase_pending(s->d, &pending, e));
		assert_true(ends < 200);
	}
	assert_true(ends > 4);
	present(EACH(theirs), false);
	present(EACH(others), true);
}

/* Two at once, and one who was never written with. */
static void several(void **state)
{
	struct shop *s = *state;
	struct life l = live(s);
	struct address a = address("628999@c.us");
	int64_t third;

	WRITE(s, contact_open(s->d, &a, NULL, NOW, &third, &s->c, e));
	erase_at_once(s, l.sri);
	erase_at_once(s, third);
	erase_at_once(s, l.ani);
	wipe(s);
	present(EACH(theirs), false);
	present(others, 4, false);
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_addresses"), 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

static void read_some(struct db *d)
{
	struct err e = { 0 };
	struct stmt *q = SQL(d, "SELECT count(*) FROM contacts", &e);

	assert_int_equal(stmt_row(q, &e), 1);
	stmt_done(q);
}

static int waited(void *n, int times)
{
	(void)times;
	++*(int *)n;
	return 0;
}

/* A reader holds the journal: it is ended later. */
static void reader_in_the_way(void **state)
{
	struct shop *s = *state;
	struct life l = live(s);
	struct erase_files files = { 0 };
	struct db *reader;
	bool more = true, busy = false;
	int waits = 0;

	MUST((reader = db_open(s->path, false, e)) != NULL);
	MUST(db_begin_read(reader, e));
	read_some(reader);
	erase_at_once(s, l.sri);
	while (more)
		WRITE(s, erase_piece(s->d, &files, &more, e));
	remove_files(&files);
	/* Nobody waits for it, for all that write would stand still meanwhile; others' locks are
	 * waited for as before. */
	sqlite3_busy_handler(db_handle(s->d), waited, &waits);
	for (more = true; more && !busy;)
		MUST(erase_tidy(s->d, &more, &busy, e));
	assert_true(more && busy);
	assert_int_equal(waits, 0);
	assert_int_equal(number_of(s, "PRAGMA busy_timeout"), DB_WAIT_MS);
	db_rollback(reader);
	db_close(reader);
	MUST(erase_tidy(s->d, &more, &busy, e));
	assert_false(more || busy);
	present(EACH(theirs), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, open_all, close_all)
		T(no_word_is_left), T(nobody), T(nothing_loosens), T(comes_back), T(refused), T(shared_file), T(goes_on),
		T(several), T(reader_in_the_way), T(twice), T(not_asked_for), T(unblocked), T(counts_once),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
