/* What comes compressed. The first byte says what it is said to be, and in what pieces it comes:
 * what comes out, and how it ends, must not depend on them. */

#include "dissectors/unpack.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 14, MOST = 1 << 18 };

struct unpacked {
    size_t n;
    enum unpack_state state;
    uint8_t text[MOST];
};

static void take_all(struct unpacked *to, struct unpacker *u, struct bytes in)
{
    struct bytes some;
    do {
        some = unpack(u, &in);
        if (some.n > UNPACK_PORTION || some.n > MOST - to->n)
            abort();
        if (some.n > 0)
            memcpy(to->text + to->n, some.p, some.n);
        to->n += some.n;
    } while (some.n > 0 || in.n > 0);
}

static void unpack_in(struct unpackers *all, struct unpacked *to, enum packing packing,
                      struct bytes in, size_t piece)
{
    struct unpacker *u = NULL;
    to->n = 0;
    if (!unpack_begin(all, &u, packing, MOST))
        abort();
    for (; in.n > 0; in = bytes_after(in, piece))
        take_all(to, u, bytes_first(in, piece));
    to->state = unpack_state(u);
    unpack_end(all, &u);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct unpacked whole, pieces;
    struct counters counters = { { 0 } };
    if (size < 2 || size > INPUT_MAX)
        return 0;
    struct unpackers *all = unpackers_new(&counters);
    if (all == NULL)
        abort();
    enum packing packing = data[0] < 128 ? PACKING_GZIP : PACKING_DEFLATE;
    struct bytes in = { data + 1, size - 1 };
    unpack_in(all, &whole, packing, in, SIZE_MAX);
    unpack_in(all, &pieces, packing, in, (size_t)1 + data[0] % 128);
    if (whole.n != pieces.n || whole.state != pieces.state ||
        memcmp(whole.text, pieces.text, whole.n) != 0)
        abort();
    unpackers_free(all);
    return 0;
}
