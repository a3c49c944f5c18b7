#include "evidence/mask.h"

#include "evidence/mask_parts.h"

enum { ICMP_HEAD = 8, ARP_N = 28, NTP_N = 48, NTP_CONTROL = 12 };

/* How much of the head of a datagram has no place for a secret, by its ports: DNS up to the
 * question, DHCP up to the client's MAC, NTP without its key, Easy IP's head, RADIUS without its
 * authenticator, NAT-PMP and PCP up to the nonce. */
static const struct open_port {
    uint16_t port;
    size_t shown;
} open_ports[] = {
    { 53, 12 },  { 5353, 12 },  { 5355, 12 },  { 67, 44 },  { 68, 44 },  { 546, 4 },   { 547, 4 },
    { 123, 48 }, { 10669, 48 }, { 10670, 48 }, { 1812, 4 }, { 1813, 4 }, { 5350, 24 }, { 5351, 24 },
};

static bool mask_open(struct veil *v, const struct packet *p)
{
    for (size_t i = 0; i < sizeof open_ports / sizeof open_ports[0]; i++) {
        if (p->src.port != open_ports[i].port && p->dst.port != open_ports[i].port)
            continue;
        size_t n = open_ports[i].shown;
        bool control = n == NTP_N && v->in.n > 0 && (v->in.p[0] & 7) > 5; /* RFC 9327 */
        veil_show_at(v, 0, control ? NTP_CONTROL : n);
        return true;
    }
    return false;
}

static bool is_at(const struct packet *p, uint16_t port)
{
    return p->src.port == port || p->dst.port == port;
}

static void mask_datagram(struct veil *v, const struct packet *p)
{
    if (is_at(p, 161) || is_at(p, 162)) {
        (void)mask_snmp(v);
        return;
    }
    if (is_at(p, 514)) {
        (void)mask_log_line(v);
        return;
    }
    if (mask_head(v) || mask_tags(v) || mask_open(v, p))
        return;
    (void)mask_media(v);
}

/* FTP, SMTP, POP3: elsewhere a line may be all that somebody types, a password too. */
static bool has_commands(const struct packet *p)
{
    static const uint16_t ports[] = { 21, 25, 110, 587, 2121, 2525 };
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        if (is_at(p, ports[i]))
            return true;
    return false;
}

static void mask_segment(struct veil *v, const struct packet *p)
{
    if (mask_head(v) || mask_channel(v) || mask_tls(v))
        return;
    if (has_commands(p))
        (void)mask_lines(v);
}

/* Type, code and what follows; not the checksum, which is one of what is masked, too. */
static void mask_icmp(struct veil *v)
{
    enum { SUM_AT = 2, SUM_END = 4 };
    veil_show_at(v, 0, SUM_AT);
    veil_show_at(v, SUM_END, ICMP_HEAD - SUM_END);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the veil writes to it */
void mask_payload(const struct packet *p, uint8_t *out)
{
    struct veil v = { .in = p->payload, .out = out };
    veil_over(&v);
    if (p->transport == TRANSPORT_TCP)
        mask_segment(&v, p);
    else if (p->transport == TRANSPORT_UDP)
        mask_datagram(&v, p);
    else if (p->transport == TRANSPORT_ICMP)
        mask_icmp(&v);
    else if (p->transport == TRANSPORT_LINK && p->ethertype == PROTOCOL_ARP)
        veil_show_at(&v, 0, ARP_N);
    else if (p->transport == TRANSPORT_LINK)
        (void)mask_port_auth(&v);
}
