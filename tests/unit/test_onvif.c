#include <criterion/criterion.h>

#include <stdio.h>

#include "tests/support/onvif_answers.h"

extern const struct dissector http_dissector;

enum { HTTP_LONG = 300000 };

static const char device[] =
    ENVELOPE "<tds:GetDeviceInformationResponse><tds:Manufacturer>i-PRO</tds:Manufacturer>"
             "<tds:Model>WV-S1536L</tds:Model><tds:FirmwareVersion>02.0000</tds:FirmwareVersion>"
             "<tds:SerialNumber>ABC01234</tds:SerialNumber><tds:HardwareId>1.00</tds:HardwareId>"
             "</tds:GetDeviceInformationResponse>" END;

Test(onvif, sees_what_a_device_is)
{
    struct seen *s = onvif_heard(device);
    const struct observation *o = seen_first(s, OBS_DEVICE);
    cr_assert_not_null(o);
    cr_assert_str_eq(o->device.make.s, "i-PRO");
    cr_assert_str_eq(o->device.model.s, "WV-S1536L");
    cr_assert_str_eq(o->device.firmware.s, "02.0000");
    cr_assert_str_eq(o->device.serial.s, "ABC01234");
    cr_assert_not(o->device.camera, "a recorder answers this too");
    cr_assert_not(o->from_client);
    seen_free(s);
}

Test(onvif, says_the_same_however_the_answer_is_framed_and_cut)
{
    for (int framing = BY_LENGTH; framing <= UNTIL_CLOSE; framing++) {
        struct said a = onvif_answer(device, (enum framing)framing);
        const struct turn turns[] = { { true, bytes_of_text(onvif_post) },
                                      { false, { (const uint8_t *)a.s, a.n } } };
        struct seen *s = onvif_talk(onvif_post, &a, SIZE_MAX);
        cr_assert_eq(seen_count(s, OBS_DEVICE), 1);
        seen_free(s);
        says_the_same_in_pieces(&http_dissector, turns, 2);
        says_less_of_a_prefix(&http_dissector, turns, 2);
    }
}

Test(onvif, says_nothing_of_an_answer_cut_short)
{
    for (int framing = BY_LENGTH; framing <= UNTIL_CLOSE; framing++) {
        struct said a = onvif_answer(device, (enum framing)framing);
        a.n -= framing == BY_CHUNKS ? 7 : 1; /* the last chunk, or the last byte */
        struct seen *s = onvif_talk(onvif_post, &a, SIZE_MAX);
        cr_assert_eq(seen_count(s, OBS_DEVICE), 0, "%d", framing);
        seen_free(s);
    }
}

#define DATE(name, h, d)                                                                      \
    "<tt:" name "><tt:Time><tt:Hour>" h "</tt:Hour><tt:Minute>13</tt:Minute><tt:Second>20"    \
    "</tt:Second></tt:Time><tt:Date><tt:Year>2023</tt:Year><tt:Month>11</tt:Month><tt:Day>" d \
    "</tt:Day></tt:Date></tt:" name ">"

static const char date_time[] = ENVELOPE
    "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP"
    "</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>JST-9"
    "</tt:TZ></tt:TimeZone>" DATE("UTCDateTime", "23", "14")
        DATE("LocalDateTime", "8",
             "15") "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>" END;

/* The packets of the tests are of 2023-11-14 22:13:20 UTC. */
Test(onvif, sees_how_a_clock_is_set_and_what_it_shows)
{
    expect_setting(date_time, "date_time_type", true, "NTP");
    struct seen *s = onvif_heard(date_time);
    const struct observation *o = seen_first(s, OBS_CLOCK);
    cr_assert_not_null(o);
    cr_assert_str_eq(o->clock.source, "onvif");
    cr_assert_eq(o->clock.ahead_ms, 3600000, "%d", o->clock.ahead_ms);
    cr_assert_eq(o->clock.coarse_ms, 1000);
    seen_free(s);
}

Test(onvif, tells_a_clock_once_a_minute)
{
    struct said a = onvif_answer(date_time, BY_LENGTH);
    const struct bytes said = { (const uint8_t *)a.s, a.n };
    const struct turn turns[] = { { true, bytes_of_text(onvif_post) },
                                  { false, said },
                                  { true, bytes_of_text(onvif_post) },
                                  { false, said } };
    struct seen *s = talk(&http_dissector, turns, 4, SIZE_MAX);
    cr_assert_eq(seen_count(s, OBS_CLOCK), 1);
    cr_assert_eq(seen_count(s, OBS_SETTING), 2);
    seen_free(s);
}

Test(onvif, sees_no_clock_without_a_date_that_exists)
{
    struct seen *s = onvif_heard(ENVELOPE "<tds:GetSystemDateAndTimeResponse>" DATE(
        "UTCDateTime", "25", "14") "</tds:GetSystemDateAndTimeResponse>" END);
    cr_assert_eq(seen_count(s, OBS_CLOCK), 0);
    seen_free(s);
}

static const char set[] =
    "<s:Envelope xmlns:s='u'><s:Body><a:SetSystemDateAndTime "
    "xmlns:a='http://www.onvif.org/ver10/device/wsdl'><a:DateTimeType>Manual</a:DateTimeType>"
    "</a:SetSystemDateAndTime></s:Body></s:Envelope>";

static struct said call(const char *body)
{
    struct said a = { 0 };
    said_put(&a,
             "POST / HTTP/1.1\r\nContent-Type: application/soap+xml; action=\"x\"\r\n"
             "Content-Length: %zu\r\n\r\n%s",
             strlen(body), body);
    return a;
}

