#include "alerts/outbox.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"

enum { PATIENCE_MS = 20000, FIRST_PAGE = 8192 };

static char folder[] = "/tmp/camwarden-outbox-XXXXXX";
static struct error e;
static struct outbox_batch batch;

static void begin(void)
{
    cr_assert_not_null(mkdtemp(folder));
    batch.text = malloc(OUTBOX_BATCH_BYTES);
}

static void end(void)
{
    char name[512];
    DIR *d = opendir(folder);
    for (struct dirent *f = readdir(d); f != NULL; f = readdir(d)) {
        (void)snprintf(name, sizeof name, "%s/%s", folder, f->d_name);
        (void)unlink(name);
    }
    (void)closedir(d);
    (void)rmdir(folder);
    free(batch.text);
}

TestSuite(outbox, .init = begin, .fini = end, .timeout = 120);

static struct outbox *open_with(struct outbox_settings s)
{
    struct outbox *o = outbox_open(&s, &e);
    cr_assert_not_null(o, "%s", e.s);
    return o;
}

static struct outbox *open_folder(void)
{
    return open_with((struct outbox_settings){ .folder = folder });
}

static void start(struct outbox *o)
{
    cr_assert(outbox_start(o, (struct outbox_listener){ NULL, NULL }, &e), "%s", e.s);
}

static bool put(struct outbox *o, uint64_t number)
{
    char line[64];
    int n = snprintf(line, sizeof line, "line %llu", (unsigned long long)number);
    return outbox_put(o, (unsigned)(number % 4 + 1), number,
                      (struct bytes){ (const uint8_t *)line, (size_t)n });
}

static void put_many(struct outbox *o, uint64_t from, uint64_t to)
{
    for (uint64_t i = from; i <= to; i++)
        cr_assert(put(o, i));
    outbox_settle(o, steady_ms() + PATIENCE_MS);
}

/* Takes all there is; each line is what its number says. How many; *last: the last number. */
static uint64_t take_all(struct outbox *o, int reader, uint64_t *last)
{
    uint64_t n = 0;
    for (outbox_read(o, reader, &batch); batch.batch.n > 0; outbox_read(o, reader, &batch)) {
        for (size_t i = 0; i < batch.batch.n; i++) {
            char line[64];
            uint64_t number = batch.batch.first + i;
            int length = snprintf(line, sizeof line, "line %llu", (unsigned long long)number);
            cr_assert_eq(batch.line[i].n, (size_t)length);
            cr_assert_eq(memcmp(batch.line[i].p, line, batch.line[i].n), 0);
            cr_assert_gt(number, *last);
            *last = number;
        }
        n += batch.batch.n;
        outbox_took(o, reader, &batch);
    }
    return n;
}

Test(outbox, in_memory_gives_each_reader_every_line_once)
{
    struct outbox *o = open_with((struct outbox_settings){ .folder = NULL });
    int a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    start(o);
    put_many(o, 1, 3000);
    uint64_t last = 0;
    cr_expect_eq(take_all(o, a, &last), 3000);
    last = 0;
    cr_expect_eq(take_all(o, b, &last), 3000);
    cr_expect_not(outbox_has(o, a));
    cr_expect_eq(strlen(outbox_sender(o)), 32);
    outbox_close(o);
}

Test(outbox, goes_on_after_a_restart_where_each_reader_was)
{
    struct outbox *o = open_folder();
    char sender[40];
    (void)snprintf(sender, sizeof sender, "%s", outbox_sender(o));
    uint64_t epoch = outbox_epoch(o);
    int a = outbox_add_reader(o, "a");
    (void)outbox_add_reader(o, "b");
    start(o);
    put_many(o, 1, 1000);
    uint64_t last = 0;
    cr_expect_eq(take_all(o, a, &last), 1000);
    outbox_close(o);

    o = open_folder();
    cr_expect_str_eq(outbox_sender(o), sender);
    cr_expect_gt(outbox_epoch(o), epoch);
    cr_expect_eq(outbox_last(o), 1000);
    a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    start(o);
    put_many(o, 1001, 1500);
    cr_expect_eq(take_all(o, a, &last), 500);
    last = 0;
    outbox_read(o, b, &batch);
    cr_expect_eq(batch.batch.epoch, epoch, "of the run that raised it");
    cr_expect_eq(take_all(o, b, &last), 1500);
    outbox_close(o);
}

