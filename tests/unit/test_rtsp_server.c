#include "rules/rtsp_server.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation asks(const char *method, const char *path)
{
    struct observation o = asked("rtsp", OBS_EXCHANGE, 554);
    o.exchange.act = ACT_REQUEST;
    o.exchange.method = text_of(bytes_of_text(method));
    o.exchange.path = text_of(bytes_of_text(path));
    return o;
}

static struct observation answers(const char *method, uint16_t status, const char *agent)
{
    struct observation o = answered("rtsp", 554, method, status, SCHEME_NONE);
    o.exchange.agent = text_of(bytes_of_text(agent));
    return o;
}

static struct observation describes(enum codec codec)
{
    struct observation o = served("rtsp", OBS_STREAM, 554);
    o.stream.act = ACT_NOTIFY;
    o.stream.type = codec == CODEC_AAC ? MEDIA_AUDIO : MEDIA_VIDEO;
    o.stream.codec = codec;
    return o;
}

static bool proves(struct rtsp_server *s, struct observation o)
{
    return rtsp_server_weigh(s, &o) != NULL;
}

Test(rtsp_server, is_a_camera_if_it_describes_live_video_and_is_no_program)
{
    struct rtsp_server s = { 0 };
    cr_assert_not(proves(&s, asks("DESCRIBE", "/live")));
    cr_assert_not(proves(&s, answers("DESCRIBE", 401, "Rtsp Server")), "a login is asked for");
    cr_assert_not(proves(&s, answers("DESCRIBE", 200, "Rtsp Server")));
    cr_assert(proves(&s, describes(CODEC_H264)));
}

Test(rtsp_server, is_a_camera_if_it_gives_no_name)
{
    struct rtsp_server s = { 0 };
    cr_assert_not(proves(&s, answers("DESCRIBE", 200, "")));
    cr_assert_not(proves(&s, describes(CODEC_AAC)));
    cr_assert(proves(&s, describes(CODEC_JPEG)));
}

Test(rtsp_server, is_no_camera_if_it_is_a_program_for_computers)
{
    static const char *const agents[] = { "VLC/3.0.12", "GStreamer RTSP server", "WMServer/9.1",
                                          "DSS/5.5.5 (Build/489.16)", "AirTunes/220.68" };
    for (size_t i = 0; i < sizeof agents / sizeof agents[0]; i++) {
        struct rtsp_server s = { 0 };
        cr_assert_not(proves(&s, answers("OPTIONS", 200, agents[i])));
        cr_assert_not(proves(&s, answers("DESCRIBE", 200, "")), "it said before who it is");
        cr_assert_not(proves(&s, describes(CODEC_H264)));
        cr_assert_not(proves(&s, answers("SETUP", 200, agents[i])));
        cr_assert_not(proves(&s, answers("PLAY", 200, agents[i])));
    }
}

Test(rtsp_server, is_no_camera_by_a_recording_or_a_broadcast)
{
    struct rtsp_server s = { 0 };
    cr_assert_not(proves(&s, answers("DESCRIBE", 200, "")));
    struct observation o = describes(CODEC_H264);
    o.stream.ends = true;
    cr_assert_not(proves(&s, o));
    cr_assert_not(proves(&s, describes(CODEC_OTHER)), "MPEG-2 transport stream");
    o = describes(CODEC_H264);
    o.from_client = true;
    cr_assert_not(proves(&s, o), "ANNOUNCE: the client has the pictures");
}

Test(rtsp_server, is_no_camera_by_a_set_up_without_a_description)
{
    struct rtsp_server s = { 0 };
    cr_assert_not(proves(&s, answers("SETUP", 200, "")), "a telephone that shares its screen");
    cr_assert_not(proves(&s, answers("PLAY", 200, "")));
}

Test(rtsp_server, is_a_camera_by_a_path_that_only_cameras_have_whatever_it_calls_itself)
{
    struct rtsp_server s = { 0 };
    cr_assert_not(proves(&s, asks("DESCRIBE", "/axis-media/media.amp")));
    cr_assert(proves(&s, answers("DESCRIBE", 200, "GStreamer RTSP server")));
    s = (struct rtsp_server){ 0 };
    cr_assert_not(proves(&s, asks("DESCRIBE", "/MediaInput/h264")));
    cr_assert(proves(&s, answers("DESCRIBE", 401, "")));
}

Test(rtsp_server, is_no_camera_because_somebody_looks_for_one)
{
    struct rtsp_server s = { 0 };
    cr_assert_not(proves(&s, asks("DESCRIBE", "/Streaming/Channels/101")));
    cr_assert_not(proves(&s, answers("DESCRIBE", 404, "")));
    cr_assert_not(proves(&s, answers("DESCRIBE", 401, "gortsplib")), "whatever is asked for");
    cr_assert_not(proves(&s, answers("OPTIONS", 200, "")));
    struct observation other = answers("DESCRIBE", 200, "gortsplib");
    other.client.port++;
    cr_assert_not(proves(&s, other), "the answer to somebody else");
    cr_assert_not(proves(&s, asks("DESCRIBE", "/film")));
    cr_assert_not(proves(&s, answers("DESCRIBE", 200, "gortsplib")));
}

Test(rtsp_server, serves_once_it_gives_media_or_asks_who_wants_it)
{
    struct observation o = answers("DESCRIBE", 401, "");
    cr_assert(rtsp_serves(&o));
    o = answers("SETUP", 200, "");
    cr_assert(rtsp_serves(&o));
    o = answers("OPTIONS", 200, "");
    cr_assert_not(rtsp_serves(&o));
    o = asks("PLAY", "/");
    cr_assert_not(rtsp_serves(&o));
}

Test(rtsp_server, was_watched_once_it_plays)
{
    struct observation o = answers("PLAY", 200, "");
    cr_assert(rtsp_was_watched(&o));
    o = answers("PLAY", 454, "");
    cr_assert_not(rtsp_was_watched(&o));
    o = answers("DESCRIBE", 200, "");
    cr_assert_not(rtsp_was_watched(&o));
}
