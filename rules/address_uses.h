/* Which MACs speak with an address, by ARP and IPv6 ND, and whether two do so at once: RFC 5227
 * section 2.4, RFC 4862 section 5.4.
 *
 * How it works: a host uses an address when it asks for others from it or announces it. Two use it
 * at once when one speaks with it, then the other, then the first again, all within ten minutes: a
 * lease that passed on, or a camera that was replaced, does not come back. An answer is no use: a
 * router may answer for others (proxy ARP, RFC 1027). Neither is a probe, which asks whether the
 * address is free; but who probes, and takes the address though another uses it, came late. */
#pragma once

#include "core/observation.h"

enum { ADDRESS_USES_MAX = 6 };

struct address_use {
    struct ip ip;
    struct mac mac;
    bool late;        /* another used it when this one asked whether it was free */
    uint64_t used_ns; /* 0: it did not, as yet */
};

/* All zero at first. */
struct address_uses {
    struct address_use use[ADDRESS_USES_MAX];
    uint8_t next; /* which gives way */
};

/* Two that use an address at once; the places hold until the next fact. */
struct address_clash {
    const struct address_use *one, *other; /* NULL: there are not two */
};

/* Takes a fact of ARP or ND. */
struct address_clash address_uses_note(struct address_uses *u, const struct observation *o);

/* The clock was set. */
void address_uses_move(struct address_uses *u, int64_t by_ns);
