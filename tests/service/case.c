/* The case: how urgent, labels, snooze, unread; and the terms of a filter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "store/conversation.h"
#include "store/outbox.h"

#include "tests/service/shop.h"

static struct shop shop;

static int opened(void **state)
{
	(void)state;
	shop_open(&shop, 1, NULL);
	return 0;
}

static int closed(void **state)
{
	(void)state;
	shop_close(&shop);
	return 0;
}

static const json_t *must(enum command_id id, const char *args)
{
	const json_t *v = shop_run(&shop, id, args);
	if (!v)
		fail_msg("%s %s: %s", command_get(id)->name, args, err_text(&shop.err));
	return v;
}

/* The ids of a list, in its order. */
static void ids(const json_t *v, char *out, size_t cap)
{
	const json_t *row;
	size_t i;
	*out = '\0';
	json_array_foreach(json_at(v, "items"), i, row)
		snprintf(out + strlen(out), cap - strlen(out), "%s%lld", i ? " " : "",
			(long long)json_i64_or(row, "id", 0));
}

static void lists(const char *filter, const char *want)
{
	char got[120], args[200];
	snprintf(args, sizeof args, "{'view':'all','filter':'%s'}", filter);
	ids(must(CMD_CONVERSATION_LIST, args), got, sizeof got);
	if (strcmp(got, want) != 0)
		fail_msg("%s lists %s, not %s", filter, got, want);
}

static void test_priority(void **state)
{
	(void)state;
	const json_t *v = must(CMD_PRIORITY, "{'conversation':1,'priority':'high'}");
	assert_string_equal(json_str(v, "priority"), "high");
	assert_string_equal(shop_trail(&shop), "rina priority high");
	lists("priority:high", "1");
	shop_refuses(&shop, CMD_PRIORITY, "{'conversation':1,'priority':'higher'}", ERR_USAGE, "args.choice");
	/* Of those that need a reply the urgent one is first, though it came last. */
	must(CMD_PRIORITY, "{'conversation':1,'priority':'urgent'}");
	v = must(CMD_CONVERSATION_LIST, "{}");
	assert_int_equal(json_i64_or(json_array_get(json_at(v, "items"), 0), "id", 0), 1);
	must(CMD_PRIORITY, "{'conversation':1,'priority':'low'}");
	v = must(CMD_CONVERSATION_LIST, "{'limit':1}");
	assert_int_not_equal(json_i64_or(json_array_get(json_at(v, "items"), 0), "id", 0), 1);
}

static void test_labels(void **state)
{
	(void)state;
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'+order'}", ERR_NOT_FOUND, "label.first");
	must(CMD_LABEL_SET, "{'label':'order','colour':'green'}");
	const json_t *v = must(CMD_LABEL_SET, "{'label':'vip'}");
	assert_null(json_str(v, "colour"));
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'+ordre'}", ERR_NOT_FOUND, "label.none");
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'order'}", ERR_USAGE, "label.sign");
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':' '}", ERR_USAGE, "label.sign");
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'+'}", ERR_USAGE, "label.sign");
	/* One that is refused leaves nothing of the others. */
	shop_refuses(&shop, CMD_LABEL, "{'conversation':1,'labels':'+vip +none'}", ERR_NOT_FOUND, "label.none");
	v = must(CMD_LABEL, "{'conversation':1,'labels':'+ORDER +vip'}");
	assert_int_equal(json_array_size(json_at(v, "labels")), 2);
	assert_string_equal(json_string_value(json_array_get(json_at(v, "labels"), 0)), "order");
	assert_string_equal(shop_trail(&shop), "rina label +order +vip");
	v = must(CMD_LABEL, "{'conversation':1,'labels':'-vip +order'}");
	assert_int_equal(json_array_size(json_at(v, "labels")), 1);
	assert_string_equal(shop_trail(&shop), "rina label -vip");
	lists("label:order", "1");
	lists("label:vip", "");
	v = must(CMD_LABEL_LIST, "{}");
	assert_int_equal(json_array_size(json_at(v, "items")), 2);
	assert_int_equal(json_i64_or(json_array_get(json_at(v, "items"), 0), "conversations", -1), 1);
	v = must(CMD_LABEL_LIST, "{'limit':1}");
	assert_string_equal(json_str(v, "next"), "order");
	v = must(CMD_LABEL_LIST, "{'limit':1,'after':'order'}");
	assert_null(json_str(v, "next"));
	must(CMD_LABEL_SET, "{'label':'order','rename':'Pesanan'}");
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_string_equal(json_string_value(json_array_get(json_at(v, "labels"), 0)), "Pesanan");
	shop_refuses(&shop, CMD_LABEL_SET, "{'label':'pesanan','rename':'vip'}", ERR_CONFLICT, "label.taken");
	shop_refuses(&shop, CMD_LABEL_SET, "{'label':'order','rename':'x'}", ERR_NOT_FOUND, "label.none");
	shop_refuses(&shop, CMD_LABEL_SET, "{'label':'two words'}", ERR_USAGE, "label.name");
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_LABEL_SET, "{'label':'new'}"));
	must(CMD_LABEL_DELETE, "{'label':'pesanan'}");
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_int_equal(json_array_size(json_at(v, "labels")), 0);
	shop_refuses(&shop, CMD_LABEL_DELETE, "{'label':'pesanan'}", ERR_NOT_FOUND, "label.none");
}