Test(onvif, sees_somebody_set_the_clock_once_the_device_takes_it)
{
    struct said c = call(set);
    struct said taken = onvif_answer(ENVELOPE "<tds:SetSystemDateAndTimeResponse/>" END, BY_LENGTH);
    struct said fault = onvif_answer(ENVELOPE "<s:Fault/>" END, BY_LENGTH);
    struct seen *s = onvif_talk(c.s, &fault, SIZE_MAX);
    cr_assert_null(onvif_setting(s, "date_time_type"));
    seen_free(s);
    s = onvif_talk(c.s, &taken, SIZE_MAX);
    const struct observation *o = onvif_setting(s, "date_time_type");
    cr_assert_not_null(o);
    cr_assert_str_eq(o->setting.value.s, "Manual");
    cr_assert_not(o->setting.enabled);
    cr_assert_not(o->from_client);
    seen_free(s);
}

/* ---- what is not to be believed ---- */

Test(onvif, says_nothing_of_other_soap)
{
    expect_silence("<s:Envelope xmlns:s='u'><s:Body><GetUsersResponse>" USER(
        "a", "User") "</GetUsersResponse></s:Body></s:Envelope>");
    expect_silence(ENVELOPE "<tds:GetCapabilitiesResponse>" USER(
        "a", "User") "</tds:GetCapabilitiesResponse>" END);
    expect_silence(ENVELOPE "<s:Fault><tds:GetDot1XConfigurationsResponse/></s:Fault>" END);
    expect_silence("<a xmlns='http://www.onvif.org/ver10/x'><Body><GetDot1XConfigurationsResponse/>"
                   "</Body></a>");
    expect_silence("<Envelope xmlns='http://www.onvif.org/ver10/x'><Header>"
                   "<GetDot1XConfigurationsResponse/></Header></Envelope>");
}

Test(onvif, says_nothing_of_broken_xml)
{
    expect_silence(ENVELOPE "<tds:GetDot1XConfigurationsResponse/></s:Body>");
    expect_silence(ENVELOPE "<tds:GetDot1XConfigurationsResponse></s:Body></s:Envelope>");
    expect_silence(ENVELOPE "<tds:GetDot1XConfigurationsResponse/>" END "x");
    expect_silence("<!DOCTYPE a>" ENVELOPE "<tds:GetDot1XConfigurationsResponse/>" END);
}

Test(onvif, believes_no_client_what_a_device_should_say)
{
    struct said c = call(device);
    struct said asked = onvif_answer(set, BY_LENGTH);
    struct seen *s = onvif_talk(c.s, &asked, SIZE_MAX);
    cr_assert_null(seen_first(s, OBS_DEVICE));
    cr_assert_null(seen_first(s, OBS_SETTING));
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 2);
    seen_free(s);
}

static struct seen *answered_with(const char *fields, const char *status, const char *body)
{
    struct said a = { 0 };
    said_put(&a, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s", status, fields, strlen(body),
             body);
    return onvif_talk(onvif_post, &a, SIZE_MAX);
}

Test(onvif, reads_only_answers_that_are_xml_and_plain)
{
    static const char dot1x[] = ENVELOPE "<tds:GetDot1XConfigurationsResponse/>" END;
    static const struct {
        const char *fields, *status;
        size_t told;
    } answers[] = {
        { "Content-Type: text/xml\r\n", "200 OK", 1 },
        { "Content-Type: application/soap+xml\r\nContent-Encoding: br\r\n", "200 OK", 0 },
        { "Content-Type: text/html\r\n", "200 OK", 0 },
        { "Content-Type: application/soap+xml\r\n", "400 Bad Request", 0 },
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct seen *s = answered_with(answers[i].fields, answers[i].status, dot1x);
        cr_assert_eq(seen_count(s, OBS_SETTING), answers[i].told, "%zu", i);
        seen_free(s);
    }
}

Test(onvif, finds_the_next_answer_after_a_broken_one)
{
    struct said broken = onvif_answer(ENVELOPE "</x>          ", BY_CHUNKS);
    struct said good = onvif_answer(device, BY_LENGTH);
    const struct turn turns[] = { { true, bytes_of_text(onvif_post) },
                                  { false, { (const uint8_t *)broken.s, broken.n } },
                                  { true, bytes_of_text(onvif_post) },
                                  { false, { (const uint8_t *)good.s, good.n } } };
    struct seen *s = talk(&http_dissector, turns, 4, SIZE_MAX);
    cr_assert_eq(seen_count(s, OBS_DEVICE), 1);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 4);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, 4);
}

Test(onvif, reads_long_answers_but_no_endless_ones)
{
    static char body[HTTP_LONG];
    struct turn turns[2] = { { true, bytes_of_text(onvif_post) } };
    for (int too_long = 0; too_long < 2; too_long++) {
        size_t n = (size_t)snprintf(
            body, sizeof body, "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n%s", ENVELOPE);
        size_t fill = too_long ? 270000 : 200000;
        memset(body + n, ' ', fill);
        n += fill;
        n += (size_t)snprintf(body + n, sizeof body - n, "%s%s",
                              "<tds:GetDot1XConfigurationsResponse/>", END);
        turns[1] = (struct turn){ false, { (const uint8_t *)body, n } };
        for (size_t piece = 1400; piece < 3000; piece += 800) {
            struct seen *s = talk(&http_dissector, turns, 2, piece);
            cr_assert_eq(seen_count(s, OBS_SETTING), !too_long);
            seen_free(s);
        }
    }
}
