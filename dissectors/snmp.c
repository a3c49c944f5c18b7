/* SNMP: v1 RFC 1157 section 4, v2c RFC 1901 section 3 and RFC 3416 section 3, v3 RFC 3412 section 6
 * with USM RFC 3414 section 2.4. Guide item 4.2.
 *
 * Known by its shape on any port: a datagram that is one BER sequence, with a version, a printable
 * community (or USM parameters) and a PDU that all parse to the last byte. The community is read
 * where it lies; its class and length are all that leaves. */

#include "dissectors/ber.h"
#include "dissectors/dissector.h"

enum { AGENT_PORT = 161, TRAP_PORT = 162 };

enum pdu {
    PDU_GET = 0xa0,
    PDU_GET_NEXT,
    PDU_RESPONSE,
    PDU_SET,
    PDU_TRAP_V1,
    PDU_GET_BULK,
    PDU_INFORM,
    PDU_TRAP,
    PDU_REPORT,
};

enum { TAG_IP_ADDRESS = 0x40, TAG_TIME_TICKS = 0x43 };

enum { FLAG_AUTH = 0x01, FLAG_PRIV = 0x02, FLAG_REPORTABLE = 0x04, MODEL_USM = 3 };

/* The ends' ports, as far as words alone do not say who speaks. */
struct ports {
    uint16_t from;
    uint16_t to;
};

struct snmp_message {
    struct observation o; /* of kind OBS_MANAGEMENT */
    bool from_agent;
};

static enum act act_of(uint8_t pdu)
{
    static const enum act acts[] = {
        [PDU_GET & 0x0f] = ACT_GET,           [PDU_GET_NEXT & 0x0f] = ACT_GET,
        [PDU_RESPONSE & 0x0f] = ACT_RESPONSE, [PDU_SET & 0x0f] = ACT_WRITE,
        [PDU_TRAP_V1 & 0x0f] = ACT_TRAP,      [PDU_GET_BULK & 0x0f] = ACT_GET,
        [PDU_INFORM & 0x0f] = ACT_INFORM,     [PDU_TRAP & 0x0f] = ACT_TRAP,
        [PDU_REPORT & 0x0f] = ACT_REPORT,
    };
    return pdu >= PDU_GET && pdu <= PDU_REPORT ? acts[pdu & 0x0f] : ACT_NONE;
}

/* Whether that version has that PDU. */
static bool pdu_fits(uint8_t version, uint8_t pdu)
{
    if (act_of(pdu) == ACT_NONE)
        return false;
    return version == 1 ? pdu <= PDU_TRAP_V1 : pdu != PDU_TRAP_V1;
}

/* A notification's receiver answers it from the trap port; all other answers are an agent's. */
static bool is_agents(enum act act, struct ports ports)
{
    if (act == ACT_RESPONSE || act == ACT_REPORT)
        return ports.from != TRAP_PORT;
    return act == ACT_TRAP || act == ACT_INFORM;
}

static void set_uptime(struct observation *o, int64_t seconds)
{
    if (seconds < 0 || seconds > UINT32_MAX)
        return;
    o->management.has_uptime = true;
    o->management.uptime_s = (uint32_t)seconds;
}

static void set_uptime_of_ticks(struct observation *o, struct bytes ticks)
{
    int64_t hundredths = 0;
    if (ber_integer(ticks, &hundredths))
        set_uptime(o, hundredths / 100);
}

static void read_variable(struct observation *o, struct bytes oid, const struct ber *value)
{
    static const uint8_t description[] = { 0x2b, 6, 1, 2, 1, 1, 1, 0 }; /* sysDescr.0 */
    static const uint8_t uptime[] = { 0x2b, 6, 1, 2, 1, 1, 3, 0 };      /* sysUpTime.0 */
    if (value->tag == BER_OCTET_STRING &&
        bytes_equal(oid, (struct bytes){ description, sizeof description }))
        text_set(&o->management.system, value->content);
    if (value->tag == TAG_TIME_TICKS && bytes_equal(oid, (struct bytes){ uptime, sizeof uptime }))
        set_uptime_of_ticks(o, value->content);
}

