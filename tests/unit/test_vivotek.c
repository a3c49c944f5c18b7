#include "tests/support/maker.h"

#include <criterion/criterion.h>

static const char search[] = "01 4a5d8f1c";
static const char answer[] = "01 4a5d8f1c 01 04 4c6f6e67 02 06 020000000009 03 04 c0000209 04 50"
                             "09 06 495038313331";

extern const struct dissector vivotek_dissector;

Test(vivotek, sees_somebody_search)
{
    struct datagram d = datagram_of_hex(search);
    struct bytes b = datagram_bytes(&d);
    says_only_act(&vivotek_dissector, b, 50000, 10000, ACT_SEARCH);
    cr_assert_eq(recognised(&vivotek_dissector, b, 10000, 50000, NULL), NOT_MINE);
}

Test(vivotek, reads_what_a_device_says_of_itself)
{
    struct datagram d = datagram_of_hex(answer);
    struct bytes b = datagram_bytes(&d);
    struct seen *seen = hear_act(&vivotek_dissector, b, 10000, 50000, ACT_RESPONSE);
    const struct observation *o = the_device(seen, "Vivotek", "IP8131");
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
        rejects(&vivotek_dissector, datagram_bytes(&d), 10000, 10000);
    }
}
