/* first: the configuration that a first run writes. */
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/mem.h"

#include "config/loaded.h"

#include "base/banned.h"

static bool check(const char *option, const char *value, struct err *e)
{
	return option_check(&options[option_find(option)], value, option, e);
}

bool config_write_first(const char *file, const char *url, const char *key, const char *session,
	const char *zone, struct err *e)
{
	bool ok = false;
	char *dir = place_dirname(file), *key_file = path_join(dir, "key");
	struct buf text = { 0 };

	if (file_exists(file)) {
		err_set(e, ERR_CONFLICT, "config.exists",
			N_("{file} is there already and stays as it is; change it with an editor"),
			"file=%s", file);
		goto out;
	}
	if (!check("waha_url", url, e) || !check("waha_session", session, e) || !check("timezone", zone, e)) {
		goto out;
	}
	if (!dir_make(dir, 0700, e)) {
		goto out;
	}
	buf_adds(&text, "# wartel: see wartel.conf(5); every option with its value: wartel config show\n\n");
	buf_addf(&text, "waha_url = %s\nwaha_session = %s\ntimezone = %s\n", url, session, zone);
	/* The key first: a configuration never stands there without what it names. */
	if (*key) {
		char *line = xasprintf("%s\n", key);
		ok = file_write(key_file, line, strlen(line), 0600, e);
		free(line);
		if (!ok) {
			goto out;
		}
		buf_adds(&text, "key_file = key\n");
	}
	ok = file_write(file, buf_str(&text), text.n, 0600, e);
out:
	buf_fini(&text);
	free(dir);
	free(key_file);
	return ok;
}
