/* NTP, RFC 5905 section 7.3, on port 123: who asks for the time, who tells it, and how far the
 * sender's own clock is off. Guide item 2.7. Versions 1 to 4; with a key (section 7.3) or with NTS
 * (RFC 8915 section 5.6) a message is authenticated. Symmetric, broadcast and control messages are
 * read over: they are no query of a client, and no answer to one.
 *
 * Clients need not tell their time: many send random numbers instead. Such a message is empty but
 * for these, and is believed only where they come near the time by more than chance. */

#include "dissectors/dissector.h"

enum { NTP_PORT = 123, CONTROL_HEAD_N = 12, PRIVATE_HEAD_N = 8 };

enum mode {
    MODE_RESERVED,
    MODE_ACTIVE,
    MODE_PASSIVE,
    MODE_CLIENT,
    MODE_SERVER,
    MODE_BROADCAST,
    MODE_CONTROL,
    MODE_PRIVATE,
};

enum { STRATUM_LAST = 16, LEAP_UNKNOWN = 3, NTS_AUTHENTICATOR = 0x0404 };

static const uint64_t second_ns = 1000000000, from_1900_to_1970_s = 2208988800;
static const int64_t hour_ms = 3600000, five_years_ms = 5 * 31557600000;

struct ntp_message {
    enum mode mode;
    uint8_t version;
    uint8_t leap;
    uint8_t stratum;
    bool filled;   /* more than a random client sends */
    uint64_t time; /* the transmit timestamp: seconds since 1900, 32 bits of fraction */
    bool authenticated;
};

/* ---- what follows the head ---- */

/* A key's number and a digest: MD5, SHA-1, and the longer ones of later servers; without digest it
 * says that the key was not known (a crypto-NAK). */
static bool is_mac_length(size_t n)
{
    return n == 4 || n == 20 || n == 24 || n == 36 || n == 52 || n == 68;
}

static bool take_mac(struct cursor *c, struct ntp_message *m)
{
    size_t n = cursor_left(c);
    uint32_t key = take_be32(c);
    m->authenticated |= n > 4 && key != 0;
    skip(c, n - 4);
    return true;
}

/* RFC 7822: what is longer than a key with its digest is an extension field. */
static bool take_field(struct cursor *c, struct ntp_message *m)
{
    uint16_t type = take_be16(c);
    uint16_t n = take_be16(c);
    if (n < 16 || n % 4 != 0)
        return false;
    skip(c, n - 4U);
    m->authenticated |= type == NTS_AUTHENTICATOR;
    return cursor_ok(c);
}

static bool read_trailer(struct cursor *c, struct ntp_message *m)
{
    while (cursor_left(c) > 0) {
        struct cursor field = *c;
        size_t n = cursor_left(c);
        if (m->version == 4 && n >= 16 && n != 20 && n != 24 && take_field(&field, m))
            *c = field;
        else
            return is_mac_length(n) && take_mac(c, m);
    }
    return true;
}

/* ---- the head ---- */

/* A client that hides its time leaves these empty, or its precision positive. */
static bool is_filled(uint8_t precision, uint32_t dispersion, uint64_t reference)
{
    bool negative = precision >= 0xe0; /* 2 to the power of -32 to -1 seconds */
    return negative || dispersion != 0 || reference != 0;
}

static bool read_time_message(struct cursor *c, struct ntp_message *m)
{
    m->stratum = take_u8(c);
    skip(c, 1); /* poll */
    uint8_t precision = take_u8(c);
    skip(c, 4); /* root delay */
    uint32_t dispersion = take_be32(c);
    skip(c, 4); /* reference identifier */
    uint64_t reference = take_be64(c);
    skip(c, 16); /* origin and receive timestamps */
    m->time = take_be64(c);
    m->filled = is_filled(precision, dispersion, reference);
    return cursor_ok(c) && m->stratum <= STRATUM_LAST;
}

