#include "alerts/redis_order.h"

#include <assert.h>
#include <stdio.h>

static void add(struct order *o, struct bytes word)
{
    assert(o->n < ORDER_OTHERS + ORDER_LINES);
    o->word[o->n] = (const char *)word.p;
    o->length[o->n++] = word.n;
}

void order_add(struct order *o, const char *word)
{
    add(o, bytes_of_text(word));
}

void order_add_number(struct order *o, uint64_t number)
{
    assert(o->numbers < ORDER_NUMBERS);
    char *text = o->number[o->numbers++];
    (void)snprintf(text, sizeof o->number[0], "%llu", (unsigned long long)number);
    order_add(o, text);
}

void order_add_lines(struct order *o, const struct bytes *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add(o, line[i]);
}

size_t order_cut(const struct bytes *line, size_t n)
{
    size_t lines = 1;
    size_t bytes = line[0].n;
    while (lines < n && lines < ORDER_LINES && bytes + line[lines].n <= ORDER_BYTES)
        bytes += line[lines++].n;
    return lines;
}

struct command order_command(struct order *o, const char *purpose)
{
    return (struct command){ purpose, false, o->n, o->word, o->length };
}
