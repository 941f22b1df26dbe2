/* engine_gows: `_data` is whatsmeow's event: Info with the people in it, Message
 * as WhatsApp's own, Status. Empty strings stand for what is not known. */
#include "base/json.h"

#include "waha/engine.h"

#include "base/banned.h"

static const char *told(const char *s)
{
	return s && *s ? s : NULL;
}

static const json_t *content(const json_t *data)
{
	return json_at(data, "Message");
}

static const char *push_name(const json_t *data)
{
	return told(json_str(data, "Info.PushName"));
}

static const char *participant(const json_t *data)
{
	return told(json_str(data, "Info.Sender"));
}

static const char *sender_alt(const json_t *data, bool group)
{
	(void)group;
	return told(json_str(data, "Info.SenderAlt"));
}

static const char *recipient_alt(const json_t *data)
{
	return told(json_str(data, "Info.RecipientAlt"));
}

/* GOWS refuses at once, with HTTP 500; a stored row never says that it failed. */
static bool failed(const json_t *data)
{
	(void)data;
	return false;
}

static const json_t *reactions(const json_t *data)
{
	(void)data;
	return NULL;
}

const struct engine_traits engine_gows = {
	.engine = WAHA_GOWS,
	.new_id_since = { 2026, 4, 3 },
	.content = content,
	.push_name = push_name,
	.participant = participant,
	.sender_alt = sender_alt,
	.recipient_alt = recipient_alt,
	.failed = failed,
	.reactions = reactions,
};
