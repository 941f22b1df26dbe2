/* names: what the program knows by name (agents, labels, saved views, templates, fields),
 * asked of the engine when a name is completed for the first time in a prompt. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#include "tui/state.h"

#include "base/banned.h"

enum { MOST = 500 };

static const struct {
	enum command_id command;
	const char *key; /* of a row: its name */
} sources[NAMES_KINDS] = {
	[NAMES_AGENTS] = {CMD_AGENT_LIST, "name"},
	[NAMES_LABELS] = {CMD_LABEL_LIST, "name"},
	[NAMES_VIEWS] = {CMD_VIEW_LIST, "name"},
	[NAMES_TEMPLATES] = {CMD_TEMPLATE_LIST, "name"},
	[NAMES_FIELDS] = {CMD_FIELD_LIST, "name"},
};

static void came(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	struct names *n = &t->names;
	n->asked[about] = false;
	if (json) {
		json_decref(n->rows[about]);
		n->rows[about] = json_incref(json_object_get(json, "items"));
		n->known[about] = true;
	} else {
		tui_notice_err(t, e);
	}
	completion_came(t, json != NULL);
}

const json_t *names_rows(struct tui *t, enum names_kind kind)
{
	struct names *n = &t->names;
	if (n->known[kind])
		return n->rows[kind];
	if (!n->asked[kind]) {
		json_t *args = json_object();
		json_put_i64(args, "limit", MOST);
		n->asked[kind] = true;
		tui_ask(t, sources[kind].command, args, came, kind);
	}
	return n->known[kind] ? n->rows[kind] : NULL;
}

const char *names_of(enum names_kind kind, const json_t *row)
{
	return json_str_or(row, sources[kind].key, "");
}

bool names_pending(const struct tui *t)
{
	for (int i = 0; i < NAMES_KINDS; i++)
		if (t->names.asked[i])
			return true;
	return false;
}

void names_forget(struct tui *t)
{
	memset(t->names.known, 0, sizeof t->names.known);
}

void names_fini(struct names *n)
{
	for (int i = 0; i < NAMES_KINDS; i++)
		json_decref(n->rows[i]);
	*n = (struct names){0};
}
