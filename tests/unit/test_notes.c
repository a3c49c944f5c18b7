#include "alerts/notes.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { ROOM = 4096 };

static bool add(struct notes *n, uint64_t with, const char *key, bool waits)
{
    struct note_kept note = { .with = with,
                              .kind = bytes_of_text("kind"),
                              .key = bytes_of_text(key),
                              .value = bytes_of_text("value") };
    return notes_add(n, &note, waits);
}

/* The keys of what goes with lines up to that number, one after the other; they are dropped. */
static const char *through(struct notes *n, uint64_t number)
{
    static char keys[ROOM];
    uint8_t packed[ROOM];
    size_t bytes = notes_through(n, number, packed, sizeof packed), at = 0;
    struct bytes left = { packed, bytes };
    struct note_kept note;
    while (notes_next(&left, &note)) {
        cr_expect(bytes_equal(note.kind, bytes_of_text("kind")));
        cr_expect(bytes_equal(note.value, bytes_of_text("value")));
        memcpy(keys + at, note.key.p, note.key.n);
        at += note.key.n;
    }
    cr_expect_eq(left.n, 0);
    keys[at] = '\0';
    notes_drop(n, bytes);
    return keys;
}

Test(notes, go_with_their_line_and_in_order)
{
    struct notes *n = notes_new(ROOM);
    cr_assert(add(n, 0, "a", false) && add(n, 2, "b", false) && add(n, 3, "c", false));
    cr_expect_str_eq(through(n, 2), "ab");
    cr_expect_str_eq(through(n, 2), "");
    cr_expect_str_eq(through(n, 9), "c");
    cr_expect_eq(notes_used(n), 0);
    notes_free(n);
}

Test(notes, that_wait_stay_until_they_are_joined)
{
    struct notes *n = notes_new(ROOM);
    cr_assert(add(n, 0, "a", true) && add(n, 0, "b", true));
    cr_expect(!notes_ready(n));
    cr_expect_str_eq(through(n, UINT64_MAX), "");
    notes_join(n, 7);
    cr_expect(notes_ready(n));
    cr_expect_str_eq(through(n, 6), "");
    cr_expect_str_eq(through(n, 7), "ab");
    notes_free(n);
}

Test(notes, are_refused_when_there_is_no_room_and_go_round)
{
    struct notes *n = notes_new(256);
    for (int round = 0; round < 200; round++) {
        int held = 0;
        while (add(n, 0, (const char[]){ (char)('A' + held), '\0' }, false))
            held++;
        cr_assert(held > 0 && held < 256);
        cr_assert(notes_used(n) <= 256);
        cr_assert_eq(strlen(through(n, 0)), (size_t)held);
    }
    notes_free(n);
}

Test(notes, are_given_as_far_as_there_is_room)
{
    uint8_t small[40];
    struct notes *n = notes_new(ROOM);
    for (int i = 0; i < 10; i++)
        cr_assert(add(n, 0, "k", false));
    size_t bytes = notes_through(n, 0, small, sizeof small);
    cr_expect(bytes > 0 && bytes <= sizeof small);
    struct bytes left = { small, bytes };
    struct note_kept note;
    size_t given = 0;
    while (notes_next(&left, &note))
        given++;
    notes_drop(n, bytes);
    cr_expect_eq(strlen(through(n, 0)), 10 - given);
    notes_free(n);
}

Test(notes, that_are_cut_are_no_notes)
{
    uint8_t packed[ROOM];
    struct notes *n = notes_new(ROOM);
    cr_assert(add(n, 1, "key", false));
    size_t bytes = notes_through(n, 1, packed, sizeof packed);
    for (size_t cut = 0; cut < bytes; cut++) {
        struct bytes left = { packed, cut };
        struct note_kept note;
        cr_expect(!notes_next(&left, &note), "%zu of %zu", cut, bytes);
    }
    notes_free(n);
}

static bool add_value(struct notes *n, const char *key, const char *value)
{
    struct note_kept note = { .kind = bytes_of_text("kind"),
                              .key = bytes_of_text(key),
                              .value = bytes_of_text(value) };
    return notes_add(n, &note, false);
}

/* As long as a disk takes nothing: of what was given out to be written nothing goes. */
Test(notes, that_are_old_make_room_for_how_things_are)
{
    struct notes *n = notes_new(ROOM);
    uint8_t packed[ROOM];
    char value[16];
    cr_assert(add_value(n, "given out", "0") && add_value(n, "given out", "1"));
    size_t lent = notes_through(n, 0, packed, sizeof packed);
    for (int i = 0; i < 10000; i++) {
        (void)snprintf(value, sizeof value, "%d", i);
        cr_assert(add_value(n, i % 3 == 0 ? "a" : "b", value), "%d", i);
    }
    cr_assert(add(n, 0, "waits", true) && add(n, 0, "waits", true));
    for (int i = 0; i < 10000; i++)
        cr_assert(add(n, 0, "waits too", true), "%d", i);
    notes_drop(n, lent);
    notes_join(n, 7);
    struct bytes left = { packed, notes_through(n, 7, packed, sizeof packed) };
    struct note_kept note;
    char last[3][16] = { "" };
    while (notes_next(&left, &note)) {
        int which = note.key.p[0] == 'a' ? 0 : note.key.p[0] == 'b' ? 1 : 2;
        (void)snprintf(last[which], sizeof last[0], "%.*s", (int)note.value.n,
                       (const char *)note.value.p);
        cr_expect_eq(note.with, which < 2 ? 0 : 7);
        cr_expect_neq(note.key.p[0], 'g');
    }
    cr_expect_str_eq(last[0], "9999");
    cr_expect_str_eq(last[1], "9998");
    cr_expect_str_eq(last[2], "value");
    notes_free(n);
}

Test(notes, that_are_all_different_are_refused_at_once_when_there_is_no_room)
{
    struct notes *n = notes_new(1 << 20);
    char key[16];
    int held = 0, refused = 0;
    for (int i = 0; i < 200000; i++) {
        (void)snprintf(key, sizeof key, "%d", i);
        if (add_value(n, key, "value"))
            held++;
        else
            refused++;
    }
    cr_expect(held > 15000 && refused > 100000, "%d, %d", held, refused);
    notes_free(n);
}
