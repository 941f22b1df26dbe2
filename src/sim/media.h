/* media: files that WAHA has fetched from WhatsApp and serves for a while. */
#ifndef SIM_MEDIA_H
#define SIM_MEDIA_H

#include <jansson.h>
#include <stdint.h>

struct message;
struct session;

enum {
	FILE_LIFE_MS = 180000,	 /* WHATSAPP_FILES_LIFETIME */
	MEDIA_RETRY_MS = 12000	 /* how long WAHA tries for a lost one */
};

/* WAHAMedia after a download, with an address that is good from now on for
 * FILE_LIFE_MS; json null for a message without. New reference. */
json_t *media_answer(struct session *, const struct message *);

#endif
