#include <criterion/criterion.h>

#include "core/password.h"

static const struct password_default factory[] = { { "admin", "12345" }, { "", "9999" } };
static const struct password_defaults defaults = { 2, factory };

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
