#include "tests/support/maker.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define XML     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
#define UUID    "<Uuid>13A888A9-F1B1-4020-AE9F-0000000000AA</Uuid>\r\n"
#define NETWORK "<MAC>02-00-00-00-00-09</MAC>\r\n<IPv4Address>192.0.2.9</IPv4Address>\r\n"
#define CAMERA                                                                                 \
    XML "<ProbeMatch>" UUID "<Types>inquiry</Types>\r\n<DeviceType>142378</DeviceType>\r\n"    \
        "<DeviceDescription>DS-2CD2320D-I</DeviceDescription>\r\n"                             \
        "<DeviceSN>DS-2CD2320D-I20180919TEST00000001</DeviceSN>\r\n"                           \
        "<CommandPort>8000</CommandPort>\r\n<HttpPort>80</HttpPort>\r\n" NETWORK               \
        "<DHCP>true</DHCP>\r\n<DigitalChannelNum>1</DigitalChannelNum>\r\n"                    \
        "<SoftwareVersion>V5.5.6build 180326</SoftwareVersion>\r\n<Activated>true</Activated>" \
        "\r\n<Salt>canary</Salt></ProbeMatch>\r\n"

static const char search[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?><Probe>" UUID "<Types>inquiry</Types></Probe>";
static const char camera[] = CAMERA;
static const char set[] =
    XML "<Probe>" UUID "<Types>update</Types><PWErrorParse>true</PWErrorParse>" NETWORK
        "<Password encrypt=\"0\">canary</Password></Probe>";
static const char set_answer[] =
    XML "<ProbeMatch>" UUID "<Types>update</Types>" NETWORK "<Result>success</Result></ProbeMatch>";
static const char activate[] =
    XML "<Probe>" UUID "<Types>activate</Types>" NETWORK "<Password>canary</Password></Probe>";

extern const struct dissector sadp_dissector;

static struct seen *heard(const char *said, enum act act)
{
    return hear_act(&sadp_dissector, bytes_of_text(said), 37020, 37020, act);
}

Test(sadp, sees_somebody_search)
{
    struct seen *seen = heard(search, ACT_SEARCH);
    cr_assert_eq(seen->n, 1);
    cr_assert_str_eq(seen->o[0].discovery.type.s, "inquiry");
    seen_free(seen);
}

Test(sadp, knows_a_camera)
{
    struct seen *seen = heard(camera, ACT_RESPONSE);
    const struct observation *o = the_device(seen, "Hikvision", "DS-2CD2320D-I");

    cr_assert(o->device.camera);
    cr_assert_not(o->device.recorder);
    cr_assert_str_eq(o->device.firmware.s, "V5.5.6build 180326");
    cr_assert_str_eq(o->device.serial.s, "DS-2CD2320D-I20180919TEST00000001");
    seen_free(seen);
}

static struct seen *answer_of(const char *model, const char *activated)
{
    char said[1024];
    (void)snprintf(said, sizeof said,
                   XML "<ProbeMatch>" UUID "<Types>inquiry</Types><DeviceDescription>%s"
                       "</DeviceDescription>" NETWORK "<Activated>%s</Activated></ProbeMatch>",
                   model, activated);
    return heard(said, ACT_RESPONSE);
}

Test(sadp, tells_cameras_from_recorders_by_the_names_of_models)
{
    static const struct {
        const char *model;
        bool camera, recorder;
    } models[] = {
        { "DS-2DE4425IW-DE", true, false },
        { "iDS-2CD7A46G0", true, false },
        { "DS-2TD2617-3", true, false },
        { "DS-7608NI-Q1", false, true },
        { "iDS-9632NXI-I8", false, true },
        { "DS-8664NI-I8", false, true },
        { "DS-K1T671M", false, false },
        { "DS-2CE16", false, false },
        { "DS-7A", false, false },
        { "IPCamera", false, false },
        { "", false, false },
    };
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        struct seen *seen = answer_of(models[i].model, "true");
        const struct observation *o = seen_first(seen, OBS_DEVICE);
        cr_assert_eq(o->device.camera, models[i].camera, "%s", models[i].model);
        cr_assert_eq(o->device.recorder, models[i].recorder, "%s", models[i].model);
        seen_free(seen);
    }
}

Test(sadp, says_whether_a_device_is_activated)
{
    struct seen *yes = answer_of("x", "true"), *no = answer_of("x", "false"),
                *unknown = answer_of("x", "perhaps");

    cr_assert_str_eq(seen_first(yes, OBS_SETTING)->setting.name, "activated");
    cr_assert(seen_first(yes, OBS_SETTING)->setting.enabled);
    cr_assert_not(seen_first(no, OBS_SETTING)->setting.enabled);
    cr_assert_null(seen_first(unknown, OBS_SETTING));
    seen_free(yes);
    seen_free(no);
    seen_free(unknown);
}

static void only_act(const char *said, enum act act)
{
    says_only_act(&sadp_dissector, bytes_of_text(said), 37020, 37020, act);
}

Test(sadp, sees_a_set_and_its_answer_and_tells_no_password)
{
    only_act(set, ACT_SET);
    only_act(set_answer, ACT_ACK);
}

Test(sadp, passes_over_what_deals_in_secrets)
{
    takes_in_silence(&sadp_dissector, bytes_of_text(activate), 37020, 37020);
}

Test(sadp, is_known_on_any_port)
{
    struct turn turns[] = { CLIENT(search), SERVER(camera) };
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(turns, 2, TRANSPORT_UDP, &protocol);

    cr_assert_str_eq(protocol, "sadp");
    cr_assert_eq(seen_count(seen, OBS_DISCOVERY), 2);
    seen_free(seen);
}

Test(sadp, says_nothing_of_a_message_cut_short)
{
    says_nothing_of_a_cut_datagram(
        &sadp_dissector, bytes_first(bytes_of_text(camera), sizeof camera - 3), 37020, 37020);
}

Test(sadp, rejects_what_is_not_its_own)
{
    static const char *const others[] = {
        "<Probe xmlns='http://schemas.xmlsoap.org/ws/2005/04/discovery'><Types>inquiry</Types>"
        "</Probe>",
        "<a><Probe><Types>inquiry</Types></Probe></a>",
        "<Probe></Probe>",
        "<ProbeMatch>" UUID "<Types>inquiry</Types></ProbeMatch>",
        "<!DOCTYPE a><Probe><Types>inquiry</Types></Probe>",
        "M-SEARCH * HTTP/1.1\r\n\r\n<Probe><Types>inquiry</Types></Probe>",
        "<Probe><Types>inquiry</Types>",
        "",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        rejects(&sadp_dissector, bytes_of_text(others[i]), 37020, 37020);
}
