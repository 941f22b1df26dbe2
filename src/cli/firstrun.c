/* firstrun: the dialogue of a first start. A face never talks to WAHA, so the
 * answers are written down, an engine is started with them, and its doctor says
 * whether they are right; wrong ones are asked again. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/zone.h"
#include "client/own.h"
#include "command/say.h"
#include "config/option.h"

#include "cli/firstrun.h"
#include "cli/out.h"
#include "cli/room.h"

#include "base/banned.h"

enum { STOP_MS = 10000 };

struct answers {
	char url[512], key[512], session[128], zone[64];
};

bool firstrun_due(const struct cli *cli)
{
	struct config *config;
	bool due = false;

	if (cli->config || cli->socket || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		return false;
	}
	config = config_load(&(struct config_source){ .side = CONFIG_FACE }, NULL);
	if (config) {
		struct engine_place place;
		engine_find(config, NULL, &place);
		due = !config_found(config) && place.own && !engine_listens(place.path);
		free(place.path);
	}
	config_free(config);
	return due;
}

static void say_line(const char *s)
{
	out_text(s, strlen(s));
	out_text("\n", 1);
}

/* Lines that may be longer than the terminal's, broken between words. */
static void say_wrapped(const char *s)
{
	struct text_rows rows = { 0 };
	struct terminal t;

	terminal_look(NULL, &t);
	text_wrap(&rows, s, strlen(s), t.is && t.columns > 20 ? t.columns : 80, 0);
	for (size_t i = 0; i < rows.n; i++) {
		out_text(s + rows.v[i].at, rows.v[i].len);
		out_text("\n", 1);
	}
	out_text("\n", 1);
	text_rows_fini(&rows);
}

/* Asks, and reads one line without its end; false at the end of input. What is
 * hidden is so before the question shows: somebody may type at once. */
static bool ask_line(const char *question, char *out, size_t cap, bool hidden)
{
	struct termios before, quiet;
	char *line = NULL;
	size_t size = 0;

	if (hidden && !tcgetattr(STDIN_FILENO, &before)) {
		quiet = before;
		quiet.c_lflag &= (tcflag_t)~ECHO;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &quiet);
	} else {
		hidden = false;
	}
	out_text(question, strlen(question));
	ssize_t n = getline(&line, &size, stdin);
	if (hidden) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
		out_text("\n", 1);
	}
	if (n >= 0) {
		char *s = line + strspn(line, " \t");
		size_t len = strcspn(s, "\r\n");
		while (len && (s[len - 1] == ' ' || s[len - 1] == '\t')) {
			len--;
		}
		s[len] = '\0';
		str_copy(out, cap, s);
		memset(line, 0, size);
	}
	free(line);
	return n >= 0;
}

/* Asks until the option takes it; Enter takes what stands in brackets. */
static bool ask_option(const char *question, const char *option, char *value, size_t cap)
{
	const struct option *o = &options[option_find(option)];
	char typed[512], said[SENTENCE_SAID];

	for (;;) {
		struct err e = { 0 };
		char *line = xasprintf("%s [%s]: ", question, value);
		bool answered = ask_line(line, typed, sizeof typed, false);
		free(line);
		if (!answered || !*typed) {
			return answered;
		}
		if (option_check(o, typed, NULL, &e)) {
			str_copy(value, cap, typed);
			return true;
		}
		out_say(say(&e.say, said, sizeof said));
	}
}

static bool ask_key(struct answers *a)
{
	char typed[sizeof a->key];

	for (;;) {
		const char *question = *a->key ? _("WAHA's API key (not shown) [as before]: ") :
			_("WAHA's API key (not shown; Enter for none): ");
		if (!ask_line(question, typed, sizeof typed, true)) {
			return false;
		}
		if (!strpbrk(typed, " \t")) {
			break;
		}
		out_say(_("a key has no blanks in it"));
	}
	if (*typed) {
		str_copy(a->key, sizeof a->key, typed);
	}
	return true;
}

/* yes is what Enter means. */
static bool ask_yes(const char *question)
{
	char typed[16];

	return ask_line(question, typed, sizeof typed, false) && (!*typed || *typed == 'y' || *typed == 'Y');
}

/* The zone of this machine where it has one worth the name. */
static void local_zone(char *out, size_t cap)
{
	char link[256];
	ssize_t n = readlink("/etc/localtime", link, sizeof link - 1);

	if (n > 0) {
		link[n] = '\0';
		const char *name = strstr(link, "zoneinfo/");
		name = name ? name + strlen("zoneinfo/") : "";
		if (strchr(name, '/') && strncmp(name, "Etc/", 4) && zone_load(name, NULL)) {
			str_copy(out, cap, name);
		}
	}
}

