#include "rules/book_index.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/policies.h"

static struct counters counters;

static struct camera_book *open_book(void)
{
    static struct policy *policy;
    policy = policy != NULL ? policy : policy_default();
    struct camera_book *b = book_new(policy, &counters);
    cr_assert_not_null(b);
    return b;
}

static const char *const one = "00:1b:21:00:00:01";
static const char *const two = "00:1b:21:00:00:02";
static const char *const router = "00:1b:21:00:00:99";
static const char *const uuid_a = "7b5c4a10-1dd2-11b2-a105-0000000000aa";
static const char *const uuid_b = "7b5c4a10-1dd2-11b2-a105-0000000000bb";

/* Somebody is met; what stands in the way of an address is given up at once. */
static uint32_t met(struct camera_book *b, const char *ip, const char *mac, const char *uuid,
                    uint64_t second)
{
    struct meeting m = { .time_ns = second * 1000000000 };
    struct text said = text_of(bytes_of_text(uuid));
    cr_assert(ip_parse(ip, &m.ip));
    cr_assert(mac_parse(mac, &m.mac));
    m.tag[TAG_UUID] = &said;
    book_see_neighbour(b, &m.mac, &m.ip);
    bool fresh = false;
    uint32_t place = book_meet(b, &m, &fresh);
    if (book_same(b) != nobody)
        book_give_up(b, book_same(b));
    return place;
}

static void hears(struct camera_book *b, const char *protocol, enum address_act act,
                  const char *mac, const char *ip)
{
    struct observation o = { .kind = OBS_ADDRESS, .protocol = protocol };
    o.address.act = act;
    cr_assert(ip_parse(ip, &o.address.ip));
    cr_assert(mac_parse(mac, &o.address.mac));
    book_see_address(b, &o);
}

static const char *id_of(struct camera_book *b, uint32_t place)
{
    book_name(b, place);
    return book_at(b, place)->name.id.s;
}

Test(book_find, knows_the_mac_that_arp_says_has_the_address)
{
    struct camera_book *b = open_book();
    uint32_t place = met(b, "192.0.2.1", one, "", 1);
    hears(b, "arp", ADDRESS_ANSWER, one, "192.0.2.1");
    cr_assert_eq(met(b, "192.0.2.1", one, "", 2), place);
    cr_assert_str_eq(id_of(b, place), one);
    book_free(b);
}

Test(book_find, knows_the_mac_also_if_arp_came_first)
{
    struct camera_book *b = open_book();
    hears(b, "arp", ADDRESS_CLAIM, one, "192.0.2.1");
    cr_assert_str_eq(id_of(b, met(b, "192.0.2.1", one, "", 1)), one);
    book_free(b);
}

Test(book_find, follows_a_camera_to_the_address_that_a_lease_gives_it)
{
    struct camera_book *b = open_book();
    uint32_t place = met(b, "192.0.2.1", one, "", 1);
    cr_assert_str_eq(id_of(b, place), "192.0.2.1");
    hears(b, "dhcp", ADDRESS_ACK, one, "192.0.2.7");
    cr_assert_eq(met(b, "192.0.2.7", one, "", 2), place);
    cr_assert_str_eq(id_of(b, place), "192.0.2.1", "an id that was spoken of stays");
    cr_assert_eq(met(b, "192.0.2.7", one, "", 3), place);
    book_free(b);
}

Test(book_find, follows_a_camera_to_the_address_that_it_announces)
{
    struct camera_book *b = open_book();
    hears(b, "arp", ADDRESS_CLAIM, one, "192.0.2.1");
    uint32_t place = met(b, "192.0.2.1", one, "", 1);
    hears(b, "arp", ADDRESS_CLAIM, one, "192.0.2.7");
    cr_assert_eq(met(b, "192.0.2.7", one, "", 2), place);
    hears(b, "nd", ADDRESS_CLAIM, one, "2001:db8::7");
    cr_assert_eq(met(b, "2001:db8::7", one, "", 3), place);
    book_free(b);
}

Test(book_find, does_not_follow_what_is_only_offered)
{
    struct camera_book *b = open_book();
    uint32_t place = met(b, "192.0.2.1", one, "", 1);
    hears(b, "dhcp", ADDRESS_OFFER, one, "192.0.2.7");
    hears(b, "arp", ADDRESS_PROBE, one, "192.0.2.7");
    cr_assert_neq(met(b, "192.0.2.7", one, "", 2), place);
    book_free(b);
}

