#include "core/words.h"

#include <criterion/criterion.h>
#include <stdio.h>

Test(words, keeps_a_word_once_at_an_address_that_stays)
{
    struct words *w = words_new();
    char letters[] = "rtp-clear";
    const char *kept = words_keep(w, letters);
    cr_assert_not_null(kept);
    letters[0] = 'x';
    cr_expect_str_eq(kept, "rtp-clear");
    cr_expect_eq(words_keep(w, "rtp-clear"), kept);
    cr_expect_neq(words_keep(w, "xtp-clear"), kept);
    words_free(w);
}

Test(words, keeps_nothing_that_is_empty_or_too_long)
{
    struct words *w = words_new();
    char longest[WORD_MAX + 1] = "";
    memset(longest, 'a', WORD_MAX);
    cr_expect_null(words_keep(w, ""));
    cr_expect_null(words_keep(w, longest));
    cr_expect_not_null(words_keep(w, longest + 1));
    words_free(w);
}

Test(words, is_bounded)
{
    struct words *w = words_new();
    char word[WORD_MAX];
    for (int i = 0; i < WORDS_MAX; i++) {
        (void)snprintf(word, sizeof word, "word-%d", i);
        cr_assert_not_null(words_keep(w, word));
    }
    cr_expect_null(words_keep(w, "one-more"));
    cr_expect_not_null(words_keep(w, "word-0"), "what is known is found");
    words_free(w);
}
