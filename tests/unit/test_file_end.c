#include "alerts/file_end.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alerts/format.h"

static char name[] = "/tmp/camwarden-end-XXXXXX";
static int fd;
static char room[FORMAT_LINE_MAX];

static void begin(void)
{
    cr_assert_geq(close(mkstemp(name)), 0);
    fd = open(name, O_RDWR | O_APPEND | O_CLOEXEC);
    cr_assert_geq(fd, 0);
}

static void end(void)
{
    (void)close(fd);
    (void)unlink(name);
}

TestSuite(file_end, .init = begin, .fini = end, .timeout = 30);

static void fill(const void *p, size_t n)
{
    cr_assert_eq(write(fd, p, n), (ssize_t)n);
}

static void expect_healed(const char *before, size_t before_n, const char *after)
{
    char got[256] = "";
    uint64_t n = 0;
    cr_assert_eq(ftruncate(fd, 0), 0);
    fill(before, before_n);
    cr_assert(file_end_heal(fd, &n));
    cr_expect_eq(n, strlen(after));
    ssize_t m = pread(fd, got, sizeof got - 1, 0);
    cr_expect_eq(m, (ssize_t)strlen(after));
    cr_expect_str_eq(got, after);
}

static void expect_healed_text(const char *before, const char *after)
{
    expect_healed(before, strlen(before), after);
}

Test(file_end, leaves_whole_lines_alone)
{
    expect_healed_text("", "");
    expect_healed_text("{\"a\":1}\n", "{\"a\":1}\n");
    expect_healed_text("\n", "\n");
}

Test(file_end, cuts_a_torn_line_off)
{
    static const char line[] = "{\"alert\":{\"context\":{\"sequence\":2}}}";
    char torn[128];
    for (size_t n = 1; n < sizeof line; n++) {
        (void)snprintf(torn, sizeof torn, "{\"a\":1}\n%.*s", (int)n, line);
        expect_healed_text(torn, "{\"a\":1}\n");
        expect_healed_text(torn + 8, "");
    }
    expect_healed_text("{\"a\":1}\nCEF:0|Cam", "{\"a\":1}\n");
    expect_healed_text("{\"a\":1}\nC", "{\"a\":1}\n");
    expect_healed("{\"a\":1}\n\0\0\0\0", 12, "{\"a\":1}\n");
}

Test(file_end, ends_what_is_not_ours_and_takes_nothing_of_it)
{
    expect_healed_text("some text", "some text\n");
    expect_healed_text("a\n[1,2", "a\n[1,2\n");
    expect_healed_text("{ \"a", "{ \"a\n");
}

Test(file_end, looks_back_over_blocks_but_not_without_end)
{
    static char many[FILE_END_MAX + 1];
    uint64_t n = 0;
    memset(many, 'x', sizeof many);
    memcpy(many, "\n{\"", 3);
    fill(many, 300000);
    cr_assert(file_end_heal(fd, &n));
    cr_expect_eq(n, 1, "cut off, over several blocks");
    cr_assert_eq(ftruncate(fd, 0), 0);
    memcpy(many, "{\"x", 3);
    fill(many, sizeof many);
    cr_assert(file_end_heal(fd, &n));
    cr_expect_eq(n, sizeof many + 1, "too long to be ours: ended");
}

Test(file_end, says_that_it_cannot)
{
    uint64_t n = 0;
    int only = open(name, O_RDONLY | O_CLOEXEC);
    fill("{\"", 2);
    cr_expect_not(file_end_heal(only, &n));
    cr_expect_not(file_end_heal(-1, &n));
    cr_expect_eq(errno, EBADF);
    (void)close(only);
}

static enum file_end last(uint64_t *number)
{
    struct bytes line = { NULL, 0 };
    enum file_end found = file_end_last(fd, room, &line);
    *number = found == FILE_END_FOUND ? format_sequence(line) : 0;
    return found;
}

static void add_line(unsigned number, size_t pad)
{
    cr_assert_gt(dprintf(fd,
                         "{\"alert\":{\"context\":{\"sequence\":%u}},\"event_type\":\"alert\","
                         "\"pad\":\"%0*d\"}\n",
                         number, (int)pad, 0),
                 0);
}

Test(file_end, finds_the_last_alert_behind_statistics_and_a_torn_line)
{
    uint64_t number = 0;
    cr_expect_eq(last(&number), FILE_END_ELSEWHERE, "an empty file");
    static const char stats[] = "{\"event_type\":\"stats\"}\n";
    fill(stats, sizeof stats - 1);
    cr_expect_eq(last(&number), FILE_END_ELSEWHERE);
    add_line(7, 1);
    add_line(8, 1);
    cr_expect(last(&number) == FILE_END_FOUND && number == 8);
    fill(stats, sizeof stats - 1);
    fill("CEF:0|a|b|c|d|e|1|act=allowed cn1=9 x=y\n", 40);
    fill(stats, sizeof stats - 1);
    fill("{\"alert\":{\"context\":{\"sequence\":10}}", 36);
    cr_expect(last(&number) == FILE_END_FOUND && number == 9);
}

Test(file_end, looks_no_further_back_than_a_mebibyte)
{
    static const char stats[] = "{\"event_type\":\"stats\",\"pad\":\"................\"}\n";
    uint64_t number = 0;
    add_line(7, 100000);
    add_line(8, 40000);
    for (size_t n = 0; n < FILE_END_MAX / 2; n += sizeof stats - 1)
        fill(stats, sizeof stats - 1);
    cr_expect(last(&number) == FILE_END_FOUND && number == 8);
    for (size_t n = 0; n < FILE_END_MAX; n += sizeof stats - 1)
        fill(stats, sizeof stats - 1);
    cr_expect_eq(last(&number), FILE_END_UNKNOWN);
}

Test(file_end, passes_over_a_line_that_is_too_long_for_ours)
{
    uint64_t number = 0;
    add_line(7, 1);
    add_line(8, FORMAT_LINE_MAX);
    cr_expect(last(&number) == FILE_END_FOUND && number == 7);
}