static bool read_message(struct bytes datagram, struct ntp_message *m)
{
    struct cursor c = cursor_over(datagram);
    uint8_t first = take_u8(&c);
    *m = (struct ntp_message){
        .mode = first & 7,
        .version = first >> 3 & 7,
        .leap = first >> 6,
    };
    if (!cursor_ok(&c) || m->version < 1 || m->version > 4)
        return false;
    if (m->mode == MODE_CONTROL)
        return datagram.n >= CONTROL_HEAD_N;
    if (m->mode == MODE_PRIVATE)
        return datagram.n >= PRIVATE_HEAD_N;
    if (m->mode == MODE_RESERVED && m->version > 1)
        return false;
    return read_time_message(&c, m) && read_trailer(&c, m);
}

/* ---- whose clock ---- */

/* By how much the time told is ahead of ours. Timestamps begin anew in 2036 (RFC 5905 section 6):
 * the nearest reading is taken, which is right up to 68 years. */
static int64_t ahead_ms(uint64_t told, uint64_t now_ns)
{
    uint64_t now_s = now_ns / second_ns + from_1900_to_1970_s;
    uint32_t ahead = (uint32_t)(told >> 32) - (uint32_t)now_s;
    int64_t ahead_s = ahead <= INT32_MAX ? (int64_t)ahead : (int64_t)ahead - ((int64_t)1 << 32);
    int64_t told_part = (int64_t)((told & UINT32_MAX) * 1000 >> 32);
    return ahead_s * 1000 + told_part - (int64_t)(now_ns % second_ns / 1000000);
}

static bool is_near(int64_t ms, int64_t limit_ms)
{
    return ms >= -limit_ms && ms <= limit_ms;
}

/* Of a random time one in 14 comes within five years, one in half a million within an hour. */
static bool tells_clock(const struct ntp_message *m, int64_t ms)
{
    if (m->time == 0 || (m->mode == MODE_SERVER && m->stratum == 0))
        return false;
    bool whole_seconds = (m->time & UINT32_MAX) == 0;
    bool meant = m->mode == MODE_SERVER || m->filled || whole_seconds;
    return is_near(ms, meant ? five_years_ms : hour_ms);
}

static struct observation fact_of(const struct ntp_message *m, uint64_t now_ns)
{
    bool server = m->mode == MODE_SERVER;
    struct observation o = {
        .kind = OBS_TIME_SYNC,
        .time_sync = {
            .role = server ? TIME_SERVER : TIME_CLIENT,
            .stratum = server ? m->stratum : 0,
            .leap = m->leap,
            .authenticated = m->authenticated,
        },
    };
    int64_t ms = ahead_ms(m->time, now_ns);
    if (tells_clock(m, ms)) {
        o.time_sync.has_clock = true;
        o.time_sync.clock_off_ms = clock_off_ms(ms);
    }
    return o;
}

/* ---- the whole ---- */

/* Version 1 had no modes (RFC 1059): whoever asks does so from another port. */
static enum mode mode_of(const struct ntp_message *m, uint16_t from, uint16_t to)
{
    if (m->mode != MODE_RESERVED)
        return m->mode;
    if (from == to)
        return MODE_ACTIVE;
    return to == NTP_PORT ? MODE_CLIENT : MODE_SERVER;
}

static enum speaker speaker_of(enum mode mode)
{
    if (mode == MODE_SERVER)
        return SPEAKER_SERVER;
    return mode == MODE_CLIENT ? SPEAKER_CLIENT : SPEAKER_UNKNOWN;
}

static enum recognition ntp_recognise(struct opening *o)
{
    struct ntp_message m;
    bool own_port = o->from_port == NTP_PORT || o->to_port == NTP_PORT;
    if (!own_port || !read_message(o->said, &m))
        return NOT_MINE;
    o->speaker = speaker_of(mode_of(&m, o->from_port, o->to_port));
    return MINE;
}

static enum verdict_on_bytes ntp_dissect(struct dissection *d)
{
    struct ntp_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    m.mode = mode_of(&m, d->packet->src.port, d->packet->dst.port);
    enum speaker speaker = speaker_of(m.mode);
    if (speaker == SPEAKER_UNKNOWN)
        return DISSECT_DONE;
    speaker_is(d, speaker);
    observe(d, fact_of(&m, d->packet->time_ns));
    return DISSECT_DONE;
}

const struct dissector ntp_dissector = {
    .name = "ntp",
    .transport = TRANSPORT_UDP,
    .recognise = ntp_recognise,
    .dissect = ntp_dissect,
};
