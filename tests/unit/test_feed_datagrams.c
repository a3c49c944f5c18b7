#include <criterion/criterion.h>

#include "flow/feed.h"

#include <stdlib.h>

/* A toy medium: each datagram is its SSRC and payload type, a byte each, and a byte that says what
 * has said everything: 1 the conversation, 2 the stream; 4: there is more to see of it. */
static enum verdict_on_bytes toy_dissect(struct dissection *d)
{
    d->source = (struct media_source){ .ssrc = take_u8(&d->in), .payload_type = take_u8(&d->in) };
    uint8_t settled = take_u8(&d->in);
    d->settled = (settled & 1) != 0;
    d->source_settled = (settled & 2) != 0;
    d->source_opened = (settled & 4) != 0 && d->looked_at != NULL;
    bool look = d->looked_at != NULL && media_source_equal(d->looked_at, &d->source);
    observe(d, (struct observation){ .kind = look ? OBS_CONTENT : OBS_APPLICATION });
    return verdict_of(&d->in);
}

static const struct dissector toy = { .name = "toy",
                                      .transport = TRANSPORT_UDP,
                                      .dissect = toy_dissect };

static const uint64_t ms = 1000000;

struct rig {
    struct feed feed;
    struct feeding feeding;
    struct counters counters;
    struct remarks remarks;
    struct packet packet;
    size_t read;
    bool last_was_look;
    bool answer; /* of the listener */
    size_t told;
    struct media_flow last;
    uint8_t state[STATE_MAX];
};

static void collect(void *self, const struct observation *o)
{
    struct rig *r = self;
    r->read++;
    r->last_was_look = o->kind == OBS_CONTENT;
}

static bool settled(void *self, const struct media_flow *flow)
{
    struct rig *r = self;
    r->told++;
    r->last = *flow;
    return r->answer;
}

static struct rig *rig_new(bool answer)
{
    static const uint8_t camera[4] = { 192, 0, 2, 5 }, recorder[4] = { 192, 0, 2, 9 };
    struct rig *r = calloc(1, sizeof *r);
    cr_assert_not_null(r);
    r->answer = answer;
    r->feed = (struct feed){ .dissector = &toy, .stage = FEED_KNOWN, .state = r->state };
    r->feeding = (struct feeding){ .counters = &r->counters,
                                   .media = { settled, r },
                                   .to = { collect, r },
                                   .remarks = &r->remarks };
    r->packet = (struct packet){ .time_ns = 1700000000000 * ms,
                                 .transport = TRANSPORT_UDP,
                                 .src = { ip_from_v4(camera), 5004 },
                                 .dst = { ip_from_v4(recorder), 6000 } };
    return r;
}

enum { CONVERSATION = 1, STREAM = 2, MORE = 4 };

/* `n` datagrams of the camera, or of the other end, each `step_ms` after the last. */
static void say_from(struct rig *r, int side, uint8_t ssrc, uint8_t all_said, size_t n,
                     uint64_t step_ms)
{
    uint8_t datagram[3] = { ssrc, 98, all_said };
    struct packet p = r->packet;
    if (side == 1) {
        p.src = r->packet.dst;
        p.dst = r->packet.src;
    }
    for (size_t i = 0; i < n; i++) {
        r->packet.time_ns += step_ms * ms;
        p.time_ns = r->packet.time_ns;
        feed_take(&r->feeding, &r->feed, &p, side, (struct bytes){ datagram, sizeof datagram });
    }
}

static void say(struct rig *r, uint8_t ssrc, size_t n, uint64_t step_ms)
{
    say_from(r, 0, ssrc, CONVERSATION | STREAM, n, step_ms);
}

Test(feed_datagrams, a_stream_that_has_said_everything_is_told_once)
{
    struct rig *r = rig_new(true);
    say_from(r, 0, 7, 0, 10, 10);
    cr_assert_eq(r->told, 0);
    say_from(r, 0, 7, STREAM, 500, 10);
    cr_assert_eq(r->told, 1);
    cr_assert(endpoint_equal(&r->last.src, &r->packet.src));
    cr_assert(endpoint_equal(&r->last.dst, &r->packet.dst));
    cr_assert_eq(r->last.ssrc, 7);
    cr_assert_eq(r->last.payload_type, 98);
    free(r);
}

