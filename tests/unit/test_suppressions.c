#include "rules/suppressions.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "rules/rule.h"

static struct operator_suppression of(const char *id, const char *item, uint64_t until_ns)
{
    struct operator_suppression x = { .item = &item_find(item)->about, .until_ns = until_ns };
    text_format(&x.camera, "%s", id);
    sentence_format(&x.reason, "ordered");
    return x;
}

static struct camera_name called(const char *id)
{
    struct camera_name c = { .vlan = 0 };
    text_format(&c.id, "%s", id);
    return c;
}

static bool add(struct suppressions *s, const char *id, const char *item, uint64_t until_ns,
                uint64_t now_ns)
{
    struct error e;
    struct operator_suppression x = of(id, item, until_ns);
    return suppressions_add(s, &x, now_ns, &e);
}

static bool hold(const struct suppressions *s, const char *id, const char *item, uint64_t time_ns)
{
    struct camera_name c = called(id);
    return suppressions_hold(s, &c, &item_find(item)->about, time_ns);
}

Test(suppressions, hold_for_one_camera_and_item_until_they_end)
{
    struct suppressions *s = suppressions_new();
    cr_assert(add(s, "a", "3.4", 100, 10));
    cr_assert(hold(s, "a", "3.4", 10));
    cr_assert(hold(s, "a", "3.4", 99));
    cr_assert_not(hold(s, "a", "3.4", 100));
    cr_assert_not(hold(s, "a", "3.5", 10));
    cr_assert_not(hold(s, "b", "3.4", 10));
    suppressions_free(s);
}

Test(suppressions, know_a_camera_by_its_mac_or_address)
{
    struct suppressions *s = suppressions_new();
    struct error e;
    struct operator_suppression x = of("d4:2d:c5:00:00:01", "3.4", 100);
    struct camera_name c = called("somebody"), other = c;
    cr_assert(mac_parse("d4:2d:c5:00:00:01", &c.mac));
    cr_assert(ip_parse("192.0.2.7", &c.ip));
    x.sign = SIGN_MAC;
    x.mac = c.mac;
    cr_assert(suppressions_add(s, &x, 1, &e));
    cr_assert(suppressions_hold(s, &c, x.item, 1));
    cr_assert_not(suppressions_hold(s, &other, x.item, 1));
    x = of("192.0.2.7", "3.5", 100);
    x.sign = SIGN_IP;
    x.ip = c.ip;
    cr_assert(suppressions_add(s, &x, 1, &e));
    cr_assert(suppressions_hold(s, &c, x.item, 1));
    cr_assert_not(suppressions_hold(s, &other, x.item, 1));
    suppressions_free(s);
}

Test(suppressions, take_the_place_of_an_earlier_one)
{
    struct suppressions *s = suppressions_new();
    cr_assert(add(s, "a", "3.4", 100, 10));
    cr_assert(add(s, "a", "3.4", 50, 10));
    cr_assert_eq(suppressions_n(s, 10), 1);
    cr_assert_not(hold(s, "a", "3.4", 60));
    suppressions_free(s);
}

Test(suppressions, are_lifted_by_one_that_is_over)
{
    struct suppressions *s = suppressions_new();
    struct error e;
    struct operator_suppression over = of("a", "3.4", 10);
    cr_assert_not(suppressions_add(s, &over, 10, &e), "there is nothing to lift");
    cr_assert_not_null(strstr(e.s, "over already"), "%s", e.s);
    cr_assert(add(s, "a", "3.4", 100, 10));
    cr_assert(suppressions_add(s, &over, 10, &e));
    cr_assert_not(hold(s, "a", "3.4", 10));
    cr_assert_eq(suppressions_n(s, 10), 0);
    suppressions_free(s);
}

Test(suppressions, that_ended_make_room)
{
    struct suppressions *s = suppressions_new();
    struct error e;
    char id[16];
    for (int i = 0; i < SUPPRESSIONS_MAX; i++) {
        (void)snprintf(id, sizeof id, "%d", i);
        cr_assert(add(s, id, "3.4", 100 + (uint64_t)i, 10));
    }
    struct operator_suppression more = of("more", "3.4", 5000);
    cr_assert_not(suppressions_add(s, &more, 10, &e));
    cr_assert_not_null(strstr(e.s, "1024"), "%s", e.s);
    cr_assert(add(s, "5", "3.4", 9000, 10), "one that is there can be changed all the same");
    cr_assert(suppressions_add(s, &more, 101, &e));
    cr_assert(hold(s, "more", "3.4", 101));
    cr_assert_eq(suppressions_n(s, 101), SUPPRESSIONS_MAX - 1);
    suppressions_free(s);
}

Test(suppressions, are_listed_while_they_hold)
{
    struct suppressions *s = suppressions_new();
    cr_assert(add(s, "a", "3.4", 100, 10));
    cr_assert(add(s, "b", "3.5", 50, 10));
    cr_assert(add(s, "c", "3.8", 100, 10));
    cr_assert_eq(suppressions_n(s, 49), 3);
    cr_assert_eq(suppressions_n(s, 50), 2);
    struct operator_suppression x = suppressions_at(s, 1, 50);
    cr_assert_str_eq(x.camera.s, "c");
    cr_assert_str_eq(x.item->number, "3.8");
    cr_assert_str_eq(x.reason.s, "ordered");
    cr_assert_eq(x.until_ns, 100);
    suppressions_free(s);
}

Test(suppressions, narrow_a_period_to_that_in_which_none_ends)
{
    struct suppressions *s = suppressions_new();
    struct period p = { 0, UINT64_MAX };
    cr_assert(add(s, "a", "3.4", 50, 10));
    cr_assert(add(s, "b", "3.4", 100, 10));
    cr_assert(add(s, "c", "3.4", 200, 10));
    suppressions_narrow(s, 60, &p);
    cr_assert_eq(p.from_ns, 50);
    cr_assert_eq(p.to_ns, 100);
    suppressions_free(s);
}