Test(outbox, what_was_raised_outlives_a_kill)
{
    int pipe_fd[2];
    cr_assert_eq(pipe(pipe_fd), 0);
    pid_t child = fork();
    if (child == 0) {
        struct outbox *o = open_folder();
        int a = outbox_add_reader(o, "a");
        start(o);
        for (uint64_t i = 1; i < 1000000; i++) {
            (void)put(o, i);
            if (i % 100 != 0)
                continue;
            outbox_settle(o, steady_ms() + PATIENCE_MS);
            outbox_read(o, a, &batch);
            (void)!write(pipe_fd[1], &i, sizeof i); /* raised */
        }
        _exit(0);
    }
    uint64_t raised = 0;
    for (int i = 0; i < 20; i++)
        cr_assert_eq(read(pipe_fd[0], &raised, sizeof raised), sizeof raised);
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
    struct outbox *o = open_folder();
    cr_expect_geq(outbox_last(o), raised);
    int a = outbox_add_reader(o, "a");
    start(o);
    uint64_t last = 0;
    cr_expect_eq(take_all(o, a, &last), outbox_last(o));
    outbox_close(o);
}

Test(outbox, a_slow_reader_gets_from_the_file_what_memory_could_not_hold)
{
    struct outbox *o =
        open_with((struct outbox_settings){ .folder = folder, .memory_bytes = 20000 });
    int a = outbox_add_reader(o, "a");
    start(o);
    for (uint64_t i = 0; i < 100; i++)
        put_many(o, i * 100 + 1, i * 100 + 100);
    uint64_t last = 0;
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting, 10000);
    cr_expect_neq(f.oldest_ns, 0);
    cr_expect_eq(take_all(o, a, &last), 10000);
    outbox_close(o);
}

Test(outbox, sheds_the_oldest_when_its_file_is_large_and_counts_them_exactly)
{
    struct outbox *o = open_with(
        (struct outbox_settings){ .folder = folder, .memory_bytes = 20000, .disk_bytes = 400000 });
    int a = outbox_add_reader(o, "a");
    start(o);
    for (uint64_t i = 0; i < 300; i++)
        put_many(o, i * 100 + 1, i * 100 + 100);
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting + f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], 30000);
    uint64_t waiting = f.waiting;
    outbox_close(o);
    o = open_folder();
    cr_expect_eq(outbox_last(o), 30000);
    a = outbox_add_reader(o, "a");
    start(o);
    uint64_t last = 0;
    uint64_t got = take_all(o, a, &last);
    cr_expect_eq(got, waiting);
    cr_expect(got > 100 && got < 30000);
    cr_expect_eq(last, 30000, "the newest are there");
    outbox_close(o);
}

Test(outbox, sheds_nothing_that_memory_still_has)
{
    struct outbox *o =
        open_with((struct outbox_settings){ .folder = folder, .disk_bytes = 100000 });
    int a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    start(o);
    uint64_t last_a = 0, last_b = 0, got_b = 0;
    for (uint64_t i = 0; i < 100; i++) {
        put_many(o, i * 100 + 1, i * 100 + 100);
        got_b += take_all(o, b, &last_b);
    }
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting, 10000);
    cr_expect_eq(got_b, 10000);
    cr_expect_eq(take_all(o, a, &last_a), 10000);
    outbox_close(o);
}

Test(outbox, counts_what_neither_its_file_nor_memory_has_room_for)
{
    struct outbox *o = open_with(
        (struct outbox_settings){ .folder = folder, .memory_bytes = 50000, .disk_bytes = 100000 });
    int a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    start(o);
    uint64_t last = 0, got = 0;
    for (uint64_t i = 0; i < 300; i++) {
        put_many(o, i * 100 + 1, i * 100 + 100);
        got += take_all(o, b, &last);
    }
    cr_expect_eq(got, 30000, "who keeps up gets all");
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting + f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], 30000);
    cr_expect_eq(f.shed[0], f.shed[3], "each severity as often");
    last = 0;
    cr_expect_eq(take_all(o, a, &last), f.waiting);
    cr_expect_gt(f.waiting, 100);
    cr_expect_eq(last, 30000, "the newest are there");
    outbox_close(o);
}

