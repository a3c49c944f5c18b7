/* syscalls(nursery): clone, wait4, kill, pidfd_open, getpid, getppid, prctl: its workers. */
/* syscalls(nursery): poll, ppoll, read, write, close: words and orders. */
/* syscalls(nursery): sched_getaffinity: --pin. */
/* syscalls(nursery): openat, open, stat, access, readlink, fcntl: libraries that workers load. */
/* syscalls(nursery): pread64, statfs, fstatfs, getdents64: libraries that workers load. */
#include "sensor/nursery_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/observation_sound.h"
#include "core/secret.h"
#include "dissectors/hasher.h"
#include "sensor/live_sources.h"
#include "sensor/sandbox_places.h"

enum {
    LOOK_MS = 100,
    LOOK_MAX_MS = 300, /* a longer look was ours: we were stopped, or asleep */
    STILL_MS = 5000,   /* who does not come round for so long is stuck */
    YOUNG_MS = 2000,   /* who falls younger than that makes the next one wait */
    FIRST_WAIT_MS = 50,
    LONGEST_WAIT_MS = 1000,
    FIRST_FD = 3
};

/* One worker, and those that take its place. */
struct child {
    pid_t pid; /* 0: none runs */
    int pidfd; /* -1: poll(2) does not wait for it */
    bool ended;
    bool stuck; /* it was killed for that */
    uint64_t started_ms;
    uint64_t due_ms;   /* when the next is to start */
    unsigned young;    /* how many in a row fell young */
    uint64_t beats;    /* as of the last look */
    uint64_t still_ms; /* without a beat */
};

struct nest {
    const struct nursery_settings *settings;
    struct live_sources sources;
    struct constants constants;
    struct child child[WORKERS_MAX];
    size_t n;
    int words;
    int orders;
    bool started;
    uint64_t looked_ms;
};

static void speak(const struct nest *t, const struct nursery_word *w)
{
    ssize_t put = 0;
    do
        put = write(t->words, w, sizeof *w);
    while (put < 0 && errno == EINTR);
}

/* ---- the beginning ---- */

/* What the main thread's process has open is none of ours: the outputs it may be told of on
 * standard output, too. Standard error stays, for what the sources have to say. */
static bool let_go_of_files(int *words, int *orders)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int w = fcntl(*words, F_DUPFD_CLOEXEC, 64);
    int o = fcntl(*orders, F_DUPFD_CLOEXEC, 64);
    if (null < 0 || w < 0 || o < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
        return false;
    (void)close_range(FIRST_FD, 63, 0);
    *words = dup3(w, FIRST_FD, O_CLOEXEC);
    *orders = dup3(o, FIRST_FD + 1, O_CLOEXEC);
    (void)close_range(FIRST_FD + 2, ~0U, 0);
    return *words >= 0 && *orders >= 0;
}

static struct sandbox_settings sandbox_of(const struct nest *t, enum sandbox_role role)
{
    return (struct sandbox_settings){ .role = role,
                                      .off = t->settings->options->common.no_sandbox,
                                      .tally = t->settings->tally };
}

/* libsrtp loads a library in each worker anew, because that one refuses to work in a process that
 * was forked after it was set up. So this sandbox is wider by that than those of the workers. */
static bool enter_sandbox(const struct nest *t, struct error *e)
{
    struct sandbox_settings s = sandbox_of(t, SANDBOX_NURSERY);
    struct sandbox_state unheard;
    s.places = sandbox_places_new();
    if (s.places == NULL)
        return fail(e, "no sandbox: no memory");
    sandbox_allow_libraries(s.places);
    bool entered = sandbox_enter(&s, &unheard, e);
    sandbox_places_free(s.places);
    return entered;
}

/* What libraries read once, when they are used first: a worker cannot read it any more. */
static void warm_up(void)
{
    struct hasher h;
    tzset();
    if (hasher_open(&h, HASHER_SHA256))
        hasher_close(&h);
}

