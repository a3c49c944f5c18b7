#include <criterion/criterion.h>

#include "capture/filter.h"
#include "tests/support/frames.h"

static bool passes(const char *expression, const struct wire *w, uint32_t link)
{
    struct error e = { "" };
    struct filter *f = filter_new(expression, LINK_ETHERNET, &e);
    cr_assert_not_null(f, "%s", e.s);
    struct frame frame = frame_of(w, link);
    bool passed = filter_passes(f, &frame);
    cr_expect_eq(filter_passes(f, &frame), passed);
    filter_free(f);
    return passed;
}

Test(filter, lets_through_what_it_describes)
{
    struct wire *w = wire_new();
    put_datagram(w, "hello");
    cr_expect(passes("udp and host 192.0.2.9", w, LINK_ETHERNET));
    cr_expect_not(passes("tcp", w, LINK_ETHERNET));
    wire_free(w);
}

Test(filter, is_compiled_anew_for_every_link_type)
{
    struct wire *w = wire_new();
    put_ipv4(w, 17, 8);
    put_udp(w, 40000, 5000, 0);
    cr_expect(passes("udp port 5000", w, LINK_RAW));
    cr_expect(passes("udp port 5000", w, LINK_IPV4));
    cr_expect_not(passes("udp port 5000", w, LINK_ETHERNET));
    wire_free(w);
}

Test(filter, lets_nothing_through_where_it_means_nothing)
{
    struct wire *w = wire_new();
    put_datagram(w, "hello");
    cr_expect_not(passes("ether src 02:00:00:00:00:09", w, LINK_RAW));
    cr_expect_not(passes("udp port 5000", w, 9999));
    wire_free(w);
}

Test(filter, says_what_is_wrong_with_it)
{
    struct error e = { "" };
    cr_expect_null(filter_new("udp port of call", LINK_ETHERNET, &e));
    cr_expect_eq(strncmp(e.s, "cannot be filtered by \"udp port of call\": ", 42), 0, "%s", e.s);
}
