#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alerts/format.h"
#include "alerts/sink.h"

static const struct bytes lines[] = { { (const uint8_t *)"{\"a\":1}", 7 },
                                      { (const uint8_t *)"{\"b\":2}", 7 } };
static const struct batch two = { .n = 2, .line = lines };

static char name[64];

static void make_name(void)
{
    (void)snprintf(name, sizeof name, "/tmp/camwarden-file-XXXXXX");
    int fd = mkstemp(name);
    cr_assert_geq(fd, 0);
    (void)close(fd);
}

static void expect_content(const char *content)
{
    char got[256] = "";
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t n = read(fd, got, sizeof got - 1);
    cr_expect_eq(n, (ssize_t)strlen(content));
    cr_expect_str_eq(got, content);
    (void)close(fd);
}

static void deliver_two(const char *where)
{
    struct error e;
    void *f = file_sink.open(where, &e);
    cr_assert_not_null(f);
    cr_expect(file_sink.deliver(f, &two, &e));
    cr_expect(file_sink.close(f, &e));
}

Test(file, writes_a_line_an_alert_and_appends)
{
    make_name();
    deliver_two(name);
    expect_content("{\"a\":1}\n{\"b\":2}\n");
    deliver_two(name);
    expect_content("{\"a\":1}\n{\"b\":2}\n{\"a\":1}\n{\"b\":2}\n");
    (void)unlink(name);
}

Test(file, has_written_a_batch_when_it_says_so)
{
    make_name();
    struct error e;
    void *f = file_sink.open(name, &e);
    cr_assert(file_sink.deliver(f, &two, &e));
    expect_content("{\"a\":1}\n{\"b\":2}\n");
    cr_expect(file_sink.close(f, &e));
    (void)unlink(name);
}

Test(file, writes_to_standard_output_and_leaves_it_open)
{
    make_name();
    int fd = open(name, O_WRONLY | O_CLOEXEC);
    cr_assert_geq(dup2(fd, STDOUT_FILENO), 0);
    deliver_two("-");
    cr_expect_eq(write(STDOUT_FILENO, "more\n", 5), 5);
    expect_content("{\"a\":1}\n{\"b\":2}\nmore\n");
    (void)unlink(name);
}

Test(file, says_why_it_cannot_open)
{
    struct error e;
    cr_expect_null(file_sink.open("/nowhere/eve.json", &e));
    cr_expect_str_eq(e.s, "cannot write alerts to /nowhere/eve.json: No such file or directory");
    cr_expect_null(file_sink.open("/tmp", &e));
    cr_expect_str_eq(e.s, "cannot write alerts to /tmp: Is a directory");
}

Test(file, says_why_it_cannot_write)
{
    struct error e;
    void *f = file_sink.open("/dev/full", &e);
    cr_assert_not_null(f);
    cr_expect_not(file_sink.deliver(f, &two, &e));
    cr_expect_str_eq(e.s, "cannot write alerts to /dev/full: No space left on device");
    (void)file_sink.close(f, &e);
}

/* A disk that fills up in the middle of a line, and has room again. */
Test(file, goes_on_where_it_had_to_stop)
{
    make_name();
    struct error e;
    void *f = file_sink.open(name, &e);
    (void)signal(SIGXFSZ, SIG_IGN);
    struct rlimit all;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &all), 0);
    struct rlimit little = { 12, all.rlim_max };
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &little), 0);
    cr_expect_not(file_sink.deliver(f, &two, &e));
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &all), 0);
    expect_content("{\"a\":1}\n{\"b\"");
    cr_expect(file_sink.deliver(f, &two, &e));
    expect_content("{\"a\":1}\n{\"b\":2}\n");
    cr_expect(file_sink.deliver(f, &two, &e));
    expect_content("{\"a\":1}\n{\"b\":2}\n{\"a\":1}\n{\"b\":2}\n");
    (void)file_sink.close(f, &e);
    (void)unlink(name);
}

Test(file, goes_on_in_a_new_file_of_its_name)
{
    make_name();
    struct error e;
    void *f = file_sink.open(name, &e);
    cr_assert(file_sink.deliver(f, &two, &e));
    cr_assert_eq(unlink(name), 0);
    cr_expect(file_sink.reopen(f, &e));
    cr_assert(file_sink.deliver(f, &two, &e));
    expect_content("{\"a\":1}\n{\"b\":2}\n");
    (void)file_sink.close(f, &e);
    (void)unlink(name);
}

