#include "rules/strangers.h"

#include <criterion/criterion.h>

#include "tests/support/policies.h"

static struct policy *policy;

static void begin(void)
{
    policy = good_policy("clients: [192.0.2.10]\n");
}

static void end(void)
{
    policy_free(policy);
}

TestSuite(strangers, .init = begin, .fini = end);

static struct ip client(uint8_t host)
{
    uint8_t b[4] = { 192, 0, 2, host };
    return ip_from_v4(b);
}

static void note(struct strangers *s, uint8_t host, enum access a)
{
    struct ip ip = client(host);
    strangers_note(s, &ip, a);
}

Test(strangers, count_by_the_most_that_they_got_and_by_the_policy_of_now)
{
    struct strangers s = { .n = 0 };
    cr_assert_eq(strangers_worst(&s, policy), VERDICT_UNKNOWN);
    note(&s, 20, ACCESS_ANSWERED);
    cr_assert_eq(strangers_worst(&s, policy), VERDICT_SUSPECT);
    note(&s, 20, ACCESS_SERVED);
    note(&s, 20, ACCESS_ANSWERED);
    cr_assert_eq(strangers_worst(&s, policy), VERDICT_FAIL);
    cr_assert_eq(s.n, 1);
    struct policy *other = good_policy("clients: [192.0.2.0/24]\n");
    cr_assert_eq(strangers_worst(&s, other), VERDICT_UNKNOWN);
    policy_free(other);
}

Test(strangers, are_lost_beyond_what_is_kept)
{
    struct strangers s = { .n = 0 };
    for (uint8_t i = 0; i < STRANGERS_MAX; i++)
        note(&s, i, ACCESS_SERVED);
    note(&s, 3, ACCESS_SERVED);
    cr_assert_not(s.lost);
    note(&s, 100, ACCESS_SERVED);
    cr_assert(s.lost);
    cr_assert_eq(s.n, STRANGERS_MAX);
}

Test(strangers, are_refused_on_a_port)
{
    struct refusals r = { .next = 0 };
    struct ip listed = client(10), other = client(20);
    refusals_note(&r, (struct endpoint){ listed, 80 });
    cr_assert_null(refusals_on(&r, policy, 80));
    refusals_note(&r, (struct endpoint){ other, 80 });
    cr_assert(ip_equal(refusals_on(&r, policy, 80), &other));
    cr_assert_null(refusals_on(&r, policy, 443));
    for (uint16_t i = 0; i < REFUSALS_MAX; i++)
        refusals_note(&r, (struct endpoint){ other, (uint16_t)(1000 + i) });
    cr_assert_null(refusals_on(&r, policy, 80), "the oldest gave way");
}

Test(strangers, are_held_against_the_ports_on_which_others_are_served)
{
    struct refusals r = { .next = 0 };
    cr_assert_not(refusals_serve_on(&r, 0));
    for (uint16_t i = 1; i <= SERVED_PORTS_MAX; i++)
        refusals_note_served(&r, i);
    refusals_note_served(&r, 1);
    cr_assert(refusals_serve_on(&r, 1));
    refusals_note_served(&r, 99);
    cr_assert_not(refusals_serve_on(&r, 1));
    cr_assert(refusals_serve_on(&r, 99));
}
