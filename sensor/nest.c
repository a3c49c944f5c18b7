/* syscalls(nursery): clone, wait4, kill, pidfd_open, getpid, getppid, prctl: its workers. */
/* syscalls(nursery): sched_getaffinity: --pin. */
#include "sensor/nest.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/secret.h"

enum {
    LOOK_MAX_MS = 300, /* a longer look was ours: we were stopped, or asleep */
    STILL_MS = 5000,   /* who does not come round for so long is stuck */
    YOUNG_MS = 2000,   /* who falls younger than that makes the next one wait */
    FIRST_WAIT_MS = 50,
    LONGEST_WAIT_MS = 1000,
};

void nest_speak(const struct nest *t, const struct nursery_word *w)
{
    ssize_t put = 0;
    do
        put = write(t->words, w, sizeof *w);
    while (put < 0 && errno == EINTR);
}

struct sandbox_settings nest_sandbox(const struct nest *t, enum sandbox_role role)
{
    return (struct sandbox_settings){ .role = role,
                                      .off = t->settings->options->common.no_sandbox,
                                      .tally = t->settings->tally };
}

void nest_end_with(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent)
        _exit(EXIT_FAILURE);
}

/* ---- a worker ---- */

/* The k-th of the processors that we may run on, over and over; -1: any. */
static int processor(const struct sensor_options *o, size_t k)
{
    cpu_set_t allowed;
    if (!o->pin || sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return -1;
    size_t left = k % (size_t)CPU_COUNT(&allowed);
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET((size_t)i, &allowed) && left-- == 0)
            return i;
    return -1;
}

/* What is the others' is not within its reach. */
static void keep_only(struct nest *t, size_t k)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->child[i].pidfd >= 0)
            (void)close(t->child[i].pidfd);
        if (i == k)
            continue;
        lanes_close(t->sources.lanes[i]);
        fact_ring_free(t->settings->charges[i].ring);
        frame_ring_free(t->settings->charges[i].frames);
        shared_memory_free(t->settings->charges[i].share, sizeof(struct worker_share));
    }
    shared_memory_free(t->settings->share, sizeof *t->settings->share);
    (void)close(t->words);
    (void)close(t->orders);
}

_Noreturn static void work(struct nest *t, size_t k, pid_t nursery)
{
    char name[16]; /* as long as the kernel takes them */
    (void)snprintf(name, sizeof name, "camwarden-w%zu", k);
    (void)prctl(PR_SET_NAME, name, 0, 0, 0);
    nest_end_with(nursery);
    const struct sandbox_settings sandbox = nest_sandbox(t, SANDBOX_WORKER);
    struct worker_job job = { .lanes = t->sources.lanes[k],
                              .settings = t->settings->flows,
                              .ring = t->settings->charges[k].ring,
                              .frames = t->settings->charges[k].frames,
                              .share = t->settings->charges[k].share,
                              .orders = t->settings->orders,
                              .sandbox = &sandbox,
                              .cpu = processor(t->settings->options, k) };
    keep_only(t, k);
    _exit(live_worker_run(&job));
}

static void start_child(struct nest *t, size_t k)
{
    struct child *c = &t->child[k];
    pid_t nursery = getpid();
    c->started_ms = steady_ms();
    c->still_ms = 0;
    c->stuck = false;
    c->pid = fork();
    if (c->pid == 0)
        work(t, k, nursery);
    if (c->pid < 0) {
        c->pid = 0;
        c->due_ms = c->started_ms + LONGEST_WAIT_MS;
        return;
    }
    c->pidfd = pidfd_open(c->pid, 0);
}

void nest_start_due(struct nest *t)
{
    for (size_t k = 0; k < t->n; k++) {
        struct child *c = &t->child[k];
        if (c->pid == 0 && !c->ended && steady_ms() >= c->due_ms)
            start_child(t, k);
    }
}

/* ---- the end of one ---- */

static bool sources_are_broken(const struct nest *t, size_t k)
{
    const struct worker_share *share = t->settings->charges[k].share;
    for (size_t i = 0; i < t->settings->options->interfaces; i++)
        if (!worker_is_broken_at(share, i))
            return false;
    return true;
}

