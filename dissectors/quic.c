/* QUIC, RFC 9000 and 9369: always inside TLS 1.3 (RFC 9001). Guide item 3.4.
 *
 * How it works: the hellos travel in Initial packets, whose keys anybody can derive from the first
 * connection id that the client used; what it asks for and what the server chose is read there. If
 * they were missed, a Handshake packet says by its clear header alone that keys were agreed.
 * OpenSSL allocates while a packet is opened: at most OPENINGS_MAX times in a conversation, and
 * never once it is settled. */

#include "dissectors/quic_initial.h"
#include "dissectors/tls_prefix.h"

enum { OPENINGS_MAX = 8, CLIENT_ROOM = 768, SERVER_ROOM = TLS_PREFIX_MAX };

struct quic {
    bool told;
    uint8_t openings;
    uint8_t id_n; /* 0: no packet of the client was opened */
    uint8_t id[QUIC_ID_MAX];
    uint8_t client[CLIENT_ROOM]; /* what each end begins with, and which bytes of it are here */
    uint8_t client_has[CLIENT_ROOM / 8];
    uint8_t server[SERVER_ROOM];
    uint8_t server_has[SERVER_ROOM / 8];
};

enum { FORM_LONG = 0x80, BIT_FIXED = 0x40 };

enum packet_type { PACKET_INITIAL, PACKET_EARLY, PACKET_HANDSHAKE, PACKET_RETRY };

struct quic_packet {
    enum packet_type type;
    uint32_t version;
    struct bytes to;
    struct bytes whole;
    size_t number_at;
};

/* Versions that have the header of RFC 9000 section 17.2; the drafts had it from the 17th on. */
static bool is_version(uint32_t v)
{
    bool draft = v >= 0xff000011 && v <= 0xff000022;
    bool mvfst = v == 0xfaceb001 || v == 0xfaceb002; /* Facebook's names for two drafts */
    return v == 0x00000001 || v == QUIC_VERSION_2 || draft || mvfst;
}

