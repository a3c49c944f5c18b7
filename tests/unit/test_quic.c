#include <criterion/criterion.h>

#include "tests/support/quic_packet.h"

extern const struct dissector quic_dissector;

/* Headers of RFC 9000 section 17.2: Initial (with a token of two bytes), then Handshake. */
static const char initial[] = "c0 00000001 04 01020304 02 0506 02 aaaa 4004 00000000";
static const char handshake[] = "c0 00000001 02 0506 04 01020304 00 05 0000000000"
                                "e0 00000001 02 0506 04 01020304 03 000000";
static const char early[] = "c0 00000001 02 0506 00 00 01 00"
                            "d0 00000001 02 0506 00 04 00000000";
static const char version_2[] = "d0 6b3343cf 02 0506 00 00 05 0000000000"
                                "f0 6b3343cf 02 0506 00 03 000000";
static const char draft[] = "e0 ff00001d 02 0506 04 01020304 03 000000";
static const char retry[] = "f0 00000001 02 0506 04 01020304 00112233445566778899aabbccddeeff";
static const char data[] = "40 0506 00000000000000";

static size_t facts(const char *hex)
{
    struct datagram datagram = datagram_of_hex(hex);
    struct seen *seen = hear(&quic_dissector, datagram_bytes(&datagram), 443, 40000);
    size_t n = seen->n;
    for (size_t i = 0; i < n; i++) {
        cr_assert_eq(seen->o[i].kind, OBS_TLS);
        cr_assert_str_eq(seen->o[i].protocol, "quic");
        cr_assert_eq(seen->o[i].tls.version, 0x0304);
        cr_assert_not(seen->o[i].tls.guessed);
    }
    seen_free(seen);
    return n;
}

Test(quic, says_that_keys_were_agreed)
{
    cr_assert_eq(facts(handshake), 1);
    cr_assert_eq(facts(version_2), 1);
    cr_assert_eq(facts(draft), 1);
    cr_assert_eq(facts("a0 00000001 02 0506 00 03 000000"), 1); /* RFC 9287 */
}

Test(quic, says_nothing_before_they_were)
{
    cr_assert_eq(facts(initial), 0);
    cr_assert_eq(facts(early), 0);
    cr_assert_eq(facts(retry), 0);
    cr_assert_eq(facts(data), 0);
}

static enum recognition asked(const char *hex)
{
    struct datagram datagram = datagram_of_hex(hex);
    return recognised(&quic_dissector, datagram_bytes(&datagram), 40000, 443, NULL);
}

Test(quic, is_recognised)
{
    cr_assert_eq(asked(initial), MINE);
    cr_assert_eq(asked(handshake), MINE);
    cr_assert_eq(asked(retry), MINE);
}

Test(quic, rejects_what_is_not_its_own)
{
    cr_assert_eq(asked("80 60 0001 00000001 00000001 00000000"), NOT_MINE); /* RTP */
    cr_assert_eq(asked("80 00000001 04 01020304 02 0506 00 01 00"), NOT_MINE);
    cr_assert_eq(asked("c0 00000000 04 01020304 02 0506 00000001"), NOT_MINE); /* negotiation */
    cr_assert_eq(asked("c0 00000001 15 01020304 02 0506 00 01 00"), NOT_MINE);
    cr_assert_eq(asked("c0 00000001 04 01020304 02 0506 00 4400 00"), NOT_MINE);
    cr_assert_eq(facts("80 60 0001 00000001 00000001 00000000"), 0);
}

Test(quic, says_nothing_of_a_cut_datagram)
{
    struct datagram datagram = datagram_of_hex(draft);
    says_nothing_of_a_cut_datagram(&quic_dissector, datagram_bytes(&datagram), 443, 40000);
}

/* ---- what Initial packets carry ---- */

static const char id[] = "8394c8f03e515708";
static const char id_after_retry[] = "f067a5502a4262b5";
static const char id_of_server[] = "5502a4262b";

