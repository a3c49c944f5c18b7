/* What the end that a segment goes to drops, although its checksum is right and it has hops enough.
 */
#include <criterion/criterion.h>

#include "flow/tcp_trust.h"

static const struct mac camera = { { 2, 0, 0, 0, 0, 5 } }, client = { { 2, 0, 0, 0, 0, 9 } };
static const struct mac nobody = { { 2, 0, 0, 0, 0x99, 0x99 } };

enum { AT = 1000, ACKS = 5000, LAYERS = 3 };

static struct tcp_habits mine, theirs;
static struct packet p;

/* Whether the checksum is right is known of what has a segment only. */
static void begin(void)
{
    static const uint8_t head[21] = { 0 };
    p = (struct packet){ .transport = TRANSPORT_TCP,
                         .hops = 64,
                         .layers = LAYERS,
                         .src_mac = client,
                         .dst_mac = camera,
                         .tcp_flags = TCP_ACK,
                         .tcp_seq = AT,
                         .tcp_ack = ACKS,
                         .tcp_window = 60000,
                         .segment = { head, sizeof head },
                         .payload = { head + 20, 1 } };
    mine = (struct tcp_habits){ .has_way = true, .layers = LAYERS, .mac = client, .to = camera };
    theirs = (struct tcp_habits){ .has_way = true, .layers = LAYERS, .mac = camera, .to = client };
}

TestSuite(tcp_weigh, .init = begin);

static struct tcp_opinion weigh(void)
{
    struct tcp_scene scene = { .acks_seen = true,
                               .own_known = true,
                               .own_next = AT,
                               .other = &theirs,
                               .other_known = true,
                               .other_end = ACKS,
                               .other_acked = ACKS };
    return tcp_weigh(&mine, &scene, &p);
}

static enum trick doubt(void)
{
    return weigh().doubt;
}

static void with_options(const uint8_t *options, size_t n)
{
    static uint8_t all[64];
    memset(all, 0, sizeof all);
    memcpy(all + 20, options, n);
    p.segment = (struct bytes){ all, 20 + n + 1 };
    p.payload = (struct bytes){ all + 20 + n, 1 };
}

Test(tcp_weigh, what_is_deeper_in_tags_or_tunnels_than_the_others_is_in_doubt)
{
    cr_assert_eq(doubt(), TRICK_NONE);
    p.layers++;
    cr_assert_eq(doubt(), TRICK_tcp_head);
    mine.layers++;
    cr_assert_eq(doubt(), TRICK_NONE, "all are");
}

Test(tcp_weigh, what_goes_to_another_mac_than_the_camera_speaks_from_is_in_doubt)
{
    p.dst_mac = nobody;
    cr_assert_eq(doubt(), TRICK_tcp_head);
    mine.to = nobody;
    cr_assert_eq(doubt(), TRICK_NONE, "a virtual router answers from a MAC of its own");
    mine.strayed = true;
    cr_assert_eq(doubt(), TRICK_tcp_head, "its SYN went to two of them");
    theirs.has_way = false;
    cr_assert_eq(doubt(), TRICK_NONE, "nobody knows where the camera is");
}

Test(tcp_weigh, two_syns_to_two_macs_do_not_say_where_the_camera_is)
{
    struct tcp_opinion none = { 0 };
    mine = (struct tcp_habits){ 0 };
    p.tcp_flags = TCP_SYN;
    p.dst_mac = nobody;
    tcp_learn(&mine, &theirs, &p, &none, true);
    cr_assert_not(mine.strayed);
    p.dst_mac = camera;
    tcp_learn(&mine, &theirs, &p, &none, true);
    cr_assert(mine.strayed);
}

Test(tcp_weigh, options_of_ip_that_hosts_do_not_take_are_in_doubt)
{
    p.odd_head = true;
    cr_assert_eq(doubt(), TRICK_tcp_head);
}

Test(tcp_weigh, what_is_signed_for_who_has_the_key_is_in_doubt)
{
    static const uint8_t md5[20] = { 1, 1, 19, 18 }, ao[16] = { 29, 16 };
    with_options(md5, sizeof md5);
    cr_assert_eq(doubt(), TRICK_tcp_head);
    with_options(ao, sizeof ao);
    cr_assert_eq(doubt(), TRICK_tcp_head);
}

