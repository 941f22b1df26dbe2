/* place: where files are: the XDG directories of a person, the system's of a
 * shared box. WARTEL_ETC stands in for /etc/wartel, so that tests do not read
 * the machine's. */
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"

#include "config/loaded.h"

#include "base/banned.h"

char *place_home(void)
{
	const char *home = getenv("HOME");
	if (home && *home == '/') {
		return xstrdup(home);
	}
	struct passwd *pw = getpwuid(getuid());
	return xstrdup(pw && pw->pw_dir && *pw->pw_dir == '/' ? pw->pw_dir : "/");
}

static char *xdg(const char *variable, const char *under_home)
{
	const char *set = getenv(variable);
	if (set && *set == '/') {
		return path_join(set, "wartel");
	}
	char *home = place_home();
	char *base = path_join(home, under_home);
	char *dir = path_join(base, "wartel");
	free(home);
	free(base);
	return dir;
}

char *place_system_file(void)
{
	const char *etc = getenv("WARTEL_ETC");

	return path_join(etc && *etc == '/' ? etc : "/etc/wartel", "wartel.conf");
}

char *place_user_file(void)
{
	char *dir = xdg("XDG_CONFIG_HOME", ".config");
	char *file = path_join(dir, "wartel.conf");

	free(dir);
	return file;
}

char *place_data(bool shared)
{
	return shared ? xstrdup("/var/lib/wartel") : xdg("XDG_DATA_HOME", ".local/share");
}

char *place_state(bool shared)
{
	if (shared) {
		return xstrdup("/var/log/wartel");
	}
	char *dir = xdg("XDG_STATE_HOME", ".local/state");
	char *log = path_join(dir, "log");
	free(dir);
	return log;
}

char *place_absolute(const char *path, const char *dir)
{
	char here[PATH_MAX];

	/* A database in memory has an address of its own: file:/name?vfs=memdb. */
	if (*path == '/' || !strncmp(path, "file:/", 6)) {
		return xstrdup(path);
	}
	if (!strncmp(path, "~/", 2)) {
		char *home = place_home();
		char *whole = path_join(home, path + 2);
		free(home);
		return whole;
	}
	if (!dir) {
		dir = getcwd(here, sizeof here);
	}
	return path_join(dir ? dir : "/", !strncmp(path, "./", 2) ? path + 2 : path);
}

char *place_dirname(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == path ? xstrdup("/") : slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
}

char *config_datafile(const char *name)
{
	const char *dir = getenv("WARTEL_DATADIR");

	return path_join(dir && *dir ? dir : PKGDATADIR, name);
}
