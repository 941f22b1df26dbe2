/* content_noweb: the parts of a message as Baileys has them. New references, heap. */
#ifndef SIM_CONTENT_NOWEB_H
#define SIM_CONTENT_NOWEB_H

#include <jansson.h>
#include <stdint.h>

#include "sim/shape.h"

struct message;
struct session;

/* A long number: a string until it has been stored. */
json_t *noweb_number(int64_t, enum form);
/* {remoteJid, fromMe, id} */
json_t *noweb_plain_key(const struct message *);
/* Of what came over the wire: with the other address and who wrote it. */
json_t *noweb_key(const struct message *);
/* Raw address of who wrote it. */
char *noweb_author(const struct session *, const struct message *);
/* proto.Message */
json_t *noweb_content(const struct session *, const struct message *, enum form);
/* The same where it is quoted in another: only what it says. */
json_t *noweb_quoted(const struct message *, enum form);

#endif
