#include "dissectors/unpack.h"

#define ZLIB_CONST
#include <zlib.h>

#include "core/secret.h"

enum {
    WINDOW_BITS = 15,
    OF_GZIP = 16,                             /* added to them */
    MEMORY = (1 << WINDOW_BITS) + (12 << 10), /* the window, and inflate()'s state of some 7 KB */
    GZIP_ID1 = 0x1f,                          /* RFC 1952 section 2.3.1 */
};

struct unpacker {
    struct unpackers *all;
    z_stream z;
    uint64_t packed_n, unpacked_n;
    size_t most;     /* bytes that may come out */
    uint8_t packing; /* enum packing */
    uint8_t state;   /* enum unpack_state */
    bool begun;
    bool ended; /* something followed that is no other member */
    bool full;  /* the last portion was: there may be more without anything going in */
    uint32_t memory_n;
    uint8_t out[UNPACK_PORTION];
    _Alignas(max_align_t) uint8_t memory[MEMORY]; /* all zero beyond memory_n */
};

struct unpackers {
    struct counters *counters;
    uint64_t turn;
    uint64_t used[UNPACKERS];          /* the turn in which each was used last */
    struct unpacker **user[UNPACKERS]; /* NULL: it is not lent */
    struct unpacker at[UNPACKERS];
};

struct unpackers *unpackers_new(struct counters *counters)
{
    struct unpackers *all = wire_memory_new(sizeof *all);
    if (all != NULL)
        all->counters = counters;
    return all;
}

void unpackers_free(struct unpackers *all)
{
    wire_memory_free(all, sizeof *all);
}

/* ---- zlib's memory ---- */

static voidpf allocate(voidpf self, uInt items, uInt size)
{
    struct unpacker *u = self;
    size_t n = ((size_t)items * size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
    if (n > MEMORY - u->memory_n)
        return Z_NULL;
    u->memory_n += (uint32_t)n;
    return u->memory + u->memory_n - n;
}

/* All of it goes at once. */
static void let_be(voidpf self, voidpf p)
{
    (void)self;
    (void)p;
}

static void break_off(struct unpacker *u)
{
    u->state = UNPACK_BROKEN;
    u->full = false;
    count(u->all->counters, COUNT_unpack_broken);
}

/* Deflate is mostly zlib's, and sometimes is not (RFC 9110 section 8.4.1.2). No deflate of its own
 * begins like zlib's, unless somebody fills bits that are to be zero. */
static void start(struct unpacker *u, uint8_t first)
{
    int window_bits = WINDOW_BITS + OF_GZIP;
    if (u->packing == PACKING_DEFLATE)
        window_bits = (first & 0x0f) == Z_DEFLATED ? WINDOW_BITS : -WINDOW_BITS;
    u->z.zalloc = allocate;
    u->z.zfree = let_be;
    u->z.opaque = u;
    u->begun = true;
    if (inflateInit2(&u->z, window_bits) != Z_OK)
        break_off(u);
}

/* ---- who has which ---- */

static size_t place_of(const struct unpackers *all, const struct unpacker *u)
{
    return (size_t)(u - all->at);
}

/* One that is not lent, or that which was used longest ago. */
static size_t choose(const struct unpackers *all)
{
    size_t oldest = 0;
    for (size_t i = 0; i < UNPACKERS; i++) {
        if (all->user[i] == NULL)
            return i;
        if (all->used[i] < all->used[oldest])
            oldest = i;
    }
    return oldest;
}

bool unpack_begin(struct unpackers *all, struct unpacker **user, enum packing packing, size_t most)
{
    if (all == NULL)
        return false;
    unpack_end(all, user);
    bool known = packing == PACKING_GZIP || packing == PACKING_DEFLATE;
    count(all->counters, known ? COUNT_unpacked : COUNT_unpack_unknown);
    if (!known)
        return false;
    size_t place = choose(all);
    if (all->user[place] != NULL) {
        count(all->counters, COUNT_unpack_full);
        unpack_end(all, all->user[place]);
    }
    *user = &all->at[place];
    (*user)->all = all;
    (*user)->packing = (uint8_t)packing;
    (*user)->most = most;
    all->user[place] = user;
    all->used[place] = all->turn++;
    return true;
}

void unpack_end(struct unpackers *all, struct unpacker **user)
{
    struct unpacker *u = *user;
    if (u == NULL)
        return;
    all->user[place_of(all, u)] = NULL;
    explicit_bzero(u, offsetof(struct unpacker, memory) + u->memory_n);
    *user = NULL;
}

enum unpack_state unpack_state(const struct unpacker *u)
{
    return (enum unpack_state)u->state;
}

bool unpack_knows(const struct unpacker *u, struct bytes in)
{
    return u->begun || u->packing != PACKING_GZIP || in.n == 0 || in.p[0] == GZIP_ID1;
}

/* ---- what comes out ---- */

/* Whether zlib has something to do with what is here. */
static bool may_go_on(struct unpacker *u, struct bytes *in)
{
    if (in->n > 0 && !u->begun)
        start(u, in->p[0]);
    if (u->state == UNPACK_OVER && in->n > 0) {
        bool again = u->packing == PACKING_GZIP && !u->ended && in->p[0] == GZIP_ID1;
        u->ended = !again;
        if (again && inflateReset(&u->z) == Z_OK)
            u->state = UNPACK_MORE;
    }
    if (u->state == UNPACK_OVER || u->state == UNPACK_BROKEN) /* what follows means nothing */
        *in = (struct bytes){ 0 };
    return u->state == UNPACK_MORE && (u->full || in->n > 0);
}

/* What is asked where so many bytes have gone in, and all that they yield has come out, does not
 * depend on how they were cut. */
static bool holds_too_much(const struct unpacker *u)
{
    return !u->full && u->packed_n % UNPACK_WEIGHED_EVERY == 0 &&
           u->unpacked_n > UNPACK_FREE + u->packed_n * UNPACK_TIMES;
}

static struct bytes go_on(struct unpacker *u, struct bytes *in)
{
    size_t n = UNPACK_WEIGHED_EVERY - u->packed_n % UNPACK_WEIGHED_EVERY;
    struct bytes some = bytes_first(*in, u->full ? 0 : n);
    u->z.next_in = some.p;
    u->z.avail_in = (uInt)some.n;
    u->z.next_out = u->out;
    u->z.avail_out = UNPACK_PORTION;
    int result = inflate(&u->z, Z_NO_FLUSH);
    struct bytes out = { u->out, UNPACK_PORTION - u->z.avail_out };
    *in = bytes_after(*in, some.n - u->z.avail_in);
    u->packed_n += some.n - u->z.avail_in;
    u->unpacked_n += out.n;
    u->full = result == Z_OK && u->z.avail_out == 0;
    if (result == Z_STREAM_END)
        u->state = UNPACK_OVER;
    bool ok = result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR;
    if (!ok || u->unpacked_n > u->most || holds_too_much(u))
        break_off(u);
    return u->unpacked_n > u->most ? bytes_first(out, out.n - (size_t)(u->unpacked_n - u->most))
                                   : out;
}

struct bytes unpack(struct unpacker *u, struct bytes *in)
{
    struct bytes out = { 0 };
    u->all->used[place_of(u->all, u)] = u->all->turn++;
    while (out.n == 0 && may_go_on(u, in)) {
        out = go_on(u, in);
        if (u->state == UNPACK_OVER) /* whoever asks may want no more */
            break;
    }
    return out;
}
