/* RTP and RTCP on UDP, RFC 3550, on two ports or on one (RFC 5761), with or without STUN and DTLS
 * beside them (RFC 7983). Guide items 2.8, 3.5 and 3.8. What can be read of it is rtp_weigh.c's
 * matter; this file finds out who sends, up to three sources an end, and whether this is RTP at
 * all: its twelve bytes look like anything, so nothing is said before three packets of one source
 * came in sequence (appendix A.1), and until then what does not fit is a reason to give up. */
#include "dissectors/dissector.h"
#include "dissectors/media_keys.h"
#include "dissectors/rtp_header.h"
#include "dissectors/rtp_weigh.h"

enum {
    SOURCES = 3,      /* an end */
    ON_TRIAL = 2,     /* of them, as long as it is not sure that this is RTP */
    PATIENCE = 24,    /* packets until it must be sure */
    STRANGE_MAX = 32, /* packets that are nothing we know, one after the other */
    HEARD_OUT = 200,  /* packets before it can be settled: the other end may begin later */
    FORGOTTEN = 64,   /* packets of others after which a source may be replaced */
};

struct rtp_state {
    struct rtp_weigh source[2][SOURCES]; /* by who sent it: 1 is the client */
    uint8_t age[2][SOURCES];             /* packets of others since its last one, stops at 255 */
    uint8_t trial[2][SOURCES];           /* of keys that are known: media_keys.h */
    uint8_t packets;                     /* stops at 255 */
    uint8_t strange;
    bool sure;  /* this is RTP or RTCP */
    bool keyed; /* DTLS was seen beside it: RFC 5764 */
};

_Static_assert(sizeof(struct rtp_weigh) <= 168, "others count on it");
_Static_assert(sizeof(struct rtp_state) <= STATE_MAX, "the engine counts on it");

/* RFC 5761 section 4: 64-95 would be taken for RTCP. */
static bool is_media_type(uint8_t payload_type)
{
    return payload_type < 64 || payload_type > 95;
}

/* A packet, as far as it says whose it is. */
struct sent {
    bool control; /* RTCP: there is no payload type */
    struct media_source source;
};

/* False: this is neither RTP nor RTCP. */
static bool read_sender(struct bytes in, size_t whole_n, struct sent *sent)
{
    if (!rtp_is_version_2(in))
        return false;
    sent->control = rtp_is_control(in);
    if (sent->control)
        return rtcp_begins(in, whole_n, &sent->source.ssrc);
    struct rtp_header h;
    if (!rtp_header_read(in, whole_n, &h) || !is_media_type(h.payload_type))
        return false;
    sent->source = (struct media_source){ .ssrc = h.ssrc, .payload_type = h.payload_type };
    return true;
}

static enum recognition rtp_recognise(struct opening *o)
{
    struct sent sent = { 0 };
    return read_sender(o->said, o->said.n, &sent) ? MINE : NOT_MINE;
}

/* ---- who sends ---- */

static bool is_free(const struct rtp_weigh *w)
{
    return w->in_a_row == 0 && w->control.packets == 0;
}

static bool is_of(const struct rtp_weigh *w, uint32_t ssrc)
{
    return (w->in_a_row > 0 && w->ssrc == ssrc) ||
           (w->control.packets > 0 && w->control.ssrc == ssrc);
}

static bool is_stream(const struct rtp_weigh *w, const struct media_source *source)
{
    return w->in_a_row > 0 && w->ssrc == source->ssrc && w->payload_type == source->payload_type;
}

/* Whether the packet belongs there. Where only looks come of one stream, all comes of another
 * payload type of the same source: that would pass for its successor, and is kept apart. */
static bool belongs(const struct rtp_weigh *w, const struct sent *sent, bool looked_at)
{
    return is_of(w, sent->source.ssrc) && (!looked_at || sent->control || w->in_a_row == 0 ||
                                           w->payload_type == sent->source.payload_type);
}

