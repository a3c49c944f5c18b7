#include "alerts/told.h"

#include <criterion/criterion.h>

#include "alerts/eve.h"
#include "tests/support/alerting.h"

static void read_alert(enum eve_compat compat, struct told *t)
{
    static char line[EVE_LINE_MAX];
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 60);
    struct alert a = alert_of(&r);
    a.sequence = 41;
    a.count = 17;
    a.first_ns -= UINT64_C(60000000000);
    const struct eve_style style = { .host = "sensor-a", .compat = compat, .interface = "eth1" };
    size_t n = eve_write(&a, &style, line, sizeof line);
    cr_assert(told_read((struct bytes){ (const uint8_t *)line, n }, t));
}

Test(told, reads_both_styles_alike)
{
    for (int i = 0; i < 2; i++) {
        struct told t;
        read_alert(i == 0 ? EVE_8 : EVE_7, &t);
        cr_expect(t.is_alert);
        cr_expect_str_eq(t.timestamp, "2026-07-08T02:55:07.123456+0000");
        cr_expect_str_eq(t.host, "sensor-a");
        cr_expect_str_eq(t.interface, "eth1");
        cr_expect_str_eq(t.id, "0123456789abcdef");
        cr_expect_str_eq(t.group, "f9e0c876ddde0e9c");
        cr_expect_str_eq(t.event, "opened");
        cr_expect_eq(t.sequence, 41);
        cr_expect_eq(t.count, 17);
        cr_expect_str_eq(t.first_seen, "2026-07-08T02:54:07.123456+0000");
        cr_expect_str_eq(t.last_seen, "2026-07-08T02:55:07.123456+0000");
        cr_expect_str_eq(t.item, "3.5");
        cr_expect_str_eq(t.level, "standard");
        cr_expect_str_eq(t.why, "logged in over clear RTSP (Basic)");
        cr_expect_str_eq(t.camera, "bc:c3:42:00:00:05");
        cr_expect_str_eq(t.camera_ip, "10.0.0.5");
        cr_expect_str_eq(t.camera_mac, "bc:c3:42:00:00:05");
        cr_expect_str_eq(t.make, "i-PRO");
        cr_expect_str_eq(t.model, "WV-X1551");
        cr_expect_eq(t.signature_id, 7200350);
        cr_expect_eq(t.severity, 2);
        told_free(&t);
    }
}

Test(told, takes_nothing_that_is_no_object)
{
    static const char *const others[] = { "", "[]", "7", "{\"a\":1", "{\"a\":1,\"a\":2}", "{}x" };
    struct told t;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_expect_not(told_read(bytes_of_text(others[i]), &t), "%s", others[i]);
}

Test(told, knows_an_alert_from_statistics)
{
    struct told t;
    cr_assert(told_read(bytes_of_text("{\"event_type\":\"stats\"}"), &t));
    cr_expect_not(t.is_alert);
    cr_expect_eq(t.severity, 4, "what does not say is not urgent");
    cr_expect_str_eq(t.id, "");
    told_free(&t);
    cr_assert(told_read(bytes_of_text("{\"event_type\":\"alert\"}"), &t));
    cr_expect_not(t.is_alert, "an alert says what it is");
    told_free(&t);
}

Test(told, reads_times_of_utc)
{
    uint64_t ms = 0;
    cr_expect(told_ms("2026-07-08T02:54:07.123456+0000", &ms));
    cr_expect_eq(ms, 1783479247123);
    cr_expect(told_ms("1970-01-01T00:00:01.5+0000", &ms));
    cr_expect_eq(ms, 1500);
    static const char *const others[] = { "",
                                          "2026-07-08T02:54:07.123456+0200",
                                          "2026-07-08T02:54:07+0000",
                                          "2026-07-08T02:54:07.+0000",
                                          "2026-07-08T02:54:07.1234567890+0000",
                                          "2026-07-08 02:54:07.1+0000",
                                          "1969-07-08T02:54:07.123456+0000" };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_expect_not(told_ms(others[i], &ms), "%s", others[i]);
}

Test(told, writes_times_as_rfc_3339_has_them)
{
    char out[TOLD_TIME_MAX];
    cr_expect_str_eq(told_rfc3339("2026-07-08T02:54:07.123456+0000", out),
                     "2026-07-08T02:54:07.123456Z");
    cr_expect_str_eq(told_rfc3339("2026-07-08T02:54:07.123456789+0000", out),
                     "2026-07-08T02:54:07.123456Z");
    cr_expect_str_eq(told_rfc3339("2026-07-08T02:54:07.5+0000", out), "2026-07-08T02:54:07.5Z");
    cr_expect_str_eq(told_rfc3339("2026-07-08T02:54:07.5+0200", out), "");
    cr_expect_str_eq(told_rfc3339("now", out), "");
}
