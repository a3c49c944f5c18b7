/* How it works: each end numbers its messages, and sends one again that is not acknowledged. They
 * are taken in that order: what came too early waits in the room that is borrowed until both
 * certificates were seen, and one that never comes (it was not captured) is the end of it. The
 * server's hello is read without that room, out of its first bytes. */

#include "dissectors/openvpn_control.h"

#include "dissectors/tls_flight.h"

enum opcode {
    RESET_CLIENT_1 = 1,
    CONTROL = 4,
    ACKNOWLEDGEMENT = 5,
    DATA_1 = 6,
    RESET_CLIENT = 7,
    RESET_SERVER = 8,
    DATA_2 = 9,
    OPCODES = 12
};

enum { SESSION_N = 8, REPLAY_N = 8, ACKNOWLEDGED_MAX = 8, OPCODE_SHIFT = 3 };
enum { STREAM_MAX = 5120, EARLY = 4, EARLY_MAX = 1400 };

/* What one end said inside its messages, from its first on. */
struct stream {
    uint16_t n;
    uint16_t wanted; /* when so much is here, it is worth looking at */
    uint8_t b[STREAM_MAX];
};

/* A message that came before its turn. */
struct early {
    uint32_t number; /* 0: none; that is a reset's */
    uint16_t n;
    bool from_client;
    uint8_t b[EARLY_MAX];
};

struct openvpn_room {
    struct stream stream[2]; /* by from_client */
    struct early early[EARLY];
};

_Static_assert(sizeof(struct openvpn_room) <= ROOM_MAX, "no more is lent");

/* Takes what stands between session id and message number; false: it is broken. */
static bool take_acknowledged(struct cursor *c)
{
    uint8_t n = take_u8(c);
    skip(c, n * (size_t)4 + (n > 0 ? SESSION_N : 0));
    return cursor_ok(c) && n <= ACKNOWLEDGED_MAX;
}

/* tls-auth: an HMAC with whatever hash was chosen, then a count that begins with 1, and a time. */
static bool is_signature(size_t n, struct bytes signature)
{
    static const uint8_t hashes[] = { 16, 20, 28, 32, 48, 64 };
    if (n == 0)
        return true;
    struct cursor c = cursor_over(signature);
    for (size_t i = 0; i < sizeof hashes; i++) {
        if (n != hashes[i] + (size_t)REPLAY_N)
            continue;
        skip(&c, hashes[i]);
        uint32_t count = take_be32(&c), time = take_be32(&c);
        return cursor_ok(&c) && count > 0 && count <= UINT16_MAX && time > 0;
    }
    return false;
}

/* A client's reset acknowledges nothing, the server's acknowledges that. Both have the number 0 and
 * nothing after it. */
static bool take_reset(struct bytes message, bool from_client, size_t *signed_n)
{
    size_t tail_n = from_client ? 1 + 4 : 1 + 4 + SESSION_N + 4;
    size_t head_n = 1 + SESSION_N;
    if (message.n < head_n + tail_n)
        return false;
    *signed_n = message.n - head_n - tail_n;
    struct cursor c = cursor_over(message);
    skip(&c, head_n);
    struct bytes signature = take_bytes(&c, *signed_n);
    uint8_t acknowledged = take_u8(&c);
    uint32_t first = from_client ? 0 : take_be32(&c);
    skip(&c, from_client ? 0 : SESSION_N);
    uint32_t number = take_be32(&c);
    return cursor_ok(&c) && acknowledged == !from_client && first == 0 && number == 0 &&
           is_signature(*signed_n, signature);
}

/* The first byte of a reset; its key id is always 0. */
static bool is_reset(struct bytes message, bool from_client)
{
    uint8_t opcode = from_client ? RESET_CLIENT : RESET_SERVER;
    return message.n > 0 && message.p[0] == opcode << OPCODE_SHIFT;
}

enum recognition openvpn_recognise_reset(struct bytes message, enum speaker *speaker)
{
    size_t signed_n = 0;
    bool from_client = is_reset(message, true);
    if (!from_client && !is_reset(message, false))
        return NOT_MINE;
    if (!take_reset(message, from_client, &signed_n))
        return NOT_MINE;
    *speaker = from_client ? SPEAKER_CLIENT : SPEAKER_SERVER;
    return MINE;
}

static bool read_reset(struct dissection *d, struct openvpn *s, struct bytes message)
{
    size_t signed_n = 0;
    bool from_client = is_reset(message, true);
    if (!take_reset(message, from_client, &signed_n))
        return false;
    if (!s->known || from_client) /* a client that resets begins anew */
        *s = (struct openvpn){
            .known = true,
            .told = s->told,
            .version = s->version,
            .over = { s->over[0], s->over[1] },
            .next = { 1, 1 },
        };
    s->signed_n = (uint8_t)signed_n;
    d->is_client = from_client;
    d->is_server = !from_client;
    return true;
}

/* What was gathered begins with a TLS record; its handshake message is a server's hello. */
static void read_hello(struct dissection *d, struct openvpn *s)
{
    struct tls_agreed agreed;
    struct cursor c = cursor_over((struct bytes){ s->hello, s->n });
    struct tls_record r = tls_take_record(&c);
    if (!cursor_ok(&c) || r.type != TLS_HANDSHAKE || !tls_is_plausible(&r))
        return;
    if (tls_read_prefix(cursor_rest(&c), &agreed) != HELLO_TAKEN)
        return;
    s->told = true;
    s->version = agreed.version;
    d->is_server = true;
    observe(d,
            (struct observation){ .kind = OBS_TLS,
                                  .protocol = "openvpn",
                                  .tls = { .version = agreed.version, .cipher = agreed.cipher } });
}

