/* Fragments in any order, of eight datagrams of IPv4 and IPv6 at a time, overlapping, tiny, with
 * two ends, with none, of four TTLs: each record of the input is one. Beside it are ends at three
 * distances that put together the plain way what gets there: what came first stays. Whatever the
 * farthest of them has whole must be what is joined, unless it had something twice and different.
 */

#include "capture/fragments.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KEYS = 8, UNIT = 8, MOST = 65535 + UNIT, ENDS = 3, SUM_RIGHT = 256 };

/* How far away they are; what of the TTLs goes 32 hops goes everywhere. */
static const uint8_t distances[ENDS] = { 1, 2, 32 };
static const uint8_t ttls[] = { 64, 2, 40, 1 };

struct end {
    bool differs;
    uint32_t units, reaches, whole_n;
    bool have[MOST / UNIT];
    uint8_t bytes[MOST];
};

static struct end (*ends)[ENDS]; /* by datagram */
static bool mixed[KEYS];
static bool lossy; /* there was no room for something */

static void check(bool ok)
{
    if (!ok)
        abort();
}

static struct fragment_key key_of(uint8_t which)
{
    struct fragment_key k;
    memset(&k, 0, sizeof k);
    k.version = which % 2 == 0 ? 4 : 6;
    k.id = 7U + which / 4U;
    k.protocol = (which & 2) != 0 ? 6 : 17;
    k.src.b[15] = 9;
    return k;
}

static void forget(struct end *e)
{
    memset(e->have, 0, sizeof e->have);
    e->units = e->reaches = e->whole_n = 0;
    e->differs = false;
}

static bool can_be(const struct fragment *piece)
{
    size_t n = piece->bytes.n;
    return n > 0 && (!piece->more || n % UNIT == 0) && piece->offset + n <= 65535;
}

/* Whether its datagram is whole then. */
static bool add(struct end *e, const struct fragment *piece)
{
    uint32_t behind = piece->offset + (uint32_t)piece->bytes.n;
    bool fits = e->whole_n == 0 ? piece->more || behind >= e->reaches
                                : (piece->more ? behind <= e->whole_n : behind == e->whole_n);
    if (!fits)
        return false;
    for (struct bytes rest = piece->bytes; rest.n > 0; rest = bytes_after(rest, UNIT)) {
        struct bytes here = bytes_first(rest, UNIT);
        size_t at = piece->offset + (piece->bytes.n - rest.n);
        bool *have = &e->have[at / UNIT];
        if (*have)
            e->differs |= memcmp(e->bytes + at, here.p, here.n) != 0;
        else
            memcpy(e->bytes + at, here.p, here.n);
        e->units += !*have;
        *have = true;
    }
    e->reaches = behind > e->reaches ? behind : e->reaches;
    e->whole_n = piece->more ? e->whole_n : behind;
    return e->whole_n > 0 && e->units == (e->whole_n + UNIT - 1) / UNIT;
}

static void check_ends(uint8_t which, const struct fragment *piece, struct bytes joined)
{
    const struct end *whole = NULL;
    check(joined.n <= 65535);
    for (size_t i = 0; i < ENDS && can_be(piece); i++) {
        struct end *e = &ends[which][i];
        bool gets_there = (uint8_t)piece->worth >= distances[i];
        whole = gets_there && add(e, piece) ? e : whole;
    }
    bool known = whole != NULL && !whole->differs;
    check(lossy || !known ||
          (joined.n == whole->whole_n && memcmp(joined.p, whole->bytes, joined.n) == 0));
    check(lossy || mixed[which] || (joined.n > 0) == (whole != NULL));
    for (size_t i = 0; i < ENDS; i++) {
        struct end *e = &ends[which][i];
        if (e->whole_n > 0 && e->units == (e->whole_n + UNIT - 1) / UNIT)
            forget(e);
    }
}

/* Which datagram and whether more follow; TTL and offset in eights; how long, in eights and ones;
 * what its bytes are. */
static void take_piece(struct cursor *c, struct fragments *f, struct counters *counted)
{
    uint8_t which = take_u8(c);
    uint16_t where = take_be16(c);
    size_t n = (size_t)take_u8(c) * ((which & 0x40) != 0 ? 64 : 1);
    uint8_t fill = take_u8(c);
    uint8_t *own = malloc(n + 1); /* so that a read too far is caught */
    check(own != NULL);
    for (size_t i = 0; i < n; i++)
        own[i + 1] = (uint8_t)(fill + i);
    struct fragment piece = { .key = key_of(which % KEYS),
                              .time_ns = 1000000000,
                              .offset = (uint32_t)(where & 0x1fff) * UNIT,
                              .more = (which & 0x80) != 0,
                              .worth = (uint16_t)(SUM_RIGHT + ttls[where >> 13 & 3]),
                              .bytes = { own + 1, n } };
    mixed[which % KEYS] |= piece.worth != SUM_RIGHT + 64;
    struct bytes joined = fragments_join(f, &piece).bytes;
    lossy |= counted->n[COUNT_fragment_full] > 0;
    check_ends(which % KEYS, &piece, joined);
    free(own);
    if ((where & 0x8000) != 0)
        fragments_release(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counters counters = { { 0 } };
    struct fragments *f = fragments_new(&counters);
    ends = ends != NULL ? ends : malloc(KEYS * sizeof *ends);
    check(f != NULL && ends != NULL);
    lossy = false;
    for (size_t i = 0; i < KEYS; i++) {
        mixed[i] = false;
        for (size_t k = 0; k < ENDS; k++)
            forget(&ends[i][k]);
    }
    struct cursor c = cursor_over((struct bytes){ data, size });
    while (cursor_left(&c) >= 5)
        take_piece(&c, f, &counters);
    fragments_release(f);
    fragments_free(f);
    return 0;
}
