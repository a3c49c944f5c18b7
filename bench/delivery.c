/* Raises alerts as fast as they are delivered, by the way a live sensor's alerts take: written as
 * EVE lines, into the outbox, and to Redis.
 *
 *   bench_delivery ALERTS              only writes the lines
 *   bench_delivery ALERTS URL [STATE]  STATE: a folder; without it the outbox is in memory
 *
 * The raiser waits while the outbox is half full. One JSON line. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "alerts/post.h"
#include "core/clock.h"

enum { TURN = 64, PAUSE_US = 200, DEADLINE_MS = 5000 };

struct work {
    uint64_t alerts;
    size_t line_bytes;
    uint64_t begun_ns, raised_ns, delivered_ns;
    struct post_status status;
};

static const struct guide_item https_item = {
    .number = "3.4",
    .title = "HTTPS",
    .recommended = "HTTPS",
    .level = LEVEL_STANDARD,
    .signature = 7234000,
    .severity = 2,
    .category = "Potential Corporate Privacy Violation",
    .cwe = "CWE-319",
    .remedy = "[Network] - [Advanced] in the Settings menu, \"HTTPS\" tab: set \"Connection\" to "
              "\"HTTPS\".",
};

static struct observation evidence(void)
{
    struct observation o = { .kind = OBS_EXCHANGE,
                             .protocol = "http",
                             .time_ns = UINT64_C(1783479247123456789),
                             .transport = TRANSPORT_TCP,
                             .exchange = { .act = ACT_RESPONSE, .status = 401 } };
    o.client = (struct endpoint){ ip_from_v4((const uint8_t[]){ 192, 168, 10, 50 }), 0 };
    o.server = (struct endpoint){ ip_from_v4((const uint8_t[]){ 192, 168, 10, 48 }), 80 };
    o.client_mac = (struct mac){ { 0x02, 0, 0x5e, 0x10, 0, 0x50 } };
    o.server_mac = (struct mac){ { 0xd4, 0x2d, 0xc5, 0x10, 0, 0x48 } };
    text_format(&o.exchange.method, "GET");
    text_format(&o.exchange.path, "/admin/index.html");
    text_format(&o.exchange.agent, "lighttpd/1.4.69");
    return o;
}

static struct alert first_alert(void)
{
    struct alert a = {
        .event = ALERT_OPENED, .id = "057bfebaabdf62e8", .count = 1, .reason = "http-clear"
    };
    struct ruling *r = &a.ruling;
    r->item = &https_item;
    r->verdict = VERDICT_FAIL;
    r->reason = a.reason;
    r->times = 1;
    r->evidence = evidence();
    r->camera.ip = r->evidence.server.ip;
    r->camera.mac = r->evidence.server_mac;
    text_format(&r->camera.id, "d4:2d:c5:10:00:48");
    text_format(&r->camera.make, "i-PRO");
    text_format(&r->camera.model, "WV-X1551");
    sentence_format(&r->why, "plain HTTP answered with 401 on port 80");
    return a;
}

/* Another one, of another camera and moment. */
static void next_alert(struct alert *a)
{
    uint64_t n = ++a->sequence;
    struct ruling *r = &a->ruling;
    r->evidence.time_ns += 1234567;
    r->evidence.client.port = (uint16_t)(49152 + n % 16384);
    r->evidence.server_mac.b[5] = r->camera.mac.b[5] = (uint8_t)n;
    (void)mac_text(&r->camera.mac, r->camera.id.s);
    (void)snprintf(a->id, sizeof a->id, "%016" PRIx64, n);
    a->first_ns = a->last_ns = r->evidence.time_ns;
}

static void write_only(struct work *w, const struct eve_style *style)
{
    struct alert a = first_alert();
    char line[EVE_LINE_MAX];
    w->begun_ns = steady_ns();
    for (uint64_t i = 0; i < w->alerts; i++) {
        next_alert(&a);
        w->line_bytes = eve_write(&a, style, line, sizeof line);
    }
    w->raised_ns = w->delivered_ns = steady_ns();
}

static struct post *open_post(const struct eve_style *style, const char *url, const char *state)
{
    struct error e;
    struct post_settings s = { .style = *style, .outbox = { .folder = state } };
    struct post *p = post_new(&s, &e);
    if (p != NULL && post_add(p, &redis_sink, url, &e) && post_start(p, &e))
        return p;
    (void)fprintf(stderr, "%s\n", e.s);
    exit(1); /* NOLINT(concurrency-mt-unsafe): nothing has been raised yet */
}

static void wait_for_room(struct post *p, size_t most)
{
    struct post_status s;
    for (;;) {
        (void)post_status(p, &s, 1);
        if (s.queued <= most)
            return;
        (void)usleep(PAUSE_US);
    }
}

static void deliver(struct work *w, struct post *p, const struct eve_style *style)
{
    struct alert a = first_alert();
    char line[EVE_LINE_MAX];
    struct outbox_figures f;
    outbox_figures(post_outbox(p), &f);
    a.sequence = outbox_last(post_outbox(p));
    w->line_bytes = eve_write(&a, style, line, sizeof line);
    size_t room = f.memory_max / w->line_bytes / 2;
    w->begun_ns = steady_ns();
    for (uint64_t i = 0; i < w->alerts; i++) {
        if (i % TURN == 0)
            wait_for_room(p, room);
        next_alert(&a);
        post_hear(p, &a);
    }
    w->raised_ns = steady_ns();
    wait_for_room(p, 0);
    w->delivered_ns = steady_ns();
    (void)post_status(p, &w->status, 1);
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void print(const struct work *w)
{
    struct rusage used;
    (void)getrusage(RUSAGE_SELF, &used);
    double took = (double)(w->delivered_ns - w->begun_ns) / 1e9;
    (void)printf(
        "{\"alerts\": %" PRIu64 ", \"line_bytes\": %zu, \"s\": %.3f, \"alerts_s\": %.0f, "
        "\"raising_s\": %.3f, \"user_s\": %.3f, \"system_s\": %.3f, \"delivered\": %" PRIu64
        ", \"shed\": %" PRIu64 "}\n",
        w->alerts, w->line_bytes, took, (double)w->alerts / took,
        (double)(w->raised_ns - w->begun_ns) / 1e9, seconds(used.ru_utime), seconds(used.ru_stime),
        w->status.delivered, shed_alerts(&w->status.shed));
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 4)
        return 2;
    struct work w = { .alerts = strtoull(argv[1], NULL, 10) };
    struct eve_style style = { .host = "sensor", .compat = EVE_8, .interface = "mirror0" };
    if (argc == 2) {
        write_only(&w, &style);
        print(&w);
        return 0;
    }
    struct post *p = open_post(&style, argv[2], argc == 4 ? argv[3] : NULL);
    deliver(&w, p, &style);
    print(&w);
    bool whole = w.status.delivered == w.alerts && shed_alerts(&w.status.shed) == 0;
    return post_close(p, DEADLINE_MS) == 0 && whole ? 0 : 1;
}
