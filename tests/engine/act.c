/* act: reactions, edits, deletions: what WAHA did shows, what it did not does not;
 * the gates of all that leaves, and WhatsApp's own limits of time; both engines.
 * Places, cards, polls and what is passed on go by the outbox like a text. Older
 * messages come without a sound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/http.h"
#include "base/json.h"
#include "base/mem.h"
#include "engine/act.h"
#include "engine/history.h"
#include "model/detail.h"
#include "store/chat.h"
#include "store/number.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SARI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

#define MUST(call)                                           \
	do {                                                 \
		struct err e_ = { 0 }, *e = &e_;             \
		if (!(call))                                 \
			fail_msg("%s: %s", #call, err_text(e)); \
	} while (0)

static const char *const engines[] = { "noweb", "gows", "webjs", "wpp" };
enum { ENGINES = sizeof engines / sizeof *engines };
static const enum waha_engine kinds_of[ENGINES] = { WAHA_NOWEB, WAHA_GOWS, WAHA_WEBJS, WAHA_WPP };

static int64_t rested_ms;

static bool rest(void *ctx, int64_t ms)
{
	rested_ms += ms;
	run_for(ctx, ms);
	return true;
}

/* The error's key, "" when it was done. */
static const char *act(struct run *r, enum job_kind kind, int64_t id, const char *text)
{
	static struct err e;
	struct db *d = db_open(config_database(r->config), false, NULL);
	struct http *http = http_new();
	struct act a = { .kind = kind, .message_id = id, .text = text, .rest = rest, .ctx = r };

	e = (struct err){ 0 };
	rested_ms = 0;
	bool ok = act_do(r->engine, d, http, &a, &e);
	http_free(http);
	db_close(d);
	return ok ? "" : e.say.key;
}

/* A shop that was written to and has answered; *ours is the answer, the result theirs. */
static int64_t begin(struct run *r, const char *engine, int64_t *ours)
{
	run_begin(r, &(struct run_options){ .engine = engine });
	run_for(r, 5 * SECOND);
	run_says(r, BUDI, "Berapa kak?");
	run_for(r, 20 * SECOND);
	*ours = run_send(r, 0, BUDI, "150 ribu");
	assert_true(run_until(r, *ours, MSG_DELIVERED, MINUTE) || run_state(r, *ours) >= MSG_SENT);
	run_for(r, MINUTE);
	return run_count(r, "SELECT min(id) FROM messages");
}

static void test_done(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		int64_t ours, theirs = begin(&r, engines[i], &ours);
		struct message_row row;

		assert_string_equal(act(&r, JOB_REACT, theirs, "👍"), "");
		row = run_message(&r, theirs);
		assert_int_equal(row.reactions.n, 1);
		assert_string_equal(row.reactions.v[0].emoji, "👍");
		assert_true(row.reactions.v[0].mine);
		message_row_fini(&row);
		assert_int_equal(run_lines(&r, "delivered", "kind", "reaction", NULL), 1);
		/* The next one at once has to wait for the gap. */
		assert_string_equal(act(&r, JOB_REACT, theirs, ""), "");
		assert_in_range(rested_ms, 1, 10 * SECOND);
		row = run_message(&r, theirs);
		assert_int_equal(row.reactions.n, 0);
		message_row_fini(&row);
		run_for(&r, MINUTE);
		assert_string_equal(act(&r, JOB_EDIT, ours, "160 ribu"), "");
		row = run_message(&r, ours);
		assert_string_equal(row.text, "160 ribu");
		assert_true(row.edited_at > 0);
		message_row_fini(&row);
		run_for(&r, MINUTE);
		assert_string_equal(act(&r, JOB_DELETE, ours, NULL), "");
		row = run_message(&r, ours);
		assert_true(row.deleted_at > 0);
		message_row_fini(&row);
		assert_string_equal(act(&r, JOB_DELETE, ours, NULL), "act.deleted");
		assert_string_equal(act(&r, JOB_REACT, ours, "👍"), "act.deleted");
		assert_int_equal(run_lines(&r, "delivered", "kind", "edit", NULL), 1);
		assert_int_equal(run_lines(&r, "delivered", "kind", "revoke", NULL), 1);
		run_end(&r);
	}
}

