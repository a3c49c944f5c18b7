#include "tests/support/fake_store.h"

#include <criterion/criterion.h>
#include <stdlib.h>

struct fake_store *fake_store_new(void)
{
    struct fake_store *s = calloc(1, sizeof *s);
    cr_assert_not_null(s);
    return s;
}

void fake_store_free(struct fake_store *s)
{
    free(s);
}

static int order(const struct fake_value *v, const char *kind, struct bytes key)
{
    size_t least = v->key_n < key.n ? v->key_n : key.n;
    int by_kind = strcmp(v->kind, kind);
    int by_key = memcmp(v->key, key.p, least);
    if (by_kind != 0)
        return by_kind;
    return by_key != 0 ? by_key : (v->key_n > key.n) - (v->key_n < key.n);
}

static void make_place(struct fake_store *s, size_t i)
{
    cr_assert_lt(s->n, FAKE_VALUES);
    memmove(&s->at[i + 1], &s->at[i], (s->n - i) * sizeof s->at[0]);
    s->n++;
}

void fake_store_keep(struct fake_store *s, const char *kind, struct bytes key, struct bytes value)
{
    size_t i = 0;
    cr_assert(key.n > 0 && key.n < FAKE_KEY_MAX && value.n < FAKE_VALUE_MAX);
    s->kept++;
    while (i < s->n && order(&s->at[i], kind, key) < 0)
        i++;
    bool known = i < s->n && order(&s->at[i], kind, key) == 0;
    if (known && value.n == 0) {
        memmove(&s->at[i], &s->at[i + 1], (--s->n - i) * sizeof s->at[0]);
        return;
    }
    if (value.n == 0)
        return;
    if (!known)
        make_place(s, i);
    s->at[i] = (struct fake_value){ .key_n = key.n, .n = value.n };
    memcpy(s->at[i].kind, kind, strlen(kind));
    memcpy(s->at[i].key, key.p, key.n);
    memcpy(s->at[i].value, value.p, value.n);
}

void fake_store_recall(struct fake_store *s, const char *kind,
                       void (*hear)(void *self, struct bytes key, struct bytes value), void *self)
{
    struct fake_store *before = fake_store_new();
    *before = *s; /* whoever hears may keep others */
    for (size_t i = 0; i < before->n; i++) {
        const struct fake_value *v = &before->at[i];
        if (strcmp(v->kind, kind) == 0)
            hear(self, (struct bytes){ (const uint8_t *)v->key, v->key_n },
                 (struct bytes){ (const uint8_t *)v->value, v->n });
    }
    fake_store_free(before);
}

const char *fake_store_at(const struct fake_store *s, const char *kind, const char *key)
{
    for (size_t i = 0; i < s->n; i++)
        if (order(&s->at[i], kind, bytes_of_text(key)) == 0)
            return s->at[i].value;
    return NULL;
}
