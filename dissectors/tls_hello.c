#include "dissectors/tls_hello.h"

enum { RECORD_MAX = 16384 + 2048, FRAGMENTS_MAX = 32, HANDSHAKE_HEADER = 4 };

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

/* ---- a handshake message over several records ---- */

struct gathering {
    uint8_t *room;
    size_t have;
    size_t want;
};

/* Adds what is wanted of a record that has *n bytes left. */
static void gather(struct gathering *g, struct cursor *c, size_t *n)
{
    size_t part = g->want - g->have < *n ? g->want - g->have : *n;
    struct bytes b = take_bytes(c, part);
    if (b.n > 0)
        memcpy(g->room + g->have, b.p, b.n);
    g->have += b.n;
    *n -= part;
}

static size_t message_length(const uint8_t *header)
{
    return (size_t)header[1] << 16 | (size_t)header[2] << 8 | header[3];
}

/* One record's share; false: this is not the message that is looked for. */
static bool gather_record(struct gathering *g, struct cursor *c, size_t *n, uint8_t type)
{
    bool headless = g->have < HANDSHAKE_HEADER;
    gather(g, c, n);
    if (headless && g->have == HANDSHAKE_HEADER) {
        g->want += message_length(g->room);
        if (g->room[0] != type || g->want > sizeof(struct hello_room))
            return false;
        gather(g, c, n);
    }
    return true;
}

static enum hello_found take_fragments(struct gathering *g, struct cursor *c, size_t n,
                                       uint8_t type, struct bytes *hello)
{
    for (int i = 0; i < FRAGMENTS_MAX && gather_record(g, c, &n, type); i++) {
        if (!cursor_ok(c))
            return HELLO_WAIT;
        if (g->have == g->want) {
            *hello = bytes_after((struct bytes){ g->room, g->have }, HANDSHAKE_HEADER);
            skip_ahead(c, n);
            return HELLO_TAKEN;
        }
        struct tls_record r = tls_take_record(c);
        n = r.n;
        if (cursor_ok(c) && (r.type != TLS_HANDSHAKE || !tls_is_plausible(&r)))
            break;
    }
    skip_ahead(c, n);
    return cursor_ok(c) ? HELLO_NONE : HELLO_WAIT;
}

enum hello_found tls_take_hello(struct cursor *c, size_t n, uint8_t type, struct hello_room *room,
                                struct bytes *hello)
{
    struct gathering g = { .room = room->b, .want = HANDSHAKE_HEADER };
    if (n < HANDSHAKE_HEADER)
        return take_fragments(&g, c, n, type, hello);
    struct cursor look = *c;
    uint8_t said = take_u8(&look);
    size_t hello_n = take_be24(&look);
    if (cursor_ok(&look) && (said != type || hello_n > TLS_HELLO_MAX)) {
        skip_ahead(c, n);
        return HELLO_NONE;
    }
    if (hello_n > n - HANDSHAKE_HEADER)
        return take_fragments(&g, c, n, type, hello);
    *c = look;
    *hello = take_bytes(c, hello_n);
    skip_ahead(c, n - HANDSHAKE_HEADER - hello_n);
    return cursor_ok(c) ? HELLO_TAKEN : HELLO_WAIT;
}

/* ---- the hellos ---- */

static void read_server_name(struct cursor extension, struct text *server_name)
{
    struct cursor list = take_window(&extension, take_be16(&extension));
    uint8_t type = take_u8(&list);
    struct bytes name = take_bytes(&list, take_be16(&list));
    if (cursor_ok(&list) && type == 0)
        text_set(server_name, name);
}

void tls_read_client_hello(struct bytes hello, struct text *server_name)
{
    struct cursor c = cursor_over(hello);
    skip(&c, 2 + 32); /* version, random */
    skip(&c, take_u8(&c));
    skip(&c, take_be16(&c)); /* cipher suites */
    skip(&c, take_u8(&c));   /* compression methods */
    struct cursor all = take_window(&c, take_be16(&c));
    while (cursor_left(&all) > 0) {
        uint16_t type = take_be16(&all);
        struct cursor extension = take_window(&all, take_be16(&all));
        if (type == 0)
            read_server_name(extension, server_name);
    }
}

/* The drafts of TLS 1.3, and two that were tried out under numbers of their own, count as 1.3. */
static uint16_t version_of(uint16_t v)
{
    bool draft = v >> 8 == 0x7f || v >> 8 == 0xfb || v >> 8 == 0x7e;
    return draft ? 0x0304 : v;
}

static bool is_retry(struct bytes random)
{
    static const uint8_t retry[32] = { 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11,
                                       0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
                                       0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
                                       0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c };
    return bytes_equal(random, (struct bytes){ retry, sizeof retry });
}

bool tls_read_server_hello(struct bytes hello, struct tls_agreed *a)
{
    struct cursor c = cursor_over(hello);
    *a = (struct tls_agreed){ .version = version_of(take_be16(&c)) };
    a->retry = is_retry(take_bytes(&c, 32));
    if (a->version == 0x0304) { /* early drafts: no session id, nothing else of interest */
        a->cipher = take_be16(&c);
        return cursor_ok(&c);
    }
    skip(&c, take_u8(&c));
    a->cipher = take_be16(&c);
    bool whole = cursor_ok(&c);
    skip(&c, 1); /* compression */
    struct cursor all = take_window(&c, take_be16(&c));
    while (cursor_left(&all) > 0) {
        uint16_t type = take_be16(&all);
        struct cursor extension = take_window(&all, take_be16(&all));
        uint16_t version = take_be16(&extension);
        if (type == 43 && cursor_ok(&extension))
            a->version = version_of(version);
    }
    return whole;
}

enum recognition ssl2_recognise_hello(struct bytes in, uint8_t type, size_t *n)
{
    struct cursor c = cursor_over(in);
    uint16_t header = take_be16(&c);
    uint8_t said = take_u8(&c);
    if ((in.n > 0 && (in.p[0] & 0x80) == 0) || (cursor_ok(&c) && said != type))
        return NOT_MINE;
    if (type == SSL2_SERVER_HELLO)
        skip(&c, 2); /* session id hit, certificate type */
    uint16_t version = take_be16(&c);
    bool known =
        version == 0x0002 || (type == SSL2_CLIENT_HELLO && version >= 0x0300 && version <= 0x0303);
    if (cursor_ok(&c) && !known)
        return NOT_MINE;
    size_t parts = take_be16(&c);
    parts += take_be16(&c);
    parts += take_be16(&c);
    if (!cursor_ok(&c))
        return TOO_LITTLE;
    *n = (size_t)2 + (header & 0x7fff);
    return *n == parts + (type == SSL2_SERVER_HELLO ? 13 : 11) ? MINE : NOT_MINE;
}
