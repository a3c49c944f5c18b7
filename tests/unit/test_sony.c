#include "tests/support/maker.h"

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

Test(sony, sees_somebody_search_or_set)
{
    static const struct {
        const char *said;
        enum act act;
    } said[] = {
        { search, ACT_SEARCH }, { search_all, ACT_SEARCH }, { set, ACT_SET }, { ack, ACT_ACK }
    };
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        struct bytes b = bytes_of_text(said[i].said);
        says_only_act(&sony_dissector, b, 52380, 52380, said[i].act);
    }
}

static struct seen *answered(const char *said)
{
    return hear_act(&sony_dissector, bytes_of_text(said), 52380, 52380, ACT_RESPONSE);
}

/* Of no make: others speak it too. */
Test(sony, reads_what_a_camera_says_of_itself)
{
    struct seen *seen = answered(answer);
    const struct observation *o = the_device(seen, "", "SRG-TEST");
    cr_assert_str_eq(o->device.firmware.s, "2.00");
    cr_assert_str_eq(o->device.title.s, "CAM1");
    seen_free(seen);
}

Test(sony, reads_the_answer_to_a_search_for_everything)
{
    struct seen *seen = answered(answer_all);
    cr_assert_str_eq(the_device(seen, "", "SNC-TEST")->device.serial.s, "0000009");
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
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        rejects(&sony_dissector, bytes_of_text(others[i]), 52380, 52380);
}
