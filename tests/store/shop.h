/* shop: a small database in memory for the tests of store/, and short words for
 * what happens in a shop. Every call must succeed or the test fails, with the
 * error's sentence. */
#ifndef TESTS_STORE_SHOP_H
#define TESTS_STORE_SHOP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/change.h"
#include "store/conversation.h"
#include "store/message.h"
#include "store/outbox.h"

/* 2027-01-15 08:00:00 UTC */
enum { NOW = 1800000000 };
#define NOW_MS ((int64_t)NOW * 1000)

struct shop {
	struct db *d;
	struct changes c;
	int64_t number, other; /* two numbers: "toko", "dua" */
	int64_t rina, dewi;    /* agents */
	int64_t now;
	char path[64];	       /* of the database: a second connection may open it */
};

#define MUST(call)                                                    \
	do {                                                          \
		struct err e_ = { 0 };                                \
		struct err *e = &e_;                                  \
		if (!(call))                                          \
			fail_msg("%s: %s", #call, err_text(e));       \
	} while (0)
/* The call refuses with this key. */
#define REFUSED(k, call)                                              \
	do {                                                          \
		struct err e_ = { 0 };                                \
		struct err *e = &e_;                                  \
		if (call)                                             \
			fail_msg("%s was not refused", #call);        \
		assert_string_equal(e_.say.key, k);                   \
	} while (0)
/* In a write transaction of its own. */
#define WRITE(s, call)                                                \
	do {                                                          \
		MUST(db_begin_write((s)->d, e));                      \
		MUST(call);                                           \
		MUST(db_commit((s)->d, e));                           \
	} while (0)

int shop_open(void **state); /* cmocka's setup and teardown: *state is a struct shop * */
int shop_close(void **state);

struct address address(const char *text);
bool changed(const struct shop *, enum change_kind, int64_t id);
/* The first column of a SELECT, as a number. */
int64_t number_of(struct shop *, const char *sql);

/* A message from a customer, or with from_me one of the owner's phone; "" text
 * is none. Gives what arrived. */
struct said {
	const char *chat;   /* "628111@c.us" */
	const char *id;	    /* bare */
	int64_t at;	    /* 0: the shop's now */
	bool from_me, history;
	const char *text, *alt, *sender, *sender_alt, *name, *reply_to;
	enum message_kind kind;
	int ack;	    /* only with has_ack */
	bool has_ack;
	int64_t number;	    /* 0: toko */
};
struct arrived say(struct shop *, const struct said *);
struct arrived ack(struct shop *, const char *id, int ack);
/* Any event, by message_arrive. */
struct arrived arrive(struct shop *, const struct event *, bool live);

/* rina writes to a chat: the id. */
int64_t write_to(struct shop *, int64_t chat, const char *text);
int64_t write_at(struct shop *, int64_t chat, const char *text, int64_t born_ms, int64_t first_due_ms,
	enum message_origin);
/* Marks it as leaving now (wa_id may be NULL): the attempt. */
int begin(struct shop *, int64_t message, int64_t now_ms, const char *wa_id);
void end(struct shop *, int64_t message, int attempt, int64_t now_ms, enum outcome, const char *wa_id);

enum message_state state_of(struct shop *, int64_t message);
/* The whole row of a case, as rina sees it: free with conversation_row_fini. */
struct conversation_row case_of(struct shop *, int64_t conversation);

#endif
