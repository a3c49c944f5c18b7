#include "flow/feed.h"

#include <assert.h>

static void give_back(struct feeding *fg, struct lane *l)
{
    if (l->tail != NULL)
        tail_give_back(fg->tails, l->tail);
    l->tail = NULL;
}

static bool borrow(struct feeding *fg, struct lane *l)
{
    if (l->tail == NULL)
        l->tail = tail_borrow(fg->tails);
    if (l->tail == NULL)
        count(fg->counters, COUNT_tail_full);
    return l->tail != NULL;
}

static void retire(struct feeding *fg, struct feed *f, enum feed_stage stage)
{
    f->stage = (uint8_t)stage;
    give_back(fg, &f->lane[0]);
    give_back(fg, &f->lane[1]);
}

static void publish(struct feeding *fg, const struct feed *f)
{
    struct remarks *r = fg->remarks;
    for (size_t i = 0; i < r->n; i++) {
        if (r->o[i].protocol == NULL)
            r->o[i].protocol = f->dissector->name;
        count(fg->counters, COUNT_observations);
        fg->to.see(fg->to.self, &r->o[i]);
    }
    if (r->full)
        count(fg->counters, COUNT_remarks_full);
}

static void learn_roles(struct feed *f, int side, bool is_client, bool is_server)
{
    if (f->roles != ROLES_GUESSED || is_client == is_server)
        return;
    f->client = (uint8_t)(is_client ? side : 1 - side);
    f->roles = ROLES_BY_CONTENT;
}

static struct dissection dissection_of(struct feeding *fg, struct feed *f, const struct packet *p,
                                       int side)
{
    return (struct dissection){
        .from_client = side == f->client,
        .roles = f->roles,
        .state = f->state,
        .packet = p,
        .remarks = fg->remarks,
        .defaults = fg->defaults,
    };
}

/* Lets the dissector take one message; what it says is published only if the message was whole. */
static enum verdict_on_bytes dissect_one(struct feeding *fg, struct feed *f, struct dissection *d,
                                         int side, struct bytes in)
{
    fg->remarks->n = 0;
    fg->remarks->full = false;
    d->in = cursor_over(in);
    enum verdict_on_bytes verdict = f->dissector->dissect(d);
    if (verdict == DISSECT_DONE && (!cursor_ok(&d->in) || d->in.at == in.p))
        return DISSECT_REJECT;
    if (verdict == DISSECT_DONE) {
        learn_roles(f, side, d->is_client, d->is_server);
        publish(fg, f);
    }
    return verdict;
}

static void become(struct feed *f, const struct dissector *x)
{
    assert(x->state_size <= STATE_MAX);
    f->dissector = x;
    f->stage = FEED_KNOWN;
    memset(f->state, 0, x->state_size);
}

/* Who knows these words; NULL: nobody. *too_little: somebody might, with more of them. */
static const struct dissector *recognise(struct feed *f, const struct packet *p, int side,
                                         struct bytes said, bool *too_little)
{
    *too_little = false;
    for (const struct dissector *const *x = dissectors; *x != NULL; x++) {
        struct opening o = { .said = said, .from_port = p->src.port, .to_port = p->dst.port };
        o.at_start = !f->lane[side].begun;
        if (f->roles == ROLES_BY_SYN)
            o.speaker = side == f->client ? SPEAKER_CLIENT : SPEAKER_SERVER;
        enum recognition known = NOT_MINE;
        if ((*x)->transport == p->transport)
            known = (*x)->recognise(&o);
        if (known == MINE) {
            learn_roles(f, side, o.speaker == SPEAKER_CLIENT, o.speaker == SPEAKER_SERVER);
            return *x;
        }
        *too_little |= known == TOO_LITTLE;
    }
    return NULL;
}

/* Nobody knew these words. A sample of what was given up before does not count again. */
static void meet_a_stranger(struct feeding *fg, struct feed *f)
{
    bool given_up_before = f->unrecognised == STRANGERS_MAX;
    f->unrecognised += !given_up_before;
    if (f->unrecognised < STRANGERS_MAX)
        return;
    count_more(fg->counters, COUNT_unrecognised, !given_up_before);
    retire(fg, f, FEED_GIVEN_UP);
}

/* ---- datagrams ---- */

