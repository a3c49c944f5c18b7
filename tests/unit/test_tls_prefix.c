#include <criterion/criterion.h>

#include "dissectors/tls_prefix.h"
#include "tests/support/datagram.h"

#define RANDOM "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define RETRY  "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"

static const char tls_12[] = "02 00002a 0303" RANDOM "00 c02f 00 0000 0000";
static const char tls_13[] = "02 000456 0303" RANDOM "00 1301 00 042e 0033 0424 11ec 0420";
static const char retry[] = "02 000034 0303" RETRY "00 1302 00 000c 002b 0002 0304 0033 0002 001d";

static enum hello_found found(const char *hex, size_t n, struct tls_agreed *a)
{
    struct datagram d = datagram_of_hex(hex);
    return tls_read_prefix(bytes_first(datagram_bytes(&d), n), a);
}

Test(tls_prefix, reads_what_was_agreed)
{
    struct tls_agreed a;
    cr_assert_eq(found(tls_12, SIZE_MAX, &a), HELLO_TAKEN);
    cr_assert_eq(a.version, 0x0303);
    cr_assert_eq(a.cipher, 0xc02f);
    cr_assert_eq(found(retry, SIZE_MAX, &a), HELLO_TAKEN);
    cr_assert_eq(a.version, 0x0304);
    cr_assert_eq(a.cipher, 0x1302);
    cr_assert(a.retry);
}

Test(tls_prefix, needs_no_more_than_the_cipher)
{
    struct tls_agreed a;
    cr_assert_eq(found(tls_13, SIZE_MAX, &a), HELLO_TAKEN);
    cr_assert_eq(a.version, 0x0304);
    cr_assert_eq(a.cipher, 0x1301);
    cr_assert_eq(found(tls_13, 41, &a), HELLO_TAKEN);
    cr_assert_eq(a.version, 0x0304);
    for (size_t n = 0; n < 41; n++)
        cr_assert_eq(found(tls_13, n, &a), HELLO_WAIT);
}

Test(tls_prefix, passes_over_other_messages)
{
    struct tls_agreed a;
    cr_assert_eq(found("0b 000456 00", SIZE_MAX, &a), HELLO_NONE);
    cr_assert_eq(found("01", SIZE_MAX, &a), HELLO_NONE);
}
