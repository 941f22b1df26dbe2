/* Lines as people type them, and the arguments they mean, written by hand. A
 * line that is wrong is refused with the key of what is wrong with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"

#include "command/parse.h"

static const struct {
	const char *line;
	const char *command; /* NULL: no such command */
	const char *args;    /* JSON, sorted by key; NULL: refused */
	const char *key;     /* of the error */
	const char *says;    /* a part of its sentence */
} lines[] = {
	{ "session list", "session list", "{}", 0, 0 },
	{ "sessions", "session list", "{}", 0, 0 },
	{ "inbox --view all", "conversation list", "{\"view\":\"all\"}", 0, 0 },
	{ "session start", "session start", "{}", 0, 0 },
	{ "session start toko", "session start", "{\"session\":\"toko\"}", 0, 0 },
	{ "session code toko 0812-3456-7890", "session code", "{\"phone\":\"0812-3456-7890\",\"session\":\"toko\"}", 0, 0 },
	{ "session code 0812-3456-7890", "session code", "{\"phone\":\"0812-3456-7890\",\"session\":\"-\"}", 0, 0 },
	{ "session qr", "session qr", "{\"session\":\"-\"}", 0, 0 },
	{ "session status --json", "session status", "{\"json\":true,\"session\":\"-\"}", 0, 0 },
	{ "session webhook on", "session webhook", "{\"how\":\"on\",\"session\":\"-\"}", 0, 0 },
	{ "session webhook toko on", "session webhook", "{\"how\":\"on\",\"session\":\"toko\"}", 0, 0 },
	{ "conversation list --view=mine --limit 5 --json", "conversation list",
	  "{\"json\":true,\"limit\":5,\"view\":\"mine\"}", 0, 0 },
	{ "messages 12 --before 4711", "messages", "{\"before\":4711,\"conversation\":\"12\"}", 0, 0 },
	{ "messages 'Toko Maju Jaya'", "messages", "{\"conversation\":\"Toko Maju Jaya\"}", 0, 0 },
	{ "send budi Halo kak, barangnya sudah siap", "send",
	  "{\"text\":\"Halo kak, barangnya sudah siap\",\"to\":\"budi\"}", 0, 0 },
	{ "send budi Halo --wait", "send", "{\"text\":\"Halo\",\"to\":\"budi\",\"wait\":true}", 0, 0 },
	{ "send --at 'tomorrow 9' budi Selamat pagi", "send",
	  "{\"at\":\"tomorrow 9\",\"text\":\"Selamat pagi\",\"to\":\"budi\"}", 0, 0 },
	{ "send budi --reply-to 4711 ya", "send", "{\"reply_to\":4711,\"text\":\"ya\",\"to\":\"budi\"}", 0, 0 },
	{ "send budi -- --wait is a word here", "send", "{\"text\":\"--wait is a word here\",\"to\":\"budi\"}", 0, 0 },
	{ "send budi '  two  spaces '", "send", "{\"text\":\"  two  spaces \",\"to\":\"budi\"}", 0, 0 },
	{ "send +6281234567890 \"say \\\"hi\\\" \\n\"", "send",
	  "{\"text\":\"say \\\"hi\\\" \\\\n\",\"to\":\"+6281234567890\"}", 0, 0 },
	{ "send budi ''", "send", "{\"text\":\"\",\"to\":\"budi\"}", 0, 0 },
	{ "send budi -5 derajat", "send", "{\"text\":\"-5 derajat\",\"to\":\"budi\"}", 0, 0 },
	{ "search ongkir bandung in:budi --limit 3", "search", "{\"limit\":3,\"q\":\"ongkir bandung in:budi\"}", 0, 0 },
	{ "star 4711", "star", "{\"message\":4711}", 0, 0 },
	{ "settle 9 again", "settle", "{\"how\":\"again\",\"message\":9}", 0, 0 },
	{ "confirm 9 --reason 'asked the owner'", "confirm", "{\"message\":9,\"reason\":\"asked the owner\"}", 0, 0 },
	{ "resume --clock --reason checked", "resume", "{\"clock\":true,\"reason\":\"checked\"}", 0, 0 },
	{ "resume toko --reason 'it is well'", "resume", "{\"reason\":\"it is well\",\"session\":\"toko\"}", 0, 0 },
	{ "assign budi me", "assign", "{\"agent\":\"me\",\"conversation\":\"budi\"}", 0, 0 },
	{ "health -h", "health", "{\"help\":true}", 0, 0 },
	{ "send --help", "send", "{\"help\":true}", 0, 0 },
	{ "engine stop", "engine stop", "{}", 0, 0 },
	{ "engine --linger --ready-fd 5", "engine", "{\"linger\":true,\"ready_fd\":5}", 0, 0 },
	{ "help session qr", "help", "{\"command\":\"session qr\"}", 0, 0 },

	{ "", NULL, NULL, "command.none", "help" },
	{ "sned budi hi", NULL, NULL, "command.unknown", "did you mean send?" },
	{ "session lsit", NULL, NULL, "command.unknown", "session list" },
	{ "conversation", NULL, NULL, "command.unknown", "conversation list" },
	{ "queu", NULL, NULL, "command.unknown", "queue" },
	{ "send", "send", NULL, "args.missing", "to" },
	{ "send budi --file 'nota 1.pdf' --as document", "send",
	  "{\"as\":\"document\",\"file\":\"nota 1.pdf\",\"to\":\"budi\"}", 0, 0 },
	{ "send budi --file x --as picture", "send", NULL, "args.choice", "voice" },
	{ "send budi --poll 'Warna apa?' --option Merah --option 'Biru tua'", "send",
	  "{\"option\":[\"Merah\",\"Biru tua\"],\"poll\":\"Warna apa?\",\"to\":\"budi\"}", 0, 0 },
	{ "send budi --location '-6.2,106.8,Toko kami'", "send", "{\"location\":\"-6.2,106.8,Toko kami\",\"to\":\"budi\"}", 0, 0 },
	{ "send budi --poll x --option ''", "send", NULL, "args.empty", "option" },
	{ "react 5 👍", "react", "{\"emoji\":\"👍\",\"message\":5}", 0, 0 },
	{ "react 5", "react", "{\"message\":5}", 0, 0 },
	{ "edit 5 Bukan 15, tapi 16", "edit", "{\"message\":5,\"text\":\"Bukan 15, tapi 16\"}", 0, 0 },
	{ "edit 5", "edit", NULL, "args.missing", "text" },
	{ "forward 5 budi", "forward", "{\"message\":5,\"to\":\"budi\"}", 0, 0 },
	{ "media 5 --save foto.jpg", "media", "{\"message\":5,\"save\":\"foto.jpg\"}", 0, 0 },
	{ "settle 4711", "settle", NULL, "args.missing", "how" },
	{ "star", "star", NULL, "args.missing", "message" },
	{ "star abc", "star", NULL, "args.message", "abc" },
	{ "star 0", "star", NULL, "args.id", "1" },
	{ "star 5 6", "star", NULL, "args.more", "6" },
	{ "star 5 --starred", "star", NULL, "args.option", "starred" },
	{ "conversation list --veiw all", "conversation list", NULL, "args.option", "did you mean --view?" },
	{ "priority 12 higher", "priority", NULL, "args.choice", "urgent" },
	{ "conversation list --limit", "conversation list", NULL, "args.value", "--limit" },
	{ "conversation list --limit ten", "conversation list", NULL, "args.number", "ten" },
	{ "conversation list --limit 0", "conversation list", NULL, "args.range", "1 to 500" },
	{ "conversation list --limit 501", "conversation list", NULL, "args.range", "1 to 500" },
	{ "conversation list --limit 99999999999999999999", "conversation list", NULL, "args.number", "limit" },
	{ "conversation list --view all --view mine", "conversation list", NULL, "args.twice", "view" },
	{ "settle 9 maybe", "settle", NULL, "args.choice", "look, sent, again" },
	{ "resume", "resume", NULL, "args.missing", "reason" },
	{ "resume --reason ''", "resume", NULL, "args.empty", "reason" },
	{ "health --json=yes", "health", NULL, "args.novalue", "json" },
	{ "health now", "health", NULL, "args.more", "now" },
	{ "messages '' ", "messages", NULL, "args.empty", "conversation" },
	{ "messages \"a\tb\"", "messages", NULL, "args.control", "conversation" },
	{ "messages \xff\xfe", "messages", NULL, "args.utf8", "conversation" },
	{ "send 'budi hi", NULL, NULL, "line.quote", "not closed" },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct words w = { 0 };
		struct err e = { 0 };
		json_t *args = NULL;
		size_t took = 0;
		const struct command *cmd = NULL;
		char *said = NULL;

		if (command_split(lines[i].line, &w, &e))
			cmd = command_find((const char *const *)w.v, w.n, &took, &e);
		if (cmd && command_parse(cmd, (const char *const *)w.v + took, w.n - took, &args, &e))
			said = json_dumps(args, JSON_SORT_KEYS | JSON_COMPACT);
		if ((cmd == NULL) != (lines[i].command == NULL) || (cmd && strcmp(cmd->name, lines[i].command) != 0))
			fail_msg("“%s” is the command %s", lines[i].line, cmd ? cmd->name : "none");
		if ((said == NULL) != (lines[i].args == NULL) || (said && strcmp(said, lines[i].args) != 0))
			fail_msg("“%s” is %s (%s)", lines[i].line, said ? said : "refused", err_text(&e));
		if (lines[i].key && strcmp(lines[i].key, e.say.key) != 0)
			fail_msg("“%s” is refused as %s: %s", lines[i].line, e.say.key, err_text(&e));
		if (lines[i].says && !strstr(err_text(&e), lines[i].says))
			fail_msg("“%s” is refused with “%s”", lines[i].line, err_text(&e));
		if (lines[i].key && e.kind != ERR_USAGE)
			fail_msg("“%s” is not the caller's fault, but %s", lines[i].line, err_kind_name(e.kind));
		free(said);
		json_decref(args);
		words_fini(&w);
	}
}

