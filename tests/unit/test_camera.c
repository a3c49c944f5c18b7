#include "rules/camera.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static struct counters counters;

static struct camera_book *open_book(void)
{
    static struct policy *policy;
    policy = policy != NULL ? policy : policy_default();
    struct camera_book *b = book_new(policy, &counters);
    cr_assert_not_null(b);
    return b;
}

static struct meeting meeting(const char *ip, const char *mac, uint16_t vlan)
{
    struct meeting m = { .vlan = vlan, .time_ns = 1 };
    cr_assert(ip_parse(ip, &m.ip));
    cr_assert(mac[0] == '\0' || mac_parse(mac, &m.mac));
    return m;
}

static uint32_t meet(struct camera_book *b, const char *ip, const char *mac, uint16_t vlan)
{
    bool fresh = false;
    struct meeting m = meeting(ip, mac, vlan);
    return book_meet(b, &m, &fresh);
}

static const char *id_of(struct camera_book *b, uint32_t place)
{
    book_name(b, place);
    return book_at(b, place)->name.id.s;
}

Test(camera, is_known_by_its_address_and_vlan)
{
    struct camera_book *b = open_book();
    uint32_t one = meet(b, "192.0.2.1", "", 0), other = meet(b, "192.0.2.1", "", 7);
    cr_assert_neq(one, other);
    cr_assert_eq(meet(b, "192.0.2.1", "", 7), other);
    cr_assert_str_eq(id_of(b, one), "192.0.2.1");
    cr_assert_str_eq(id_of(b, other), "192.0.2.1@7");
    book_free(b);
}

Test(camera, is_known_by_the_mac_of_a_camera_maker)
{
    struct camera_book *b = open_book();
    uint32_t one = meet(b, "192.0.2.1", "d4:2d:c5:00:00:01", 0);
    cr_assert_eq(meet(b, "192.0.2.2", "d4:2d:c5:00:00:01", 0), one);
    cr_assert_eq(meet(b, "fe80::1", "d4:2d:c5:00:00:01", 0), one);
    cr_assert_str_eq(id_of(b, one), "d4:2d:c5:00:00:01");
    cr_assert_str_eq(book_at(b, one)->name.make.s, "i-PRO");
    struct ip last;
    (void)ip_parse("192.0.2.2", &last);
    cr_assert(ip_equal(&book_at(b, one)->name.ip, &last), "the last IPv4 address it was met with");
    book_free(b);
}

Test(camera, is_not_known_by_a_mac_that_may_be_a_routers)
{
    struct camera_book *b = open_book();
    uint32_t one = meet(b, "192.0.2.1", "00:1b:21:00:00:01", 0);
    uint32_t other = meet(b, "192.0.2.2", "00:1b:21:00:00:01", 0);
    cr_assert_neq(one, other);
    cr_assert_str_eq(id_of(b, one), "192.0.2.1");
    book_free(b);
}

Test(camera, shows_its_mac_unless_it_is_a_routers)
{
    struct camera_book *b = open_book();
    struct meeting x = meeting("192.0.2.1", "00:1b:21:00:00:01", 0);
    struct meeting y = meeting("192.0.2.2", "00:1b:21:00:00:01", 0);
    uint32_t one = meet(b, "192.0.2.1", "00:1b:21:00:00:01", 0);
    book_see_neighbour(b, &x.mac, &x.ip);
    book_name(b, one);
    cr_assert(mac_known(&book_at(b, one)->name.mac));
    book_see_neighbour(b, &y.mac, &y.ip);
    book_name(b, one);
    cr_assert_not(mac_known(&book_at(b, one)->name.mac));
    book_free(b);
}

Test(camera, is_known_by_a_mac_it_states_itself)
{
    struct camera_book *b = open_book();
    bool fresh = false;
    uint32_t one = meet(b, "192.0.2.1", "00:1b:21:00:00:01", 0);
    struct meeting m = meeting("192.0.2.1", "00:1b:21:00:00:01", 0);
    m.mac_stated = true;
    cr_assert_eq(book_meet(b, &m, &fresh), one);
    cr_assert_str_eq(id_of(b, one), "00:1b:21:00:00:01");
    book_free(b);
}

Test(camera, is_known_by_a_link_local_or_eui_64_address)
{
    struct camera_book *b = open_book();
    uint32_t one = meet(b, "2001:db8::21b:21ff:fe00:1", "00:1b:21:00:00:01", 0);
    cr_assert_str_eq(id_of(b, one), "00:1b:21:00:00:01");
    uint32_t two = meet(b, "fe80::77", "00:1b:21:00:00:02", 0);
    cr_assert_str_eq(id_of(b, two), "00:1b:21:00:00:02");
    book_free(b);
}

Test(camera, is_one_host_when_a_mirror_tags_one_direction_only)
{
    struct camera_book *b = open_book();
    uint32_t one = meet(b, "192.0.2.1", "00:1b:21:00:00:01", 0);
    cr_assert_eq(meet(b, "192.0.2.1", "00:1b:21:00:00:01", 9), one);
    uint32_t two = meet(b, "192.0.2.2", "00:1b:21:00:00:02", 9);
    cr_assert_eq(meet(b, "192.0.2.2", "00:1b:21:00:00:02", 0), two);
    cr_assert_neq(meet(b, "192.0.2.2", "00:1b:21:00:00:03", 0), two, "another MAC, another host");
    cr_assert_eq(meet(b, "192.0.2.2", "00:1b:21:00:00:02", 9), two);
    book_free(b);
}

