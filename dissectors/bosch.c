/* The discovery of Bosch video devices (RCP+ over UDP): who searches sends twelve bytes to port
 * 1757, devices answer to port 1758 in XML, or older ones in 32 bytes. Guide items 2.1 and 3.1.
 *
 * Known from the tools of others and from answers they show. Both binary forms begin with the same
 * four bytes and a number that answers repeat. In the short answer follow the MAC address, two
 * bytes, address, netmask, gateway and four bytes. None of the forms says for sure whether it is a
 * camera, an encoder or a recorder. */

#include "dissectors/maker.h"
#include "dissectors/xml.h"

enum { SEARCH_N = 12, ANSWER_N = 32, NAMESPACE_WITHIN = 256 };

static const uint32_t magic = 0x9939a427;
static const uint32_t search = 0xff0006de;

static const struct maker_word words[] = {
    { "physAddress", MEANS_MAC }, { "unitIPAddress", MEANS_IP },    { "friendlyName", MEANS_MODEL },
    { "unitName", MEANS_TITLE },  { "serialNumber", MEANS_SERIAL },
};

static void on_element(void *self, const struct xml_element *e)
{
    maker_read(self, words, sizeof words / sizeof words[0], e->name, e->text);
}

static bool looks_like_xml(struct bytes datagram)
{
    struct bytes head = bytes_first(datagram, NAMESPACE_WITHIN);
    return bytes_start_with(head, "<") && bytes_find(head, "OEMExt00:device-1-0") < head.n;
}

static bool read_xml(struct bytes datagram, struct maker_message *m)
{
    const struct xml_listener listener = { .element = on_element, .self = m };
    m->act = ACT_RESPONSE;
    return xml_read(datagram, &listener) && maker_has_mac(m);
}

static bool read_search(struct cursor c, struct maker_message *m)
{
    m->act = ACT_SEARCH;
    skip(&c, 8); /* the four bytes and the number */
    return take_be32(&c) == search && cursor_ok(&c);
}

/* Ones, and then zeros. */
static bool is_netmask(uint32_t mask)
{
    return mask != 0 && (~mask & (~mask + 1)) == 0;
}

static bool read_answer(struct cursor c, struct maker_message *m)
{
    m->act = ACT_RESPONSE;
    skip(&c, 8);
    struct bytes mac = take_bytes(&c, 6);
    skip(&c, 2);
    struct bytes address = take_bytes(&c, 4);
    uint32_t mask = take_be32(&c);
    if (mac.n == 0 || address.n == 0 || !is_netmask(mask))
        return false;
    memcpy(m->device.device.mac.b, mac.p, mac.n);
    m->device.device.ip = ip_from_v4(address.p);
    return maker_has_mac(m);
}

static bool read_message(struct bytes datagram, struct maker_message *m)
{
    struct cursor c = cursor_over(datagram);
    bool binary = take_be32(&c) == magic;
    if (!binary && !looks_like_xml(datagram))
        return false;
    *m = maker_message("Bosch");
    if (!binary)
        return read_xml(datagram, m);
    c = cursor_over(datagram);
    if (datagram.n == SEARCH_N)
        return read_search(c, m);
    return datagram.n == ANSWER_N && read_answer(c, m);
}

static enum recognition bosch_recognise(struct opening *o)
{
    struct maker_message m;
    return read_message(o->said, &m) ? maker_is_mine(o, &m) : NOT_MINE;
}

static enum verdict_on_bytes bosch_dissect(struct dissection *d)
{
    struct maker_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    maker_tell(d, &m);
    return DISSECT_DONE;
}

const struct dissector bosch_dissector = {
    .name = "bosch",
    .transport = TRANSPORT_UDP,
    .recognise = bosch_recognise,
    .dissect = bosch_dissect,
};
