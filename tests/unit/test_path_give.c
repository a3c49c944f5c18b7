/* Files given to whom the sensor becomes. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sensor/privileges.h"
#include "tests/support/in_child.h"
#include "tests/support/place.h"

enum { STRANGER = 65001 };

static const struct identity somebody = { .uid = 61999, .gid = 61998, .name.s = "uid 61999" };
static char file[80];
static char second[80];

static void make_file(void)
{
    if (geteuid() != 0)
        cr_skip_test("needs root");
    place_make();
    cr_assert_eq(chmod(place, 0755), 0);
    (void)snprintf(file, sizeof file, "%s/eve.json", place);
    (void)snprintf(second, sizeof second, "%s/second", place);
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    cr_assert_geq(fd, 0);
    (void)close(fd);
}

TestSuite(path_give, .init = make_file, .fini = place_remove);

static void expect_owner(uid_t uid, gid_t gid)
{
    struct stat s;
    cr_assert_eq(stat(file, &s), 0);
    cr_expect_eq(s.st_uid, uid);
    cr_expect_eq(s.st_gid, gid);
}

/* In a child, once it has dropped its rights. */
static int open_own_file(void *self)
{
    struct error *e = self;
    (void)privileges_drop(&somebody, e);
    return open(file, O_WRONLY | O_APPEND | O_CLOEXEC) >= 0;
}

Test(path_give, lets_a_file_be_opened_after_the_drop)
{
    struct error e;
    cr_expect_eq(in_child(open_own_file, &e), 0);
    cr_assert(path_give(file, &somebody));
    expect_owner(61999, 61998);
    cr_expect_eq(in_child(open_own_file, &e), 1);
    cr_expect(path_give(file, &somebody), "once more");
}

Test(path_give, leaves_a_group_that_was_chosen)
{
    cr_assert_eq(chown(file, 0, 4), 0);
    cr_assert(path_give(file, &somebody));
    expect_owner(61999, 4);
}

Test(path_give, follows_no_symbolic_link)
{
    cr_assert_eq(symlink(file, second), 0);
    cr_expect_not(path_give(second, &somebody));
    expect_owner(0, 0);
}

Test(path_give, gives_no_file_with_a_second_name)
{
    cr_assert_eq(link(file, second), 0);
    cr_expect_not(path_give(second, &somebody));
    cr_expect_eq(errno, EPERM);
    expect_owner(0, 0);
}

Test(path_give, gives_nothing_of_somebody_else)
{
    cr_assert_eq(chown(file, STRANGER, STRANGER), 0);
    cr_expect_not(path_give(file, &somebody));
    expect_owner(STRANGER, STRANGER);
}

Test(path_give, gives_no_folder)
{
    cr_expect_not(path_give(place, &somebody));
    cr_expect_not(path_give("/tmp/no/such/file", &somebody));
    cr_expect_eq(errno, ENOENT);
}
