/* conversation: a case in a chat, and the chat it is in. Pure. */
#ifndef MODEL_CONVERSATION_H
#define MODEL_CONVERSATION_H

#include "base/err.h"
#include "model/names.h"

#define CASE_STATUSES(X)            \
	X(CASE_OPEN, "open")        \
	X(CASE_WAITING, "waiting")  \
	X(CASE_SNOOZED, "snoozed")  \
	X(CASE_CLOSED, "closed")    \
	X(CASE_ARCHIVED, "archived")
enum case_status { CASE_STATUSES(NAMES_ENUM) };
NAMES_DECLARE(case_status, case_status)

#define CASE_PRIORITIES(X)          \
	X(PRIORITY_LOW, "low")      \
	X(PRIORITY_NORMAL, "normal") \
	X(PRIORITY_HIGH, "high")    \
	X(PRIORITY_URGENT, "urgent")
enum case_priority { CASE_PRIORITIES(NAMES_ENUM) };
NAMES_DECLARE(case_priority, case_priority)

/* Colours a label may have; "" none. */
#define LABEL_COLOURS(X)            \
	X(LABEL_PLAIN, "")          \
	X(LABEL_RED, "red")         \
	X(LABEL_GREEN, "green")     \
	X(LABEL_YELLOW, "yellow")   \
	X(LABEL_BLUE, "blue")       \
	X(LABEL_MAGENTA, "magenta") \
	X(LABEL_CYAN, "cyan")
enum label_colour { LABEL_COLOURS(NAMES_ENUM) };
NAMES_DECLARE(label_colour, label_colour)
/* Of the colours 0..19 that WhatsApp Business gives its labels, and the way back: the one
 * there that is most like ours. */
enum { PHONE_COLOURS = 20 };
enum label_colour label_colour_of_phone(int colour);
int label_colour_on_phone(enum label_colour);

/* The built-in views of the inbox. id, name, title, key */
#define INBOX_VIEWS(X)                                               \
	X(VIEW_NEEDS_REPLY, "needs-reply", N_("Needs reply"), '1')   \
	X(VIEW_MINE, "mine", N_("Mine"), '2')                        \
	X(VIEW_UNASSIGNED, "unassigned", N_("Unassigned"), '3')      \
	X(VIEW_WAITING, "waiting", N_("Waiting"), '4')               \
	X(VIEW_SNOOZED, "snoozed", N_("Snoozed"), '5')               \
	X(VIEW_ALL, "all", N_("All"), '6')                           \
	X(VIEW_UNKNOWN, "unknown", N_("Unknown"), '7')               \
	X(VIEW_CLOSED, "closed", N_("Closed"), '8')                  \
	X(VIEW_ARCHIVED, "archived", N_("Archived"), '9')
enum inbox_view { INBOX_VIEWS(NAMES_ENUM) };
NAMES_DECLARE(inbox_view, inbox_view)
const char *inbox_view_title(enum inbox_view); /* English, for _() */
char inbox_view_key(enum inbox_view);
enum { INBOX_VIEW_COUNT = VIEW_ARCHIVED + 1 };

#endif
