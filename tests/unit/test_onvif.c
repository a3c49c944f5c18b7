#include <criterion/criterion.h>

#include <stdarg.h>
#include <stdio.h>

#include "dissectors/soap.h"
#include "tests/support/dissect.h"

extern const struct dissector http_dissector;

enum { HTTP_LONG = 300000 };

/* ---- an answer's facts ---- */

#define ENVELOPE                                                 \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<s:Envelope " \
    "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "       \
    "xmlns:tds=\"http://www.onvif.org/ver10/device/wsdl\" "      \
    "xmlns:tt=\"http://www.onvif.org/ver10/schema\"><s:Header/><s:Body>"
#define END "</s:Body></s:Envelope>"

static const char post[] = "POST /onvif/device_service HTTP/1.1\r\nContent-Type: "
                           "application/soap+xml; charset=utf-8\r\nContent-Length: 0\r\n\r\n";

struct said {
    size_t n;
    char s[4096];
};

/* With its length, in chunks of 50 bytes, or until the connection ends. */
enum framing { BY_LENGTH, BY_CHUNKS, UNTIL_CLOSE };

__attribute__((format(printf, 2, 3))) static void put(struct said *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int more = vsnprintf(a->s + a->n, sizeof a->s - a->n, format, args);
    va_end(args);
    cr_assert(more >= 0 && (size_t)more < sizeof a->s - a->n);
    a->n += (size_t)more;
}

static struct said answer_framed(const char *body, enum framing framing)
{
    struct said a = { 0 };
    size_t n = strlen(body);
    put(&a, "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n");
    if (framing != BY_CHUNKS) {
        if (framing == BY_LENGTH)
            put(&a, "Content-Length: %zu\r\n", n);
        put(&a, "\r\n%s", body);
        return a;
    }
    put(&a, "Transfer-Encoding: chunked\r\n\r\n");
    for (size_t at = 0; at < n; at += 50) {
        size_t chunk = n - at < 50 ? n - at : 50;
        put(&a, "%zx\r\n%.*s\r\n", chunk, (int)chunk, body + at);
    }
    put(&a, "0\r\n\r\n");
    return a;
}

static struct seen *hear(const char *call, const struct said *answer, size_t piece)
{
    const struct turn turns[] = { { true, bytes_of_text(call) },
                                  { false, { (const uint8_t *)answer->s, answer->n } } };
    return talk(&http_dissector, turns, 2, piece);
}

static struct seen *heard(const char *body)
{
    struct said a = answer_framed(body, BY_LENGTH);
    return hear(post, &a, SIZE_MAX);
}

static const struct observation *setting(const struct seen *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->o[i].kind == OBS_SETTING && strcmp(s->o[i].setting.name, name) == 0)
            return &s->o[i];
    return NULL;
}

/* Says that setting, and only that. */
static void is_set(const char *body, const char *name, bool enabled, const char *value)
{
    struct seen *s = heard(body);
    const struct observation *o = setting(s, name);
    cr_assert_not_null(o, "%s", name);
    cr_assert_eq(o->setting.enabled, enabled, "%s", name);
    cr_assert_str_eq(o->setting.value.s, value);
    cr_assert_str_eq(o->protocol, "onvif");
    cr_assert_not(o->from_client);
    cr_assert_eq(seen_count(s, OBS_SETTING), 1);
    seen_free(s);
}

static void is_silent(const char *body)
{
    struct seen *s = heard(body);
    cr_assert_eq(seen_count(s, OBS_SETTING) + seen_count(s, OBS_DEVICE) + seen_count(s, OBS_CLOCK),
                 0, "%s", body);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 2);
    seen_free(s);
}

static const char device[] =
    ENVELOPE "<tds:GetDeviceInformationResponse><tds:Manufacturer>i-PRO</tds:Manufacturer>"
             "<tds:Model>WV-S1536L</tds:Model><tds:FirmwareVersion>02.0000</tds:FirmwareVersion>"
             "<tds:SerialNumber>ABC01234</tds:SerialNumber><tds:HardwareId>1.00</tds:HardwareId>"
             "</tds:GetDeviceInformationResponse>" END;

Test(onvif, sees_what_a_device_is)
{
    struct seen *s = heard(device);
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
        struct said a = answer_framed(device, (enum framing)framing);
        const struct turn turns[] = { { true, bytes_of_text(post) },
                                      { false, { (const uint8_t *)a.s, a.n } } };
        struct seen *s = hear(post, &a, SIZE_MAX);
        cr_assert_eq(seen_count(s, OBS_DEVICE), 1);
        seen_free(s);
        says_the_same_in_pieces(&http_dissector, turns, 2);
        says_less_of_a_prefix(&http_dissector, turns, 2);
    }
}

