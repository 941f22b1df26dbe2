/* Server-sent events, cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/ceiling.h"
#include "base/mem.h"

#include "client/sse.h"

#include "base/banned.h"

/* Every event as "name|id|data;". */
static void all(struct sse *s, struct buf *out)
{
	struct sse_event e;

	while (sse_next(s, &e)) {
		buf_addf(out, "%s|%s|%s;", e.name, e.id, buf_str(&e.data));
		buf_fini(&e.data);
	}
}

static void streams(void **state)
{
	static const struct {
		const char *bytes, *want;
	} cases[] = {
		{ "event: hello\nid: 1\ndata: {\"a\":1}\n\n", "hello|1|{\"a\":1};" },
		{ "data: x\n\n", "message||x;" },
		{ "data: one\ndata: two\n\n", "message||one\ntwo;" },
		{ "data:bare\r\n\r\n", "message||bare;" },
		{ ": comment\n\n: more\n\ndata: x\n\n", "message||x;" },
		{ "event: a\n\ndata: x\n\n", "message||x;" }, /* a name without data is forgotten */
		{ "id: 7\ndata: x\n\ndata: y\n\n", "message|7|x;message|7|y;" },
		{ "retry: 10\nwhat\ndata: x\n\n", "message||x;" },
		{ "data: not ended\n", "" },
		{ "event: this-name-is-much-longer-than-any-of-ours\ndata: x\n\n",
			"this-name-is-much-longe||x;" },
		{ "data: a: b\n\n", "message||a: b;" },
		{ "\n\n\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = strlen(cases[i].bytes);
		for (size_t cut = 0; cut <= n; cut++) {
			struct sse s;
			struct buf got = { 0 };
			sse_init(&s);
			assert_true(sse_push(&s, cases[i].bytes, cut));
			all(&s, &got);
			assert_true(sse_push(&s, cases[i].bytes + cut, n - cut));
			all(&s, &got);
			if (strcmp(buf_str(&got), cases[i].want)) {
				fail_msg("case %zu cut at %zu: %s", i, cut, buf_str(&got));
			}
			buf_fini(&got);
			sse_fini(&s);
		}
	}
}

/* An event without end is given up, not kept for ever. */
static void without_end(void **state)
{
	struct sse s;
	struct sse_event e;
	static char piece[64 << 10];
	size_t pushed = 0;

	(void)state;
	memset(piece, 'x', sizeof piece);
	sse_init(&s);
	assert_true(sse_push(&s, "data: ", 6));
	while (sse_push(&s, piece, sizeof piece)) {
		pushed += sizeof piece;
		assert_false(sse_next(&s, &e));
		assert_in_range(pushed, 0, 4 * CEIL_EVENT);
	}
	assert_in_range(pushed, CEIL_EVENT, 4 * CEIL_EVENT);
	sse_fini(&s);
	/* The same in many lines. */
	sse_init(&s);
	for (pushed = 0; sse_push(&s, "data: 0123456789012345678901234567890123456789\n", 47); pushed += 40) {
		assert_false(sse_next(&s, &e));
		assert_in_range(pushed, 0, 2 * CEIL_EVENT);
	}
	sse_fini(&s);
	sse_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(streams), cmocka_unit_test(without_end) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
