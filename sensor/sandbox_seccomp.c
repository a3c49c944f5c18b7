#include "sensor/sandbox_seccomp.h"

#include <errno.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- what a role may call ---- */

static const struct {
    const char *role;
    const char *name;
} calls[] = {
#define CALL(role, name) { #role, #name },
#include "generated/syscalls.def"
#undef CALL
};
enum { CALLS = sizeof calls / sizeof calls[0] };

#ifdef CAMWARDEN_SANITIZED
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* What nobody calls but who has got in: there is no answer to that. Anything else that is refused
 * is an error to the code, because it may also be a library's new habit. */
static const char *const attacks[] = {
    "execve",
    "execveat",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "pidfd_getfd",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "mount",
    "umount2",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
    "mount_setattr",
    "pivot_root",
    "chroot",
    "setns",
    "unshare",
    "open_by_handle_at",
    "perf_event_open",
    "userfaultfd",
    "add_key",
    "request_key",
    "keyctl",
    "swapon",
    "swapoff",
    "iopl",
    "ioperm",
};

enum {
    WORKER = 1 << SANDBOX_WORKER,
    NURSERY = 1 << SANDBOX_NURSERY,
    ANYBODY = (1 << SANDBOX_ROLES) - 1,
    OTHERS = ANYBODY & ~WORKER & ~NURSERY,
    CONNECTS = 1 << SANDBOX_ROLES,
    /* What makes more of a new process than a thread, or than a plain fork. */
    NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                 CLONE_NEWPID | CLONE_NEWNET,
    KINDS = NAMESPACES | CLONE_VM | CLONE_PARENT | CLONE_UNTRACED | CLONE_THREAD,
    BPF_LOOKUP = 1, /* linux/bpf.h, enum bpf_cmd */
    BPF_UPDATE,
    BPF_DELETE,
    BPF_NEXT_KEY,
    STATS_QUESTION = 28, /* bytes: the one message that capture/interface.c sends */
};

/* Of these calls not all, even where a role has them: argument `arg`, as far as `mask` goes, must
 * be `value` (without a mask: anything); of several lines for the same call one of them. */
static const struct narrow {
    const char *name;
    unsigned arg;
    unsigned roles;
    uint64_t mask;
    uint64_t value;
} narrow[] = {
    { "socket", 0, ANYBODY, UINT64_MAX, AF_UNIX },
    { "socket", 0, CONNECTS, UINT64_MAX, AF_INET },
    { "socket", 0, CONNECTS, UINT64_MAX, AF_INET6 },
    { "socket", 0, CONNECTS, UINT64_MAX, AF_NETLINK }, /* getaddrinfo asks for our addresses */
    { "clone", 0, ANYBODY, NAMESPACES | CLONE_THREAD, CLONE_THREAD },
    { "clone", 0, NURSERY, KINDS, 0 },
    { "write", 0, WORKER, UINT64_MAX, STDERR_FILENO }, /* on a packet socket it would send */
    { "write", 0, OTHERS | NURSERY, 0, 0 },
    { "writev", 0, WORKER, UINT64_MAX, STDERR_FILENO },
    { "writev", 0, OTHERS | NURSERY, 0, 0 },
    { "sendto", 2, WORKER | NURSERY, UINT64_MAX, STATS_QUESTION },
    { "sendto", 2, OTHERS, 0, 0 },
    { "bpf", 0, ANYBODY, UINT64_MAX, BPF_LOOKUP },
    { "bpf", 0, ANYBODY, UINT64_MAX, BPF_UPDATE },
    { "bpf", 0, ANYBODY, UINT64_MAX, BPF_DELETE },
    { "bpf", 0, ANYBODY, UINT64_MAX, BPF_NEXT_KEY },
    { "mmap", 2, ANYBODY, PROT_EXEC, 0 },
    { "mmap", 2, OTHERS | NURSERY, PROT_EXEC | PROT_WRITE, PROT_EXEC }, /* a shared library */
    { "mprotect", 2, ANYBODY, PROT_EXEC, 0 },
    { "ioctl", 1, ANYBODY, UINT64_MAX, SIOCGIFINDEX },
    { "ioctl", 1, ANYBODY, UINT64_MAX, SIOCGIFFLAGS },
    { "ioctl", 1, ANYBODY, UINT64_MAX, SIOCGIFHWADDR },
    { "ioctl", 1, ANYBODY, UINT64_MAX, SIOCGIFNAME },
    { "ioctl", 1, ANYBODY, UINT64_MAX, SIOCETHTOOL },
    { "ioctl", 1, OTHERS, UINT64_MAX, SIOCOUTQ },
    { "ioctl", 1, OTHERS, UINT64_MAX, FIONREAD },
    { "ioctl", 1, OTHERS, UINT64_MAX, FIONBIO },
    { "ioctl", 1, OTHERS, UINT64_MAX, TCGETS }, /* isatty() */
    { "ioctl", 1, OTHERS, UINT64_MAX, TIOCGWINSZ },
    { "prlimit64", 0, ANYBODY, UINT64_MAX, 0 }, /* its own limits, not those of its user's others */
    { "prctl", 0, ANYBODY, UINT64_MAX, PR_SET_NAME },
    { "prctl", 0, ANYBODY, UINT64_MAX, PR_SET_PDEATHSIG },
    { "prctl", 0, NURSERY, UINT64_MAX, PR_SET_NO_NEW_PRIVS },
    { "prctl", 0, NURSERY, UINT64_MAX, PR_SET_SECCOMP },
    { "prctl", 0, NURSERY, UINT64_MAX, PR_GET_SECCOMP },
};

