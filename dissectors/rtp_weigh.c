/* How it works. Packets in sequence are weighed until something is proved, or for a number of them
 * (rtp_judge.c); then the counts begin anew and only one packet in STRIDE is weighed, so that a
 * stream which stops (or begins) to be encrypted is noticed and the others cost next to nothing.
 * rtp_codec.c explains what is proved and how surely. */
#include "dissectors/rtp_weigh.h"

#include "dissectors/rtp_header.h"
#include "dissectors/rtp_judge.h"

enum {
    STRIDE = 64, /* packets; every so many-th is weighed once all is told */
    LOOK = 4,    /* packets in sequence, where no more come */
    STRANGERS_MAX_RTP = 16,
    SMALL = 4,                /* bytes of payload */
    TRAILER = 14,             /* of SRTP, and not random: key identifier; tag of 10 bytes */
    LATE_MAX = 1000,          /* packets; further back the source has begun anew */
    LATE_ON_TRIAL = 8,        /* the same, while it is not sure that this is RTP */
    FRAME_JUMP_MAX = 1 << 24, /* of the timestamp, likewise */
};

/* ---- whose packet it is ---- */

static void begin(struct rtp_weigh *w, const struct rtp_header *h)
{
    *w = (struct rtp_weigh){ .ssrc = h->ssrc,
                             .timestamp = h->timestamp,
                             .seq = (uint16_t)(h->seq - 1),
                             .weighed_seq = (uint16_t)(h->seq - 1),
                             .payload_type = h->payload_type,
                             .marked = true,
                             .control = w->control };
}

/* The next packet, or the same or an earlier one once more. */
static bool is_next(const struct rtp_weigh *w, const struct rtp_header *h, int16_t step)
{
    int32_t jump = (int32_t)(h->timestamp - w->timestamp);
    bool wild = jump > FRAME_JUMP_MAX || jump < -FRAME_JUMP_MAX;
    return step <= 1 && step > -LATE_ON_TRIAL && !wild;
}

/* Whether the packet goes on from the last one. A source that is not yet known to be one begins
 * anew with whatever does not fit; a known one when something else has come for long enough. */
static bool goes_on(struct rtp_weigh *w, const struct rtp_header *h)
{
    bool known = w->in_a_row >= RTP_IN_A_ROW;
    if (h->ssrc != w->ssrc || h->payload_type != w->payload_type) {
        w->strangers++;
        if (known && w->strangers < STRANGERS_MAX_RTP)
            return false;
        begin(w, h);
    }
    int16_t step = (int16_t)(h->seq - w->seq);
    if (!known && (w->in_a_row == 0 || !is_next(w, h, step)))
        begin(w, h);
    w->strangers = 0;
    step = (int16_t)(h->seq - w->seq);
    return step > 0 || step < -LATE_MAX; /* no repetition, nothing late */
}

/* Telephone events (RFC 4733), comfort noise (RFC 3389): they tell nothing, but are counted. */
static bool is_small(struct rtp_weigh *w, const struct rtp_header *h)
{
    if (h->payload_n > SMALL)
        return false;
    if (h->ssrc == w->ssrc && (uint16_t)(h->seq - w->seq) == 1)
        w->seq = h->seq;
    return true;
}

/* ---- weighing ---- */

static void begin_counts(struct rtp_weigh *w)
{
    w->weighed = w->bursts = w->odd_frames = 0;
    w->odd_sizes = false;
    w->codecs = (struct rtp_codec){ 0 };
    w->chance = (struct rtp_chance){ 0 };
}

/* How much of the payload would be ciphertext, if it were SRTP. */
static size_t sure_part(struct rtp_weigh *w, const struct rtp_header *h)
{
    if (rtp_static_frames(w->payload_type, h->payload_n))
        return h->payload_n;
    w->odd_sizes = true;
    return h->payload_n > TRAILER ? h->payload_n - TRAILER : 0;
}

static void weigh(struct rtp_weigh *w, const struct rtp_header *h)
{
    struct rtp_sight sight = { .payload = h->payload,
                               .payload_n = h->payload_n,
                               .sure_n = sure_part(w, h),
                               .follows = (uint16_t)(h->seq - w->weighed_seq) == 1,
                               .same_frame = h->timestamp == w->timestamp };
    rtp_codec_count(&w->codecs, &sight);
    rtp_chance_count(&w->chance, bytes_first(h->payload, sight.sure_n));
    if (sight.follows && w->weighed > 0) {
        w->bursts = (uint8_t)(w->bursts + sight.same_frame);
        w->odd_frames = (uint8_t)(w->odd_frames + (sight.same_frame == w->marked));
    }
    w->weighed_seq = h->seq;
    w->weighed++;
}

