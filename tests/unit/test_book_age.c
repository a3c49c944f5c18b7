#include "rules/book_index.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/policies.h"

static const uint64_t second_ns = 1000000000;

static struct counters counters;
static struct policy *policy;
static struct camera_book *book; /* of 16 places */

static void begin(void)
{
    policy = good_policy("limits: {hosts: 16}\ncameras: [{ip: 192.0.2.16}]\n");
    book = book_new(policy, &counters);
    cr_assert_not_null(book);
}

static void end(void)
{
    book_free(book);
    policy_free(policy);
}

TestSuite(book_age, .init = begin, .fini = end);

static uint32_t meet(unsigned host, uint64_t second)
{
    char ip[16];
    (void)snprintf(ip, sizeof ip, "192.0.2.%u", host);
    struct meeting m = { .time_ns = second * second_ns };
    bool fresh = false;
    cr_assert(ip_parse(ip, &m.ip));
    return book_meet(book, &m, &fresh);
}

static void fill(void)
{
    for (unsigned i = 1; i <= 16; i++)
        cr_assert_neq(meet(i, i), nobody);
}

Test(book_age, forgets_the_stranger_longest_silent)
{
    fill();
    (void)meet(1, 20);
    cr_assert_eq(meet(100, 21), 1);
    cr_assert_eq(counters.n[COUNT_strangers_forgotten], 1);
}

Test(book_age, forgets_no_camera_for_a_newcomer)
{
    fill();
    for (uint32_t i = 0; i < 16; i++)
        book_prove(book, i, "it is one");
    cr_assert_eq(meet(100, 21), nobody);
    cr_assert_eq(counters.n[COUNT_cameras_full], 1);
}

Test(book_age, names_the_camera_longest_silent_that_is_not_firm)
{
    fill();
    book_prove(book, 3, "it is one");
    book_prove(book, 4, "it is one");
    cr_assert_eq(book_loosest(book), 3);
    (void)meet(4, 30);
    cr_assert_eq(book_loosest(book), 4);
    book_firm(book, 4);
    cr_assert_eq(book_loosest(book), 3);
    book_prove(book, 3, NULL);
    cr_assert_eq(book_loosest(book), nobody);
}

Test(book_age, takes_for_firm_who_is_known_for_an_hour_or_listed)
{
    fill();
    (void)meet(1, 3600);
    cr_assert_not(book_at(book, 0)->firm);
    (void)meet(1, 3601);
    cr_assert(book_at(book, 0)->firm);
    book_prove(book, 15, "the policy lists it");
    cr_assert(book_at(book, 15)->firm);
}

Test(book_age, is_crowded_once_no_place_is_left_for_strangers)
{
    fill();
    for (uint32_t i = 0; i < 15; i++)
        book_prove(book, i, "it is one");
    cr_assert_not(book_is_crowded(book));
    book_prove(book, 15, "it is one");
    cr_assert(book_is_crowded(book));
}

Test(book_age, gives_the_place_of_who_was_somebody_else_to_the_next_one)
{
    fill();
    book_prove(book, 7, "it is one");
    book_give_up(book, 7);
    cr_assert_eq(book_cameras(book), 0);
    cr_assert_eq(meet(100, 21), 7);
}
