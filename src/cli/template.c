/* template: the text of a template from a file: it travels as text, the engine never opens
 * a path of its users. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"

#include "cli/room.h"

#include "base/banned.h"

static bool read_input(struct buf *out, struct err *e)
{
	char chunk[4096];
	ssize_t n;

	while ((n = read(STDIN_FILENO, chunk, sizeof chunk)) > 0 || (n < 0 && errno == EINTR)) {
		buf_add(out, chunk, n > 0 ? (size_t)n : 0);
	}
	if (n < 0) {
		return err_set(e, ERR_USAGE, "template.input", N_("standard input cannot be read: {why}"), "why=%s",
			strerror(errno));
	}
	return !out->over || err_set(e, ERR_TOO_LARGE, "args.long", N_("{path} is too long: at most {max} bytes"),
		"path=%s\nmax=%d", "text", CEIL_TEXT);
}

static bool take_text(struct room *r, const char *path, struct buf *text, struct err *e)
{
	if (json_str(r->cli->args, "text")) {
		return err_set(e, ERR_USAGE, "template.twice",
			N_("the text was given twice: as words and with --from"), NULL);
	}
	if (!(strcmp(path, "-") == 0 ? read_input(text, e) : file_read(path, text, e))) {
		return false;
	}
	if (!text_valid(text->v, text->n)) {
		return err_set(e, ERR_USAGE, "rules.utf8", N_("{path} is not in UTF-8; write it again in that"),
			"path=%s", path);
	}
	/* An editor's last line feed is none of the message's. */
	while (text->n && text->v[text->n - 1] == '\n') {
		text->v[--text->n] = '\0';
	}
	json_put_str(r->cli->args, "text", buf_str(text));
	return true;
}

int template_file(struct room *r)
{
	const char *path = json_str(r->cli->args, "from");
	struct buf text;
	struct err e = { 0 };

	buf_init(&text, CEIL_TEXT);
	int status = !path || take_text(r, path, &text, &e) ? 0 : cli_fail(r->cli, &e);
	buf_fini(&text);
	return status;
}
