#include "sensor/fleet_merge.h"

#include <criterion/criterion.h>

#include "tests/support/alerting.h"

static json_t *out;

static void end(void)
{
    json_decref(out);
}

TestSuite(fleet_merge, .fini = end);

static void merge(const char *json)
{
    json_t *postures = json_loads(json, 0, NULL);
    cr_assert_not_null(postures);
    out = fleet_merge(postures);
    json_decref(postures);
    cr_assert_not_null(out);
}

static const char two[] =
    "[{\"version\":1,\"sensor\":\"south\",\"time\":\"2026-11-01T08:00:00.0+0000\","
    "\"vantage\":\"mirror\",\"up_since\":\"2026-10-01T08:00:00.0+0000\","
    "\"camera\":{\"id\":\"m1\",\"mac\":\"m1\",\"ip\":\"192.0.2.1\",\"make\":\"i-PRO\"},\"items\":{"
    "\"2.5\":{\"verdict\":\"FAIL\",\"why\":\"Basic\",\"last_seen\":\"2026-11-01T07:00:00.0+0000\"},"
    "\"3.4\":{\"verdict\":\"UNKNOWN\"},\"2.9\":{\"verdict\":\"NOT_OBSERVABLE\"}}},"
    "{\"version\":1,\"sensor\":\"north\",\"time\":\"2026-11-02T08:00:00.0+0000\","
    "\"vantage\":\"broadcast\",\"up_since\":\"2026-10-05T08:00:00.0+0000\","
    "\"camera\":{\"id\":\"m1\",\"mac\":\"m1\",\"ip\":\"192.0.2.7\"},\"items\":{"
    "\"2.5\":{\"verdict\":\"PASS\",\"why\":\"Digest\",\"last_opportunity\":"
    "\"2026-11-02T07:00:00.0+0000\"},"
    "\"3.4\":{\"verdict\":\"SUSPECT\",\"why\":\"?\",\"since\":\"2026-11-02T07:00:00.0+0000\"}}}]";

Test(fleet_merge, puts_together_who_the_camera_is)
{
    merge(two);
    cr_expect_str_eq(TEXT_AT(out, "camera", "id"), "m1");
    cr_expect_str_eq(TEXT_AT(out, "camera", "ip"), "192.0.2.7", "the newer address");
    cr_expect_str_eq(TEXT_AT(out, "camera", "make"), "i-PRO", "only one knows it");
    cr_expect_str_eq(TEXT_AT(out, "vantage"), "mirror");
    cr_expect_str_eq(TEXT_AT(out, "up_since"), "2026-10-05T08:00:00.0+0000");
    cr_expect_str_eq(TEXT_AT(out, "time"), "2026-11-02T08:00:00.0+0000");
    const json_t *sensors = json_object_get(out, "sensors");
    cr_assert_eq(json_array_size(sensors), 2);
    cr_expect_str_eq(TEXT_AT(json_array_get(sensors, 0), "name"), "north");
    cr_expect_str_eq(TEXT_AT(json_array_get(sensors, 1), "name"), "south");
    cr_expect_str_eq(TEXT_AT(json_array_get(sensors, 1), "vantage"), "mirror");
}

Test(fleet_merge, says_who_proved_what_and_who_says_otherwise)
{
    merge(two);
    cr_expect_str_eq(TEXT_AT(out, "items", "2.5", "verdict"), "PASS");
    cr_expect_str_eq(TEXT_AT(out, "items", "2.5", "sensor"), "north");
    cr_expect_str_eq(TEXT_AT(out, "items", "2.5", "differs", "south"), "FAIL");
    cr_expect_str_eq(TEXT_AT(out, "items", "3.4", "sensor"), "north");
    cr_expect_null(TEXT_AT(out, "items", "3.4", "differs", "south"), "undecided is no other word");
    cr_expect_str_eq(TEXT_AT(out, "items", "2.9", "sensor"), "south");
}

Test(fleet_merge, leaves_a_camera_of_one_sensor_as_it_is)
{
    merge("[{\"sensor\":\"north\",\"camera\":{\"id\":\"c\"},\"vantage\":\"link\",\"items\":{"
          "\"2.5\":{\"verdict\":\"FAIL\"}}}]");
    cr_expect_str_eq(TEXT_AT(out, "items", "2.5", "verdict"), "FAIL");
    cr_expect_str_eq(TEXT_AT(json_array_get(json_object_get(out, "sensors"), 0), "name"), "north");
    cr_expect_str_eq(TEXT_AT(json_array_get(json_object_get(out, "sensors"), 0), "id"), "c");
}

Test(fleet_merge, knows_a_camera_by_its_mac_if_anybody_does)
{
    merge(
        "[{\"sensor\":\"a\",\"time\":\"2\",\"camera\":{\"id\":\"192.0.2.1\",\"ip\":\"192.0.2.1\"},"
        "\"items\":{}},{\"sensor\":\"b\",\"time\":\"1\",\"camera\":{\"id\":\"m1\",\"mac\":\"m1\"},"
        "\"items\":{}}]");
    cr_expect_str_eq(TEXT_AT(out, "camera", "id"), "m1");
    cr_expect_str_eq(TEXT_AT(out, "camera", "mac"), "m1");
    cr_expect_str_eq(TEXT_AT(json_array_get(json_object_get(out, "sensors"), 0), "id"),
                     "192.0.2.1");
}

Test(fleet_merge, survives_what_is_no_posture)
{
    merge("[{\"sensor\":7,\"items\":[]},{\"camera\":\"x\",\"items\":{\"2.5\":9},\"vantage\":{}},"
          "{\"sensor\":\"c\",\"items\":{\"2.5\":{\"verdict\":[],\"since\":4}}},{}]");
    cr_expect_str_eq(TEXT_AT(out, "items", "2.5", "sensor"), "c");
    json_t *none = json_array();
    cr_expect_null(fleet_merge(none));
    json_decref(none);
}

Test(fleet_merge, puts_back_what_a_brief_posture_leaves_out)
{
    merge("[{\"sensor\":\"north\",\"camera\":{\"id\":\"c\"},\"items\":{"
          "\"2.5\":{\"verdict\":\"UNKNOWN\"},\"2.9\":{\"verdict\":\"NOT_OBSERVABLE\"},"
          "\"3.4\":{\"verdict\":\"FAIL\",\"why\":\"HTTP\",\"count\":3}}}]");
    json_t *words = fleet_words();
    fleet_complete(out, words);
    json_decref(words);
    cr_expect_str_eq(TEXT_AT(out, "items", "2.5", "title"), "User authentication");
    cr_expect_str_eq(TEXT_AT(out, "items", "2.5", "level"), "entry");
    cr_expect_str_eq(TEXT_AT(out, "items", "2.5", "sensor"), "north");
    cr_expect_not_null(TEXT_AT(out, "items", "2.5", "why"));
    cr_expect_not_null(TEXT_AT(out, "items", "2.5", "lift"));
    cr_expect_not_null(TEXT_AT(out, "items", "2.9", "why"));
    cr_expect_null(TEXT_AT(out, "items", "2.9", "lift"));
    cr_expect_str_eq(TEXT_AT(out, "items", "3.4", "why"), "HTTP");
    const json_t *row = json_object_get(json_object_get(out, "items"), "3.4");
    cr_expect_eq(json_integer_value(json_object_get(row, "count")), 3);
    cr_expect(json_is_integer(json_object_get(row, "opportunities")));
    cr_expect_null(json_object_get(out, "sensor"));
}
