#include <criterion/criterion.h>

#include "core/packet.h"

static struct ip ip(const char *s)
{
    struct ip out;
    cr_assert(ip_parse(s, &out), "%s", s);
    return out;
}

Test(packet, addresses_as_text_and_back)
{
    static const char *const all[] = { "192.0.2.1", "0.0.0.0", "2001:db8::1", "fe80::1", "::1" };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        char text[IP_TEXT_MAX];
        struct ip a = ip(all[i]);
        cr_assert_str_eq(ip_text(&a, text), all[i]);
    }
    struct ip out;
    cr_assert_not(ip_parse("192.0.2.256", &out));
    cr_assert_not(ip_parse("camera", &out));
}

Test(packet, groups_are_no_hosts)
{
    static const char *const groups[] = { "224.0.0.1", "239.255.255.250", "255.255.255.255",
                                          "0.0.0.0",   "ff02::c",         "::" };
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        struct ip a = ip(groups[i]);
        cr_assert(ip_is_group(&a), "%s", groups[i]);
    }
    struct ip host = ip("192.0.2.255"), host6 = ip("2001:db8::1");
    cr_assert_not(ip_is_group(&host));
    cr_assert_not(ip_is_group(&host6));
}

Test(packet, mac_addresses_as_text_and_back)
{
    struct mac m;
    char text[MAC_TEXT_MAX];
    cr_assert(mac_parse("D4-2d-c5:00:00:01", &m));
    cr_assert_str_eq(mac_text(&m, text), "d4:2d:c5:00:00:01");
    cr_assert(mac_known(&m));
    cr_assert_not(mac_is_group(&m));
    cr_assert(mac_parse("01:00:5e:00:00:01", &m));
    cr_assert(mac_is_group(&m));
    static const char *const bad[] = { "", "d4:2d:c5:00:00", "d4:2d:c5:00:00:0g", "d42dc5000001",
                                       "d4:2d:c5:00:00:01:02" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_assert_not(mac_parse(bad[i], &m), "%s", bad[i]);
}

static size_t read_text(const char *text, struct mac *m)
{
    return mac_read(bytes_of_text(text), m);
}

Test(packet, a_mac_is_read_however_a_device_writes_it)
{
    static const char *const ways[] = { "d42dc5000001", "D4-2D-C5-00-00-01", "d42d.c500.0001",
                                        "d4:2d:c5:00:00:01" };
    char text[MAC_TEXT_MAX];
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct mac m;
        cr_assert_eq(read_text(ways[i], &m), strlen(ways[i]), "%s", ways[i]);
        cr_assert_str_eq(mac_text(&m, text), "d4:2d:c5:00:00:01");
    }
}

Test(packet, a_mac_ends_where_the_next_word_begins)
{
    struct mac m;
    cr_assert_eq(read_text("D4-2D-C5-00-00-01:camera net", &m), 17);
}

Test(packet, what_is_no_mac_changes_nothing)
{
    static const char *const bad[] = { "",           "d42dc50000",        "d4 2d c5 00 00 01",
                                       "camera-one", "00:00:00:00:00:00", "-----------------" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mac m = { { 7 } };
        cr_assert_eq(read_text(bad[i], &m), 0, "%s", bad[i]);
        cr_assert_eq(m.b[0], 7);
    }
}
