#include "dissectors/maker.h"

#include <criterion/criterion.h>

Test(maker, takes_what_is_said_first)
{
    struct maker_message m = maker_message("Maker");
    maker_say(&m, MEANS_MODEL, bytes_of_text(" One "));
    maker_say(&m, MEANS_MODEL, bytes_of_text("Two"));
    maker_say(&m, MEANS_MAC, bytes_of_text("02-00-00-00-00-01"));
    maker_say(&m, MEANS_MAC, bytes_of_text("02-00-00-00-00-02"));

    cr_assert_str_eq(m.device.device.make.s, "Maker");
    cr_assert_str_eq(m.device.device.model.s, "One");
    cr_assert_eq(m.device.device.mac.b[5], 1);
}

Test(maker, passes_over_addresses_that_cannot_be_read)
{
    static const struct ip none = { { 0 } };
    static const char *const bad[] = { "",    "0.0.0.0", "255.255.255.255",    "239.255.255.250",
                                       "::1", "192.0.2", "192.0.2.9 and more", "fe80::1" };
    struct maker_message m = maker_message("");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        maker_say(&m, MEANS_IP, bytes_of_text(bad[i]));
        maker_say(&m, MEANS_MAC, bytes_of_text(bad[i]));
        cr_assert(ip_equal(&m.device.device.ip, &none), "%s", bad[i]);
        cr_assert_not(maker_has_mac(&m), "%s", bad[i]);
    }
}

Test(maker, ends_padded_texts_at_their_first_nul)
{
    static const uint8_t padded[] = { 'a', 'b', 0, 'c' };
    cr_assert_eq(maker_unpad((struct bytes){ padded, 4 }).n, 2);
    cr_assert_eq(maker_unpad((struct bytes){ padded, 2 }).n, 2);
    cr_assert_eq(maker_unpad((struct bytes){ NULL, 0 }).n, 0);
}
