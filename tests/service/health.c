/* Health, the stop and pauses, and the numbers: what is asked of WAHA about them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/mem.h"
#include "store/number.h"
#include "store/pause.h"
#include "store/setting.h"
#include "store/stream.h"
#include "engine/inside.h"

#include "../schemas/validate.h"
#include "harness.h"

static void test_health(void **state)
{
	(void)state;
	const json_t *v = must(CMD_HEALTH, "{}"), *toko = json_array_get(json_at(v, "sessions"), 0);
	assert_string_equal(json_str(v, "status"), "ok");
	assert_false(json_flag(v, "stopped"));
	assert_int_equal(json_i64_or(v, "engine.pid", 0), getpid());
	assert_string_equal(json_str(toko, "status"), "WORKING");
	assert_string_equal(json_str(toko, "hours"), "08:00–21:00");
	assert_string_equal(json_str(toko, "zone"), "Asia/Jakarta");
	assert_int_equal(json_i64_or(toko, "today.limit", 0), 50);
	/* The first day of the warm-up: two. */
	assert_int_equal(json_i64_or(toko, "new.limit", 0), 2);
	assert_int_equal(json_i64_or(toko, "warmup.day", 0), 1);
	assert_true(json_flag(toko, "open_now"));
	assert_true(json_is_null(json_object_get(toko, "answered_percent")));
	/* Budi Santoso, Sri, Dewi, Eko and Fajar wait. */
	assert_int_equal(json_i64_or(toko, "unanswered", 0), 5);
	assert_int_equal(json_i64_or(toko, "opt_outs", 0), 1);
	/* WORKING, and deaf. */
	struct number_row n = { 0 };
	struct err e = { 0 };
	shop_write(&shop);
	assert_true(number_named(shop.keep, "toko", &n, &e));
	assert_true(stream_put(shop.keep, n.id, "deaf", &(struct stream_position){ .at = clock_now() }, &e));
	shop_wrote(&shop);
	number_row_fini(&n);
	v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "warning");
	assert_string_equal(json_str(v, "sentence.key"), "health.deaf");
	assert_non_null(strstr(json_str(v, "sentence.message"), "`wartel session restart toko`"));
	clock_move(8 * 3600 * 1000);
	v = must(CMD_HEALTH, "{}");
	assert_false(json_flag(json_array_get(json_at(v, "sessions"), 0), "open_now"));
}

/* A disk that takes nothing: health says so, and that it is over. */
static void test_health_of_the_disk(void **state)
{
	struct number *n = &shop.engine->numbers[0];
	struct err e = { 0 };
	const json_t *v;

	(void)state;
	assert_true(db_begin_write(shop.keep, &e));
	fault_arm(NULL, "store.step:1:1", NULL);
	assert_false(setting_set_i64(shop.keep, "test", 1, &e));
	fault_arm(NULL, NULL, NULL);
	db_rollback(shop.keep);
	v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "stopped");
	assert_string_equal(json_str(v, "sentence.key"), "health.unwritable");
	assert_non_null(strstr(json_str(v, "sentence.message"), "(disk I/O error)"));
	/* Worse: one has left. */
	n->unwritten = 4711;
	v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "stopped");
	assert_string_equal(json_str(v, "sentence.key"), "health.unwritten");
	assert_non_null(strstr(json_str(v, "sentence.message"), "message 4711 of toko left"));
	n->unwritten = 0;
	shop_write(&shop);
	assert_true(setting_set_i64(shop.keep, "test", 1, &e));
	shop_wrote(&shop);
	v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "ok");
}

