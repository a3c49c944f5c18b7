/* The discovery of Hanwha Vision (Samsung Techwin, Wisenet): datagrams of 262 bytes by broadcast,
 * searches to port 7701, answers to port 7711. Guide items 2.1 and 3.1.
 *
 * Known from the tools of others and an answer they show. The first byte is 0x01 in a search, whose
 * rest is whatever stood in memory, and 0x0b in an answer, in which texts end with NULs: 19 MAC
 * address, 37 address, 53 netmask, 69 gateway, 109 model, 133 URL. Newer devices answer newer
 * searches with other lengths; those are not read. */

#include "dissectors/maker.h"

enum { PORT = 7701, DATAGRAM_N = 262, SEARCH = 0x01, ANSWER = 0x0b };

static bool is_v4(struct bytes padded)
{
    struct text s = text_of(maker_unpad(padded));
    struct ip ip;
    return ip_parse(s.s, &ip) && ip_is_v4(&ip);
}

static bool read_answer(struct cursor c, struct maker_message *m)
{
    m->act = ACT_RESPONSE;
    skip(&c, 18);
    struct bytes mac = take_bytes(&c, 18);
    struct bytes address = take_bytes(&c, 16);
    struct bytes mask = take_bytes(&c, 16);
    struct bytes gateway = take_bytes(&c, 16);
    skip(&c, 24);
    struct bytes model = take_bytes(&c, 10);
    if (!cursor_ok(&c) || !is_v4(address) || !is_v4(mask) || !is_v4(gateway))
        return false;
    maker_say(m, MEANS_MAC, maker_unpad(mac));
    maker_say(m, MEANS_IP, maker_unpad(address));
    maker_say(m, MEANS_MODEL, maker_unpad(model));
    return maker_has_mac(m);
}

static bool read_message(struct bytes datagram, uint16_t to_port, struct maker_message *m)
{
    if (datagram.n != DATAGRAM_N)
        return false;
    *m = maker_message("Hanwha");
    struct cursor c = cursor_over(datagram);
    uint8_t kind = take_u8(&c);
    m->act = ACT_SEARCH;
    return (kind == SEARCH && to_port == PORT) || (kind == ANSWER && read_answer(c, m));
}

static enum recognition hanwha_recognise(struct opening *o)
{
    return maker_recognise(o, read_message);
}

static enum verdict_on_bytes hanwha_dissect(struct dissection *d)
{
    return maker_dissect(d, read_message);
}

const struct dissector hanwha_dissector = {
    .name = "hanwha",
    .transport = TRANSPORT_UDP,
    .recognise = hanwha_recognise,
    .dissect = hanwha_dissect,
};
