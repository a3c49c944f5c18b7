/* What is taken over of a damaged outbox, and what of a file that never was one. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <string.h>

#include "tests/support/disk_faults.h"
#include "tests/support/outboxes.h"

TestSuite(outbox_salvage, .init = outboxes_begin, .fini = outboxes_end, .timeout = 120);

enum { LINES = 20000, PAGE = 8192, FILE_MAX = 8 << 20 };

struct image {
    size_t n;
    uint8_t p[FILE_MAX];
};

static bool load(const char *path, struct image *to)
{
    FILE *f = fopen(path, "re");
    to->n = f != NULL ? fread(to->p, 1, sizeof to->p, f) : 0;
    if (f != NULL)
        (void)fclose(f);
    return f != NULL;
}

static void damage_first_page(void)
{
    static const uint8_t nothing[PAGE];
    FILE *f = fopen(outboxes_file("outbox.db"), "r+e");
    cr_assert(f != NULL && fwrite(nothing, 1, sizeof nothing, f) == sizeof nothing);
    cr_assert_eq(fclose(f), 0);
}

static void hear(void *self, struct bytes key, struct bytes value)
{
    size_t *n = self;
    *n += key.n == 1 && value.n == 5;
}

/* Everything: lines, cursors, values, who it was. */
Test(outbox_salvage, takes_over_all_behind_a_first_page_that_is_gone)
{
    struct outbox *o = outbox_of_folder();
    char sender[40];
    uint64_t last = 0;
    (void)snprintf(sender, sizeof sender, "%s", outbox_sender(o));
    int a = outbox_add_reader(o, "a");
    (void)outbox_add_reader(o, "b");
    outbox_started(o);
    outbox_put_lines(o, 1, 500);
    outbox_keep(o, "ledger", bytes_of_text("k"), bytes_of_text("value"), false);
    cr_assert_eq(outbox_take_lines(o, a, &last), 500);
    outbox_close(o);
    damage_first_page();
    o = outbox_of_folder();
    cr_expect_str_eq(outbox_sender(o), sender);
    cr_expect_eq(outbox_last(o), 500);
    a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    outbox_started(o);
    cr_expect_not(outbox_has(o, a));
    last = 0;
    cr_expect_eq(outbox_take_lines(o, b, &last), 500);
    size_t heard = 0;
    outbox_recall(o, "ledger", (struct outbox_hearer){ hear, &heard });
    cr_expect_eq(heard, 1);
    outbox_close(o);
}

Test(outbox_salvage, counts_what_finds_no_room_and_goes_on)
{
    static struct image old;
    outbox_filled(LINES);
    cr_assert(load(outboxes_file("outbox.db"), &old) && old.n < sizeof old.p);
    damage_first_page();
    disk_file_max = (long)old.n / 2;
    struct outbox *o = outbox_of_folder();
    disk_file_max = 0;
    struct outbox_figures f;
    outbox_figures(o, &f);
    cr_expect(f.damaged > LINES / 4 && f.damaged < LINES * 3 / 4);
    int a = outbox_add_reader(o, "a");
    outbox_started(o);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last) + f.damaged, LINES);
    outbox_close(o);
}

/* Of who it was and how far nothing is left, in the file and beside it. */
Test(outbox_salvage, gives_no_number_again_when_only_rows_or_cursors_say_how_far_it_was)
{
    static struct image old;
    for (int taken = 0; taken < 2; taken++) {
        struct outbox *o = outbox_of_folder();
        int a = outbox_add_reader(o, "a");
        outbox_started(o);
        uint64_t before = outbox_last(o);
        uint64_t last = 0;
        outbox_put_lines(o, before + 1, before + 500);
        if (taken)
            (void)outbox_take_lines(o, a, &last);
        char sender[40];
        (void)snprintf(sender, sizeof sender, "%s", outbox_sender(o));
        outbox_close(o);
        cr_assert_eq(unlink(outboxes_file("outbox.ahead")), 0);
        cr_assert(load(outboxes_file("outbox.db"), &old));
        uint8_t *at = memmem(old.p, old.n, sender, 32);
        cr_assert(at != NULL && at - old.p >= PAGE);
        memset(at, 'x', 32);
        memset(old.p, 0, PAGE);
        FILE *f = fopen(outboxes_file("outbox.db"), "we");
        cr_assert(f != NULL && fwrite(old.p, 1, old.n, f) == old.n && fclose(f) == 0);
        o = outbox_of_folder();
        cr_expect_eq(outbox_last(o), before + 500);
        outbox_close(o);
    }
}

/* What was put aside is what was there. */
static void expect_untouched(const struct image *was)
{
    static struct image now;
    char name[256] = "";
    DIR *d = opendir(outboxes_folder());
    for (struct dirent *f = readdir(d); f != NULL; f = readdir(d))
        if (strncmp(f->d_name, "outbox.db.damaged-", 18) == 0 &&
            strchr(f->d_name + 18, '-') == NULL)
            (void)snprintf(name, sizeof name, "%s", f->d_name);
    (void)closedir(d);
    cr_assert(load(outboxes_file(name), &now), "%s", name);
    cr_expect(now.n == was->n && memcmp(now.p, was->p, now.n) == 0, "it was written to");
}

static void expect_it_is_left_alone(const struct image *foreign)
{
    FILE *f = fopen(outboxes_file("outbox.db"), "we");
    cr_assert(f != NULL && fwrite(foreign->p, 1, foreign->n, f) == foreign->n && fclose(f) == 0);
    struct outbox *o = outbox_of_folder();
    outbox_close(o);
    expect_untouched(foreign);
}

Test(outbox_salvage, writes_nothing_into_what_never_was_an_outbox)
{
    static struct image letter;
    letter.n = 5 * PAGE;
    for (size_t i = 0; i < letter.n; i++)
        letter.p[i] = (uint8_t)("Dear Sir, "[i % 10]);
    expect_it_is_left_alone(&letter);
}

Test(outbox_salvage, writes_nothing_into_the_database_of_another_program)
{
    static struct image other;
    enum { APPLICATION_AT = 68 };
    outbox_filled(1000);
    cr_assert(load(outboxes_file("outbox.db"), &other));
    memcpy(other.p + APPLICATION_AT, "else", 4);
    expect_it_is_left_alone(&other);
}

Test(outbox_salvage, writes_nothing_into_one_that_is_damaged)
{
    static struct image damaged;
    outbox_filled(1000);
    damage_first_page();
    cr_assert(load(outboxes_file("outbox.db"), &damaged));
    struct outbox *o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), 1000);
    outbox_close(o);
    expect_untouched(&damaged);
}
