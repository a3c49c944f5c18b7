/* What is kept in the outbox beside lines, under a kind and a key: by the judge in this run, for
 * the next. */
#include <stdlib.h>

#include "alerts/outbox_inside.h"

enum { NOTE_MAX = 1 << 20 }; /* what one transaction has room for, many times */

void outbox_keep(struct outbox *o, const char *kind, struct bytes key, struct bytes value,
                 bool with_next)
{
    if (o->file == NULL)
        return;
    const struct note_kept note = { .kind = bytes_of_text(kind), .key = key, .value = value };
    (void)pthread_mutex_lock(&o->lock);
    o->notes_shed += key.n + value.n > NOTE_MAX || !notes_add(o->notes, &note, with_next);
    (void)pthread_cond_signal(&o->wake);
    (void)pthread_mutex_unlock(&o->lock);
}

static void copy(void *notes, struct bytes key, struct bytes value)
{
    (void)notes_add(notes, &(struct note_kept){ .key = key, .value = value }, false);
}

/* Copied first: whoever hears may keep, and so wait for the thread that has the file. */
static bool recall_from(struct outbox_file *f, const char *kind, struct outbox_hearer to)
{
    struct notes *notes = notes_new(SIZE_MAX / 2);
    bool ok = notes != NULL && outbox_file_recall(f, kind, copy, notes);
    size_t n = ok ? notes_used(notes) : 0;
    uint8_t *packed = n > 0 ? malloc(n) : NULL;
    if (packed != NULL) {
        struct bytes rest = { packed, notes_through(notes, UINT64_MAX, packed, n) };
        struct note_kept note;
        while (notes_next(&rest, &note))
            to.hear(to.self, note.key, note.value);
    }
    free(packed);
    notes_free(notes);
    return ok;
}

void outbox_recall(struct outbox *o, const char *kind, struct outbox_hearer to)
{
    if (o->file != NULL)
        (void)recall_from(o->file, kind, to);
}

bool outbox_peek(const char *folder, const char *kind, struct outbox_hearer to, struct error *e)
{
    struct outbox_file *f = outbox_file_peek(folder, e);
    if (f == NULL)
        return false;
    bool ok = recall_from(f, kind, to);
    if (!ok)
        (void)outbox_file_state(f, e);
    outbox_file_close(f);
    return ok;
}
