#include "sensor/timeline.h"

#include <stdlib.h>
#include <string.h>

/* How it works: an array in the order they were opened, and a table of places by the alert's id,
 * which is as good as random: open addressing, at most half full. */
struct timeline {
    size_t n, max;
    uint64_t lost;
    struct violation *violation;
    uint32_t *place; /* index + 1; 0: free */
    size_t places;   /* a power of two */
};

struct timeline *timeline_new(size_t max)
{
    struct timeline *t = calloc(1, sizeof *t);
    if (t == NULL)
        return NULL;
    t->max = max;
    t->places = 2;
    while (t->places < 2 * max)
        t->places *= 2;
    t->violation = calloc(max, sizeof *t->violation);
    t->place = calloc(t->places, sizeof *t->place);
    if (t->violation != NULL && t->place != NULL)
        return t;
    timeline_free(t);
    return NULL;
}

void timeline_free(struct timeline *t)
{
    if (t == NULL)
        return;
    free(t->violation);
    free(t->place);
    free(t);
}

/* Where that alert is entered, or shall be. */
static uint32_t *place_of(struct timeline *t, const char *id)
{
    size_t at = strtoull(id, NULL, 16) & (t->places - 1);
    while (t->place[at] != 0 && strcmp(t->violation[t->place[at] - 1].id, id) != 0)
        at = (at + 1) & (t->places - 1);
    return &t->place[at];
}

static void enter(struct timeline *t, uint32_t *place, const struct alert *a)
{
    struct violation *v = &t->violation[t->n++];
    *place = (uint32_t)t->n;
    *v = (struct violation){ .first_ns = a->first_ns,
                             .frame_no = a->ruling.evidence.frame_no,
                             .item = a->ruling.item,
                             .camera = a->ruling.camera.id,
                             .why = a->ruling.why };
    memcpy(v->id, a->id, sizeof v->id);
}

void timeline_hear(void *timeline, const struct alert *a)
{
    struct timeline *t = timeline;
    uint32_t *place = place_of(t, a->id);
    if (*place == 0 && t->n == t->max) {
        t->lost += a->event == ALERT_OPENED;
        return;
    }
    if (*place == 0)
        enter(t, place, a);
    struct violation *v = &t->violation[*place - 1];
    v->last_ns = a->last_ns;
    v->count = a->count;
    v->resolved_ns = a->event == ALERT_RESOLVED ? a->ruling.evidence.time_ns : 0;
}

static int by_time(const void *a, const void *b)
{
    const struct violation *x = a, *y = b;
    if (x->first_ns != y->first_ns)
        return x->first_ns < y->first_ns ? -1 : 1;
    int order = strcmp(x->camera.s, y->camera.s);
    return order != 0 ? order : strcmp(x->item->number, y->item->number);
}

size_t timeline_sort(struct timeline *t)
{
    qsort(t->violation, t->n, sizeof *t->violation, by_time);
    memset(t->place, 0, t->places * sizeof *t->place);
    for (size_t i = 0; i < t->n; i++)
        *place_of(t, t->violation[i].id) = (uint32_t)i + 1;
    return t->n;
}

const struct violation *timeline_at(const struct timeline *t, size_t i)
{
    return &t->violation[i];
}

uint64_t timeline_lost(const struct timeline *t)
{
    return t->lost;
}
