/* Capture files that lie on a disk as they were written, pcap or pcapng. */

#include "capture/savefile.h"
#include "capture/source.h"

static void *open_capture(const char *path, const char *filter, struct error *e)
{
    struct intake *in = intake_open(path, e);
    return in != NULL ? savefile_new(in, filter, e) : NULL;
}

static int next(void *self, struct frame *batch, int max, struct error *e)
{
    return savefile_next(self, batch, max, e);
}

static void progress(const void *self, uint64_t *done, uint64_t *all)
{
    savefile_progress(self, done, all);
}

static void close_capture(void *self)
{
    savefile_free(self);
}

const struct source pcap_file_source = {
    .name = "pcap_file",
    .open = open_capture,
    .next = next,
    .progress = progress,
    .close = close_capture,
};
