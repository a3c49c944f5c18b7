/* QUIC, RFC 9000 and 9369: always inside TLS 1.3 (RFC 9001). A Handshake packet can only be sent
 * when the keys are agreed, so that its header alone says it: nothing is decrypted. Guide item 3.4.
 */

#include "dissectors/dissector.h"

struct quic {
    bool told;
};

enum { ID_MAX = 20, FORM_LONG = 0x80, BIT_FIXED = 0x40 };

enum packet_type { PACKET_INITIAL, PACKET_EARLY, PACKET_HANDSHAKE, PACKET_RETRY };

/* Versions that have the header of RFC 9000 section 17.2; the drafts had it from the 17th on. */
static bool is_version(uint32_t v)
{
    bool draft = v >= 0xff000011 && v <= 0xff000022;
    bool mvfst = v == 0xfaceb001 || v == 0xfaceb002; /* Facebook's names for two drafts */
    return v == 0x00000001 || v == 0x6b3343cf || draft || mvfst;
}

/* RFC 9369 section 3.2: version 2 counts them from another begin. */
static enum packet_type type_of(uint8_t first, uint32_t version)
{
    unsigned type = first >> 4 & 3;
    return (enum packet_type)(version == 0x6b3343cf ? (type + 3) % 4 : type);
}

/* RFC 9000 section 16. */
static uint64_t take_varint(struct cursor *c)
{
    uint8_t first = take_u8(c);
    uint64_t value = first & 0x3f;
    for (int more = (1 << (first >> 6)) - 1; more > 0; more--)
        value = value << 8 | take_u8(c);
    return value;
}

static void skip_counted(struct cursor *c, uint64_t n)
{
    skip(c, n < SIZE_MAX / 2 ? (size_t)n : SIZE_MAX / 2);
}

/* One packet with a long header; false: it is none, or it is broken. */
static bool take_packet(struct cursor *c, enum packet_type *type)
{
    uint8_t first = take_u8(c);
    uint32_t version = take_be32(c);
    uint8_t to = take_u8(c);
    skip(c, to);
    uint8_t from = take_u8(c);
    skip(c, from);
    if (first < FORM_LONG || !is_version(version) || to > ID_MAX || from > ID_MAX)
        return false;
    *type = type_of(first, version);
    if (*type == PACKET_RETRY)
        skip(c, cursor_left(c));
    if (*type == PACKET_INITIAL)
        skip_counted(c, take_varint(c)); /* a token */
    if (*type != PACKET_RETRY)
        skip_counted(c, take_varint(c));
    return cursor_ok(c);
}

static enum recognition quic_recognise(struct opening *o)
{
    struct cursor c = cursor_over(o->said);
    enum packet_type type = PACKET_RETRY;
    bool fixed = o->said.n > 0 && (o->said.p[0] & BIT_FIXED) != 0;
    return fixed && take_packet(&c, &type) ? MINE : NOT_MINE;
}

/* RFC 9000 section 12.2: several packets may share a datagram; what follows those with a long
 * header cannot be read. Later ones may lack the fixed bit (RFC 9287). */
static enum verdict_on_bytes quic_dissect(struct dissection *d)
{
    struct quic *s = d->state;
    bool agreed = false, any = false;
    enum packet_type type = PACKET_RETRY;
    struct cursor c = d->in;
    bool is_long = cursor_left(&c) > 0 && *c.at >= FORM_LONG;
    for (; cursor_left(&c) > 0 && take_packet(&c, &type); any = true)
        agreed |= type == PACKET_HANDSHAKE;
    if (is_long && !any)
        return DISSECT_REJECT;
    skip(&d->in, cursor_left(&d->in));
    d->settled = s->told || agreed;
    if (!agreed || s->told)
        return DISSECT_DONE;
    s->told = true;
    observe(d, (struct observation){ .kind = OBS_TLS, .tls = { .version = 0x0304 } });
    return DISSECT_DONE;
}

const struct dissector quic_dissector = {
    .name = "quic",
    .transport = TRANSPORT_UDP,
    .state_size = sizeof(struct quic),
    .recognise = quic_recognise,
    .dissect = quic_dissect,
};
