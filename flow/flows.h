/* What the parts of the flow engine share: a conversation, and all of them. Private to this folder:
 * set_up.c takes the memory, flow.c keeps the table and the time, ages.c the ages, ends.c knows
 * what has no ports, tcp.c follows connections, conversation.c begins, reads and ends them. */
#pragma once

#include "core/hash.h"
#include "flow/classify.h"
#include "flow/feed.h"
#include "flow/flow.h"
#include "flow/tcp_order.h"
#include "flow/tcp_trust.h"
#include "flow/urgent.h"
#include "flow/volume.h"

static const uint32_t no_flow = UINT32_MAX; /* in place of a flow's number */

/* Both ends, the lower one first; compared and hashed as bytes. Of what has no IP: MACs in place of
 * addresses, the ethertype in place of ports. */
struct flow_key {
    struct ip ip[2];
    uint16_t port[2];
    uint32_t transport;
};

/* Two ends in order; which of them sent it is returned: 0, the lower one, or 1. */
int flow_key_order(struct flow_key *k, const struct endpoint *src, const struct endpoint *dst);

/* Of a packet that is neither TCP nor UDP. -1: it belongs to no conversation. */
int flow_key_of_others(const struct packet *p, struct flow_key *k);

enum { SUMS_ENOUGH = 3, RECENT = 256 };

/* A flow stands in the list of its transport, and as long as one end alone was heard in another one
 * with all that nobody answers. */
enum age_links { AGE_ALL, AGE_UNANSWERED, AGE_LINKS };

/* Where both ends of a connection went on when another took its place. */
struct former {
    uint32_t next[2];
    uint8_t known; /* of whom: bit 0, bit 1 */
};

struct flow {
    struct flow_key key;
    uint64_t last_ns;
    uint64_t listed;   /* the frame that last moved it to the young end of its list */
    uint64_t listed_s; /* the second of that */
    uint32_t chain;    /* the next flow of the same bucket */
    struct age_link {
        uint32_t older, younger;
    } link[AGE_LINKS];
    uint16_t vlan;
    bool untagged;      /* packets without a tag belong to it */
    bool unanswered;    /* it stands in that list */
    bool closed;        /* by a reset, or by both ends */
    bool ended;         /* by both ends: everything is said */
    bool opened;        /* a SYN was seen */
    bool told_open;     /* that its port answers */
    bool told_closed;   /* that it refuses */
    uint8_t sent;       /* who sent data yet: bit 0, bit 1 */
    uint32_t new_isn;   /* of a SYN that contradicts the connection; see tcp_syn_again() */
    uint8_t new_isn_of; /* whose */
    bool has_new_isn;
    struct former former; /* the connection that this one took the place of */
    struct mac mac[2];
    struct tcp_lane tcp[2];
    struct tcp_habits habits[2];
    struct urgent_bytes urgent[2];
    uint32_t tricks;      /* that were told of it: a bit each */
    uint8_t sums[2];      /* of datagrams: how many checksums were right, up to SUMS_ENOUGH */
    struct volume volume; /* of its server, once it is settled */
    struct feed feed;
    struct classified *classified; /* nDPI's memory of it, while it has any */
    uint8_t classify_left;
};

/* Flows by age: TCP and UDP have lists of their own, as their patience differs. */
struct age_list {
    uint32_t oldest, youngest;
    uint64_t idle_ns;
};

struct flows {
    struct flow_settings settings;
    struct counters *counters;
    struct hash_key hash_key;
    struct flow *all;
    uint8_t (*states)[STATE_MAX]; /* by flow; memory is behind those used only */
    uint32_t *buckets;
    uint32_t bucket_mask;
    struct flow *recent[RECENT]; /* found last, by little of the key; NULL: nobody */
    uint32_t used;               /* all[used] and on have never been touched */
    uint32_t free;               /* chained by `chain` */
    struct age_list lists[2];
    struct age_list unanswered;
    uint32_t unanswered_n;
    struct tail_pool tails;
    struct held_pool held;
    struct remarks remarks;
    struct feeding feeding;
    struct classifier *classifier; /* NULL: not wanted */
    uint64_t now_ns;
    uint64_t next_s_ns; /* where the next whole second begins */
    uint64_t now_frame;
    struct moment moment;
    const char *nowhere; /* where nobody asks */
};

static inline uint32_t flow_number(const struct flows *fs, const struct flow *f)
{
    return (uint32_t)(f - fs->all);
}

/* f's first packet, sent by `side`: everything of an earlier conversation is forgotten. */
void flow_begin(struct flows *fs, struct flow *f, const struct packet *p, int side);

/* Everything that is still to be said of a conversation is said. */
void flow_finish(struct flows *fs, struct flow *f);

/* Hands on what of `side`'s stream can be read now; with `closing` holes are given up. */
void tcp_read_on(struct flows *fs, struct flow *f, const struct packet *p, int side, bool closing);

/* Hands on bytes of `side`'s stream that were just taken, without urgent ones. */
void tcp_hand_on(struct flows *fs, struct flow *f, const struct packet *p, int side,
                 struct bytes in);

/* Somebody plays a trick with p: told once a conversation. */
void tell_trick(struct flows *fs, struct flow *f, const struct packet *p, enum trick trick);

/* Whether a datagram is to be read: not if its checksum is wrong and its sender's are right. */
bool datagram_take(struct flows *fs, struct flow *f, const struct packet *p, int side);

/* A TCP packet of f, sent by `side`. */
void tcp_take(struct flows *fs, struct flow *f, const struct packet *p, int side);
