/* How it works. SRTCP leaves the first eight bytes in clear, and after the encrypted rest stand an
 * index that counts the packets and a tag; so the lengths in its headers never add up to the
 * datagram. Where they do add up, and a name can be read or the clock of two sender reports goes
 * on, it is plain RTCP. A receiver report says nothing of the media, and is no proof. Where they do
 * not add up, the index is looked for: E bit set, and one more in each packet. */
#include "dissectors/rtcp.h"

enum {
    RTCP_SR = 200,
    RTCP_RR = 201,
    RTCP_SDES = 202,
    SDES_CNAME = 1,
    PACKETS_MAX = 16,       /* in a compound packet */
    CLOCK_STEP_MAX_S = 600, /* between two sender reports; random: p = 2^-22 */
    MINUTE_S = 60,
    INDEX_STEP_MAX = 4, /* some may have been lost */
    INDEX_PROOF = 2,    /* random: p = 2^-60 */
};

/* Where the index ends, counted from the datagram's end: RFC 7714 section 9 (GCM: it is the last);
 * tags of 4 and 10 bytes, RFC 3711 section 5.2; 10 after a key identifier of 4. */
static const uint8_t after_index[SRTCP_PLACES] = { 0, 4, 10, 14 };

enum { TAG_OF_80 = 2 }; /* of these */

struct reading {
    bool fits;     /* every length adds up, to the last byte */
    bool has_name; /* section 6.5.1: a CNAME, all of it printable */
    uint32_t ntp_s;
};

static bool is_type(uint8_t type)
{
    return (type >= 192 && type <= 195) || (type >= RTCP_SR && type <= 213);
}

bool rtcp_begins(struct bytes prefix, size_t whole_n, uint32_t *ssrc)
{
    struct cursor c = cursor_over(prefix);
    uint8_t first = take_u8(&c);
    uint8_t type = take_u8(&c);
    size_t n = ((size_t)take_be16(&c) + 1) * 4;
    *ssrc = take_be32(&c);
    return cursor_ok(&c) && first >> 6 == 2 && is_type(type) && n >= 8 && n <= whole_n;
}

static bool is_printable(struct bytes b)
{
    size_t n = 0;
    while (n < b.n && b.p[n] >= 0x20 && b.p[n] < 0x7f)
        n++;
    return b.n > 0 && n == b.n;
}

/* Section 6.5, the first chunk. */
static bool has_name(struct cursor c)
{
    skip(&c, 4);
    while (cursor_left(&c) > 0) {
        uint8_t item = take_u8(&c);
        if (item == 0)
            return false;
        struct bytes text = take_bytes(&c, take_u8(&c));
        if (item == SDES_CNAME)
            return cursor_ok(&c) && is_printable(text);
    }
    return false;
}

static void read_body(uint8_t type, struct cursor body, struct reading *r)
{
    if (type == RTCP_SDES && has_name(body))
        r->has_name = true;
    if (type != RTCP_SR)
        return;
    skip(&body, 4);
    uint32_t ntp_s = take_be32(&body);
    skip(&body, 16);
    r->ntp_s = cursor_ok(&body) ? ntp_s : 0;
}

/* The last packet need not be all here to end where it should. */
static struct reading read_all(struct bytes prefix, size_t whole_n)
{
    struct reading r = { 0 };
    size_t at = 0;
    for (size_t i = 0; i < PACKETS_MAX && at < whole_n; i++) {
        struct cursor c = cursor_over(bytes_after(prefix, at));
        uint8_t first = take_u8(&c);
        uint8_t type = take_u8(&c);
        size_t n = (size_t)4 * take_be16(&c);
        if (!cursor_ok(&c) || first >> 6 != 2 || !is_type(type) || n > whole_n - at - 4)
            return r;
        read_body(type, cursor_over(bytes_first(cursor_rest(&c), n)), &r);
        at += 4 + n;
    }
    r.fits = at == whole_n;
    return r;
}

static struct observation say(struct rtcp_source *s, enum encrypted encrypted, const char *because)
{
    s->told = true;
    s->verdict = (uint8_t)encrypted;
    return (struct observation){
        .kind = OBS_MEDIA,
        .media = { .ssrc = s->ssrc,
                   .payload_type = s->type & 0x7f,
                   .encrypted = encrypted,
                   .control = true,
                   .because = because },
    };
}

