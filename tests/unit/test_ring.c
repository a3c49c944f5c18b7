#include "capture/ring.h"

#include <criterion/criterion.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <unistd.h>

/* A ring of one block, as the kernel would have filled it, that lies at the end of its memory. */
enum { BLOCK = 4096, HEAD = 48, MAC = 82, LONG = 60, STEP = 144 };

static struct ring_marks marks;
static struct ring ring;

static struct tpacket_block_desc *head(void)
{
    void *p = ring.map;
    return p;
}

static struct tpacket3_hdr *frame_header(uint32_t at)
{
    void *p = ring.map + at;
    return p;
}

static void fill(uint32_t frames)
{
    head()->hdr.bh1 = (struct tpacket_hdr_v1){ .block_status = TP_STATUS_USER,
                                               .num_pkts = frames,
                                               .offset_to_first_pkt = HEAD,
                                               .seq_num = 1 };
    for (uint32_t i = 0; i < frames; i++)
        *frame_header(HEAD + i * STEP) = (struct tpacket3_hdr){
            .tp_next_offset = STEP, .tp_mac = MAC, .tp_len = LONG, .tp_snaplen = LONG
        };
}

static void begin(void)
{
    marks = (struct ring_marks){ 0 };
    ring = (struct ring){
        .marks = &marks, .map = calloc(1, BLOCK), .map_n = BLOCK, .block_n = BLOCK, .blocks = 1
    };
    cr_assert_not_null(ring.map);
    fill(3);
}

static void end(void)
{
    free(ring.map);
}

TestSuite(ring, .init = begin, .fini = end);

/* How many frames are handed out, all of which lie in the block. */
static int taken(void)
{
    struct frame batch[64];
    int n = ring_take(&ring, batch, 64);
    for (int i = 0; i < n; i++) {
        cr_assert(batch[i].bytes.p >= ring.map);
        cr_assert(batch[i].bytes.p + batch[i].bytes.n <= ring.map + BLOCK);
    }
    return n;
}

Test(ring, hands_out_the_frames_of_a_block_and_counts_them)
{
    cr_expect_eq(taken(), 3);
    cr_expect_eq(ring_taken(&marks), 3);
    ring_give_back(&ring);
    cr_expect_eq(taken(), 0, "it is the kernel's");
    cr_expect_eq(ring_taken(&marks), 3);
}

Test(ring, passes_over_the_rest_of_a_block_whose_headers_lead_out_of_it)
{
    frame_header(HEAD + STEP)->tp_snaplen = BLOCK;
    cr_expect_eq(taken(), 1);
    cr_expect_eq(taken(), 0);
    fill(3);
    frame_header(HEAD)->tp_next_offset = UINT32_MAX - 8;
    cr_expect_eq(taken(), 1);
    cr_expect_eq(taken(), 0);
    fill(3);
    frame_header(HEAD + STEP)->tp_mac = 0;
    cr_expect_eq(taken(), 1, "there is no room for a tag before it");
    cr_expect_eq(taken(), 0);
    fill(3);
    head()->hdr.bh1.offset_to_first_pkt = BLOCK - 8;
    cr_expect_eq(taken(), 0);
}

Test(ring, does_not_go_round_in_a_block_that_says_so)
{
    fill(1);
    head()->hdr.bh1.num_pkts = UINT32_MAX;
    frame_header(HEAD)->tp_next_offset = 0;
    cr_expect_eq(taken(), 0);
    cr_expect_leq(ring_taken(&marks), BLOCK / 16);
}
