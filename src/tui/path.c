/* path: names of files as one types them at a prompt: ~, what Tab makes of the beginning
 * of one, and where what is saved goes when nobody says otherwise. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/ceiling.h"
#include "base/fs.h"
#include "base/mem.h"

#include "tui/path.h"

#include "base/banned.h"

static const char *home(void)
{
	const char *s = getenv("HOME");
	return s && *s == '/' ? s : NULL;
}

char *path_whole(const char *typed)
{
	if (!strcmp(typed, "~") && home())
		return xstrdup(home());
	return !strncmp(typed, "~/", 2) && home() ? path_join(home(), typed + 2) : xstrdup(typed);
}

char *path_short(const char *path)
{
	size_t n = home() ? strlen(home()) : 0;
	if (n > 1 && !strncmp(path, home(), n) && path[n] == '/')
		return xasprintf("~%s", path + n);
	return xstrdup(path);
}

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* XDG_DOWNLOAD_DIR="$HOME/Unduhan" of user-dirs.dirs; NULL when it does not say. Heap. */
static char *user_dir(void)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	char *folder = config && *config == '/' ? xstrdup(config) : path_join(home() ? home() : "/", ".config");
	char *file = path_join(folder, "user-dirs.dirs"), *found = NULL, *save = NULL;
	struct buf text;
	buf_init(&text, 64 << 10);
	if (file_read(file, &text, NULL) && text.n > 0)
		for (char *line = strtok_r(text.v, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
			static const char key[] = "XDG_DOWNLOAD_DIR=\"";
			char *value = line + sizeof key - 1;
			if (strncmp(line, key, sizeof key - 1) || !strchr(value, '"'))
				continue;
			*strchr(value, '"') = 0;
			free(found);
			found = !strncmp(value, "$HOME/", 6) && home() ? path_join(home(), value + 6) :
				*value == '/' ? xstrdup(value) : NULL;
		}
	buf_fini(&text);
	free(file);
	free(folder);
	return found;
}

char *path_downloads(void)
{
	const char *set = getenv("XDG_DOWNLOAD_DIR");
	char *folder = set && *set == '/' ? xstrdup(set) : user_dir();
	if (folder && is_folder(folder) && access(folder, W_OK) == 0)
		return folder;
	free(folder);
	return xstrdup(home() ? home() : ".");
}

char *path_free(const char *folder, const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t stem = dot && dot != name ? (size_t)(dot - name) : strlen(name);
	char *path = path_join(folder, name);
	struct stat st;
	for (int i = 2; i < 1000 && lstat(path, &st) == 0; i++) {
		char *other = xasprintf("%.*s-%d%s", (int)stem, name, i, name + stem);
		free(path);
		path = path_join(folder, other);
		free(other);
	}
	return path;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

size_t path_find(const char *typed, char *names[PATHS_MAX])
{
	const char *slash = strrchr(typed, '/'), *leaf = slash ? slash + 1 : typed;
	char *folder = slash ? xstrndup(typed, (size_t)(slash - typed) + 1) : xstrdup("./"), *dir = path_whole(folder);
	size_t n = 0, len = strlen(leaf);
	DIR *d = opendir(dir);
	for (struct dirent *entry; d && n < PATHS_MAX && (entry = readdir(d));) {
		if (strncmp(entry->d_name, leaf, len) || (*entry->d_name == '.' && *leaf != '.') ||
			!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		char *path = path_join(dir, entry->d_name);
		names[n++] = xasprintf("%s%s", entry->d_name, is_folder(path) ? "/" : "");
		free(path);
	}
	if (d)
		closedir(d);
	qsort(names, n, sizeof *names, by_name);
	free(dir);
	free(folder);
	return n;
}
