#include "alerts/outbox_ahead.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/outboxes.h"

TestSuite(outbox_ahead, .init = outboxes_begin, .fini = outboxes_end, .timeout = 60);

static struct ahead_mark mark_of(uint64_t number)
{
    return (struct ahead_mark){ .sender = "0123456789abcdef0123456789abcdef",
                                .epoch = 7,
                                .number = number,
                                .ceiling = number + 9,
                                .sinks = 1,
                                .sink = { { outbox_ahead_name("a"), { 1, 2, 3, number } } } };
}

static void expect_mark(uint64_t number)
{
    struct ahead_mark m, same = mark_of(number);
    struct outbox_ahead *a = outbox_ahead_open(outboxes_folder());
    cr_assert(outbox_ahead_read(a, &m));
    cr_expect(m.epoch == 7 && m.number == number && m.ceiling == number + 9 && m.sinks == 1);
    cr_expect_str_eq(m.sender, same.sender);
    cr_expect_eq(memcmp(&m.sink[0], &same.sink[0], sizeof m.sink[0]), 0);
    outbox_ahead_close(a);
}

static void write_mark(uint64_t number)
{
    struct ahead_mark m = mark_of(number);
    struct outbox_ahead *a = outbox_ahead_open(outboxes_folder());
    cr_assert(outbox_ahead_write(a, &m));
    outbox_ahead_close(a);
}

Test(outbox_ahead, says_what_was_written_last)
{
    struct ahead_mark m;
    struct outbox_ahead *a = outbox_ahead_open(outboxes_folder());
    cr_expect_not(outbox_ahead_read(a, &m), "nothing was");
    outbox_ahead_close(a);
    for (uint64_t i = 1; i < 6; i++) {
        write_mark(i);
        expect_mark(i);
    }
}

/* The sensor that comes after a replay by root must be able to use it. */
Test(outbox_ahead, belongs_to_whose_the_folder_is)
{
    enum { SOMEBODY = 4711 };
    struct stat st;
    if (geteuid() != 0)
        cr_skip_test("only root can give a file away");
    cr_assert_eq(chown(outboxes_folder(), SOMEBODY, SOMEBODY), 0);
    write_mark(1);
    cr_assert_eq(stat(outboxes_file("outbox.ahead"), &st), 0);
    cr_expect(st.st_uid == SOMEBODY && st.st_gid == SOMEBODY);
}

Test(outbox_ahead, is_not_written_into_what_has_another_name_too)
{
    char other[PATH_MAX];
    (void)snprintf(other, sizeof other, "%s", outboxes_file("other"));
    int fd = open(other, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    cr_assert(fd >= 0 && link(other, outboxes_file("outbox.ahead")) == 0);
    cr_expect_null(outbox_ahead_open(outboxes_folder()));
    cr_expect_eq(lseek(fd, 0, SEEK_END), 0);
    (void)close(fd);
}

Test(outbox_ahead, has_the_one_before_when_the_last_is_torn)
{
    enum { SLOTS = 2048 };
    uint8_t whole[SLOTS], torn;
    write_mark(1);
    write_mark(2);
    int fd = open(outboxes_file("outbox.ahead"), O_RDWR | O_CLOEXEC);
    cr_assert_eq(pread(fd, whole, sizeof whole, 0), SLOTS);
    for (off_t at = 0; at < 300; at++) { /* the second stands first */
        torn = whole[at] ^ 0x10;
        cr_assert_eq(pwrite(fd, &torn, 1, at), 1);
        expect_mark(1);
        cr_assert_eq(pwrite(fd, whole + at, 1, at), 1);
    }
    expect_mark(2);
    (void)close(fd);
}

Test(outbox_ahead, may_not_be_there)
{
    struct ahead_mark m = mark_of(1);
    cr_expect_null(outbox_ahead_open("/no/such/folder"));
    cr_expect_not(outbox_ahead_read(NULL, &m));
    cr_expect_not(outbox_ahead_write(NULL, &m));
    outbox_ahead_close(NULL);
}
