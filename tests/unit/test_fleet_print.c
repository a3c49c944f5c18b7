#include "sensor/fleet_print.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static char *text;

static void end(void)
{
    free(text);
}

TestSuite(fleet_print, .fini = end);

static const char *printed(const char *json, void (*print)(const json_t *sensors, FILE *out))
{
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    json_t *sensors = json_loads(json, 0, NULL);
    print(sensors, out);
    json_decref(sensors);
    (void)fclose(out);
    return text;
}

static const char two[] =
    "[{\"name\":\"north\",\"state\":\"running\",\"time\":\"2026-11-23T08:00:00.0+0000\",\"age_s\":"
    "12,"
    "\"losses\":{\"ring_full\":3,\"tcp_gap\":4},\"cameras\":40,\"violations\":5,\"version\":\"1."
    "0\"},"
    "{\"name\":\"south\\u001b[2J\",\"state\":\"running\",\"silent\":true,\"age_s\":7300}]";

Test(fleet_print, says_how_each_sensor_does)
{
    const char *s = printed(two, fleet_print);
    cr_expect_not_null(strstr(s, "north"));
    cr_expect_not_null(strstr(s, "12 s "));
    cr_expect_not_null(strstr(s, "         7        40           5  1.0"), "%s", s);
    cr_expect_not_null(strstr(s, "SILENT"));
    cr_expect_null(strchr(s, '\033'));
}

Test(fleet_print, says_who_is_silent)
{
    const char *s = printed(two, fleet_print_silent);
    cr_expect_str_eq(s, "The sensor south.[2J is silent: its last heartbeat came 2 h ago.\n");
}

Test(fleet_print, says_that_there_is_nobody)
{
    cr_expect_not_null(strstr(printed("[]", fleet_print), "No sensor"));
}

Test(fleet_print, says_nothing_of_no_fleet)
{
    cr_expect_str_eq(printed("null", fleet_print_silent), "");
}

Test(fleet_print, tells_an_age_in_one_unit)
{
    char out[AGE_TEXT_MAX];
    cr_expect_str_eq(age_text(0, out), "0 s");
    cr_expect_str_eq(age_text(119, out), "119 s");
    cr_expect_str_eq(age_text(120, out), "2 min");
    cr_expect_str_eq(age_text(7199, out), "119 min");
    cr_expect_str_eq(age_text(7200, out), "2 h");
    cr_expect_str_eq(age_text(172800, out), "2 d");
    cr_expect_str_eq(age_text(UINT64_MAX, out), "213503982334601 d");
}
