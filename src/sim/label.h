/* label: labels as the phone makes and gives them. */
#ifndef SIM_LABEL_H
#define SIM_LABEL_H

#include <jansson.h>
#include <stdint.h>

struct chat;
struct session;

/* Borrowed: {id, name, color, colorHex}. */
json_t *label_add(struct session *, const char *name, int64_t colour);
/* The chat has exactly these [{id}] from now on. */
void label_chat(struct session *, struct chat *, const json_t *labels);

#endif
