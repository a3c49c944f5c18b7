#include "dissectors/dns_message.h"

enum { HOPS_MAX = 16, POINTER = 0xc0 };

struct dns_head dns_take_head(struct cursor *c)
{
    skip(c, 2); /* the number that pairs question and answer */
    uint16_t flags = take_be16(c);
    struct dns_head h = {
        .answer = (flags & 0x8000) != 0,
        .opcode = (flags >> 11) & 0x0f,
        .code = flags & 0x0f,
        .flags = flags,
    };
    h.questions = take_be16(c);
    h.answers = take_be16(c);
    h.authorities = take_be16(c);
    h.additional = take_be16(c);
    return h;
}

/* False: the name is longer than a name may be. */
static bool add_label(struct dns_name *name, struct bytes label)
{
    size_t dot = name->n > 0;
    if (name->n + dot + label.n > DNS_NAME_MAX)
        return false;
    if (dot)
        name->s[name->n++] = '.';
    for (size_t i = 0; i < label.n; i++) {
        bool tells = label.p[i] >= ' ' && label.p[i] <= '~' && label.p[i] != '.';
        name->s[name->n++] = tells ? label.p[i] : '?';
    }
    return true;
}

/* Labels up to the end of the name or to a pointer; *pointer is where that leads, 0: nowhere. */
static bool take_labels(struct cursor *c, struct dns_name *name, size_t *pointer)
{
    *pointer = 0;
    while (cursor_ok(c)) {
        uint8_t n = take_u8(c);
        if ((n & POINTER) == POINTER) {
            *pointer = (size_t)(n & ~POINTER) << 8 | take_u8(c);
            return cursor_ok(c) && *pointer >= DNS_HEAD_N;
        }
        if (n == 0)
            return cursor_ok(c);
        struct bytes label = take_bytes(c, n);
        if (n > 63 || !cursor_ok(c) || !add_label(name, label))
            return false;
    }
    return false;
}

/* A pointer leads to a name that came before, RFC 1035 section 4.1.4: so it cannot go round. */
bool dns_take_name(struct cursor *c, struct bytes message, struct dns_name *out)
{
    out->n = 0;
    size_t from = (size_t)(c->at - message.p), pointer = 0;
    if (!take_labels(c, out, &pointer))
        return false;
    for (int hops = 0; pointer != 0; hops++) {
        if (hops == HOPS_MAX || pointer >= from)
            return false;
        from = pointer;
        struct cursor there = cursor_over(bytes_after(message, from));
        if (!take_labels(&there, out, &pointer))
            return false;
    }
    return true;
}

bool dns_take_question(struct cursor *c, struct bytes message, struct dns_question *out)
{
    if (!dns_take_name(c, message, &out->name))
        return false;
    out->type = take_be16(c);
    out->class = take_be16(c);
    return cursor_ok(c);
}

bool dns_take_record(struct cursor *c, struct bytes message, struct dns_record *out)
{
    if (!dns_take_name(c, message, &out->name))
        return false;
    out->type = take_be16(c);
    out->class = take_be16(c);
    out->ttl = take_be32(c);
    out->data = take_bytes(c, take_be16(c));
    return cursor_ok(c);
}

struct text dns_text(const struct dns_name *name)
{
    enum { ROOM = sizeof(struct text) - 1, DOTS = 3 };
    struct bytes all = dns_name_bytes(name);
    if (all.n == 0)
        return text_of(bytes_of_text("."));
    if (all.n <= ROOM)
        return text_of(all);
    struct text t, end = text_of(bytes_after(all, all.n - (ROOM - DOTS)));
    text_format(&t, "...%s", end.s);
    return t;
}
