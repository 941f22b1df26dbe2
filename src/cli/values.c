/* values: names that an argument may have, for completion: sessions, and the
 * conversations that were busy last, asked of an engine that runs already; none is
 * started for that. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"

#include "cli/values.h"

#include "base/banned.h"

enum { PATIENCE_MS = 1000, FRESH_MS = 10000 };

static json_t *asked(struct values *v, enum command_id id, json_t *args)
{
	struct err e = { 0 };
	json_t *answer = v->client ? client_ask(v->client, command_get(id), args, PATIENCE_MS, &e) : NULL;

	json_decref(args);
	return answer;
}

/* Asked once, and again when it is old. */
static const json_t *items(struct values *v, enum command_id id, json_t *args, json_t **kept, int64_t *at_ms)
{
	int64_t now = clock_mono_ms();

	if (*kept && now - *at_ms < FRESH_MS) {
		json_decref(args);
	} else {
		json_decref(*kept);
		*kept = asked(v, id, args);
		*at_ms = now;
	}
	return json_at(*kept, "items");
}

void values_add(void *ctx, const struct arg *a, const char *prefix, struct completions *out)
{
	struct values *v = ctx;
	const json_t *list = NULL, *row;
	bool session = a->kind == ARG_SESSION;
	size_t i;

	if (session) {
		list = items(v, CMD_SESSION_LIST, json_object(), &v->sessions, &v->sessions_ms);
	} else if (a->kind == ARG_CONVERSATION || a->kind == ARG_TO || a->kind == ARG_CONTACT) {
		list = items(v, CMD_CONVERSATION_LIST, json_pack("{s:s, s:i}", "view", "all", "limit", 200),
			&v->conversations, &v->conversations_ms);
	}
	json_array_foreach(list, i, row) {
		completions_add(out, prefix, json_str_or(row, session ? "name" : "title", ""),
			session ? json_str(row, "status") : json_str(row, "phone"));
	}
}

void values_fini(struct values *v)
{
	json_decref(v->sessions);
	json_decref(v->conversations);
	*v = (struct values){ 0 };
}
