#include "dissectors/rtp_judge.h"

#include <criterion/criterion.h>

#include "tests/support/media.h"

/* A source of that payload type, after so many packets of random bytes in sequence. */
static struct rtp_weigh after(size_t packets, uint8_t payload_type)
{
    struct rtp_weigh w = { .payload_type = payload_type, .odd_sizes = true };
    uint32_t noise = 7;
    uint8_t payload[160];
    for (size_t i = 0; i < packets; i++) {
        random_bytes(&noise, payload, sizeof payload);
        struct rtp_sight sight = { .payload = { payload, sizeof payload },
                                   .payload_n = sizeof payload,
                                   .sure_n = sizeof payload - 14,
                                   .follows = true };
        rtp_codec_count(&w.codecs, &sight);
        rtp_chance_count(&w.chance, bytes_first(sight.payload, sight.sure_n));
        w.weighed++;
    }
    return w;
}

Test(rtp_judge, waits_for_enough_packets)
{
    struct rtp_weigh w = after(10, 96);
    cr_assert_null(rtp_judge(&w, NULL, false).because);
    cr_assert_not_null(rtp_judge(&w, NULL, true).because, "no more will come");
    cr_assert_eq(rtp_judge(&w, NULL, true).encrypted, ENCRYPTED_UNKNOWN);
}

Test(rtp_judge, takes_random_bytes_for_encrypted_where_srtp_was_agreed)
{
    struct rtp_hint hint = { .secure = true };
    struct rtp_weigh w = after(20, 96);
    cr_assert(rtp_nothing_fits(&w));
    cr_assert_eq(rtp_judge(&w, &hint, false).encrypted, ENCRYPTED_YES);
    cr_assert_null(rtp_judge(&w, NULL, false).because, "nobody agreed to it");
}

Test(rtp_judge, takes_random_bytes_for_encrypted_where_a_codec_is_known)
{
    struct rtp_hint hint = { .payload_type = 96, .codec = CODEC_H264 };
    struct rtp_weigh w = after(64, 96);
    struct rtp_judgement j = rtp_judge(&w, &hint, false);
    cr_assert_eq(j.encrypted, ENCRYPTED_YES);
    cr_assert_eq(j.type, MEDIA_VIDEO);
    cr_assert_str_eq(j.because, "no H.264 header fits");
}

Test(rtp_judge, takes_even_g711_for_encrypted_by_its_payload_type)
{
    struct rtp_weigh w = after(64, 0);
    cr_assert_eq(rtp_judge(&w, NULL, false).encrypted, ENCRYPTED_YES);
    cr_assert_eq(rtp_expected_codec(&w, NULL), CODEC_G711);
}

Test(rtp_judge, expects_what_is_described_before_what_was_proved)
{
    struct rtp_hint hint = { .payload_type = 96, .codec = CODEC_JPEG };
    struct rtp_weigh w = { .payload_type = 96, .codec = CODEC_H264 };
    cr_assert_eq(rtp_expected_codec(&w, &hint), CODEC_JPEG);
    cr_assert_eq(rtp_expected_codec(&w, NULL), CODEC_H264);
    hint.payload_type = 97;
    cr_assert_eq(rtp_expected_codec(&w, &hint), CODEC_H264);
}
