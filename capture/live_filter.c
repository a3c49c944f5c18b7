#include "capture/live_filter.h"

#include <pcap/pcap.h>
#include <stdlib.h>

enum { SNAP_MAX = 262144, SMALL = 65536 };

/* The same instructions, in the words of linux/filter.h. */
static bool translate(const struct bpf_program *code, struct sock_fprog *out)
{
    struct sock_filter *filter = calloc(code->bf_len, sizeof *filter);
    if (filter == NULL)
        return false;
    for (unsigned i = 0; i < code->bf_len; i++)
        filter[i] = (struct sock_filter){ .code = code->bf_insns[i].code,
                                          .jt = code->bf_insns[i].jt,
                                          .jf = code->bf_insns[i].jf,
                                          .k = code->bf_insns[i].k };
    *out = (struct sock_fprog){ .len = (unsigned short)code->bf_len, .filter = filter };
    return true;
}

static bool compile(pcap_t *pcap, const char *expression, struct sock_fprog *out, struct error *e)
{
    (void)pcap_set_snaplen(pcap, SNAP_MAX);
    (void)pcap_set_buffer_size(pcap, SMALL);
    int status = pcap_activate(pcap);
    if (status < 0)
        return fail(e, "cannot be listened to: %s", pcap_statustostr(status));
    struct bpf_program code;
    if (pcap_compile(pcap, &code, expression, 1, PCAP_NETMASK_UNKNOWN) != 0)
        return fail(e, "cannot be filtered by \"%s\": %s", expression, pcap_geterr(pcap));
    bool done = code.bf_len <= BPF_MAXINSNS ? translate(&code, out)
                                            : fail(e, "cannot be filtered: too long a filter");
    pcap_freecode(&code);
    return done;
}

bool live_filter_compile(const char *interface, const char *expression, struct sock_fprog *out,
                         struct error *e)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    pcap_t *pcap = pcap_create(interface, why);
    if (pcap == NULL)
        return fail(e, "cannot be listened to: %s", why);
    fail(e, "cannot be filtered: no memory");
    bool done = compile(pcap, expression, out, e);
    pcap_close(pcap);
    return done;
}

void live_filter_free(struct sock_fprog *program)
{
    free(program->filter);
    *program = (struct sock_fprog){ 0 };
}
