/* What ARP and IPv6 ND have said lately. Hosts ask and answer all the time; what is the same as
 * before is told again once a minute. */
#pragma once

#include "dissectors/dissector.h"

enum { ARP_TOLD_MAX = 36 };

struct arp_told_entry {
    struct ip ip;
    struct mac mac;
    uint8_t act;   /* enum address_act */
    uint32_t at_s; /* 0: unused */
};

struct arp_told {
    struct arp_told_entry entry[ARP_TOLD_MAX];
    uint32_t next; /* the one that gives way */
};

/* Says that the message's sender does `o.address.act` about an address, unless that is known. */
void arp_tell(struct dissection *d, struct arp_told *told, const struct observation *o);
