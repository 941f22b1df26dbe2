/* search: what finds what, newest first. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/contact_merge.h"
#include "store/field.h"
#include "store/label.h"
#include "store/note.h"
#include "store/search.h"
#include "store/seen.h"

#include "base/banned.h"

#define BUDI "628111222333@c.us"
#define SRI "628444555666@c.us"

static struct arrived first;

/* Told in an order that is not that of time. */
static void fill(struct shop *s)
{
	static const struct said told[] = {
		{ .chat = BUDI, .id = "m3", .at = NOW - 300, .text = "Terima kasih banyak kak" },
		{ .chat = BUDI, .id = "m1", .at = NOW - 500, .text = "Halo kak, ongkir ke Bandung berapa?" },
		{ .chat = BUDI, .id = "m2", .at = NOW - 400, .text = "Bandung 18 ribu kak", .from_me = true },
		{ .chat = SRI, .id = "m4", .at = NOW - 200, .text = "Ibu, pesanan ORD-23914 sudah dikirim? Transfer Rp1.250.000" },
		{ .chat = SRI, .id = "m5", .at = NOW - 100, .text = "Café José è aperto", .from_me = true },
		{ .chat = SRI, .id = "m6", .at = NOW - 50, .text = "bukti transfer", .kind = KIND_IMAGE },
		{ .chat = SRI, .id = "m7", .at = NOW - 40, .text = "\"kutipan\" AND (aneh) OR NEAR* -x" },
	};

	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		struct arrived a = say(s, &told[i]);

		if (i == 0)
			first = a;
	}
}

/* "m3 m1": the ids found, in order. */
static void found(struct shop *s, struct search_query q, char *out, size_t cap)
{
	struct message_rows rows = { 0 };
	char next[SEARCH_CURSOR];
	size_t n = 0;

	q.limit = q.limit != 0 ? q.limit : 20;
	out[0] = '\0';
	MUST(search_messages(s->d, &q, &rows, next, e));
	for (size_t i = 0; i < rows.n && n < cap; i++)
		n += (size_t)snprintf(out + n, cap - n, "%s%s", i > 0 ? " " : "", rows.v[i].wa_id);
	message_rows_fini(&rows);
}

static void words(void **state)
{
	static const struct {
		const char *words, *finds;
	} cases[] = {
		{ "kak", "m3 m2 m1" },
		{ "KAK", "m3 m2 m1" },
		{ "bandung", "m2 m1" },
		{ "band", "m2 m1" },
		{ "ban kak", "" },	    /* only the last word may be unfinished */
		{ "ban* kak", "m3 m2 m1" }, /* or one that says so */
		{ "kak band", "m2 m1" },
		{ "ba", "m3 m2 m1" },	    /* banyak, Bandung */
		{ "andung", "" },	    /* a word's middle is no start */
		{ "\"terima kasih\"", "m3" },
		{ "\"kasih terima\"", "" },
		{ "cafe jose", "m5" },	    /* marks fold */
		{ "2391", "m4" },	    /* part of a code */
		{ "rd-239", "m4" },
		{ "250.000", "m4" },
		{ "23914 transfer", "m4" }, /* a part and a word */
		{ "23914 bukti", "" },
		{ "18 ribu", "m2" },	    /* too short for a part: a word */
		{ "kutipan aneh", "m7" },
		{ "AND", "m7" },	    /* no syntax leaks through */
		{ "near x", "m7" },
		{ "\"", NULL },
		{ "( ) * -", NULL },
		{ "zzz", "" },
		{ "kak -bandung", "m3" },
		{ "kak -band", "m3 m2 m1" }, /* whole words go; starts only when they say so */
		{ "kak -band*", "m3" },
		{ "kak -\"terima kasih\"", "m2 m1" },
		{ "23914 -transfer", "" },
		{ "23914 -bukti", "m4" },
		{ "-kak", NULL },
	};
	struct shop *s = *state;

	fill(s);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct search_query q = { .words = cases[i].words, .from_me = -1, .limit = 20 };
		char got[200];

		if (cases[i].finds == NULL) {
			struct message_rows rows = { 0 };
			char next[SEARCH_CURSOR];

			REFUSED("search.empty", search_messages(s->d, &q, &rows, next, e));
			continue;
		}
		found(s, q, got, sizeof got);
		if (strcmp(got, cases[i].finds) != 0)
			fail_msg("%s finds %s, not %s", cases[i].words, got, cases[i].finds);
	}
}

