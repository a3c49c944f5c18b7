#include <criterion/criterion.h>

#include "flow/tcp_options.h"

static struct packet with(const uint8_t *options, size_t n, uint8_t *room)
{
    memset(room, 0, 20);
    memcpy(room + 20, options, n);
    return (struct packet){ .segment = { room, 20 + n }, .payload = { room + 20 + n, 0 } };
}

Test(tcp_options, a_timestamp_and_a_signature_are_found_behind_others)
{
    static const uint8_t options[] = { 2,  4, 5, 180, 1, 1, 8, 10, 0, 0, 1, 2, 0, 0, 0, 0, 19,
                                       18, 0, 0, 0,   0, 0, 0, 0,  0, 0, 0, 0, 0, 0, 0, 0, 0 };
    uint8_t room[64];
    struct packet p = with(options, sizeof options, room);
    struct tcp_options o = tcp_options_read(&p);
    cr_assert(o.has_stamp && o.is_signed);
    cr_assert_eq(o.stamp, 0x102);
    struct cursor value;
    cr_assert(tcp_option_find(&p, TCP_OPTION_STAMP, 10, &value));
    cr_assert_not(tcp_option_find(&p, TCP_OPTION_SCALE, 3, &value));
}

Test(tcp_options, what_does_not_end_is_none)
{
    static const uint8_t bad[] = { 1, 8, 10, 0, 0, 1, 2, 0, 0, 0, 0 };
    uint8_t room[64];
    for (size_t n = 0; n < sizeof bad; n++) {
        struct packet p = with(bad, n, room);
        cr_assert_not(tcp_options_read(&p).has_stamp);
    }
    struct packet whole = with(bad, sizeof bad, room);
    cr_assert(tcp_options_read(&whole).has_stamp);
}

Test(tcp_options, behind_the_end_there_is_nothing)
{
    static const uint8_t options[] = { 0, 1, 8, 10, 0, 0, 1, 2, 0, 0, 0, 0 };
    uint8_t room[64];
    struct packet p = with(options, sizeof options, room);
    cr_assert_not(tcp_options_read(&p).has_stamp);
}
