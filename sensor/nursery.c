/* syscalls(sensor): wait4, kill, poll, ppoll: its end. */
#include "sensor/nursery.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sensor/nursery_process.h"

enum { CLOSE_MS = 3000, LOOK_MS = 10 };

struct pipes {
    int words[2];
    int orders[2];
};

static bool open_pipes(struct pipes *p, struct error *e)
{
    if (pipe2(p->words, O_CLOEXEC) != 0)
        return fail(e, "cannot start the workers' process: %s", strerrordesc_np(errno));
    if (pipe2(p->orders, O_CLOEXEC) == 0)
        return true;
    (void)close(p->words[0]);
    (void)close(p->words[1]);
    return fail(e, "cannot start the workers' process: %s", strerrordesc_np(errno));
}

/* Waits: it says that it is ready, or why not, or dies. */
static bool hear_first(struct nursery *n, struct nursery_word *w, struct error *e)
{
    ssize_t got = 0;
    do
        got = read(n->words, w, sizeof *w);
    while (got < 0 && errno == EINTR);
    if (got == (ssize_t)sizeof *w && w->kind == NURSERY_READY)
        return true;
    w->why.s[sizeof w->why.s - 1] = '\0';
    if (got == (ssize_t)sizeof *w)
        return fail(e, "%.*s", (int)sizeof e->s - 1, w->why.s);
    return fail(e, "the workers' process ended before it had opened anything");
}

bool nursery_open(struct nursery *n, const struct nursery_settings *settings,
                  struct nursery_word *ready, struct error *e)
{
    struct pipes p;
    if (!open_pipes(&p, e))
        return false;
    (void)fflush(NULL);
    *n = (struct nursery){ .pid = fork(), .words = p.words[0], .orders = p.orders[1] };
    if (n->pid == 0)
        nursery_live(settings, p.words[1], p.orders[0]);
    int why = errno;
    (void)close(p.words[1]);
    (void)close(p.orders[0]);
    bool well =
        n->pid > 0 || fail(e, "cannot start the workers' process: %s", strerrordesc_np(why));
    if (well && hear_first(n, ready, e) && fcntl(n->words, F_SETFL, O_NONBLOCK) == 0)
        return true;
    (void)nursery_close(n);
    return false;
}

bool nursery_start(struct nursery *n, struct error *e)
{
    ssize_t put = 0;
    do
        put = write(n->orders, "", 1);
    while (put < 0 && errno == EINTR);
    return put == 1 || fail(e, "the workers' process is gone: %s", strerrordesc_np(errno));
}

bool nursery_hear(struct nursery *n, struct nursery_word *w)
{
    ssize_t got = read(n->words, w, sizeof *w);
    if (got == (ssize_t)sizeof *w)
        return true;
    if (got >= 0 || (errno != EAGAIN && errno != EINTR))
        n->gone = true;
    return false;
}

int nursery_close(struct nursery *n)
{
    int status = 0;
    (void)close(n->orders);
    (void)close(n->words);
    if (n->pid <= 0)
        return 0;
    for (int left = CLOSE_MS; waitpid(n->pid, &status, WNOHANG) == 0; left -= LOOK_MS) {
        if (left <= 0)
            (void)kill(n->pid, SIGKILL);
        (void)poll(NULL, 0, LOOK_MS);
    }
    n->pid = -1;
    return status;
}

void nursery_ending(const struct nursery_word *fell, struct text *how)
{
    int status = fell->status;
    if (fell->stuck) {
        text_format(how, "stood still, was killed");
        return;
    }
    if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        text_format(how, "SIG%s", name != NULL ? name : "?");
        return;
    }
    int code = WEXITSTATUS(status);
    const char *why = code == WORKER_NO_MEMORY    ? " (no memory)"
                      : code == WORKER_NO_SANDBOX ? " (no sandbox)"
                                                  : "";
    text_format(how, "exit status %d%s", code, why);
}
