#include "capture/fanout.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <fanout.skel.h>

#include "capture/bpf_error.h"

int fanout_code_open(struct error *e)
{
    bpf_be_quiet();
    struct fanout_bpf *code = fanout_bpf__open_and_load();
    if (code == NULL) {
        bpf_fail(e, "frames are shared out by the kernel's hash", errno);
        return -1;
    }
    int fd = fcntl(bpf_program__fd(code->progs.fanout), F_DUPFD_CLOEXEC, 3);
    fanout_bpf__destroy(code);
    if (fd < 0)
        fail(e, "frames are shared out by the kernel's hash: %s", strerrordesc_np(errno));
    return fd;
}