/* Notes the words that may be the index; true: one of them has counted up for long enough. */
static bool index_counts(struct rtcp_source *s, struct bytes all)
{
    bool proved = false;
    for (size_t i = 0; i < SRTCP_PLACES; i++) {
        size_t end = after_index[i];
        if (all.n < 12 + end)
            continue;
        struct cursor c = cursor_over(bytes_after(all, all.n - end - 4));
        uint32_t word = take_be32(&c);
        uint32_t step = word - s->index[i];
        bool grows = word >> 31 != 0 && step >= 1 && step <= INDEX_STEP_MAX;
        s->grown[i] = (uint8_t)(grows ? s->grown[i] + (s->grown[i] < UINT8_MAX) : 0);
        s->index[i] = word;
        proved |= s->grown[i] >= INDEX_PROOF;
    }
    return proved;
}

/* 2000 to 2036, in seconds since 1900. */
static bool is_plausible(uint32_t ntp_s)
{
    return ntp_s >= 3155673600U;
}

/* Whether the clock of this sender report goes on from the last one's. */
static bool clock_goes_on(struct rtcp_source *s, uint32_t ntp_s)
{
    uint32_t step = ntp_s - s->ntp_s;
    bool goes_on = s->ntp_s != 0 && step >= 1 && step <= CLOCK_STEP_MAX_S;
    bool is_due = !s->told_clock || ntp_s / MINUTE_S != s->ntp_s / MINUTE_S;
    s->tells_clock = goes_on && is_due && is_plausible(ntp_s);
    s->ntp_s = ntp_s;
    return goes_on;
}

static void start_if_new(struct rtcp_source *s, uint32_t ssrc)
{
    if (s->packets == 0 || s->ssrc != ssrc)
        *s = (struct rtcp_source){ .ssrc = ssrc };
    s->packets = (uint8_t)(s->packets + (s->packets < UINT8_MAX));
}

bool rtcp_weigh(struct rtcp_source *s, struct bytes prefix, size_t whole_n,
                struct observation *said)
{
    uint32_t ssrc = 0;
    if (!rtcp_begins(prefix, whole_n, &ssrc))
        return false;
    if (s->told && s->ssrc != ssrc) /* several senders on one channel: one is enough */
        return false;
    struct reading r = read_all(prefix, whole_n);
    start_if_new(s, ssrc);
    s->type = prefix.p[1];
    enum encrypted now = ENCRYPTED_UNKNOWN;
    const char *because = NULL;
    if (r.fits && r.ntp_s != 0 && clock_goes_on(s, r.ntp_s)) {
        now = ENCRYPTED_NO;
        because = "RTCP sender reports tell the time";
    }
    if (r.fits && r.has_name) {
        now = ENCRYPTED_NO;
        because = "RTCP SDES with a readable name";
    }
    if (!r.fits && prefix.n == whole_n && index_counts(s, prefix)) {
        now = ENCRYPTED_YES;
        because = "SRTCP index counts up";
    }
    if (because == NULL || (s->told && s->verdict == now))
        return false;
    *said = say(s, now, because);
    return true;
}

/* Seconds are precise enough, and all that is kept. */
bool rtcp_tell_clock(struct rtcp_source *s, uint64_t now_ns, struct observation *said)
{
    static const int64_t from_1900_to_1970_s = 2208988800;
    if (!s->tells_clock)
        return false;
    s->tells_clock = false;
    s->told_clock = true;
    int64_t told_ms = ((int64_t)s->ntp_s - from_1900_to_1970_s) * 1000;
    *said = (struct observation){
        .kind = OBS_CLOCK,
        .clock = { .source = "rtcp",
                   .ahead_ms = clock_off_ms(told_ms - (int64_t)(now_ns / 1000000)),
                   .coarse_ms = 1000 },
    };
    return true;
}

bool rtcp_is_secure(const struct rtcp_source *s)
{
    return s->told && s->verdict == ENCRYPTED_YES && s->grown[TAG_OF_80] > 0;
}

/* At least once: two packets are all that came. Random: p = 2^-28. */
static bool index_counted(const struct rtcp_source *s)
{
    uint8_t most = 0;
    for (size_t i = 0; i < SRTCP_PLACES; i++)
        most = s->grown[i] > most ? s->grown[i] : most;
    return most > 0;
}

bool rtcp_weigh_rest(struct rtcp_source *s, struct observation *said)
{
    if (s->told || (s->packets < 2 && !is_plausible(s->ntp_s)))
        return false;
    if (is_plausible(s->ntp_s))
        *said = say(s, ENCRYPTED_NO, "RTCP sender report with a plausible clock");
    else if (index_counted(s))
        *said = say(s, ENCRYPTED_YES, "SRTCP index counts up");
    else
        *said = say(s, ENCRYPTED_UNKNOWN, "nothing in its RTCP decides");
    return true;
}
