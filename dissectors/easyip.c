/* Easy IP Setup, the discovery and set-up protocol of Panasonic and i-PRO cameras and recorders:
 * UDP broadcasts from 10669 to 10670 and back. Guide items 2.1, 2.2, 2.3, 2.6, 3.2.4 and 3.4. The
 * vendor has not published it; dissectors/README.md describes what is known.
 *
 * A datagram is a head of 48 bytes, a list of tagged values, an end marker and a checksum. The head
 * names the camera by its MAC address, whoever speaks. */

#include "dissectors/dissector.h"

enum { HEAD_N = 48, TRAILER_N = 4, VERSION = 1, END = 0xffff };

enum command {
    ANNOUNCE = 0x0001,
    SET = 0x0002,
    SET_ANSWER = 0x0003,
    COMMIT = 0x0004,
    SEARCH = 0x000d,
    REPLY = 0x000e,
};

static const uint8_t magic[] = { 0x20, 0x11, 0x1e, 0x11, 0x23, 0x1f, 0x1e, 0x19, 0x13 };

/* What one datagram says. */
struct easyip_message {
    enum act act;
    enum speaker speaker; /* the camera is the server */
    bool values_whole;    /* the tagged values could be read to their end */
    struct observation setup;
    struct observation device;
};

/* ---- the head ---- */

static enum act act_of(uint16_t command)
{
    switch (command) {
    case ANNOUNCE:
        return ACT_ANNOUNCE;
    case SET:
        return ACT_SET;
    case SET_ANSWER:
        return ACT_ACK;
    case COMMIT:
        return ACT_COMMIT;
    case SEARCH:
        return ACT_SEARCH;
    case REPLY:
        return ACT_RESPONSE;
    default:
        return ACT_NONE;
    }
}

static bool is_cameras(enum act act)
{
    return act == ACT_ANNOUNCE || act == ACT_ACK || act == ACT_RESPONSE;
}

static enum administrator administrator_of(uint8_t b)
{
    if (b == 1)
        return ADMINISTRATOR_MISSING;
    return b == 2 ? ADMINISTRATOR_REGISTERED : ADMINISTRATOR_UNKNOWN;
}

static struct mac take_mac(struct cursor *c)
{
    struct mac mac = { { 0 } };
    const uint8_t *p = take(c, sizeof mac.b);
    if (p != NULL)
        memcpy(mac.b, p, sizeof mac.b);
    return mac;
}

/* False: not Easy IP. */
static bool read_head(struct cursor *c, size_t datagram_n, struct easyip_message *m)
{
    uint16_t version = take_be16(c);
    size_t values_n = take_be16(c);
    m->act = act_of(take_be16(c));
    m->speaker = is_cameras(m->act) ? SPEAKER_SERVER : SPEAKER_CLIENT;
    struct mac mac = take_mac(c);
    skip(c, 6 + 4 + 2); /* MAC and IPv4 address of who asks, sequence number */
    struct bytes constant = take_bytes(c, sizeof magic);
    skip(c, 4);
    uint8_t administrator = take_u8(c);
    skip(c, 10);

    m->setup.setup.act = m->act;
    m->setup.setup.mac = m->device.device.mac = mac;
    if (m->speaker == SPEAKER_SERVER)
        m->setup.setup.administrator = administrator_of(administrator);
    return cursor_ok(c) && version == VERSION && HEAD_N + values_n + TRAILER_N == datagram_n &&
           bytes_equal(constant, (struct bytes){ magic, sizeof magic });
}

/* The end marker, and the sum of all bytes before the checksum and one. */
static bool checksum_ok(struct bytes datagram)
{
    struct bytes summed = bytes_first(datagram, datagram.n - 2);
    uint32_t sum = 1;
    for (size_t i = 0; i < summed.n; i++)
        sum += summed.p[i];
    struct cursor c = cursor_over(bytes_after(datagram, datagram.n - TRAILER_N));
    return take_be16(&c) == END && take_be16(&c) == (sum & 0xffff);
}

/* ---- the values ---- */

static bool is_zero(struct bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        if (b.p[i] != 0)
            return false;
    return true;
}

static struct text padded_text(struct bytes b)
{
    const uint8_t *nul = b.n > 0 ? memchr(b.p, '\0', b.n) : NULL;
    return text_of(nul != NULL ? bytes_first(b, (size_t)(nul - b.p)) : b);
}

/* "Static" is 2 in a reply, but 3 in an announcement and in a set request. */
static void read_address_mode(struct easyip_message *m, struct bytes value)
{
    uint8_t fixed = m->act == ACT_RESPONSE ? 2 : 3;
    uint8_t mode = value.p[0];
    if (mode == 0)
        m->setup.setup.mode = ADDRESS_DHCP;
    else if (mode == fixed)
        m->setup.setup.mode = ADDRESS_STATIC;
    else if (mode == 4 || mode == 5)
        m->setup.setup.mode = ADDRESS_AUTO;
}

static void read_device_type(struct easyip_message *m, struct bytes value)
{
    m->device.device.recorder |= value.p[0] == 2;
}

