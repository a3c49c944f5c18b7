#include <criterion/criterion.h>

#include "rules/policy.h"
#include "tests/support/policies.h"

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
    cr_assert(is_default("admin", "meinsm"), "Mobotix");
    cr_assert(is_default("root", "xc3511"), "Telnet of Xiongmai's");
    cr_assert(is_default("anybody", "1234"), "Panasonic");
    cr_assert_not(is_default("admin", "Tree-47-Lamp"));
    cr_assert_not(is_default("somebody", ""));
}

Test(policy_passwords, say_how_passwords_are_weighed)
{
    struct policy *p = policy_default();
    cr_assert_eq(policy_passwords(p)->minimum, 0);
    cr_assert_null(policy_passwords(p)->key, "no fingerprints unless they are asked for");
    cr_assert_eq(policy_password_age(p), 0);
    policy_free(p);
    p = good_policy("passwords: {minimum_length: 12, fingerprints: on, max_age: 48h}\n");
    cr_assert_eq(policy_passwords(p)->minimum, 12);
    cr_assert_not_null(policy_passwords(p)->key);
    cr_assert_gt(policy_passwords(p)->n, 10, "beside the built-in list");
    cr_assert_eq(policy_password_age(p), 172800000000000);
    policy_free(p);
    p = good_policy("passwords: {fingerprints: off, max_age: 48h}\n");
    cr_assert_eq(policy_password_age(p), 0, "without fingerprints no age is known");
    policy_free(p);
}
