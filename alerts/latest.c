#include "alerts/latest.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/hash.h"

struct latest {
    struct hash_key key;
    size_t notes_max;
    size_t bytes_max;
    size_t bytes;
    size_t notes;
    struct note *note[]; /* in the order their keys came; one more than notes_max: given back */
};

struct latest *latest_new(size_t keys, size_t bytes)
{
    struct latest *l = calloc(1, sizeof *l + (keys + 1) * sizeof(struct note *));
    if (l == NULL)
        return NULL;
    l->key = hash_key_new();
    l->notes_max = keys;
    l->bytes_max = bytes;
    return l;
}

void latest_free(struct latest *l)
{
    for (size_t i = 0; l != NULL && i < l->notes; i++)
        free(l->note[i]);
    free(l);
}

/* Where the note of that key is; notes: nowhere. */
static size_t find(const struct latest *l, const struct note *like)
{
    for (size_t i = 0; i < l->notes; i++)
        if (l->note[i]->hash == like->hash && strcmp(l->note[i]->key, like->key) == 0)
            return i;
    return l->notes;
}

static struct note *note_new(const struct latest *l, const char *key, struct bytes text)
{
    struct note *note = malloc(sizeof *note + text.n);
    if (note == NULL)
        return NULL;
    (void)snprintf(note->key, sizeof note->key, "%s", key);
    note->hash = hash_bytes(&l->key, note->key, strlen(note->key));
    note->n = text.n;
    if (text.n > 0)
        memcpy(note->text, text.p, text.n);
    return note;
}

bool latest_put(struct latest *l, const char *key, struct bytes text)
{
    struct note *note = note_new(l, key, text);
    if (note == NULL)
        return false;
    size_t at = find(l, note);
    size_t old = at < l->notes ? l->note[at]->n : 0;
    bool many = at == l->notes && l->notes >= l->notes_max;
    if (many || l->bytes - old + text.n > l->bytes_max) {
        free(note);
        return false;
    }
    if (at < l->notes)
        free(l->note[at]);
    else
        l->notes++;
    l->note[at] = note;
    l->bytes += text.n - old;
    return true;
}

struct note *latest_take(struct latest *l)
{
    if (l->notes == 0)
        return NULL;
    struct note *first = l->note[0];
    l->notes--;
    memmove(&l->note[0], &l->note[1], l->notes * sizeof(struct note *));
    l->bytes -= first->n;
    return first;
}

void latest_give_back(struct latest *l, struct note *note)
{
    if (find(l, note) < l->notes || l->notes > l->notes_max) {
        free(note);
        return;
    }
    memmove(&l->note[1], &l->note[0], l->notes * sizeof(struct note *));
    l->note[0] = note;
    l->notes++;
    l->bytes += note->n;
}

size_t latest_count(const struct latest *l)
{
    return l->notes;
}
