/* Searching: words and filters, and what else has them. */
#include <stdio.h>
#include <string.h>

#include "harness.h"

static const struct {
	const char *q;
	int n;		 /* how many; -1: refused with key */
	const char *key;
} searches[] = {
	{ "ongkir", 1, 0 },
	{ "ONGKIR band", 1, 0 },
	{ "halo", 2, 0 },
	{ "halo in:1", 1, 0 },
	{ "halo in:\\\"budi santoso\\\"", 1, 0 },
	{ "halo from:fajar", 1, 0 },
	{ "from:me", 1, 0 },
	{ "sudah", 3, 0 },
	{ "sudah from:me", 1, 0 },
	{ "JP1234567890", 1, 0 },
	{ "4567", 1, 0 },
	{ "\\\"masih ada\\\"", 1, 0 },
	{ "\\\"ada masih\\\"", 0, 0 },
	{ "stop after:2026-11-22", 1, 0 },
	{ "stop before:2026-11-22", 1, 0 },
	{ "is:starred", 0, 0 },
	{ "has:media", 0, 0 },
	{ "nothing-like-this", 0, 0 },
	{ "is:blue", -1, "search.filter" },
	{ "has:fun", -1, "search.filter" },
	{ "after:soon", -1, "search.date" },
	{ "in:budi x", -1, "target.ambiguous" },
	{ "from:zzz", -1, "target.none" },
	{ "in: x", -1, "search.empty-filter" },
	{ "   ", -1, "search.empty" },
	{ "sudah -stop", 3, 0 },
	{ "halo -masih", 1, 0 },
	{ "halo -\\\"masih ada\\\"", 1, 0 },
	{ "-halo", -1, "search.empty" },
	{ "halo -in:1", -1, "search.minus" },
	{ "halo lable:order", -1, "search.meant" },
	{ "halo frm:fajar", -1, "search.meant" },
	{ "pukul:12", 0, 0 },	/* no filter, and none that was meant */
	{ "\\\"lable:order\\\"", 0, 0 },
	{ "halo label:none", -1, "label.first" },
	{ "is:unread halo", 2, 0 },
	{ "agent:nobody halo", -1, "agent.none" },
	{ "has:link", 0, 0 },
};

static void test_search(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
		char args[160];
		snprintf(args, sizeof args, "{'q':'%s'}", searches[i].q);
		const json_t *v = shop_run(&shop, CMD_SEARCH, args);
		int n = v ? (int)json_array_size(json_at(v, "items")) : -1;
		if (n != searches[i].n || (n < 0 && strcmp(shop.err.say.key, searches[i].key) != 0))
			fail_msg("%s: %d: %s", searches[i].q, n, n < 0 ? err_text(&shop.err) : "");
	}
	must(CMD_STAR, "{'message':1}");
	const json_t *v = must(CMD_SEARCH, "{'q':'is:starred'}"), *m = json_array_get(json_at(v, "items"), 0);
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_string_equal(json_str(m, "conversation_title"), "Budi Santoso");
}

/* What stands beside the messages of the first page. */
static void test_search_beside(void **state)
{
	(void)state;
	must(CMD_LABEL_SET, "{'label':'haloed'}");
	must(CMD_LABEL, "{'conversation':1,'labels':'+haloed'}");
	must(CMD_NOTE, "{'conversation':1,'text':'halo-halo, langganan lama'}");
	must(CMD_CONTACT_NOTE, "{'contact':'budi santoso','text':'suka halo pagi'}");
	const json_t *v = must(CMD_SEARCH, "{'q':'halo'}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 2);
	assert_string_equal(json_str(json_array_get(json_at(v, "notes"), 0), "title"), "Budi Santoso");
	assert_string_equal(json_str(json_array_get(json_at(v, "labels"), 0), "name"), "haloed");
	assert_int_equal(json_array_size(json_at(v, "contacts")), 0);
	v = must(CMD_SEARCH, "{'q':'budi san'}");
	assert_int_equal(json_array_size(json_at(v, "contacts")), 1);
	assert_string_equal(json_str(json_array_get(json_at(v, "contacts"), 0), "name"), "Budi Santoso");
	/* What must not be there must not be in a note either. */
	v = must(CMD_SEARCH, "{'q':'halo -langganan'}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 1);
	/* in: narrows notes; any other filter leaves messages alone. */
	v = must(CMD_SEARCH, "{'q':'halo in:1'}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 2);
	assert_int_equal(json_array_size(json_at(v, "labels")), 0);
	v = must(CMD_SEARCH, "{'q':'halo in:2'}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 0);
	v = must(CMD_SEARCH, "{'q':'halo label:haloed'}");
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_int_equal(json_array_size(json_at(v, "notes")), 0);
	/* However many labels there are before it. */
	for (int i = 0; i < 505; i++) {
		char set[48];
		snprintf(set, sizeof set, "{'label':'a%03d'}", i);
		must(CMD_LABEL_SET, set);
	}
	v = must(CMD_SEARCH, "{'q':'halo'}");
	assert_int_equal(json_array_size(json_at(v, "labels")), 1);
	/* A note that is gone is not found. */
	must(CMD_NOTE_DELETE, "{'note':1}");
	v = must(CMD_SEARCH, "{'q':'langganan'}");
	assert_int_equal(json_array_size(json_at(v, "notes")), 0);
	/* The second page is messages alone. */
	v = must(CMD_SEARCH, "{'q':'sudah','limit':1}");
	char args[96];
	snprintf(args, sizeof args, "{'q':'sudah','limit':1,'after':'%s'}", json_str(v, "next"));
	assert_null(json_at(must(CMD_SEARCH, args), "notes"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SHOP(test_search),
		IN_SHOP(test_search_beside),
	};
	return cmocka_run_group_tests_name("service/search", tests, NULL, NULL);
}
