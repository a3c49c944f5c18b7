/* How it works: we need not know what a slot is. A node that does not have a key says who has it,
 * and what it says of a key of ours is kept for that key. */
#include "alerts/redis_cluster.h"

#include <string.h>

#include "alerts/place.h"
#include "alerts/redis_inside.h"

static struct bytes word(const struct command *c, int i)
{
    if (i >= c->n)
        return (struct bytes){ NULL, 0 };
    return (struct bytes){ (const uint8_t *)c->word[i], c->length[i] };
}

struct bytes redis_command_key(const struct command *c)
{
    static const struct {
        const char *name;
        int at;
    } places[] = { { "EVALSHA", 3 }, { "EVAL", 3 },  { "HSET", 1 },  { "HDEL", 1 },
                   { "HGET", 1 },    { "HSCAN", 1 }, { "RPUSH", 1 }, { "LLEN", 1 },
                   { "XADD", 1 },    { "XLEN", 1 },  { "XACK", 1 },  { "XAUTOCLAIM", 1 },
                   { "XGROUP", 2 } };
    struct bytes name = word(c, 0);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (bytes_equal_text(name, places[i].name))
            return word(c, places[i].at);
    if (bytes_equal_text(name, "XREADGROUP"))
        for (int i = 1; i < c->n; i++)
            if (bytes_equal_text(word(c, i), "STREAMS"))
                return word(c, i + 1);
    return (struct bytes){ NULL, 0 };
}

const struct redis_place *redis_known_find(const struct redis_known *k, struct bytes key)
{
    for (size_t i = 0; key.p != NULL && i < k->n; i++)
        if (bytes_equal_text(key, k->entry[i].key))
            return &k->entry[i].place;
    return NULL;
}

void redis_known_put(struct redis_known *k, struct bytes key, const struct redis_place *place)
{
    size_t i = 0;
    if (key.p == NULL || key.n >= REDIS_KNOWN_KEY)
        return;
    while (i < k->n && !bytes_equal_text(key, k->entry[i].key))
        i++;
    if (i == k->n && k->n < REDIS_KNOWN_MAX)
        k->n++;
    else if (i == k->n)
        i = k->next++ % REDIS_KNOWN_MAX;
    memcpy(k->entry[i].key, key.p, key.n);
    k->entry[i].key[key.n] = '\0';
    k->entry[i].place = *place;
}

bool redis_redirect_read(struct bytes error, const struct redis_place *here,
                         struct redis_place *out)
{
    struct halves code = halves_of(error, ' ');
    struct halves slot = halves_of(code.after, ' ');
    struct halves at = halves_of_last(slot.after, ':');
    if (!bytes_equal_text(code.before, "MOVED") && !bytes_equal_text(code.before, "ASK"))
        return false;
    struct bytes host = at.before.n > 0 ? at.before : bytes_of_text(here->host);
    return at.found && redis_place_read(host, at.after, out);
}
