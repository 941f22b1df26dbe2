/* Notes beside a thread: whose they are, who is told, two who write one at once, and pages
 * of them. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#include "harness.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SHOP(test_notes),
		IN_SHOP(test_notes_of_pages),
		IN_SHOP(test_notes_beyond),
	};
	return cmocka_run_group_tests_name("service/notes", tests, NULL, NULL);
}