static bool read_variables(struct cursor *pdu, struct snmp_message *m)
{
    struct cursor list = ber_enter(pdu, BER_SEQUENCE);
    while (cursor_left(&list) > 0) {
        struct cursor variable = ber_enter(&list, BER_SEQUENCE);
        struct bytes oid = ber_take_tagged(&variable, BER_OID);
        struct ber value = ber_take(&variable);
        if (!cursor_ok(&variable) || cursor_left(&variable) > 0)
            return false;
        if (m->from_agent)
            read_variable(&m->o, oid, &value);
    }
    return cursor_ok(&list) && cursor_left(pdu) == 0;
}

/* RFC 1157 section 4.1.6: a trap's own head; its time-stamp is sysUpTime. */
static struct bytes take_trap_head(struct cursor *pdu)
{
    (void)ber_take_tagged(pdu, BER_OID);
    (void)ber_take_tagged(pdu, TAG_IP_ADDRESS);
    (void)ber_take_integer(pdu);
    (void)ber_take_integer(pdu);
    return ber_take_tagged(pdu, TAG_TIME_TICKS);
}

/* Some agents' lists cannot be read: on SNMP's own ports the message is one all the same. */
static bool read_any_variables(struct cursor *pdu, struct ports ports, struct snmp_message *m)
{
    bool own = ports.from == AGENT_PORT || ports.to == AGENT_PORT || ports.to == TRAP_PORT;
    if (!cursor_ok(pdu))
        return false;
    if (read_variables(pdu, m))
        return true;
    m->o.management.has_uptime = false;
    m->o.management.system = (struct text){ "" };
    return own;
}

/* The PDU, which is the last thing in its message. */
static bool read_pdu(struct cursor *c, struct ports ports, struct snmp_message *m)
{
    struct ber e = ber_take(c);
    if (!cursor_ok(c) || cursor_left(c) > 0 || !pdu_fits(m->o.management.version, e.tag))
        return false;
    m->o.management.act = act_of(e.tag);
    m->from_agent = is_agents(m->o.management.act, ports);
    struct cursor pdu = cursor_over(e.content);
    if (e.tag == PDU_TRAP_V1) {
        set_uptime_of_ticks(&m->o, take_trap_head(&pdu));
        return read_any_variables(&pdu, ports, m);
    }
    (void)ber_take_integer(&pdu); /* request-id */
    (void)ber_take_integer(&pdu); /* error-status, non-repeaters */
    (void)ber_take_integer(&pdu); /* error-index, max-repetitions */
    return read_any_variables(&pdu, ports, m);
}

/* ---- versions 1 and 2c ---- */

static bool is_printable(struct bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        if (b.p[i] < ' ' || b.p[i] > '~')
            return false;
    return true;
}

static enum community community_of(struct bytes b)
{
    if (bytes_equal_text(b, "public"))
        return COMMUNITY_PUBLIC;
    return bytes_equal_text(b, "private") ? COMMUNITY_PRIVATE : COMMUNITY_OTHER;
}

static bool read_with_community(struct cursor *c, struct ports ports, struct snmp_message *m)
{
    struct bytes community = ber_take_tagged(c, BER_OCTET_STRING);
    if (!is_printable(community) || community.n > UINT8_MAX)
        return false;
    m->o.management.community = community_of(community);
    m->o.management.community_n = (uint8_t)community.n;
    return read_pdu(c, ports, m);
}

/* ---- version 3 ---- */

struct usm {
    bool known;
    struct bytes engine;
    int64_t time_s;
    struct bytes user;
};

/* RFC 3414 section 2.4. Other security models keep their parameters to themselves. */
static bool read_usm(struct bytes parameters, struct usm *usm)
{
    struct cursor c = cursor_over(parameters);
    struct cursor in = ber_enter(&c, BER_SEQUENCE);
    usm->known = true;
    usm->engine = ber_take_tagged(&in, BER_OCTET_STRING);
    (void)ber_take_integer(&in); /* boots */
    usm->time_s = ber_take_integer(&in);
    usm->user = ber_take_tagged(&in, BER_OCTET_STRING);
    (void)ber_take_tagged(&in, BER_OCTET_STRING); /* authentication */
    (void)ber_take_tagged(&in, BER_OCTET_STRING); /* privacy */
    return cursor_ok(&in) && cursor_left(&in) == 0 && cursor_left(&c) == 0;
}

static enum snmp_level level_of(uint8_t flags)
{
    if ((flags & FLAG_AUTH) == 0)
        return LEVEL_NO_AUTH;
    return flags & FLAG_PRIV ? LEVEL_PRIV : LEVEL_AUTH;
}

