#include "tests/support/sound_facts.h"

#include <criterion/criterion.h>

struct observation sound_offered(enum media_type type, uint8_t payload_type)
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

struct observation sound_set_up(enum media_type type, uint16_t status)
{
    struct observation o = sound_offered(type, 0);
    o.stream.act = ACT_RESPONSE;
    o.stream.status = status;
    return o;
}

struct observation back_channel(struct observation o)
{
    o.stream.back_channel = true;
    return o;
}

struct observation media_sent(uint8_t payload_type, enum codec codec)
{
    struct observation o = served("rtp", OBS_MEDIA, 59136);
    o.transport = TRANSPORT_UDP;
    o.media.type = MEDIA_AUDIO;
    o.media.codec = codec;
    o.media.encrypted = ENCRYPTED_NO;
    o.media.payload_type = payload_type;
    return o;
}

struct observation media_received(uint8_t payload_type)
{
    struct observation o = media_sent(payload_type, CODEC_G711);
    o.from_client = true;
    return o;
}

struct observation sound_setting(const char *name, const char *value)
{
    struct observation o = served("http", OBS_SETTING, 80);
    o.setting.name = name;
    o.setting.value = text_of(bytes_of_text(value));
    o.setting.enabled = strcmp(value, "off") != 0;
    return o;
}

void describe(struct court *c, struct observation a, struct observation b)
{
    court_show(c, a);
    b.frame_no = c->frame_no;
    court_show(c, b);
}

void describe_without(struct court *c)
{
    describe(c, sound_offered(MEDIA_VIDEO, 98), sound_offered(MEDIA_DATA, 107));
}

enum verdict sound_verdict(struct court *c)
{
    return court_standing(c, "2.8").verdict;
}

size_t sound_told(const struct court *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        n += strcmp(c->heard[i].item->number, "2.8") == 0;
    return n;
}
