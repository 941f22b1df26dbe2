/* refuse: see the header. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/json.h"

#include "sim/account.h"
#include "sim/bytes.h"
#include "sim/call.h"
#include "sim/message.h"
#include "sim/refuse.h"
#include "sim/route.h"
#include "sim/session.h"
#include "sim/state.h"

#include "base/banned.h"

static bool is_path(const struct call *c, const char *start)
{
	return !strncmp(c->path, start, strlen(start));
}

static const char *chat(const struct call *c)
{
	return json_str(c->body, "chatId");
}

/* digits, then nothing or one of the suffixes WAHA documents. */
static bool is_chat_id(const char *s)
{
	static const char *const suffixes[] = { "", "@c.us", "@lid", "@g.us", "@newsletter" };
	if (!strcmp(s, "status@broadcast"))
		return true;
	size_t n = strspn(s, "0123456789");
	/* Old groups are called after who made them and when. */
	if (n && s[n] == '-' && strstr(s, "@g.us"))
		n += 1 + strspn(s + n + 1, "0123456789");
	for (size_t i = 0; n && i < sizeof suffixes / sizeof *suffixes; i++)
		if (!strcmp(s + n, suffixes[i]))
			return true;
	return false;
}

static bool raw_jid(const struct call *c)
{
	const char *s = chat(c);
	return s && strstr(s, "@s.whatsapp.net");
}

static bool chat_id_bad(const struct call *c)
{
	const char *s = chat(c);
	return s && !is_chat_id(s);
}

static bool path_id_bad(const struct call *c)
{
	const char *s = is_path(c, "/api/") && strstr(c->route->path, "/chats/{chat}/") ? c->arg[1] : NULL;
	return s && strcmp(s, "all") != 0 && !is_chat_id(s);
}

static bool text_empty(const struct call *c)
{
	const char *s = json_str(c->body, "text");
	bool sends = is_path(c, "/api/sendText") || is_path(c, "/api/reply") || !strcmp(c->rq->method, "PUT");
	return sends && s && strspn(s, " \t\r\n") == strlen(s);
}

static bool text_long(const struct call *c)
{
	const char *s = json_str(c->body, "text");
	return s && strlen(s) > CEIL_TEXT;
}

static const json_t *file(const struct call *c)
{
	return json_at(c->body, "file");
}

static bool file_both(const struct call *c)
{
	/* The mere presence of "url" decides, null or not. */
	return json_object_get(file(c), "url") && json_object_get(file(c), "data");
}

static bool file_prefix(const struct call *c)
{
	const char *s = json_str(file(c), "data");
	return s && !strncmp(s, "data:", 5);
}

static bool file_broken(const struct call *c)
{
	const char *s = json_str(file(c), "data");
	size_t n;
	bool strict;
	if (!s)
		return false;
	free(bytes_unbase64(s, strlen(s), &n, &strict));
	return !strict || !n;
}

static bool file_untyped(const struct call *c)
{
	return json_str(file(c), "data") && !json_str(file(c), "mimetype");
}

static bool reply_unknown(const struct call *c)
{
	const char *id = json_str(c->body, "reply_to");
	return id && c->session && !message_find(c->session->account, id);
}

static bool offset_alone(const struct call *c)
{
	return query_get(&c->query, "offset") && !query_get(&c->query, "limit");
}

static bool get_sends(const struct call *c)
{
	return !strcmp(c->rq->method, "GET") && is_path(c, "/api/sendText");
}

static bool kept_connection(const struct call *c)
{
	return strcmp(c->rq->method, "GET") != 0 && c->rq->nth > 1;
}

const struct refusal refusals[] = {
	{ "raw-jid", "chatId ends in @s.whatsapp.net: that is the engine's own form, send …@c.us", raw_jid },
	{ "chat-id", "chatId is not a number in digits, alone or with @c.us, @lid, @g.us or @newsletter",
	  chat_id_bad },
	{ "path-id", "the chat in the path is not a number in digits, alone or with a known suffix",
	  path_id_bad },
	{ "empty-text", "text is empty: WAHA sends an empty message", text_empty },
	{ "long-text", "text is longer than the 65,536 that WhatsApp takes", text_long },
	{ "file-both", "file has url and data: WAHA looks at url alone, even when it is null", file_both },
	{ "file-prefix", "file.data begins with data: instead of bare base64", file_prefix },
	{ "file-broken", "file.data is not base64 or empty: WAHA sends a broken file", file_broken },
	{ "file-untyped", "file.data has no mimetype beside it", file_untyped },
	{ "reply-unknown", "reply_to names no message of this session: WAHA sends it without the quote",
	  reply_unknown },
	{ "offset-alone", "offset without limit: WAHA ignores it", offset_alone },
	{ "get-sends", "GET /api/sendText sends: a client never does that", get_sends },
	{ "kept-connection", "a changing call on a connection used before: it could be sent twice",
	  kept_connection },
	{ NULL, NULL, NULL },
};

bool refuse(struct call *c)
{
	if (c->sim->lenient || c->rq->turn)
		return false;
	for (const struct refusal *r = refusals; r->name; r++)
		if (r->is(c)) {
			answer_refused(c, r->name, r->why);
			return true;
		}
	return false;
}
