/* customer: people who read, type and answer, and now and then write first. */
#ifndef SIM_CUSTOMER_H
#define SIM_CUSTOMER_H

#include <jansson.h>
#include <stdbool.h>

struct message;
struct person;
struct session;
struct sim;

/* He has read what the shop wrote; perhaps he answers. */
void customer_heard(struct sim *, struct session *, struct message *);
/* Switches them on or off; on, they also begin to write by themselves. */
void customer_switch(struct sim *, bool on);
/* {id, presences}, as WAHA answers and tells it. */
json_t *presence_shape(const struct person *);
/* Sets his presence and tells who has asked for it. */
void customer_presence(struct session *, struct person *, const char *presence);

#endif
