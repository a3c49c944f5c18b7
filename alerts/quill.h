/* Writes a line character by character into the caller's room; what finds no place is left out. */
#pragma once

struct quill {
    char *at;
    char *end; /* behind the last place; at == end: it is full */
};

static inline void quill_char(struct quill *q, char c)
{
    if (q->at < q->end)
        *q->at++ = c;
}

static inline void quill_text(struct quill *q, const char *s)
{
    for (; *s != '\0'; s++)
        quill_char(q, *s);
}
