/* picture: pictures of contacts that somebody looked at; what is in them lies in the
 * depot. Only the newest PICTURES_MOST stay. Writer of contact_pictures: picture.c. */
#ifndef STORE_PICTURE_H
#define STORE_PICTURE_H

#include <stdint.h>

#include "base/err.h"
#include "model/media.h"
#include "store/db.h"
#include "store/depot.h"

enum { PICTURES_MOST = 500 };

struct picture {
	int64_t contact_id, at, size;
	char hash[DEPOT_HASH_CAP]; /* "": it was asked for, and there is none */
	char mimetype[MEDIA_TYPE_CAP];
};
/* at 0: never looked at. */
bool picture_get(struct db *, int64_t contact_id, struct picture *, struct err *);
/* gone: the hash of the file it stands for from now on no more and that nothing else
 * needs, "" when something does. */
bool picture_put(struct db *, const struct picture *, char gone[DEPOT_HASH_CAP], struct err *);
/* Forgets one that is too many; the hash of a file that nothing else needs, "" when
 * something does. False without an error: there is none. */
bool picture_forget(struct db *, char hash[DEPOT_HASH_CAP], struct err *);

#endif
