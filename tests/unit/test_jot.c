#include "alerts/jot.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char line[512];

static const char *written(json_t *o)
{
    size_t n = jot_line(o, line, sizeof line - 1);
    line[n] = '\0';
    return line;
}

Test(jot, leaves_out_what_is_empty)
{
    json_t *o = json_object();
    jot_text(o, "a", "");
    jot_text(o, "b", NULL);
    jot_list(o, "c", "");
    jot_ip(o, "e", &(struct ip){ { 0 } });
    jot_mac(o, "f", &(struct mac){ { 0 } });
    cr_expect_str_eq(written(o), "{}");
}

Test(jot, writes_sorted_keys_on_one_line)
{
    json_t *o = json_object();
    jot_number(o, "z", 9007199254740991);
    jot_list(o, "b", "one");
    jot_text(o, "a", "x\ny");
    jot_number(o, "p", 554);
    cr_expect_str_eq(written(o),
                     "{\"a\":\"x\\ny\",\"b\":[\"one\"],\"p\":554,\"z\":9007199254740991}");
}

Test(jot, writes_ascii_only)
{
    json_t *o = json_object();
    jot_text(o, "a", "caf\xc3\xa9");
    cr_expect_str_eq(written(o), "{\"a\":\"caf\\u00E9\"}");
}

Test(jot, makes_what_is_not_utf8_printable)
{
    json_t *o = json_object();
    jot_text(o, "a", "caf\xe9 \xff");
    cr_expect_str_eq(written(o), "{\"a\":\"caf. .\"}");
}

Test(jot, cuts_nothing_of_what_is_not_utf8)
{
    char text[600];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    text[5] = '\xff';
    json_t *value = jot_value_of(text);
    text[5] = '.';
    cr_expect_str_eq(json_string_value(value), text);
    json_decref(value);
}

Test(jot, says_when_there_is_no_room)
{
    json_t *o = json_object();
    jot_text(o, "a", "0123456789");
    char small[16];
    cr_expect_eq(jot_line(o, small, sizeof small), 0);
}

Test(jot, knows_the_clock_in_every_time_zone)
{
    char out[JOT_TIME_MAX];
    cr_expect_str_eq(jot_clock(UINT64_C(1783479247123456789), out),
                     "2026-07-08T02:54:07.123456+0000");
    setenv("TZ", "Asia/Tokyo", 1);
    tzset();
    cr_expect_str_eq(jot_clock(UINT64_C(1783479247123456789), out),
                     "2026-07-08T02:54:07.123456+0000");
    cr_expect_str_eq(jot_clock(0, out), "1970-01-01T00:00:00.000000+0000");
    cr_expect_str_eq(jot_clock(UINT64_MAX, out), "2554-07-21T23:34:33.709551+0000");
}

Test(jot, tells_who_a_camera_is)
{
    struct camera_name c = { .mac = { { 0xbc, 0xc3, 0x42, 0, 0, 5 } }, .vlan = 120 };
    text_format(&c.id, "bc:c3:42:00:00:05@120");
    text_format(&c.model, "WV-X1551");
    cr_expect(ip_parse("fd00::5", &c.ip));
    cr_expect_str_eq(written(jot_camera(&c)),
                     "{\"id\":\"bc:c3:42:00:00:05@120\",\"ip\":\"fd00::5\","
                     "\"mac\":\"bc:c3:42:00:00:05\",\"model\":\"WV-X1551\",\"vlan\":120}");
}
