#include "dissectors/sdp.h"

static const struct {
    const char *name;
    enum codec codec;
} codecs[] = {
    { "H264", CODEC_H264 },         { "H265", CODEC_H265 },     { "HEVC", CODEC_H265 },
    { "JPEG", CODEC_JPEG },         { "MP4V-ES", CODEC_MPEG4 }, { "PCMU", CODEC_G711 },
    { "PCMA", CODEC_G711 },         { "G726-", CODEC_G726 },    { "AAL2-G726-", CODEC_G726 },
    { "mpeg4-generic", CODEC_AAC }, { "MP4A-LATM", CODEC_AAC }, { "MPEG4-GENERIC", CODEC_AAC },
};

/* RFC 3551 section 6: payload types that need no rtpmap. */
static enum codec codec_of_static(uint8_t payload_type)
{
    switch (payload_type) {
    case 0:
    case 8:
        return CODEC_G711;
    case 26:
        return CODEC_JPEG;
    default:
        return payload_type < 35 ? CODEC_OTHER : CODEC_UNKNOWN;
    }
}

static enum media_type type_of(struct bytes word)
{
    if (bytes_equal_text(word, "video"))
        return MEDIA_VIDEO;
    return bytes_equal_text(word, "audio") ? MEDIA_AUDIO : MEDIA_DATA;
}

/* "video 0 RTP/AVP 98 99", RFC 8866 section 5.14. */
static struct sdp_media media_of(struct bytes line)
{
    struct cursor c = cursor_over(line);
    struct sdp_media m = { .type = type_of(take_word(&c)) };
    (void)take_word(&c); /* port */
    struct bytes profile = take_word(&c);
    struct bytes format = take_word(&c);
    m.secure = bytes_find(profile, "SAVP") < profile.n;
    m.payload_type = (uint8_t)(bytes_number(format) & 0x7f);
    m.codec = format.n > 0 ? codec_of_static(m.payload_type) : CODEC_UNKNOWN;
    return m;
}

/* "98 H264/90000", RFC 8866 section 6.6. */
static void read_rtpmap(struct sdp_media *m, struct bytes value)
{
    struct cursor c = cursor_over(value);
    struct bytes payload_type = take_word(&c), name = take_word(&c);
    if (bytes_number(payload_type) != m->payload_type || name.n == 0)
        return;
    m->codec = CODEC_OTHER;
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++)
        if (bytes_start_with(name, codecs[i].name))
            m->codec = codecs[i].codec;
}

/* Keys are named, and handed on unread. */
static enum media_key key_of(struct bytes attribute)
{
    if (bytes_start_with(attribute, "crypto:"))
        return KEY_SDES;
    if (bytes_start_with(attribute, "key-mgmt:mikey"))
        return KEY_MIKEY;
    return bytes_start_with(attribute, "fingerprint:") ? KEY_DTLS : KEY_NONE;
}

static struct bytes value_of(struct bytes attribute)
{
    const uint8_t *colon = memchr(attribute.p, ':', attribute.n);
    return colon != NULL ? bytes_after(attribute, (size_t)(colon + 1 - attribute.p))
                         : (struct bytes){ 0 };
}

/* "npt=0-596.48" or "clock=19961108T142300Z-19961108T143520Z"; "npt=now-" and "npt=0-" have no end,
 * and neither has "npt=0-0". */
static bool range_ends(struct bytes value)
{
    const uint8_t *dash = value.n > 0 ? memchr(value.p, '-', value.n) : NULL;
    size_t at = dash != NULL ? (size_t)(dash + 1 - value.p) : value.n;
    for (; at < value.n; at++)
        if (value.p[at] >= '1' && value.p[at] <= '9')
            return true;
    return false;
}

/* The first of several offers, which is what is mostly taken. */
static void note_key(struct sdp_media *m, enum media_key key, struct bytes attribute)
{
    m->key = key;
    if (key == KEY_SDES && m->crypto.n == 0)
        m->crypto = value_of(attribute);
    if (key == KEY_MIKEY)
        m->mikey = bytes_after(attribute, strlen("key-mgmt:mikey"));
}

static void read_attribute(struct sdp_media *m, struct bytes attribute)
{
    enum media_key key = key_of(attribute);
    if (key != KEY_NONE)
        note_key(m, key, attribute);
    else if (bytes_start_with(attribute, "rtpmap:"))
        read_rtpmap(m, value_of(attribute));
    else if (bytes_start_with(attribute, "control:"))
        m->control = bytes_trim(value_of(attribute));
    else if (bytes_start_with(attribute, "range:"))
        m->ends = range_ends(value_of(attribute));
    else if (bytes_equal_text(bytes_trim(attribute), "sendonly"))
        m->back_channel = true;
}

/* ONVIF writes directions as the client sees them: what is "sendonly" goes to the server. A server
 * that says so of its pictures, too, writes them as it sees them itself. */
static void settle_directions(struct sdp_media *media, size_t n)
{
    bool as_server = false;
    for (size_t i = 0; i < n; i++)
        as_server |= media[i].type == MEDIA_VIDEO && media[i].back_channel;
    for (size_t i = 0; i < n; i++)
        media[i].back_channel &= media[i].type == MEDIA_AUDIO && !as_server;
}

/* A line without its end; the last may lack one. */
static struct bytes next_line(struct bytes *left)
{
    const uint8_t *lf = memchr(left->p, '\n', left->n);
    struct bytes line = bytes_first(*left, lf != NULL ? (size_t)(lf - left->p) : left->n);
    *left = bytes_after(*left, line.n + 1);
    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

size_t sdp_read(struct bytes sdp, struct sdp_media media[static SDP_MEDIA_MAX])
{
    struct sdp_media session = { 0 }; /* what stands before the first m= holds for all */
    size_t n = 0;
    while (sdp.n > 0) {
        struct bytes line = next_line(&sdp);
        bool is_media = bytes_start_with(line, "m=");
        if (is_media && n == SDP_MEDIA_MAX)
            break;
        if (is_media) {
            media[n] = media_of(bytes_after(line, 2));
            media[n].ends = session.ends;
            media[n].key = session.key;
            media[n].crypto = session.crypto;
            media[n++].mikey = session.mikey;
        } else if (bytes_start_with(line, "a=")) {
            read_attribute(n > 0 ? &media[n - 1] : &session, bytes_after(line, 2));
        }
    }
    settle_directions(media, n);
    return n;
}