static void test_snooze(void **state)
{
	static const struct {
		const char *said, *until;
	} cases[] = {
		{ "1h", "2026-11-22T15:31:05+07:00" },
		{ "tom 9", "2026-11-23T09:00:00+07:00" },
		{ "mon 9:00", "2026-11-23T09:00:00+07:00" },
	};
	char args[120];
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(args, sizeof args, "{'conversation':1,'until':'%s'}", cases[i].said);
		const json_t *v = must(CMD_SNOOZE, args);
		assert_string_equal(json_str(v, "status"), "snoozed");
		assert_string_equal(json_str(v, "snoozed_until"), cases[i].until);
	}
	lists("status:snoozed", "1");
	shop_refuses(&shop, CMD_SNOOZE, "{'conversation':1,'until':'when I like'}", ERR_USAGE, "zone.time");
	shop_refuses(&shop, CMD_SNOOZE, "{'conversation':1,'until':'2026-01-01'}", ERR_USAGE, "zone.past");
	shop_refuses(&shop, CMD_SNOOZE, "{'conversation':1,'until':'900d'}", ERR_USAGE, "send.far");
	const json_t *v = must(CMD_REOPEN, "{'conversation':1}");
	assert_string_equal(json_str(v, "status"), "open");
	assert_null(json_str(v, "snoozed_until"));
}

static void test_unread(void **state)
{
	(void)state;
	must(CMD_SEEN, "{'conversation':1,'message_id':999999}");
	const json_t *v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_int_equal(json_i64_or(v, "unseen", -1), 0);
	v = must(CMD_UNREAD, "{'conversation':1}");
	assert_int_equal(json_i64_or(v, "unseen", -1), 1);
}

static int64_t note(const char *text)
{
	char args[300];
	snprintf(args, sizeof args, "{'conversation':1,'text':'%s'}", text);
	return json_i64_or(must(CMD_NOTE, args), "id", 0);
}

/* It is on its way. */
static void leave(int64_t id)
{
	struct changes changes = { 0 };
	struct err e = { 0 };
	int attempt;
	int64_t now = clock_now_ms();
	struct outbox_leave item = { .message_id = id, .now_ms = now, .deadline_ms = now + 90000, .day = 20779,
		.gap_ms = 5000 };
	shop_write(&shop);
	if (!outbox_begin(shop.keep, &item, &attempt, &changes, &e))
		fail_msg("%s", err_text(&e));
	shop_wrote(&shop);
	changes_fini(&changes);
}

/* As another agent of the shop, with these rights. */
static void become(const char *name, int64_t uid, enum rights rights)
{
	struct err e = { 0 };
	if (!service_caller(&shop.service, uid, name, &shop.service.caller, &e))
		fail_msg("%s", err_text(&e));
	shop.service.caller.rights = rights;
}

