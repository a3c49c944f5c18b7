/* The classic capture file: one head, then records. draft-ietf-opsawg-pcap. Of its kin the one with
 * nanoseconds and the one of Kuznetzov, whose records have eight bytes more. */

#include "capture/savefile.h"

#include <inttypes.h>

static const uint32_t micro = 0xa1b2c3d4, nano = 0xa1b23c4d, kuznetzov = 0xa1b2cd34;

enum {
    RECORD_HEAD = 16,
    KUZNETZOV_MORE = 8,
    LINK_MASK = 0x03ffffff, /* above: whether frames end with a check sequence */
};

static uint32_t take_32(struct cursor *c, bool big)
{
    return big ? take_be32(c) : take_le32(c);
}

static uint16_t take_16(struct cursor *c, bool big)
{
    return big ? take_be16(c) : take_le16(c);
}

static bool known(uint32_t magic)
{
    return magic == micro || magic == nano || magic == kuznetzov;
}

static bool is_big(struct bytes b)
{
    struct cursor c = cursor_over(b);
    return known(take_be32(&c));
}

bool classic_recognise(struct bytes b)
{
    bool big = is_big(b);
    struct cursor c = cursor_over(b);
    uint32_t magic = take_32(&c, big);
    uint16_t major = take_16(&c, big), minor = take_16(&c, big);
    skip(&c, CLASSIC_HEAD - 8);
    /* Before 2.4 the two lengths of a record could stand either way; libpcap knows. */
    return cursor_ok(&c) && known(magic) && major == 2 && minor >= 4;
}

void classic_begin(struct classic *c, struct bytes head)
{
    struct cursor in = cursor_over(head);
    c->big = is_big(head);
    uint32_t magic = take_32(&in, c->big);
    skip(&in, 16);
    c->link = take_32(&in, c->big) & LINK_MASK;
    c->tick_ns = magic == nano ? 1 : 1000;
    c->header_n = magic == kuznetzov ? RECORD_HEAD + KUZNETZOV_MORE : RECORD_HEAD;
}

static enum got too_long(struct reading *r, uint32_t n)
{
    fail(&r->why, "is damaged: frame %" PRIu64 " would be %" PRIu32 " bytes long", r->frames + 1,
         n);
    return GOT_BROKEN;
}

static enum got wait_for(struct reading *r, size_t n)
{
    r->need = n;
    r->in_frame = true;
    return GOT_SHORT;
}

enum got classic_read(struct classic *c, struct reading *r, struct frame *f)
{
    struct bytes ready = intake_ready(r->in);
    struct cursor in = cursor_over(ready);
    uint32_t seconds = take_32(&in, c->big);
    uint32_t ticks = take_32(&in, c->big);
    uint32_t captured = take_32(&in, c->big);
    uint32_t wire = take_32(&in, c->big);
    skip(&in, c->header_n - RECORD_HEAD);
    if (!cursor_ok(&in))
        return wait_for(r, c->header_n);
    if (captured > SAVEFILE_FRAME_MAX)
        return too_long(r, captured);
    f->bytes = take_bytes(&in, captured);
    if (!cursor_ok(&in))
        return wait_for(r, (size_t)c->header_n + captured);
    f->time_ns = (uint64_t)seconds * 1000000000 + (uint64_t)ticks * c->tick_ns;
    f->wire_n = wire > captured ? wire : captured;
    f->link = c->link;
    f->frame_no = ++r->frames;
    intake_take(r->in, (size_t)c->header_n + captured);
    return GOT_FRAME;
}
