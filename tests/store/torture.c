/* torture: the n-th step of SQLite fails, for every n, in every road of writing.
 * The call says so, the caller rolls back, and the database is byte for byte
 * what it was; without the fault it then succeeds. */
#include "shop.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/zone.h"
#include "store/attachment.h"
#include "store/media.h"
#include "store/agent.h"
#include "store/audit.h"
#include "store/chat.h"
#include "store/contact.h"
#include "store/draft.h"
#include "store/erase.h"
#include "store/label.h"
#include "store/note.h"
#include "store/number.h"
#include "store/pause.h"
#include "store/seen.h"
#include "store/setting.h"
#include "store/stmt.h"
#include "store/stream.h"
#include "store/undo.h"
#include "store/view.h"
#include "store/window.h"

#include "base/banned.h"

#define BUDI "628111222333@c.us"
#define LID "290011122233@lid"
#define GROUP "120363041234567890@g.us"

static const struct sentence why = { .key = "test.why", .text = "because" };

/* What the shop looks like before: ids of rows the roads use. */
static int64_t chat, contact, case_id, queued, sending, unknown, held;
static int attempt;

static bool arrived(struct shop *s, struct event *ev, const char *who, struct err *e)
{
	struct arrival a = { .session_id = s->number, .live = true, .now = NOW, .zone = zone_utc() };
	struct arrived out;

	ev->chat = ev->sender = address(who);
	if (ev->at == 0)
		ev->at = NOW;
	return message_arrive(s->d, &a, ev, &out, &s->c, e);
}

static bool new_message(struct shop *s, struct err *e)
{
	struct event ev = { .kind = EVENT_MESSAGE, .text = (char *)"halo ORD-123", .push_name = (char *)"Sri", .has_media = true,
		.id = { .bare = "NEW" } };

	return arrived(s, &ev, "628555@c.us", e);
}

static bool group_message(struct shop *s, struct err *e)
{
	struct event ev = { .kind = EVENT_MESSAGE, .text = (char *)"halo", .id = { .bare = "GRP" } };

	return arrived(s, &ev, GROUP, e);
}

static bool phone_message(struct shop *s, struct err *e)
{
	struct event ev = { .kind = EVENT_MESSAGE, .text = (char *)"dari hp", .id = { .from_me = true, .bare = "HP" } };

	return arrived(s, &ev, BUDI, e);
}

static bool edited(struct shop *s, struct err *e)
{
	struct event ev = { .kind = EVENT_EDITED, .text = (char *)"lain", .target = "IN" };

	return arrived(s, &ev, BUDI, e);
}

static bool revoked(struct shop *s, struct err *e)
{
	struct event ev = { .kind = EVENT_REVOKED, .target = "IN" };

	return arrived(s, &ev, BUDI, e);
}

static bool reacted(struct shop *s, struct err *e)
{
	struct event ev = { .kind = EVENT_REACTION, .text = (char *)"👍", .target = "IN" };

	return arrived(s, &ev, BUDI, e);
}

/* A poll that came, and who chose what in it. */
static bool voted(struct shop *s, struct err *e)
{
	struct event poll = { .kind = EVENT_MESSAGE, .message_kind = KIND_POLL, .place = (char *)"Jadi?",
		.detail = (char *)"{\"multiple\":false,\"options\":[\"Ya\"],\"question\":\"Jadi?\"}", .id = { .bare = "POLL" } };
	char *choices[] = { (char *)"Ya" };
	struct event vote = { .kind = EVENT_VOTE, .target = "POLL", .choices = { .v = choices, .n = 1 } };

	return arrived(s, &poll, BUDI, e) && arrived(s, &vote, BUDI, e);
}

