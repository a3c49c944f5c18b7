#include "sensor/fleet_same.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 64 };

/* One address of one camera. */
struct place {
    char key[KEY_MAX]; /* address and VLAN */
    const char *id;
    bool has_mac;
};

struct places {
    struct place *place;
    size_t n, room;
};

static const char *text_in(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s != NULL ? s : "";
}

static bool is_of_one_link(const char *ip)
{
    static const char *const beginnings[] = { "169.254.", "fe8", "fe9", "fea", "feb" };
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (strncmp(ip, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

static void note(struct places *p, const char *id, const json_t *who)
{
    const char *ip = text_in(who, "ip");
    if (ip[0] == '\0' || is_of_one_link(ip) || p->n == p->room)
        return;
    struct place *at = &p->place[p->n++];
    *at = (struct place){ .id = id, .has_mac = text_in(who, "mac")[0] != '\0' };
    (void)snprintf(at->key, sizeof at->key, "%.45s@%lld", ip,
                   (long long)json_integer_value(json_object_get(who, "vlan")));
}

static int by_key(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order != 0 ? order : strcmp(x->id, y->id);
}

/* How many postures there are, over all cameras. */
static size_t count(json_t *cameras)
{
    const char *id = NULL;
    json_t *list = NULL;
    size_t n = 0;
    json_object_foreach(cameras, id, list) n += json_array_size(list);
    return n;
}

static void note_all(struct places *p, json_t *cameras)
{
    const char *id = NULL;
    json_t *list = NULL;
    json_object_foreach(cameras, id, list) for (size_t i = 0; i < json_array_size(list); i++)
        note(p, id, json_object_get(json_array_get(list, i), "camera"));
    if (p->n > 0)
        qsort(p->place, p->n, sizeof *p->place, by_key);
}

/* A sensor that sees both of them has told them apart. */
static bool share_a_sensor(const json_t *list, const json_t *other)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        for (size_t k = 0; k < json_array_size(other); k++)
            if (strcmp(text_in(json_array_get(list, i), "sensor"),
                       text_in(json_array_get(other, k), "sensor")) == 0)
                return true;
    return false;
}

/* The n places of one key: of exactly two cameras, one of them known by it alone. */
static void join(json_t *cameras, const struct place *p, size_t n)
{
    const struct place *first = &p[0], *last = &p[n - 1];
    for (size_t i = 0; i < n; i++)
        if (strcmp(p[i].id, first->id) != 0 && strcmp(p[i].id, last->id) != 0)
            return;
    if (first->has_mac == last->has_mac)
        return;
    const struct place *known = first->has_mac ? first : last;
    const struct place *alone = first->has_mac ? last : first;
    json_t *list = json_object_get(cameras, known->id),
           *other = json_object_get(cameras, alone->id);
    if (list == NULL || other == NULL || share_a_sensor(list, other))
        return;
    (void)json_array_extend(list, other);
    (void)json_array_clear(other);
}

void fleet_join_same(json_t *cameras)
{
    struct places p = { .room = count(cameras) };
    p.place = calloc(p.room + 1, sizeof *p.place);
    if (p.place == NULL)
        return;
    note_all(&p, cameras);
    for (size_t from = 0, to = 0; from < p.n; from = to) {
        while (to < p.n && strcmp(p.place[to].key, p.place[from].key) == 0)
            to++;
        if (to - from > 1)
            join(cameras, p.place + from, to - from);
    }
    free(p.place);
}
