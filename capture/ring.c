#include "capture/ring.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "core/secret.h"

enum { TAG = 4, MACS = 12, VLAN_TYPE = 0x8100, AHEAD = 8 };

/* The kernel's own layout, in memory that it shares with us. */
static struct tpacket_block_desc *block_at(const struct ring *r, uint32_t i)
{
    void *p = r->map + (size_t)i * r->block_n;
    return p;
}

static bool set_option(int fd, int option, const void *value, socklen_t n)
{
    return setsockopt(fd, SOL_PACKET, option, value, n) == 0;
}

/* ---- marks ---- */

static struct ring_mark mark_of(const struct ring_marks *m)
{
    uint32_t turn = atomic_load_explicit(&m->turn, memory_order_acquire);
    return m->mark[turn & 1];
}

static void set_mark(struct ring_marks *m, struct ring_mark mark)
{
    uint32_t turn = atomic_load_explicit(&m->turn, memory_order_relaxed) + 1;
    m->mark[turn & 1] = mark;
    atomic_store_explicit(&m->turn, turn, memory_order_release);
}

uint64_t ring_taken(const struct ring_marks *m)
{
    struct ring_mark mark = mark_of(m);
    return mark.total + (mark.held ? mark.num : 0);
}

/* ---- opening ---- */

static bool map_ring(struct ring *r, int fd, const struct ring_size *size, struct error *e)
{
    size_t n = (size_t)size->block_n * size->blocks;
    void *map = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return fail(e, "has a ring that cannot be mapped: %s", strerrordesc_np(errno));
    if (!keep_undumped(map, n)) {
        (void)munmap(map, n);
        return fail(e, "has a ring that cannot be kept out of core dumps");
    }
    *r = (struct ring){ .map = map, .map_n = n, .block_n = size->block_n, .blocks = size->blocks };
    return true;
}

bool ring_open(struct ring *r, int fd, const struct ring_size *size, struct ring_marks *marks,
               struct error *e)
{
    int version = TPACKET_V3;
    int room = TAG; /* before each frame */
    struct tpacket_req3 request = { .tp_block_size = size->block_n,
                                    .tp_block_nr = size->blocks,
                                    .tp_frame_size = size->block_n,
                                    .tp_frame_nr = size->blocks,
                                    .tp_retire_blk_tov = size->retire_ms };
    if (!set_option(fd, PACKET_VERSION, &version, sizeof version) ||
        !set_option(fd, PACKET_RESERVE, &room, sizeof room) ||
        !set_option(fd, PACKET_RX_RING, &request, sizeof request))
        return fail(e, "has no ring of %u blocks of %u bytes: %s", size->blocks, size->block_n,
                    strerrordesc_np(errno));
    if (!map_ring(r, fd, size, e))
        return false;
    r->marks = marks;
    set_mark(marks, (struct ring_mark){ .total = ring_taken(marks) });
    return true;
}

bool ring_join(struct ring *r, int fd, const struct ring_size *size, struct ring_marks *marks,
               struct error *e)
{
    if (!map_ring(r, fd, size, e))
        return false;
    r->marks = marks;
    return true;
}

void ring_close(struct ring *r)
{
    if (r->map != NULL)
        (void)munmap(r->map, r->map_n);
    *r = (struct ring){ 0 };
}

bool ring_ready(const struct ring *r)
{
    const uint32_t *status = &block_at(r, r->at)->hdr.bh1.block_status;
    return (__atomic_load_n(status, __ATOMIC_ACQUIRE) & TP_STATUS_USER) != 0;
}

static void pass_on(struct ring *r)
{
    r->held = false;
    r->at = r->at + 1 == r->blocks ? 0 : r->at + 1;
    set_mark(r->marks, (struct ring_mark){ .total = ring_taken(r->marks), .at = r->at });
}

