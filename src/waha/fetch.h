/* fetch: the file that came with a message, from WAHA or from where WAHA has put it. */
#ifndef WAHA_FETCH_H
#define WAHA_FETCH_H

#include "base/ceiling.h"
#include "model/address.h"

#include "waha/waha.h"

/* WhatsApp's servers may be asked first, and GOWS waits long for them; then the file
 * itself, at most as long as it takes at 100 kB a second, and no longer than a person
 * waits for one that stands still: twice, for it is asked for anew. Above the ceiling
 * of files, so that whoever takes it says first that it is too large. */
enum { WAHA_ASK_FILE_MS = 120000, WAHA_FILE_MS = 10 * 60 * 1000, WAHA_FILE_SLOW_MS = 20000,
	WAHA_FILE_MAX = CEIL_MEDIA + (1 << 20) };

/* Where the file is now: GET …/messages/{id}?downloadMedia=true, which makes WAHA get
 * it anew. Strings are the caller's. ERR_NOT_FOUND media.expired when WhatsApp does
 * not give it any more, ERR_NOT_FOUND waha.no-message when WAHA forgot the message. */
struct waha_found {
	char *url, *mimetype, *filename; /* the last two may be NULL */
};
void waha_found_fini(struct waha_found *);
bool waha_find_file(struct waha *, const struct wa_id *, struct waha_found *out, struct err *);

/* GET url, piece by piece into take, which may say no. WAHA's own files are asked for at
 * the address that is configured, with its key; no other host ever sees the key, no
 * redirect is followed. *gone: it is not there (any more). */
bool waha_get_file(struct waha *, const char *url, bool (*take)(void *ctx, const char *, size_t), void *ctx, bool *gone,
	struct err *);

#endif
