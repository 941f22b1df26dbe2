/* path: names of files as one types them at a prompt. What is returned as char * is the
 * caller's. */
#ifndef TUI_PATH_H
#define TUI_PATH_H

#include <stddef.h>

enum { PATHS_MAX = 200 };

/* "~/x" as the file system knows it, and the other way. */
char *path_whole(const char *typed);
char *path_short(const char *path);
/* The folder for what is saved: the user's own one (user-dirs.dirs), else his home. */
char *path_downloads(void);
/* folder/name, or folder/name-2 and so on: one that is not there yet. */
char *path_free(const char *folder, const char *name);
/* What is in the folder that was typed and begins as its last part does: names, a / behind
 * folders, in order; how many (heap, each). */
size_t path_find(const char *typed, char *names[PATHS_MAX]);

#endif
