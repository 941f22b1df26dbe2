/* Answers as text: aligned, cut to the terminal and whole in a pipe, clean of
 * what customers write into their names. Expected text stands as it is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/zone.h"

#include "command/reply.h"

/* Sunday 22 November 2026, 14:31:05 in Jakarta. */
enum { NOW = 1795332665 };

static struct reply_options options(int columns)
{
	struct err e = { 0 };
	const struct zone *z = zone_load("Asia/Jakarta", &e);
	assert_non_null(z);
	return (struct reply_options){ .columns = columns, .now = NOW, .zone = z };
}

static void check(enum command_id id, const char *answer, int columns, const char *want)
{
	struct reply_options o = options(columns);
	struct err e = { 0 };
	struct buf out;
	json_t *v = json_read(answer, strlen(answer), &e);
	if (!v)
		fail_msg("%s", err_text(&e));
	buf_init(&out, 1 << 20);
	reply_text(command_get(id), v, &o, &out);
	assert_string_equal(buf_str(&out), want);
	buf_fini(&out);
	json_decref(v);
}

static void test_time(void **state)
{
	static const struct {
		const char *at, *shown;
	} rows[] = {
		{ "2026-11-22T14:31:05+07:00", "14:31" },
		{ "2026-11-22T00:00:00+07:00", "00:00" },
		{ "2026-11-21T23:59:59+07:00", "Sat 23:59" },
		{ "2026-11-23T08:00:00+07:00", "Mon 08:00" },
		{ "2026-11-16T08:00:00+07:00", "Mon 08:00" },
		{ "2026-11-15T08:00:00+07:00", "2026-11-15 08:00" },
		{ "2026-11-29T08:00:00+07:00", "2026-11-29 08:00" },
		{ "1999-12-31T23:59:59+07:00", "1999-12-31 23:59" },
		{ "", "" },
		{ NULL, "" },
		{ "yesterday", "" },
	};
	struct reply_options o = options(0);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char out[REPLY_TIME_CAP];
		assert_string_equal(reply_time(rows[i].at, &o, out), rows[i].shown);
	}
}

/* In a pipe: nothing is cut, nothing is filled up behind the last column, and a name as
 * long as a page moves its own line alone. */
static void test_pipe(void **state)
{
	struct buf answer = { 0 }, want = { 0 };

	(void)state;
	check(CMD_LABEL_LIST,
		"{\"items\":[{\"name\":\"order\",\"colour\":\"green\",\"conversations\":3},"
		"{\"name\":\"vip\",\"colour\":null,\"conversations\":12}],\"next\":null}",
		0, "order  green   3\nvip           12\n");
	buf_adds(&answer, "{\"items\":[{\"name\":\"");
	for (int i = 0; i < 500; i++) {
		buf_adds(&answer, "\xf0\x9f\x98\x80");
		buf_adds(&want, "\xf0\x9f\x98\x80");
	}
	buf_adds(&answer, "\",\"query\":\"b\",\"count\":1},{\"name\":\"mine\",\"query\":\"c\",\"count\":2}],\"next\":null}");
	buf_addf(&want, "  1  b\nmine%*s  2  c\n", 36, "");
	check(CMD_VIEW_LIST, buf_str(&answer), 0, buf_str(&want));
	buf_fini(&answer);
	buf_fini(&want);
}

static const char messages[] =
	"{\"items\":["
	"{\"id\":7,\"author\":\"Budi Santoso\",\"kind\":\"text\",\"text\":\"Halo kak,\\nbarang masih ada? \\u001b[2J\","
	"\"at\":\"2026-11-22T14:02:00+07:00\",\"state\":\"received\",\"status\":\"received\"},"
	"{\"id\":12,\"author\":\"rina\",\"kind\":\"text\",\"text\":\"Masih kak, warna apa?\","
	"\"at\":\"2026-11-22T14:03:00+07:00\",\"state\":\"read\",\"status\":\"read\",\"starred\":true},"
	"{\"id\":13,\"author\":\"Budi Santoso\",\"kind\":\"image\",\"text\":null,\"media\":{\"filename\":null},"
	"\"at\":\"2026-11-21T09:00:00+07:00\",\"state\":\"received\",\"status\":\"received\"}"
	"],\"next\":\"7\"}";

static void test_messages(void **state)
{
	(void)state;
	check(CMD_MESSAGES, messages, 0,
		" 7  14:02      Budi Santoso       Halo kak, barang masih ada? \xef\xbf\xbd[2J\n"
		"12  14:03      rina          ✓✓R  Masih kak, warna apa? *\n"
		"13  Sat 09:00  Budi Santoso       [image]\n");
	check(CMD_MESSAGES, messages, 60,
		"id  time       who                message\n"
		" 7  14:02      Budi Santoso       Halo kak,\n"
		"                                  barang masih ada? \xef\xbf\xbd[2J\n"
		"12  14:03      rina          ✓✓R  Masih kak, warna apa? *\n"
		"13  Sat 09:00  Budi Santoso       [image]\n"
		"more: --after 7\n");
}

