#include "core/text.h"

#include <stdarg.h>
#include <stdio.h>

static void make_printable(char *s)
{
    for (; *s != '\0'; s++)
        if (*s < ' ' || *s > '~')
            *s = '.';
}

void text_set(struct text *t, struct bytes b)
{
    size_t n = b.n < sizeof t->s ? b.n : sizeof t->s - 1;
    if (n > 0)
        memcpy(t->s, b.p, n);
    for (size_t i = 0; i < n; i++)
        if (t->s[i] < ' ' || t->s[i] > '~')
            t->s[i] = '.';
    t->s[n] = '\0';
}

void text_format(struct text *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(t->s, sizeof t->s, format, args);
    va_end(args);
    make_printable(t->s);
}

void sentence_format(struct sentence *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(t->s, sizeof t->s, format, args);
    va_end(args);
    make_printable(t->s);
}
