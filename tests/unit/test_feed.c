#include <criterion/criterion.h>

#include "tests/support/dissect.h"

/* A toy protocol, to see the feed itself: a line "say N" and N bytes that nobody needs; "bye"
 * settles; "anew" starts another protocol; "long" never ends its head; anything else is rejected.
 */
static enum verdict_on_bytes toy_dissect(struct dissection *d)
{
    struct bytes line = take_line(&d->in);
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;
    if (bytes_start_with(line, "say "))
        skip_ahead(&d->in, bytes_number(bytes_after(line, 4)));
    else if (bytes_equal_text(line, "head"))
        (void)take_head(&d->in);
    else if (bytes_equal_text(line, "eight"))
        skip(&d->in, 8);
    else if (bytes_equal_text(line, "bye"))
        d->settled = true;
    else if (bytes_equal_text(line, "anew"))
        d->starts_anew = true;
    else
        return DISSECT_REJECT;
    struct observation o = { .kind = OBS_APPLICATION };
    text_set(&o.application.name, line);
    observe(d, o);
    return verdict_of(&d->in);
}

static enum recognition toy_recognise(struct opening *o)
{
    (void)o;
    return MINE;
}

static size_t toy_resynchronise(struct bytes in)
{
    return bytes_find(in, "say ");
}

static const struct dissector toy = { .name = "toy",
                                      .transport = TRANSPORT_TCP,
                                      .recognise = toy_recognise,
                                      .dissect = toy_dissect,
                                      .resynchronise = toy_resynchronise };

static const struct dissector stubborn_toy = { .name = "stubborn",
                                               .transport = TRANSPORT_TCP,
                                               .recognise = toy_recognise,
                                               .dissect = toy_dissect };

static const struct turn conversation[] = {
    CLIENT("say 5\nxxxxxsay 0\nhead\na: b\r\nc: d\r\n\r\n"),
    SERVER("eight\n12345678say 3\nyyysay 1\r\nz"),
    CLIENT("say 2\nqqbye\nwhatever"),
};

Test(feed, says_the_same_however_the_bytes_arrive)
{
    says_the_same_in_pieces(&toy, conversation, 3);
    struct seen *seen = talk(&toy, conversation, 3, SIZE_MAX);
    cr_assert_eq(seen->n, 8);
    cr_assert_str_eq(seen->o[7].application.name.s, "bye");
    seen_free(seen);
}

Test(feed, says_nothing_of_a_message_cut_short)
{
    says_less_of_a_prefix(&toy, conversation, 3);
}

Test(feed, gives_up_what_a_dissector_rejects)
{
    static const struct turn turns[] = { CLIENT("say 0\nnonsense\nsay 0\n"), SERVER("say 0\n") };
    struct seen *seen = talk(&toy, turns, 2, SIZE_MAX);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 1);
    seen_free(seen);
}

Test(feed, is_not_blinded_by_a_message_longer_than_a_tail)
{
    static char longer[TAIL_MAX + 100];
    memset(longer, 'x', sizeof longer);
    memcpy(longer, "head\n", 5);
    struct turn turns[] = { { true, { (const uint8_t *)longer, sizeof longer } },
                            SERVER("say 0\n"),
                            CLIENT("\n\nsay 0\n") };
    struct seen *seen = talk(&toy, turns, 3, 1000);
    cr_assert_eq(seen->n, 2);
    cr_assert_eq(seen->counters.n[COUNT_message_too_long], 1);
    seen_free(seen);
}

Test(feed, gives_up_a_message_longer_than_a_tail_whole_or_in_pieces)
{
    static char longer[TAIL_MAX + 100];
    memset(longer, 'x', sizeof longer);
    memcpy(longer, "head\n", 5);
    struct turn turn = { true, { (const uint8_t *)longer, sizeof longer } };
    static const size_t pieces[] = { SIZE_MAX, 1000, 7 };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct seen *seen = talk(&toy, &turn, 1, pieces[i]);
        cr_assert_eq(seen->n, 0);
        cr_assert_eq(seen->counters.n[COUNT_message_too_long], 1);
        seen_free(seen);
    }
}

/* A feed without a flow engine, for holes. */
struct rig {
    struct seen seen;
    struct feed feed;
    struct feeding feeding;
    struct tail_pool tails;
    struct remarks remarks;
    struct packet packet;
    uint8_t state[STATE_MAX];
};

static void collect(void *self, const struct observation *o)
{
    struct seen *seen = self;
    seen->o[seen->n++] = *o;
}

static struct rig *rig_new(const struct dissector *x)
{
    struct rig *r = calloc(1, sizeof *r);
    cr_assert(r != NULL && tail_pool_make(&r->tails, 2));
    r->feed = (struct feed){ .dissector = x, .stage = FEED_KNOWN, .state = r->state };
    r->feeding = (struct feeding){ .tails = &r->tails,
                                   .counters = &r->seen.counters,
                                   .to = { collect, &r->seen },
                                   .remarks = &r->remarks };
    r->packet.transport = TRANSPORT_TCP;
    return r;
}

static void rig_free(struct rig *r)
{
    tail_pool_drop(&r->tails);
    free(r);
}

