/* Captures that come by a pipe, or packed, or in a form that only libpcap knows (pcap before 2.4
 * and its relatives). The bytes are ours in any case (intake); what we know ourselves is read as
 * any file is, the rest is handed to libpcap frame by frame. */

#include "capture/savefile.h"
#include "capture/source.h"
#include "core/secret.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROOM = 1 << 20 };

/* Either `file` reads the stream or `pcap` does. */
struct stream {
    struct savefile *file;
    pcap_t *pcap;
    struct intake *in; /* what pcap reads from */
    struct error why;  /* why that failed */
    bool failed;
    int last; /* what libpcap answered last */
    uint32_t link;
    uint64_t frames;
    struct filter *filter;
    uint8_t *room; /* a batch's bytes: libpcap keeps only the last frame */
};

static void close_stream(void *self)
{
    struct stream *s = self;
    savefile_free(s->file);
    if (s->pcap != NULL)
        pcap_close(s->pcap);
    intake_close(s->in);
    filter_free(s->filter);
    wire_memory_free(s->room, ROOM);
    free(s);
}

/* For fopencookie(3). */
static ssize_t give(void *self, char *to, size_t n)
{
    struct stream *s = self;
    enum intake_result result = intake_need(s->in, 1, &s->why);
    s->failed = result == INTAKE_FAILED;
    if (result != INTAKE_READY)
        return s->failed ? -1 : 0;
    struct bytes ready = bytes_first(intake_ready(s->in), n);
    memcpy(to, ready.p, ready.n);
    intake_take(s->in, ready.n);
    return (ssize_t)ready.n;
}

static bool open_libpcap(struct stream *s, struct error *e)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    FILE *f = fopencookie(s, "rb", (cookie_io_functions_t){ .read = give });
    s->room = wire_memory_new(ROOM);
    if (f == NULL || s->room == NULL)
        return fail(e, "cannot be read: no memory");
    s->pcap = pcap_fopen_offline_with_tstamp_precision(f, PCAP_TSTAMP_PRECISION_NANO, why);
    if (s->pcap == NULL) {
        (void)fclose(f);
        return fail(e, "is not a capture file: %s", why);
    }
    int link = pcap_datalink(s->pcap);
    s->last = 1;
    s->link = link == DLT_RAW ? LINK_RAW : (uint32_t)link;
    return true;
}

static bool open_reader(struct stream *s, const char *filter, struct error *e)
{
    if (intake_need(s->in, SAVEFILE_HEAD, e) == INTAKE_FAILED)
        return false;
    if (savefile_recognise(intake_ready(s->in))) {
        s->file = savefile_new(s->in, filter, e);
        s->in = NULL; /* the savefile's now */
        return s->file != NULL;
    }
    if (!open_libpcap(s, e))
        return false;
    s->filter = filter != NULL ? filter_new(filter, s->link, e) : NULL;
    return filter == NULL || s->filter != NULL;
}

static void *open_stream(const char *path, const char *filter, struct error *e)
{
    struct intake *in = intake_open(path, e);
    struct stream *s = in != NULL ? calloc(1, sizeof *s) : NULL;
    if (s == NULL) {
        intake_close(in);
        return NULL;
    }
    s->in = in;
    if (open_reader(s, filter, e))
        return s;
    close_stream(s);
    return NULL;
}

/* Copies a frame to `to`; false: it did not pass the filter. */
static bool keep(struct stream *s, const struct pcap_pkthdr *header, const u_char *bytes,
                 uint8_t *to, struct frame *f)
{
    memcpy(to, bytes, header->caplen);
    f->time_ns = (uint64_t)header->ts.tv_sec * 1000000000 + (uint64_t)header->ts.tv_usec;
    f->frame_no = ++s->frames;
    f->wire_n = header->len > header->caplen ? header->len : header->caplen;
    f->link = s->link;
    f->bytes = (struct bytes){ to, header->caplen };
    return s->filter == NULL || filter_passes(s->filter, f);
}

/* What libpcap's last answer comes to; told once. */
static int end(struct stream *s, struct error *e)
{
    int last = s->last;
    s->last = PCAP_ERROR_BREAK;
    if (last == PCAP_ERROR_BREAK)
        return SOURCE_END;
    fail(e, "cannot be read after frame %llu: %s", (unsigned long long)s->frames,
         s->failed ? s->why.s : pcap_geterr(s->pcap));
    return SOURCE_BROKEN;
}

static int next_libpcap(struct stream *s, struct frame *batch, int max, struct error *e)
{
    int n = 0;
    size_t used = 0;
    while (s->last == 1 && n < max && ROOM - used >= SAVEFILE_FRAME_MAX) {
        struct pcap_pkthdr *header = NULL;
        const u_char *bytes = NULL;
        s->last = pcap_next_ex(s->pcap, &header, &bytes);
        if (s->last == 1 && header->caplen <= SAVEFILE_FRAME_MAX &&
            keep(s, header, bytes, s->room + used, &batch[n])) {
            used += header->caplen;
            n++;
        }
    }
    return n > 0 ? n : end(s, e);
}

static int next(void *self, struct frame *batch, int max, struct error *e)
{
    struct stream *s = self;
    return s->file != NULL ? savefile_next(s->file, batch, max, e) : next_libpcap(s, batch, max, e);
}

static void progress(const void *self, uint64_t *done, uint64_t *all)
{
    const struct stream *s = self;
    if (s->file != NULL)
        savefile_progress(s->file, done, all);
    else
        intake_progress(s->in, done, all);
}

const struct source pcap_stream_source = {
    .name = "pcap_stream",
    .open = open_stream,
    .next = next,
    .progress = progress,
    .close = close_stream,
};
