#include "dissectors/rtp_header.h"

#include <criterion/criterion.h>

#define BYTES(text) ((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

Test(rtp_header, is_read)
{
    static const char packet[] = "\x80\xe0\1\2\0\0\0\3\0\0\0\7payload";
    struct rtp_header h;
    cr_assert(rtp_header_read(BYTES(packet), sizeof packet - 1 + 100, &h));
    cr_assert(h.marker);
    cr_assert_eq(h.payload_type, 96);
    cr_assert_eq(h.seq, 0x102);
    cr_assert_eq(h.timestamp, 3);
    cr_assert_eq(h.ssrc, 7);
    cr_assert_eq(h.payload.n, 7);
    cr_assert_eq(h.payload_n, 107, "as long as it was on the wire");
}

Test(rtp_header, is_read_over_its_sources_and_its_extension)
{
    static const char packet[] = "\x91\x60\1\2\0\0\0\3\0\0\0\7" /* one contributing source */
                                 "\0\0\0\x08\xbe\xde\0\1\0\0\0\0payload";
    struct rtp_header h;
    cr_assert(rtp_header_read(BYTES(packet), sizeof packet - 1, &h));
    cr_assert_eq(h.payload.n, 7);
    cr_assert_not(rtp_header_read(bytes_first(BYTES(packet), 23), 23, &h), "cut short");
}

Test(rtp_header, is_told_from_rtcp)
{
    cr_assert(rtp_is_version_2(BYTES("\x80\xc8")));
    cr_assert(rtp_is_control(BYTES("\x80\xc8")));
    cr_assert_not(rtp_is_control(BYTES("\x80\x60")));
    cr_assert_not(rtp_is_version_2(BYTES("\x40\x60")));
    cr_assert_not(rtp_is_version_2(BYTES("\x80")));
}

Test(rtp_header, is_told_from_what_else_comes_on_the_port)
{
    bool dtls = false;
    cr_assert(rtp_is_beside(BYTES("\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\0\0"), &dtls));
    cr_assert(dtls);
    cr_assert(rtp_is_beside(BYTES("\0\1\0\0\x21\x12\xa4\x42"), &dtls), "STUN");
    cr_assert_not(dtls);
    cr_assert(rtp_is_beside(BYTES("\x10\0\0\0ZRTP"), &dtls));
    cr_assert(rtp_is_beside(BYTES("\x40\1\0\4abcd"), &dtls), "TURN");
    cr_assert_not(rtp_is_beside(BYTES("\0\1\0\0\0\0\0\0"), &dtls));
    cr_assert_not(rtp_is_beside(BYTES("\0\1\0\0\x21\x12\xa4"), &dtls));
}
