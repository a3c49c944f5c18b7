/* Short texts that are values: copied whole, always terminated, always printable ASCII. */
#pragma once

#include "core/bytes.h"

struct text {
    char s[64];
};

/* Room for one sentence of explanation. */
struct sentence {
    char s[192];
};

/* What is not printable ASCII becomes a dot; what does not fit is cut. */
void text_set(struct text *t, struct bytes b);
void text_format(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void sentence_format(struct sentence *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* As text_set() makes it. */
static inline struct text text_of(struct bytes b)
{
    struct text t;
    text_set(&t, b);
    return t;
}
