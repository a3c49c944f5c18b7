/* Guide item 2.8, Audio settings: off. protocols.md E, row 2.8.
 *
 * How it works: sound of the camera is on when it offers it in a session description, lets it be
 * set up, sends it, plays it, or says that it is on. That there is none is known only once a
 * description had no sound in it and the camera itself says "off": streams of one camera may
 * differ, and one without sound proves nothing of the others.
 *
 * Each medium of a description is a fact of its own, and all have the time of one packet; so a
 * description is over when a fact of another time comes. */
#include "rules/moment.h"
#include "rules/rule.h"

/* Payload types of RFC 3551 section 6; what a higher one is, only a description says. */
enum { STATIC_MAX = 34 };

struct memory {
    uint64_t described_ns;       /* a description with pictures and, so far, no sound; 0: none */
    uint64_t sound_ns;           /* when it last offered sound */
    uint64_t described_sound[2]; /* payload types that it called sound, as bits */
    struct ip talker;            /* who has set up a back channel */
    bool back_channel;           /* there is a talker */
    bool fetches;                /* it sets up streams of others, whose sound then comes to it */
    bool without;                /* since it last had sound, it described a stream without */
    bool off;                    /* since then it said that sound is off */
    bool blamed;                 /* for sound, which "off" can end */
};

_Static_assert(sizeof(struct memory) <= ITEM_MEMORY_MAX, "memory of an item");

static const char *codec_name(enum codec c)
{
    if (c == CODEC_G711)
        return "G.711";
    if (c == CODEC_G726)
        return "G.726";
    return c == CODEC_AAC ? "AAC" : "a codec we cannot name";
}

/* ---- without sound ---- */

static struct opinion without_sound(struct memory *m)
{
    if (!m->off)
        return opine(VERDICT_LIKELY_OK, "none-offered",
                     "describes a stream without sound; another of its streams may have some");
    if (!m->without)
        return opine(VERDICT_LIKELY_OK, "said-off", "says that its sound is off");
    struct opinion x = opine(VERDICT_PASS, "sound-off",
                             "says that its sound is off, and describes a stream without any");
    x.mends = m->blamed;
    m->blamed = false;
    return x;
}

/* No more of the description will come. */
static struct opinion end_description(struct memory *m, uint64_t now_ns)
{
    if (m->described_ns == 0 || m->described_ns == now_ns)
        return silent();
    m->described_ns = 0;
    m->without = true;
    return without_sound(m);
}

/* ---- with sound ---- */

static void note_sound(struct memory *m)
{
    m->described_ns = 0;
    m->without = m->off = false;
    m->blamed = true;
}

static void describe_type(struct memory *m, uint8_t payload_type)
{
    m->described_sound[payload_type / 64 % 2] |= UINT64_C(1) << payload_type % 64;
}

static bool is_described(const struct memory *m, uint8_t payload_type)
{
    return (m->described_sound[payload_type / 64 % 2] >> payload_type % 64 & 1) != 0;
}

/* A back channel in a description is no sound of the camera: it stands there because the client
 * asked for it (ONVIF Streaming Specification), and of i-PRO even when sound is off. */
static struct opinion weigh_offer(struct memory *m, const struct observation *o)
{
    if (o->stream.type == MEDIA_VIDEO && m->sound_ns != o->time_ns)
        m->described_ns = o->time_ns;
    if (o->stream.type != MEDIA_AUDIO || o->stream.back_channel)
        return silent();
    note_sound(m);
    m->sound_ns = o->time_ns;
    describe_type(m, o->stream.payload_type);
    return opine(VERDICT_FAIL, "sound-offered", "offers sound (%s, payload type %d)",
                 codec_name(o->stream.codec), o->stream.payload_type);
}

static struct opinion weigh_setup(struct memory *m, const struct observation *o)
{
    if (o->stream.type != MEDIA_AUDIO || o->stream.status != 200)
        return silent();
    if (o->stream.back_channel) {
        m->back_channel = true;
        m->talker = o->client.ip;
        return opine(VERDICT_SUSPECT, "back-channel",
                     "lets a client set up a channel for sound to its loudspeaker");
    }
    note_sound(m);
    return opine(VERDICT_FAIL, "sound-set-up", "a stream of sound was set up (%s, payload type %d)",
                 codec_name(o->stream.codec), o->stream.payload_type);
}

/* A camera that delivers to a media server describes its streams as a client (ANNOUNCE). */
static struct opinion weigh_stream(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (!is_sender(w))
        return silent();
    m->fetches = m->fetches || (w->part == PART_CLIENT && o->stream.act == ACT_REQUEST);
    if (o->stream.act == ACT_NOTIFY)
        return weigh_offer(m, o);
    return w->part == PART_SERVER && o->stream.act == ACT_RESPONSE ? weigh_setup(m, o) : silent();
}

/* What a payload type from 35 on is, is sure only if the camera described it or its content proves
 * it. */
static struct opinion weigh_sent(struct memory *m, const struct observation *o)
{
    uint8_t type = o->media.payload_type;
    bool proved = o->media.codec == CODEC_AAC && o->media.encrypted == ENCRYPTED_NO;
    note_sound(m);
    if (type <= STATIC_MAX || proved || is_described(m, type))
        return opine(VERDICT_FAIL, "sound-sent", "sends sound (%s, payload type %d)",
                     codec_name(o->media.codec), type);
    return opine(VERDICT_SUSPECT, "sound-likely",
                 "sends what may be sound (payload type %d, which no description explains)", type);
}

