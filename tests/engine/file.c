/* file: messages with a file: what arrives is what was attached, whatever became of
 * the original; a lost answer is looked up by what kind it was and its caption, and
 * nothing goes twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/mem.h"
#include "engine/points.h"
#include "store/chat.h"
#include "store/media.h"

#include "harness.h"
#include "base/banned.h"

#define BUDI "6281200000001"
#define SRI "6281200000002"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

#define MUST(call)                                           \
	do {                                                 \
		struct err e_ = { 0 }, *e = &e_;             \
		if (!(call))                                 \
			fail_msg("%s: %s", #call, err_text(e)); \
	} while (0)

static const char *const engines[] = { "noweb", "gows", "webjs", "wpp" };
enum { ENGINES = sizeof engines / sizeof *engines };

static void begin(struct run *r, const char *engine)
{
	run_begin(r, &(struct run_options){ .engine = engine });
	run_for(r, 5 * SECOND);
	run_says(r, BUDI, "Ada fotonya?");
	run_for(r, 20 * SECOND);
}

static int64_t attach(struct run *r, enum message_kind kind, const char *mimetype, const char *bytes, const char *caption,
	struct media_file *f)
{
	struct depot_new *file = depot_begin(config_data_dir(r->config), NULL);
	struct number *n = &r->engine->numbers[0];
	struct address to;
	struct chat_ref chat = { 0 };
	struct changes c = { 0 };
	int64_t id = 0;

	assert_non_null(file);
	MUST(depot_write(file, bytes, strlen(bytes), e));
	MUST(depot_end(file, e));
	*f = (struct media_file){ .size = depot_size(file), .at = clock_now(), .filename = "foto.jpg" };
	str_copy(f->hash, sizeof f->hash, depot_hash(file));
	str_copy(f->mimetype, sizeof f->mimetype, mimetype);
	MUST(depot_keep(file, e));
	depot_free(file);
	MUST(address_parse(BUDI, &to, e));
	run_write(r);
	MUST(media_add(r->keep, f, e));
	MUST(chat_open(r->keep, n->id, &to, NULL, clock_now(), &chat, &c, e));
	struct outbox_new new = { .session_id = n->id, .chat_id = chat.chat_id, .recipient = chat.address,
		.origin = ORIGIN_AGENT, .kind = kind, .text = caption, .file = f, .born_ms = clock_now_ms() };
	MUST(outbox_add(r->keep, &new, &id, &c, e));
	run_wrote(r);
	changes_fini(&c);
	engine_poke_sender(r->engine);
	return id;
}

/* Every kind arrives as such, byte for byte, once. */
static void test_arrives(void **state)
{
	static const struct {
		enum message_kind kind;
		const char *type, *bytes, *caption, *arrives, *sum;
	} files[] = {
		{ KIND_IMAGE, "image/jpeg", "satu", "Ini kak", "image", "SJDXCd2Z56WKA9efAsfuwAXBHyiTo1h/9PqlKx0HjBA=" },
		{ KIND_VIDEO, "video/mp4", "dua", "", "video", "rzW9kCc/LSW3WI9qH4Yl2i21Z3sfqYpFpSw+Eb/6H+I=" },
		{ KIND_VOICE, "audio/ogg; codecs=opus", "tiga", "", "voice", "Ni+HLlvZ2XmHTI/o+to3mA2bdOOuLcdaFXrRo2VGovc=" },
		{ KIND_DOCUMENT, "application/pdf", "empat", "Notanya", "document", "yk7FAsCqlKe5c0tXYXtBRFP02DmsjyMmZvv0bWfGQlk=" },
		{ KIND_AUDIO, "audio/mpeg", "lima", "", "document", "ACEVkc42a4cajThRSZ+UQdjEHpROD5vxgIex80Pi1W0=" },
	};

	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		struct run r;
		struct media_file f;

		begin(&r, engines[i]);
		for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
			int64_t id = attach(&r, files[k].kind, files[k].type, files[k].bytes, files[k].caption, &f);
			json_t *line = NULL;

			run_for(&r, MINUTE);
			assert_in_range(run_state(&r, id), MSG_ACCEPTED, MSG_PLAYED);
			assert_int_equal(run_lines(&r, "delivered", "sha256", files[k].sum, &line), 1);
			assert_string_equal(json_str_or(line, "kind", ""), files[k].arrives);
			assert_string_equal(json_str_or(line, "body", ""), files[k].caption);
			assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), k + 1);
		}
		/* No id is asked for beforehand: these calls take none. */
		assert_int_equal(run_lines(&r, "request", "path", "/api/toko/new-message-id", NULL), 0);
		run_end(&r);
	}
}

/* Its copy cannot be opened for the moment: it waits, and stands before nobody. */
static void test_not_now(void **state)
{
	struct run r;
	struct media_file f;
	int64_t id, other;

	(void)state;
	begin(&r, "noweb");
	run_says(&r, SRI, "halo");
	run_for(&r, 20 * SECOND);
	fault_arm(NULL, "depot-open:1:2", NULL);
	id = attach(&r, KIND_IMAGE, "image/jpeg", "satu", "Ini kak", &f);
	other = run_send(&r, 0, SRI, "lainnya");
	run_for(&r, MINUTE);
	assert_int_equal(run_state(&r, id), MSG_QUEUED);
	assert_in_range(run_state(&r, other), MSG_ACCEPTED, MSG_PLAYED);
	run_for(&r, 10 * MINUTE);
	assert_in_range(run_state(&r, id), MSG_ACCEPTED, MSG_PLAYED);
	assert_int_equal(run_lines(&r, "delivered", "kind", "image", NULL), 1);
	fault_arm(NULL, NULL, NULL);
	run_end(&r);
}

