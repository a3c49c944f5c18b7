/* What waits for the outbox's file, and what stands in it: the first byte says which. Rows: of any
 * bytes are read lines that lie in them, and packed again they are the same. Notes: what is added
 * comes out once, in order, not before the line that it goes with. */

#include <stdlib.h>

#include "alerts/notes.h"
#include "alerts/outbox_row.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 16, NOTES_MAX = 4096 };

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void read_row(struct bytes in)
{
    static uint8_t again[ROOM];
    struct bytes rest = in, line;
    unsigned severity = 0;
    size_t used = 0, n = 0;
    while (outbox_row_next(&rest, &severity, &line)) {
        check(line.n <= in.n && severity <= UINT8_MAX);
        check(outbox_row_put(again, sizeof again, &used, severity, line));
        n++;
    }
    check(used + rest.n == in.n && (used == 0 || memcmp(again, in.p, used) == 0));
    check(outbox_row_is(in, n) == (rest.n == 0) && !outbox_row_is(in, n + 1));
}

struct bench {
    struct notes *notes;
    uint64_t number;    /* of the last line */
    size_t added, told; /* notes; the key of each is its number */
    uint8_t packed[ROOM];
};

static void add(struct bench *b, struct cursor *c, bool waits)
{
    size_t n = take_u8(c);
    struct bytes value = bytes_first(cursor_rest(c), n);
    skip(c, value.n);
    struct note_kept note = { .kind = bytes_of_text("standing"),
                              .key = { (const uint8_t *)&b->added, sizeof b->added },
                              .value = value };
    b->added += notes_add(b->notes, &note, waits);
}

/* Takes what goes with a line up to that number; how many bytes are for want of room left. */
static void tell(struct bench *b, uint64_t number, size_t room)
{
    size_t n = notes_through(b->notes, number, b->packed, room);
    struct bytes rest = { b->packed, n };
    struct note_kept note;
    while (notes_next(&rest, &note)) {
        check(note.with <= number && note.key.n == sizeof b->told);
        check(memcmp(note.key.p, &b->told, sizeof b->told) == 0);
        b->told++;
    }
    check(rest.n == 0);
    notes_drop(b->notes, n);
}

static void use_notes(struct bytes in)
{
    static struct bench b;
    struct cursor c = cursor_over(in);
    b = (struct bench){ .notes = notes_new(NOTES_MAX) };
    check(b.notes != NULL);
    while (cursor_left(&c) > 0) {
        uint8_t what = take_u8(&c);
        if (what % 4 < 2)
            add(&b, &c, what % 4 == 1);
        else if (what % 4 == 2)
            notes_join(b.notes, what % 8 == 2 ? 0 : ++b.number);
        else
            tell(&b, b.number > what / 32U ? b.number - what / 32U : 0, (size_t)what * 16);
        check(notes_used(b.notes) <= NOTES_MAX);
    }
    notes_join(b.notes, 0);
    tell(&b, b.number, sizeof b.packed);
    check(b.told == b.added && notes_used(b.notes) == 0);
    notes_free(b.notes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > ROOM)
        return 0;
    struct bytes in = { data + 1, size - 1 };
    if (data[0] % 2 == 0)
        read_row(in);
    else
        use_notes(in);
    return 0;
}
