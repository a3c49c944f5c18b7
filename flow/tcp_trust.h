/* Whether the end that a TCP segment goes to takes it in. Who wants to be misread puts segments in
 * between that we see and that end drops: of a wrong checksum, with too few hops left, of an old
 * timestamp, acknowledging what was never said, behind the window, in a tunnel, to another MAC.
 * Ptacek and Newsham 1998; RFC 9293 section 3.10.7.4, RFC 7323 section 5, RFC 5961 section 5.
 *
 * How it works: what its other segments were like says what one end's segments are like. One that
 * is not is in doubt, no more: a network card fills in checksums behind our back, routes change,
 * and we miss packets. What is in doubt waits until the other end has acknowledged it, or a segment
 * without doubt says something else. Then the trick is told, and not before. */
#pragma once

#include "core/checksum.h"
#include "core/tricks.h"

enum { SAID_MAX = 4, ANSWERS_MAX = 4 };

/* What was said last, to notice that it is said again and is not the same. */
struct said {
    uint32_t seq;
    uint16_t n;
    uint16_t sum;
};

/* What a segment in doubt said ends there, and answers what it acknowledges. */
struct answer {
    uint32_t end;
    uint32_t acks;
    uint8_t worth; /* as in struct held_doubt */
};

/* What the segments of one end are like. All zero: nothing seen yet. */
struct tcp_habits {
    uint32_t stamp;  /* the latest timestamp option of what came in order, if has_stamp */
    uint32_t edge;   /* up to where the other end's window lets it speak, if has_edge */
    uint32_t window; /* the widest that it has told the other end */
    struct said said[SAID_MAX];
    uint8_t said_at;
    uint8_t hops; /* the most that a segment had left; 0: not known */
    uint8_t
        syn_hops;  /* that a SYN had left: it may be another's, who answers in this end's place */
    uint8_t scale; /* of its own window, if has_scale */
    bool has_scale;
    bool has_stamp;
    bool has_edge;
    bool stamps;    /* all that is no SYN has a timestamp */
    bool sums;      /* a checksum was right */
    bool ip_sums;   /* and so was that of an IPv4 header */
    bool has_way;   /* `layers`, `mac` and `to` mean something */
    bool strayed;   /* `to` is not where its other SYN went */
    uint8_t layers; /* the fewest headers that one had */
    struct mac mac; /* its own */
    struct mac to;
    uint8_t trick; /* enum trick: why the last segment in doubt was */
    /* Where segments in doubt said something, if `open`: neither all acknowledged nor contradicted
     * yet. The rest is the first one's. */
    uint32_t from, until;
    uint8_t left; /* its hops */
    bool open;
    uint8_t answers;
    struct answer answer[ANSWERS_MAX]; /* the first of them, by where they end */
    bool refused;   /* a segment behind the window, since it last spoke within it */
    bool suspended; /* that one had no payload to contradict: told when it is spoken on */
};

/* What is known of the connection when a segment comes. */
struct tcp_scene {
    bool settled; /* what is said is not followed any more: nor are windows and acknowledgements */
    bool unread;  /* nobody reads its bytes: whether its checksum is right does not matter */
    bool acks_seen; /* the other end's acknowledgements are seen */
    bool own_known;
    uint32_t own_next; /* the byte that comes next, if own_known */
    const struct tcp_habits *other;
    bool other_known;
    uint32_t other_end;   /* behind the last byte of the other end that we saw */
    uint32_t other_acked; /* up to where this one has acknowledged what we saw of the other */
};

struct tcp_opinion {
    enum trick doubt;   /* TRICK_NONE: none */
    bool refused;       /* it is not to be held either */
    uint8_t worth;      /* hops left, if it may get there all the same; else 0: of two in doubt the
                         * one of more worth counts */
    bool is_next;       /* the stream waits for it, or for a part of it */
    bool ack_is_ahead;  /* it acknowledges what we did not see */
    bool ack_is_absurd; /* and that is far from everything */
    bool repeated_differently;
    uint32_t stamp; /* if has_stamp */
    bool has_stamp;
    bool sum_good;
    bool has_sum;
    uint16_t sum; /* of its payload, if has_sum */
};

/* tcp_weigh.c */
struct tcp_opinion tcp_weigh(const struct tcp_habits *h, const struct tcp_scene *s,
                             const struct packet *p);

/* Of a segment in doubt: it is remembered. */
void tcp_suspect(struct tcp_habits *h, const struct packet *p, const struct tcp_opinion *o);

/* Of a segment behind the window: a trick, if its sender then goes on where it was. */
void tcp_refuse(struct tcp_habits *h);

/* Without a payload to contradict: told when its sender goes on where it was. */
void tcp_suspend(struct tcp_habits *h, enum trick doubt);

/* The other end acknowledges far more than we saw: if that is what was refused, we have missed much
 * and the window is learnt anew. */
void tcp_admit(struct tcp_habits *h, uint32_t acked);

/* The other end has acknowledged so much: what was in doubt is not any more, and teaches what its
 * sender's segments may be like. */
void tcp_clear(struct tcp_habits *h, uint32_t acked);

/* Takes out the first of what was in doubt, not contradicted and is acknowledged now. False: there
 * is none any more. */
bool tcp_next_answer(struct tcp_habits *h, uint32_t acked, struct answer *a);

/* Of a segment without doubt: what it teaches of its sender, and of how far the other end may
 * speak. in_order: it was next. */
void tcp_learn(struct tcp_habits *h, struct tcp_habits *other, const struct packet *p,
               const struct tcp_opinion *o, bool in_order);
