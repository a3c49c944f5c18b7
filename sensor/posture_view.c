#include "sensor/posture_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "sensor/fleet_print.h"

static json_t *row_of(const struct posture_view *v, size_t camera, size_t item)
{
    const json_t *posture = json_array_get(v->postures, camera);
    return json_object_get(json_object_get(posture, "items"), items[item]->about.number);
}

static const char *text_in(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s != NULL ? s : "";
}

const char *posture_field(const struct posture_view *v, size_t camera, size_t item,
                          const char *field)
{
    const json_t *row = row_of(v, camera, item);
    const char *s = text_in(row, field);
    if (s[0] != '\0' || row == NULL || v->camera[camera].verdict[item] != VERDICT_UNKNOWN)
        return s;
    if (strcmp(field, "why") == 0)
        return items[item]->about.unseen;
    return strcmp(field, "lift") == 0 ? items[item]->about.decides : s;
}

/* Who a posture is about; whoever wrote it, it must not move the terminal. */
static struct text word_in(const json_t *o, const char *key)
{
    return text_of(bytes_of_text(text_in(o, key)));
}

static enum verdict verdict_of(const char *name)
{
    for (enum verdict v = VERDICT_UNKNOWN; v < VERDICTS; v++)
        if (strcmp(verdict_name(v), name) == 0)
            return v;
    return VERDICT_UNKNOWN;
}

/* A time as alerts are written with it, to the second; 0: there is none. */
static uint64_t clock_of(const char *s)
{
    char second[sizeof "2026-11-23T08:00:00"];
    (void)snprintf(second, sizeof second, "%s", s);
    return moment_read(second, 0);
}

/* A live sensor tells of each camera once an hour. */
enum { FRESH_S = 2 * 3600 };

/* Who of a fleet sees it: "at north, south; last heard of 3 d ago". */
static void note_sensors(struct grid_camera *c, const json_t *posture)
{
    const json_t *sensors = json_object_get(posture, "sensors");
    uint64_t then_ns = clock_of(text_in(posture, "time")), now_ns = real_ns();
    char age[AGE_TEXT_MAX];
    for (size_t i = 0; i < json_array_size(sensors); i++) {
        struct sentence before = c->note;
        struct text name = word_in(json_array_get(sensors, i), "name");
        sentence_format(&c->note, "%s%s%s", before.s, i == 0 ? "at " : ", ", name.s);
    }
    if (c->note.s[0] == '\0' || then_ns == 0 || then_ns + FRESH_S * UINT64_C(1000000000) > now_ns)
        return;
    struct sentence before = c->note;
    sentence_format(&c->note, "%s; last heard of %s ago", before.s,
                    age_text((now_ns - then_ns) / 1000000000, age));
}

static void fill(struct posture_view *v, size_t i)
{
    const json_t *posture = json_array_get(v->postures, i);
    const json_t *who = json_object_get(posture, "camera");
    struct grid_camera *c = &v->camera[i];
    struct text ip = word_in(who, "ip");
    c->id = word_in(who, "id");
    c->name = word_in(who, "name");
    c->make = word_in(who, "make");
    c->model = word_in(who, "model");
    c->firmware = word_in(who, "firmware");
    memcpy(c->ip, ip.s, sizeof c->ip - 1);
    note_sensors(c, posture);
    for (size_t k = 0; k < items_n; k++) {
        const json_t *row = row_of(v, i, k);
        bool suppressed = json_is_true(json_object_get(row, "suppressed"));
        c->verdict[k] = (uint8_t)verdict_of(text_in(row, "verdict"));
        c->suppressed |= (uint64_t)suppressed << k;
    }
}

static bool is_meant(const json_t *posture, const char *camera)
{
    static const char *const keys[] = { "id", "mac", "ip", "name" };
    const json_t *who = json_object_get(posture, "camera");
    for (size_t i = 0; camera != NULL && i < sizeof keys / sizeof keys[0]; i++)
        if (strcmp(text_in(who, keys[i]), camera) == 0)
            return true;
    return camera == NULL && json_is_object(posture);
}

static int by_id(const void *a, const void *b)
{
    const json_t *const *left = a, *const *right = b;
    return strcmp(text_in(json_object_get(*left, "camera"), "id"),
                  text_in(json_object_get(*right, "camera"), "id"));
}

/* Those that are meant, in order. */
static json_t *sorted(json_t *postures, const char *camera)
{
    size_t all = json_array_size(postures), n = 0;
    json_t **list = calloc(all + 1, sizeof(json_t *)), *out = json_array();
    for (size_t i = 0; list != NULL && i < all; i++)
        if (is_meant(json_array_get(postures, i), camera))
            list[n++] = json_array_get(postures, i);
    if (n > 0)
        qsort(list, n, sizeof(json_t *), by_id);
    for (size_t i = 0; i < n; i++)
        (void)json_array_append(out, list[i]);
    json_decref(postures);
    free(list);
    return out;
}

static int newest_first(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    if (x->at_ns != y->at_ns)
        return x->at_ns < y->at_ns ? 1 : -1;
    if (x->camera != y->camera)
        return x->camera < y->camera ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

static bool note_changes(struct posture_view *v, const struct posture_options *o)
{
    v->change = calloc(v->n * items_n + 1, sizeof *v->change);
    for (size_t i = 0; v->change != NULL && o->since_ns > 0 && i < v->n * items_n; i++) {
        struct change c = { i / items_n, i % items_n, 0 };
        c.at_ns = clock_of(posture_field(v, c.camera, c.item, "since"));
        if (c.at_ns >= o->since_ns && items[c.item]->about.level <= o->level)
            v->change[v->changes++] = c;
    }
    if (v->changes > 0)
        qsort(v->change, v->changes, sizeof *v->change, newest_first);
    return v->change != NULL;
}

bool posture_view_open(struct posture_view *v, json_t *postures, const struct posture_options *o)
{
    *v = (struct posture_view){ .postures = sorted(postures, o->camera) };
    v->n = json_array_size(v->postures);
    v->camera = calloc(v->n + 1, sizeof *v->camera);
    if (v->camera == NULL)
        return false;
    for (size_t i = 0; i < v->n; i++)
        fill(v, i);
    return note_changes(v, o);
}

void posture_view_close(struct posture_view *v)
{
    json_decref(v->postures);
    free(v->camera);
    free(v->change);
}

struct score posture_score(const struct posture_view *v, enum level level)
{
    struct score s = { 0 };
    for (size_t i = 0; i < items_n; i++)
        for (size_t c = 0; items[i]->about.level <= level && c < v->n; c++)
            score_add(&s, (enum verdict)v->camera[c].verdict[i], v->camera[c].suppressed >> i & 1);
    return s;
}
