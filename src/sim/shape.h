/* shape: an engine's personality. Everything that differs between WAHA's engines
 * stands behind these functions, one table row an engine; the rest of the
 * simulator knows none of them by name. All json results are new references. */
#ifndef SIM_SHAPE_H
#define SIM_SHAPE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct chat;
struct group;
struct message;
struct person;
struct session;

/* The same message as a fresh answer or event, and as a row of the store: in the
 * store NOWEB's numbers are numbers and its bytes are Buffers. */
enum form { FORM_FRESH, FORM_STORED };

struct engine {
	const char *name;
	unsigned lacks; /* the R_NOT_… of route.h that says 501 here */
	/* What a send, an edit, a deletion, a reaction answers. */
	json_t *(*sent)(struct session *, const struct message *);
	/* WAMessage; media NULL: not downloaded. */
	json_t *(*row)(struct session *, const struct message *, enum form, json_t *media);
	/* How a reaction is kept at its target; NULL: it is not. */
	json_t *(*reaction)(const struct message *);
	json_t *(*media)(struct session *, const struct message *);
	/* One of GET /chats; jid is raw. */
	json_t *(*chat)(struct session *, const struct chat *, const char *jid);
	json_t *(*contact)(struct session *, const struct person *, const char *id);
	json_t *(*groups)(struct session *);
	json_t *(*group)(struct session *, const struct group *);
	/* message.ack; chat is the raw address it names, "" for none. */
	json_t *(*ack)(struct session *, const struct message *, const char *chat, int ack, const char *code);
	json_t *(*running)(struct session *); /* SessionInfo.engine */
	bool needs_store;  /* 400 without it */
	bool server_ack;   /* WhatsApp's own ack counts as 1 */
	bool ack_needs_phone; /* the owner's phone off: nothing moves */
	bool time_moves;   /* receipts rewrite the stored time */
	bool lists_keys; /* the phone's key share is a row and an event */
	bool refuses_at_once; /* 463 and 475 are a 500, no later ack */
	/* Whether it tells an event of this name; NULL: all of them. */
	bool (*tells)(const struct session *, const char *event);
	const char *browser; /* what it drives, as /api/version says; NULL: none */
	bool keeps_revoked; /* what was taken back leaves its place in the lists */
	bool filters_late;  /* filters after offset + limit rows were taken */
	bool serial_files;  /* a file is named by the whole id */
};

/* By lower-case name; NULL: not one the simulator can play. */
const struct engine *engine_named(const char *name);
extern const struct engine engine_noweb, engine_gows, engine_webjs, engine_wpp;

void shape_put_or_null(json_t *o, const char *key, const char *value);
/* Text or caption; NULL where the message has none. */
const char *shape_body(const struct message *);
/* As WAMessage has a place; and what was quoted, which who said; data is taken over. */
json_t *shape_location(const struct message *);
json_t *shape_reply(const struct message *quoted, const char *who, const char *body, json_t *data);
/* "…@s.whatsapp.net" → "…@c.us", device dropped; heap. */
char *cus_of(const char *raw);
/* The serialized id WAHA shows. */
char *message_serial(const struct session *, const struct message *, const char *chat);
const char *ack_name(int ack); /* "UNKNOWN" out of range */

enum { ISO_CAP = 32 };
char *iso_time(int64_t ms, char out[ISO_CAP]); /* "2026-11-22T12:57:03.223Z" */

#endif
