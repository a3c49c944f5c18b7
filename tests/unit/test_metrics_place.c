#include "sensor/metrics_place.h"

#include <criterion/criterion.h>

Test(metrics_place, is_the_loopback_or_a_unix_socket)
{
    struct metrics_place place;
    cr_assert(metrics_place_read("127.0.0.1:9842", &place));
    cr_expect(place.kind == METRICS_IPV4 && place.port == 9842);
    cr_assert(metrics_place_read("[::1]:1", &place));
    cr_expect(place.kind == METRICS_IPV6 && place.port == 1);
    cr_assert(metrics_place_read("unix:/run/camwarden/metrics.sock", &place));
    cr_expect(place.kind == METRICS_UNIX);
    cr_expect_str_eq(place.path, "/run/camwarden/metrics.sock");
}

Test(metrics_place, is_nothing_that_others_could_reach)
{
    static const char *const others[] = {
        "",
        "9842",
        ":9842",
        "0.0.0.0:9842",
        "192.0.2.1:9842",
        "localhost:9842",
        "[::]:80",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:80x",
        "[::1]",
        "127.0.0.1:-1",
        "unix:",
        "unix:/",
        "unix:relative",
        "127.0.0.2:80",
    };
    struct metrics_place place;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_expect_not(metrics_place_read(others[i], &place), "%s", others[i]);
}