/* Of an encrypted PDU: only what expects an answer may be reportable, RFC 3412 section 6.4. */
static enum act act_of_encrypted(uint8_t flags, struct ports ports)
{
    bool notification = ports.to == TRAP_PORT;
    if (flags & FLAG_REPORTABLE)
        return notification ? ACT_INFORM : ACT_REQUEST;
    return notification ? ACT_TRAP : ACT_RESPONSE;
}

static bool read_scoped_pdu(struct cursor *c, struct ports ports, uint8_t flags,
                            struct snmp_message *m)
{
    if (flags & FLAG_PRIV) {
        (void)ber_take_tagged(c, BER_OCTET_STRING);
        m->o.management.act = act_of_encrypted(flags, ports);
        m->from_agent = is_agents(m->o.management.act, ports);
        return cursor_ok(c);
    }
    struct cursor scoped = ber_enter(c, BER_SEQUENCE);
    (void)ber_take_tagged(&scoped, BER_OCTET_STRING); /* contextEngineID */
    (void)ber_take_tagged(&scoped, BER_OCTET_STRING); /* contextName */
    return read_pdu(&scoped, ports, m);
}

static bool read_v3(struct cursor *c, struct ports ports, struct snmp_message *m)
{
    struct cursor global = ber_enter(c, BER_SEQUENCE);
    (void)ber_take_integer(&global); /* msgID */
    (void)ber_take_integer(&global); /* msgMaxSize */
    struct bytes flags = ber_take_tagged(&global, BER_OCTET_STRING);
    int64_t model = ber_take_integer(&global);
    struct bytes parameters = ber_take_tagged(c, BER_OCTET_STRING);
    if (!cursor_ok(&global) || cursor_left(&global) > 0 || !cursor_ok(c) || flags.n != 1)
        return false;

    struct usm usm = { 0 };
    if (model == MODEL_USM && !read_usm(parameters, &usm))
        return false;
    m->o.management.level = level_of(flags.p[0]);
    if (!read_scoped_pdu(c, ports, flags.p[0], m))
        return false;
    /* RFC 3414 section 4: asking, without a user, for the engine's name and time; every report. */
    bool asks = usm.known && usm.user.n == 0 && (flags.p[0] & FLAG_REPORTABLE) != 0 &&
                m->o.management.level == LEVEL_NO_AUTH;
    m->o.management.discovery = asks || m->o.management.act == ACT_REPORT;
    /* An inform carries its receiver's time, RFC 3414 section 1.5.1. */
    if (m->from_agent && m->o.management.act != ACT_INFORM && usm.engine.n > 0)
        set_uptime(&m->o, usm.time_s);
    return true;
}

/* ---- all versions ---- */

static bool read_message(struct bytes datagram, struct ports ports, struct snmp_message *m)
{
    *m = (struct snmp_message){ .o = { .kind = OBS_MANAGEMENT } };
    struct cursor c = cursor_over(datagram);
    struct cursor in = ber_enter(&c, BER_SEQUENCE);
    int64_t version = ber_take_integer(&in);
    if (!cursor_ok(&in) || cursor_left(&c) > 0 || version < 0 || version > 3 || version == 2)
        return false;
    m->o.management.version = version == 3 ? 3 : (uint8_t)(version + 1);
    bool whole = version == 3 ? read_v3(&in, ports, m) : read_with_community(&in, ports, m);
    return whole && cursor_left(&in) == 0;
}

static enum recognition snmp_recognise(struct opening *o)
{
    struct snmp_message m;
    if (!read_message(o->said, (struct ports){ o->from_port, o->to_port }, &m))
        return NOT_MINE;
    o->speaker = m.from_agent ? SPEAKER_SERVER : SPEAKER_CLIENT;
    return MINE;
}

static enum verdict_on_bytes snmp_dissect(struct dissection *d)
{
    struct ports ports = { d->packet->src.port, d->packet->dst.port };
    struct snmp_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), ports, &m))
        return DISSECT_REJECT;
    speaker_is(d, m.from_agent ? SPEAKER_SERVER : SPEAKER_CLIENT);
    observe(d, m.o);
    return DISSECT_DONE;
}

const struct dissector snmp_dissector = {
    .name = "snmp",
    .transport = TRANSPORT_UDP,
    .recognise = snmp_recognise,
    .dissect = snmp_dissect,
};
