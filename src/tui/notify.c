/* notify: telling somebody who looks at another window that a message needs him: one
 * that needs a reply and is his or nobody's, just come, never one read out of the
 * history. The terminal reports whether its window has the focus; without such
 * reports there is silence. Text of messages reaches the terminal cleaned. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

#include "model/message.h"

#include "tui/state.h"

#include "base/banned.h"

enum { FRESH_S = 600, PAUSE_MS = 3000, TEXT_COLS = 120, NAME_COLS = 40 };

void notify_init(struct tui *t)
{
	static const struct {
		const char *name;
		unsigned bit;
	} ways[] = {{"bell", NOTIFY_BELL}, {"title", NOTIFY_TITLE}, {"osc9", NOTIFY_OSC9}, {"osc777", NOTIFY_OSC777}};
	const char *s = config_str(t->config, "notify");
	while (*s) {
		size_t n = strcspn(s, " ");
		for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
			if (strlen(ways[i].name) == n && !strncmp(ways[i].name, s, n))
				t->notify.ways |= ways[i].bit;
		s += n + strspn(s + n, " ");
	}
	if (t->notify.ways & NOTIFY_TITLE)
		term_title("wartel");
}

static void title(struct tui *t)
{
	char text[32] = "wartel";
	struct notify *n = &t->notify;
	if (!(n->ways & NOTIFY_TITLE) || n->titled == n->count)
		return;
	if (overlay_is_cut(t)) {
		n->due = clock_mono_ms() + PAUSE_MS;
		return;
	}
	if (n->count > 0)
		snprintf(text, sizeof text, "(%d) wartel", n->count);
	term_title(text);
	n->titled = n->count;
}

/* Told once for each message, however often its conversation changes. */
static bool new_one(struct notify *n, int64_t conversation, int64_t message)
{
	size_t i = 0;
	while (i < NOTIFY_TOLD && n->told[i].conversation != conversation)
		i++;
	if (i < NOTIFY_TOLD && n->told[i].message >= message)
		return false;
	if (i == NOTIFY_TOLD) {
		i = n->next;
		n->next = (n->next + 1) % NOTIFY_TOLD;
	}
	n->told[i].conversation = conversation;
	n->told[i].message = message;
	return true;
}

static bool needs_me(const struct tui *t, const json_t *c)
{
	const json_t *last = json_object_get(c, "last");
	const char *assignee = json_str(c, "assignee"), *me = json_str_or(t->whoami, "agent", "");
	int64_t at = time_of(json_str(last, "at"));
	return json_flag(c, "needs_reply") && json_i64_or(c, "unseen", 0) > 0 && !json_flag(last, "from_me") &&
		!json_str(c, "snoozed_until") && at > clock_now() - FRESH_S && (!assignee || !strcmp(assignee, me));
}

static void tell(struct tui *t, const char *text)
{
	struct notify *n = &t->notify;
	if (n->ways & NOTIFY_BELL)
		term_bell();
	if (n->ways & NOTIFY_OSC9)
		term_tell(false, text);
	if (n->ways & NOTIFY_OSC777)
		term_tell(true, text);
	n->at = clock_mono_ms();
}

void notify_conversation(struct tui *t, const json_t *c)
{
	struct notify *n = &t->notify;
	if (!n->ways || !needs_me(t, c) ||
		!new_one(n, json_i64_or(c, "id", 0), json_i64_or(c, "last.id", 0)) || !n->away)
		return;
	n->count++;
	if (overlay_is_cut(t)) {
		/* It would be drawn as a part of the picture. */
		n->held++;
		n->due = clock_mono_ms() + PAUSE_MS;
		return;
	}
	title(t);
	if (n->at && clock_mono_ms() < n->at + PAUSE_MS) {
		/* A flood rings once more, at its end. */
		n->held++;
		n->due = n->at + PAUSE_MS;
		return;
	}
	struct buf line;
	buf_init(&line, 4096);
	const char *name = json_str_or(c, "title", "?"), *text = json_str_or(c, "last.text", "");
	char kind[48];
	if (!*text) {
		snprintf(kind, sizeof kind, "[%.40s]", _(json_str_or(c, "last.kind", "")));
		text = kind;
	}
	text_line(&line, name, strlen(name), NAME_COLS, term_is_ascii());
	buf_adds(&line, ": ");
	text_line(&line, text, strlen(text), TEXT_COLS, term_is_ascii());
	tell(t, buf_str(&line));
	buf_fini(&line);
}

void notify_due(struct tui *t)
{
	char text[96];
	if (overlay_is_cut(t)) {
		t->notify.due = clock_mono_ms() + PAUSE_MS;
		return;
	}
	title(t);
	snprintf(text, sizeof text, _("need a reply too: %d"), t->notify.held);
	if (t->notify.held > 0 && t->notify.away)
		tell(t, text);
	t->notify.held = 0;
}

void notify_focus(struct tui *t, bool here)
{
	struct notify *n = &t->notify;
	n->away = !here;
	if (!here)
		return;
	bool told = n->count > 0;
	n->count = n->held = 0;
	n->due = n->at = 0;
	if (told)
		title(t);
}
