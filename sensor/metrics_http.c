/* syscalls(sensor): poll, ppoll, accept, accept4: its clients. */
/* syscalls(sensor): recvfrom, sendto, sendmsg, shutdown: its clients. */
/* syscalls(sensor): setsockopt, getsockopt, getsockname, prctl: libmicrohttpd and its thread. */
#include "sensor/metrics_http.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/clock.h"
#include "sensor/control_socket.h"

enum {
    CONNECTIONS = 8,
    SILENCE_S = 10,
    REQUEST_MAX = 16384, /* of memory, a connection */
    HEALTHY_MS = 10000,
};

struct metrics_http {
    struct control_socket file; /* of a Unix socket; else only its fd is used */
    bool has_file;
    struct MHD_Daemon *server;
    pthread_mutex_t lock; /* for what follows, up to `seen` */
    struct metrics noted;
    uint64_t noted_ms;
    struct metrics seen; /* this and the rest are the thread's alone */
    char text[METRICS_MAX];
};

/* ---- answers ---- */

struct answer {
    unsigned status;
    const char *type;
    size_t n; /* of h->text */
};

static struct answer plain(unsigned status, size_t n)
{
    return (struct answer){ status, "text/plain; charset=utf-8", n };
}

static struct answer say(struct metrics_http *h, unsigned status, const char *words)
{
    int n = snprintf(h->text, sizeof h->text, "%s\n", words);
    return plain(status, n > 0 ? (size_t)n : 0);
}

/* How long ago the snapshot was made. */
static uint64_t look(struct metrics_http *h)
{
    (void)pthread_mutex_lock(&h->lock);
    h->seen = h->noted;
    uint64_t then = h->noted_ms;
    (void)pthread_mutex_unlock(&h->lock);
    uint64_t now = steady_ms();
    return now > then ? now - then : 0;
}

static struct answer tell_figures(struct metrics_http *h)
{
    (void)look(h);
    size_t n = metrics_write(&h->seen, h->text, sizeof h->text);
    return n > 0 ? (struct answer){ MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8", n }
                 : say(h, MHD_HTTP_INTERNAL_SERVER_ERROR, "there are too many figures");
}

static struct answer tell_health(struct metrics_http *h)
{
    uint64_t age = look(h);
    if (age < HEALTHY_MS)
        return say(h, MHD_HTTP_OK, "ok");
    struct sentence why;
    sentence_format(&why, "the main loop has not come by for %" PRIu64 " s", age / 1000);
    return say(h, MHD_HTTP_SERVICE_UNAVAILABLE, why.s);
}

static struct answer tell_readiness(struct metrics_http *h)
{
    if (look(h) >= HEALTHY_MS)
        return tell_health(h);
    size_t n = metrics_unready(&h->seen, h->text, sizeof h->text);
    return n > 0 ? plain(MHD_HTTP_SERVICE_UNAVAILABLE, n) : say(h, MHD_HTTP_OK, "ready");
}

static struct answer answer_to(struct metrics_http *h, const char *path)
{
    if (strcmp(path, "/metrics") == 0)
        return tell_figures(h);
    if (strcmp(path, "/healthz") == 0)
        return tell_health(h);
    if (strcmp(path, "/readyz") == 0)
        return tell_readiness(h);
    return say(h, MHD_HTTP_NOT_FOUND, "there are /metrics, /healthz and /readyz");
}

static bool reads_only(const char *method)
{
    return strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
}

static enum MHD_Result send_answer(struct metrics_http *h, struct MHD_Connection *c,
                                   struct answer a)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(a.n, h->text, MHD_RESPMEM_MUST_COPY);
    if (r == NULL)
        return MHD_NO;
    (void)MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, a.type);
    (void)MHD_add_response_header(r, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (a.status == MHD_HTTP_METHOD_NOT_ALLOWED)
        (void)MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result done = MHD_queue_response(c, a.status, r);
    MHD_destroy_response(r);
    return done;
}

/* Called once a request when its head is there; the answer goes out before any body was read, and
 * whoever sends one all the same is hung up on. */
