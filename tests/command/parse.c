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
#include "base/mem.h"

#include "command/parse.h"

/* Lines that are taken: the command, and its arguments as JSON with ' for ", sorted by key. */
static const struct {
	const char *line, *command, *args;
} taken[] = {
	{ "session list", "session list", "{}" },
	{ "sessions", "session list", "{}" },
	{ "inbox --view all", "conversation list", "{'view':'all'}" },
	{ "session start", "session start", "{}" },
	{ "session start toko", "session start", "{'session':'toko'}" },
	{ "session code toko 0812-3456-7890", "session code", "{'phone':'0812-3456-7890','session':'toko'}" },
	{ "session code 0812-3456-7890", "session code", "{'phone':'0812-3456-7890','session':'-'}" },
	{ "session qr", "session qr", "{'session':'-'}" },
	{ "session status --json", "session status", "{'json':true,'session':'-'}" },
	{ "session webhook on", "session webhook", "{'how':'on','session':'-'}" },
	{ "session webhook toko on", "session webhook", "{'how':'on','session':'toko'}" },
	{ "conversation list --view=mine --limit 5 --json", "conversation list",
	  "{'json':true,'limit':5,'view':'mine'}" },
	{ "messages 12 --before 4711", "messages", "{'before':4711,'conversation':'12'}" },
	{ "messages 'Toko Maju Jaya'", "messages", "{'conversation':'Toko Maju Jaya'}" },
	{ "send budi Halo kak, barangnya sudah siap", "send",
	  "{'text':'Halo kak, barangnya sudah siap','to':'budi'}" },
	{ "send budi Halo --wait", "send", "{'text':'Halo','to':'budi','wait':true}" },
	{ "send --at 'tomorrow 9' budi Selamat pagi", "send",
	  "{'at':'tomorrow 9','text':'Selamat pagi','to':'budi'}" },
	{ "send budi --reply-to 4711 ya", "send", "{'reply_to':4711,'text':'ya','to':'budi'}" },
	{ "send budi -- --wait is a word here", "send", "{'text':'--wait is a word here','to':'budi'}" },
	{ "send budi '  two  spaces '", "send", "{'text':'  two  spaces ','to':'budi'}" },
	{ "send +6281234567890 \"say \\\"hi\\\" \\n\"", "send",
	  "{\"text\":\"say \\\"hi\\\" \\\\n\",\"to\":\"+6281234567890\"}" },
	{ "send budi ''", "send", "{'text':'','to':'budi'}" },
	{ "send budi -5 derajat", "send", "{'text':'-5 derajat','to':'budi'}" },
	{ "search ongkir bandung in:budi --limit 3", "search", "{'limit':3,'q':'ongkir bandung in:budi'}" },
	{ "star 4711", "star", "{'message':4711}" },
	{ "settle 9 again", "settle", "{'how':'again','message':9}" },
	{ "confirm 9 --reason 'asked the owner'", "confirm", "{'message':9,'reason':'asked the owner'}" },
	{ "resume --clock --reason checked", "resume", "{'clock':true,'reason':'checked'}" },
	{ "resume toko --reason 'it is well'", "resume", "{'reason':'it is well','session':'toko'}" },
	{ "assign budi me", "assign", "{'agent':'me','conversation':'budi'}" },
	{ "health -h", "health", "{'help':true}" },
	{ "send --help", "send", "{'help':true}" },
	{ "engine stop", "engine stop", "{}" },
	{ "engine --linger --ready-fd 5", "engine", "{'linger':true,'ready_fd':5}" },
	{ "help session qr", "help", "{'command':'session qr'}" },
	{ "send budi --file 'nota 1.pdf' --as document", "send",
	  "{'as':'document','file':'nota 1.pdf','to':'budi'}" },
	{ "send budi --poll 'Warna apa?' --option Merah --option 'Biru tua'", "send",
	  "{'option':['Merah','Biru tua'],'poll':'Warna apa?','to':'budi'}" },
	{ "send budi --location '-6.2,106.8,Toko kami'", "send",
	  "{'location':'-6.2,106.8,Toko kami','to':'budi'}" },
	{ "react 5 👍", "react", "{'emoji':'👍','message':5}" },
	{ "react 5", "react", "{'message':5}" },
	{ "edit 5 Bukan 15, tapi 16", "edit", "{'message':5,'text':'Bukan 15, tapi 16'}" },
	{ "forward 5 budi", "forward", "{'message':5,'to':'budi'}" },
	{ "media 5 --save foto.jpg", "media", "{'message':5,'save':'foto.jpg'}" },
};

/* Lines that are refused: the command (NULL: none is found), the error's key and a part of its
 * sentence. */
