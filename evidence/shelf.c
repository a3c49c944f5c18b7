#include "evidence/shelf.h"

#include <stdlib.h>

#include "core/secret.h"

enum { PLACES = 2048 };

static const uint64_t together_ns = 60ULL * 1000 * 1000 * 1000;

struct shelf {
    struct kept_frame *place; /* a ring */
    uint64_t put;             /* so far */
};

struct shelf *shelf_new(void)
{
    struct shelf *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->place = wire_memory_new(PLACES * sizeof *s->place);
    if (s->place != NULL)
        return s;
    free(s);
    return NULL;
}

void shelf_free(struct shelf *s)
{
    if (s == NULL)
        return;
    wire_memory_free(s->place, PLACES * sizeof *s->place);
    free(s);
}

void shelf_put(struct shelf *s, const struct kept_frame *k)
{
    s->place[s->put++ % PLACES] = *k;
}

static bool is_near(const struct kept_frame *k, const struct observation *o)
{
    return k->time_ns <= o->time_ns && o->time_ns - k->time_ns <= together_ns &&
           kept_frame_is_of(k, o);
}

size_t shelf_find(const struct shelf *s, const struct observation *o,
                  const struct kept_frame *found[SHELF_GIVES])
{
    const struct kept_frame *newest_first[SHELF_GIVES];
    size_t n = 0;
    bool own = false;
    for (uint64_t back = 1; back <= PLACES && back <= s->put && n < SHELF_GIVES; back++) {
        const struct kept_frame *k = &s->place[(s->put - back) % PLACES];
        if (!is_near(k, o))
            continue;
        own = own || (k->frame_no == o->frame_no && k->time_ns == o->time_ns);
        newest_first[n++] = k;
    }
    for (size_t i = 0; own && i < n; i++)
        found[i] = newest_first[n - 1 - i];
    return own ? n : 0;
}
