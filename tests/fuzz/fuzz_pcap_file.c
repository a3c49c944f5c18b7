/* A capture file, read frame by frame, in batches, and as a stream: the frames and how they end
 * must be the same. */

#include "capture/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BATCH = 64 };

struct outcome {
    uint64_t frames;
    uint64_t sum;
    struct error e;
};

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void add_frame(struct outcome *o, const struct frame *f)
{
    check(f->frame_no == ++o->frames);
    check(f->bytes.n <= 262144 && f->wire_n >= f->bytes.n);
    o->sum = o->sum * 31 + f->time_ns + f->wire_n + f->link;
    for (size_t i = 0; i < f->bytes.n; i++)
        o->sum = o->sum * 31 + f->bytes.p[i];
}

static struct outcome read_all(const struct source *source, const char *path, int max)
{
    struct outcome o = { 0 };
    struct frame batch[BATCH];
    void *s = source->open(path, NULL, &o.e);
    if (s == NULL) {
        check(o.e.s[0] != '\0');
        return o;
    }
    int n = 0;
    while ((n = source->next(s, batch, max, &o.e)) > 0)
        for (int i = 0; i < n; i++)
            add_frame(&o, &batch[i]);
    check((n == SOURCE_BROKEN) == (o.e.s[0] != '\0'));
    source->close(s);
    return o;
}

static void check_same(const struct outcome *a, const struct outcome *b)
{
    check(a->frames == b->frames && a->sum == b->sum && strcmp(a->e.s, b->e.s) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("capture", MFD_CLOEXEC);
    check(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct error e = { "" };
    const struct source *source = source_for(path, &e);
    check(source != NULL);
    struct outcome one = read_all(source, path, 1);
    struct outcome many = read_all(source, path, BATCH);
    struct outcome stream = read_all(&pcap_stream_source, path, BATCH);
    check_same(&one, &many);
    check_same(&one, &stream);
    close(fd);
    return 0;
}
