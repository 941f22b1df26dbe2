/* contact_figures: what a contact's messages add up to, over all numbers. First and
 * last message and the two counts are in struct contact_row; these are read from the
 * newest messages, so that somebody with a hundred thousand costs no more. */
#ifndef STORE_CONTACT_FIGURES_H
#define STORE_CONTACT_FIGURES_H

#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

enum { FIGURES_NEWEST = 400 }; /* messages of each chat that are looked at */

struct contact_figures {
	/* From the first message of theirs that waited to our next one, and the other way
	 * round: the middle one of all, seconds; -1 there was none. */
	int64_t answer_median_s, their_answer_median_s;
	int64_t conversations; /* cases, closed ones too */
	int64_t media;	       /* pictures, files, voice among the newest */
};
bool contact_figures(struct db *, int64_t contact_id, struct contact_figures *, struct err *);

#endif