/* A client's hello that asks for cam.example.net, and a server's. */
#define RANDOM "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
static const char client_hello[] = "01 000043 0303" RANDOM "00 0002 1301 01 00 0018"
                                   "0000 0014 0012 00 000f 63616d2e6578616d706c652e6e6574";
static const char server_hello[] = "02 00002e 0303" RANDOM "00 1302 00 0006 002b 0002 0304";
static const char hello_retry[] = "02 00002e 0303"
                                  "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
                                  "00 1303 00 0006 002b 0002 0304";

/* A CRYPTO frame with the n bytes from `at` on. */
static void put_crypto(struct datagram *frames, const char *hex, size_t at, size_t n)
{
    struct datagram all = datagram_of_hex(hex);
    n = n < all.n - at ? n : all.n - at;
    frames->b[frames->n++] = 0x06;
    frames->b[frames->n++] = 0x40;
    frames->b[frames->n++] = (uint8_t)at;
    frames->b[frames->n++] = 0x40;
    frames->b[frames->n++] = (uint8_t)n;
    memcpy(frames->b + frames->n, all.b + at, n);
    frames->n += n;
}

static void put_hex(struct datagram *frames, const char *hex)
{
    struct datagram d = datagram_of_hex(hex);
    memcpy(frames->b + frames->n, d.b, d.n);
    frames->n += d.n;
}

static void put_packet(struct datagram *to, uint32_t version, bool from_client, const char *key_id,
                       const char *to_id, const struct datagram *frames)
{
    quic_seal(to,
              &(struct quic_say){ version, from_client, key_id, to_id, datagram_bytes(frames) });
}

static struct datagram client_says(uint32_t version, const char *key_id)
{
    struct datagram frames = { 0 }, d = { 0 };
    put_crypto(&frames, client_hello, 0, SIZE_MAX);
    put_packet(&d, version, true, key_id, NULL, &frames);
    return d;
}

static struct datagram server_says(uint32_t version, const char *key_id, const char *hello)
{
    struct datagram frames = { 0 }, d = { 0 };
    put_hex(&frames, "02 00 00 00 00");
    put_crypto(&frames, hello, 0, SIZE_MAX);
    put_packet(&d, version, false, key_id, "", &frames);
    return d;
}

static void says(const struct turn *turns, size_t n, uint16_t cipher, const char *name)
{
    struct seen *seen = talk(&quic_dissector, turns, n, SIZE_MAX);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_TLS);
    cr_assert_eq(seen->o[0].tls.version, 0x0304);
    cr_assert_eq(seen->o[0].tls.cipher, cipher);
    cr_assert_str_eq(seen->o[0].tls.server_name.s, name);
    cr_assert_not(seen->o[0].from_client);
    cr_assert_eq(seen->o[0].server.port, 9999);
    seen_free(seen);
}

#define TURN(by_client, d) \
    {                      \
        by_client,         \
        {                  \
            (d).b, (d).n   \
        }                  \
    }

Test(quic, says_what_the_hellos_agreed_on)
{
    static const uint32_t versions[] = { 1, QUIC_VERSION_2, 0xff00001d, 0xff00001b, 0xfaceb001 };
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct datagram c = client_says(versions[i], id);
        struct datagram s = server_says(versions[i], id, server_hello);
        says((struct turn[]){ TURN(true, c), TURN(false, s) }, 2, 0x1302, "cam.example.net");
    }
}

Test(quic, lets_the_server_choose_another_version)
{
    struct datagram c = client_says(1, id);
    struct datagram s = server_says(QUIC_VERSION_2, id, server_hello);
    says((struct turn[]){ TURN(true, c), TURN(false, s) }, 2, 0x1302, "cam.example.net");
}

