/* The opening of a stream: what both ends say until somebody knows it. */
#include "flow/feed_parts.h"

/* Recognised by `side`'s words: both ends' openings are read in the order in which they were said.
 */
static void read_openings(struct feeding *fg, struct feed *f, const struct packet *p, int side)
{
    int order[2] = { f->first, 1 - f->first };
    for (int i = 0; i < 2; i++) {
        struct lane *l = &f->lane[order[i]];
        if (l->tail == NULL || f->stage != FEED_KNOWN)
            continue;
        struct packet said = order[i] == side ? *p : packet_back(p);
        l->wanted = 0;
        feed_take_tail(fg, f, &said, order[i]);
    }
}

/* Worth asking again only where a recogniser could change its mind: while there is little, at the
 * end of a line, and now and then. */
static bool worth_asking(const struct tail *t, struct bytes added)
{
    size_t before = t->n - added.n;
    return before < 256 || before / 64 != t->n / 64 ||
           (added.n > 0 && memchr(added.p, '\n', added.n) != NULL);
}

/* Nobody knows what this end said, up to `asked` of it. What is left to be asked about is returned:
 * if words were held, those that came last may be a beginning of their own; so may what follows, or
 * the second half of what was asked with it. Servers pass over any number of empty lines. */
static struct bytes let_opening_be(struct feeding *fg, struct feed *f, struct lane *l,
                                   struct bytes in, size_t asked)
{
    l->begun = true;
    if (l->tail != NULL) {
        lane_give_back(fg, l);
        return in;
    }
    if (asked < in.n)
        return bytes_after(in, asked / 2);
    l->lost = true;
    feed_meet_a_stranger(fg, f);
    return (struct bytes){ 0 };
}

/* Asks who knows the opening. What nobody has read yet is returned. */
struct bytes feed_open_stream(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                              struct bytes in)
{
    static const struct bytes nothing;
    struct lane *l = &f->lane[side];
    bool held = l->tail != NULL;
    if (!held && f->lane[1 - side].tail == NULL)
        f->first = (uint8_t)side;
    struct bytes part = bytes_first(in, OPENING_MAX - (held ? l->tail->n : 0)), all = part;
    if (held) {
        tail_append(l->tail, part);
        tail_touch(fg->tails, l->tail);
        all = tail_bytes(l->tail);
        if (!worth_asking(l->tail, part) && all.n < OPENING_MAX)
            return nothing;
    }
    bool too_little = false;
    const struct dissector *x = feed_recognise(f, p, side, all, &too_little);
    if (x == NULL && !(too_little && all.n < OPENING_MAX))
        return let_opening_be(fg, f, l, in, part.n);
    if (x == NULL) {
        if (!held && lane_borrow(fg, f, l))
            tail_append(l->tail, part);
        return nothing;
    }
    l->begun = true;
    l->lost = false;
    feed_become(f, x);
    read_openings(fg, f, p, side);
    return held ? bytes_after(in, part.n) : in;
}
