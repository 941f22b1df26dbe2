/* session: the numbers, and what is asked of WAHA about them. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/http.h"
#include "base/json.h"
#include "store/number.h"
#include "store/stream.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

bool session_list(struct call *c, struct err *e)
{
	struct number_rows rows = { 0 };
	json_t *items = json_array();
	bool ok = number_list(c->s->db, &rows, e);
	const char *after = json_str(c->args, "after");
	/* The cursor is the last one's id; rows come by id. */
	int64_t past = 0;
	if (ok && after && !json_i64(c->args, "after", &past))
		ok = err_set(e, ERR_USAGE, "args.cursor", N_("{path} is no cursor of ours"), "path=%s",
			"after");
	size_t limit = call_limit(c), i;
	char next[24] = "";
	for (i = 0; ok && i < rows.n; i++) {
		const struct number_row *n = &rows.v[i];
		if (n->id <= past || !config_number_named(c->s->config, n->name))
			continue;
		if (json_array_size(items) == limit) {
			snprintf(next, sizeof next, "%lld", (long long)past);
			break;
		}
		past = n->id;
		json_array_append_new(items, shape_session(c->s, n));
	}
	number_rows_fini(&rows);
	reply_list(c->reply, items, next);
	return ok;
}

/* The number that was named, or the only one there is. */
static bool the_number(struct call *c, struct err *e)
{
	struct number_row row = { 0 };
	if (c->target.session_id)
		return true;
	if (config_numbers(c->s->config) != 1)
		return err_set(e, ERR_USAGE, "session.which",
			N_("there are several numbers: say which; `wartel session list` shows them"), NULL);
	c->target.number = config_number(c->s->config, 0);
	bool ok = number_named(c->s->db, c->target.number->name, &row, e);
	c->target.session_id = row.id;
	number_row_fini(&row);
	return ok;
}

static json_t *job_args(const struct call *c)
{
	json_t *o = json_object();
	json_put_i64(o, "session_id", c->target.session_id);
	return o;
}

bool session_start(struct call *c, struct err *e)
{
	if (!the_number(c, e) || !call_audit(c, "session start", NULL, e))
		return false;
	call_job(c, JOB_SESSION_START, job_args(c), true);
	return true;
}

/* What WAHA does with a session; the trail says who wanted it. */
static bool control(struct call *c, enum job_kind kind, struct err *e)
{
	if (!call_audit(c, c->cmd->name, json_str(c->args, "reason"), e))
		return false;
	call_job(c, kind, job_args(c), true);
	return true;
}

bool session_stop(struct call *c, struct err *e)
{
	return control(c, JOB_SESSION_STOP, e);
}

bool session_restart(struct call *c, struct err *e)
{
	return control(c, JOB_SESSION_RESTART, e);
}

bool session_logout(struct call *c, struct err *e)
{
	return control(c, JOB_SESSION_LOGOUT, e);
}

/* Where WAHA is to send: what was given, what is configured, or our own door. */
static bool webhook_url(const struct call *c, struct buf *out, struct err *e)
{
	const char *base = json_str_or(c->args, "url", config_str(c->s->config, "webhook_url"));
	const char *bind = config_str(c->s->config, "bind");
	long port = config_int(c->s->config, "port");
	if (!port)
		return err_set(e, ERR_CONFLICT, "webhook.port",
			N_("WAHA cannot reach the engine: set the option `port` first, then start the engine again"),
			NULL);
	if (*base && strncmp(base, "http://", 7) != 0 && strncmp(base, "https://", 8) != 0)
		return err_set(e, ERR_USAGE, "args.url", N_("{path}: an address like http://HOST:PORT is wanted here"),
			"path=%s", "url");
	if (*base)
		buf_addf(out, "%.*s", (int)(strlen(base) - (base[strlen(base) - 1] == '/')), base);
	else
		buf_addf(out, strchr(bind, ':') ? "http://[%s]:%ld" : "http://%s:%ld", bind, port);
	buf_adds(out, "/webhook/waha?number=");
	http_escape(out, c->target.number->name);
	return true;
}

bool session_webhook(struct call *c, struct err *e)
{
	const char *how = json_str(c->args, "how");
	struct buf url = { 0 };
	char action[32];
	bool ok;
	snprintf(action, sizeof action, "session webhook %s", how);
	ok = webhook_url(c, &url, e) && call_audit(c, action, NULL, e);
	if (ok) {
		json_t *args = job_args(c);
		json_put_str(args, "url", buf_str(&url));
		json_put_bool(args, "on", strcmp(how, "on") == 0);
		call_job(c, JOB_SESSION_WEBHOOK, args, true);
	}
	buf_fini(&url);
	return ok;
}

/* What the owner has said of a number: done when it was called old. */
#define STREAM_WARM "warm"

