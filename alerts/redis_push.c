/* How it works: a batch is cut into calls of the script (redis_script.h), each small enough that
 * Redis serves others in between; its answer says what became of the lines. Whatever Redis refuses
 * is refused for what Redis is (full, read-only, without the right, a key of another kind), never
 * for what is in a line: so no line is ever left out, and the batch is sent again until that is
 * repaired. */
#include "alerts/redis_push.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "alerts/redis_order.h"
#include "alerts/redis_plain.h"
#include "alerts/redis_script.h"

enum { WAIT_MS = 1000, CURSOR_SECONDS = 90 * 86400 };

static const uint64_t number_end = (uint64_t)1 << 53; /* numbers of Lua are doubles */

struct redis_push {
    struct redis *redis;
    const struct redis_url *url;
    char purpose[192];
    char sender[64]; /* whose cursor this is: */
    char cursor[REDIS_CURSOR_MAX];
    uint64_t epoch; /* of the last line that Redis confirmed, and its number */
    uint64_t number;
    struct order order;
    _Atomic uint64_t trimmed;
    _Atomic uint64_t repeated;
    _Atomic uint64_t unheard;
    _Atomic uint64_t forgotten;
    _Atomic uint64_t depth;
};

/* A piece of a batch, and what the script answers of it. */
struct call {
    const struct batch *b;
    size_t at;
    size_t n;
    uint64_t there;
    uint64_t trimmed;
    uint64_t depth;
    uint64_t epoch; /* where the cursor was */
    uint64_t number;
};

struct redis_push *redis_push_new(struct redis *r, const struct redis_url *url)
{
    static const char *const kinds[] = {
        [REDIS_LIST] = "list", [REDIS_STREAM] = "stream", [REDIS_CHANNEL] = "channel"
    };
    struct redis_push *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->redis = r;
    p->url = url;
    (void)snprintf(p->purpose, sizeof p->purpose, "alerts for the %s %s", kinds[url->mode],
                   url->key);
    return p;
}

void redis_push_free(struct redis_push *p)
{
    free(p);
}

static bool no_redis(const struct redis_push *p, struct error *e)
{
    return fail(e, "what answers at %s is not Redis", redis_where(p->redis));
}

static void write_call(struct redis_push *p, const struct call *c, bool named)
{
    const struct batch *b = c->b;
    struct order *o = &p->order;
    o->n = 0;
    o->numbers = 0;
    order_add(o, named ? "EVALSHA" : "EVAL");
    order_add(o, named ? redis_script_name : redis_script);
    order_add(o, "2");
    order_add(o, p->url->key);
    order_add(o, p->cursor);
    order_add(o, p->url->mode == REDIS_STREAM ? "stream" : "list");
    order_add_number(o, b->epoch);
    order_add_number(o, b->first + c->at);
    order_add_number(o, c->at > 0 ? b->first + c->at - 1 : 0);
    order_add_number(o, p->url->max);
    order_add_number(o, CURSOR_SECONDS);
    order_add_lines(o, b->line + c->at, c->n);
}

/* A number, and what follows it. */
static bool take_number(struct bytes *text, uint64_t *out)
{
    uint64_t number = 0;
    size_t n = 0;
    while (n < text->n && text->p[n] >= '0' && text->p[n] <= '9' && number < number_end)
        number = number * 10 + (uint64_t)(text->p[n++] - '0');
    *text = bytes_after(*text, n);
    *out = number;
    return n > 0 && number < number_end;
}

static bool read_number(const struct redis_answer *a, size_t i, uint64_t *out)
{
    struct bytes text = redis_answer_text(redis_answer_part(a, i));
    return take_number(&text, out) && text.n == 0;
}

static bool read_place(const struct redis_answer *a, size_t i, struct call *c)
{
    struct bytes text = redis_answer_text(redis_answer_part(a, i));
    if (!take_number(&text, &c->epoch) || text.n == 0 || text.p[0] != '-')
        return false;
    text = bytes_after(text, 1);
    return take_number(&text, &c->number) && text.n == 0;
}

static bool read_answer(const struct redis_answer *a, struct call *c)
{
    return redis_answer_count(a) == REDIS_SCRIPT_ANSWERS && read_number(a, 0, &c->there) &&
           c->there <= c->n && read_number(a, 1, &c->trimmed) && read_number(a, 2, &c->depth) &&
           read_place(a, 3, c);
}

static bool is_before(uint64_t epoch, uint64_t number, uint64_t other_epoch, uint64_t other_number)
{
    return epoch < other_epoch || (epoch == other_epoch && number < other_number);
}

