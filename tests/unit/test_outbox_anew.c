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

enum { LINES = 2000, ROOM = 4 << 20, PAGE = 8192 };

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

/* As a sensor leaves it that is killed: the second half of the lines is in the log. */
static void fill_and_fall(void)
{
    outbox_filled(LINES / 2);
    pid_t child = fork();
    if (child == 0) {
        struct outbox *o = outbox_of_folder();
        (void)outbox_add_reader(o, "a");
        outbox_started(o);
        for (uint64_t i = LINES / 2 + 1; i < LINES; i += 100)
            outbox_put_lines(o, i, i + 99);
        (void)syscall(SYS_exit_group, 0);
    }
    cr_assert_eq(waitpid(child, NULL, 0), child);
    load("outbox.db", &file);
    load("outbox.db-wal", &file_log);
}

/* Opens it and is killed at the n-th change; 0: is not. How many it made then, at most 250. */
static int open_and_fall(long n)
{
    enum { MANY = 1 << 20, CHANGES_MAX = 250 };
    pid_t child = fork();
    int status = 0;
    if (child == 0) {
        (void)freopen("/dev/null", "we", stderr);
        disk_kill_at = n > 0 ? n : MANY;
        (void)outbox_of_folder();
        long made = (n > 0 ? n : MANY) - disk_kill_at;
        (void)syscall(SYS_exit_group, made < CHANGES_MAX ? made : CHANGES_MAX);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
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

static void have_damaged(void)
{
    empty_folder();
    store("outbox.db", &file);
    store("outbox.db-wal", &file_log);
}

/* Killed at some changes, and at each of the last, when the new one takes the old one's name. */
static void expect_nothing_lost_by_kills(uint64_t whole)
{
    enum { LAST = 14, STEP = 7 };
    have_damaged();
    int changes = open_and_fall(0);
    cr_assert_gt(changes, LAST);
    for (int at = 1; at <= changes; at += at + LAST < changes ? STEP : 1) {
        have_damaged();
        (void)open_and_fall(at);
        if (at % 4 == 0)
            (void)open_and_fall(at / 2); /* and the next one too */
        cr_assert_eq(count_lines(), whole, "killed at change %d", at);
        cr_expect_eq(access(outboxes_file("outbox.db.salvage"), F_OK), -1);
        cr_expect_eq(access(outboxes_file("outbox.db.anew"), F_OK), -1);
    }
}

/* The last that has it: where a tree has grown, an older copy may stand in what is its root now. */
static void damage_page_of(const char *text)
{
    const uint8_t *end = file.p + file.n;
    const uint8_t *last = NULL;
    const uint8_t *at = memmem(file.p, file.n, text, strlen(text));
    while (at != NULL) {
        last = at;
        at = memmem(last + 1, (size_t)(end - last - 1), text, strlen(text));
    }
    cr_assert_not_null(last);
    memset(file.p + (last - file.p) / PAGE * PAGE, 0x55, PAGE);
}

Test(outbox_anew, loses_and_doubles_nothing_when_a_page_is_gone_and_it_is_killed)
{
    fill_and_fall();
    damage_page_of("line 150");
    store("outbox.db", &file);
    store("outbox.db-wal", &file_log);
    uint64_t whole = count_lines();
    cr_assert(whole >= LINES / 2 && whole < LINES, "those in the log, and more");
    expect_nothing_lost_by_kills(whole);
}

Test(outbox_anew, loses_and_doubles_nothing_when_the_first_page_is_gone_and_it_is_killed)
{
    outbox_filled(LINES);
    load("outbox.db", &file);
    file_log.n = 0;
    memset(file.p, 0x55, PAGE);
    expect_nothing_lost_by_kills(LINES);
}
