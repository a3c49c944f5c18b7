/* DHCP: RFC 2131 section 2, its options RFC 2132; sname and file may hold options too (RFC 2132
 * section 9.3). A client broadcasts what it is called, what it is and what it wants, before it has
 * an address: any port of its network hears that. Guide item 2.6.
 *
 * Known on any port by the magic cookie and by options that parse up to their end. Plain BOOTP has
 * no message type and says nothing here. */

#include "dissectors/dissector.h"

enum { BOOT_REQUEST = 1, BOOT_REPLY = 2 };

enum { HARDWARE_ETHERNET = 1, HARDWARE_IEEE_802 = 6, HARDWARE_MAX = 16, HOPS_MAX = 16 };

enum { SNAME_N = 64, FILE_N = 128 };

static const uint32_t magic_cookie = 0x63825363;

enum option {
    OPTION_PAD = 0,
    OPTION_DNS = 6,
    OPTION_NTP = 42,
    OPTION_HOST = 12,
    OPTION_WANTED = 50, /* the address that the client asks for */
    OPTION_OVERLOAD = 52,
    OPTION_TYPE = 53,
    OPTION_SERVER = 54,
    OPTION_ASKS = 55,
    OPTION_MAKER = 60,
    OPTION_CLIENT = 61,
    OPTION_END = 255,
};

enum message_type { TYPE_INFORM = 8, TYPE_MAX = 18 };

/* Of each option the first one counts. */
struct options {
    struct bytes dns;
    struct bytes host;
    struct bytes wanted;
    struct bytes overload;
    struct bytes type;
    struct bytes server;
    struct bytes asks;
    struct bytes maker;
    struct bytes client;
    struct bytes other;
};

struct head {
    uint8_t op;
    uint8_t hardware;
    uint8_t hardware_n;
    struct bytes ciaddr;
    struct bytes yiaddr;
    struct bytes chaddr;
    struct bytes sname;
    struct bytes file;
};

struct message {
    bool from_client;
    struct observation o; /* of kind OBS_ADDRESS; what it does is ADDRESS_ACT_NONE: not told */
};

/* ---- options ---- */

static struct bytes *place_of(struct options *o, uint8_t code)
{
    switch (code) {
    case OPTION_DNS:
        return &o->dns;
    case OPTION_HOST:
        return &o->host;
    case OPTION_WANTED:
        return &o->wanted;
    case OPTION_OVERLOAD:
        return &o->overload;
    case OPTION_TYPE:
        return &o->type;
    case OPTION_SERVER:
        return &o->server;
    case OPTION_ASKS:
        return &o->asks;
    case OPTION_MAKER:
        return &o->maker;
    case OPTION_CLIENT:
        return &o->client;
    default:
        return &o->other;
    }
}

/* Whether they end as they should: with an end option. */
static bool read_options(struct cursor *c, struct options *o)
{
    while (cursor_left(c) > 0) {
        uint8_t code = take_u8(c);
        if (code == OPTION_END)
            return true;
        if (code == OPTION_PAD)
            continue;
        struct bytes value = take_bytes(c, take_u8(c));
        struct bytes *place = place_of(o, code);
        if (cursor_ok(c) && place->p == NULL)
            *place = value;
    }
    return false;
}

/* RFC 2131 section 4.1: the options field first, then file, then sname. */
static void read_overloaded(const struct head *h, struct options *o)
{
    uint8_t fields = o->overload.n == 1 ? o->overload.p[0] : 0;
    struct cursor file = cursor_over(h->file), sname = cursor_over(h->sname);
    if (fields == 1 || fields == 3)
        (void)read_options(&file, o);
    if (fields == 2 || fields == 3)
        (void)read_options(&sname, o);
}

/* ---- values ---- */

static struct ip address_in(struct bytes b)
{
    static const uint8_t none[4];
    bool is_one = b.n >= 4 && memcmp(b.p, none, sizeof none) != 0;
    return is_one ? ip_from_v4(b.p) : (struct ip){ { 0 } };
}

/* Some clients send a name with its NUL. */
static struct text name_in(struct bytes b)
{
    while (b.n > 0 && b.p[b.n - 1] == '\0')
        b.n--;
    return text_of(b);
}

static bool is_listed(struct bytes list, uint8_t code)
{
    return list.n > 0 && memchr(list.p, code, list.n) != NULL;
}

static struct mac mac_in(struct bytes b)
{
    struct mac mac = { { 0 } };
    if (b.n >= sizeof mac.b)
        memcpy(mac.b, b.p, sizeof mac.b);
    return mac;
}

/* The client's hardware address; RFC 2132 section 9.14 where the head has none. */
static struct mac client_mac(const struct head *h, const struct options *o)
{
    bool ethernet = h->hardware == HARDWARE_ETHERNET || h->hardware == HARDWARE_IEEE_802;
    if (ethernet && h->hardware_n == sizeof(struct mac))
        return mac_in(h->chaddr);
    bool named = o->client.n == 1 + sizeof(struct mac) && o->client.p[0] == HARDWARE_ETHERNET;
    return named ? mac_in(bytes_after(o->client, 1)) : (struct mac){ { 0 } };
}

