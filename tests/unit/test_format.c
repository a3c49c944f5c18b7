#include "alerts/format.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "alerts/eve.h"
#include "tests/support/alerting.h"

static char eve[EVE_LINE_MAX];
static char out[FORMAT_LINE_MAX + 1];

static struct bytes eve_line(enum eve_compat compat, enum alert_event event, uint64_t sequence)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    a.sequence = sequence;
    a.event = event;
    const struct eve_style style = { .host = "sensor-a", .compat = compat };
    return (struct bytes){ (const uint8_t *)eve, eve_write(&a, &style, eve, sizeof eve) };
}

static const char *as(enum format f, struct bytes line)
{
    size_t n = format_write(f, line, out);
    cr_assert_lt(n, sizeof out);
    out[n] = '\0';
    return out;
}

static struct bytes written(void)
{
    return bytes_of_text(out);
}

#define CEF_HEADER "CEF:0|Camwarden|Camwarden|" CAMWARDEN_VERSION "|"

Test(format, writes_cef_to_the_letter)
{
    cr_expect_str_eq(
        as(FORMAT_CEF, eve_line(EVE_8, ALERT_OPENED, 41)), CEF_HEADER
        "7200350|CAM 3.5 Live streaming: rtsp clear|6|act=allowed cn1Label=sequence cn1=41 "
        "externalId=0123456789abcdef rt=1783479247123 start=1783479247123 end=1783479247123 cnt=1 "
        "cat=Potential Corporate Privacy Violation dvchost=sensor-a app=rtsp proto=TCP "
        "src=10.0.0.9 spt=51000 smac=02:00:00:00:00:09 dst=10.0.0.5 dpt=554 "
        "dmac=bc:c3:42:00:00:05 cn3Label=frame cn3=7 cs1Label=camera cs1=bc:c3:42:00:00:05 "
        "cs2Label=item cs2=3.5 cs3Label=event cs3=opened cs4Label=model cs4=i-PRO WV-X1551 "
        "cs5Label=remedy cs5=Image/Audio > RTSP over TLS cs6Label=group cs6=f9e0c876ddde0e9c "
        "flexString2Label=communityId flexString2=1:5fYfbpvD8sQTPiaLBMa7a2r29yM\\= "
        "reason=rtsp-clear msg=logged in over clear RTSP (Basic)");
}

Test(format, writes_cef_of_suricata_7s_style_too)
{
    cr_expect_str_eq(
        as(FORMAT_CEF, eve_line(EVE_7, ALERT_RESOLVED, 42)), CEF_HEADER
        "7200350|CAM 3.5 Live streaming: rtsp clear (resolved)|1|act=allowed cn1Label=sequence "
        "cn1=42 externalId=0123456789abcdef rt=1783479247123 start=1783479247123 "
        "end=1783479247123 cnt=1 cat=Potential Corporate Privacy Violation dvchost=sensor-a "
        "app=rtsp proto=TCP src=10.0.0.9 spt=51000 smac=02:00:00:00:00:09 dst=10.0.0.5 dpt=554 "
        "dmac=bc:c3:42:00:00:05 cn3Label=frame cn3=7 cs1Label=camera cs1=bc:c3:42:00:00:05 "
        "cs2Label=item cs2=3.5 cs3Label=event cs3=resolved cs4Label=model cs4=i-PRO WV-X1551 "
        "cs6Label=group cs6=f9e0c876ddde0e9c flexString2Label=communityId "
        "flexString2=1:5fYfbpvD8sQTPiaLBMa7a2r29yM\\= msg=logged in over clear RTSP (Basic)");
}

