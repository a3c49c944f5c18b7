#include "core/words.h"

#include <stdlib.h>
#include <string.h>

struct words {
    size_t n;
    char word[WORDS_MAX][WORD_MAX];
};

struct words *words_new(void)
{
    return calloc(1, sizeof(struct words));
}

void words_free(struct words *w)
{
    free(w);
}

const char *words_keep(struct words *w, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i < w->n; i++)
        if (strcmp(w->word[i], word) == 0)
            return w->word[i];
    if (length == 0 || length >= WORD_MAX || w->n == WORDS_MAX)
        return NULL;
    memcpy(w->word[w->n], word, length + 1);
    return w->word[w->n++];
}