/* A text of 64 KB is taken, one byte more is not. */
static void test_long(void **state)
{
	char *text = malloc(65538);
	const char *words[] = { "budi", text };
	const struct command *send = command_get(CMD_SEND);
	struct err e = { 0 };
	json_t *args;

	(void)state;
	memset(text, 'x', 65537);
	text[65537] = '\0';
	assert_false(command_parse(send, words, 2, &args, &e));
	assert_null(args);
	assert_int_equal(e.kind, ERR_TOO_LARGE);
	text[65536] = '\0';
	assert_true(command_parse(send, words, 2, &args, &e));
	assert_int_equal(json_string_length(json_object_get(args, "text")), 65536);
	json_decref(args);
	free(text);
}

/* What is quoted is split back into the same word. */
static void test_quote(void **state)
{
	static const char *const words[] = { "plain", "two words", "", "it's", "say \"hi\"", "back\\slash", "\\", "'\"" };

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		char *quoted = word_quote(words[i]);
		struct words w = { 0 };
		struct err e = { 0 };
		assert_true(command_split(quoted, &w, &e));
		assert_int_equal(w.n, 1);
		assert_string_equal(w.v[0], words[i]);
		words_fini(&w);
		free(quoted);
	}
}

/* What the screen's line leaves out: where the target is to stand, -1 when one is
 * typed (or nothing is). */
