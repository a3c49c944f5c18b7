/* One captured frame, taken apart as far as the transport payload. Everything here points into the
 * capture buffer and is valid only until the source is asked for the next batch. */
#pragma once

#include "core/bytes.h"

struct ip {
    uint8_t b[16]; /* IPv4 as ::ffff:a.b.c.d */
};

struct mac {
    uint8_t b[6]; /* all zero: not known */
};

struct endpoint {
    struct ip ip;
    uint16_t port; /* host byte order */
};

enum transport {
    TRANSPORT_NONE,
    TRANSPORT_TCP,
    TRANSPORT_UDP,
    TRANSPORT_ICMP,
    TRANSPORT_LINK, /* no IP at all: ARP or EAPOL, between two MACs */
    TRANSPORT_OTHER
};

/* Of TRANSPORT_LINK: which one it is. */
enum link_protocol { PROTOCOL_ARP = 0x0806, PROTOCOL_EAPOL = 0x888e };

enum { OUTER_SUMS_MAX = 8 };

enum tcp_flag {
    TCP_FIN = 0x01,
    TCP_SYN = 0x02,
    TCP_RST = 0x04,
    TCP_PSH = 0x08,
    TCP_ACK = 0x10,
    TCP_URG = 0x20
};

struct packet {
    uint64_t time_ns;  /* since 1970, when it was captured: the only clock the sensor reads */
    uint64_t frame_no; /* 1-based, as Wireshark's frame.number */
    struct bytes frame;
    uint32_t wire_n; /* how long the frame was on the wire; more than frame.n if it was cut */
    struct mac src_mac;
    struct mac dst_mac;
    uint16_t ethertype; /* of what follows the VLAN tags; 0 where the link has none */
    uint16_t vlan;      /* innermost VLAN id, 1-4094; 0: no tag */
    enum transport transport;
    uint8_t ip_protocol; /* IANA protocol number of the innermost IP header */
    struct endpoint src; /* innermost IP header; ports 0 unless TCP or UDP; all 0 of no IP */
    struct endpoint dst;
    uint8_t tcp_flags;
    uint32_t tcp_seq;
    uint32_t tcp_ack;
    uint16_t tcp_window;  /* as it stands there, without its scale */
    uint16_t tcp_urgent;  /* likewise; means something with TCP_URG */
    uint8_t hops;         /* TTL or hop limit of the innermost IP header */
    uint8_t layers;       /* how many headers were read, but for tags that are only a priority */
    bool odd_head;        /* the innermost IP header has options that hosts do not take */
    struct bytes ip_head; /* of IPv4: the header */
    bool joined;          /* it came in fragments */
    bool overlapped;      /* and they overlapped with different data, or were of different worth */
    bool differs;         /* and those that it was put together from had different data */
    struct bytes segment; /* TCP, UDP: header and payload */
    struct bytes payload; /* of the transport; without Ethernet padding, but for no IP */
    uint32_t payload_cut; /* how many bytes of it the capture's snap length took away */
    uint32_t outer_sums;  /* how many checksums of tunnels around it cover the payload, too */
    const uint8_t *outer_sum[OUTER_SUMS_MAX]; /* the first of them: two bytes each */
};

/* Whether the address is an IPv4 one (::ffff:0:0/96). */
static inline bool ip_is_v4(const struct ip *ip)
{
    static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
    return memcmp(ip->b, mapped, sizeof mapped) == 0;
}

/* Whether the two are the same, in all their bytes. */
static inline bool ip_equal(const struct ip *a, const struct ip *b)
{
    return memcmp(a->b, b->b, sizeof a->b) == 0;
}

static inline bool endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
    return a->port == b->port && ip_equal(&a->ip, &b->ip);
}

static inline bool mac_equal(const struct mac *a, const struct mac *b)
{
    return memcmp(a->b, b->b, sizeof a->b) == 0;
}

/* All zero stands for: not known. */
static inline bool mac_known(const struct mac *m)
{
    return !mac_equal(m, &(struct mac){ { 0 } });
}

/* The packet as if its other end had sent it: for words that were said the other way. */
static inline struct packet packet_back(const struct packet *p)
{
    struct packet back = *p;
    back.src = p->dst;
    back.dst = p->src;
    back.src_mac = p->dst_mac;
    back.dst_mac = p->src_mac;
    return back;
}

/* Not one host's: group bit (IEEE 802), so broadcast too. */
static inline bool mac_is_group(const struct mac *m)
{
    return (m->b[0] & 1) != 0;
}

/* An IPv4 address from four bytes in network order. */
struct ip ip_from_v4(const uint8_t b[4]);

/* Multicast (RFC 5771, RFC 4291 section 2.7), limited broadcast or unspecified. */
bool ip_is_group(const struct ip *ip);

enum { IP_TEXT_MAX = 46, MAC_TEXT_MAX = 18 };

/* As text: dotted quad or RFC 5952. */
const char *ip_text(const struct ip *ip, char out[static IP_TEXT_MAX]);
const char *mac_text(const struct mac *mac, char out[static MAC_TEXT_MAX]);

/* From text; false if it is neither an IPv4 nor an IPv6 address, or no MAC address. */
bool ip_parse(const char *s, struct ip *out);
bool mac_parse(const char *s, struct mac *out);

/* A MAC address as devices write it: twelve hexadecimal digits, with `:`, `-` or `.` between them
 * wherever they like, or without. How many bytes of the text it took, others may follow; 0, and
 * *out stays: the text begins with none, or with one of zeros only. */
size_t mac_read(struct bytes text, struct mac *out);
