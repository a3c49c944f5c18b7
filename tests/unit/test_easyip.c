#include <criterion/criterion.h>

#include "tests/support/datagram.h"

/* Generated, with documentation addresses: no capture of a device. */

static const char search[] =
    "0001002a000d000000000000020000000001c0000263000020111e11231f1e19130000000100000000000000000000"
    "00"
    "fff00026002000210022002300250028004000410042004400a500a600a700a800ad00b300b400b700b8ffff0e58";

static const char reply_closed[] =
    "000101a9000ed42dc5000001020000000001c0000263000020111e11231f1e19130000020202000000000000000000"
    "00"
    "0000000102000100010000200004c000020a00210004ffffff0000220004c000020100230008000000000000000000"
    "25"
    "000201bb00400010fe80000000000000d62dc5fffe0000010041001000000000000000000000000000000000004200"
    "20"
    "00000000000000000000000000000000000000000000000000000000000000000044000201bb00450002004000a000"
    "04"
    "c000020a00a10004ffffff0000a20004c000020100a30008000000000000000000a400040000000000a600019200a7"
    "00"
    "1057562d5445535431000000000000000000a800105445535431000000000000000000000000a90010332e36370000"
    "00"
    "00000000000000000000aa0010302e303000000000000000000000000000b100280000000000000000000000000000"
    "00"
    "0000000000000000000000000000000000000000000000000000b20028000000000000000000000000000000000000"
    "00"
    "00000000000000000000000000000000000000000000b40002000100b500010000b600019000d00010000000000000"
    "00"
    "00000000000000000000d100104142433030303031000000000000000000d30002000100d200020002ffff2f33";

static const char reply_open[] =
    "000101a9000ed42dc5000001020000000001c0000263000020111e11231f1e19130000020201000000000000000000"
    "00"
    "0000000102000100010000200004c000020a00210004ffffff0000220004c000020100230008080808080808040400"
    "25"
    "0002005000400010fe80000000000000d62dc5fffe0000010041001000000000000000000000000000000000004200"
    "20"
    "000000000000000000000000000000000000000000000000000000000000000000440002005000450002004000a000"
    "04"
    "c000020a00a10004ffffff0000a20004c000020100a30008000000000000000000a400040000000000a600019200a7"
    "00"
    "1057562d5445535431000000000000000000a800105445535431000000000000000000000000a90010322e30340000"
    "00"
    "00000000000000000000aa0010302e303000000000000000000000000000b100280000000000000000000000000000"
    "00"
    "0000000000000000000000000000000000000000000000000000b20028000000000000000000000000000000000000"
    "00"
    "00000000000000000000000000000000000000000000b40002000000b500010000b600019000d00010000000000000"
    "00"
    "00000000000000000000d100104142433030303031000000000000000000d30002000100d200020002ffff2e87";

static const char announce[] =
    "000101a90001d42dc500000100000000000000000000000020111e11231f1e19130000020200000000000000000000"
    "00"
    "0000000103000100010000200004c000020a00210004ffffff0000220004c000020100230008000000000000000000"
    "25"
    "0002005000400010fe80000000000000d62dc5fffe0000010041001000000000000000000000000000000000004200"
    "20"
    "000000000000000000000000000000000000000000000000000000000000000000440002005000450002004000a000"
    "04"
    "c000020a00a10004ffffff0000a20004c000020100a30008000000000000000000a400040000000000a600019200a7"
    "00"
    "1057562d5445535431000000000000000000a800105445535431000000000000000000000000a90010332e36370000"
    "00"
    "00000000000000000000aa0010302e303000000000000000000000000000b100280000000000000000000000000000"
    "00"
    "0000000000000000000000000000000000000000000000000000b20028000000000000000000000000000000000000"
    "00"
    "00000000000000000000000000000000000000000000b40002000000b500010000b600019000d00010000000000000"
    "00"
    "00000000000000000000d100104142433030303031000000000000000000d30002000100d200020002ffff2d24";

static const char set_answer[] = "000100000003d42dc5000001020000000001c0000263000120111e11231f1e191"
                                 "3000002020000000000000000000000"
                                 "ffff05e3";

static const char commit[] = "000100000004d42dc5000001020000000001c0000263000220111e11231f1e1913000"
                             "002020000000000000000000000"
                             "ffff05e5";

static const char set_request[] =
    "0001001a0002d42dc5000001020000000001c0000263000120111e11231f1e191300000202000000000000000000"
    "0000000000010300200004c000020900210004ffffff0000a6000190ffff0b48";

static const char recorder[] =
    "00010027000ed42dc5000001020000000001c0000263000020111e11231f1e191300000202020000000000000000"
    "0000000100010200200004c000020900c00002001000a80010574a2d54455354000000000000000000ffff0aa1";

static const char auto_address[] =
    "0001002c000ed42dc5000001020000000001c0000263000020111e11231f1e191300000202000000000000000000"
    "0000000000010400200004c633640777770005776861743f00a7000d48616c6c1b5b306d007461696c0025000100"
    "ffff0fa4";

