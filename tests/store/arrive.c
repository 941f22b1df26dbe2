/* arrive: what events do to messages, whatever way and however often they come. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/chat.h"
#include "store/contact.h"
#include "store/window.h"

#include "base/banned.h"

#define BUDI "628111222333@c.us"
#define BUDI_LID "290011122233@lid"
#define GROUP "120363041234567890@g.us"

static void first_message(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A1", .at = NOW - 5, .text = "Halo kak",
		.name = "Budi Santoso" });
	struct message_row m;
	struct conversation_row k = case_of(s, a.conversation_id);

	assert_true(a.fresh);
	assert_false(a.ours);
	assert_int_equal(a.is, MSG_RECEIVED);
	MUST(message_get(s->d, a.message_id, &m, e));
	assert_string_equal(m.text, "Halo kak");
	assert_string_equal(m.author, "Budi Santoso");
	assert_string_equal(m.session, "toko");
	assert_string_equal(m.wa_id, "A1");
	assert_int_equal(m.at, NOW - 5);
	assert_int_equal(m.contact_id, a.contact_id);
	assert_int_equal(m.origin, ORIGIN_CUSTOMER);
	assert_true(m.live);
	assert_false(m.from_me);
	message_row_fini(&m);
	assert_string_equal(k.title, "Budi Santoso");
	assert_string_equal(k.phone, "628111222333");
	assert_string_equal(k.last_text, "Halo kak");
	assert_true(k.needs_reply);
	assert_int_equal(k.waiting_since, NOW - 5);
	assert_int_equal(k.unseen, 1);
	assert_int_equal(k.status, CASE_OPEN);
	conversation_row_fini(&k);
	assert_true(changed(s, CHANGE_MESSAGE, a.message_id));
	assert_true(changed(s, CHANGE_CONVERSATION, a.conversation_id));
	assert_true(changed(s, CHANGE_CONTACT, a.contact_id));
}

/* The same message again: by poll, by push, with less or more in it. */
static void again(void **state)
{
	struct shop *s = *state;
	struct said m = { .chat = BUDI, .id = "A1", .at = NOW - 50, .text = "Halo", .name = "Budi" };
	struct arrived a = say(s, &m), b;
	struct message_row r;

	s->c.n = 0;
	b = say(s, &m);
	assert_int_equal(b.message_id, a.message_id);
	assert_false(b.fresh);
	assert_int_equal(s->c.n, 0); /* nothing became different: nobody is woken */
	m.at = NOW; /* NOWEB moves stored times */
	m.text = NULL;
	b = say(s, &m);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_int_equal(r.at, NOW - 50);
	assert_string_equal(r.text, "Halo");
	assert_int_equal(r.edited_at, 0);
	message_row_fini(&r);
	/* The other side's message with the same bare id is another one. */
	m.from_me = true;
	b = say(s, &m);
	assert_true(b.fresh);
	/* And so is one of another number. */
	m.number = s->other;
	b = say(s, &m);
	assert_true(b.fresh);
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages"), 3);
}

static void completed_later(void **state)
{
	struct shop *s = *state;
	struct event_media media = { .mimetype = (char *)"image/jpeg", .url = (char *)"http://x/1", .size = 100, .width = 4 };
	struct event ev = { .kind = EVENT_MESSAGE, .message_kind = KIND_UNSUPPORTED, .at = NOW };
	struct arrived a;
	struct message_row r;

	ev.chat = ev.sender = address(BUDI);
	str_copy(ev.id.bare, sizeof ev.id.bare, "W1");
	a = arrive(s, &ev, true);
	ev.message_kind = KIND_IMAGE;
	ev.text = (char *)"fotonya";
	ev.has_media = true;
	ev.media = media;
	arrive(s, &ev, true);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_int_equal(r.kind, KIND_IMAGE);
	assert_string_equal(r.text, "fotonya");
	assert_int_equal(r.edited_at, 0);
	assert_true(r.has_media);
	assert_string_equal(r.media.mimetype, "image/jpeg");
	assert_null(r.media.filename);
	assert_int_equal(r.media.size, 100);
	assert_int_equal(r.media.width, 4);
	message_row_fini(&r);
	/* Its address is renewed. */
	ev.media.url = (char *)"http://x/2";
	arrive(s, &ev, true);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_string_equal(r.media.url, "http://x/2");
	message_row_fini(&r);
	/* Another text in a listing is an edit that nobody told of. */
	ev.text = (char *)"fotonya kak";
	arrive(s, &ev, true);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_string_equal(r.text, "fotonya kak");
	assert_int_equal(r.edited_at, NOW);
	message_row_fini(&r);
}

