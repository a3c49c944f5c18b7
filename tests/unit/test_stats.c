#include "alerts/stats.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/alerting.h"

static struct sensor_figures figures(void)
{
    struct sensor_figures f = {
        .time_ns = UINT64_C(1783479247123456789),
        .uptime_s = 3600,
        .packets = { 1000, 999, 9000 },
        .lost = { [LOSS_kernel_drops] = 20, [LOSS_ring_full] = 3, [LOSS_alerts_shed] = 4 },
        .alerts = 17
    };
    for (size_t i = 0; i < COUNTERS; i++)
        f.counters.n[i] = 100 + i;
    losses_counted(&f.counters, f.lost);
    return f;
}

static json_t *written(const struct sensor_figures *f, enum eve_compat compat)
{
    struct eve_style style = { .host = "sensor-a", .compat = compat, .interface = "eth1" };
    static char line[STATS_LINE_MAX];
    size_t n = stats_write(f, &style, line, sizeof line);
    cr_assert_gt(n, 0);
    cr_expect_eq(stats_write(f, &style, line, n - 1), 0, "and nothing where it does not fit");
    n = stats_write(f, &style, line, sizeof line);
    json_t *o = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(o);
    return o;
}

static json_int_t figure(const json_t *o, const char *group, const char *name)
{
    const json_t *n = json_object_get(json_object_get(json_object_get(o, "stats"), group), name);
    cr_assert(json_is_integer(n), "stats.%s.%s", group, name);
    return json_integer_value(n);
}

static json_int_t counted(enum counter which)
{
    return 100 + (json_int_t)which;
}

Test(stats, says_in_suricatas_words_what_suricata_has_words_for)
{
    struct sensor_figures f = figures();
    json_t *o = written(&f, EVE_8);
    cr_expect_str_eq(TEXT_AT(o, "event_type"), "stats");
    cr_expect_str_eq(TEXT_AT(o, "timestamp"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_str_eq(TEXT_AT(o, "host"), "sensor-a");
    cr_expect_str_eq(TEXT_AT(o, "in_iface"), "eth1");
    cr_expect_eq(json_integer_value(json_object_get(json_object_get(o, "stats"), "uptime")), 3600);
    cr_expect_eq(figure(o, "capture", "kernel_packets"), 1023);
    cr_expect_eq(figure(o, "capture", "kernel_drops"), 23);
    cr_expect_eq(figure(o, "decoder", "pkts"), counted(COUNT_frames));
    cr_expect_eq(figure(o, "decoder", "bytes"), counted(COUNT_bytes));
    cr_expect_eq(figure(o, "flow", "memcap"), counted(COUNT_flow_evicted));
    cr_expect_eq(figure(o, "flow_bypassed", "pkts"), 9000);
    cr_expect_eq(figure(o, "tcp", "reassembly_gap"), counted(COUNT_tcp_gap));
    cr_expect_eq(figure(o, "detect", "alert"), 17);
    cr_expect_eq(figure(o, "detect", "alert_queue_overflow"), 4);
    cr_expect_eq(figure(o, "defrag", "max_frags_reached"), counted(COUNT_fragment_full));
    json_decref(o);
    o = written(&f, EVE_7);
    cr_expect_null(json_object_get(json_object_get(o, "stats"), "defrag"), "it has no such names");
    json_decref(o);
}

Test(stats, has_every_loss_by_its_name)
{
    struct sensor_figures f = figures();
    json_t *o = written(&f, EVE_7);
    const json_t *named = json_object_get(json_object_get(o, "metadata"), "flowints");
    json_t *losses = figures_losses(&f);
    const char *name = NULL;
    json_t *n = NULL;
    json_object_foreach(losses, name, n)
        cr_expect(json_equal(json_object_get(named, name), n), "%s", name);
    cr_expect_eq(json_integer_value(json_object_get(named, "kernel_drops")), 20);
    cr_expect_eq(json_integer_value(json_object_get(named, "ring_full")), 3);
    cr_expect_eq(json_integer_value(json_object_get(named, "shunted")), 9000);
    cr_expect_eq(json_integer_value(json_object_get(named, "judge_ring_full")),
                 counted(COUNT_judge_ring_full));
    json_decref(losses);
    json_decref(o);
}

Test(stats, has_room_for_the_longest)
{
    struct sensor_figures f = figures();
    for (size_t i = 0; i < COUNTERS; i++)
        f.counters.n[i] = INT64_MAX;
    json_decref(written(&f, EVE_8));
}

/* tests/whole/eve_schema.py holds them against Suricata's schemas. */
Test(stats, writes_samples_for_the_schemas_where_they_are_wanted)
{
    const char *folder = getenv("CAMWARDEN_SAMPLES");
    for (int compat = EVE_8; folder != NULL && compat <= EVE_7; compat++) {
        char name[4096];
        (void)snprintf(name, sizeof name, "%s/stats-%s.jsonl", folder, compat == EVE_7 ? "7" : "8");
        struct sensor_figures f = figures();
        json_t *o = written(&f, (enum eve_compat)compat);
        cr_expect_eq(json_dump_file(o, name, JSON_COMPACT), 0);
        json_decref(o);
    }
}
