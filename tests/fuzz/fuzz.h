/* fuzz: what a fuzzer's file gives. With clang's -fsanitize=fuzzer only
 * LLVMFuzzerTestOneInput is used; in `make check` main.c beside this file
 * mutates a corpus with a seeded generator, always the same way. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
extern const char fuzz_corpus[]; /* folder below tests/ whose files are the start */
extern const unsigned fuzz_count; /* how many mutated inputs in `make check` */

#endif
