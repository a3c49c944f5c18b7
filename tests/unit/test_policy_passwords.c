#include <criterion/criterion.h>

#include "rules/policy.h"

static bool is_default(const char *user, const char *password)
{
    struct policy *p = policy_default();
    struct password_weight w =
        password_weigh(bytes_of_text(password), bytes_of_text(user), policy_passwords(p));
    policy_free(p);
    return w.is_default;
}

Test(policy_passwords, know_the_factory_logins_of_the_makers)
{
    cr_assert(is_default("admin", "12345"), "Hikvision, Panasonic");
    cr_assert(is_default("root", "pass"), "Axis");
    cr_assert(is_default("admin", "4321"), "Hanwha");
    cr_assert(is_default("live", ""), "Bosch");
    cr_assert(is_default("anybody", "1234"), "Panasonic");
    cr_assert_not(is_default("admin", "Tree-47-Lamp"));
    cr_assert_not(is_default("somebody", ""));
}