/* NOLINTBEGIN(readability-function-size,readability-non-const-parameter): as the library has it */
static enum MHD_Result serve(void *self, struct MHD_Connection *c, const char *path,
                             const char *method, const char *version, const char *body,
                             size_t *body_n, void **request)
/* NOLINTEND(readability-function-size,readability-non-const-parameter) */
{
    (void)version;
    (void)body;
    struct metrics_http *h = self;
    if (*request != NULL || *body_n > 0)
        return MHD_NO;
    *request = h;
    return send_answer(h, c,
                       reads_only(method)
                           ? answer_to(h, path)
                           : say(h, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET and HEAD"));
}

/* ---- listening ---- */

static bool bind_to(int fd, const struct metrics_place *place)
{
    const struct sockaddr_in v4 = { .sin_family = AF_INET,
                                    .sin_port = htons(place->port),
                                    .sin_addr = { htonl(INADDR_LOOPBACK) } };
    const struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
                                     .sin6_port = htons(place->port),
                                     .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    int yes = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (place->kind == METRICS_IPV4)
        return bind(fd, (const struct sockaddr *)&v4, sizeof v4) == 0;
    return bind(fd, (const struct sockaddr *)&v6, sizeof v6) == 0;
}

static bool listen_at_port(struct metrics_http *h, const struct metrics_place *place,
                           struct error *e)
{
    int family = place->kind == METRICS_IPV4 ? AF_INET : AF_INET6;
    h->file.fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (h->file.fd >= 0 && bind_to(h->file.fd, place) && listen(h->file.fd, CONNECTIONS) == 0)
        return true;
    return fail(e, "cannot serve metrics at port %u: %s", place->port, strerrordesc_np(errno));
}

static bool listen_at_file(struct metrics_http *h, const struct metrics_place *place, uid_t uid,
                           gid_t gid, struct error *e)
{
    struct error why;
    h->has_file = control_socket_open(&h->file, place->path, uid, gid, &why);
    return h->has_file || fail(e, "cannot serve metrics: %s", why.s);
}

struct metrics_http *metrics_http_open(const struct metrics_place *place, uid_t uid, gid_t gid,
                                       struct error *e)
{
    struct metrics_http *h = calloc(1, sizeof *h);
    if (h == NULL) {
        (void)fail(e, "no memory");
        return NULL;
    }
    h->file.fd = -1;
    (void)pthread_mutex_init(&h->lock, NULL);
    bool ok = place->kind == METRICS_UNIX ? listen_at_file(h, place, uid, gid, e)
                                          : listen_at_port(h, place, e);
    if (ok)
        return h;
    metrics_http_close(h);
    return NULL;
}

bool metrics_http_start(struct metrics_http *h, struct error *e)
{
    /* The server closes its socket itself. */
    int fd = fcntl(h->file.fd, F_DUPFD_CLOEXEC, 0);
    if (fd < 0)
        return fail(e, "cannot serve metrics: %s", strerrordesc_np(errno));
    const struct MHD_OptionItem options[] = {
        { MHD_OPTION_LISTEN_SOCKET, fd, NULL },
        { MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS, NULL },
        { MHD_OPTION_CONNECTION_TIMEOUT, SILENCE_S, NULL },
        { MHD_OPTION_CONNECTION_MEMORY_LIMIT, REQUEST_MAX, NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    h->server = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD, 0, NULL, NULL, serve, h,
                                 MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    if (h->server != NULL)
        return true;
    (void)close(fd);
    return fail(e, "cannot serve metrics: no thread for it");
}

void metrics_http_note(struct metrics_http *h, const struct metrics *m)
{
    (void)pthread_mutex_lock(&h->lock);
    h->noted = *m;
    h->noted_ms = steady_ms();
    (void)pthread_mutex_unlock(&h->lock);
}

void metrics_http_close(struct metrics_http *h)
{
    if (h == NULL)
        return;
    if (h->server != NULL)
        MHD_stop_daemon(h->server);
    if (h->has_file)
        control_socket_close(&h->file);
    else if (h->file.fd >= 0)
        (void)close(h->file.fd);
    (void)pthread_mutex_destroy(&h->lock);
    free(h);
}