static bool ask_all(struct answers *a)
{
	return ask_option(_("WAHA's address"), "waha_url", a->url, sizeof a->url) && ask_key(a) &&
		ask_option(_("Session in WAHA"), "waha_session", a->session, sizeof a->session) &&
		ask_option(_("Time zone of the shop"), "timezone", a->zone, sizeof a->zone);
}

/* What the engine's doctor found. Opens r->client. */
static bool all_well(struct room *r, bool *working)
{
	struct err e = { 0 };
	const json_t *item;
	size_t i;
	bool well = true;

	*working = true;
	if (room_config(r) || room_client(r, true)) {
		return false;
	}
	json_t *args = json_object();
	json_t *answer = client_ask(r->client, command_get(CMD_DOCTOR), args, ANSWER_MS, &e);
	json_decref(args);
	if (!answer) {
		cli_fail(r->cli, &e);
		return false;
	}
	room_print(r, command_get(CMD_DOCTOR), answer);
	json_array_foreach(json_object_get(answer, "items"), i, item) {
		const char *check = json_str_or(item, "check", ""), *state = json_str_or(item, "state", "");
		/* A session that is not paired yet is what comes next, not an error. */
		if (!strcmp(check, "session")) {
			*working = !strcmp(state, "ok");
		} else if (!strcmp(state, "bad") && strcmp(check, "store")) {
			well = false;
		}
	}
	json_decref(answer);
	return well;
}

/* Ends the engine that has read wrong answers, and forgets them. */
static void undo(struct room *r, const char *file)
{
	int64_t pid, uid;

	if (r->config) {
		const char *path = config_own_socket(r->config);
		client_close(r->client);
		r->client = NULL;
		if (engine_peer(path, &pid, &uid, NULL) && pid > 1 && !kill((pid_t)pid, SIGTERM)) {
			engine_await_end(pid, STOP_MS);
		}
		config_free(r->config);
		r->config = NULL;
	}
	char *dir = xstrndup(file, (size_t)(strrchr(file, '/') - file)), *key = path_join(dir, "key");
	unlink(file);
	unlink(key);
	free(dir);
	free(key);
}

static int pair(struct room *r)
{
	struct err e = { 0 };
	const char *session = config_number(r->config, 0)->name;
	char phone[64];
	int status = 0;

	say_line(_("The number is not paired yet; its session in WAHA is started."));
	json_t *args = json_pack("{s:s}", "session", session);
	json_t *started = client_ask(r->client, command_get(CMD_SESSION_START), args, ANSWER_MS, &e);
	if (!started) {
		status = cli_fail(r->cli, &e);
		goto out;
	}
	const char *question =
		_("Pair by QR code: Enter. By a code to type on the phone: its phone number. [QR]: ");
	if (!ask_line(question, phone, sizeof phone, false)) {
		goto out;
	}
	if (!*phone) {
		status = pair_by_qr(r, session);
		goto out;
	}
	json_object_set_new(args, "phone", json_string(phone));
	json_t *code = client_ask(r->client, command_get(CMD_SESSION_CODE), args, ANSWER_MS, &e);
	status = code ? room_print(r, command_get(CMD_SESSION_CODE), code) : cli_fail(r->cli, &e);
	json_decref(code);
	if (!status) {
		ask_line(_("Press Enter when the phone says it is linked: "), phone, sizeof phone, false);
	}
out:
	json_decref(started);
	json_decref(args);
	return status;
}

int firstrun(const struct cli *cli)
{
	struct answers a = { .url = "http://localhost:3000", .session = "default", .zone = "Asia/Jakarta" };
	struct room r = { .cli = cli };
	struct config *nothing = config_load(&(struct config_source){ .side = CONFIG_FACE }, NULL);
	char *file = xstrdup(config_user_file(nothing)), said[SENTENCE_SAID];
	int status = 0;
	bool working;

	config_free(nothing);
	local_zone(a.zone, sizeof a.zone);
	say_wrapped(_("There is no configuration yet. A few questions; Enter takes what stands in brackets.\n"
		   "WAHA drives an ordinary WhatsApp account, which WhatsApp does not allow: a number "
		   "can be banned. wartel lowers that risk by strict limits, it cannot take it away.\n"));
	for (;;) {
		struct err e = { 0 };
		if (!ask_all(&a)) {
			say_line("");
			out_say(_("nothing was written"));
			status = err_exit_code(ERR_USAGE);
			goto out;
		}
		if (!config_write_first(file, a.url, a.key, a.session, a.zone, &e)) {
			status = cli_fail(cli, &e);
			goto out;
		}
		say_line(say_with(said, sizeof said, N_("written: {file}"), "file=%s", file));
		if (all_well(&r, &working)) {
			break;
		}
		if (!ask_yes(_("Something is wrong. Change the answers? [Y/n]: "))) {
			break;
		}
		undo(&r, file);
	}
	if (!working && r.client) {
		status = pair(&r);
	}
out:
	free(file);
	room_fini(&r);
	return status;
}
