/* What stands in for the outbox's values: kept by kind and key, told in the order of the keys. */
#pragma once

#include "core/bytes.h"

enum { FAKE_VALUES = 128, FAKE_KEY_MAX = 128, FAKE_VALUE_MAX = 65536 };

struct fake_value {
    char kind[16];
    size_t key_n, n;
    char key[FAKE_KEY_MAX];
    char value[FAKE_VALUE_MAX];
};

struct fake_store {
    size_t n;    /* how many are kept */
    size_t kept; /* how often something was kept or forgotten */
    bool with_next;
    struct fake_value at[FAKE_VALUES];
};

struct fake_store *fake_store_new(void);
void fake_store_free(struct fake_store *s);

/* An empty value is forgotten. Fails the test when it is full. */
void fake_store_keep(struct fake_store *s, const char *kind, struct bytes key, struct bytes value);
void fake_store_recall(struct fake_store *s, const char *kind,
                       void (*hear)(void *self, struct bytes key, struct bytes value), void *self);

/* The value as a string, or NULL. */
const char *fake_store_at(const struct fake_store *s, const char *kind, const char *key);
