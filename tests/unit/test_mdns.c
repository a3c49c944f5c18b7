#include <criterion/criterion.h>

#include "tests/support/datagram.h"

/* Made by hand after RFC 6762 and RFC 6763. Whoever speaks has the address 192.0.2.9. */

static const char query[] =
    "0000000000010000000000000b5f617869732d766964656f045f746370056c6f63616c00000c8001";
static const char known[] = "0000000000010001000000000b5f617869732d766964656f045f746370056c6f63616c"
                            "00000c0001c00c000c00010000"
                            "119400070459617264c00c";
static const char axis[] = "0000840000000003000000010b5f617869732d766964656f045f746370056c6f63616c0"
                           "0000c000100000078001c1941"
                           "584953205031333434202d20303034303843313233343536c00cc02e002180010000007"
                           "800110000000000500363616d"
                           "056c6f63616c00c02e00108001000000780018176d6163616464726573733d303034303"
                           "8433132333435360363616d05"
                           "6c6f63616c0000018001000000780004c0000209";
static const char nvr[] = "000084000000000300000001095f617869732d6e7672045f746370056c6f63616c00000c"
                          "00010000007800090643656c"
                          "6c6172c00cc02c002180010000007800110000000000500363616d056c6f63616c00c02c"
                          "0010800100000078001d1c6d"
                          "6163616464726573733d30303a34303a38633a31323a33343a35370363616d056c6f6361"
                          "6c0000018001000000780004"
                          "c0000209";
static const char rtsp[] = "000084000000000300000001055f72747370045f746370056c6f63616c00000c0001000"
                           "00078000906506c61796572c0"
                           "0cc028002180010000007800110000000000500363616d056c6f63616c00c0280010800"
                           "100000078000b0a706174683d"
                           "2f6c6976650363616d056c6f63616c0000018001000000780004c0000209";
static const char onvif[] =
    "000084000000000300000001065f6f6e766966045f746370056c6f63616c00000c00010000007800070447617465c0"
    "0c"
    "c029002180010000007800110000000000500363616d056c6f63616c00c02900108001000000780047096d6f64656c"
    "3d"
    "472d37116d616e7566616374757265723d41636d6505736e3d34320666773d312e32156d61633d30302d34302d3863"
    "2d"
    "31322d33342d3538076e6f76616c75650363616d056c6f63616c0000018001000000780004c0000209";
static const char hap_camera[] = "000084000000000300000001045f686170045f746370056c6f63616c00000c000"
                                 "100000078000805506f726368c00cc0"
                                 "27002180010000007800110000000000500363616d056c6f63616c00c02700108"
                                 "0010000007800260a6d643d43616d20"
                                 "4f6e650563693d31371469643d41413a42423a43433a44443a45453a464603636"
                                 "16d056c6f63616c0000018001000000"
                                 "780004c0000209";
static const char hap_lamp[] = "000084000000000300000001045f686170045f746370056c6f63616c00000c00010"
                               "00000780007044c616d70c00cc027"
                               "002180010000007800110000000000500363616d056c6f63616c00c027001080010"
                               "0000078000d076d643d42756c6204"
                               "63693d350363616d056c6f63616c0000018001000000780004c0000209";
static const char bye[] = "0000840000000003000000010b5f617869732d766964656f045f746370056c6f63616c00"
                          "000c000100000000001c1941"
                          "584953205031333434202d20303034303843313233343536c00cc02e0021800100000000"
                          "00110000000000500363616d"
                          "056c6f63616c00c02e00108001000000000018176d6163616464726573733d3030343038"
                          "433132333435360363616d05"
                          "6c6f63616c0000018001000000000004c0000209";
static const char reflected[] = "0000840000000003000000010b5f617869732d766964656f045f746370056c6f63"
                                "616c00000c000100000078001c1941"
                                "584953205031333434202d20303034303843313233343536c00cc02e0021800100"
                                "00007800110000000000500363616d"
                                "056c6f63616c00c02e00108001000000780018176d6163616464726573733d3030"
                                "343038433132333435360363616d05"
                                "6c6f63616c0000018001000000780004c000024d";
static const char printer[] = "000084000000000300000001045f697070045f746370056c6f63616c00000c000100"
                              "000078000a075072696e746572c0"
                              "0cc027002180010000007800110000000000500363616d056c6f63616c00c0270010"
                              "80010000007800080774793d4163"
                              "6d650363616d056c6f63616c0000018001000000780004c0000209";
static const char group_mac[] = "0000840000000003000000010b5f617869732d766964656f045f746370056c6f63"
                                "616c00000c00010000007800070459"
                                "617264c00cc02e002180010000007800110000000000500363616d056c6f63616c"
                                "00c02e00108001000000780018176d"
                                "6163616464726573733d3031303035453030303030310363616d056c6f63616c00"
                                "00018001000000780004c0000209";
static const char two_instances[] = "0000840000000002000000000b5f617869732d766964656f045f746370056c"
                                    "6f63616c00000c00010000007800070459"
                                    "617264c00c04476174650b5f617869732d766964656f045f746370056c6f63"
                                    "616c0000100001000000780018176d6163"
                                    "616464726573733d303034303843313233343536";
static const char loop[] = "000084000000000100000000c00c000c000100000078000100";

extern const struct dissector mdns_dissector;

