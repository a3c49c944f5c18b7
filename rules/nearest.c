#include "rules/nearest.h"

#include <string.h>

enum { WORD_MAX = 31 };

static size_t least(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

/* Levenshtein's distance, one row at a time. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1];
    size_t a_n = strnlen(a, WORD_MAX), b_n = strnlen(b, WORD_MAX);
    for (size_t j = 0; j <= b_n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_n; j++) {
            size_t same = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = least(row[j] + 1, row[j - 1] + 1, same);
        }
    }
    return row[b_n];
}

void nearest_try(struct nearest *n, const char *candidate)
{
    size_t d = distance(n->word, candidate);
    size_t close = strnlen(n->word, WORD_MAX) / 3;
    if (d > (close > 2 ? close : 2) || d >= strnlen(candidate, WORD_MAX))
        return;
    if (n->best != NULL && d >= n->changes)
        return;
    n->best = candidate;
    n->changes = d;
}