static void test_notes(void **state)
{
	char args[200];
	(void)state;
	struct caller rina = shop.service.caller;
	become("dewi", 4242, RIGHTS_AGENT);
	struct caller dewi = shop.service.caller;
	shop.service.caller = rina;
	shop_refuses(&shop, CMD_NOTE, "{'conversation':1,'text':' '}", ERR_USAGE, "note.empty");
	int64_t first = note("ask @dewi. or mail rina@toko, not @nobody");
	const json_t *v = must(CMD_NOTES, "{'conversation':1}");
	const json_t *row = json_array_get(json_at(v, "items"), 0);
	assert_int_equal(json_array_size(json_at(row, "mentions")), 1);
	assert_string_equal(json_string_value(json_array_get(json_at(row, "mentions"), 0)), "dewi");
	assert_string_equal(json_str(row, "author"), "rina");
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_int_equal(json_i64_or(v, "notes", -1), 1);
	assert_false(json_flag(v, "mentioned"));
	assert_string_equal(shop_trail(&shop), "rina note");
	/* It reaches her until she has seen the conversation. */
	shop.service.caller = dewi;
	assert_int_equal(json_i64_or(must(CMD_WHOAMI, "{}"), "mentions", -1), 1);
	lists("mentions:me", "1");
	must(CMD_SEEN, "{'conversation':1,'message_id':1}");
	assert_int_equal(json_i64_or(must(CMD_WHOAMI, "{}"), "mentions", -1), 0);
	lists("mentions:me", "");
	/* Not hers to change. */
	snprintf(args, sizeof args, "{'note':%lld,'text':'x','version':1}", (long long)first);
	shop_refuses(&shop, CMD_NOTE_EDIT, args, ERR_FORBIDDEN, "note.others");
	/* But a lead's; then rina, who read the first version, is told, and has her text back. */
	shop.service.caller.rights = RIGHTS_LEAD;
	v = must(CMD_NOTE_EDIT, args);
	assert_int_equal(json_i64_or(v, "version", 0), 2);
	assert_string_equal(json_str(v, "edited_by"), "dewi");
	shop.service.caller = rina;
	shop.service.caller.rights = RIGHTS_AGENT;
	snprintf(args, sizeof args, "{'note':%lld,'text':'mine','version':1}", (long long)first);
	shop_refuses(&shop, CMD_NOTE_EDIT, args, ERR_CONFLICT, "note.changed");
	assert_non_null(strstr(err_text(&shop.err), "dewi changed"));
	assert_string_equal(json_str(shop.reply.given, "text"), "mine");
	snprintf(args, sizeof args, "{'note':%lld,'text':'mine'}", (long long)first);
	shop_refuses(&shop, CMD_NOTE_EDIT, args, ERR_CONFLICT, "note.changed");
	snprintf(args, sizeof args, "{'note':%lld}", (long long)first);
	shop_refuses(&shop, CMD_NOTE_DELETE, args, ERR_CONFLICT, "note.changed");
	v = must(CMD_NOTES, "{'conversation':1}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "text"), "x");
	snprintf(args, sizeof args, "{'note':%lld,'text':'mine','version':2}", (long long)first);
	assert_int_equal(json_i64_or(must(CMD_NOTE_EDIT, args), "version", 0), 3);
	snprintf(args, sizeof args, "{'note':%lld,'version':3}", (long long)first);
	must(CMD_NOTE_DELETE, args);
	shop_refuses(&shop, CMD_NOTE_DELETE, args, ERR_NOT_FOUND, "note.none");
	must(CMD_UNDO, "{}");
	v = must(CMD_NOTES, "{'conversation':1}");
	assert_string_equal(json_str(json_array_get(json_at(v, "items"), 0), "text"), "mine");
}

/* Each page of messages has the notes of its time, each once. */
static void test_notes_of_pages(void **state)
{
	static const char *const when[] = { "4", "3", "2" };
	char args[120];
	size_t notes = 0;
	(void)state;
	for (int i = 0; i < 3; i++) {
		clock_move(100 * 1000);
		shop_hear(&shop, "toko", "6281234567890@c.us", false, NULL, when[i], clock_now());
		clock_move(50 * 1000);
		note("between");
	}
	const json_t *v = must(CMD_MESSAGES, "{'conversation':1,'limit':1}");
	do {
		notes += json_array_size(json_at(v, "notes"));
		if (!json_str(v, "next"))
			break;
		snprintf(args, sizeof args, "{'conversation':1,'limit':1,'after':'%s'}", json_str(v, "next"));
		v = must(CMD_MESSAGES, args);
	} while (notes < 10);
	assert_int_equal(notes, 3);
	v = must(CMD_MESSAGES, "{'conversation':1,'limit':1}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 1);
}

/* More of them than a page shows: it says so, and where they go on. */
static void test_notes_beyond(void **state)
{
	char args[120];
	size_t seen = 0;
	(void)state;
	for (int i = 0; i < 205; i++)
		note("satu lagi");
	const json_t *v = must(CMD_MESSAGES, "{'conversation':1}");
	seen = json_array_size(json_at(v, "notes"));
	assert_true(seen < 205);
	assert_non_null(json_str(v, "notes_next"));
	snprintf(args, sizeof args, "{'conversation':1,'after':'%s','limit':500}", json_str(v, "notes_next"));
	v = must(CMD_NOTES, args);
	assert_int_equal(seen + json_array_size(json_at(v, "items")), 205);
	/* Where all of them are shown nothing is said. */
	v = must(CMD_MESSAGES, "{'conversation':2}");
	assert_null(json_str(v, "notes_next"));
}

/* Who did what, in which windows, and which cases there were. */
static void test_show(void **state)
{
	(void)state;
	must(CMD_CLOSE, "{'conversation':1}");
	must(CMD_REOPEN, "{'conversation':1}");
	must(CMD_SNOOZE, "{'conversation':1,'until':'2h'}");
	const json_t *v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), *line;
	assert_int_equal(json_array_size(json_at(v, "history")), 3);
	line = json_array_get(json_at(v, "history"), 2);
	assert_string_equal(json_str(line, "action"), "snooze");
	assert_string_equal(json_str(line, "who"), "rina");
	assert_string_equal(json_str(line, "detail"), "2026-11-22T16:31:05+07:00");
	assert_int_equal(json_array_size(json_at(v, "cases")), 1);
	line = json_array_get(json_at(v, "windows"), 0);
	assert_string_equal(json_str(line, "opened_at"), "2026-11-22T14:01:05+07:00");
	assert_string_equal(json_str(line, "last_inbound_at"), "2026-11-22T14:30:05+07:00");
	assert_null(json_str(line, "first_answer_at"));
	assert_null(json_str(line, "closed_at"));
	/* Answered within the minute, long over. */
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':2}");
	line = json_array_get(json_at(v, "windows"), 0);
	assert_string_equal(json_str(line, "first_answer_at"), "2026-11-20T14:32:05+07:00");
	assert_string_equal(json_str(line, "closed_at"), "2026-11-21T14:31:05+07:00");
}

/* Whatever was done last comes back, one step at a time. */
static void test_undo(void **state)
{
	(void)state;
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_NOT_FOUND, "undo.none");
	must(CMD_LABEL_SET, "{'label':'order'}");
	must(CMD_CLOSE, "{'conversation':1}");
	must(CMD_REOPEN, "{'conversation':1}");
	must(CMD_PRIORITY, "{'conversation':1,'priority':'urgent'}");
	must(CMD_PRIORITY, "{'conversation':1,'priority':'urgent'}"); /* changes nothing: no step */
	must(CMD_ASSIGN, "{'conversation':1,'agent':'me'}");
	must(CMD_LABEL, "{'conversation':1,'labels':'+order'}");
	must(CMD_SNOOZE, "{'conversation':1,'until':'1h'}");
	const json_t *v = must(CMD_UNDO, "{}");
	assert_string_equal(json_str(v, "action"), "snooze");
	assert_string_equal(json_str(v, "sentence.message"), "taken back: snooze of conversation 1");
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_string_equal(json_str(v, "status"), "open");
	assert_string_equal(shop_trail(&shop), "rina undo snooze");
	must(CMD_UNDO, "{}");
	assert_int_equal(json_array_size(json_at(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "labels")), 0);
	must(CMD_UNDO, "{}");
	assert_null(json_str(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "assignee"));
	must(CMD_UNDO, "{}");
	assert_string_equal(json_str(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "priority"), "normal");
	must(CMD_UNDO, "{}");
	assert_string_equal(json_str(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "status"), "closed");
	must(CMD_UNDO, "{}");
	v = must(CMD_CONVERSATION_SHOW, "{'conversation':1}");
	assert_string_equal(json_str(v, "status"), "open");
	assert_true(json_flag(v, "needs_reply"));
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_NOT_FOUND, "undo.none");
	/* Time is over. */
	must(CMD_CLOSE, "{'conversation':1}");
	clock_move(601 * 1000);
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_NOT_FOUND, "undo.none");
}

