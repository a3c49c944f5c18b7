/* Which Redis we speak with: a connection to each node of a cluster that has keys of ours, and
 * where to look when the one that we had is gone. */
#include <string.h>

#include "alerts/redis_inside.h"
#include "alerts/redis_login.h"

bool redis_reach(struct redis *r, const struct redis_place *to, struct error *e)
{
    return redis_wire_reach(r->now, r->url, r->tls, to, e);
}

static bool leads_to(const struct redis_wire *w, const struct redis_place *to)
{
    return redis_wire_connected(w) && redis_place_is(to, &w->place);
}

/* The one that leads there, else one that leads nowhere, else the one that was used longest ago. */
static struct redis_wire *choose(struct redis *r, const struct redis_place *to)
{
    struct redis_wire *best = &r->wire[0];
    for (size_t i = 0; i < REDIS_WIRES; i++) {
        struct redis_wire *w = &r->wire[i];
        if (leads_to(w, to))
            return w;
        bool free = !redis_wire_connected(w);
        bool best_free = !redis_wire_connected(best);
        if (free != best_free ? free : w->used < best->used)
            best = w;
    }
    return best;
}

bool redis_go(struct redis *r, const struct redis_place *to, struct error *e)
{
    const struct redis_place place = *to; /* what is known may be forgotten meanwhile */
    r->now = choose(r, &place);
    r->now->used = ++r->uses;
    if (leads_to(r->now, &place) && !redis_wire_stale(r->now))
        return true;
    if (redis_reach(r, &place, e) && redis_log_in(r, e))
        return true;
    redis_wire_hang_up(r->now);
    r->known.n = 0;
    return false;
}

bool redis_find_node(struct redis *r, struct error *e)
{
    const struct redis_url *u = r->url;
    size_t all = u->places + r->nodes.n;
    size_t from = r->turn++;
    if (u->path[0] != '\0')
        return redis_go(r, &u->place[0], e);
    for (size_t i = 0; i < all; i++) {
        size_t at = (from + i) % all;
        const struct redis_place *to =
            at < u->places ? &u->place[at] : &r->nodes.place[at - u->places];
        if (redis_go(r, to, e))
            return true;
    }
    return false;
}

void redis_learn_nodes(struct redis *r, const struct redis_place *sent_to)
{
    const char *words[] = { "CLUSTER", "SLOTS" };
    const size_t lengths[] = { 7, 5 };
    const struct command c = { "the question who is in its cluster", false, 2, words, lengths };
    redis_nodes_put(&r->nodes, sent_to);
    if (r->told_nodes)
        return;
    r->told_nodes = true;
    struct error unheard;
    struct redis_answer *a = redis_ask_here(r, &c, &unheard);
    redis_nodes_read(&r->nodes, a, &r->now->place);
    redis_answer_free(a);
}
