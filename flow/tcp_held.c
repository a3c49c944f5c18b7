#include "flow/tcp_held.h"

#include "core/secret.h"

enum { WORD = 64 };

bool held_pool_make(struct held_pool *pool, uint32_t n)
{
    *pool = (struct held_pool){ .all = wire_memory_new(n * sizeof *pool->all), .n = n };
    return pool->all != NULL;
}

void held_pool_drop(struct held_pool *pool)
{
    wire_memory_free(pool->all, pool->n * sizeof *pool->all);
    *pool = (struct held_pool){ 0 };
}

/* Those of the direction that has held one for longest, unless it is l's own. */
static void rob(struct held_pool *pool, const struct tcp_lane *l)
{
    struct tcp_lane *other = pool->oldest != NULL ? pool->oldest->user : NULL;
    if (other == NULL || other == l)
        return;
    tcp_order_drop(other, pool);
    other->robbed = true;
}

static bool is_empty(const struct held_pool *pool)
{
    return pool->free == NULL && pool->used == pool->n;
}

static struct held *borrow(struct tcp_lane *l, struct held_pool *pool)
{
    struct held *h = pool->free;
    if (h != NULL)
        pool->free = h->next;
    else if (pool->used < pool->n)
        h = &pool->all[pool->used++];
    if (h == NULL)
        return NULL;
    h->user = l;
    h->older = pool->newest;
    *(h->older != NULL ? &h->older->newer : &pool->oldest) = h;
    pool->newest = h;
    return h;
}

/* Given back all zero, but for the hops: it may have held a password. */
static void give_back(struct held_pool *pool, struct held *h)
{
    *(h->older != NULL ? &h->older->newer : &pool->oldest) = h->newer;
    *(h->newer != NULL ? &h->newer->older : &pool->newest) = h->older;
    explicit_bzero(h, offsetof(struct held, hops));
    h->next = pool->free;
    pool->free = h;
}

void tcp_let_go(struct tcp_lane *l, struct held_pool *pool)
{
    struct held *h = l->held;
    l->held = h->next;
    l->held_n--;
    give_back(pool, h);
}

bool tcp_held_full(const struct tcp_lane *l, const struct held_pool *pool)
{
    bool own_alone = is_empty(pool) && pool->oldest->user == l;
    return l->held_n >= HELD_LANE_MAX || own_alone || l->robbed;
}

static bool has_no_room(const struct tcp_lane *l, const struct held_pool *pool)
{
    return l->held_n >= HELD_LANE_MAX || is_empty(pool);
}

/* The block that is farthest ahead gives way to one that is nearer. */
static bool drop_farthest(struct tcp_lane *l, uint32_t seq, struct held_pool *pool)
{
    struct held **last = &l->held;
    if (*last == NULL)
        return false;
    while ((*last)->next != NULL)
        last = &(*last)->next;
    struct held *h = *last;
    if (seq_distance(h->seq, seq) <= 0)
        return false;
    *last = NULL;
    l->held_n--;
    give_back(pool, h);
    return true;
}

/* The block of that number (a multiple of HELD_BYTES). NULL: no room. */
static struct held *block_at(struct tcp_lane *l, uint32_t seq, struct held_pool *pool)
{
    if (has_no_room(l, pool))
        for (struct held *h = l->held; h != NULL; h = h->next)
            if (h->seq == seq)
                return h;
    if (l->held_n < HELD_LANE_MAX && is_empty(pool))
        rob(pool, l);
    if (has_no_room(l, pool) && !drop_farthest(l, seq, pool))
        return NULL;
    struct held **at = &l->held;
    while (*at != NULL && seq_distance((*at)->seq, seq) < 0)
        at = &(*at)->next;
    if (*at != NULL && (*at)->seq == seq)
        return *at;
    struct held *h = borrow(l, pool);
    if (h == NULL)
        return NULL;
    h->seq = seq;
    h->next = *at;
    *at = h;
    l->held_n++;
    return h;
}

/* A segment on its way into the blocks. */
struct incoming {
    struct tcp_lane *lane;
    struct held_doubt doubt;
    bool is_first; /* none of its bytes was put yet */
    bool earlier;  /* what it meets from here on began after it */
};

/* One byte that is there already. True: the new one takes its place. */
static bool weigh_byte(struct tcp_lane *l, bool same, bool was_doubted, bool doubted)
{
    if (!same && was_doubted != doubted)
        l->denied = true;
    if (!same && !was_doubted && !doubted)
        l->differs = true;
    return was_doubted && !doubted;
}

static void put_byte(struct incoming *s, struct held *h, uint32_t at, uint8_t byte)
{
    uint64_t bit = UINT64_C(1) << at % WORD;
    uint64_t *have = &h->have[at / WORD], *doubts = &h->doubted[at / WORD];
    uint64_t *starts = &h->starts[at / WORD];
    s->earlier |= (*starts & bit) != 0 && !s->is_first;
    bool was_doubted = (*doubts & bit) != 0, is_new = (*have & bit) == 0;
    bool same = h->bytes[at] == byte;
    bool wins = is_new || weigh_byte(s->lane, same, was_doubted, s->doubt.is) ||
                (s->earlier && s->doubt.is == was_doubted);
    if (!is_new && was_doubted && s->doubt.is) {
        wins = s->doubt.hops != h->hops[at] ? s->doubt.hops > h->hops[at] : wins;
        s->lane->denied |= !same;
    }
    if (wins) {
        h->bytes[at] = byte;
        h->hops[at] = s->doubt.hops;
        *have |= bit;
        *doubts = s->doubt.is ? *doubts | bit : *doubts & ~bit;
        *starts = s->is_first ? *starts | bit : *starts & ~bit;
    }
    s->is_first = false;
}

