#include <criterion/criterion.h>

#include "flow/tcp_trust.h"

/* A segment of 20 bytes of header, options, and one byte said. */
struct shape {
    uint8_t bytes[64];
    struct packet p;
};

static struct shape segment(struct bytes options)
{
    struct shape s = { .bytes = { 0 } };
    if (options.n > 0)
        memcpy(s.bytes + 20, options.p, options.n);
    s.p = (struct packet){ .transport = TRANSPORT_TCP,
                           .hops = 64,
                           .tcp_flags = TCP_ACK,
                           .tcp_seq = 1000,
                           .tcp_ack = 5000,
                           .tcp_window = 100 };
    s.p.segment.n = 20 + options.n + 1;
    s.p.payload.n = 1;
    return s;
}

static enum trick doubt(const struct tcp_habits *h, struct shape *s)
{
    s->p.segment.p = s->bytes;
    s->p.payload.p = s->bytes + s->p.segment.n - s->p.payload.n;
    static const struct tcp_habits other = { 0 };
    struct tcp_scene scene = { .acks_seen = true,
                               .other = &other,
                               .other_known = true,
                               .other_end = 5000,
                               .other_acked = 5000 };
    return tcp_weigh(h, &scene, &s->p).doubt;
}

static const struct tcp_opinion low = { .doubt = TRICK_tcp_hops };

static const uint8_t stamp[] = { 1, 1, 8, 10, 0, 0, 1, 0, 0, 0, 0, 0 };

Test(tcp_trust, an_older_timestamp_is_doubtful)
{
    struct shape s = segment((struct bytes){ stamp, sizeof stamp });
    struct tcp_habits h = { .has_stamp = true, .stamp = 0x100 };
    cr_assert_eq(doubt(&h, &s), TRICK_NONE);
    h.stamp = 0x101;
    cr_assert_eq(doubt(&h, &s), TRICK_tcp_stamp);
    h.stamp = 0xfffffff0;
    cr_assert_eq(doubt(&h, &s), TRICK_NONE, "the clock went round");
}

Test(tcp_trust, options_that_do_not_end_are_none)
{
    static const uint8_t bad[] = { 8, 0, 8, 1, 8, 200, 1, 1 };
    for (size_t n = 0; n <= sizeof bad; n++) {
        struct shape s = segment((struct bytes){ bad, n });
        struct tcp_habits h = { .has_stamp = true, .stamp = 0x100 };
        cr_assert_eq(doubt(&h, &s), TRICK_NONE);
    }
}

Test(tcp_trust, a_wrong_checksum_is_doubtful_only_where_others_are_right)
{
    struct shape s = segment((struct bytes){ 0 });
    s.bytes[16] = 0x12;
    struct tcp_habits h = { 0 };
    cr_assert_eq(doubt(&h, &s), TRICK_NONE);
    h.sums = true;
    cr_assert_eq(doubt(&h, &s), TRICK_tcp_checksum);
}

Test(tcp_trust, the_window_is_learned_with_its_scale)
{
    static const uint8_t scale[] = { 3, 3, 7 };
    struct shape syn = segment((struct bytes){ scale, sizeof scale });
    struct tcp_habits server = { 0 }, client = { 0 };
    struct tcp_opinion none = { 0 };
    syn.p.segment.p = syn.bytes;
    syn.p.tcp_flags = TCP_SYN | TCP_ACK;
    tcp_learn(&server, &client, &syn.p, &none, false);
    cr_assert_eq(client.edge, 5100, "that of a SYN has none");
    struct shape ack = segment((struct bytes){ 0 });
    tcp_learn(&server, &client, &ack.p, &none, false);
    cr_assert_eq(client.edge, 5000 + (100 << 7));
    struct shape far = segment((struct bytes){ 0 });
    far.p.tcp_seq = client.edge + 2000000;
    cr_assert_eq(doubt(&client, &far), TRICK_tcp_window);
}

