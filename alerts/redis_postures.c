/* How it works: SCAN goes through the keys a page at a time, so that Redis serves others in
 * between, and may name a key twice; so the names are gathered first, sorted, and asked for once
 * each. */
#include "alerts/redis_postures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alerts/redis.h"

static const char pattern[] = "camwarden:posture:*";

enum { KEY_MAX = 160, PAGE_MAX = 200, CURSOR_MAX = 24, KEYS_MAX = 1 << 20, PAGES_MAX = 1 << 20 };

struct key {
    char s[KEY_MAX];
};

struct keys {
    struct key *key;
    size_t n, room;
    char cursor[CURSOR_MAX];
    bool has_cursor; /* of this page */
    bool full;       /* no memory, or more than is sensible */
};

static bool make_room(struct keys *k)
{
    if (k->n < k->room)
        return true;
    size_t room = k->room == 0 ? 1024 : k->room * 2;
    struct key *more = room <= KEYS_MAX ? realloc(k->key, room * sizeof *more) : NULL;
    if (more == NULL)
        return false;
    k->key = more;
    k->room = room;
    return true;
}

/* The first text of a page is where the next begins. */
static void hear_key(void *self, struct bytes text)
{
    struct keys *k = self;
    if (!k->has_cursor) {
        (void)snprintf(k->cursor, sizeof k->cursor, "%.*s", (int)text.n, (const char *)text.p);
        k->has_cursor = true;
        return;
    }
    if (text.p == NULL || text.n >= KEY_MAX)
        return; /* none of ours is so long */
    k->full = k->full || !make_room(k);
    if (k->full)
        return;
    memcpy(k->key[k->n].s, text.p, text.n);
    k->key[k->n++].s[text.n] = '\0';
}

static bool scan_page(struct redis *r, struct keys *k, struct error *e)
{
    char from[CURSOR_MAX];
    memcpy(from, k->cursor, sizeof from);
    const char *words[] = { "SCAN", from, "MATCH", pattern, "COUNT", "1000" };
    size_t lengths[6];
    for (size_t i = 0; i < 6; i++)
        lengths[i] = strlen(words[i]);
    struct command c = { "the names of the postures", false, 6, words, lengths };
    k->has_cursor = false;
    if (!redis_list(r, &c, (struct redis_hearer){ hear_key, k }, e))
        return false;
    if (!k->has_cursor)
        return fail(e, "what answers at %s is not Redis", redis_where(r));
    return !k->full || fail(e, "Redis at %s keeps too many postures", redis_where(r));
}

static bool scan(struct redis *r, struct keys *k, struct error *e)
{
    (void)snprintf(k->cursor, sizeof k->cursor, "0");
    for (size_t page = 0; page < PAGES_MAX; page++) {
        if (!scan_page(r, k, e))
            return false;
        if (strcmp(k->cursor, "0") == 0)
            return true;
    }
    return fail(e, "Redis at %s finds no end of its keys", redis_where(r));
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct key *)a)->s, ((const struct key *)b)->s);
}

static void sort_out(struct keys *k)
{
    size_t n = 0;
    if (k->n > 0)
        qsort(k->key, k->n, sizeof *k->key, compare);
    for (size_t i = 0; i < k->n; i++)
        if (n == 0 || strcmp(k->key[i].s, k->key[n - 1].s) != 0)
            k->key[n++] = k->key[i];
    k->n = n;
}

static void hear_posture(void *self, struct bytes text)
{
    const struct posture_hearer *to = self;
    if (text.p != NULL) /* forgotten since it was named */
        to->hear(to->self, text);
}

static bool fetch(struct redis *r, const struct keys *k, struct posture_hearer *to, struct error *e)
{
    for (size_t i = 0; i < k->n; i += PAGE_MAX) {
        const char *words[1 + PAGE_MAX] = { "MGET" };
        size_t lengths[1 + PAGE_MAX] = { 4 };
        size_t n = k->n - i < PAGE_MAX ? k->n - i : PAGE_MAX;
        for (size_t w = 0; w < n; w++) {
            words[1 + w] = k->key[i + w].s;
            lengths[1 + w] = strlen(k->key[i + w].s);
        }
        struct command c = { "the postures", false, (int)n + 1, words, lengths };
        if (!redis_list(r, &c, (struct redis_hearer){ hear_posture, to }, e))
            return false;
    }
    return true;
}

bool redis_postures_read(const char *url, struct posture_hearer to, struct error *e)
{
    struct redis *r = redis_new(url, e);
    struct keys k = { 0 };
    bool read = r != NULL && redis_connect(r, e) && scan(r, &k, e);
    sort_out(&k);
    read = read && fetch(r, &k, &to, e);
    free(k.key);
    redis_free(r);
    return read;
}
