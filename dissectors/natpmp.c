/* NAT-PMP, RFC 6886 section 3: a host asks its router to lead a port inside. Guide item 3.2.3. */

#include "dissectors/dissector.h"

enum { PORT = 5351, VERSION = 0, ANSWER = 0x80 };

enum operation { EXTERNAL_ADDRESS, MAP_UDP, MAP_TCP };

struct natpmp_state {
    bool asked;
    enum act asked_for; /* by the last request: a refusal does not say */
};

struct natpmp_message {
    uint8_t operation;
    bool answer;
    uint16_t result; /* of an answer; 0: success */
    uint16_t internal_port;
    uint16_t external_port;
    uint32_t lease_s;
    bool mapping; /* the four above were there */
};

/* An answer to a message of another version may be cut down to its head, section 3.5. */
static bool read_answer(struct cursor *c, struct natpmp_message *m)
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

static bool read_request(struct cursor *c, struct natpmp_message *m)
{
    if (m->operation == EXTERNAL_ADDRESS)
        return cursor_left(c) == 0;
    m->mapping = true;
    return take_be16(c) == 0 && cursor_left(c) == 8;
}

static bool read_message(struct bytes datagram, struct natpmp_message *m)
{
    struct cursor c = cursor_over(datagram);
    uint8_t version = take_u8(&c);
    uint8_t operation = take_u8(&c);
    *m = (struct natpmp_message){
        .operation = operation & 0x7f,
        .answer = (operation & ANSWER) != 0,
    };
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
    struct natpmp_message m;
    if (!read_message(o->said, &m) || (m.answer ? o->from_port : o->to_port) != PORT)
        return NOT_MINE;
    o->speaker = m.answer ? SPEAKER_SERVER : SPEAKER_CLIENT;
    return MINE;
}

static enum act act_of(const struct natpmp_message *m, const struct natpmp_state *s)
{
    if (m->result != 0)
        return s->asked ? s->asked_for : ACT_ADD;
    return m->lease_s > 0 ? ACT_ADD : ACT_DELETE;
}

static enum outcome outcome_of(const struct natpmp_message *m)
{
    if (!m->answer)
        return OUTCOME_UNKNOWN;
    return m->result == 0 ? OUTCOME_ACCEPTED : OUTCOME_REFUSED;
}

static enum verdict_on_bytes natpmp_dissect(struct dissection *d)
{
    struct natpmp_state *s = d->state;
    struct natpmp_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    speaker_is(d, m.answer ? SPEAKER_SERVER : SPEAKER_CLIENT);
    if (!m.mapping)
        return DISSECT_DONE;
    enum act act = act_of(&m, s);
    if (!m.answer)
        *s = (struct natpmp_state){ .asked = true, .asked_for = act };
    observe(d, (struct observation){
                   .kind = OBS_MAPPING,
                   .mapping = {
                       .act = act,
                       .outcome = outcome_of(&m),
                       .external_port = m.external_port,
                       .internal_port = m.internal_port,
                       .lease_s = m.lease_s,
                       .internal = m.answer ? d->packet->dst.ip : d->packet->src.ip,
                       .udp = m.operation == MAP_UDP,
                   },
               });
    return DISSECT_DONE;
}

const struct dissector natpmp_dissector = {
    .name = "natpmp",
    .transport = TRANSPORT_UDP,
    .state_size = sizeof(struct natpmp_state),
    .recognise = natpmp_recognise,
    .dissect = natpmp_dissect,
};
