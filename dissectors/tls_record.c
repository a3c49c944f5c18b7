#include "dissectors/tls_record.h"

enum { RECORD_MAX = 16384 + 2048, RECORDS_MAX = 32 };

struct tls_record tls_take_record(struct cursor *c)
{
    struct tls_record r = { .type = take_u8(c) };
    r.version = take_be16(c);
    r.n = take_be16(c);
    return r;
}

bool tls_is_plausible(const struct tls_record *r)
{
    if (r->version < 0x0300 || r->version > 0x0304 || r->n == 0 || r->n > RECORD_MAX)
        return false;
    switch (r->type) {
    case TLS_CHANGE_CIPHER:
        return r->n == 1;
    case TLS_ALERT:
        return r->n == 2 || (r->n >= 18 && r->n <= 256); /* in clear, or encrypted */
    case TLS_HANDSHAKE:
    case TLS_DATA:
        return true;
    default:
        return false;
    }
}

/* The beginning of a header, as far as it is here. */
static bool may_be_header(struct bytes b)
{
    return (b.n < 1 || (b.p[0] >= TLS_CHANGE_CIPHER && b.p[0] <= TLS_DATA)) &&
           (b.n < 2 || b.p[1] == 3) && (b.n < 3 || b.p[2] <= 4);
}

enum recognition tls_recognise_records(struct bytes in)
{
    struct cursor c = cursor_over(in);
    if (in.n < TLS_HEADER)
        return may_be_header(in) ? TOO_LITTLE : NOT_MINE;
    for (int i = 0; i < 3 && cursor_left(&c) >= TLS_HEADER; i++) {
        struct tls_record r = tls_take_record(&c);
        if (!tls_is_plausible(&r))
            return NOT_MINE;
        skip_ahead(&c, r.n);
    }
    return may_be_header(cursor_rest(&c)) ? MINE : NOT_MINE;
}

/* The next record, if the message can go on in it. */
static bool begin_record(struct tls_gathering *g)
{
    struct cursor look = *g->c;
    struct tls_record r = tls_take_record(&look);
    bool is_other = r.type != TLS_HANDSHAKE || !tls_is_plausible(&r);
    if (cursor_ok(&look) && (is_other || g->records == RECORDS_MAX))
        return false;
    *g->c = look;
    g->left = r.n;
    g->records++;
    return cursor_ok(&look);
}

bool tls_gather(struct tls_gathering *g, size_t want)
{
    if (want > sizeof g->room->b)
        return false;
    while (g->have < want) {
        if (g->left == 0 && !begin_record(g))
            return false;
        size_t part = want - g->have < g->left ? want - g->have : g->left;
        const uint8_t *p = take(g->c, part);
        if (p == NULL)
            return false;
        memcpy(g->room->b + g->have, p, part);
        g->have += part;
        g->left -= part;
    }
    return true;
}