Test(camera, gives_its_address_to_the_camera_that_has_it_now)
{
    struct camera_book *b = open_book();
    uint32_t one = meet(b, "192.0.2.1", "d4:2d:c5:00:00:01", 0);
    uint32_t two = meet(b, "192.0.2.1", "d4:2d:c5:00:00:02", 0);
    cr_assert_neq(one, two);
    cr_assert_eq(meet(b, "192.0.2.1", "", 0), two);
    cr_assert_eq(meet(b, "192.0.2.3", "d4:2d:c5:00:00:01", 0), one);
    book_free(b);
}

Test(camera, gives_up_its_oldest_address_for_a_ninth)
{
    struct camera_book *b = open_book();
    char ip[32];
    uint32_t one = nobody;
    for (int i = 1; i <= ADDRESSES_MAX + 1; i++) {
        (void)snprintf(ip, sizeof ip, "192.0.2.%d", i);
        one = meet(b, ip, "d4:2d:c5:00:00:01", 0);
    }
    cr_assert_eq(meet(b, "192.0.2.2", "", 0), one);
    cr_assert_neq(meet(b, "192.0.2.1", "", 0), one);
    book_free(b);
}

Test(camera, is_not_entered_when_only_known_ones_are_asked_for)
{
    struct camera_book *b = open_book();
    bool fresh = true;
    struct meeting m = meeting("0.0.0.0", "d4:2d:c5:00:00:01", 0);
    m.mac_stated = m.only_known = true;
    cr_assert_eq(book_meet(b, &m, &fresh), nobody);
    cr_assert_not(fresh);
    uint32_t one = meet(b, "192.0.2.1", "d4:2d:c5:00:00:01", 0);
    cr_assert_eq(book_meet(b, &m, &fresh), one);
    book_free(b);
}

Test(camera, is_never_a_group_address)
{
    struct camera_book *b = open_book();
    cr_assert_eq(meet(b, "239.255.255.250", "01:00:5e:7f:ff:fa", 0), nobody);
    cr_assert_eq(meet(b, "255.255.255.255", "ff:ff:ff:ff:ff:ff", 0), nobody);
    book_free(b);
}

Test(camera, is_expected_if_its_mac_is_a_camera_makers)
{
    struct camera_book *b = open_book();
    cr_assert(book_expects(b, &(struct mac){ { 0xd4, 0x2d, 0xc5, 0, 0, 1 } }));
    cr_assert_not(book_expects(b, &(struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 1 } }));
    cr_assert_not(book_expects(b, &(struct mac){ { 0 } }));
    book_free(b);
}

static uint32_t meet_at(struct camera_book *b, const char *ip, uint64_t time_ns)
{
    bool fresh = false;
    struct meeting m = meeting(ip, "d4:2d:c5:00:00:01", 0);
    m.time_ns = time_ns;
    return book_meet(b, &m, &fresh);
}

static bool is_shown_with(struct camera_book *b, uint32_t place, const char *ip)
{
    struct ip wanted;
    cr_assert(ip_parse(ip, &wanted));
    return ip_equal(&book_at(b, place)->name.ip, &wanted);
}

Test(camera, is_shown_with_an_address_it_goes_back_to)
{
    static const uint64_t minute_ns = 60000000000;
    struct camera_book *b = open_book();
    uint32_t one = meet_at(b, "192.0.2.1", minute_ns);
    cr_assert_eq(meet_at(b, "192.0.2.2", 2 * minute_ns), one);
    cr_assert(is_shown_with(b, one, "192.0.2.2"));
    (void)meet_at(b, "192.0.2.1", 3 * minute_ns);
    cr_assert(is_shown_with(b, one, "192.0.2.2"), "both may be in use");
    (void)meet_at(b, "192.0.2.2", 11 * minute_ns);
    (void)meet_at(b, "192.0.2.1", 13 * minute_ns);
    cr_assert(is_shown_with(b, one, "192.0.2.2"), "and are");
    (void)meet_at(b, "192.0.2.1", 21 * minute_ns);
    cr_assert(is_shown_with(b, one, "192.0.2.1"), "the other is out of use");
    book_free(b);
}

/* Each of twenty devices takes the address of the one before it. */
Test(camera, may_be_replaced_again_and_again)
{
    struct camera_book *b = open_book();
    char mac[32];
    for (uint32_t i = 1; i <= 20; i++) {
        (void)snprintf(mac, sizeof mac, "d4:2d:c5:00:00:%02x", i);
        uint32_t one = meet(b, "192.0.2.1", mac, 0);
        book_prove(b, one, "answers RTSP");
        cr_assert_eq(book_size(b), i);
        cr_assert_eq(book_cameras(b), i);
        cr_assert_eq(meet(b, "192.0.2.1", "", 0), one);
    }
    book_free(b);
}
