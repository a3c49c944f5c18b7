#include <criterion/criterion.h>

#include "tests/support/two_hosts.h"

/* Servers pass over any number of empty lines, and segments may be longer than an opening. */
static void asks_behind_empty_lines(uint32_t n)
{
    static char text[8192];
    struct rig *r = rig_new(16);
    memset(text, '\n', n);
    strcpy(text + n, "GET / HTTP/1.1\r\n\r\n");
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_ACK, 101, 201, text);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 1, "%u", n);
    rig_free(r);
}

Test(feed_openings, what_is_behind_many_empty_lines_is_read)
{
    for (uint32_t n = 0; n < 12; n++)
        asks_behind_empty_lines(n);
    for (uint32_t n = 4080; n < 4100; n++)
        asks_behind_empty_lines(n);
    asks_behind_empty_lines(8000);
}