static void say(struct rig *r, const char *text)
{
    feed_take(&r->feeding, &r->feed, &r->packet, 0, bytes_of_text(text));
}

Test(feed, a_hole_in_a_skipped_body_does_no_harm)
{
    struct rig *r = rig_new(&stubborn_toy);
    say(r, "say 10\nxxx");
    feed_gap(&r->feeding, &r->feed, 0, 5);
    say(r, "xxsay 0\n");
    cr_assert_eq(r->seen.n, 2);
    rig_free(r);
}

Test(feed, finds_its_place_again_after_a_hole)
{
    struct rig *r = rig_new(&toy);
    say(r, "say 3\nxx");
    feed_gap(&r->feeding, &r->feed, 0, 5);
    say(r, "d of a line\nsay 0\nsay 0\n");
    cr_assert_eq(r->seen.n, 3);
    cr_assert_eq(r->seen.counters.n[COUNT_tcp_resynchronised], 1);
    rig_free(r);
}

Test(feed, gives_up_after_a_hole_if_the_dissector_cannot_find_its_place)
{
    struct rig *r = rig_new(&stubborn_toy);
    feed_gap(&r->feeding, &r->feed, 0, 5);
    say(r, "say 0\n");
    cr_assert_eq(r->seen.n, 0);
    cr_assert_eq(r->feed.stage, FEED_GIVEN_UP);
    rig_free(r);
}

Test(feed, borrows_tails_and_gives_them_back)
{
    struct rig *r = rig_new(&toy);
    for (int i = 0; i < 10; i++) {
        say(r, "sa");
        cr_assert_not_null(r->feed.lane[0].tail);
        say(r, "y 0\n");
        cr_assert_null(r->feed.lane[0].tail);
    }
    cr_assert_eq(r->tails.used, 1);
    rig_free(r);
}

Test(feed, without_a_tail_the_message_is_counted_as_lost)
{
    struct rig *r = rig_new(&toy);
    r->tails.used = r->tails.n;
    say(r, "sa");
    say(r, "y 0\n");
    cr_assert_eq(r->seen.n, 0);
    cr_assert_eq(r->seen.counters.n[COUNT_tail_full], 1);
    rig_free(r);
}

Test(feed, another_protocol_may_follow_in_the_same_stream)
{
    static const char text[] = "anew\nGET /a HTTP/1.1\r\n\r\n";
    for (size_t piece = 1; piece < sizeof text; piece++) {
        struct rig *r = rig_new(&toy);
        for (struct bytes in = { (const uint8_t *)text, sizeof text - 1 }; in.n > 0;
             in = bytes_after(in, piece))
            feed_take(&r->feeding, &r->feed, &r->packet, 0, bytes_first(in, piece));
        cr_assert_eq(r->seen.n, 2, "pieces of %zu bytes", piece);
        cr_assert_str_eq(r->seen.o[1].protocol, "http");
        rig_free(r);
    }
}

/* Lets go of a long line in parts. */
static enum verdict_on_bytes patient_dissect(struct dissection *d)
{
    if (cursor_left(&d->in) >= TAIL_MAX) {
        skip(&d->in, cursor_left(&d->in));
        return DISSECT_DONE;
    }
    return toy_dissect(d);
}

Test(feed, a_full_tail_is_shown_to_the_dissector_which_may_let_go_of_it)
{
    static const struct dissector patient = { .name = "patient",
                                              .transport = TRANSPORT_TCP,
                                              .recognise = toy_recognise,
                                              .dissect = patient_dissect };
    struct rig *r = rig_new(&patient);
    for (int i = 0; i < TAIL_MAX / 4; i++)
        say(r, "xxxx");
    say(r, "say 0\n");
    cr_assert_eq(r->seen.n, 1);
    rig_free(r);
}

Test(feed, recognises_an_opening_that_arrives_byte_by_byte)
{
    struct rig *r = rig_new(NULL);
    r->feed.stage = FEED_OPENING;
    static const char request[] = "GET /index.html HTTP/1.1\r\nHost: a\r\n\r\n";
    for (size_t i = 0; i < sizeof request - 1; i++)
        feed_take(&r->feeding, &r->feed, &r->packet, 0,
                  (struct bytes){ (const uint8_t *)request + i, 1 });
    cr_assert_eq(r->seen.n, 1);
    cr_assert_eq(r->seen.o[0].kind, OBS_EXCHANGE);
    cr_assert_null(r->feed.lane[0].tail);
    rig_free(r);
}

Test(feed, lets_a_stream_be_that_nobody_knows)
{
    struct rig *r = rig_new(NULL);
    r->feed.stage = FEED_OPENING;
    for (int i = 0; i < STRANGERS_MAX + 5; i++)
        feed_take(&r->feeding, &r->feed, &r->packet, 0,
                  (struct bytes){ (const uint8_t *)"\x01\x7f\x03\x04\x05\x06\x07\x08"
                                                   "\x01\x7f\x03\x04\x05\x06\x07\x08",
                                  16 });
    cr_assert_eq(r->feed.stage, FEED_GIVEN_UP);
    cr_assert_eq(r->seen.counters.n[COUNT_unrecognised], 1);
    rig_free(r);
}
