/* How it works: a line stands behind its length, and is never torn apart: where the end of the
 * block has no room for it, it stands at the beginning, and `edge` says where the rest ended. When
 * the last line is dropped everything starts at the beginning again, so that a sink that keeps up
 * uses the same few pages for ever. */
#include "alerts/line_ring.h"

#include <stdlib.h>

struct line_ring {
    size_t size;
    size_t head; /* of the first line */
    size_t tail; /* behind the last one */
    size_t edge; /* where the lines that end the block end; of use only when wrapped */
    bool wrapped;
    size_t lines;
    uint8_t block[];
};

enum { HEAD = sizeof(uint32_t) };

struct line_ring *line_ring_new(size_t bytes)
{
    struct line_ring *r = calloc(1, sizeof *r + bytes);
    if (r != NULL)
        r->size = bytes;
    return r;
}

void line_ring_free(struct line_ring *r)
{
    free(r);
}

/* Where a record of that size can stand; size: nowhere. */
static size_t place_for(struct line_ring *r, size_t n)
{
    if (r->wrapped)
        return r->head - r->tail >= n ? r->tail : r->size;
    if (r->size - r->tail >= n)
        return r->tail;
    if (r->head < n)
        return r->size;
    r->edge = r->tail;
    r->wrapped = true;
    return 0;
}

bool line_ring_add(struct line_ring *r, struct bytes line)
{
    size_t n = HEAD + line.n;
    if (line.n > UINT32_MAX - HEAD || n > r->size)
        return false;
    size_t at = place_for(r, n);
    if (at == r->size)
        return false;
    uint32_t length = (uint32_t)line.n;
    memcpy(r->block + at, &length, HEAD);
    if (line.n > 0)
        memcpy(r->block + at + HEAD, line.p, line.n);
    r->tail = at + n;
    r->lines++;
    return true;
}

static struct bytes line_at(const struct line_ring *r, size_t at)
{
    uint32_t length = 0;
    memcpy(&length, r->block + at, HEAD);
    return (struct bytes){ r->block + at + HEAD, length };
}

/* Where the line after the one at `at` stands. */
static size_t after(const struct line_ring *r, size_t at)
{
    size_t next = at + HEAD + line_at(r, at).n;
    return r->wrapped && next == r->edge ? 0 : next;
}

size_t line_ring_first(const struct line_ring *r, struct bytes *out, size_t max)
{
    size_t n = r->lines < max ? r->lines : max;
    size_t at = r->head;
    for (size_t i = 0; i < n; i++) {
        out[i] = line_at(r, at);
        at = after(r, at);
    }
    return n;
}

void line_ring_drop(struct line_ring *r, size_t n)
{
    for (; n > 0 && r->lines > 0; n--, r->lines--) {
        size_t next = after(r, r->head);
        r->wrapped = r->wrapped && next > r->head;
        r->head = next;
    }
    if (r->lines == 0) {
        r->head = r->tail = 0;
        r->wrapped = false;
    }
}

size_t line_ring_count(const struct line_ring *r)
{
    return r->lines;
}
