#include <criterion/criterion.h>

#include "tests/support/quic_packet.h"

/* RFC 9001 appendix A.1 and A.3; RFC 9369 appendix A.1. */
static const char id[] = "8394c8f03e515708";
static const char server_1[] =
    "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780b"
    "b"
    "38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19f"
    "b"
    "84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee";
enum { NUMBER_AT = 18 };

static struct quic_keys keys_of(uint32_t version, bool from_client)
{
    struct quic_keys keys;
    struct datagram d = datagram_of_hex(id);
    cr_assert(quic_initial_keys(version, datagram_bytes(&d), from_client, &keys));
    return keys;
}

static void is(const uint8_t *b, size_t n, const char *hex)
{
    struct datagram d = datagram_of_hex(hex);
    cr_assert_eq(d.n, n);
    cr_assert_arr_eq(b, d.b, n);
}

Test(quic_initial, derives_the_keys_of_the_rfcs)
{
    struct quic_keys client = keys_of(1, true), server = keys_of(1, false);
    is(client.key, 16, "1f369613dd76d5467730efcbe3b1a22d");
    is(client.iv, 12, "fa044b2f42a3fd3b46fb255c");
    is(client.header, 16, "9f50449e04a0e810283a1e9933adedd2");
    is(server.key, 16, "cf3a5331653c364c88f0f379b6067e37");
    is(server.iv, 12, "0ac1493ca1905853b0bba03e");
    is(server.header, 16, "c206b8d9b9f0f37644430b490eeaa314");
    struct quic_keys second = keys_of(QUIC_VERSION_2, true);
    is(second.key, 16, "8b1a0bc121284290a29e0971b5cd045d");
    is(second.iv, 12, "91f73e2351d8fa91660e909f");
    is(second.header, 16, "45b95e15235d6f45a6b19cbcb0294ba9");
}

Test(quic_initial, opens_the_packet_of_the_rfc)
{
    struct quic_plain plain;
    struct quic_keys keys = keys_of(1, false);
    struct datagram d = datagram_of_hex(server_1);
    cr_assert(quic_open(&keys, datagram_bytes(&d), NUMBER_AT, &plain));
    cr_assert_eq(plain.n, 99);
    is(plain.b, 13, "0200000000 0600405a 02000056");
}

Test(quic_initial, opens_no_packet_that_was_changed_or_cut)
{
    struct quic_plain plain;
    struct quic_keys keys = keys_of(1, false), client = keys_of(1, true);
    struct datagram d = datagram_of_hex(server_1);
    cr_assert_not(quic_open(&client, datagram_bytes(&d), NUMBER_AT, &plain));
    for (size_t n = 0; n < d.n; n++) {
        cr_assert_not(quic_open(&keys, (struct bytes){ d.b, n }, NUMBER_AT, &plain));
        d.b[n] ^= 1;
        cr_assert_not(quic_open(&keys, datagram_bytes(&d), NUMBER_AT, &plain));
        d.b[n] ^= 1;
    }
}

Test(quic_initial, opens_no_packet_that_is_too_long)
{
    static uint8_t much[QUIC_INITIAL_MAX + 1];
    struct quic_plain plain;
    struct quic_keys keys = keys_of(1, false);
    cr_assert_not(quic_open(&keys, (struct bytes){ much, sizeof much }, NUMBER_AT, &plain));
}

Test(quic_initial, knows_the_keys_of_every_version)
{
    static const uint32_t versions[] = { 1,          QUIC_VERSION_2, 0xff000016,
                                         0xff000017, 0xff00001c,     0xff00001d,
                                         0xff000022, 0xfaceb001,     0xfaceb002 };
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct quic_plain plain;
        struct quic_keys keys = keys_of(versions[i], true);
        struct datagram d = { 0 };
        struct bytes frames = bytes_of_text("\x06\x05\x04mark");
        quic_seal(&d, &(struct quic_say){ versions[i], true, id, NULL, frames });
        cr_assert(quic_open(&keys, datagram_bytes(&d), NUMBER_AT, &plain));
        cr_assert_arr_eq(plain.b, "\x06\x05\x04mark", 7);
    }
}
