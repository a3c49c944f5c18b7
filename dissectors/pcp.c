/* PCP, RFC 6887: a host asks its router to lead a port inside. Guide item 3.2.3. */

#include "dissectors/dissector.h"

enum {
    PORT = 5351,
    VERSION = 2,
    ANSWER = 0x80,
    LENGTH_MAX = 1100, /* section 7 */
    PROTOCOL_UDP = 17,
    OPTION_THIRD_PARTY = 1, /* section 13.1 */
};

enum opcode { ANNOUNCE, MAP, PEER };

struct pcp_state {
    bool asked;
    enum act asked_for; /* by the last request: a refusal does not say */
};

struct pcp_message {
    uint8_t opcode;
    bool answer;
    uint8_t result; /* of an answer; 0: success */
    uint8_t protocol;
    uint16_t internal_port;
    uint16_t external_port;
    uint32_t lease_s;
    struct ip internal; /* by THIRD_PARTY; all zero: whoever asks */
    bool mapping;       /* the five above were there */
};

static struct ip take_ip(struct cursor *c)
{
    struct ip ip = { { 0 } };
    const uint8_t *p = take(c, sizeof ip.b);
    if (p != NULL)
        memcpy(ip.b, p, sizeof ip.b);
    return ip;
}

/* Section 7.3: each is padded to four bytes. */
static void read_options(struct cursor *c, struct pcp_message *m)
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
static void read_mapping(struct cursor *c, struct pcp_message *m)
{
    m->mapping = true;
    skip(c, 12); /* nonce */
    m->protocol = take_u8(c);
    skip(c, 3);
    m->internal_port = take_be16(c);
    m->external_port = take_be16(c);
    skip(c, 16); /* external address */
    if (m->opcode == PEER)
        skip(c, 20);
}

/* An answer of another version, or to one that could not be read, may end after its head. */
static bool ends_early(const struct cursor *c, const struct pcp_message *m)
{
    return m->answer && m->result != 0 && cursor_left(c) == 0;
}

static bool read_message(struct bytes datagram, struct pcp_message *m)
{
    struct cursor c = cursor_over(datagram);
    uint8_t version = take_u8(&c);
    uint8_t opcode = take_u8(&c);
    skip(&c, 1);
    uint8_t result = take_u8(&c);
    *m = (struct pcp_message){
        .opcode = opcode & 0x7f,
        .answer = (opcode & ANSWER) != 0,
        .lease_s = take_be32(&c),
    };
    skip(&c, 16); /* the client's address; of an answer: the epoch, and zeros */
    if (!cursor_ok(&c) || version != VERSION || m->opcode > PEER)
        return false;
    if (datagram.n % 4 != 0 || datagram.n > LENGTH_MAX)
        return false;
    m->result = m->answer ? result : 0;
    if (m->opcode != ANNOUNCE && !ends_early(&c, m))
        read_mapping(&c, m);
    read_options(&c, m);
    return cursor_ok(&c);
}

static enum recognition pcp_recognise(struct opening *o)
{
    struct pcp_message m;
    if (!read_message(o->said, &m) || (m.answer ? o->from_port : o->to_port) != PORT)
        return NOT_MINE;
    o->speaker = m.answer ? SPEAKER_SERVER : SPEAKER_CLIENT;
    return MINE;
}

static enum act act_of(const struct pcp_message *m, const struct pcp_state *s)
{
    if (m->result != 0)
        return s->asked ? s->asked_for : ACT_ADD; /* its lifetime is the refusal's */
    return m->lease_s > 0 ? ACT_ADD : ACT_DELETE;
}

static enum outcome outcome_of(const struct pcp_message *m)
{
    if (!m->answer)
        return OUTCOME_UNKNOWN;
    return m->result == 0 ? OUTCOME_ACCEPTED : OUTCOME_REFUSED;
}

static struct ip internal_of(const struct pcp_message *m, const struct packet *p)
{
    static const struct ip nobody = { { 0 } };
    if (!ip_equal(&m->internal, &nobody))
        return m->internal;
    return m->answer ? p->dst.ip : p->src.ip;
}

static enum verdict_on_bytes pcp_dissect(struct dissection *d)
{
    struct pcp_state *s = d->state;
    struct pcp_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    speaker_is(d, m.answer ? SPEAKER_SERVER : SPEAKER_CLIENT);
    if (!m.mapping)
        return DISSECT_DONE;
    enum act act = act_of(&m, s);
    if (!m.answer)
        *s = (struct pcp_state){ .asked = true, .asked_for = act };
    observe(d, (struct observation){
                   .kind = OBS_MAPPING,
                   .mapping = {
                       .act = act,
                       .outcome = outcome_of(&m),
                       .external_port = m.external_port,
                       .internal_port = m.internal_port,
                       .lease_s = m.lease_s,
                       .internal = internal_of(&m, d->packet),
                       .udp = m.protocol == PROTOCOL_UDP,
                   },
               });
    return DISSECT_DONE;
}

const struct dissector pcp_dissector = {
    .name = "pcp",
    .transport = TRANSPORT_UDP,
    .state_size = sizeof(struct pcp_state),
    .recognise = pcp_recognise,
    .dissect = pcp_dissect,
};
