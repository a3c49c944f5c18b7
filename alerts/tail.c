/* How it works: the texts lie in one block, never torn apart, and go on at its beginning where its
 * end has no room; beside it a ring of what is known of each. */
#include "alerts/tail.h"

#include <stdlib.h>

enum { BYTES_A_LINE = 128 }; /* fewer than any line has: the ring is not what fills up first */

struct record {
    uint64_t number;
    uint64_t put_ns;
    uint32_t at;
    uint32_t n;
    uint32_t severity;
};

struct tail {
    size_t size;
    size_t used;
    size_t oldest; /* its place in the ring */
    size_t lines;
    size_t lines_max;
    struct record *record;
    uint8_t *block;
};

struct tail *tail_new(size_t bytes)
{
    struct tail *t = calloc(1, sizeof *t);
    if (t == NULL || bytes > UINT32_MAX) {
        free(t);
        return NULL;
    }
    t->size = bytes;
    t->lines_max = bytes / BYTES_A_LINE + 1;
    t->record = calloc(t->lines_max, sizeof *t->record);
    t->block = calloc(1, bytes + 1);
    if (t->record != NULL && t->block != NULL)
        return t;
    tail_free(t);
    return NULL;
}

void tail_free(struct tail *t)
{
    if (t == NULL)
        return;
    free(t->record);
    free(t->block);
    free(t);
}

static struct record *record(const struct tail *t, size_t i)
{
    return &t->record[(t->oldest + i) % t->lines_max];
}

/* Where a text of that length can stand; more than size: nowhere. */
static size_t place_for(const struct tail *t, size_t n)
{
    if (t->lines == 0)
        return n <= t->size ? 0 : t->size + 1;
    size_t head = record(t, 0)->at;
    const struct record *newest = record(t, t->lines - 1);
    size_t end = newest->at + newest->n;
    if (newest->at < head)
        return head - end >= n ? end : t->size + 1;
    if (t->size - end >= n)
        return end;
    return head > n ? 0 : t->size + 1;
}

bool tail_add(struct tail *t, const struct tail_line *line)
{
    size_t at = place_for(t, line->text.n);
    if (t->lines == t->lines_max || line->text.n == 0 || at > t->size)
        return false;
    *record(t, t->lines) = (struct record){ .number = line->number,
                                            .put_ns = line->put_ns,
                                            .at = (uint32_t)at,
                                            .n = (uint32_t)line->text.n,
                                            .severity = line->severity };
    memcpy(t->block + at, line->text.p, line->text.n);
    t->lines++;
    t->used += line->text.n;
    return true;
}

void tail_drop(struct tail *t)
{
    t->used -= record(t, 0)->n;
    t->oldest = (t->oldest + 1) % t->lines_max;
    t->lines--;
}

size_t tail_count(const struct tail *t)
{
    return t->lines;
}

struct tail_line tail_at(const struct tail *t, size_t i)
{
    const struct record *r = record(t, i);
    return (struct tail_line){ .number = r->number,
                               .put_ns = r->put_ns,
                               .severity = r->severity,
                               .text = { t->block + r->at, r->n } };
}

size_t tail_after(const struct tail *t, uint64_t number)
{
    size_t low = 0;
    size_t high = t->lines;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (record(t, middle)->number > number)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

size_t tail_used(const struct tail *t)
{
    return t->used;
}