static void test_untargeted(void **state)
{
	static const struct {
		const char *line;
		int at;
		bool dot;
	} cases[] = {
		{ "contact tag +vip -lama", 0, false },
		{ "contact tag budi +vip", -1, false },
		{ "label +order -lunas", 0, false },
		{ "label -lunas", 0, false },
		{ "label +62812 +order", -1, false },
		{ "label '+62 812-3456-7890' +order", -1, false },
		{ "label --batch x +order", 2, false },
		{ "label --batch=x +order", 1, false },
		{ "contact set kota=Bandung name=Budi", 0, false },
		{ "contact set 12 kota=Bandung", -1, false },
		{ "note . she pays on friday", 0, true },
		{ "note budi she pays", -1, false },
		{ "send . -- --", 0, true },
		{ "react . x", 0, true },
		{ "close", -1, false },
		{ "close --batch x", -1, false },
		{ "search a=b", -1, false },
		{ "session start -x", -1, false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct words w = { 0 };
		struct err e = { 0 };
		size_t took, at;
		bool dot;
		assert_true(command_split(cases[i].line, &w, &e));
		const struct command *c = command_find((const char *const *)w.v, w.n, &took, &e);
		assert_non_null(c);
		bool left_out = command_untargeted(c, (const char *const *)w.v + took, w.n - took, &at, &dot);
		if (left_out != (cases[i].at >= 0) || dot != cases[i].dot || (left_out && (int)at != cases[i].at))
			fail_msg("%s: %d, %d", cases[i].line, left_out ? (int)at : -1, dot);
		words_fini(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_untargeted),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_quote),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
