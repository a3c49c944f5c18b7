#include "sensor/fleet_merge.h"

#include <stdlib.h>
#include <string.h>

#include "rules/rule.h"
#include "sensor/fleet_choose.h"

/* The postures of one camera, the newest first. */
struct views {
    json_t *posture[FLEET_SENSORS_MAX];
    size_t n;
};

static const char *text_in(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s != NULL ? s : "";
}

static enum verdict verdict_in(const json_t *row, const char *key)
{
    const char *name = text_in(row, key);
    for (enum verdict v = VERDICT_UNKNOWN; v < VERDICTS; v++)
        if (strcmp(verdict_name(v), name) == 0)
            return v;
    return VERDICT_UNKNOWN;
}

static int vantage_in(const json_t *posture)
{
    const char *name = text_in(posture, "vantage");
    for (int v = 0; v < VANTAGES; v++)
        if (strcmp(vantage_name((enum vantage)v), name) == 0)
            return v;
    return -1;
}

static int newest_first(const void *a, const void *b)
{
    const json_t *const *x = a, *const *y = b;
    int order = strcmp(text_in(*y, "time"), text_in(*x, "time"));
    return order != 0 ? order : strcmp(text_in(*x, "sensor"), text_in(*y, "sensor"));
}

static json_t *row_of(const json_t *posture, size_t item)
{
    return json_object_get(json_object_get(posture, "items"), items[item]->about.number);
}

/* ---- one item ---- */

static struct claim claim_of(const json_t *posture, const json_t *row)
{
    return (struct claim){ .verdict = verdict_in(row, "verdict"),
                           .before = verdict_in(row, "before"),
                           .reason = text_in(row, "reason"),
                           .since = text_in(row, "since"),
                           .last_seen = text_in(row, "last_seen"),
                           .opportunity = text_in(row, "last_opportunity"),
                           .vantage = vantage_in(posture),
                           .sensor = text_in(posture, "sensor") };
}

static bool is_decided(enum verdict v)
{
    return v != VERDICT_UNKNOWN && v != VERDICT_NOT_OBSERVABLE;
}

static void note_differing(json_t *row, const struct claim *c, size_t n, size_t chosen)
{
    json_t *differs = json_object();
    for (size_t i = 0; i < n; i++)
        if (is_decided(c[i].verdict) && c[i].verdict != c[chosen].verdict)
            (void)json_object_set_new(differs, c[i].sensor,
                                      json_string(verdict_name(c[i].verdict)));
    if (json_object_size(differs) > 0)
        (void)json_object_set(row, "differs", differs);
    json_decref(differs);
}

/* A new reference; NULL: nobody has that item. */
static json_t *merged_row(const struct views *v, size_t item)
{
    struct claim claim[FLEET_SENSORS_MAX];
    json_t *row[FLEET_SENSORS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++) {
        row[n] = row_of(v->posture[i], item);
        if (!json_is_object(row[n]))
            continue;
        claim[n] = claim_of(v->posture[i], row[n]);
        n++;
    }
    if (n == 0)
        return NULL;
    size_t chosen = fleet_choose(claim, n);
    (void)json_object_set_new(row[chosen], "sensor", json_string(claim[chosen].sensor));
    note_differing(row[chosen], claim, n, chosen);
    return json_incref(row[chosen]);
}

static json_t *merged_items(const struct views *v)
{
    json_t *all = json_object();
    for (size_t i = 0; i < items_n; i++) {
        json_t *row = merged_row(v, i);
        if (row != NULL)
            (void)json_object_set_new(all, items[i]->about.number, row);
    }
    return all;
}

/* ---- the camera ---- */

/* The id is the MAC if anybody knows it. */
static const json_t *who_is_best(const struct views *v)
{
    for (size_t i = 0; i < v->n; i++) {
        const json_t *who = json_object_get(v->posture[i], "camera");
        if (text_in(who, "mac")[0] != '\0')
            return who;
    }
    return json_object_get(v->posture[0], "camera");
}

static json_t *merged_camera(const struct views *v)
{
    json_t *who = json_object();
    for (size_t i = 0; i < v->n; i++)
        (void)json_object_update_missing(who, json_object_get(v->posture[i], "camera"));
    (void)json_object_set_new(who, "id", json_string(text_in(who_is_best(v), "id")));
    return who;
}

