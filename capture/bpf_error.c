#include "capture/bpf_error.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

void bpf_be_quiet(void)
{
    (void)libbpf_set_print(NULL);
}

bool bpf_fail(struct error *e, const char *consequence, int why)
{
    const char *reason = strerrordesc_np(why); /* the kernel has numbers of its own here */
    return fail(e, "%s: %s%s", consequence, reason != NULL ? reason : "refused by the kernel",
                why == EPERM || why == EACCES ? " (needs CAP_BPF)" : "");
}
