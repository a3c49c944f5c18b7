#include "rules/rejections.h"

static const uint32_t window_ms = 30000;

static uint32_t ms_of(uint64_t time_ns)
{
    return (uint32_t)(time_ns / 1000000);
}

static bool are_same(uint16_t one, uint16_t other)
{
    return (one | SAID_FLAGS) == (other | SAID_FLAGS);
}

static struct rejected *find(struct rejections *all, uint32_t client)
{
    for (size_t i = 0; i < REJECTING_MAX; i++)
        if (all->client[i].client == client)
            return &all->client[i];
    return NULL;
}

static size_t newest(const struct rejected *r)
{
    return (r->next + REJECTED_MAX - 1u) % REJECTED_MAX;
}

static struct rejected *longest_silent(struct rejections *all, uint32_t now_ms)
{
    struct rejected *r = &all->client[0];
    for (size_t i = 1; i < REJECTING_MAX; i++) {
        struct rejected *x = &all->client[i];
        if (now_ms - x->at_ms[newest(x)] > now_ms - r->at_ms[newest(r)])
            r = x;
    }
    return r;
}

static struct rejected *of_client(struct rejections *all, uint32_t client, uint32_t now_ms)
{
    struct rejected *r = find(all, client);
    if (r != NULL)
        return r;
    r = find(all, 0);
    if (r == NULL)
        r = longest_silent(all, now_ms);
    *r = (struct rejected){ .client = client };
    return r;
}

static bool is_burst(const struct rejected *r, uint32_t now_ms)
{
    for (size_t i = 0; i < REJECTED_MAX; i++)
        if (i >= r->n || now_ms - r->at_ms[i] > window_ms)
            return false;
    return true;
}

/* Credentials that are known, and stand here for the first time. */
static bool is_first(const struct rejected *r, size_t i)
{
    if (r->said[i] == 0)
        return false;
    for (size_t before = 0; before < i; before++)
        if (are_same(r->said[before], r->said[i]))
            return false;
    return true;
}

static struct burst weigh_burst(const struct rejected *r)
{
    struct burst b = { .is_one = true };
    unsigned all = SAID_FLAGS;
    for (size_t i = 0; i < REJECTED_MAX; i++) {
        b.different = (uint8_t)(b.different + (is_first(r, i) ? 1 : 0));
        all &= r->said[i] != 0 ? r->said[i] : SAID_FLAGS;
    }
    b.in_clear = b.different > 0 && (all & SAID_IN_CLEAR) != 0;
    b.known = b.different > 0 && (all & SAID_KNOWN) != 0;
    return b;
}

struct burst rejections_note(struct rejections *all, uint32_t client, uint64_t now_ns,
                             uint16_t said)
{
    uint32_t now_ms = ms_of(now_ns);
    struct rejected *r = of_client(all, client, now_ms);
    r->at_ms[r->next] = now_ms;
    r->said[r->next] = said;
    r->next = (uint8_t)((r->next + 1) % REJECTED_MAX);
    r->n = (uint8_t)(r->n < REJECTED_MAX ? r->n + 1 : r->n);
    return is_burst(r, now_ms) ? weigh_burst(r) : (struct burst){ .is_one = false };
}

void rejections_forgive(struct rejections *all, uint32_t client, uint64_t now_ns, uint16_t said)
{
    struct rejected *r = find(all, client);
    for (size_t i = 0; r != NULL && i < r->n; i++)
        if (are_same(r->said[i], said))
            r->at_ms[i] = ms_of(now_ns) - window_ms - 1;
}

void rejections_move(struct rejections *all, int64_t by_ns)
{
    for (size_t i = 0; i < REJECTING_MAX; i++)
        for (size_t k = 0; k < REJECTED_MAX; k++)
            all->client[i].at_ms[k] += (uint32_t)(by_ns / 1000000);
}