/* Anybody can send to a camera; that it plays it is its own doing only where it agreed. */
static struct opinion weigh_received(struct memory *m, const struct observation *o)
{
    const struct endpoint *from = o->from_client ? &o->client : &o->server;
    bool agreed = m->back_channel && ip_equal(&from->ip, &m->talker);
    if (!agreed && m->fetches)
        return silent();
    if (!agreed)
        return opine(VERDICT_SUSPECT, "sound-received",
                     "sound is sent to it (%s); that it agreed to that was not seen",
                     codec_name(o->media.codec));
    note_sound(m);
    return opine(VERDICT_FAIL, "talk-back", "a client speaks through it (%s, payload type %d)",
                 codec_name(o->media.codec), o->media.payload_type);
}

static struct opinion weigh_media(const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->media.type != MEDIA_AUDIO || o->media.control)
        return silent();
    return is_sender(w) ? weigh_sent(w->memory, o) : weigh_received(w->memory, o);
}

/* Profiles of ONVIF may name a codec for sound though it is off, and are made by anybody who may
 * administer: no proof of either. */
static struct opinion weigh_profiles(struct memory *m, const struct observation *o)
{
    if (o->setting.enabled)
        return m->off ? silent()
                      : opine(VERDICT_SUSPECT, "profile-with-sound",
                              "ONVIF names sound in %s of its streams", o->setting.value.s);
    return m->without || m->off ? silent()
                                : opine(VERDICT_LIKELY_OK, "profiles-without-sound",
                                        "ONVIF names no sound in the profiles of its streams");
}

/* "aEnable" of getinfo and getuid. A decoder for sound (ONVIF) is another setting: i-PRO reports
 * one even when sound is off. */
static struct opinion weigh_setting(const struct weighing *w)
{
    struct memory *m = w->memory;
    const struct observation *o = w->o;
    if (w->part != PART_SERVER || !is_sender(w) || o->setting.name == NULL)
        return silent();
    if (strcmp(o->setting.name, "audio_profile") == 0)
        return weigh_profiles(m, o);
    if (strcmp(o->setting.name, "audio") != 0)
        return silent();
    if (o->setting.enabled) {
        note_sound(m);
        return opine(VERDICT_FAIL, "sound-on", "says that its sound is on (%s)",
                     o->setting.value.s);
    }
    m->off = true;
    return without_sound(m);
}

static struct opinion weigh_fact(const struct weighing *w)
{
    if (w->o->kind == OBS_STREAM)
        return weigh_stream(w);
    return w->o->kind == OBS_MEDIA ? weigh_media(w) : weigh_setting(w);
}

static struct opinion weigh(const struct weighing *w)
{
    struct opinion ended = end_description(w->memory, w->o->time_ns);
    struct opinion x = weigh_fact(w);
    return x.reason != NULL ? x : ended;
}

static struct opinion reflect(const struct weighing *w)
{
    return end_description(w->memory, w->now_ns);
}

static void forget(void *memory)
{
    struct memory *m = memory;
    m->without = m->off = false;
}

static void move(void *memory, int64_t by_ns)
{
    struct memory *m = memory;
    move_time(&m->described_ns, by_ns);
    move_time(&m->sound_ns, by_ns);
}

static void recall(void *memory, const char *reason)
{
    struct memory *m = memory;
    bool by_itself = strcmp(reason, "back-channel") == 0 || strcmp(reason, "sound-received") == 0 ||
                     strcmp(reason, "profile-with-sound") == 0;
    m->blamed = m->blamed || !by_itself;
}

const struct item audio_item = {
    .about = {
        .number = "2.8",
        .title = "Audio settings",
        .recommended = "OFF",
        .level = LEVEL_ENTRY,
        .signature = 7228000,
        .severity = 3,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "",
        .meaning = "Sound needs stricter care than pictures; the law may forbid it. It is off by default.",
        .judged = "FAIL: the camera offers sound in a session description, lets a stream of sound be set up, sends RTP "
                  "with sound, says that sound is on, or is spoken through over a back channel that it agreed to. PASS: it "
                  "says that sound is off, and a description of a stream has none; both, after a FAIL, end it. "
                  "LIKELY_OK: only one of the two; streams of one camera may differ; or ONVIF names no sound in any profile. SUSPECT: ONVIF names sound in a profile, and the camera has not said that it is off; a back channel was "
                  "set up, or sound is sent to the camera unasked; or its RTP may be sound, but no description "
                  "explains the payload type. A back channel that is merely offered is nothing: the client asked for "
                  "it, and i-PRO cameras offer it when sound is off.",
        .remedy = "[Image/Audio] - [Audio] in the Settings menu.",
        .unseen = "No stream of this camera was seen being described, set up or sent in clear, and it did not say "
                  "whether its sound is on.",
        .decides = "A client that opens a stream over RTSP in clear, and one that reads the settings over HTTP: a PASS "
                   "takes both.",
    },
    .observable = true,
    .needs = VANTAGE_MIRROR,
    .listens = { [PART_CLIENT] = 1u << OBS_STREAM | 1u << OBS_MEDIA,
                 [PART_SERVER] = 1u << OBS_STREAM | 1u << OBS_MEDIA | 1u << OBS_SETTING },
    .memory_n = sizeof(struct memory),
    .weigh = weigh,
    .forget = forget,
    .reflect = reflect,
    .recall = recall,
    .move = move,
};
