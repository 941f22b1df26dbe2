/* pair: the pairing code on the terminal, drawn again as WhatsApp changes it. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "client/qr.h"
#include "command/reply.h"
#include "command/say.h"

#include "cli/out.h"
#include "cli/room.h"

#include "base/banned.h"

enum { LOOK_MS = 2000 };

/* How many lines the picture has, to go back up over it; 0: nothing was drawn. */
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
			N_("the code is {columns} columns wide, the terminal {have}: make it wider or its letters "
			   "smaller, or use session code"),
			"columns=%d\nhave=%d", qr_columns(&qr, t->ascii), t->columns);
		rows = -1;
	} else {
		out_buf(&out);
	}
	buf_fini(&out);
	qr_fini(&qr);
	return rows;
}

static void say_line(const char *s)
{
	out_text(s, strlen(s));
	out_text("\n", 1);
}

int pair_by_qr(struct room *r, const char *session)
{
	json_t *args = json_pack("{s:s}", "session", session);
	char shown[1024] = "", status[48] = "", said[SENTENCE_SAID];
	struct terminal t;
	struct err e = { 0 };
	int up = 0;

	terminal_look(r->config, &t);
	for (;;) {
		json_t *qr = client_ask(r->client, command_get(CMD_SESSION_QR), args, ANSWER_MS, &e);
		if (!qr) {
			break;
		}
		const char *value = json_str(qr, "value"), *now = json_str_or(qr, "status", "");
		int64_t wait = json_i64_or(qr, "expires_in", 0) * 1000;
		struct sentence s;
		bool done = !strcmp(now, "WORKING"), has = json_to_sentence(json_at(qr, "sentence"), &s);
		if (value && strcmp(value, shown)) {
			if (!*shown) {
				say_line(_("WhatsApp on the phone: Linked devices, Link a device, and scan:"));
			}
			up = draw(&t, value, *shown ? up : 0, &e);
			snprintf(shown, sizeof shown, "%s", value);
		} else if (!value && strcmp(now, status) && has) {
			say_line(say(&s, said, sizeof said));
			up = 0;
			*shown = '\0';
		}
		snprintf(status, sizeof status, "%s", now);
		json_decref(qr);
		if (done || up < 0 || out_gone()) {
			break;
		}
		/* A session that failed or was stopped does not come back by itself. */
		if (!value && (!strcmp(now, "FAILED") || !strcmp(now, "STOPPED") || !strcmp(now, "MISSING"))) {
			err_set(&e, ERR_REMOTE, "cli.pair_ended",
				N_("the session is {status}: wartel session start {session}, then again"),
				"status=%s\nsession=%s", now, session);
			break;
		}
		wait = wait > 0 && wait < LOOK_MS ? wait : LOOK_MS;
		for (int64_t until = clock_mono_ms() + wait; clock_mono_ms() < until;) {
			struct client_news news;
			bool changed = false;
			client_wait(r->client, NULL, 0, (int)(until - clock_mono_ms()));
			while (client_next(r->client, &news)) {
				changed |= news.kind == CLIENT_BACK ||
					(news.kind == CLIENT_EVENT && !strcmp(news.name, "session"));
				client_news_fini(&news);
			}
			if (changed) {
				break;
			}
		}
	}
	json_decref(args);
	return e.kind ? cli_fail(r->cli, &e) : 0;
}