/* What was changed on many at once is one step; what changed since is left out of it. */
static void test_undo_batch(void **state)
{
	(void)state;
	must(CMD_PRIORITY, "{'conversation':1,'priority':'low'}");
	must(CMD_CLOSE, "{'conversation':1,'batch':'b1'}");
	must(CMD_CLOSE, "{'conversation':2,'batch':'b1'}");
	must(CMD_CLOSE, "{'conversation':3,'batch':'b1'}");
	const json_t *v = must(CMD_UNDO, "{}");
	assert_int_equal(json_array_size(json_at(v, "conversations")), 3);
	assert_string_equal(json_str(v, "sentence.message"), "taken back: close of 3 conversations");
	lists("status:closed", "");
	must(CMD_CLOSE, "{'conversation':1,'batch':'b2'}");
	must(CMD_CLOSE, "{'conversation':2,'batch':'b2'}");
	struct caller rina = shop.service.caller;
	become("dewi", 4242, RIGHTS_AGENT);
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_NOT_FOUND, "undo.none"); /* not hers */
	must(CMD_ARCHIVE, "{'conversation':1}");
	shop.service.caller = rina;
	v = must(CMD_UNDO, "{}");
	assert_int_equal(json_i64_or(v, "changes", 0), 1);
	assert_int_equal(json_i64_or(v, "stay", 0), 1);
	assert_non_null(strstr(json_str(v, "sentence.message"), "1 of 2 changes by close"));
	lists("status:closed", "");
	lists("status:archived view:archived", "1");
	/* A customer may have changed it as well. */
	must(CMD_CLOSE, "{'conversation':3}");
	shop_hear(&shop, "toko", "100000000000123@lid", false, NULL, "halo?", SHOP_NOW);
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_CONFLICT, "undo.moved");
}

