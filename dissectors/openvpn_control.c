#include "dissectors/openvpn_control.h"

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
        *s = (struct openvpn){ .known = true, .told = s->told, .next = 1 };
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
    d->is_server = true;
    observe(d,
            (struct observation){ .kind = OBS_TLS,
                                  .protocol = "openvpn",
                                  .tls = { .version = agreed.version, .cipher = agreed.cipher } });
}

/* Messages of the server, as long as they come in order: the first has room for the hello. */
static bool read_control(struct dissection *d, struct openvpn *s, struct cursor *c)
{
    uint32_t number = take_be32(c);
    if (!cursor_ok(c))
        return false;
    if (d->from_client || s->told || number != s->next)
        return true;
    struct bytes said = bytes_first(cursor_rest(c), sizeof s->hello - s->n);
    if (said.n > 0)
        memcpy(s->hello + s->n, said.p, said.n);
    s->n = (uint8_t)(s->n + said.n);
    s->next++;
    read_hello(d, s);
    return true;
}

static bool read_signed(struct dissection *d, struct openvpn *s, struct bytes message)
{
    struct cursor c = cursor_over(message);
    unsigned opcode = take_u8(&c) >> OPCODE_SHIFT;
    skip(&c, SESSION_N + s->signed_n);
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
        d->settled = s->known; /* the handshake is over */
    d->settled |= s->told;
    return good;
}
