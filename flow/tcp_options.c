#include "flow/tcp_options.h"

/* The next option behind c, taken. False: there is none. */
static bool take_option(struct cursor *c, uint8_t *kind, struct cursor *value)
{
    do {
        if (cursor_left(c) == 0)
            return false;
        *kind = take_u8(c);
    } while (*kind == TCP_OPTION_NOP);
    if (*kind == TCP_OPTION_END || cursor_left(c) == 0)
        return false;
    uint8_t length = take_u8(c);
    *value = cursor_over(take_bytes(c, length > 2 ? length - 2U : 0));
    return cursor_ok(c);
}

static struct cursor options_of(const struct packet *p)
{
    size_t head_n = p->segment.n - p->payload.n;
    struct cursor c = cursor_over(bytes_first(p->segment, head_n));
    skip(&c, 20);
    return c;
}

bool tcp_option_find(const struct packet *p, enum tcp_option wanted, uint8_t n,
                     struct cursor *value)
{
    struct cursor c = options_of(p);
    uint8_t kind = 0;
    while (cursor_ok(&c) && take_option(&c, &kind, value))
        if (kind == wanted && cursor_left(value) == n - 2U)
            return true;
    return false;
}

struct tcp_options tcp_options_read(const struct packet *p)
{
    enum { STAMPS = 8 };
    struct tcp_options o = { 0 };
    struct cursor c = options_of(p), value;
    uint8_t kind = 0;
    while (cursor_ok(&c) && take_option(&c, &kind, &value)) {
        o.is_signed |= kind == TCP_OPTION_MD5 || kind == TCP_OPTION_AO;
        if (kind != TCP_OPTION_STAMP || cursor_left(&value) != STAMPS || o.has_stamp)
            continue;
        o.has_stamp = true;
        o.stamp = take_be32(&value);
    }
    return o;
}
