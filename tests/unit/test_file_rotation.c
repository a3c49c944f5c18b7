/* A file of alerts that becomes a new one before it would be too large. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alerts/format.h"
#include "alerts/sink.h"
#include "tests/support/place.h"

enum { NUMBERED = 2000, PAD = 2000, KEEP = 20, MIB = 1 << 20 };

static char name[80];

static void make_name(void)
{
    place_make();
    (void)snprintf(name, sizeof name, "%s/eve.json", place);
}

TestSuite(file_rotation, .init = make_name, .fini = place_remove);

static void where_rotating(char *out, size_t room, const char *format)
{
    (void)snprintf(out, room, "file:%s?rotate=1&keep=%d&format=%s", name, KEEP, format);
}

static size_t write_number(char *out, size_t room, uint64_t number)
{
    return (size_t)snprintf(out, room,
                            "{\"alert\":{\"context\":{\"sequence\":%llu,\"guide\":{"
                            "\"remedy\":\"%0*d\"}}},\"event_type\":\"alert\"}",
                            (unsigned long long)number, PAD, 0);
}

/* Delivers what follows the last that is there, some at a time. */
static void write_on(const char *where)
{
    enum { SOME = 5 };
    static char text[SOME][PAD + 256];
    struct bytes line[SOME];
    struct error e;
    void *f = file_sink.open(where, &e);
    cr_assert_not_null(f, "%s", e.s);
    uint64_t number = file_sink.last(f, &line[0]) ? format_sequence(line[0]) : 0;
    while (number < NUMBERED) {
        struct batch b = { .line = line };
        for (; b.n < SOME && number < NUMBERED; b.n++) {
            size_t n = write_number(text[b.n], sizeof text[b.n], ++number);
            line[b.n] = (struct bytes){ (const uint8_t *)text[b.n], n };
        }
        cr_assert(file_sink.deliver(f, &b, &e), "%s", e.s);
    }
    cr_assert(file_sink.close(f, &e));
}

/* Reads a file and removes it: each line has the next number. */
static void expect_numbers(const char *file, uint64_t *number)
{
    static char line[2 * PAD];
    FILE *in = fopen(file, "re");
    if (in == NULL)
        return;
    struct stat st;
    cr_expect(fstat(fileno(in), &st) == 0 && st.st_size <= MIB, "%s: %lld", file,
              (long long)st.st_size);
    while (fgets(line, sizeof line, in) != NULL) {
        size_t n = strlen(line);
        uint64_t got = n > 0 ? format_sequence((struct bytes){ (uint8_t *)line, n - 1 }) : 0;
        cr_assert_eq(got, ++*number, "%s: %llu, not %llu", file, (unsigned long long)got,
                     (unsigned long long)*number);
    }
    (void)fclose(in);
    (void)unlink(file);
}

static void expect_all_numbers(size_t files)
{
    uint64_t number = 0;
    size_t there = 0;
    for (int i = KEEP; i >= 0; i--) {
        char file[96];
        (void)snprintf(file, sizeof file, i > 0 ? "%s.%d" : "%s", name, i);
        there += access(file, F_OK) == 0;
        expect_numbers(file, &number);
    }
    cr_expect_eq(number, NUMBERED);
    cr_expect_eq(there, files, "%zu files", there);
}

Test(file_rotation, rotates_between_lines)
{
    char where[256];
    where_rotating(where, sizeof where, "eve");
    write_on(where);
    expect_all_numbers(4);
}

Test(file_rotation, rotates_other_forms_too)
{
    char where[256];
    where_rotating(where, sizeof where, "ecs");
    write_on(where);
    expect_all_numbers(5);
}

/* Killed anywhere, it goes on after what arrived: every number once. */
Test(file_rotation, has_every_line_once_however_often_it_is_killed, .timeout = 60)
{
    char where[256];
    where_rotating(where, sizeof where, "cef");
    int status = -1;
    for (long i = 0; status != 0; i++) {
        pid_t child = fork();
        if (child == 0) {
            write_on(where);
            _exit(0);
        }
        usleep((useconds_t)(random() % (2000 + 200 * i)));
        (void)kill(child, SIGKILL);
        cr_assert_eq(waitpid(child, &status, 0), child);
        cr_assert(status == 0 || WIFSIGNALED(status));
    }
    expect_all_numbers(3);
}

Test(file_rotation, grows_on_where_it_cannot_be_rotated)
{
    char where[256], in_the_way[96];
    (void)snprintf(in_the_way, sizeof in_the_way, "%s.1", name);
    cr_assert_eq(mkdir(in_the_way, 0700), 0);
    (void)snprintf(where, sizeof where, "file:%s?rotate=1&keep=1", name);
    write_on(where);
    struct stat st;
    cr_assert_eq(stat(name, &st), 0);
    cr_expect_gt(st.st_size, 3 * MIB);
}

Test(file_rotation, goes_on_in_the_new_file_when_somebody_else_has_rotated_it)
{
    char where[256], elsewhere[96];
    struct error e;
    (void)snprintf(elsewhere, sizeof elsewhere, "%s.old", name);
    where_rotating(where, sizeof where, "eve");
    const struct bytes short_line = bytes_of_text("{}");
    void *f = file_sink.open(where, &e);
    cr_assert(file_sink.deliver(f, &(struct batch){ .n = 1, .line = &short_line }, &e));
    cr_assert_eq(rename(name, elsewhere), 0);
    static char line[MIB];
    memset(line, 'x', sizeof line);
    const struct bytes long_line = { (const uint8_t *)line, sizeof line };
    cr_assert(file_sink.deliver(f, &(struct batch){ .n = 1, .line = &long_line }, &e));
    struct stat st;
    cr_assert_eq(stat(name, &st), 0);
    cr_expect_eq(st.st_size, MIB + 1);
    (void)file_sink.close(f, &e);
}
