#include "capture/savefile.h"

#include <inttypes.h>
#include <stdlib.h>

struct savefile {
    struct reading reading;
    struct filter *filter; /* NULL: every frame passes */
    struct pcapng *ng;     /* NULL: a classic pcap file */
    struct classic classic;
    bool ended;
};

bool savefile_recognise(struct bytes b)
{
    return classic_recognise(b) || pcapng_recognise(b);
}

/* Finds out which kind it is, and what link type a filter is to be checked against. */
static bool begin(struct savefile *s, uint32_t *link, struct error *e)
{
    enum intake_result result = intake_need(s->reading.in, SAVEFILE_HEAD, e);
    if (result == INTAKE_FAILED)
        return false;
    struct bytes head = intake_ready(s->reading.in);
    *link = LINK_ETHERNET;
    if (pcapng_recognise(head)) {
        s->ng = pcapng_new();
        return s->ng != NULL || fail(e, "cannot be read: no memory");
    }
    if (!classic_recognise(head))
        return fail(e, head.n < SAVEFILE_HEAD ? "is too short to be a capture file"
                                              : "is not a capture file (pcap or pcapng)");
    classic_begin(&s->classic, head);
    intake_take(s->reading.in, CLASSIC_HEAD);
    *link = s->classic.link;
    return true;
}

struct savefile *savefile_new(struct intake *in, const char *filter, struct error *e)
{
    struct savefile *s = calloc(1, sizeof *s);
    if (s == NULL) {
        intake_close(in);
        fail(e, "cannot be read: no memory");
        return NULL;
    }
    s->reading.in = in;
    uint32_t link = 0;
    bool begun = begin(s, &link, e);
    if (begun && filter != NULL)
        s->filter = filter_new(filter, link, e);
    if (begun && (filter == NULL || s->filter != NULL))
        return s;
    savefile_free(s);
    return NULL;
}

void savefile_free(struct savefile *s)
{
    if (s == NULL)
        return;
    filter_free(s->filter);
    pcapng_free(s->ng);
    intake_close(s->reading.in);
    free(s);
}

static enum got read_one(struct savefile *s, struct frame *f)
{
    if (s->ng != NULL)
        return pcapng_read(s->ng, &s->reading, f);
    return classic_read(&s->classic, &s->reading, f);
}

/* Of what stands ready, as much as fits. `last` is what came after it. */
static int fill(struct savefile *s, struct frame *batch, int max, enum got *last)
{
    int n = 0;
    *last = GOT_FRAME;
    while (n < max && (*last == GOT_FRAME || *last == GOT_OTHER)) {
        *last = read_one(s, &batch[n]);
        if (*last == GOT_FRAME)
            n += s->filter == NULL || filter_passes(s->filter, &batch[n]);
    }
    return n;
}

/* The file ended where more of it was wanted. */
static int at_end(struct savefile *s, struct error *e)
{
    uint64_t owed = s->reading.in->owed;
    struct bytes rest = intake_ready(s->reading.in);
    s->ended = true;
    if (owed == 0 && rest.n == 0)
        return SOURCE_END;
    bool in_frame = owed == 0 && s->reading.in_frame;
    fail(e, "is cut %s frame %" PRIu64 " (needs %" PRIu64 " bytes more)",
         in_frame ? "in the middle of" : "in what follows", s->reading.frames + in_frame,
         owed > 0 ? owed : s->reading.need - rest.n);
    return SOURCE_BROKEN;
}

static int broken(struct savefile *s, const struct error *why, struct error *e)
{
    s->ended = true;
    *e = *why;
    return SOURCE_BROKEN;
}

int savefile_next(struct savefile *s, struct frame *batch, int max, struct error *e)
{
    while (!s->ended) {
        enum got last = GOT_FRAME;
        int n = fill(s, batch, max, &last);
        if (n > 0) /* what came after it is found again at the next call */
            return n;
        if (last == GOT_BROKEN)
            return broken(s, &s->reading.why, e);
        if (last != GOT_SHORT)
            continue;
        struct error why;
        enum intake_result result = intake_need(s->reading.in, s->reading.need, &why);
        if (result == INTAKE_FAILED)
            return broken(s, &why, e);
        if (result == INTAKE_ENDED)
            return at_end(s, e);
    }
    return SOURCE_END;
}

void savefile_progress(const struct savefile *s, uint64_t *done, uint64_t *all)
{
    intake_progress(s->reading.in, done, all);
}
