#include <criterion/criterion.h>

#include "rules/camera.h"
#include "rules/moment.h"
#include "tests/support/policies.h"

static uint32_t meet(struct camera_book *b, const char *ip, const char *mac, uint64_t time_ns)
{
    bool fresh = false;
    struct meeting m = { .time_ns = time_ns };
    cr_assert(ip_parse(ip, &m.ip));
    cr_assert(mac[0] == '\0' || mac_parse(mac, &m.mac));
    return book_meet(b, &m, &fresh);
}

Test(book_name, knows_hosts_by_a_mac_that_is_listed_now)
{
    struct counters counters = { 0 };
    struct policy *none = policy_default();
    struct policy *listed = good_policy("cameras: [{name: Yard, mac: '00:1b:21:00:00:01'}]\n");
    struct camera_book *b = book_new(none, &counters);
    uint32_t stranger = meet(b, "192.0.2.1", "00:1b:21:00:00:01", 1);
    uint32_t camera = meet(b, "2001:db8::1", "00:1b:21:00:00:01", 1);
    cr_assert_neq(stranger, camera);
    book_prove(b, camera, "answers RTSP");
    cr_assert_eq(book_cameras(b), 1);
    book_use_policy(b, listed);
    policy_free(none);
    cr_assert_eq(meet(b, "192.0.2.9", "00:1b:21:00:00:01", 2), camera, "the camera, not the other");
    book_name(b, camera);
    cr_assert_str_eq(book_at(b, camera)->name.name.s, "Yard");
    book_prove(b, camera, NULL);
    cr_assert_eq(book_cameras(b), 0);
    book_free(b);
    policy_free(listed);
}

Test(book_name, counts_every_change_of_a_name_once)
{
    struct counters counters = { 0 };
    struct policy *none = policy_default();
    struct camera_book *b = book_new(none, &counters);
    uint32_t one = meet(b, "192.0.2.1", "d4:2d:c5:00:00:01", 1);
    book_name(b, one);
    uint64_t at = book_at(b, one)->renamed;
    (void)meet(b, "192.0.2.1", "d4:2d:c5:00:00:01", 2);
    book_name(b, one);
    cr_assert_eq(book_at(b, one)->renamed, at);
    (void)meet(b, "192.0.2.2", "d4:2d:c5:00:00:01", 3);
    cr_assert_eq(book_at(b, one)->renamed, at + 1, "another address");
    camera_call(book_at(b, one), &(struct text){ "Gate" });
    book_name(b, one);
    book_name(b, one);
    cr_assert_eq(book_at(b, one)->renamed, at + 2, "another name");
    book_free(b);
    policy_free(none);
}

Test(book_name, moves_its_times_with_the_clock)
{
    struct counters counters = { 0 };
    struct policy *none = policy_default();
    struct camera_book *b = book_new(none, &counters);
    uint32_t one = meet(b, "192.0.2.1", "", 100);
    book_at(b, one)->alive_ns = 150;
    book_move(b, -60);
    cr_assert_eq(book_at(b, one)->first_ns, 40);
    cr_assert_eq(book_at(b, one)->alive_ns, 90);
    cr_assert_eq(book_at(b, one)->reflected_ns, 0, "never stays never");
    book_free(b);
    policy_free(none);
}

Test(book_name, never_moves_a_time_before_the_beginning)
{
    uint64_t t = 5, never = 0;
    move_time(&t, INT64_MIN);
    move_time(&never, 7);
    cr_assert_eq(t, 1);
    cr_assert_eq(never, 0);
}
