/* shape_browser: what WEBJS and WPP share: WhatsApp Web's own model of messages, chats
 * and people. New references, heap. */
#ifndef SIM_SHAPE_BROWSER_H
#define SIM_SHAPE_BROWSER_H

#include <jansson.h>
#include <stdbool.h>

struct chat;
struct group;
struct message;
struct person;
struct session;

/* "…@c.us" of this account. */
char *browser_me(const struct session *);
/* The id that events show; of an edit it is the message's own. */
char *browser_serial(const struct session *, const struct message *);
/* "chat", "ptt", "revoked" … */
const char *browser_type(const struct message *);
/* Text or caption; NULL where the message is none. */
const char *browser_body(const struct message *);
/* What others wrote is 1 for ever. */
int browser_ack(const struct message *);
/* {"server","user","_serialized"} of a raw address */
json_t *browser_wid(const char *raw);
/* {"fromMe","remote","id","_serialized"}; whole: with who wrote in a group. WhatsApp
 * renamed the last to "$1" on 15 July 2026, and WAHA knew from 2026.7.1 on. */
json_t *browser_id(const struct session *, const struct message *, bool whole);
/* The page's model, without its id. */
json_t *browser_data(const struct session *, const struct message *);
json_t *browser_reply(const struct session *, const struct message *);
json_t *browser_media(struct session *, const struct message *);
const char *browser_chat_name(const struct chat *);
int browser_unread(const struct session *, const struct chat *);
json_t *browser_group(struct session *, const struct group *);
json_t *browser_groups(struct session *);
/* When, from whom to whom, and whether a program wrote it. */
void browser_put_sides(json_t *o, const struct session *, const struct message *);
void browser_put_ack(json_t *o, int ack);

#endif
