/* The discovery of Vivotek: UDP port 10000, by broadcast. Guide items 2.1 and 3.1.
 *
 * Known from the tools of others. A datagram begins with a number that answers repeat and four
 * bytes that never change; a search is no longer. In an answer follow values: tag (1), length (1),
 * bytes; but tag 4 has one byte and no length. Tag 1 is a long name, 2 the MAC address, 3 the IPv4
 * address, 9 the model. What the other tags mean is not known. */

#include "dissectors/maker.h"

enum { PORT = 10000, TAG_MAC = 2, TAG_IP = 3, TAG_BARE = 4, TAG_MODEL = 9 };

static const uint32_t magic = 0x4a5d8f1c;

static bool read_value(struct maker_message *m, uint8_t tag, struct bytes value)
{
    struct observation *o = &m->device;
    if (tag == TAG_MAC && value.n == sizeof o->device.mac.b)
        memcpy(o->device.mac.b, value.p, sizeof o->device.mac.b);
    else if (tag == TAG_IP && value.n == 4)
        o->device.ip = ip_from_v4(value.p);
    else if (tag == TAG_MODEL)
        maker_say(m, MEANS_MODEL, maker_unpad(value));
    return tag != 0 && tag != TAG_MAC && tag != TAG_IP;
}

/* False: one reaches beyond the end, or is none. */
static bool read_values(struct cursor c, struct maker_message *m)
{
    size_t addresses = 0;
    while (cursor_left(&c) > 0) {
        uint8_t tag = take_u8(&c);
        size_t n = tag == TAG_BARE ? 1 : take_u8(&c);
        struct bytes value = take_bytes(&c, n);
        if (!cursor_ok(&c) || tag == 0)
            return false;
        addresses += read_value(m, tag, value) ? 0 : 1;
    }
    return addresses == 2 && maker_has_mac(m);
}

static bool read_message(struct bytes datagram, uint16_t to_port, struct maker_message *m)
{
    struct cursor c = cursor_over(datagram);
    skip(&c, 1);
    if (take_be32(&c) != magic)
        return false;
    *m = maker_message("Vivotek");
    bool searches = cursor_left(&c) == 0;
    m->act = searches ? ACT_SEARCH : ACT_RESPONSE;
    return searches ? to_port == PORT : read_values(c, m);
}

static enum recognition vivotek_recognise(struct opening *o)
{
    return maker_recognise(o, read_message);
}

static enum verdict_on_bytes vivotek_dissect(struct dissection *d)
{
    return maker_dissect(d, read_message);
}

const struct dissector vivotek_dissector = {
    .name = "vivotek",
    .transport = TRANSPORT_UDP,
    .recognise = vivotek_recognise,
    .dissect = vivotek_dissect,
};
