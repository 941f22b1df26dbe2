/* able: the table, ability by engine, as WAHA's own table of features has it. A row
 * whose engines can all do it needs no sentence. */
#include <stdio.h>

#include "base/mem.h"

#include "waha/able.h"

#include "base/banned.h"

enum { NOWEB = 1 << WAHA_NOWEB, GOWS = 1 << WAHA_GOWS, WEBJS = 1 << WAHA_WEBJS, WPP = 1 << WAHA_WPP };

static const struct {
	unsigned lacking;    /* engines that cannot */
	const char *instead; /* never NULL where one lacks it */
} table[] = {
	[ABLE_REACT] = { 0, NULL },
	[ABLE_STAR] = { GOWS,
		N_("{engine} cannot star messages in WhatsApp: the star stands here alone, not on the phone") },
	[ABLE_EDIT] = { 0, NULL },
	[ABLE_DELETE] = { 0, NULL },
	[ABLE_FORWARD] = { GOWS,
		N_("{engine} cannot forward: send the text, or the saved file, as a message of its own") },
	[ABLE_BLOCK] = { NOWEB | GOWS,
		N_("{engine} cannot block in WhatsApp: block the person on the phone") },
	[ABLE_LABELS] = { 0, NULL },
	[ABLE_LABEL_EVENTS] = { WEBJS,
		N_("{engine} cannot tell that labels changed on the phone: they are read anew now and then") },
	[ABLE_HISTORY] = { 0, NULL },
	[ABLE_HISTORY_ALL] = { WEBJS | WPP,
		N_("{engine} cannot list the messages of all chats at once: each chat is asked by itself, "
		   "which takes longer; a webhook brings messages sooner: `wartel session webhook`") },
	[ABLE_MEDIA_FETCH] = { 0, NULL },
	[ABLE_POLL] = { 0, NULL },
	[ABLE_CONTACT_CARD] = { 0, NULL },
	[ABLE_LOCATION] = { 0, NULL },
	[ABLE_NEW_MESSAGE_ID] = { WEBJS | WPP,
		N_("{engine} cannot name messages before they leave: one whose answer is lost is looked for in "
		   "the chat by its text, and stays unknown where that finds none or several") },
	[ABLE_TIMELOCK] = { WPP,
		N_("{engine} cannot tell WhatsApp's restrictions when asked: they show when a message is refused") },
	[ABLE_CAPPING] = { NOWEB | WEBJS | WPP,
		N_("{engine} cannot tell how much of the month's quota is used: it shows when a message is refused") },
};

bool waha_able(enum waha_engine engine, enum waha_ability a, struct err *e)
{
	char key[SENTENCE_KEY];

	if ((size_t)a >= sizeof table / sizeof *table)
		BUG("no ability %d", (int)a);
	if (engine == WAHA_UNSURE || !(table[a].lacking & 1u << engine))
		return true;
	snprintf(key, sizeof key, "able.%s", waha_ability_name(a));
	return err_set(e, ERR_CONFLICT, key, table[a].instead, "engine=%s", waha_engine_name(engine));
}