static struct observation said_by(const char *hex, uint16_t from)
{
    struct datagram d = datagram_of_hex(hex);
    cr_assert_eq(recognised(&mdns_dissector, datagram_bytes(&d), from, 5353, NULL), MINE);
    struct seen *seen = hear(&mdns_dissector, datagram_bytes(&d), from, 5353);
    cr_assert_eq(seen->n, 1);
    struct observation o = seen->o[0];
    seen_free(seen);
    cr_assert_str_eq(o.protocol, "mdns");
    return o;
}

static struct observation device_of(const char *hex)
{
    struct observation o = said_by(hex, 5353);
    cr_assert_eq(o.kind, OBS_DEVICE);
    cr_assert_not(o.from_client);
    return o;
}

static const char *mac_of(const struct observation *o)
{
    static char text[MAC_TEXT_MAX];
    return mac_text(&o->device.mac, text);
}

Test(mdns, sees_a_question_and_who_asks_it)
{
    struct observation o = said_by(query, 5353);

    cr_assert_eq(o.kind, OBS_NAME_LOOKUP);
    cr_assert_str_eq(o.name_lookup.name.s, "_axis-video._tcp.local");
    cr_assert_eq(o.name_lookup.type, 12);
    cr_assert_not(o.name_lookup.answer);
    cr_assert(o.from_client);
}

Test(mdns, hears_a_question_from_any_port)
{
    cr_assert_eq(said_by(query, 40000).kind, OBS_NAME_LOOKUP);
}

Test(mdns, takes_answers_that_a_question_brings_along_for_nobodys)
{
    cr_assert_eq(said_by(known, 5353).kind, OBS_NAME_LOOKUP);
}

Test(mdns, knows_a_camera_of_axis)
{
    struct observation o = device_of(axis);

    cr_assert_str_eq(o.device.make.s, "Axis");
    cr_assert_str_eq(o.device.title.s, "AXIS P1344 - 00408C123456");
    cr_assert_str_eq(mac_of(&o), "00:40:8c:12:34:56");
    cr_assert(o.device.camera);
    cr_assert_not(o.device.recorder);
    cr_assert(ip_equal(&o.device.ip, &o.server.ip));
}

Test(mdns, knows_a_recorder_of_axis)
{
    struct observation o = device_of(nvr);

    cr_assert(o.device.recorder);
    cr_assert_not(o.device.camera);
    cr_assert_str_eq(mac_of(&o), "00:40:8c:12:34:57");
}

Test(mdns, reads_what_a_device_says_of_itself)
{
    struct observation o = device_of(onvif);

    cr_assert_str_eq(o.device.model.s, "G-7");
    cr_assert_str_eq(o.device.make.s, "Acme");
    cr_assert_str_eq(o.device.serial.s, "42");
    cr_assert_str_eq(o.device.firmware.s, "1.2");
    cr_assert_str_eq(mac_of(&o), "00:40:8c:12:34:58");
    cr_assert_not(o.device.camera);
}

Test(mdns, does_not_take_a_player_for_a_camera)
{
    cr_assert_not(device_of(rtsp).device.camera);
}

Test(mdns, tells_a_homekit_camera_from_a_lamp)
{
    struct observation camera = device_of(hap_camera), lamp = said_by(hap_lamp, 5353);

    cr_assert(camera.device.camera);
    cr_assert_str_eq(camera.device.model.s, "Cam One");
    cr_assert_not(mac_known(&camera.device.mac)); /* its "id" looks like one */
    cr_assert_eq(lamp.kind, OBS_NAME_LOOKUP);
    cr_assert(lamp.name_lookup.answer);
}

Test(mdns, says_no_device_of_a_goodbye_and_of_others)
{
    cr_assert_eq(said_by(bye, 5353).kind, OBS_NAME_LOOKUP);
    cr_assert_eq(said_by(printer, 5353).kind, OBS_NAME_LOOKUP);
}

Test(mdns, says_no_device_of_what_is_passed_on_for_another_host)
{
    cr_assert_eq(said_by(reflected, 5353).kind, OBS_NAME_LOOKUP);
}

Test(mdns, reads_the_first_instance_and_no_other)
{
    struct observation o = device_of(two_instances);

    cr_assert_str_eq(o.device.title.s, "Yard");
    cr_assert_not(mac_known(&o.device.mac));
}

Test(mdns, believes_no_group_address_to_be_a_devices)
{
    struct observation o = device_of(group_mac);

    cr_assert_not(mac_known(&o.device.mac));
}

Test(mdns, says_nothing_of_a_message_cut_short)
{
    static const char *const all[] = { query, known, axis, onvif };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct datagram d = datagram_of_hex(all[i]);
        says_nothing_of_a_cut_datagram(&mdns_dissector, datagram_bytes(&d), 5353, 5353);
    }
}

Test(mdns, rejects_what_is_not_its_own)
{
    static const struct {
        const char *what;
        const char *hex;
        uint16_t to;
    } cases[] = {
        { "DNS", query, 53 },
        { "its shape on another port", query, 5354 },
        { "a name that leads to itself", loop, 5353 },
        { "an empty message", "000000000000000000000000", 5353 },
        { "another opcode", "00002800000100000000000001630000010001", 5353 },
        { "another class", "00000000000100000000000001630000010003", 5353 },
        { "more behind the message", "0000000000010000000000000163000001000100", 5353 },
        { "a great many records", "000084000000ffff0000000001630000010001", 5353 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct datagram d = datagram_of_hex(cases[i].hex);
        cr_assert_neq(recognised(&mdns_dissector, datagram_bytes(&d), 40000, cases[i].to, NULL),
                      MINE, "%s", cases[i].what);
    }
}
