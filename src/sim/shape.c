/* shape: what the engines' shapes share. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "sim/account.h"
#include "sim/shape.h"
#include "sim/state.h"

#include "base/banned.h"

/* Every engine WAHA has. */
static const struct { const char *name; const struct engine *engine; } engines[] = {
	{ "noweb", &engine_noweb },
	{ "gows", &engine_gows },
	{ "webjs", &engine_webjs },
	{ "wpp", &engine_wpp },
};

const struct engine *engine_named(const char *name)
{
	for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
		if (!strcmp(engines[i].name, name))
			return engines[i].engine;
	return NULL;
}

char *cus_of(const char *raw)
{
	const char *at = strchr(raw, '@');
	if (!at || strcmp(at, "@s.whatsapp.net") != 0)
		return xstrdup(raw);
	size_t n = strcspn(raw, ":@");
	return xasprintf("%.*s@c.us", (int)n, raw);
}

char *message_serial(const struct session *s, const struct message *m, const char *chat)
{
	(void)s;
	char *id = cus_of(chat ? chat : m->addr), *serial;
	if (m->chat->group && m->author) {
		char *who = person_contact_id(m->author);
		serial = xasprintf("false_%s_%s_%s", id, m->id, who);
		free(who);
	} else {
		serial = xasprintf("%s_%s_%s", m->from_me ? "true" : "false", id, m->id);
	}
	free(id);
	return serial;
}

const char *ack_name(int ack)
{
	static const char *const names[] = { "ERROR", "PENDING", "SERVER", "DEVICE", "READ", "PLAYED" };
	return ack < -1 || ack > 4 ? "UNKNOWN" : names[ack + 1];
}
