/* tui: the loop: one poll, all input read, then at most one frame. Keys draw at
 * once; what the engine tells draws at most every 30 ms. Timers run only while
 * they are for something: a minute's clock, a second while a countdown or a lost
 * engine shows, single ones for a draft, a preview, a lone Esc. */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/wake.h"
#include "base/zone.h"

#include "tui/action.h"
#include "tui/prompt.h"
#include "tui/state.h"

#include "base/banned.h"

enum { FRAME_MS = 30, FIRST_FRAME_MS = 120, DEMO_FRAME_MS = 500, ESCAPE_MS = 50, COUNTS_MS = 1000, SETTLE_MS = 1000,
	ANSWER_MS = 15,	 /* a key's frame waits so long for what it asked for */
	HOLD_AGAIN_MS = 40,
	RESIZE_MS = 60, RESIZE_LAST_MS = 500 };

/* Signals arrive here; the handler only notes and wakes. */
static struct {
	struct wake wake;
	volatile sig_atomic_t resized, ended, continued, child, stopped;
} signals;

static void on_signal(int sig)
{
	if (sig == SIGWINCH)
		signals.resized = 1;
	else if (sig == SIGCONT)
		signals.continued = 1;
	else if (sig == SIGCHLD)
		signals.child = 1;
	else if (sig == SIGTSTP)
		signals.stopped = 1;
	else
		signals.ended = sig;
	wake_call(&signals.wake);
}

static void catch_signals(bool on)
{
	static const int caught[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT, SIGCHLD, SIGTSTP};
	for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) {
		struct sigaction a = {.sa_handler = on ? on_signal : SIG_DFL};
		sigaction(caught[i], &a, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
}

enum mode tui_mode(const struct tui *t)
{
	switch (t->focus) {
	case FOCUS_COMPOSE:
		return MODE_COMPOSE;
	case FOCUS_LINE:
	case FOCUS_FILTER:
	case FOCUS_ASK:
	case FOCUS_ATTACH:
	case FOCUS_FIELD:
		return MODE_LINE;
	case FOCUS_CHOOSE:
		return MODE_CHOOSE;
	default:
		break;
	}
	if (t->place != PLACE_INBOX)
		return place_mode(t);
	if (t->focus != FOCUS_THREAD)
		return MODE_LIST;
	return *t->thread.look ? MODE_LOOK : MODE_THREAD;
}

void tui_drop(struct tui *t, int64_t ticket)
{
	for (size_t i = 0; ticket && i < TICKETS; i++)
		if (t->waiting[i].ticket == ticket)
			t->waiting[i].ticket = 0;
	client_drop(t->client, ticket);
}

int64_t tui_ask(struct tui *t, enum command_id id, json_t *args, answer_fn f, int64_t about)
{
	struct err e = {0};
	size_t slot = 0;
	while (slot < TICKETS && t->waiting[slot].ticket)
		slot++;
	int64_t ticket = 0;
	if (slot == TICKETS)
		err_set(&e, ERR_BUSY, "tui.busy", N_("the engine has not answered for a while: try again"), NULL);
	else
		ticket = client_start(t->client, command_get(id), args, &e);
	json_decref(args);
	if (!ticket) {
		f(t, about, NULL, &e);
		return 0;
	}
	t->waiting[slot].ticket = ticket;
	t->waiting[slot].about = about;
	t->waiting[slot].f = f;
	return ticket;
}

static void took_whoami(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)about;
	if (!json) {
		tui_notice_err(t, e);
		return;
	}
	json_decref(t->whoami);
	t->whoami = json_incref((json_t *)json);
	t->dirty = true;
}

static void set_health(struct tui *t, const json_t *json)
{
	json_decref(t->health);
	t->health = json_incref((json_t *)json);
	json_decref(t->queue);
	t->queue = NULL;
	const char *zone = json_str(json_array_get(json_object_get(json, "sessions"), 0), "zone");
	const struct zone *z = zone ? zone_load(zone, NULL) : NULL;
	if (z)
		t->zone = z;
	t->dirty = true;
}

static void took_health(struct tui *t, int64_t about, const json_t *json, const struct err *e)
{
	(void)about;
	if (json)
		set_health(t, json);
	else
		tui_notice_err(t, e);
}

static void read_all(struct tui *t)
{
	/* The list first: what it begins with is asked for when it is there. */
	t->inbox.ticket = 0;
	inbox_load(t);
	tui_ask(t, CMD_HEALTH, json_object(), took_health, 0);
	tui_ask(t, CMD_WHOAMI, json_object(), took_whoami, 0);
	if (t->thread.conversation)
		thread_open(t, t->thread.conversation);
}

