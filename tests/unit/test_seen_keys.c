#include "dissectors/seen_keys.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/srtp_camera.h"

static const uint8_t one[SRTP_KEY_MAX] = { 1 }, two[SRTP_KEY_MAX] = { 2 };

static struct seen_keys *keys;

static void begin(void)
{
    keys = calloc(1, sizeof *keys);
    cr_assert_not_null(keys);
}

static void end(void)
{
    seen_keys_end(keys);
    free(keys);
}

TestSuite(seen_keys, .init = begin, .fini = end);

static bool keep(uint8_t from, uint8_t to, const uint8_t *key)
{
    struct packet p = packet_between(from, to, 554);
    return seen_keys_keep(keys, &p, SRTP_AES_128_SHA1_80, key);
}

Test(seen_keys, are_kept_once_for_both_directions)
{
    cr_assert(keep(99, 10, one));
    cr_assert_not(keep(99, 10, one));
    cr_assert_not(keep(10, 99, one));
    cr_assert(keep(10, 98, one), "of another conversation");
    struct packet media = packet_between(10, 99, 6000);
    cr_assert(seen_keys_have(keys, &media));
    media = packet_between(10, 97, 6000);
    cr_assert_not(seen_keys_have(keys, &media));
}

Test(seen_keys, come_the_last_one_first)
{
    (void)keep(99, 10, one);
    (void)keep(98, 10, one);
    (void)keep(10, 99, two);
    struct packet media = packet_between(10, 99, 6000);
    size_t i = 0;
    cr_assert_eq(seen_keys_next(keys, &media, &i)->key[0], 2);
    cr_assert_eq(seen_keys_next(keys, &media, &i)->key[0], 1);
    cr_assert_null(seen_keys_next(keys, &media, &i));
    cr_assert_null(seen_keys_next(keys, &media, &i));
}

Test(seen_keys, give_way_to_later_ones_the_oldest_first)
{
    (void)keep(99, 10, one);
    for (size_t i = 0; i < SEEN_KEYS_MAX - 1; i++)
        (void)keep(98, (uint8_t)i, two);
    struct packet media = packet_between(10, 99, 6000);
    cr_assert(seen_keys_have(keys, &media));
    (void)keep(97, 1, two);
    cr_assert_not(seen_keys_have(keys, &media));
}

Test(seen_keys, are_wiped_at_the_end)
{
    (void)keep(99, 10, two);
    seen_keys_end(keys);
    cr_assert_null(memmem(keys->at, sizeof keys->at, "\2", 1));
}