Test(book_find, tells_two_cameras_on_one_address_apart_by_their_macs)
{
    struct camera_book *b = open_book();
    hears(b, "arp", ADDRESS_CLAIM, one, "192.0.2.1");
    hears(b, "arp", ADDRESS_CLAIM, two, "192.0.2.1");
    uint32_t x = met(b, "192.0.2.1", one, "", 1), y = met(b, "192.0.2.1", two, "", 2);
    cr_assert_neq(x, y);
    for (uint64_t i = 3; i < 40; i += 2) {
        cr_assert_eq(met(b, "192.0.2.1", one, "", i), x);
        cr_assert_eq(met(b, "192.0.2.1", two, "", i + 1), y);
    }
    cr_assert_str_eq(id_of(b, x), one);
    cr_assert_str_eq(id_of(b, y), two);
    book_free(b);
}

Test(book_find, does_not_give_a_camera_the_mac_of_who_claims_its_address)
{
    struct camera_book *b = open_book();
    uint32_t x = met(b, "192.0.2.1", one, "", 1);
    hears(b, "arp", ADDRESS_CLAIM, two, "192.0.2.1");
    cr_assert_neq(met(b, "192.0.2.1", two, "", 2), x);
    book_free(b);
}

Test(book_find, does_not_take_a_router_that_answers_for_cameras_for_one_of_them)
{
    struct camera_book *b = open_book();
    hears(b, "arp", ADDRESS_ANSWER, router, "192.0.2.1");
    uint32_t x = met(b, "192.0.2.1", router, "", 1);
    hears(b, "arp", ADDRESS_ANSWER, router, "192.0.2.2");
    uint32_t y = met(b, "192.0.2.2", router, "", 2);
    cr_assert_neq(x, y);
    cr_assert_eq(met(b, "192.0.2.1", router, "", 3), x);
    cr_assert_eq(met(b, "192.0.2.2", router, "", 4), y);
    book_free(b);
}

Test(book_find, knows_a_camera_behind_a_router_by_its_uuid)
{
    struct camera_book *b = open_book();
    uint32_t x = met(b, "198.51.100.1", router, uuid_a, 1);
    uint32_t y = met(b, "198.51.100.2", router, uuid_b, 2);
    cr_assert_neq(x, y);
    cr_assert_eq(met(b, "198.51.100.3", router, uuid_a, 60), x);
    cr_assert_eq(met(b, "198.51.100.3", router, "", 61), x, "and has that address now");
    book_free(b);
}

Test(book_find, puts_together_what_was_met_before_it_said_who_it_is)
{
    struct camera_book *b = open_book();
    uint32_t x = met(b, "198.51.100.1", router, uuid_a, 1);
    uint32_t stranger = met(b, "198.51.100.3", router, "", 60);
    cr_assert_neq(x, stranger);
    cr_assert_eq(met(b, "198.51.100.3", router, uuid_a, 61), x);
    cr_assert_eq(met(b, "198.51.100.3", router, "", 62), x);
    book_free(b);
}

Test(book_find, does_not_take_the_one_that_had_the_address_before_for_it)
{
    struct camera_book *b = open_book();
    uint32_t old = met(b, "198.51.100.3", router, uuid_b, 1);
    uint32_t x = met(b, "198.51.100.1", router, uuid_a, 30);
    cr_assert_eq(met(b, "198.51.100.3", router, uuid_a, 60), x);
    cr_assert_eq(met(b, "198.51.100.9", router, uuid_b, 90), old);
    book_free(b);
}

Test(book_find, keeps_the_id_that_was_spoken_of_when_two_turn_out_to_be_one)
{
    struct camera_book *b = open_book();
    (void)met(b, "198.51.100.1", router, uuid_a, 1);
    uint32_t spoken = met(b, "198.51.100.3", router, "", 60);
    cr_assert_str_eq(id_of(b, spoken), "198.51.100.3");
    cr_assert_eq(met(b, "198.51.100.3", router, uuid_a, 61), spoken);
    cr_assert_str_eq(id_of(b, spoken), "198.51.100.3");
    book_free(b);
}

Test(book_find, tells_clones_apart_that_are_met_at_the_same_time)
{
    struct camera_book *b = open_book();
    uint32_t x = met(b, "192.0.2.1", one, uuid_a, 1);
    uint32_t y = met(b, "192.0.2.2", two, uuid_a, 60);
    cr_assert_neq(x, y, "on one segment by their MACs");
    struct camera_book *far = open_book();
    (void)met(far, "198.51.100.9", router, "", 1);
    x = met(far, "198.51.100.1", router, uuid_a, 2);
    y = met(far, "198.51.100.2", router, uuid_a, 3);
    cr_assert_neq(x, y, "behind a router by being there at once");
    book_free(b);
    book_free(far);
}

Test(book_find, knows_nobody_by_a_filler)
{
    struct camera_book *b = open_book();
    const char *nil = "00000000-0000-0000-0000-000000000000";
    uint32_t x = met(b, "198.51.100.1", router, nil, 1);
    cr_assert_neq(met(b, "198.51.100.2", router, nil, 60), x);
    book_free(b);
}

