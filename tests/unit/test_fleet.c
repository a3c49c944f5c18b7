#include "sensor/fleet.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/alerting.h"

/* 2026-11-23T08:00:00 */
static const uint64_t now_ns = UINT64_C(1795420800) * 1000000000;

static json_t *sensor(const char *beat)
{
    return fleet_sensor(bytes_of_text("north"), bytes_of_text(beat), now_ns);
}

static long long age(const json_t *s)
{
    return json_integer_value(json_object_get(s, "age_s"));
}

Test(fleet, counts_how_old_a_heartbeat_is)
{
    json_t *s = sensor("{\"state\":\"running\",\"every_s\":30,\"cameras\":4,\"age_s\":7,"
                       "\"silent\":true,\"time\":\"2026-11-23T07:58:30.500000+0000\"}");
    cr_expect_str_eq(TEXT_AT(s, "name"), "north");
    cr_expect_eq(age(s), 90);
    cr_expect_null(json_object_get(s, "silent"), "three beats are not over");
    json_decref(s);
    s = sensor("{\"state\":\"running\",\"every_s\":30,\"time\":\"2026-11-23T07:58:29.5+0000\"}");
    cr_expect_eq(age(s), 91);
    cr_expect(json_is_true(json_object_get(s, "silent")));
    json_decref(s);
}

Test(fleet, does_not_wait_for_who_has_ended)
{
    static const char *const beats[] = {
        "{\"state\":\"stopped\",\"every_s\":30,\"time\":\"2026-10-23T08:00:00.0+0000\"}",
        "{\"state\":\"replayed\",\"time\":\"2026-10-23T08:00:00.0+0000\"}",
    };
    for (size_t i = 0; i < 2; i++) {
        json_t *s = sensor(beats[i]);
        cr_expect_eq(age(s), 31 * 86400);
        cr_expect_null(json_object_get(s, "silent"));
        json_decref(s);
    }
}

Test(fleet, takes_a_clock_that_is_ahead_for_now)
{
    json_t *s =
        sensor("{\"state\":\"running\",\"every_s\":1,\"time\":\"2027-01-01T00:00:00.0+0000\"}");
    cr_expect_eq(age(s), 0);
    json_decref(s);
}

Test(fleet, passes_over_what_is_no_heartbeat)
{
    cr_expect_null(sensor(""));
    cr_expect_null(sensor("[]"));
    cr_expect_null(sensor("{\"state\":"));
    json_t *s = sensor("{\"time\":[],\"every_s\":\"x\",\"state\":3}");
    cr_expect_null(json_object_get(s, "age_s"));
    json_decref(s);
}

Test(fleet, says_why_there_is_nothing_to_read)
{
    struct fleet f;
    struct error e = { "" };
    cr_expect_not(fleet_read(&f, "unix:/nowhere/redis.sock", true, now_ns, &e));
    cr_expect_not_null(strstr(e.s, "cannot connect"), "%s", e.s);
    fleet_release(&f);
}