/* What is kept of what. */
static void skipped(void **state)
{
	static const struct {
		const char *what, *chat, *id;
	} cases[] = {
		{ "a status", "status@broadcast", "S1" },
		{ "a broadcast list", "12345@broadcast", "S2" },
		{ "a note to oneself while the number is not known", NULL, "S3" },
		{ "a row without an id", BUDI, "" },
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arrived a = say(s, &(struct said){ .chat = cases[i].chat, .id = cases[i].id, .text = "x" });

		if (a.message_id != 0)
			fail_msg("kept: %s", cases[i].what);
	}
	assert_int_equal(number_of(s, "SELECT count(*) FROM messages"), 0);
	assert_int_equal(number_of(s, "SELECT count(*) FROM chats"), 0);
}

static void note_to_self(void **state)
{
	struct shop *s = *state;
	struct arrived a;
	struct chat_ref ref;

	number_of(s, "UPDATE whatsapp_sessions SET me_phone = '62811000999' RETURNING 1");
	a = say(s, &(struct said){ .id = "N1", .text = "jangan lupa", .from_me = true });
	MUST(chat_get(s->d, a.chat_id, &ref, e));
	assert_string_equal(ref.address.user, "62811000999");
}

/* Acks rise only; a minus one counts over what was not delivered. Expectations
 * from the outbox protocol, not from model/message.c. */
static void acks(void **state)
{
	static const struct {
		int told[4]; /* 9 ends */
		enum message_state is;
	} cases[] = {
		{ { 0, 9 }, MSG_ACCEPTED },
		{ { 1, 9 }, MSG_SENT },
		{ { 2, 1, 9 }, MSG_DELIVERED },
		{ { 3, 2, 1, 0 }, MSG_READ },
		{ { 1, 2, 3, 4 }, MSG_PLAYED },
		{ { 0, -1, 9 }, MSG_REJECTED },
		{ { 1, -1, 9 }, MSG_REJECTED },
		{ { 2, -1, 9 }, MSG_DELIVERED },
		{ { 3, -1, 9 }, MSG_READ },
		{ { -1, 2, 9 }, MSG_DELIVERED },
		{ { 7, 9 }, MSG_ACCEPTED },
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char id[16];
		struct arrived a;

		snprintf(id, sizeof id, "ACK%zu", i);
		a = say(s, &(struct said){ .chat = BUDI, .id = id, .from_me = true, .text = "ya", .has_ack = true, .ack = 0 });
		for (size_t k = 0; k < 4 && cases[i].told[k] != 9; k++)
			ack(s, id, cases[i].told[k]);
		if (state_of(s, a.message_id) != cases[i].is)
			fail_msg("case %zu: %s", i, message_state_name(state_of(s, a.message_id)));
	}
	assert_int_equal(ack(s, "NOBODY", 2).message_id, 0);
}

static void ack_times(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "T", .from_me = true, .text = "ya", .has_ack = true });
	struct message_row r;

	s->now = NOW + 1;
	ack(s, "T", 1);
	s->now = NOW + 2;
	ack(s, "T", 2);
	s->now = NOW + 3;
	ack(s, "T", 2);
	s->now = NOW + 4;
	ack(s, "T", 3);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_int_equal(r.sent_at, NOW + 1);
	assert_int_equal(r.delivered_at, NOW + 2);
	assert_int_equal(r.read_at, NOW + 4);
	message_row_fini(&r);
}

/* A customer's own message has no ticks. */
static void ack_of_theirs(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "X", .text = "halo", .has_ack = true, .ack = 3 });

	assert_int_equal(state_of(s, a.message_id), MSG_RECEIVED);
	ack(s, "X", 3);
	assert_int_equal(state_of(s, a.message_id), MSG_RECEIVED);
}

