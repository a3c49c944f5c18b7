#include "sensor/live_merge.h"

#include <stdio.h>

#include "core/clock.h"

static const uint64_t second_ns = 1000000000;

void live_merge_begin(struct live_merge *m)
{
    *m = (struct live_merge){ .constants = constants_of_program() };
}

void live_merge_add(struct live_merge *m, struct fact_ring *ring)
{
    m->lane[m->n++].ring = ring;
}

void live_merge_turn(struct live_merge *m, size_t max)
{
    m->share = m->n > 0 ? max / m->n : 0;
    for (size_t i = 0; i < m->n; i++)
        m->lane[i].told = 0;
}

void live_merge_end(struct live_merge *m, size_t who)
{
    m->lane[who].ended = true;
}

void live_merge_refuse(struct live_merge *m, size_t who)
{
    m->lane[who].told++;
    if (m->unsound++ == 0)
        (void)fprintf(stderr,
                      "camwarden: worker %zu says what no worker of ours says: it is passed over\n",
                      who);
}

/* Frames bear this machine's time, of a moment ago. A worker that was taken over and says another
 * must not set the judge's clock, which then moves all that it keeps. */
static uint64_t believable(uint64_t time_ns)
{
    static const uint64_t past_ns = 100 * second_ns;
    uint64_t now = real_ns();
    if (time_ns > now + second_ns)
        return now;
    return now > past_ns && time_ns < now - past_ns ? now - past_ns : time_ns;
}

/* The watermark is read before the ring is found empty, never after: see fact_ring_passed(). What
 * is not sound is passed over, as if it had not been said. */
static void look(struct live_merge *m, size_t i)
{
    struct live_merge_lane *l = &m->lane[i];
    while (!l->has_first && l->told < m->share) {
        uint64_t passed = l->ended ? UINT64_MAX : fact_ring_passed(l->ring);
        if (!fact_ring_take(l->ring, &l->first)) {
            l->passed = passed;
            return;
        }
        l->has_first = observation_is_sound(&l->first.o, &m->constants);
        if (!l->has_first)
            live_merge_refuse(m, i);
        l->first.o.time_ns = believable(l->first.o.time_ns);
    }
}

/* Of those that have not said their share. */
static struct live_merge_lane *earliest(struct live_merge *m)
{
    struct live_merge_lane *best = NULL;
    for (size_t i = 0; i < m->n; i++) {
        struct live_merge_lane *l = &m->lane[i];
        look(m, i);
        if (!l->has_first || l->told >= m->share)
            continue;
        if (best == NULL || l->first.o.time_ns < best->first.o.time_ns)
            best = l;
    }
    return best;
}

static bool all_passed(const struct live_merge *m, uint64_t time_ns)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct live_merge_lane *l = &m->lane[i];
        if ((l->has_first ? l->first.o.time_ns : l->passed) < time_ns)
            return false;
    }
    return true;
}

static bool has_waited(const struct live_merge_lane *l)
{
    return l->first.o.time_ns + second_ns < real_ns() || fact_ring_is_half_full(l->ring);
}

const struct observation *live_merge_next(struct live_merge *m, size_t *who)
{
    struct live_merge_lane *l = earliest(m);
    if (l == NULL || !(m->over || all_passed(m, l->first.o.time_ns) || has_waited(l)))
        return NULL;
    l->has_first = false;
    l->told++;
    *who = (size_t)(l - m->lane);
    return &l->first.o;
}
