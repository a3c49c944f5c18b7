#include "capture/fragments_views.h"

/* Of a datagram: how far what it has goes; a bit for each number of hops. */
struct reaches {
    uint64_t pieces;
    uint64_t views;
    bool several; /* worths */
};

static bool counts(const struct fragment_set *s)
{
    return !s->is_view && (s->worth & SUM_RIGHT) != 0;
}

static struct reaches reaches_of(const struct fragments *f, const struct fragment *piece)
{
    struct reaches r = { .pieces = UINT64_C(1) << fragment_goes(piece->worth) };
    for (struct fragment_set *s = fragments_first(f, &piece->key); s != NULL;
         s = fragments_next(s)) {
        uint64_t bit = UINT64_C(1) << fragment_goes(s->worth);
        r.views |= s->is_view ? bit : 0;
        r.pieces |= counts(s) ? bit : 0;
        r.several |= s->is_view || (counts(s) && s->worth != piece->worth);
    }
    return r;
}

/* The next view that goes farther has all that came so far and goes there. */
static void lend(struct fragments *f, struct fragment_set *view)
{
    struct fragment_set *from = NULL;
    for (struct fragment_set *s = fragments_first(f, &view->key); s != NULL;
         s = fragments_next(s)) {
        if (s->is_view && s->worth > view->worth && (from == NULL || s->worth < from->worth))
            from = s;
    }
    if (from == NULL)
        return;
    if (from->lent == FAR) { /* work is bounded by what came */
        count(f->counters, COUNT_fragment_full);
        return;
    }
    from->lent++;
    fragment_set_add(view, from);
}

/* covered: how far the views go that have what came so far already. */
static void begin_view(struct fragments *f, const struct fragment *piece, uint8_t hops,
                       uint64_t covered)
{
    struct fragment like = *piece;
    like.worth = (uint16_t)(SUM_RIGHT + hops);
    struct fragment_set *view = fragments_begin(f, &like);
    if (view == NULL)
        return;
    view->is_view = view->overlapped = true;
    lend(f, view);
    for (struct fragment_set *s = fragments_first(f, &piece->key); s != NULL;
         s = fragments_next(s)) {
        uint8_t goes = fragment_goes(s->worth);
        if (counts(s) && !s->spent && goes >= hops && (covered >> goes & 1) == 0)
            fragment_set_add(view, s);
    }
}

/* Those that go farthest first: the others begin with what they have. More than two are missing
 * only when a flood has driven them out; the rest of them waits for the next piece, so that it
 * costs nobody more than that. */
void fragments_views_begin(struct fragments *f, const struct fragment *piece)
{
    if ((piece->worth & SUM_RIGHT) == 0)
        return;
    struct reaches r = reaches_of(f, piece);
    uint64_t missing = r.several ? r.pieces & ~r.views : 0;
    uint8_t hops = FAR;
    for (int begun = 0; missing != 0 && begun < 2; hops--) {
        if ((missing >> hops & 1) == 0)
            continue;
        begin_view(f, piece, hops, r.views);
        missing &= ~(UINT64_C(1) << hops);
        begun++;
    }
}

static bool reaches_view(const struct fragment *piece, const struct fragment_set *s)
{
    return s->is_view && (piece->worth & SUM_RIGHT) != 0 &&
           fragment_goes(s->worth) <= fragment_goes(piece->worth);
}

struct fragment_set *fragments_views_take(struct fragments *f, const struct fragment *piece)
{
    struct fragment_set *whole = NULL;
    bool overlaps = false;
    for (struct fragment_set *s = fragments_first(f, &piece->key); s != NULL;
         s = fragments_next(s)) {
        if (!reaches_view(piece, s))
            continue;
        (void)fragment_set_take(s, piece, &overlaps);
        if (!fragment_set_is_whole(s))
            continue;
        struct fragment_set *nearer = whole == NULL || s->worth > whole->worth ? whole : s;
        whole = nearer == s ? whole : s;
        if (nearer != NULL)
            fragment_set_empty(nearer);
    }
    return whole;
}

/* Everybody has put this together, and it was the same to all. */
static bool is_over(const struct fragment_set *view)
{
    return fragment_goes(view->worth) == FAR && !view->differs;
}

/* What of each worth was part of it; where only those near by have it, it waits for the others. */
static void spend(struct fragments *f, const struct fragment_set *view)
{
    struct fragment_set *s = fragments_first(f, &view->key);
    while (s != NULL) {
        struct fragment_set *next = fragments_next(s);
        bool part = counts(s) && fragment_goes(s->worth) >= fragment_goes(view->worth);
        s->spent |= part;
        if (part && is_over(view)) {
            fragments_take_out(f, s);
            fragments_set_free(f, s);
        }
        s = next;
    }
}

void fragments_view_use(struct fragments *f, struct fragment_set *view,
                        const struct fragment *piece)
{
    spend(f, view);
    fragments_take_out(f, view);
    if (fragment_goes(view->worth) == FAR) /* of what was spent no other one begins */
        return;
    struct fragment like = *piece;
    like.worth = view->worth;
    struct fragment_set *next = fragments_begin(f, &like);
    if (next != NULL)
        next->is_view = next->overlapped = true;
}
