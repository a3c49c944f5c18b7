#include "flow/urgent.h"

#include "flow/tcp_held.h"

static const uint8_t telnet_signs = 0xf0;

void urgent_note(struct urgent_bytes *u, const struct packet *p, uint32_t next)
{
    uint32_t before = p->tcp_urgent > 0 ? p->tcp_urgent - 1U : 0; /* 0 is as 1, on Linux */
    uint32_t where = p->tcp_seq + before;
    if (seq_distance(where, next) < 0)
        return;
    uint8_t last = (uint8_t)((u->at + URGENT_MAX - 1) % URGENT_MAX);
    bool waits = u->n > 0 && u->is_ahead && seq_distance(u->seq[last], next) >= 0;
    if (waits && seq_distance(where, u->seq[last]) < 0)
        return;
    u->is_ahead = (size_t)p->tcp_urgent > p->payload.n;
    bool is_same = u->n > 0 && u->seq[last] == where;
    uint8_t slot = waits || is_same ? last : u->at;
    u->seq[slot] = where;
    u->at = (uint8_t)((slot + 1) % URGENT_MAX);
    u->n = (uint8_t)(u->n < slot + 1 ? slot + 1 : u->n);
}

size_t urgent_first(const struct urgent_bytes *u, uint32_t seq, struct bytes in, bool signs_stay)
{
    size_t first = in.n;
    for (uint8_t i = 0; i < u->n; i++) {
        uint32_t at = u->seq[i] - seq;
        if (at < first && !(signs_stay && in.p[at] >= telnet_signs))
            first = at;
    }
    return first;
}
