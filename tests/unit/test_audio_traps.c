/* Guide item 2.8: the traps, and what is not the camera's doing. */
#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/sound_facts.h"

Test(audio, trap_a_back_channel_is_offered_because_the_client_asked)
{
    struct court *c = court_with_camera(NULL);
    describe(c, sound_offered(MEDIA_VIDEO, 98), back_channel(sound_offered(MEDIA_AUDIO, 0)));
    cr_assert_eq(sound_verdict(c), VERDICT_UNKNOWN);
    court_show(c, sound_setting("audio", "off"));
    court_expect(c, "2.8", VERDICT_PASS, "sound-off", "off");
    court_close(c);
}

Test(audio, trap_a_decoder_is_reported_even_when_sound_is_off)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, sound_setting("audio_decoder", "G711"));
    court_show(c, sound_setting("http", "on"));
    cr_assert_eq(sound_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(audio, trap_a_dynamic_payload_type_without_a_description_is_ambiguous)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media_sent(97, CODEC_OTHER));
    court_expect(c, "2.8", VERDICT_SUSPECT, "sound-likely", "payload type 97");
    court_close(c);
    c = court_with_camera(NULL);
    struct observation o = media_sent(97, CODEC_UNKNOWN);
    o.media.type = MEDIA_UNKNOWN;
    court_show(c, o);
    cr_assert_eq(sound_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(audio, a_dynamic_payload_type_is_clear_by_its_description_or_its_content)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, sound_offered(MEDIA_AUDIO, 97));
    court_show(c, media_sent(97, CODEC_OTHER));
    cr_assert_eq(court_count(c, "2.8", "sound-sent"), 1);
    court_close(c);
    c = court_with_camera(NULL);
    court_show(c, media_sent(97, CODEC_AAC));
    cr_assert_eq(court_count(c, "2.8", "sound-sent"), 1);
    court_close(c);
}

Test(audio, trap_streams_of_one_camera_may_differ)
{
    struct court *c = court_with_camera(NULL);
    describe(c, sound_offered(MEDIA_VIDEO, 98), sound_offered(MEDIA_AUDIO, 0));
    describe_without(c);
    court_show(c, sound_set_up(MEDIA_VIDEO, 200));
    cr_assert_eq(sound_verdict(c), VERDICT_FAIL, "one without does not prove the others");
    court_close(c);
    c = court_with_camera(NULL);
    describe_without(c);
    describe(c, sound_offered(MEDIA_VIDEO, 98), sound_offered(MEDIA_AUDIO, 0));
    cr_assert_eq(sound_verdict(c), VERDICT_FAIL);
    court_close(c);
}

Test(audio, is_not_broken_by_sound_that_is_only_sent_to_it)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media_received(0));
    court_expect(c, "2.8", VERDICT_SUSPECT, "sound-received", "was not seen");
    court_close(c);
    c = court_with_camera(NULL);
    struct observation o = back_channel(sound_set_up(MEDIA_AUDIO, 200));
    o.client = at_host(77, 50000);
    court_show(c, o);
    court_show(c, media_received(0));
    cr_assert_eq(sound_verdict(c), VERDICT_SUSPECT, "another client's channel");
    court_close(c);
}

Test(audio, is_not_broken_by_sound_that_it_fetches)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("rtsp", OBS_STREAM, 554);
    o.stream.act = ACT_REQUEST;
    court_show(c, o);
    court_show(c, media_received(0));
    cr_assert_eq(sound_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

static const struct mac other_camera = { { 0xd4, 0x2d, 0xc5, 0x00, 0x00, 0x02 } };

Test(audio, is_not_broken_by_what_a_client_offers_or_asks_for)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = sound_offered(MEDIA_AUDIO, 0);
    o.from_client = true; /* ANNOUNCE */
    court_show(c, o);
    o.stream.act = ACT_REQUEST;
    court_show(c, o);
    cr_assert_eq(sound_verdict(c), VERDICT_UNKNOWN);
    o = used("rtsp", OBS_STREAM, 554);
    o.from_client = false;
    o.stream = sound_set_up(MEDIA_AUDIO, 200).stream;
    o.server_mac = other_camera;
    court_show(c, o);
    cr_assert_eq(sound_told(c), 1);
    cr_assert(ip_equal(&c->heard[c->n - 1].camera.ip, &o.server.ip), "it is the other's sound");
    court_close(c);
}

Test(audio, is_not_broken_by_pictures_or_rtcp)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = media_sent(98, CODEC_H264);
    o.media.type = MEDIA_VIDEO;
    court_show(c, o);
    o = media_sent(0, CODEC_G711);
    o.media.control = true;
    court_show(c, o);
    cr_assert_eq(sound_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(audio, tells_a_back_channel_once)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, back_channel(sound_set_up(MEDIA_AUDIO, 200)));
    describe_without(c);
    court_show(c, sound_setting("audio", "off"));
    court_show(c, back_channel(sound_set_up(MEDIA_AUDIO, 200)));
    cr_assert_eq(sound_verdict(c), VERDICT_SUSPECT);
    cr_assert_eq(sound_told(c), 1);
    court_close(c);
}

static struct observation profiles(bool with_sound)
{
    struct observation o =
        sound_setting("audio_profile", with_sound ? "1 of 2 profiles" : "0 of 2 profiles");
    o.setting.enabled = with_sound;
    return o;
}

Test(audio, is_suspect_when_a_profile_names_sound)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, profiles(true));
    court_expect(c, "2.8", VERDICT_SUSPECT, "profile-with-sound", "1 of 2 profiles");
    court_close(c);
}

Test(audio, is_not_judged_by_profiles_once_the_camera_says_that_sound_is_off)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, sound_setting("audio", "off"));
    court_show(c, profiles(true));
    court_expect(c, "2.8", VERDICT_LIKELY_OK, "said-off", "off");
    court_close(c);
}

Test(audio, is_likely_off_when_no_profile_names_it)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, profiles(false));
    court_expect(c, "2.8", VERDICT_LIKELY_OK, "profiles-without-sound", "no sound");
    court_close(c);
}
