#include "rules/party.h"

#include "rules/vendors.h"

/* The subject of what Easy IP says: by the MAC it names; by the address it was sent from, which can
 * be trusted more than the one it names (and that of a set request is one it is to have). */
static bool meet_setup(const struct observation *o, struct meeting *m)
{
    bool of_camera =
        o->setup.act == ACT_RESPONSE || o->setup.act == ACT_ANNOUNCE || o->setup.act == ACT_ACK;
    m->mac = o->setup.mac;
    m->mac_stated = mac_known(&m->mac);
    m->only_known = !of_camera;
    if (of_camera)
        m->ip = o->from_client ? o->client.ip : o->server.ip;
    if (of_camera && ip_is_group(&m->ip))
        m->ip = o->setup.ip;
    return m->mac_stated;
}

/* Many carry their MAC at the end of their UUID; across a router it stands nowhere else. */
static void read_uuid(struct meeting *m, const struct text *uuid)
{
    struct mac mac;
    struct bytes tail = bytes_after(bytes_of_text(uuid->s), 24);
    m->tag[TAG_UUID] = uuid;
    if (tail.n != 12 || vendor_makes_cameras(&m->mac))
        return;
    if (mac_read(tail, &mac) != tail.n || !vendor_makes_cameras(&mac))
        return;
    m->mac = mac;
    m->mac_stated = true;
}

static void meet_device(const struct observation *o, struct meeting *m)
{
    m->ip = o->from_client ? o->client.ip : o->server.ip;
    m->mac = o->from_client ? o->client_mac : o->server_mac;
    m->tag[TAG_SERIAL] = &o->device.serial;
    if (ip_is_group(&m->ip))
        m->ip = o->device.ip;
    if (mac_known(&o->device.mac)) {
        m->mac = o->device.mac;
        m->mac_stated = true;
    }
}

/* Whoever logs in at a switch's port is known by its MAC alone; on its way to the server it is in
 * no VLAN of its own. */
static bool meet_supplicant(const struct observation *o, struct meeting *m)
{
    m->mac = o->port_auth.mac;
    m->mac_stated = mac_known(&m->mac);
    if (o->port_auth.by_radius)
        m->vlan = 0;
    return m->mac_stated;
}

/* A lease is that of the client's MAC. ARP and ND say that a MAC uses an address: that matters to
 * the host known by the address, whosever MAC it is. Nobody is met by this alone. */
static bool meet_address(const struct observation *o, struct meeting *m)
{
    bool leased = is_by(o, "dhcp") || is_by(o, "dhcp6");
    m->only_known = true;
    if (leased)
        m->mac = o->address.mac;
    else
        m->ip = o->address.ip;
    m->mac_stated = leased;
    return leased ? mac_known(&m->mac) : !ip_is_group(&m->ip);
}

static bool meet_subject(const struct observation *o, struct meeting *m)
{
    if (o->kind == OBS_SETUP)
        return meet_setup(o, m);
    if (o->kind == OBS_PORT_AUTH)
        return meet_supplicant(o, m);
    if (o->kind == OBS_ADDRESS)
        return meet_address(o, m);
    if (o->kind == OBS_DEVICE)
        meet_device(o, m);
    else if (o->kind == OBS_MAPPING)
        m->ip = o->mapping.internal;
    return true;
}

/* Whoever asks may say an answer, too: nobody has it from the server then. */
static bool is_answer_of_asker(const struct observation *o)
{
    bool answers =
        o->kind == OBS_CHALLENGE || (o->kind == OBS_EXCHANGE && o->exchange.act == ACT_RESPONSE);
    return answers && o->from_client;
}

bool party_of(const struct observation *o, enum part part, struct meeting *m)
{
    *m = (struct meeting){ .vlan = o->vlan, .time_ns = o->time_ns };
    if (part == PART_SUBJECT)
        return meet_subject(o, m);
    if (o->transport == TRANSPORT_LINK)
        return false; /* no addresses: whom it is about is for meet_subject() to say */
    if (part == PART_SERVER && is_answer_of_asker(o))
        return false;
    m->ip = part == PART_CLIENT ? o->client.ip : o->server.ip;
    m->mac = part == PART_CLIENT ? o->client_mac : o->server_mac;
    bool shows_itself = o->kind == OBS_DISCOVERY && o->discovery.act != ACT_SEARCH;
    if (shows_itself && part == (o->from_client ? PART_CLIENT : PART_SERVER))
        read_uuid(m, &o->discovery.uuid);
    return true;
}
