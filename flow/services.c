#include "flow/services.h"

void tell(struct feeding *fg, const struct packet *p, bool from_client, struct observation o)
{
    o.time_ns = p->time_ns;
    o.frame_no = p->frame_no;
    o.vlan = p->vlan;
    o.from_client = from_client;
    o.both_ways = fg->both_ways;
    o.client = from_client ? p->src : p->dst;
    o.server = from_client ? p->dst : p->src;
    o.client_mac = from_client ? p->src_mac : p->dst_mac;
    o.server_mac = from_client ? p->dst_mac : p->src_mac;
    count(fg->counters, COUNT_observations);
    fg->to.see(fg->to.self, &o);
}

void tell_service(struct feeding *fg, const struct packet *p, enum service_state state)
{
    const char *protocol = p->transport == TRANSPORT_TCP ? "tcp" : "udp";
    tell(fg, p, false,
         (struct observation){ .kind = OBS_SERVICE,
                               .protocol = p->transport == TRANSPORT_ICMP ? "icmp" : protocol,
                               .transport = p->transport,
                               .roles = ROLES_BY_SYN,
                               .service = { .state = state } });
}

static bool take_ip(struct cursor *c, bool v6, struct ip *out)
{
    const uint8_t *p = take(c, v6 ? 16 : 4);
    if (p == NULL)
        return false;
    if (v6)
        memcpy(out->b, p, sizeof out->b);
    else
        *out = ip_from_v4(p);
    return true;
}

/* The quoted packet's ends: whoever was asked refuses. False: it is not one we understand. */
static bool take_quoted(struct cursor *c, bool v6, struct packet *refusal)
{
    uint8_t version_and_length = take_u8(c);
    skip(c, v6 ? 5 : 8);
    uint8_t protocol = take_u8(c);
    skip(c, v6 ? 1 : 2);
    if (!take_ip(c, v6, &refusal->dst.ip) || !take_ip(c, v6, &refusal->src.ip))
        return false;
    size_t header = v6 ? 20 : (size_t)(version_and_length & 0x0f) * 4;
    skip(c, header > 20 ? header - 20 : 0);
    refusal->dst.port = take_be16(c);
    refusal->src.port = take_be16(c);
    refusal->transport = protocol == 6 ? TRANSPORT_TCP : TRANSPORT_UDP;
    bool known = protocol == 6 || protocol == 17;
    return cursor_ok(c) && known && version_and_length >> 4 == (v6 ? 6 : 4);
}

void take_icmp(struct feeding *fg, const struct packet *p)
{
    struct cursor c = cursor_over(p->payload);
    uint8_t type = take_u8(&c), code = take_u8(&c);
    skip(&c, 6);
    bool v4 = ip_is_v4(&p->src.ip);
    bool echoes = type == (v4 ? 0 : 129) && cursor_ok(&c);
    bool refuses = v4 ? type == 3 && code == 3 : type == 1 && code == 4;
    struct packet refusal = *p;
    if (echoes)
        tell_service(fg, p, SERVICE_OPEN);
    if (refuses && take_quoted(&c, !v4, &refusal) && ip_equal(&refusal.src.ip, &p->src.ip))
        tell_service(fg, &refusal, SERVICE_CLOSED);
}
