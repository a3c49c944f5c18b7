#include <criterion/criterion.h>

#include "tests/support/datagram.h"

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
