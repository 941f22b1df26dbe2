/* conversation: the names of a case's states, and the built-in views. */
#include "model/conversation.h"

#include "base/banned.h"

NAMES_DEFINE(case_status, case_status, CASE_STATUSES)
NAMES_DEFINE(case_priority, case_priority, CASE_PRIORITIES)
NAMES_DEFINE(label_colour, label_colour, LABEL_COLOURS)
NAMES_DEFINE(inbox_view, inbox_view, INBOX_VIEWS)

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