Test(outbox, counts_so_also_when_a_reader_is_still_behind_an_earlier_run)
{
    struct outbox *o = open_folder();
    (void)outbox_add_reader(o, "a");
    (void)outbox_add_reader(o, "b");
    start(o);
    put_many(o, 1, 2000);
    outbox_close(o);

    o = open_with((struct outbox_settings){
        .folder = folder, .memory_bytes = 1 << 20, .disk_bytes = 100000 });
    int a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    start(o);
    uint64_t last = 0;
    cr_expect_eq(take_all(o, b, &last), 2000);
    for (uint64_t i = 20; i < 100; i++) {
        put_many(o, i * 100 + 1, i * 100 + 100);
        (void)take_all(o, b, &last);
        struct outbox_reader_figures f;
        outbox_reader_figures(o, a, &f);
        cr_assert_eq(f.waiting + f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], i * 100 + 100);
    }
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    last = 0;
    cr_expect_eq(take_all(o, a, &last), f.waiting);
    cr_expect_eq(last, 10000);
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting, 0);
    outbox_close(o);
}

Test(outbox, counts_for_each_severity_what_it_sheds)
{
    struct outbox *o = open_with((struct outbox_settings){ .folder = NULL, .memory_bytes = 2000 });
    int a = outbox_add_reader(o, "a");
    start(o);
    uint64_t raised = 0;
    for (uint64_t i = 1; i <= 1000; i++)
        raised += put(o, i);
    struct outbox_figures f;
    outbox_figures(o, &f);
    cr_expect_eq(f.raised, raised);
    cr_expect_eq(raised + f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], 1000);
    uint64_t last = 0;
    cr_expect_eq(take_all(o, a, &last), raised);
    outbox_close(o);
}

struct heard {
    size_t n;
    char all[256];
};

static void hear(void *self, struct bytes key, struct bytes value)
{
    struct heard *h = self;
    size_t used = strlen(h->all);
    (void)snprintf(h->all + used, sizeof h->all - used, "%.*s=%.*s ", (int)key.n,
                   (const char *)key.p, (int)value.n, (const char *)value.p);
    h->n++;
}

Test(outbox, keeps_a_value_with_the_line_that_is_put_next)
{
    struct outbox *o = open_folder();
    start(o);
    outbox_keep(o, "ledger", bytes_of_text("b"), bytes_of_text("1"), false);
    outbox_keep(o, "ledger", bytes_of_text("a"), bytes_of_text("2"), true);
    put_many(o, 1, 1);
    outbox_keep(o, "ledger", bytes_of_text("b"), bytes_of_text("3"), false);
    outbox_keep(o, "other", bytes_of_text("z"), bytes_of_text("9"), false);
    outbox_keep(o, "other", bytes_of_text("z"), bytes_of_text(""), false);
    outbox_keep(o, "ledger", bytes_of_text("c"), bytes_of_text("4"), true); /* and no line */
    outbox_close(o);
    struct heard h = { 0 };
    cr_assert(outbox_peek(folder, "ledger", (struct outbox_hearer){ hear, &h }, &e), "%s", e.s);
    cr_expect_str_eq(h.all, "a=2 b=3 ");
    o = open_folder();
    h = (struct heard){ 0 };
    outbox_recall(o, "other", (struct outbox_hearer){ hear, &h });
    cr_expect_eq(h.n, 0);
    outbox_close(o);
}

Test(outbox, is_for_one_sensor_at_a_time)
{
    struct outbox *o = open_folder();
    struct outbox_settings s = { .folder = folder };
    cr_expect_null(outbox_open(&s, &e));
    cr_expect_not_null(strstr(e.s, "another camwarden"));
    outbox_close(o);
}

