#include "alerts/redis_plain.h"

#include "alerts/redis_order.h"

enum { EACH_MAX = 64 };

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

static bool send_one(const struct redis_plain *to, const struct bytes *line, struct error *e)
{
    struct order o = { 0 };
    bool stream = to->url->mode == REDIS_STREAM;
    order_add(&o, stream ? "XADD" : "PUBLISH");
    order_add(&o, to->url->key);
    if (stream) {
        order_add(&o, "*");
        order_add(&o, "eve");
    }
    order_add_lines(&o, line, 1);
    struct command c = order_command(&o, to->purpose);
    return redis_send(to->redis, &c, e);
}

/* The id of a new entry is a text; how many heard of a line is a number. */
static bool read_answer(const struct redis_plain *to, const struct redis_answer *a,
                        uint64_t *unheard, struct error *e)
{
    if (to->url->mode == REDIS_STREAM)
        return redis_answer_text(a).n > 0 || no_redis(to, e);
    long long heard = redis_answer_number(a);
    *unheard += heard == 0;
    return heard >= 0 || no_redis(to, e);
}

/* Takes n answers; the first that is a refusal counts. */
static bool take_answers(const struct redis_plain *to, size_t n, uint64_t *unheard, struct error *e)
{
    const struct command words = { .purpose = to->purpose };
    struct error other;
    bool taken = true;
    for (size_t i = 0; i < n && redis_connected(to->redis); i++) {
        struct error *why = taken ? e : &other;
        struct redis_answer *a = redis_receive(to->redis, &words, why);
        taken = a != NULL && read_answer(to, a, unheard, why) && taken;
        redis_answer_free(a);
    }
    return taken;
}

/* One command a line, many on their way at once. */
static bool tell_each(const struct redis_plain *to, const struct batch *b, uint64_t *unheard,
                      struct error *e)
{
    for (size_t i = 0; i < b->n;) {
        size_t n = 0;
        for (; n < EACH_MAX && i + n < b->n; n++)
            if (!send_one(to, b->line + i + n, e))
                return false;
        if (!take_answers(to, n, unheard, e))
            return false;
        i += n;
    }
    return true;
}

/* What is on its way cannot follow where a cluster sends it, but a question can. */
static bool find_node(const struct redis_plain *to, struct error *e)
{
    struct order o = { 0 };
    order_add(&o, "XLEN");
    order_add(&o, to->url->key);
    struct command c = order_command(&o, to->purpose);
    return redis_order(to->redis, &c, NULL, e);
}

bool redis_plain(const struct redis_plain *to, const struct batch *b, uint64_t *unheard,
                 struct error *e)
{
    if (to->url->mode == REDIS_LIST)
        return push_all(to, b, e);
    return tell_each(to, b, unheard, e) ||
           (to->url->mode == REDIS_STREAM && redis_refused(to->redis, "MOVED") &&
            find_node(to, e) && tell_each(to, b, unheard, e));
}