Test(tcp_trust, another_way_that_is_acknowledged_is_no_longer_in_doubt)
{
    struct shape s = segment((struct bytes){ 0 });
    struct tcp_habits h = { .hops = 66 };
    cr_assert_eq(doubt(&h, &s), TRICK_tcp_hops);
    tcp_suspect(&h, &s.p, &low);
    tcp_clear(&h, 1000);
    cr_assert_eq(doubt(&h, &s), TRICK_tcp_hops);
    tcp_clear(&h, 1001);
    cr_assert_eq(doubt(&h, &s), TRICK_NONE);
}

Test(tcp_trust, an_acknowledgement_of_what_was_said_again_without_doubt_clears_nothing)
{
    struct shape s = segment((struct bytes){ 0 });
    struct tcp_habits h = { .hops = 66 }, other = { 0 };
    struct tcp_opinion none = { 0 };
    (void)doubt(&h, &s);
    tcp_suspect(&h, &s.p, &low);
    struct packet again = s.p;
    again.hops = 66;
    tcp_learn(&h, &other, &again, &none, true);
    tcp_clear(&h, 1001);
    cr_assert_eq(doubt(&h, &s), TRICK_tcp_hops);
}

Test(tcp_trust, who_answers_a_syn_may_be_nearer_than_who_speaks)
{
    struct shape s = segment((struct bytes){ 0 });
    struct tcp_habits h = { .syn_hops = 238 };
    cr_assert_eq(doubt(&h, &s), TRICK_NONE);
    s.p.hops = 3;
    cr_assert_eq(doubt(&h, &s), TRICK_tcp_hops);
}

static struct packet in_doubt(uint32_t seq, uint32_t ack)
{
    struct shape s = segment((struct bytes){ 0 });
    s.p.tcp_seq = seq;
    s.p.tcp_ack = ack;
    return s.p;
}

static void answers(struct tcp_habits *h, uint32_t acked, uint32_t end, uint32_t acks)
{
    struct answer a;
    cr_assert(tcp_next_answer(h, acked, &a));
    cr_expect_eq(a.end, end);
    cr_expect_eq(a.acks, acks);
}

Test(tcp_trust,
     what_was_in_doubt_comes_out_in_order_with_what_it_answers_as_far_as_it_is_acknowledged)
{
    struct tcp_habits h = { .hops = 66 };
    struct answer a;
    uint32_t n = (uint32_t)in_doubt(0, 0).payload.n;
    const struct packet said[] = { in_doubt(3000, 7000), in_doubt(1000, 5000), in_doubt(2000, 6000),
                                   in_doubt(2000, 6999) };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        tcp_suspect(&h, &said[i], &low);
    answers(&h, 2000 + n, 1000 + n, 5000);
    answers(&h, 2000 + n, 2000 + n, 6000);
    cr_expect_not(tcp_next_answer(&h, 2000 + n, &a));
    answers(&h, 4000, 3000 + n, 7000);
    cr_expect_not(tcp_next_answer(&h, 4000, &a));
}

Test(tcp_trust, of_much_in_doubt_the_first_answers_are_kept)
{
    struct tcp_habits h = { .hops = 66 };
    struct answer a;
    uint32_t n = (uint32_t)in_doubt(0, 0).payload.n;
    for (uint32_t i = 6; i > 0; i--) {
        struct packet p = in_doubt(i * 1000, i);
        tcp_suspect(&h, &p, &low);
    }
    for (uint32_t i = 1; i <= ANSWERS_MAX; i++)
        answers(&h, 9000, i * 1000 + n, i);
    cr_expect_not(tcp_next_answer(&h, 9000, &a));
}

Test(tcp_trust, what_acknowledged_something_it_should_not_answers_nothing)
{
    struct tcp_habits h = { .hops = 66 };
    struct answer a;
    struct packet p = in_doubt(1000, 5000);
    tcp_suspect(&h, &p, &(struct tcp_opinion){ .doubt = TRICK_tcp_ack });
    cr_expect_not(tcp_next_answer(&h, 9000, &a));
}
