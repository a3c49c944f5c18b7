#include "dissectors/tls_hello.h"

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
