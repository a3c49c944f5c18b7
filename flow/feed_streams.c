/* A stream that a dissector reads: whole messages where they lie, the beginning of one in a tail
 * until its rest has come, bodies counted off, and the next message after a hole. */
#include "flow/feed_parts.h"

void lane_give_back(struct feeding *fg, struct lane *l)
{
    if (l->tail != NULL)
        tail_give_back(fg->tails, l->tail);
    l->tail = NULL;
}

bool lane_borrow(struct feeding *fg, struct feed *f, struct lane *l)
{
    if (l->tail == NULL)
        l->tail = feed_borrow(fg, f);
    return l->tail != NULL;
}

static struct bytes pass(struct lane *l, struct bytes in)
{
    size_t n = l->ahead < in.n ? (size_t)l->ahead : in.n;
    l->ahead -= n;
    return bytes_after(in, n);
}

/* Notes where in "LF CR LF" the last byte stands. */
static uint8_t after_byte(uint8_t line_state, uint8_t b)
{
    if (b == '\n')
        return 1;
    return b == '\r' && line_state == 1 ? 2 : 0;
}

/* The same after all of these bytes. */
static uint8_t after_bytes(struct bytes b)
{
    uint8_t state = 0;
    for (size_t i = b.n > 2 ? b.n - 2 : 0; i < b.n; i++)
        state = after_byte(state, b.p[i]);
    return state;
}

/* A message is longer than we keep: this end's words are lost until the next one begins. */
static void lose_place(struct feeding *fg, struct feed *f, struct lane *l)
{
    count(fg->counters, COUNT_message_too_long);
    if (f->dissector->resynchronise == NULL) {
        feed_retire(fg, f, FEED_GIVEN_UP);
        return;
    }
    lane_give_back(fg, l);
    l->lost = true;
}

/* Keeps the beginning of a message whose rest is still to come. */
static void keep(struct feeding *fg, struct feed *f, struct lane *l, struct bytes rest,
                 const struct cursor *c)
{
    bool counts = c->until == UNTIL_COUNT;
    if (rest.n >= TAIL_MAX || (counts && c->missing > TAIL_MAX - rest.n)) {
        lose_place(fg, f, l);
        return;
    }
    if (!lane_borrow(fg, f, l)) {
        feed_retire(fg, f, FEED_GIVEN_UP);
        return;
    }
    l->line_state = after_bytes(rest); /* before they are moved: they may lie in the tail */
    tail_hold(l->tail, rest);
    l->wanted = (uint32_t)(rest.n + c->missing);
    l->until = (uint8_t)c->until;
}

/* How many of these bytes finish what the lane waits for; *finished: they do. */
static size_t share_of(struct lane *l, struct bytes in, bool *finished)
{
    size_t room = TAIL_MAX - l->tail->n;
    in = bytes_first(in, room);
    *finished = false;
    if (l->until == UNTIL_COUNT) {
        size_t n = l->wanted - l->tail->n;
        *finished = n <= in.n;
        return *finished ? n : in.n;
    }
    for (size_t i = 0; i < in.n; i++) {
        uint8_t was = l->line_state;
        l->line_state = after_byte(was, in.p[i]);
        *finished = l->line_state == 1 && (was > 0 || l->until == UNTIL_LINE);
        if (*finished)
            return i + 1;
    }
    return in.n;
}

/* The conversation goes on as something else: nothing that was kept means anything now. */
static void start_anew(struct feeding *fg, struct feed *f)
{
    feed_retire(fg, f, FEED_OPENING);
    f->dissector = NULL;
    f->unrecognised = 0;
    f->lane[0].ahead = f->lane[1].ahead = 0;
    f->lane[0].lost = f->lane[1].lost = false;
}

/* Has as many messages taken as lie whole in `in`, and keeps the beginning of the next. What is
 * left for somebody else is returned. */
static struct bytes take_messages(struct feeding *fg, struct feed *f, const struct packet *p,
                                  int side, struct bytes in)
{
    struct lane *l = &f->lane[side];
    while (in.n > 0 && f->stage == FEED_KNOWN) {
        struct dissection d = feed_dissection(fg, f, p, side);
        d.after_hole = l->resumed;
        enum verdict_on_bytes verdict = feed_dissect(fg, f, &d, side, bytes_first(in, TAIL_MAX));
        if (verdict == DISSECT_WAIT && d.in.missing > 0) {
            keep(fg, f, l, in, &d.in);
            return (struct bytes){ 0 };
        }
        if (verdict != DISSECT_DONE) {
            count(fg->counters, COUNT_message_rejected);
            feed_retire(fg, f, FEED_GIVEN_UP);
            break;
        }
        l->resumed = false;
        l->ahead = d.in.ahead;
        in = pass(l, bytes_after(in, (size_t)(d.in.at - in.p)));
        if (d.starts_anew)
            start_anew(fg, f);
        else if (d.settled)
            feed_retire(fg, f, FEED_SETTLED);
    }
    return f->stage == FEED_OPENING ? in : (struct bytes){ 0 };
}

/* The tail is whole: what it holds is taken; a copy of what is not stays in it. */
void feed_take_tail(struct feeding *fg, struct feed *f, const struct packet *p, int side)
{
    struct lane *l = &f->lane[side];
    struct tail *whole = l->tail;
    (void)take_messages(fg, f, p, side,
                        tail_bytes(whole)); /* ends where the tail ends, or keeps the rest */
    if (l->tail == whole && l->wanted == 0)
        lane_give_back(fg, l);
}

/* Finishes what was begun; what is left of `in` is returned. */
static struct bytes fill_tail(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                              struct bytes in)
{
    struct lane *l = &f->lane[side];
    bool finished = false;
    size_t n = share_of(l, in, &finished);
    tail_append(l->tail, bytes_first(in, n));
    tail_touch(fg->tails, l->tail);
    if (!finished && l->tail->n < TAIL_MAX)
        return (struct bytes){ 0 };
    l->wanted = 0; /* a full tail is asked about too: the dissector may let go of a part of it */
    feed_take_tail(fg, f, p, side);
    return pass(l, bytes_after(in, n));
}

/* After a hole: where the next message may begin. */
static struct bytes find_place(struct feeding *fg, struct feed *f, struct lane *l, struct bytes in)
{
    size_t at = f->dissector->resynchronise(in);
    if (at >= in.n)
        return (struct bytes){ 0 };
    l->lost = false;
    l->resumed = true;
    count(fg->counters, COUNT_tcp_resynchronised);
    return bytes_after(in, at);
}

/* One step along a stream that a dissector reads. */
static struct bytes follow_stream(struct feeding *fg, struct feed *f, const struct packet *p,
                                  int side, struct bytes in)
{
    struct lane *l = &f->lane[side];
    if (l->lost && f->dissector->resynchronise == NULL) {
        feed_retire(fg, f, FEED_GIVEN_UP);
        return (struct bytes){ 0 };
    }
    if (l->lost)
        return find_place(fg, f, l, in);
    if (l->tail != NULL)
        return fill_tail(fg, f, p, side, in);
    return take_messages(fg, f, p, side, in);
}

void feed_take_stream(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                      struct bytes in)
{
    in = pass(&f->lane[side], in);
    while (in.n > 0 && (f->stage == FEED_KNOWN || f->stage == FEED_OPENING))
        in = f->stage == FEED_KNOWN ? follow_stream(fg, f, p, side, in)
                                    : feed_open_stream(fg, f, p, side, in);
}
