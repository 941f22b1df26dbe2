/* Undo: step by step, in batches, of messages; what cannot go back, and whose it is. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#include "harness.h"

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

/* A note about a person that was taken away: there again, and found again. */
static void test_undo_contact_note(void **state)
{
	(void)state;
	struct caller rina = shop.service.caller;
	char args[60];
	must(CMD_CONTACT_NOTE, "{'contact':'sri','text':'suka jilbab'}");
	const json_t *v = must(CMD_CONTACT_NOTES, "{'contact':'sri'}"), *one = json_array_get(json_at(v, "items"), 0);
	int64_t id = json_i64_or(one, "id", 0);
	snprintf(args, sizeof args, "{'contact':'sri','edit':%lld,'version':1}", (long long)id);
	must(CMD_CONTACT_NOTE, args);
	assert_int_equal(json_array_size(json_at(must(CMD_CONTACT_NOTES, "{'contact':'sri'}"), "items")), 0);
	assert_int_equal(json_i64_or(must(CMD_CONTACT_SHOW, "{'contact':'sri'}"), "notes", -1), 0);
	assert_int_equal(json_array_size(json_at(must(CMD_SEARCH, "{'q':'jilbab'}"), "notes")), 0);
	shop_refuses(&shop, CMD_CONTACT_NOTE, args, ERR_NOT_FOUND, "note.none");
	v = must(CMD_UNDO, "{}");
	assert_string_equal(json_str(v, "action"), "contact note");
	assert_string_equal(shop_trail(&shop), "rina undo contact note");
	v = must(CMD_CONTACT_NOTES, "{'contact':'sri'}");
	one = json_array_get(json_at(v, "items"), 0);
	assert_int_equal(json_i64_or(one, "id", 0), id);
	assert_string_equal(json_str(one, "text"), "suka jilbab");
	assert_int_equal(json_array_size(json_at(must(CMD_SEARCH, "{'q':'jilbab'}"), "notes")), 1);
	/* Another's only with a lead's rights. */
	become("dewi", 4242, RIGHTS_LEAD);
	must(CMD_CONTACT_NOTE, args);
	shop.service.caller.rights = RIGHTS_AGENT;
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_FORBIDDEN, "note.others");
	shop.service.caller = rina;
	assert_int_equal(json_i64_or(must(CMD_CONTACT_SHOW, "{'contact':'sri'}"), "notes", -1), 0);
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
	leaves(json_i64_or(must(CMD_SEND, "{'to':1,'text':'Sudah'}"), "id", 0));
	shop_refuses(&shop, CMD_UNDO, "{}", ERR_CONFLICT, "undo.left");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SHOP(test_undo),
		IN_SHOP(test_undo_batch),
		IN_SHOP(test_undo_stuck),
		IN_SHOP(test_undo_contact_note),
		IN_SHOP(test_undo_rights),
		IN_SHOP(test_undo_send),
	};
	return cmocka_run_group_tests_name("service/undo", tests, NULL, NULL);
}
