#include "tests/support/maker.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define ANSWER                                                                                   \
    "{ \"mac\" : \"02:00:00:00:00:09\", \"method\" : \"client.notifyDevInfo\", \"params\" : { "  \
    "\"deviceInfo\" : { \"AlarmInputChannels\" : 0, \"DeviceClass\" : \"%s\", \"DeviceType\" : " \
    "\"IPC-HDW5421S\", \"HttpPort\" : 80, \"IPv4Address\" : { \"DefaultGateway\" : "             \
    "\"192.0.2.1\", \"DhcpEnable\" : false, \"IPAddress\" : \"192.0.2.9\", \"SubnetMask\" : "    \
    "\"255.255.255.0\" }, \"IPv6Address\" : { \"IPAddress\" : \"2001:db8::9\\/64\" }, "          \
    "\"MachineName\" : \"Door\", \"Manufacturer\" : \"Private\", \"Port\" : 37777, "             \
    "\"SerialNo\" : \"TEST00000000001\", \"Vendor\" : \"%s\", \"Version\" : \"2.400.0.8\", "     \
    "\"VideoInputChannels\" : 1 } } }\n"

static const char search[] =
    "{\"method\":\"DHDiscover.search\",\"params\":{\"mac\":\"\",\"uni\":1}}";
static const char set[] =
    "{\"method\":\"DHDiscover.setConfig\",\"mac\":\"02:00:00:00:00:09\",\"params\":{\"userName\":"
    "\"admin\",\"password\":\"canary\",\"deviceConfig\":{\"IPv4Address\":{\"IPAddress\":"
    "\"192.0.2.10\"}},\"uni\":1}}";
static const char other[] =
    "{\"method\":\"DevInit.account\",\"mac\":\"02:00:00:00:00:09\",\"params\":{\"a\":\"canary\"}}";

extern const struct dissector dhip_dissector;

/* The head, and the text with `nuls` NULs after it. */
static struct datagram datagram_of(const char *text, size_t nuls)
{
    struct datagram d = { .n = 32 + strlen(text) + nuls };
    cr_assert_leq(d.n, sizeof d.b);
    memcpy(d.b, "\x20\0\0\0DHIP", 8);
    d.b[16] = d.b[24] = (uint8_t)((d.n - 32) & 0xff);
    d.b[17] = d.b[25] = (uint8_t)((d.n - 32) >> 8);
    memcpy(d.b + 32, text, strlen(text));
    return d;
}

static struct datagram answer_of(const char *class, const char *vendor)
{
    char text[1024];
    (void)snprintf(text, sizeof text, ANSWER, class, vendor);
    return datagram_of(text, 1);
}

static void only_act(const char *text, enum act act)
{
    struct datagram d = datagram_of(text, 0);
    says_only_act(&dhip_dissector, datagram_bytes(&d), 37810, 50000, act);
}

static struct seen *heard(const char *class, const char *vendor)
{
    struct datagram d = answer_of(class, vendor);
    return hear_act(&dhip_dissector, datagram_bytes(&d), 37810, 50000, ACT_RESPONSE);
}

Test(dhip, sees_somebody_search)
{
    only_act(search, ACT_SEARCH);
}

Test(dhip, sees_a_set_and_tells_no_password)
{
    only_act(set, ACT_SET);
}

Test(dhip, knows_a_camera)
{
    struct seen *seen = heard("IPC", "Dahua");
    const struct observation *o = the_device(seen, "Dahua", "IPC-HDW5421S");

    cr_assert_eq(seen->n, 2);
    cr_assert_str_eq(seen->o[0].discovery.type.s, "client.notifyDevInfo");
    cr_assert(o->device.camera);
    cr_assert_not(o->device.recorder);
    cr_assert_str_eq(o->device.title.s, "Door");
    cr_assert_str_eq(o->device.firmware.s, "2.400.0.8");
    cr_assert_str_eq(o->device.serial.s, "TEST00000000001");
    seen_free(seen);
}

Test(dhip, knows_a_recorder_and_takes_a_door_station_for_neither)
{
    struct seen *recorder = heard("NVR", "Lorex"), *station = heard("VTO", "General");
    const struct observation *o = seen_first(recorder, OBS_DEVICE);

    cr_assert(o->device.recorder);
    cr_assert_not(o->device.camera);
    cr_assert_str_eq(o->device.make.s, "Lorex");
    o = seen_first(station, OBS_DEVICE);
    cr_assert_not(o->device.recorder);
    cr_assert_not(o->device.camera);
    cr_assert_str_eq(o->device.make.s, "Dahua");
    seen_free(recorder);
    seen_free(station);
}

Test(dhip, passes_over_what_deals_in_secrets)
{
    struct datagram d = datagram_of(other, 0);
    takes_in_silence(&dhip_dissector, datagram_bytes(&d), 37810, 50000);
    cr_assert_eq(recognised(&dhip_dissector, datagram_bytes(&d), 1, 2, NULL), NOT_MINE);
}

Test(dhip, is_known_on_any_port)
{
    struct datagram ask = datagram_of(search, 2), answer = answer_of("IPC", "Dahua");
    struct turn turns[] = { { true, datagram_bytes(&ask) }, { false, datagram_bytes(&answer) } };
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(turns, 2, TRANSPORT_UDP, &protocol);

    cr_assert_str_eq(protocol, "dhip");
    cr_assert_eq(seen_count(seen, OBS_DISCOVERY), 2);
    seen_free(seen);
}

Test(dhip, says_nothing_of_a_message_cut_short)
{
    struct datagram d = answer_of("IPC", "Dahua");
    says_nothing_of_a_cut_datagram(&dhip_dissector, datagram_bytes(&d), 37810, 50000);
}

static void is_rejected(struct datagram d)
{
    rejects(&dhip_dissector, datagram_bytes(&d), 37810, 37810);
}

Test(dhip, rejects_what_is_not_its_own)
{
    struct datagram d = datagram_of(search, 0);
    d.b[4] = 'd';
    is_rejected(d);
    d = datagram_of(search, 0);
    d.b[0] = 0x21;
    is_rejected(d);
    d = datagram_of(search, 0);
    d.b[16]++;
    is_rejected(d);
    is_rejected(datagram_of("", 0));
    is_rejected(datagram_of("{\"method\":\"DHDiscover.search\"", 0));
    is_rejected(datagram_of("{\"method\":\"client.notifyDevInfo\"}", 0));
}
