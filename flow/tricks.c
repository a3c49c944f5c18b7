/* What is told of packets that one end understands otherwise than who listens. */

#include "flow/flows.h"
#include "flow/services.h"

static const char *protocol_of(const struct packet *p)
{
    switch (p->transport) {
    case TRANSPORT_TCP:
        return "tcp";
    case TRANSPORT_UDP:
        return "udp";
    case TRANSPORT_NONE:
    case TRANSPORT_ICMP:
    case TRANSPORT_LINK:
    case TRANSPORT_OTHER:
        break;
    }
    return "ip";
}

void tell_trick(struct flows *fs, struct flow *f, const struct packet *p, enum trick trick)
{
    uint32_t bit = UINT32_C(1) << trick;
    count(fs->counters, COUNT_tricks);
    if ((f->tricks & bit) != 0)
        return;
    f->tricks |= bit;
    int client = f->feed.client;
    struct endpoint it = { f->key.ip[client], f->key.port[client] };
    bool from_client = endpoint_equal(&p->src, &it);
    tell(&fs->feeding, p, from_client,
         (struct observation){ .kind = OBS_ANOMALY,
                               .protocol = protocol_of(p),
                               .transport = p->transport,
                               .roles = (enum roles)f->feed.roles,
                               .anomaly = { .trick = trick } });
}

bool datagram_take(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    if (p->transport != TRANSPORT_UDP || f->feed.stage >= FEED_SETTLED)
        return true;
    uint16_t data = 0;
    enum sum sum = checksum_weigh(p, &data);
    if (sum == SUM_GOOD && f->sums[side] < SUMS_ENOUGH)
        f->sums[side]++;
    if (p->joined && p->payload_cut > 0)
        return false; /* shorter than it says: fragments of several, which no end takes */
    /* No card fills in the checksum of what was cut into fragments. */
    bool learnt = f->sums[side] == SUMS_ENOUGH || p->joined;
    if (sum != SUM_BAD || !learnt)
        return true;
    tell_trick(fs, f, p, TRICK_udp_checksum);
    return false;
}
