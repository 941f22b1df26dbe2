/* Foreign bytes as the place where a page of a list begins. Each is refused as a
 * cursor, or gives a page whose own next one is taken; a sanitizer sees the rest. */
#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "model/cursor.h"
#include "store/contact.h"
#include "store/search.h"

#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

const char fuzz_corpus[] = "fixtures/cursors";
const unsigned fuzz_count = 1500;

enum { CHATS = 6 };

static struct shop *shop;

static void fill(void)
{
	void *made = NULL;

	log_quiet(true);
	shop_open(&made);
	shop = made;
	for (int i = 0; i < CHATS; i++) {
		char chat[32], id[16];

		snprintf(chat, sizeof chat, "6281100000%d@c.us", i);
		snprintf(id, sizeof id, "f%d", i);
		say(shop, &(struct said){ .chat = chat, .id = id, .at = NOW - i, .text = "halo", .name = chat });
	}
}

static void refused(const struct err *e, const char *cursor)
{
	if (e->kind != ERR_USAGE || strstr(e->say.key, "cursor") == NULL)
		BUG("“%s”: %s", cursor, e->say.key);
}

static bool conversations(enum inbox_view view, const char *cursor, enum conversation_window window, char next[CONVERSATION_CURSOR])
{
	struct conversation_query q = { .view = view, .agent_id = shop->rina, .limit = 1, .now = NOW, .after = cursor,
		.window = window };
	struct conversation_rows rows = { 0 };
	struct err e = { 0 };
	bool ok = conversation_list(shop->d, &q, &rows, next, &e);

	if (!ok)
		refused(&e, cursor);
	conversation_rows_fini(&rows);
	return ok;
}

static bool contacts(enum contact_sort sort, const char *cursor, char next[CONTACT_CURSOR])
{
	struct contact_query q = { .sort = sort, .limit = 1, .after = cursor };
	struct contact_rows rows = { 0 };
	struct err e = { 0 };
	bool ok = contact_list(shop->d, &q, &rows, next, &e);

	if (!ok)
		refused(&e, cursor);
	contact_rows_fini(&rows);
	return ok;
}

static bool search(const char *cursor, char next[SEARCH_CURSOR])
{
	struct search_query q = { .words = "halo", .from_me = -1, .limit = 1, .after = cursor };
	struct message_rows rows = { 0 };
	struct err e = { 0 };
	bool ok = search_messages(shop->d, &q, &rows, next, &e);

	if (!ok)
		refused(&e, cursor);
	message_rows_fini(&rows);
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char betweens[] = ".:";
	char *cursor = xstrndup((const char *)data, n);
	char place[CONVERSATION_CURSOR], row[CONTACT_CURSOR], key[SEARCH_CURSOR];
	int64_t v[4];

	if (shop == NULL)
		fill();
	for (int view = 0; view < INBOX_VIEW_COUNT; view++)
		if (conversations((enum inbox_view)view, cursor, WINDOW_CLOSING, place) && *place != '\0' &&
			!conversations((enum inbox_view)view, place, WINDOW_ANY, (char[CONVERSATION_CURSOR]){ "" }))
			BUG("“%s” leads to “%s”", cursor, place);
	for (int sort = CONTACT_SORT_NAME; sort <= CONTACT_SORT_NEW; sort++)
		if (contacts((enum contact_sort)sort, cursor, row) && *row != '\0' &&
			!contacts((enum contact_sort)sort, row, (char[CONTACT_CURSOR]){ "" }))
			BUG("“%s” leads to “%s”", cursor, row);
	if (search(cursor, key) && *key != '\0' && !search(key, (char[SEARCH_CURSOR]){ "" }))
		BUG("“%s” leads to “%s”", cursor, key);
	for (size_t i = 0; betweens[i] != '\0'; i++)
		for (size_t count = 1; count <= 4; count++)
			for (size_t k = 0; cursor_read(cursor, betweens[i], v, count) && k < count; k++)
				if (v[k] < 0 || v[k] > CURSOR_MAX)
					BUG("“%s” became %lld", cursor, (long long)v[k]);
	free(cursor);
	return 0;
}