Test(onvif, says_nothing_of_an_answer_cut_short)
{
    for (int framing = BY_LENGTH; framing <= UNTIL_CLOSE; framing++) {
        struct said a = answer_framed(device, (enum framing)framing);
        a.n -= framing == BY_CHUNKS ? 7 : 1; /* the last chunk, or the last byte */
        struct seen *s = hear(post, &a, SIZE_MAX);
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
    is_set(date_time, "date_time_type", true, "NTP");
    struct seen *s = heard(date_time);
    const struct observation *o = seen_first(s, OBS_CLOCK);
    cr_assert_not_null(o);
    cr_assert_str_eq(o->clock.source, "onvif");
    cr_assert_eq(o->clock.ahead_ms, 3600000, "%d", o->clock.ahead_ms);
    cr_assert_eq(o->clock.coarse_ms, 1000);
    seen_free(s);
}

Test(onvif, tells_a_clock_once_a_minute)
{
    struct said a = answer_framed(date_time, BY_LENGTH);
    const struct bytes said = { (const uint8_t *)a.s, a.n };
    const struct turn turns[] = { { true, bytes_of_text(post) },
                                  { false, said },
                                  { true, bytes_of_text(post) },
                                  { false, said } };
    struct seen *s = talk(&http_dissector, turns, 4, SIZE_MAX);
    cr_assert_eq(seen_count(s, OBS_CLOCK), 1);
    cr_assert_eq(seen_count(s, OBS_SETTING), 2);
    seen_free(s);
}

Test(onvif, sees_no_clock_without_a_date_that_exists)
{
    struct seen *s = heard(ENVELOPE "<tds:GetSystemDateAndTimeResponse>" DATE(
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
    put(&a,
        "POST / HTTP/1.1\r\nContent-Type: application/soap+xml; action=\"x\"\r\n"
        "Content-Length: %zu\r\n\r\n%s",
        strlen(body), body);
    return a;
}

Test(onvif, sees_somebody_set_the_clock_once_the_device_takes_it)
{
    struct said c = call(set);
    struct said taken =
        answer_framed(ENVELOPE "<tds:SetSystemDateAndTimeResponse/>" END, BY_LENGTH);
    struct said fault = answer_framed(ENVELOPE "<s:Fault/>" END, BY_LENGTH);
    struct seen *s = hear(c.s, &fault, SIZE_MAX);
    cr_assert_null(setting(s, "date_time_type"));
    seen_free(s);
    s = hear(c.s, &taken, SIZE_MAX);
    const struct observation *o = setting(s, "date_time_type");
    cr_assert_not_null(o);
    cr_assert_str_eq(o->setting.value.s, "Manual");
    cr_assert_not(o->setting.enabled);
    cr_assert_not(o->from_client);
    seen_free(s);
}

#define PROTOCOL(name, on, port)                                                              \
    "<a:NetworkProtocols><Name>" name "</Name><Enabled>" on "</Enabled><Port>" port "</Port>" \
    "<Port>9</Port></a:NetworkProtocols>"

Test(onvif, sees_which_services_are_on)
{
    struct seen *s = heard(
        "<Envelope><Body><a:GetNetworkProtocolsResponse "
        "xmlns:a=\"http://www.onvif.org/ver10/device/wsdl\">" PROTOCOL("HTTP", "false", "8080")
            PROTOCOL("X", "true", "1") PROTOCOL("HTTPS", "true", "443")
                PROTOCOL("RTSP", "1", "554") "</a:GetNetworkProtocolsResponse></Body></Envelope>");
    cr_assert_eq(seen_count(s, OBS_SETTING), 3);
    cr_assert_not(setting(s, "http")->setting.enabled);
    cr_assert_eq(setting(s, "http")->setting.port, 8080);
    cr_assert(setting(s, "https")->setting.enabled);
    cr_assert(setting(s, "rtsp")->setting.enabled);
    cr_assert_eq(setting(s, "rtsp")->setting.port, 554);
    seen_free(s);
}

#define USER(name, level)                                                                   \
    "<tds:User><tt:Username>" name "</tt:Username><tt:UserLevel>" level "</tt:UserLevel></" \
    "tds:User>"

Test(onvif, counts_users_by_level_and_leaves_out_names)
{
    is_set(ENVELOPE "<tds:GetUsersResponse>" USER("anna", "Administrator") USER("otto", "Operator")
               USER("u", "User") USER("v", "User") "</tds:GetUsersResponse>" END,
           "users", true, "1 administrators, 1 operators, 2 users");
    is_set(ENVELOPE
           "<tds:GetUsersResponse>" USER("anna", "Administrator") "</tds:GetUsersResponse>" END,
           "users", false, "1 administrators, 0 operators, 0 users");
    is_silent(ENVELOPE "<tds:GetUsersResponse></tds:GetUsersResponse>" END);
}

#define SERVERS(what, of, a, b)                                                                  \
    ENVELOPE "<tds:Get" what "Response><tds:" what                                               \
             "Information><tt:FromDHCP>false</tt:FromDHCP><tt:" of                               \
             "><tt:Type>IPv4</tt:Type><tt:IPv4Address>" a "</tt:IPv4Address></tt:" of "><tt:" of \
             "><tt:Type>DNS</tt:Type><tt:DNSname>" b "</tt:DNSname></tt:" of "></tds:" what      \
             "Information></tds:Get" what "Response>" END

Test(onvif, sees_name_servers_and_time_servers)
{
    is_set(SERVERS("DNS", "DNSManual", "192.0.2.53", ""), "dns", true, "192.0.2.53");
    is_set(SERVERS("DNS", "DNSManual", "0.0.0.0", ""), "dns", false, "");
    is_set(SERVERS("NTP", "NTPManual", "0.0.0.0", "time.example.org"), "ntp", true,
           "time.example.org");
}

#define INTERFACE(mac, dhcp)                                                                   \
    "<tds:NetworkInterfaces "                                                                  \
    "token='eth0'><tt:Enabled>true</tt:Enabled><tt:Info><tt:Name>eth0</tt:Name>"               \
    "<tt:HwAddress>" mac "</tt:HwAddress></tt:Info><tt:IPv4><tt:Config><tt:DHCP>" dhcp         \
    "</tt:DHCP></tt:Config></tt:IPv4><tt:IPv6><tt:Config><tt:DHCP>Off</tt:DHCP></tt:Config></" \
    "tt:IPv6>"                                                                                 \
    "</tds:NetworkInterfaces>"
#define INTERFACES(x) \
    ENVELOPE "<tds:GetNetworkInterfacesResponse>" x "</tds:GetNetworkInterfacesResponse>" END

Test(onvif, sees_how_its_address_is_given)
{
    static const struct mac mac = { { 0xbc, 0xc3, 0x42, 1, 2, 3 } };
    is_set(INTERFACES(INTERFACE("bc:c3:42:01:02:03", "true")), "dhcp", true, "DHCP");
    is_set(INTERFACES(INTERFACE("bc:c3:42:01:02:03", "false")), "dhcp", false, "Manual");
    struct seen *s = heard(INTERFACES(INTERFACE("BC:C3:42:01:02:03", "true")));
    cr_assert(mac_equal(&seen_first(s, OBS_DEVICE)->device.mac, &mac));
    seen_free(s);
}

Test(onvif, does_not_guess_which_of_several_interfaces_it_is)
{
    is_silent(
        INTERFACES(INTERFACE("bc:c3:42:01:02:03", "true") INTERFACE("bc:c3:42:01:02:04", "false")));
}

#define FILTER(type, entries)                                                      \
    ENVELOPE "<tds:GetIPAddressFilterResponse><tds:IPAddressFilter><tt:Type>" type \
             "</tt:Type>" entries "</tds:IPAddressFilter></tds:GetIPAddressFilterResponse>" END
#define ENTRY "<tt:IPv4Address><tt:Address>192.0.2.0</tt:Address></tt:IPv4Address>"

Test(onvif, sees_whether_hosts_are_filtered)
{
    is_set(FILTER("Allow", ENTRY ENTRY), "address_filter", true, "allow, 2 entries");
    is_set(FILTER("Allow", ""), "address_filter", false, "allow, 0 entries");
    is_set(FILTER("Deny", ENTRY), "address_filter", false, "deny, 1 entries");
    is_silent(FILTER("", ENTRY));
}

Test(onvif, sees_whether_802_1x_is_set_up)
{
    is_set(ENVELOPE "<tds:GetDot1XConfigurationsResponse/>" END, "dot1x", false, "");
    is_set(ENVELOPE "<tds:GetDot1XConfigurationsResponse><tds:Dot1XConfiguration><tt:EAPMethod>13"
                    "</tt:EAPMethod></tds:Dot1XConfiguration>"
                    "</tds:GetDot1XConfigurationsResponse>" END,
           "dot1x", true, "EAP method 13");
}

#define PROFILES(x) ENVELOPE "<trt:GetProfilesResponse>" x "</trt:GetProfilesResponse>" END
#define VIDEO       "<tt:VideoEncoderConfiguration/>"

Test(onvif, sees_whether_profiles_have_sound)
{
    is_set(PROFILES("<trt:Profiles token='1'>" VIDEO "</trt:Profiles><trt:Profiles>" VIDEO
                    "<tt:AudioEncoderConfiguration><tt:Encoding>G711</tt:Encoding>"
                    "</tt:AudioEncoderConfiguration></trt:Profiles>"),
           "audio_profile", true, "1 of 2 profiles");
    is_set(PROFILES("<trt:Profiles>" VIDEO "<tt:AudioDecoderConfiguration/></trt:Profiles>"),
           "audio_profile", false, "0 of 1 profiles");
    is_silent(PROFILES("<tr2:Profiles><tr2:Configurations><tr2:VideoEncoder/>"
                       "</tr2:Configurations></tr2:Profiles>"));
}

Test(onvif, sees_the_scheme_of_a_stream_and_no_more)
{
    is_set(ENVELOPE
           "<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>rtsp://admin:Secret1@192.0.2.5/"
           "s?a=1&amp;b=2</tt:Uri></trt:MediaUri></trt:GetStreamUriResponse>" END,
           "stream_uri", true, "rtsp");
    is_silent(ENVELOPE "<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>Secret1://x</tt:Uri>"
                       "</trt:MediaUri></trt:GetStreamUriResponse>" END);
}

Test(onvif, sees_whether_it_shows_itself)
{
    is_set(ENVELOPE "<tds:GetDiscoveryModeResponse><tds:DiscoveryMode>NonDiscoverable"
                    "</tds:DiscoveryMode></tds:GetDiscoveryModeResponse>" END,
           "discovery_mode", false, "NonDiscoverable");
}

/* ---- what is not to be believed ---- */

Test(onvif, says_nothing_of_other_soap)
{
    is_silent("<s:Envelope xmlns:s='u'><s:Body><GetUsersResponse>" USER(
        "a", "User") "</GetUsersResponse></s:Body></s:Envelope>");
    is_silent(ENVELOPE "<tds:GetCapabilitiesResponse>" USER(
        "a", "User") "</tds:GetCapabilitiesResponse>" END);
    is_silent(ENVELOPE "<s:Fault><tds:GetDot1XConfigurationsResponse/></s:Fault>" END);
    is_silent("<a xmlns='http://www.onvif.org/ver10/x'><Body><GetDot1XConfigurationsResponse/>"
              "</Body></a>");
    is_silent("<Envelope xmlns='http://www.onvif.org/ver10/x'><Header>"
              "<GetDot1XConfigurationsResponse/></Header></Envelope>");
}

Test(onvif, says_nothing_of_broken_xml)
{
    is_silent(ENVELOPE "<tds:GetDot1XConfigurationsResponse/></s:Body>");
    is_silent(ENVELOPE "<tds:GetDot1XConfigurationsResponse></s:Body></s:Envelope>");
    is_silent(ENVELOPE "<tds:GetDot1XConfigurationsResponse/>" END "x");
    is_silent("<!DOCTYPE a>" ENVELOPE "<tds:GetDot1XConfigurationsResponse/>" END);
}

Test(onvif, believes_no_client_what_a_device_should_say)
{
    struct said c = call(device);
    struct said asked = answer_framed(set, BY_LENGTH);
    struct seen *s = hear(c.s, &asked, SIZE_MAX);
    cr_assert_null(seen_first(s, OBS_DEVICE));
    cr_assert_null(seen_first(s, OBS_SETTING));
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 2);
    seen_free(s);
}

static struct seen *answered_with(const char *fields, const char *status, const char *body)
{
    struct said a = { 0 };
    put(&a, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s", status, fields, strlen(body), body);
    return hear(post, &a, SIZE_MAX);
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
    struct said broken = answer_framed(ENVELOPE "</x>          ", BY_CHUNKS);
    struct said good = answer_framed(device, BY_LENGTH);
    const struct turn turns[] = { { true, bytes_of_text(post) },
                                  { false, { (const uint8_t *)broken.s, broken.n } },
                                  { true, bytes_of_text(post) },
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
    struct turn turns[2] = { { true, bytes_of_text(post) } };
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