/* Where that source is kept, or can be from now; SOURCES: there is no room for it. */
static size_t place_of(const struct dissection *d, const struct sent *sent)
{
    const struct rtp_state *s = d->state;
    const struct rtp_weigh *source = s->source[d->from_client];
    const uint8_t *age = s->age[d->from_client];
    for (size_t i = 0; i < SOURCES; i++)
        if (belongs(&source[i], sent, d->looked_at != NULL))
            return i;
    size_t room = s->sure ? SOURCES : ON_TRIAL;
    size_t oldest = SOURCES;
    for (size_t i = 0; i < room; i++) {
        if (is_free(&source[i]))
            return i;
        if (d->looked_at != NULL && is_stream(&source[i], d->looked_at))
            continue; /* it only seems to be silent */
        oldest = oldest == SOURCES || age[i] > age[oldest] ? i : oldest;
    }
    return s->sure && oldest < SOURCES && age[oldest] >= FORGOTTEN ? oldest : SOURCES;
}

static void grow_older(struct rtp_state *s, bool from_client, size_t except)
{
    uint8_t *age = s->age[from_client];
    for (size_t i = 0; i < SOURCES; i++)
        age[i] = (uint8_t)(age[i] + (age[i] < UINT8_MAX));
    age[except] = 0;
}

/* ---- what is settled ---- */

static bool is_sure(const struct rtp_weigh *w)
{
    return w->in_a_row >= RTP_IN_A_ROW || w->control.packets > 1 || w->control.told;
}

/* Nothing more is to be said of it soon; RTCP alone is too rare to be worth it. */
static bool is_settled(const struct rtp_state *s)
{
    bool any = false;
    if (s->packets < HEARD_OUT)
        return false;
    for (size_t end = 0; end < 2; end++)
        for (size_t i = 0; i < SOURCES; i++) {
            const struct rtp_weigh *w = &s->source[end][i];
            bool done = rtp_weigh_is_done(w) && !media_keys_are_tried(s->trial[end][i]);
            if (w->in_a_row > 0 && !done && s->age[end][i] < FORGOTTEN)
                return false;
            any |= w->told;
        }
    return any;
}

/* ---- packets ---- */

static struct rtp_hint hint_of(const struct rtp_state *s)
{
    return (struct rtp_hint){ .secure = s->keyed };
}

static enum verdict_on_bytes take_other(struct rtp_state *s, struct bytes in)
{
    bool dtls = false;
    bool known = rtp_is_beside(in, &dtls);
    if (!known && (!s->sure || s->strange == STRANGE_MAX))
        return DISSECT_REJECT;
    s->keyed |= dtls;
    s->strange = (uint8_t)(known ? 0 : s->strange + 1);
    return DISSECT_DONE;
}

/* Until it is sure that this is RTP, a source has to go on from its last packet. */
static bool is_in_order(const struct rtp_weigh *before, const struct rtp_weigh *after)
{
    return before->in_a_row == 0 || after->in_a_row > before->in_a_row ||
           (after->seq == before->seq && after->payload_type == before->payload_type);
}

/* Whether nothing more is to be said of the stream that the packet is of, unless it changes. Looks
 * do not show whether the pictures of one that turned clear can be decoded. */
static void answer(struct dissection *d, const struct rtp_weigh *w, const struct sent *sent,
                   uint8_t trial)
{
    bool done = rtp_weigh_is_done(w) && !media_keys_are_tried(trial);
    bool looked_at = d->looked_at != NULL && media_source_equal(d->looked_at, &sent->source);
    d->settled = is_settled(d->state);
    d->source_settled = !sent->control && done && is_stream(w, &sent->source);
    d->source_opened = looked_at && !sent->control && rtp_weigh_wants_pictures(w);
    d->source = sent->source;
}

