#include "alerts/eve_packet.h"

#include "alerts/community_id.h"
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
static uint64_t flow_id(const char *community)
{
    static const struct hash_key for_ever = { { 0, 0 } };
    return hash_bytes(&for_ever, community, strlen(community)) & ((UINT64_C(1) << 53) - 1);
}

static void put_flow(struct pen *p, const struct observation *o)
{
    char id[COMMUNITY_ID_MAX] = { 0 };
    community_id(&o->client, &o->server, o->transport == TRANSPORT_TCP ? TCP : UDP, id);
    pen_number(p, "flow_id", flow_id(id));
    if (has_ports(o))
        pen_text(p, "community_id", id);
}

static void put_ether(struct pen *p, const struct sent *s)
{
    if (!mac_known(s->src_mac) && !mac_known(s->dst_mac))
        return;
    pen_open(p, "ether");
    pen_mac(p, "src_mac", s->src_mac);
    pen_mac(p, "dest_mac", s->dst_mac);
    pen_close(p);
}

static void put_vlan(struct pen *p, uint16_t vlan)
{
    if (vlan != 0)
        pen_number_list(p, "vlan", vlan);
}

void eve_packet(struct pen *p, const struct observation *o, const struct eve_style *style)
{
    struct sent s = sent(o);
    if (style->interface == NULL)
        pen_number(p, "pcap_cnt", o->frame_no);
    if (o->transport != TRANSPORT_LINK)
        put_flow(p, o);
    pen_ip(p, "src_ip", &s.src->ip);
    pen_ip(p, "dest_ip", &s.dst->ip);
    if (has_ports(o)) {
        pen_number(p, "src_port", s.src->port);
        pen_number(p, "dest_port", s.dst->port);
    }
    pen_text(p, "proto", transport_name(o));
    if (style->compat == EVE_8 && o->transport != TRANSPORT_LINK)
        pen_number(p, "ip_v", ip_is_v4(&o->client.ip) ? 4 : 6);
    put_vlan(p, o->vlan);
    put_ether(p, &s);
    pen_text(p, "pkt_src", "wire/pcap");
    pen_text(p, "direction", o->from_client ? "to_server" : "to_client");
}