/* What both styles of EVE give, after the part that is our own. */
#define ECS_COMMON                                                                                 \
    "\"destination\":{\"address\":\"10.0.0.5\",\"ip\":\"10.0.0.5\",\"mac\":\"BC-C3-42-00-00-05\"," \
    "\"port\":554},\"device\":{\"id\":\"bc:c3:42:00:00:05\",\"manufacturer\":\"i-PRO\","           \
    "\"model\":{\"identifier\":\"WV-X1551\"}},\"ecs\":{\"version\":\"8.11.0\"},"                   \
    "\"event\":{\"action\":\"ongoing\",\"category\":[\"network\",\"intrusion_detection\"],"        \
    "\"code\":\"7200350\",\"dataset\":\"camwarden.alert\",\"end\":\"2026-07-08T02:54:07.123456Z\"" \
    ",\"id\":\"0123456789abcdef-43\",\"kind\":\"alert\",\"module\":\"camwarden\","                 \
    "\"reason\":\"logged in over clear RTSP (Basic)\",\"sequence\":43,\"severity\":2,"             \
    "\"start\":\"2026-07-08T02:54:07.123456Z\",\"type\":[\"info\"]},"                              \
    "\"host\":{\"id\":\"bc:c3:42:00:00:05\",\"ip\":[\"10.0.0.5\"],"                                \
    "\"mac\":[\"BC-C3-42-00-00-05\"],\"name\":\"bc:c3:42:00:00:05\"},"                             \
    "\"message\":\"CAM 3.5 Live streaming: rtsp clear\","                                          \
    "\"network\":{\"community_id\":\"1:5fYfbpvD8sQTPiaLBMa7a2r29yM=\",\"protocol\":\"rtsp\","      \
    "\"transport\":\"tcp\",\"type\":\"ipv4\"},"                                                    \
    "\"observer\":{\"name\":\"sensor-a\",\"product\":\"Camwarden\",\"type\":\"sensor\","           \
    "\"vendor\":\"Camwarden\",\"version\":\"" CAMWARDEN_VERSION "\"},"                             \
    "\"related\":{\"ip\":[\"10.0.0.9\",\"10.0.0.5\"]},"                                            \
    "\"rule\":{\"category\":\"Potential Corporate Privacy Violation\",\"id\":\"7200350\","         \
    "\"name\":\"CAM 3.5 Live streaming: rtsp clear\",\"ruleset\":\"hardening guide\","             \
    "\"version\":\"1\"},\"source\":{\"address\":\"10.0.0.9\",\"ip\":\"10.0.0.9\","                 \
    "\"mac\":\"02-00-00-00-00-09\",\"port\":51000},"                                               \
    "\"threat\":{\"framework\":\"MITRE ATT&CK\",\"technique\":{\"id\":[\"T1040\"]}}}"

Test(format, writes_ecs_to_the_letter)
{
    cr_expect_str_eq(
        as(FORMAT_ECS, eve_line(EVE_8, ALERT_ONGOING, 43)),
        "{\"@timestamp\":\"2026-07-08T02:54:07.123456Z\",\"camwarden\":{\"camera\":"
        "{\"id\":\"bc:c3:42:00:00:05\",\"ip\":\"10.0.0.5\",\"mac\":\"bc:c3:42:00:00:05\","
        "\"make\":\"i-PRO\",\"model\":\"WV-X1551\"},\"count\":1,\"event\":\"ongoing\","
        "\"evidence\":{\"fact\":{\"kind\":\"login\",\"password_classes\":\"0\","
        "\"password_contains_user\":\"false\",\"password_default\":\"false\","
        "\"password_empty\":\"false\",\"password_length\":\"0\",\"password_seen\":\"false\","
        "\"password_tried\":\"false\",\"repeated\":\"false\",\"scheme\":\"basic\","
        "\"user\":\"admin\"},\"frame\":7,\"protocol\":\"rtsp\",\"reason\":\"rtsp-clear\","
        "\"time\":\"2026-07-08T02:54:07.123456+0000\",\"verdict\":\"FAIL\","
        "\"why\":\"logged in over clear RTSP (Basic)\",\"wireshark_filter\":\"ip.addr == 10.0.0.9 "
        "&& ip.addr == 10.0.0.5 && tcp.port == 51000 && tcp.port == 554\"},\"frame\":7,"
        "\"group\":\"f9e0c876ddde0e9c\",\"guide\":{\"item\":\"3.5\",\"level\":\"standard\","
        "\"recommended\":\"SRTP\",\"remedy\":\"Image/Audio > RTSP over TLS\","
        "\"title\":\"Live streaming\"},\"id\":\"0123456789abcdef\",\"item\":\"3.5\","
        "\"level\":\"standard\",\"sequence\":43}," ECS_COMMON);
}

Test(format, writes_ecs_of_suricata_7s_style_too)
{
    cr_expect_str_eq(as(FORMAT_ECS, eve_line(EVE_7, ALERT_ONGOING, 43)),
                     "{\"@timestamp\":\"2026-07-08T02:54:07.123456Z\",\"camwarden\":{\"camera\":"
                     "{\"id\":\"bc:c3:42:00:00:05\"},\"count\":1,\"event\":\"ongoing\",\"frame\":7,"
                     "\"group\":\"f9e0c876ddde0e9c\",\"id\":\"0123456789abcdef\",\"item\":\"3.5\","
                     "\"level\":\"standard\",\"sequence\":43}," ECS_COMMON);
}

