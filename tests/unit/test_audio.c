#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation offer(enum media_type type, uint8_t payload_type)
{
    struct observation o = served("rtsp", OBS_STREAM, 554);
    o.stream.act = ACT_NOTIFY;
    o.stream.type = type;
    o.stream.codec = type == MEDIA_VIDEO ? CODEC_H264 : CODEC_AAC;
    if (payload_type == 0)
        o.stream.codec = CODEC_G711;
    o.stream.payload_type = payload_type;
    return o;
}

static struct observation set_up(enum media_type type, uint16_t status)
{
    struct observation o = offer(type, 0);
    o.stream.act = ACT_RESPONSE;
    o.stream.status = status;
    return o;
}

static struct observation back_channel(struct observation o)
{
    o.stream.back_channel = true;
    return o;
}

static struct observation sends(uint8_t payload_type, enum codec codec)
{
    struct observation o = served("rtp", OBS_MEDIA, 59136);
    o.transport = TRANSPORT_UDP;
    o.media.type = MEDIA_AUDIO;
    o.media.codec = codec;
    o.media.encrypted = ENCRYPTED_NO;
    o.media.payload_type = payload_type;
    return o;
}

static struct observation receives(uint8_t payload_type)
{
    struct observation o = sends(payload_type, CODEC_G711);
    o.from_client = true;
    return o;
}

static struct observation setting(const char *name, const char *value)
{
    struct observation o = served("http", OBS_SETTING, 80);
    o.setting.name = name;
    o.setting.value = text_of(bytes_of_text(value));
    o.setting.enabled = strcmp(value, "off") != 0;
    return o;
}

/* A description of two media, in one packet. */
static void describe(struct court *c, struct observation a, struct observation b)
{
    court_show(c, a);
    b.frame_no = c->frame_no;
    court_show(c, b);
}

static void describe_without(struct court *c)
{
    describe(c, offer(MEDIA_VIDEO, 98), offer(MEDIA_DATA, 107));
}

static enum verdict verdict_of(struct court *c)
{
    return court_standing(c, "2.8").verdict;
}

/* How many rulings there were on this item. */
static size_t told(const struct court *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        n += strcmp(c->heard[i].item->number, "2.8") == 0;
    return n;
}

/* ---- broken ---- */

Test(audio, is_broken_by_sound_in_a_description)
{
    struct court *c = court_with_camera(NULL);
    describe(c, offer(MEDIA_VIDEO, 98), offer(MEDIA_AUDIO, 0));
    court_expect(c, "2.8", VERDICT_FAIL, "sound-offered", "offers sound (G.711, payload type 0)");
    cr_assert_eq(told(c), 1, "and nothing good was said in between");
    court_close(c);
}

Test(audio, is_broken_by_sound_wherever_it_stands_in_a_description)
{
    struct court *c = court_with_camera(NULL);
    describe(c, offer(MEDIA_AUDIO, 97), offer(MEDIA_VIDEO, 98));
    court_expect(c, "2.8", VERDICT_FAIL, "sound-offered", "AAC, payload type 97");
    court_show(c, setting("audio", "off"));
    cr_assert_eq(verdict_of(c), VERDICT_FAIL, "that description had sound");
    court_close(c);
}

Test(audio, is_broken_when_a_stream_of_sound_is_set_up)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, set_up(MEDIA_AUDIO, 461));
    court_show(c, set_up(MEDIA_VIDEO, 200));
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_show(c, set_up(MEDIA_AUDIO, 200));
    court_expect(c, "2.8", VERDICT_FAIL, "sound-set-up", "set up");
    court_close(c);
}

Test(audio, is_broken_by_sound_that_it_sends)
{
    static const uint8_t types[] = { 0, 8, 9 };
    for (size_t i = 0; i < sizeof types; i++) {
        struct court *c = court_with_camera(NULL);
        court_show(c, sends(types[i], CODEC_G711));
        court_expect(c, "2.8", VERDICT_FAIL, "sound-sent", "sends sound");
        court_close(c);
    }
}

Test(audio, is_broken_by_encrypted_sound_too)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = sends(8, CODEC_G711);
    o.media.encrypted = ENCRYPTED_YES;
    court_show(c, o);
    cr_assert_eq(verdict_of(c), VERDICT_FAIL);
    court_close(c);
}

