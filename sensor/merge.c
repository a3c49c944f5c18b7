#include "sensor/merge.h"

void merge_begin(struct merge *m, struct fact_ring *const *rings, size_t n)
{
    m->n = n;
    for (size_t i = 0; i < n; i++) {
        m->lane[i].ring = rings[i];
        m->lane[i].passed = 0;
        m->lane[i].has_first = false;
    }
}

static bool is_before(const struct moment *a, const struct moment *b)
{
    return a->frame != b->frame ? a->frame < b->frame : a->turn < b->turn;
}

/* The watermark is read before the ring is found empty, never after: see fact_ring_passed(). */
static void look(struct merge_lane *l)
{
    if (l->has_first)
        return;
    uint64_t passed = fact_ring_passed(l->ring);
    l->has_first = fact_ring_take(l->ring, &l->first);
    if (!l->has_first)
        l->passed = passed;
}

static struct merge_lane *earliest(struct merge *m)
{
    struct merge_lane *best = NULL;
    for (size_t i = 0; i < m->n; i++) {
        struct merge_lane *l = &m->lane[i];
        look(l);
        if (l->has_first && (best == NULL || is_before(&l->first.at, &best->first.at)))
            best = l;
    }
    return best;
}

/* Whether all that have nothing lying ready have passed the frame. */
static bool all_passed(const struct merge *m, uint64_t frame)
{
    for (size_t i = 0; i < m->n; i++)
        if (!m->lane[i].has_first && m->lane[i].passed < frame)
            return false;
    return true;
}

enum merge_state merge_step(struct merge *m, struct observer to)
{
    struct merge_lane *l = earliest(m);
    if (!all_passed(m, l != NULL ? l->first.at.frame : UINT64_MAX))
        return MERGE_WAITS;
    if (l == NULL)
        return MERGE_ENDED;
    to.see(to.self, &l->first.o);
    l->has_first = false;
    return MERGE_TOLD;
}
