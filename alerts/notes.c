/* How it works: one block, from which the front goes. While a disk takes nothing the same values
 * come again and again: when the block is full those that are old go, so that what is kept at last
 * is how things are, and not how they were. What was given out to be written stays. */
#include "alerts/notes.h"

#include <stdlib.h>

#include "core/hash.h"

struct head {
    uint64_t with;
    uint32_t kind_n, key_n, value_n;
    uint32_t waits : 1;
    uint32_t old : 1; /* a later one has its kind and key */
};

struct notes {
    size_t max;
    size_t room; /* allocated */
    size_t first;
    size_t end;
    size_t waiting; /* from there on they wait */
    size_t lent;    /* bytes of the front that notes_through() gave out */
    size_t thinned; /* bytes that were left when the old ones had gone */
    struct hash_key key;
    uint8_t *block;
};

enum { ROOM_AT_FIRST = 65536 };

struct notes *notes_new(size_t bytes)
{
    struct notes *n = calloc(1, sizeof *n);
    if (n != NULL) {
        n->max = bytes;
        n->key = hash_key_new();
    }
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

static struct head head_at(const uint8_t *p)
{
    struct head h;
    memcpy(&h, p, sizeof h);
    return h;
}

/* Places of notes, by kind and key. */
struct seen {
    size_t size;   /* a power of two */
    size_t *place; /* + 1; 0: none */
};

static bool is_same(const struct notes *n, size_t a, size_t b)
{
    struct head ha = head_at(n->block + a);
    struct head hb = head_at(n->block + b);
    return ha.kind_n == hb.kind_n && ha.key_n == hb.key_n &&
           memcmp(n->block + a + sizeof ha, n->block + b + sizeof hb, ha.kind_n + ha.key_n) == 0;
}

/* The place of the last note seen of that one's kind and key, or where it is to be written. */
static size_t *find(const struct notes *n, const struct seen *s, size_t at)
{
    struct head h = head_at(n->block + at);
    size_t i = hash_bytes(&n->key, n->block + at + sizeof h, h.kind_n + h.key_n) & (s->size - 1);
    while (s->place[i] != 0 && !is_same(n, s->place[i] - 1, at))
        i = (i + 1) & (s->size - 1);
    return &s->place[i];
}

static size_t next_of(const struct notes *n, size_t at)
{
    struct head h = head_at(n->block + at);
    return at + size_of(&h);
}

static void mark_old(struct notes *n, size_t from, const struct seen *s)
{
    for (size_t at = from; at < n->end; at = next_of(n, at))
        *find(n, s, at) = at + 1;
    for (size_t at = from; at < n->end; at = next_of(n, at)) {
        struct head h = head_at(n->block + at);
        h.old = *find(n, s, at) != at + 1;
        memcpy(n->block + at, &h, sizeof h);
    }
}

static void close_gaps(struct notes *n, size_t from)
{
    size_t to = from;
    size_t waiting = 0;
    for (size_t at = from, next; at < n->end; at = next) {
        struct head h = head_at(n->block + at);
        next = at + size_of(&h);
        if (at < n->waiting && next >= n->waiting)
            waiting = to + (h.old ? 0 : size_of(&h));
        if (h.old)
            continue;
        memmove(n->block + to, n->block + at, size_of(&h));
        to += size_of(&h);
    }
    n->waiting = n->waiting > from ? waiting : n->waiting;
    n->end = to;
}

/* What is old goes, if so much has come since that it may be worth it. Whether it was looked for.
 */
static bool thin_out(struct notes *n)
{
    enum { PART = 8 };
    size_t from = n->first + n->lent;
    if (notes_used(n) < n->thinned + n->max / PART)
        return false;
    struct seen s = { .size = 1 };
    for (size_t at = from; at < n->end; at = next_of(n, at))
        s.size += 2;
    while ((s.size & (s.size - 1)) != 0)
        s.size += s.size & -s.size;
    s.place = calloc(s.size, sizeof *s.place);
    if (s.place == NULL)
        return false;
    mark_old(n, from, &s);
    close_gaps(n, from);
    free(s.place);
    n->thinned = notes_used(n);
    return true;
}

bool notes_add(struct notes *n, const struct note_kept *note, bool waits)
{
    struct head h = { .with = note->with,
                      .kind_n = (uint32_t)note->kind.n,
                      .key_n = (uint32_t)note->key.n,
                      .value_n = (uint32_t)note->value.n,
                      .waits = waits };
    if (!make_room(n, size_of(&h)) && !(thin_out(n) && make_room(n, size_of(&h))))
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

size_t notes_through(struct notes *n, uint64_t number, uint8_t *out, size_t room)
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
    n->lent = bytes;
    return bytes;
}

void notes_drop(struct notes *n, size_t bytes)
{
    n->first += bytes;
    n->lent -= bytes < n->lent ? bytes : n->lent;
    if (n->first == n->end)
        n->first = n->end = n->waiting = 0;
    n->thinned = n->thinned < notes_used(n) ? n->thinned : notes_used(n);
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
