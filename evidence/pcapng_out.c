#include "evidence/pcapng_out.h"

enum block_type { BLOCK_INTERFACE = 1, BLOCK_ENHANCED = 6, BLOCK_SECTION = 0x0a0d0d0a };

enum option_code {
    OPTION_END = 0,
    OPTION_COMMENT = 1,
    OPTION_USER_APPLICATION = 4,
    OPTION_TSRESOL = 9,
};

enum { ORDER_MAGIC = 0x1a2b3c4d, NANOSECONDS = 9, COMMENT_MAX = 512 };

static void put(struct pcapng_out *w, const void *p, size_t n)
{
    w->full = w->full || n > w->room - w->n;
    if (w->full || n == 0)
        return;
    memcpy(w->out + w->n, p, n);
    w->n += n;
}

static void put16(struct pcapng_out *w, uint16_t value)
{
    put(w, (uint8_t[]){ (uint8_t)value, (uint8_t)(value >> 8) }, 2);
}

static void put32(struct pcapng_out *w, uint32_t value)
{
    put16(w, (uint16_t)value);
    put16(w, (uint16_t)(value >> 16));
}

/* Blocks and options end at multiples of four bytes. */
static void put_padded(struct pcapng_out *w, const void *p, size_t n)
{
    put(w, p, n);
    put(w, (uint8_t[4]){ 0 }, (4 - n % 4) % 4);
}

static void put_option(struct pcapng_out *w, enum option_code code, struct bytes value)
{
    if (value.n == 0)
        return;
    put16(w, (uint16_t)code);
    put16(w, (uint16_t)value.n);
    put_padded(w, value.p, value.n);
}

static void put_text(struct pcapng_out *w, enum option_code code, const char *text)
{
    put_option(w, code, bytes_first(bytes_of_text(text), COMMENT_MAX));
}

/* Where the block begins. */
static size_t begin(struct pcapng_out *w, enum block_type type)
{
    size_t start = w->n;
    put32(w, type);
    put32(w, 0);
    return start;
}

/* The length stands at both ends. */
static void end(struct pcapng_out *w, size_t start)
{
    put32(w, OPTION_END);
    uint32_t n = (uint32_t)(w->n - start + 4);
    put32(w, n);
    for (size_t i = 0; i < 4 && !w->full; i++)
        w->out[start + 4 + i] = (uint8_t)(n >> (8 * i));
}

void pcapng_out_begin(struct pcapng_out *w, const char *who, const char *comment)
{
    size_t start = begin(w, BLOCK_SECTION);
    put32(w, ORDER_MAGIC);
    put16(w, 1); /* version 1.0 */
    put16(w, 0);
    put32(w, UINT32_MAX); /* the section's length is not said */
    put32(w, UINT32_MAX);
    put_text(w, OPTION_COMMENT, comment);
    put_text(w, OPTION_USER_APPLICATION, who);
    end(w, start);
}

/* The interface for frames of that link type; PCAPNG_LINKS: there is no room for another. */
static size_t interface_of(struct pcapng_out *w, uint32_t link)
{
    for (size_t i = 0; i < w->links_n; i++)
        if (w->link[i] == link)
            return i;
    if (w->links_n == PCAPNG_LINKS)
        return PCAPNG_LINKS;
    size_t start = begin(w, BLOCK_INTERFACE);
    put16(w, (uint16_t)link);
    put16(w, 0);
    put32(w, 0); /* no limit of length */
    put_option(w, OPTION_TSRESOL, (struct bytes){ (const uint8_t[]){ NANOSECONDS }, 1 });
    end(w, start);
    w->link[w->links_n] = link;
    return w->links_n++;
}

void pcapng_out_frame(struct pcapng_out *w, const struct kept_frame *k, const char *comment)
{
    size_t interface = interface_of(w, k->link);
    if (interface == PCAPNG_LINKS)
        return;
    size_t start = begin(w, BLOCK_ENHANCED);
    put32(w, (uint32_t)interface);
    put32(w, (uint32_t)(k->time_ns >> 32));
    put32(w, (uint32_t)k->time_ns);
    put32(w, k->n);
    put32(w, k->wire_n);
    put_padded(w, k->bytes, k->n);
    put_text(w, OPTION_COMMENT, comment);
    end(w, start);
}
