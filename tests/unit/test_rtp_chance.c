#include <criterion/criterion.h>

#include "dissectors/rtp_chance.h"
#include "tests/support/media.h"

Test(rtp_chance, expects_nothing_of_no_packets)
{
    struct rtp_chance c = { 0 };
    cr_assert_eq(rtp_chance_repeats(&c), 0);
    cr_assert_eq(rtp_chance_unevenness(&c), 0);
}

Test(rtp_chance, finds_random_bytes_random)
{
    uint32_t noise = 20240101;
    for (size_t run = 0; run < 200; run++) {
        struct rtp_chance c = { 0 };
        for (size_t i = 0; i < 250; i++) {
            uint8_t b[CHANCE_SAMPLE];
            random_bytes(&noise, b, sizeof b);
            rtp_chance_count(&c, (struct bytes){ b, sizeof b });
            cr_assert_lt(rtp_chance_repeats(&c), 20, "run %zu, packet %zu", run, i);
        }
        cr_assert_leq(rtp_chance_unevenness(&c), 60, "run %zu", run);
        cr_assert_eq(rtp_chance_bytes(&c), 250 * CHANCE_SAMPLE);
    }
}

Test(rtp_chance, sees_one_byte_that_is_always_the_same)
{
    uint32_t noise = 5;
    struct rtp_chance c = { 0 };
    for (size_t i = 0; i < 12; i++) {
        uint8_t b[20];
        random_bytes(&noise, b, sizeof b);
        b[0] = 0x78; /* the first byte of Opus, RFC 6716 section 3.1 */
        rtp_chance_count(&c, (struct bytes){ b, sizeof b });
    }
    cr_assert_geq(rtp_chance_repeats(&c), 40);
}

Test(rtp_chance, sees_four_bits_that_are_always_the_same)
{
    uint32_t noise = 5;
    struct rtp_chance c = { 0 };
    for (size_t i = 0; i < 24; i++) {
        uint8_t b[33];
        random_bytes(&noise, b, sizeof b);
        b[0] = (uint8_t)(0xd0 | (b[0] & 15)); /* GSM 06.10 */
        rtp_chance_count(&c, (struct bytes){ b, sizeof b });
    }
    cr_assert_geq(rtp_chance_repeats(&c), 40);
}

Test(rtp_chance, goes_on_seeing_it_when_one_packet_differs)
{
    struct rtp_chance c = { 0 };
    uint8_t b[4] = { 0x5c, 0x01, 0xaa, 0x55 };
    for (size_t i = 0; i < 40; i++) {
        b[0] = i == 20 ? 0x67 : 0x5c;
        rtp_chance_count(&c, (struct bytes){ b, sizeof b });
    }
    cr_assert_geq(rtp_chance_repeats(&c), 40);
}

Test(rtp_chance, stops_counting_heads_before_they_overflow)
{
    struct rtp_chance c = { 0 };
    uint8_t b[4] = { 0 };
    for (size_t i = 0; i < 600; i++) {
        b[0] = (uint8_t)(i % 2 == 0 ? 0 : 0xff);
        rtp_chance_count(&c, (struct bytes){ b, sizeof b });
    }
    cr_assert_eq(c.heads, 255);
    cr_assert_eq(c.flips[0], 254);
}

Test(rtp_chance, hears_silence)
{
    struct rtp_chance c = { 0 };
    uint8_t b[160];
    memset(b, 0xd5, sizeof b);
    for (size_t i = 0; i < 3; i++)
        rtp_chance_count(&c, (struct bytes){ b, sizeof b });
    cr_assert_gt(rtp_chance_unevenness(&c), 2000);
}

Test(rtp_chance, sees_a_byte_that_stays_the_same)
{
    struct rtp_chance c = { 0 };
    uint32_t noise = 5;
    for (size_t i = 0; i < 40; i++) {
        uint8_t b[8];
        random_bytes(&noise, b, sizeof b);
        b[2] = 0x41;
        rtp_chance_count(&c, (struct bytes){ b, sizeof b });
        cr_assert(rtp_chance_steady(&c));
    }
    rtp_chance_count(&c, (struct bytes){ (const uint8_t *)"\x00\x01\x42\x03", 4 });
    cr_assert_not(rtp_chance_steady(&c));
}
