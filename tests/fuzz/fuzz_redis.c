/* What a Redis may answer, or whoever poses as one: to the sink, over Sentinel, to the reader of a
 * stream, to the reader of a fleet. The first byte says to whom, the second in how large pieces the
 * answers come; then the answers, as they go over the wire. 0xff is where a connection breaks, and
 * the next begins behind it; behind the last one nobody is there any more.
 *
 * The transport is this file: it stands in for alerts/dial.c. */

#include <errno.h>
#include <stdlib.h>

#include "alerts/dial.h"
#include "alerts/redis_stream.h"
#include "alerts/redis_url.h"
#include "alerts/sink.h"
#include "sensor/fleet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BREAK = 0xff, LINES = 3, PAGE = 4 };

static struct {
    struct bytes rest;
    size_t piece;
    bool begun;
} wire;

static void check(bool ok)
{
    if (!ok)
        abort();
}

/* ---- alerts/dial.h ---- */

static struct bytes connection(void)
{
    const uint8_t *end = wire.rest.n > 0 ? memchr(wire.rest.p, BREAK, wire.rest.n) : NULL;
    return end != NULL ? bytes_first(wire.rest, (size_t)(end - wire.rest.p)) : wire.rest;
}

static bool connect_to_next(struct dial *d, struct error *e)
{
    if (wire.begun)
        wire.rest = bytes_after(wire.rest, connection().n + 1);
    wire.begun = true;
    d->fd = wire.rest.n > 0 ? 0 : -1;
    return d->fd == 0 || fail(e, "nobody is there");
}

bool dial_begin(struct dial *d, struct error *e)
{
    (void)e;
    *d = (struct dial){ .fd = -1, .stop = -1 };
    return true;
}

void dial_end(struct dial *d)
{
    d->fd = -1;
}

bool dial_host(struct dial *d, const char *host, unsigned port, int timeout_ms, struct error *e)
{
    check(host[0] != '\0' && port > 0 && port < 65536 && timeout_ms > 0);
    return connect_to_next(d, e);
}

bool dial_path(struct dial *d, const char *path, int timeout_ms, struct error *e)
{
    check(path[0] != '\0' && timeout_ms > 0);
    return connect_to_next(d, e);
}

void dial_hang_up(struct dial *d)
{
    d->fd = -1;
}

bool dial_tls(struct dial *d, struct tls_context *c, const char *host, int timeout_ms,
              struct error *e)
{
    (void)d;
    (void)timeout_ms;
    return (c != NULL && host[0] != '\0') || fail(e, "no TLS");
}

bool dial_send(struct dial *d, const void *p, size_t n, int timeout_ms)
{
    (void)timeout_ms;
    check(p != NULL && n > 0);
    errno = EPIPE;
    return d->fd == 0;
}

ssize_t dial_receive(struct dial *d, void *p, size_t n, uint64_t until_ms)
{
    (void)until_ms;
    errno = ENOTCONN;
    if (d->fd != 0)
        return -1;
    struct bytes here = bytes_first(connection(), wire.piece < n ? wire.piece : n);
    if (here.n > 0)
        memcpy(p, here.p, here.n);
    wire.rest = bytes_after(wire.rest, here.n);
    return (ssize_t)here.n;
}

bool dial_datagrams(struct dial *d, const char *path, struct error *e)
{
    return dial_path(d, path, 1, e);
}

bool dial_drained(struct dial *d, int timeout_ms)
{
    (void)timeout_ms;
    return d->fd == 0;
}

void dial_stop(struct dial *d)
{
    d->stop = 0;
}

/* ---- who asks ---- */

