#include "flow/services.h"

void tell(struct feeding *fg, const struct packet *p, bool from_client, struct observation o)
{
    o.time_ns = p->time_ns;
    o.frame_no = p->frame_no;
    o.vlan = p->vlan;
    o.from_client = from_client;
    o.client = from_client ? p->src : p->dst;
    o.server = from_client ? p->dst : p->src;
    o.client_mac = from_client ? p->src_mac : p->dst_mac;
    o.server_mac = from_client ? p->dst_mac : p->src_mac;
    count(fg->counters, COUNT_observations);
    fg->to.see(fg->to.self, &o);
}

void tell_service(struct feeding *fg, const struct packet *p, enum service_state state)
{
    bool tcp = p->transport == TRANSPORT_TCP;
    tell(fg, p, false,
         (struct observation){ .kind = OBS_SERVICE,
                               .protocol = tcp ? "tcp" : "udp",
                               .transport = p->transport,
                               .roles = ROLES_BY_SYN,
                               .service = { .state = state } });
}

/* The quoted packet's ends; false: it is not one we understand. */
static bool take_quoted(struct cursor *c, bool v6, struct packet *refusal)
{
    uint8_t version_and_length = take_u8(c);
    skip(c, v6 ? 5 : 8);
    uint8_t protocol = take_u8(c);
    skip(c, v6 ? 1 : 2);
    struct bytes src = take_bytes(c, v6 ? 16 : 4), dst = take_bytes(c, v6 ? 16 : 4);
    size_t options = v6 ? 0 : (size_t)(version_and_length & 0x0f) * 4;
    skip(c, options > 20 ? options - 20 : 0);
    uint16_t src_port = take_be16(c), dst_port = take_be16(c);
    if (!cursor_ok(c) || version_and_length >> 4 != (v6 ? 6 : 4) ||
        (protocol != 6 && protocol != 17))
        return false;
    refusal->transport = protocol == 6 ? TRANSPORT_TCP : TRANSPORT_UDP;
    refusal->src.port = dst_port; /* whoever was asked refuses */
    refusal->dst.port = src_port;
    if (v6) {
        memcpy(refusal->src.ip.b, dst.p, 16);
        memcpy(refusal->dst.ip.b, src.p, 16);
    } else {
        refusal->src.ip = ip_from_v4(dst.p);
        refusal->dst.ip = ip_from_v4(src.p);
    }
    return true;
}

void take_unreachable(struct feeding *fg, const struct packet *p)
{
    struct cursor c = cursor_over(p->payload);
    uint8_t type = take_u8(&c), code = take_u8(&c);
    skip(&c, 6);
    bool v4 = ip_is_v4(&p->src.ip);
    bool closed = v4 ? type == 3 && code == 3 : type == 1 && code == 4;
    struct packet refusal = *p;
    if (closed && take_quoted(&c, !v4, &refusal) && ip_equal(&refusal.src.ip, &p->src.ip))
        tell_service(fg, &refusal, SERVICE_CLOSED);
}