/* ---- telling ---- */

/* Looks are far apart. One that shows nothing in clear must not outweigh the next ones, which may.
 * Headers need no such care: their sums have a floor. */
static void forget_look(struct rtp_weigh *w, const struct rtp_hint *hint)
{
    bool looks = hint != NULL && hint->looks && w->verdict != ENCRYPTED_NO;
    if (looks && w->chance.heads >= LOOK && rtp_nothing_fits(w) && !rtp_chance_steady(&w->chance))
        w->chance = (struct rtp_chance){ 0 };
}

/* Judges, and says it if it is news: a verdict, or the name of the codec that it is of. Not to know
 * any more is no news. */
static bool tell(struct rtp_weigh *w, const struct rtp_hint *hint, bool last,
                 struct observation *said)
{
    uint8_t codec = w->codec;
    struct rtp_judgement j = rtp_judge(w, hint, last);
    if (j.because == NULL) {
        forget_look(w, hint);
        return false;
    }
    begin_counts(w);
    bool differs = j.encrypted != ENCRYPTED_UNKNOWN && w->verdict != (uint8_t)j.encrypted;
    if (w->told && !differs && w->codec == codec)
        return false;
    w->told = true;
    w->verdict = (uint8_t)j.encrypted;
    *said = (struct observation){
        .kind = OBS_MEDIA,
        .media = { .ssrc = w->ssrc,
                   .payload_type = w->payload_type,
                   .type = j.type,
                   .codec = rtp_expected_codec(w, hint),
                   .encrypted = j.encrypted,
                   .because = j.because },
    };
    return true;
}

/* ---- pictures ---- */

/* Media that can be read: whether its pictures can be decoded, too, is asked once. */
bool rtp_weigh_wants_pictures(const struct rtp_weigh *w)
{
    return w->told && w->verdict == ENCRYPTED_NO &&
           rtp_slices_want(&w->slices, (enum codec)w->codec);
}

static void count_pictures(struct rtp_weigh *w, const struct rtp_header *h)
{
    struct rtp_sight sight = { .payload = h->payload,
                               .payload_n = h->payload_n,
                               .follows = (uint16_t)(h->seq - w->seq) == 1,
                               .same_frame = h->timestamp == w->timestamp };
    rtp_slices_count(&w->slices, (enum codec)w->codec, &sight);
}

static bool tell_pictures(struct rtp_weigh *w, struct observation *said)
{
    if (w->slices.told || w->slices.verdict == READABLE_UNKNOWN)
        return false;
    w->slices.told = true;
    *said = (struct observation){
        .kind = OBS_PICTURE,
        .picture = { .place = PLACE_STREAM,
                     .readable = (enum readable)w->slices.verdict,
                     .codec = (enum codec)w->codec,
                     .ssrc = w->ssrc,
                     .because = rtp_slices_because(&w->slices, (enum codec)w->codec) },
    };
    return true;
}

bool rtp_weigh_is_done(const struct rtp_weigh *w)
{
    return w->told && !rtp_weigh_wants_pictures(w) &&
           (w->slices.told || w->slices.verdict == READABLE_UNKNOWN);
}

bool rtp_weigh_packet(struct rtp_weigh *w, struct bytes prefix, size_t whole_n,
                      const struct rtp_hint *hint, struct observation *said)
{
    if (rtp_is_control(prefix))
        return rtcp_weigh(&w->control, prefix, whole_n, said);
    struct rtp_header h;
    if (!rtp_header_read(prefix, whole_n, &h) || is_small(w, &h) || !goes_on(w, &h))
        return false;
    bool looks = hint != NULL && hint->looks;
    bool due = !w->told || looks || (uint16_t)(h.seq - w->weighed_seq) >= STRIDE;
    if (due)
        weigh(w, &h);
    if (!looks && rtp_weigh_wants_pictures(w))
        count_pictures(w, &h);
    w->in_a_row = (uint8_t)(w->in_a_row + (w->in_a_row < RTP_IN_A_ROW));
    w->seq = h.seq;
    w->timestamp = h.timestamp;
    w->marked = h.marker;
    if (due && w->in_a_row >= RTP_IN_A_ROW && tell(w, hint, false, said))
        return true;
    return tell_pictures(w, said);
}

bool rtp_weigh_rest(struct rtp_weigh *w, const struct rtp_hint *hint, struct observation *said)
{
    if (tell_pictures(w, said))
        return true;
    if (w->in_a_row < RTP_IN_A_ROW || w->told)
        return rtcp_weigh_rest(&w->control, said);
    return tell(w, hint, true, said);
}
