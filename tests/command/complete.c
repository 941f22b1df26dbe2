/* What the word under the cursor may become; | marks the cursor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

#include "command/complete.h"

static const struct {
	const char *line;   /* | is the cursor */
	const char *words;  /* all of them, in order; a trailing … : and more */
	const char *span;   /* what is replaced */
} rows[] = {
	{ "se|", "session sessions send search settle", "se" },
	{ "SE|", "session sessions send search settle", "SE" },
	{ "session q|", "qr", "q" },
	{ "session st|", "start status stop", "st" },
	{ "session list|", "list", "list" },
	{ "conversation list --v|", "--view", "--v" },
	{ "inbox --view n|", "needs-reply", "n" },
	{ "inbox --view |", "needs-reply mine unassigned waiting snoozed all unknown closed archived", "" },
	{ "settle 5 |", "look sent again", "" },
	{ "settle 5 s|", "sent", "s" },
	{ "settle 5 s| and more", "sent", "s" },
	{ "settle |", "", "" },
	{ "messages b|", "budi \"Budi Santoso\"", "b" },
	{ "messages \"Budi S|", "\"Budi Santoso\"", "\"Budi S" },
	{ "messages budi |", "", "" },
	{ "send |", "budi \"Budi Santoso\" \"Sri Wahyuni\"", "" },
	{ "send sri|", "\"Sri Wahyuni\"", "sri" },
	{ "send budi hal|", "", "hal" },
	{ "send budi --wa|", "--wait", "--wa" },
	{ "send --session t|", "toko", "t" },
	{ "send --at 9:00 s|", "\"Sri Wahyuni\"", "s" },
	{ "star 5 --st|", "", "--st" },
	{ "engine |", "stop", "" },
	{ "prev|", "", "prev" },
	{ "nonsense |", "", "" },
	{ "config sh|", "show", "sh" },
};

static void values(void *ctx, const struct arg *a, const char *prefix, struct completions *out)
{
	(void)ctx;
	if (a->kind == ARG_SESSION) {
		completions_add(out, prefix, "toko", NULL);
	} else if (a->kind == ARG_TO || a->kind == ARG_CONVERSATION) {
		completions_add(out, prefix, "budi", NULL);
		completions_add(out, prefix, "Budi Santoso", NULL);
		completions_add(out, prefix, "Sri Wahyuni", NULL);
		completions_add(out, prefix, "budi", "twice is once");
	}
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct completions c = { 0 };
		struct buf got = { 0 }, line = { 0 };
		size_t cursor = strcspn(rows[i].line, "|");

		buf_add(&line, rows[i].line, cursor);
		buf_adds(&line, rows[i].line + cursor + 1);
		command_complete(buf_str(&line), cursor, values, NULL, &c);
		for (size_t k = 0; k < c.n; k++)
			buf_addf(&got, "%s%s", k ? " " : "", c.v[k].word);
		if (strcmp(buf_str(&got), rows[i].words) != 0)
			fail_msg("%s: %s", rows[i].line, buf_str(&got));
		if (c.to - c.from != strlen(rows[i].span)
			|| memcmp(buf_str(&line) + c.from, rows[i].span, strlen(rows[i].span)) != 0)
			fail_msg("%s replaces %zu..%zu", rows[i].line, c.from, c.to);
		completions_fini(&c);
		buf_fini(&got);
		buf_fini(&line);
	}
}

/* Nothing hidden is offered, and every word of the first place is a command. */
static void test_first(void **state)
{
	struct completions c = { 0 };

	(void)state;
	command_complete("", 0, NULL, NULL, &c);
	assert_true(c.n > 15);
	for (size_t k = 0; k < c.n; k++) {
		bool starts = false;
		for (int id = 0; id < COMMAND_COUNT; id++) {
			const struct command *cmd = command_get((enum command_id)id);
			size_t n = strlen(c.v[k].word);
			starts = starts || (!(cmd->flags & CMD_HIDDEN)
				&& ((strncmp(cmd->name, c.v[k].word, n) == 0 && strchr(" ", cmd->name[n]))
					|| (cmd->alias && strcmp(cmd->alias, c.v[k].word) == 0)));
		}
		if (!starts)
			fail_msg("%s is offered", c.v[k].word);
	}
	completions_fini(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
