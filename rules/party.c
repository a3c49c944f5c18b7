#include "rules/party.h"

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

static void meet_device(const struct observation *o, struct meeting *m)
{
    m->ip = o->from_client ? o->client.ip : o->server.ip;
    m->mac = o->from_client ? o->client_mac : o->server_mac;
    if (ip_is_group(&m->ip))
        m->ip = o->device.ip;
    if (mac_known(&o->device.mac)) {
        m->mac = o->device.mac;
        m->mac_stated = true;
    }
}

static bool meet_subject(const struct observation *o, struct meeting *m)
{
    if (o->kind == OBS_SETUP)
        return meet_setup(o, m);
    if (o->kind == OBS_DEVICE)
        meet_device(o, m);
    else if (o->kind == OBS_MAPPING)
        m->ip = o->mapping.internal;
    return true;
}

bool party_of(const struct observation *o, enum part part, struct meeting *m)
{
    *m = (struct meeting){ .vlan = o->vlan, .time_ns = o->time_ns };
    if (part == PART_SUBJECT)
        return meet_subject(o, m);
    if (o->transport == TRANSPORT_LINK)
        return false; /* no addresses: whom it is about is for meet_subject() to say */
    m->ip = part == PART_CLIENT ? o->client.ip : o->server.ip;
    m->mac = part == PART_CLIENT ? o->client_mac : o->server_mac;
    return true;
}