static void use_sink(const char *url)
{
    const struct bytes lines[LINES] = { bytes_of_text("{\"a\":1}"), bytes_of_text("{\"a\":2}"),
                                        bytes_of_text("{\"a\":3}") };
    const struct batch batch = {
        .n = LINES, .line = lines, .sender = "0123456789abcdef", .epoch = 7, .first = 40
    };
    const struct batch statistics = { .n = 1, .line = lines };
    char beat[512];
    struct error e = { "" };
    void *s = redis_sink.ready(url, &e);
    check(s != NULL);
    struct whose w = { "north", "d4:2d:c5:00:00:01" };
    for (int i = 0; i < 4 && (!redis_sink.broken(s) || redis_sink.mend(s, &e)); i++) {
        check(redis_sink.recall(s, "north", beat, sizeof beat) <= sizeof beat);
        (void)redis_sink.deliver(s, &batch, &e);
        (void)redis_sink.deliver(s, &statistics, &e);
        (void)redis_sink.keep(s, &w, lines[0], &e);
        (void)redis_sink.beat(s, "north", lines[1], &e);
    }
    struct sink_figures f;
    redis_sink.figures(s, &f);
    check(redis_sink.close(s, &e));
}

static void use_list(void)
{
    use_sink("redis://10.0.0.1:6379/2?mode=list");
}

static void use_stream(void)
{
    use_sink("redis://user@10.0.0.1:6379?mode=stream&wait=1");
}

static void use_channel(void)
{
    use_sink("redis+unix:///run/redis.sock?mode=channel");
}

static void use_sentinel(void)
{
    use_sink("redis-sentinel://10.0.0.1:26379,10.0.0.2/mymaster?mode=stream");
}

static void check_page(const struct stream_page *page, size_t most)
{
    check(page->n <= most);
    for (size_t i = 0; i < page->n; i++) {
        check(strlen(page->entry[i].id.s) < STREAM_ID_MAX);
        check(page->entry[i].id.s[0] >= '0' && page->entry[i].id.s[0] <= '9');
        uint64_t sum = 0;
        for (size_t k = 0; k < page->entry[i].line.n; k++)
            sum += page->entry[i].line.p[k];
        check(sum <= page->entry[i].line.n * UINT64_C(255));
    }
}

static void read_pages(const struct stream_reader *r, struct error *e)
{
    static struct stream_page page;
    struct stream_id id[PAGE];
    for (int i = 0; i < 3; i++) {
        bool ok = i == 0 ? stream_ours(r, PAGE, &page, e)
                         : stream_news(r, PAGE, (unsigned)i - 1, &page, e);
        if (!ok)
            return;
        check_page(&page, PAGE);
        size_t n = page.n;
        for (size_t k = 0; k < n; k++)
            id[k] = page.entry[k].id;
        stream_page_free(&page);
        if (!stream_acknowledge(r, id, n, e))
            return;
    }
}

static void read_stream(void)
{
    struct error e = { "" };
    struct stream_claim claim = { .next = { "0-0" } };
    struct redis *redis = redis_new("redis://10.0.0.1?mode=stream&key=k", &e);
    const struct stream_reader r = { redis, "k", "g", "c" };
    check(redis != NULL);
    for (int i = 0; i < 3 && redis_connect(redis, &e); i++) {
        if (!stream_join(&r, "0", &e))
            continue;
        read_pages(&r, &e);
        for (int k = 0; k < 3 && redis_connected(redis); k++)
            if (stream_claim(&r, 1000, &claim, &e))
                check(claim.next.s[0] >= '0' && claim.next.s[0] <= '9');
    }
    redis_free(redis);
}

static void read_fleet(void)
{
    struct error e = { "" };
    struct fleet f;
    if (fleet_read(&f, "redis://10.0.0.1", true, UINT64_C(1795420800000000000), &e))
        check(json_is_array(f.sensors) && json_is_array(f.cameras));
    fleet_release(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const parts[])(void) = { use_list,     use_stream,  use_channel,
                                           use_sentinel, read_stream, read_fleet };
    if (size < 3)
        return 0;
    wire.rest = (struct bytes){ data + 2, size - 2 };
    wire.piece = (size_t)1 + data[1] * 4U;
    wire.begun = false;
    parts[data[0] % (sizeof parts / sizeof parts[0])]();
    return 0;
}
