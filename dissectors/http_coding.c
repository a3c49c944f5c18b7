#include "dissectors/http_coding.h"

static enum packing packing_called(struct bytes name)
{
    if (bytes_equal_text(name, "gzip") || bytes_equal_text(name, "x-gzip"))
        return PACKING_GZIP;
    return bytes_equal_text(name, "deflate") ? PACKING_DEFLATE : PACKING_UNKNOWN;
}

static bool says_nothing(struct bytes name)
{
    return name.n == 0 || bytes_equal_text(name, "identity");
}

static bool is_between(uint8_t b)
{
    return b == ',' || b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

/* The next name of a list, without its parameters; empty at the end. */
static struct bytes next_name(struct bytes *list)
{
    while (list->n > 0 && is_between(list->p[0]))
        *list = bytes_after(*list, 1);
    struct bytes member = bytes_first(*list, bytes_find(*list, ","));
    *list = bytes_after(*list, member.n);
    member = bytes_first(member, bytes_find(member, ";"));
    while (member.n > 0 && is_between(member.p[member.n - 1]))
        member.n--;
    return member;
}

static void take_codings(struct http_coding *c, struct bytes list, bool of_transfer)
{
    while (list.n > 0) {
        struct bytes name = next_name(&list);
        bool chunks = of_transfer && bytes_end_with(name, "chunked");
        if (of_transfer && name.n > 0)
            c->chunked = chunks; /* the last one counts */
        if (!chunks && !says_nothing(name))
            c->packing = c->packing == PACKING_NONE ? packing_called(name) : PACKING_UNKNOWN;
    }
}

struct http_coding http_coding_of(const struct head *h)
{
    struct http_coding c = { PACKING_NONE, false };
    struct bytes left = h->fields;
    struct head_field f;
    while (head_field_next(&left, &f)) {
        bool of_transfer = bytes_equal_text(f.name, "transfer-encoding");
        if (of_transfer || bytes_equal_text(f.name, "content-encoding"))
            take_codings(&c, f.value, of_transfer);
    }
    return c;
}
