/* A file of alerts on a disk that fills up. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/support/posting.h"

TestSuite(post_file, .init = posting_begin, .fini = posting_end, .timeout = 60);

static _Atomic int room = -1; /* bytes that find room on the disk; -1: any */

ssize_t writev(int fd, const struct iovec *piece, int n)
{
    if (room < 0)
        return syscall(SYS_writev, fd, piece, n);
    struct iovec part = piece[0];
    part.iov_len = part.iov_len < (size_t)room ? part.iov_len : (size_t)room;
    room -= (int)part.iov_len;
    if (part.iov_len > 0)
        return syscall(SYS_writev, fd, &part, 1);
    errno = ENOSPC;
    return -1;
}

static const char stats[] = "{\"event_type\":\"stats\",\"host\":\"sensor-a\"}\n";

/* A line that was begun is ended before another is. */
Test(post_file, tears_no_statistics_and_no_alert_when_it_is_full)
{
    enum { BEGUN = 10, LINE_MAX_HERE = 8192 };
    struct post *p = posting_new(0);
    posting_add(p, &file_sink, posting_file());
    posting_start(p);
    posting_hear(p, 1);
    cr_assert(posting_delivers(p, 0, 1));
    room = BEGUN;
    post_stats(p, (struct bytes){ (const uint8_t *)stats, sizeof stats - 2 });
    cr_assert(posting_becomes(p, 0, false));
    posting_hear(p, 2);
    room = -1;
    cr_expect(posting_delivers(p, 0, 4));
    cr_expect_eq(post_close(p, 10000), 0);
    static char line[LINE_MAX_HERE];
    FILE *f = fopen(posting_file(), "re");
    for (int i = 0; i < 4; i++) {
        cr_assert_not_null(fgets(line, sizeof line, f), "line %d", i);
        if (i == 1)
            cr_expect_str_eq(line, stats);
        else
            cr_expect_not_null(strstr(line, "\"event_type\":\"alert\""), "line %d: %s", i, line);
        cr_expect(line[0] == '{' && line[strlen(line) - 2] == '}', "line %d: %s", i, line);
    }
    cr_expect_null(fgets(line, sizeof line, f));
    (void)fclose(f);
}
