#include <criterion/criterion.h>

#include "core/checksum.h"

/* RFC 1071 section 3's own example. */
Test(checksum, is_that_of_the_rfc)
{
    static const uint8_t b[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };
    cr_assert_eq(checksum_of((struct bytes){ b, sizeof b }), 0xddf2);
    cr_assert_eq(checksum_of((struct bytes){ b, 3 }), 0xf201, "an odd byte is the upper half");
    cr_assert_eq(checksum_of((struct bytes){ b, 0 }), 0);
}

/* 192.0.2.1:1234 to 192.0.2.2:80, "hello" by UDP; its checksum is at 6. */
static uint8_t datagram[] = { 0x04, 0xd2, 0, 80, 0, 13, 0, 0, 'h', 'e', 'l', 'l', 'o' };

static struct packet packet(uint16_t sum)
{
    static const uint8_t src[4] = { 192, 0, 2, 1 }, dst[4] = { 192, 0, 2, 2 };
    datagram[6] = (uint8_t)(sum >> 8);
    datagram[7] = (uint8_t)sum;
    return (struct packet){ .transport = TRANSPORT_UDP,
                            .src = { ip_from_v4(src), 1234 },
                            .dst = { ip_from_v4(dst), 80 },
                            .segment = { datagram, sizeof datagram },
                            .payload = { datagram + 8, 5 } };
}

static enum sum weigh(uint16_t sum)
{
    uint16_t data = 0;
    struct packet p = packet(sum);
    return checksum_weigh(&p, &data);
}

Test(checksum, knows_right_wrong_and_what_a_card_was_to_fill_in)
{
    uint32_t pseudo = 0xc000 + 0x0201 + 0xc000 + 0x0202 + 17 + 13;
    pseudo = (pseudo & 0xffff) + (pseudo >> 16);
    uint32_t all = pseudo + 0x04d2 + 80 + 13 + 0x6865 + 0x6c6c + 0x6f00;
    all = (all & 0xffff) + (all >> 16);
    uint16_t right = (uint16_t)~all;
    cr_assert_eq(weigh(right), SUM_GOOD);
    cr_assert_eq(weigh((uint16_t)(right + 1)), SUM_BAD);
    cr_assert_eq(weigh((uint16_t)pseudo), SUM_UNFILLED);
    cr_assert_eq(weigh(0), SUM_UNKNOWN, "UDP may have none");
}

Test(checksum, of_what_was_cut_is_not_known)
{
    uint16_t data = 1;
    struct packet p = packet(0x1234);
    p.payload_cut = 1;
    cr_assert_eq(checksum_weigh(&p, &data), SUM_UNKNOWN);
    cr_assert_eq(data, 0);
    p = packet(0x1234);
    p.segment.n = 0;
    cr_assert_eq(checksum_weigh(&p, &data), SUM_UNKNOWN);
}