static void test_refused(void **state)
{
	struct run r;
	int64_t ours, theirs = begin(&r, "noweb", &ours), requests;

	(void)state;
	assert_string_equal(act(&r, JOB_EDIT, theirs, "x"), "act.theirs");
	assert_string_equal(act(&r, JOB_DELETE, theirs, NULL), "act.theirs");
	assert_string_equal(act(&r, JOB_EDIT, 4711, "x"), "message.none");
	/* Prohibited content does not get in by an edit. */
	assert_string_equal(act(&r, JOB_EDIT, ours, "slot gacor maxwin hari ini"), "content.gambling");
	run_stop_file(&r, true);
	requests = (int64_t)run_lines(&r, "request", NULL, NULL, NULL);
	assert_string_equal(act(&r, JOB_REACT, theirs, "👍"), "gate.stop.all");
	assert_int_equal(run_lines(&r, "request", NULL, NULL, NULL), requests);
	run_stop_file(&r, false);
	int64_t waiting = run_send_at(&r, 0, BUDI, "nanti", clock_now_ms() + HOUR);
	assert_string_equal(act(&r, JOB_REACT, waiting, "👍"), "act.queued");
	/* WhatsApp's own limits. */
	run_for(&r, 15 * MINUTE);
	assert_string_equal(act(&r, JOB_EDIT, ours, "170 ribu"), "act.late-edit");
	run_for(&r, 59 * HOUR);
	assert_string_equal(act(&r, JOB_DELETE, ours, NULL), "");
	run_end(&r);
	begin(&r, "gows", &ours);
	run_for(&r, 61LL * HOUR);
	assert_string_equal(act(&r, JOB_DELETE, ours, NULL), "act.late-delete");
	run_end(&r);
}

/* What WAHA did not say does not show; what it may have done is told as that. */
static void test_answers(void **state)
{
	static const struct {
		const char *rule, *key;
		bool shows;
	} ways[] = {
		{ "429", "waha.rate", false }, { "503", "act.unknown", false }, { "500-plain", "act.unknown", false },
		{ "drop-before", "act.unknown", false }, { "empty-body", "", true }, { "garbage", "", true },
	};

	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
			struct run r;
			int64_t ours, theirs = begin(&r, engines[i], &ours);
			struct message_row row;

			run_tell(&r, "/sim/rules", "{\"do\":\"%s\",\"path\":\"/api/reaction\"}", ways[k].rule);
			const char *key = act(&r, JOB_REACT, theirs, "👍");
			if (!run_fired(&r) || strcmp(key, ways[k].key))
				fail_msg("%s on %s: %s", ways[k].rule, engines[i], key);
			row = run_message(&r, theirs);
			assert_int_equal(row.reactions.n, ways[k].shows);
			message_row_fini(&row);
			run_end(&r);
		}
	}
}

/* An answer that was lost: WAHA's copy tells, where it can. */
static void test_lost_answers(void **state)
{
	static const struct {
		enum job_kind kind;
		bool ours;
		const char *path, *rule, *text, *key[4]; /* on NOWEB, GOWS, WEBJS, WPP */
	} ways[] = {
		{ JOB_EDIT, true, "/api/default/chats/", "accept-then-drop", "160 ribu", { "", "", "", "" } },
		{ JOB_EDIT, true, "/api/default/chats/", "drop-before", "160 ribu",
		  { "act.unknown", "act.unknown", "act.unknown", "act.unknown" } },
		{ JOB_DELETE, true, "/api/default/chats/", "accept-then-drop", NULL, { "", "", "", "" } },
		{ JOB_DELETE, true, "/api/default/chats/", "drop-before", NULL,
		  { "act.unknown", "act.unknown", "act.unknown", "act.unknown" } },
		/* NOWEB alone keeps reactions with its rows. */
		{ JOB_REACT, false, "/api/reaction", "accept-then-drop", "👍",
		  { "", "act.unknown", "act.unknown", "act.unknown" } },
	};

	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
			struct run r;
			int64_t ours, theirs = begin(&r, engines[i], &ours);
			int64_t id = ways[k].ours ? ours : theirs;

			run_tell(&r, "/sim/rules", "{\"do\":\"%s\",\"path\":\"%s\",\"method\":\"%s\"}", ways[k].rule,
				ways[k].path, ways[k].kind == JOB_DELETE ? "DELETE" : "PUT");
			const char *key = act(&r, ways[k].kind, id, ways[k].text);
			if (!run_fired(&r) || strcmp(key, ways[k].key[i]))
				fail_msg("case %zu on %s: %s", k, engines[i], key);
			struct message_row row = run_message(&r, id);
			bool shows = row.edited_at || row.deleted_at || row.reactions.n;
			assert_int_equal(shows, !*key);
			message_row_fini(&row);
			run_end(&r);
		}
	}
}

