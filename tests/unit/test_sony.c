#include "tests/support/datagram.h"

#include <criterion/criterion.h>

/* Octal, because a hexadecimal escape would swallow the letters after it. */
#define E "\377"

static const char search[] = "\2ENQ:network" E "\3";
static const char search_all[] = "\2ENQ:allinfo" E "\3";
static const char answer[] =
    "\2MAC:02-00-00-00-00-09" E "MODEL:SRG-TEST" E "SOFTVERSION:2.00" E "IPADR:192.0.2.9" E
    "MASK:255.255.255.0" E "GATEWAY:192.0.2.1" E "NAME:CAM1" E "WRITE:on" E "\3";
static const char answer_all[] =
    "\2MODEL:SNC-TEST" E "SERIAL:0000009" E "MAC:02-00-00-00-00-09" E "IPADR:192.0.2.9" E "\3";
static const char set[] = "\2SETMAC:02-00-00-00-00-09" E "IPADR:192.0.2.10" E "\3";
static const char ack[] = "\2ACK:02-00-00-00-00-09" E "\3";

extern const struct dissector sony_dissector;

static struct seen *heard(const char *said, enum act act)
{
    struct bytes b = bytes_of_text(said);
    cr_assert_eq(recognised(&sony_dissector, b, 52380, 52380, NULL), MINE);
    struct seen *seen = hear(&sony_dissector, b, 52380, 52380);
    cr_assert_eq(seen->o[0].kind, OBS_DISCOVERY);
    cr_assert_str_eq(seen->o[0].protocol, "sony");
    cr_assert_eq(seen->o[0].discovery.act, act);
    cr_assert_eq(seen->o[0].from_client, act == ACT_SEARCH || act == ACT_SET);
    return seen;
}

Test(sony, sees_somebody_search_or_set)
{
    static const struct {
        const char *said;
        enum act act;
    } said[] = {
        { search, ACT_SEARCH }, { search_all, ACT_SEARCH }, { set, ACT_SET }, { ack, ACT_ACK }
    };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        struct seen *seen = heard(said[i].said, said[i].act);
        cr_assert_eq(seen->n, 1);
        seen_free(seen);
    }
}

Test(sony, reads_what_a_camera_says_of_itself)
{
    static const struct mac mac = { { 2, 0, 0, 0, 0, 9 } };
    struct seen *seen = heard(answer, ACT_RESPONSE);
    const struct observation *o = seen_first(seen, OBS_DEVICE);
    char s[IP_TEXT_MAX];

    cr_assert(mac_equal(&o->device.mac, &mac));
    cr_assert_str_eq(ip_text(&o->device.ip, s), "192.0.2.9");
    cr_assert_str_eq(o->device.make.s, "", "others speak it too");
    cr_assert_str_eq(o->device.model.s, "SRG-TEST");
    cr_assert_str_eq(o->device.firmware.s, "2.00");
    cr_assert_str_eq(o->device.title.s, "CAM1");
    seen_free(seen);
}

Test(sony, reads_the_answer_to_a_search_for_everything)
{
    struct seen *seen = heard(answer_all, ACT_RESPONSE);
    const struct observation *o = seen_first(seen, OBS_DEVICE);
    cr_assert_str_eq(o->device.model.s, "SNC-TEST");
    cr_assert_str_eq(o->device.serial.s, "0000009");
    cr_assert(mac_known(&o->device.mac));
    seen_free(seen);
}

Test(sony, says_nothing_of_a_message_cut_short)
{
    says_nothing_of_a_cut_datagram(&sony_dissector, bytes_of_text(answer), 52380, 52380);
    says_nothing_of_a_cut_datagram(&sony_dissector, bytes_of_text(search), 52380, 52380);
}

Test(sony, rejects_what_is_not_its_own)
{
    static const char *const others[] = {
        "",
        "\2\3",
        "\2" E "\3",
        "\2ENQ:" E "\3",
        "\2ENQ:other" E "\3",
        "\2ENQ:network\3",
        "\2ENQ" E "\3",
        "\2:network" E "\3",
        "\2ACK:" E "\3",
        "\2SETMAC:nobody" E "\3",
        "\2MAC:02-00-00-00-00-09" E "\3",
        "\2MODEL:SRG-TEST" E "\3",
        "\2MAC:02-00-00-00-00-09" E "MODEL:SRG\r" E "\3",
        "\2MAC:02-00-00-00-00-09" E "MODEL:SRG-TEST" E "x" E "\3",
        "ENQ:network",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct bytes b = bytes_of_text(others[i]);
        struct seen *seen = hear(&sony_dissector, b, 52380, 52380);
        cr_assert_eq(recognised(&sony_dissector, b, 52380, 52380, NULL), NOT_MINE, "%zu", i);
        cr_assert_eq(seen->n, 0);
        seen_free(seen);
    }
}
