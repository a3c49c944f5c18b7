#include "tests/fuzz/fact_script.h"

#include "core/facts.h"

enum { PROTOCOLS = 29, CONSTANTS = 25, WORDS = 28 };

static const char *const protocols[PROTOCOLS] = {
    "http", "rtsp", "ftp", "smtp",  "snmp", "dns",   "dhcp",   "ntp",    "syslog", "easyip",
    "wsd",  "ssdp", "igd", "pcp",   "tls",  "rtp",   "eap",    "arp",    "mdns",   "telnet",
    "pop3", "tcp",  "udp", "dhcp6", "rtcp", "dot1x", "radius", "natpmp", "nd",
};

static const char *const constants[CONSTANTS] = {
    NULL,
    "date",
    "onvif",
    "rtcp",
    "mail",
    "date_time_type",
    "audio",
    "users",
    "http",
    "https",
    "rtsp",
    "audio_profile",
    "address_filter",
    "websocket",
    "ssh",
    "telnet",
    "ftp",
    "snmp",
    "dhcp",
    "ntp",
    "dot1x",
    "upnp",
    "gop",
    "nal",
    "srtp",
};

static const char *const words[WORDS] = {
    "",
    "admin",
    "admin1",
    "root",
    "GET",
    "OPTIONS",
    "DESCRIBE",
    "SETUP",
    "PLAY",
    "POST",
    "i-PRO",
    "Panasonic",
    "WV-S1536L",
    "AXIS P1455",
    "HIKVISION",
    "1.0",
    "/cgi-bin/mjpeg",
    "/",
    "camera",
    "NTP",
    "Manual",
    "MD5",
    "SHA-256",
    "video.jpg",
    "alarm.mp4",
    "NetworkVideoTransmitter",
    "4d454930-0000-1000-8001-080045000001",
    "onvif://www.onvif.org/type/video_encoder",
};

enum { PORTS = 20 };
static const uint16_t ports[PORTS] = { 80,  443, 554,  322, 21,   25,   587,   161, 162, 53,
                                       123, 67,  1900, 514, 3702, 5353, 10670, 23,  110, 40000 };

/* Two cameras, one of a maker that is known; a recorder, a router, clients, hosts far away, IPv6,
 * a group, nobody. */
struct ip script_ip(uint8_t which)
{
    static const char *const addresses[] = { "192.0.2.10",     "192.0.2.11",  "192.0.2.2",
                                             "192.0.2.1",      "192.0.2.99",  "203.0.113.5",
                                             "fe80::1",        "2001:db8::9", "239.255.255.250",
                                             "255.255.255.255" };
    struct ip ip = { { 0 } };
    size_t n = which % (sizeof addresses / sizeof *addresses + 1);
    if (n > 0)
        (void)ip_parse(addresses[n - 1], &ip);
    return ip;
}