static json_t *sensor_of(const json_t *posture)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "name", text_in(posture, "sensor"), "vantage",
                     text_in(posture, "vantage"), "time", text_in(posture, "time"), "id",
                     text_in(json_object_get(posture, "camera"), "id"));
}

static json_t *sensors_of(const struct views *v)
{
    json_t *all = json_array();
    for (size_t i = 0; i < v->n; i++)
        (void)json_array_append_new(all, sensor_of(v->posture[i]));
    return all;
}

static void put_best(json_t *out, const struct views *v)
{
    const char *up_since = "", *vantage = "";
    int best = -1;
    for (size_t i = 0; i < v->n; i++) {
        const char *since = text_in(v->posture[i], "up_since");
        up_since = strcmp(since, up_since) > 0 ? since : up_since;
        if (vantage_in(v->posture[i]) <= best)
            continue;
        best = vantage_in(v->posture[i]);
        vantage = text_in(v->posture[i], "vantage");
    }
    (void)json_object_set_new(out, "vantage", json_string(vantage));
    if (up_since[0] != '\0')
        (void)json_object_set_new(out, "up_since", json_string(up_since));
}

static json_t *merged(const struct views *v)
{
    json_t *out = json_object();
    (void)json_object_set(out, "version", json_object_get(v->posture[0], "version"));
    (void)json_object_set_new(out, "camera", merged_camera(v));
    (void)json_object_set_new(out, "time", json_string(text_in(v->posture[0], "time")));
    (void)json_object_set_new(out, "items", merged_items(v));
    put_best(out, v);
    return out;
}

json_t *fleet_merge(json_t *postures)
{
    size_t n = json_array_size(postures);
    json_t **all = calloc(n, sizeof(json_t *));
    struct views v = { .n = n < FLEET_SENSORS_MAX ? n : FLEET_SENSORS_MAX };
    if (all == NULL || n == 0) {
        free(all);
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        all[i] = json_array_get(postures, i);
    qsort(all, n, sizeof(json_t *), newest_first);
    memcpy(v.posture, all, v.n * sizeof(json_t *));
    free(all);
    json_t *out = v.n == 1 ? json_incref(v.posture[0]) : merged(&v);
    (void)json_object_set_new(out, "sensors", sensors_of(&v));
    return out;
}

/* ---- what was left out ---- */

/* Places in the list of an item's words: made once, and shared by all rows. */
enum { WORD_TITLE, WORD_LEVEL, WORD_WHY, WORD_LIFT, WORD_ZERO };

json_t *fleet_words(void)
{
    json_t *all = json_array();
    for (size_t i = 0; i < items_n; i++) {
        const struct guide_item *item = &items[i]->about;
        (void)json_array_append_new(all, json_pack("[s, s, s?, s?, i]", item->title,
                                                   level_name(item->level), item->unseen,
                                                   item->decides, 0));
    }
    return all;
}

static void put_missing(json_t *row, const char *key, json_t *value)
{
    if (value != NULL && !json_is_null(value) && json_object_get(row, key) == NULL)
        (void)json_object_set(row, key, value);
}

static void complete_row(json_t *row, const json_t *words, json_t *sensor)
{
    enum verdict v = verdict_in(row, "verdict");
    put_missing(row, "title", json_array_get(words, WORD_TITLE));
    put_missing(row, "level", json_array_get(words, WORD_LEVEL));
    put_missing(row, "why", is_decided(v) ? NULL : json_array_get(words, WORD_WHY));
    put_missing(row, "lift", v == VERDICT_UNKNOWN ? json_array_get(words, WORD_LIFT) : NULL);
    put_missing(row, "opportunities", json_array_get(words, WORD_ZERO));
    put_missing(row, "count", json_array_get(words, WORD_ZERO));
    put_missing(row, "sensor", sensor);
}

void fleet_complete(json_t *posture, const json_t *words)
{
    json_t *sensor = json_object_get(posture, "sensor");
    for (size_t i = 0; i < items_n; i++) {
        json_t *row = row_of(posture, i);
        if (json_is_object(row))
            complete_row(row, json_array_get(words, i), sensor);
    }
    (void)json_object_del(posture, "sensor");
}
