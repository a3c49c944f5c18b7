/* PCP, RFC 6887: a host asks its router to lead a port inside. Guide item 3.2.3. */

#include "dissectors/port_control.h"

enum {
    VERSION = 2,
    ANSWER = 0x80,
    LENGTH_MAX = 1100, /* section 7 */
    PROTOCOL_UDP = 17,
    OPTION_THIRD_PARTY = 1, /* section 13.1 */
};

enum opcode { ANNOUNCE, MAP, PEER };

static struct ip take_ip(struct cursor *c)
{
    struct ip ip = { { 0 } };
    const uint8_t *p = take(c, sizeof ip.b);
    if (p != NULL)
        memcpy(ip.b, p, sizeof ip.b);
    return ip;
}

/* Section 7.3: each is padded to four bytes. */
static void read_options(struct cursor *c, struct port_control *m)
{
    while (cursor_left(c) > 0) {
        uint8_t code = take_u8(c);
        skip(c, 1);
        uint16_t n = take_be16(c);
        struct cursor option = take_window(c, n);
        skip(c, (4U - n % 4U) % 4U);
        if (code == OPTION_THIRD_PARTY && n == sizeof m->internal.b)
            m->internal = take_ip(&option);
    }
}

/* Sections 11.1 and 12.1: a peer mapping goes on with the peer's end. */
static void read_mapping(struct cursor *c, struct port_control *m)
{
    m->mapping = true;
    skip(c, 12); /* nonce */
    m->udp = take_u8(c) == PROTOCOL_UDP;
    skip(c, 3);
    m->internal_port = take_be16(c);
    m->external_port = take_be16(c);
    skip(c, 16); /* external address */
    if (m->operation == PEER)
        skip(c, 20);
}

/* An answer of another version, or to one that could not be read, may end after its head. */
static bool ends_early(const struct cursor *c, const struct port_control *m)
{
    return m->answer && m->result != 0 && cursor_left(c) == 0;
}

static bool read_message(struct bytes datagram, struct port_control *m)
{
    struct cursor c = cursor_over(datagram);
    uint8_t version = take_u8(&c);
    uint8_t opcode = take_u8(&c);
    skip(&c, 1);
    uint8_t result = take_u8(&c);
    *m = (struct port_control){
        .operation = opcode & 0x7f,
        .answer = (opcode & ANSWER) != 0,
        .lease_s = take_be32(&c),
    };
    skip(&c, 16); /* the client's address; of an answer: the epoch, and zeros */
    if (!cursor_ok(&c) || version != VERSION || m->operation > PEER)
        return false;
    if (datagram.n % 4 != 0 || datagram.n > LENGTH_MAX)
        return false;
    m->result = m->answer ? result : 0;
    if (m->operation != ANNOUNCE && !ends_early(&c, m))
        read_mapping(&c, m);
    read_options(&c, m);
    return cursor_ok(&c);
}

static enum recognition pcp_recognise(struct opening *o)
{
    struct port_control m;
    return read_message(o->said, &m) ? port_control_recognise(o, &m) : NOT_MINE;
}

static enum verdict_on_bytes pcp_dissect(struct dissection *d)
{
    struct port_control m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    port_control_tell(d, &m);
    return DISSECT_DONE;
}

const struct dissector pcp_dissector = {
    .name = "pcp",
    .transport = TRANSPORT_UDP,
    .state_size = sizeof(struct port_control_state),
    .recognise = pcp_recognise,
    .dissect = pcp_dissect,
};
