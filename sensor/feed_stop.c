/* syscalls(feed): prctl, signalfd4, eventfd2: the thread, and what it waits for. */
#include "sensor/feed_stop.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { GRACE_MS = 2000 };

struct feed_stop {
    const struct sink *sink;
    void *opened;
    struct redis *redis;
    int signals;
    int ending; /* readable: it is time to end */
    int done;   /* readable: nobody waits any more */
    pthread_t thread;
};

static void *watch(void *self)
{
    const struct feed_stop *s = self;
    struct pollfd fds[] = { { s->done, POLLIN, 0 }, { s->signals, POLLIN, 0 } };
    (void)pthread_setname_np(pthread_self(), "signals");
    while (poll(fds, 2, -1) < 0 && errno == EINTR)
        ;
    if (fds[0].revents != 0)
        return NULL;
    (void)eventfd_write(s->ending, 1);
    if (poll(fds, 1, GRACE_MS) != 0)
        return NULL;
    if (s->sink->stop != NULL)
        s->sink->stop(s->opened);
    redis_stop(s->redis);
    return NULL;
}

static bool open_all(struct feed_stop *s)
{
    sigset_t ours;
    (void)sigemptyset(&ours);
    (void)sigaddset(&ours, SIGTERM);
    (void)sigaddset(&ours, SIGINT);
    s->signals = signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC);
    s->ending = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    s->done = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return s->signals >= 0 && s->ending >= 0 && s->done >= 0;
}

static void close_all(const struct feed_stop *s)
{
    const int fds[] = { s->signals, s->ending, s->done };
    for (size_t i = 0; i < 3; i++)
        if (fds[i] >= 0)
            (void)close(fds[i]);
}

struct feed_stop *feed_stop_new(const struct sink *sink, void *opened, struct redis *r,
                                struct error *e)
{
    struct feed_stop *s = calloc(1, sizeof *s);
    if (s == NULL) {
        fail(e, "out of memory");
        return NULL;
    }
    *s = (struct feed_stop){ .sink = sink, .opened = opened, .redis = r };
    int why = open_all(s) ? pthread_create(&s->thread, NULL, watch, s) : errno;
    if (why == 0)
        return s;
    fail(e, "cannot wait for signals: %s", strerrordesc_np(why));
    close_all(s);
    free(s);
    return NULL;
}

int feed_stop_fd(const struct feed_stop *s)
{
    return s->ending;
}

void feed_stop_free(struct feed_stop *s)
{
    if (s == NULL)
        return;
    (void)eventfd_write(s->done, 1);
    (void)pthread_join(s->thread, NULL);
    close_all(s);
    free(s);
}