/* What cannot go back says why, once, and is passed over by the next. */
static void test_undo_stuck(void **state)
{
	(void)state;
	struct caller rina = shop.service.caller;
	become("dewi", 4242, RIGHTS_AGENT);
	struct caller dewi = shop.service.caller;
	shop.service.caller = rina;
	must(CMD_FIELD_SET, "{'field':'kota','type':'text'}");
	must(CMD_PRIORITY, "{'conversation':2,'priority':'low'}");
	must(CMD_CONTACT_SET, "{'contact':'sri','values':'kota=Bandung'}");
	must(CMD_CONTACT_SET, "{'contact':'sri','values':'kota=Bogor'}");
	must(CMD_TEMPLATE_SET, "{'name':'jam','text':'Buka 8-17'}");
	must(CMD_TEMPLATE_DELETE, "{'name':'jam'}");
	must(CMD_CLOSE, "{'conversation':1}");
	shop.service.caller = dewi;
	must(CMD_ARCHIVE, "{'conversation':1}");
	must(CMD_TEMPLATE_SET, "{'name':'jam','text':'lain'}");
	shop.service.caller = rina;
	must(CMD_FIELD_DELETE, "{'field':'kota'}");
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_CONFLICT, "undo.changed");
	assert_non_null(strstr(err_text(&shop.err), "dewi changed it"));
	/* What is found only while it is put back, too: nothing of it is done. */
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_CONFLICT, "template.taken");
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_CONFLICT, "undo.moved"); /* that it was made */
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_CONFLICT, "undo.moved");
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_CONFLICT, "undo.moved");
	assert_string_equal(json_str(must(CMD_UNDO, "{}"), "action"), "priority");
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_NOT_FOUND, "undo.none");
	assert_string_equal(json_str(must(CMD_TEMPLATE_SHOW, "{'name':'jam'}"), "text"), "lain");
}

