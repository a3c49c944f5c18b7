#include "rules/key_uses.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_USES_MAX = 2048, HOLDERS = 2 };

struct key_use {
    uint64_t key_id;
    uint64_t turn;            /* when it was shown last; 0: never */
    uint32_t holder[HOLDERS]; /* places, the last one first; NOBODY: none */
};

struct key_uses {
    uint64_t turn;
    uint32_t n;
    struct key_use use[KEY_USES_MAX];
};

struct key_uses *key_uses_new(void)
{
    return calloc(1, sizeof(struct key_uses));
}

void key_uses_free(struct key_uses *k)
{
    free(k);
}

static struct key_use *use_of(struct key_uses *k, uint64_t key_id)
{
    struct key_use *oldest = &k->use[0];
    for (uint32_t i = 0; i < k->n; i++) {
        struct key_use *u = &k->use[i];
        if (u->key_id == key_id)
            return u;
        if (u->turn < oldest->turn)
            oldest = u;
    }
    struct key_use *u = k->n < KEY_USES_MAX ? &k->use[k->n++] : oldest;
    *u = (struct key_use){ .key_id = key_id, .holder = { nobody, nobody } };
    return u;
}

static bool are_two(const struct camera *one, const struct camera *other)
{
    bool same_family = ip_is_v4(&one->name.ip) == ip_is_v4(&other->name.ip);
    bool both_proved = one->mac_proved && other->mac_proved;
    return other->used && other->proof != NULL && other->alive_ns >= one->first_ns &&
           (same_family || both_proved);
}

uint32_t key_uses_note(struct key_uses *k, struct camera_book *book, uint32_t place,
                       uint64_t key_id)
{
    if (key_id == 0)
        return nobody;
    struct key_use *u = use_of(k, key_id);
    u->turn = ++k->turn;
    if (u->holder[0] != place) {
        u->holder[1] = u->holder[0];
        u->holder[0] = place;
    }
    if (u->holder[1] == nobody || !are_two(book_at(book, place), book_at(book, u->holder[1])))
        return nobody;
    return u->holder[1];
}

void key_uses_wipe(struct key_uses *k)
{
    explicit_bzero(k, sizeof *k);
}

void key_uses_forget(struct key_uses *k, uint32_t place)
{
    for (uint32_t i = 0; i < k->n; i++) {
        struct key_use *u = &k->use[i];
        if (u->holder[0] == place)
            u->holder[0] = u->holder[1];
        if (u->holder[0] == place || u->holder[1] == place)
            u->holder[1] = nobody;
    }
}
