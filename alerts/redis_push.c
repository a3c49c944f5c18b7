/* How it works: a batch is cut into calls of the script (redis_script.h), each small enough that
 * Redis serves others in between; its answer says what became of the lines. Whatever Redis refuses
 * is refused for what Redis is (full, read-only, without the right, a key of another kind), never
 * for what is in a line: so no line is ever left out, and the batch is sent again until that is
 * repaired; its first line goes ahead alone then, so that a Redis that still refuses is not sent
 * megabytes every second.
 *
 * A call has one line of a stream, because a line takes a command there. What a script did stands
 * in Redis's log between MULTI and EXEC. Killed in the midst of writing that, Redis 7 drops it, but
 * leaves in the log what came before the torn command, and counts that after all at the start after
 * the next: then a line before it, which was sent again meanwhile, would be there twice. */
#include "alerts/redis_push.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "alerts/redis_order.h"
#include "alerts/redis_plain.h"
#include "alerts/redis_script.h"

enum {
    CALLS_MAX = 256, /* of one line: to a stream */
    LIST_CALLS_MAX = 8,
    WAIT_MS = 1000,
    CURSOR_SECONDS = 90 * 86400
};

struct redis_push {
    struct redis *redis;
    const struct redis_url *url;
    char purpose[192];
    char sender[64]; /* whose cursor this is: */
    char cursor[REDIS_CURSOR_MAX];
    uint64_t epoch; /* of the last line that Redis confirmed, and its number */
    uint64_t number;
    struct order order;
    bool careful; /* what was sent last was refused */
    bool unknown; /* the script was, or the key, to what was sent last: it is found by one call */
    _Atomic uint64_t trimmed;
    _Atomic uint64_t repeated;
    _Atomic uint64_t unheard;
    _Atomic uint64_t forgotten;
    _Atomic uint64_t depth;
};

/* A piece of a batch. */
struct call {
    const struct batch *b;
    size_t at;
    size_t n;
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

static bool is_before(uint64_t epoch, uint64_t number, uint64_t other_epoch, uint64_t other_number)
{
    return epoch < other_epoch || (epoch == other_epoch && number < other_number);
}

static void note(struct redis_push *p, const struct call *c, const struct redis_pushed *a)
{
    atomic_fetch_add(&p->repeated, a->there);
    atomic_fetch_add(&p->trimmed, a->trimmed);
    atomic_store(&p->depth, a->depth);
    bool behind = is_before(a->epoch, a->number, p->epoch, p->number);
    atomic_fetch_add(&p->forgotten, behind && c->at == 0);
}

/* Releases the answer. */
static bool understood(struct redis_push *p, const struct call *c, struct redis_answer *a,
                       struct error *e)
{
    struct redis_pushed pushed;
    bool read = redis_pushed_read(a, c->n, &pushed);
    redis_answer_free(a);
    if (read)
        note(p, c, &pushed);
    return read || no_redis(p, e);
}

/* Redis was restarted, or told to forget its scripts; or another node of its cluster has the key
 * now: redis_ask() goes there, and the script may be new to that one. */
static bool call_with_text(struct redis_push *p, const struct call *c, struct error *e)
{
    write_call(p, c, false);
    struct command words = order_command(&p->order, p->purpose);
    struct redis_answer *a = redis_ask(p->redis, &words, e);
    return a != NULL && understood(p, c, a, e);
}

/* Sends the calls that begin with line `at` of a batch, as many as may be on their way at once. How
 * many; 0: the connection is lost, and why. */
static size_t send_calls(struct redis_push *p, const struct batch *b, size_t at,
                         struct call call[static CALLS_MAX], struct error *e)
{
    size_t n = 0;
    bool stream = p->url->mode == REDIS_STREAM;
    size_t most = stream ? CALLS_MAX : LIST_CALLS_MAX;
    if (p->careful || p->unknown)
        most = 1;
    while (n < most && at < b->n) {
        size_t lines = p->careful || stream ? 1 : order_cut(b->line + at, b->n - at);
        call[n] = (struct call){ .b = b, .at = at, .n = lines };
        write_call(p, &call[n], true);
        struct command words = order_command(&p->order, p->purpose);
        if (!redis_send(p->redis, &words, e))
            return 0;
        at += call[n++].n;
    }
    return n;
}

/* Takes the answers of n calls. How many arrived before one did not, and why that did not; the
 * answers to those after it are of no interest: nothing came of them. */
static size_t take_answers(struct redis_push *p, const struct call *call, size_t n, struct error *e)
{
    const struct command words = { .purpose = p->purpose };
    struct error other;
    size_t arrived = 0;
    for (size_t i = 0; i < n && redis_connected(p->redis); i++) {
        bool first = i == arrived;
        struct redis_answer *a = redis_receive(p->redis, &words, first ? e : &other);
        if (first && a == NULL)
            p->unknown = redis_refused(p->redis, "NOSCRIPT") || redis_refused(p->redis, "MOVED") ||
                         redis_refused(p->redis, "ASK");
        if (first && a != NULL)
            arrived += understood(p, &call[i], a, e);
        else
            redis_answer_free(a);
    }
    return arrived;
}

/* Delivers from line *at on, which moves, as much as may be on its way at once. */
static bool deliver_some(struct redis_push *p, const struct batch *b, size_t *at, struct error *e)
{
    struct call call[CALLS_MAX];
    size_t n = send_calls(p, b, *at, call, e);
    p->careful = true;
    if (n == 0)
        return false;
    p->unknown = false;
    size_t arrived = take_answers(p, call, n, e);
    if (arrived < n && (!p->unknown || !call_with_text(p, &call[arrived++], e)))
        return false;
    p->careful = false;
    *at = call[arrived - 1].at + call[arrived - 1].n;
    return true;
}

static bool deliver(struct redis_push *p, const struct batch *b, struct error *e)
{
    size_t at = 0;
    while (at < b->n)
        if (!deliver_some(p, b, &at, e))
            return false;
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
    if (b->epoch >= redis_number_end || b->first >= redis_number_end ||
        b->n > redis_number_end - b->first)
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