/* The state that one of ours has when it is first seen. */
static void first_states(void **state)
{
	static const struct {
		bool has_ack, by_api;
		int ack;
		enum message_state is;
	} cases[] = {
		{ true, false, 0, MSG_ACCEPTED },
		{ true, false, 1, MSG_SENT },
		{ true, false, 3, MSG_READ },
		{ true, false, -1, MSG_REJECTED },
		{ false, false, 0, MSG_SENT },	  /* the phone's: it came back from the server */
		{ false, true, 0, MSG_ACCEPTED }, /* a program's: no further than WAHA perhaps */
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct event ev = { .kind = EVENT_MESSAGE, .at = NOW, .has_ack = cases[i].has_ack, .ack = cases[i].ack,
			.by_api = cases[i].by_api, .id = { .from_me = true } };

		ev.chat = ev.sender = address(BUDI);
		snprintf(ev.id.bare, sizeof ev.id.bare, "F%zu", i);
		assert_int_equal(arrive(s, &ev, true).is, cases[i].is);
	}
}

static void edits_and_revokes(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "E", .at = NOW, .text = "Rp 10.000" });
	struct event ev = { .kind = EVENT_EDITED, .at = NOW + 10, .text = (char *)"Rp 12.000" };
	struct message_row r;
	struct conversation_row k;

	str_copy(ev.target, sizeof ev.target, "E");
	assert_int_equal(arrive(s, &ev, true).message_id, a.message_id);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_string_equal(r.text, "Rp 12.000");
	assert_int_equal(r.edited_at, NOW + 10);
	message_row_fini(&r);
	/* An older edit that comes late changes nothing. */
	ev.at = NOW + 5;
	ev.text = (char *)"Rp 11.000";
	arrive(s, &ev, true);
	k = case_of(s, a.conversation_id);
	assert_string_equal(k.last_text, "Rp 12.000");
	conversation_row_fini(&k);

	ev = (struct event){ .kind = EVENT_REVOKED, .at = NOW + 20, .target_known_side = true };
	str_copy(ev.target, sizeof ev.target, "E");
	arrive(s, &ev, true);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_null(r.text);
	assert_int_equal(r.deleted_at, NOW + 20);
	message_row_fini(&r);
	/* Neither a listing nor an edit brings it back. */
	say(s, &(struct said){ .chat = BUDI, .id = "E", .text = "Rp 10.000" });
	ev = (struct event){ .kind = EVENT_EDITED, .at = NOW + 30, .text = (char *)"x" };
	str_copy(ev.target, sizeof ev.target, "E");
	arrive(s, &ev, true);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_null(r.text);
	message_row_fini(&r);
	/* Of the wrong side, or of a message not known: nothing. */
	ev.target_known_side = ev.target_from_me = true;
	assert_int_equal(arrive(s, &ev, true).message_id, 0);
	str_copy(ev.target, sizeof ev.target, "NOBODY");
	ev.target_known_side = false;
	assert_int_equal(arrive(s, &ev, true).message_id, 0);
}

static void react(struct shop *s, const char *who, bool from_me, const char *emoji, int64_t at)
{
	struct event ev = { .kind = EVENT_REACTION, .at = at, .text = (char *)emoji, .id = { .from_me = from_me } };

	ev.sender = ev.chat = address(who);
	str_copy(ev.target, sizeof ev.target, "R");
	arrive(s, &ev, true);
}

static void reactions(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = GROUP, .id = "R", .sender = BUDI, .text = "Promo?" });
	struct message_row r;

	react(s, BUDI, false, "👍", NOW);
	react(s, "628999@c.us", false, "👍", NOW + 1);
	react(s, GROUP, true, "❤️", NOW + 2);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_int_equal(r.reactions.n, 2);
	assert_string_equal(r.reactions.v[0].emoji, "👍");
	assert_int_equal(r.reactions.v[0].count, 2);
	assert_false(r.reactions.v[0].mine);
	assert_true(r.reactions.v[1].mine);
	message_row_fini(&r);
	/* Changed, taken back, and an old telling of it that comes late. */
	react(s, BUDI, false, "😮", NOW + 5);
	react(s, "628999@c.us", false, "", NOW + 6);
	react(s, "628999@c.us", false, "👍", NOW + 1);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_int_equal(r.reactions.n, 2);
	assert_string_equal(r.reactions.v[0].emoji, "❤️");
	assert_string_equal(r.reactions.v[1].emoji, "😮");
	message_row_fini(&r);
	/* Once more the same: nobody is woken. */
	s->c.n = 0;
	react(s, BUDI, false, "😮", NOW + 7);
	assert_int_equal(s->c.n, 0);
}

