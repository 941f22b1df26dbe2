/* journal: see the header. */
#include <stdlib.h>
#include <string.h>

#include "base/ceiling.h"
#include "base/json.h"

#include "sim/account.h"
#include "sim/bytes.h"
#include "sim/journal.h"
#include "sim/state.h"

#include "base/banned.h"

void journal_add(struct sim *sim, const char *what, json_t *line)
{
	json_t *head = json_object();
	json_put_i64(head, "t", sim->now);
	json_put_str(head, "what", what);
	json_object_update(head, line);
	json_decref(line);
	if (sim->journal) {
		struct buf text;
		buf_init(&text, CEIL_WAHA_ANSWER);
		json_write(&text, head);
		buf_addc(&text, '\n');
		sim->journal(sim->journal_ctx, text.v, text.n);
		buf_fini(&text);
	}
	json_array_append_new(sim->lines, head);
	if (json_array_size(sim->lines) >= 2 * JOURNAL_KEPT) {
		/* Dropped by halves: one at a time would move the list each time. */
		json_t *kept = json_array();
		for (size_t i = JOURNAL_KEPT; i < json_array_size(sim->lines); i++)
			json_array_append(kept, json_array_get(sim->lines, i));
		sim->lines_from += JOURNAL_KEPT;
		json_decref(sim->lines);
		sim->lines = kept;
	}
}

void journal_message(struct sim *sim, struct session *s, const char *what, const struct message *m)
{
	json_t *line = json_object();
	json_put_str(line, "session", s->name);
	json_put_str(line, "wa_id", m->id);
	char *jid = chat_id(m->chat);
	json_put_str(line, "chat", jid);
	free(jid);
	json_put_str(line, "to", m->addr);
	json_put_str(line, "kind", kind_names[m->kind]);
	json_put_str(line, "body", m->text);
	if (m->author && m->chat->group)
		json_put_str(line, "author", m->author->pn ? m->author->pn : m->author->lid);
	if (m->target)
		json_put_str(line, "target", m->target->id);
	if (m->media) {
		json_put_str(line, "sha256", m->media->sha256);
		json_put_i64(line, "size", (int64_t)m->media->n);
	}
	if (m->from_me)
		json_put_bool(line, "exists", m->chat->group || (m->chat->person && m->chat->person->exists));
	journal_add(sim, what, line);
}

json_t *journal_body(const json_t *body)
{
	if (!json_is_object(body))
		return json_deep_copy(body);
	json_t *copy = json_object();
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)body, key, value) {
		if (!strcmp(key, "data") && json_is_string(value) && json_string_length(value) > 64) {
			json_t *sum = json_object();
			char *hex = bytes_sha256_hex(json_string_value(value), json_string_length(value));
			json_put_str(sum, "sha256", hex);
			json_put_i64(sum, "size", (int64_t)json_string_length(value));
			free(hex);
			json_object_set_new(copy, key, sum);
		} else {
			json_object_set_new(copy, key, journal_body(value));
		}
	}
	return copy;
}