Test(quic, puts_a_hello_together)
{
    struct datagram c1 = { 0 }, c2 = { 0 }, s1 = { 0 }, s2 = { 0 }, frames = { 0 };
    put_crypto(&frames, client_hello, 50, 30);
    put_hex(&frames, "01 00 00");
    put_crypto(&frames, client_hello, 0, 20);
    put_packet(&c1, 1, true, id, NULL, &frames);
    frames.n = 0;
    put_crypto(&frames, client_hello, 20, 30);
    put_packet(&c2, 1, true, id, id_of_server, &frames);
    frames.n = 0;
    put_crypto(&frames, server_hello, 10, SIZE_MAX);
    put_packet(&s1, 1, false, id, "", &frames);
    frames.n = 0;
    put_hex(&frames, "03 00 00 01 00 00 00 00 00 00");
    put_crypto(&frames, server_hello, 0, 10);
    put_packet(&s2, 1, false, id, "", &frames);
    says((struct turn[]){ TURN(true, c1), TURN(false, s1), TURN(true, c2), TURN(false, s2) }, 4,
         0x1302, "cam.example.net");
}

Test(quic, follows_a_retry)
{
    struct datagram c1 = client_says(1, id), r = datagram_of_hex(retry);
    struct datagram c2 = client_says(1, id_after_retry);
    struct datagram s = server_says(1, id_after_retry, server_hello);
    says((struct turn[]){ TURN(true, c1), TURN(false, r), TURN(true, c2), TURN(false, s) }, 4,
         0x1302, "cam.example.net");
}

Test(quic, takes_a_hello_retry_request_for_what_it_binds)
{
    struct datagram c = client_says(1, id), s = server_says(1, id, hello_retry);
    says((struct turn[]){ TURN(true, c), TURN(false, s) }, 2, 0x1303, "cam.example.net");
}

Test(quic, says_it_once_though_a_handshake_packet_is_in_the_same_datagram)
{
    struct datagram c = client_says(1, id), s = server_says(1, id, server_hello);
    put_hex(&s, draft);
    says((struct turn[]){ TURN(true, c), TURN(false, s) }, 2, 0x1302, "cam.example.net");
}

Test(quic, knows_the_client_by_its_keys)
{
    struct datagram c = client_says(1, id);
    struct dissection d = { .in = cursor_over(datagram_bytes(&c)), .from_client = false };
    uint8_t state[STATE_MAX] = { 0 };
    d.state = state;
    cr_assert_eq(quic_dissector.dissect(&d), DISSECT_DONE);
    cr_assert(d.is_client);
    cr_assert_not(d.is_server);
}

Test(quic, says_nothing_of_packets_that_do_not_open)
{
    struct datagram c = client_says(1, id), s = server_says(1, id, server_hello);
    s.b[s.n - 1] ^= 1;
    struct turn turns[] = { TURN(true, c), TURN(false, s) };
    struct seen *seen = talk(&quic_dissector, turns, 2, SIZE_MAX);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(quic, stops_opening_packets_at_some_time)
{
    struct datagram c = client_says(1, id), bad = server_says(1, id, server_hello);
    struct datagram s = bad;
    bad.b[bad.n - 1] ^= 1;
    struct turn turns[12] = { TURN(true, c) };
    for (size_t i = 1; i < 11; i++)
        turns[i] = (struct turn)TURN(false, bad);
    turns[11] = (struct turn)TURN(false, s);
    struct seen *seen = talk(&quic_dissector, turns, 12, SIZE_MAX);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

/* What is inside a seal is the sender's own: a stranger can seal anything. */
Test(quic, survives_any_frames)
{
    uint32_t random = 1;
    for (int i = 0; i < 3000; i++) {
        struct datagram c = { 0 }, s = { 0 }, frames = { .n = 60 };
        for (size_t k = 0; k < frames.n; k++) {
            random = random * 1664525 + 1013904223;
            uint8_t b = (uint8_t)(random >> 24);
            frames.b[k] = (random >> 8 & 3) != 0 ? b & 7 : b;
        }
        put_packet(&c, 1, true, id, NULL, &frames);
        put_packet(&s, 1, false, id, "", &frames);
        struct turn turns[] = { TURN(true, c), TURN(false, s) };
        struct seen *seen = talk(&quic_dissector, turns, 2, SIZE_MAX);
        cr_assert_eq(seen->n, 0);
        seen_free(seen);
    }
}