static void history_reactions(void **state)
{
	struct shop *s = *state;
	struct event_reaction v[2] = { { .sender = address(BUDI), .emoji = "👍", .at = NOW - 100 },
		{ .from_me = true, .emoji = "🙏", .at = NOW - 90 } };
	struct event ev = { .kind = EVENT_MESSAGE, .at = NOW - 200, .text = (char *)"x", .reactions = { v, 2, 2 } };
	struct arrived a;
	struct message_row r;

	ev.chat = ev.sender = address(BUDI);
	str_copy(ev.id.bare, sizeof ev.id.bare, "H");
	a = arrive(s, &ev, false);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_int_equal(r.reactions.n, 2);
	message_row_fini(&r);
}

static void quotes(void **state)
{
	struct shop *s = *state;
	struct arrived q = say(s, &(struct said){ .chat = BUDI, .id = "Q", .at = NOW - 60, .text = "Warna apa?", .from_me = true });
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "A", .text = "Merah", .reply_to = "Q" });
	struct arrived b = say(s, &(struct said){ .chat = BUDI, .id = "B", .text = "Biru", .reply_to = "GONE" });
	struct message_row r;

	MUST(message_get(s->d, a.message_id, &r, e));
	assert_int_equal(r.reply_id, q.message_id);
	assert_string_equal(r.reply_text, "Warna apa?");
	assert_string_equal(r.reply_author, "phone");
	message_row_fini(&r);
	MUST(message_get(s->d, b.message_id, &r, e));
	assert_int_equal(r.reply_id, 0);
	assert_null(r.reply_text);
	message_row_fini(&r);
}

/* Who spoke last: a table of threads, "+" the customer, "-" us, with minutes. */
static void needs_reply(void **state)
{
	static const struct {
		const char *what, *said; /* "+10 -20 +30", minutes ago, in the order they arrive; h: history */
		bool needs;
		int since; /* minutes ago */
	} cases[] = {
		{ "they wrote", "+10", true, 10 },
		{ "they wrote twice", "+10 +5", true, 10 },
		{ "answered", "+10 -5", false, 0 },
		{ "answered, and they wrote again", "+30 -20 +10 +5", true, 10 },
		{ "we wrote first", "-5", false, 0 },
		{ "the answer arrives late", "+30 +10 -20", true, 10 },
		{ "their message arrives late", "-5 +10", false, 0 },
		{ "history of yesterday", "h+1500 h-2000", true, 1500 },
		{ "history, page by page from the newest", "h+1500 h+1600 h-2000 h+3000", true, 1600 },
		{ "history older than a week", "h+20000", false, 0 },
		{ "history older than a week, then they write", "h+20000 +1", true, 1 },
		{ "a late one of theirs while away, before our answer", "+30 -20 +25", false, 0 },
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char chat[32], id[16];
		struct arrived a = { 0 };
		struct conversation_row k;
		int n = 0;

		snprintf(chat, sizeof chat, "62800%zu@c.us", i + 100);
		for (const char *p = cases[i].said; *p != '\0'; p += strspn(p, " ")) {
			bool history = *p == 'h';
			char side = *(p += history);
			char *end;
			long ago = strtol(p + 1, &end, 10);

			snprintf(id, sizeof id, "N%zu.%d", i, n++);
			a = say(s, &(struct said){ .chat = chat, .id = id, .at = NOW - ago * 60, .text = "x",
				.from_me = side == '-', .history = history });
			p = end;
		}
		k = case_of(s, a.conversation_id);
		if (k.needs_reply != cases[i].needs ||
			k.waiting_since != (cases[i].needs ? NOW - cases[i].since * 60 : 0))
			fail_msg("%s: %d since %lld", cases[i].what, k.needs_reply,
				k.waiting_since ? (long long)(NOW - k.waiting_since) / 60 : 0);
		/* The same, worked out again from the messages. */
		WRITE(s, conversation_set_status(s->d, a.conversation_id, k.status, 0, NOW, &s->c, e));
		conversation_row_fini(&k);
		k = case_of(s, a.conversation_id);
		if (k.needs_reply != cases[i].needs ||
			k.waiting_since != (cases[i].needs ? NOW - cases[i].since * 60 : 0))
			fail_msg("%s, summed again: %d since %lld", cases[i].what, k.needs_reply, (long long)k.waiting_since);
		conversation_row_fini(&k);
	}
}

