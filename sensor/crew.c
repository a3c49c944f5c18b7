#include "sensor/crew.h"

#include <stdlib.h>

enum {
    RING = 1 << 12,
    BATCH = 256, /* facts told at a time */
};

struct crew {
    size_t n;
    struct worker *worker[WORKERS_MAX];
    struct merge merge;
};

struct crew *crew_new(size_t n, const struct flow_settings *settings)
{
    struct crew *c = calloc(1, sizeof *c);
    if (c == NULL)
        return NULL;
    struct flow_settings threaded = *settings;
    threaded.at_once = true;
    struct share share = { .key = hash_key_new(), .of = (uint32_t)n };
    for (c->n = 0; c->n < n; c->n++) {
        share.number = (uint32_t)c->n;
        c->worker[c->n] = worker_new(share, &threaded, RING);
        if (c->worker[c->n] == NULL) {
            crew_free(c);
            return NULL;
        }
    }
    return c;
}

void crew_free(struct crew *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->n; i++)
        worker_free(c->worker[i]);
    free(c);
}

static void join_first(struct crew *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        worker_join(c->worker[i]);
}

bool crew_begin(struct crew *c, const char *path, const char *filter, struct error *e)
{
    struct fact_ring *rings[WORKERS_MAX];
    for (size_t i = 0; i < c->n; i++) {
        rings[i] = worker_ring(c->worker[i]);
        if (worker_start(c->worker[i], path, filter, e))
            continue;
        crew_stop(c);
        join_first(c, i);
        return false;
    }
    merge_begin(&c->merge, rings, c->n);
    return true;
}

bool crew_tell(struct crew *c, struct observer to)
{
    enum merge_state state = MERGE_TOLD;
    for (int i = 0; i < BATCH && state == MERGE_TOLD; i++)
        state = merge_step(&c->merge, to);
    if (state == MERGE_WAITS)
        fact_ring_nap();
    return state != MERGE_ENDED;
}

void crew_stop(struct crew *c)
{
    for (size_t i = 0; i < c->n; i++)
        worker_stop(c->worker[i]);
}

uint64_t crew_done(const struct crew *c)
{
    return worker_done(c->worker[0]);
}

/* All read the same, so the first that has something to complain of speaks for all. */
struct crew_result crew_end(struct crew *c)
{
    join_first(c, c->n);
    struct crew_result r = { .opened = worker_opened(c->worker[0]),
                             .span = worker_span(c->worker[0]) };
    for (size_t i = 0; i < c->n && r.error == NULL; i++)
        r.error = worker_error(c->worker[i]);
    return r;
}

void crew_count(const struct crew *c, struct counters *into)
{
    for (enum counter k = 0; k < COUNTERS; k++) {
        into->n[k] += worker_decoded(c->worker[0])->n[k];
        for (size_t i = 0; i < c->n; i++)
            into->n[k] += worker_followed(c->worker[i])->n[k];
    }
}
