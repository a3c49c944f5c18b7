/* The outbox's file as a disk may have left it. It begins as one that is well, with lines, cursors
 * and values in it; each record of the input changes some of its bytes, or cuts it. The next run
 * opens it, reads what is left, raises a line, and the run after that finds that line. */

#include <stdio.h>
#include <stdlib.h>

#include "alerts/outbox.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES = 40, SETTLE_MS = 10000 };

static const char database[] = "outbox.db";

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void hear_nothing(void *self)
{
    (void)self;
}

/* NULL: the number of its version became that of a newer one, which is let alone. */
static struct outbox *open_outbox(int *reader)
{
    struct error e = { "" };
    const struct outbox_settings settings = { .folder = scratch_folder() };
    struct outbox *o = outbox_open(&settings, &e);
    check(o != NULL || strstr(e.s, "by a newer version") != NULL);
    if (o == NULL)
        return NULL;
    *reader = outbox_add_reader(o, "redis a");
    check(*reader >= 0 && outbox_start(o, (struct outbox_listener){ hear_nothing, NULL }, &e));
    return o;
}

static void put(struct outbox *o, uint64_t number)
{
    char line[128];
    int n = snprintf(line, sizeof line, "{\"sequence\":%llu,\"text\":\"an alert of the fuzzer\"}",
                     (unsigned long long)number);
    check(outbox_put(o, 1, number, (struct bytes){ (const uint8_t *)line, (size_t)n }));
}

static struct bytes make_base(void)
{
    char key[] = "a";
    int reader = 0;
    struct outbox *o = open_outbox(&reader);
    for (uint64_t i = 1; i <= LINES; i++) {
        key[0] = (char)('a' + i % 20);
        outbox_keep(o, "standing", bytes_of_text(key), bytes_of_text("{\"v\":1}"), i % 2 == 0);
        put(o, i);
    }
    outbox_settle(o, UINT64_MAX);
    outbox_close(o);
    struct bytes base = scratch_read(database);
    check(base.n > 4096);
    return base;
}

/* A record: where (3 bytes), how many bytes; what they become. None: the file ends there. */
static size_t damage(uint8_t *file, size_t n, struct cursor *c)
{
    while (cursor_left(c) >= 4) {
        size_t at = ((size_t)take_u8(c) << 16 | take_be16(c)) % n;
        struct bytes with = bytes_first(cursor_rest(c), take_u8(c));
        skip(c, with.n);
        if (with.n == 0)
            return at + 1;
        memcpy(file + at, with.p, with.n < n - at ? with.n : n - at);
    }
    return n;
}

static void hear_value(void *self, struct bytes key, struct bytes value)
{
    size_t *n = self;
    *n += key.n + value.n;
}

/* How many lines; the last one's number. */
static uint64_t read_all(struct outbox *o, int reader)
{
    static uint8_t room[OUTBOX_BATCH_BYTES];
    static struct outbox_batch b;
    b.text = room;
    uint64_t last = 0;
    for (int i = 0; i < 4 * LINES && outbox_has(o, reader); i++) {
        outbox_read(o, reader, &b);
        for (size_t k = 0; k < b.batch.n; k++)
            check(b.line[k].n <= OUTBOX_LINE_MAX && b.line[k].p >= room &&
                  b.line[k].p + b.line[k].n <= room + sizeof room);
        if (b.batch.n == 0)
            break;
        last = b.batch.first + b.batch.n - 1;
        outbox_took(o, reader, &b);
    }
    return last;
}

static void next_run(void)
{
    int reader = 0;
    size_t heard = 0;
    struct outbox *o = open_outbox(&reader);
    if (o == NULL)
        return;
    outbox_recall(o, "standing", (struct outbox_hearer){ hear_value, &heard });
    outbox_recall(o, "ledger", (struct outbox_hearer){ hear_value, &heard });
    uint64_t before = outbox_last(o);
    (void)read_all(o, reader);
    if (before < UINT64_MAX)
        put(o, before + 1);
    outbox_settle(o, UINT64_MAX);
    outbox_close(o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bytes base;
    scratch_hush();
    scratch_empty();
    if (base.p == NULL)
        base = make_base();
    scratch_empty();
    uint8_t *file = malloc(base.n);
    check(file != NULL);
    memcpy(file, base.p, base.n);
    struct cursor c = cursor_over((struct bytes){ data, size });
    size_t n = damage(file, base.n, &c);
    scratch_write(database, (struct bytes){ file, n }, 0600);
    free(file);
    next_run();
    next_run();
    return 0;
}
