#include <criterion/criterion.h>

#include "dissectors/arp_told.h"

static struct arp_told told;
static struct remarks remarks;

/* How many facts a claim of 192.0.2.`host` at that second adds. */
static size_t tells(uint8_t host, uint64_t at_s)
{
    const uint8_t ip[4] = { 192, 0, 2, host };
    struct packet p = { .time_ns = at_s * 1000000000 };
    struct dissection d = { .packet = &p, .state = &told, .remarks = &remarks };
    struct observation o = {
        .kind = OBS_ADDRESS,
        .address = { .act = ADDRESS_CLAIM, .ip = ip_from_v4(ip) },
    };
    remarks.n = 0;
    arp_tell(&d, &told, &o);
    return remarks.n;
}

Test(arp_told, tells_the_same_again_once_a_minute)
{
    cr_assert_eq(tells(5, 1000), 1);
    cr_assert_eq(tells(5, 1059), 0);
    cr_assert_eq(tells(5, 1060), 1);
    cr_assert_eq(tells(5, 1061), 0);
    cr_assert_eq(tells(6, 1061), 1);
}

Test(arp_told, tells_it_again_if_the_clock_was_set_back)
{
    cr_assert_eq(tells(5, 1000), 1);
    cr_assert_eq(tells(5, 500), 1);
    cr_assert_eq(tells(5, 501), 0);
}

Test(arp_told, remembers_what_was_said_at_the_beginning_of_all_time)
{
    cr_assert_eq(tells(5, 0), 1);
    cr_assert_eq(tells(5, 2), 0);
}

Test(arp_told, fits_into_a_conversations_memory)
{
    cr_assert_leq(sizeof(struct arp_told), STATE_MAX);
}
