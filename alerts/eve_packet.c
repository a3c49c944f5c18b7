#include "alerts/eve_packet.h"

#include "alerts/community_id.h"
#include "alerts/jot.h"
#include "core/hash.h"

enum { TCP = 6, UDP = 17 };

/* The packet that was the evidence, as it was sent. */
struct sent {
    const struct endpoint *src;
    const struct endpoint *dst;
    const struct mac *src_mac;
    const struct mac *dst_mac;
};

static struct sent sent(const struct observation *o)
{
    if (o->from_client)
        return (struct sent){ &o->client, &o->server, &o->client_mac, &o->server_mac };
    return (struct sent){ &o->server, &o->client, &o->server_mac, &o->client_mac };
}

static const char *transport_name(const struct observation *o)
{
    switch (o->transport) {
    case TRANSPORT_TCP:
        return "TCP";
    case TRANSPORT_UDP:
        return "UDP";
    case TRANSPORT_ICMP:
        return ip_is_v4(&o->client.ip) ? "ICMP" : "IPv6-ICMP";
    case TRANSPORT_NONE:
    case TRANSPORT_LINK:
    case TRANSPORT_OTHER:
        break;
    }
    return "";
}

static bool has_ports(const struct observation *o)
{
    return o->transport == TRANSPORT_TCP || o->transport == TRANSPORT_UDP;
}

/* The same for both directions, every time these ends use these ports, in every run; a double holds
 * it exactly. */
static uint64_t flow_id(const struct observation *o)
{
    static const struct hash_key for_ever = { { 0, 0 } };
    char id[COMMUNITY_ID_MAX] = { 0 };
    community_id(&o->client, &o->server, o->transport == TRANSPORT_TCP ? TCP : UDP, id);
    return hash_bytes(&for_ever, id, strlen(id)) & ((UINT64_C(1) << 53) - 1);
}

static void put_community_id(json_t *line, const struct observation *o)
{
    char id[COMMUNITY_ID_MAX];
    if (has_ports(o))
        jot_text(
            line, "community_id",
            community_id(&o->client, &o->server, o->transport == TRANSPORT_TCP ? TCP : UDP, id));
}

static void put_ether(json_t *line, const struct sent *s)
{
    if (!mac_known(s->src_mac) && !mac_known(s->dst_mac))
        return;
    json_t *ether = json_object();
    jot_mac(ether, "src_mac", s->src_mac);
    jot_mac(ether, "dest_mac", s->dst_mac);
    jot_value(line, "ether", ether);
}

static void put_vlan(json_t *line, uint16_t vlan)
{
    if (vlan != 0)
        jot_value(line, "vlan", json_pack("[i]", (int)vlan));
}

void eve_packet(json_t *line, const struct observation *o, const struct eve_style *style)
{
    struct sent s = sent(o);
    if (style->interface == NULL)
        jot_number(line, "pcap_cnt", o->frame_no);
    if (o->transport != TRANSPORT_LINK)
        jot_number(line, "flow_id", flow_id(o));
    jot_ip(line, "src_ip", &s.src->ip);
    jot_ip(line, "dest_ip", &s.dst->ip);
    if (has_ports(o)) {
        jot_number(line, "src_port", s.src->port);
        jot_number(line, "dest_port", s.dst->port);
    }
    jot_text(line, "proto", transport_name(o));
    if (style->compat == EVE_8 && o->transport != TRANSPORT_LINK)
        jot_number(line, "ip_v", ip_is_v4(&o->client.ip) ? 4 : 6);
    put_vlan(line, o->vlan);
    put_ether(line, &s);
    put_community_id(line, o);
    jot_text(line, "pkt_src", "wire/pcap");
    jot_text(line, "direction", o->from_client ? "to_server" : "to_client");
}
