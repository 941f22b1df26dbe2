/* conversation: the names of a case's states, and the built-in views. */
#include "model/conversation.h"

#include "base/banned.h"

NAMES_DEFINE(case_status, case_status, CASE_STATUSES)
NAMES_DEFINE(case_priority, case_priority, CASE_PRIORITIES)
NAMES_DEFINE(label_colour, label_colour, LABEL_COLOURS)
NAMES_DEFINE(inbox_view, inbox_view, INBOX_VIEWS)

/* ff9485 64c4ff ffd429 dfaef0 99b6c1 55ccb3 ff9dff d3a91d 6d7cce d7e752
 * 00d0e2 ffc5c7 93ceac f74848 00a0f2 83e422 ffaf04 b5ebff 9ba6ff 9368cf */
static const enum label_colour of_phone[PHONE_COLOURS] = {
	LABEL_RED, LABEL_BLUE, LABEL_YELLOW, LABEL_MAGENTA, LABEL_PLAIN,
	LABEL_CYAN, LABEL_MAGENTA, LABEL_YELLOW, LABEL_BLUE, LABEL_YELLOW,
	LABEL_CYAN, LABEL_RED, LABEL_GREEN, LABEL_RED, LABEL_BLUE,
	LABEL_GREEN, LABEL_YELLOW, LABEL_CYAN, LABEL_BLUE, LABEL_MAGENTA,
};
static const int on_phone[] = {
	[LABEL_PLAIN] = 4, [LABEL_RED] = 13, [LABEL_GREEN] = 15, [LABEL_YELLOW] = 2,
	[LABEL_BLUE] = 14, [LABEL_MAGENTA] = 19, [LABEL_CYAN] = 10,
};

enum label_colour label_colour_of_phone(int colour)
{
	return colour >= 0 && colour < PHONE_COLOURS ? of_phone[colour] : LABEL_PLAIN;
}

int label_colour_on_phone(enum label_colour c)
{
	label_colour_name(c); /* a value outside the list dies there */
	return on_phone[c];
}

static const struct {
	const char *title;
	char key;
} views[] = {
#define X(id, name, title, key) [id] = { title, key },
	INBOX_VIEWS(X)
#undef X
};

const char *inbox_view_title(enum inbox_view v)
{
	inbox_view_name(v); /* a value outside the list dies there */
	return views[v].title;
}

char inbox_view_key(enum inbox_view v)
{
	inbox_view_name(v);
	return views[v].key;
}
