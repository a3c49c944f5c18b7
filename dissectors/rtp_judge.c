#include "dissectors/rtp_judge.h"

enum {
    PROOF_BITS = 40,    /* in clear: p = 2^-40 */
    REST_BITS = 32,     /* when no more packets will come */
    HINT_BITS = 8,      /* a codec begins to fit: its name is worth waiting for */
    UNEVEN = 150,       /* chi-square, 15 degrees of freedom: p < 1e-23 */
    UNEVEN_FRAMES = 80, /* the same where sizes speak for clear too: p < 1e-10 */
    UNEVEN_BYTES = 128, /* that it takes for that to be true */
    EVEN = 50,          /* p > 1e-5 */
    EVEN_BYTES = 3000,  /* any audible G.711 is beyond EVEN long before */
    WINDOW = 250,       /* packets */
    ENOUGH = 64,        /* packets in which a known codec does not fit */
    ENOUGH_VIDEO = 128, /* the same, of video of which the codec is not known */
    ENOUGH_AGREED = 16, /* the same, where SRTP was agreed */
    BURSTS_VIDEO = 32,  /* of ENOUGH_VIDEO packets */
    FRAMES_VIDEO = 4,
};

enum codec rtp_expected_codec(const struct rtp_weigh *w, const struct rtp_hint *hint)
{
    if (hint != NULL && hint->codec != CODEC_UNKNOWN && hint->payload_type == w->payload_type)
        return hint->codec;
    if (w->codec != CODEC_UNKNOWN)
        return w->codec;
    return rtp_static_codec(w->payload_type);
}

static enum media_type expected_type(const struct rtp_weigh *w, const struct rtp_hint *hint)
{
    if (hint != NULL && hint->type != MEDIA_UNKNOWN && hint->payload_type == w->payload_type)
        return hint->type;
    enum media_type type = rtp_codec_type(rtp_expected_codec(w, hint));
    return type != MEDIA_UNKNOWN ? type : rtp_static_type(w->payload_type);
}

static bool is_uneven(const struct rtp_weigh *w)
{
    uint32_t much = w->odd_sizes ? UNEVEN : UNEVEN_FRAMES;
    return rtp_chance_bytes(&w->chance) >= UNEVEN_BYTES && rtp_chance_unevenness(&w->chance) > much;
}

/* Whether it is in clear: what proves it, else because is NULL. */
static struct rtp_proof proof_of_clear(const struct rtp_weigh *w, enum codec expected, bool last)
{
    int bits = last ? REST_BITS : PROOF_BITS;
    struct rtp_proof p = rtp_codec_proof(&w->codecs, expected, bits);
    bool wait = !w->told && rtp_codec_best(&w->codecs) >= HINT_BITS && w->weighed < ENOUGH;
    if (p.because != NULL || (wait && !last))
        return p;
    p.codec = expected;
    if (is_uneven(w))
        p.because = expected == CODEC_G711 ? "G.711 silence and speech"
                                           : "payload bytes are not evenly distributed";
    else if (rtp_chance_repeats(&w->chance) >= bits)
        p.because = "payload headers repeat";
    return p;
}

bool rtp_nothing_fits(const struct rtp_weigh *w)
{
    return rtp_codec_best(&w->codecs) <= HINT_BITS && rtp_chance_repeats(&w->chance) <= 0 &&
           rtp_chance_unevenness(&w->chance) < EVEN;
}

/* Several packets a frame, and the marker on the last of them: RFC 6184 section 5.1 and its kin. */
static bool comes_like_video(const struct rtp_weigh *w)
{
    return w->bursts >= BURSTS_VIDEO && w->weighed - w->bursts >= FRAMES_VIDEO &&
           w->odd_frames <= w->weighed / 16;
}

static const char *proof_of_encryption(const struct rtp_weigh *w, enum codec expected, bool secure)
{
    if (!rtp_nothing_fits(w))
        return NULL;
    if (secure && w->weighed >= ENOUGH_AGREED)
        return "SRTP was agreed, and nothing in clear is seen";
    if (w->control.told && w->control.verdict == ENCRYPTED_YES && w->weighed >= ENOUGH_AGREED)
        return "SRTCP beside it, and nothing in clear is seen";
    if (w->weighed >= ENOUGH && expected == CODEC_G711 &&
        rtp_chance_bytes(&w->chance) >= EVEN_BYTES)
        return "G.711 bytes are evenly distributed";
    if (w->weighed >= ENOUGH && expected == CODEC_H264 && w->codecs.h264 <= 0)
        return "no H.264 header fits";
    if (w->weighed >= ENOUGH && expected == CODEC_H265 && w->codecs.h265 <= 0)
        return "no H.265 header fits";
    if (w->weighed >= ENOUGH && expected == CODEC_JPEG && w->codecs.jpeg <= 0)
        return "no JPEG header fits";
    if (w->weighed >= ENOUGH_VIDEO && comes_like_video(w))
        return "comes like video, and no header fits";
    return NULL;
}

/* What a packet's media are, as far as that is known. */
static enum media_type type_now(const struct rtp_weigh *w, const struct rtp_hint *hint)
{
    enum media_type type = expected_type(w, hint);
    return type == MEDIA_UNKNOWN && comes_like_video(w) ? MEDIA_VIDEO : type;
}

struct rtp_judgement rtp_judge(struct rtp_weigh *w, const struct rtp_hint *hint, bool last)
{
    enum codec expected = rtp_expected_codec(w, hint);
    struct rtp_proof clear = proof_of_clear(w, expected, last);
    if (clear.because != NULL) {
        w->codec = (uint8_t)clear.codec;
        enum media_type type = clear.type != MEDIA_UNKNOWN ? clear.type : type_now(w, hint);
        return (struct rtp_judgement){ ENCRYPTED_NO, type, clear.because };
    }
    const char *because = proof_of_encryption(w, expected, hint != NULL && hint->secure);
    if (because != NULL)
        return (struct rtp_judgement){ ENCRYPTED_YES, type_now(w, hint), because };
    if (w->weighed >= WINDOW || last)
        because = "nothing proves it clear or encrypted";
    return (struct rtp_judgement){ ENCRYPTED_UNKNOWN, type_now(w, hint), because };
}
