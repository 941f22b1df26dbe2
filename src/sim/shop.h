/* shop: people, talk and manners read from a JSON file (man page: SHOP FILES). */
#ifndef SIM_SHOP_H
#define SIM_SHOP_H

#include <jansson.h>
#include <stdbool.h>

#include "base/err.h"

struct session;
struct sim;

/* name: a path, or "demo" for the file that comes with the program. Fills the
 * account of the session; answers and openings go to the sim. With live what is
 * younger than a day counts as arrived; the rest waits for history sync. */
bool shop_load(struct sim *, struct session *, const char *name, bool live, struct err *);
/* One person as the file and the control channel describe him; NULL with e. */
struct person *shop_person(struct session *, const json_t *, struct err *);
/* One line of talk with somebody (or in a group): "-2h > halo", or an object. */
bool shop_line(struct session *, const json_t *line, const char *with, bool live, struct err *);

#endif
