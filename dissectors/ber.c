#include "dissectors/ber.h"

static void mark_short(struct cursor *c)
{
    c->missing = c->missing > 0 ? c->missing : 1;
}

/* X.690 section 8.1.3: short form, or up to four bytes of long form. */
static size_t take_length(struct cursor *c)
{
    uint8_t first = take_u8(c);
    if (first < 0x80)
        return first;
    size_t n = first & 0x7f;
    if (n == 0 || n > 4)
        mark_short(c); /* indefinite, or more than a datagram can hold */
    size_t length = 0;
    for (size_t i = 0; i < n && cursor_ok(c); i++)
        length = length << 8 | take_u8(c);
    return length;
}

struct ber ber_take(struct cursor *c)
{
    uint8_t tag = take_u8(c);
    if ((tag & 0x1f) == 0x1f)
        mark_short(c); /* a tag of several bytes */
    size_t n = take_length(c);
    struct bytes content = take_bytes(c, n);
    return cursor_ok(c) ? (struct ber){ tag, content } : (struct ber){ 0 };
}

struct bytes ber_take_tagged(struct cursor *c, uint8_t tag)
{
    struct ber e = ber_take(c);
    if (cursor_ok(c) && e.tag != tag)
        mark_short(c);
    return cursor_ok(c) ? e.content : (struct bytes){ 0 };
}

struct cursor ber_enter(struct cursor *c, uint8_t tag)
{
    struct cursor window = cursor_over(ber_take_tagged(c, tag));
    window.missing = c->missing;
    return window;
}

bool ber_integer(struct bytes content, int64_t *value)
{
    if (content.n == 0 || content.n > 8)
        return false;
    uint64_t bits = (content.p[0] & 0x80) ? UINT64_MAX : 0;
    for (size_t i = 0; i < content.n; i++)
        bits = bits << 8 | content.p[i];
    *value = (int64_t)bits;
    return true;
}

int64_t ber_take_integer(struct cursor *c)
{
    int64_t value = 0;
    if (!ber_integer(ber_take_tagged(c, BER_INTEGER), &value))
        mark_short(c);
    return value;
}