/* The best first, whatever its time; the newest where two are alike. */
static void ranked(void **state)
{
	static const struct said told[] = {
		{ .chat = BUDI, .id = "r1", .at = NOW - 900, .text = "lunas lunas lunas" },
		{ .chat = BUDI, .id = "r2", .at = NOW - 800, .text = "order sudah lunas" },
		{ .chat = BUDI, .id = "r3", .at = NOW - 700,
			.text = "order yang kemarin itu belum ada kabar, tolong dicek dulu ya kak, kalau lunas bilang" },
		{ .chat = SRI, .id = "r4", .at = NOW - 600, .text = "lunas" },
		{ .chat = SRI, .id = "r5", .at = NOW - 500, .text = "lunas batal" },
	};
	static const struct {
		const char *words, *finds;
	} cases[] = {
		{ "lunas", "r1 r4 r5 r2 r3" },
		{ "lunas -batal", "r1 r4 r2 r3" },
		{ "order lunas", "r2 r3" },
		{ "zzz", "" },
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		say(s, &told[i]);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct search_query q = { .words = cases[i].words, .from_me = -1, .rank = true };
		char got[200];

		found(s, q, got, sizeof got);
		if (strcmp(got, cases[i].finds) != 0)
			fail_msg("%s finds %s, not %s", cases[i].words, got, cases[i].finds);
	}
}

