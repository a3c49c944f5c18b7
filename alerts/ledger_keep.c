/* What of the ledger outlives the program: given to a keeper, and taken back. */
#include <stdio.h>

#include "alerts/ledger_parts.h"

enum { ROUND_S = 60, GIVEN_MAX = 256 };

static struct bytes key_of(const struct entry *e)
{
    return bytes_of_text(e->key);
}

void ledger_use_keeper(struct ledger *l, struct ledger_keeper keeper)
{
    l->keeper = keeper;
}

void ledger_go_on(struct ledger *l, uint64_t last)
{
    l->sequence = last;
}

void ledger_unkeep(struct ledger *l, struct entry *e)
{
    if (e->kept)
        l->keeper.keep(l->keeper.self, key_of(e), (struct bytes){ NULL, 0 }, false);
    e->kept = false;
}

void ledger_keep(struct ledger *l, struct entry *e, bool with_next)
{
    char value[LEDGER_VALUE_MAX];
    bool lasts = e->open || l->keeper.repeats;
    if (l->keeper.keep == NULL || (!lasts && !e->kept))
        return;
    size_t n = lasts ? ledger_value_write(e, value, sizeof value) : 0;
    l->keeper.keep(l->keeper.self, key_of(e), (struct bytes){ (const uint8_t *)value, n },
                   with_next);
    e->kept = n > 0;
    e->kept_count = e->alert.count;
}

static bool has_grown(const struct entry *e)
{
    return e->open && (!e->kept || e->kept_count != e->alert.count);
}

/* How many were given. */
static size_t look_at(struct ledger *l, size_t entries, size_t most)
{
    size_t given = 0;
    for (; entries > 0 && given < most; entries--) {
        struct entry *e = &l->entry[l->hand];
        l->hand = (l->hand + 1) % l->used;
        if (!has_grown(e))
            continue;
        ledger_keep(l, e, false);
        given++;
    }
    return given;
}

void ledger_keep_some(struct ledger *l)
{
    if (l->keeper.keep != NULL && l->used > 0)
        (void)look_at(l, (l->used + ROUND_S - 1) / ROUND_S, GIVEN_MAX);
}

void ledger_keep_all(struct ledger *l)
{
    if (l->keeper.keep != NULL && l->used > 0)
        (void)look_at(l, l->used, l->used);
}

/* The entry's key, if it is the one that the value says. */
static bool is_keyed(const struct entry *e, struct bytes key, char out[static LEDGER_KEY_MAX])
{
    const struct ruling *r = &e->alert.ruling;
    int n = snprintf(out, LEDGER_KEY_MAX, "%s %s", r->camera.id.s, r->item->number);
    return n > 0 && n < LEDGER_KEY_MAX && bytes_equal_text(key, out);
}

bool ledger_restore(struct ledger *l, struct bytes key, struct bytes value,
                    const struct guide_item *(*item)(const char *number))
{
    struct entry read = { .restored = true, .kept = true };
    char padded[LEDGER_KEY_MAX] = { 0 };
    if (!ledger_value_read(value, l->words, item, &read) || !is_keyed(&read, key, padded) ||
        ledger_find(l, padded) != UINT32_MAX)
        return false;
    uint32_t at = ledger_enter(l, padded);
    if (at == UINT32_MAX)
        return false;
    struct entry *e = &l->entry[at];
    memcpy(read.key, e->key, sizeof read.key);
    read.bucket = e->bucket;
    read.next_in_bucket = e->next_in_bucket;
    read.restored = read.open;
    read.known_ns = l->keeper.repeats ? read.known_ns : 0;
    read.kept_count = read.alert.count;
    *e = read;
    ledger_line_up(l, at);
    return true;
}

static void tell_chain(const struct ledger *l, const struct chain *c, struct alert_listener to)
{
    for (uint32_t at = c->oldest, next; at != UINT32_MAX; at = next) {
        next = l->entry[at].newer;
        to.hear(to.self, &l->entry[at].alert);
    }
}

void ledger_tell_open(const struct ledger *l, struct alert_listener to)
{
    tell_chain(l, &l->open, to);
    tell_chain(l, &l->hushed, to);
}

bool ledger_is_open(const struct ledger *l, const char *camera, const char *item)
{
    char key[LEDGER_KEY_MAX] = { 0 };
    (void)snprintf(key, sizeof key, "%s %s", camera, item);
    uint32_t at = ledger_find(l, key);
    return at != UINT32_MAX && l->entry[at].open;
}
