#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation picture(enum picture_place place, enum readable readable)
{
    struct observation o = served(place == PLACE_STREAM ? "rtp" : "http", OBS_PICTURE, 80);
    o.picture.place = place;
    o.picture.readable = readable;
    o.picture.codec = CODEC_H264;
    o.picture.content = CONTENT_MP4;
    o.picture.because = "a proof";
    o.picture.ssrc = 0x10001;
    return o;
}

static struct observation jpeg(enum picture_place place)
{
    struct observation o = picture(place, READABLE_YES);
    o.picture.codec = CODEC_JPEG;
    o.picture.content = CONTENT_JPEG;
    return o;
}

/* The camera is the client. */
static struct observation uploaded(struct observation o)
{
    struct observation by = used(o.protocol, OBS_PICTURE, 80);
    by.from_client = true;
    by.picture = o.picture;
    return by;
}

Test(data_encryption, is_broken_by_a_stream_whose_pictures_can_be_decoded)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, picture(PLACE_STREAM, READABLE_YES));
    court_expect(
        c, "3.6", VERDICT_FAIL, "stream-readable",
        "the H.264 it streams can be decoded by whoever records it (SSRC 00010001: a proof)");
    court_close(c);
}

Test(data_encryption, is_broken_by_a_file_that_can_be_played)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, uploaded(picture(PLACE_FILE, READABLE_YES)));
    court_expect(c, "3.6", VERDICT_FAIL, "file-readable", "played as it is: H.264 (a proof)");
    court_close(c);
}

Test(data_encryption, is_broken_by_a_recording_sent_or_uploaded_by_http)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, picture(PLACE_BODY, READABLE_YES));
    court_expect(c, "3.6", VERDICT_FAIL, "file-readable", "a file it sent by HTTP");
    court_close(c);
    c = court_with_camera(NULL);
    court_show(c, uploaded(jpeg(PLACE_BODY)));
    court_expect(c, "3.6", VERDICT_FAIL, "file-readable", "a file it uploaded by HTTP");
    court_close(c);
}

Test(data_encryption, is_broken_by_pictures_one_after_the_other)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, jpeg(PLACE_SERIES));
    court_expect(c, "3.6", VERDICT_FAIL, "series-readable", "JPEG pictures");
    court_close(c);
}

Test(data_encryption, is_suspect_by_a_jpeg_that_may_be_part_of_a_page)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, jpeg(PLACE_BODY));
    court_expect(c, "3.6", VERDICT_SUSPECT, "picture-readable", "part of a page");
    court_close(c);
}

Test(data_encryption, is_at_most_likely_kept_because_the_format_is_unpublished)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, picture(PLACE_STREAM, READABLE_NO));
    court_expect(c, "3.6", VERDICT_LIKELY_OK, "encrypted-inside", "H.264");
    court_close(c);
}

Test(data_encryption, stays_broken_when_another_format_is_encrypted)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, jpeg(PLACE_SERIES));
    court_show(c, picture(PLACE_STREAM, READABLE_NO));
    court_expect(c, "3.6", VERDICT_FAIL, "series-readable", "JPEG");
    court_close(c);
}

Test(data_encryption, says_nothing_of_what_the_camera_receives)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = picture(PLACE_BODY, READABLE_YES);
    o.from_client = true;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.6").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(data_encryption, is_not_confused_by_srtp_and_tls)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("rtp", OBS_MEDIA, 59000);
    o.media.encrypted = ENCRYPTED_YES;
    court_show(c, o);
    court_show(c, served("tls", OBS_TLS, 443));
    cr_assert_eq(court_standing(c, "3.6").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(data_encryption, says_nothing_of_clear_media_that_were_not_decoded)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("rtp", OBS_MEDIA, 59000);
    o.media.encrypted = ENCRYPTED_NO;
    court_show(c, o);
    court_show(c, picture(PLACE_STREAM, READABLE_UNKNOWN));
    cr_assert_eq(court_standing(c, "3.6").verdict, VERDICT_UNKNOWN);
    court_close(c);
}
