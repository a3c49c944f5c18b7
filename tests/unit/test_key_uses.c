#include <criterion/criterion.h>

#include "rules/key_uses.h"

enum { HOSTS = 4 };

/* Cameras 192.0.2.0 to .3, all known since the second of their number and alive. */
struct shelf {
    struct policy *policy;
    struct counters counters;
    struct camera_book *book;
    struct key_uses *keys;
    uint32_t place[HOSTS];
};

static void meet(struct shelf *s, uint32_t i, struct ip ip)
{
    bool fresh = false;
    struct meeting m = { .ip = ip, .time_ns = (i + 1) * UINT64_C(1000000000) };
    s->place[i] = book_meet(s->book, &m, &fresh);
    cr_assert(fresh);
    book_prove(s->book, s->place[i], "test");
    book_at(s->book, s->place[i])->alive_ns = UINT64_C(100000000000);
}

static struct shelf *shelf_new(void)
{
    static struct shelf s;
    s.policy = policy_default();
    s.book = book_new(s.policy, &s.counters);
    s.keys = key_uses_new();
    cr_assert(s.book != NULL && s.keys != NULL);
    for (uint32_t i = 0; i < HOSTS; i++)
        meet(&s, i, ip_from_v4((const uint8_t[4]){ 192, 0, 2, (uint8_t)(1 + i) }));
    return &s;
}

static void shelf_free(struct shelf *s)
{
    key_uses_free(s->keys);
    book_free(s->book);
    policy_free(s->policy);
}

static uint32_t shows(struct shelf *s, uint32_t host, uint64_t key)
{
    return key_uses_note(s->keys, s->book, s->place[host], key);
}

Test(key_uses, are_told_to_each_that_shares_a_key)
{
    struct shelf *s = shelf_new();
    cr_assert_eq(shows(s, 0, 7), nobody);
    cr_assert_eq(shows(s, 0, 7), nobody);
    cr_assert_eq(shows(s, 1, 8), nobody);
    cr_assert_eq(shows(s, 1, 7), s->place[0]);
    cr_assert_eq(shows(s, 0, 7), s->place[1]);
    cr_assert_eq(shows(s, 2, 7), s->place[0]);
    cr_assert_eq(shows(s, 0, 0), nobody);
    cr_assert_eq(shows(s, 1, 0), nobody, "a key that is not known");
    shelf_free(s);
}

Test(key_uses, of_a_host_that_is_no_camera_do_not_count)
{
    struct shelf *s = shelf_new();
    book_prove(s->book, s->place[0], NULL);
    cr_assert_eq(shows(s, 0, 7), nobody);
    cr_assert_eq(shows(s, 1, 7), nobody);
    shelf_free(s);
}

Test(key_uses, of_a_host_not_seen_since_do_not_count)
{
    struct shelf *s = shelf_new();
    book_at(s->book, s->place[0])->alive_ns = book_at(s->book, s->place[1])->first_ns - 1;
    cr_assert_eq(shows(s, 0, 7), nobody);
    cr_assert_eq(shows(s, 1, 7), nobody);
    shelf_free(s);
}

Test(key_uses, by_the_other_family_may_be_the_same_hosts)
{
    struct shelf *s = shelf_new();
    struct ip six;
    cr_assert(ip_parse("2001:db8::1", &six));
    meet(s, 3, six);
    cr_assert_eq(shows(s, 0, 7), nobody);
    cr_assert_eq(shows(s, 3, 7), nobody);
    book_at(s->book, s->place[0])->mac_proved = book_at(s->book, s->place[3])->mac_proved = true;
    cr_assert_eq(shows(s, 0, 7), s->place[3]);
    shelf_free(s);
}

Test(key_uses, of_a_place_are_forgotten_with_it)
{
    struct shelf *s = shelf_new();
    shows(s, 0, 7);
    key_uses_forget(s->keys, s->place[0]);
    cr_assert_eq(shows(s, 1, 7), nobody);
    shows(s, 2, 7);
    key_uses_forget(s->keys, s->place[2]);
    cr_assert_eq(shows(s, 3, 7), s->place[1]);
    shelf_free(s);
}

Test(key_uses, are_bounded)
{
    struct shelf *s = shelf_new();
    shows(s, 0, 1);
    for (uint64_t key = 2; key < 5000; key++)
        shows(s, 0, key);
    cr_assert_eq(shows(s, 1, 1), nobody, "it gave way");
    cr_assert_eq(shows(s, 1, 4999), s->place[0]);
    shelf_free(s);
}