/* A file that came with a message is here, another one goes for it. */
static bool filed(struct shop *s, struct err *e)
{
	struct event ev = { .kind = EVENT_MESSAGE, .message_kind = KIND_IMAGE, .has_media = true, .id = { .bare = "FILE" } };
	struct media_file f = { .at = NOW, .size = 3, .mimetype = "image/jpeg", .filename = "a.jpg",
		.hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" };
	char hash[DEPOT_HASH_CAP];
	int64_t id, sum;
	bool there;

	return arrived(s, &ev, BUDI, e) && message_find(s->d, s->number, false, "FILE", &id, e) &&
	       attachment_set(s->d, id, MEDIA_FETCHING, &s->c, e) && media_add(s->d, &f, e) &&
	       attachment_arrived(s->d, id, &f, &there, &s->c, e) && media_use(s->d, f.id, NOW + 100, e) &&
	       media_sum(s->d, &sum, e) && media_evict(s->d, hash, &s->c, e) && attachments_begin(s->d, e);
}

static bool refused_late(struct shop *s, struct err *e)
{
	struct event ev = { .kind = EVENT_ACK, .has_ack = true, .ack = -1, .id = { .from_me = true, .bare = "SENDING" } };

	return arrived(s, &ev, BUDI, e);
}

static bool merged(struct shop *s, struct err *e)
{
	struct address a = address(BUDI), b = address(LID);
	int64_t id;

	return contact_open(s->d, &a, &b, NOW, &id, &s->c, e);
}

static bool added(struct shop *s, struct err *e)
{
	struct outbox_new n = { .session_id = s->number, .chat_id = chat, .agent_id = s->rina, .origin = ORIGIN_AGENT,
		.text = "baru", .recipient = address(BUDI), .born_ms = NOW_MS };
	int64_t id;

	return outbox_add(s->d, &n, &id, &s->c, e);
}

static bool begun(struct shop *s, struct err *e)
{
	struct outbox_leave l = { .message_id = queued, .now_ms = NOW_MS, .deadline_ms = NOW_MS, .day = 3, .wa_id = "W" };
	int n;

	return outbox_begin(s->d, &l, &n, &s->c, e);
}

static bool ended(struct shop *s, enum outcome outcome, const char *wa_id, struct err *e)
{
	struct outbox_result r = { .message_id = sending, .attempt = attempt, .outcome = outcome, .now_ms = NOW_MS,
		.wa_id = wa_id, .at = NOW, .look_ms = NOW_MS, .look_until_ms = NOW_MS, .reason = &why };

	return outbox_end(s->d, &r, &s->c, e);
}

static bool end_accepted(struct shop *s, struct err *e)
{
	return ended(s, OUTCOME_ACCEPTED, "ECHO", e); /* joins an echo that came first */
}

static bool end_retry(struct shop *s, struct err *e)
{
	return ended(s, OUTCOME_RETRY, NULL, e);
}

static bool end_rejected(struct shop *s, struct err *e)
{
	return ended(s, OUTCOME_REJECTED, NULL, e);
}

static bool end_unknown(struct shop *s, struct err *e)
{
	return ended(s, OUTCOME_UNKNOWN, NULL, e);
}

static bool recovered(struct shop *s, struct err *e)
{
	size_t n;

	return outbox_recover(s->d, NOW_MS, NOW_MS, &why, &n, &s->c, e);
}

static bool cancelled(struct shop *s, struct err *e)
{
	return outbox_cancel(s->d, queued, NOW_MS, &s->c, e) && outbox_cancel(s->d, held, NOW_MS, &s->c, e);
}

static bool restored(struct shop *s, struct err *e)
{
	return outbox_hold_restored(s->d, &why, &s->c, e);
}

static bool settled(struct shop *s, struct err *e)
{
	return outbox_looked(s->d, unknown, NOW_MS, NOW_MS, &s->c, e) &&
		outbox_look_again(s->d, unknown, NOW_MS, NOW_MS, &s->c, e) &&
		outbox_proven(s->d, unknown, "PROOF", NOW_MS, &s->c, e);
}

static bool once_more(struct shop *s, struct err *e)
{
	return outbox_again(s->d, unknown, s->rina, NOW_MS, NOW_MS, &s->c, e) && outbox_defer(s->d, unknown, NOW_MS + 1, e) &&
		outbox_recheck(s->d, 0, e) && outbox_set_life(s->d, unknown, NOW, e);
}

static bool case_changed(struct shop *s, struct err *e)
{
	return conversation_set_status(s->d, case_id, CASE_CLOSED, 0, NOW, &s->c, e) &&
		conversation_set_status(s->d, case_id, CASE_OPEN, 0, NOW, &s->c, e);
}

static bool case_decided(struct shop *s, struct err *e)
{
	struct label_row label;
	struct undo_step step = { .action = (char *)"label", .batch = (char *)"b", .conversation_id = case_id,
		.object_id = 1, .after = (char *)"on" };
	int64_t chosen;
	bool otherwise;

	return conversation_set_priority(s->d, case_id, PRIORITY_HIGH, &s->c, e) &&
		label_set(s->d, "order", NULL, NULL, NOW, &label, &s->c, e) &&
		label_put(s->d, case_id, label.id, true, &otherwise, &s->c, e) &&
		undo_add(s->d, s->rina, &step, NOW, e) &&
		conversation_assign_next(s->d, case_id, &s->rina, 1, NOW, &chosen, &s->c, e) &&
		conversation_groups(s->d, true, NOW, &s->c, e) && label_delete(s->d, "order", &label, &s->c, e);
}

static bool case_due(struct shop *s, struct err *e)
{
	return conversation_set_status(s->d, case_id, CASE_SNOOZED, NOW + 5, NOW, &s->c, e) &&
		conversation_wake(s->d, NOW + 5, &s->c, e) && window_warn(s->d, NOW - 60 + 23 * 3600, &s->c, e) &&
		seen_unread(s->d, s->rina, chat, NOW, &s->c, e);
}

static bool case_noted(struct shop *s, struct err *e)
{
	struct view_row view;
	int64_t id;

	return note_add(s->d, case_id, s->rina, "ask @dewi", NOW, &id, &s->c, e) &&
		note_edit(s->d, id, s->rina, "ask @dewi and @rina", NOW, &s->c, e) &&
		note_seen(s->d, s->dewi, chat, NOW, &s->c, e) &&
		note_set_deleted(s->d, id, true, NOW, &s->c, e) &&
		view_set(s->d, s->rina, "orders", "label:order", NOW, &view, e);
}

/* Their word after a case that is closed for long: the next one. */
static bool case_followed(struct shop *s, struct err *e)
{
	struct arrival how = { .session_id = s->number, .live = true, .now = NOW + 90, .zone = zone_utc(), .case_new_after_s = 60 };
	struct event ev = { .kind = EVENT_MESSAGE, .at = NOW + 90, .text = (char *)"lagi" };
	struct arrived a;

	ev.chat = ev.sender = ev.id.chat = address(BUDI);
	str_copy(ev.id.bare, sizeof ev.id.bare, "NEXT");
	return conversation_set_status(s->d, case_id, CASE_CLOSED, 0, NOW, &s->c, e) &&
		message_arrive(s->d, &how, &ev, &a, &s->c, e);
}

static bool names_changed(struct shop *s, struct err *e)
{
	return contact_set_name(s->d, contact, CONTACT_OWN, "Pak Budi", &s->c, e) &&
		contact_set_blocked(s->d, contact, NOW, &s->c, e);
}

static bool notes_kept(struct shop *s, struct err *e)
{
	struct audit_row a = { .at = NOW, .who = "rina", .action = "stop" };
	struct pause_row p = { .kind = PAUSE_STOP, .reason = (char *)"r", .by = (char *)"rina", .at = NOW,
		.lifter = LIFTED_BY_ADMIN };
	struct stream_position pos = { .at = 5 };
	struct agent_row agent;
	size_t n;

	return audit_add(s->d, &a, e) && pause_add(s->d, &p, &s->c, e) &&
		pause_lift(s->d, p.id, 0, LIFTED_BY_ADMIN, "root", "fine", NOW, &n, &s->c, e) &&
		stream_put(s->d, s->number, "poll", &pos, e) && setting_set_i64(s->d, "x", 1, e) &&
		draft_put(s->d, s->dewi, case_id, "draft", NOW, e) && seen_put(s->d, s->dewi, chat, 0, NOW, &s->c, e) &&
		agent_open(s->d, 1009, "baru", NOW, &agent, e) &&
		number_set_status(s->d, s->number, SESSION_FAILED, &why, NOW, &s->c, e);
}

static void prepare(struct shop *s)
{
	struct arrived a = say(s, &(struct said){ .chat = BUDI, .id = "IN", .at = NOW - 60, .text = "halo", .name = "Budi" });
	struct arrived l = say(s, &(struct said){ .chat = LID, .id = "LID", .at = NOW - 50, .text = "hai" });
	struct address group = address(GROUP);
	struct chat_ref ref;

	chat = a.chat_id;
	contact = a.contact_id;
	case_id = a.conversation_id;
	unknown = write_to(s, chat, "satu");
	end(s, unknown, begin(s, unknown, NOW_MS, "UNKNOWN"), NOW_MS, OUTCOME_UNKNOWN, NULL);
	sending = write_to(s, chat, "dua");
	attempt = begin(s, sending, NOW_MS, "SENDING");
	say(s, &(struct said){ .chat = BUDI, .id = "ECHO", .from_me = true, .text = "dua", .has_ack = true, .ack = 1 });
	held = write_to(s, chat, "tiga");
	WRITE(s, outbox_hold(s->d, held, &why, &s->c, e));
	queued = write_to(s, l.chat_id, "empat");
	WRITE(s, draft_put(s->d, s->rina, l.conversation_id, "x", NOW, e));
	WRITE(s, chat_open(s->d, s->number, &group, NULL, NOW, &ref, &s->c, e));
}

static unsigned char *bytes(struct shop *s, sqlite3_int64 *n)
{
	unsigned char *v = sqlite3_serialize(db_handle(s->d), "main", n, 0);

	assert_non_null(v);
	return v;
}

/* At once, and the pieces after it. */
static bool forgotten(struct shop *s, struct err *e)
{
	struct event ev = { .kind = EVENT_MESSAGE, .text = (char *)"halo ORD-9", .id = { .bare = "GONE" },
		.chat = address("628556@c.us"), .sender = address("628556@c.us"), .at = NOW };
	struct arrival a = { .session_id = s->number, .live = true, .now = NOW, .zone = zone_utc() };
	struct erase_files files = { 0 };
	struct arrived out;
	int64_t note;
	bool more = true, ok = message_arrive(s->d, &a, &ev, &out, &s->c, e) &&
		note_add(s->d, out.conversation_id, s->rina, "catatan", NOW, &note, &s->c, e) &&
		erase_begin(s->d, out.contact_id, NOW, &s->c, e);

	while (ok && more)
		ok = erase_piece(s->d, &files, &more, e);
	erase_files_fini(&files);
	return ok;
}

static void every_step(void **state)
{
	static const struct {
		const char *what;
		bool (*f)(struct shop *, struct err *);
	} roads[] = {
		{ "a new customer's message", new_message }, { "a group's", group_message }, { "the phone's", phone_message },
		{ "an edit", edited }, { "a revoke", revoked }, { "a reaction", reacted },
		{ "a vote", voted }, { "a file", filed }, { "a late refusal", refused_late },
		{ "two people become one", merged }, { "into the queue", added }, { "marked as leaving", begun },
		{ "accepted, with an echo before", end_accepted }, { "to be tried again", end_retry },
		{ "rejected", end_rejected }, { "unknown", end_unknown }, { "after a crash", recovered },
		{ "cancelled", cancelled }, { "from a backup", restored }, { "looked up and proven", settled },
		{ "sent again", once_more }, { "closed and reopened", case_changed },
		{ "labels, turns, groups", case_decided }, { "woken and warned", case_due }, { "notes and views", case_noted },
		{ "the next case", case_followed }, { "names", names_changed },
		{ "small things kept", notes_kept }, { "somebody forgotten", forgotten },
	};
	size_t faults = 0;

	(void)state;
	for (size_t i = 0; i < sizeof roads / sizeof *roads; i++) {
		void *own;
		struct shop *s;
		int done = 0; /* in a row: a failure that is swallowed is followed by one that is not */

		shop_open(&own);
		s = own;
		prepare(s);
		for (int n = 1; done < 5; n++) {
			sqlite3_int64 before_n, after_n;
			unsigned char *before = bytes(s, &before_n), *after;
			struct err err = { 0 };
			char fault[32];
			bool ok;

			MUST(db_begin_write(s->d, e));
			snprintf(fault, sizeof fault, "store.step:%d", n);
			fault_arm(NULL, fault, NULL);
			ok = roads[i].f(s, &err);
			fault_arm(NULL, NULL, NULL);
			if (ok) {
				assert_true(n > 1);
				done++;
			} else {
				if (done > 0)
					fail_msg("%s swallowed what failed at step %d", roads[i].what, n - 1);
				if (err.kind != ERR_ENGINE)
					fail_msg("%s, step %d: %s", roads[i].what, n, err_text(&err));
				faults++;
			}
			db_rollback(s->d);
			after = bytes(s, &after_n);
			if (before_n != after_n || memcmp(before, after, (size_t)before_n) != 0)
				fail_msg("%s, step %d: something stayed", roads[i].what, n);
			sqlite3_free(after);
			sqlite3_free(before);
			if (n > 500)
				fail_msg("%s never ends", roads[i].what);
		}
		WRITE(s, roads[i].f(s, e));
		assert_int_equal(number_of(s, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
		shop_close(&own);
	}
	assert_true(faults > 300);
	print_message("%zu faults\n", faults);
}

/* A commit that fails leaves the transaction to be rolled back. */
static void commit_fails(void **state)
{
	struct shop *s = *state;
	int64_t n;

	MUST(db_begin_write(s->d, e));
	MUST(setting_set_i64(s->d, "n", 1, e));
	fault_arm(NULL, "store.step:1", NULL);
	REFUSED("store.io", db_commit(s->d, e));
	fault_arm(NULL, NULL, NULL);
	assert_true(db_in_transaction(s->d));
	db_rollback(s->d);
	MUST(setting_i64(s->d, "n", -1, &n, e));
	assert_int_equal(n, -1);
	WRITE(s, setting_set_i64(s->d, "n", 2, e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step),
		cmocka_unit_test_setup_teardown(commit_fails, shop_open, shop_close),
	};

	log_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
