/* Alerts into Redis (redis_push.h), the posture of each camera, the sensor's heartbeat.
 *
 * How it works: after a connection breaks nobody knows whether the last batch arrived. The live
 * sensor sends it again, and what is there already is not added; a replay ends, with that said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerts/redis.h"
#include "alerts/redis_push.h"
#include "alerts/sink.h"

static const char sensors[] = "camwarden:sensors";

struct redis_end {
    struct redis *redis;
    struct redis_push *push;
};

static void *ready(const char *where, struct error *e)
{
    struct redis_end *s = calloc(1, sizeof *s);
    if (s == NULL) {
        fail(e, "out of memory");
        return NULL;
    }
    s->redis = redis_new(where, e);
    if (s->redis != NULL)
        s->push = redis_push_new(s->redis, redis_settings(s->redis));
    if (s->push != NULL)
        return s;
    if (s->redis != NULL)
        fail(e, "out of memory");
    redis_free(s->redis);
    free(s);
    return NULL;
}

static bool mend(void *self, struct error *e)
{
    struct redis_end *s = self;
    return redis_connect(s->redis, e);
}

static bool close_now(void *self, struct error *e)
{
    struct redis_end *s = self;
    (void)e; /* every batch was answered */
    redis_push_free(s->push);
    redis_free(s->redis);
    free(s);
    return true;
}

static void *open_now(const char *where, struct error *e)
{
    void *s = ready(where, e);
    if (s == NULL || mend(s, e))
        return s;
    struct error closing;
    (void)close_now(s, &closing);
    return NULL;
}

static bool deliver(void *self, const struct batch *b, struct error *e)
{
    struct redis_end *s = self;
    return redis_push_batch(s->push, b, e);
}

static bool keep(void *self, const struct whose *w, struct bytes posture, struct error *e)
{
    struct redis_end *s = self;
    char key[192];
    (void)snprintf(key, sizeof key, "camwarden:postures:%s", w->sensor);
    bool gone = posture.n == 0;
    const char *words[] = { gone ? "HDEL" : "HSET", key, w->camera, (const char *)posture.p };
    size_t lengths[] = { 4, strlen(key), strlen(w->camera), posture.n };
    struct command c = { "the posture of a camera", false, gone ? 3 : 4, words, lengths };
    return redis_order(s->redis, &c, NULL, e);
}

static bool beat(void *self, const char *sensor, struct bytes json, struct error *e)
{
    struct redis_end *s = self;
    const char *words[] = { "HSET", sensors, sensor, (const char *)json.p };
    size_t lengths[] = { 4, sizeof sensors - 1, strlen(sensor), json.n };
    struct command c = { "the heartbeat for camwarden:sensors", false, 4, words, lengths };
    if (!redis_order(s->redis, &c, NULL, e))
        return false;
    redis_push_measure(s->push);
    return true;
}

static size_t recall(void *self, const char *sensor, char *out, size_t room)
{
    const char *words[] = { "HGET", sensors, sensor };
    size_t lengths[] = { 4, sizeof sensors - 1, strlen(sensor) };
    struct command c = { "the heartbeat in camwarden:sensors", false, 3, words, lengths };
    struct redis_end *s = self;
    struct error unheard; /* the right to read is not needed for delivery */
    struct redis_answer *answer = redis_ask(s->redis, &c, &unheard);
    struct bytes text = redis_answer_text(answer);
    size_t n = text.n <= room ? text.n : 0;
    if (n > 0)
        memcpy(out, text.p, n);
    redis_answer_free(answer);
    return n;
}

static bool broken(const void *self)
{
    const struct redis_end *s = self;
    return !redis_connected(s->redis);
}

static void stop(void *self)
{
    struct redis_end *s = self;
    redis_stop(s->redis);
}

static void figures(const void *self, struct sink_figures *out)
{
    const struct redis_end *s = self;
    redis_push_figures(s->push, out);
}

static const char *where(const void *self)
{
    const struct redis_end *s = self;
    return redis_where(s->redis);
}

const struct sink redis_sink = {
    .name = "redis",
    .open = open_now,
    .deliver = deliver,
    .keep = keep,
    .close = close_now,
    .ready = ready,
    .mend = mend,
    .broken = broken,
    .beat = beat,
    .recall = recall,
    .stop = stop,
    .where = where,
    .figures = figures,
};
