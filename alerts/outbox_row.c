#include "alerts/outbox_row.h"

static const unsigned octet = 8;

bool outbox_row_put(uint8_t *out, size_t room, size_t *used, unsigned severity, struct bytes line)
{
    if (line.n > UINT32_MAX || room - *used < OUTBOX_ROW_HEAD ||
        room - *used - OUTBOX_ROW_HEAD < line.n)
        return false;
    for (unsigned i = 0; i < OUTBOX_ROW_HEAD - 1; i++)
        out[*used + i] = (uint8_t)(line.n >> (octet * i));
    out[*used + OUTBOX_ROW_HEAD - 1] = (uint8_t)severity;
    if (line.n > 0)
        memcpy(out + *used + OUTBOX_ROW_HEAD, line.p, line.n);
    *used += OUTBOX_ROW_HEAD + line.n;
    return true;
}

bool outbox_row_next(struct bytes *packed, unsigned *severity, struct bytes *line)
{
    if (packed->n < OUTBOX_ROW_HEAD)
        return false;
    size_t n = 0;
    for (unsigned i = 0; i < OUTBOX_ROW_HEAD - 1; i++)
        n |= (size_t)packed->p[i] << (octet * i);
    if (packed->n - OUTBOX_ROW_HEAD < n)
        return false;
    *severity = packed->p[OUTBOX_ROW_HEAD - 1];
    *line = (struct bytes){ packed->p + OUTBOX_ROW_HEAD, n };
    *packed = bytes_after(*packed, OUTBOX_ROW_HEAD + n);
    return true;
}

bool outbox_row_is(struct bytes packed, uint64_t n)
{
    unsigned severity = 0;
    struct bytes line;
    uint64_t lines = 0;
    while (outbox_row_next(&packed, &severity, &line))
        lines++;
    return packed.n == 0 && lines == n;
}