static void groups_wait_for_nobody(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = GROUP, .id = "G", .sender = BUDI, .name = "Budi", .text = "hai" });
	struct conversation_row k = case_of(s, a.conversation_id);
	struct message_row r;

	assert_int_equal(k.kind, CHAT_GROUP);
	assert_false(k.needs_reply);
	assert_int_equal(k.contact_id, 0);
	assert_int_equal(k.unseen, 1);
	assert_string_equal(k.last_author, "Budi");
	conversation_row_fini(&k);
	MUST(message_get(s->d, a.message_id, &r, e));
	assert_string_equal(r.author, "Budi");
	message_row_fini(&r);
	WRITE(s, chat_set_name(s->d, a.chat_id, "Arisan RT 05", &s->c, e));
	k = case_of(s, a.conversation_id);
	assert_string_equal(k.title, "Arisan RT 05");
	conversation_row_fini(&k);
}

/* A customer's message reopens what rests; history does not, nor do we. */
static void reopens(void **state)
{
	static const struct {
		enum case_status before;
		bool from_me, history, group, reopened;
		enum case_status after;
	} cases[] = {
		{ CASE_CLOSED, false, false, false, true, CASE_OPEN },
		{ CASE_ARCHIVED, false, false, false, true, CASE_OPEN },
		{ CASE_SNOOZED, false, false, false, true, CASE_OPEN },
		{ CASE_OPEN, false, false, false, false, CASE_OPEN },
		{ CASE_CLOSED, false, true, false, false, CASE_CLOSED },
		{ CASE_CLOSED, true, false, false, false, CASE_CLOSED },
		{ CASE_ARCHIVED, false, false, true, false, CASE_ARCHIVED },
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct said m = { .text = "x" };
		char chat[40], id[16];
		struct arrived a;
		struct conversation_row k;

		snprintf(chat, sizeof chat, cases[i].group ? "1203630%zu@g.us" : "62811%zu@c.us", i + 100);
		m.chat = chat;
		m.id = id;
		m.sender = cases[i].group ? BUDI : NULL;
		snprintf(id, sizeof id, "O%zu", i);
		a = say(s, &m);
		WRITE(s, conversation_set_status(s->d, a.conversation_id, cases[i].before, NOW + 3600, NOW, &s->c, e));
		snprintf(id, sizeof id, "P%zu", i);
		m.from_me = cases[i].from_me;
		m.history = cases[i].history;
		a = say(s, &m);
		k = case_of(s, a.conversation_id);
		if (a.reopened != cases[i].reopened || k.status != cases[i].after ||
			(k.status == CASE_OPEN && (k.closed_at != 0 || k.snoozed_until != 0)))
			fail_msg("case %zu: reopened %d, %s", i, a.reopened, case_status_name(k.status));
		conversation_row_fini(&k);
	}
}

/* The window stands on their newest message's own time. */
static void windows(void **state)
{
	static const struct {
		const char *what;
		int64_t at; /* against now */
		bool from_me, history;
		int64_t window; /* against now; 1: none */
	} cases[] = {
		{ "they write", -5, false, false, -5 },
		{ "told late", -7200, false, false, -7200 },
		{ "back-filled two hours later", -7200, false, true, -7200 },
		{ "back-filled last year", -30000000, false, true, -30000000 },
		{ "we write", -5, true, false, 1 },
		{ "from the future", 3000, false, false, 0 },
	};
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char chat[32], id[16];
		struct arrived a;
		int64_t at;

		snprintf(chat, sizeof chat, "62812%zu@c.us", i + 100);
		snprintf(id, sizeof id, "W%zu", i);
		a = say(s, &(struct said){ .chat = chat, .id = id, .at = NOW + cases[i].at, .from_me = cases[i].from_me,
			.history = cases[i].history, .text = "x" });
		MUST(window_last_inbound(s->d, s->number, a.contact_id, &at, e));
		if (at != (cases[i].window == 1 ? 0 : NOW + cases[i].window))
			fail_msg("%s: %lld", cases[i].what, (long long)at - NOW);
		/* Per number. */
		MUST(window_last_inbound(s->d, s->other, a.contact_id, &at, e));
		assert_int_equal(at, 0);
	}
	/* It never goes back. */
	say(s, &(struct said){ .chat = "62812900@c.us", .id = "L1", .at = NOW - 10, .text = "x" });
	say(s, &(struct said){ .chat = "62812900@c.us", .id = "L2", .at = NOW - 100, .text = "x", .history = true });
	assert_int_equal(number_of(s, "SELECT last_inbound_at FROM conversation_sessions WHERE contact_id ="
		" (SELECT contact_id FROM contact_addresses WHERE address = '62812900@c.us')"), NOW - 10);
}

