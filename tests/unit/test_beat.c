#include "alerts/beat.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "alerts/post.h"
#include "tests/support/alerting.h"

/* For tests/whole/own_schema.py. */
static void keep_sample(const json_t *o)
{
    const char *folder = getenv("CAMWARDEN_SAMPLES");
    char name[4096];
    if (folder == NULL)
        return;
    (void)snprintf(name, sizeof name, "%s/beat.jsonl", folder);
    cr_expect_eq(json_dump_file(o, name, JSON_COMPACT), 0);
}

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
    struct post_status sinks[] = { { .sink = "file", .up = true, .delivered = 4 },
                                   { .sink = "redis", .reason = { "it is full" }, .queued = 9 } };
    struct beat b = { .sensor = "sensor-a",
                      .state = "running",
                      .figures = &f,
                      .instance = "0123456789abcdef",
                      .interfaces = "eth1,eth2",
                      .level = "standard",
                      .sink = sinks,
                      .sinks = 2 };
    static char line[BEAT_MAX];
    size_t n = beat_write(&b, line, sizeof line);
    json_t *o = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(o);
    cr_expect_str_eq(TEXT_AT(o, "sensor"), "sensor-a");
    cr_expect_str_eq(TEXT_AT(o, "state"), "running");
    cr_expect_str_eq(TEXT_AT(o, "time"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_eq(json_integer_value(json_object_get(o, "pid")), getpid());
    cr_expect_eq(json_integer_value(json_object_get(o, "every_s")), 30);
    cr_expect_str_eq(TEXT_AT(o, "instance"), "0123456789abcdef");
    cr_expect_str_eq(TEXT_AT(o, "interfaces"), "eth1,eth2");
    cr_expect_str_eq(TEXT_AT(o, "level"), "standard");
    const json_t *down = json_array_get(json_object_get(o, "sinks"), 1);
    cr_expect_str_eq(TEXT_AT(down, "sink"), "redis");
    cr_expect_str_eq(TEXT_AT(down, "state"), "down");
    cr_expect_str_eq(TEXT_AT(down, "reason"), "it is full");
    cr_expect_eq(json_integer_value(json_object_get(down, "queued")), 9);
    cr_expect_eq(json_integer_value(json_object_get(json_object_get(o, "losses"), "ring_full")), 2);
    cr_expect_eq(json_integer_value(json_object_get(json_object_get(o, "packets"), "shunted")), 90);
    cr_expect_eq(json_object_size(json_object_get(o, "counters")), COUNTERS);
    cr_expect_float_eq(json_real_value(json_object_get(o, "loss_percent_minute")), 0.25, 1e-9);
    keep_sample(o);
    json_decref(o);
    cr_expect_eq(beat_write(&b, line, 100), 0);
}

Test(beat, has_room_for_the_longest)
{
    struct sensor_figures f = { .uptime_s = INT64_MAX, .packets = { INT64_MAX, 1, 1 } };
    for (size_t i = 0; i < COUNTERS; i++)
        f.counters.n[i] = INT64_MAX;
    struct post_status sinks[POST_SINKS_MAX];
    for (size_t i = 0; i < POST_SINKS_MAX; i++) {
        sinks[i] = (struct post_status){ .sink = "redis", .delivered = INT64_MAX };
        memset(sinks[i].reason.s, '"', sizeof sinks[i].reason.s - 1);
    }
    char interfaces[sizeof(struct sentence)];
    memset(interfaces, '"', sizeof interfaces - 1);
    interfaces[sizeof interfaces - 1] = '\0';
    struct beat b = { .sensor = "sensor-a",
                      .state = "running",
                      .figures = &f,
                      .instance = "0123456789abcdef",
                      .interfaces = interfaces,
                      .sink = sinks,
                      .sinks = POST_SINKS_MAX };
    static char line[BEAT_MAX];
    cr_expect_gt(beat_write(&b, line, sizeof line), 0);
}

Test(beat, has_another_name_for_each_process)
{
    char one[INSTANCE_MAX], other[INSTANCE_MAX];
    beat_instance(one);
    beat_instance(other);
    cr_expect_eq(strlen(one), 16);
    cr_expect_str_neq(one, other);
}