static void take_datagram(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                          struct bytes in)
{
    bool too_little = false;
    if (f->stage == FEED_OPENING) {
        const struct dissector *x = recognise(f, p, side, in, &too_little);
        f->lane[side].begun = true;
        if (x == NULL) {
            meet_a_stranger(fg, f);
            return;
        }
        become(f, x);
    }
    struct dissection d = dissection_of(fg, f, p, side);
    if (dissect_one(fg, f, &d, side, in) != DISSECT_DONE) {
        count(fg->counters, COUNT_message_rejected);
        f->stage = FEED_OPENING;
        meet_a_stranger(fg, f);
        return;
    }
    f->stage = d.settled ? FEED_SETTLED : FEED_KNOWN;
    f->unrecognised = 0;
}

/* ---- streams ---- */

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

/* A message is longer than we keep: this end's words are lost until the next one begins. */
static void lose_place(struct feeding *fg, struct feed *f, struct lane *l)
{
    count(fg->counters, COUNT_message_too_long);
    if (f->dissector->resynchronise == NULL) {
        retire(fg, f, FEED_GIVEN_UP);
        return;
    }
    give_back(fg, l);
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
    if (!borrow(fg, l)) {
        retire(fg, f, FEED_GIVEN_UP);
        return;
    }
    tail_hold(l->tail, rest);
    l->wanted = (uint32_t)(rest.n + c->missing);
    l->until = (uint8_t)c->until;
    l->line_state = 0;
    for (size_t i = rest.n > 2 ? rest.n - 2 : 0; i < rest.n; i++)
        l->line_state = after_byte(l->line_state, rest.p[i]);
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
    retire(fg, f, FEED_OPENING);
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
        struct dissection d = dissection_of(fg, f, p, side);
        d.after_hole = l->resumed;
        enum verdict_on_bytes verdict = dissect_one(fg, f, &d, side, bytes_first(in, TAIL_MAX));
        if (verdict == DISSECT_WAIT && d.in.missing > 0) {
            keep(fg, f, l, in, &d.in);
            return (struct bytes){ 0 };
        }
        if (verdict != DISSECT_DONE) {
            count(fg->counters, COUNT_message_rejected);
            retire(fg, f, FEED_GIVEN_UP);
            break;
        }
        l->resumed = false;
        l->ahead = d.in.ahead;
        in = pass(l, bytes_after(in, (size_t)(d.in.at - in.p)));
        if (d.starts_anew)
            start_anew(fg, f);
        else if (d.settled)
            retire(fg, f, FEED_SETTLED);
    }
    return f->stage == FEED_OPENING ? in : (struct bytes){ 0 };
}

/* The tail is whole: what it holds is taken; a copy of what is not stays in it. */
static void take_tail(struct feeding *fg, struct feed *f, const struct packet *p, int side)
{
    struct lane *l = &f->lane[side];
    struct tail *whole = l->tail;
    (void)take_messages(fg, f, p, side,
                        tail_bytes(whole)); /* ends where the tail ends, or keeps the rest */
    if (l->tail == whole && l->wanted == 0)
        give_back(fg, l);
}

