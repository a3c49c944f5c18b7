/* The capture file of blocks, sections and interfaces: draft-ietf-opsawg-pcapng. Blocks that bring
 * no frame and describe no interface are passed over, whatever their length. */

#include "capture/pcapng_time.h"
#include "capture/savefile.h"

#include <inttypes.h>
#include <stdlib.h>

enum block_type {
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 2, /* obsolete */
    BLOCK_SIMPLE = 3,
    BLOCK_ENHANCED = 6,
    BLOCK_SECTION = 0x0a0d0d0a,
};

enum option_code { OPTION_END = 0, OPTION_TSRESOL = 9, OPTION_TSOFFSET = 14 };

enum {
    INTERFACES_MAX = 4096,
    BLOCK_HEAD = 8, /* type and length; the length stands once more at the end */
    BLOCK_MIN = 12,
    BLOCK_MAX = INTAKE_PIECE,
    OPTIONS_MAX = 64,
    ORDER_MAGIC = 0x1a2b3c4d,
};

struct interface {
    uint32_t link;
    uint32_t snap_n; /* 0: no limit */
    struct clock clock;
};

struct pcapng {
    bool big;
    uint32_t interfaces_n;
    uint64_t time_ns; /* of the last frame that had one */
    struct interface interfaces[INTERFACES_MAX];
};

/* A block, whole. */
struct block {
    uint32_t type;
    uint32_t n;       /* as it says, rounded up */
    struct cursor in; /* between the lengths */
};

bool pcapng_recognise(struct bytes b)
{
    struct cursor c = cursor_over(b);
    uint32_t type = take_be32(&c);
    skip(&c, 4);
    uint32_t order = take_be32(&c);
    bool ordered = order == ORDER_MAGIC || order == 0x4d3c2b1a;
    return cursor_ok(&c) && type == BLOCK_SECTION && ordered;
}

struct pcapng *pcapng_new(void)
{
    return calloc(1, sizeof(struct pcapng));
}

void pcapng_free(struct pcapng *ng)
{
    free(ng);
}

static uint32_t take_32(struct cursor *c, const struct pcapng *ng)
{
    return ng->big ? take_be32(c) : take_le32(c);
}

static uint16_t take_16(struct cursor *c, const struct pcapng *ng)
{
    return ng->big ? take_be16(c) : take_le16(c);
}

static enum got broken(struct reading *r, const char *what)
{
    fail(&r->why, "is damaged after frame %" PRIu64 ": %s", r->frames, what);
    return GOT_BROKEN;
}

/* A section says how its numbers are written, its own length among them. */
static enum got begin_section(struct pcapng *ng, struct reading *r, struct cursor c)
{
    skip(&c, 4);
    uint32_t order = take_be32(&c);
    if (!cursor_ok(&c)) {
        r->need = BLOCK_MIN;
        return GOT_SHORT;
    }
    if (order != ORDER_MAGIC && order != 0x4d3c2b1a)
        return broken(r, "a section in no byte order");
    ng->big = order == ORDER_MAGIC;
    return GOT_OTHER;
}

static enum got read_section(struct pcapng *ng, struct reading *r, struct cursor c)
{
    skip(&c, 4);
    uint16_t major = take_16(&c, ng);
    if (!cursor_ok(&c) || major != 1)
        return broken(r, "a section of an unknown version");
    ng->interfaces_n = 0;
    return GOT_OTHER;
}

static void read_option(struct pcapng *ng, struct interface *face, uint16_t code, struct cursor c)
{
    if (code == OPTION_TSRESOL && cursor_left(&c) >= 1)
        clock_set(&face->clock, take_u8(&c));
    if (code == OPTION_TSOFFSET && cursor_left(&c) >= 8) {
        uint64_t first = take_32(&c, ng), second = take_32(&c, ng);
        face->clock.offset_ns =
            (ng->big ? first << 32 | second : second << 32 | first) * 1000000000;
    }
}

static void read_options(struct pcapng *ng, struct interface *face, struct cursor *c)
{
    for (int i = 0; i < OPTIONS_MAX && cursor_left(c) >= 4; i++) {
        uint16_t code = take_16(c, ng);
        uint16_t n = take_16(c, ng);
        struct cursor value = take_window(c, n);
        skip(c, (4 - n % 4U) % 4);
        if (code == OPTION_END || !cursor_ok(&value))
            return;
        read_option(ng, face, code, value);
    }
}

static enum got read_interface(struct pcapng *ng, struct reading *r, struct cursor c)
{
    if (ng->interfaces_n == INTERFACES_MAX)
        return broken(r, "more interfaces than we keep");
    struct interface *face = &ng->interfaces[ng->interfaces_n];
    face->link = take_16(&c, ng);
    skip(&c, 2);
    face->snap_n = take_32(&c, ng);
    if (!cursor_ok(&c))
        return broken(r, "an interface cut short");
    face->clock.offset_ns = 0;
    clock_set(&face->clock, CLOCK_MICRO);
    read_options(ng, face, &c);
    ng->interfaces_n++;
    return GOT_OTHER;
}