/* To take something back needs the rights that doing it needed, and is no way round what
 * somebody else decided since. */
static void test_undo_rights(void **state)
{
	(void)state;
	struct caller rina = shop.service.caller;
	become("dewi", 4242, RIGHTS_AGENT);
	struct caller dewi = shop.service.caller;
	char args[60];
	snprintf(args, sizeof args, "{'note':%lld}", (long long)note("dari dewi"));
	/* A lead's, who is none any more. */
	shop.service.caller = rina;
	must(CMD_TEMPLATE_SET, "{'name':'jam','text':'Buka 8-17'}");
	must(CMD_TEMPLATE_APPROVE, "{'name':'jam'}");
	must(CMD_TEMPLATE_SET, "{'name':'jam','text':'Buka 9-17'}");
	must(CMD_VIEW_SET, "{'name':'grup','query':'kind:group','shared':true}");
	must(CMD_NOTE_DELETE, args);
	must(CMD_PRIORITY, "{'conversation':2,'priority':'low'}");
	must(CMD_SEEN, "{'conversation':1,'message_id':2}");
	must(CMD_UNREAD, "{'conversation':1}");
	shop.service.caller.rights = RIGHTS_READER;
	assert_string_equal(json_str(must(CMD_UNDO, "{}"), "action"), "unread");
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_FORBIDDEN, "rights.command");
	lists("priority:low", "2");
	shop.service.caller.rights = RIGHTS_AGENT;
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_FORBIDDEN, "note.others");
	assert_int_equal(json_array_size(json_at(must(CMD_NOTES, "{'conversation':1}"), "items")), 0);
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_FORBIDDEN, "view.lead");
	assert_int_equal(json_array_size(json_at(must(CMD_VIEW_LIST, "{}"), "items")), 1);
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_FORBIDDEN, "template.was-lead");
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_FORBIDDEN, "rights.command");
	assert_string_equal(json_str(must(CMD_TEMPLATE_SHOW, "{'name':'jam'}"), "text"), "Buka 9-17");
	/* It is as dewi left it, but that is rina's word by now. */
	shop.service.caller = dewi;
	must(CMD_PRIORITY, "{'conversation':1,'priority':'high'}");
	shop.service.caller = rina;
	must(CMD_PRIORITY, "{'conversation':1,'priority':'low'}");
	must(CMD_PRIORITY, "{'conversation':1,'priority':'high'}");
	/* What she did beside it is no word on it. */
	shop.service.caller = dewi;
	must(CMD_PRIORITY, "{'conversation':3,'priority':'high'}");
	shop.service.caller = rina;
	must(CMD_CLOSE, "{'conversation':3}");
	must(CMD_UNDO, "{}");
	shop.service.caller = dewi;
	assert_string_equal(json_str(must(CMD_UNDO, "{}"), "action"), "priority");
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_CONFLICT, "undo.changed");
	lists("priority:high", "1");
}

/* The last message while it waits; once it has left, the change before it. */
static void test_undo_send(void **state)
{
	(void)state;
	must(CMD_PRIORITY, "{'conversation':1,'priority':'low'}");
	int64_t id = json_i64_or(must(CMD_SEND, "{'to':1,'text':'Siap'}"), "id", 0);
	const json_t *v = must(CMD_UNDO, "{}");
	assert_int_equal(json_i64_or(v, "message_id", 0), id);
	char args[60];
	snprintf(args, sizeof args, "{'message':%lld}", (long long)id);
	assert_string_equal(json_str(must(CMD_MESSAGE_SHOW, args), "state"), "cancelled");
	must(CMD_SEND, "{'to':1,'text':'Siap kak'}");
	id = json_i64_or(must(CMD_SEND, "{'to':1,'text':'Baik'}"), "id", 0);
	snprintf(args, sizeof args, "{'message':%lld}", (long long)id);
	must(CMD_CANCEL, args);
	v = must(CMD_UNDO, "{}");
	assert_int_equal(json_i64_or(v, "message_id", 0), id - 1);
	v = must(CMD_UNDO, "{}");
	assert_string_equal(json_str(v, "action"), "priority");
	/* One that was cancelled has not left. */
	id = json_i64_or(must(CMD_SEND, "{'to':1,'text':'Oke'}"), "id", 0);
	snprintf(args, sizeof args, "{'message':%lld}", (long long)id);
	must(CMD_CANCEL, args);
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_NOT_FOUND, "undo.none");
	leave(json_i64_or(must(CMD_SEND, "{'to':1,'text':'Sudah'}"), "id", 0));
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_CONFLICT, "undo.left");
}