static void event(struct tui *t, const char *name, const json_t *json)
{
	if (!strcmp(name, "message")) {
		thread_event(t, json);
	} else if (!strcmp(name, "conversation")) {
		thread_about_event(t, json);
		inbox_event(t, json);
		notify_conversation(t, json);
		if (!t->counts_at)
			t->counts_at = clock_mono_ms() + COUNTS_MS;
	} else if (!strcmp(name, "presence")) {
		claim_event(t, json);
	} else if (!strcmp(name, "queue")) {
		json_decref(t->queue);
		t->queue = json_incref((json_t *)json);
		t->dirty = true;
	} else if (!strcmp(name, "health")) {
		set_health(t, json);
	} else if (!strcmp(name, "session")) {
		tui_ask(t, CMD_HEALTH, json_object(), took_health, 0);
	}
	place_changed(t, name);
}

static void answered(struct tui *t, struct client_news *news)
{
	for (size_t i = 0; i < TICKETS; i++)
		if (t->waiting[i].ticket == news->ticket) {
			answer_fn f = t->waiting[i].f;
			int64_t about = t->waiting[i].about;
			t->waiting[i].ticket = 0;
			f(t, about, news->ok ? (news->json ? news->json : json_null()) : NULL, &news->err);
			return;
		}
}

static void take_news(struct tui *t)
{
	struct client_news news = {0};
	while (client_next(t->client, &news) != CLIENT_NOTHING) {
		switch (news.kind) {
		case CLIENT_REPLY:
			answered(t, &news);
			break;
		case CLIENT_EVENT:
			event(t, news.name, news.json);
			break;
		case CLIENT_LOST:
			t->lost = true;
			t->silent = !strcmp(news.err.say.key, "client.slow");
			t->dirty = true;
			break;
		case CLIENT_BACK:
			claim_forget(t);
			read_all(t);
			place_changed(t, "resync");
			t->lost = false;
			draft_again(t);
			retake_again(t);
			t->dirty = true;
			break;
		default:
			break;
		}
		client_news_fini(&news);
	}
	retake_step(t);
}

/* Keys of several in the prompt (C-x C-e): the first waits for the next; are they none
 * of ours, both are readline's. True when the key is dealt with. */
static bool sequence_in_prompt(struct tui *t, const struct key *k)
{
	bool more, plain = strcmp(k->name, "paste") != 0;
	if (!*t->sequence) {
		const struct binding *b = keymap_find(&t->keymap, tui_mode(t), k->name, &more);
		if (b || !more || !plain || prompt_is_busy() || k->n > sizeof t->held)
			return false;
		str_copy(t->sequence, sizeof t->sequence, k->name);
		memcpy(t->held, k->raw, k->n);
		t->n_held = k->n;
		t->dirty = true;
		return true;
	}
	char both[SEQUENCE_CAP];
	snprintf(both, sizeof both, "%.30s %s", t->sequence, k->name);
	const struct binding *b = plain ? keymap_find(&t->keymap, tui_mode(t), both, &more) : NULL;
	t->sequence[0] = 0;
	t->dirty = true;
	if (b) {
		action_run(t, b->line);
		return true;
	}
	prompt_feed(t->held, t->n_held);
	return false;
}

static void key_in_prompt(struct tui *t, const struct key *k)
{
	bool more;
	if (sequence_in_prompt(t, k))
		return;
	const struct binding *b = keymap_find(&t->keymap, tui_mode(t), k->name, &more);
	bool lone_escape = !strcmp(k->name, "esc");
	if (!strcmp(k->name, "paste")) {
		prompt_insert(k->raw, k->n);
		if (t->focus == FOCUS_COMPOSE)
			attach_pasted(t, k->raw, k->n);
	} else if (b && !prompt_is_busy() && !(lone_escape && !prompt_is_emacs())) {
		action_run(t, b->line);
		return;
	} else {
		prompt_feed(k->raw, k->n);
	}
	if (t->focus == FOCUS_COMPOSE)
		compose_changed(t);
	else if (t->focus == FOCUS_FILTER)
		filter_changed(t);
	else if (t->focus == FOCUS_CHOOSE)
		choose_typed(t);
	else if (t->focus == FOCUS_ATTACH)
		attach_changed(t);
	t->dirty = true;
}

