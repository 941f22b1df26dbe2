/* token: keys for programs that come over TCP: made, listed, revoked; and who
 * stands behind one. A token is "wartel_HANDLE_SECRET"; only its hash is kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/rng.h"
#include "store/token.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

#define PREFIX "wartel_"

enum {
	HANDLE_DIGITS = 12, SECRET_DIGITS = 48,
	TOKEN_CAP = sizeof PREFIX + HANDLE_DIGITS + 1 + SECRET_DIGITS,
	USED_EVERY_S = 3600 /* no write for every request */
};

static json_t *shape(const struct call *c, const struct token_row *r, const char *token)
{
	const struct zone *z = shape_zone(c->s, NULL);
	json_t *o = json_object();
	json_put_i64(o, "id", r->id);
	json_put_str(o, "name", r->name);
	json_put_str(o, "rights", r->rights);
	put_time(o, "created_at", z, r->created_at);
	put_time(o, "used_at", z, r->used_at);
	put_time(o, "revoked_at", z, r->revoked_at);
	put_text(o, "token", token);
	return o;
}

bool token_new_run(struct call *c, struct err *e)
{
	struct token_row r = { .created_at = c->s->now_ms / 1000 };
	char secret[SECRET_DIGITS + 1], token[TOKEN_CAP], detail[96];
	const char *name = json_str(c->args, "name");
	if (strlen(name) >= sizeof r.name)
		return err_set(e, ERR_TOO_LARGE, "args.long", N_("{path} is too long: at most {max} bytes"),
			"path=name\nmax=%zu", sizeof r.name - 1);
	str_copy(r.name, sizeof r.name, name);
	str_copy(r.rights, sizeof r.rights, json_str_or(c->args, "rights", rights_name(RIGHTS_AGENT)));
	rng_hex(r.handle, HANDLE_DIGITS);
	rng_hex(secret, SECRET_DIGITS);
	snprintf(token, sizeof token, PREFIX "%.*s_%s", HANDLE_DIGITS, r.handle, secret);
	sha256_hex(token, strlen(token), r.hash);
	snprintf(detail, sizeof detail, "%s %s", r.name, r.rights);
	if (!token_add(c->s->db, &r, e) || !call_audit(c, "token new", detail, e))
		return false;
	reply_set(c->reply, shape(c, &r, token));
	return true;
}

bool token_list_run(struct call *c, struct err *e)
{
	struct token_rows rows = { 0 };
	int64_t after = 0;
	bool ok = call_cursor(c, &after, e) && token_list(c->s->db, after, call_limit(c) + 1, &rows, e);
	if (ok) {
		json_t *items = json_array();
		for (size_t i = 0; i < rows.n; i++)
			json_array_append_new(items, shape(c, &rows.v[i], NULL));
		call_page(c, items);
	}
	token_rows_fini(&rows);
	return ok;
}

bool token_revoke_run(struct call *c, struct err *e)
{
	struct token_row r;
	const char *name = json_str(c->args, "name");
	if (!token_revoke(c->s->db, name, c->s->now_ms / 1000, &r, e) || !call_audit(c, "token revoke", name, e))
		return false;
	reply_set(c->reply, shape(c, &r, NULL));
	return true;
}

static bool refuse(struct err *e)
{
	return err_set(e, ERR_AUTH, "token.bad",
		N_("this token is not known, or was revoked: an admin makes one with `wartel token new`"),
		NULL);
}

static void note_use(struct service *s, const struct token_row *r)
{
	struct err e = { 0 };
	int64_t now = s->now_ms / 1000;
	if (now - r->used_at < USED_EVERY_S)
		return;
	if (!db_begin_write(s->db, &e))
		goto bad;
	if (token_used(s->db, r->id, now, &e) && db_commit(s->db, &e))
		return;
	db_rollback(s->db);
bad:
	log_warn("service", "when a token was used is not noted: %s", err_text(&e));
}

bool service_token(struct service *s, const char *token, struct caller *caller, struct err *e)
{
	struct token_row r;
	struct err none = { 0 };
	char handle[HANDLE_DIGITS + 1], hash[SHA256_HEX];
	size_t n = strlen(PREFIX);
	if (strlen(token) != TOKEN_CAP - 1 || strncmp(token, PREFIX, n) != 0
		|| token[n + HANDLE_DIGITS] != '_')
		return refuse(e);
	snprintf(handle, sizeof handle, "%.*s", HANDLE_DIGITS, token + n);
	if (!token_by_handle(s->db, handle, &r, &none)) {
		if (none.kind == ERR_NOT_FOUND)
			return refuse(e);
		*e = none;
		return false;
	}
	if (!digest_same(sha256_hex(token, strlen(token), hash), r.hash))
		return refuse(e);
	*caller = (struct caller){ .uid = -1, .agent_id = r.agent_id, .token_id = r.id, .from = "token" };
	str_copy(caller->agent, sizeof caller->agent, r.name);
	if (!rights_named(r.rights, &caller->rights))
		caller->rights = RIGHTS_NONE;
	note_use(s, &r);
	return true;
}
