#include "tests/fuzz/values.h"

#include <jansson.h>
#include <stdlib.h>

/* By kind, then by key. */
struct values {
    json_t *kinds;
};

static void demand(bool ok)
{
    if (!ok)
        abort();
}

struct values *values_new(void)
{
    struct values *v = malloc(sizeof *v);
    demand(v != NULL);
    v->kinds = json_object();
    demand(v->kinds != NULL);
    return v;
}

void values_free(struct values *v)
{
    json_decref(v->kinds);
    free(v);
}

static json_t *kind_of(struct values *v, const char *kind)
{
    if (json_object_get(v->kinds, kind) == NULL)
        demand(json_object_set_new(v->kinds, kind, json_object()) == 0);
    return json_object_get(v->kinds, kind);
}

static void keep(void *self, const char *kind, struct bytes key, struct bytes value, bool with_next)
{
    json_t *of_kind = kind_of(self, kind);
    (void)with_next; /* nothing comes between the value and its line */
    if (value.n == 0)
        (void)json_object_deln(of_kind, (const char *)key.p, key.n);
    else
        demand(json_object_setn_new_nocheck(of_kind, (const char *)key.p, key.n,
                                            json_stringn_nocheck((const char *)value.p, value.n)) ==
               0);
}

static void recall(void *self, const char *kind, struct outbox_hearer to)
{
    json_t *then = json_deep_copy(kind_of(self, kind));
    const char *key = NULL;
    size_t key_n = 0;
    json_t *value = NULL;
    demand(then != NULL);
    json_object_keylen_foreach(then, key, key_n, value)
    {
        struct bytes text = { (const uint8_t *)json_string_value(value),
                              json_string_length(value) };
        to.hear(to.self, (struct bytes){ (const uint8_t *)key, key_n }, text);
    }
    json_decref(then);
}

struct store values_store(struct values *v)
{
    return (struct store){ keep, recall, v };
}