static struct mac mac_of(uint8_t which)
{
    enum { MACS = 7 };
    static const struct mac macs[MACS] = {
        { { 0 } },
        { { 0x00, 0x80, 0x45, 0, 0, 1 } },
        { { 0xd4, 0x2d, 0xc5, 0, 0, 2 } },
        { { 0x02, 0, 0, 0, 0, 3 } },
        { { 0x00, 0x11, 0x22, 0, 0, 4 } },
        { { 0x01, 0x00, 0x5e, 0x7f, 0, 1 } },
        { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
    };
    return macs[which % MACS];
}

static uint16_t take_port(struct cursor *c)
{
    uint8_t which = take_u8(c);
    return which == 0xff ? take_be16(c) : ports[which % PORTS];
}

static struct text take_text(struct cursor *c)
{
    uint8_t which = take_u8(c);
    if (which < 0x80)
        return text_of(bytes_of_text(words[which % WORDS]));
    return text_of(take_bytes(c, which & 0x3f));
}

static void put(uint8_t *at, const void *value, size_t n)
{
    memcpy(at, value, n);
}

/* The value of an enumeration that has no name is one, too. */
static void fill_name(uint8_t *at, const struct fact_field *f, struct cursor *c)
{
    unsigned value = take_u8(c) % (unsigned)f->names_n;
    uint8_t small = (uint8_t)value;
    if (f->type == FACT_NAME)
        put(at, &value, sizeof value);
    else
        put(at, &small, sizeof small);
}

/* Small numbers first: they are counts, states and ports. */
static uint64_t take_number(struct cursor *c)
{
    uint8_t small = take_u8(c);
    if (small < 0xf0)
        return small;
    return small < 0xf8 ? take_be16(c) : (uint64_t)take_be32(c) << 32 | take_be32(c);
}

static void fill_number(uint8_t *at, enum fact_type type, struct cursor *c)
{
    uint64_t number = take_number(c);
    uint8_t n8 = (uint8_t)number;
    uint16_t n16 = (uint16_t)number;
    uint32_t n32 = (uint32_t)number;
    if (type == FACT_U8)
        put(at, &n8, sizeof n8);
    else if (type == FACT_U16 || type == FACT_HEX16)
        put(at, &n16, sizeof n16);
    else if (type == FACT_U32 || type == FACT_I32)
        put(at, &n32, sizeof n32);
    else
        put(at, &number, sizeof number);
}

static void fill_words(uint8_t *at, enum fact_type type, struct cursor *c)
{
    if (type == FACT_CONSTANT) {
        const char *constant = constants[take_u8(c) % CONSTANTS];
        put(at, &constant, sizeof constant);
    } else {
        struct text text = take_text(c);
        put(at, &text, sizeof text);
    }
}

static void fill(struct observation *o, const struct fact_field *f, struct cursor *c)
{
    uint8_t *at = (uint8_t *)o + f->offset;
    bool yes = false;
    struct ip ip;
    struct mac mac;
    switch (f->type) {
    case FACT_NAME:
    case FACT_NAME_U8:
        fill_name(at, f, c);
        break;
    case FACT_BOOL:
        yes = (take_u8(c) & 1) != 0;
        put(at, &yes, sizeof yes);
        break;
    case FACT_TEXT:
    case FACT_CONSTANT:
        fill_words(at, f->type, c);
        break;
    case FACT_IP:
        ip = script_ip(take_u8(c));
        put(at, &ip, sizeof ip);
        break;
    case FACT_MAC:
        mac = mac_of(take_u8(c));
        put(at, &mac, sizeof mac);
        break;
    case FACT_U8:
    case FACT_U16:
    case FACT_U32:
    case FACT_I32:
    case FACT_U64:
    case FACT_HEX16:
    case FACT_HEX64:
        fill_number(at, f->type, c);
        break;
    }
}

/* What the table of facts does not name. */
static void fill_rest(struct observation *o, struct cursor *c)
{
    if (o->kind == OBS_CHALLENGE)
        o->challenge.nonce = take_u8(c);
    if (o->kind != OBS_LOGIN)
        return;
    o->login.password.classes %= 5;
    o->login.password.fingerprint = take_u8(c) % 4;
    o->login.password.too_short = (take_u8(c) & 1) != 0;
}

struct observation script_fact(struct cursor *c)
{
    struct observation o;
    memset(&o, 'Z', sizeof o); /* what is read of a kind that it is not has no end */
    uint8_t hosts = take_u8(c), flags = take_u8(c);
    o.kind = (enum observation_kind)(take_u8(c) % OBS_KINDS);
    o.protocol = protocols[take_u8(c) % PROTOCOLS];
    o.client = (struct endpoint){ script_ip(hosts & 0x0f), 40001 };
    o.server = (struct endpoint){ script_ip(hosts >> 4), take_port(c) };
    o.client_mac = mac_of(flags & 0x07);
    o.server_mac = mac_of(flags >> 3 & 0x07);
    o.from_client = (flags & 0x40) != 0;
    o.both_ways = (flags & 0x80) != 0;
    uint8_t how = take_u8(c);
    o.transport = (enum transport)(how % (TRANSPORT_OTHER + 1));
    o.roles = (enum roles)((how >> 4) % (ROLES_BY_SYN + 1));
    o.vlan = how == 0xff ? 7 : 0;
    o.time_ns = o.frame_no = 0;
    for (const struct fact_field *f = fact_kinds[o.kind].fields; f->name != NULL; f++)
        fill(&o, f, c);
    fill_rest(&o, c);
    return o;
}
