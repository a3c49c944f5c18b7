#include "flow/tcp_again.h"

#include "flow/tcp_held.h"

/* After that the ports are most likely used again. */
static const uint64_t silence_ns = UINT64_C(60) * 1000000000;

void tcp_note_another(struct flow *f, int side, uint32_t isn)
{
    f->has_new_isn = true;
    f->new_isn = isn;
    f->new_isn_of = (uint8_t)side;
}

bool tcp_is_another(const struct flow *f, const struct packet *p, int side)
{
    return f->tcp[side].known && f->tcp[side].next != p->tcp_seq + 1;
}

static void begin_again(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    flow_finish(fs, f);
    flow_begin(fs, f, p, side);
    fs->feeding.both_ways = false;
}

void tcp_syn_again(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    bool unanswered = f->sent == 0 && !f->told_open;
    bool silent = fs->now_ns - f->last_ns > silence_ns;
    uint32_t isn = f->tcp[side].next - 1;
    bool had_one = f->tcp[side].known;
    if (f->closed || unanswered) {
        begin_again(fs, f, p, side);
        if (unanswered && had_one)
            tcp_note_another(f, side, isn);
        return;
    }
    tcp_note_another(f, side, p->tcp_seq);
    if (silent) /* told if the last one goes on all the same */
        tcp_suspend(&f->habits[side], TRICK_tcp_syn);
    else
        tell_trick(fs, f, p, TRICK_tcp_syn);
}

/* Whether p shows that the other connection is accepted: as the answer to its SYN, by what it
 * acknowledges, or, where the other end is not heard, because it goes on there. */
static bool accepts_another(const struct flow *f, const struct packet *p, int side)
{
    const struct tcp_lane *l = &f->tcp[f->new_isn_of];
    uint32_t first = f->new_isn + 1;
    bool is_ack = (p->tcp_flags & TCP_ACK) != 0, is_syn = (p->tcp_flags & TCP_SYN) != 0;
    if (side == f->new_isn_of) {
        bool said = (f->sent >> side & 1) != 0;
        return !is_syn && !l->has_acked && p->tcp_seq == first && l->next != first &&
               (!said || seq_is_far(first, l->next));
    }
    if (is_syn) /* of several SYNs it may answer any */
        return is_ack && (f->sent != 0 || f->told_open) &&
               (p->tcp_ack == first || (l->known && seq_is_far(p->tcp_ack, l->next)));
    return is_ack && p->tcp_ack - first <= UINT16_MAX && seq_is_far(first, l->next);
}

static struct former where_it_was(const struct flow *f)
{
    return (struct former){ { f->tcp[0].next, f->tcp[1].next },
                            (uint8_t)(f->tcp[0].known | f->tcp[1].known << 1) };
}

void tcp_begin_another(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    if (!f->has_new_isn || !accepts_another(f, p, side))
        return;
    struct former was = where_it_was(f);
    int client = f->new_isn_of;
    uint32_t first = client == side ? p->tcp_seq : p->tcp_ack;
    begin_again(fs, f, p, side);
    f->former = was;
    f->opened = true;
    f->feed.roles = ROLES_BY_SYN;
    f->feed.client = (uint8_t)client;
    tcp_order_begin(&f->tcp[client], first, &fs->held);
}

void tcp_begin_midstream(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    bool strays = f->closed && p->payload.n > 0 && f->tcp[side].known &&
                  seq_is_far(p->tcp_seq, f->tcp[side].next);
    if (strays)
        begin_again(fs, f, p, side);
}

void tcp_resume_former(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    bool goes_on = (f->former.known >> side & 1) != 0 && p->payload.n > 0 &&
                   p->tcp_seq == f->former.next[side];
    if (!goes_on || (f->tcp[side].known && p->tcp_seq == f->tcp[side].next))
        return;
    struct former was = where_it_was(f);
    begin_again(fs, f, p, side);
    f->former = was;
    tell_trick(fs, f, p, TRICK_tcp_syn);
}
