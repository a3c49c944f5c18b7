#include "evidence/catcher.h"

#include <criterion/criterion.h>

#include "tests/support/evidence.h"

enum { TAKEN_MAX = 32 };

struct taken {
    size_t n;
    uint64_t no[TAKEN_MAX];
    char last[KEPT_FRAME_MAX + 1];
};

static void take_one(void *self, const struct kept_frame *k)
{
    struct taken *t = self;
    cr_assert(t->n < TAKEN_MAX);
    t->no[t->n++] = k->frame_no;
    memcpy(t->last, k->bytes, k->n);
    t->last[k->n] = '\0';
}

/* Frame `no`: one packet of FTP from that port, of which `learnt` says whether something is. */
static void pass(struct catcher *c, uint64_t no, unsigned port, bool learnt)
{
    struct wire *w = wire_new();
    struct bench *b = bench_new();
    put_ethernet(w, 0x0800);
    put_ipv4(w, 6, 20 + 9);
    put_tcp(w, port, 21, TCP_ACK);
    put_text(w, "PASS me\r\n");
    struct frame f = frame_of(w, LINK_ETHERNET);
    f.frame_no = no;
    f.time_ns = no * 1000000000;
    struct packet p;
    cr_assert(decode(b->decoder, &f, &p));
    catcher_begin(c, &f, &p);
    struct observation o = fact_of(&p, no);
    if (learnt)
        catcher_fact(c, &o);
    catcher_done(c);
    bench_free(b);
    wire_free(w);
}

Test(catcher, hands_on_the_frames_of_the_conversation_once)
{
    struct taken t = { 0 };
    struct catcher *c = catcher_new((struct frame_taker){ take_one, &t });
    pass(c, 1, 40000, false);
    pass(c, 2, 50000, false);
    pass(c, 3, 40000, true);
    cr_assert_eq(t.n, 2);
    cr_expect_eq(t.no[0], 1);
    cr_expect_eq(t.no[1], 3);
    cr_expect(memcmp(t.last + 54, "PASS xx\r\n", 9) == 0);
    pass(c, 4, 40000, true);
    cr_assert_eq(t.n, 3);
    cr_expect_eq(t.no[2], 4);
    catcher_free(c);
}

Test(catcher, hands_on_the_newest_only)
{
    struct taken t = { 0 };
    struct catcher *c = catcher_new((struct frame_taker){ take_one, &t });
    for (uint64_t no = 1; no <= 2000; no++)
        pass(c, no, 40000, false);
    pass(c, 2001, 40000, true);
    cr_assert_eq(t.n, 9);
    cr_expect_eq(t.no[0], 1993);
    cr_expect_eq(t.no[8], 2001);
    catcher_free(c);
}

Test(catcher, has_nothing_of_a_conversation_it_has_not_seen)
{
    struct taken t = { 0 };
    struct catcher *c = catcher_new((struct frame_taker){ take_one, &t });
    pass(c, 1, 40000, false);
    struct kept_frame other = frame_kept(9, 1234, "");
    struct observation o = fact_kept(&other);
    catcher_fact(c, &o);
    cr_expect_eq(t.n, 0);
    catcher_free(c);
    catcher_free(NULL);
}