Test(format, leaves_eve_as_it_is)
{
    struct bytes line = eve_line(EVE_8, ALERT_OPENED, 1);
    cr_expect_eq(format_write(FORMAT_EVE, line, out), line.n);
    cr_expect_eq(memcmp(out, line.p, line.n), 0);
}

Test(format, reads_the_number_back_from_every_form_of_either_style)
{
    static const enum format forms[] = { FORMAT_EVE, FORMAT_CEF, FORMAT_ECS };
    const uint64_t numbers[] = { 1, 41, INT64_MAX };
    for (size_t i = 0; i < 18; i++) {
        enum format f = forms[i % 3];
        uint64_t number = numbers[i / 3 % 3];
        (void)as(f, eve_line(i < 9 ? EVE_8 : EVE_7, ALERT_OPENED, number));
        cr_expect_eq(format_sequence(written()), number, "%s %zu", format_name(f), i);
    }
}

Test(format, reads_no_number_where_there_is_none)
{
    static const char *const none[] = {
        "",
        "x",
        "CEF",
        "CEF:0|a|b|c|d|e|1|act=allowed",
        "CEF:0|a|b|c|d|e|1|act=allowed cn1=",
        "CEF:0|a|b|c|d|e|1|act=allowed cn1=12x4",
        "CEF:0|a|b|c|d|e|1|act=allowed cn1=99999999999999999999999",
        "CEF:0|a|b|c|d|e|1|msg=it says cn1\\=12",
        "{}",
        "{\"alert\":{\"context\":{\"sequence\":-1}},\"event_type\":\"alert\"}",
        "{\"alert\":{\"context\":{\"sequence\":1.5}},\"event_type\":\"alert\"}",
        "{\"alert\":{\"metadata\":{\"sequence\":[\"\"]}},\"event_type\":\"alert\"}",
        "{\"alert\":{\"metadata\":{\"sequence\":[\"1 2\"]}},\"event_type\":\"alert\"}",
        "{\"event_type\":\"stats\",\"stats\":{\"uptime\":8}}",
        "{\"alert\":{\"context\":{\"sequence\":1}",
    };
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        cr_expect_eq(format_sequence(bytes_of_text(none[i])), 0, "%s", none[i]);
}

Test(format, has_no_form_of_statistics_but_eve)
{
    static const char stats[] = "{\"event_type\":\"stats\",\"stats\":{\"uptime\":8}}";
    cr_expect_str_eq(as(FORMAT_EVE, bytes_of_text(stats)), stats);
    cr_expect_str_eq(as(FORMAT_CEF, bytes_of_text(stats)), "");
    cr_expect_str_eq(as(FORMAT_ECS, bytes_of_text(stats)), "");
}

Test(format, tells_a_line_that_nobody_can_read)
{
    static const char torn[] = "{\"alert\":|\n\x1b[2J\xff";
    cr_expect_str_eq(as(FORMAT_CEF, bytes_of_text(torn)),
                     CEF_HEADER "0|a line that is not EVE JSON|0|act=allowed "
                                "msg={\"alert\":|..[2J.");
    cr_expect_str_eq(as(FORMAT_ECS, bytes_of_text(torn)),
                     "{\"ecs\":{\"version\":\"8.11.0\"},\"event\":{\"kind\":\"pipeline_error\","
                     "\"module\":\"camwarden\"},\"message\":\"{\\\"alert\\\":|..[2J.\"}");
    cr_expect_gt(strlen(as(FORMAT_ECS, (struct bytes){ NULL, 0 })), 0);
    cr_expect_gt(strlen(as(FORMAT_CEF, bytes_of_text("{\"a\":1,\"a\":2}"))), 0, "a key twice");
}

Test(format, has_names)
{
    enum format f = FORMAT_EVE;
    cr_expect(format_of(bytes_of_text("cef"), &f) && f == FORMAT_CEF);
    cr_expect(format_of(bytes_of_text("ecs"), &f) && f == FORMAT_ECS);
    cr_expect(format_of(bytes_of_text("eve"), &f) && f == FORMAT_EVE);
    cr_expect_not(format_of(bytes_of_text("leef"), &f));
    cr_expect_not(format_of(bytes_of_text(""), &f));
    cr_expect_str_eq(format_name(FORMAT_ECS), "ecs");
}
