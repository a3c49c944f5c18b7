/* DHIP, the discovery of Dahua and of makers who sell its devices: JSON behind a head of 32 bytes,
 * in UDP to port 37810, group 239.255.255.251 and broadcast. Guide items 2.1, 2.2 and 3.1.
 *
 * Not published by its maker; known from the tools of others and from answers they show. All
 * numbers of the head are little-endian: 0 its length, 32; 4 "DHIP"; 8 session; 12 request; 16 the
 * length of the JSON; 24 that length again, not always. Known for sure: the methods
 * DHDiscover.search, DHDiscover.setConfig and client.notifyDevInfo. What else there is (new
 * accounts, keys, passwords) is recognised and not told.
 *
 * The same head goes over TCP with other methods; that is not read here. */

#include "dissectors/json.h"
#include "dissectors/maker.h"

enum { HEAD_N = 32, PORT = 37810 };

struct dhip_message {
    struct maker_message says;
    struct text class; /* what kind of device it is */
    struct text vendor;
};

static const struct maker_word words[] = {
    { "DeviceType", MEANS_MODEL },
    { "MachineName", MEANS_TITLE },
    { "Version", MEANS_FIRMWARE },
    { "SerialNo", MEANS_SERIAL },
};

static void on_device(struct dhip_message *m, struct bytes name, struct bytes value)
{
    maker_read(&m->says, words, sizeof words / sizeof words[0], name, value);
    if (bytes_equal_text(name, "DeviceClass"))
        m->class = text_of(value);
    if (bytes_equal_text(name, "Vendor"))
        m->vendor = text_of(value);
}

static void on_string(void *self, const struct json_string *s)
{
    struct dhip_message *m = self;
    struct text plain = json_text(s->value);
    struct bytes value = bytes_of_text(plain.s);
    if (s->parent.n == 0 && bytes_equal_text(s->name, "method"))
        m->says.type = plain;
    if (s->parent.n == 0 && bytes_equal_text(s->name, "mac"))
        maker_say(&m->says, MEANS_MAC, value);
    if (bytes_equal_text(s->parent, "deviceInfo"))
        on_device(m, s->name, value);
    if (bytes_equal_text(s->parent, "IPv4Address") && bytes_equal_text(s->name, "IPAddress"))
        maker_say(&m->says, MEANS_IP, value);
}

static enum act act_of(struct bytes method)
{
    if (bytes_equal_text(method, "DHDiscover.search"))
        return ACT_SEARCH;
    if (bytes_equal_text(method, "DHDiscover.setConfig"))
        return ACT_SET;
    return bytes_equal_text(method, "client.notifyDevInfo") ? ACT_RESPONSE : ACT_NONE;
}

static bool is_one_of(const struct text *t, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bytes_equal_text(bytes_of_text(t->s), names[i]))
            return true;
    return false;
}

/* The class says what it is; door stations, phones and switches have others. "General" and
 * "Private" are what is written where a maker sells it without a name. */
static void conclude(struct dhip_message *m)
{
    static const char *const cameras[] = { "IPC", "SD" };
    static const char *const recorders[] = { "NVR", "DVR", "HCVR", "XVR", "EVS" };
    static const char *const unnamed[] = { "", "General", "Private" };
    struct observation *o = &m->says.device;
    o->device.camera = is_one_of(&m->class, cameras, sizeof cameras / sizeof cameras[0]);
    o->device.recorder = is_one_of(&m->class, recorders, sizeof recorders / sizeof recorders[0]);
    if (!is_one_of(&m->vendor, unnamed, sizeof unnamed / sizeof unnamed[0]))
        o->device.make = m->vendor;
}

/* The JSON behind a head that fits it; empty: this is none. */
static struct bytes body_of(struct bytes datagram)
{
    struct cursor c = cursor_over(datagram);
    uint32_t head_n = take_le32(&c);
    struct bytes magic = take_bytes(&c, 4);
    skip(&c, 8); /* session, request */
    uint32_t body_n = take_le32(&c);
    skip(&c, 12);
    bool fits = cursor_ok(&c) && head_n == HEAD_N && body_n == cursor_left(&c) &&
                bytes_equal(magic, bytes_of_text("DHIP"));
    struct bytes body = fits ? cursor_rest(&c) : (struct bytes){ NULL, 0 };
    while (body.n > 0 && body.p[body.n - 1] == '\0') /* some end with it */
        body.n--;
    return body;
}

static bool read_message(struct bytes datagram, struct dhip_message *m)
{
    struct bytes body = body_of(datagram);
    if (body.n == 0)
        return false;
    *m = (struct dhip_message){ .says = maker_message("Dahua") };
    const struct json_listener listener = { .string = on_string, .self = m };
    if (!json_read(body, &listener))
        return false;
    m->says.act = act_of(bytes_of_text(m->says.type.s));
    conclude(m);
    return m->says.act != ACT_RESPONSE || maker_has_mac(&m->says);
}

static enum recognition dhip_recognise(struct opening *o)
{
    struct dhip_message m;
    if (!read_message(o->said, &m))
        return NOT_MINE;
    if (m.says.act != ACT_NONE)
        return maker_is_mine(o, &m.says);
    return o->from_port == PORT || o->to_port == PORT ? MINE : NOT_MINE;
}

static enum verdict_on_bytes dhip_dissect(struct dissection *d)
{
    struct dhip_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    if (m.says.act != ACT_NONE)
        maker_tell(d, &m.says);
    return DISSECT_DONE;
}

const struct dissector dhip_dissector = {
    .name = "dhip",
    .transport = TRANSPORT_UDP,
    .recognise = dhip_recognise,
    .dissect = dhip_dissect,
};