Test(tcp_weigh, what_says_that_it_is_longer_than_it_was_on_the_wire_is_in_doubt)
{
    static const uint8_t frame[60] = { 0 };
    p.frame = (struct bytes){ frame, sizeof frame };
    p.wire_n = sizeof frame;
    p.payload_cut = 700;
    cr_assert_eq(doubt(), TRICK_tcp_head);
    p.wire_n = 760;
    cr_assert_eq(doubt(), TRICK_NONE, "the snap length took it");
    p.wire_n = sizeof frame;
    p.layers = mine.layers = 8;
    cr_assert_eq(doubt(), TRICK_NONE, "a mirror may cut what it sends in a tunnel");
}

Test(tcp_weigh, no_timestamp_where_all_have_one_is_in_doubt)
{
    mine.stamps = true;
    cr_assert_eq(doubt(), TRICK_tcp_stamp);
}

Test(tcp_weigh, an_acknowledgement_that_is_too_old_is_in_doubt)
{
    mine.window = 1000;
    p.tcp_ack = ACKS - 1000;
    cr_assert_eq(doubt(), TRICK_NONE);
    p.tcp_ack--;
    cr_assert_eq(doubt(), TRICK_tcp_ack);
    p.payload.n = 0;
    cr_assert_eq(doubt(), TRICK_NONE, "it says nothing");
}

Test(tcp_weigh, what_ends_behind_the_window_is_in_doubt_but_held)
{
    mine.has_edge = true;
    mine.edge = AT + 1;
    cr_assert_eq(doubt(), TRICK_NONE);
    mine.edge = AT;
    cr_assert_eq(doubt(), TRICK_tcp_window);
    cr_assert_not(weigh().refused);
    p.tcp_seq = AT + (2 << 20);
    cr_assert(weigh().refused);
}

Test(tcp_weigh, fragments_with_different_data_are_in_doubt)
{
    p.differs = p.overlapped = true;
    cr_assert_eq(doubt(), TRICK_fragment_overlap);
}

Test(tcp_weigh, a_header_without_a_checksum_is_in_doubt_where_others_have_one)
{
    static const uint8_t head[20] = { 0x45 };
    p.ip_head = (struct bytes){ head, sizeof head };
    cr_assert_eq(doubt(), TRICK_NONE, "a card fills it in");
    mine.ip_sums = true;
    cr_assert_eq(doubt(), TRICK_tcp_checksum);
}

static void learn(uint32_t seq, uint32_t ack, uint8_t stamp)
{
    const uint8_t option[12] = { 1, 1, 8, 10, 0, 0, 0, stamp };
    with_options(option, sizeof option);
    p.payload.n = 0;
    p.segment.n = 32;
    p.tcp_seq = seq;
    p.tcp_ack = ack;
    struct tcp_opinion o = weigh();
    tcp_learn(&mine, &theirs, &p, &o, true);
}

Test(tcp_weigh, a_timestamp_is_learned_of_what_the_other_end_takes_only)
{
    learn(AT, ACKS, 100);
    cr_assert_eq(mine.stamp, 100);
    learn(AT, ACKS, 50);
    cr_assert_eq(mine.stamp, 100, "never back");
    learn(AT - 500, ACKS, 200);
    cr_assert_eq(mine.stamp, 100, "not of what was said long ago");
    learn(AT, ACKS + 5000, 200);
    cr_assert_eq(mine.stamp, 100, "not of what acknowledges too much");
}

Test(tcp_weigh, of_two_in_doubt_the_one_that_had_more_hops_left_teaches)
{
    mine.hops = 255;
    p.segment.n = 0;
    struct tcp_opinion o = weigh();
    cr_assert_eq(o.doubt, TRICK_tcp_hops);
    cr_assert_eq(o.worth, 64);
    tcp_suspect(&mine, &p, &o);
    p.hops = 2;
    o = weigh();
    tcp_suspect(&mine, &p, &o);
    tcp_clear(&mine, AT + 1);
    cr_assert_eq(mine.hops, 64);
}

Test(tcp_weigh, of_two_syns_with_data_the_one_that_had_more_hops_left_counts)
{
    p.tcp_flags = TCP_SYN;
    p.segment.n = 0;
    p.hops = 3;
    cr_assert_eq(weigh().doubt, TRICK_tcp_syn_data);
    cr_assert_eq(weigh().worth, 3);
    p.hops = 64;
    cr_assert_eq(weigh().worth, 64);
}

Test(tcp_weigh, what_acknowledges_something_absurd_answers_nothing)
{
    struct answer a;
    mine.hops = 255;
    p.segment.n = 0;
    p.tcp_ack = ACKS + (2 << 20);
    struct tcp_opinion o = weigh();
    cr_assert_eq(o.doubt, TRICK_tcp_hops);
    tcp_suspect(&mine, &p, &o);
    cr_assert_not(tcp_next_answer(&mine, AT + 1, &a));
}