/* Every bad answer: what arrived shows by its kind and caption and goes on as sent; what
 * may have arrived is a person's to decide; nothing goes twice. */
static void test_answers(void **state)
{
	static const struct {
		const char *rule;
		bool arrives, unknown;
	} ways[] = {
		{ "429", true, false }, { "503", false, true }, { "500-plain", false, true },
		{ "500-463", false, false }, { "drop-before", false, true }, { "hang", false, true },
		{ "accept-then-drop", true, false }, { "accept-then-500", true, false },
		{ "answer-late", true, false }, { "empty-body", true, false }, { "no-id", true, false },
		{ "garbage", true, false }, { "truncated", true, false }, { "201-and-lose", false, true },
		{ "echo-before-answer", true, false },
	};

	(void)state;
	for (size_t i = 0; i < ENGINES; i++) {
		for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
			struct run r;
			struct media_file f;
			enum message_state is;
			int64_t id;

			begin(&r, engines[i]);
			run_tell(&r, "/sim/rules", "{\"do\":\"%s\",\"path\":\"/api/sendImage\"}", ways[k].rule);
			id = attach(&r, KIND_IMAGE, "image/jpeg", "satu", "Ini kak", &f);
			run_for(&r, 16 * MINUTE);
			is = run_state(&r, id);
			if (!run_fired(&r) || run_lines(&r, "delivered", NULL, NULL, NULL) != ways[k].arrives ||
			    ways[k].unknown != (is == MSG_UNKNOWN) ||
			    (ways[k].arrives && (is < MSG_ACCEPTED || is > MSG_PLAYED)))
				fail_msg("%s on %s: %zu arrived, it is %s", ways[k].rule, engines[i],
					run_lines(&r, "delivered", NULL, NULL, NULL), message_state_name(is));
			run_end(&r);
		}
	}
}

/* A person decides that it did not arrive: it goes once more, with the copy that was
 * made when it was written. */
static void test_again(void **state)
{
	struct run r;
	struct media_file f;
	struct changes c = { 0 };
	int64_t id;

	(void)state;
	begin(&r, "noweb");
	run_tell(&r, "/sim/rules", "{\"do\":\"201-and-lose\",\"path\":\"/api/sendImage\"}");
	id = attach(&r, KIND_IMAGE, "image/jpeg", "satu", "Ini kak", &f);
	run_for(&r, 16 * MINUTE);
	assert_int_equal(run_state(&r, id), MSG_UNKNOWN);
	run_write(&r);
	MUST(outbox_again(r.keep, id, 0, clock_now_ms(), clock_now_ms(), &c, e));
	run_wrote(&r);
	changes_fini(&c);
	engine_poke_sender(r.engine);
	run_for(&r, 2 * MINUTE);
	assert_in_range(run_state(&r, id), MSG_ACCEPTED, MSG_PLAYED);
	assert_int_equal(run_lines(&r, "delivered", "kind", "image", NULL), 1);
	assert_int_equal(run_lines(&r, "request", "path", "/api/sendImage", NULL), 2);
	run_end(&r);
}

/* The engine's copy went away or changed: nothing leaves, and it says so. */
static void test_damaged(void **state)
{
	struct run r;
	struct media_file f;
	int64_t id;
	char *path;

	(void)state;
	begin(&r, "noweb");
	id = attach(&r, KIND_IMAGE, "image/jpeg", "satu", "Ini", &f);
	path = depot_path(config_data_dir(r.config), f.hash);
	MUST(file_write(path, "SATU", 4, 0600, e));
	free(path);
	run_for(&r, MINUTE);
	assert_int_equal(run_state(&r, id), MSG_REJECTED);
	assert_string_equal(run_reason(&r, id), "media.lost");
	assert_int_equal(run_lines(&r, "delivered", NULL, NULL, NULL), 0);
	assert_int_equal(run_lines(&r, "request", "path", "/api/sendImage", NULL), 0);
	run_end(&r);
}

/* Ended at any point of the road: once at most, and never lost. */
static void test_crashes(void **state)
{
	static const struct {
		const char *point;
		size_t delivered;
	} points[] = {
		{ POINT_SEND_READY, 1 }, { POINT_SEND_BEFORE_MARK, 1 }, { POINT_SEND_MARKED, 0 },
		{ POINT_SEND_POSTED, 1 }, { POINT_SEND_ANSWERED, 1 }, { POINT_SEND_RECORDED, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		struct run r;
		struct media_file f;
		int64_t id;

		begin(&r, "noweb");
		run_arm(&r, points[i].point);
		id = attach(&r, KIND_IMAGE, "image/jpeg", "satu", "Ini kak", &f);
		run_for(&r, MINUTE);
		assert_true(run_restart(&r));
		run_for(&r, 15 * MINUTE);
		if (run_lines(&r, "delivered", NULL, NULL, NULL) != points[i].delivered)
			fail_msg("%s: %zu", points[i].point, run_lines(&r, "delivered", NULL, NULL, NULL));
		if (points[i].delivered)
			assert_in_range(run_state(&r, id), MSG_ACCEPTED, MSG_PLAYED);
		else
			assert_int_equal(run_state(&r, id), MSG_UNKNOWN);
		run_end(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arrives),
		cmocka_unit_test(test_not_now),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_crashes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