/* ---- certificates ---- */

/* The room, emptied of what was said before a reset; NULL: none is left. */
static struct openvpn_room *room_of(struct dissection *d, struct openvpn *s)
{
    if (!s->lent)
        give_room_back(d);
    struct openvpn_room *room = borrow_room(d);
    s->lent = room != NULL;
    return room;
}

static void look_for_certificate(struct dissection *d, struct openvpn *s, struct stream *t)
{
    struct observation o;
    size_t missing = 0;
    if (t->n < t->wanted)
        return;
    enum flight_found found = tls_find_certificate((struct bytes){ t->b, t->n }, &o, &missing);
    s->over[d->from_client] = found != FLIGHT_WAIT || missing > (size_t)STREAM_MAX - t->n;
    t->wanted = (uint16_t)(t->n + (s->over[d->from_client] ? 0 : missing));
    if (found != FLIGHT_CERTIFICATE)
        return;
    o.protocol = "openvpn";
    observe(d, o);
}

static void add_to_stream(struct dissection *d, struct openvpn *s, struct stream *t,
                          struct bytes said)
{
    said = bytes_first(said, (size_t)STREAM_MAX - t->n);
    if (said.n > 0)
        memcpy(t->b + t->n, said.p, said.n);
    t->n = (uint16_t)(t->n + said.n);
    look_for_certificate(d, s, t);
}

static void hold_early(struct openvpn_room *room, uint32_t number, bool from_client,
                       struct bytes said)
{
    struct early *place = NULL;
    for (size_t i = 0; i < EARLY; i++) {
        struct early *e = &room->early[i];
        if (e->number == number && e->from_client == from_client)
            return;
        if (e->number == 0)
            place = e;
    }
    if (place == NULL || said.n > EARLY_MAX)
        return;
    *place = (struct early){ number, (uint16_t)said.n, from_client, { 0 } };
    if (said.n > 0)
        memcpy(place->b, said.p, said.n);
}

static struct early *held(struct openvpn_room *room, uint32_t number, bool from_client)
{
    for (size_t i = 0; i < EARLY; i++) {
        struct early *e = &room->early[i];
        if (e->number == number && e->from_client == from_client)
            return e;
    }
    return NULL;
}

static void add_to_hello(struct dissection *d, struct openvpn *s, struct bytes said)
{
    if (d->from_client || s->told)
        return;
    said = bytes_first(said, sizeof s->hello - s->n);
    if (said.n > 0)
        memcpy(s->hello + s->n, said.p, said.n);
    s->n = (uint8_t)(s->n + said.n);
    read_hello(d, s);
}

/* The message whose turn it is; room: NULL, there is none. */
static void take_message(struct dissection *d, struct openvpn *s, struct openvpn_room *room,
                         struct bytes said)
{
    s->next[d->from_client]++;
    add_to_hello(d, s, said);
    if (room != NULL && !s->over[d->from_client])
        add_to_stream(d, s, &room->stream[d->from_client], said);
}

/* And those that waited for it. */
static void take_in_turn(struct dissection *d, struct openvpn *s, struct openvpn_room *room,
                         struct bytes said)
{
    take_message(d, s, room, said);
    struct early *e = room != NULL ? held(room, s->next[d->from_client], d->from_client) : NULL;
    for (; e != NULL; e = held(room, s->next[d->from_client], d->from_client)) {
        take_message(d, s, room, (struct bytes){ e->b, e->n });
        e->number = 0;
    }
}

static bool read_control(struct dissection *d, struct openvpn *s, struct cursor *c)
{
    uint32_t number = take_be32(c);
    uint32_t next = s->next[d->from_client];
    if (!cursor_ok(c))
        return false;
    struct openvpn_room *room = number < next || s->over[d->from_client] ? NULL : room_of(d, s);
    if (number == next)
        take_in_turn(d, s, room, cursor_rest(c));
    if (number > next && room != NULL)
        hold_early(room, number, d->from_client, cursor_rest(c));
    return true;
}

static bool read_signed(struct dissection *d, struct openvpn *s, struct bytes message)
{
    struct cursor c = cursor_over(message);
    unsigned opcode = take_u8(&c) >> OPCODE_SHIFT;
    skip(&c, SESSION_N + (size_t)s->signed_n);
    if (!s->known || !take_acknowledged(&c))
        return false;
    return opcode == ACKNOWLEDGEMENT ? cursor_left(&c) == 0 : read_control(d, s, &c);
}

bool openvpn_read(struct dissection *d, struct openvpn *s, struct bytes message)
{
    unsigned opcode = message.n > 0 ? message.p[0] >> OPCODE_SHIFT : 0;
    bool good = s->known && opcode >= RESET_CLIENT_1 && opcode < OPCODES;
    if (is_reset(message, true) || is_reset(message, false))
        good = read_reset(d, s, message);
    else if (opcode == CONTROL || opcode == ACKNOWLEDGEMENT)
        good = read_signed(d, s, message);
    else if (opcode == DATA_1 || opcode == DATA_2)
        d->settled = s->known;          /* the handshake is over */
    bool hidden = s->version == 0x0304; /* certificates, too */
    d->settled |= s->told && (hidden || (s->over[0] && s->over[1]));
    return good;
}
