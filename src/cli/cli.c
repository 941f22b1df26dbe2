/* cli: one command, from its words to its exit status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "command/reply.h"
#include "command/say.h"

#include "cli/out.h"
#include "cli/room.h"

#include "base/banned.h"

int cli_fail(const struct cli *cli, const struct err *e)
{
	char said[SENTENCE_SAID];

	if (cli->json) {
		json_t *v = json_object();
		json_put(v, "error", json_from_err(e));
		out_json(v);
		json_decref(v);
	}
	out_say(say(&e->say, said, sizeof said));
	return err_exit_code(e->kind);
}

int room_config(struct room *r)
{
	struct err e = { 0 };

	if (r->config) {
		return 0;
	}
	r->config = config_load(&(struct config_source){ .side = CONFIG_FACE, .file = r->cli->config }, &e);
	return r->config ? 0 : cli_fail(r->cli, &e);
}

int room_client(struct room *r, bool events)
{
	struct err e = { 0 };

	/* Events need a connection of their own. */
	if (r->client && !events) {
		return 0;
	}
	r->client = client_open(r->config,
		&(struct client_options){
			.socket = r->cli->socket, .start_engine = true, .events = events },
		&e);
	return r->client ? 0 : cli_fail(r->cli, &e);
}

void room_fini(struct room *r)
{
	if (!r->host || r->client != r->host->client) {
		client_close(r->client);
	}
	if (!r->host || r->config != r->host->config) {
		config_free(r->config);
	}
}

int room_print(struct room *r, const struct command *command, const json_t *answer)
{
	struct reply_options o;
	struct buf text;

	if (r->cli->json) {
		return out_json(answer);
	}
	out_options(r->config, &o);
	buf_init(&text, (size_t)64 << 20);
	reply_text(command, answer, &o, &text);
	return out_buf(&text);
}

/* What an answer says about how things are, for scripts. */
static int status_of(const struct command *command, const json_t *answer)
{
	const char *status = json_str_or(answer, "status", "ok");

	if (command->id != CMD_HEALTH) {
		return 0;
	}
	return !strcmp(status, "ok") ? 0 : !strcmp(status, "warning") ? 1 : 2;
}

/* What cannot be undone is asked of whoever sits at a terminal. */
static bool may_ask(const struct room *r, const struct err *e)
{
	return !strcmp(e->say.key, "erase.sure") && !r->cli->json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

static json_t *ask_sure(struct room *r, struct err *e)
{
	char said[SENTENCE_SAID], id[24], *line = NULL;
	size_t size = 0;
	json_t *args, *answer = NULL;

	out_say(say(&e->say, said, sizeof said));
	fprintf(stderr, "%s ", _("to go on, type: erase"));
	if (getline(&line, &size, stdin) > 0 && !strcmp(line, "erase\n")) {
		args = json_copy((json_t *)(uintptr_t)r->cli->args);
		json_put_bool(args, "yes", true);
		/* Who was named, whoever is called so by now. */
		if (sentence_arg(&e->say, "id", id, sizeof id)) {
			json_put_str(args, "contact", id);
		}
		*e = (struct err){ 0 };
		answer = client_ask(r->client, r->cli->command, args, ANSWER_MS, e);
		json_decref(args);
	} else {
		err_set(e, ERR_CONFLICT, "erase.not", N_("nothing was done"), " ");
	}
	free(line);
	return answer;
}

static int ask(struct room *r)
{
	const struct command *command = r->cli->command;
	bool wait = command->id == CMD_SEND && json_flag(r->cli->args, "wait");
	struct err e = { 0 };
	int status = room_client(r, wait);

	if (status) {
		return status;
	}
	int patience = json_str(r->cli->args, "file") || command->flags & CMD_DOWNLOAD ? UPLOAD_MS : ANSWER_MS;
	json_t *answer = client_ask(r->client, command, r->cli->args, patience, &e);
	if (!answer && may_ask(r, &e)) {
		answer = ask_sure(r, &e);
	}
	if (!answer) {
		status = cli_fail(r->cli, &e);
		/* What was written is not lost with the refusal. */
		bool note = command->id == CMD_NOTE_EDIT || command->id == CMD_CONTACT_NOTE;
		const char *text = json_str_or(r->cli->args, "text", "");
		if (note && *text && e.kind == ERR_CONFLICT && !json_flag(r->cli->args, "json"))
			out_given(text);
		return status;
	}
	if (wait) {
		status = follow_message(r, answer);
	} else if (command->flags & CMD_DOWNLOAD && !json_str(answer, "file")) {
		status = 0; /* standard output has it */
	} else {
		status = room_print(r, command, answer);
		status = status ? status : status_of(command, answer);
	}
	json_decref(answer);
	return status;
}

static int run(struct room *r)
{
	const struct cli *cli = r->cli;
	const struct command *command = cli->command;
	int status = 0;

	if (command->flags & CMD_LOCAL || cli->help) {
		return local_run(r);
	}
	status = room_config(r);
	if (status) {
		return status;
	}
	switch (command->id) {
	case CMD_DOCTOR:
		status = doctor(r);
		break;
	case CMD_EVENTS:
		status = follow_events(r);
		break;
	case CMD_SESSION_QR: {
		struct terminal t;
		terminal_look(r->config, &t);
		if (t.is && !cli->json) {
			status = room_client(r, true);
			status = status ? status : pair_by_qr(r, json_str(cli->args, "session"));
			break;
		}
		status = ask(r);
		break;
	}
	case CMD_AUDIT:
		status = strcmp(json_str_or(cli->args, "format", "text"), "csv") ? ask(r) : trail_csv(r);
		break;
	case CMD_RULES_TEST:
		status = rules_file(r);
		status = status ? status : ask(r);
		break;
	case CMD_TEMPLATE_SET:
		status = template_file(r);
		status = status ? status : ask(r);
		break;
	default:
		status = ask(r);
		break;
	}
	return status;
}

/* --ascii is for this line alone: a shell goes on as it was. */
static int run_drawn(struct room *r)
{
	bool before = terminal_ascii(false);

	terminal_ascii(before || r->cli->ascii);
	int status = run(r);
	terminal_ascii(before);
	room_fini(r);
	return status;
}

int cli_run(const struct cli *cli)
{
	struct room r = { .cli = cli };

	return run_drawn(&r);
}

int room_run(const struct room *host, const struct cli *cli)
{
	struct room r = { .cli = cli, .config = host->config, .client = host->client, .host = host };

	if ((cli->command->flags & CMD_LOCAL) || cli->help || json_at(cli->args, "socket") || json_at(cli->args, "config")) {
		return cli_run(cli);
	}
	return run_drawn(&r);
}
