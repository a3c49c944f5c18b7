#include "alerts/notes.h"

#include <stdlib.h>

struct head {
    uint64_t with;
    uint32_t kind_n, key_n, value_n;
    uint32_t waits;
};

struct notes {
    size_t max;
    size_t room; /* allocated */
    size_t first;
    size_t end;
    size_t waiting; /* from there on they wait */
    uint8_t *block;
};

enum { ROOM_AT_FIRST = 65536 };

struct notes *notes_new(size_t bytes)
{
    struct notes *n = calloc(1, sizeof *n);
    if (n != NULL)
        n->max = bytes;
    return n;
}

void notes_free(struct notes *n)
{
    if (n == NULL)
        return;
    free(n->block);
    free(n);
}

size_t notes_used(const struct notes *n)
{
    return n->end - n->first;
}

bool notes_ready(const struct notes *n)
{
    return n->first < n->waiting;
}

static void close_up(struct notes *n)
{
    if (n->first > 0)
        memmove(n->block, n->block + n->first, n->end - n->first);
    n->end -= n->first;
    n->waiting -= n->first;
    n->first = 0;
}

static bool make_room(struct notes *n, size_t more)
{
    if (more > n->max || notes_used(n) > n->max - more)
        return false;
    if (n->end + more <= n->room)
        return true;
    if (n->first > 0)
        close_up(n);
    size_t room = n->room > 0 ? n->room : ROOM_AT_FIRST;
    while (room < n->end + more)
        room *= 2;
    if (room == n->room)
        return true;
    uint8_t *block = realloc(n->block, room);
    if (block == NULL)
        return false;
    n->block = block;
    n->room = room;
    return true;
}

static void append(struct notes *n, const void *p, size_t length)
{
    if (length > 0)
        memcpy(n->block + n->end, p, length);
    n->end += length;
}

static size_t size_of(const struct head *h)
{
    return sizeof *h + h->kind_n + h->key_n + h->value_n;
}

bool notes_add(struct notes *n, const struct note_kept *note, bool waits)
{
    struct head h = { .with = note->with,
                      .kind_n = (uint32_t)note->kind.n,
                      .key_n = (uint32_t)note->key.n,
                      .value_n = (uint32_t)note->value.n,
                      .waits = waits };
    if (!make_room(n, size_of(&h)))
        return false;
    bool none_waits = n->waiting == n->end;
    append(n, &h, sizeof h);
    append(n, note->kind.p, note->kind.n);
    append(n, note->key.p, note->key.n);
    append(n, note->value.p, note->value.n);
    if (none_waits && !waits)
        n->waiting = n->end;
    return true;
}

static struct head head_at(const uint8_t *p)
{
    struct head h;
    memcpy(&h, p, sizeof h);
    return h;
}

void notes_join(struct notes *n, uint64_t number)
{
    while (n->waiting < n->end) {
        struct head h = head_at(n->block + n->waiting);
        h.with = h.waits ? number : h.with;
        h.waits = false;
        memcpy(n->block + n->waiting, &h, sizeof h);
        n->waiting += size_of(&h);
    }
}

size_t notes_through(const struct notes *n, uint64_t number, uint8_t *out, size_t room)
{
    size_t bytes = 0;
    while (n->first + bytes < n->waiting) {
        struct head h = head_at(n->block + n->first + bytes);
        if (h.with > number || bytes + size_of(&h) > room)
            break;
        bytes += size_of(&h);
    }
    if (bytes > 0)
        memcpy(out, n->block + n->first, bytes);
    return bytes;
}

void notes_drop(struct notes *n, size_t bytes)
{
    n->first += bytes;
    if (n->first == n->end)
        n->first = n->end = n->waiting = 0;
}

static struct bytes cut(struct bytes *packed, size_t n)
{
    struct bytes first = { packed->p, n };
    *packed = bytes_after(*packed, n);
    return first;
}

bool notes_next(struct bytes *packed, struct note_kept *note)
{
    if (packed->n < sizeof(struct head))
        return false;
    struct head h = head_at(packed->p);
    if (packed->n < size_of(&h))
        return false;
    (void)cut(packed, sizeof h);
    note->with = h.with;
    note->kind = cut(packed, h.kind_n);
    note->key = cut(packed, h.key_n);
    note->value = cut(packed, h.value_n);
    return true;
}
