#include "tests/support/maker.h"

#include <criterion/criterion.h>

#define MAC_AND_IP "02 000a 020000000009 c0000209"
#define UVC        "15 0006 555643204733" /* UVC G3 */
#define AP         "0c 0003 553650"       /* U6P */
#define FIRMWARE   "03 0004 55564331"
#define NAME       "0b 0004 446f6f72" /* Door */

static const char search_1[] = "01000000";
static const char search_2[] = "02080000";
static const char camera[] = "0206 0024" MAC_AND_IP FIRMWARE NAME UVC;
static const char radio[] = "0100 001d"
                            "01 0006 02000000000a" AP FIRMWARE NAME;

extern const struct dissector ubiquiti_dissector;

static void searches(const char *digits)
{
    struct datagram d = datagram_of_hex(digits);
    struct bytes b = datagram_bytes(&d);
    says_only_act(&ubiquiti_dissector, b, 50000, 10001, ACT_SEARCH);
    cr_assert_eq(recognised(&ubiquiti_dissector, b, 10001, 50000, NULL), NOT_MINE);
}

Test(ubiquiti, sees_somebody_search)
{
    searches(search_1);
    searches(search_2);
}

static struct seen *heard(const char *digits)
{
    struct datagram d = datagram_of_hex(digits);
    struct bytes b = datagram_bytes(&d);
    struct seen *seen = hear_act(&ubiquiti_dissector, b, 10001, 10001, ACT_RESPONSE);
    cr_assert_eq(seen->n, 2);
    return seen;
}

Test(ubiquiti, knows_a_camera)
{
    struct seen *seen = heard(camera);
    const struct observation *o = the_device(seen, "Ubiquiti", "UVC G3");
    cr_assert(o->device.camera);
    cr_assert_str_eq(o->device.firmware.s, "UVC1");
    cr_assert_str_eq(o->device.title.s, "Door");
    seen_free(seen);
}

Test(ubiquiti, takes_an_access_point_for_no_camera)
{
    struct seen *seen = heard(radio);
    cr_assert_not(seen_first(seen, OBS_DEVICE)->device.camera);
    cr_assert_str_eq(seen_first(seen, OBS_DEVICE)->device.model.s, "U6P");
    seen_free(seen);
}

Test(ubiquiti, says_nothing_of_a_message_cut_short)
{
    struct datagram d = datagram_of_hex(camera);
    says_nothing_of_a_cut_datagram(&ubiquiti_dissector, datagram_bytes(&d), 10001, 10001);
}

Test(ubiquiti, rejects_what_is_not_its_own)
{
    static const char *const others[] = {
        "01010000",
        "02060000",
        "0100 000d" MAC_AND_IP, /* says neither model nor firmware */
        "0106 0024" MAC_AND_IP FIRMWARE NAME UVC,
        "0206 0017" FIRMWARE NAME UVC, /* no MAC address */
        "0206 0008"
        "0b 0006 446f6f7201", /* reaches beyond the end */
        "0206 0025" MAC_AND_IP FIRMWARE NAME UVC,
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct datagram d = datagram_of_hex(others[i]);
        rejects(&ubiquiti_dissector, datagram_bytes(&d), 10001, 10001);
    }
}
