#include "rules/answering.h"

#include <criterion/criterion.h>

Test(answering, goes_on_until_each_port_refuses)
{
    struct answering a = { .lost = false };
    cr_assert_not(answering_did(&a));
    answering_note(&a, 21);
    answering_note(&a, 2121);
    answering_note(&a, 21);
    cr_assert(answering_refuse(&a, 2121));
    cr_assert(answering_does(&a));
    cr_assert(answering_refuse(&a, 21));
    cr_assert_not(answering_does(&a));
    cr_assert(answering_did(&a));
}

Test(answering, goes_on_if_a_port_that_refused_answers_again)
{
    struct answering a = { .lost = false };
    answering_note(&a, 80);
    cr_assert(answering_refuse(&a, 80));
    answering_note(&a, 80);
    cr_assert(answering_does(&a));
    cr_assert(answering_refuse(&a, 80));
    answering_forget_refused(&a);
    cr_assert(answering_does(&a));
}

Test(answering, knows_nothing_of_other_ports)
{
    struct answering a = { .lost = false };
    answering_note(&a, 80);
    cr_assert_not(answering_refuse(&a, 81));
    cr_assert_not(answering_refuse(&a, 0));
    cr_assert(answering_does(&a));
}

Test(answering, never_ends_if_there_were_more_ports_than_it_keeps)
{
    struct answering a = { .lost = false };
    for (uint16_t port = 1; port <= ANSWERING_MAX + 1; port++)
        answering_note(&a, port);
    for (uint16_t port = 1; port <= ANSWERING_MAX + 1; port++)
        (void)answering_refuse(&a, port);
    cr_assert(answering_does(&a));
}

Test(answering, is_written_and_read)
{
    struct answering a = { .lost = true }, again = { .lost = false };
    struct sentence words = { "443:" };
    answering_note(&a, 80);
    answering_note(&a, 65535);
    answering_write(&a, &words);
    cr_assert_str_eq(words.s, "443: 80 65535 more");
    answering_read(&again, words.s + 4);
    cr_assert(again.lost);
    cr_assert(answering_refuse(&again, 80));
    cr_assert(answering_refuse(&again, 65535));
}

Test(answering, reads_no_port_from_nonsense)
{
    struct answering a = { .lost = false };
    answering_read(&a, "");
    answering_read(&a, "  nonsense - ");
    cr_assert_not(answering_did(&a));
}
