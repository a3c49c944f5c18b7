/* How it works: we need not know what a slot is. A node that does not have a key says who has it,
 * and what it says of a key of ours is kept for that key. */
#include "alerts/redis_cluster.h"

#include <stdio.h>
#include <string.h>

#include "alerts/place.h"

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

bool redis_place_read(struct bytes host, struct bytes port, struct redis_place *out)
{
    static const char others[] = ".:-_%";
    uint64_t number = 0;
    if (host.n == 0 || host.n >= sizeof out->host || !url_number(port, 65535, &number) ||
        number == 0)
        return false;
    for (size_t i = 0; i < host.n; i++) {
        uint8_t c = host.p[i];
        bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!letter && memchr(others, c, sizeof others - 1) == NULL)
            return false;
    }
    *out = (struct redis_place){ .port = (unsigned)number };
    memcpy(out->host, host.p, host.n);
    return true;
}

bool redis_place_is(const struct redis_place *a, const struct redis_place *b)
{
    return a->port == b->port && strcmp(a->host, b->host) == 0;
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

void redis_nodes_put(struct redis_nodes *k, const struct redis_place *place)
{
    for (size_t i = 0; i < k->n; i++)
        if (redis_place_is(&k->place[i], place))
            return;
    size_t i = k->n < REDIS_NODES_MAX ? k->n++ : k->next++ % REDIS_NODES_MAX;
    k->place[i] = *place;
}

/* [HOST, PORT, ...] */
static void put_node(struct redis_nodes *k, const struct redis_answer *node,
                     const struct redis_place *here)
{
    struct bytes host = redis_answer_text(redis_answer_part(node, 0));
    long long number = redis_answer_number(redis_answer_part(node, 1));
    struct redis_place place;
    char port[24];
    (void)snprintf(port, sizeof port, "%lld", number);
    if (host.n == 0)
        host = bytes_of_text(here->host);
    if (redis_place_read(host, bytes_of_text(port), &place))
        redis_nodes_put(k, &place);
}

/* [FROM, TO, master, replica...], of each range of slots */
void redis_nodes_read(struct redis_nodes *k, const struct redis_answer *a,
                      const struct redis_place *here)
{
    enum { RANGES_MAX = 64, FIRST = 2, COPIES_MAX = 4 };
    for (size_t i = 0; i < redis_answer_count(a) && i < RANGES_MAX; i++) {
        const struct redis_answer *range = redis_answer_part(a, i);
        for (size_t n = FIRST; n < redis_answer_count(range) && n < FIRST + COPIES_MAX; n++)
            put_node(k, redis_answer_part(range, n), here);
    }
}
