#include "rules/visits.h"

#include "rules/moment.h"

enum { LONG_MS = 600000 };

/* A session of the camera ends after 120 s without a word, protocols.md B.2. */
static const uint64_t silence_ns = 150000000000;

struct visit *visit_find(struct visits *all, uint32_t client)
{
    for (size_t i = 0; i < VISITS_MAX; i++)
        if (all->visit[i].client == client)
            return &all->visit[i];
    return NULL;
}

static bool gives_way_before(const struct visit *a, const struct visit *b)
{
    if (a->client == 0 || b->client == 0)
        return a->client == 0 && b->client != 0;
    return a->views != b->views ? b->views : a->seen_ns < b->seen_ns;
}

struct visit *visit_open(struct visits *all, uint32_t client, uint64_t now_ns)
{
    struct visit *v = visit_find(all, client);
    if (v != NULL)
        return v;
    v = &all->visit[0];
    for (size_t i = 1; i < VISITS_MAX; i++)
        if (gives_way_before(&all->visit[i], v))
            v = &all->visit[i];
    *v = (struct visit){ .client = client, .seen_ns = now_ns };
    return v;
}

void visit_name(struct visit *v, uint32_t name)
{
    if (v->name != name) {
        v->let_in = v->views = false;
        v->viewed_ms = 0;
    }
    v->name = name;
}

void visit_go_on(struct visit *v, uint64_t now_ns)
{
    bool goes_on = v->views && now_ns >= v->seen_ns && now_ns - v->seen_ns <= silence_ns;
    if (goes_on && v->viewed_ms < LONG_MS)
        v->viewed_ms += (uint32_t)((now_ns - v->seen_ns) / 1000000);
    v->seen_ns = now_ns;
}

bool visit_is_long(const struct visit *v)
{
    return v->viewed_ms >= LONG_MS;
}

void visits_move(struct visits *all, int64_t by_ns)
{
    for (size_t i = 0; i < VISITS_MAX; i++)
        move_time(&all->visit[i].seen_ns, by_ns);
}
