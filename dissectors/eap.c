/* 802.1X on the port itself: EAPOL, IEEE 802.1X-2010 section 11, with EAP (RFC 3748) in it. Guide
 * item 4.1, protocols.md D.11.
 *
 * How it works: a conversation is two MACs, or everything that goes to the group address of port
 * access (flow/ends.c). There a request does not name whom it is for: the supplicant is the one
 * that answered this authenticator before, or answers the request with that number next. */

#include "dissectors/eap_flight.h"

enum { VERSION_MAX = 3, TYPE_MAX = 8, LOGINS = 59 };

enum packet_type { TYPE_EAP, TYPE_START, TYPE_LOGOFF };

/* One supplicant's; its MAC is all zero as long as only the authenticator has spoken. */
struct port_login {
    struct eap_talk talk;
    struct mac authenticator;
    uint8_t id; /* of its last request */
};

struct eap {
    struct port_login login[LOGINS];
    uint8_t next; /* the one that gives way */
    struct eap_flight flight;
};

_Static_assert(sizeof(struct eap) <= STATE_MAX, "a flow has room for no more");

struct eapol {
    uint8_t type;
    struct bytes body;
};

static bool read_eapol(struct bytes in, struct eapol *e)
{
    struct cursor c = cursor_over(in);
    uint8_t version = take_u8(&c);
    e->type = take_u8(&c);
    e->body = take_bytes(&c, take_be16(&c));
    return cursor_ok(&c) && version >= 1 && version <= VERSION_MAX && e->type <= TYPE_MAX;
}

/* What is worth telling; PORT_EVENT_NONE: keys (type 3, MKA) and announcements. */
static bool read_message(struct bytes in, struct eap_message *m)
{
    struct eapol e;
    *m = (struct eap_message){ .from_peer = true };
    if (!read_eapol(in, &e))
        return false;
    if (e.type == TYPE_EAP)
        return eap_read(e.body, m);
    if (e.type == TYPE_START)
        m->event = PORT_START;
    if (e.type == TYPE_LOGOFF)
        m->event = PORT_LOGOFF;
    return true;
}

static struct port_login *login_of_peer(struct eap *s, const struct mac *mac)
{
    for (size_t i = 0; i < LOGINS; i++)
        if (mac_equal(&s->login[i].talk.mac, mac))
            return &s->login[i];
    return NULL;
}

static struct port_login *login_at(struct eap *s, const struct mac *authenticator)
{
    for (size_t i = 0; i < LOGINS; i++)
        if (mac_equal(&s->login[i].authenticator, authenticator))
            return &s->login[i];
    return NULL;
}

/* The one whose request is still to be answered for the first time. */
static struct port_login *login_asked(struct eap *s, const struct eap_message *m)
{
    if (m->event == PORT_START || m->event == PORT_LOGOFF)
        return NULL;
    for (size_t i = 0; i < LOGINS; i++) {
        struct port_login *l = &s->login[i];
        if (!mac_known(&l->talk.mac) && mac_known(&l->authenticator) && l->id == m->id)
            return l;
    }
    return NULL;
}

static struct port_login *login_new(struct eap *s, const struct mac *peer,
                                    const struct mac *authenticator)
{
    struct port_login *l = &s->login[s->next];
    s->next = (uint8_t)((s->next + 1) % LOGINS);
    *l = (struct port_login){ .talk.mac = *peer, .authenticator = *authenticator };
    return l;
}

static struct mac unless_group(const struct mac *mac)
{
    return mac_is_group(mac) ? (struct mac){ { 0 } } : *mac;
}

/* A supplicant speaks. To the group address: it is learnt here whose request it answers. */
static struct port_login *login_answered(struct eap *s, const struct packet *p,
                                         const struct eap_message *m)
{
    struct mac to = unless_group(&p->dst_mac);
    struct port_login *own = login_of_peer(s, &p->src_mac);
    bool bound = own != NULL && mac_known(&own->authenticator) && own->id == m->id;
    struct port_login *asked = bound || mac_known(&to) ? NULL : login_asked(s, m);
    if (asked == NULL)
        return own != NULL ? own : login_new(s, &p->src_mac, &to);
    if (own != NULL)
        *own = (struct port_login){ 0 };
    asked->talk.mac = p->src_mac;
    return asked;
}

/* An authenticator speaks. */
static struct port_login *login_of_authenticator(struct eap *s, const struct packet *p,
                                                 const struct eap_message *m)
{
    struct mac to = unless_group(&p->dst_mac);
    bool for_one = mac_known(&to);
    struct port_login *l = for_one ? login_of_peer(s, &to) : login_at(s, &p->src_mac);
    if (l == NULL)
        l = login_new(s, &to, &p->src_mac);
    l->authenticator = p->src_mac;
    l->id = m->id;
    return l;
}

static enum recognition eap_recognise(struct opening *o)
{
    struct eap_message m;
    return read_message(o->said, &m) ? MINE : NOT_MINE;
}

static enum verdict_on_bytes eap_dissect(struct dissection *d)
{
    struct eap *s = d->state;
    const struct packet *p = d->packet;
    struct eap_message m;
    if (!read_message(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    if (m.event == PORT_EVENT_NONE && m.tls.n == 0)
        return DISSECT_DONE;
    speaker_is(d, m.from_peer ? SPEAKER_CLIENT : SPEAKER_SERVER);
    struct port_login *l =
        m.from_peer ? login_answered(s, p, &m) : login_of_authenticator(s, p, &m);
    eap_tell(d, &m, &l->talk, false);
    eap_flight_take(d, &s->flight, &m, (uint8_t)(l - s->login));
    return DISSECT_DONE;
}

const struct dissector eap_dissector = {
    .name = "eap",
    .transport = TRANSPORT_LINK,
    .state_size = sizeof(struct eap),
    .recognise = eap_recognise,
    .dissect = eap_dissect,
};
