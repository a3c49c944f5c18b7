/* "Did you mean...?" */
#pragma once

#include <stddef.h>

/* The closest of the words tried so far. */
struct nearest {
    const char *word;
    const char *best; /* NULL: nothing is close */
    size_t changes;   /* how many letters to change, add or drop */
};

/* Before any was tried; the word must outlive it. */
static inline struct nearest nearest_to(const char *word)
{
    return (struct nearest){ .word = word };
}

/* A candidate further than a third of the word's letters (at least two) is not close. Words are
 * compared by their first 31 letters. */
void nearest_try(struct nearest *n, const char *candidate);