Test(feed_datagrams, a_stream_of_which_there_is_more_to_see_comes_in_full_again_until_that_is_said)
{
    struct rig *r = rig_new(true);
    say_from(r, 0, 7, STREAM, 10, 10);
    cr_assert_eq(r->told, 1);
    cr_assert(feed_is_looked_at(&r->feed, 0));
    say_from(r, 0, 7, MORE, 10, 10);
    cr_assert_eq(r->told, 2);
    cr_assert_eq(r->last.payload_type, NO_PAYLOAD_TYPE);
    cr_assert_not(feed_is_looked_at(&r->feed, 0));
    say_from(r, 0, 7, STREAM, 10, 10);
    cr_assert_eq(r->told, 3);
    cr_assert_eq(r->last.payload_type, 98);
    cr_assert(feed_is_looked_at(&r->feed, 0));
    free(r);
}

Test(feed_datagrams, each_direction_is_told_for_itself)
{
    struct rig *r = rig_new(true);
    for (int i = 0; i < 20; i++) {
        say_from(r, 0, 7, STREAM, 1, 10);
        say_from(r, 1, 8, STREAM, 1, 10);
    }
    cr_assert_eq(r->told, 2);
    cr_assert_eq(r->last.ssrc, 8);
    cr_assert_eq(r->last.src.port, 6000);
    free(r);
}

Test(feed_datagrams, of_what_the_kernel_thins_out_every_packet_is_read_as_a_look)
{
    struct rig *r = rig_new(true);
    say(r, 7, 900, 250);
    cr_assert_eq(r->read, 900);
    cr_assert(r->last_was_look);
    cr_assert_eq(r->counters.n[COUNT_settled_packets], 0);
    say(r, 9, 1, 10);
    cr_assert_not(r->last_was_look, "another stream comes in full");
    free(r);
}

Test(feed_datagrams, of_the_other_direction_a_sample_is_read_as_before)
{
    struct rig *r = rig_new(true);
    say(r, 7, 1, 10);
    say_from(r, 1, 8, CONVERSATION, 2 * SAMPLE_PACKETS, 10);
    cr_assert_eq(r->read, 3);
    free(r);
}

Test(feed_datagrams, a_sample_is_read_as_before_where_nothing_is_promised)
{
    struct rig *r = rig_new(false);
    say(r, 7, 1 + 2 * SAMPLE_PACKETS, 10);
    cr_assert_eq(r->read, 3);
    cr_assert_eq(r->counters.n[COUNT_settled_packets], 2 * SAMPLE_PACKETS - 2);
    cr_assert_eq(r->told, 1);
    free(r);
    r = rig_new(true);
    r->feeding.media.settled = NULL;
    say(r, 7, 1 + 2 * SAMPLE_PACKETS, 10);
    cr_assert_eq(r->read, 3);
    cr_assert_not(r->last_was_look);
    free(r);
}

Test(feed_datagrams, it_is_told_again_after_a_thousand_packets_which_may_have_been_forgotten)
{
    struct rig *r = rig_new(true);
    say(r, 7, 1024, 250);
    cr_assert_eq(r->told, 1);
    say(r, 7, 1, 250);
    cr_assert_eq(r->told, 2);
    free(r);
    r = rig_new(false); /* packets that were passed over count too */
    say(r, 7, 1 + 1024, 10);
    cr_assert_eq(r->told, 2);
    r->answer = true;
    say(r, 7, 1024, 10);
    cr_assert_eq(r->told, 3);
    say(r, 7, 1, 10);
    cr_assert(r->last_was_look);
    free(r);
}

Test(feed_datagrams, another_stream_is_told_when_the_one_that_was_is_silent)
{
    struct rig *r = rig_new(true);
    say(r, 7, 5, 10);
    for (int i = 0; i < 100; i++) {
        say(r, 9, 10, 90);
        say(r, 7, 1, 100);
    }
    cr_assert_eq(r->told, 1, "the kernel knows one of them");
    say(r, 9, 31, 100);
    cr_assert_eq(r->told, 2);
    cr_assert_eq(r->last.ssrc, 9);
    say(r, 9, 1, 100);
    cr_assert(r->last_was_look);
    free(r);
}

