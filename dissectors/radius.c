/* RADIUS between a switch and its server: RFC 2865 sections 3 to 5, EAP in it: RFC 3579 section 3.
 * On whose behalf: Calling-Station-Id, RFC 3580 section 3.21. Guide item 4.1, protocols.md D.11.
 *
 * MAC bypass, which is no 802.1X: the service asked for is Call-Check, or the user's name is the
 * MAC and no EAP is in it. A request that is neither that nor EAP (a login to a switch) is passed
 * over. Passwords, State and authenticators are not looked at, and names are only compared. */

#include "dissectors/eap_flight.h"

enum { PORT = 1812, OLD_PORT = 1645, LOGINS = 78, HEADER = 20, EAP_MAX = 4096 };

enum code { ACCESS_REQUEST = 1, ACCESS_ACCEPT = 2, ACCESS_REJECT = 3, ACCESS_CHALLENGE = 11 };

enum attribute {
    USER_NAME = 1,
    NAS_IP = 4,
    SERVICE_TYPE = 6,
    CALLING_STATION = 31,
    NAS_NAME = 32,
    EAP_MESSAGE = 79,
    AUTHENTICATOR = 80,
    NAS_IPV6 = 95,
};

struct radius_message {
    uint8_t code;
    uint8_t id;
    bool says_who;      /* a request: which switch it comes from */
    bool authenticated; /* Message-Authenticator: must go with EAP, RFC 3579 section 3.2 */
    bool call_check;
    struct bytes user;
    struct bytes station;
    size_t eap_n; /* of `room` */
    uint8_t room[EAP_MAX];
};

/* Of one supplicant at one switch. */
struct radius_login {
    struct eap_talk talk;
    uint8_t id; /* of the request that is still to be answered */
    bool asked;
    bool bypass;
};

struct radius {
    struct radius_login login[LOGINS];
    uint8_t next; /* the one that gives way */
    struct eap_flight flight;
};

_Static_assert(sizeof(struct radius) <= STATE_MAX, "a flow has room for no more");

/* ---- reading ---- */

static void add_eap(struct radius_message *m, struct bytes part)
{
    if (part.n == 0 || part.n > EAP_MAX - m->eap_n)
        return;
    memcpy(m->room + m->eap_n, part.p, part.n);
    m->eap_n += part.n;
}

static void note_attribute(struct radius_message *m, uint8_t type, struct bytes value)
{
    enum { CALL_CHECK = 10, AUTHENTICATOR_N = 16 };
    struct cursor c = cursor_over(value);
    if (type == USER_NAME)
        m->user = value;
    if (type == CALLING_STATION)
        m->station = value;
    if (type == SERVICE_TYPE)
        m->call_check = take_be32(&c) == CALL_CHECK;
    if (type == EAP_MESSAGE)
        add_eap(m, value);
    m->says_who |= type == NAS_IP || type == NAS_NAME || type == NAS_IPV6;
    m->authenticated |= type == AUTHENTICATOR && value.n == AUTHENTICATOR_N;
}

static bool read_attributes(struct cursor *c, struct radius_message *m)
{
    enum { ATTRIBUTE_HEADER = 2 };
    while (cursor_left(c) > 0) {
        uint8_t type = take_u8(c);
        uint8_t n = take_u8(c);
        size_t value_n = n >= ATTRIBUTE_HEADER ? n - (size_t)ATTRIBUTE_HEADER : SIZE_MAX;
        note_attribute(m, type, take_bytes(c, value_n));
    }
    return cursor_ok(c);
}

static bool is_code(uint8_t code)
{
    return (code >= ACCESS_REQUEST && code <= ACCESS_REJECT) || code == ACCESS_CHALLENGE;
}

static bool read_radius(struct bytes in, struct radius_message *m)
{
    struct cursor c = cursor_over(in);
    m->code = take_u8(&c);
    m->id = take_u8(&c);
    uint16_t n = take_be16(&c);
    skip(&c, 16); /* authenticator */
    m->says_who = m->authenticated = m->call_check = false;
    m->user = m->station = (struct bytes){ 0 };
    m->eap_n = 0;
    return cursor_ok(&c) && is_code(m->code) && n == in.n && read_attributes(&c, m);
}

/* ---- whose it is ---- */

static struct mac mac_of(const struct radius_message *m)
{
    struct mac mac = { { 0 } };
    (void)mac_read(m->station, &mac); /* the name of the wireless network may follow */
    return mac;
}

/* Service-Type Call-Check, or the MAC in place of a name. */
static bool is_bypass(const struct radius_message *m)
{
    enum { TEXT_MAX = 17 };
    struct mac user, station;
    if (m->call_check)
        return true;
    return m->eap_n == 0 && m->user.n <= TEXT_MAX && mac_read(m->user, &user) > 0 &&
           mac_read(m->station, &station) > 0 && mac_equal(&user, &station);
}

/* ---- who asked ---- */

