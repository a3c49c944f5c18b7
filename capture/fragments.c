#include "capture/fragments.h"

#include "capture/fragments_views.h"

/* Where the piece belongs. Whoever else has some of its datagram knows it from then on. */
static struct fragment_set *find(struct fragments *f, const struct fragment *piece)
{
    struct fragment_set *own = NULL;
    bool others = false;
    for (struct fragment_set *s = fragments_first(f, &piece->key); s != NULL;
         s = fragments_next(s)) {
        bool same = s->worth == piece->worth;
        own = same && !s->is_view ? s : own;
        others |= s->is_view || !same;
        s->overlapped |= !same;
    }
    own = own != NULL ? own : fragments_begin(f, piece);
    if (own != NULL)
        own->overlapped |= others;
    return own;
}

static bool can_be(const struct fragment *piece)
{
    bool even = !piece->more || piece->bytes.n % UNIT == 0;
    return piece->bytes.n > 0 && even && piece->bytes.n <= DATAGRAM_MAX &&
           piece->offset + piece->bytes.n <= DATAGRAM_MAX;
}

static struct joined refuse(struct fragments *f, enum counter why)
{
    count(f->counters, why);
    return (struct joined){ 0 };
}

static struct joined give(struct fragments *f, struct fragment_set *s)
{
    s->next = f->given;
    f->given = s;
    count(f->counters, COUNT_fragments_joined);
    return (struct joined){ .bytes = { s->bytes, s->whole_n },
                            .overlapped = s->overlapped,
                            .differs = s->differs,
                            .next = s->first_next,
                            .hops = (uint8_t)s->least };
}

static struct joined give_view(struct fragments *f, struct fragment_set *view,
                               const struct fragment *piece)
{
    fragments_view_use(f, view, piece);
    return give(f, view);
}

/* `own` is whole, and perhaps a view with it. That is what an end puts together, unless it has
 * something twice: then what is of the same worth is likelier. */
static struct joined give_own(struct fragments *f, struct fragment_set *own,
                              struct fragment_set *view, const struct fragment *piece)
{
    fragments_take_out(f, own);
    if (view == NULL || view->differs) {
        if (view != NULL)
            fragment_set_empty(view);
        return give(f, own);
    }
    fragments_set_free(f, own);
    return give_view(f, view, piece);
}

struct joined fragments_join(struct fragments *f, const struct fragment *piece)
{
    fragments_drop_expired(f, piece);
    if (!can_be(piece))
        return refuse(f, COUNT_fragment_bad);
    fragments_views_begin(f, piece);
    struct fragment_set *own = find(f, piece);
    if (own == NULL)
        return refuse(f, COUNT_fragment_full);
    bool overlaps = false;
    enum fragment_taken taken = fragment_set_take(own, piece, &overlaps);
    count_more(f->counters, COUNT_fragment_overlap, overlaps);
    count_more(f->counters, COUNT_fragment_bad, taken == FRAGMENT_ODD);
    bool whole = fragment_set_is_whole(own);
    struct fragment_set *view = fragments_views_take(f, piece);
    if (whole)
        return give_own(f, own, view, piece);
    return view != NULL ? give_view(f, view, piece) : (struct joined){ 0 };
}
