#include "alerts/file_turn.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOBODY = 61184 };

static char folder[] = "/tmp/camwarden-turn-XXXXXX";
static struct file_place place = { .keep = 3 };
static struct error e;

static void begin(void)
{
    cr_assert_not_null(mkdtemp(folder));
    (void)snprintf(place.name, sizeof place.name, "%s/eve.json", folder);
}

static const char *named(unsigned n)
{
    static char name[PATH_MAX];
    cr_assert(file_turn_name(&place, n, name));
    return n == 0 ? place.name : name;
}

static void end(void)
{
    for (unsigned n = 0; n <= 5; n++)
        (void)unlink(named(n));
    (void)rmdir(folder);
}

TestSuite(file_turn, .init = begin, .fini = end, .timeout = 30);

static void put(unsigned n, char content)
{
    int fd = open(named(n), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    cr_assert_eq(write(fd, &content, 1), 1);
    (void)close(fd);
}

/* '-': there is none. */
static char content(unsigned n)
{
    char c = '-';
    int fd = open(named(n), O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        (void)!read(fd, &c, 1);
    if (fd >= 0)
        (void)close(fd);
    return c;
}

static void expect(const char *contents)
{
    for (unsigned n = 0; contents[n] != '\0'; n++)
        cr_expect_eq(content(n), contents[n], "FILE.%u is '%c', not '%c'", n, content(n),
                     contents[n]);
}

Test(file_turn, moves_the_chain_on_and_drops_the_oldest)
{
    put(0, 'a');
    cr_assert(file_turn(&place, &e), "%s", e.s);
    expect("-a-");
    put(0, 'b');
    cr_assert(file_turn(&place, &e));
    put(0, 'c');
    cr_assert(file_turn(&place, &e));
    expect("-cba-");
    put(0, 'd');
    cr_assert(file_turn(&place, &e));
    expect("-dcb-");
}

Test(file_turn, closes_a_hole_before_it_drops_anything)
{
    put(0, 'c');
    put(2, 'b');
    put(3, 'a');
    cr_assert(file_turn(&place, &e));
    expect("-cba-");
}

Test(file_turn, keeps_one)
{
    place.keep = 1;
    put(0, 'b');
    put(1, 'a');
    cr_assert(file_turn(&place, &e));
    expect("-b-");
    place.keep = 3;
}

Test(file_turn, can_be_undone)
{
    put(0, 'b');
    cr_assert(file_turn(&place, &e));
    file_turn_back(&place);
    expect("b-");
}

Test(file_turn, leaves_everything_where_something_is_in_the_way)
{
    put(0, 'b');
    put(1, 'a');
    cr_assert_eq(mkdir(named(2), 0700), 0);
    place.keep = 2;
    cr_expect_not(file_turn(&place, &e));
    cr_expect_not_null(strstr(e.s, "Is a directory"));
    expect("ba");
    place.keep = 3;
    cr_assert_eq(rmdir(named(2)), 0);
}

Test(file_turn, says_which_right_is_missing)
{
    put(0, 'a');
    cr_assert_eq(chmod(folder, 0555), 0);
    if (geteuid() == 0)
        cr_assert_eq(setresuid(NOBODY, NOBODY, 0), 0);
    char why[PATH_MAX + 128];
    (void)snprintf(why, sizeof why,
                   "cannot rotate %s: Permission denied (its folder must be writable for the user "
                   "that this runs as)",
                   place.name);
    cr_expect_not(file_turn_try(&place, &e));
    cr_expect_str_eq(e.s, why);
    cr_expect_not(file_turn(&place, &e));
    cr_expect_str_eq(e.s, why);
    (void)setresuid(0, 0, 0);
    cr_assert_eq(chmod(folder, 0755), 0);
    cr_expect(file_turn_try(&place, &e));
}

Test(file_turn, looks_at_the_right_folder)
{
    struct file_place other = { .name = "eve.json" };
    cr_assert_eq(chdir(folder), 0);
    cr_expect(file_turn_try(&other, &e));
    (void)snprintf(other.name, sizeof other.name, "/nowhere/eve.json");
    cr_expect_not(file_turn_try(&other, &e));
    (void)snprintf(other.name, sizeof other.name, "/eve.json");
    cr_expect(geteuid() != 0 || file_turn_try(&other, &e));
}
