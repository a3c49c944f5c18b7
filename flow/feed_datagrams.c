/* Datagrams come whole. Of those that are media, whoever listens is told when a stream has said
 * everything; from then on the kernel may let only looks at it through. */
#include "flow/feed_parts.h"

enum {
    TELL_AGAIN = 1024, /* packets of a stream that was told: it may have been forgotten */
    IN_FULL_MAX = 2,   /* times in a row it came in full all the same: then it always will */
};

static const uint64_t replaced_ns = 3000000000; /* a look comes every second */
static const uint64_t in_full_ns = 5000000000;  /* looks do not come to TELL_AGAIN so soon */

/* How many packets of the flow this one stands for. */
static uint16_t packets_of(const struct feed *f, int side)
{
    return f->stage == FEED_SETTLED && !feed_is_looked_at(f, side) ? SAMPLE_PACKETS : 1;
}

static void tell_settled(struct feeding *fg, struct feed *f, const struct packet *p, int side)
{
    struct told_media *t = &f->media[side];
    struct media_flow flow = {
        .src = p->src, .dst = p->dst, .ssrc = t->source.ssrc, .payload_type = t->source.payload_type
    };
    t->delivered = 0;
    t->told_ns = p->time_ns;
    t->promised = fg->media.settled(fg->media.self, &flow);
    unsigned bit = 1U << side;
    bool looks = t->promised && t->in_full < IN_FULL_MAX;
    f->looked_at = (uint8_t)(looks ? f->looked_at | bit : f->looked_at & ~bit);
}

/* The promise may be broken: the kernel knows no tunnels, and has other limits. */
static void note_broken_promise(struct told_media *t, uint64_t now_ns)
{
    if (now_ns - t->told_ns >= in_full_ns)
        t->in_full = 0;
    else if (t->promised && t->in_full < IN_FULL_MAX)
        t->in_full++;
}

/* A packet of a stream that has said everything. Of several streams that go the same way one is
 * told, until it is silent: the kernel knows but one. */
static void meet_settled(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                         const struct media_source *source)
{
    struct told_media *t = &f->media[side];
    bool same = t->told && media_source_equal(&t->source, source);
    if (t->told && !same && p->time_ns - t->last_ns < replaced_ns)
        return;
    if (!same)
        *t = (struct told_media){ .source = *source, .told = true };
    t->last_ns = p->time_ns;
    t->delivered = (uint16_t)(t->delivered + packets_of(f, side));
    if (same && t->delivered < TELL_AGAIN)
        return;
    if (same)
        note_broken_promise(t, p->time_ns);
    tell_settled(fg, f, p, side);
}

/* The kernel is told of a stream that there is none of. */
static void open_again(struct feeding *fg, struct feed *f, const struct packet *p, int side)
{
    struct media_flow none = { .src = p->src,
                               .dst = p->dst,
                               .ssrc = f->media[side].source.ssrc,
                               .payload_type = NO_PAYLOAD_TYPE };
    (void)fg->media.settled(fg->media.self, &none);
    f->looked_at = (uint8_t)(f->looked_at & ~(1U << side));
    f->media[side] = (struct told_media){ 0 };
}

static enum verdict_on_bytes dissect_datagram(struct feeding *fg, struct feed *f,
                                              const struct packet *p, int side, struct bytes in)
{
    struct dissection d = feed_dissection(fg, f, p, side);
    d.looked_at = feed_is_looked_at(f, side) ? &f->media[side].source : NULL;
    enum verdict_on_bytes verdict = feed_dissect(fg, f, &d, side, in);
    if (verdict != DISSECT_DONE)
        return verdict;
    if (d.source_settled && fg->media.settled != NULL)
        meet_settled(fg, f, p, side, &d.source);
    if (d.source_opened && fg->media.settled != NULL)
        open_again(fg, f, p, side);
    f->stage = d.settled ? FEED_SETTLED : FEED_KNOWN;
    if (d.settled)
        feed_take_room_back(fg, f);
    return verdict;
}

void feed_take_datagram(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                        struct bytes in)
{
    bool too_little = false;
    if (f->stage == FEED_OPENING) {
        const struct dissector *x = feed_recognise(f, p, side, in, &too_little);
        f->lane[side].begun = true;
        if (x == NULL) {
            feed_meet_a_stranger(fg, f);
            return;
        }
        feed_become(f, x);
    }
    if (dissect_datagram(fg, f, p, side, in) != DISSECT_DONE) {
        count(fg->counters, COUNT_message_rejected);
        f->stage = FEED_OPENING;
        feed_take_room_back(fg, f);
        feed_meet_a_stranger(fg, f);
        return;
    }
    f->unrecognised = 0;
}