/* A store that was emptied has nothing: that proves no deletion. */
static void test_emptied_store(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		int64_t ours;
		struct message_row row;

		begin(&r, engines[i], &ours);
		run_tell(&r, "/sim/rules", "{\"do\":\"drop-before\",\"path\":\"/api/default/chats/\",\"method\":\"DELETE\"}");
		run_tell(&r, "/sim/rules", "{\"do\":\"404\",\"path\":\"/api/default/chats/\",\"method\":\"GET\","
			"\"code\":\"Message not found\",\"count\":0}");
		assert_string_equal(act(&r, JOB_DELETE, ours, NULL), "act.unknown");
		row = run_message(&r, ours);
		assert_int_equal(row.deleted_at, 0);
		message_row_fini(&row);
		run_end(&r);
	}
}

/* What WhatsApp says to a reaction counts as what it says to a message. */
static void test_signs(void **state)
{
	static const char *const rules[] = { "\"500-463\"", "\"500-plain\",\"code\":\"rate-overlimit\"" };

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct run r;
		int64_t ours, theirs = begin(&r, "gows", &ours);

		run_tell(&r, "/sim/rules", "{\"do\":%s,\"path\":\"/api/reaction\"}", rules[k]);
		assert_string_not_equal(act(&r, JOB_REACT, theirs, "👍"), "");
		assert_int_equal(run_fired(&r), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action IN ('refused', 'rate-overlimit')"), 1);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM audit WHERE action = 'refused'"), k == 0);
		run_end(&r);
	}
}

struct parcel {
	enum message_kind kind;
	char *detail;
	int64_t forward_of;
};

static int64_t queue(struct run *r, const char *to, const struct parcel *p, const char *text)
{
	struct number *n = &r->engine->numbers[0];
	struct chat_ref chat = { 0 };
	struct changes c = { 0 };
	struct address a;
	struct wa_id id;
	char whole[WA_ID_TEXT_CAP] = "";
	int64_t made = 0;

	MUST(address_parse(to, &a, e));
	run_write(r);
	if (p->forward_of) {
		MUST(message_whole_id(r->keep, p->forward_of, &id, e));
		wa_id_text(&id, whole);
	}
	MUST(chat_open(r->keep, n->id, &a, NULL, clock_now(), &chat, &c, e));
	struct outbox_new new = { .session_id = n->id, .chat_id = chat.chat_id, .recipient = chat.address,
		.origin = ORIGIN_AGENT, .kind = p->kind, .text = text, .detail = p->detail, .forward_of = p->forward_of,
		.forward = *whole ? whole : NULL, .born_ms = clock_now_ms() };
	MUST(outbox_add(r->keep, &new, &made, &c, e));
	run_wrote(r);
	changes_fini(&c);
	engine_poke_sender(r->engine);
	return made;
}

static char *detail_of(enum message_kind kind)
{
	json_t *list = json_array();

	if (kind == KIND_LOCATION) {
		json_decref(list);
		return detail_write(detail_location(-6.1754, 106.8272, "Toko kami", NULL));
	}
	json_array_append_new(list, json_string("Merah"));
	json_array_append_new(list, json_string("+6281211112222"));
	if (kind == KIND_POLL) {
		json_t *poll = detail_poll("Warna apa?", list, false);

		json_decref(list);
		return detail_write(poll);
	}
	json_t *cards = json_array(), *phones = json_array();
	json_array_append(phones, json_array_get(list, 1));
	detail_add_card(cards, "Sri; Wahyuni", phones);
	json_decref(phones);
	json_decref(list);
	return detail_write(cards);
}

