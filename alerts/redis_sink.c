/* Alerts into Redis: the list camwarden:alerts, the posture of each camera, the sensor's heartbeat.
 *
 * How it works: a batch is one RPUSH of all its lines, so Redis takes all of them or none, and its
 * answer is waited for. After a connection breaks nobody knows whether the last batch arrived: a
 * replay ends with that said, the live sensor sends it again. */
#include <stdio.h>
#include <string.h>

#include "alerts/redis.h"
#include "alerts/sink.h"

enum { PUSH_MAX = 64 };

static const char list[] = "camwarden:alerts";
static const char sensors[] = "camwarden:sensors";

static void *ready(const char *where, struct error *e)
{
    return redis_new(where, e);
}

static bool mend(void *self, struct error *e)
{
    return redis_connect(self, e);
}

static void *open_now(const char *where, struct error *e)
{
    struct redis *r = redis_new(where, e);
    if (r == NULL || redis_connect(r, e))
        return r;
    redis_free(r);
    return NULL;
}

static bool close_now(void *self, struct error *e)
{
    (void)e; /* every push was answered */
    redis_free(self);
    return true;
}

static bool push(struct redis *r, const struct bytes *line, size_t n, struct error *e)
{
    const char *words[2 + PUSH_MAX] = { "RPUSH", list };
    size_t lengths[2 + PUSH_MAX] = { 5, sizeof list - 1 };
    for (size_t i = 0; i < n; i++) {
        words[2 + i] = (const char *)line[i].p;
        lengths[2 + i] = line[i].n;
    }
    struct command c = { "alerts for the list camwarden:alerts", false, (int)n + 2, words,
                         lengths };
    long long length = 0; /* of the list afterwards */
    if (!redis_order(r, &c, &length, e))
        return false;
    return length >= (long long)n || fail(e, "what answers at %s is not Redis", redis_where(r));
}

static bool deliver(void *self, const struct batch *b, struct error *e)
{
    for (size_t i = 0; i < b->n; i += PUSH_MAX) {
        size_t n = b->n - i < PUSH_MAX ? b->n - i : PUSH_MAX;
        if (!push(self, b->line + i, n, e))
            return false;
    }
    return true;
}

static bool keep(void *self, const struct whose *w, struct bytes posture, struct error *e)
{
    char key[192];
    (void)snprintf(key, sizeof key, "camwarden:postures:%s", w->sensor);
    bool gone = posture.n == 0;
    const char *words[] = { gone ? "HDEL" : "HSET", key, w->camera, (const char *)posture.p };
    size_t lengths[] = { 4, strlen(key), strlen(w->camera), posture.n };
    struct command c = { "the posture of a camera", false, gone ? 3 : 4, words, lengths };
    return redis_order(self, &c, NULL, e);
}

static bool beat(void *self, const char *sensor, struct bytes json, struct error *e)
{
    const char *words[] = { "HSET", sensors, sensor, (const char *)json.p };
    size_t lengths[] = { 4, sizeof sensors - 1, strlen(sensor), json.n };
    struct command c = { "the heartbeat for camwarden:sensors", false, 4, words, lengths };
    return redis_order(self, &c, NULL, e);
}

static size_t recall(void *self, const char *sensor, char *out, size_t room)
{
    const char *words[] = { "HGET", sensors, sensor };
    size_t lengths[] = { 4, sizeof sensors - 1, strlen(sensor) };
    struct command c = { "the heartbeat in camwarden:sensors", false, 3, words, lengths };
    struct error unheard; /* the right to read is not needed for delivery */
    struct redis_answer *answer = redis_ask(self, &c, &unheard);
    struct bytes text = redis_answer_text(answer);
    size_t n = text.n <= room ? text.n : 0;
    if (n > 0)
        memcpy(out, text.p, n);
    redis_answer_free(answer);
    return n;
}

static bool broken(const void *self)
{
    return !redis_connected(self);
}

static void stop(void *self)
{
    redis_stop(self);
}

static const char *where(const void *self)
{
    return redis_where(self);
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
};