Test(outbox, begins_anew_beside_a_file_that_is_not_ours)
{
    char name[512];
    (void)snprintf(name, sizeof name, "%s/outbox.db", folder);
    FILE *f = fopen(name, "we");
    (void)fputs("this is no database, and longer than a header of a hundred bytes is, so that "
                "nobody takes it for an empty one, ever\n",
                f);
    (void)fclose(f);
    struct outbox *o = open_folder();
    int a = outbox_add_reader(o, "a");
    start(o);
    put_many(o, 1, 10);
    uint64_t last = 0;
    cr_expect_eq(take_all(o, a, &last), 10);
    outbox_close(o);
}

static void fill(void)
{
    struct outbox *o = open_folder();
    (void)outbox_add_reader(o, "a");
    start(o);
    for (uint64_t i = 0; i < 20; i++)
        put_many(o, i * 100 + 1, i * 100 + 100);
    outbox_close(o);
}

/* What SQLite then calls a database that can only be read. */
Test(outbox, survives_a_head_that_allows_no_writing)
{
    fill();
    char name[512];
    (void)snprintf(name, sizeof name, "%s/outbox.db", folder);
    FILE *f = fopen(name, "r+e");
    cr_assert_eq(fseek(f, 18, SEEK_SET), 0);
    cr_assert_eq(fwrite((const char[]){ 2, 0 }, 1, 2, f), 2);
    cr_assert_eq(fclose(f), 0);
    struct outbox *o = open_folder();
    start(o);
    cr_expect(put(o, outbox_last(o) + 1));
    outbox_close(o);
}

/* One byte of the file turned over at a time. */
Test(outbox, survives_any_byte_that_the_disk_turned_over)
{
    char name[512];
    static uint8_t whole[1 << 20];
    fill();
    (void)snprintf(name, sizeof name, "%s/outbox.db", folder);
    FILE *f = fopen(name, "re");
    size_t n = fread(whole, 1, sizeof whole, f);
    (void)fclose(f);
    for (size_t at = 0; at < n; at += 1997) {
        whole[at] ^= 0xff;
        f = fopen(name, "we");
        (void)fwrite(whole, 1, n, f);
        (void)fclose(f);
        whole[at] ^= 0xff;
        struct outbox *o = open_folder();
        int a = outbox_add_reader(o, "a");
        start(o);
        uint64_t last = 0;
        uint64_t got = take_all(o, a, &last);
        cr_expect(got >= 1000, "byte %zu", at);
        uint64_t next = outbox_last(o) + 1;
        put_many(o, next, next);
        cr_expect_eq(take_all(o, a, &last), 1);
        outbox_close(o);
    }
}

Test(outbox, takes_over_everything_behind_a_first_page_that_is_gone)
{
    char name[512];
    static const uint8_t nothing[FIRST_PAGE];
    fill();
    (void)snprintf(name, sizeof name, "%s/outbox.db", folder);
    FILE *f = fopen(name, "r+e");
    cr_assert_eq(fwrite(nothing, 1, sizeof nothing, f), sizeof nothing);
    (void)fclose(f);
    struct outbox *o = open_folder();
    cr_expect_eq(outbox_last(o), 2000);
    int a = outbox_add_reader(o, "a");
    start(o);
    uint64_t last = 0;
    cr_expect_eq(take_all(o, a, &last), 2000);
    outbox_close(o);
}

Test(outbox, begins_a_file_that_was_torn_off_again)
{
    char name[512];
    fill();
    (void)snprintf(name, sizeof name, "%s/outbox.db", folder);
    struct stat st;
    cr_assert_eq(stat(name, &st), 0);
    for (off_t n = st.st_size - 1; n > 0; n = n * 2 / 3) {
        cr_assert_eq(truncate(name, n), 0);
        struct outbox *o = open_folder();
        int a = outbox_add_reader(o, "a");
        start(o);
        uint64_t last = 0;
        (void)take_all(o, a, &last);
        uint64_t next = outbox_last(o) + 1;
        put_many(o, next, next + 9);
        last = 0;
        cr_expect_eq(take_all(o, a, &last), 10);
        outbox_close(o);
    }
}
