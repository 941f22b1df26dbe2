/* contact_import: an address book that somebody gives, card by card into contacts. */
#ifndef ENGINE_CONTACT_IMPORT_H
#define ENGINE_CONTACT_IMPORT_H

#include "engine/engine.h"

/* As JOB_IMPORT in the table of engine.h. On a worker's thread. */
bool contact_import(struct engine *, struct db *, const json_t *args, json_t **out, struct err *);

#endif
