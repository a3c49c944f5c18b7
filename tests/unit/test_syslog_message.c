#include "alerts/syslog_message.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "alerts/eve.h"
#include "tests/support/alerting.h"

static char out[SYSLOG_MESSAGE_MAX + 1];

static const char *message(const char *eve, enum format f)
{
    size_t n = syslog_message_write(bytes_of_text(eve), f, 16, out);
    cr_assert_leq(n, SYSLOG_MESSAGE_MAX);
    out[n] = '\0';
    return out;
}

Test(syslog_message, has_the_header_of_rfc_5424)
{
    static char eve[EVE_LINE_MAX + 1];
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    a.sequence = 41;
    const struct eve_style style = { .host = "sensor-a", .compat = EVE_8 };
    eve[eve_write(&a, &style, eve, sizeof eve - 1)] = '\0';
    char expected[sizeof eve + 512];
    (void)snprintf(expected, sizeof expected,
                   "<132>1 2026-07-08T02:54:07.123456Z sensor-a camwarden - opened "
                   "[camwarden@32473 sequence=\"41\" id=\"0123456789abcdef\" "
                   "group=\"f9e0c876ddde0e9c\" item=\"3.5\" camera=\"bc:c3:42:00:00:05\"] %s",
                   eve);
    cr_expect_str_eq(message(eve, FORMAT_EVE), expected);
    cr_expect_eq(strncmp(strstr(message(eve, FORMAT_CEF), "] ") + 2, "CEF:0|Camwarden|", 16), 0);
}

Test(syslog_message, grades_by_severity)
{
    static const char *const priority[] = { "<131>1 ", "<132>1 ", "<133>1 ", "<134>1 " };
    for (size_t i = 0; i < 4; i++) {
        char eve[64];
        (void)snprintf(eve, sizeof eve, "{\"alert\":{\"severity\":%zu}}", i + 1);
        cr_expect_eq(strncmp(message(eve, FORMAT_EVE), priority[i], 7), 0, "%s", out);
    }
}

Test(syslog_message, says_nothing_where_nothing_is_known)
{
    cr_expect_str_eq(message("{}", FORMAT_EVE), "<134>1 - - camwarden - - [camwarden@32473] {}");
    cr_expect_str_eq(message("torn", FORMAT_EVE), "<133>1 - - camwarden - - - torn");
}

Test(syslog_message, keeps_hostile_texts_in_their_fields)
{
    cr_expect_str_eq(
        message("{\"alert\":{\"context\":{\"event\":\"o p\\n\",\"id\":\"a\\\"]\\\\ \\u00e9\"},"
                "\"severity\":4},\"event_type\":\"alert\",\"host\":\"my host\\u00e9\"}",
                FORMAT_CEF),
        "<134>1 - my-host-- camwarden - o-p- [camwarden@32473 id=\"a\\\"\\]\\\\ ??\"] "
        "CEF:0|Camwarden|Camwarden|" CAMWARDEN_VERSION "|0||1|act=allowed externalId=a\"]\\\\ "
        "\xc3\xa9 dvchost=my host\xc3\xa9 cs3Label=event cs3=o p\\n");
}

Test(syslog_message, has_room_for_the_longest_fields_of_all)
{
    static char eve[FORMAT_LINE_MAX];
    static char text[8001];
    memset(text, ']', sizeof text - 1);
    (void)snprintf(eve, sizeof eve,
                   "{\"alert\":{\"context\":{\"event\":\"%s\",\"id\":\"%s\",\"group\":\"%s\","
                   "\"camera\":{\"id\":\"%s\"}},\"metadata\":{\"guide_item\":[\"%s\"]}},"
                   "\"host\":\"%s\"}",
                   text, text, text, text, text, text);
    (void)message(eve, FORMAT_EVE);
    cr_expect_not_null(strstr(out, "\"] {\"alert\""), "the data end before the text begins");
}

Test(syslog_message, tells_no_statistics_in_a_form_that_has_none)
{
    cr_expect_str_eq(message("{\"event_type\":\"stats\"}", FORMAT_CEF), "");
}
