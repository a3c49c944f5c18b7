/* Constants that come back from a file: reasons and proofs are pointers to constants everywhere,
 * and what was kept of them is a text. Each distinct text is kept once, at an address that stays.
 */
#pragma once

enum { WORDS_MAX = 512, WORD_MAX = 64 };

struct words;

/* All memory at once; NULL: there is none. */
struct words *words_new(void);
void words_free(struct words *w); /* w may be NULL */

/* The same letters, at the same address each time, as long as w lives. NULL: the word is empty or
 * too long, or there are WORDS_MAX others. */
const char *words_keep(struct words *w, const char *word);