Test(audio, is_broken_by_what_the_camera_says_itself)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, setting("audio", "in"));
    court_expect(c, "2.8", VERDICT_FAIL, "sound-on", "its sound is on (in)");
    court_close(c);
}

Test(audio, is_broken_by_a_camera_that_announces_sound_to_a_server)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("rtsp", OBS_STREAM, 554);
    o.stream = offer(MEDIA_AUDIO, 97).stream;
    court_show(c, o);
    court_expect(c, "2.8", VERDICT_FAIL, "sound-offered", "97");
    court_close(c);
}

Test(audio, is_broken_by_talking_through_a_channel_that_it_agreed_to)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, back_channel(set_up(MEDIA_AUDIO, 200)));
    court_expect(c, "2.8", VERDICT_SUSPECT, "back-channel", "loudspeaker");
    court_show(c, receives(0));
    court_expect(c, "2.8", VERDICT_FAIL, "talk-back", "a client speaks through it");
    court_close(c);
}

/* ---- kept ---- */

Test(audio, is_kept_when_it_is_off_and_no_stream_has_any)
{
    struct court *c = court_with_camera(NULL);
    describe_without(c);
    court_show(c, setting("audio", "off"));
    court_expect(c, "2.8", VERDICT_PASS, "sound-off", "its sound is off");
    court_close(c);
    c = court_with_camera(NULL);
    court_show(c, setting("audio", "off"));
    court_expect(c, "2.8", VERDICT_LIKELY_OK, "said-off", "off");
    describe_without(c);
    court_show(c, set_up(MEDIA_VIDEO, 200));
    cr_assert_eq(verdict_of(c), VERDICT_PASS, "in either order");
    court_close(c);
}

Test(audio, is_likely_kept_by_a_description_without_sound)
{
    struct court *c = court_with_camera(NULL);
    describe_without(c);
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN, "more of it may come");
    court_show(c, set_up(MEDIA_VIDEO, 200));
    court_expect(c, "2.8", VERDICT_LIKELY_OK, "none-offered", "without sound");
    court_close(c);
}

Test(audio, is_likely_kept_when_nothing_follows_the_description)
{
    struct court *c = court_with_camera(NULL);
    describe_without(c);
    judge_end(c->judge, c->time_ns + 1);
    cr_assert_eq(verdict_of(c), VERDICT_LIKELY_OK);
    court_close(c);
}

Test(audio, says_nothing_of_a_description_without_pictures)
{
    struct court *c = court_with_camera(NULL);
    describe(c, offer(MEDIA_DATA, 107), offer(MEDIA_DATA, 108));
    judge_end(c->judge, c->time_ns + 1);
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(audio, switching_it_off_ends_it_once_a_description_shows_it)
{
    struct court *c = court_with_camera(NULL);
    describe(c, offer(MEDIA_VIDEO, 98), offer(MEDIA_AUDIO, 0));
    court_show(c, setting("audio", "off"));
    cr_assert_eq(verdict_of(c), VERDICT_FAIL);
    describe_without(c);
    court_show(c, set_up(MEDIA_VIDEO, 200));
    court_expect(c, "2.8", VERDICT_PASS, "sound-off", "without any");
    court_show(c, sends(0, CODEC_G711));
    cr_assert_eq(verdict_of(c), VERDICT_FAIL, "and on again");
    court_close(c);
}

/* ---- traps, protocols.md E, row 2.8 ---- */

Test(audio, trap_a_back_channel_is_offered_because_the_client_asked)
{
    struct court *c = court_with_camera(NULL);
    describe(c, offer(MEDIA_VIDEO, 98), back_channel(offer(MEDIA_AUDIO, 0)));
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_show(c, setting("audio", "off"));
    court_expect(c, "2.8", VERDICT_PASS, "sound-off", "off");
    court_close(c);
}

Test(audio, trap_a_decoder_is_reported_even_when_sound_is_off)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, setting("audio_decoder", "G711"));
    court_show(c, setting("http", "on"));
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(audio, trap_a_dynamic_payload_type_without_a_description_is_ambiguous)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, sends(97, CODEC_OTHER));
    court_expect(c, "2.8", VERDICT_SUSPECT, "sound-likely", "payload type 97");
    court_close(c);
    c = court_with_camera(NULL);
    struct observation o = sends(97, CODEC_UNKNOWN);
    o.media.type = MEDIA_UNKNOWN;
    court_show(c, o);
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(audio, a_dynamic_payload_type_is_clear_by_its_description_or_its_content)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, offer(MEDIA_AUDIO, 97));
    court_show(c, sends(97, CODEC_OTHER));
    cr_assert_eq(court_count(c, "2.8", "sound-sent"), 1);
    court_close(c);
    c = court_with_camera(NULL);
    court_show(c, sends(97, CODEC_AAC));
    cr_assert_eq(court_count(c, "2.8", "sound-sent"), 1);
    court_close(c);
}