static struct radius_login *login_of(struct radius *s, const struct mac *mac)
{
    for (size_t i = 0; i < LOGINS; i++)
        if (mac_known(mac) && mac_equal(&s->login[i].talk.mac, mac))
            return &s->login[i];
    return NULL;
}

static struct radius_login *login_asked(struct radius *s, uint8_t id)
{
    for (size_t i = 0; i < LOGINS; i++)
        if (s->login[i].asked && s->login[i].id == id)
            return &s->login[i];
    return NULL;
}

/* A request gets the answer with its number; an older one with that number gets none any more. */
static struct radius_login *login_asks(struct radius *s, const struct radius_message *m)
{
    struct mac mac = mac_of(m);
    struct radius_login *old = login_asked(s, m->id);
    struct radius_login *l = login_of(s, &mac);
    if (old != NULL)
        old->asked = false;
    if (l == NULL && old != NULL && !mac_known(&mac) && !mac_known(&old->talk.mac))
        l = old;
    if (l == NULL) {
        l = &s->login[s->next];
        s->next = (uint8_t)((s->next + 1) % LOGINS);
        *l = (struct radius_login){ .talk.mac = mac };
    }
    l->asked = true;
    l->id = m->id;
    l->bypass = is_bypass(m);
    return l;
}

/* ---- what is said ---- */

static void tell_bypass(struct dissection *d, const struct radius_login *l, enum port_event event)
{
    observe(d, (struct observation){
                   .kind = OBS_PORT_AUTH,
                   .port_auth = { .event = event,
                                  .method = PORT_MAB,
                                  .mac = l->talk.mac,
                                  .by_radius = true },
               });
}

/* l: NULL, nobody knows whose login it is. */
static void tell_eap(struct dissection *d, const struct radius_message *m, struct radius_login *l)
{
    struct radius *s = d->state;
    struct eap_message e;
    bool from_peer = m->code == ACCESS_REQUEST;
    bool is_one = eap_read((struct bytes){ m->room, m->eap_n }, &e) && e.from_peer == from_peer;
    bool ends = m->code == ACCESS_ACCEPT || m->code == ACCESS_REJECT;
    if (!is_one)
        e = (struct eap_message){ 0 };
    if (ends)
        e.event = m->code == ACCESS_ACCEPT ? PORT_SUCCESS : PORT_FAILURE;
    if (is_one || ends)
        eap_tell(d, &e, l != NULL ? &l->talk : NULL, true);
    if (is_one)
        eap_flight_take(d, &s->flight, &e, l != NULL ? (uint8_t)(l - s->login) : LOGINS);
}

static void hear_request(struct dissection *d, struct radius *s, const struct radius_message *m)
{
    struct radius_login *l = NULL;
    if (m->eap_n == 0 && !is_bypass(m))
        return;
    l = login_asks(s, m);
    if (l->bypass)
        tell_bypass(d, l, PORT_IDENTITY);
    else
        tell_eap(d, m, l);
}

/* An answer to a request that was passed over, or not heard, says something only by its EAP. */
static void hear_answer(struct dissection *d, struct radius *s, const struct radius_message *m)
{
    struct radius_login *l = login_asked(s, m->id);
    if (l != NULL)
        l->asked = false;
    if (l != NULL && l->bypass) {
        if (m->code != ACCESS_CHALLENGE)
            tell_bypass(d, l, m->code == ACCESS_ACCEPT ? PORT_SUCCESS : PORT_FAILURE);
        return;
    }
    if (l != NULL || m->eap_n > 0)
        tell_eap(d, m, l);
}

static bool is_radius_port(uint16_t port)
{
    return port == PORT || port == OLD_PORT;
}

/* RFC 2865 section 4.1: a request says which switch it comes from. Elsewhere than on its own ports
 * it must carry EAP, and therefore its authenticator. */
static enum recognition radius_recognise(struct opening *o)
{
    struct radius_message m;
    if (!read_radius(o->said, &m))
        return NOT_MINE;
    bool asks = m.code == ACCESS_REQUEST;
    bool own = is_radius_port(asks ? o->to_port : o->from_port);
    if ((asks && !m.says_who && !own) || (!own && (m.eap_n == 0 || !m.authenticated)))
        return NOT_MINE;
    o->speaker = asks ? SPEAKER_CLIENT : SPEAKER_SERVER;
    return MINE;
}

static enum verdict_on_bytes radius_dissect(struct dissection *d)
{
    struct radius_message m;
    if (!read_radius(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    bool asks = m.code == ACCESS_REQUEST;
    speaker_is(d, asks ? SPEAKER_CLIENT : SPEAKER_SERVER);
    if (asks)
        hear_request(d, d->state, &m);
    else
        hear_answer(d, d->state, &m);
    return DISSECT_DONE;
}

const struct dissector radius_dissector = {
    .name = "radius",
    .transport = TRANSPORT_UDP,
    .state_size = sizeof(struct radius),
    .recognise = radius_recognise,
    .dissect = radius_dissect,
};
