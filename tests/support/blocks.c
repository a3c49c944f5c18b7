#include "tests/support/blocks.h"

size_t begin_block(struct wire *w, uint32_t type)
{
    size_t at = w->n;
    put_32(w, type);
    put_32(w, 0);
    return at;
}

void end_block(struct wire *w, size_t at)
{
    put_fill(w, 0, (4 - w->n % 4) % 4);
    uint32_t n = (uint32_t)(w->n - at + 4);
    size_t end = w->n;
    w->n = at + 4;
    put_32(w, n);
    w->n = end;
    put_32(w, n);
}

void put_section(struct wire *w, bool little)
{
    w->little = little;
    size_t at = begin_block(w, SECTION);
    put_32(w, 0x1a2b3c4d);
    put_16(w, 1);
    put_16(w, 0);
    put_32(w, 0xffffffff);
    put_32(w, 0xffffffff);
    end_block(w, at);
}

void put_interface(struct wire *w, unsigned link, uint32_t snap_n, unsigned resolution,
                   uint32_t offset)
{
    size_t at = begin_block(w, INTERFACE);
    put_16(w, link);
    put_16(w, 0);
    put_32(w, snap_n);
    put_16(w, 2); /* if_name */
    put_16(w, 3);
    put_text(w, "eth");
    put_8(w, 0);
    if (resolution != 6) {
        put_16(w, 9);
        put_16(w, 1);
        put_8(w, resolution);
        put_fill(w, 0, 3);
    }
    if (offset != 0) {
        put_16(w, 14);
        put_16(w, 8);
        put_32(w, w->little ? offset : 0);
        put_32(w, w->little ? 0 : offset);
    }
    put_32(w, 0);
    end_block(w, at);
}

void put_enhanced(struct wire *w, uint32_t face, uint64_t ticks, const char *text)
{
    size_t at = begin_block(w, ENHANCED);
    put_32(w, face);
    put_32(w, (uint32_t)(ticks >> 32));
    put_32(w, (uint32_t)ticks);
    put_32(w, (uint32_t)strlen(text));
    put_32(w, (uint32_t)strlen(text) + 2);
    put_text(w, text);
    put_fill(w, 0, (4 - w->n % 4) % 4);
    put_16(w, 1); /* a comment */
    put_16(w, 4);
    put_text(w, "note");
    put_32(w, 0);
    end_block(w, at);
}

void put_other(struct wire *w, uint32_t type, size_t n)
{
    size_t at = begin_block(w, type);
    put_fill(w, 0xee, n);
    end_block(w, at);
}