static bool has_ended_well(const struct nest *t, size_t k, int status)
{
    const struct worker_share *share = t->settings->charges[k].share;
    return WIFEXITED(status) && WEXITSTATUS(status) == WORKER_ENDED &&
           atomic_load_explicit(&share->ended, memory_order_acquire) &&
           (worker_orders_is_stop(t->settings->orders) || sources_are_broken(t, k));
}

static void tell_of_fall(struct nest *t, size_t k, int status)
{
    const struct worker_share *share = t->settings->charges[k].share;
    struct nursery_word w = { .kind = NURSERY_FELL,
                              .worker = k,
                              .pid = t->child[k].pid,
                              .status = status,
                              .stuck = t->child[k].stuck };
    const char *where = __atomic_load_n(&share->now.where, __ATOMIC_RELAXED); /* once */
    w.frame = atomic_load_explicit(&share->now.frames, memory_order_relaxed) +
              atomic_load_explicit(&share->fell, memory_order_relaxed);
    text_format(&w.where, "%s", constants_have(&t->constants, where) ? where : "nowhere known");
    nest_speak(t, &w);
}

static uint64_t wait_of(unsigned young)
{
    enum { DOUBLINGS = 5 };
    if (young == 0)
        return 0;
    uint64_t wait = (uint64_t)FIRST_WAIT_MS << (young > DOUBLINGS ? DOUBLINGS : young - 1);
    return wait < LONGEST_WAIT_MS ? wait : LONGEST_WAIT_MS;
}

static void plan_next(struct child *c)
{
    uint64_t now = steady_ms();
    bool young = now - c->started_ms < YOUNG_MS;
    c->due_ms = now + (young ? wait_of(c->young) : 0);
    c->young = young ? c->young + 1 : 0;
}

void nest_publish_shunted(struct nest *t)
{
    if (t->sources.shunt != NULL)
        atomic_store_explicit(&t->settings->share->shunted, shunt_total(t->sources.shunt).packets,
                              memory_order_release);
}

static void look_whether_ended(struct nest *t, size_t k)
{
    struct child *c = &t->child[k];
    int status = 0;
    if (c->pid == 0 || waitpid(c->pid, &status, WNOHANG) != c->pid)
        return;
    if (c->pidfd >= 0)
        (void)close(c->pidfd);
    c->pidfd = -1;
    c->ended = has_ended_well(t, k, status);
    nest_publish_shunted(t); /* before anybody is told that it has: then it is exact */
    if (c->ended)
        nest_speak(t, &(struct nursery_word){ .kind = NURSERY_ENDED, .worker = k });
    else
        tell_of_fall(t, k, status);
    c->pid = 0;
    plan_next(c);
}

void nest_look_whether_ended(struct nest *t)
{
    for (size_t k = 0; k < t->n; k++)
        look_whether_ended(t, k);
}

/* ---- looking after them ---- */

static void look_whether_alive(struct nest *t, size_t k, uint64_t since_ms)
{
    const struct worker_share *share = t->settings->charges[k].share;
    struct child *c = &t->child[k];
    uint64_t beats = atomic_load_explicit(&share->beat, memory_order_relaxed) +
                     atomic_load_explicit(&share->now.frames, memory_order_relaxed);
    c->still_ms = beats == c->beats ? c->still_ms + since_ms : 0;
    c->beats = beats;
    if (c->pid == 0 || c->still_ms < STILL_MS || c->stuck)
        return;
    c->stuck = true;
    (void)kill(c->pid, SIGKILL);
}

void nest_look_after(struct nest *t)
{
    uint64_t now = steady_ms();
    uint64_t since = now - t->looked_ms;
    if (since < NEST_LOOK_MS)
        return;
    t->looked_ms = now;
    since = since < LOOK_MAX_MS ? since : LOOK_MAX_MS;
    for (size_t k = 0; k < t->n; k++) {
        look_whether_alive(t, k, since);
        lanes_tend(t->sources.lanes[k]);
    }
}

_Noreturn void nest_end_all(struct nest *t)
{
    for (size_t k = 0; k < t->n; k++)
        if (t->child[k].pid > 0)
            (void)kill(t->child[k].pid, SIGKILL);
    for (size_t k = 0; k < t->n; k++)
        if (t->child[k].pid > 0)
            (void)waitpid(t->child[k].pid, NULL, 0);
    _exit(EXIT_SUCCESS);
}
