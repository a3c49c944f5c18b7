#include "tests/support/datagram.h"

#include <criterion/criterion.h>

static const char search[] = "01 4a5d8f1c";
static const char answer[] = "01 4a5d8f1c 01 04 4c6f6e67 02 06 020000000009 03 04 c0000209 04 50"
                             "09 06 495038313331";

extern const struct dissector vivotek_dissector;

Test(vivotek, sees_somebody_search)
{
    struct datagram d = datagram_of_hex(search);
    struct bytes b = datagram_bytes(&d);
    cr_assert_eq(recognised(&vivotek_dissector, b, 50000, 10000, NULL), MINE);
    cr_assert_eq(recognised(&vivotek_dissector, b, 10000, 50000, NULL), NOT_MINE);
    struct seen *seen = hear(&vivotek_dissector, b, 50000, 10000);

    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].discovery.act, ACT_SEARCH);
    cr_assert_str_eq(seen->o[0].protocol, "vivotek");
    seen_free(seen);
}

Test(vivotek, reads_what_a_device_says_of_itself)
{
    static const struct mac mac = { { 2, 0, 0, 0, 0, 9 } };
    struct datagram d = datagram_of_hex(answer);
    cr_assert_eq(recognised(&vivotek_dissector, datagram_bytes(&d), 10000, 50000, NULL), MINE);
    struct seen *seen = hear(&vivotek_dissector, datagram_bytes(&d), 10000, 50000);
    const struct observation *o = seen_first(seen, OBS_DEVICE);
    char s[IP_TEXT_MAX];

    cr_assert_eq(seen->o[0].discovery.act, ACT_RESPONSE);
    cr_assert_not(seen->o[0].from_client);
    cr_assert(mac_equal(&o->device.mac, &mac));
    cr_assert_str_eq(ip_text(&o->device.ip, s), "192.0.2.9");
    cr_assert_str_eq(o->device.make.s, "Vivotek");
    cr_assert_str_eq(o->device.model.s, "IP8131");
    cr_assert_not(o->device.camera, "it may be a recorder");
    seen_free(seen);
}

Test(vivotek, says_nothing_of_a_message_cut_short)
{
    static const char addresses[] = "01 4a5d8f1c 02 06 020000000009 03 04 c0000209";
    struct datagram d = datagram_of_hex(addresses);
    says_nothing_of_a_cut_datagram(&vivotek_dissector, datagram_bytes(&d), 10000, 50000);
}

Test(vivotek, rejects_what_is_not_its_own)
{
    static const char *const others[] = {
        "01 4a5d8f1d",
        "01 4a5d8f1c 02 06 020000000009",
        "01 4a5d8f1c 02 06 000000000000 03 04 c0000209",
        "01 4a5d8f1c 02 06 020000000009 03 04 c0000209 00 00",
        "01 4a5d8f1c 02 06 020000000009 03 04 c0000209 05 09 00",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct datagram d = datagram_of_hex(others[i]);
        struct bytes b = datagram_bytes(&d);
        struct seen *seen = hear(&vivotek_dissector, b, 10000, 10000);
        cr_assert_eq(recognised(&vivotek_dissector, b, 10000, 10000, NULL), NOT_MINE, "%zu", i);
        cr_assert_eq(seen->n, 0);
        seen_free(seen);
    }
}
