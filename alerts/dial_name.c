/* How it works: getaddrinfo() cannot be told to stop, nor a thread that is in it. So the thread is
 * let go: who is the last to leave, it or the one who asked, frees what both use. */
/* syscalls(connects): openat, open, access, statx: /etc/resolv.conf, modules. */
/* syscalls(connects): stat, lseek, pread64: /etc/resolv.conf, modules. */
/* syscalls(connects): bind, getsockname: getaddrinfo() asks DNS. */
/* syscalls(connects): getpeername, sendmmsg: getaddrinfo() asks DNS. */
/* syscalls(connects): poll, ppoll, eventfd2: its answer. */
#include "alerts/dial_name.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/signals.h"

struct dial_name {
    _Atomic unsigned users;
    int known; /* an eventfd */
    _Atomic bool answered;
    int wrong;
    struct addrinfo *found;
    char host[256];
    char port[8];
};

void dial_name_end(struct dial_name *n)
{
    if (n == NULL || atomic_fetch_sub(&n->users, 1) > 1)
        return;
    if (n->found != NULL)
        freeaddrinfo(n->found);
    if (n->known >= 0)
        (void)close(n->known);
    free(n);
}

static void *look_up(void *self)
{
    const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct dial_name *n = self;
    n->wrong = getaddrinfo(n->host, n->port, &hints, &n->found);
    if (n->wrong != 0)
        n->found = NULL;
    atomic_store(&n->answered, true);
    (void)eventfd_write(n->known, 1);
    dial_name_end(n);
    return NULL;
}

/* 0, or an errno. */
static int start(struct dial_name *n)
{
    pthread_attr_t apart;
    pthread_t thread;
    sigset_t all, before;
    int wrong = pthread_attr_init(&apart);
    if (wrong != 0)
        return wrong;
    (void)pthread_attr_setdetachstate(&apart, PTHREAD_CREATE_DETACHED);
    signals_of_main(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    wrong = pthread_create(&thread, &apart, look_up, n);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&apart);
    return wrong;
}

struct dial_name *dial_name_begin(const char *host, const char *port)
{
    struct dial_name *n = calloc(1, sizeof *n);
    if (n == NULL)
        return NULL;
    (void)snprintf(n->host, sizeof n->host, "%s", host);
    (void)snprintf(n->port, sizeof n->port, "%s", port);
    n->known = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int wrong = n->known < 0 ? errno : 0;
    atomic_store(&n->users, 2);
    if (wrong == 0)
        wrong = start(n);
    if (wrong == 0)
        return n;
    atomic_store(&n->users, 1);
    dial_name_end(n);
    errno = wrong;
    return NULL;
}

int dial_name_fd(const struct dial_name *n)
{
    return n->known;
}

bool dial_name_is(const struct dial_name *n, const char *host, const char *port)
{
    return strcmp(n->host, host) == 0 && strcmp(n->port, port) == 0;
}

int dial_name_take(struct dial_name *n, struct addrinfo **found)
{
    *found = NULL;
    if (!atomic_load(&n->answered))
        return EAI_AGAIN;
    *found = n->found;
    n->found = NULL;
    return n->wrong;
}
