/* NAT-PMP, RFC 6886 section 3: a host asks its router to lead a port inside. Guide item 3.2.3. */

#include "dissectors/port_control.h"

enum { VERSION = 0, ANSWER = 0x80 };

enum operation { EXTERNAL_ADDRESS, MAP_UDP, MAP_TCP };

/* An answer to a message of another version may be cut down to its head, section 3.5. */
static bool read_answer(struct cursor *c, struct port_control *m)
{
    m->result = take_be16(c);
    skip(c, 4); /* seconds since the table was new */
    if (!cursor_ok(c))
        return false;
    if (m->operation == EXTERNAL_ADDRESS)
        return cursor_left(c) == 4 || (cursor_left(c) == 0 && m->result != 0);
    m->mapping = cursor_left(c) == 8;
    return m->mapping || (cursor_left(c) == 0 && m->result != 0);
}

static bool read_request(struct cursor *c, struct port_control *m)
{
    if (m->operation == EXTERNAL_ADDRESS)
        return cursor_left(c) == 0;
    m->mapping = true;
    return take_be16(c) == 0 && cursor_left(c) == 8;
}

static bool read_message(struct bytes datagram, struct port_control *m)
{
    struct cursor c = cursor_over(datagram);
    uint8_t version = take_u8(&c);
    uint8_t operation = take_u8(&c);
    *m = (struct port_control){
        .operation = operation & 0x7f,
        .answer = (operation & ANSWER) != 0,
    };
    m->udp = m->operation == MAP_UDP;
    if (!cursor_ok(&c) || version != VERSION || m->operation > MAP_TCP)
        return false;
    if (!(m->answer ? read_answer(&c, m) : read_request(&c, m)))
        return false;
    if (m->mapping) {
        m->internal_port = take_be16(&c);
        m->external_port = take_be16(&c);
        m->lease_s = take_be32(&c);
    }
    return cursor_ok(&c);
}

static enum recognition natpmp_recognise(struct opening *o)
{
    struct port_control m;
    return read_message(o->said, &m) ? port_control_recognise(o, &m) : NOT_MINE;
}

static enum verdict_on_bytes natpmp_dissect(struct dissection *d)
{
    struct port_control m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    port_control_tell(d, &m);
    return DISSECT_DONE;
}

const struct dissector natpmp_dissector = {
    .name = "natpmp",
    .transport = TRANSPORT_UDP,
    .state_size = sizeof(struct port_control_state),
    .recognise = natpmp_recognise,
    .dissect = natpmp_dissect,
};
