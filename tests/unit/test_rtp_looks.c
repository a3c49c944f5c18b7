/* Streams that have said everything, of which the kernel lets no more than looks through: four
 * packets in sequence, once a second. */
#include <criterion/criterion.h>

#include "tests/support/camera_stream.h"

#include <stdlib.h>

extern const struct dissector rtp_dissector;

enum { SAID_MAX = 32, SEEDS = 25 };
static const uint64_t second = 1000000000;

struct rig {
    struct feed feed;
    struct feeding feeding;
    struct counters counters;
    struct tail_pool tails;
    struct remarks remarks;
    struct packet packet;
    struct kernel_entry kernel;
    size_t told;
    size_t n;
    struct observation said[SAID_MAX];
    _Alignas(max_align_t) uint8_t state[STATE_MAX];
};

static void collect(void *self, const struct observation *o)
{
    struct rig *r = self;
    if (o->kind != OBS_MEDIA)
        return; /* whether its pictures can be decoded is asked of all of a stream */
    cr_assert_lt(r->n, SAID_MAX);
    r->said[r->n++] = *o;
}

static bool shunt(void *self, const struct media_flow *flow)
{
    struct rig *r = self;
    r->told++;
    r->kernel = (struct kernel_entry){ .there = true, .flow = *flow };
    return true;
}

static struct rig *rig_new(void)
{
    static const uint8_t camera[4] = { 192, 0, 2, 5 }, recorder[4] = { 192, 0, 2, 9 };
    struct rig *r = calloc(1, sizeof *r);
    cr_assert(r != NULL && tail_pool_make(&r->tails, 2));
    r->feed = (struct feed){ .state = r->state };
    r->feeding = (struct feeding){ .tails = &r->tails,
                                   .counters = &r->counters,
                                   .media = { shunt, r },
                                   .to = { collect, r },
                                   .remarks = &r->remarks };
    r->packet = (struct packet){ .transport = TRANSPORT_UDP,
                                 .src = { ip_from_v4(camera), 5004 },
                                 .dst = { ip_from_v4(recorder), 6000 } };
    return r;
}

static void rig_free(struct rig *r)
{
    tail_pool_drop(&r->tails);
    free(r);
}

static void step(struct rig *r, struct camera_stream *c)
{
    struct packet *p = &r->packet;
    p->time_ns = c->now_ns;
    if (!kernel_lets_through(&r->kernel, c->sender.ssrc, c->sender.payload_type, c->now_ns)) {
        stream_pass(c);
        return;
    }
    p->frame_no++;
    p->payload = stream_next(c);
    feed_take(&r->feeding, &r->feed, p, 0, p->payload);
}

static void run(struct rig *r, struct camera_stream *c, uint64_t seconds)
{
    uint64_t until = c->now_ns + seconds * second;
    while (c->now_ns < until)
        step(r, c);
}

/* How long the stream goes on until something is said, which is that; at most so many seconds. */
static double seconds_until(struct rig *r, struct camera_stream *c, enum encrypted what,
                            uint64_t at_most)
{
    uint64_t from = c->now_ns;
    size_t before = r->n;
    while (r->n == before && c->now_ns - from < at_most * second)
        step(r, c);
    cr_assert_eq(r->n, before + 1, "kind %d: nothing was said in %llu s", (int)c->kind,
                 (unsigned long long)at_most);
    const struct observation *o = &r->said[before];
    cr_assert_eq(o->kind, OBS_MEDIA);
    cr_assert_eq(o->media.encrypted, what, "kind %d: %s", (int)c->kind, o->media.because);
    return (double)(c->now_ns - from) / 1e9;
}

/* Of encrypted video in single packets nobody can tell what it is. */
static enum encrypted verdict_on_srtp(enum stream_kind kind)
{
    return kind == STREAM_THIN ? ENCRYPTED_UNKNOWN : ENCRYPTED_YES;
}

static void turn_clear(enum stream_kind kind, uint32_t seed)
{
    struct rig *r = rig_new();
    struct camera_stream *c = stream_new(kind, seed);
    c->encrypted = true;
    run(r, c, 30 + seed % 20);
    cr_assert_eq(r->n, 1);
    cr_assert_eq(r->said[0].media.encrypted, verdict_on_srtp(kind), "kind %d: %s", (int)kind,
                 r->said[0].media.because);
    cr_assert(r->kernel.there);
    cr_assert_eq(r->told, 1);
    c->encrypted = false;
    double took = seconds_until(r, c, ENCRYPTED_NO, 5);
    cr_log_info("kind %d: %.1f s", (int)kind, took);
    stream_free(c);
    rig_free(r);
}