static void read_channels(struct easyip_message *m, struct bytes value)
{
    (void)value;
    m->device.device.recorder = true;
}

static void read_address(struct easyip_message *m, struct bytes value)
{
    m->setup.setup.ip = m->device.device.ip = ip_from_v4(value.p);
}

static void read_name_servers(struct easyip_message *m, struct bytes value)
{
    m->setup.setup.dns_set = !is_zero(value);
}

static void read_web_port(struct easyip_message *m, struct bytes value)
{
    m->setup.setup.web_port = (uint16_t)(value.p[0] << 8 | value.p[1]);
}

static void read_window(struct easyip_message *m, struct bytes value)
{
    if (is_zero(value))
        m->setup.setup.window = WINDOW_OPEN;
    else if (value.p[0] == 0 && value.p[1] == 1)
        m->setup.setup.window = WINDOW_EXPIRED;
}

static void read_title(struct easyip_message *m, struct bytes value)
{
    m->device.device.title = padded_text(value);
}

static void read_model(struct easyip_message *m, struct bytes value)
{
    m->device.device.model = padded_text(value);
}

static void read_firmware(struct easyip_message *m, struct bytes value)
{
    m->device.device.firmware = padded_text(value);
}

static void read_serial(struct easyip_message *m, struct bytes value)
{
    m->device.device.serial = padded_text(value);
}

struct value {
    uint16_t tag;
    uint16_t n_min;
    void (*read)(struct easyip_message *m, struct bytes value);
};

static const struct value values[] = {
    { 0x0000, 1, read_address_mode }, { 0x0001, 1, read_device_type }, { 0x0020, 4, read_address },
    { 0x0023, 4, read_name_servers }, { 0x0025, 2, read_web_port },    { 0x00a7, 1, read_title },
    { 0x00a8, 1, read_model },        { 0x00a9, 1, read_firmware },    { 0x00b4, 2, read_window },
    { 0x00c0, 2, read_channels },     { 0x00d1, 1, read_serial },
};

static void read_value(struct easyip_message *m, uint16_t tag, struct bytes value)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (values[i].tag == tag && value.n >= values[i].n_min)
            values[i].read(m, value);
}

/* False: one reaches beyond the end. */
static bool read_values(struct cursor c, struct easyip_message *m)
{
    while (cursor_left(&c) >= 4) {
        uint16_t tag = take_be16(&c);
        if (tag == END)
            break;
        struct bytes value = take_bytes(&c, take_be16(&c));
        if (cursor_ok(&c))
            read_value(m, tag, value);
    }
    return cursor_ok(&c);
}

/* ---- the whole ---- */

static bool read_message(struct bytes datagram, struct easyip_message *m)
{
    *m = (struct easyip_message){
        .setup = { .kind = OBS_SETUP },
        .device = { .kind = OBS_DEVICE },
    };
    struct cursor c = cursor_over(datagram);
    if (!read_head(&c, datagram.n, m))
        return false;
    m->setup.setup.checksum_ok = checksum_ok(datagram);
    /* A search holds a list of tags, and old ones count it wrongly. */
    struct cursor list = take_window(&c, datagram.n - HEAD_N - TRAILER_N);
    m->values_whole = m->act == ACT_SEARCH || read_values(list, m);
    return true;
}

static enum recognition easyip_recognise(struct opening *o)
{
    struct easyip_message m;
    if (!read_message(o->said, &m))
        return NOT_MINE;
    o->speaker = m.speaker;
    return MINE;
}

static void tell_setup(struct dissection *d, struct observation o)
{
    struct ip from = d->packet->src.ip;
    bool says_own = o.setup.act == ACT_RESPONSE || o.setup.act == ACT_ANNOUNCE;
    bool known = !ip_is_group(&o.setup.ip) && !ip_is_group(&from);
    o.setup.outside_subnet = says_own && known && !ip_equal(&o.setup.ip, &from);
    observe(d, o);
}

static void tell_device(struct dissection *d, struct observation o)
{
    o.device.make = text_of(bytes_of_text("Panasonic/i-PRO"));
    o.device.camera = !o.device.recorder;
    observe(d, o);
}

static enum verdict_on_bytes easyip_dissect(struct dissection *d)
{
    struct easyip_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    speaker_is(d, m.speaker);
    if (m.act == ACT_NONE)
        return DISSECT_DONE; /* a command that nobody has seen */

    observe(d, (struct observation){
                   .kind = OBS_DISCOVERY,
                   .discovery = { .act = m.act, .type = m.device.device.model },
               });
    if (!m.values_whole || m.act == ACT_SEARCH)
        return DISSECT_DONE;
    tell_setup(d, m.setup);
    bool shows_itself = m.act == ACT_RESPONSE || m.act == ACT_ANNOUNCE;
    if (shows_itself && m.setup.setup.checksum_ok)
        tell_device(d, m.device);
    return DISSECT_DONE;
}

const struct dissector easyip_dissector = {
    .name = "easyip",
    .transport = TRANSPORT_UDP,
    .recognise = easyip_recognise,
    .dissect = easyip_dissect,
};