static void key(struct tui *t, const struct key *k)
{
	if (!strcmp(k->name, "answer")) {
		probe_answer(t, k->raw, k->n);
		return;
	}
	if (!strncmp(k->name, "focus-", 6)) {
		notify_focus(t, !strcmp(k->name, "focus-in"));
		return;
	}
	if (*t->notice || t->completion.visible) {
		t->notice[0] = 0;
		t->dirty = true;
	}
	completion_hide(t);
	if (!strcmp(k->name, "click") || !strncmp(k->name, "wheel-", 6)) {
		mouse_event(t, k);
		return;
	}
	if (t->focus >= FOCUS_COMPOSE) {
		key_in_prompt(t, k);
		return;
	}
	if (t->offer || t->views.choosing) {
		(t->offer ? deed_chosen : views_chosen)(t, k->name);
		return;
	}
	if (!strcmp(k->name, "paste")) {
		tui_notice(t, STYLE_WARN, "%s", _("pasted text goes nowhere here: r first, then paste"));
		return;
	}
	size_t n = strlen(t->sequence);
	if (n + KEY_NAME + 2 > sizeof t->sequence)
		n = 0;
	snprintf(t->sequence + n, sizeof t->sequence - n, "%s%s", n ? " " : "", k->name);
	t->dirty = true;
	bool more;
	const struct binding *b = keymap_find(&t->keymap, tui_mode(t), t->sequence, &more);
	if (b) {
		t->sequence[0] = 0;
		action_run(t, b->line);
	} else if (!more) {
		bool left = n == 0 || !strcmp(k->name, "esc") || !strcmp(k->name, "C-g");
		char said[SENTENCE_SAID];
		/* The last key alone means something else, which he did not ask for. */
		if (!left)
			tui_notice(t, STYLE_WARN, "%s", say_with(said, sizeof said,
				N_("nothing is on {keys}: ? shows the keys"), "keys=%s", t->sequence));
		t->sequence[0] = 0;
	}
}

static void read_keys(struct tui *t)
{
	char in[4096];
	int left = 0;
	do {
		ssize_t n = read(STDIN_FILENO, in, sizeof in);
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
			t->hung_up = t->quit = true;
			return;
		}
		if (n < 0)
			return;
		keys_feed(&t->keys, in, (size_t)n);
		if (ioctl(STDIN_FILENO, FIONREAD, &left) < 0)
			left = 0;
	} while (left > 0);
	t->typed_at = clock_mono_ms();
}

/* True while what the last key asked for is on its way: the next key waits for
 * it, so that typing ahead does what it would have done slowly. */
static bool settling(const struct tui *t)
{
	bool list = (t->inbox.ticket && !t->inbox.loaded) || t->retake.state == RETAKE_ASKED || views_wait(t);
	bool thread = t->thread.ticket && !t->thread.loaded;
	bool prompt = (t->send_ticket && t->focus == FOCUS_COMPOSE) || t->completion.wanted;
	return (list || thread || prompt || place_waits(t)) && !t->lost && clock_mono_ms() < t->typed_at + SETTLE_MS;
}

static void take_keys(struct tui *t)
{
	struct key k;
	while (!t->quit) {
		if (settling(t))
			return;
		if (!keys_next(&t->keys, &k))
			break;
		key(t, &k);
	}
	if (!keys_waiting(&t->keys))
		t->escape_at = 0;
	else if (!t->escape_at)
		t->escape_at = clock_mono_ms() + ESCAPE_MS;
}

static bool due(int64_t *at, int64_t now)
{
	if (!*at || now < *at)
		return false;
	*at = 0;
	return true;
}

static void run_timers(struct tui *t)
{
	int64_t now = clock_mono_ms();
	if (due(&t->escape_at, now)) {
		struct key k;
		while (keys_flush(&t->keys, &k))
			key(t, &k);
	}
	if (due(&t->resize_at, now)) {
		term_resized();
		t->dirty = true;
	}
	if (due(&t->draft_at, now))
		compose_save(t);
	if (due(&t->preview_at, now))
		compose_preview(t);
	if (due(&t->shots.due, now))
		shots_late(t);
	if (due(&t->probe.due, now))
		probe_late(t);
	if (due(&t->notify.due, now))
		notify_due(t);
	if (due(&t->counts_at, now))
		tui_ask(t, CMD_WHOAMI, json_object(), took_whoami, 0);
	if (due(&t->hold_at, now)) {
		t->hold_at = frame_holds(t) ? now + HOLD_AGAIN_MS : 0;
		t->dirty = true;
	}
	if (due(&t->second_at, now) || due(&t->minute_at, now))
		t->dirty = true;
	bool counting = place_second(t) || t->lost || thread_counts_down(t) ||
		json_i64_or(t->queue, "queued", json_i64_or(t->health, "queue.queued", 0)) > 0;
	if (!t->second_at && counting)
		t->second_at = now + 1000;
	if (!t->minute_at)
		t->minute_at = now + (60 - clock_now() % 60) * 1000;
}

