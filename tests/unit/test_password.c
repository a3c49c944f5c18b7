#include <criterion/criterion.h>

#include "core/password.h"

static const struct password_default factory[] = { { "admin", "12345" }, { "", "9999" } };
static const struct password_defaults defaults = { .n = 2, .at = factory };

static struct password_weight weigh(const char *password, const char *user)
{
    return password_weigh(bytes_of_text(password), bytes_of_text(user), &defaults);
}

Test(password, counts_the_classes_of_rule_1)
{
    cr_assert_eq(weigh("abc", "").classes, 1);
    cr_assert_eq(weigh("abcABC", "").classes, 2);
    cr_assert_eq(weigh("abcABC1", "").classes, 3);
    cr_assert_eq(weigh("abcABC1!", "").classes, 4);
    cr_assert_eq(weigh("\xc3\xa4", "").classes, 1, "what is not ASCII is a symbol");
}

Test(password, sees_the_user_name_in_it_whatever_the_case)
{
    cr_assert(weigh("xxOperator1", "operator").contains_user);
    cr_assert_not(weigh("xxOperato1", "operator").contains_user);
    cr_assert_not(weigh("abc", "ab").contains_user, "too short a name to mean anything");
    cr_assert_not(weigh("abc", "").contains_user);
}

Test(password, knows_factory_passwords)
{
    cr_assert(weigh("12345", "Admin").is_default);
    cr_assert_not(weigh("12345", "operator").is_default);
    cr_assert(weigh("9999", "operator").is_default);
    cr_assert_not(password_weigh(bytes_of_text("12345"), bytes_of_text("admin"), NULL).is_default);
}

Test(password, tells_its_length_only_roughly)
{
    cr_assert_eq(weigh("123", "").length, 0);
    cr_assert_eq(weigh("1234567", "").length, 4);
    cr_assert_eq(weigh("12345678901234567890", "").length, 16);
    cr_assert(weigh("", "").empty);
    cr_assert(weigh("", "").seen);
}

/* ---- fingerprints ---- */

static uint32_t fingerprint(const char *password, const char *user, uint8_t key)
{
    const struct fingerprint_key k = { { key } };
    struct password_defaults d = defaults;
    d.key = &k;
    return password_weigh(bytes_of_text(password), bytes_of_text(user), &d).fingerprint;
}

Test(password, has_the_same_fingerprint_again_under_the_same_key_only)
{
    cr_assert_neq(fingerprint("Tree-47-Lamp", "admin", 1), 0);
    cr_assert_eq(fingerprint("Tree-47-Lamp", "admin", 1), fingerprint("Tree-47-Lamp", "root", 1));
    cr_assert_neq(fingerprint("Tree-47-Lamp", "admin", 1), fingerprint("Tree-47-Lamq", "admin", 1));
    cr_assert_neq(fingerprint("Tree-47-Lamp", "admin", 1), fingerprint("Tree-47-Lamp", "admin", 2));
}

Test(password, has_the_fingerprint_of_hmac_sha_256)
{
    /* printf %s Tree-47-Lamp | openssl dgst -sha256 -mac HMAC -macopt hexkey:01000...00 */
    static const uint8_t sum[] = { 0x91, 0x2d, 0xc9, 0x13 };
    uint32_t expected = 0;
    memcpy(&expected, sum, sizeof expected);
    cr_assert_eq(fingerprint("Tree-47-Lamp", "admin", 1), expected);
}

Test(password, has_no_fingerprint_unless_it_is_wanted_and_worth_one)
{
    cr_assert_eq(weigh("Tree-47-Lamp", "admin").fingerprint, 0);
    cr_assert_eq(fingerprint("", "admin", 1), 0);
    cr_assert_eq(fingerprint("12345", "admin", 1), 0, "a factory password is a fault of its own");
}

Test(password, is_held_against_the_least_length_byte_by_byte)
{
    struct password_defaults d = defaults;
    d.minimum = 9;
    cr_assert(password_weigh(bytes_of_text("12345678"), bytes_of_text(""), &d).too_short);
    cr_assert_not(password_weigh(bytes_of_text("123456789"), bytes_of_text(""), &d).too_short);
    cr_assert_not(weigh("1", "").too_short);
}