/* Whom the owner's own phone writes to counts, while it happens. */
/* A row a window: opened, gone on with, never bent by what comes late; told once an hour
 * before it closes, if somebody waits and it was lived through. */
static void window_rows(void **state)
{
	static const struct {
		int64_t ago;
		bool history;
	} told[] = { { 100 * 3600, true }, { 99 * 3600, true }, { 60 * 3600, false }, { 30 * 3600, false }, { 8 * 3600, false },
		{ 80 * 3600, false }, { 20 * 3600, false } };
	struct shop *s = *state;
	struct window_rows rows = { 0 };
	struct arrived a = { 0 };
	char id[16];
	bool any;

	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		snprintf(id, sizeof id, "W%zu", i);
		a = say(s, &(struct said){ .chat = BUDI, .id = id, .at = NOW - told[i].ago, .text = "x", .history = told[i].history });
	}
	MUST(window_list(s->d, a.chat_id, 10, &rows, e));
	assert_int_equal(rows.n, 3);
	assert_int_equal(rows.v[0].opened_at, NOW - 30 * 3600);
	assert_int_equal(rows.v[0].last_inbound_at, NOW - 8 * 3600);
	assert_int_equal(rows.v[1].opened_at, NOW - 60 * 3600);
	assert_int_equal(rows.v[1].last_inbound_at, NOW - 60 * 3600);
	assert_int_equal(rows.v[2].last_inbound_at, NOW - 99 * 3600);
	free(rows.v);
	MUST(window_due(s->d, NOW + 15 * 3600 - 1, &any, e));
	assert_false(any);
	MUST(window_due(s->d, NOW + 15 * 3600, &any, e));
	assert_true(any);
	s->c.n = 0;
	WRITE(s, window_warn(s->d, NOW + 15 * 3600, &s->c, e));
	assert_true(changed(s, CHANGE_CONVERSATION, a.conversation_id));
	MUST(window_due(s->d, NOW + 15 * 3600 + 5, &any, e));
	assert_false(any);
	/* A new word of theirs: a new end, a new warning. An answer: none. */
	say(s, &(struct said){ .chat = BUDI, .id = "N", .at = NOW - 10, .text = "y" });
	MUST(window_due(s->d, NOW + 23 * 3600, &any, e));
	assert_true(any);
	write_to(s, a.chat_id, "ya");
	MUST(window_due(s->d, NOW + 23 * 3600, &any, e));
	assert_false(any);
	/* Back-filled ones warn nobody. */
	say(s, &(struct said){ .chat = "628999@c.us", .id = "H", .at = NOW - 3600, .text = "y", .history = true });
	MUST(window_due(s->d, NOW + 22 * 3600, &any, e));
	assert_false(any);
}

static void days(void **state)
{
	struct shop *s = *state;

	say(s, &(struct said){ .chat = BUDI, .id = "1", .at = NOW - 90000, .text = "x", .history = true });
	say(s, &(struct said){ .chat = BUDI, .id = "2", .at = NOW - 80000, .text = "x", .history = true, .from_me = true });
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_days"), 0);
	say(s, &(struct said){ .chat = GROUP, .id = "3", .text = "x", .from_me = true });
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_days"), 0);
	say(s, &(struct said){ .chat = BUDI, .id = "4", .text = "x", .from_me = true });
	say(s, &(struct said){ .chat = BUDI, .id = "5", .text = "x", .from_me = true });
	/* NOW is 15 January 2027, 08:00 UTC: day 20833. */
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_days WHERE day = 20833 AND initiation = 1"), 1);
	say(s, &(struct said){ .chat = "628444@c.us", .id = "6", .at = NOW - 60, .text = "x" });
	say(s, &(struct said){ .chat = "628444@c.us", .id = "7", .text = "x", .from_me = true });
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_days WHERE initiation = 0"), 1);
	assert_int_equal(number_of(s, "SELECT count(*) FROM contact_days"), 2);
}