static int time_left(const struct tui *t)
{
	const int64_t at[] = {t->escape_at, t->draft_at, t->preview_at, t->counts_at, t->second_at, t->minute_at,
		t->frame_at, t->resize_at, claim_due(t), t->notify.due, t->shots.due, t->probe.due,
		t->hold_at};
	int64_t first = 0;
	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		if (at[i] && (!first || at[i] < first))
			first = at[i];
	if (!first)
		return -1;
	int64_t left = first - clock_mono_ms();
	return left > 0 ? (int)left : 1;
}

static void take_signals(struct tui *t)
{
	wake_clear(&signals.wake);
	if (signals.resized) {
		int64_t now = clock_mono_ms();
		signals.resized = 0;
		/* Somebody drags the window: one frame at its end, or two a second. */
		if (!t->resize_at)
			t->resize_last = now + RESIZE_LAST_MS;
		t->resize_at = now + RESIZE_MS < t->resize_last ? now + RESIZE_MS : t->resize_last;
	}
	if (signals.child) {
		signals.child = 0;
		editor_look(t);
	}
	/* While the editor has the terminal, Ctrl-C is its key, and a stop is everybody's. */
	if (t->editor.pid && signals.ended == SIGINT)
		signals.ended = 0;
	if (signals.stopped) {
		signals.stopped = 0;
		if (t->editor.pid)
			raise(SIGSTOP);
		else
			action_run(t, "suspend");
	}
	if (t->editor.pid)
		signals.continued = 0;
	if (signals.continued) {
		signals.continued = 0;
		term_enter();
		term_forget();
		t->dirty = true;
	}
	if (signals.ended) {
		t->hung_up = signals.ended == SIGHUP;
		t->quit = true;
	}
}

static void note_first_frame(struct tui *t)
{
	if (!t->options.mark || !t->options.began_ms)
		return;
	char line[64];
	int n = snprintf(line, sizeof line, "%lld\n", (long long)(clock_mono_ms() - t->options.began_ms));
	file_write(t->options.mark, line, (size_t)n, 0600, NULL);
	t->options.mark = NULL;
}

/* When what changed is to be drawn: a key at once, unless what it asked for is a
 * moment away; what the engine told, every 30 ms. */
static int64_t frame_due(const struct tui *t, bool at_once, int64_t last_frame)
{
	bool asked = thread_coming(t) || (t->inbox.ticket && !t->inbox.loaded) || place_waits(t);
	if (asked && !t->lost && frame_holds(t) && last_frame >= t->moved_at)
		return t->hold_at; /* the list stands: the rest comes at once, when all of it is there */
	if (asked && !t->lost)
		return t->typed_at + ANSWER_MS;
	bool answered = clock_mono_ms() <= t->typed_at + 2 * ANSWER_MS;
	return at_once || answered ? 0 : last_frame + FRAME_MS;
}

/* What was asked (a draft's keeping) is given a moment to leave. */
void tui_flush(struct tui *t)
{
	for (int i = 0; i < 20; i++) {
		bool open = false;
		for (size_t k = 0; k < TICKETS; k++)
			open |= t->waiting[k].ticket != 0;
		if (!open || t->lost)
			break;
		client_wait(t->client, NULL, 0, 10);
		take_news(t);
	}
}

