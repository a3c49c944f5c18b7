#include <criterion/criterion.h>

#include "rules/known_passwords.h"

Test(known_passwords, are_known_since_they_were_taken_first)
{
    struct known_passwords k = { 0 };
    cr_assert_eq(known_passwords_take(&k, 7, 100), 100);
    cr_assert_eq(known_passwords_take(&k, 8, 200), 200);
    cr_assert_eq(known_passwords_take(&k, 7, 300), 100);
    cr_assert_eq(known_passwords_take(&k, 8, 400), 200);
}

Test(known_passwords, give_way_when_they_were_not_taken_for_longest)
{
    struct known_passwords k = { 0 };
    for (uint32_t fingerprint = 1; fingerprint <= KNOWN_PASSWORDS_MAX; fingerprint++)
        known_passwords_take(&k, fingerprint, fingerprint);
    known_passwords_take(&k, 1, 100);
    known_passwords_take(&k, 99, 200);
    cr_assert_eq(known_passwords_take(&k, 1, 300), 1);
    cr_assert_eq(known_passwords_take(&k, 3, 300), 3);
    cr_assert_eq(known_passwords_take(&k, 2, 300), 300);
}

Test(known_passwords, are_none_from_the_future)
{
    struct known_passwords k = { 0 };
    known_passwords_take(&k, 7, 500);
    cr_assert_eq(known_passwords_take(&k, 7, 100), 100, "a capture older than the one before");
}

Test(known_passwords, move_with_the_clock)
{
    struct known_passwords k = { 0 };
    known_passwords_take(&k, 7, 500);
    known_passwords_move(&k, -100);
    cr_assert_eq(known_passwords_take(&k, 7, 500), 400);
    cr_assert_eq(k.at[1].since_ns, 0);
}