/* Of one word of the bit fields: so many bytes at most as there are bits. */
static void put_word(struct incoming *s, struct held *h, uint32_t at, struct bytes in)
{
    uint64_t *have = &h->have[at / WORD];
    uint64_t mask = (in.n == WORD ? UINT64_MAX : (UINT64_C(1) << in.n) - 1) << at % WORD;
    if ((*have & mask) != 0) {
        for (uint32_t i = 0; i < in.n; i++)
            put_byte(s, h, at + i, in.p[i]);
        return;
    }
    memcpy(h->bytes + at, in.p, in.n);
    *have |= mask;
    h->doubted[at / WORD] |= s->doubt.is ? mask : 0;
    if (s->doubt.is)
        memset(h->hops + at, s->doubt.hops, in.n);
    h->starts[at / WORD] |= (uint64_t)s->is_first << at % WORD;
    s->is_first = false;
}

bool tcp_hold(struct tcp_lane *l, uint32_t seq, struct bytes in, struct held_doubt doubt,
              struct held_pool *pool)
{
    struct incoming s = { .lane = l, .doubt = doubt, .is_first = true };
    while (in.n > 0) {
        uint32_t at = seq % HELD_BYTES;
        struct held *h = block_at(l, seq - at, pool);
        if (h == NULL)
            return false;
        while (in.n > 0 && at < HELD_BYTES) {
            struct bytes part = bytes_first(in, WORD - at % WORD);
            put_word(&s, h, at, part);
            at += (uint32_t)part.n;
            seq += (uint32_t)part.n;
            in = bytes_after(in, part.n);
        }
    }
    return true;
}

static void compare_block(struct tcp_lane *l, const struct held *h, uint32_t seq, struct bytes in)
{
    int32_t ahead = seq_distance(h->seq, seq);
    size_t from = ahead > 0 ? (size_t)ahead : 0, at = ahead > 0 ? 0 : (size_t)-ahead;
    for (; from < in.n && at < HELD_BYTES; from++, at++) {
        uint64_t bit = UINT64_C(1) << at % WORD;
        if ((h->have[at / WORD] & bit) != 0)
            (void)weigh_byte(l, h->bytes[at] == in.p[from], (h->doubted[at / WORD] & bit) != 0,
                             false);
    }
}

void tcp_compare(struct tcp_lane *l, uint32_t seq, struct bytes in)
{
    for (const struct held *h = l->held; h != NULL; h = h->next) {
        if (seq_distance(h->seq, seq + (uint32_t)in.n) >= 0)
            return;
        compare_block(l, h, seq, in);
    }
}

static bool bit_at(const uint64_t *bits, uint32_t at)
{
    return (bits[at / WORD] >> at % WORD & 1) != 0;
}

/* Whether the word that begins there goes on as it begins. */
static bool is_one_word(const struct held *h, uint32_t at, bool doubted)
{
    uint32_t word = at / WORD;
    return at % WORD == 0 && h->have[word] == UINT64_MAX && h->starts[word] == 0 &&
           h->doubted[word] == (doubted ? UINT64_MAX : 0);
}

static bool goes_on(const struct held *h, uint32_t at, bool doubted)
{
    return bit_at(h->have, at) && !bit_at(h->starts, at) && bit_at(h->doubted, at) == doubted;
}

struct stretch tcp_first_stretch(const struct held *h, uint32_t next)
{
    int32_t passed = seq_distance(next, h->seq);
    struct stretch s = { .from = passed > 0 ? (uint32_t)passed : 0 };
    while (s.from < HELD_BYTES && !bit_at(h->have, s.from))
        s.from += h->have[s.from / WORD] == 0 ? WORD - s.from % WORD : 1;
    if (s.from >= HELD_BYTES)
        return s;
    s.doubted = bit_at(h->doubted, s.from);
    uint32_t end = s.from + 1;
    while (end < HELD_BYTES && goes_on(h, end, s.doubted))
        end += is_one_word(h, end, s.doubted) ? WORD : 1;
    s.n = end - s.from;
    return s;
}

uint32_t tcp_held_end(const struct held *h)
{
    uint32_t end = HELD_BYTES;
    while (end > 0 && h->have[end / WORD - 1] == 0)
        end -= WORD;
    while (end > 0 && !bit_at(h->have, end - 1))
        end--;
    return h->seq + end;
}

bool tcp_is_doubted(const struct tcp_lane *l, uint32_t seq)
{
    uint32_t at = seq % HELD_BYTES;
    for (const struct held *h = l->held; h != NULL; h = h->next)
        if (h->seq == seq - at)
            return seq_distance(seq, l->next) >= 0 && bit_at(h->doubted, at);
    return false;
}