static const char overrun[] =
    "00010011000ed42dc5000001020000000001c0000263000020111e11231f1e191300000202020000000000000000"
    "000000200004c000020900a7001073686f7274ffff09d6";

static const char minimal_search[] =
    "00010000000dd42dc5000001020000000001c0000263000120111e11231f1e191300000202020000000000000000"
    "0000ffff05ef";

static const char old_search[] =
    "00010040000dd42dc5000001020000000001c0000263000020111e11231f1e191300000202020000000000000000"
    "0000fff0001e00200020002000200020002000200020002000200020002000200020002000200020002000200020"
    "0020002000200020002000200020002000200020ffff0bfb";

static const char unknown_command[] =
    "000100000011d42dc5000001020000000001c0000263000120111e11231f1e191300000202020000000000000000"
    "0000ffff05f3";

extern const struct dissector easyip_dissector;

static struct seen *heard(const char *hex, uint16_t from, uint16_t to)
{
    struct datagram d = datagram_of_hex(hex);
    cr_assert_eq(recognised(&easyip_dissector, datagram_bytes(&d), from, to, NULL), MINE);
    return hear(&easyip_dissector, datagram_bytes(&d), from, to);
}

static struct seen *from_camera(const char *hex)
{
    struct seen *seen = heard(hex, 10669, 10669);
    cr_assert(seen->n > 0);
    cr_assert_not(seen->o[0].from_client);
    return seen;
}

static struct seen *from_tool(const char *hex)
{
    struct seen *seen = heard(hex, 10669, 10670);
    cr_assert(seen->n > 0);
    cr_assert(seen->o[0].from_client);
    return seen;
}

static bool is_camera(struct mac mac)
{
    return mac_equal(&mac, &(struct mac){ { 0xd4, 0x2d, 0xc5, 0x00, 0x00, 0x01 } });
}

static bool is_address(struct ip ip, const char *expected)
{
    char s[IP_TEXT_MAX];
    return strcmp(ip_text(&ip, s), expected) == 0;
}

static struct observation first_of(struct seen *seen, enum observation_kind kind)
{
    struct observation o = *seen_nth(seen, kind, 0);
    seen_free(seen);
    return o;
}

static struct observation setup_of(struct seen *seen)
{
    return first_of(seen, OBS_SETUP);
}

static struct observation device_of(struct seen *seen)
{
    return first_of(seen, OBS_DEVICE);
}

static enum act only_discovery_of(struct seen *seen)
{
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_DISCOVERY);
    cr_assert_str_eq(seen->o[0].protocol, "easyip");
    enum act act = seen->o[0].discovery.act;
    seen_free(seen);
    return act;
}

Test(easyip, sees_searches_of_every_age)
{
    cr_assert_eq(only_discovery_of(from_tool(search)), ACT_SEARCH);
    cr_assert_eq(only_discovery_of(from_tool(minimal_search)), ACT_SEARCH);
    cr_assert_eq(only_discovery_of(from_tool(old_search)), ACT_SEARCH);
}

Test(easyip, sees_how_a_camera_is_set_up)
{
    struct observation o = setup_of(from_camera(reply_closed));

    cr_assert_eq(o.setup.act, ACT_RESPONSE);
    cr_assert(is_camera(o.setup.mac));
    cr_assert(is_address(o.setup.ip, "192.0.2.10"));
    cr_assert_eq(o.setup.window, WINDOW_EXPIRED);
    cr_assert_eq(o.setup.administrator, ADMINISTRATOR_REGISTERED);
    cr_assert_eq(o.setup.mode, ADDRESS_STATIC);
    cr_assert_eq(o.setup.web_port, 443);
    cr_assert(o.setup.checksum_ok);
    cr_assert_not(o.setup.dns_set);
}

Test(easyip, sees_an_open_window_a_missing_administrator_and_name_servers)
{
    struct observation o = setup_of(from_camera(reply_open));

    cr_assert_eq(o.setup.window, WINDOW_OPEN);
    cr_assert_eq(o.setup.administrator, ADMINISTRATOR_MISSING);
    cr_assert_eq(o.setup.web_port, 80);
    cr_assert(o.setup.dns_set);
}

Test(easyip, sees_what_a_camera_is)
{
    struct observation o = device_of(from_camera(reply_closed));

    cr_assert(is_camera(o.device.mac));
    cr_assert(is_address(o.device.ip, "192.0.2.10"));
    cr_assert_str_eq(o.device.make.s, "Panasonic/i-PRO");
    cr_assert_str_eq(o.device.model.s, "TEST1");
    cr_assert_str_eq(o.device.title.s, "WV-TEST1");
    cr_assert_str_eq(o.device.firmware.s, "3.67");
    cr_assert_str_eq(o.device.serial.s, "ABC00001");
    cr_assert(o.device.camera);
    cr_assert_not(o.device.recorder);
}

Test(easyip, sees_announcements_which_code_the_address_mode_otherwise)
{
    struct observation o = setup_of(from_camera(announce));

    cr_assert_eq(o.setup.act, ACT_ANNOUNCE);
    cr_assert_eq(o.setup.mode, ADDRESS_STATIC);
    cr_assert_eq(o.setup.window, WINDOW_OPEN);
    cr_assert_str_eq(device_of(from_camera(announce)).device.model.s, "TEST1");
}

