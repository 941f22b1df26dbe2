/* doctor: the engine's findings, and what the engine cannot see: this terminal
 * and this user's configuration. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#include "cli/out.h"
#include "cli/room.h"

#include "base/banned.h"

enum { LEAST_COLUMNS = 80, LEAST_ROWS = 24 };

static void find(json_t *items, const char *check, const char *state, const struct sentence *what,
	const struct sentence *action)
{
	json_t *item = json_object();

	json_put_str(item, "check", check);
	json_put_str(item, "state", state);
	json_put(item, "say", json_from_sentence(what));
	json_put(item, "do", action ? json_from_sentence(action) : json_null());
	json_array_append_new(items, item);
}

static void look_at_terminal(const struct config *config, json_t *items)
{
	const char *term = getenv("TERM");
	struct sentence what, action;
	struct terminal t;

	terminal_look(config, &t);
	if (!t.is) {
		sentence_set(&what, "doctor.no_terminal", N_("standard output is no terminal"), NULL);
		find(items, "terminal", "ok", &what, NULL);
	} else if (!term || !*term || !strcmp(term, "dumb")) {
		sentence_set(&what, "doctor.dumb",
			N_("TERM does not name a terminal that can be drawn on"), NULL);
		sentence_set(&action, "doctor.dumb_do",
			N_("set TERM to the terminal's kind, as xterm-256color; the commands work without"),
			NULL);
		find(items, "terminal", "warn", &what, &action);
	} else if (t.columns < LEAST_COLUMNS || t.rows < LEAST_ROWS) {
		sentence_set(&what, "doctor.small", N_("{term}, {columns} by {rows}"),
			"term=%s\ncolumns=%d\nrows=%d", term, t.columns, t.rows);
		sentence_set(&action, "doctor.small_do",
			N_("the screen shows more from {columns} by {rows} on"), "columns=%d\nrows=%d",
			LEAST_COLUMNS, LEAST_ROWS);
		find(items, "terminal", "warn", &what, &action);
	} else {
		sentence_set(&what, "doctor.terminal", N_("{term}, {columns} by {rows}"),
			"term=%s\ncolumns=%d\nrows=%d", term, t.columns, t.rows);
		find(items, "terminal", "ok", &what, NULL);
	}

	if (t.utf8) {
		sentence_set(&what, "doctor.utf8", N_("the locale is UTF-8"), NULL);
		find(items, "locale", "ok", &what, NULL);
	} else {
		sentence_set(&what, "doctor.no_utf8",
			N_("the locale is not UTF-8: letters of other scripts are lost"), NULL);
		sentence_set(&action, "doctor.no_utf8_do",
			N_("export LANG=C.UTF-8, or your language's .UTF-8"), NULL);
		find(items, "locale", "warn", &what, &action);
	}

	if (t.is) {
		const char *more = getenv("COLORTERM");
		bool true_colour = more && (strstr(more, "truecolor") || strstr(more, "24bit"));
		bool many = true_colour || (term && strstr(term, "256color"));
		sentence_set(&what, "doctor.colours", N_("colours: {colours}"), "colours=%s",
			!t.colour ? "0" : true_colour ? "16777216" : many ? "256" : "8");
		find(items, "colours", "ok", &what, NULL);
	}
}

static void look_at_config(const struct room *r, json_t *items)
{
	const struct sentence *notes;
	size_t n = config_notes(r->config, &notes);
	struct sentence what, action;

	for (size_t i = 0; i < n; i++) {
		find(items, "configuration", "warn", &notes[i], NULL);
	}
	if (!config_found(r->config)) {
		sentence_set(&what, "doctor.no_config",
			N_("there is no configuration: everything is as it comes"), NULL);
		sentence_set(&action, "doctor.no_config_do",
			N_("write {file}, or start wartel on a terminal"), "file=%s",
			config_user_file(r->config));
		find(items, "configuration", "warn", &what, &action);
	}
}

int doctor(struct room *r)
{
	struct err e = { 0 };
	json_t *answer = NULL;
	const json_t *item;
	size_t i;
	int status;

	r->client = client_open(r->config,
		&(struct client_options){ .socket = r->cli->socket, .start_engine = true }, &e);
	if (r->client) {
		answer = client_ask(r->client, r->cli->command, r->cli->args, ANSWER_MS, &e);
	}
	if (!answer) {
		/* The patient cannot speak: that is a finding too. */
		answer = json_pack("{s:[], s:n}", "items", "next");
		find(json_object_get(answer, "items"), "engine", "bad", &e.say, NULL);
	}
	json_t *items = json_object_get(answer, "items");
	look_at_config(r, items);
	look_at_terminal(r->config, items);
	status = room_print(r, r->cli->command, answer);
	json_array_foreach(items, i, item) {
		if (!status && !strcmp(json_str_or(item, "state", ""), "bad")) {
			status = 1;
		}
	}
	json_decref(answer);
	return status;
}