/* Three cameras, each at a place of its own, whatever comes first. */
Test(book_find, tells_the_same_hosts_apart_in_any_order)
{
    static const struct {
        const char *ip, *mac;
        int who;
    } seen[] = {
        { "192.0.2.1", "00:1b:21:00:00:01", 0 },
        { "fe80::21b:21ff:fe00:1", "00:1b:21:00:00:01", 0 },
        { "192.0.2.2", "00:1b:21:00:00:02", 1 },
        { "2001:db8::21b:21ff:fe00:2", "00:1b:21:00:00:02", 1 },
        { "192.0.2.3", "d4:2d:c5:00:00:03", 2 },
        { "192.0.2.33", "d4:2d:c5:00:00:03", 2 },
    };
    enum { SEEN = sizeof seen / sizeof seen[0], FACTS = 200 };
    for (unsigned seed = 1; seed <= 50; seed++) {
        struct camera_book *b = open_book();
        uint32_t place[3] = { nobody, nobody, nobody };
        unsigned r = seed;
        hears(b, "arp", ADDRESS_CLAIM, seen[0].mac, seen[0].ip);
        hears(b, "arp", ADDRESS_CLAIM, seen[2].mac, seen[2].ip);
        for (uint64_t t = 1; t <= FACTS; t++) {
            r = r * 1103515245 + 12345;
            size_t i = (r >> 16) % SEEN;
            uint32_t at = met(b, seen[i].ip, seen[i].mac, "", t);
            uint32_t *known = &place[seen[i].who];
            *known = *known == nobody ? at : *known;
            cr_assert_eq(at, *known, "seed %u, %s", seed, seen[i].ip);
        }
        cr_assert(place[0] != place[1] && place[1] != place[2] && place[0] != place[2]);
        book_free(b);
    }
}

static uint32_t strangers_of(const struct camera_book *b)
{
    uint32_t n = 0, before = nobody;
    for (uint32_t i = b->strangers.oldest; i != nobody; i = b->at[i].younger) {
        cr_assert_eq(b->at[i].older, before);
        cr_assert(b->at[i].used && b->at[i].proof == NULL);
        before = i;
        n++;
    }
    cr_assert_eq(b->strangers.youngest, before);
    return n;
}

/* Every host can be found by all that it is known by, and is a stranger or a camera. */
static void is_whole(struct camera_book *b)
{
    uint32_t cameras = 0, hosts = 0;
    for (uint32_t place = 0; place < b->used; place++) {
        const struct camera *c = &b->at[place];
        hosts += c->used;
        cameras += c->used && c->proof != NULL;
        for (uint32_t slot = 0; slot < ADDRESSES_MAX; slot++) {
            const struct address *a = &c->address[slot];
            if (a->used)
                cr_assert_eq(book_find_address(b, &a->ip, a->vlan), place * ADDRESSES_MAX + slot);
        }
        if (c->mac_proved)
            cr_assert_eq(book_find_mac(b, &c->name.mac), place);
        for (enum name_tag which = 0; which < TAGS; which++)
            if (c->tag[which].hash != 0)
                cr_assert_eq(book_find_tag(b, which, c->tag[which].hash), place);
    }
    cr_assert_eq(cameras, book_cameras(b));
    cr_assert_eq(strangers_of(b) + cameras, hosts);
}

Test(book_find, keeps_the_book_whole_whatever_is_met)
{
    struct policy *policy = good_policy("limits: {hosts: 16}\n");
    struct camera_book *b = book_new(policy, &counters);
    cr_assert_not_null(b);
    uint32_t r = 7;
    for (uint64_t t = 1; t <= 20000; t++) {
        char ip[16], mac[18], uuid[37];
        r = r * 1103515245 + 12345;
        uint32_t x = r >> 8;
        (void)snprintf(ip, sizeof ip, "192.0.2.%u", 1 + x % 24);
        (void)snprintf(mac, sizeof mac, "%s:00:00:%02x", x & 32 ? "d4:2d:c5" : "00:1b:21",
                       1 + (x >> 6) % 12);
        (void)snprintf(uuid, sizeof uuid, "7b5c4a10-1dd2-11b2-a105-0000000000%02x",
                       1 + (x >> 10) % 8);
        if (x >> 13 & 1)
            hears(b, "arp", x >> 14 & 1 ? ADDRESS_CLAIM : ADDRESS_ANSWER, mac, ip);
        uint32_t place = met(b, ip, mac, x >> 15 & 1 ? uuid : "", t * (1 + (x >> 16) % 5));
        if (place != nobody && (x >> 18) % 8 == 0)
            book_prove(b, place, "it is one");
        if (place != nobody && (x >> 18) % 8 == 1 && book_at(b, place)->proof != NULL)
            book_prove(b, place, NULL);
        if (place != nobody && (x >> 18) % 8 == 2)
            book_name(b, place);
        is_whole(b);
    }
    book_free(b);
    policy_free(policy);
}
