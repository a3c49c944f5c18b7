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

static const struct turn whole_picture[] = {
    CLIENT("\xff\xd8\xff\xe0\0\4JF\xff\xdb\0\3\1\xff\xc0\0\5\1\2\3\xff\xda\0\3\1"
           "abc\xff\0def\xff\xd0gh\xff\xd9"),
};

static const struct turn whole_video[] = {
    CLIENT("\0\0\0\20ftypmp42\0\0\0\0\0\0\0\21mdat123456789"
           "\0\0\1\0moov\0\0\1\0trak\0\0\1\0mdia\0\0\1\0minf\0\0\1\0stbl"
           "\0\0\1\0stsd\0\0\0\0\0\0\0\1\0\0\0\x66"
           "avc1"
           "012345678901234567890123456789012345678901234567890123456789012345678901234567"
           "\0\0\0\20avcC"),
};

Test(bare_file, tells_once_that_its_pictures_can_be_decoded)
{
    static const struct turn *const files[] = { whole_picture, whole_video };
    for (size_t i = 0; i < 2; i++) {
        struct seen *seen = talk(&bare_file_dissector, files[i], 1, 7);
        cr_assert_eq(seen->n, 2);
        cr_assert_eq(seen->o[1].kind, OBS_PICTURE);
        cr_assert_eq(seen->o[1].picture.readable, READABLE_YES);
        cr_assert_eq(seen->o[1].picture.place, PLACE_FILE);
        cr_assert_eq(seen->o[1].picture.codec, i == 0 ? CODEC_JPEG : CODEC_H264);
        seen_free(seen);
    }
}

Test(bare_file, says_the_same_of_whole_files_in_pieces)
{
    says_the_same_in_pieces(&bare_file_dissector, whole_picture, 1);
    says_the_same_in_pieces(&bare_file_dissector, whole_video, 1);
}

Test(bare_file, says_less_of_the_prefix_of_a_file)
{
    says_less_of_a_prefix(&bare_file_dissector, whole_picture, 1);
    says_less_of_a_prefix(&bare_file_dissector, whole_video, 1);
}
