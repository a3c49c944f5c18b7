#include "tests/support/outboxes.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"

enum { PATIENCE_MS = 20000, ROW = 100 };

static char folder[64];
static struct error e;
static struct outbox_batch batch;

static void begin_in(const char *above)
{
    (void)snprintf(folder, sizeof folder, "%s/camwarden-outbox-XXXXXX", above);
    cr_assert_not_null(mkdtemp(folder));
    batch.text = malloc(OUTBOX_BATCH_BYTES);
}

void outboxes_begin(void)
{
    begin_in("/tmp");
}

void outboxes_begin_in_memory(void)
{
    begin_in(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
}

void outboxes_end(void)
{
    DIR *d = opendir(folder);
    for (struct dirent *f = readdir(d); f != NULL; f = readdir(d))
        (void)unlink(outboxes_file(f->d_name));
    (void)closedir(d);
    (void)rmdir(folder);
    free(batch.text);
}

const char *outboxes_folder(void)
{
    return folder;
}

const char *outboxes_file(const char *name)
{
    static char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

void outboxes_sql(const char *sql)
{
    sqlite3 *db = NULL;
    char *why = NULL;
    cr_assert_eq(sqlite3_open(outboxes_file("outbox.db"), &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &why), SQLITE_OK, "%s: %s", sql, why);
    cr_assert_eq(sqlite3_close(db), SQLITE_OK);
}

void outboxes_in_child(void (*run)(void))
{
    pid_t child = fork();
    if (child == 0) {
        (void)freopen("/dev/null", "we", stderr);
        run();
        (void)syscall(SYS_exit_group, 0);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(status, 0);
}

struct outbox *outbox_opened(struct outbox_settings s)
{
    struct outbox *o = outbox_open(&s, &e);
    cr_assert_not_null(o, "%s", e.s);
    return o;
}

struct outbox *outbox_of_folder(void)
{
    return outbox_opened((struct outbox_settings){ .folder = folder });
}

void outbox_started(struct outbox *o)
{
    cr_assert(outbox_start(o, (struct outbox_listener){ NULL, NULL }, &e), "%s", e.s);
}

bool outbox_put_line(struct outbox *o, uint64_t number)
{
    char line[64];
    int n = snprintf(line, sizeof line, "line %llu", (unsigned long long)number);
    return outbox_put(o, (unsigned)(number % 4 + 1), number,
                      (struct bytes){ (const uint8_t *)line, (size_t)n });
}

void outbox_put_lines(struct outbox *o, uint64_t from, uint64_t to)
{
    for (uint64_t i = from; i <= to; i++)
        cr_assert(outbox_put_line(o, i));
    outbox_settle(o, steady_ms() + PATIENCE_MS);
}

uint64_t outbox_take_lines(struct outbox *o, int reader, uint64_t *last)
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

void outbox_filled(uint64_t lines)
{
    struct outbox *o = outbox_of_folder();
    (void)outbox_add_reader(o, "a");
    outbox_started(o);
    for (uint64_t i = 1; i <= lines; i += ROW)
        outbox_put_lines(o, i, i + ROW - 1);
    outbox_close(o);
}