Test(file, keeps_the_old_file_when_there_can_be_no_new_one)
{
    make_name();
    struct error e;
    void *f = file_sink.open(name, &e);
    int old = open(name, O_RDONLY | O_CLOEXEC);
    cr_assert(unlink(name) == 0 && mkdir(name, 0700) == 0);
    cr_expect_not(file_sink.reopen(f, &e));
    cr_expect_not_null(strstr(e.s, "Is a directory"));
    cr_expect(file_sink.deliver(f, &two, &e));
    char got[64];
    cr_expect_eq(read(old, got, sizeof got), 16);
    (void)close(old);
    (void)file_sink.close(f, &e);
    (void)rmdir(name);
}

Test(file, takes_statistics_and_says_where_it_is)
{
    make_name();
    struct error e;
    void *f = file_sink.open(name, &e);
    cr_expect(file_sink.takes_stats);
    cr_expect_str_eq(file_sink.where(f), name);
    (void)file_sink.close(f, &e);
    (void)unlink(name);
}

/* ---- what an earlier run has left ---- */

static void put(const char *text)
{
    int fd = open(name, O_WRONLY | O_APPEND | O_CLOEXEC);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(fd);
}

Test(file, cuts_off_the_torn_line_of_an_earlier_run)
{
    make_name();
    put("{\"a\":0}\n{\"b\":");
    deliver_two(name);
    expect_content("{\"a\":0}\n{\"a\":1}\n{\"b\":2}\n");
    (void)unlink(name);
}

Test(file, cuts_nothing_off_while_another_writes)
{
    make_name();
    struct error e;
    void *first = file_sink.open(name, &e);
    put("{\"a\":");
    deliver_two(name);
    expect_content("{\"a\":{\"a\":1}\n{\"b\":2}\n");
    struct bytes line;
    void *second = file_sink.open(name, &e);
    cr_expect_not(file_sink.last(second, &line));
    (void)file_sink.close(second, &e);
    (void)file_sink.close(first, &e);
    (void)unlink(name);
}

Test(file, tells_the_last_alert_also_when_it_is_in_the_file_before)
{
    static const char alert[] = "{\"alert\":{\"context\":{\"sequence\":7}},"
                                "\"event_type\":\"alert\"}\n";
    char before[80];
    struct error e;
    struct bytes line;
    make_name();
    void *f = file_sink.open(name, &e);
    cr_expect_not(file_sink.last(f, &line));
    put(alert);
    cr_assert(file_sink.last(f, &line));
    cr_expect_eq(line.n, sizeof alert - 2);
    (void)snprintf(before, sizeof before, "%s.1", name);
    cr_assert_eq(rename(name, before), 0);
    cr_assert(file_sink.reopen(f, &e));
    cr_assert(file_sink.last(f, &line));
    cr_expect_eq(format_sequence(line), 7);
    (void)file_sink.close(f, &e);
    (void)unlink(name);
    (void)unlink(before);
}

Test(file, leaves_no_torn_line_in_the_old_file)
{
    make_name();
    struct error e;
    void *f = file_sink.open(name, &e);
    int old = open(name, O_RDONLY | O_CLOEXEC);
    (void)signal(SIGXFSZ, SIG_IGN);
    struct rlimit all;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &all), 0);
    struct rlimit little = { 12, all.rlim_max };
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &little), 0);
    cr_expect_not(file_sink.deliver(f, &two, &e));
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &all), 0);
    cr_expect(file_sink.reopen(f, &e), "the same file");
    cr_assert_eq(unlink(name), 0);
    cr_expect(file_sink.reopen(f, &e));
    cr_expect(file_sink.deliver(f, &two, &e));
    char got[64] = "";
    cr_expect_eq(read(old, got, sizeof got), 8);
    cr_expect_str_eq(got, "{\"a\":1}\n");
    expect_content("{\"b\":2}\n");
    (void)close(old);
    (void)file_sink.close(f, &e);
    (void)unlink(name);
}
