#include "rules/rejections.h"

#include <criterion/criterion.h>

static const uint64_t second_ns = 1000000000;

/* n of them, a second apart; what the last one makes. */
static struct burst reject(struct rejections *all, uint32_t client, int n, uint16_t said)
{
    struct burst b = { 0 };
    for (int i = 0; i < n; i++)
        b = rejections_note(all, client, (100 + (uint64_t)i) * second_ns, said);
    return b;
}

Test(rejections, are_a_burst_from_the_eighth_on)
{
    struct rejections all = { 0 };
    cr_assert_not(reject(&all, 1, 7, 4).is_one);
    cr_assert(rejections_note(&all, 1, 130 * second_ns, 4).is_one);
    cr_assert_not(rejections_note(&all, 1, 132 * second_ns, 4).is_one, "the second is too old");
}

Test(rejections, say_how_many_credentials_there_were)
{
    struct rejections all = { 0 };
    for (uint16_t i = 0; i < 7; i++)
        (void)rejections_note(&all, 1, second_ns, (uint16_t)(4 * (i % 3 + 1) | SAID_KNOWN));
    struct burst b = rejections_note(&all, 1, second_ns, 4 | SAID_KNOWN | SAID_IN_CLEAR);
    cr_assert_eq(b.different, 3);
    cr_assert(b.known && !b.in_clear);
}

Test(rejections, whose_credentials_are_not_known_say_nothing_of_them)
{
    struct rejections all = { 0 };
    (void)reject(&all, 1, 1, 4 | SAID_IN_CLEAR);
    struct burst b = reject(&all, 1, 7, 0);
    cr_assert(b.is_one && b.different == 1 && b.in_clear);
    b = reject(&all, 2, 8, 0);
    cr_assert(b.is_one && b.different == 0 && !b.in_clear && !b.known);
}

Test(rejections, are_forgiven_by_their_credentials)
{
    struct rejections all = { 0 };
    (void)reject(&all, 1, 7, 4);
    rejections_forgive(&all, 1, 107 * second_ns, 8);
    struct rejections other = all;
    cr_assert(rejections_note(&all, 1, 107 * second_ns, 4).is_one);
    rejections_forgive(&other, 1, 107 * second_ns, 4 | SAID_KNOWN);
    cr_assert_not(rejections_note(&other, 1, 107 * second_ns, 4).is_one);
    rejections_forgive(&other, 2, 107 * second_ns, 4);
}

Test(rejections, forget_the_client_longest_silent)
{
    struct rejections all = { 0 };
    (void)reject(&all, 1, 7, 4);
    for (uint32_t client = 2; client < 4; client++)
        (void)rejections_note(&all, client, 50 * second_ns, 4);
    (void)rejections_note(&all, 4, 108 * second_ns, 4);
    cr_assert(rejections_note(&all, 1, 108 * second_ns, 4).is_one);
}

Test(rejections, move_with_the_clock)
{
    struct rejections all = { 0 };
    (void)reject(&all, 1, 7, 4);
    rejections_move(&all, (int64_t)(86400 * second_ns));
    cr_assert(rejections_note(&all, 1, (86400 + 108) * second_ns, 4).is_one);
    (void)reject(&all, 2, 7, 4);
    rejections_move(&all, -(int64_t)(50 * second_ns));
    cr_assert(rejections_note(&all, 2, 58 * second_ns, 4).is_one);
}
