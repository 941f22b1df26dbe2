/* prompt: see prompt.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/buf.h"
#include "base/ceiling.h"

#include "tui/prompt.h"

#include "base/banned.h"

/* Readline is global, so its feed is: bytes not yet read, and whether the
 * handler is installed. */
static struct {
	const char *v;
	size_t n;
	bool on;
	FILE *nowhere;
} feed;

static int next_byte(FILE *unused)
{
	(void)unused;
	if (feed.n == 0)
		return EOF;
	feed.n--;
	return (unsigned char)*feed.v++;
}

static int bytes_left(void)
{
	return feed.n > 0;
}

static void draw_nothing(void)
{
}

static void prep_nothing(int unused)
{
	(void)unused;
}

/* Readline calls this on Enter, which never reaches it, and at end of input. */
static void line_done(char *line)
{
	free(line);
}

void prompt_init(const char *kind)
{
	rl_terminal_name = kind;
	feed.nowhere = fopen("/dev/null", "r+");
	rl_readline_name = "wartel";
	rl_instream = feed.nowhere;
	rl_outstream = feed.nowhere;
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_deprep_term_function = draw_nothing;
	rl_prep_term_function = prep_nothing;
	rl_getc_function = next_byte;
	rl_input_available_hook = bytes_left;
	rl_redisplay_function = draw_nothing;
	rl_inhibit_completion = 1;
	rl_completion_query_items = 0;
	rl_initialize();
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("enable-bracketed-paste", "off");
}

void prompt_fini(void)
{
	prompt_end();
	if (feed.nowhere) {
		rl_instream = stdin;
		rl_outstream = stdout;
		fclose(feed.nowhere);
		feed.nowhere = NULL;
	}
}

void prompt_begin(const char *text)
{
	if (!feed.on) {
		rl_callback_handler_install("", line_done);
		feed.on = true;
	}
	rl_replace_line("", 1);
	rl_point = rl_end = rl_mark = 0;
	rl_insert_text(text);
	rl_free_undo_list();
}

void prompt_end(void)
{
	if (!feed.on)
		return;
	rl_replace_line("", 1);
	rl_callback_handler_remove();
	feed.on = false;
}

void prompt_feed(const char *s, size_t n)
{
	if (!feed.on)
		return;
	feed.v = s;
	feed.n = n;
	while (feed.n > 0 && (size_t)rl_end < CEIL_LINE)
		rl_callback_read_char();
	feed.n = 0;
}

void prompt_insert(const char *s, size_t n)
{
	struct buf clean;
	buf_init(&clean, CEIL_LINE);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c == '\r') {
			if (i + 1 < n && s[i + 1] == '\n')
				continue;
			c = '\n';
		}
		if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t')
			buf_addc(&clean, (char)c);
	}
	if ((size_t)rl_end + clean.n <= CEIL_LINE) {
		rl_begin_undo_group();
		rl_insert_text(buf_str(&clean));
		rl_end_undo_group();
	}
	buf_fini(&clean);
}

void prompt_rub_out(size_t n)
{
	int from = rl_point - (int)n;
	rl_delete_text(from < 0 ? 0 : from, rl_point);
	rl_point = from < 0 ? 0 : from;
}

const char *prompt_text(void)
{
	return feed.on && rl_line_buffer ? rl_line_buffer : "";
}

size_t prompt_point(void)
{
	return feed.on ? (size_t)rl_point : 0;
}

bool prompt_is_emacs(void)
{
	return rl_editing_mode == 1;
}

bool prompt_is_busy(void)
{
	return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_MOREINPUT | RL_STATE_MULTIKEY |
			  RL_STATE_NUMERICARG) != 0;
}