/* The rest of a packet block, from the captured length on. */
static enum got read_frame(struct pcapng *ng, struct reading *r, struct cursor c, struct frame *f)
{
    uint32_t captured = take_32(&c, ng);
    uint32_t wire = take_32(&c, ng);
    f->bytes = take_bytes(&c, captured);
    if (!cursor_ok(&c) || captured > SAVEFILE_FRAME_MAX)
        return broken(r, "a frame longer than its block");
    f->wire_n = wire > captured ? wire : captured;
    f->time_ns = ng->time_ns;
    f->frame_no = ++r->frames;
    return GOT_FRAME;
}

static enum got read_enhanced(struct pcapng *ng, struct reading *r, struct block *b,
                              struct frame *f)
{
    uint32_t which = b->type == BLOCK_ENHANCED ? take_32(&b->in, ng) : take_16(&b->in, ng);
    if (b->type == BLOCK_PACKET)
        skip(&b->in, 2); /* how many were dropped */
    uint64_t high = take_32(&b->in, ng);
    uint64_t ticks = high << 32 | take_32(&b->in, ng);
    if (which >= ng->interfaces_n)
        return broken(r, "a frame of an interface that was not described");
    ng->time_ns = clock_time_ns(&ng->interfaces[which].clock, ticks);
    f->link = ng->interfaces[which].link;
    return read_frame(ng, r, b->in, f);
}

/* A frame of the first interface, without a time: it is given that of the frame before. */
static enum got read_simple(struct pcapng *ng, struct reading *r, struct cursor c, struct frame *f)
{
    if (ng->interfaces_n == 0)
        return broken(r, "a frame of an interface that was not described");
    const struct interface *face = &ng->interfaces[0];
    uint32_t wire = take_32(&c, ng);
    size_t captured = face->snap_n > 0 && face->snap_n < wire ? face->snap_n : wire;
    f->bytes = bytes_first(cursor_rest(&c), captured);
    if (!cursor_ok(&c) || f->bytes.n > SAVEFILE_FRAME_MAX)
        return broken(r, "a frame longer than its block");
    f->wire_n = wire;
    f->link = face->link;
    f->time_ns = ng->time_ns;
    f->frame_no = ++r->frames;
    return GOT_FRAME;
}

static enum got read_body(struct pcapng *ng, struct reading *r, struct block *b, struct frame *f)
{
    switch (b->type) {
    case BLOCK_SECTION:
        return read_section(ng, r, b->in);
    case BLOCK_INTERFACE:
        return read_interface(ng, r, b->in);
    case BLOCK_SIMPLE:
        return read_simple(ng, r, b->in, f);
    default:
        return read_enhanced(ng, r, b, f);
    }
}

static bool brings_frame(uint32_t type)
{
    return type == BLOCK_SIMPLE || type == BLOCK_PACKET || type == BLOCK_ENHANCED;
}

static bool is_read(uint32_t type)
{
    return type == BLOCK_SECTION || type == BLOCK_INTERFACE || brings_frame(type);
}

/* The block's two lengths; `b->in` is what stands between them. */
static enum got frame_block(struct pcapng *ng, struct reading *r, struct block *b,
                            struct bytes ready)
{
    struct cursor c = cursor_over(ready);
    skip(&c, 4);
    uint32_t n = take_32(&c, ng);
    if (n < BLOCK_MIN || n > UINT32_MAX - 3)
        return broken(r, "a block of an impossible length");
    b->n = (n + 3) & ~UINT32_C(3); /* some writers forget to */
    if (!is_read(b->type))
        return GOT_OTHER;
    if (b->n > BLOCK_MAX)
        return broken(r, "a block longer than any frame");
    b->in = take_window(&c, b->n - BLOCK_MIN);
    uint32_t again = take_32(&c, ng);
    r->need = b->n;
    r->in_frame = brings_frame(b->type);
    if (!cursor_ok(&c))
        return GOT_SHORT;
    return again == n ? GOT_OTHER : broken(r, "a block whose two lengths differ");
}

enum got pcapng_read(struct pcapng *ng, struct reading *r, struct frame *f)
{
    struct bytes ready = intake_ready(r->in);
    struct cursor c = cursor_over(ready);
    struct block b = { .type = take_32(&c, ng) };
    r->need = BLOCK_HEAD;
    r->in_frame = false;
    enum got got = ready.n < BLOCK_HEAD ? GOT_SHORT : GOT_OTHER;
    if (got == GOT_OTHER && b.type == BLOCK_SECTION) /* the same in either order */
        got = begin_section(ng, r, c);
    if (got == GOT_OTHER)
        got = frame_block(ng, r, &b, ready);
    if (got != GOT_OTHER)
        return got;
    if (is_read(b.type))
        got = read_body(ng, r, &b, f);
    if (got != GOT_BROKEN)
        intake_take(r->in, b.n);
    return got;
}
