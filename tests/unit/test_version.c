#include "rules/version.h"

#include <criterion/criterion.h>

static void expect(const char *version, const char *minimum, enum version_order wanted)
{
    cr_assert_eq(version_against(version, minimum), wanted, "%s against %s", version, minimum);
}

Test(version, compares_number_by_number)
{
    expect("3.9", "3.10", VERSION_OLDER);
    expect("3.10", "3.9", VERSION_ENOUGH);
    expect("3.67", "3.67", VERSION_ENOUGH);
    expect("2.9.9", "3.0.0", VERSION_OLDER);
    expect("10.0", "9.9", VERSION_ENOUGH);
}

Test(version, passes_over_leading_zeros)
{
    expect("02.0000", "2.0", VERSION_ENOUGH);
    expect("2.0", "02.0000", VERSION_ENOUGH);
    expect("02.0000", "2.04", VERSION_OLDER);
    expect("2.004", "2.4", VERSION_ENOUGH);
}

Test(version, takes_what_is_missing_for_zero)
{
    expect("3", "3.0.0", VERSION_ENOUGH);
    expect("3", "3.0.1", VERSION_OLDER);
    expect("3.0.1", "3", VERSION_ENOUGH);
}

Test(version, knows_what_other_makers_write)
{
    expect("V5.5.0build 170725", "5.6.3", VERSION_OLDER);
    expect("V5.7.3build 220112", "V5.7.3 build 211123", VERSION_ENOUGH);
    expect("V5.7.3build 200112", "V5.7.3 build 211123", VERSION_OLDER);
    expect("2.800.0000000.16.R", "2.800.0000000.18.R", VERSION_OLDER);
    expect("UVC.S2L.v4.23.8", "uvc.s2l.v4.23.10", VERSION_OLDER);
    expect("10.12.114_1", "10.12.114", VERSION_ENOUGH);
}

Test(version, says_so_where_words_differ)
{
    expect("3.67a", "3.67b", VERSION_UNCLEAR);
    expect("3.67", "3.67b", VERSION_UNCLEAR);
    expect("5.5 build 170725", "5.5.1", VERSION_UNCLEAR);
    expect("UVC.S2L.v4.23", "UVC.S5L.v4.23", VERSION_OLDER);
    expect("A1.2", "B1.2", VERSION_UNCLEAR);
    expect("unknown", "3.67", VERSION_UNCLEAR);
    expect("3.67", "latest", VERSION_UNCLEAR);
    expect("", "3.67", VERSION_UNCLEAR);
    expect("3.67", "", VERSION_UNCLEAR);
    expect("-", ".", VERSION_UNCLEAR);
}

Test(version, compares_numbers_of_any_length)
{
    expect("1.99999999999999999999998", "1.99999999999999999999999", VERSION_OLDER);
    expect("1.100000000000000000000000", "1.99999999999999999999999", VERSION_ENOUGH);
    expect("000", "0", VERSION_ENOUGH);
}
