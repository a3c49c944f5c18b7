#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector bare_file_dissector;

static enum content content_of(struct bytes said)
{
    struct turn turn = { true, said };
    struct seen *seen = talk(&bare_file_dissector, &turn, 1, SIZE_MAX);
    const struct observation *o = seen_first(seen, OBS_CONTENT);
    enum content content = o != NULL ? o->content.content : CONTENT_UNKNOWN;
    cr_assert_leq(seen->n, 1);
    seen_free(seen);
    return content;
}

#define BYTES(text) ((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

Test(bare_file, knows_pictures_and_videos_by_their_first_bytes)
{
    cr_assert_eq(content_of(BYTES("\xff\xd8\xff\xe0")), CONTENT_JPEG);
    cr_assert_eq(content_of(BYTES("\x89PNG\r\n\x1a\n")), CONTENT_PNG);
    cr_assert_eq(content_of(BYTES("\x1f\x8b\x08")), CONTENT_GZIP);
    cr_assert_eq(content_of(BYTES("PK\x03\x04")), CONTENT_ZIP);
    cr_assert_eq(content_of(BYTES("\0\0\0\x18"
                                  "ftypmp42")),
                 CONTENT_MP4);
    cr_assert_eq(content_of(BYTES("RIFF\x10\0\0\0AVI LIST")), CONTENT_AVI);
}

Test(bare_file, rejects_what_is_not_its_own)
{
    cr_assert_eq(content_of(BYTES("GET / HTTP/1.1\r\n\r\n")), CONTENT_UNKNOWN);
    cr_assert_eq(content_of(BYTES("RIFF\x10\0\0\0WAVEfmt ")), CONTENT_UNKNOWN);
    cr_assert_eq(content_of(BYTES("XXFF\x10\0\0\0AVI LIST")), CONTENT_UNKNOWN);
    cr_assert_eq(
        content_of(BYTES("\xff\xd8\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")),
        CONTENT_UNKNOWN);
}

Test(bare_file, is_recognised_at_the_start_of_a_connection)
{
    static const struct turn turns[] = { CLIENT("\xff\xd8\xff\xe0\0\x10JFIF\0") };
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(turns, 1, TRANSPORT_TCP, &protocol);
    cr_assert_str_eq(protocol, "file");
    cr_assert_eq(seen_count(seen, OBS_CONTENT), 1);
    seen_free(seen);
}

Test(bare_file, is_not_recognised_in_the_middle_of_one)
{
    struct opening o = { .said = BYTES("\xff\xd8\xff\xe0"), .at_start = false };
    cr_assert_eq(bare_file_dissector.recognise(&o), NOT_MINE);
    o.at_start = true;
    cr_assert_eq(bare_file_dissector.recognise(&o), MINE);
    o.said.n = 2;
    cr_assert_eq(bare_file_dissector.recognise(&o), TOO_LITTLE);
}

static const struct turn picture[] = { SERVER("RIFF\x10\0\0\0AVI LIST\xff\xd8\xff\xe0"),
                                       SERVER("\0\0\0\x18"
                                              "ftyp") };

Test(bare_file, says_the_same_in_pieces)
{
    says_the_same_in_pieces(&bare_file_dissector, picture, 2);
}

Test(bare_file, says_less_of_a_prefix)
{
    says_less_of_a_prefix(&bare_file_dissector, picture, 2);
}