Test(feed_datagrams, what_comes_in_full_all_the_same_is_sampled_until_it_does_not)
{
    struct rig *r = rig_new(true);
    say(r, 7, 1 + 2 * 1024, 3); /* the kernel cannot look into it */
    cr_assert_eq(r->told, 3);
    size_t before = r->read;
    say(r, 7, 16 * SAMPLE_PACKETS, 3);
    cr_assert_eq(r->read, before + 16);
    cr_assert_eq(r->told, 3 + 4, "it is tried again");
    say(r, 7, 5 * SAMPLE_PACKETS, 250);
    before = r->read;
    say(r, 7, 100, 250);
    cr_assert_eq(r->read, before + 100);
    free(r);
}

Test(feed_datagrams, a_conversation_that_becomes_another_begins_without_looks)
{
    static const uint8_t rtp[40] = { 0x80, 98, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9 };
    struct rig *r = rig_new(true);
    say(r, 7, 5, 10);
    cr_assert(feed_is_looked_at(&r->feed, 0));
    feed_take(&r->feeding, &r->feed, &r->packet, 0, (struct bytes){ rtp, 2 }); /* too short */
    cr_assert_eq(r->feed.stage, FEED_OPENING);
    feed_take(&r->feeding, &r->feed, &r->packet, 0, (struct bytes){ rtp, sizeof rtp });
    cr_assert_eq(r->feed.stage, FEED_KNOWN);
    cr_assert_str_eq(r->feed.dissector->name, "rtp");
    cr_assert_not(feed_is_looked_at(&r->feed, 0));
    free(r);
}

/* ---- room that is lent ---- */

/* Its datagrams are a letter each: 'b' borrows and writes, 's' settles, 'x' is not its own. */
static enum verdict_on_bytes borrower_dissect(struct dissection *d)
{
    uint8_t letter = take_u8(&d->in);
    uint8_t *room = letter == 'b' ? borrow_room(d) : NULL;
    if (room != NULL)
        room[0]++;
    d->settled = letter == 's';
    return letter == 'x' ? DISSECT_REJECT : DISSECT_DONE;
}

static const struct dissector borrower = { .name = "toy",
                                           .transport = TRANSPORT_UDP,
                                           .dissect = borrower_dissect };

static void say_letters(struct rig *r, const char *letters)
{
    for (; *letters != '\0'; letters++) {
        struct bytes in = { (const uint8_t *)letters, 1 };
        feed_take(&r->feeding, &r->feed, &r->packet, 0, in);
    }
}

static void lends_until(const char *letters)
{
    struct tail_pool pool;
    struct rig *r = rig_new(true);
    cr_assert(tail_pool_make(&pool, 1));
    r->feed.dissector = &borrower;
    r->feeding.tails = &pool;
    say_letters(r, "bb");
    cr_assert_eq(r->feed.room->bytes[0], 2);
    say_letters(r, letters);
    if (letters[0] == '\0')
        feed_end(&r->feeding, &r->feed, &r->packet, 0);
    cr_assert_null(r->feed.room);
    struct tail *t = tail_borrow(&pool, NULL);
    cr_assert_not_null(t);
    cr_assert_eq(t->bytes[0], 0); /* wiped */
    tail_pool_drop(&pool);
    free(r);
}

Test(feed_datagrams, takes_back_the_room_it_lent)
{
    lends_until("s");
    lends_until("x");
    lends_until("");
}

Test(feed_datagrams, counts_when_there_is_no_room_to_lend)
{
    struct tail_pool pool = { 0 };
    struct rig *r = rig_new(true);
    r->feed.dissector = &borrower;
    r->feeding.tails = &pool;
    say_letters(r, "b");
    cr_assert_null(r->feed.room);
    cr_assert_eq(r->counters.n[COUNT_tail_full], 1);
    free(r);
}