/* Holds a packet of a source of which not all is said against the keys that are known. */
static void try_keys(struct dissection *d, struct bytes in, const struct rtp_weigh *w,
                     uint8_t *trial)
{
    bool control = rtp_is_control(in);
    bool begins = control ? *trial == 0 || *trial == MEDIA_KEY_REPORTS_LEFT
                          : *trial == 0 && !rtp_weigh_is_done(w);
    if (control && !rtcp_is_secure(&w->control))
        return;
    bool whole = d->packet->payload_cut == 0 && d->looked_at == NULL;
    struct observation said;
    if (whole && (begins || media_keys_are_tried(*trial)) &&
        media_keys_try(d->keys, trial, d->packet, in, &said))
        observe(d, said);
}

static enum verdict_on_bytes take_media(struct dissection *d, struct bytes in, size_t whole_n,
                                        const struct sent *sent)
{
    struct rtp_state *s = d->state;
    size_t i = place_of(d, sent);
    if (i == SOURCES) /* a conference: three are enough */
        return s->sure ? DISSECT_DONE : DISSECT_REJECT;
    struct rtp_weigh *kept = &s->source[d->from_client][i];
    struct rtp_weigh w =
        belongs(kept, sent, d->looked_at != NULL) ? *kept : (struct rtp_weigh){ 0 };
    struct rtp_hint hint = hint_of(s);
    hint.looks = d->looked_at != NULL && media_source_equal(d->looked_at, &sent->source);
    struct observation said;
    bool news = rtp_weigh_packet(&w, in, whole_n, &hint, &said);
    struct observation clock;
    bool tells_clock = rtcp_tell_clock(&w.control, d->packet->time_ns, &clock);
    bool sure = s->sure || is_sure(&w);
    if (!sure && (!is_in_order(kept, &w) || s->packets >= PATIENCE))
        return DISSECT_REJECT;

    uint8_t *trial = &s->trial[d->from_client][i];
    if (rtp_weigh_ssrc(kept) != rtp_weigh_ssrc(&w))
        media_keys_leave(d, trial, rtp_weigh_ssrc(kept));
    *kept = w;
    s->sure = sure;
    s->strange = 0;
    s->packets = (uint8_t)(s->packets + (s->packets < UINT8_MAX));
    grow_older(s, d->from_client, i);
    if (news)
        observe(d, said);
    if (tells_clock)
        observe(d, clock);
    if (sure)
        try_keys(d, in, &w, trial);
    answer(d, &w, sent, *trial);
    return DISSECT_DONE;
}

static enum verdict_on_bytes rtp_dissect(struct dissection *d)
{
    struct bytes in = cursor_rest(&d->in);
    size_t whole_n = in.n + d->packet->payload_cut;
    struct sent sent = { 0 };
    skip(&d->in, in.n);
    if (!read_sender(in, whole_n, &sent))
        return take_other(d->state, in);
    return take_media(d, in, whole_n, &sent);
}

/* ---- the end ---- */

/* What one end sent and nobody told of yet. */
static void tell_rest(struct dissection *d)
{
    struct rtp_state *s = d->state;
    struct rtp_hint hint = hint_of(s);
    struct observation said;
    for (size_t i = 0; i < SOURCES; i++) {
        struct rtp_weigh *w = &s->source[d->from_client][i];
        while (rtp_weigh_rest(w, &hint, &said))
            observe(d, said);
        media_keys_leave(d, &s->trial[d->from_client][i], rtp_weigh_ssrc(w));
    }
}

static void rtp_end(struct dissection *d)
{
    struct rtp_state *s = d->state;
    if (!s->sure)
        return;
    tell_rest(d);
    struct packet back = packet_back(d->packet);
    struct dissection other = *d;
    other.packet = &back;
    other.from_client = !d->from_client;
    tell_rest(&other);
}

const struct dissector rtp_dissector = {
    .name = "rtp",
    .transport = TRANSPORT_UDP,
    .state_size = sizeof(struct rtp_state),
    .recognise = rtp_recognise,
    .dissect = rtp_dissect,
    .end = rtp_end,
};
