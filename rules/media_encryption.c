/* Guide item 3.8, SRTP: media are encrypted (RFC 3711), and so is the RTSP that brings the key.
 *
 * A FAIL stays: one encrypted stream does not prove that another is. */
#include "rules/rule.h"

enum { RTSPS_PORT = 322 };

struct memory {
    bool rtsps;
    bool key_shown;
    bool key_supplied; /* it was held against the operator's keys: that says more than a look */
    bool other_key;    /* none of them fitted, and that is all that was wrong */
    bool wrong;        /* something else was */
    bool agreed;       /* a stream was offered or set up as SRTP */
    bool described;    /* how a stream is keyed was seen, in clear */
    bool clear_rtsp;   /* it answers RTSP in clear */
    bool passed;       /* encrypted media were all that was seen */
};

static const char *kind_of(enum media_type t)
{
    return t == MEDIA_AUDIO ? "sound" : t == MEDIA_VIDEO ? "video" : "media";
}

static struct opinion blame(struct memory *m, struct opinion x)
{
    m->wrong = true;
    return x;
}

/* Whether the policy has a key for what that host sends: then only the proof is one. */
static bool has_key(const struct policy *p, const struct observation *o)
{
    const struct srtp_keys *k = policy_secrets(p)->srtp;
    struct packet sent = { .src = o->from_client ? o->client : o->server,
                           .src_mac = o->from_client ? o->client_mac : o->server_mac };
    for (size_t i = 0; k != NULL && i < k->n; i++)
        if (srtp_key_may_be_of(&k->at[i], &sent) &&
            (k->at[i].of != SRTP_OF_SSRC || k->at[i].ssrc == o->media.ssrc))
            return true;
    return false;
}

/* Picked up in mid-stream: what its RTSP said before was in clear, too. */
static bool may_have_shown_key(const struct memory *m)
{
    return m->clear_rtsp && !m->described && !m->rtsps;
}

static struct opinion opine_unseen_key(const char *what)
{
    return opine(VERDICT_LIKELY_OK, "srtp-key-unseen",
                 "%s is encrypted, but its RTSP is in clear; whether the key crossed there was not "
                 "seen",
                 what);
}

static struct opinion weigh_encrypted(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    const char *and = m->rtsps ? ", and RTSP inside TLS" : "";
    if (m->key_shown || m->key_supplied)
        return silent();
    if (has_key(w->policy, o))
        return opine(VERDICT_LIKELY_OK, "srtp-not-authenticated",
                     "%s is encrypted, SSRC %08x%s; not yet authenticated with the operator's key",
                     kind_of(o->media.type), o->media.ssrc, and);
    if (may_have_shown_key(m))
        return opine_unseen_key(kind_of(o->media.type));
    m->passed = true;
    return opine(VERDICT_PASS, "srtp",
                 "%s is encrypted, SSRC %08x%s; whether its key is good cannot be told without it",
                 kind_of(o->media.type), o->media.ssrc, and);
}

static struct opinion weigh_media(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (!is_sender(w) || o->media.encrypted == ENCRYPTED_UNKNOWN)
        return silent();
    if (o->media.encrypted == ENCRYPTED_YES)
        return weigh_encrypted(w);
    const char *because = o->media.because != NULL ? o->media.because : "";
    return blame(m, opine(VERDICT_FAIL, "rtp-clear", "%s can be read in %s, SSRC %08x%s%s%s%s",
                          kind_of(o->media.type), o->media.control ? "RTCP" : "RTP", o->media.ssrc,
                          because[0] != '\0' ? " (" : "", because, because[0] != '\0' ? ")" : "",
                          m->agreed ? ", although SRTP was offered" : ""));
}

static struct opinion weigh_fit(struct memory *m, const struct observation *o)
{
    struct opinion x = opine(
        VERDICT_PASS, "srtp-authenticated",
        "%u of %u %s packets authenticated with the operator's key, SSRC %08x%s",
        o->media_key.authenticated, o->media_key.tried, o->media_key.control ? "SRTCP" : "SRTP",
        o->media_key.ssrc, o->media_key.readable == READABLE_YES ? ", which decrypts them" : "");
    x.mends = m->other_key && !m->wrong;
    m->other_key = false;
    return x;
}

/* Of several streams the last one that was held against the keys counts: a stream with another key
 * shows itself later than one with a right key, and anew each time that it is opened. */
static struct opinion weigh_supplied(struct memory *m, const struct observation *o)
{
    m->key_supplied = true;
    if (m->key_shown)
        return silent();
    if (o->media_key.authenticated > 0)
        return weigh_fit(m, o);
    m->other_key = true;
    return opine(VERDICT_SUSPECT, "srtp-other-key",
                 "encrypted with a key that is not the operator's: none supplied for it "
                 "authenticates its SRTCP, SSRC %08x",
                 o->media_key.ssrc);
}

/* The key stands in the capture, so whoever has that can decrypt the rest. */
static struct opinion weigh_key(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (!is_sender(w))
        return silent();
    if (o->media_key.source == KEY_SUPPLIED)
        return weigh_supplied(m, o);
    m->key_shown = true;
    struct opinion x = opine(
        VERDICT_FAIL, "srtp-key-in-clear",
        "the key that crossed in clear authenticates %u of %u %s packets, SSRC %08x%s",
        o->media_key.authenticated, o->media_key.tried, o->media_key.control ? "SRTCP" : "SRTP",
        o->media_key.ssrc, o->media_key.readable == READABLE_YES ? ", and decrypts them" : "");
    x.proves = true;
    return x;
}