Test(audio, trap_streams_of_one_camera_may_differ)
{
    struct court *c = court_with_camera(NULL);
    describe(c, offer(MEDIA_VIDEO, 98), offer(MEDIA_AUDIO, 0));
    describe_without(c);
    court_show(c, set_up(MEDIA_VIDEO, 200));
    cr_assert_eq(verdict_of(c), VERDICT_FAIL, "one without does not prove the others");
    court_close(c);
    c = court_with_camera(NULL);
    describe_without(c);
    describe(c, offer(MEDIA_VIDEO, 98), offer(MEDIA_AUDIO, 0));
    cr_assert_eq(verdict_of(c), VERDICT_FAIL);
    court_close(c);
}

/* ---- not the camera's doing ---- */

Test(audio, is_not_broken_by_sound_that_is_only_sent_to_it)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, receives(0));
    court_expect(c, "2.8", VERDICT_SUSPECT, "sound-received", "was not seen");
    court_close(c);
    c = court_with_camera(NULL);
    struct observation o = back_channel(set_up(MEDIA_AUDIO, 200));
    o.client = at_host(77, 50000);
    court_show(c, o);
    court_show(c, receives(0));
    cr_assert_eq(verdict_of(c), VERDICT_SUSPECT, "another client's channel");
    court_close(c);
}

Test(audio, is_not_broken_by_sound_that_it_fetches)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("rtsp", OBS_STREAM, 554);
    o.stream.act = ACT_REQUEST;
    court_show(c, o);
    court_show(c, receives(0));
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_close(c);
}

static const struct mac other_camera = { { 0xd4, 0x2d, 0xc5, 0x00, 0x00, 0x02 } };

Test(audio, is_not_broken_by_what_a_client_offers_or_asks_for)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = offer(MEDIA_AUDIO, 0);
    o.from_client = true; /* ANNOUNCE */
    court_show(c, o);
    o.stream.act = ACT_REQUEST;
    court_show(c, o);
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    o = used("rtsp", OBS_STREAM, 554);
    o.from_client = false;
    o.stream = set_up(MEDIA_AUDIO, 200).stream;
    o.server_mac = other_camera;
    court_show(c, o);
    cr_assert_eq(told(c), 1);
    cr_assert(ip_equal(&c->heard[c->n - 1].camera.ip, &o.server.ip), "it is the other's sound");
    court_close(c);
}

Test(audio, is_not_broken_by_pictures_or_rtcp)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = sends(98, CODEC_H264);
    o.media.type = MEDIA_VIDEO;
    court_show(c, o);
    o = sends(0, CODEC_G711);
    o.media.control = true;
    court_show(c, o);
    cr_assert_eq(verdict_of(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(audio, tells_a_back_channel_once)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, back_channel(set_up(MEDIA_AUDIO, 200)));
    describe_without(c);
    court_show(c, setting("audio", "off"));
    court_show(c, back_channel(set_up(MEDIA_AUDIO, 200)));
    cr_assert_eq(verdict_of(c), VERDICT_SUSPECT);
    cr_assert_eq(told(c), 1);
    court_close(c);
}

static struct observation profiles(bool with_sound)
{
    struct observation o =
        setting("audio_profile", with_sound ? "1 of 2 profiles" : "0 of 2 profiles");
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
    court_show(c, setting("audio", "off"));
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
