/* DHCPv6: RFC 8415 sections 7 to 9, its options section 21. What it says is told in DHCP's words
 * (core/observation.h): solicit is a discover, advertise an offer, reply an acknowledgement. A
 * device is known by the hardware address in its DUID (section 11) or by what a relay saw of it
 * (RFC 6939). Guide item 2.6.
 *
 * Known on its ports alone, by a message whose options parse to the last byte and name who it is
 * from: there is no magic number. */

#include "dissectors/dhcp6_values.h"

enum { CLIENT_PORT = 546, SERVER_PORT = 547, RELAYS_MAX = 8, ADDRESS_N = 16 };

enum message_type {
    TYPE_SOLICIT = 1,
    TYPE_ADVERTISE = 2,
    TYPE_REQUEST = 3,
    TYPE_CONFIRM = 4,
    TYPE_RENEW = 5,
    TYPE_REBIND = 6,
    TYPE_REPLY = 7,
    TYPE_RELEASE = 8,
    TYPE_DECLINE = 9,
    TYPE_RECONFIGURE = 10,
    TYPE_INFORMATION = 11,
    TYPE_RELAY_FORWARD = 12,
    TYPE_RELAY_REPLY = 13,
};

enum option {
    OPTION_CLIENT = 1,
    OPTION_SERVER = 2,
    OPTION_ADDRESSES = 3,         /* IA_NA */
    OPTION_PASSING_ADDRESSES = 4, /* IA_TA */
    OPTION_ADDRESS = 5,
    OPTION_ASKS = 6,
    OPTION_ELAPSED = 8,
    OPTION_RELAYED = 9,
    OPTION_STATUS = 13,
    OPTION_MAKER = 16,
    OPTION_DNS = 23,
    OPTION_SNTP = 31,
    OPTION_HOST = 39, /* RFC 4704 */
    OPTION_NTP = 56,
    OPTION_LINK_LAYER = 79,
};

struct message {
    uint8_t type;
    bool relayed;
    bool refused; /* a status that is not success */
    struct bytes client;
    struct bytes server;
    struct bytes link_layer; /* what a relay saw */
    struct bytes relay_message;
    bool elapsed;
    struct observation o; /* of kind OBS_ADDRESS */
};

/* ---- values ---- */

static void set_address(struct ip *ip, struct bytes b)
{
    static const struct ip none;
    if (b.n >= sizeof ip->b && ip_equal(ip, &none))
        memcpy(ip->b, b.p, sizeof ip->b);
}

static void read_asks(struct observation *o, struct bytes list)
{
    struct cursor c = cursor_over(list);
    while (cursor_left(&c) >= 2) {
        uint16_t code = take_be16(&c);
        o->address.asks_dns |= code == OPTION_DNS;
        o->address.asks_ntp |= code == OPTION_NTP || code == OPTION_SNTP;
    }
}

static void read_status(struct message *m, struct bytes value)
{
    struct cursor c = cursor_over(value);
    m->refused |= take_be16(&c) != 0;
}

/* ---- options ---- */

struct option_value {
    uint16_t code;
    struct bytes value;
};

static struct option_value take_option(struct cursor *c)
{
    struct option_value v = { .code = take_be16(c) };
    v.value = take_bytes(c, take_be16(c));
    return v;
}

/* What stands inside IA_NA and IA_TA, after their heads. */
static bool read_addresses(struct message *m, struct bytes value, size_t head_n)
{
    struct cursor c = cursor_over(value);
    skip(&c, head_n);
    m->o.address.dhcp = true;
    while (cursor_left(&c) > 0) {
        struct option_value v = take_option(&c);
        if (v.code == OPTION_ADDRESS)
            set_address(&m->o.address.ip, v.value);
        if (v.code == OPTION_STATUS)
            read_status(m, v.value);
    }
    return cursor_ok(&c);
}

static bool read_option(struct message *m, struct option_value v)
{
    switch (v.code) {
    case OPTION_CLIENT:
        m->client = v.value;
        return dhcp6_is_duid(v.value);
    case OPTION_SERVER:
        m->server = v.value;
        return dhcp6_is_duid(v.value);
    case OPTION_ADDRESSES:
        return read_addresses(m, v.value, 12);
    case OPTION_PASSING_ADDRESSES:
        return read_addresses(m, v.value, 4);
    case OPTION_ASKS:
        read_asks(&m->o, v.value);
        return v.value.n % 2 == 0;
    case OPTION_ELAPSED:
        m->elapsed = true;
        return v.value.n == 2;
    case OPTION_RELAYED:
        m->relay_message = v.value;
        return true;
    case OPTION_STATUS:
        read_status(m, v.value);
        return v.value.n >= 2;
    case OPTION_MAKER:
        m->o.address.maker = dhcp6_maker(v.value);
        return v.value.n >= 4;
    case OPTION_DNS:
        set_address(&m->o.address.dns, v.value);
        return v.value.n % ADDRESS_N == 0;
    case OPTION_HOST:
        m->o.address.host = dhcp6_host(v.value);
        return v.value.n > 0;
    case OPTION_LINK_LAYER:
        m->link_layer = v.value;
        return true;
    default:
        return true;
    }
}

