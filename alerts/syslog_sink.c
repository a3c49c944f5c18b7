/* Alerts to a receiver of syslog: RFC 5424 over TCP (RFC 6587, octet counting), over TLS (RFC 5425)
 * and over a Unix socket (a datagram a message; on a stream, a line a message).
 *
 * How it works: syslog answers nothing, so that a message has arrived is never known. What can be
 * known is used: before a batch is sent, whether the receiver has hung up; after it, whether the
 * receiver's system has taken all of it (over a Unix socket, whether the receiver has read it). A
 * batch of which that is not sure is sent again: at least once. What a receiver's system has taken
 * and the receiver has not read when it is killed is lost. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "alerts/dial.h"
#include "alerts/sink.h"
#include "alerts/syslog_message.h"
#include "alerts/syslog_place.h"

enum {
    CONNECT_MS = 2000,
    PATIENCE_MS = 30000, /* a receiver that is slow, and to whom it would only be sent twice */
    COUNT_MAX = 8,       /* the octet count and its space */
    OUT_MAX = 4 * (SYSLOG_MESSAGE_MAX + COUNT_MAX),
};

enum framing { FRAMING_COUNT, FRAMING_LINE, FRAMING_DATAGRAM };

struct syslog {
    struct syslog_place place;
    char where[300];
    struct tls_context *tls; /* NULL: without TLS */
    struct dial dial;
    bool connected;
    enum framing framing;
    size_t used;
    char out[OUT_MAX]; /* messages in their frames */
    char message[SYSLOG_MESSAGE_MAX];
};

static bool say(const struct syslog *s, const char *why, struct error *e)
{
    return fail(e, "%s: %s", s->where, why);
}

static bool say_errno(const struct syslog *s, int why, struct error *e)
{
    char text[128];
    return say(s, why == ETIMEDOUT ? "it takes nothing" : strerror_r(why, text, sizeof text), e);
}

static void name_place(struct syslog *s)
{
    static const char *const schemes[] = { "syslog+tcp", "syslog+tls", "syslog+unix" };
    const char *scheme = schemes[s->place.way];
    bool bare = strchr(s->place.host, ':') == NULL;
    if (s->place.way == SYSLOG_UNIX)
        (void)snprintf(s->where, sizeof s->where, "%s://%s", scheme, s->place.path);
    else
        (void)snprintf(s->where, sizeof s->where, bare ? "%s://%s:%u" : "%s://[%s]:%u", scheme,
                       s->place.host, s->place.port);
}

/* The files are read once, with the rights that we were started with. */
static bool prepare_tls(struct syslog *s, struct error *e)
{
    const struct syslog_place *p = &s->place;
    const struct tls_settings settings = {
        .ca = p->ca, .cert = p->cert, .cert_key = p->cert_key, .name = p->name
    };
    if (p->way != SYSLOG_TLS)
        return true;
    s->tls = tls_context_new(&settings, e);
    return s->tls != NULL;
}

static void *ready(const char *where, struct error *e)
{
    struct syslog *s = calloc(1, sizeof *s);
    if (s == NULL) {
        fail(e, "out of memory");
        return NULL;
    }
    if (syslog_place_read(where, &s->place, e) && prepare_tls(s, e) && dial_begin(&s->dial, e)) {
        name_place(s);
        return s;
    }
    tls_context_free(s->tls);
    free(s);
    return NULL;
}

/* As syslog(3) does: first a datagram's socket, then a stream's. */
static bool connect_unix(struct syslog *s, struct error *e)
{
    s->framing = FRAMING_DATAGRAM;
    if (dial_datagrams(&s->dial, s->place.path, e))
        return true;
    s->framing = FRAMING_LINE;
    return errno == EPROTOTYPE && dial_path(&s->dial, s->place.path, CONNECT_MS, e);
}

static bool connect_host(struct syslog *s, struct error *e)
{
    s->framing = FRAMING_COUNT;
    return dial_host(&s->dial, s->place.host, s->place.port, CONNECT_MS, e) &&
           (s->tls == NULL || dial_tls(&s->dial, s->tls, s->place.host, CONNECT_MS, e));
}

static bool mend(void *self, struct error *e)
{
    struct syslog *s = self;
    struct error why;
    dial_hang_up(&s->dial);
    s->connected = s->place.way == SYSLOG_UNIX ? connect_unix(s, &why) : connect_host(s, &why);
    return s->connected || say(s, why.s, e);
}

static bool close_now(void *self, struct error *e)
{
    struct syslog *s = self;
    (void)e;
    dial_end(&s->dial);
    tls_context_free(s->tls);
    free(s);
    return true;
}

static void *open_now(const char *where, struct error *e)
{
    struct error unheard;
    struct syslog *s = ready(where, e);
    if (s == NULL || mend(s, e))
        return s;
    (void)close_now(s, &unheard);
    return NULL;
}

/* ---- delivering ---- */

/* What a receiver may say is not heard: it has nothing to say. */
static bool has_hung_up(struct syslog *s)
{
    enum { TURNS = 16 };
    char unheard[512];
    ssize_t n = 1;
    if (s->framing == FRAMING_DATAGRAM)
        return false;
    for (int i = 0; i < TURNS && n > 0; i++)
        n = dial_receive(&s->dial, unheard, sizeof unheard, 0);
    return n == 0 || (n < 0 && errno != ETIMEDOUT);
}

static bool flush(struct syslog *s)
{
    size_t n = s->used;
    s->used = 0;
    return n == 0 || dial_send(&s->dial, s->out, n, PATIENCE_MS);
}

static void put(struct syslog *s, const void *p, size_t n)
{
    memcpy(s->out + s->used, p, n);
    s->used += n;
}

static bool send_message(struct syslog *s, size_t n)
{
    char count[COUNT_MAX + 1];
    if (OUT_MAX - s->used < n + COUNT_MAX && !flush(s))
        return false;
    if (s->framing == FRAMING_COUNT)
        put(s, count, (size_t)snprintf(count, sizeof count, "%zu ", n));
    put(s, s->message, n);
    if (s->framing == FRAMING_LINE)
        put(s, "\n", 1);
    return s->framing != FRAMING_DATAGRAM || flush(s);
}

static bool send_all(struct syslog *s, const struct batch *b)
{
    s->used = 0;
    for (size_t i = 0; i < b->n; i++) {
        size_t n = syslog_message_write(b->line[i], s->place.format, s->place.facility, s->message);
        if (n > 0 && !send_message(s, n))
            return false;
    }
    return flush(s) && dial_drained(&s->dial, PATIENCE_MS);
}

static bool deliver(void *self, const struct batch *b, struct error *e)
{
    struct syslog *s = self;
    if (!s->connected)
        return say(s, "it is not connected", e);
    bool gone = has_hung_up(s);
    s->connected = !gone && send_all(s, b);
    return s->connected || (gone ? say(s, "it has hung up", e) : say_errno(s, errno, e));
}

static bool broken(const void *self)
{
    const struct syslog *s = self;
    return !s->connected;
}

static void stop(void *self)
{
    struct syslog *s = self;
    dial_stop(&s->dial);
}

static const char *where(const void *self)
{
    const struct syslog *s = self;
    return s->where;
}

const struct sink syslog_sink = {
    .name = "syslog",
    .open = open_now,
    .deliver = deliver,
    .close = close_now,
    .ready = ready,
    .mend = mend,
    .broken = broken,
    .stop = stop,
    .where = where,
};
