/* DNS over UDP, RFC 1035 section 4: who asks for which name, and whether there is an answer. Guide
 * item 2.6. On port 53 a head and a question are enough; on any other port every byte must fit.
 * Multicast DNS, LLMNR and NetBIOS have the same shape and are not DNS: they are known by their
 * ports. */

#include "dissectors/dns_lookup.h"

static bool read_message(struct bytes message, uint16_t from, uint16_t to, struct dns_lookup *l)
{
    if (dns_is_sisters_port(from, to) || !dns_lookup_read(message, from, to, l))
        return false;
    return dns_is_own_port(from, to) || dns_lookup_is_plain(message);
}

static enum recognition dns_recognise(struct opening *o)
{
    struct dns_lookup l;
    if (!read_message(o->said, o->from_port, o->to_port, &l) || !l.asks)
        return NOT_MINE;
    o->speaker = l.answer ? SPEAKER_SERVER : SPEAKER_CLIENT;
    return MINE;
}

static enum verdict_on_bytes dns_dissect(struct dissection *d)
{
    struct bytes datagram = take_bytes(&d->in, cursor_left(&d->in));
    struct dns_lookup l;
    if (!read_message(datagram, d->packet->src.port, d->packet->dst.port, &l))
        return DISSECT_REJECT;
    speaker_is(d, l.answer ? SPEAKER_SERVER : SPEAKER_CLIENT);
    dns_lookup_tell(d, &l);
    return DISSECT_DONE;
}

const struct dissector dns_dissector = {
    .name = "dns",
    .transport = TRANSPORT_UDP,
    .recognise = dns_recognise,
    .dissect = dns_dissect,
};
