#include "alerts/beat.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include "tests/support/alerting.h"

Test(beat, says_that_a_sensor_lives_and_how)
{
    struct sensor_figures f = { .time_ns = UINT64_C(1783479247123456789),
                                .uptime_s = 3600,
                                .every_s = 30,
                                .packets = { 10, 9, 90 },
                                .lost = { [LOSS_ring_full] = 2 },
                                .loss_percent_minute = 0.25,
                                .alerts = 4,
                                .cameras = 5,
                                .violations = 3 };
    struct beat b = { "sensor-a", "running", &f };
    static char line[BEAT_MAX];
    size_t n = beat_write(&b, line, sizeof line);
    json_t *o = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(o);
    cr_expect_str_eq(TEXT_AT(o, "sensor"), "sensor-a");
    cr_expect_str_eq(TEXT_AT(o, "state"), "running");
    cr_expect_str_eq(TEXT_AT(o, "time"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_eq(json_integer_value(json_object_get(o, "pid")), getpid());
    cr_expect_eq(json_integer_value(json_object_get(o, "every_s")), 30);
    cr_expect_eq(json_integer_value(json_object_get(json_object_get(o, "losses"), "ring_full")), 2);
    cr_expect_eq(json_integer_value(json_object_get(json_object_get(o, "packets"), "shunted")), 90);
    cr_expect_eq(json_object_size(json_object_get(o, "counters")), COUNTERS);
    cr_expect_float_eq(json_real_value(json_object_get(o, "loss_percent_minute")), 0.25, 1e-9);
    json_decref(o);
    cr_expect_eq(beat_write(&b, line, 100), 0);
}

Test(beat, has_room_for_the_longest)
{
    struct sensor_figures f = { .uptime_s = INT64_MAX, .packets = { INT64_MAX, 1, 1 } };
    for (size_t i = 0; i < COUNTERS; i++)
        f.counters.n[i] = INT64_MAX;
    struct beat b = { "sensor-a", "running", &f };
    static char line[BEAT_MAX];
    cr_expect_gt(beat_write(&b, line, sizeof line), 0);
}