static void test_views(void **state)
{
	(void)state;
	must(CMD_LABEL_SET, "{'label':'order'}");
	must(CMD_LABEL, "{'conversation':1,'labels':'+order'}");
	must(CMD_LABEL, "{'conversation':3,'labels':'+order'}");
	const json_t *v = must(CMD_VIEW_SET, "{'name':'Orders','query':'label:order'}");
	assert_int_equal(json_i64_or(v, "count", -1), 2);
	shop_refuses(&shop, CMD_VIEW_SET, "{'name':'mine','query':'label:order'}", ERR_USAGE, "view.name");
	shop_refuses(&shop, CMD_VIEW_SET, "{'name':'bad','query':'label:none'}", ERR_NOT_FOUND, "label.none");
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'view':'none'}", ERR_NOT_FOUND, "view.none");
	char got[60];
	ids(must(CMD_CONVERSATION_LIST, "{'view':'orders'}"), got, sizeof got);
	assert_string_equal(got, "1 3");
	ids(must(CMD_CONVERSATION_LIST, "{'view':'orders','filter':'santoso'}"), got, sizeof got);
	assert_string_equal(got, "1");
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'view':'orders','filter':'label:order'}", ERR_USAGE, "args.twice");
	/* Text twice: both have to be there. */
	must(CMD_VIEW_SET, "{'name':'budi','query':'budi'}");
	ids(must(CMD_CONVERSATION_LIST, "{'view':'budi','filter':'santoso'}"), got, sizeof got);
	assert_string_equal(got, "1");
	/* Shared ones are a lead's; an own one of the name goes before. */
	struct caller rina = shop.service.caller;
	become("dewi", 4242, RIGHTS_AGENT);
	shop_refuses(&shop, CMD_VIEW_SET, "{'name':'all orders','query':'label:order','shared':true}", ERR_FORBIDDEN,
		"view.lead");
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'view':'orders'}", ERR_NOT_FOUND, "view.none");
	shop.service.caller = rina;
	must(CMD_VIEW_SET, "{'name':'orders','query':'label:order kind:group','shared':true}");
	become("dewi", 4242, RIGHTS_AGENT);
	ids(must(CMD_CONVERSATION_LIST, "{'view':'orders'}"), got, sizeof got);
	assert_string_equal(got, "");
	assert_int_equal(json_array_size(json_at(must(CMD_WHOAMI, "{}"), "saved")), 1);
	shop_refuses(&shop, CMD_VIEW_DELETE, "{'name':'orders'}", ERR_NOT_FOUND, "view.not-own");
	shop.service.caller = rina;
	v = must(CMD_VIEW_LIST, "{'limit':2}");
	assert_int_equal(json_array_size(json_at(v, "items")), 2);
	assert_string_equal(json_str(v, "next"), "2");
	must(CMD_VIEW_DELETE, "{'name':'orders'}");
	must(CMD_UNDO, "{}");
	ids(must(CMD_CONVERSATION_LIST, "{'view':'orders'}"), got, sizeof got);
	assert_string_equal(got, "1 3");
	/* A view that names what is gone says so, and does not break the list of views. */
	must(CMD_LABEL_DELETE, "{'label':'order'}");
	v = must(CMD_VIEW_LIST, "{}");
	assert_null(json_at(json_array_get(json_at(v, "items"), 1), "count"));
	shop_refuses(&shop, CMD_CONVERSATION_LIST, "{'view':'orders'}", ERR_NOT_FOUND, "label.first");
}

