/* Guide item 3.5, Internet mode: the stream goes inside HTTPS.
 *
 * A FAIL stays: another stream inside TLS does not prove that this one is off. */
#include "rules/moment.h"
#include "rules/open_access.h"

enum { RTSPS_PORT = 322 };

/* Who fetches a picture again so soon looks on; a page is loaded now and then. */
static const uint64_t again_ns = 60000000000;

struct memory {
    struct text picture; /* the last file that may be a page's own, or the picture of now */
    uint64_t picture_ns; /* when it was fetched; 0: never */
    bool rtsps;          /* a stream was asked for inside TLS */
    bool srtp;           /* and media sent encrypted */
};

/* Each alone may have a clear half; both together are a stream of which nothing can be read. */
static struct opinion protected_alike(struct memory *m, struct opinion half)
{
    if (!m->rtsps || !m->srtp)
        return half;
    return opine(VERDICT_PASS, "srtp-by-rtsps",
                 "asked for inside TLS on port %d and sent encrypted (SRTP), which serves the same "
                 "end",
                 RTSPS_PORT);
}

/* What RTSP is carried in, for a sentence. */
static const char *inside(const struct observation *o)
{
    if (o->exchange.tunnel == NULL)
        return "";
    return strcmp(o->exchange.tunnel, "http") == 0 ? " inside plain HTTP"
                                                   : " inside a plain WebSocket";
}

static bool is_fetched_again(struct memory *m, const struct observation *o)
{
    bool again = m->picture_ns != 0 && strcmp(m->picture.s, o->exchange.path.s) == 0 &&
                 o->time_ns >= m->picture_ns && o->time_ns - m->picture_ns <= again_ns;
    m->picture = o->exchange.path;
    m->picture_ns = o->time_ns;
    return again;
}

static struct opinion weigh_jpeg(struct memory *m, const struct observation *o)
{
    if (is_page_picture(&o->exchange.path))
        return silent();
    if (is_live_picture(&o->exchange.path) || is_fetched_again(m, o))
        return opine(VERDICT_FAIL, "jpeg-clear", "a picture sent in clear by HTTP on port %d",
                     o->server.port);
    return opine(VERDICT_SUSPECT, "jpeg-once",
                 "a picture sent in clear by HTTP on port %d, which may be a page's own: %s",
                 o->server.port, o->exchange.path.s);
}

static struct opinion weigh_exchange(struct memory *m, const struct observation *o)
{
    if (o->exchange.act != ACT_RESPONSE)
        return silent();
    if (is_by(o, "rtsp"))
        return opine(VERDICT_FAIL, "rtsp-clear", "RTSP%s%s answered with %d in clear%s on port %d",
                     o->exchange.method.s[0] != '\0' ? " " : "", o->exchange.method.s,
                     o->exchange.status, inside(o), o->server.port);
    bool jpeg = o->exchange.content == CONTENT_JPEG && o->exchange.status == 200;
    return is_by(o, "http") && jpeg ? weigh_jpeg(m, o) : silent();
}

static struct opinion weigh_srtp(struct memory *m, const struct observation *o)
{
    m->srtp = true;
    return protected_alike(m, opine(VERDICT_LIKELY_OK, "srtp", "%s sent encrypted (SRTP)",
                                    o->media.type == MEDIA_AUDIO ? "sound" : "video"));
}

static struct opinion weigh_rtsps(struct memory *m)
{
    m->rtsps = true;
    return protected_alike(
        m, opine(VERDICT_LIKELY_OK, "rtsps", "RTSP inside TLS on port %d", RTSPS_PORT));
}

/* Old halves prove nothing of today's stream. */
static void forget(void *memory)
{
    *(struct memory *)memory = (struct memory){ 0 };
}

static struct opinion weigh_media(const struct weighing *w)
{
    const struct observation *o = w->o;
    bool shows = o->media.type != MEDIA_DATA; /* what ONVIF tells beside the picture is none */
    if (!is_sender(w) || !shows || o->media.encrypted == ENCRYPTED_UNKNOWN)
        return silent();
    if (o->media.encrypted == ENCRYPTED_YES)
        return weigh_srtp(w->memory, o);
    return opine(VERDICT_FAIL, "rtp-clear", "%s sent in clear by %s%s",
                 o->media.type == MEDIA_AUDIO ? "sound" : "video",
                 o->media.control ? "RTCP" : "RTP",
                 o->media.carrier == CARRIER_INTERLEAVED ? " inside RTSP" : "");
}

/* What it is nobody can see: a stream, by how long and how much it is. */
static struct opinion weigh_volume(const struct observation *o)
{
    return opine(VERDICT_LIKELY_OK, "stream-in-tls",
                 "sent %u kbit/s for %u s inside TLS on port %d, as a stream would",
                 (unsigned)o->volume.kbit_s, o->volume.seconds, o->server.port);
}

static struct opinion weigh(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->kind == OBS_MEDIA)
        return weigh_media(w);
    if (w->part != PART_SERVER)
        return silent();
    if (o->kind == OBS_EXCHANGE)
        return weigh_exchange(w->memory, o);
    if (o->kind == OBS_VOLUME)
        return weigh_volume(o);
    return o->server.port == RTSPS_PORT ? weigh_rtsps(w->memory) : silent();
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    move_time(&m->picture_ns, by_ns);
}

const struct item internet_mode_item = {
    .about = {
        .number = "3.5",
        .title = "Internet mode",
        .recommended = "ON",
        .level = LEVEL_STANDARD,
        .signature = 7235000,
        .severity = 2,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "CWE-319",
        .meaning = "RTSP, RTP and RTCP are not encrypted: user names, pictures and sound can be read and changed "
                   "on the way. With Internet mode on, the stream is carried inside HTTPS.",
        .judged = "FAIL: the camera answers RTSP in clear (also when carried in plain HTTP or in a WebSocket), sends RTP that can be "
                  "read, or sends a JPEG picture by plain HTTP. PASS: RTSP inside TLS (RTSPS, port 322) together with encrypted "
                  "media (SRTP), which serve the same end. LIKELY_OK: one of the two; or more than 100 kbit/s inside TLS for a "
                  "minute without a pause, which looks like a stream. SUSPECT: one JPEG file by plain HTTP that may be a page's own; the same again within a minute is none. A FAIL stays: one protected stream does not prove that no "
                  "other is open.",
        .remedy = "[Image/Audio] - [Image] in the Settings menu: set \"Internet mode\" to \"On\", and let viewers "
                  "fetch the stream over HTTPS.",
        .unseen = "No stream of this camera was seen, in clear or by RTSPS, and nobody watched for a minute inside "
                  "HTTPS, where it looks like any other use of the camera.",
        .decides = "A viewer that opens the stream in clear or by RTSPS, or watches inside HTTPS for more than a minute.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_MEDIA,
                 [PART_SERVER] = 1u << OBS_EXCHANGE | 1u << OBS_MEDIA | 1u << OBS_TLS |
                                 1u << OBS_VOLUME },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .forget = forget,
    .move = move,
};
