/* picture: how large a picture is, by its first bytes. Pure: any bytes may come. */
#ifndef TUI_PICTURE_H
#define TUI_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

/* So many of a file's first bytes are worth reading: a photo's size may stand behind
 * the small copy of it that cameras put in front. */
enum { PICTURE_HEAD = 128 << 10 };

/* PNG, JPEG, GIF, WebP. False when it is none of them or does not say. */
bool picture_size(const void *head, size_t n, int *width, int *height);

#endif
