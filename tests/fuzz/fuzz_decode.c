/* Frames after frames into one decoder: a byte for the link type, a byte for how much the capture
 * cut away, two for the length, then the frame. Two decoders, whose hash keys differ, must say the
 * same, and nothing outside the frame. They are kept from input to input, for they are large; an
 * hour passes between two, so that no fragment is remembered. */

#include "capture/decode.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint32_t links[] = {
    LINK_ETHERNET,
    LINK_NULL,
    LINK_PPP,
    LINK_PPP_SERIAL,
    LINK_PPP_ETHER,
    LINK_RAW,
    LINK_LINUX_SLL,
    LINK_LINUX_SLL2,
    LINK_LOOP,
    127,
    105,
    239,
};

static void check(bool ok)
{
    if (!ok)
        abort();
}

static bool within(struct bytes inner, struct bytes outer)
{
    return inner.n == 0 || (inner.p >= outer.p && inner.p + inner.n <= outer.p + outer.n);
}

static void check_packet(const struct packet *p, const struct frame *f, bool joined)
{
    check(joined || within(p->payload, f->bytes));
    uint64_t sum = 0;
    for (size_t i = 0; i < p->payload.n; i++)
        sum += p->payload.p[i];
    check(sum <= p->payload.n * UINT64_C(255));
    check(p->vlan < 4096);
}

static void check_same(const struct packet *p, const struct packet *q)
{
    check(p->transport == q->transport && p->ethertype == q->ethertype && p->vlan == q->vlan);
    check(endpoint_equal(&p->src, &q->src) && endpoint_equal(&p->dst, &q->dst));
    check(bytes_equal(p->payload, q->payload) && p->payload_cut == q->payload_cut);
}

struct pair {
    struct decoder *decoders[2];
    struct counters counters[2];
    uint64_t now_ns;
};

static struct pair *pair(void)
{
    static struct pair both;
    for (int i = 0; i < 2 && both.decoders[i] == NULL; i++) {
        both.decoders[i] = decoder_new(&both.counters[i]);
        check(both.decoders[i] != NULL);
    }
    both.now_ns += UINT64_C(3600000000000);
    return &both;
}

static void decode_twice(struct pair *both, const struct frame *f)
{
    struct packet p[2];
    bool ok[2];
    uint64_t joined = both->counters[0].n[COUNT_fragments_joined];
    for (int i = 0; i < 2; i++)
        ok[i] = decode(both->decoders[i], f, &p[i]);
    check(ok[0] == ok[1]);
    if (!ok[0])
        return;
    check_packet(&p[0], f, both->counters[0].n[COUNT_fragments_joined] > joined);
    check_same(&p[0], &p[1]);
}

static void decode_own(struct pair *both, struct frame f)
{
    uint8_t *own = malloc(f.bytes.n + 1); /* so that a read too far is caught */
    check(own != NULL);
    if (f.bytes.n > 0)
        memcpy(own + 1, f.bytes.p, f.bytes.n);
    f.bytes.p = own + 1;
    decode_twice(both, &f);
    free(own);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cursor in = cursor_over((struct bytes){ data, size });
    struct pair *both = pair();
    for (uint64_t no = 1; cursor_left(&in) >= 4; no++) {
        uint32_t link = links[take_u8(&in) % (sizeof links / sizeof links[0])];
        uint32_t cut = take_u8(&in);
        size_t n = take_be16(&in);
        struct bytes b = take_bytes(&in, n < cursor_left(&in) ? n : cursor_left(&in));
        decode_own(both, (struct frame){ .time_ns = both->now_ns += 1000000000,
                                         .frame_no = no,
                                         .wire_n = (uint32_t)b.n + cut,
                                         .link = link,
                                         .bytes = b });
    }
    check(memcmp(&both->counters[0], &both->counters[1], sizeof both->counters[0]) == 0);
    return 0;
}