static void loop(struct tui *t)
{
	int64_t began = clock_mono_ms(), last_frame = 0;
	bool first = true;
	/* A demo's shop opens while one looks: its first frame is worth a moment more. */
	t->frame_at = began + (t->options.demo ? DEMO_FRAME_MS : FIRST_FRAME_MS);
	while (!t->quit) {
		struct pollfd fds[4] = {{.fd = STDIN_FILENO, .events = POLLIN},
			{.fd = wake_fd(&signals.wake), .events = POLLIN}, {.fd = t->shots.fd, .events = POLLIN},
			{.fd = overlay_sends(t) ? STDOUT_FILENO : -1, .events = POLLOUT}};
		if (t->editor.pid)
			fds[0].fd = -1;
		shots_step(t);
		client_wait(t->client, fds, 4, time_left(t));
		bool typed = fds[0].revents != 0, signalled = fds[1].revents != 0;
		if (signalled)
			take_signals(t);
		if (typed && !t->quit)
			read_keys(t);
		if (t->shots.fd >= 0 && fds[2].revents)
			shots_read(t);
		if (fds[3].revents)
			overlay_step(t);
		take_news(t);
		if (!t->editor.pid)
			take_keys(t);
		run_timers(t);
		claim_tick(t);
		int64_t now = clock_mono_ms();
		if (first) {
			bool empty = json_array_size(t->inbox.items) == 0;
			bool ready = t->inbox.loaded && t->health && t->whoami &&
				(empty ? !t->options.demo : t->thread.loaded && !thread_coming(t));
			if (!ready && now < t->frame_at)
				continue;
		} else if (!t->dirty || t->resize_at || t->editor.pid || overlay_is_cut(t)) {
			t->frame_at = 0;
			continue;
		} else if (now < frame_due(t, typed || signalled, last_frame)) {
			t->frame_at = frame_due(t, typed || signalled, last_frame);
			continue;
		}
		if (t->quit)
			break;
		t->dirty = false;
		t->frame_at = 0;
		frame_draw(t);
		thread_card(t);
		last_frame = clock_mono_ms();
		if (first && t->inbox.loaded)
			note_first_frame(t);
		first = false;
	}
	editor_end(t);
	if (t->focus == FOCUS_COMPOSE)
		compose_leave(t);
	retake_drop(t, false);
	tui_flush(t);
	if (t->retake.state != RETAKE_NONE) {
		retake_drop(t, true);
		tui_flush(t);
	}
}

/* A file beside the user's configuration. Heap. */
static char *beside(const struct tui *t, const char *name)
{
	char *file = xstrdup(config_user_file(t->config)), *slash = strrchr(file, '/');
	if (slash)
		*slash = 0;
	char *path = path_join(file, name);
	free(file);
	return path;
}

/* Opens the terminal in the colours that are wanted. What is wrong with a theme is
 * told afterwards, and the built-in one serves. */
static bool open_term(struct tui *t, struct err *e)
{
	struct theme theme;
	struct err bad = {0};
	char *own = beside(t, "themes"), *data = config_datafile("themes");
	theme_load(&theme, config_str(t->config, "theme"), own, data, &bad);
	struct term_options o = {
		.ascii = t->options.ascii || !strcmp(config_str(t->config, "ascii"), "yes"),
		.no_colour = !strcmp(config_str(t->config, "colour"), "never"),
		.mouse = config_bool(t->config, "mouse"),
		.theme = &theme,
	};
	bool ok = term_open(&o, e);
	if (ok && bad.kind != ERR_NONE)
		tui_notice_err(t, &bad);
	free(own);
	free(data);
	return ok;
}

/* The user's keys stand beside his configuration. What is wrong with them is said,
 * and the built-in ones serve. */
static void load_keys(struct tui *t)
{
	struct err e = {0};
	char *keys = beside(t, "keys.conf");
	if (!keymap_load(&t->keymap, keys, &e))
		tui_notice_err(t, &e);
	free(keys);
}

int tui_run(const struct config *config, struct client *client, const struct tui_options *options)
{
	struct err e = {0};
	struct tui t = {.config = config, .client = client, .options = *options, .zone = zone_utc()};
	str_copy(t.inbox.view, sizeof t.inbox.view, "needs-reply");
	wake_init(&signals.wake);
	signals.resized = signals.ended = signals.continued = 0;
	if (!open_term(&t, &e)) {
		char said[SENTENCE_SAID];
		fprintf(stderr, "wartel: %s\n", say(&e.say, said, sizeof said));
		wake_fini(&signals.wake);
		return err_exit_code(e.kind);
	}
	keys_init(&t.keys);
	load_keys(&t);
	prompt_init(term_kind());
	notify_init(&t);
	shots_init(&t);
	catch_signals(true);
	term_resized();
	frame_layout(&t);
	read_all(&t);
	loop(&t);
	catch_signals(false);
	prompt_fini();
	term_close();
	keys_fini(&t.keys);
	keymap_fini(&t.keymap);
	inbox_fini(&t.inbox);
	thread_fini(&t.thread);
	page_fini(&t.page);
	place_fini(&t);
	insert_fini(&t.insert);
	shots_fini(&t);
	overlay_fini(&t.overlay);
	attach_fini(&t.attach);
	draft_fini(&t.drafts);
	free(t.send_text);
	free(t.send_rest);
	names_fini(&t.names);
	views_fini(&t.views);
	completion_fini(&t.completion);
	retake_fini(&t.retake);
	fill_fini(&t.fill);
	json_decref(t.whoami);
	json_decref(t.health);
	json_decref(t.queue);
	wake_fini(&signals.wake);
	return t.exit_code;
}
