#include "sensor/sandbox_seccomp.h"

#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sensor/sandbox_narrow.h"

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
static bool add_where(struct filter *f, uint32_t action, const char *name,
                      const struct scmp_arg_cmp *where, unsigned n)
{
    int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR)
        return false;
    int wrong = seccomp_rule_add_array(f->ctx, action, number, n, where);
    return wrong == 0 || wrong == -EEXIST || number < 0;
}

static bool add(struct filter *f, uint32_t action, const char *name,
                const struct scmp_arg_cmp *where)
{
    return add_where(f, action, name, where, where != NULL ? 1 : 0);
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

static bool add_line(struct filter *f, const struct narrow *n)
{
    uint64_t mask = n->mask != 0 ? n->mask : UINT64_MAX;
    bool added = n->n > 0 || add(f, SCMP_ACT_ALLOW, n->name, NULL);
    for (size_t i = 0; added && i < n->n; i++) {
        const struct scmp_arg_cmp where[] = {
            SCMP_CMP64(n->arg, SCMP_CMP_MASKED_EQ, mask, n->value[i]),
            SCMP_CMP64(n->also.arg, SCMP_CMP_MASKED_EQ, UINT64_MAX, n->also.value)
        };
        added = add_where(f, SCMP_ACT_ALLOW, n->name, where, n->also.arg != 0 ? 2 : 1);
    }
    return added;
}

/* Adds the lines of the table that are the role's; *narrowed: there are any for this call. */
static bool add_narrow(struct filter *f, const char *name, bool *narrowed)
{
    unsigned ours = 1U << f->role | (f->connects ? NARROW_CONNECTS : 0U);
    bool added = true;
    for (size_t i = 0; added && i < narrow_lines_n; i++) {
        const struct narrow *n = &narrow_lines[i];
        if (strcmp(n->name, name) != 0)
            continue;
        *narrowed = true;
        added = (n->roles & ours) == 0 || add_line(f, n);
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