static void push_names(void **state)
{
	struct shop *s = *state;
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "1", .text = "x", .name = "Budi" });
	struct conversation_row k;

	say(s, &(struct said){ .chat = BUDI, .id = "2", .text = "x", .name = "Budi S." });
	say(s, &(struct said){ .chat = BUDI, .id = "3", .text = "x", .name = "Budi yang dulu", .history = true });
	say(s, &(struct said){ .chat = BUDI, .id = "4", .text = "x", .name = "Toko", .from_me = true });
	say(s, &(struct said){ .chat = BUDI, .id = "5", .text = "x" });
	k = case_of(s, a.conversation_id);
	assert_string_equal(k.title, "Budi S.");
	conversation_row_fini(&k);
	WRITE(s, contact_set_name(s->d, a.contact_id, CONTACT_BOOK, "Pak Budi", &s->c, e));
	WRITE(s, contact_set_name(s->d, a.contact_id, CONTACT_BOOK, NULL, &s->c, e)); /* WAHA leaves names out */
	k = case_of(s, a.conversation_id);
	assert_string_equal(k.title, "Pak Budi");
	conversation_row_fini(&k);
}

/* A time that cannot be: the thread's end is not for ever. */
static void silly_times(void **state)
{
	static const int64_t told[] = { 0, -5, NOW + 86401, INT64_MAX };
	struct shop *s = *state;

	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		struct event ev = { .kind = EVENT_MESSAGE, .at = told[i], .text = (char *)"x" };
		struct message_row r;

		ev.chat = ev.sender = address(BUDI);
		snprintf(ev.id.bare, sizeof ev.id.bare, "Z%zu", i);
		MUST(message_get(s->d, arrive(s, &ev, true).message_id, &r, e));
		assert_int_equal(r.at, NOW);
		message_row_fini(&r);
	}
}

static void pages(void **state)
{
	struct shop *s = *state;
	struct arrived a = { 0 };
	struct message_rows rows = { 0 };
	bool more;

	/* Two a second, told in a mixed order. */
	for (int i = 0; i < 10; i++) {
		char id[8];
		int n = i * 7 % 10;

		snprintf(id, sizeof id, "M%d", n);
		a = say(s, &(struct said){ .chat = BUDI, .id = id, .at = NOW - 100 + n, .text = id });
	}
	MUST(message_list(s->d, a.chat_id, 0, 4, &rows, &more, e));
	assert_int_equal(rows.n, 4);
	assert_true(more);
	for (int i = 0; i < 4; i++) {
		char id[16];

		snprintf(id, sizeof id, "M%d", 6 + i);
		assert_string_equal(rows.v[i].wa_id, id);
	}
	for (int page = 0; more && page < 5; page++) {
		int64_t before = rows.v[0].id;
		char first[8];

		str_copy(first, sizeof first, rows.v[0].wa_id);
		message_rows_fini(&rows);
		MUST(message_list(s->d, a.chat_id, before, 4, &rows, &more, e));
		assert_int_equal(rows.v[rows.n - 1].wa_id[1], first[1] - 1);
	}
	assert_int_equal(rows.n, 2);
	assert_string_equal(rows.v[0].wa_id, "M0");
	message_rows_fini(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, shop_open, shop_close)
		T(first_message), T(again), T(completed_later), T(skipped), T(note_to_self), T(acks), T(ack_times),
		T(ack_of_theirs), T(first_states), T(edits_and_revokes), T(reactions), T(history_reactions), T(quotes),
		T(needs_reply), T(groups_wait_for_nobody), T(reopens), T(windows), T(window_rows), T(days), T(push_names), T(silly_times),
		T(pages),
#undef T
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
