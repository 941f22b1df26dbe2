/* out: standard output and error, and the terminal behind them. */
#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "command/say.h"

#include "cli/out.h"

#include "base/banned.h"

static bool gone, only_ascii;

bool terminal_ascii(bool only)
{
	bool before = only_ascii;

	only_ascii = only;
	return before;
}

void terminal_look(const struct config *config, struct terminal *t)
{
	struct winsize size = { 0 };
	const char *term = getenv("TERM"), *none = getenv("NO_COLOR");
	const char *ascii = config ? config_str(config, "ascii") : "auto";

	*t = (struct terminal){ .is = isatty(STDOUT_FILENO) };
	t->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	t->ascii = only_ascii ? true : !strcmp(ascii, "auto") ? !t->utf8 : !strcmp(ascii, "yes");
	if (!t->is) {
		return;
	}
	t->columns = 80;
	t->rows = 24;
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col && size.ws_row) {
		t->columns = size.ws_col;
		t->rows = size.ws_row;
	}
	t->colour = term && *term && strcmp(term, "dumb") && !(none && *none) &&
		!(config && !strcmp(config_str(config, "colour"), "never"));
}

void out_options(const struct config *config, struct reply_options *o)
{
	struct terminal t;

	terminal_look(config, &t);
	*o = (struct reply_options){
		.columns = t.columns,
		.colour = t.colour,
		.ascii = t.ascii,
		.now = clock_now(),
		.zone = config_number(config, 0)->limits.zone,
	};
}

static bool write_all(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t wrote = write(fd, s, n);
		if (wrote < 0 && errno == EINTR) {
			continue;
		}
		if (wrote < 0) {
			return false;
		}
		s += wrote;
		n -= (size_t)wrote;
	}
	return true;
}

int out_text(const char *s, size_t n)
{
	char said[SENTENCE_SAID];

	if (gone || write_all(STDOUT_FILENO, s, n)) {
		return 0;
	}
	if (errno == EPIPE) {
		gone = true;
		return 0;
	}
	say_with(said, sizeof said, N_("the output cannot be written: {why}"), "why=%s", strerror(errno));
	out_say(said);
	return err_exit_code(ERR_INTERNAL);
}

int out_buf(struct buf *b)
{
	int status = out_text(buf_str(b), b->n);

	buf_fini(b);
	return status;
}

int out_json(const json_t *v)
{
	struct buf b;

	buf_init(&b, (size_t)64 << 20);
	json_write(&b, v);
	buf_addc(&b, '\n');
	return out_buf(&b);
}

void out_say(const char *sentence)
{
	struct buf b;

	/* Customers' names stand in sentences: they are cleaned for the terminal. */
	buf_init(&b, (size_t)1 << 20);
	buf_adds(&b, "wartel: ");
	for (;;) {
		size_t n = strcspn(sentence, "\n");

		text_line(&b, sentence, n, 1 << 20, false);
		buf_addc(&b, '\n');
		if (!sentence[n]) {
			break;
		}
		sentence += n + 1;
	}
	write_all(STDERR_FILENO, buf_str(&b), b.n);
	buf_fini(&b);
}

void out_given(const char *text)
{
	const char *said = _("your text was:");

	write_all(STDERR_FILENO, said, strlen(said));
	write_all(STDERR_FILENO, "\n", 1);
	write_all(STDERR_FILENO, text, strlen(text));
	write_all(STDERR_FILENO, "\n", 1);
}

bool out_gone(void)
{
	return gone;
}
