#include "alerts/sensor_items.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "alerts/eve.h"
#include "tests/support/alerting.h"

static json_t *written(enum eve_compat compat, enum alert_event event)
{
    struct ruling r = sensor_ruling(&capture_loss_item, "sensor-a", UINT64_C(1783479247123456789));
    r.verdict = event == ALERT_RESOLVED ? VERDICT_PASS : VERDICT_FAIL;
    r.reason = "ring-full";
    sentence_format(&r.why, "1.2 %% of 1000000 packets were lost in a minute: 12000 ring_full");
    struct alert a = alert_of(&r);
    a.event = event;
    struct eve_style style = { .host = "sensor-a", .compat = compat, .interface = "eth1" };
    static char line[EVE_LINE_MAX];
    size_t n = eve_write(&a, &style, line, sizeof line);
    json_t *o = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(o);
    return o;
}

Test(sensor_items, are_complete_and_have_numbers_of_their_own)
{
    const struct guide_item *item = &capture_loss_item;
    const char *const texts[] = { item->number,   item->title,  item->recommended,
                                  item->category, item->cwe,    item->meaning,
                                  item->judged,   item->remedy, item->unseen };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cr_expect_not_null(texts[i]);
    cr_expect_str_eq(item->number, "capture");
    cr_expect_eq(item->signature, 7290001);
    cr_expect_eq(item->severity, 2);
    cr_expect_eq(item->level, LEVEL_ENTRY, "told at every level of protection");
}

Test(sensor_items, are_told_from_those_of_cameras)
{
    struct ruling own = sensor_ruling(&capture_loss_item, "sensor-a", 1);
    struct ruling other = ruling_at(&clear_item, VERDICT_FAIL, 0);
    cr_expect(is_of_sensor(&own));
    cr_expect_not(is_of_sensor(&other));
    cr_expect_str_eq(own.camera.id.s, "sensor:sensor-a");
    cr_expect_eq(own.times, 1);
}

Test(sensor_items, make_an_alert_without_a_camera_and_without_a_packet)
{
    static const char *const absent[] = { "src_ip",    "dest_ip", "src_port", "dest_port",
                                          "proto",     "ip_v",    "flow_id",  "community_id",
                                          "ether",     "vlan",    "pkt_src",  "direction",
                                          "app_proto", "pcap_cnt" };
    json_t *o = written(EVE_8, ALERT_OPENED);
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        cr_expect_null(json_object_get(o, absent[i]), "%s", absent[i]);
    const json_t *alert = json_object_get(o, "alert");
    const json_t *context = json_object_get(alert, "context");
    cr_expect_str_eq(TEXT_AT(o, "timestamp"), "2026-07-08T02:54:07.123456+0000");
    cr_expect_str_eq(TEXT_AT(o, "in_iface"), "eth1");
    cr_expect_str_eq(TEXT_AT(alert, "signature"), "CAM sensor Capture loss: ring full");
    cr_expect_null(json_object_get(alert, "source"));
    cr_expect_null(json_object_get(alert, "target"));
    cr_expect_null(json_object_get(json_object_get(alert, "metadata"), "level"));
    cr_expect_str_eq(TEXT_AT(alert, "metadata", "sensor"), "sensor-a");
    cr_expect_null(json_object_get(context, "camera"));
    cr_expect_str_eq(TEXT_AT(context, "sensor", "id"), "sensor:sensor-a");
    cr_expect_str_eq(TEXT_AT(context, "sensor", "name"), "sensor-a");
    cr_expect_str_eq(TEXT_AT(context, "evidence", "reason"), "ring-full");
    cr_expect_not_null(strstr(TEXT_AT(context, "evidence", "why"), "12000 ring_full"));
    cr_expect_null(json_object_get(json_object_get(context, "evidence"), "fact"));
    cr_expect_null(json_object_get(json_object_get(context, "evidence"), "wireshark_filter"));
    cr_expect_str_eq(TEXT_AT(context, "guide", "item"), "capture");
    json_decref(o);
}

/* tests/whole/eve_schema.py holds them against Suricata's schemas. */
Test(sensor_items, write_samples_for_the_schemas_where_they_are_wanted)
{
    const char *folder = getenv("CAMWARDEN_SAMPLES");
    for (int i = 0; folder != NULL && i < 4; i++) {
        char name[4096];
        (void)snprintf(name, sizeof name, "%s/capture-%d-%s.jsonl", folder, i / 2,
                       i % 2 == EVE_7 ? "7" : "8");
        json_t *o = written((enum eve_compat)(i % 2), i < 2 ? ALERT_OPENED : ALERT_RESOLVED);
        cr_expect_eq(json_dump_file(o, name, JSON_COMPACT), 0);
        json_decref(o);
    }
}

Test(sensor_items, are_broken_so_many_times_or_over)
{
    struct ruling r = sensor_ruling(&alerts_shed_item, "sensor-a", 1);
    sensor_rule(&r, "alerts-shed", 3, false);
    cr_expect_eq(r.verdict, VERDICT_FAIL);
    cr_expect_eq(r.before, VERDICT_UNKNOWN);
    cr_expect_str_eq(r.reason, "alerts-shed");
    cr_expect_eq(r.times, 3);
    sensor_rule(&r, "alerts-shed", 0, true);
    cr_expect_eq(r.verdict, VERDICT_PASS);
    cr_expect_eq(r.before, VERDICT_FAIL);
    cr_expect_str_eq(r.reason, "mended");
    cr_expect_eq(r.times, 1);
}
