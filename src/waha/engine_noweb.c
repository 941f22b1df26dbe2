/* engine_noweb: `_data` is Baileys' message: key, message, messageTimestamp,
 * status, pushName, reactions. */
#include <string.h>

#include "base/json.h"

#include "waha/engine.h"

#include "base/banned.h"

static const json_t *content(const json_t *data)
{
	return json_at(data, "message");
}

static const char *push_name(const json_t *data)
{
	return json_str(data, "pushName");
}

static const char *participant(const json_t *data)
{
	const char *s = json_str(data, "key.participant");

	/* Rows of our own sends have it outside of the key. */
	return s && *s ? s : json_str(data, "participant");
}

static const char *sender_alt(const json_t *data, bool group)
{
	return json_str(data, group ? "key.participantAlt" : "key.remoteJidAlt");
}

static const char *recipient_alt(const json_t *data)
{
	return json_str(data, "key.remoteJidAlt");
}

/* 0 is Baileys' ERROR; a status that was never told is null. */
static bool failed(const json_t *data)
{
	const json_t *status = json_at(data, "status");

	if (json_is_string(status))
		return !strcmp(json_string_value(status), "ERROR");
	return json_is_integer(status) && json_integer_value(status) == 0;
}

static const json_t *reactions(const json_t *data)
{
	return json_at(data, "reactions");
}

const struct engine_traits engine_noweb = {
	.engine = WAHA_NOWEB,
	.store_option = true,
	.new_id_since = { 2026, 4, 3 },
	.content = content,
	.push_name = push_name,
	.participant = participant,
	.sender_alt = sender_alt,
	.recipient_alt = recipient_alt,
	.failed = failed,
	.reactions = reactions,
};