static const struct {
	const char *line, *command, *key, *says;
} refused[] = {
	{ "", NULL, "command.none", "help" },
	{ "sned budi hi", NULL, "command.unknown", "did you mean send?" },
	{ "session lsit", NULL, "command.unknown", "session list" },
	{ "conversation", NULL, "command.unknown", "conversation list" },
	{ "queu", NULL, "command.unknown", "queue" },
	{ "send", "send", "args.missing", "to" },
	{ "send budi --file x --as picture", "send", "args.choice", "voice" },
	{ "send budi --poll x --option ''", "send", "args.empty", "option" },
	{ "edit 5", "edit", "args.missing", "text" },
	{ "settle 4711", "settle", "args.missing", "how" },
	{ "star", "star", "args.missing", "message" },
	{ "star abc", "star", "args.message", "abc" },
	{ "star 0", "star", "args.id", "1" },
	{ "star 5 6", "star", "args.more", "6" },
	{ "star 5 --starred", "star", "args.option", "starred" },
	{ "conversation list --veiw all", "conversation list", "args.option", "did you mean --view?" },
	{ "priority 12 higher", "priority", "args.choice", "urgent" },
	{ "conversation list --limit", "conversation list", "args.value", "--limit" },
	{ "conversation list --limit ten", "conversation list", "args.number", "ten" },
	{ "conversation list --limit 0", "conversation list", "args.range", "1 to 500" },
	{ "conversation list --limit 501", "conversation list", "args.range", "1 to 500" },
	{ "conversation list --limit 99999999999999999999", "conversation list", "args.number", "limit" },
	{ "conversation list --view all --view mine", "conversation list", "args.twice", "view" },
	{ "settle 9 maybe", "settle", "args.choice", "look, sent, again" },
	{ "resume", "resume", "args.missing-option", "--reason REASON" },
	{ "contact consent 1 in", "contact consent", "args.missing-option", "--source SOURCE" },
	{ "resume --reason ''", "resume", "args.empty", "reason" },
	{ "health --json=yes", "health", "args.novalue", "json" },
	{ "health now", "health", "args.more", "now" },
	{ "messages '' ", "messages", "args.empty", "conversation" },
	{ "messages \"a\tb\"", "messages", "args.control", "conversation" },
	{ "messages \xff\xfe", "messages", "args.utf8", "conversation" },
	{ "send 'budi hi", NULL, "line.quote", "not closed" },
};

/* A line's command, NULL: none, and its arguments, the caller's, NULL: refused with e. */
static const struct command *read_line(const char *line, char **args, struct err *e)
{
	struct words w = { 0 };
	const struct command *cmd = NULL;
	json_t *v = NULL;
	size_t took = 0;
	*args = NULL;
	if (command_split(line, &w, e))
		cmd = command_find((const char *const *)w.v, w.n, &took, e);
	if (cmd && command_parse(cmd, (const char *const *)w.v + took, w.n - took, &v, e))
		*args = json_dumps(v, JSON_SORT_KEYS | JSON_COMPACT);
	json_decref(v);
	words_fini(&w);
	return cmd;
}

static void is_command(const char *line, const struct command *cmd, const char *name)
{
	if ((cmd == NULL) != (name == NULL) || (cmd && strcmp(cmd->name, name) != 0))
		fail_msg("“%s” is the command %s", line, cmd ? cmd->name : "none");
}

static void test_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
		struct err e = { 0 };
		char *args, want[256];
		const struct command *cmd = read_line(taken[i].line, &args, &e);
		is_command(taken[i].line, cmd, taken[i].command);
		/* Those with an inner " are written as they are. */
		str_copy(want, sizeof want, taken[i].args);
		for (char *p = want; *p && !strchr(taken[i].args, '"'); p++)
			*p = *p == '\'' ? '"' : *p;
		if (!args || strcmp(args, want) != 0)
			fail_msg("“%s” is %s (%s)", taken[i].line, args ? args : "refused", err_text(&e));
		free(args);
	}
}

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct err e = { 0 };
		char *args;
		is_command(refused[i].line, read_line(refused[i].line, &args, &e), refused[i].command);
		if (args)
			fail_msg("“%s” is %s", refused[i].line, args);
		if (strcmp(refused[i].key, e.say.key) != 0)
			fail_msg("“%s” is refused as %s: %s", refused[i].line, e.say.key, err_text(&e));
		if (refused[i].says && !strstr(err_text(&e), refused[i].says))
			fail_msg("“%s” is refused with “%s”", refused[i].line, err_text(&e));
		if (e.kind != ERR_USAGE)
			fail_msg("“%s” is not the caller's fault, but %s", refused[i].line, err_kind_name(e.kind));
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
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_untargeted),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_quote),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