static bool read_options(struct message *m, struct cursor *c)
{
    bool sound = true;
    while (sound && cursor_left(c) > 0)
        sound = read_option(m, take_option(c));
    return sound && cursor_ok(c);
}

/* ---- messages ---- */

/* Section 9: relays wrap a message up, one around the other. What is left of `b` is the innermost.
 */
static bool unwrap(struct message *m, struct bytes *b)
{
    for (int i = 0; i <= RELAYS_MAX; i++) {
        struct cursor c = cursor_over(*b);
        uint8_t type = take_u8(&c);
        if (type != TYPE_RELAY_FORWARD && type != TYPE_RELAY_REPLY)
            return cursor_ok(&c);
        skip(&c, (size_t)1 + ADDRESS_N + ADDRESS_N);
        m->relay_message = (struct bytes){ 0 };
        if (!read_options(m, &c) || m->relay_message.n == 0)
            return false;
        m->relayed = true;
        *b = m->relay_message;
    }
    return false;
}

static bool is_servers(uint8_t type)
{
    return type == TYPE_ADVERTISE || type == TYPE_REPLY || type == TYPE_RECONFIGURE;
}

/* Section 16: who must name itself in what. */
static bool names_itself(const struct message *m)
{
    if (is_servers(m->type))
        return m->server.n > 0;
    return m->client.n > 0 || (m->type == TYPE_INFORMATION && m->elapsed);
}

static enum address_act act_of(const struct message *m)
{
    static const enum address_act acts[] = {
        [TYPE_SOLICIT] = ADDRESS_DISCOVER,   [TYPE_ADVERTISE] = ADDRESS_OFFER,
        [TYPE_REQUEST] = ADDRESS_REQUEST,    [TYPE_CONFIRM] = ADDRESS_REQUEST,
        [TYPE_RENEW] = ADDRESS_REQUEST,      [TYPE_REBIND] = ADDRESS_REQUEST,
        [TYPE_REPLY] = ADDRESS_ACK,          [TYPE_RELEASE] = ADDRESS_RELEASE,
        [TYPE_DECLINE] = ADDRESS_DECLINE,    [TYPE_RECONFIGURE] = ADDRESS_ACT_NONE,
        [TYPE_INFORMATION] = ADDRESS_INFORM,
    };
    static const struct ip none;
    bool refused = m->refused && ip_equal(&m->o.address.ip, &none);
    return is_servers(m->type) && refused ? ADDRESS_NAK : acts[m->type];
}

static bool read_message(struct bytes datagram, struct message *m)
{
    *m = (struct message){ .o = { .kind = OBS_ADDRESS } };
    if (!unwrap(m, &datagram))
        return false;
    struct cursor c = cursor_over(datagram);
    m->type = take_u8(&c);
    skip(&c, 3); /* transaction */
    if (m->type < TYPE_SOLICIT || m->type > TYPE_INFORMATION || !cursor_ok(&c) ||
        !read_options(m, &c) || !names_itself(m))
        return false;
    m->o.address.act = act_of(m);
    m->o.address.mac = dhcp6_mac(m->client, m->link_layer);
    m->o.address.dhcp &= m->type != TYPE_INFORMATION;
    if (is_servers(m->type)) /* what a client says of itself, or what a server gives */
        m->o.address.host = m->o.address.maker = (struct text){ "" };
    else
        m->o.address.dns = (struct ip){ { 0 } };
    return true;
}

static enum recognition dhcp6_recognise(struct opening *o)
{
    bool by_port = o->to_port == SERVER_PORT || o->to_port == CLIENT_PORT;
    struct message m;
    if (!by_port || !read_message(o->said, &m))
        return NOT_MINE;
    o->speaker = is_servers(m.type) ? SPEAKER_SERVER : SPEAKER_CLIENT;
    return MINE;
}

static enum verdict_on_bytes dhcp6_dissect(struct dissection *d)
{
    struct message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    bool server = is_servers(m.type);
    speaker_is(d, server ? SPEAKER_SERVER : SPEAKER_CLIENT);
    if (server && !m.relayed)
        m.o.address.server = d->packet->src.ip;
    if (m.o.address.act != ADDRESS_ACT_NONE)
        observe(d, m.o);
    return DISSECT_DONE;
}

const struct dissector dhcp6_dissector = {
    .name = "dhcp6",
    .transport = TRANSPORT_UDP,
    .recognise = dhcp6_recognise,
    .dissect = dhcp6_dissect,
};