Test(rtp_looks, video_and_sound_that_turn_clear_are_noticed_within_five_seconds)
{
    for (int kind = 0; kind < STREAM_KINDS; kind++)
        for (uint32_t seed = 1; seed <= SEEDS; seed++)
            turn_clear((enum stream_kind)kind, seed);
}

Test(rtp_looks, srtp_is_never_called_clear_for_hours)
{
    enum { hours = 5 };
    for (int kind = 0; kind < STREAM_KINDS; kind++) {
        struct rig *r = rig_new();
        struct camera_stream *c = stream_new((enum stream_kind)kind, 77);
        c->encrypted = true;
        run(r, c, hours * 3600);
        cr_assert_eq(r->n, 1);
        cr_assert_eq(r->said[0].media.encrypted, verdict_on_srtp((enum stream_kind)kind));
        cr_assert_gt(r->packet.frame_no, 4 * hours * 3000, "the looks were read");
        cr_assert_lt(r->packet.frame_no, 5 * hours * 3600);
        stream_free(c);
        rig_free(r);
    }
}

Test(rtp_looks, what_turns_from_clear_to_srtp_is_noticed_too)
{
    for (int kind = 0; kind < STREAM_KINDS; kind++)
        for (uint32_t seed = 1; seed <= SEEDS; seed++) {
            struct rig *r = rig_new();
            struct camera_stream *c = stream_new((enum stream_kind)kind, seed);
            run(r, c, 30 + seed % 20);
            cr_assert_eq(r->n, 1);
            cr_assert_eq(r->said[0].media.encrypted, ENCRYPTED_NO);
            c->encrypted = true;
            (void)seconds_until(r, c, ENCRYPTED_YES, 60);
            c->encrypted = false;
            (void)seconds_until(r, c, ENCRYPTED_NO, 5);
            stream_free(c);
            rig_free(r);
        }
}

Test(rtp_looks, a_new_source_is_judged_as_one_and_then_told)
{
    struct rig *r = rig_new();
    struct camera_stream *c = stream_new(STREAM_H264, 3);
    run(r, c, 30);
    c->sender.ssrc = 0xbeef;
    c->encrypted = true;
    (void)seconds_until(r, c, ENCRYPTED_YES, 2);
    cr_assert_eq(r->said[1].media.ssrc, 0xbeef);
    cr_assert_eq(r->told, 1, "the other may still be there");
    run(r, c, 4);
    cr_assert_eq(r->told, 2);
    cr_assert_eq(r->kernel.flow.ssrc, 0xbeef);
    c->encrypted = false;
    (void)seconds_until(r, c, ENCRYPTED_NO, 5);
    stream_free(c);
    rig_free(r);
}

Test(rtp_looks, so_is_a_new_payload_type_of_the_same_source)
{
    struct rig *r = rig_new();
    struct camera_stream *c = stream_new(STREAM_H265, 3);
    c->encrypted = true;
    run(r, c, 30);
    c->sender.payload_type = 105;
    c->encrypted = false;
    (void)seconds_until(r, c, ENCRYPTED_NO, 1);
    cr_assert_eq(r->said[1].media.payload_type, 105);
    run(r, c, 4);
    cr_assert_eq(r->told, 2);
    cr_assert_eq(r->kernel.flow.payload_type, 105);
    c->sender.payload_type = 97;
    c->encrypted = true;
    run(r, c, 10);
    cr_assert_eq(r->told, 3);
    cr_assert_eq(r->kernel.flow.payload_type, 97);
    stream_free(c);
    rig_free(r);
}

/* Error correction, say: it comes in full beside the looks, and must not pass for what they are of.
 */
Test(rtp_looks, another_payload_type_beside_it_does_not_hide_that_it_turns_clear)
{
    struct rig *r = rig_new();
    struct camera_stream *c = stream_new(STREAM_H264, 5);
    struct camera_stream *beside = stream_new(STREAM_G711, 6);
    beside->sender.payload_type = 127;
    beside->sender.ssrc = c->sender.ssrc;
    beside->encrypted = c->encrypted = true;
    beside->now_ns = c->now_ns + 20 * second;
    uint64_t end = c->now_ns + 120 * second;
    while (c->now_ns < end)
        step(r, c->now_ns < beside->now_ns ? c : beside);
    cr_assert_eq(r->n, 2, "one fact of each");
    cr_assert_eq(r->told, 1);
    c->encrypted = false;
    end = c->now_ns + 5 * second;
    while (c->now_ns < end)
        step(r, c->now_ns < beside->now_ns ? c : beside);
    cr_assert_eq(r->n, 3);
    cr_assert_eq(r->said[2].media.encrypted, ENCRYPTED_NO);
    cr_assert_eq(r->said[2].media.payload_type, 98);
    stream_free(beside);
    stream_free(c);
    rig_free(r);
}
