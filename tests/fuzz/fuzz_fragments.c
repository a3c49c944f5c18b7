/* Fragments in any order, of eight datagrams of IPv4 and IPv6 at a time, overlapping, tiny, with
 * two ends, with none, of four worths: each record of the input is one. Beside it is a model that
 * does the same the plain way: what came first stays. What is joined must be what the model has,
 * as long as all were worth the same. */

#include "capture/fragments.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KEYS = 8, UNIT = 8, MOST = 65535 + UNIT };

struct model {
    bool mixed; /* it knows nothing of other worths */
    bool have[MOST / UNIT];
    uint8_t bytes[MOST];
};

static struct model *models;

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

static void add(struct model *m, const struct fragment *piece)
{
    for (size_t i = 0; i < piece->bytes.n; i++) {
        size_t at = piece->offset + i;
        if (!m->have[at / UNIT])
            m->bytes[at] = piece->bytes.p[i];
    }
    for (size_t i = 0; i < piece->bytes.n; i += UNIT)
        m->have[(piece->offset + i) / UNIT] = true;
}

static void check_joined(struct model *m, struct bytes whole)
{
    check(whole.n <= 65535 && (m->mixed || memcmp(m->bytes, whole.p, whole.n) == 0));
    for (size_t i = 0; i < whole.n; i += UNIT)
        check(m->mixed || m->have[i / UNIT]);
    memset(m->have, 0, sizeof m->have);
}

/* Which datagram and whether more follow; worth and offset in eights; how long, in eights and ones;
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
                              .worth = (uint16_t)(256 + (where >> 13 & 3)),
                              .bytes = { own + 1, n } };
    uint64_t refused = counted->n[COUNT_fragment_bad] + counted->n[COUNT_fragment_full];
    models[which % KEYS].mixed |= piece.worth != 256;
    struct bytes whole = fragments_join(f, &piece).bytes;
    if (counted->n[COUNT_fragment_bad] + counted->n[COUNT_fragment_full] == refused)
        add(&models[which % KEYS], &piece);
    if (whole.n > 0)
        check_joined(&models[which % KEYS], whole);
    free(own);
    if ((where & 0x8000) != 0)
        fragments_release(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counters counters = { { 0 } };
    struct fragments *f = fragments_new(&counters);
    models = models != NULL ? models : malloc(KEYS * sizeof *models);
    check(f != NULL && models != NULL);
    for (size_t i = 0; i < KEYS; i++)
        models[i] = (struct model){ .mixed = false };
    struct cursor c = cursor_over((struct bytes){ data, size });
    while (cursor_left(&c) >= 5)
        take_piece(&c, f, &counters);
    fragments_release(f);
    fragments_free(f);
    return 0;
}