static void test_conversations(void **state)
{
	static const char answer[] =
		"{\"items\":[{\"id\":3,\"title\":\"Budi Santoso\",\"phone\":\"+62 812-3456-7890\",\"needs_reply\":true,"
		"\"status\":\"open\",\"unseen\":2,\"last\":{\"from_me\":false,\"kind\":\"text\","
		"\"text\":\"Kak, ongkir ke Bandung berapa?\",\"at\":\"2026-11-22T14:31:05+07:00\",\"state\":\"received\"}},"
		"{\"id\":41,\"title\":\"Toko Maju\",\"phone\":null,\"needs_reply\":false,\"status\":\"waiting\",\"unseen\":0,"
		"\"last\":{\"from_me\":true,\"kind\":\"text\",\"text\":\"Baik\",\"at\":\"2026-11-22T14:20:00+07:00\","
		"\"state\":\"delivered\"}}],\"next\":null}";

	(void)state;
	check(CMD_CONVERSATION_LIST, answer, 0,
		" 3  Budi Santoso  +62 812-3456-7890  14:31  2  needs reply      Kak, ongkir ke Bandung berapa?\n"
		"41  Toko Maju                        14:20     waiting      ✓✓  Baik\n");
	check(CMD_CONVERSATION_LIST, answer, 80,
		"id  who           phone              time   new  case             last message\n"
		" 3  Budi Santoso  +62 812-3456-7890  14:31    2  needs reply      Kak, ongkir k…\n"
		"41  Toko Maju                        14:20       waiting      ✓✓  Baik\n");
	check(CMD_CONVERSATION_LIST, "{\"items\":[],\"next\":null}", 80, "no conversations here\n");
	check(CMD_CONVERSATION_LIST, "{\"items\":[],\"next\":null}", 0, "");
}

static void test_message(void **state)
{
	(void)state;
	check(CMD_SEND,
		"{\"id\":5,\"state\":\"queued\",\"leaves_at\":\"2026-11-23T08:00:00+07:00\",\"verdict\":{\"gates\":["
		"{\"gate\":\"hours\",\"kind\":\"wait\",\"until\":\"2026-11-23T08:00:00+07:00\",\"say\":"
		"{\"key\":\"gate.hours\",\"template\":\"open {hours}\",\"args\":{\"hours\":\"08:00-21:00\"},\"message\":\"x\"},"
		"\"change\":{\"key\":\"gate.hours.change\",\"template\":\"other hours\",\"args\":{},\"message\":\"x\"}}]}}",
		0,
		"message 5: queued, leaves at Mon 08:00\n"
		"hours  wait  Mon 08:00  open 08:00-21:00; other hours\n");
	check(CMD_CANCEL, "{\"id\":5,\"state\":\"cancelled\",\"leaves_at\":null,\"verdict\":null}", 0,
		"message 5: cancelled\n");
}

static void test_other(void **state)
{
	(void)state;
	/* Hidden commands have no text of their own: the JSON itself. */
	check(CMD_DRAFT, "{\"text\":\"x\"}", 80, "{\"text\":\"x\"}\n");
	check(CMD_SESSION_CODE, "{\"session\":\"toko\",\"code\":\"ABCD-EFGH\"}", 0,
		"ABCD-EFGH — type it on the phone: Linked devices, Link a device, Link with phone number instead\n");
	check(CMD_WHOAMI, "{\"uid\":1000,\"agent\":\"rina\",\"rights\":\"agent\",\"version\":\"0.1.0\","
		"\"views\":[{\"name\":\"mine\",\"title\":\"Mine\",\"count\":4}]}", 0,
		"agent   rina\nrights  agent\nuid     1000\nengine  0.1.0\nMine    4\n");
}

/* A reply is set once or twice and freed once; a list has its cursor or null. */
static void test_builder(void **state)
{
	struct reply r = { 0 };

	(void)state;
	reply_set(&r, json_object());
	reply_list(&r, json_array(), "");
	assert_true(json_is_null(json_object_get(r.json, "next")));
	reply_list(&r, json_array(), "abc");
	assert_string_equal(json_str(r.json, "next"), "abc");
	reply_fini(&r);
	reply_fini(&r);
}

/* What nobody knows explains itself: since when, how often it was looked for, who decides. */
static void test_unknown(void **state)
{
#define OF(status) "{\"message\":{\"id\":4711,\"status\":\"" status "\",\"state\":\"unknown\",\"text\":\"Ada kak\"}," \
		"\"verdict\":{\"kind\":\"allow\",\"until\":null,\"gates\":[]},\"looks\":3,\"attempts\":[" \
		"{\"n\":1,\"at\":\"2026-11-22T14:02:07+07:00\",\"ended_at\":null,\"outcome\":\"unknown\",\"detail\":\"timeout\"}]}"
	static const char *const answers[] = { OF("unknown"), OF("sent") };
#undef OF
	static const char want[] = "handed to WAHA 14:02:07, no answer that proves it; looked for 3 times since. "
		"Decide: settle 4711 look, settle 4711 sent, or settle 4711 again\n";
	struct reply_options o = options(0);

	(void)state;
	for (int known = 0; known < 2; known++) {
		json_t *v = json_read(answers[known], strlen(answers[known]), NULL);
		struct buf out;

		buf_init(&out, 1 << 16);
		reply_text(command_get(CMD_WHY), v, &o, &out);
		assert_int_equal(strstr(buf_str(&out), want) != NULL, !known);
		buf_fini(&out);
		json_decref(v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time), cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_conversations),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_other),
		cmocka_unit_test(test_builder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
