#include "rules/pseudonym.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation fact(unsigned host, uint16_t port, const char *user)
{
    struct observation o = asked("http", OBS_LOGIN, 80);
    o.client = at_host(host, port);
    o.login.user = text_of(bytes_of_text(user));
    return o;
}

Test(pseudonym, tells_hosts_ends_and_users_apart)
{
    struct pseudonyms p = { 0 };
    struct observation a = fact(1, 5, "ann"), b = fact(1, 6, "bob"), x = fact(2, 5, "ann");
    struct weighing wa = { .o = &a, .known_ns = 7, .now_ns = 8 }, wb = wa, wx = wa;
    wb.o = &b;
    wx.o = &x;
    wb.now_ns = wx.now_ns = 9;
    cr_assert_eq(pseudonym_of_client(&p, &wa), pseudonym_of_client(&p, &wb));
    cr_assert_neq(pseudonym_of_client(&p, &wa), pseudonym_of_client(&p, &wx));
    cr_assert_neq(pseudonym_of_end(&p, &wa), pseudonym_of_end(&p, &wb));
    cr_assert_neq(pseudonym_of_end(&p, &wa), pseudonym_of_end(&p, &wx));
    cr_assert_eq(pseudonym_of_user(&p, &wa), pseudonym_of_user(&p, &wx));
    cr_assert_neq(pseudonym_of_user(&p, &wa), pseudonym_of_user(&p, &wb));
    cr_assert_neq(pseudonym_of(&p, &wa, "", 0), 0);
}

Test(pseudonym, is_another_for_another_camera)
{
    struct pseudonyms p = { 0 }, q = { 0 };
    struct observation o = fact(1, 5, "ann");
    struct weighing w = { .o = &o, .known_ns = 2, .now_ns = 8 }, v = w;
    v.known_ns = 4;
    cr_assert_neq(pseudonym_of_user(&p, &w), pseudonym_of_user(&q, &v));
}

Test(pseudonym, does_not_take_two_kinds_of_address_for_two_hosts)
{
    struct pseudonyms p = { 0 };
    struct observation a = fact(1, 5, ""), b = fact(2, 5, ""), x = fact(1, 5, "");
    struct weighing wa = { .o = &a }, wb = { .o = &b }, wx = { .o = &x };
    cr_assert(ip_parse("2001:db8::1", &x.client.ip));
    uint32_t first = pseudonym_of_client(&p, &wa);
    cr_assert(pseudonyms_differ(first, pseudonym_of_client(&p, &wb)));
    cr_assert_not(pseudonyms_differ(first, pseudonym_of_client(&p, &wx)));
    cr_assert_not(pseudonyms_differ(first, first));
    cr_assert_not(pseudonyms_differ(first, 0));
}
