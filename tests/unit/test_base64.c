#include <criterion/criterion.h>

#include "core/base64.h"

static bool decodes_to(const char *in, const char *out)
{
    uint8_t room[64];
    size_t n = 0;
    return base64_decode(bytes_of_text(in), room, sizeof room, &n) &&
           bytes_equal((struct bytes){ room, n }, bytes_of_text(out));
}

Test(base64, decodes_the_examples_of_rfc_4648)
{
    cr_assert(decodes_to("", ""));
    cr_assert(decodes_to("Zg==", "f"));
    cr_assert(decodes_to("Zm8=", "fo"));
    cr_assert(decodes_to("Zm9v", "foo"));
    cr_assert(decodes_to("Zm9vYg==", "foob"));
    cr_assert(decodes_to("Zm9vYmE=", "fooba"));
    cr_assert(decodes_to("Zm9vYmFy", "foobar"));
}

Test(base64, knows_the_whole_alphabet)
{
    static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t room[48];
    size_t n = 0;
    cr_assert(base64_decode(bytes_of_text(all), room, sizeof room, &n));
    cr_assert_eq(n, 48);
    cr_assert_eq(room[0], 0x00);
    cr_assert_eq(room[1], 0x10);
    cr_assert_eq(room[47], 0xbf);
}

Test(base64, does_without_its_padding)
{
    cr_assert(decodes_to("Zm9vYg", "foob"));
    cr_assert(decodes_to("Zm9vYg====", "foob"));
}

Test(base64, refuses_what_is_not_of_the_alphabet)
{
    uint8_t room[64];
    size_t n = 7;
    cr_assert_not(base64_decode(bytes_of_text("Zm9v YmFy"), room, sizeof room, &n));
    cr_assert_eq(n, 0);
    cr_assert_not(base64_decode(bytes_of_text("Zm9-"), room, sizeof room, &n));
    cr_assert_not(base64_decode(bytes_of_text("Z=9v"), room, sizeof room, &n));
    cr_assert_not(base64_decode(bytes_of_text("Zm9vY"), room, sizeof room, &n));
}

Test(base64, leaves_nothing_behind_when_there_is_no_room)
{
    uint8_t room[6];
    size_t n = 0;
    cr_assert(base64_decode(bytes_of_text("Zm9vYmFy"), room, 6, &n));
    cr_assert_not(base64_decode(bytes_of_text("Zm9vYmFy"), room, 5, &n));
    for (size_t i = 0; i < 5; i++)
        cr_assert_eq(room[i], 0);
}