/* Finishes what was begun; what is left of `in` is returned. */
static struct bytes fill_tail(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                              struct bytes in)
{
    struct lane *l = &f->lane[side];
    bool finished = false;
    size_t n = share_of(l, in, &finished);
    tail_append(l->tail, bytes_first(in, n));
    if (!finished && l->tail->n < TAIL_MAX)
        return (struct bytes){ 0 };
    l->wanted = 0; /* a full tail is asked about too: the dissector may let go of a part of it */
    take_tail(fg, f, p, side);
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

/* Recognised by `side`'s words: both ends' openings are read in the order in which they were said.
 */
static void read_openings(struct feeding *fg, struct feed *f, const struct packet *p, int side)
{
    int order[2] = { f->first, 1 - f->first };
    for (int i = 0; i < 2; i++) {
        struct lane *l = &f->lane[order[i]];
        if (l->tail == NULL || f->stage != FEED_KNOWN)
            continue;
        struct packet back = *p;
        if (order[i] != side) {
            back.src = p->dst;
            back.dst = p->src;
            back.src_mac = p->dst_mac;
            back.dst_mac = p->src_mac;
        }
        l->wanted = 0;
        take_tail(fg, f, &back, order[i]);
    }
}

/* Worth asking again only where a recogniser could change its mind: while there is very little, at
 * the end of a line, and now and then. */
static bool worth_asking(const struct tail *t, struct bytes added)
{
    size_t before = t->n - added.n;
    return before < 64 || before / 512 != t->n / 512 ||
           (added.n > 0 && memchr(added.p, '\n', added.n) != NULL);
}

/* Nobody knows what this end said. What is left to be asked about is returned: if words were held,
 * those that came last may be a beginning of their own. */
static struct bytes let_opening_be(struct feeding *fg, struct feed *f, struct lane *l,
                                   struct bytes in)
{
    l->begun = true;
    if (l->tail != NULL) {
        give_back(fg, l);
        return in;
    }
    l->lost = true;
    meet_a_stranger(fg, f);
    return (struct bytes){ 0 };
}

/* Asks who knows the opening. What nobody has read yet is returned. */
static struct bytes open_stream(struct feeding *fg, struct feed *f, const struct packet *p,
                                int side, struct bytes in)
{
    static const struct bytes nothing;
    struct lane *l = &f->lane[side];
    bool held = l->tail != NULL;
    if (!held && f->lane[1 - side].tail == NULL)
        f->first = (uint8_t)side;
    struct bytes part = bytes_first(in, OPENING_MAX - (held ? l->tail->n : 0)), all = part;
    if (held) {
        tail_append(l->tail, part);
        all = tail_bytes(l->tail);
        if (!worth_asking(l->tail, part) && all.n < OPENING_MAX)
            return nothing;
    }
    bool too_little = false;
    const struct dissector *x = recognise(f, p, side, all, &too_little);
    if (x == NULL && !(too_little && all.n < OPENING_MAX))
        return let_opening_be(fg, f, l, in);
    if (x == NULL) {
        if (!held && borrow(fg, l))
            tail_append(l->tail, part);
        return nothing;
    }
    l->begun = true;
    l->lost = false;
    become(f, x);
    read_openings(fg, f, p, side);
    return held ? bytes_after(in, part.n) : in;
}

/* One step along a stream that a dissector reads. */
static struct bytes follow_stream(struct feeding *fg, struct feed *f, const struct packet *p,
                                  int side, struct bytes in)
{
    struct lane *l = &f->lane[side];
    if (l->lost && f->dissector->resynchronise == NULL) {
        retire(fg, f, FEED_GIVEN_UP);
        return (struct bytes){ 0 };
    }
    if (l->lost)
        return find_place(fg, f, l, in);
    if (l->tail != NULL)
        return fill_tail(fg, f, p, side, in);
    return take_messages(fg, f, p, side, in);
}

static void take_stream(struct feeding *fg, struct feed *f, const struct packet *p, int side,
                        struct bytes in)
{
    in = pass(&f->lane[side], in);
    while (in.n > 0 && (f->stage == FEED_KNOWN || f->stage == FEED_OPENING))
        in = f->stage == FEED_KNOWN ? follow_stream(fg, f, p, side, in)
                                    : open_stream(fg, f, p, side, in);
}

/* Of a datagram flow that is settled or given up a sample is looked at all the same. */
static bool is_passed_over(struct feeding *fg, struct feed *f, const struct packet *p)
{
    if (f->stage < FEED_SETTLED)
        return false;
    f->since_sample++;
    if (p->transport == TRANSPORT_TCP || f->since_sample < SAMPLE_PACKETS) {
        count_more(fg->counters, COUNT_settled_packets, f->stage == FEED_SETTLED);
        return true;
    }
    f->since_sample = 0;
    if (f->stage == FEED_GIVEN_UP)
        f->stage = FEED_OPENING;
    return false;
}

void feed_take(struct feeding *fg, struct feed *f, const struct packet *p, int side,
               struct bytes in)
{
    if (is_passed_over(fg, f, p))
        return;
    if (p->transport == TRANSPORT_TCP)
        take_stream(fg, f, p, side, in);
    else
        take_datagram(fg, f, p, side, in);
}

void feed_gap(struct feeding *fg, struct feed *f, int side, uint64_t n)
{
    struct lane *l = &f->lane[side];
    if (l->ahead >= n) {
        l->ahead -= n;
        return;
    }
    l->ahead = 0;
    l->begun = true;
    l->lost = true;
    give_back(fg, l);
}

void feed_end(struct feeding *fg, struct feed *f, const struct packet *p, int side)
{
    bool known = f->stage == FEED_KNOWN || f->stage == FEED_SETTLED;
    if (known && f->dissector->end != NULL) {
        struct dissection d = dissection_of(fg, f, p, side);
        fg->remarks->n = 0;
        fg->remarks->full = false;
        d.in = cursor_over((struct bytes){ 0 });
        f->dissector->end(&d);
        publish(fg, f);
    }
    retire(fg, f, FEED_GIVEN_UP);
}
