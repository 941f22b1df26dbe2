/* shop: a small shop for tests of services and of the API: an engine that is open
 * but does not run (no threads, no WAHA), a database in memory, and people whose
 * names and numbers are made to be mixed up. The clock stands at
 * 2026-11-22 14:31:05 in Jakarta (a Sunday) until it is moved.
 *
 *   conversation  who                     wrote last
 *   1             Budi Santoso            a minute ago      +62 812-3456-7890
 *   2             Budi Hartono            two days ago
 *   3             Sri Wahyuni             an hour ago       hidden id only
 *   4             Dewi (opted out)        an hour ago
 *   5             Eko (opted out)         three days ago
 *   6             Fajar (blocked)         an hour ago
 *   7             the group Pelanggan Setia
 *   8             a channel
 *   9             Ayu, at the number cabang (only with two numbers)
 */
#ifndef TESTS_SERVICE_SHOP_H
#define TESTS_SERVICE_SHOP_H

#include <jansson.h>

#include "command/reply.h"
#include "service/claims.h"
#include "service/service.h"

#define SHOP_NOW 1795332665

struct shop {
	char *dir;
	char uri[96];
	struct config *config;
	struct db *keep; /* holds the database in memory open */
	struct engine *engine;
	struct service service;
	struct claims claims;
	struct reply reply;
	struct err err;
	int64_t ticket;
};

/* numbers: 1 (toko) or 2 (toko and cabang). more: lines for the configuration. */
void shop_open(struct shop *, int numbers, const char *more);
void shop_close(struct shop *);

/* Runs a command with arguments written as JSON with ' for ". The answer is
 * checked against its schema; it is borrowed until the next run. NULL: refused,
 * the reason in shop.err. */
const json_t *shop_run(struct shop *, enum command_id, const char *args);
/* The same by a caller with these rights. */
const json_t *shop_run_as(struct shop *, enum rights, enum command_id, const char *args);
/* Fails the test unless it is refused with this kind and key. */
void shop_refuses(struct shop *, enum command_id, const char *args, enum err_kind, const char *key);
/* A message of a customer (or, from_me, of the owner's phone) as WAHA tells it. */
int64_t shop_hear(struct shop *, const char *session, const char *chat, bool from_me, const char *name,
	const char *text, int64_t at);
/* A transaction of the test's own, on shop.keep. */
void shop_write(struct shop *);
void shop_wrote(struct shop *);
/* The audit's newest action and detail, "send" or "settle sent". */
const char *shop_trail(struct shop *);

#endif
