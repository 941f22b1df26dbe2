/* follow: commands that end when something has happened: send --wait, events. */
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "command/say.h"

#include "cli/out.h"
#include "cli/room.h"

#include "base/banned.h"

enum { NOT_YET = -1, WAS_SENT = 0, WAS_HELD = 3, IS_UNKNOWN = 4, HAS_FAILED = 5 };

/* How a message ended, as an exit status. */
static int ended(const json_t *message)
{
	static const struct {
		const char *state;
		int status;
	} ends[] = {
		{ "sent", WAS_SENT }, { "delivered", WAS_SENT }, { "read", WAS_SENT }, { "played", WAS_SENT },
		{ "held", WAS_HELD }, { "unknown", IS_UNKNOWN }, { "rejected", HAS_FAILED },
		{ "cancelled", HAS_FAILED },
	};
	const char *state = json_str_or(message, "state", "");

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		if (!strcmp(ends[i].state, state)) {
			return ends[i].status;
		}
	}
	return NOT_YET;
}

static json_t *read_again(struct room *r, int64_t id)
{
	json_t *args = json_pack("{s:I}", "message", (json_int_t)id);
	json_t *message = client_ask(r->client, command_get(CMD_MESSAGE_SHOW), args, ANSWER_MS, NULL);

	json_decref(args);
	return message;
}

int follow_message(struct room *r, const json_t *sent)
{
	int64_t id = json_i64_or(sent, "id", 0);
	json_t *last = json_deep_copy(sent);
	int status = ended(last), printed = 0;

	/* A person sees at once when it will leave. */
	if (status == NOT_YET && !r->cli->json) {
		printed = room_print(r, r->cli->command, sent);
	}
	while (status == NOT_YET && !printed) {
		struct client_news news;
		client_wait(r->client, NULL, 0, -1);
		while (client_next(r->client, &news)) {
			json_t *row = NULL;
			if (news.kind == CLIENT_EVENT && !strcmp(news.name, "message") &&
				json_i64_or(news.json, "id", 0) == id) {
				row = json_incref(news.json);
			} else if (news.kind == CLIENT_BACK) {
				row = read_again(r, id);
			} else if (news.kind == CLIENT_LOST) {
				char said[SENTENCE_SAID];
				out_say(say(&news.err.say, said, sizeof said));
			}
			client_news_fini(&news);
			if (row) {
				json_decref(last);
				last = row;
				status = ended(last);
			}
		}
	}
	if (!printed) {
		printed = room_print(r, r->cli->command, last);
	}
	json_decref(last);
	return printed ? printed : status;
}

int follow_events(struct room *r)
{
	struct pollfd reader = { .fd = STDOUT_FILENO };
	int status = room_client(r, true);

	while (!status && !out_gone()) {
		struct client_news news;
		client_wait(r->client, &reader, 1, -1);
		if (reader.revents & (POLLERR | POLLHUP)) {
			break; /* nobody reads any more */
		}
		while (!status && client_next(r->client, &news)) {
			char said[SENTENCE_SAID];
			if (news.kind == CLIENT_EVENT) {
				json_t *line = json_pack("{s:s, s:O}", "event", news.name, "data", news.json);
				status = out_json(line);
				json_decref(line);
			} else if (news.kind == CLIENT_LOST) {
				out_say(say(&news.err.say, said, sizeof said));
			} else if (news.kind == CLIENT_BACK) {
				out_say(_("the engine is back; what happened meanwhile was not told"));
			}
			client_news_fini(&news);
		}
	}
	return status;
}
