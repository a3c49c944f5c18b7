/* syscalls(nursery): poll, ppoll, read, write, close: words and orders. */
/* syscalls(nursery): openat, open, stat, access, readlink, fcntl: libraries that workers load. */
/* syscalls(nursery): pread64, statfs, fstatfs, getdents64: libraries that workers load. */
#include "sensor/nursery_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "dissectors/hasher.h"
#include "sensor/nest.h"
#include "sensor/sandbox_places.h"

enum { FIRST_FD = 3 };

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

/* libsrtp loads a library in each worker anew, because that one refuses to work in a process that
 * was forked after it was set up. So this sandbox is wider by that than those of the workers. */
static bool enter_sandbox(const struct nest *t, struct error *e)
{
    struct sandbox_settings s = nest_sandbox(t, SANDBOX_NURSERY);
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

/* ---- the loop ---- */

static void take_order(struct nest *t)
{
    char byte = 0;
    ssize_t got = read(t->orders, &byte, 1);
    if (got == 1)
        t->started = true;
    else if (got == 0 || errno != EINTR)
        nest_end_all(t);
}

static void wait_for_news(struct nest *t)
{
    struct pollfd p[1 + WORKERS_MAX] = { { .fd = t->orders, .events = POLLIN } };
    nfds_t n = 1;
    for (size_t k = 0; k < t->n; k++)
        if (t->child[k].pidfd >= 0)
            p[n++] = (struct pollfd){ .fd = t->child[k].pidfd, .events = POLLIN };
    int wait = NEST_LOOK_MS;
    for (size_t k = 0; k < t->n; k++)
        if (t->started && t->child[k].pid == 0 && !t->child[k].ended)
            wait = NEST_LOOK_MS / 10;
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
    nest_speak(&t, &first);
    if (first.kind == NURSERY_REFUSED)
        _exit(EXIT_FAILURE);
    nest_end_with(parent);
    for (;;) {
        wait_for_news(&t);
        nest_look_whether_ended(&t);
        nest_look_after(&t);
        nest_publish_shunted(&t);
        if (t.started)
            nest_start_due(&t);
    }
}
