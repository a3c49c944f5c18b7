#include "alerts/file_place.h"

#include <criterion/criterion.h>

static struct file_place place;
static struct error e;

Test(file_place, takes_a_name_as_it_is)
{
    cr_assert(file_place_read("/var/log/a?b%20c", &place, &e));
    cr_expect_str_eq(place.name, "/var/log/a?b%20c");
    cr_expect_not(place.standard);
    cr_expect_eq(place.rotate_bytes, 0);
    cr_expect_eq(place.keep, 5);
    cr_expect_eq(place.format, FORMAT_EVE);
    cr_assert(file_place_read("-", &place, &e));
    cr_expect(place.standard);
    cr_expect_str_eq(place.name, "standard output");
}

Test(file_place, reads_what_it_writes)
{
    static const struct file_wish wishes[] = {
        { "/var/log/eve.json", 64, 9, FORMAT_CEF },
        { "a b?rotate=1&c%", 0, 1, FORMAT_ECS },
        { "file:x", 1048576, 999, FORMAT_EVE },
    };
    char where[FILE_WHERE_MAX];
    for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++) {
        const struct file_wish *w = &wishes[i];
        cr_assert(file_place_write(w, where));
        cr_assert(file_place_read(where, &place, &e), "%s: %s", where, e.s);
        cr_expect_str_eq(place.name, w->file);
        cr_expect_eq(place.rotate_bytes, (uint64_t)w->rotate_mib << 20);
        cr_expect_eq(place.keep, w->keep);
        cr_expect_eq(place.format, w->format);
    }
    cr_assert(file_place_write(&(struct file_wish){ "-", 0, 5, FORMAT_CEF }, where));
    cr_assert(file_place_read(where, &place, &e));
    cr_expect(place.standard);
}

Test(file_place, says_what_is_wrong)
{
    static const char *const wrong[][2] = {
        { "file:", "the name of the file of alerts is too long, or wrongly encoded" },
        { "file:a%0", "the name of the file of alerts is too long, or wrongly encoded" },
        { "file:a?rotate=x", "the size of a file of alerts is a number of MiB, at most 1048576" },
        { "file:a?keep=0", "from 1 to 999 files of alerts can be kept" },
        { "file:a?keep=1000", "from 1 to 999 files of alerts can be kept" },
        { "file:a?format=leef", "the format is eve, cef or ecs" },
        { "file:a?size=1", "a file of alerts has 'rotate', 'keep' and 'format', and no other "
                           "parameter" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cr_expect_not(file_place_read(wrong[i][0], &place, &e));
        cr_expect_str_eq(e.s, wrong[i][1]);
    }
    static char name[PATH_MAX + 1];
    memset(name, 'x', PATH_MAX);
    cr_expect_not(file_place_read(name, &place, &e));
    char where[FILE_WHERE_MAX];
    cr_expect_not(file_place_write(&(struct file_wish){ name, 0, 1, FORMAT_EVE }, where));
}
