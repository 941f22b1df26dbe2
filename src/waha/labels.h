/* labels: those of WhatsApp Business, and the chats they are on. See ABLE_LABELS. */
#ifndef WAHA_LABELS_H
#define WAHA_LABELS_H

#include "model/address.h"
#include "model/event.h"

#include "waha/waha.h"

struct waha_labels {
	struct told_label *v;
	size_t n, cap;
};
void waha_labels_fini(struct waha_labels *);
/* out must be {0} or finished, here and below. What is no label is left out. */
bool waha_labels(struct waha *, struct waha_labels *out, struct err *);
bool waha_chat_labels(struct waha *, const struct address *chat, struct waha_labels *out, struct err *);
/* All that a chat has from now on: which are not named are taken off. */
bool waha_put_chat_labels(struct waha *, const struct address *chat, const struct waha_labels *, struct err *);

struct waha_label_chats {
	struct address *v;
	size_t n, cap;
};
void waha_label_chats_fini(struct waha_label_chats *);
bool waha_label_chats(struct waha *, const char *id, struct waha_label_chats *out, struct err *);

/* A new one (id NULL), or another name and colour: WAHA refuses a name that any label has,
 * this one too. out may be NULL. */
bool waha_put_label(struct waha *, const char *id, const char *name, int colour, struct told_label *out, struct err *);
bool waha_drop_label(struct waha *, const char *id, struct err *);

#endif
