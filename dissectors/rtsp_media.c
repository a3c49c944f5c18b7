#include "dissectors/rtsp_media.h"

#include "dissectors/media_keys.h"
#include "dissectors/rtp_header.h"

enum { STRIDE = 64 }; /* frames; every so many-th is weighed when all is told */

/* Where frames of that channel are weighed; NULL: nowhere. What a client sends beside the media it
 * receives is RTCP only and says nothing new. */
static struct rtsp_channel *channel_of(struct rtsp_state *s, uint8_t number, bool from_client)
{
    uint8_t first = number & 0xfe;
    for (size_t i = 0; i < RTSP_CHANNELS_MAX; i++) {
        struct rtsp_channel *ch = &s->channel[i];
        if (!ch->used && from_client && number != first)
            return NULL;
        if (!ch->used || (ch->number == first && ch->from_client == from_client))
            return ch;
    }
    return NULL;
}

/* What the session description says of this payload type. */
static struct rtp_hint hint_for(const struct rtsp_state *s, uint8_t payload_type)
{
    for (size_t i = 0; i < s->tracks; i++) {
        const struct rtsp_track *t = &s->track[i];
        if (t->payload_type == payload_type)
            return (struct rtp_hint){ .payload_type = payload_type,
                                      .codec = (enum codec)t->codec,
                                      .type = (enum media_type)t->type,
                                      .secure = t->secure };
    }
    return (struct rtp_hint){ 0 };
}

static void tell(struct dissection *d, struct observation said)
{
    if (said.kind == OBS_MEDIA)
        said.media.carrier = CARRIER_INTERLEAVED;
    observe(d, said);
}

/* As much of a frame as is enough to weigh it; all of it where keys are to be held against it. */
static size_t enough_of(const struct dissection *d, const struct rtsp_channel *ch, uint8_t number,
                        size_t n)
{
    uint8_t trial = ch->used ? ch->trial : 0;
    if (number % 2 != 0 && trial == MEDIA_KEY_REPORTS_LEFT)
        trial = 0;
    bool keys = n <= MEDIA_KEY_PACKET_MAX && media_keys_want(d->keys, d->packet, trial);
    return keys || n < RTP_PREFIX ? n : RTP_PREFIX;
}

/* Holds a frame against the keys that are known. What another source sends on the same channel is
 * none of the trial. */
static void try_keys(struct dissection *d, struct rtsp_channel *ch, struct bytes whole)
{
    struct rtp_header h;
    struct observation said;
    bool control = rtp_is_control(whole);
    bool read =
        control ? rtcp_begins(whole, whole.n, &h.ssrc) : rtp_header_read(whole, whole.n, &h);
    bool own = read && h.ssrc == rtp_weigh_ssrc(&ch->weigh);
    if (own && media_keys_try(d->keys, &ch->trial, d->packet, whole, &said))
        tell(d, said);
}

static enum verdict_on_bytes weigh(struct dissection *d, struct rtsp_channel *ch, uint8_t number,
                                   size_t n)
{
    struct bytes prefix = take_bytes(&d->in, enough_of(d, ch, number, n));
    skip_ahead(&d->in, n - prefix.n);
    if (!cursor_ok(&d->in))
        return DISSECT_WAIT;

    ch->used = true;
    ch->number = number & 0xfe;
    ch->from_client = d->from_client;
    ch->passed = 0;
    struct rtp_hint hint = hint_for(d->state, prefix.n > 1 ? prefix.p[1] & 0x7f : 0);
    struct observation said;
    uint32_t ssrc = rtp_weigh_ssrc(&ch->weigh);
    if (rtp_weigh_packet(&ch->weigh, prefix, n, &hint, &said))
        tell(d, said);
    if (rtcp_tell_clock(&ch->weigh.control, d->packet->time_ns, &said))
        observe(d, said);
    if (rtp_weigh_ssrc(&ch->weigh) != ssrc)
        media_keys_leave(d, &ch->trial, ssrc);
    bool secure = number % 2 == 0 || rtcp_is_secure(&ch->weigh.control);
    if (secure && prefix.n == n)
        try_keys(d, ch, prefix);
    return DISSECT_DONE;
}

enum verdict_on_bytes rtsp_media_take(struct dissection *d)
{
    struct cursor *c = &d->in;
    skip(c, 1);
    uint8_t number = take_u8(c);
    uint16_t n = take_be16(c);
    if (!cursor_ok(c))
        return DISSECT_WAIT;

    struct rtsp_channel *ch = channel_of(d->state, number, d->from_client);
    bool is_media = number % 2 == 0; /* the other is RTCP, and rare */
    if (ch != NULL && (!rtp_weigh_is_done(&ch->weigh) || media_keys_are_tried(ch->trial) ||
                       !is_media || ch->passed >= STRIDE))
        return weigh(d, ch, number, n);
    if (ch != NULL)
        ch->passed++;
    skip_ahead(c, n);
    return DISSECT_DONE;
}

/* `end` is one of the two ends: what it sent and nobody told of yet. */
static void tell_rest(struct dissection *end)
{
    struct rtsp_state *s = end->state;
    for (size_t i = 0; i < RTSP_CHANNELS_MAX; i++) {
        struct rtsp_channel *ch = &s->channel[i];
        struct rtp_hint hint = hint_for(s, ch->weigh.payload_type);
        struct observation said;
        if (!ch->used || ch->from_client != end->from_client)
            continue;
        while (rtp_weigh_rest(&ch->weigh, &hint, &said))
            tell(end, said);
        media_keys_leave(end, &ch->trial, rtp_weigh_ssrc(&ch->weigh));
    }
}

void rtsp_media_end(struct dissection *d)
{
    struct packet back = packet_back(d->packet);
    struct dissection other = *d;
    other.packet = &back;
    other.from_client = !d->from_client;
    tell_rest(d);
    tell_rest(&other);
}
