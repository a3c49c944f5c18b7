#include "flow/feed_parts.h"

#include <assert.h>

/* What it kept there is a hole now. Who has lent it to a dissector is read no more. */
static void lose(struct feeding *fg, struct feed *f, const struct tail *t)
{
    if (f->room == t) {
        feed_retire(fg, f, FEED_GIVEN_UP);
        return;
    }
    struct lane *l = &f->lane[f->lane[1].tail == t];
    l->begun = l->lost = true;
    l->wanted = 0;
    lane_give_back(fg, l);
}

struct tail *feed_borrow(struct feeding *fg, struct feed *f)
{
    struct tail *t = tail_borrow(fg->tails, f);
    if (t != NULL)
        return t;
    count(fg->counters, COUNT_tail_full);
    t = tail_oldest_of_others(fg->tails, f);
    if (t == NULL)
        return NULL;
    lose(fg, t->user, t);
    return tail_borrow(fg->tails, f);
}

/* What was lent begins and ends all zero. */
static void *lend(void *feeding, void *feed)
{
    struct feeding *fg = feeding;
    struct feed *f = feed;
    if (f->room == NULL)
        f->room = feed_borrow(fg, f);
    if (f->room == NULL)
        return NULL;
    tail_touch(fg->tails, f->room);
    f->room->n = ROOM_MAX;
    return f->room->bytes;
}

void feed_take_room_back(struct feeding *fg, struct feed *f)
{
    if (f->room != NULL)
        tail_give_back(fg->tails, f->room);
    f->room = NULL;
}

static void take_back(void *feeding, void *feed)
{
    feed_take_room_back(feeding, feed);
}

void feed_retire(struct feeding *fg, struct feed *f, enum feed_stage stage)
{
    f->stage = (uint8_t)stage;
    lane_give_back(fg, &f->lane[0]);
    lane_give_back(fg, &f->lane[1]);
    feed_take_room_back(fg, f);
    unpack_end(fg->unpackers, &f->unpacking);
    if (stage != FEED_SETTLED && f->dissector != NULL) /* half a password may stand in it */
        explicit_bzero(f->state, f->dissector->state_size);
}

static void publish(struct feeding *fg, const struct feed *f)
{
    struct remarks *r = fg->remarks;
    for (size_t i = 0; i < r->n; i++) {
        if (r->o[i].protocol == NULL)
            r->o[i].protocol = f->dissector->name;
        r->o[i].both_ways = fg->both_ways;
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

struct dissection feed_dissection(struct feeding *fg, struct feed *f, const struct packet *p,
                                  int side)
{
    return (struct dissection){
        .from_client = side == f->client,
        .roles = f->roles,
        .state = f->state,
        .packet = p,
        .remarks = fg->remarks,
        .defaults = fg->defaults,
        .lender = { lend, take_back, fg, f },
        .keys = fg->keys,
        .unpackers = fg->unpackers,
        .unpacking = &f->unpacking,
    };
}

/* Lets the dissector take one message; what it says is published only if the message was whole. */
enum verdict_on_bytes feed_dissect(struct feeding *fg, struct feed *f, struct dissection *d,
                                   int side, struct bytes in)
{
    fg->remarks->n = 0;
    fg->remarks->full = false;
    d->in = cursor_over(in);
    if (fg->where != NULL)
        *fg->where = f->dissector->name;
    enum verdict_on_bytes verdict = f->dissector->dissect(d);
    if (verdict == DISSECT_DONE && (!cursor_ok(&d->in) || d->in.at == in.p))
        return DISSECT_REJECT;
    if (verdict == DISSECT_DONE) {
        learn_roles(f, side, d->is_client, d->is_server);
        publish(fg, f);
    }
    return verdict;
}

void feed_become(struct feed *f, const struct dissector *x)
{
    assert(x->state_size <= STATE_MAX && f->room == NULL);
    f->dissector = x;
    f->stage = FEED_KNOWN;
    f->looked_at = 0;
    f->media[0].told = f->media[1].told = false;
    memset(f->state, 0, x->state_size);
}

/* Who knows these words; NULL: nobody. *too_little: somebody might, with more of them. */
const struct dissector *feed_recognise(struct feed *f, const struct packet *p, int side,
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
void feed_meet_a_stranger(struct feeding *fg, struct feed *f)
{
    bool given_up_before = f->unrecognised == STRANGERS_MAX;
    f->unrecognised += !given_up_before;
    if (f->unrecognised < STRANGERS_MAX)
        return;
    count_more(fg->counters, COUNT_unrecognised, !given_up_before);
    feed_retire(fg, f, FEED_GIVEN_UP);
}

/* Of a datagram flow that is settled or given up a sample is looked at all the same. */
static bool is_passed_over(struct feeding *fg, struct feed *f, const struct packet *p, int side)
{
    if (f->stage < FEED_SETTLED || (f->stage == FEED_SETTLED && feed_is_looked_at(f, side)))
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
    if (is_passed_over(fg, f, p, side))
        return;
    if (p->transport == TRANSPORT_TCP)
        feed_take_stream(fg, f, p, side, in);
    else
        feed_take_datagram(fg, f, p, side, in);
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
    lane_give_back(fg, l);
}

void feed_end(struct feeding *fg, struct feed *f, const struct packet *p, int side)
{
    bool known = f->stage == FEED_KNOWN || f->stage == FEED_SETTLED;
    if (known && f->dissector->end != NULL) {
        struct dissection d = feed_dissection(fg, f, p, side);
        fg->remarks->n = 0;
        fg->remarks->full = false;
        d.in = cursor_over((struct bytes){ 0 });
        for (int i = 0; i < 2; i++)
            d.said_all[i == f->client] = fg->said_all[i] && !f->lane[i].lost;
        f->dissector->end(&d);
        publish(fg, f);
    }
    feed_retire(fg, f, FEED_GIVEN_UP);
}
