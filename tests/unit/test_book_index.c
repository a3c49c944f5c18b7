#include "rules/book_index.h"

#include <criterion/criterion.h>

Test(book_index, finds_each_of_many_and_none_that_was_dropped)
{
    struct counters counters = { 0 };
    struct policy *policy = policy_default();
    struct camera_book *b = book_new(policy, &counters);
    cr_assert_not_null(b);
    struct address a = { .vlan = 3 };
    for (uint32_t place = 0; place < 1000; place++) {
        a.ip = ip_from_v4((uint8_t[]){ 10, 0, (uint8_t)(place >> 8), (uint8_t)place });
        book_add_address(b, place, &a);
    }
    a.ip = ip_from_v4((uint8_t[]){ 10, 0, 2, 1 });
    uint32_t which = book_find_address(b, &a.ip, 3);
    cr_assert_eq(which / ADDRESSES_MAX, 513);
    cr_assert_eq(book_find_address(b, &a.ip, 0), nobody);
    cr_assert_eq(book_address(b, which)->vlan, 3);
    book_drop_address(b, which);
    cr_assert_eq(book_find_address(b, &a.ip, 3), nobody);
    book_free(b);
    policy_free(policy);
}

Test(book_index, finds_a_mac_until_it_is_dropped)
{
    struct counters counters = { 0 };
    struct policy *policy = policy_default();
    struct camera_book *b = book_new(policy, &counters);
    cr_assert_not_null(b);
    struct mac mac = { { 0xac, 0xcc, 0x8e, 0, 0, 1 } };
    book_prove_mac(b, 5, &mac);
    cr_assert_eq(book_find_mac(b, &mac), 5);
    cr_assert_str_eq(book_at(b, 5)->name.make.s, "Axis");
    book_drop_mac(b, 5);
    cr_assert_eq(book_find_mac(b, &mac), nobody);
    book_free(b);
    policy_free(policy);
}
