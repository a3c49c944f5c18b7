/* When a host started, as far as the wire shows it. protocols.md 0.3.
 *
 * How it works: its SNMP uptime says it. Else there are signs, each of which alone may have another
 * cause: its first Easy IP announcement after a silence, DHCP DISCOVER, an address that it probes
 * or claims, WS-Discovery Hello, EAPOL-Start. Two of different kinds within two minutes are a
 * start, of the host or of its link. A minute is waited for what contradicts it: a TCP connection
 * that lasts from before until after. */
#pragma once

#include "rules/rule.h"
#include "rules/uptime.h"

/* All zero at first. */
struct boot {
    struct uptime uptime;
    uint64_t started_ns;   /* the first of the present signs, or what the uptime says; 0: none */
    uint64_t signed_ns;    /* the last of them */
    uint64_t announced_ns; /* the last announcement by Easy IP; 0: none yet */
    uint64_t claimed_ns;   /* when it last claimed an address; 0: never */
    uint64_t set_ns;       /* when Easy IP last set it, which starts its network again; 0: never */
    uint64_t sampled_ns;   /* when its uptime was last told; 0: never */
    uint64_t counted_ns;   /* the start that this told */
    uint64_t up_since_ns;  /* when it started, for certain; 0: not known */
    uint8_t signs;
};

/* A fact the host has a part in. */
void boot_see(struct boot *b, const struct weighing *w);

/* A claim or a probe of an address, or a lease asked for, by the host itself. */
void boot_see_address(struct boot *b, const struct observation *o);

/* Whether it has become certain by then that the host has started again; up_since_ns says when. */
bool boot_settle(struct boot *b, uint64_t now_ns);

/* The clock was set. */
void boot_move(struct boot *b, int64_t by_ns);