/* RFC 9369 section 3.2: version 2 counts them from another begin. */
static enum packet_type type_of(uint8_t first, uint32_t version)
{
    unsigned type = first >> 4 & 3;
    return (enum packet_type)(version == QUIC_VERSION_2 ? (type + 3) % 4 : type);
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

static struct bytes take_counted(struct cursor *c)
{
    uint64_t n = take_varint(c);
    return take_bytes(c, n < SIZE_MAX / 2 ? (size_t)n : SIZE_MAX / 2);
}

/* One packet with a long header; false: it is none, or it is broken. */
static bool take_packet(struct cursor *c, struct quic_packet *q)
{
    const uint8_t *begin = c->at;
    uint8_t first = take_u8(c);
    q->version = take_be32(c);
    uint8_t to = take_u8(c);
    q->to = take_bytes(c, to);
    uint8_t from = take_u8(c);
    skip(c, from);
    if (first < FORM_LONG || !is_version(q->version) || to > QUIC_ID_MAX || from > QUIC_ID_MAX)
        return false;
    q->type = type_of(first, q->version);
    if (q->type == PACKET_RETRY)
        skip(c, cursor_left(c));
    if (q->type == PACKET_INITIAL)
        (void)take_counted(c); /* a token */
    struct bytes sealed = { 0 };
    if (q->type != PACKET_RETRY)
        sealed = take_counted(c);
    q->whole = (struct bytes){ begin, (size_t)(c->at - begin) };
    q->number_at = q->whole.n - sealed.n;
    return cursor_ok(c);
}

static enum recognition quic_recognise(struct opening *o)
{
    struct cursor c = cursor_over(o->said);
    struct quic_packet q;
    bool fixed = o->said.n > 0 && (o->said.p[0] & BIT_FIXED) != 0;
    return fixed && take_packet(&c, &q) ? MINE : NOT_MINE;
}

/* ---- what an end begins with ---- */

struct room {
    uint8_t *b;
    uint8_t *has;
    size_t n;
};

static struct room room_of(struct quic *s, bool from_client)
{
    return from_client ? (struct room){ s->client, s->client_has, CLIENT_ROOM }
                       : (struct room){ s->server, s->server_has, SERVER_ROOM };
}

static void put(struct room r, uint64_t offset, struct bytes said)
{
    for (size_t i = 0; i < said.n && offset + i < r.n; i++) {
        size_t at = (size_t)offset + i;
        r.b[at] = said.p[i];
        r.has[at / 8] |= (uint8_t)(1U << at % 8);
    }
}

/* As far as it is without a hole. */
static struct bytes beginning(struct room r)
{
    size_t n = 0;
    while (n < r.n && (r.has[n / 8] >> n % 8 & 1) != 0)
        n++;
    return (struct bytes){ r.b, n };
}

/* RFC 9000 section 19.3. */
static void skip_ack(struct cursor *c, bool has_ecn)
{
    (void)take_varint(c); /* largest acknowledged */
    (void)take_varint(c); /* delay */
    uint64_t ranges = take_varint(c);
    (void)take_varint(c); /* first range */
    for (uint64_t i = 0; i < ranges && cursor_ok(c); i++) {
        (void)take_varint(c);
        (void)take_varint(c);
    }
    for (int i = 0; has_ecn && i < 3; i++)
        (void)take_varint(c);
}

/* Frames that an Initial packet may have, RFC 9000 section 12.4; another is the end of it. */
static void read_frames(struct cursor c, struct room to)
{
    enum { PADDING = 0, PING = 1, ACK = 2, ACK_ECN = 3, CRYPTO = 6 };
    while (cursor_left(&c) > 0) {
        uint8_t type = take_u8(&c);
        if (type == ACK || type == ACK_ECN)
            skip_ack(&c, type == ACK_ECN);
        else if (type == CRYPTO) {
            uint64_t offset = take_varint(&c);
            put(to, offset, take_counted(&c));
        } else if (type != PADDING && type != PING)
            return;
    }
}

/* ---- Initial packets ---- */

static bool open_with(struct quic *s, const struct quic_packet *q, struct bytes id,
                      bool from_client, struct quic_plain *plain)
{
    struct quic_keys keys;
    if (s->openings == OPENINGS_MAX)
        return false;
    s->openings++;
    return quic_initial_keys(q->version, id, from_client, &keys) &&
           quic_open(&keys, q->whole, q->number_at, plain);
}

/* A packet that opens with the id it is sent to is a client's first, or its first after a Retry. */
static void begin(struct quic *s, struct bytes id)
{
    *s = (struct quic){ .told = s->told, .openings = s->openings, .id_n = (uint8_t)id.n };
    memcpy(s->id, id.p, id.n);
}

/* *from_client: by whose keys it was sealed, which proves who sent it. */
static bool open_initial(struct quic *s, const struct quic_packet *q, bool *from_client,
                         struct quic_plain *plain)
{
    struct bytes known = { s->id, s->id_n };
    bool may_be_server = !*from_client && known.n > 0;
    if (may_be_server && open_with(s, q, known, false, plain))
        return true;
    *from_client = true;
    if (known.n > 0 && !may_be_server && open_with(s, q, known, true, plain))
        return true;
    if (q->to.n == 0 || bytes_equal(q->to, known) || !open_with(s, q, q->to, true, plain))
        return false;
    begin(s, q->to);
    return true;
}

static struct text name_asked_for(struct quic *s)
{
    struct text name = { 0 };
    struct cursor c = cursor_over(beginning(room_of(s, true)));
    uint8_t type = take_u8(&c);
    struct bytes hello = take_bytes(&c, take_be24(&c));
    if (cursor_ok(&c) && type == TLS_CLIENT_HELLO)
        tls_read_client_hello(hello, &name);
    return name;
}

static void tell(struct dissection *d, struct quic *s, uint16_t cipher)
{
    s->told = true;
    observe(d,
            (struct observation){
                .kind = OBS_TLS,
                .tls = { .version = 0x0304, .cipher = cipher, .server_name = name_asked_for(s) } });
}

static void hear_initial(struct dissection *d, struct quic *s, const struct quic_packet *q)
{
    struct quic_plain plain;
    struct tls_agreed agreed;
    bool from_client = d->from_client;
    if (!open_initial(s, q, &from_client, &plain))
        return;
    speaker_is(d, from_client ? SPEAKER_CLIENT : SPEAKER_SERVER);
    read_frames(cursor_over((struct bytes){ plain.b, plain.n }), room_of(s, from_client));
    if (!from_client && tls_read_prefix(beginning(room_of(s, false)), &agreed) == HELLO_TAKEN)
        tell(d, s, agreed.cipher);
}

/* RFC 9000 section 12.2: several packets may share a datagram; what follows those with a long
 * header cannot be read. Later ones may lack the fixed bit (RFC 9287). */
static enum verdict_on_bytes quic_dissect(struct dissection *d)
{
    struct quic *s = d->state;
    struct quic_packet q;
    struct cursor c = d->in;
    bool is_long = cursor_left(&c) > 0 && *c.at >= FORM_LONG, any = false;
    for (; cursor_left(&c) > 0 && take_packet(&c, &q); any = true) {
        if (q.type == PACKET_INITIAL && !s->told)
            hear_initial(d, s, &q);
        if (q.type == PACKET_HANDSHAKE && !s->told)
            tell(d, s, 0);
    }
    if (is_long && !any)
        return DISSECT_REJECT;
    skip(&d->in, cursor_left(&d->in));
    d->settled = s->told;
    return DISSECT_DONE;
}

const struct dissector quic_dissector = {
    .name = "quic",
    .transport = TRANSPORT_UDP,
    .state_size = sizeof(struct quic),
    .recognise = quic_recognise,
    .dissect = quic_dissect,
};