static struct opinion weigh_offer(struct memory *m, const struct observation *o)
{
    m->agreed = m->agreed || o->stream.secure;
    if (o->stream.key == KEY_SDES) {
        m->key_shown = true;
        return opine(VERDICT_FAIL, "key-in-clear",
                     "the key of its encrypted %s crosses in clear (SDP a=crypto over RTSP)",
                     kind_of(o->stream.type));
    }
    if (!o->stream.secure && o->stream.key == KEY_NONE)
        return blame(m, opine(VERDICT_SUSPECT, "avp-offered", "%s is offered unencrypted (RTP/AVP)",
                              kind_of(o->stream.type)));
    return opine(VERDICT_LIKELY_OK, "savp-offered", "%s is offered encrypted (%s)",
                 kind_of(o->stream.type), o->stream.key == KEY_DTLS ? "DTLS-SRTP" : "RTP/SAVP");
}

/* Ends what was said of the media alone. */
static struct opinion weigh_rtsp(struct memory *m, const struct observation *o)
{
    if (!is_by(o, "rtsp") || o->exchange.act != ACT_RESPONSE)
        return silent();
    m->clear_rtsp = true;
    bool open = m->passed && may_have_shown_key(m) && !m->wrong && !m->other_key && !m->key_shown &&
                !m->key_supplied;
    if (!open)
        return silent();
    m->passed = false;
    struct opinion x = opine_unseen_key("what it sends");
    x.mends = true;
    return x;
}

static struct opinion weigh_stream(struct memory *m, const struct observation *o)
{
    if (o->from_client)
        return silent();
    m->described = true;
    if (o->stream.act == ACT_NOTIFY)
        return weigh_offer(m, o);
    if (o->stream.act != ACT_RESPONSE || o->stream.status != 200 || o->stream.secure)
        return silent();
    return blame(m, opine(VERDICT_FAIL, "avp-set-up", "a stream was set up unencrypted (RTP/AVP%s)",
                          o->stream.interleaved ? "/TCP" : ""));
}

static struct opinion weigh(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (o->kind == OBS_MEDIA)
        return weigh_media(w);
    if (o->kind == OBS_MEDIA_KEY)
        return weigh_key(w);
    if (w->part != PART_SERVER)
        return silent();
    if (o->kind == OBS_STREAM)
        return weigh_stream(m, o);
    if (o->kind == OBS_EXCHANGE)
        return weigh_rtsp(m, o);
    if (o->server.port != RTSPS_PORT)
        return silent();
    m->rtsps = true;
    return opine(VERDICT_LIKELY_OK, "rtsps", "RTSP inside TLS on port %d", RTSPS_PORT);
}

static void recall(void *memory, const char *reason)
{
    struct memory *m = memory;
    if (strcmp(reason, "srtp-other-key") == 0)
        m->other_key = true;
    else
        m->wrong = true;
}

const struct item media_encryption_item = {
    .about = {
        .number = "3.8",
        .title = "SRTP",
        .recommended = "ON",
        .level = LEVEL_STANDARD,
        .signature = 7238000,
        .severity = 2,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "CWE-319",
        .meaning = "SRTP encrypts the pictures and sound of a stream; the RTSP beside it must go inside TLS (port 322), "
                   "for it carries user names and the key.",
        .judged = "FAIL: RTP or RTCP of the camera can be read (reason rtp-clear); a stream is set up as RTP/AVP "
                  "(avp-set-up); or the stream is encrypted but its key crosses in clear RTSP (key-in-clear), which is proved "
                  "by its packets: so many of the first 64 are authenticated with that key "
                  "(srtp-key-in-clear). PASS: the media are encrypted, and no key was seen in clear; with keys that "
                  "the operator supplies (srtp_keys of the policy) it is proved by the packets they authenticate "
                  "(srtp-authenticated); without them whether the key is good cannot be told. SUSPECT: RTP/AVP is "
                  "offered but was not set up; or none of the keys supplied for it authenticates its SRTCP "
                  "(srtp-other-key; one with a key identifier is not tried). LIKELY_OK: RTSPS, or RTP/SAVP is offered, or "
                  "the media are encrypted but not yet authenticated with the key supplied for them, or their RTSP is in clear and how they are keyed was not seen (srtp-key-unseen). Randomness of the bytes is never the proof: "
                  "compressed video looks random too. A FAIL stays: one encrypted stream does not prove that no "
                  "other is open.",
        .remedy = "Use SRTP with a client that supports it (the guide names Genetec Security Center), over RTSPS "
                  "on port 322; else carry the stream inside HTTPS (3.5), and this row does not apply.",
        .unseen = "No stream of this camera was seen being offered, set up or sent.",
        .decides = "A viewer that opens the stream: its RTP shows whether it is encrypted; with the camera's key in "
                   "the policy (srtp_keys), whether by that one.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_MEDIA | 1u << OBS_MEDIA_KEY,
                 [PART_SERVER] = 1u << OBS_MEDIA | 1u << OBS_MEDIA_KEY | 1u << OBS_STREAM | 1u << OBS_TLS |
                                 1u << OBS_EXCHANGE },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .recall = recall,
};