/* What it forks is inside its walls too, so those have to be as wide. */
static bool is_for(const char *whose, enum sandbox_role role, bool connects)
{
    return strcmp(whose, "all") == 0 || strcmp(whose, sandbox_role_name(role)) == 0 ||
           (connects && strcmp(whose, "connects") == 0) ||
           (role == SANDBOX_NURSERY && strcmp(whose, "worker") == 0) ||
           (SANITIZED && strcmp(whose, "sanitizer") == 0);
}

bool seccomp_names(enum sandbox_role role, bool connects, const char *call)
{
    for (size_t i = 0; i < CALLS; i++)
        if (strcmp(calls[i].name, call) == 0 && is_for(calls[i].role, role, connects))
            return true;
    return false;
}

void seccomp_call_name(int number, struct text *out)
{
    char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
    text_format(out, "%s", name != NULL ? name : "?");
    free(name);
}

/* ---- the filter ---- */

/* syscalls(nursery): seccomp, prctl: that of its workers is laid over its own. */

struct filter {
    scmp_filter_ctx ctx;
    enum sandbox_role role;
    bool connects;
    pid_t child;
};

/* A call that this architecture does not have, or that is in the filter already, is no mistake. */
static bool add(struct filter *f, uint32_t action, const char *name,
                const struct scmp_arg_cmp *where)
{
    int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR)
        return false;
    int wrong = seccomp_rule_add_array(f->ctx, action, number, where != NULL ? 1 : 0, where);
    return wrong == 0 || wrong == -EEXIST || number < 0;
}

/* The nursery is the parent of whomever it ends. */
static bool add_kill(struct filter *f)
{
    const struct scmp_arg_cmp where =
        SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, UINT64_MAX, (uint64_t)f->child);
    if (f->role == SANDBOX_NURSERY)
        return add(f, SCMP_ACT_ALLOW, "kill", NULL);
    return f->child <= 0 || add(f, SCMP_ACT_ALLOW, "kill", &where);
}

/* For abort(). What the nursery forks has other numbers than it, and narrows that itself. */
static bool add_own_signals(struct filter *f)
{
    const struct scmp_arg_cmp where =
        SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, UINT64_MAX, (uint64_t)getpid());
    return add(f, SCMP_ACT_ALLOW, "tgkill", f->role == SANDBOX_NURSERY ? NULL : &where);
}

/* Adds the lines of the table that are the role's; *narrowed: there are any for this call. */
static bool add_narrow(struct filter *f, const char *name, bool *narrowed)
{
    unsigned ours = 1U << f->role | (f->connects ? CONNECTS : 0U);
    bool added = true;
    for (size_t i = 0; added && i < sizeof narrow / sizeof narrow[0]; i++) {
        const struct narrow *n = &narrow[i];
        if (strcmp(n->name, name) != 0)
            continue;
        *narrowed = true;
        struct scmp_arg_cmp where = SCMP_CMP64(n->arg, SCMP_CMP_MASKED_EQ, n->mask, n->value);
        if ((n->roles & ours) != 0)
            added = add(f, SCMP_ACT_ALLOW, name, n->mask != 0 ? &where : NULL);
    }
    return added;
}

/* A sanitizer has a debugger of its own. */
static bool is_wide(const char *name)
{
    return SANITIZED && (strcmp(name, "clone") == 0 || strcmp(name, "prctl") == 0);
}

static bool add_call(struct filter *f, const char *name)
{
    bool narrowed = false;
    if (strcmp(name, "kill") == 0)
        return add_kill(f);
    if (strcmp(name, "tgkill") == 0)
        return add_own_signals(f);
    if (!is_wide(name) && !add_narrow(f, name, &narrowed))
        return false;
    return narrowed || add(f, SCMP_ACT_ALLOW, name, NULL);
}

/* The name of the rule that could not be made, or NULL. */
static const char *fill(struct filter *f)
{
    for (size_t i = 0; i < CALLS; i++)
        if (is_for(calls[i].role, f->role, f->connects) && !add_call(f, calls[i].name))
            return calls[i].name;
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++)
        if (!seccomp_names(f->role, f->connects, attacks[i]) &&
            !add(f, SCMP_ACT_KILL_PROCESS, attacks[i], NULL))
            return attacks[i];
    /* What it asks for lies in memory, where a filter cannot look: with that answer the C library
     * uses clone(). */
    return add(f, SCMP_ACT_ERRNO(ENOSYS), "clone3", NULL) ? NULL : "clone3";
}

static bool load(struct filter *f, struct error *e)
{
    const char *wrong = fill(f);
    if (wrong != NULL)
        return fail(e, "no sandbox: the rule for %s cannot be made (--no-sandbox goes without)",
                    wrong);
    /* Binary search instead of one comparison after the other. */
    (void)seccomp_attr_set(f->ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (seccomp_attr_set(f->ctx, SCMP_FLTATR_CTL_TSYNC, 1) != 0)
        return fail(e, "no sandbox: this kernel cannot hold all threads to it");
    int why = seccomp_load(f->ctx);
    return why == 0 ||
           fail(e, "no sandbox: seccomp: %s (--no-sandbox goes without)", strerrordesc_np(-why));
}

bool seccomp_enter(const struct sandbox_settings *s, struct error *e)
{
    struct filter f = { seccomp_init(SCMP_ACT_TRAP), s->role, s->connects, s->child };
    if (f.ctx == NULL)
        return fail(e, "no sandbox: no memory");
    bool loaded = load(&f, e);
    seccomp_release(f.ctx);
    return loaded;
}