Test(easyip, sees_who_sets_which_camera_up)
{
    struct observation set = setup_of(from_tool(set_request)), done = setup_of(from_tool(commit));

    cr_assert_eq(set.setup.act, ACT_SET);
    cr_assert(is_camera(set.setup.mac));
    cr_assert(is_address(set.setup.ip, "192.0.2.9"));
    cr_assert_eq(set.setup.mode, ADDRESS_STATIC);
    cr_assert_eq(set.setup.administrator, ADMINISTRATOR_UNKNOWN);
    cr_assert_not(set.setup.outside_subnet);
    cr_assert_eq(done.setup.act, ACT_COMMIT);
    cr_assert(is_camera(done.setup.mac));
}

Test(easyip, sees_that_a_camera_took_it)
{
    struct observation o = setup_of(from_camera(set_answer));

    cr_assert_eq(o.setup.act, ACT_ACK);
    cr_assert(is_camera(o.setup.mac));
    cr_assert(o.setup.checksum_ok);
    cr_assert_eq(o.setup.window, WINDOW_UNKNOWN);
    cr_assert_eq(o.setup.administrator, ADMINISTRATOR_UNKNOWN);
}

Test(easyip, says_no_device_of_a_set_request_or_its_answer)
{
    struct seen *set = from_tool(set_request), *answer = from_camera(set_answer);

    cr_assert_eq(seen_count(set, OBS_DEVICE), 0);
    cr_assert_eq(seen_count(answer, OBS_DEVICE), 0);
    seen_free(set);
    seen_free(answer);
}

Test(easyip, tells_recorders_from_cameras)
{
    struct observation o = device_of(from_camera(recorder));

    cr_assert(o.device.recorder);
    cr_assert_not(o.device.camera);
    cr_assert_str_eq(o.device.model.s, "WJ-TEST");
}

Test(easyip, compares_the_address_that_is_said_with_the_one_that_speaks)
{
    cr_assert_not(setup_of(from_camera(recorder)).setup.outside_subnet);
    cr_assert(setup_of(from_camera(auto_address)).setup.outside_subnet);
}

Test(easyip, passes_over_what_it_does_not_know_and_cuts_texts_at_their_nul)
{
    struct observation setup = setup_of(from_camera(auto_address));
    struct observation device = device_of(from_camera(auto_address));

    cr_assert_eq(setup.setup.mode, ADDRESS_AUTO);
    cr_assert_eq(setup.setup.administrator, ADMINISTRATOR_UNKNOWN);
    cr_assert_eq(setup.setup.web_port, 0, "its value was one byte");
    cr_assert_str_eq(device.device.title.s, "Hall.[0m");
}

Test(easyip, says_only_that_it_was_there_if_a_value_reaches_beyond_the_end)
{
    cr_assert_eq(only_discovery_of(from_camera(overrun)), ACT_RESPONSE);
}

Test(easyip, says_no_device_and_a_doubtful_setup_if_the_checksum_is_wrong)
{
    struct datagram d = datagram_of_hex(reply_open);
    d.b[d.n - 1] ^= 1;
    struct seen *seen = hear(&easyip_dissector, datagram_bytes(&d), 10669, 10669);

    cr_assert_eq(seen_count(seen, OBS_DEVICE), 0);
    cr_assert_not(setup_of(seen).setup.checksum_ok);
}

Test(easyip, takes_a_command_that_nobody_knows_and_says_nothing)
{
    struct seen *seen = heard(unknown_command, 10669, 10670);

    cr_assert_eq(seen->n, 0);
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 0);
    seen_free(seen);
}

Test(easyip, is_known_on_any_port)
{
    struct datagram d = datagram_of_hex(reply_open);
    struct turn turn = { true, datagram_bytes(&d) };
    const char *protocol = NULL;
    seen_free(talk_recognised(&turn, 1, TRANSPORT_UDP, &protocol));

    cr_assert_str_eq(protocol, "easyip");
}

Test(easyip, says_nothing_of_a_message_cut_short)
{
    struct datagram reply = datagram_of_hex(reply_open), question = datagram_of_hex(search);

    says_nothing_of_a_cut_datagram(&easyip_dissector, datagram_bytes(&reply), 10669, 10669);
    says_nothing_of_a_cut_datagram(&easyip_dissector, datagram_bytes(&question), 10669, 10670);
}

Test(easyip, rejects_what_is_not_its_own)
{
    static const size_t spoilt[] = { 1, 3, 24, 32 }; /* version, length, both ends of the magic */
    for (size_t i = 0; i < sizeof spoilt / sizeof spoilt[0]; i++) {
        struct datagram d = datagram_of_hex(search);
        d.b[spoilt[i]] ^= 0x40;
        struct seen *seen = hear(&easyip_dissector, datagram_bytes(&d), 10669, 10670);
        cr_assert_eq(seen->n, 0);
        cr_assert_neq(recognised(&easyip_dissector, datagram_bytes(&d), 10669, 10670, NULL), MINE);
        seen_free(seen);
    }
}
