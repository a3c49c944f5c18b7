#include "alerts/format_ecs.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "alerts/format.h"
#include "tests/support/alerting.h"

static json_t *ecs(const char *json)
{
    static char out[FORMAT_LINE_MAX];
    struct told t;
    cr_assert(told_read(bytes_of_text(json), &t));
    size_t n = ecs_write(&t, out);
    told_free(&t);
    json_t *o = json_loadb(out, n, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(o);
    return o;
}

Test(format_ecs, writes_an_alert_of_the_sensor_itself)
{
    json_t *o =
        ecs("{\"alert\":{\"context\":{\"event\":\"opened\",\"id\":\"ab\",\"sequence\":5,"
            "\"sensor\":{\"id\":\"gate\"}},\"metadata\":{\"guide_item\":[\"capture-loss\"]},"
            "\"severity\":2},\"host\":\"gate\",\"in_iface\":\"eth1\"}");
    cr_expect_str_eq(TEXT_AT(o, "observer", "name"), "gate");
    cr_expect_str_eq(TEXT_AT(o, "observer", "ingress", "interface", "name"), "eth1");
    cr_expect_str_eq(TEXT_AT(o, "camwarden", "sensor", "id"), "gate");
    cr_expect_str_eq(TEXT_AT(o, "camwarden", "item"), "capture-loss");
    cr_expect_str_eq(TEXT_AT(o, "event", "id"), "ab-5");
    static const char *const absent[] = { "host",    "device",  "source", "destination",
                                          "network", "related", "threat" };
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        cr_expect_null(json_object_get(o, absent[i]), "%s", absent[i]);
    json_decref(o);
}

Test(format_ecs, knows_vlans_ipv6_and_names)
{
    json_t *o = ecs("{\"alert\":{\"context\":{\"camera\":{\"id\":\"c@120\",\"name\":\"Gate\"}},"
                    "\"target\":{\"ip\":\"fe80::5\"}},\"src_ip\":\"fe80::5\","
                    "\"dest_ip\":\"fe80::5\",\"proto\":\"IPv6-ICMP\",\"vlan\":[120]}");
    cr_expect_str_eq(TEXT_AT(o, "network", "type"), "ipv6");
    cr_expect_str_eq(TEXT_AT(o, "network", "transport"), "ipv6-icmp");
    cr_expect_str_eq(TEXT_AT(o, "network", "vlan", "id"), "120");
    cr_expect_str_eq(TEXT_AT(o, "host", "id"), "c@120");
    cr_expect_str_eq(TEXT_AT(o, "host", "name"), "Gate");
    cr_expect_str_eq(TEXT_AT(o, "host", "ip"), "fe80::5");
    const json_t *related = json_object_get(json_object_get(o, "related"), "ip");
    cr_expect_eq(json_array_size(related), 1, "an address once");
    json_decref(o);
}

Test(format_ecs, survives_what_no_line_of_ours_says)
{
    json_decref(ecs("{\"alert\":[],\"src_ip\":{},\"ether\":7,\"vlan\":[],\"host\":null}"));
    json_decref(ecs("{\"alert\":{\"context\":7,\"metadata\":{\"camera_mac\":"
                    "[\"\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9"
                    "\\u00e9\\u00e9\"]},\"severity\":-3,\"signature_id\":1e3},"
                    "\"proto\":\"\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\"}"));
}

Test(format_ecs, says_so_when_there_is_no_room)
{
    static char json[FORMAT_LINE_MAX], out[FORMAT_LINE_MAX];
    static char text[40001];
    memset(text, '\x7f', sizeof text - 1); /* "\u007f" each */
    (void)snprintf(json, sizeof json, "{\"alert\":{\"signature\":\"%s\"}}", text);
    for (size_t i = 0; i < sizeof text - 1; i += 2)
        memcpy(strstr(json, "\x7f\x7f"), "\xc3\xa9", 2);
    struct told t;
    cr_assert(told_read(bytes_of_text(json), &t));
    cr_expect_eq(ecs_write(&t, out), 0);
    told_free(&t);
}
