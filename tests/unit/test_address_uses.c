#include "rules/address_uses.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"

static const struct mac a = { { 2, 0, 0, 0, 0, 0xa } }, b = { { 2, 0, 0, 0, 0, 0xb } };
static const uint64_t second_ns = 1000000000, start_ns = 1700000000000000000;

static struct address_clash note_at(struct address_uses *u, struct mac mac, enum address_act act,
                                    uint64_t seconds, unsigned host)
{
    struct observation o = { .kind = OBS_ADDRESS,
                             .time_ns = start_ns + seconds * second_ns,
                             .address = { .act = act, .mac = mac, .ip = ip_host(host) } };
    return address_uses_note(u, &o);
}

static bool clash(struct address_uses *u, struct mac mac, uint64_t seconds)
{
    return note_at(u, mac, ADDRESS_ASK, seconds, 10).one != NULL;
}

Test(address_uses, clash_when_one_comes_back_after_another)
{
    struct address_uses u = { 0 };
    cr_assert_not(clash(&u, a, 0));
    cr_assert_not(clash(&u, b, 60));
    struct address_clash c = note_at(&u, a, ADDRESS_CLAIM, 120, 10);
    cr_assert(mac_equal(&c.one->mac, &a) && mac_equal(&c.other->mac, &b));
    cr_assert(clash(&u, b, 180));
}

Test(address_uses, do_not_clash_after_ten_minutes)
{
    struct address_uses u = { 0 };
    cr_assert_not(clash(&u, a, 0));
    cr_assert_not(clash(&u, b, 300));
    cr_assert_not(clash(&u, a, 601));
}

/* A mirror shows a frame again, a moment later. */
Test(address_uses, do_not_clash_when_a_frame_is_shown_twice)
{
    struct address_uses u = { 0 };
    cr_assert_not(clash(&u, a, 0));
    cr_assert_not(clash(&u, b, 1));
    cr_assert_not(clash(&u, a, 1));
}

Test(address_uses, do_not_clash_on_different_addresses)
{
    struct address_uses u = { 0 };
    for (uint64_t i = 0; i < 200; i += 20) {
        cr_assert_null(note_at(&u, a, ADDRESS_ASK, i, 10).one);
        cr_assert_null(note_at(&u, b, ADDRESS_ASK, i + 10, 11).one);
    }
}

Test(address_uses, know_who_came_late)
{
    struct address_uses u = { 0 };
    cr_assert_not(clash(&u, a, 0));
    cr_assert_null(note_at(&u, b, ADDRESS_PROBE, 30, 10).one);
    cr_assert_not(clash(&u, b, 40));
    struct address_clash c = note_at(&u, a, ADDRESS_ASK, 60, 10);
    cr_assert(c.other->late && !c.one->late);
}

Test(address_uses, forgive_a_probe_for_an_address_that_was_left)
{
    struct address_uses u = { 0 };
    cr_assert_not(clash(&u, a, 0));
    cr_assert_null(note_at(&u, b, ADDRESS_PROBE, 700, 10).one);
    cr_assert_not(clash(&u, b, 710));
    cr_assert_not(clash(&u, a, 720));
    struct address_clash c = note_at(&u, b, ADDRESS_ASK, 730, 10);
    cr_assert(!c.one->late && !c.other->late);
}

Test(address_uses, go_on_with_many_others)
{
    struct address_uses u = { 0 };
    for (uint8_t i = 1; i < 100; i++)
        cr_assert_not(clash(&u, (struct mac){ { 2, 0, 0, 0, 1, i } }, i));
    cr_assert_not(clash(&u, a, 100));
    cr_assert_not(clash(&u, b, 110));
    cr_assert(clash(&u, a, 120));
}

Test(address_uses, move_with_the_clock)
{
    struct address_uses u = { 0 };
    cr_assert_not(clash(&u, a, 0));
    cr_assert_not(clash(&u, b, 60));
    address_uses_move(&u, 5000 * (int64_t)second_ns);
    cr_assert(clash(&u, a, 5120));
}
