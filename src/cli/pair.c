/* pair: the pairing code on the terminal, drawn again as WhatsApp changes it. */
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "client/qr.h"
#include "command/reply.h"
#include "command/say.h"

#include "cli/out.h"
#include "cli/room.h"

#include "base/banned.h"

enum { LOOK_MS = 2000 };

static void say_line(const char *s)
{
	out_text(s, strlen(s));
	out_text("\n", 1);
}

/* How many lines are drawn: none where the window is too low, which is said; -1 with e
 * when it is too narrow. up: over so many lines of the last one. */
static int draw(const struct terminal *t, const char *value, int up, struct err *e)
{
	struct qr qr;
	struct buf out;

	if (!qr_encode(value, &qr, e)) {
		return -1;
	}
	buf_init(&out, 1 << 18);
	if (up && t->colour) {
		buf_addf(&out, "\033[%dA", up);
	}
	for (int i = 0; i < qr_rows(&qr, t->ascii); i++) {
		/* Black on white whatever the terminal's colours are; without colours,
		 * white ink on what is taken for a dark ground. */
		buf_adds(&out, t->colour ? "\033[38;5;16;48;5;231m" : "");
		qr_row(&qr, i, t->colour, t->ascii, &out);
		buf_adds(&out, t->colour ? "\033[0m\n" : "\n");
	}
	int rows = qr_rows(&qr, t->ascii);
	if (qr_columns(&qr, t->ascii) > t->columns) {
		err_set(e, ERR_USAGE, "cli.qr_narrow",
			N_("the code is {columns} columns wide, the terminal {have}: make it wider or its "
			   "letters smaller, or use session code"),
			"columns=%d\nhave=%d", qr_columns(&qr, t->ascii), t->columns);
		rows = -1;
	} else if (t->is && rows >= t->rows) {
		char said[SENTENCE_SAID];
		say_line(say_with(said, sizeof said,
			N_("the code has {rows} lines, the window {have}: make it taller, or use session code"),
			"rows=%d\nhave=%d", rows, t->rows));
		rows = 0;
	} else {
		out_buf(&out);
	}
	buf_fini(&out);
	qr_fini(&qr);
	return rows;
}

/* Waits until it may have changed: its time is over, or the session did. */
static void await_change(struct client *client, int64_t ms)
{
	bool changed = false;

	for (int64_t until = clock_mono_ms() + ms; !changed && clock_mono_ms() < until;) {
		struct client_news news;
		client_wait(client, NULL, 0, (int)(until - clock_mono_ms()));
		while (client_next(client, &news)) {
			changed |= news.kind == CLIENT_BACK ||
				(news.kind == CLIENT_EVENT && !strcmp(news.name, "session"));
			client_news_fini(&news);
		}
	}
}

enum seen { SEEN_WAITING, SEEN_WORKING, SEEN_OVER };

struct picture {
	struct terminal terminal;
	char value[1024], status[48]; /* what is shown */
	int rows;		      /* of the picture, to draw the next one over it */
};

/* Shows what the engine says of the code, where it differs from what is shown. */
static enum seen show(struct picture *p, const json_t *qr, struct err *e)
{
	const char *value = json_str(qr, "value"), *status = json_str_or(qr, "status", "");
	char said[SENTENCE_SAID];
	struct sentence s;

	if (value && strcmp(value, p->value)) {
		if (!*p->value) {
			say_line(_("WhatsApp on the phone: Linked devices, Link a device, and scan:"));
		}
		p->rows = draw(&p->terminal, value, *p->value ? p->rows : 0, e);
		str_copy(p->value, sizeof p->value, value);
		if (p->rows < 0) {
			return SEEN_OVER;
		}
	} else if (!value && strcmp(status, p->status)) {
		if (json_to_sentence(json_at(qr, "sentence"), &s)) {
			say_line(say(&s, said, sizeof said));
		}
		*p->value = '\0';
	}
	str_copy(p->status, sizeof p->status, status);
	if (!strcmp(status, "WORKING")) {
		return SEEN_WORKING;
	}
	/* A session that failed or was stopped does not come back by itself. */
	if (!value && (!strcmp(status, "FAILED") || !strcmp(status, "STOPPED") ||
		!strcmp(status, "MISSING"))) {
		err_set(e, ERR_REMOTE, "cli.pair_ended",
			N_("the session is {status}: wartel session start {session}, then again"),
			"status=%s\nsession=%s", status, json_str_or(qr, "session", ""));
		return SEEN_OVER;
	}
	return SEEN_WAITING;
}

int pair_by_qr(struct room *r, const char *session)
{
	json_t *args = json_pack("{s:s}", "session", session), *qr;
	struct picture p = { 0 };
	struct err e = { 0 };
	enum seen seen = SEEN_WAITING;

	while (seen == SEEN_WAITING && !out_gone()) {
		qr = client_ask(r->client, command_get(CMD_SESSION_QR), args, ANSWER_MS, &e);
		if (!qr) {
			break;
		}
		int64_t left = json_i64_or(qr, "expires_in", 0) * 1000;
		int columns = p.terminal.columns, lines = p.terminal.rows;
		terminal_look(r->config, &p.terminal);
		if (columns != p.terminal.columns || lines != p.terminal.rows) {
			*p.value = '\0'; /* another window: drawn anew */
		}
		seen = show(&p, qr, &e);
		json_decref(qr);
		if (seen == SEEN_WAITING) {
			await_change(r->client, left > 0 && left < LOOK_MS ? left : LOOK_MS);
		}
	}
	json_decref(args);
	return e.kind ? cli_fail(r->cli, &e) : 0;
}
