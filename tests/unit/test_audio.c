#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/sound_facts.h"

/* ---- broken ---- */

Test(audio, is_broken_by_sound_in_a_description)
{
    struct court *c = court_with_camera(NULL);
    describe(c, sound_offered(MEDIA_VIDEO, 98), sound_offered(MEDIA_AUDIO, 0));
    court_expect(c, "2.8", VERDICT_FAIL, "sound-offered", "offers sound (G.711, payload type 0)");
    cr_assert_eq(sound_told(c), 1, "and nothing good was said in between");
    court_close(c);
}

Test(audio, is_broken_by_sound_wherever_it_stands_in_a_description)
{
    struct court *c = court_with_camera(NULL);
    describe(c, sound_offered(MEDIA_AUDIO, 97), sound_offered(MEDIA_VIDEO, 98));
    court_expect(c, "2.8", VERDICT_FAIL, "sound-offered", "AAC, payload type 97");
    court_show(c, sound_setting("audio", "off"));
    cr_assert_eq(sound_verdict(c), VERDICT_FAIL, "that description had sound");
    court_close(c);
}

Test(audio, is_broken_when_a_stream_of_sound_is_set_up)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, sound_set_up(MEDIA_AUDIO, 461));
    court_show(c, sound_set_up(MEDIA_VIDEO, 200));
    cr_assert_eq(sound_verdict(c), VERDICT_UNKNOWN);
    court_show(c, sound_set_up(MEDIA_AUDIO, 200));
    court_expect(c, "2.8", VERDICT_FAIL, "sound-set-up", "set up");
    court_close(c);
}

Test(audio, is_broken_by_sound_that_it_sends)
{
    static const uint8_t types[] = { 0, 8, 9 };
    for (size_t i = 0; i < sizeof types; i++) {
        struct court *c = court_with_camera(NULL);
        court_show(c, media_sent(types[i], CODEC_G711));
        court_expect(c, "2.8", VERDICT_FAIL, "sound-sent", "sends sound");
        court_close(c);
    }
}

Test(audio, is_broken_by_encrypted_sound_too)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = media_sent(8, CODEC_G711);
    o.media.encrypted = ENCRYPTED_YES;
    court_show(c, o);
    cr_assert_eq(sound_verdict(c), VERDICT_FAIL);
    court_close(c);
}

Test(audio, is_broken_by_what_the_camera_says_itself)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, sound_setting("audio", "in"));
    court_expect(c, "2.8", VERDICT_FAIL, "sound-on", "its sound is on (in)");
    court_close(c);
}

Test(audio, is_broken_by_a_camera_that_announces_sound_to_a_server)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("rtsp", OBS_STREAM, 554);
    o.stream = sound_offered(MEDIA_AUDIO, 97).stream;
    court_show(c, o);
    court_expect(c, "2.8", VERDICT_FAIL, "sound-offered", "97");
    court_close(c);
}

Test(audio, is_broken_by_talking_through_a_channel_that_it_agreed_to)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, back_channel(sound_set_up(MEDIA_AUDIO, 200)));
    court_expect(c, "2.8", VERDICT_SUSPECT, "back-channel", "loudspeaker");
    court_show(c, media_received(0));
    court_expect(c, "2.8", VERDICT_FAIL, "talk-back", "a client speaks through it");
    court_close(c);
}

/* ---- kept ---- */

Test(audio, is_kept_when_it_is_off_and_no_stream_has_any)
{
    struct court *c = court_with_camera(NULL);
    describe_without(c);
    court_show(c, sound_setting("audio", "off"));
    court_expect(c, "2.8", VERDICT_PASS, "sound-off", "its sound is off");
    court_close(c);
    c = court_with_camera(NULL);
    court_show(c, sound_setting("audio", "off"));
    court_expect(c, "2.8", VERDICT_LIKELY_OK, "said-off", "off");
    describe_without(c);
    court_show(c, sound_set_up(MEDIA_VIDEO, 200));
    cr_assert_eq(sound_verdict(c), VERDICT_PASS, "in either order");
    court_close(c);
}

Test(audio, is_likely_kept_by_a_description_without_sound)
{
    struct court *c = court_with_camera(NULL);
    describe_without(c);
    cr_assert_eq(sound_verdict(c), VERDICT_UNKNOWN, "more of it may come");
    court_show(c, sound_set_up(MEDIA_VIDEO, 200));
    court_expect(c, "2.8", VERDICT_LIKELY_OK, "none-offered", "without sound");
    court_close(c);
}

Test(audio, is_likely_kept_when_nothing_follows_the_description)
{
    struct court *c = court_with_camera(NULL);
    describe_without(c);
    judge_end(c->judge, c->time_ns + 1);
    cr_assert_eq(sound_verdict(c), VERDICT_LIKELY_OK);
    court_close(c);
}

Test(audio, says_nothing_of_a_description_without_pictures)
{
    struct court *c = court_with_camera(NULL);
    describe(c, sound_offered(MEDIA_DATA, 107), sound_offered(MEDIA_DATA, 108));
    judge_end(c->judge, c->time_ns + 1);
    cr_assert_eq(sound_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(audio, switching_it_off_ends_it_once_a_description_shows_it)
{
    struct court *c = court_with_camera(NULL);
    describe(c, sound_offered(MEDIA_VIDEO, 98), sound_offered(MEDIA_AUDIO, 0));
    court_show(c, sound_setting("audio", "off"));
    cr_assert_eq(sound_verdict(c), VERDICT_FAIL);
    describe_without(c);
    court_show(c, sound_set_up(MEDIA_VIDEO, 200));
    court_expect(c, "2.8", VERDICT_PASS, "sound-off", "without any");
    court_show(c, media_sent(0, CODEC_G711));
    cr_assert_eq(sound_verdict(c), VERDICT_FAIL, "and on again");
    court_close(c);
}