static void test_stop(void **state)
{
	(void)state;
	const json_t *v = shop_run_as(&shop, RIGHTS_AGENT, CMD_STOP, "{'reason':'odd answers'}");
	assert_non_null(v);
	assert_string_equal(json_str(v, "status"), "stopped");
	assert_true(json_flag(v, "stopped"));
	assert_string_equal(json_str(v, "sentence.message"),
		"sending is stopped by rina: odd answers; `wartel resume --reason WHY` lets it go on");
	assert_string_equal(shop_trail(&shop), "rina stop odd answers");
	/* A stop holds what is written meanwhile, without a time. */
	v = must(CMD_SEND, "{'to':1,'text':'x'}");
	assert_string_equal(json_str(v, "state"), "queued");
	assert_true(json_is_null(json_object_get(v, "leaves_at")));
	assert_string_equal(json_str(json_array_get(json_at(v, "verdict.gates"), 0), "gate"), "stop");
	/* Only an admin lifts it, with a reason. */
	shop_refuses(&shop, CMD_RESUME, "{}", ERR_USAGE, "args.missing");
	assert_null(shop_run_as(&shop, RIGHTS_LEAD, CMD_RESUME, "{'reason':'it is well'}"));
	assert_int_equal(shop.err.kind, ERR_FORBIDDEN);
	v = must(CMD_RESUME, "{'reason':'it is well'}");
	assert_string_equal(json_str(v, "status"), "ok");
	assert_string_equal(shop_trail(&shop), "rina resume it is well");
	shop_refuses(&shop, CMD_RESUME, "{'reason':'again'}", ERR_CONFLICT, "resume.none");
	v = must(CMD_RESUME, "{'reason':'the clock is right','clock':true}");
	assert_null(shop_run_as(&shop, RIGHTS_LEAD, CMD_RESUME, "{'reason':'x','clock':true}"));
}

static void test_stop_file(void **state)
{
	struct err e = { 0 };
	(void)state;
	assert_true(file_write(engine_stop_file(shop.engine), "", 0, 0600, &e));
	const json_t *v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "stopped");
	shop_refuses(&shop, CMD_RESUME, "{'reason':'x'}", ERR_CONFLICT, "resume.file");
	unlink(engine_stop_file(shop.engine));
	assert_string_equal(json_str(must(CMD_HEALTH, "{}"), "status"), "ok");
}

static void test_pause(void **state)
{
	(void)state;
	const json_t *v = must(CMD_PAUSE, "{'session':'toko','reason':'the phone is being changed'}");
	assert_string_equal(json_str(v, "status"), "stopped");
	assert_false(json_flag(v, "stopped"));
	assert_string_equal(json_str(json_array_get(json_at(v, "pauses"), 0), "kind"), "full");
	assert_string_equal(json_str(json_array_get(json_at(v, "pauses"), 0), "session"), "toko");
	/* A person's words are his own. */
	assert_string_equal(json_str(json_array_get(json_at(v, "pauses"), 0), "reason.key"), "pause.said");
	assert_string_equal(json_str(json_array_get(json_at(v, "pauses"), 0), "reason.message"),
		"the phone is being changed");
	assert_string_equal(shop_trail(&shop), "rina pause the phone is being changed");
	v = must(CMD_SEND, "{'to':1,'text':'x'}");
	assert_string_equal(json_str(json_array_get(json_at(v, "verdict.gates"), 0), "gate"), "stop");
	/* A lead may lift it, an agent may not. */
	assert_null(shop_run_as(&shop, RIGHTS_AGENT, CMD_RESUME, "{'session':'toko','reason':'done'}"));
	v = shop_run_as(&shop, RIGHTS_LEAD, CMD_RESUME, "{'session':'toko','reason':'done'}");
	assert_non_null(v);
	assert_string_equal(json_str(v, "status"), "ok");
	shop_refuses(&shop, CMD_RESUME, "{'session':'toko','reason':'again'}", ERR_CONFLICT, "resume.none");
	shop_refuses(&shop, CMD_PAUSE, "{}", ERR_USAGE, "args.missing");
	/* Where there is one number only its name may be left out. */
	must(CMD_PAUSE, "{'session':'toko'}");
	assert_string_equal(json_str(must(CMD_RESUME, "{'reason':'done'}"), "status"), "ok");
}

