/* A damaged file is put aside and begun anew, by a sensor that is killed on the way, at every
 * change that it makes. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/support/disk_faults.h"
#include "tests/support/outboxes.h"

TestSuite(outbox_anew, .init = outboxes_begin_in_memory, .fini = outboxes_end, .timeout = 120);

enum { LINES = 1000, ROOM = 4 << 20, PAGE = 8192 };

struct image {
    size_t n;
    uint8_t p[ROOM];
};

static struct image file, file_log;

static void load(const char *name, struct image *to)
{
    FILE *f = fopen(outboxes_file(name), "re");
    cr_assert_not_null(f);
    to->n = fread(to->p, 1, sizeof to->p, f);
    (void)fclose(f);
}

static void store(const char *name, const struct image *from)
{
    FILE *f = fopen(outboxes_file(name), "we");
    cr_assert(f != NULL && fwrite(from->p, 1, from->n, f) == from->n && fclose(f) == 0);
}

static void empty_folder(void)
{
    DIR *d = opendir(outboxes_folder());
    for (struct dirent *f = readdir(d); f != NULL; f = readdir(d))
        (void)unlink(outboxes_file(f->d_name));
    (void)closedir(d);
}

/* As a sensor leaves it that is killed: the last lines are in the log. */
static void fill_and_fall(void)
{
    pid_t child = fork();
    if (child == 0) {
        struct outbox *o = outbox_of_folder();
        (void)outbox_add_reader(o, "a");
        outbox_started(o);
        for (uint64_t i = 1; i < LINES; i += 100)
            outbox_put_lines(o, i, i + 99);
        (void)syscall(SYS_exit_group, 0);
    }
    cr_assert_eq(waitpid(child, NULL, 0), child);
    load("outbox.db", &file);
    load("outbox.db-wal", &file_log);
}

/* Opens it and is killed at the n-th change. Whether it came to its end before. */
static bool open_and_fall(long n)
{
    pid_t child = fork();
    int status = 0;
    if (child == 0) {
        (void)freopen("/dev/null", "we", stderr);
        disk_kill_at = n;
        struct outbox *o = outbox_of_folder();
        disk_kill_at = 0;
        (void)o;
        (void)syscall(SYS_exit_group, 0);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static uint64_t count_lines(void)
{
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, "a");
    outbox_started(o);
    uint64_t last = 0;
    uint64_t n = outbox_take_lines(o, a, &last);
    outbox_close(o);
    return n;
}

static void expect_nothing_lost_by_kills(uint64_t whole, long step)
{
    bool ended = false;
    long at = 1;
    for (; !ended; at += step) {
        empty_folder();
        store("outbox.db", &file);
        store("outbox.db-wal", &file_log);
        ended = open_and_fall(at);
        if (at % 4 == 1)
            (void)open_and_fall(at / 2 + 1); /* and the next one too */
        cr_assert_eq(count_lines(), whole, "killed at change %ld", at);
        cr_expect_eq(access(outboxes_file("outbox.db.salvage"), F_OK), -1);
        cr_expect_eq(access(outboxes_file("outbox.db.anew"), F_OK), -1);
    }
    cr_expect_gt(at, 20, "it was killed on the way");
}

Test(outbox_anew, loses_and_doubles_nothing_when_the_first_page_is_gone_and_it_is_killed)
{
    fill_and_fall();
    memset(file.p, 0x55, 4096);
    expect_nothing_lost_by_kills(LINES, 1);
}

Test(outbox_anew, loses_and_doubles_nothing_when_a_page_is_gone_and_it_is_killed)
{
    outbox_filled(LINES);
    load("outbox.db", &file);
    file_log.n = 0;
    const uint8_t *at = memmem(file.p, file.n, "line 900", 8);
    cr_assert_not_null(at);
    memset(file.p + (at - file.p) / PAGE * PAGE, 0x55, PAGE);
    store("outbox.db", &file);
    uint64_t whole = count_lines();
    cr_assert(whole > LINES / 4 && whole < LINES);
    expect_nothing_lost_by_kills(whole, 2);
}
