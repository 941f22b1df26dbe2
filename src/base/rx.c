/* rx: compiled patterns of PCRE2. What matching needs beside the pattern belongs
 * to the thread, so that a pattern can be used by all of them at once. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rx.h"

#include "base/banned.h"

/* Counted by PCRE2 from each starting point: a pattern that needs more has gone
 * wild on this text. */
enum { MATCH_LIMIT = 100000, DEPTH_LIMIT = 1000, HEAP_KIB = 4096 };
enum { STACK_FIRST = 32 << 10, STACK_MAX = 512 << 10 };

struct rx {
	pcre2_code *code;
};

/* What a thread needs to match, made at its first match. */
struct bench {
	pcre2_jit_stack *stack; /* NULL: PCRE2's own 32 KiB */
	pcre2_match_context *context;
	pcre2_match_data *data;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t bench_key;

static void bench_free(void *p)
{
	struct bench *b = p;

	pcre2_jit_stack_free(b->stack);
	pcre2_match_context_free(b->context);
	pcre2_match_data_free(b->data);
	free(b);
}

static void make_key(void)
{
	if (pthread_key_create(&bench_key, bench_free) != 0)
		BUG("no thread key for matching");
}

static struct bench *bench_of_thread(void)
{
	struct bench *b = pthread_getspecific(bench_key);

	if (b)
		return b;
	b = xcalloc(1, sizeof *b);
	b->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_MAX, NULL);
	b->context = pcre2_match_context_create(NULL);
	b->data = pcre2_match_data_create(1, NULL);
	if (!b->context || !b->data || pthread_setspecific(bench_key, b) != 0)
		BUG("no memory to match");
	pcre2_set_depth_limit(b->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(b->context, HEAP_KIB);
	if (b->stack)
		pcre2_jit_stack_assign(b->context, NULL, b->stack);
	return b;
}

struct rx *rx_new(const char *pattern, const char *flags, struct err *e)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
	uint32_t extra = 0;
	pcre2_compile_context *compile = NULL;
	struct rx *rx = xcalloc(1, sizeof *rx);
	int code = 0;
	size_t at = 0;
	bool ok = false;

	pthread_once(&once, make_key);
	for (const char *f = flags ? flags : ""; *f; f++) {
		switch (*f) {
		case 'i':
			options |= PCRE2_CASELESS;
			break;
		case 'x':
			options |= PCRE2_EXTENDED;
			break;
		case 'w':
			extra |= PCRE2_EXTRA_MATCH_WORD;
			break;
		default:
			err_set(e, ERR_USAGE, "rx.flag",
				N_("the pattern {pattern} has the flag {flag}; there are i, x and w"),
				"pattern=%s\nflag=%c", pattern, *f);
			goto out;
		}
	}
	compile = pcre2_compile_context_create(NULL);
	if (!compile)
		BUG("no memory for a pattern");
	pcre2_set_compile_extra_options(compile, extra);
	rx->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &code, &at, compile);
	if (!rx->code) {
		PCRE2_UCHAR why[120];
		pcre2_get_error_message(code, why, sizeof why);
		err_set(e, ERR_USAGE, "rx.bad", N_("the pattern {pattern} is wrong at byte {at}: {why}"),
			"pattern=%s\nat=%zu\nwhy=%s", pattern, at, (char *)why);
		goto out;
	}
	/* Where there is no JIT, matching works without, slower. */
	pcre2_jit_compile(rx->code, PCRE2_JIT_COMPLETE);
	ok = true;
out:
	pcre2_compile_context_free(compile);
	if (!ok) {
		rx_free(rx);
		rx = NULL;
	}
	return rx;
}

void rx_free(struct rx *rx)
{
	if (!rx)
		return;
	pcre2_code_free(rx->code);
	free(rx);
}

enum rx_result rx_match_between(const struct rx *rx, const char *s, size_t n, size_t from, size_t last,
	unsigned steps, size_t *at, size_t *len)
{
	struct bench *b = bench_of_thread();
	int rc;

	if (from > n)
		return RX_NO;
	pcre2_set_match_limit(b->context, steps ? steps : MATCH_LIMIT);
	pcre2_set_offset_limit(b->context, last < n ? last : PCRE2_UNSET);
	rc = pcre2_match(rx->code, (PCRE2_SPTR)s, n, from, PCRE2_NO_UTF_CHECK, b->data, b->context);
	if (rc == PCRE2_ERROR_NOMATCH)
		return RX_NO;
	if (rc < 0)
		return RX_LIMIT;
	const PCRE2_SIZE *span = pcre2_get_ovector_pointer(b->data);
	/* \K can put the start of a match behind its end. */
	*at = span[0];
	*len = span[1] > span[0] ? span[1] - span[0] : 0;
	return RX_YES;
}

enum rx_result rx_match(const struct rx *rx, const char *s, size_t n, size_t from, size_t *at, size_t *len)
{
	return rx_match_between(rx, s, n, from, n, 0, at, len);
}
