/* lookalike: which Latin letter a character passes for. Made of what spam on
 * phones is written with: letters of other scripts, phonetic and small capitals,
 * negative squares, money signs, digits. Tables, pure. */
#ifndef POLICY_LOOKALIKE_H
#define POLICY_LOOKALIKE_H

#include <stdbool.h>
#include <stdint.h>

/* A letter that looks like a Latin one (or a dressed up digit like a plain one):
 * that one, in lower case; else 0. */
char lookalike_letter(uint32_t c);
/* The letter that a digit or sign stands for inside a word, '1' for i or l; else 0. */
char lookalike_sign(uint32_t c);
/* The letters of flags, a sign each. */
bool lookalike_regional(uint32_t c);
/* Money, which stands before numbers too. */
bool lookalike_money(uint32_t c);

#endif
