/* doctor: what is wrong and what to do about it. WAHA, clock and database come
 * from a job; here stand disk, socket and whether anything holds up sending. */
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/json.h"
#include "store/pause.h"

#include "service/call.h"
#include "service/shapes.h"

#include "base/banned.h"

enum { DISK_WARN_MB = 500, DISK_BAD_MB = 50 };

static void item(json_t *items, const char *check, const char *state, const struct sentence *say,
	const struct sentence *cure)
{
	json_t *o = json_object();
	json_put_str(o, "check", check);
	json_put_str(o, "state", state);
	json_put(o, "say", json_from_sentence(say));
	put_sentence(o, "do", cure);
	json_array_append_new(items, o);
}

static void check_disk(struct call *c, json_t *items)
{
	struct sentence say, cure = { 0 };
	struct statvfs fs;
	if (statvfs(config_data_dir(c->s->config), &fs) != 0)
		return;
	long long free_mb = (long long)fs.f_bavail * (long long)fs.f_frsize >> 20;
	sentence_set(&say, "doctor.disk", N_("{mb} MB are free for the database in {path}"),
		"path=%s\nmb=%lld", config_data_dir(c->s->config), free_mb);
	if (free_mb < DISK_WARN_MB)
		sentence_set(&cure, "doctor.disk.do",
			N_("make room on that disk: with none left nothing can be sent any more"), NULL);
	const char *state = free_mb < DISK_BAD_MB ? "bad" : free_mb < DISK_WARN_MB ? "warn" : "ok";
	item(items, "disk", state, &say, &cure);
}

static void check_socket(struct call *c, json_t *items)
{
	struct sentence say;
	if (!c->s->socket)
		return;
	sentence_set(&say, "doctor.socket",
		N_("the engine listens on {path}; you are {agent} with the rights {rights}"),
		"path=%s\nagent=%s\nrights=%s", c->s->socket, c->s->caller.agent,
		rights_name(c->s->caller.rights));
	item(items, "socket", "ok", &say, NULL);
}

/* Health sends people to the doctor; here they are, and read what to do. */
static void say_session(struct sentence *say, struct sentence *cure)
{
	char number[SENTENCE_ARGS] = "", status[SENTENCE_ARGS] = "";
	sentence_arg(say, "number", number, sizeof number);
	sentence_arg(say, "status", status, sizeof status);
	sentence_set(say, "doctor.sending.session", N_("{number} is {status}: what is to leave waits"),
		"number=%s\nstatus=%s", number, status);
	if (strcmp(status, session_status_name(SESSION_UNREACHABLE)) == 0)
		sentence_set(cure, "doctor.sending.unreachable", N_("look whether WAHA runs and can be reached"), NULL);
	else if (strcmp(status, session_status_name(SESSION_SCAN_QR_CODE)) == 0)
		sentence_set(cure, "doctor.session.scan.do", N_("wartel session qr {name}"), "name=%s", number);
	else
		sentence_set(cure, "doctor.session.other.do", N_("wartel session start {name}"), "name=%s", number);
}

static bool check_sending(struct call *c, json_t *items, struct err *e)
{
	json_t *health = shape_health(c->s, e);
	struct sentence say, cure = { 0 };
	if (!health)
		return false;
	const char *status = json_str_or(health, "status", "ok");
	json_to_sentence(json_at(health, "sentence"), &say);
	if (strcmp(status, "stopped") == 0)
		sentence_set(&cure, "doctor.sending.do",
			N_("when it is safe to go on: `wartel resume --reason WHY`"), NULL);
	if (strcmp(say.key, "health.session") == 0)
		say_session(&say, &cure);
	const char *state =
		strcmp(status, "ok") == 0 ? "ok" : strcmp(status, "warning") == 0 ? "warn" : "bad";
	item(items, "sending", state, &say, &cure);
	json_decref(health);
	return true;
}

bool doctor_run(struct call *c, struct err *e)
{
	(void)e;
	call_job(c, JOB_DOCTOR, json_object(), true);
	return true;
}

/* WAHA's items first: they are what is wrong most often. */
bool doctor_answer(struct call *c, const struct job_result *result, struct err *e)
{
	const json_t *theirs = json_at(result->json, "items");
	json_t *items = theirs ? json_copy((json_t *)(uintptr_t)theirs) : json_array();
	check_disk(c, items);
	check_socket(c, items);
	bool ok = check_sending(c, items, e);
	reply_list(c->reply, items, NULL);
	return ok;
}
