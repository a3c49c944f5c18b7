#include "tests/support/cut.h"

struct cut cut_new(void)
{
    return (struct cut){ bench_new(), wire_new(), wire_new() };
}

void cut_free(struct cut *c)
{
    bench_free(c->b);
    wire_free(c->w);
    wire_free(c->whole);
}

void cut_say(struct cut *c, const char *text)
{
    c->whole->n = 0;
    put_udp(c->whole, 40000, 5000, strlen(text));
    put_text(c->whole, text);
}

bool cut_send(struct cut *c, struct cut_way way, size_t from, size_t to)
{
    enum { MORE = 0x2000, TTL = 8, HEAD = 20 };
    struct wire *w = c->w;
    w->n = 0;
    put_ethernet(w, 0x0800);
    size_t head = w->n;
    put_ipv4_fragment(w, way.id, (unsigned)(from / 8) | (to < c->whole->n ? MORE : 0), to - from);
    w->b[head + TTL] = (uint8_t)way.hops;
    put_bytes(w, c->whole->b + from, to - from);
    for (size_t i = head + HEAD; i < w->n; i++)
        w->b[i] = (uint8_t)(w->b[i] + way.mark);
    return bench_decode(c->b, w, LINK_ETHERNET);
}
