/* trail: the audit for a spreadsheet, page by page, so that a trail of years is never
 * in memory at once. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "command/csv.h"

#include "cli/out.h"
#include "cli/room.h"

#include "base/banned.h"

enum { PAGE = 500, PAGE_CEIL = 16 << 20 };

static const struct {
	const char *name;
	bool number;
} columns[] = {
	{ "id", true }, { "at", false }, { "who", false }, { "action", false }, { "session_id", true },
	{ "conversation_id", true }, { "contact_id", true }, { "message_id", true }, { "detail", false },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void row(struct buf *b, const json_t *a)
{
	char n[24];

	for (size_t i = 0; i < COLUMNS; i++) {
		const json_t *v = json_object_get(a, columns[i].name);
		if (columns[i].number) {
			snprintf(n, sizeof n, "%lld", (long long)json_integer_value(v));
			csv_plain(b, json_is_integer(v) ? n : "");
		} else if (!strcmp(columns[i].name, "at")) {
			csv_plain(b, json_string_value(v));
		} else {
			csv_text(b, json_string_value(v));
		}
	}
	csv_end(b);
}

int trail_csv(struct room *r)
{
	const struct command *command = r->cli->command;
	long left = (long)json_i64_or(r->cli->args, "limit", 0);
	bool all = left == 0, header = true;
	json_t *args = json_copy(r->cli->args);
	struct err e = { 0 };
	int status = room_client(r, false);

	if (!status && r->cli->json) {
		err_set(&e, ERR_USAGE, "audit.format", N_("--json and --format csv: choose one"), NULL);
		status = cli_fail(r->cli, &e);
	}
	while (!status && (all || left > 0) && !out_gone()) {
		struct buf b;
		const json_t *a;
		size_t i;
		json_put_i64(args, "limit", all || left > PAGE ? PAGE : left);
		json_t *answer = client_ask(r->client, command, args, ANSWER_MS, &e);
		if (!answer) {
			status = cli_fail(r->cli, &e);
			break;
		}
		buf_init(&b, PAGE_CEIL);
		for (i = 0; header && i < COLUMNS; i++)
			csv_plain(&b, columns[i].name);
		if (header)
			csv_end(&b);
		header = false;
		json_array_foreach(json_object_get(answer, "items"), i, a)
			row(&b, a);
		left -= (long)i;
		status = out_buf(&b);
		const char *next = json_str(answer, "next");
		if (next)
			json_put_str(args, "after", next);
		json_decref(answer);
		if (!next)
			break;
	}
	json_decref(args);
	return status;
}
