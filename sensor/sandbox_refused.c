/* seccomp(2) sends SIGSYS for what is refused; the handler writes the answer into the registers
 * that the call is resumed with. In this way a refusal is an error to the code, and a number to us.
 * No thread may block SIGSYS: the kernel would end the process instead (core/signals.h). */
#include "sensor/sandbox_refused.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "sensor/sandbox_seccomp.h"

/* The last call of the kernel whose headers the build had. From pidfd_send_signal on, numbers are
 * the same on every architecture. */
enum { NEWEST = SYS_set_mempolicy_home_node, SECCOMP_CODE = 1 };

/* A handler knows nothing but what is global. */
static struct sandbox_tally
    *_Atomic counted; /* NOLINT(cppcoreguidelines-avoid-non-const-global-variables) */

struct sandbox_tally *sandbox_tally_new(void)
{
    struct sandbox_tally *t =
        mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (t == MAP_FAILED)
        return NULL;
    atomic_init(&t->refused, 0);
    atomic_init(&t->last, -1);
    return t;
}

void sandbox_tally_free(struct sandbox_tally *t)
{
    if (t == NULL)
        return;
    atomic_store(&counted, NULL);
    (void)munmap(t, sizeof *t);
}

/* Whoever was taken over can write to the tally: it cannot take back what was told, nor make a
 * number of it that no JSON has. */
uint64_t sandbox_refused_now(const struct sandbox_tally *t, uint64_t told)
{
    static const uint64_t most = UINT64_C(1) << 53;
    uint64_t refused = t != NULL ? atomic_load(&t->refused) : told;
    refused = refused < most ? refused : most;
    return refused > told ? refused : told;
}

uint64_t sandbox_refused_tell(const struct sandbox_tally *t, uint64_t told)
{
    struct text call;
    uint64_t refused = sandbox_refused_now(t, told);
    if (refused == told)
        return told;
    seccomp_call_name(atomic_load(&t->last), &call);
    (void)fprintf(stderr, "camwarden: the sandbox refused %" PRIu64 " system calls, %s the last\n",
                  refused - told, call.s);
    return refused;
}

static void answer(ucontext_t *u, int why)
{
#if defined(__x86_64__)
    u->uc_mcontext.gregs[REG_RAX] = -why;
#elif defined(__aarch64__)
    u->uc_mcontext.regs[0] = (unsigned long long)-why;
#else
#error "say in which register a system call answers"
#endif
}

/* syscalls(all): rt_sigaction, rt_sigreturn: back from here. */
static void refuse(int signal, siginfo_t *about, void *context)
{
    (void)signal;
    if (about->si_code != SECCOMP_CODE)
        return;
    struct sandbox_tally *t = atomic_load(&counted);
    if (t != NULL) {
        atomic_store(&t->last, about->si_syscall);
        atomic_fetch_add(&t->refused, 1);
    }
    answer(context, about->si_syscall > NEWEST ? ENOSYS : EPERM);
}

bool sandbox_refuse_softly(struct sandbox_tally *t, struct error *e)
{
    struct sigaction by = { .sa_sigaction = refuse, .sa_flags = SA_SIGINFO | SA_NODEFER };
    sigset_t ours;
    atomic_store(&counted, t);
    (void)sigemptyset(&ours);
    (void)sigaddset(&ours, SIGSYS);
    if (sigaction(SIGSYS, &by, NULL) != 0)
        return fail(e, "no sandbox: SIGSYS cannot be handled: %s", strerrordesc_np(errno));
    int why = pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
    return why == 0 || fail(e, "no sandbox: SIGSYS is blocked: %s", strerrordesc_np(why));
}