bool session_warm(struct call *c, struct err *e)
{
	struct stream_position said = { 0 };
	struct number_row row = { 0 };
	int64_t id = c->target.session_id;
	const char *name = c->target.number->name;
	bool ok = number_get(c->s->db, id, &row, e) && stream_get(c->s->db, id, STREAM_WARM, &said, e);
	if (ok && !row.ramp_day)
		ok = err_set(e, ERR_CONFLICT, "warm.over", N_("{number} is warmed up already"), "number=%s", name);
	else if (ok && said.done)
		ok = err_set(e, ERR_CONFLICT, "warm.once",
			N_("{number} was called an old number once; what happened since counts: it warms up"),
			"number=%s", name);
	said.at = c->s->now_ms / 1000;
	said.done = true;
	ok = ok && stream_put(c->s->db, id, STREAM_WARM, &said, e)
		&& number_set_ramp(c->s->db, id, 0, row.ramp_on, &c->changes, e)
		&& call_audit(c, "session warm", json_str(c->args, "reason"), e);
	if (ok) {
		c->poke_sender = true;
		reply_set(c->reply, shape_session(c->s, &row));
	}
	number_row_fini(&row);
	return ok;
}

bool session_status(struct call *c, struct err *e)
{
	(void)e;
	call_job(c, JOB_SESSION_STATUS, job_args(c), true);
	return true;
}

bool session_qr(struct call *c, struct err *e)
{
	if (!call_audit(c, "session qr", NULL, e))
		return false;
	call_job(c, JOB_SESSION_QR, job_args(c), true);
	return true;
}

bool session_code(struct call *c, struct err *e)
{
	char digits[ADDRESS_USER];
	if (!phone_parse(json_str(c->args, "phone"), c->target.number->default_country, digits, e)
		|| !call_audit(c, "session code", NULL, e))
		return false;
	json_t *args = job_args(c);
	json_put_str(args, "phone", digits);
	call_job(c, JOB_SESSION_CODE, args, true);
	return true;
}

/* What WAHA just said. The job has written it into the row, but for WORKING: a
 * session that works still has to be found usable (or not: the row says why). */
static enum session_status said(const struct number_row *n, const struct job_result *result)
{
	enum session_status status;
	if (n->status != SESSION_UNREACHABLE
		&& session_status_named(json_str_or(result->json, "status", ""), &status))
		return status;
	return n->status;
}

bool session_answer(struct call *c, const struct job_result *result, struct err *e)
{
	struct number_row row = { 0 };
	bool ok = the_number(c, e) && number_get(c->s->db, c->target.session_id, &row, e);
	if (ok) {
		row.status = said(&row, result);
		if (row.status == SESSION_WORKING)
			row.why.key[0] = '\0';
		reply_set(c->reply, shape_session(c->s, &row));
	}
	number_row_fini(&row);
	return ok;
}

static void qr_sentence(const struct number_row *n, bool code, struct sentence *s)
{
	if (n->status == SESSION_WORKING)
		sentence_set(s, "qr.working", N_("{number} is paired and working: there is nothing to scan"),
			"number=%s", n->name);
	else if (code)
		sentence_set(s, "qr.scan",
			N_("On the phone: WhatsApp, Linked devices, Link a device; then scan this"), NULL);
	else if (n->status == SESSION_STARTING)
		sentence_set(s, "qr.starting", N_("{number} is starting: the code comes in a moment"),
			"number=%s", n->name);
	else if (n->status == SESSION_STOPPED || n->status == SESSION_MISSING)
		sentence_set(s, "qr.stopped",
			N_("{number} is not started in WAHA: `wartel session start {number}`"), "number=%s",
			n->name);
	else
		sentence_set(s, "qr.none", N_("{number} is {status} and shows no code now"),
			"number=%s\nstatus=%s", n->name, session_status_name(n->status));
}

bool session_qr_answer(struct call *c, const struct job_result *result, struct err *e)
{
	struct number_row row = { 0 };
	struct sentence say;
	bool ok = number_get(c->s->db, c->target.session_id, &row, e);
	if (ok) {
		const char *value = json_str(result->json, "value");
		json_t *o = json_object();
		row.status = said(&row, result);
		qr_sentence(&row, value != NULL, &say);
		json_put_str(o, "session", row.name);
		json_put_str(o, "status", session_status_name(row.status));
		put_text(o, "value", value);
		put_id(o, "expires_in", value ? json_i64_or(result->json, "expires_in", 0) : 0);
		put_sentence(o, "sentence", &say);
		reply_set(c->reply, o);
	}
	number_row_fini(&row);
	return ok;
}

bool session_code_answer(struct call *c, const struct job_result *result, struct err *e)
{
	const char *code = json_str(result->json, "code");
	if (!code)
		return err_set(e, ERR_REMOTE, "session.code",
			N_("WAHA gave no pairing code; try `wartel session qr {number}`"), "number=%s",
			c->target.number->name);
	json_t *o = json_object();
	json_put_str(o, "session", c->target.number->name);
	json_put_str(o, "code", code);
	reply_set(c->reply, o);
	return true;
}
