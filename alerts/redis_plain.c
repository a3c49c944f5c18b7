#include "alerts/redis_plain.h"

#include "alerts/redis_order.h"

static bool no_redis(const struct redis_plain *to, struct error *e)
{
    return fail(e, "what answers at %s is not Redis", redis_where(to->redis));
}

static bool push(const struct redis_plain *to, const struct bytes *line, size_t n, struct error *e)
{
    struct order o = { 0 };
    order_add(&o, "RPUSH");
    order_add(&o, to->url->key);
    order_add_lines(&o, line, n);
    struct command c = order_command(&o, to->purpose);
    long long length = 0; /* of the list afterwards */
    if (!redis_order(to->redis, &c, &length, e))
        return false;
    return length >= (long long)n || no_redis(to, e);
}

static bool push_all(const struct redis_plain *to, const struct batch *b, struct error *e)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i += n) {
        n = order_cut(b->line + i, b->n - i);
        if (!push(to, b->line + i, n, e))
            return false;
    }
    return true;
}

/* The id of an entry is a text, so there is no number. */
static bool append(const struct redis_plain *to, const struct bytes *line, struct error *e)
{
    const char *words[] = { "XADD", to->url->key, "*", "eve", (const char *)line->p };
    const size_t lengths[] = { 4, strlen(to->url->key), 1, 3, line->n };
    struct command c = { to->purpose, false, 5, words, lengths };
    return redis_order(to->redis, &c, NULL, e);
}

static bool publish(const struct redis_plain *to, const struct bytes *line, uint64_t *unheard,
                    struct error *e)
{
    const char *words[] = { "PUBLISH", to->url->key, (const char *)line->p };
    const size_t lengths[] = { 7, strlen(to->url->key), line->n };
    struct command c = { to->purpose, false, 3, words, lengths };
    long long heard = 0;
    if (!redis_order(to->redis, &c, &heard, e))
        return false;
    *unheard += heard == 0;
    return heard >= 0 || no_redis(to, e);
}

bool redis_plain(const struct redis_plain *to, const struct batch *b, uint64_t *unheard,
                 struct error *e)
{
    if (to->url->mode == REDIS_LIST)
        return push_all(to, b, e);
    bool sent = true;
    for (size_t i = 0; i < b->n && sent; i++)
        sent = to->url->mode == REDIS_STREAM ? append(to, b->line + i, e)
                                             : publish(to, b->line + i, unheard, e);
    return sent;
}