/* What may not leave has no time to leave at. */
static void test_next_at(void **state)
{
	struct err e = { 0 };
	(void)state;
	must(CMD_SEND, "{'to':1,'text':'selamat pagi'}");
	assert_int_equal(json_i64_or(must(CMD_HEALTH, "{}"), "queue.queued", 0), 1);
	assert_non_null(json_str(must(CMD_HEALTH, "{}"), "queue.next_at"));
	assert_null(json_str(must(CMD_STOP, "{'reason':'x'}"), "queue.next_at"));
	assert_non_null(json_str(must(CMD_RESUME, "{'reason':'x'}"), "queue.next_at"));
	assert_null(json_str(must(CMD_PAUSE, "{'session':'toko','reason':'x'}"), "queue.next_at"));
	assert_non_null(json_str(must(CMD_RESUME, "{'session':'toko','reason':'x'}"), "queue.next_at"));
	assert_true(file_write(engine_stop_file(shop.engine), "", 0, 0600, &e));
	assert_null(json_str(must(CMD_HEALTH, "{}"), "queue.next_at"));
	unlink(engine_stop_file(shop.engine));
	assert_non_null(json_str(must(CMD_HEALTH, "{}"), "queue.next_at"));
}

/* Whatever waits for WAHA gives a ticket and, with its result, an answer. */
static const json_t *finish(enum command_id id, const char *args, const char *result, const char *key)
{
	const struct command *cmd = command_get(id);
	struct job_result r = { .ok = result != NULL, .json = result ? json_loads(result, 0, NULL) : NULL };
	json_t *v;
	char *json = xstrdup(args), why[512];
	if (shop_run(&shop, id, args) || shop.ticket <= 0)
		fail_msg("%s %s: no ticket: %s", cmd->name, args, err_text(&shop.err));
	for (char *p = json; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	v = json_loads(json, 0, NULL);
	if (!result)
		err_set(&r.err, ERR_REMOTE, "waha.down", "down", NULL);
	bool ok = service_finish(&shop.service, cmd, v, &r, &shop.reply, &shop.err);
	if (ok && !shape_reply(cmd, shop.reply.json, why, sizeof why))
		fail_msg("%s: %s", cmd->name, why);
	if (!ok && (!key || strcmp(key, shop.err.say.key) != 0))
		fail_msg("%s: %s", cmd->name, err_text(&shop.err));
	json_decref(v);
	json_decref(r.json);
	free(json);
	return ok ? shop.reply.json : NULL;
}

static void test_sessions(void **state)
{
	(void)state;
	const json_t *v = must(CMD_SESSION_LIST, "{}"), *toko = json_array_get(json_at(v, "items"), 0);
	assert_int_equal(json_array_size(json_at(v, "items")), 1);
	assert_string_equal(json_str(toko, "me.phone"), "+62 811-1111-1111");
	v = finish(CMD_SESSION_STATUS, "{'session':'toko'}", "{\"status\":\"STOPPED\"}", NULL);
	assert_string_equal(json_str(v, "status"), "STOPPED");
	v = finish(CMD_SESSION_START, "{}", "{\"status\":\"WORKING\"}", NULL);
	assert_string_equal(json_str(v, "name"), "toko");
	assert_string_equal(shop_trail(&shop), "rina session start");
	v = finish(CMD_SESSION_QR, "{'session':'toko'}",
		"{\"status\":\"SCAN_QR_CODE\",\"value\":\"2@abc\",\"expires_in\":20}", NULL);
	assert_string_equal(json_str(v, "value"), "2@abc");
	assert_string_equal(json_str(v, "sentence.key"), "qr.scan");
	v = finish(CMD_SESSION_QR, "{'session':'toko'}",
		"{\"status\":\"WORKING\",\"value\":null,\"expires_in\":null}", NULL);
	assert_true(json_is_null(json_object_get(v, "value")));
	assert_string_equal(json_str(v, "sentence.key"), "qr.working");
	v = finish(CMD_SESSION_CODE, "{'session':'toko','phone':'0811 1111 1111'}",
		"{\"code\":\"ABCD-EFGH\"}", NULL);
	assert_string_equal(json_str(v, "code"), "ABCD-EFGH");
	assert_null(
		finish(CMD_SESSION_CODE, "{'session':'toko','phone':'0811 1111 1111'}", NULL, "waha.down"));
	v = finish(CMD_DOCTOR, "{}", "{\"items\":[]}", NULL);
	assert_true(json_array_size(json_at(v, "items")) >= 2);
	shop_refuses(&shop, CMD_SESSION_CODE, "{'session':'toko','phone':'12'}", ERR_USAGE, "phone.bad");
	shop_refuses(&shop, CMD_SESSION_QR, "{'session':'nope'}", ERR_NOT_FOUND, "target.number");
}

/* Who asks the doctor is not sent to the doctor. */
static void test_doctor_sending(void **state)
{
	static const struct {
		enum session_status status;
		const char *what;
	} cases[] = {
		{ SESSION_WORKING, NULL },
		{ SESSION_FAILED, "wartel session start toko" },
		{ SESSION_STOPPED, "wartel session start toko" },
		{ SESSION_SCAN_QR_CODE, "wartel session qr toko" },
		{ SESSION_UNREACHABLE, "look whether WAHA runs and can be reached" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const json_t *row = NULL, *one, *v;
		struct changes c = { 0 };
		struct err e = { 0 };
		size_t k;
		shop_write(&shop);
		assert_true(number_set_status(shop.keep, 1, cases[i].status, NULL, SHOP_NOW, &c, &e));
		shop_wrote(&shop);
		changes_fini(&c);
		v = finish(CMD_DOCTOR, "{}", "{\"items\":[]}", NULL);
		json_array_foreach((json_t *)(uintptr_t)json_at(v, "items"), k, one)
			if (strcmp(json_str_or(one, "check", ""), "sending") == 0)
				row = one;
		assert_string_equal(json_str(row, "state"), cases[i].what ? "warn" : "ok");
		assert_null(strstr(json_str(row, "say.message"), "doctor"));
		if (cases[i].what)
			assert_string_equal(json_str(row, "do.message"), cases[i].what);
		else
			assert_null(json_str(row, "do.message"));
	}
}

/* An old number is called so once, by an admin, with a reason; what holds new
 * conversations up is the lock of the weather line. */
static void test_warm(void **state)
{
	(void)state;
	const json_t *v = must(CMD_HEALTH, "{}"), *toko = json_array_get(json_at(v, "sessions"), 0);
	struct pause_row p = { .kind = PAUSE_INITIATIONS, .lifter = LIFTED_BY_LEAD, .at = SHOP_NOW,
		.session_id = 1, .reason = (char *)(uintptr_t)"refused", .by = (char *)(uintptr_t)"engine" };
	struct changes c = { 0 };
	struct err e = { 0 };
	assert_true(json_is_null(json_object_get(toko, "lock")));
	shop_refuses(&shop, CMD_SESSION_WARM, "{'session':'toko'}", ERR_USAGE, "args.missing");
	v = must(CMD_SESSION_WARM, "{'session':'toko','reason':'since 2021'}");
	assert_string_equal(json_str(v, "name"), "toko");
	assert_string_equal(shop_trail(&shop), "rina session warm since 2021");
	v = must(CMD_HEALTH, "{}");
	toko = json_array_get(json_at(v, "sessions"), 0);
	assert_true(json_is_null(json_object_get(toko, "warmup")));
	assert_int_equal(json_i64_or(toko, "new.limit", 0), 30);
	shop_refuses(&shop, CMD_SESSION_WARM, "{'session':'toko','reason':'x'}", ERR_CONFLICT, "warm.over");
	/* Back on its way after a 463: not a second time. */
	shop_write(&shop);
	assert_true(number_set_ramp(shop.keep, 1, 12, 0, &c, &e) && pause_add(shop.keep, &p, &c, &e));
	shop_wrote(&shop);
	changes_fini(&c);
	shop_refuses(&shop, CMD_SESSION_WARM, "{'session':'toko','reason':'x'}", ERR_CONFLICT, "warm.once");
	v = must(CMD_HEALTH, "{}");
	assert_string_equal(json_str(v, "status"), "warning");
	assert_string_equal(json_str(json_array_get(json_at(v, "sessions"), 0), "lock.reason"), "refused");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SHOP(test_health),
		IN_SHOP(test_health_of_the_disk),
		IN_SHOP(test_stop),
		IN_SHOP(test_stop_file),
		IN_SHOP(test_pause),
		IN_SHOP(test_next_at),
		IN_SHOP(test_doctor_sending),
		IN_SHOP(test_sessions),
		IN_SHOP(test_warm),
	};
	return cmocka_run_group_tests_name("service/health", tests, NULL, NULL);
}