/* Each arrives once, as what it is, and after a lost answer it is found again. */
static void test_things(void **state)
{
	static const struct {
		enum message_kind kind;
		const char *arrives, *path;
	} things[] = {
		{ KIND_LOCATION, "location", "/api/sendLocation" },
		{ KIND_CONTACT, "vcard", "/api/sendContactVcard" },
		{ KIND_POLL, "poll", "/api/sendPoll" },
	};
	static const char *const rules[] = { NULL, "accept-then-drop", "drop-before", "echo-before-answer" };

	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		for (size_t k = 0; k < 3; k++) {
			for (size_t w = 0; w < 4; w++) {
				struct run r;
				int64_t ours;
				struct parcel p = { .kind = things[k].kind, .detail = detail_of(things[k].kind) };

				begin(&r, engines[i], &ours);
				if (rules[w])
					run_tell(&r, "/sim/rules", "{\"do\":\"%s\",\"path\":\"%s\"}", rules[w], things[k].path);
				int64_t id = queue(&r, BUDI, &p, "");
				run_for(&r, 16 * MINUTE);
				bool lost = w == 2;
				struct message_row row = run_message(&r, id);
				if (run_lines(&r, "delivered", "kind", things[k].arrives, NULL) != !lost ||
				    (row.state == MSG_UNKNOWN) != lost || !row.detail || strcmp(row.detail, p.detail))
					fail_msg("%s on %s with %s: %s", things[k].arrives, engines[i], rules[w] ? rules[w] : "nothing",
						message_state_name(row.state));
				/* No second row of it. */
				assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE from_me = 1"), 2);
				message_row_fini(&row);
				free(p.detail);
				run_end(&r);
			}
		}
	}
}

static void test_forward(void **state)
{
	struct run r;
	int64_t ours, theirs = begin(&r, "noweb", &ours), id;
	struct parcel p = { .kind = KIND_TEXT, .forward_of = theirs };

	(void)state;
	run_says(&r, SARI, "halo");
	run_for(&r, 20 * SECOND);
	id = queue(&r, SARI, &p, "Berapa kak?");
	run_for(&r, 2 * MINUTE);
	assert_in_range(run_state(&r, id), MSG_ACCEPTED, MSG_PLAYED);
	assert_int_equal(run_lines(&r, "request", "path", "/api/forwardMessage", NULL), 1);
	assert_int_equal(run_lines(&r, "delivered", "body", "Berapa kak?", NULL), 1);
	run_end(&r);
	/* GOWS cannot: nothing leaves, and it says so. */
	p.forward_of = begin(&r, "gows", &ours);
	id = queue(&r, BUDI, &p, "Berapa kak?");
	run_for(&r, 2 * MINUTE);
	assert_int_equal(run_state(&r, id), MSG_REJECTED);
	assert_string_equal(run_reason(&r, id), "able.forward");
	assert_int_equal(run_lines(&r, "request", "path", "/api/forwardMessage", NULL), 0);
	run_end(&r);
}

