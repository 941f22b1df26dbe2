/* local: the commands that need no engine, and the one that ends it. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "client/own.h"
#include "command/help.h"
#include "command/parse.h"
#include "command/say.h"

#include "cli/out.h"
#include "cli/room.h"

#include "base/banned.h"

enum { STOP_MS = 30000 };

static int help(struct room *r, const struct command *command)
{
	struct terminal t;
	struct buf out;
	struct err e = { 0 };
	const char *words = json_str(r->cli->args, "command");

	terminal_look(NULL, &t);
	buf_init(&out, 1 << 20);
	if (command->id == CMD_HELP && json_flag(r->cli->args, "man")) {
		help_man(&out);
		return out_buf(&out);
	}
	if (command->id == CMD_HELP && words) {
		struct words split = { 0 };
		size_t took;
		command = command_split(words, &split, &e) ?
			command_find((const char *const *)split.v, split.n, &took, &e) : NULL;
		words_fini(&split);
		if (!command) {
			return cli_fail(r->cli, &e);
		}
	}
	if (command->id == CMD_HELP && !words && !r->cli->help) {
		help_all(&out, t.columns);
	} else {
		help_command(command, &out, t.columns);
	}
	return out_buf(&out);
}

static int version(struct room *r)
{
	if (r->cli->json) {
		json_t *v = json_pack("{s:s}", "version", PACKAGE_VERSION);
		int status = out_json(v);
		json_decref(v);
		return status;
	}
	return out_text("wartel " PACKAGE_VERSION "\n", strlen("wartel " PACKAGE_VERSION "\n"));
}

static int config_show_json(const struct config_line *lines, size_t n)
{
	json_t *items = json_array();

	for (size_t i = 0; i < n; i++) {
		json_array_append_new(items, json_pack("{s:s, s:s?, s:s, s:s, s:s, s:s}",
			"option", lines[i].option, "number", lines[i].number, "value", lines[i].value,
			"from", lines[i].from, "allowed", lines[i].allowed, "help", lines[i].help));
	}
	json_t *v = json_pack("{s:o, s:n}", "items", items, "next");
	int status = out_json(v);
	json_decref(v);
	return status;
}

static int config_show(struct room *r)
{
	struct config_line *lines = NULL;
	struct buf out;
	int status;

	buf_init(&out, 1 << 20);
	if (json_flag(r->cli->args, "man")) {
		config_man(&out);
		return out_buf(&out);
	}
	status = room_config(r);
	if (status) {
		return status;
	}
	size_t n = config_lines(r->config, &lines);
	if (r->cli->json) {
		status = config_show_json(lines, n);
		goto out;
	}
	int wide[2] = { 0, 0 };
	for (size_t i = 0; i < n; i++) {
		int number = lines[i].number ? (int)strlen(lines[i].number) + 1 : 0;
		int name = number + (int)strlen(lines[i].option);
		int value = text_width(lines[i].value, strlen(lines[i].value));
		wide[0] = name > wide[0] ? name : wide[0];
		wide[1] = value > wide[1] && value <= 50 ? value : wide[1];
	}
	for (size_t i = 0; i < n; i++) {
		char *name = lines[i].number ? xasprintf("%s.%s", lines[i].number, lines[i].option) :
			xstrdup(lines[i].option);
		int value = text_width(lines[i].value, strlen(lines[i].value));
		buf_addf(&out, "%-*s  ", wide[0], name);
		text_line(&out, lines[i].value, strlen(lines[i].value), 1 << 16, false);
		buf_addf(&out, "%*s  %s\n", value < wide[1] ? wide[1] - value : 0, "",
			!strcmp(lines[i].from, "default") ? _("default") : lines[i].from);
		free(name);
	}
	status = out_buf(&out);
out:
	free(lines);
	return status;
}

static int config_check(struct room *r)
{
	char said[SENTENCE_SAID];
	const struct sentence *notes;
	struct err e = { 0 };
	int status = room_config(r);

	if (status) {
		return status;
	}
	/* The keys are the engine's; on a shared box they are not this user's to read. */
	if (!config_shared(r->config)) {
		config_free(r->config);
		r->config = config_load(
			&(struct config_source){ .side = CONFIG_BOTH, .file = r->cli->config }, &e);
		if (!r->config) {
			return cli_fail(r->cli, &e);
		}
	}
	size_t n = config_notes(r->config, &notes);
	if (r->cli->json) {
		json_t *list = json_array();
		for (size_t i = 0; i < n; i++) {
			json_array_append_new(list, json_from_sentence(&notes[i]));
		}
		json_t *v = json_pack("{s:b, s:b, s:o}", "ok", 1, "found", config_found(r->config),
			"notes", list);
		status = out_json(v);
		json_decref(v);
		return status;
	}
	for (size_t i = 0; i < n; i++) {
		out_say(say(&notes[i], said, sizeof said));
	}
	const char *done = config_found(r->config) ? _("the configuration is good\n") :
		_("there is no configuration: everything is as it comes\n");
	return out_text(done, strlen(done));
}

static int engine_end(struct room *r)
{
	struct engine_place place;
	struct err e = { 0 };
	int64_t pid, uid;
	int status = room_config(r);

	if (status) {
		return status;
	}
	engine_find(r->config, r->cli->socket, &place);
	if (!engine_peer(place.path, &pid, &uid, &e)) {
		goto out;
	}
	/* The kernel says who listens there: no file that may be stale is believed. */
	errno = ESRCH; /* the kernel gives 0 for a process of another container */
	if (pid <= 1 || kill((pid_t)pid, SIGTERM)) {
		err_set(&e, errno == EPERM ? ERR_FORBIDDEN : ERR_ENGINE, "cli.stop_denied",
			N_("the engine (process {pid} of user {uid}) cannot be stopped: {why}"),
			"pid=%lld\nuid=%lld\nwhy=%s", (long long)pid, (long long)uid, strerror(errno));
		goto out;
	}
	if (!engine_await_end(pid, STOP_MS)) {
		err_set(&e, ERR_ENGINE, "cli.stop_slow",
			N_("the engine (process {pid}) is still ending; look again later"), "pid=%lld",
			(long long)pid);
		goto out;
	}
	if (r->cli->json) {
		json_t *v = json_pack("{s:b, s:I}", "stopped", 1, "pid", (json_int_t)pid);
		status = out_json(v);
		json_decref(v);
	} else {
		const char *done = _("the engine has ended; what is queued stays queued\n");
		status = out_text(done, strlen(done));
	}
out:
	free(place.path);
	return e.kind ? cli_fail(r->cli, &e) : status;
}

int local_run(struct room *r)
{
	if (r->cli->help) {
		return help(r, r->cli->command);
	}
	switch (r->cli->command->id) {
	case CMD_HELP:
		return help(r, r->cli->command);
	case CMD_VERSION:
		return version(r);
	case CMD_CONFIG_SHOW:
		return config_show(r);
	case CMD_CONFIG_CHECK:
		return config_check(r);
	case CMD_ENGINE_STOP:
		return engine_end(r);
	case CMD_SHELL:
		return shell(r);
	case CMD_COMPLETION:
		return completion(r);
	case CMD_API_OPENAPI:
		return openapi(r);
	default:
		BUG("%s is not the command line's", r->cli->command->name);
	}
}