static bool begin(struct nest *t, struct nursery_word *w)
{
    const struct nursery_settings *s = t->settings;
    (void)prctl(PR_SET_NAME, "camwarden-nest", 0, 0, 0);
    if (!let_go_of_files(&t->words, &t->orders))
        return fail(&w->why, "the workers' process has no files: %s", strerrordesc_np(errno));
    if (!live_sources_open(&t->sources, s->options, &w->why))
        return false;
    w->shunts = t->sources.shunt != NULL;
    warm_up();
    return (s->identity == NULL || privileges_drop(s->identity, &w->why)) &&
           enter_sandbox(t, &w->why);
}

/* By a signal that comes when the parent dies, and by looking whether it had died before. */
static void end_with(pid_t parent)
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
    end_with(nursery);
    const struct sandbox_settings sandbox = sandbox_of(t, SANDBOX_WORKER);
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
    speak(t, &w);
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

/* Before anybody is told that a worker has ended: then it is exact. */
static void publish_shunted(struct nest *t)
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
    publish_shunted(t);
    if (c->ended)
        speak(t, &(struct nursery_word){ .kind = NURSERY_ENDED, .worker = k });
    else
        tell_of_fall(t, k, status);
    c->pid = 0;
    plan_next(c);
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

static void look_after_all(struct nest *t)
{
    uint64_t now = steady_ms();
    uint64_t since = now - t->looked_ms;
    if (since < LOOK_MS)
        return;
    t->looked_ms = now;
    since = since < LOOK_MAX_MS ? since : LOOK_MAX_MS;
    for (size_t k = 0; k < t->n; k++) {
        look_whether_alive(t, k, since);
        lanes_tend(t->sources.lanes[k]);
    }
}

static void start_due(struct nest *t)
{
    for (size_t k = 0; k < t->n; k++) {
        struct child *c = &t->child[k];
        if (c->pid == 0 && !c->ended && steady_ms() >= c->due_ms)
            start_child(t, k);
    }
}

/* ---- the loop ---- */

_Noreturn static void end_all(struct nest *t)
{
    for (size_t k = 0; k < t->n; k++)
        if (t->child[k].pid > 0)
            (void)kill(t->child[k].pid, SIGKILL);
    for (size_t k = 0; k < t->n; k++)
        if (t->child[k].pid > 0)
            (void)waitpid(t->child[k].pid, NULL, 0);
    _exit(EXIT_SUCCESS);
}

static void take_order(struct nest *t)
{
    char byte = 0;
    ssize_t got = read(t->orders, &byte, 1);
    if (got == 1)
        t->started = true;
    else if (got == 0 || errno != EINTR)
        end_all(t);
}

static void wait_for_news(struct nest *t)
{
    struct pollfd p[1 + WORKERS_MAX] = { { .fd = t->orders, .events = POLLIN } };
    nfds_t n = 1;
    for (size_t k = 0; k < t->n; k++)
        if (t->child[k].pidfd >= 0)
            p[n++] = (struct pollfd){ .fd = t->child[k].pidfd, .events = POLLIN };
    int wait = LOOK_MS;
    for (size_t k = 0; k < t->n; k++)
        if (t->started && t->child[k].pid == 0 && !t->child[k].ended)
            wait = LOOK_MS / 10;
    if (poll(p, n, wait) > 0 && p[0].revents != 0)
        take_order(t);
}

_Noreturn void nursery_live(const struct nursery_settings *settings, int words, int orders)
{
    struct nest t = { .settings = settings,
                      .n = settings->options->common.workers,
                      .words = words,
                      .orders = orders,
                      .constants = constants_of_program() };
    struct nursery_word first = { .kind = NURSERY_READY };
    pid_t parent = getppid();
    for (size_t k = 0; k < t.n; k++)
        t.child[k].pidfd = -1;
    if (!begin(&t, &first))
        first.kind = NURSERY_REFUSED;
    speak(&t, &first);
    if (first.kind == NURSERY_REFUSED)
        _exit(EXIT_FAILURE);
    end_with(parent);
    for (;;) {
        wait_for_news(&t);
        for (size_t k = 0; k < t.n; k++)
            look_whether_ended(&t, k);
        look_after_all(&t);
        publish_shunted(&t);
        if (t.started)
            start_due(&t);
    }
}