/* All kinds come in with what they say. */
static void test_kinds_in(void **state)
{
	static const struct {
		const char *spec, *kind, *detail;
	} kinds[] = {
		{ "\"kind\":\"location\",\"latitude\":-6.1754,\"longitude\":106.8272,\"name\":\"Monas\"", "location",
		  "{\"latitude\":-6175400,\"longitude\":106827200,\"name\":\"Monas\"}" },
		{ "\"kind\":\"vcard\",\"text\":\"Sri\",\"phone\":\"6281211112222\"", "contact",
		  "[{\"name\":\"Sri\",\"phones\":[\"+6281211112222\"]}]" },
		{ "\"kind\":\"poll\",\"text\":\"Jadi?\",\"options\":[\"Ya\",\"Tidak\"]", "poll",
		  "{\"multiple\":false,\"options\":[\"Ya\",\"Tidak\"],\"question\":\"Jadi?\"}" },
		{ "\"kind\":\"voice\"", "voice", NULL },
		{ "\"kind\":\"sticker\"", "sticker", NULL },
		{ "\"kind\":\"video\"", "video", NULL },
		{ "\"kind\":\"document\"", "document", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		run_for(&r, 5 * SECOND);
		for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
			run_tell(&r, "/sim/inbound", "{\"from\":\"%s\",%s}", BUDI, kinds[k].spec);
			run_for(&r, 20 * SECOND);
			struct message_row row = run_message(&r, run_count(&r, "SELECT max(id) FROM messages"));
			if (strcmp(message_kind_name(row.kind), kinds[k].kind) ||
			    strcmp(row.detail ? row.detail : "", kinds[k].detail ? kinds[k].detail : ""))
				fail_msg("%s on %s: %s %s", kinds[k].kind, engines[i], message_kind_name(row.kind), row.detail);
			assert_true(row.has_media == (kinds[k].detail == NULL));
			message_row_fini(&row);
		}
		run_end(&r);
	}
}

static void past(struct run *r)
{
	for (int i = 250; i > 0; i -= 10) {
		struct buf b;

		buf_init(&b, 1 << 16);
		buf_adds(&b, "{\"with\":\"" BUDI "@c.us\",\"talk\":[");
		for (int k = i; k > i - 10; k--)
			buf_addf(&b, "%s\"-%dh > %s\"", k == i ? "" : ",", k + 48, k == 200 ? "STOP" : "pesan");
		buf_adds(&b, "]}");
		run_tell(r, "/sim/history", "%s", buf_str(&b));
		buf_fini(&b);
	}
}

/* Older ones come page by page, until there are none; nothing wakes up by them. */
static void test_older(void **state)
{
	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		struct chat_ref chat = { 0 };
		struct changes c = { 0 };
		struct address a;
		struct http *http = http_new();
		int64_t added = 0;
		int rounds = 0;
		size_t before;
		bool done = false;

		run_begin(&r, &(struct run_options){ .engine = engines[i] });
		past(&r);
		MUST(address_parse(BUDI, &a, e));
		run_write(&r);
		MUST(number_set_engine(r.keep, run_session(&r, 0), kinds_of[i], "2026.7.2", &c, e));
		MUST(chat_open(r.keep, run_session(&r, 0), &a, NULL, clock_now(), &chat, &c, e));
		run_wrote(&r);
		before = run_lines(&r, "request", NULL, NULL, NULL);
		while (!done && rounds++ < 10) {
			json_t *out = NULL;

			MUST(history_older(&r.engine->numbers[0], r.keep, http, chat.chat_id, &out, e));
			added += json_i64_or(out, "added", 0);
			done = json_flag(out, "done");
			json_decref(out);
		}
		assert_true(done);
		assert_int_equal(added, 250);
		assert_int_equal(run_count(&r, "SELECT count(*) FROM messages WHERE live = 0"), 250);
		assert_in_range(rounds, 3, 6);
		/* Each page once: three with rows, and what shows that there are no more. */
		assert_in_range(run_lines(&r, "request", NULL, NULL, NULL) - before, 4, 6);
		/* No stop word of long ago counts, nothing is unseen. */
		assert_int_equal(run_count(&r, "SELECT count(*) FROM contacts WHERE opted_out_at > 0"), 0);
		assert_int_equal(run_count(&r, "SELECT sum(inbound_count) FROM conversations"), 0);
		changes_fini(&c);
		http_free(http);
		run_end(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_done),   cmocka_unit_test(test_refused),	cmocka_unit_test(test_answers),
		cmocka_unit_test(test_lost_answers), cmocka_unit_test(test_emptied_store),
		cmocka_unit_test(test_signs),
		cmocka_unit_test(test_things), cmocka_unit_test(test_forward), cmocka_unit_test(test_kinds_in),
		cmocka_unit_test(test_older),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
