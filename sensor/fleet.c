/* How it works: a posture is parsed, put to those of the same camera id, and all the rest of the
 * answer is released; what is read twice takes its own place again. Two ids of one camera are
 * joined when all are there (fleet_same.c), and then each camera's are put together
 * (fleet_merge.c). */
#include "sensor/fleet.h"

#include <stdlib.h>
#include <string.h>

#include "alerts/posture.h"
#include "alerts/redis_postures.h"
#include "sensor/fleet_merge.h"
#include "sensor/fleet_same.h"
#include "sensor/posture_options.h"

enum { CAMERAS_MAX = 1 << 20, SILENT_BEATS = 3 };

struct gathering {
    json_t *sensors; /* by name */
    json_t *cameras; /* by id: a list of postures */
    uint64_t now_ns;
};

/* ---- sensors ---- */

static uint64_t moment_in(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    char second[sizeof "2026-11-23T08:00:00"];
    (void)snprintf(second, sizeof second, "%s", s != NULL ? s : "");
    return moment_read(second, 0);
}

static void put_age(json_t *sensor, uint64_t now_ns)
{
    uint64_t then_ns = moment_in(sensor, "time");
    json_int_t every_s = json_integer_value(json_object_get(sensor, "every_s"));
    const char *state = json_string_value(json_object_get(sensor, "state"));
    if (then_ns == 0)
        return;
    json_int_t age_s = now_ns > then_ns ? (json_int_t)((now_ns - then_ns) / 1000000000) : 0;
    (void)json_object_set_new(sensor, "age_s", json_integer(age_s));
    bool runs = state != NULL && strcmp(state, "running") == 0;
    if (runs && every_s > 0 && every_s < INT32_MAX && age_s > SILENT_BEATS * every_s)
        (void)json_object_set_new(sensor, "silent", json_true());
}

json_t *fleet_sensor(struct bytes name, struct bytes beat, uint64_t now_ns)
{
    struct text plain = text_of(name);
    json_t *sensor = json_loadb((const char *)beat.p, beat.n, 0, NULL);
    if (!json_is_object(sensor)) {
        json_decref(sensor);
        return NULL;
    }
    (void)json_object_set_new(sensor, "name", json_string(plain.s));
    (void)json_object_del(sensor, "age_s");
    (void)json_object_del(sensor, "silent");
    put_age(sensor, now_ns);
    return sensor;
}

static void take_sensor(void *self, struct bytes name, struct bytes beat)
{
    struct gathering *g = self;
    struct text plain = text_of(name);
    (void)json_object_set_new(g->sensors, plain.s, fleet_sensor(name, beat, g->now_ns));
}

/* ---- cameras ---- */

/* What is no posture is passed over, whoever wrote it there. */
static json_t *posture_of(struct bytes sensor, struct bytes text)
{
    struct text plain = text_of(sensor);
    json_t *posture =
        text.n <= POSTURE_MAX ? json_loadb((const char *)text.p, text.n, 0, NULL) : NULL;
    if (json_object_set_new(posture, "sensor", json_string(plain.s)) == 0)
        return posture;
    json_decref(posture);
    return NULL;
}

static const char *id_of(const json_t *posture)
{
    return json_string_value(json_object_get(json_object_get(posture, "camera"), "id"));
}

/* The postures of a sensor come one after the other. */
static void put(json_t *list, json_t *posture)
{
    size_t n = json_array_size(list);
    const json_t *last = json_array_get(list, n - 1);
    if (n > 0 && json_equal(json_object_get(last, "sensor"), json_object_get(posture, "sensor")))
        (void)json_array_set(list, n - 1, posture);
    else
        (void)json_array_append(list, posture);
}

static void take_posture(void *self, struct bytes sensor, struct bytes text)
{
    struct gathering *g = self;
    json_t *posture = posture_of(sensor, text);
    const char *id = id_of(posture);
    json_t *list = id != NULL ? json_object_get(g->cameras, id) : NULL;
    if (id != NULL && list == NULL && json_object_size(g->cameras) < CAMERAS_MAX) {
        list = json_array();
        (void)json_object_set_new(g->cameras, id, list);
    }
    if (list != NULL)
        put(list, posture);
    json_decref(posture);
}

/* ---- all of it ---- */

static int by_name(const void *a, const void *b)
{
    const json_t *const *x = a, *const *y = b;
    return strcmp(json_string_value(json_object_get(*x, "name")),
                  json_string_value(json_object_get(*y, "name")));
}

static json_t *in_order(json_t *sensors)
{
    size_t n = json_object_size(sensors), k = 0;
    json_t **list = calloc(n + 1, sizeof(json_t *)), *out = json_array(), *sensor = NULL;
    const char *name = NULL;
    json_object_foreach(sensors, name, sensor) if (list != NULL && k < n) list[k++] = sensor;
    if (k > 0)
        qsort(list, k, sizeof(json_t *), by_name);
    for (size_t i = 0; i < k; i++)
        (void)json_array_append(out, list[i]);
    free(list);
    return out;
}

static json_t *merged(json_t *cameras)
{
    const char *id = NULL;
    json_t *out = json_array(), *list = NULL;
    fleet_join_same(cameras);
    json_object_foreach(cameras, id, list)
    {
        json_t *camera = fleet_merge(list);
        if (camera != NULL)
            (void)json_array_append_new(out, camera);
        (void)json_array_clear(list);
    }
    return out;
}

bool fleet_read(struct fleet *f, const char *url, bool cameras, uint64_t now_ns, struct error *e)
{
    struct gathering g = { json_object(), json_object(), now_ns };
    const struct fleet_hearer to = { take_sensor, cameras ? take_posture : NULL, &g };
    bool read = redis_fleet_read(url, &to, e);
    *f = (struct fleet){ .sensors = read ? in_order(g.sensors) : NULL,
                         .cameras = read ? merged(g.cameras) : NULL };
    json_decref(g.sensors);
    json_decref(g.cameras);
    return read;
}

void fleet_release(struct fleet *f)
{
    json_decref(f->sensors);
    json_decref(f->cameras);
    *f = (struct fleet){ NULL, NULL };
}