static void note(struct redis_push *p, const struct call *c)
{
    atomic_fetch_add(&p->repeated, c->there);
    atomic_fetch_add(&p->trimmed, c->trimmed);
    atomic_store(&p->depth, c->depth);
    bool behind = is_before(c->epoch, c->number, p->epoch, p->number);
    atomic_fetch_add(&p->forgotten, behind && c->at == 0);
}

static bool call(struct redis_push *p, struct call *c, struct error *e)
{
    write_call(p, c, true);
    struct command words = order_command(&p->order, p->purpose);
    struct redis_answer *a = redis_ask(p->redis, &words, e);
    if (a == NULL && redis_refused(p->redis, "NOSCRIPT")) { /* it was restarted, or flushed */
        write_call(p, c, false);
        words = order_command(&p->order, p->purpose);
        a = redis_ask(p->redis, &words, e);
    }
    if (a == NULL)
        return false;
    bool read = read_answer(a, c);
    redis_answer_free(a);
    if (read)
        note(p, c);
    return read || no_redis(p, e);
}

static bool deliver(struct redis_push *p, const struct batch *b, struct error *e)
{
    struct call c = { .b = b };
    for (; c.at < b->n; c.at += c.n) {
        c.n = order_cut(b->line + c.at, b->n - c.at);
        if (!call(p, &c, e))
            return false;
    }
    return true;
}

static bool wait_for_replicas(struct redis_push *p, struct error *e)
{
    if (p->url->wait == 0)
        return true;
    struct order *o = &p->order;
    o->n = 0;
    o->numbers = 0;
    order_add(o, "WAIT");
    order_add_number(o, p->url->wait);
    order_add_number(o, WAIT_MS);
    struct command c = order_command(o, "the question which replicas have the alerts");
    long long have = 0;
    if (!redis_order(p->redis, &c, &have, e))
        return false;
    if (have < 0)
        return no_redis(p, e);
    return have >= (long long)p->url->wait ||
           fail(e, "Redis at %s has the alerts, but only %lld of its replicas have; wanted: %u",
                redis_where(p->redis), have, p->url->wait);
}

/* Whose cursor is asked for from now on. */
static bool know_sender(struct redis_push *p, const char *sender, struct error *e)
{
    if (p->sender[0] != '\0' && strcmp(p->sender, sender) == 0)
        return true;
    p->epoch = 0;
    p->number = 0;
    int n = snprintf(p->sender, sizeof p->sender, "%s", sender);
    if (n > 0 && (size_t)n < sizeof p->sender &&
        redis_cursor_key(p->url->key, sender, p->cursor, sizeof p->cursor))
        return true;
    p->sender[0] = '\0';
    return fail(e, "there can be no cursor beside the key %s", p->url->key);
}

static bool deliver_plainly(struct redis_push *p, const struct batch *b, struct error *e)
{
    const struct redis_plain to = { p->redis, p->url, p->purpose };
    uint64_t unheard = 0;
    bool delivered = redis_plain(&to, b, &unheard, e);
    atomic_fetch_add(&p->unheard, unheard);
    return delivered;
}

bool redis_push_batch(struct redis_push *p, const struct batch *b, struct error *e)
{
    bool numbered = b->first > 0 && b->sender != NULL;
    if (!numbered || p->url->mode == REDIS_CHANNEL)
        return deliver_plainly(p, b, e);
    if (b->epoch >= number_end || b->first >= number_end || b->n > number_end - b->first)
        return fail(e, "the numbers of the alerts have come to their end");
    if (!know_sender(p, b->sender, e) || !deliver(p, b, e) || !wait_for_replicas(p, e))
        return false;
    p->epoch = b->epoch;
    p->number = b->first + b->n - 1;
    return true;
}

void redis_push_measure(struct redis_push *p)
{
    if (p->url->mode == REDIS_CHANNEL)
        return;
    struct order *o = &p->order;
    o->n = 0;
    o->numbers = 0;
    order_add(o, p->url->mode == REDIS_STREAM ? "XLEN" : "LLEN");
    order_add(o, p->url->key);
    struct command c = order_command(o, "the question how many alerts wait");
    struct error e;
    long long depth = 0;
    if (redis_order(p->redis, &c, &depth, &e) && depth >= 0)
        atomic_store(&p->depth, (uint64_t)depth);
}

void redis_push_figures(const struct redis_push *p, struct sink_figures *out)
{
    *out = (struct sink_figures){
        .trimmed = atomic_load(&p->trimmed),
        .depth = atomic_load(&p->depth),
        .repeated = atomic_load(&p->repeated),
        .unheard = atomic_load(&p->unheard),
        .forgotten = atomic_load(&p->forgotten),
    };
}