static void give_back(struct ring *r)
{
    __atomic_store_n(&block_at(r, r->at)->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
    pass_on(r);
}

void ring_give_back(struct ring *r)
{
    if (!r->held || r->left > 0)
        return;
    give_back(r);
}

/* It may have been given back just before the other died, and be the kernel's by now, or have come
 * round again: then it has another number. */
void ring_resume(struct ring *r)
{
    struct ring_mark mark = mark_of(r->marks);
    r->at = mark.at < r->blocks ? mark.at : 0;
    r->left = 0;
    r->held = false;
    if (!mark.held)
        return;
    if (ring_ready(r) && block_at(r, r->at)->hdr.bh1.seq_num == mark.seq)
        give_back(r);
    else
        pass_on(r);
}

static void put_be16(uint8_t *to, unsigned value)
{
    to[0] = (uint8_t)(value >> 8);
    to[1] = (uint8_t)value;
}

/* The kernel keeps the outermost tag beside the frame. In the frame it is where every reader looks
 * for it, and evidence is as it was on the wire. */
static void put_tag_back(struct frame *f, uint8_t *p, const struct tpacket3_hdr *h)
{
    bool typed = (h->tp_status & TP_STATUS_VLAN_TPID_VALID) != 0;
    memmove(p - TAG, p, MACS);
    put_be16(p - TAG + MACS, typed ? h->hv1.tp_vlan_tpid : VLAN_TYPE);
    put_be16(p - TAG + MACS + 2, h->hv1.tp_vlan_tci);
    f->bytes = (struct bytes){ p - TAG, f->bytes.n + TAG };
    f->wire_n += TAG;
}

static void read_frame(struct frame *f, uint8_t *at, const struct tpacket3_hdr *h)
{
    uint8_t *p = at + h->tp_mac;
    f->time_ns = (uint64_t)h->tp_sec * 1000000000 + h->tp_nsec;
    f->wire_n = h->tp_len;
    f->bytes = (struct bytes){ p, h->tp_snaplen };
    if ((h->tp_status & TP_STATUS_VLAN_VALID) != 0 && h->tp_snaplen >= MACS)
        put_tag_back(f, p, h);
}

/* The kernel lays frames into the block one behind the other. Who read here before could write to
 * it, too, and may have died of having been taken over: nothing in a block leads out of it. */
static bool read_header(const struct ring *r, const uint8_t *block, struct tpacket3_hdr *h)
{
    if (r->next > r->block_n - sizeof *h)
        return false;
    memcpy(h, block + r->next, sizeof *h);
    bool behind = r->left == 1 || h->tp_next_offset >= sizeof *h;
    uint64_t end = (uint64_t)r->next + h->tp_mac + h->tp_snaplen;
    return behind && h->tp_mac >= TAG && end <= r->block_n;
}

static uint32_t frames_in(const struct ring *r, const struct tpacket_hdr_v1 *h)
{
    uint32_t most = r->block_n / sizeof(struct tpacket3_hdr);
    uint32_t n = __atomic_load_n(&h->num_pkts, __ATOMIC_RELAXED);
    return n < most ? n : most;
}

static bool take_block(struct ring *r)
{
    if (r->left > 0)
        return true;
    ring_give_back(r);
    if (!ring_ready(r))
        return false;
    const struct tpacket_hdr_v1 *h = &block_at(r, r->at)->hdr.bh1;
    r->left = frames_in(r, h);
    r->next = h->offset_to_first_pkt;
    set_mark(r->marks, (struct ring_mark){ .total = ring_taken(r->marks),
                                           .seq = h->seq_num,
                                           .at = r->at,
                                           .num = r->left,
                                           .held = true });
    r->held = true;
    return true;
}

/* Another processor has just written the headers: the one some frames ahead, if those between are
 * as long as this one, is asked for now. */
static void fetch_ahead(const struct ring *r, const uint8_t *block, uint32_t step)
{
    uint64_t at = r->next + (uint64_t)step * AHEAD;
    if (at < r->block_n)
        __builtin_prefetch(block + at);
}

int ring_take(struct ring *r, struct frame *batch, int max)
{
    if (!take_block(r))
        return 0;
    uint8_t *block = r->map + (size_t)r->at * r->block_n;
    int n = 0;
    for (; n < max && r->left > 0; n++) {
        struct tpacket3_hdr h;
        if (!read_header(r, block, &h)) {
            r->left = 0;
            break;
        }
        fetch_ahead(r, block, h.tp_next_offset);
        read_frame(&batch[n], block + r->next, &h);
        r->next = h.tp_next_offset < r->block_n - r->next ? r->next + h.tp_next_offset : r->block_n;
        r->left--;
    }
    return n;
}
