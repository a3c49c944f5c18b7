#include "alerts/format_cef.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "alerts/format.h"

static char out[FORMAT_LINE_MAX + 1];

static const char *cef(const char *json)
{
    struct told t;
    cr_assert(told_read(bytes_of_text(json), &t));
    size_t n = cef_write(&t, out);
    cr_assert_leq(n, FORMAT_LINE_MAX);
    out[n] = '\0';
    told_free(&t);
    return out;
}

#define BEGIN "CEF:0|Camwarden|Camwarden|" CAMWARDEN_VERSION "|"

Test(format_cef, escapes_in_the_header_what_ends_its_fields)
{
    cr_expect_str_eq(cef("{\"alert\":{\"signature\":\"a|b\\\\c=d\\ne\",\"severity\":1}}"),
                     BEGIN "0|a\\|b\\\\c=d e|9|act=allowed");
}

Test(format_cef, escapes_in_values_what_would_begin_another)
{
    cr_expect_str_eq(
        cef("{\"alert\":{\"context\":{\"evidence\":{\"why\":\"a=b\\\\c|d\\ne\\rf\\tg cn1=9\"}}}}"),
        BEGIN "0||1|act=allowed msg=a\\=b\\\\c|d\\ne\\rf g cn1\\=9");
    cr_expect_eq(cef_sequence(bytes_of_text(out)), 0, "what a value says is no key");
    (void)cef("{\"alert\":{\"signature\":\"|||| cn1=9 \",\"context\":{\"sequence\":4}}}");
    cr_expect_eq(cef_sequence(bytes_of_text(out)), 4, "nor is what the header says");
}

Test(format_cef, lets_no_control_character_through_and_leaves_letters)
{
    cr_expect_str_eq(cef("{\"host\":\"caf\\u00e9 \\u001b[2J\\u007f\",\"alert\":{}}"),
                     BEGIN "0||1|act=allowed dvchost=caf\xc3\xa9  [2J ");
}

/* Alerts of the sensor on itself have no camera and no packet. */
Test(format_cef, writes_an_alert_of_the_sensor_itself)
{
    cr_expect_str_eq(
        cef("{\"alert\":{\"context\":{\"event\":\"opened\",\"id\":\"ab\",\"sequence\":5,"
            "\"sensor\":{\"id\":\"gate\"}},\"metadata\":{\"guide_item\":[\"capture-loss\"]},"
            "\"signature\":\"CAM sensor Capture loss: x\",\"severity\":2,"
            "\"signature_id\":7290001},\"host\":\"gate\"}"),
        BEGIN "7290001|CAM sensor Capture loss: x|6|act=allowed cn1Label=sequence cn1=5 "
              "externalId=ab dvchost=gate cs2Label=item cs2=capture-loss cs3Label=event "
              "cs3=opened");
}

Test(format_cef, has_fields_of_their_own_for_ipv6)
{
    cr_expect_str_eq(cef("{\"alert\":{},\"src_ip\":\"fe80::1\",\"dest_ip\":\"10.0.0.5\"}"),
                     BEGIN "0||1|act=allowed dst=10.0.0.5 c6a2Label=Source IPv6 Address "
                           "c6a2=fe80::1");
    cr_expect_str_eq(cef("{\"alert\":{},\"dest_ip\":\"fe80::1\",\"vlan\":[120]}"),
                     BEGIN "0||1|act=allowed c6a3Label=Destination IPv6 Address c6a3=fe80::1 "
                           "cn2Label=vlan cn2=120");
}

/* Every value as long as a line of ours can be, each of its characters to be escaped. */
Test(format_cef, cuts_values_at_a_character_and_always_has_room)
{
    static char json[FORMAT_LINE_MAX];
    static char text[3001];
    for (size_t i = 0; i < 3000; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    text[0] = 'x'; /* so that the limit falls into a character */
    text[1] = 'y';
    memmove(text + 1, text + 2, 2999);
    (void)snprintf(json, sizeof json, "{\"alert\":{\"signature\":\"%s\"},\"host\":\"%s\"}", text,
                   text);
    (void)cef(json);
    json_t *valid = json_string(out);
    cr_expect_not_null(valid, "UTF-8");
    json_decref(valid);
    cr_expect_lt(strlen(out), 1700);
    memset(text, '=', 3000);
    (void)snprintf(json, sizeof json,
                   "{\"alert\":{\"context\":{\"id\":\"%s\",\"event\":\"%s\",\"group\":\"%s\","
                   "\"camera\":{\"id\":\"%s\",\"name\":\"%s\"},\"guide\":{\"remedy\":\"%s\"},"
                   "\"evidence\":{\"why\":\"%s\",\"reason\":\"%s\"}}},\"host\":\"%s\","
                   "\"in_iface\":\"%s\",\"app_proto\":\"%s\",\"proto\":\"%s\"}",
                   text, text, text, text, text, text, text, text, text, text, text, text);
    (void)cef(json);
    cr_expect_eq(strcmp(out + strlen(out) - 2, "\\="), 0, "nothing is cut at the end of the room");
}

Test(format_cef, leaves_out_times_that_are_none)
{
    cr_expect_str_eq(cef("{\"alert\":{\"context\":{\"first_seen\":\"yesterday\"}},"
                         "\"timestamp\":\"1969-07-08T02:54:07.123456+0000\"}"),
                     BEGIN "0||1|act=allowed");
}
