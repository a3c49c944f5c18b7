#include "sensor/state_folder.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/place.h"

enum { SOMEBODY = 61184 };

static char folder[96];

static void make_place(void)
{
    place_make();
    (void)snprintf(folder, sizeof folder, "%s/state", place);
}

static const char *within(const char *name)
{
    static char path[160];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name)
{
    int fd = open(within(name), O_WRONLY | O_CREAT, 0600);
    cr_assert(fd >= 0);
    (void)close(fd);
}

static uid_t owner(const char *path)
{
    struct stat st;
    cr_assert(lstat(path, &st) == 0);
    return st.st_uid;
}

TestSuite(state_folder, .init = make_place, .fini = place_remove);

Test(state_folder, is_made_for_its_owner_alone_and_found_again)
{
    struct error e;
    struct stat st;
    cr_assert(state_folder_make(folder, &e), "%s", e.s);
    cr_assert(stat(folder, &st) == 0);
    cr_expect_eq(st.st_mode & 0777, 0700);
    cr_expect(state_folder_make(folder, &e));
}

Test(state_folder, that_is_none_is_said)
{
    struct error e;
    cr_expect(!state_folder_make("/no/such/place", &e));
    cr_expect_str_eq(e.s, "cannot make the folder /no/such/place: No such file or directory");
    cr_expect(!state_folder_make("/dev/null", &e));
    cr_expect_str_eq(e.s, "/dev/null is no folder");
}

Test(state_folder, is_given_with_the_files_of_the_outbox_and_no_others)
{
    if (geteuid() != 0)
        cr_skip_test("needs root");
    struct error e;
    struct identity id = { .uid = SOMEBODY, .gid = SOMEBODY };
    cr_assert(state_folder_make(folder, &e));
    write_file("outbox.db");
    write_file("mine");
    cr_assert(state_folder_give(folder, &id, &e), "%s", e.s);
    cr_expect_eq(owner(folder), SOMEBODY);
    cr_expect_eq(owner(within("outbox.db")), SOMEBODY);
    cr_expect_eq(owner(within("mine")), 0);
    cr_expect(state_folder_give(folder, &id, &e), "a second time");
}

/* As another process sees it; nobody else is asked about one's own lock. */
static bool is_locked(const char *path)
{
    pid_t child = fork();
    if (child == 0) {
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
        int fd = open(path, O_RDWR);
        bool locked = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
        _exit(locked ? 0 : 1);
    }
    int status = -1;
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Test(state_folder, leaves_the_locks_that_its_owner_has_on_the_files)
{
    static const char *const names[] = { "outbox.db", "outbox.db-wal", "outbox.db-shm" };
    if (geteuid() != 0)
        cr_skip_test("needs root");
    struct error e;
    struct identity id = { .uid = SOMEBODY, .gid = SOMEBODY };
    cr_assert(state_folder_make(folder, &e));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        write_file(names[i]);
        int fd = open(within(names[i]), O_RDWR);
        struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
        cr_assert(fd >= 0 && fcntl(fd, F_SETLK, &lock) == 0);
    }
    cr_assert(state_folder_give(folder, &id, &e), "%s", e.s);
    cr_assert(state_folder_give(folder, &id, &e), "again: nothing is to be given: %s", e.s);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        cr_expect(is_locked(within(names[i])), "%s", names[i]);
}

Test(state_folder, of_somebody_else_is_not_given_away)
{
    if (geteuid() != 0)
        cr_skip_test("needs root");
    struct error e;
    struct identity id = { .uid = SOMEBODY, .gid = SOMEBODY, .name = { "somebody" } };
    cr_assert(state_folder_make(folder, &e) && chown(folder, SOMEBODY + 1, 0) == 0);
    cr_expect(!state_folder_give(folder, &id, &e));
    cr_expect_eq(owner(folder), SOMEBODY + 1);
}

Test(state_folder, gives_nothing_that_a_link_or_a_second_name_leads_to)
{
    if (geteuid() != 0)
        cr_skip_test("needs root");
    struct error e;
    char target[128];
    struct identity id = { .uid = SOMEBODY, .gid = SOMEBODY, .name = { "somebody" } };
    cr_assert(state_folder_make(folder, &e));
    (void)snprintf(target, sizeof target, "%s/target", place);
    int fd = open(target, O_WRONLY | O_CREAT, 0600);
    cr_assert(fd >= 0 && symlink(target, within("outbox.db")) == 0);
    cr_expect(!state_folder_give(folder, &id, &e));
    cr_assert(unlink(within("outbox.db")) == 0 && link(target, within("outbox.db")) == 0);
    cr_expect(!state_folder_give(folder, &id, &e));
    cr_expect_eq(owner(target), 0);
    (void)close(fd);
}
