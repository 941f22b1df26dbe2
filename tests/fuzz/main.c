/* Runs LLVMFuzzerTestOneInput over every file of its corpus, then over mutated
 * ones, as a TAP test. `PROGRAM COUNT SEED` runs longer or differently; `PROGRAM
 * FILE` runs one input. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/mem.h"

#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

enum { INPUT_MAX = 1 << 16 };

static uint64_t seed = 0x57a7e1;

static uint32_t draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return below ? (uint32_t)((seed >> 16) % below) : 0;
}

static void one(const struct buf *b)
{
	/* Exactly as long as the input, so that a sanitizer sees a read past it. */
	uint8_t *copy = xmalloc(b->n ? b->n : 1);
	memcpy(copy, buf_str(b), b->n);
	LLVMFuzzerTestOneInput(copy, b->n);
	free(copy);
}

static void mutate(struct buf *b, const struct buf *other)
{
	static const char spice[][24] = { "\"", "{", "}", "[", "]", "null", "true", "false", "-1", "0", "_", "@", "@lid",
		"@c.us", "@g.us", ":12", "+62", "\\u0000", "\\ud800", "1e999", "9223372036854775808", ",", "\xff", "true__" };
	size_t at = draw((uint32_t)b->n + 1), len = draw(16);
	struct buf out;

	buf_init(&out, INPUT_MAX);
	if (at + len > b->n)
		len = b->n - at;
	buf_add(&out, b->v, at);
	switch (draw(6)) {
	case 0: /* cut a run out */
		break;
	case 1: /* turn a byte */
		if (len) {
			buf_addc(&out, (char)(b->v[at] ^ (1 << draw(8))));
			buf_add(&out, b->v + at + 1, len - 1);
		}
		break;
	case 2: /* double a run */
		buf_add(&out, b->v + at, len);
		buf_add(&out, b->v + at, len);
		break;
	case 3: /* replace by a word that means something */
	case 4:
		buf_adds(&out, spice[draw(sizeof spice / sizeof *spice)]);
		break;
	default: { /* a run of another input */
		size_t from = draw((uint32_t)other->n + 1), n = draw(200);
		buf_add(&out, other->v + from, from + n > other->n ? other->n - from : n);
	}
	}
	buf_add(&out, b->v + at + len, b->n - at - len);
	buf_fini(b);
	*b = out;
}

int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	char *folder = xasprintf("%s/tests/%s", top ? top : ".", fuzz_corpus);
	unsigned long count = argc > 2 ? strtoul(argv[1], NULL, 10) : fuzz_count, n = 0;
	struct dirent **names = NULL;
	struct buf *corpus;
	int files, status = 1;

	if (argc > 2)
		seed = strtoull(argv[2], NULL, 10) * 2 + 1;
	files = argc == 2 ? 0 : scandir(folder, &names, NULL, alphasort);
	corpus = xcalloc((size_t)(files > 0 ? files : 0) + 1, sizeof *corpus);
	for (int i = 0; i < files; i++) {
		char *path = path_join(folder, names[i]->d_name);
		if (names[i]->d_name[0] != '.' && file_read(path, &corpus[n], NULL))
			n++;
		free(path);
	}
	if (argc == 2 && file_read(argv[1], &corpus[0], NULL))
		n = 1;
	if (!n) {
		printf("1..1\nnot ok 1 - no input in %s\n", argc == 2 ? argv[1] : folder);
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		one(&corpus[i]);
	for (unsigned long i = 0; argc != 2 && i < count; i++) {
		const struct buf *start = &corpus[draw((uint32_t)n)];
		struct buf b;
		buf_init(&b, INPUT_MAX);
		buf_add(&b, buf_str(start), start->n);
		for (uint32_t turns = 1 + draw(6); turns; turns--)
			mutate(&b, &corpus[draw((uint32_t)n)]);
		one(&b);
		buf_fini(&b);
	}
	printf("1..1\nok 1 - %lu files and %lu mutations of %s\n", n, argc == 2 ? 0 : count, fuzz_corpus);
	status = 0;
out:
	for (size_t i = 0; i < n; i++)
		buf_fini(&corpus[i]);
	for (int i = 0; i < files; i++)
		free(names[i]);
	free(names);
	free(corpus);
	free(folder);
	return status;
}
