/* token: keys by which programs reach the API over TCP. Of a token only the hash
 * is kept, and its handle, the part by which its row is found; each acts as an
 * agent of its own, named as the token is. Writer: token.c. */
#ifndef STORE_TOKEN_H
#define STORE_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

enum { TOKEN_HANDLE_CAP = 24, TOKEN_HASH_CAP = 65 };

struct token_row {
	int64_t id, agent_id;
	char name[64];
	char rights[16];	/* command/'s name of them */
	char handle[TOKEN_HANDLE_CAP];
	char hash[TOKEN_HASH_CAP];
	int64_t created_at, used_at, revoked_at; /* 0: never */
};
struct token_rows {
	struct token_row *v;
	size_t n, cap;
};
void token_rows_fini(struct token_rows *);

/* name, rights, handle, hash and created_at are read; the agent is made where
 * there is none. ERR_CONFLICT token.taken while a token of that name is in force,
 * token.person when a person is called so. In a write transaction. */
bool token_add(struct db *, struct token_row *, struct err *);
/* The one in force with this handle; ERR_NOT_FOUND token.none. */
bool token_by_handle(struct db *, const char *handle, struct token_row *, struct err *);
/* By name, after an id. */
bool token_list(struct db *, int64_t after, size_t limit, struct token_rows *, struct err *);
/* Ends the one in force; ERR_NOT_FOUND token.none. */
bool token_revoke(struct db *, const char *name, int64_t now, struct token_row *, struct err *);
bool token_used(struct db *, int64_t id, int64_t now, struct err *);

#endif