/* Two take it at once: one has it, the other is told who. */
static void test_assign(void **state)
{
	(void)state;
	struct caller rina = shop.service.caller;
	become("dewi", 4242, RIGHTS_AGENT);
	struct caller dewi = shop.service.caller;
	shop.service.caller = rina;
	must(CMD_ASSIGN, "{'conversation':1,'agent':'me'}");
	must(CMD_ASSIGN, "{'conversation':1,'agent':'me'}");
	shop.service.caller = dewi;
	shop_refuses(&shop, CMD_ASSIGN, "{'conversation':1,'agent':'me'}", ERR_CONFLICT, "conversation.assigned");
	assert_non_null(strstr(err_text(&shop.err), "rina's"));
	shop_refuses(&shop, CMD_ASSIGN, "{'conversation':1,'agent':'me','from':'nobody'}", ERR_CONFLICT,
		"conversation.assigned");
	must(CMD_ASSIGN, "{'conversation':1,'agent':'me','from':'rina'}");
	shop.service.caller = rina;
	shop_refuses(&shop, CMD_ASSIGN, "{'conversation':1,'agent':'me','from':'rina'}", ERR_CONFLICT,
		"conversation.assigned");
	must(CMD_ASSIGN, "{'conversation':1,'agent':'nobody'}");
	/* Next: of those who are there. */
	shop_refuses(&shop, CMD_ASSIGN, "{'conversation':1,'agent':'next'}", ERR_CONFLICT, "assign.nobody-here");
	engine_agents_set(shop.engine, &dewi.agent_id, 1);
	assert_string_equal(json_str(must(CMD_ASSIGN, "{'conversation':1,'agent':'next'}"), "assignee"), "dewi");
	assert_string_equal(shop_trail(&shop), "rina assign dewi");
	must(CMD_UNDO, "{}");
	assert_null(json_str(must(CMD_CONVERSATION_SHOW, "{'conversation':1}"), "assignee"));
}

static void test_group_first(void **state)
{
	(void)state;
	must(CMD_SEND, "{'to':7,'text':'Selamat pagi'}");
	shop_refuses(&shop, CMD_SEND, "{'to':'120363000000000777@g.us','text':'Selamat pagi'}", ERR_POLICY,
		"send.group-first");
}

/* What is text and what is a term; a slip is told. */
static void test_terms(void **state)
{
	static const struct {
		const char *filter, *key;
	} bad[] = {
		{ "status:gone", "filter.value" }, { "priority:9", "filter.value" }, { "kind:dog", "filter.value" },
		{ "window:ajar", "filter.value" }, { "unseen:no", "filter.value" }, { "view:best", "filter.value" },
		{ "label:none", "label.first" }, { "assignee:zorro", "agent.none" }, { "session:mars", "number.none" },
		{ "lable:x", "filter.term" }, { "kind:group kind:person", "args.twice" },
	};
	char args[160];
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(args, sizeof args, "{'view':'all','filter':'%s'}", bad[i].filter);
		assert_null(shop_run(&shop, CMD_CONVERSATION_LIST, args));
		if (strcmp(shop.err.say.key, bad[i].key) != 0)
			fail_msg("%s: %s", bad[i].filter, shop.err.say.key);
	}
	lists("kind:group", "7");
	lists("santoso window:open", "1");
	lists("kind:person santoso", "1");
	lists("https://toko.example", "");
	must(CMD_ASSIGN, "{'conversation':1,'agent':'me'}");
	lists("assignee:me", "1");
	lists("assignee:nobody santoso", "");
	lists("view:mine", "1");
	lists("session:toko santoso", "1");
	const json_t *v = must(CMD_CONVERSATION_LIST, "{'contact':'Budi Santoso'}");
	char got[60];
	ids(v, got, sizeof got);
	assert_string_equal(got, "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, opened, closed)
		T(test_priority), T(test_labels), T(test_snooze), T(test_unread), T(test_terms),
		T(test_show), T(test_notes), T(test_notes_of_pages), T(test_notes_beyond), T(test_undo), T(test_undo_batch),
		T(test_undo_stuck), T(test_undo_rights), T(test_undo_send), T(test_assign),
		T(test_group_first), T(test_views),
#undef T
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
