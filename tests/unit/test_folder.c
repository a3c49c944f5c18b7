#include "evidence/folder.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/place.h"

static size_t files(void)
{
    DIR *d = opendir(place);
    cr_assert(d != NULL);
    size_t n = 0;
    for (const struct dirent *entry = readdir(d); entry != NULL; entry = readdir(d))
        n += entry->d_name[0] != '.';
    (void)closedir(d);
    return n;
}

static bool is_there(const char *name)
{
    char path[192];
    (void)snprintf(path, sizeof path, "%s/%s", place, name);
    return access(path, F_OK) == 0;
}

static struct text name_at(uint64_t second)
{
    struct text name;
    folder_name(&name, second * 1000000000, "0123456789abcdef");
    return name;
}

static bool write_at(struct folder *f, uint64_t second)
{
    static const uint8_t content[1000] = { 1 };
    struct error e;
    struct text name = name_at(second);
    return folder_write(f, name.s, (struct bytes){ content, sizeof content }, &e);
}

TestSuite(folder, .init = place_make, .fini = place_remove);

Test(folder, names_files_by_time_and_alert)
{
    struct text name = name_at(1767600000);
    cr_expect_str_eq(name.s, "20260105T080000Z-0123456789abcdef.pcapng");
}

Test(folder, keeps_the_newest_and_what_is_not_its_own)
{
    struct error e;
    char other[192];
    (void)snprintf(other, sizeof other, "%s/mine.pcapng", place);
    int fd = open(other, O_WRONLY | O_CREAT, 0600);
    cr_assert(fd >= 0);
    (void)close(fd);
    struct folder *f = folder_open(place, 10000, &e);
    cr_assert(f != NULL, "%s", e.s);
    for (uint64_t second = 1; second <= 30; second++)
        cr_expect(write_at(f, second));
    cr_expect(files() <= 11 && files() >= 9, "%zu", files());
    cr_expect(is_there("mine.pcapng"));
    cr_expect(is_there(name_at(30).s));
    cr_expect(!is_there(name_at(1).s));
    folder_close(f);
    f = folder_open(place, 3000, &e);
    cr_assert(f != NULL);
    cr_expect(files() <= 3);
    folder_close(f);
}

Test(folder, does_not_follow_a_link)
{
    struct error e;
    char link[192], target[192];
    (void)snprintf(link, sizeof link, "%s/.camwarden-evidence.tmp", place);
    (void)snprintf(target, sizeof target, "%s/target", place);
    struct folder *f = folder_open(place, 10000, &e);
    cr_assert(f != NULL && symlink(target, link) == 0);
    cr_expect(write_at(f, 1));
    cr_expect(!is_there("target"));
    cr_expect_eq(files(), 1);
    folder_close(f);
}

Test(folder, says_why_it_cannot_be_used)
{
    struct error e;
    cr_expect(folder_open("/proc/no/such", 1, &e) == NULL);
    cr_expect_str_eq(e.s, "cannot use the folder /proc/no/such: No such file or directory");
    cr_expect(folder_open("/dev/null", 1, &e) == NULL);
    folder_close(NULL);
}

Test(folder, says_why_a_file_could_not_be_written)
{
    struct error e;
    struct folder *f = folder_open(place, 10000, &e);
    cr_assert(f != NULL && rmdir(place) == 0);
    cr_expect(!write_at(f, 1));
    cr_assert(mkdir(place, 0700) == 0);
    folder_close(f);
}

/* ---- whose it is ---- */

enum { SOMEBODY = 61184, ANOTHER };

static uid_t owner(void)
{
    struct stat st;
    cr_assert(stat(place, &st) == 0);
    return st.st_uid;
}

static bool give(void)
{
    struct error e;
    struct folder *f = folder_open(place, 10000, &e);
    cr_assert(f != NULL, "%s", e.s);
    bool given = folder_give(f, SOMEBODY, SOMEBODY);
    folder_close(f);
    return given;
}

static void write_file(const char *name)
{
    char path[192];
    (void)snprintf(path, sizeof path, "%s/%s", place, name);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    cr_assert(fd >= 0);
    (void)close(fd);
}

Test(folder, is_given_away_if_it_is_ours_and_holds_only_evidence)
{
    if (geteuid() != 0)
        cr_skip_test("needs root");
    write_file("20260105T080000Z-0123456789abcdef.pcapng");
    cr_expect(give());
    cr_expect_eq(owner(), SOMEBODY);
    cr_expect(give(), "a second time");
}

Test(folder, that_serves_somebody_else_too_is_left_as_it_is)
{
    if (geteuid() != 0)
        cr_skip_test("needs root");
    write_file("a-letter");
    cr_expect_not(give());
    cr_expect_eq(owner(), 0);
    cr_assert_eq(chmod(place, 01777), 0);
    cr_expect(give(), "everybody may write there");
    cr_expect_eq(owner(), 0);
}

Test(folder, of_somebody_else_is_not_given_away)
{
    if (geteuid() != 0)
        cr_skip_test("needs root");
    cr_assert_eq(chown(place, ANOTHER, ANOTHER), 0);
    cr_expect_not(give());
    cr_expect_eq(owner(), ANOTHER);
}
