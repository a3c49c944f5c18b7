#include "sensor/feed_recent.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct feed_recent recent;

static struct stream_id id_of(unsigned n)
{
    struct stream_id id;
    (void)snprintf(id.s, sizeof id.s, "%u-18446744073709551615", n);
    return id;
}

static bool has(const char *id)
{
    struct stream_id wanted;
    (void)snprintf(wanted.s, sizeof wanted.s, "%s", id);
    return feed_recent_has(&recent, &wanted);
}

Test(feed_recent, knows_both_numbers_of_what_was_added)
{
    static const struct stream_id ids[] = { { "1-0" }, { "18446744073709551615-7" } };
    cr_expect_not(has("0-0"), "nothing was added");
    feed_recent_add(&recent, ids, 2);
    cr_expect(has("1-0") && has("18446744073709551615-7"));
    cr_expect(!has("1-1") && !has("2-0") && !has("0-0") && !has("18446744073709551615-0"));
}

Test(feed_recent, forgets_what_is_long_past)
{
    for (unsigned i = 0; i < FEED_RECENT_MAX + 10; i++) {
        struct stream_id id = id_of(i);
        feed_recent_add(&recent, &id, 1);
    }
    for (unsigned i = 0; i < FEED_RECENT_MAX + 10; i++) {
        struct stream_id id = id_of(i);
        cr_assert_eq(feed_recent_has(&recent, &id), i >= 10, "%u", i);
    }
}
