#include "sensor/status_delivery.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static const uint64_t second = 1000000000;

static void expect_json(json_t *o, const char *expected)
{
    char *text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
    cr_assert_not_null(text);
    cr_expect_str_eq(text, expected);
    free(text);
    json_decref(o);
}

Test(status_delivery, tells_what_waits_for_a_sink_and_for_how_long)
{
    struct post_status s = { .sink = "redis",
                             .where = "127.0.0.1:6379",
                             .reason = { "it is full" },
                             .queued = 7,
                             .oldest_ns = 100 * second,
                             .postures = 2,
                             .delivered = 5,
                             .delivered_last_ns = 50 * second,
                             .recoveries = 1,
                             .shed = { .alerts = { 1, 0, 2, 0 }, .stats = 3 },
                             .has_figures = true,
                             .figures = { .depth = 12, .repeated = 4 } };
    expect_json(status_sink(&s, 102 * second + second / 2),
                "{\"delivered\":5,\"delivered_last\":\"1970-01-01T00:00:50.000000+0000\","
                "\"oldest_s\":2.5,\"postures\":2,\"queued\":7,\"reason\":\"it is full\","
                "\"recoveries\":1,\"shed\":3,\"shed_by_severity\":{\"1\":1,\"2\":0,\"3\":2,"
                "\"4\":0},\"shed_heartbeats\":0,\"shed_postures\":0,\"shed_stats\":3,"
                "\"sink\":\"redis\",\"state\":\"down\",\"there\":{\"entries\":12,"
                "\"forgotten\":0,\"repeated\":4,\"trimmed\":0,\"unheard\":0},"
                "\"where\":\"127.0.0.1:6379\"}");
}

Test(status_delivery, tells_no_age_when_the_clock_was_set_back)
{
    struct post_status s = { .sink = "file", .up = true, .oldest_ns = 100 * second };
    json_t *o = status_sink(&s, 99 * second);
    cr_expect_eq(json_real_value(json_object_get(o, "oldest_s")), 0);
    cr_expect_null(json_object_get(o, "there"));
    cr_expect_null(json_object_get(o, "delivered_last"));
    json_decref(o);
}

Test(status_delivery, stays_utf8_whatever_a_file_is_called)
{
    struct post_status s = { .sink = "file", .where = "/var/log/\xff\xc3.json" };
    json_t *o = status_sink(&s, 0);
    cr_expect_str_eq(json_string_value(json_object_get(o, "where")), "/var/log/...json");
    json_decref(o);
    o = status_outbox(&(struct outbox_figures){ .raised = 1 }, "/var/\xe9");
    cr_expect_str_eq(json_string_value(json_object_get(o, "folder")), "/var/.");
    json_decref(o);
}

static void outbox_is(const struct outbox_figures *f, const char *folder, const char *state)
{
    json_t *o = status_outbox(f, folder);
    cr_expect_str_eq(json_string_value(json_object_get(o, "state")), state);
    json_decref(o);
}

Test(status_delivery, says_whether_the_outbox_is_on_a_disk_and_that_is_well)
{
    outbox_is(&(struct outbox_figures){ .raised = 1 }, NULL, "memory");
    outbox_is(&(struct outbox_figures){ .durable = true }, "/var/lib/camwarden", "disk");
    struct outbox_figures failing = { .reason = { "the disk is full" },
                                      .shed = { 0, 3, 0, 0 },
                                      .unsaved = 9 };
    outbox_is(&failing, "/var/lib/camwarden", "failing");
    expect_json(status_outbox(&failing, "/s"),
                "{\"bytes\":0,\"bytes_max\":0,\"damaged\":0,\"folder\":\"/s\",\"memory\":0,"
                "\"memory_max\":0,\"raised\":0,\"reason\":\"the disk is full\",\"shed\":3,"
                "\"shed_by_severity\":{\"1\":0,\"2\":3,\"3\":0,\"4\":0},\"shed_values\":0,"
                "\"state\":\"failing\",\"unsaved\":9}");
}