/* ---- messages ---- */

static enum address_act act_of(uint8_t type)
{
    static const enum address_act acts[TYPE_MAX + 1] = {
        [1] = ADDRESS_DISCOVER, [2] = ADDRESS_OFFER, [3] = ADDRESS_REQUEST, [4] = ADDRESS_DECLINE,
        [5] = ADDRESS_ACK,      [6] = ADDRESS_NAK,   [7] = ADDRESS_RELEASE, [8] = ADDRESS_INFORM,
    };
    return acts[type];
}

static bool is_servers(enum address_act act)
{
    return act == ADDRESS_OFFER || act == ADDRESS_ACK || act == ADDRESS_NAK;
}

/* A discover only wishes for the address it had before: it has none yet. */
static void read_client(const struct head *h, const struct options *o, struct observation *out)
{
    enum address_act act = out->address.act;
    struct ip wanted = address_in(o->wanted), had = address_in(h->ciaddr);
    if (act == ADDRESS_REQUEST || act == ADDRESS_DECLINE)
        out->address.ip = o->wanted.n > 0 ? wanted : had;
    if (act == ADDRESS_RELEASE || act == ADDRESS_INFORM)
        out->address.ip = had;
    out->address.dhcp = act != ADDRESS_INFORM; /* it came by its address in another way */
    out->address.host = name_in(o->host);
    out->address.maker = name_in(o->maker);
    out->address.asks_dns = is_listed(o->asks, OPTION_DNS);
    out->address.asks_ntp = is_listed(o->asks, OPTION_NTP);
}

/* An acknowledgement that gives no address answers an inform, RFC 2131 section 4.3.5. */
static void read_server(const struct head *h, const struct options *o, struct observation *out)
{
    static const struct ip none;
    out->address.ip = out->address.act == ADDRESS_NAK ? none : address_in(h->yiaddr);
    out->address.dhcp = out->address.act != ADDRESS_ACK || !ip_equal(&out->address.ip, &none);
    if (ip_equal(&out->address.ip, &none) && out->address.act == ADDRESS_ACK)
        out->address.ip = address_in(h->ciaddr);
    out->address.dns = address_in(o->dns);
}

static struct head take_message_head(struct cursor *c)
{
    struct head h = { .op = take_u8(c), .hardware = take_u8(c), .hardware_n = take_u8(c) };
    uint8_t hops = take_u8(c);
    skip(c, 8); /* xid, secs, flags */
    h.ciaddr = take_bytes(c, 4);
    h.yiaddr = take_bytes(c, 4);
    skip(c, 8); /* siaddr, giaddr */
    h.chaddr = take_bytes(c, HARDWARE_MAX);
    h.sname = take_bytes(c, SNAME_N);
    h.file = take_bytes(c, FILE_N);
    if (take_be32(c) != magic_cookie || hops > HOPS_MAX || h.hardware_n > HARDWARE_MAX)
        h.op = 0;
    return h;
}

static bool read_message(struct bytes datagram, struct message *m)
{
    struct cursor c = cursor_over(datagram);
    struct head h = take_message_head(&c);
    if (!cursor_ok(&c) || (h.op != BOOT_REQUEST && h.op != BOOT_REPLY))
        return false;
    struct options o = { 0 };
    if (!read_options(&c, &o))
        return false;
    read_overloaded(&h, &o);
    if (o.type.n != 1 || o.type.p[0] == 0 || o.type.p[0] > TYPE_MAX)
        return false;
    *m = (struct message){ .from_client = h.op == BOOT_REQUEST, .o = { .kind = OBS_ADDRESS } };
    m->o.address.act = act_of(o.type.p[0]);
    if (o.type.p[0] <= TYPE_INFORM && m->from_client == is_servers(m->o.address.act))
        return false;
    m->o.address.mac = client_mac(&h, &o);
    m->o.address.server = address_in(o.server);
    if (m->from_client)
        read_client(&h, &o, &m->o);
    else
        read_server(&h, &o, &m->o);
    return true;
}

static enum recognition dhcp_recognise(struct opening *o)
{
    struct message m;
    if (!read_message(o->said, &m))
        return NOT_MINE;
    o->speaker = m.from_client ? SPEAKER_CLIENT : SPEAKER_SERVER;
    return MINE;
}

static enum verdict_on_bytes dhcp_dissect(struct dissection *d)
{
    struct message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    speaker_is(d, m.from_client ? SPEAKER_CLIENT : SPEAKER_SERVER);
    if (m.o.address.act != ADDRESS_ACT_NONE)
        observe(d, m.o);
    return DISSECT_DONE;
}

const struct dissector dhcp_dissector = {
    .name = "dhcp",
    .transport = TRANSPORT_UDP,
    .recognise = dhcp_recognise,
    .dissect = dhcp_dissect,
};
