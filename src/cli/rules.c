/* rules: a file of rules that is to be tested travels as text: the engine never opens
 * a path of its users. */
#include <string.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"

#include "cli/room.h"

#include "base/banned.h"

int rules_file(struct room *r)
{
	const char *path = json_str(r->cli->args, "file"), *name;
	struct buf text;
	struct err e = { 0 };
	int status = 0;

	if (!path) {
		return 0;
	}
	name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	buf_init(&text, CEIL_TEXT);
	if (!file_read(path, &text, &e)) {
		status = cli_fail(r->cli, &e);
	} else if (!text_valid(text.v, text.n)) {
		err_set(&e, ERR_USAGE, "rules.utf8", N_("{path} is not in UTF-8; write it again in that"), "path=%s", path);
		status = cli_fail(r->cli, &e);
	} else {
		json_put_str(r->cli->args, "text", buf_str(&text));
		json_put_str(r->cli->args, "rules", name);
	}
	buf_fini(&text);
	return status;
}
