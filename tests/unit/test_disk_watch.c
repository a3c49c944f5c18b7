#include "sensor/disk_watch.h"

#include <criterion/criterion.h>

#include "alerts/sensor_items.h"

static const uint64_t second = 1000000000;
static const struct outbox_figures well = { .durable = true };
static const struct outbox_figures full = { .reason = { "the outbox x: disk is full" } };
static struct ruling r;

static bool tell(struct disk_watch *w, const struct outbox_figures *f, uint64_t s)
{
    return disk_watch_ruling(w, f, "gate", s * second, &r);
}

Test(disk_watch, says_nothing_of_a_disk_that_is_well_or_fails_for_a_moment)
{
    struct disk_watch w = { .open = false };
    for (uint64_t t = 1; t < 100; t++)
        cr_expect_not(tell(&w, t % 10 == 0 ? &well : &full, t));
}

Test(disk_watch, tells_once_why_nothing_is_kept_and_when_it_is_again)
{
    struct disk_watch w = { .open = false };
    cr_expect_not(tell(&w, &well, 1));
    for (uint64_t t = 2; t < 12; t++)
        cr_expect_not(tell(&w, &full, t));
    cr_assert(tell(&w, &full, 12));
    cr_expect(r.item == &state_not_kept_item && r.verdict == VERDICT_FAIL);
    cr_expect_str_eq(r.camera.id.s, "sensor:gate");
    cr_expect_str_eq(r.why.s, "nothing is kept: the outbox x: disk is full");
    cr_expect_not(tell(&w, &full, 13));
    cr_assert(tell(&w, &well, 14));
    cr_expect(r.verdict == VERDICT_PASS && r.before == VERDICT_FAIL);
    cr_expect_not(tell(&w, &full, 15));
}

Test(disk_watch, ends_what_the_last_run_told)
{
    struct disk_watch w = { .open = false };
    disk_watch_recall(&w);
    cr_expect_not(tell(&w, &full, 1));
    cr_assert(tell(&w, &well, 2));
    cr_expect_eq(r.verdict, VERDICT_PASS);
}
