#include "sensor/whole_file.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void make_folder(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/whole_file_XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

/* How many names lie in the folder. */
static size_t names(void)
{
    size_t n = 0;
    DIR *d = opendir(".");
    cr_assert_not_null(d);
    for (const struct dirent *e = readdir(d); e != NULL; e = readdir(d))
        n += e->d_name[0] != '.';
    (void)closedir(d);
    return n;
}

static void remove_folder(void)
{
    (void)unlink("a");
    (void)unlink("link");
    (void)chdir("/");
    (void)rmdir(folder);
}

static bool write_text(const char *path, const char *text)
{
    struct whole_file f;
    struct error e;
    if (!whole_file_open(&f, path, &e))
        return false;
    (void)fputs(text, f.out);
    return whole_file_close(&f, &e);
}

static void expect_text(const char *path, const char *wanted)
{
    char text[64] = "";
    FILE *f = fopen(path, "r");
    cr_assert_not_null(f);
    (void)fread(text, 1, sizeof text - 1, f);
    (void)fclose(f);
    cr_expect_str_eq(text, wanted);
}

TestSuite(whole_file, .init = make_folder, .fini = remove_folder);

Test(whole_file, appears_when_it_is_complete)
{
    struct whole_file f;
    struct error e;
    cr_assert(whole_file_try("a", &e));
    cr_expect_eq(names(), 0);
    cr_assert(whole_file_open(&f, "a", &e));
    (void)fputs("new", f.out);
    cr_expect_neq(access("a", F_OK), 0);
    cr_assert(whole_file_close(&f, &e));
    expect_text("a", "new");
    cr_expect_eq(names(), 1);
}

Test(whole_file, can_be_read_by_owner_and_group)
{
    struct stat st;
    (void)umask(0);
    cr_assert(write_text("a", "x"));
    cr_assert_eq(stat("a", &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0640);
    cr_assert_eq(unlink("a"), 0);
    (void)umask(077);
    cr_assert(write_text("a", "x"));
    cr_assert_eq(stat("a", &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0600);
}

Test(whole_file, replaces_an_older_one_at_once)
{
    struct whole_file f;
    struct error e;
    cr_assert(write_text("a", "old"));
    cr_assert(whole_file_open(&f, "a", &e));
    (void)fputs("new", f.out);
    (void)fflush(f.out);
    expect_text("a", "old");
    cr_assert(whole_file_close(&f, &e));
    expect_text("a", "new");
}

Test(whole_file, goes_where_a_symbolic_link_leads)
{
    struct stat st;
    cr_assert(write_text("a", "old"));
    cr_assert_eq(symlink("a", "link"), 0);
    cr_assert(write_text("link", "new"));
    expect_text("a", "new");
    cr_assert_eq(lstat("link", &st), 0);
    cr_expect(S_ISLNK(st.st_mode));
}

Test(whole_file, never_replaces_a_device)
{
    struct error e;
    struct stat st;
    cr_assert(whole_file_try("/dev/null", &e));
    cr_assert(write_text("/dev/null", "x"));
    cr_assert_eq(stat("/dev/null", &st), 0);
    cr_expect(S_ISCHR(st.st_mode));
}

Test(whole_file, that_cannot_be_written_leaves_the_older_one_and_nothing_beside_it)
{
    struct whole_file f;
    struct error e;
    cr_assert(write_text("a", "old"));
    cr_assert(whole_file_open(&f, "a", &e));
    cr_assert_not_null(freopen("/dev/full", "w", f.out));
    (void)fputs("new", f.out);
    cr_expect(!whole_file_close(&f, &e));
    cr_expect_str_eq(e.s, "cannot write a: No space left on device");
    expect_text("a", "old");
    cr_expect_eq(names(), 1);
}

Test(whole_file, says_what_is_wrong_with_its_place_before_it_is_written)
{
    struct error e;
    char long_path[PATH_MAX + 2];
    memset(long_path, 'x', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    cr_expect(!whole_file_try("nowhere/a", &e));
    cr_expect_str_eq(e.s, "cannot write nowhere/a: No such file or directory");
    cr_expect(!whole_file_try(".", &e));
    cr_expect_str_eq(e.s, "cannot write .: Is a directory");
    cr_expect(!whole_file_try("", &e));
    cr_expect(!whole_file_try(long_path, &e));
    cr_expect(!write_text("nowhere/a", "x"));
    cr_expect(!write_text(long_path, "x"));
    cr_expect_eq(names(), 0);
}

Test(whole_file, is_standard_output_if_it_is_a_dash)
{
    struct error e;
    cr_expect(whole_file_try("-", &e));
    cr_expect(write_text("-", ""));
    cr_expect_eq(names(), 0);
    cr_expect_geq(fputs("", stdout), 0);
}
