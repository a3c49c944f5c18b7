#include "rules/rtsp_server.h"

#include "rules/rule.h"
#include "rules/vendors.h"

static bool method_is(const struct observation *o, const char *name)
{
    return bytes_equal_text(bytes_of_text(o->exchange.method.s), name);
}

static bool is_answer(const struct observation *o)
{
    return o->kind == OBS_EXCHANGE && !o->from_client && o->exchange.act == ACT_RESPONSE &&
           is_by(o, "rtsp");
}

static bool gives_media(const struct observation *o)
{
    return o->exchange.status == 200 &&
           (method_is(o, "DESCRIBE") || method_is(o, "SETUP") || method_is(o, "PLAY"));
}

bool rtsp_serves(const struct observation *o)
{
    if (o->from_client)
        return false;
    if (o->kind == OBS_CHALLENGE)
        return is_by(o, "rtsp");
    return is_answer(o) && (o->exchange.status == 401 || gives_media(o));
}

bool rtsp_was_watched(const struct observation *o)
{
    if (!is_answer(o) || ip_equal(&o->client.ip, &o->server.ip))
        return false;
    return !o->exchange.vouched && o->exchange.status == 200 && method_is(o, "PLAY");
}

/* What cameras send; broadcasters' streams are MPEG-2 transport streams, sound may be anybody's. */
static bool is_live_video(const struct observation *o)
{
    enum codec c = o->stream.codec;
    bool of_camera = c == CODEC_H264 || c == CODEC_H265 || c == CODEC_JPEG || c == CODEC_MPEG4;
    return o->kind == OBS_STREAM && !o->from_client && o->stream.act == ACT_NOTIFY &&
           o->stream.type == MEDIA_VIDEO && of_camera && !o->stream.ends;
}

static void note_request(struct rtsp_server *s, const struct observation *o)
{
    s->camera_path = vendor_by_path(o->exchange.path.s) != NULL;
    s->asked_from = o->client.port;
}

/* A program for computers asks for a login whatever the path: that it has the path is proved by
 * what it serves under it. */
static bool serves_camera_path(const struct rtsp_server *s, const struct observation *o)
{
    bool has_it = gives_media(o) || (o->exchange.status == 401 && !s->program);
    return s->camera_path && s->asked_from == o->client.port && has_it;
}

const char *rtsp_server_weigh(struct rtsp_server *s, const struct observation *o)
{
    if (o->kind == OBS_EXCHANGE && is_by(o, "rtsp") && o->exchange.act == ACT_REQUEST)
        note_request(s, o);
    if (is_answer(o)) {
        s->program = s->program || vendor_is_program(o->exchange.agent.s);
        s->described = s->described || (o->exchange.status == 200 && method_is(o, "DESCRIBE"));
        if (serves_camera_path(s, o))
            return "serves video where a maker's cameras do";
    }
    s->live = s->live || is_live_video(o);
    return s->live && s->described && !s->program ? "describes live video by RTSP" : NULL;
}