/* What a row says of itself beside its text. */
static void marked(void **state)
{
	static const struct said told[] = {
		{ .chat = BUDI, .id = "k1", .at = NOW - 900, .text = "lihat HTTPS://toko.example/kain" },
		{ .chat = SRI, .id = "k2", .at = NOW - 800, .text = "www.toko.example" },
		{ .chat = SRI, .id = "k3", .at = NOW - 700, .text = "wwwah http bagus" },
	};
	struct shop *s = *state;
	struct label_row label, rare;
	struct arrived last = { 0 };
	bool changed;

	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		last = say(s, &told[i]);
	WRITE(s, label_set(s->d, "order", NULL, NULL, NOW, &label, &s->c, e));
	WRITE(s, label_set(s->d, "rare", NULL, NULL, NOW, &rare, &s->c, e));
	WRITE(s, label_put(s->d, last.conversation_id, label.id, true, &changed, &s->c, e));
	int64_t k2 = number_of(s, "SELECT id FROM messages WHERE wa_id = 'k2'");
	WRITE(s, seen_put(s->d, s->rina, last.chat_id, k2, NOW, &s->c, e));
	const struct {
		struct search_query q;
		const char *finds;
	} cases[] = {
		{ { .words = "", .has_link = true, .from_me = -1 }, "k2 k1" },
		{ { .words = "toko", .label_id = label.id, .from_me = -1 }, "k2" },
		{ { .words = "", .label_id = label.id, .from_me = -1 }, "k3 k2" },
		{ { .words = "", .label_id = rare.id, .from_me = -1 }, "" },
		{ { .words = "", .unseen_by = s->rina, .from_me = -1 }, "k3 k1" },
		{ { .words = "toko", .unseen_by = s->rina, .from_me = -1 }, "k1" },
		{ { .words = "", .agent_id = s->rina, .from_me = -1 }, "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char got[200];

		found(s, cases[i].q, got, sizeof got);
		if (strcmp(got, cases[i].finds) != 0)
			fail_msg("case %zu finds %s, not %s", i, got, cases[i].finds);
	}
}

static void filters(void **state)
{
	struct shop *s = *state;
	int64_t sri, budi, sri_contact;

	fill(s);
	budi = first.chat_id;
	sri = number_of(s, "SELECT chat_id FROM messages WHERE wa_id = 'm4'");
	sri_contact = number_of(s, "SELECT contact_id FROM messages WHERE wa_id = 'm4'");
	WRITE(s, message_star(s->d, number_of(s, "SELECT id FROM messages WHERE wa_id = 'm1'"), true, &s->c, e));
	const struct {
		struct search_query q;
		const char *finds;
	} cases[] = {
		{ { .words = "kak", .chat_id = budi, .from_me = -1 }, "m3 m2 m1" },
		{ { .words = "kak", .chat_id = sri, .from_me = -1 }, "" },
		{ { .words = "", .chat_id = sri, .from_me = -1 }, "m7 m6 m5 m4" },
		{ { .words = "", .from_contact_id = sri_contact, .from_me = -1 }, "m7 m6 m4" },
		{ { .words = "transfer", .from_contact_id = sri_contact, .from_me = -1 }, "m6 m4" },
		{ { .words = "kak", .from_me = 1 }, "m2" },
		{ { .words = "kak", .from_me = 0 }, "m3 m1" },
		{ { .words = "", .has_media = true, .from_me = -1 }, "m6" },
		{ { .words = "", .has_kind = "image", .from_me = -1 }, "m6" },
		{ { .words = "", .has_kind = "voice", .from_me = -1 }, "" },
		{ { .words = "", .starred = true, .from_me = -1 }, "m1" },
		{ { .words = "ongkir", .starred = true, .from_me = -1 }, "m1" },
		{ { .words = "kasih", .starred = true, .from_me = -1 }, "" },
		{ { .words = "2391", .chat_id = sri, .from_me = -1 }, "m4" },
		{ { .words = "2391", .chat_id = budi, .from_me = -1 }, "" },
		{ { .words = "kak", .since = NOW - 400, .from_me = -1 }, "m3 m2" },
		{ { .words = "kak", .until = NOW - 400, .from_me = -1 }, "m1" },
		{ { .words = "", .since = NOW - 100, .until = NOW - 40, .from_me = -1 }, "m6 m5" },
		{ { .words = "kak", .session_id = s->number, .from_me = -1 }, "m3 m2 m1" },
		{ { .words = "kak", .session_id = s->other, .from_me = -1 }, "" },
		{ { .words = "", .unknown = true, .from_me = -1 }, "" },
		{ { .words = "kak", .limit = 2, .from_me = -1 }, "m3 m2" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char got[200];

		found(s, cases[i].q, got, sizeof got);
		if (strcmp(got, cases[i].finds) != 0)
			fail_msg("case %zu finds %s, not %s", i, got, cases[i].finds);
	}
}

static void refused(void **state)
{
	struct shop *s = *state;
	struct message_rows rows = { 0 };
	char next[SEARCH_CURSOR], many[9000];
	struct search_query q = { .from_me = -1, .limit = 5 };

	memset(many, 'a', sizeof many - 1);
	many[sizeof many - 1] = '\0';
	REFUSED("search.empty", search_messages(s->d, &q, &rows, next, e));
	q.words = many;
	REFUSED("search.long", search_messages(s->d, &q, &rows, next, e));
	q.words = "x";
	q.after = "12x";
	REFUSED("search.cursor", search_messages(s->d, &q, &rows, next, e));
	q.after = NULL;
	q.has_kind = "smell";
	REFUSED("search.kind", search_messages(s->d, &q, &rows, next, e));
}

/* Page by page, all and each once. */
static void pages(void **state)
{
	struct shop *s = *state;
	struct search_query q = { .words = "sama", .from_me = -1, .limit = 3 };
	char next[SEARCH_CURSOR] = "", after[SEARCH_CURSOR];
	int64_t last = INT64_MAX;
	size_t n = 0;

	for (int i = 0; i < 11; i++) {
		char id[16];

		snprintf(id, sizeof id, "p%d", i);
		say(s, &(struct said){ .chat = BUDI, .id = id, .at = NOW - 1000 + i * 4 % 11, .text = "sama" });
	}
	do {
		struct message_rows rows = { 0 };

		str_copy(after, sizeof after, next);
		q.after = after;
		MUST(search_messages(s->d, &q, &rows, next, e));
		for (size_t i = 0; i < rows.n; i++) {
			assert_true(rows.v[i].at < last);
			last = rows.v[i].at;
			n++;
		}
		message_rows_fini(&rows);
	} while (*next != '\0');
	assert_int_equal(n, 11);
}

/* The index follows the message: edits, revokes, cancelling, leaving. */
static void follows(void **state)
{
	struct shop *s = *state;
	struct event ev = { .kind = EVENT_EDITED, .at = NOW, .text = (char *)"Jadi JNE-55001 ya" };
	char got[100];
	int64_t chat, id;

	fill(s);
	chat = first.chat_id;
	str_copy(ev.target, sizeof ev.target, "m3");
	arrive(s, &ev, true);
	found(s, (struct search_query){ .words = "terima", .from_me = -1 }, got, sizeof got);
	assert_string_equal(got, "");
	found(s, (struct search_query){ .words = "jadi", .from_me = -1 }, got, sizeof got);
	assert_string_equal(got, "m3");
	found(s, (struct search_query){ .words = "5500", .from_me = -1 }, got, sizeof got);
	assert_string_equal(got, "m3");
	ev = (struct event){ .kind = EVENT_REVOKED, .at = NOW };
	str_copy(ev.target, sizeof ev.target, "m3");
	arrive(s, &ev, true);
	found(s, (struct search_query){ .words = "jadi", .from_me = -1 }, got, sizeof got);
	assert_string_equal(got, "");
	found(s, (struct search_query){ .words = "5500", .from_me = -1 }, got, sizeof got);
	assert_string_equal(got, "");
	/* One of ours is found as soon as it is written, and keeps its place when it left. */
	id = write_at(s, chat, "pelangi", NOW_MS, 0, ORIGIN_AGENT);
	begin(s, id, NOW_MS + 90000, "w1");
	found(s, (struct search_query){ .words = "pelangi", .from_me = -1, .since = NOW + 80 }, got, sizeof got);
	assert_string_equal(got, "w1");
	id = write_at(s, chat, "hujan", NOW_MS, 0, ORIGIN_AGENT);
	WRITE(s, outbox_cancel(s->d, id, NOW_MS, &s->c, e));
	found(s, (struct search_query){ .words = "hujan", .from_me = -1 }, got, sizeof got);
	assert_string_equal(got, "");
}

/* Whether the two indexes hold exactly what the rows say: a row that was taken out with
 * other words than it was put in with leaves these behind, and FTS5 finds them. */
static void nothing_left(struct shop *s, const char *word, const char *part)
{
	char sql[200];

	snprintf(sql, sizeof sql, "SELECT count(*) FROM search_words WHERE search_words MATCH '%s'", word);
	assert_int_equal(number_of(s, sql), 0);
	snprintf(sql, sizeof sql, "SELECT count(*) FROM search_parts WHERE search_parts MATCH '\"%s\"'", part);
	assert_int_equal(number_of(s, sql), 0);
}

static void is_found(struct shop *s, const char *words, const char *ids)
{
	char got[200];

	found(s, (struct search_query){ .words = words, .from_me = -1 }, got, sizeof got);
	if (strcmp(got, ids) != 0)
		fail_msg("%s finds %s, not %s", words, got, ids);
}

/* What a message says beside its text: a poll, a place, cards, the name of a file. */
static void details(void **state)
{
	static const struct {
		const char *id;
		enum message_kind kind;
		const char *text, *detail, *filename;
	} told[] = {
		{ "d1", KIND_POLL, "", "{\"multiple\":false,\"options\":[\"Merah\",\"Biru\"],\"question\":\"Warna apa?\"}", NULL },
		{ "d2", KIND_LOCATION, "", "{\"address\":\"Jl. Merdeka 17\",\"latitude\":1,\"longitude\":2,\"name\":\"Toko Mawar\"}",
			NULL },
		{ "d3", KIND_CONTACT, "", "[{\"name\":\"Pak Slamet\",\"phones\":[\"+62 812-7788\"]}]", NULL },
		{ "d4", KIND_DOCUMENT, "ini fakturnya", NULL, "INV-2027-0042 lunas.pdf" },
		{ "d5", KIND_UNSUPPORTED, "", NULL, NULL },
	};
	struct shop *s = *state;
	struct event ev = { 0 };

	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		ev = (struct event){ .kind = EVENT_MESSAGE, .message_kind = told[i].kind, .at = NOW - 100 + (int64_t)i,
			.text = (char *)told[i].text, .detail = (char *)told[i].detail, .chat = address(BUDI),
			.has_media = told[i].filename != NULL,
			.media = { .mimetype = (char *)"application/pdf", .filename = (char *)told[i].filename, .size = -1 } };
		str_copy(ev.id.bare, sizeof ev.id.bare, told[i].id);
		first = arrive(s, &ev, true);
	}
	is_found(s, "warna", "d1");
	is_found(s, "biru", "d1");
	is_found(s, "toko mawar", "d2");
	is_found(s, "merdeka", "d2");
	is_found(s, "slamet", "d3");
	is_found(s, "7788", "d3");
	is_found(s, "inv", "d4");
	is_found(s, "2027-00", "d4");
	is_found(s, "faktur lunas", "");
	is_found(s, "fakturnya lunas", "d4");
	/* What could not be read at first can be found when it is told in full. */
	ev = (struct event){ .kind = EVENT_MESSAGE, .message_kind = KIND_POLL, .at = NOW - 96, .chat = address(BUDI),
		.detail = (char *)"{\"multiple\":false,\"options\":[],\"question\":\"Kirim kapan?\"}" };
	str_copy(ev.id.bare, sizeof ev.id.bare, "d5");
	arrive(s, &ev, true);
	is_found(s, "kapan", "d5");
	/* Edits leave the file's name in, taking back takes it out. */
	ev = (struct event){ .kind = EVENT_EDITED, .at = NOW, .text = (char *)"kwitansi" };
	str_copy(ev.target, sizeof ev.target, "d4");
	arrive(s, &ev, true);
	is_found(s, "kwitansi lunas", "d4");
	is_found(s, "fakturnya", "");
	ev = (struct event){ .kind = EVENT_REVOKED, .at = NOW };
	str_copy(ev.target, sizeof ev.target, "d4");
	arrive(s, &ev, true);
	is_found(s, "lunas", "");
	nothing_left(s, "lunas", "2027-00");
	nothing_left(s, "fakturnya", "2027-00");
}

/* Two chats of one person become one: what is found goes along, words beside the text too. */
static void details_move(void **state)
{
	struct shop *s = *state;
	struct event ev = { .kind = EVENT_MESSAGE, .message_kind = KIND_LOCATION, .at = NOW - 10,
		.chat = address("77001@lid"),
		.detail = (char *)"{\"latitude\":1,\"longitude\":2,\"name\":\"Gudang 1234\"}" };
	int64_t chat;

	str_copy(ev.id.bare, sizeof ev.id.bare, "g1");
	arrive(s, &ev, true);
	is_found(s, "gudang", "g1");
	chat = say(s, &(struct said){ .chat = BUDI, .id = "g2", .text = "halo", .alt = "77001@lid" }).chat_id;
	is_found(s, "gudang", "g1");
	{
		char got[100];

		found(s, (struct search_query){ .words = "gudang", .from_me = -1, .chat_id = chat }, got, sizeof got);
		assert_string_equal(got, "g1");
	}
	ev = (struct event){ .kind = EVENT_REVOKED, .at = NOW };
	str_copy(ev.target, sizeof ev.target, "g1");
	arrive(s, &ev, true);
	nothing_left(s, "gudang", "1234");
}

/* A start finds the same whether few or very many words begin so. */
static void starts(void **state)
{
	static const struct {
		const char *typed;
		const char *found;
	} cases[] = {
		{ "kiri", "s3 s2 s1" }, { "KIRIM", "s3 s2 s1" }, { "kirimk", "s2" }, { "kirimx", "" },
		{ "sudah kirim", "s3" }, { "\"sudah\" kirimn", "s3" }, { "k\xc3\xadri", "s3 s2 s1" },
	};
	struct shop *s = *state;
	char got[100];
	size_t n = 0;

	/* A page ends early on a busy machine. */
	clock_hold(NOW_MS);
	say(s, &(struct said){ .chat = BUDI, .id = "s1", .at = NOW - 30, .text = "Kirim" });
	say(s, &(struct said){ .chat = BUDI, .id = "s2", .at = NOW - 20, .text = "kir\xc3\xadmkan" });
	say(s, &(struct said){ .chat = BUDI, .id = "s3", .at = NOW - 10, .text = "sudah kirimnya" });
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		found(s, (struct search_query){ .words = cases[i].typed, .from_me = -1 }, got, sizeof got);
		if (strcmp(got, cases[i].found) != 0)
			fail_msg("%s finds “%s”", cases[i].typed, got);
	}
	for (char a = 'a'; a <= 'l'; a++)
		for (char b = 'a'; b <= 'l'; b++) {
			struct search_query q = { .words = "pesan", .from_me = -1, .limit = 200 };
			struct message_rows rows = { 0 };
			char id[16], text[16], next[SEARCH_CURSOR];

			snprintf(id, sizeof id, "m%c%c", a, b);
			snprintf(text, sizeof text, "pesan%c%c", a, b);
			say(s, &(struct said){ .chat = SRI, .id = id, .at = NOW, .text = text });
			n++;
			if (n % 36 != 0)
				continue;
			MUST(search_messages(s->d, &q, &rows, next, e));
			assert_int_equal(rows.n, n);
			message_rows_fini(&rows);
		}
	clock_release();
}

