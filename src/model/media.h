/* media: what a file is, by its first bytes; as what it is sent; and names that
 * harm nobody. Pure. */
#ifndef MODEL_MEDIA_H
#define MODEL_MEDIA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#include "model/message.h"
#include "model/names.h"

/* So many of a file's first bytes tell its type. */
enum { MEDIA_HEAD = 512, MEDIA_NAME_CAP = 144, MEDIA_TYPE_CAP = 96 };

/* Where what came with a message is. */
#define MEDIA_STATES(X)                                                             \
	X(MEDIA_REMOTE, "remote")     /* at WAHA, or at WhatsApp behind it */       \
	X(MEDIA_FETCHING, "fetching")                                               \
	X(MEDIA_HERE, "here")                                                       \
	X(MEDIA_EXPIRED, "expired")   /* WhatsApp did not give it any more */       \
	X(MEDIA_REFUSED, "refused")   /* too large to be kept here */
enum media_state { MEDIA_STATES(NAMES_ENUM) };
NAMES_DECLARE(media_state, media_state)

/* The type of a file. What many formats share (a ZIP that is a document of an
 * office, text that is a table) is told apart by the name's ending; a name alone
 * makes nothing a picture. Static. */
const char *media_type(const void *head, size_t n, const char *name);
/* A name for the customer's eyes and for any file system: the last part of a path,
 * without controls, separators, what cannot be seen and dots at its begin, cut in
 * the middle of nothing, ending as its type wants (another ending gets the right
 * one behind it). Never empty. Returns out. */
char *media_name(const char *given, const char *mimetype, char out[MEDIA_NAME_CAP]);

/* How WhatsApp shows such a file when nobody says otherwise: image, video, audio
 * or document. */
enum message_kind media_kind(const char *mimetype);
/* Whether it can be shown as that: image, video, audio, voice, document, sticker. ERR_USAGE
 * media.kind. */
bool media_fits(const char *mimetype, enum message_kind, struct err *);

#endif
