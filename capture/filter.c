#include "capture/filter.h"

#include <pcap/pcap.h>
#include <stdlib.h>

enum { LINKS_MAX = 16, SNAP_MAX = 262144 };

struct program {
    uint32_t link;
    bool means_something;
    struct bpf_program code;
};

struct filter {
    char *expression;
    int n;
    struct program programs[LINKS_MAX];
};

/* A file's link types are numbered otherwise than libpcap's own in a few places, pcap/dlt.h. */
static int dlt_of(uint32_t link)
{
    return link == LINK_RAW ? DLT_RAW : (int)link;
}

static bool compile(struct filter *f, uint32_t link, struct error *e)
{
    struct program *program = &f->programs[f->n];
    pcap_t *dead = pcap_open_dead(dlt_of(link), SNAP_MAX);
    if (dead == NULL)
        return fail(e, "cannot be filtered: no memory");
    program->link = link;
    program->means_something =
        pcap_compile(dead, &program->code, f->expression, 1, PCAP_NETMASK_UNKNOWN) == 0;
    if (!program->means_something)
        fail(e, "cannot be filtered by \"%s\": %s", f->expression, pcap_geterr(dead));
    pcap_close(dead);
    f->n++;
    return program->means_something;
}

struct filter *filter_new(const char *expression, uint32_t link, struct error *e)
{
    struct filter *f = calloc(1, sizeof *f);
    if (f != NULL)
        f->expression = strdup(expression);
    if (f == NULL || f->expression == NULL)
        fail(e, "cannot be filtered: no memory");
    else if (compile(f, link, e))
        return f;
    filter_free(f);
    return NULL;
}

void filter_free(struct filter *f)
{
    if (f == NULL)
        return;
    for (int i = 0; i < f->n; i++)
        if (f->programs[i].means_something)
            pcap_freecode(&f->programs[i].code);
    free(f->expression);
    free(f);
}

static const struct program *program_for(struct filter *f, uint32_t link)
{
    for (int i = 0; i < f->n; i++)
        if (f->programs[i].link == link)
            return &f->programs[i];
    if (f->n == LINKS_MAX)
        return NULL;
    struct error e;
    (void)compile(f, link, &e);
    return &f->programs[f->n - 1];
}

bool filter_passes(struct filter *f, const struct frame *frame)
{
    const struct program *program = program_for(f, frame->link);
    if (program == NULL || !program->means_something)
        return false;
    struct pcap_pkthdr header = { .caplen = (bpf_u_int32)frame->bytes.n, .len = frame->wire_n };
    return pcap_offline_filter(&program->code, &header, frame->bytes.p) != 0;
}