static void add_note(struct shop *s, const struct arrived *a, const char *text, int64_t at)
{
	int64_t id;

	WRITE(s, note_add(s->d, a->conversation_id, s->rina, text, at, &id, &s->c, e));
}

static void add_contact_note(struct shop *s, int64_t contact, const char *text, int64_t at)
{
	struct contact_note n = { .contact_id = contact, .at = at, .agent_id = s->rina, .author = (char *)"rina",
		.text = (char *)text };

	WRITE(s, contact_note_add(s->d, &n, &s->c, e));
}

/* Each note as "text/whom it is about/contact or 0", a line each. */
static void notes_are(struct shop *s, const char *typed, int64_t chat, size_t limit, const char *expected)
{
	struct found_notes rows = { 0 };
	struct buf got = { 0 };

	MUST(search_notes(s->d, typed, chat, limit, &rows, e));
	for (size_t i = 0; i < rows.n; i++)
		buf_addf(&got, "%s/%s/%d\n", rows.v[i].text, rows.v[i].title, (int)rows.v[i].contact_id);
	assert_string_equal(buf_str(&got), expected);
	buf_fini(&got);
	found_notes_fini(&rows);
}

/* However many notes of others, or of the other kind, are newer. */
static void notes(void **state)
{
	struct shop *s = *state;
	struct arrived budi = say(s, &(struct said){ .chat = BUDI, .id = "n1", .text = "halo", .name = "Budi" });
	struct arrived sri = say(s, &(struct said){ .chat = SRI, .id = "n2", .text = "halo", .name = "Sri" });
	char expected[64];

	add_note(s, &budi, "resi lama", NOW);
	add_contact_note(s, budi.contact_id, "resi langganan", NOW + 1);
	notes_are(s, "resi", 0, 5, "resi langganan/Budi/1\nresi lama/Budi/0\n");
	for (int i = 0; i < 250; i++)
		add_note(s, &sri, "resi lain", NOW + 2 + i);
	notes_are(s, "resi langganan", 0, 5, "resi langganan/Budi/1\n");
	notes_are(s, "resi", budi.chat_id, 5, "resi langganan/Budi/1\nresi lama/Budi/0\n");
	notes_are(s, "resi", budi.chat_id, 1, "resi langganan/Budi/1\n");
	notes_are(s, "resi -lama", budi.chat_id, 5, "resi langganan/Budi/1\n");
	for (int i = 0; i < 250; i++)
		add_contact_note(s, sri.contact_id, "resi lagi", NOW - 1000 + i);
	notes_are(s, "resi", 0, 2, "resi lain/Sri/0\nresi lain/Sri/0\n");
	/* Who was taken for two is one: the notes of both are found in the chat of the one. */
	WRITE(s, contact_merge(s->d, sri.contact_id, budi.contact_id, NOW, &s->c, e));
	snprintf(expected, sizeof expected, "resi langganan/Sri/%d\n", (int)sri.contact_id);
	notes_are(s, "langganan", 0, 5, expected);
	notes_are(s, "langganan", sri.chat_id, 5, expected);
	notes_are(s, "langganan", budi.chat_id, 5, expected); /* the id of old leads to it */
	notes_are(s, "lama", budi.chat_id, 5, "resi lama/Sri/0\n");
	notes_are(s, "lama", 12345, 5, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, shop_open, shop_close)
		T(words), T(ranked), T(marked), T(filters), T(refused), T(pages), T(follows), T(details), T(details_move),
		T(starts), T(notes),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
